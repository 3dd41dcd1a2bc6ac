//! Letters and messages: what they are for, and their texts per channel, tone, language, form and wording.
//!
//! In goes what [`crate::load`] read from `brieven/`; out comes the text of one letter with its fields filled in:
//! [`Letters::message`] for sending, [`Letters::render`] to look at. A text holds headings, lists, fields, optional
//! sentences and shared blocks, and nothing else. This module sends nothing, knows no tenant, and leaves no field open:
//! what the caller cannot fill in is an error.

mod asked;
pub mod gsm;
mod kind;
mod language;
pub mod markup;
mod message;
pub(crate) mod phrases;
pub(crate) mod spelled_out;

pub use asked::{LONGEST_OWN_WORDS, OWN_WORDS, own_words};
pub use kind::LetterKind;
pub use language::{Form, Language, TextKey};
pub(crate) use language::{marks, spoken};
pub(crate) use message::HELP_BLOCK;
pub use message::{Message, Request, tasks_ahead};

use domain::dossier::ContactChannel;
use domain::policy::{All, Letter, Origin, Tone};
use spelled_out::{Filling, Gap, SpelledOut};
use std::collections::BTreeMap;
use std::fmt;

/// A letter with its texts.
#[derive(Clone, Debug, Default)]
pub struct LetterTexts {
    /// What the decision needs to know of it.
    pub letter: Letter,
    /// What it is for.
    pub kind: LetterKind,
    /// When a person may send it by hand, beside what its kind asks.
    pub by_hand_when: All,
    /// Subject line of the texts that have none of their own; perhaps empty.
    pub subject: Subject,
    /// Its texts.
    pub texts: BTreeMap<TextKey, LetterText>,
    /// Where `brief.toml` stands.
    pub origin: Origin,
}

/// A subject line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// The line as written.
    pub text: String,
    /// Where it begins.
    pub origin: Origin,
}

/// One text of a letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LetterText {
    /// The text as written, without the lines at its head.
    pub text: String,
    /// Where it begins.
    pub origin: Origin,
    /// Its own subject line (`onderwerp: …` at its head).
    pub subject: Option<Subject>,
    /// A person who speaks the language has checked it (`nagekeken: ja` at its head). Asked of translations only.
    pub reviewed: bool,
}

/// A block that letters share.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// The text, without the line that locks it.
    pub text: String,
    /// A landlord may not change it.
    pub locked: bool,
    /// Its file, at the first line of the text.
    pub origin: Origin,
}

/// All letters of a policy.
#[derive(Clone, Debug, Default)]
pub struct Letters {
    /// The letters, in the order of [`domain::policy::Policy::letters`].
    pub list: Vec<LetterTexts>,
    /// The blocks by id, language and form.
    pub blocks: BTreeMap<(String, Language, Form), Block>,
    /// How this landlord speaks to tenants (`aanspreekvorm` in `beleid.toml`).
    pub form: Form,
}

/// Why a letter cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RenderError {
    /// There is no letter with this id.
    UnknownLetter(String),
    /// The letter has no text for this channel in this tone or a softer one.
    NoText(String, ContactChannel),
    /// The text asks for a field that was not given.
    MissingField(String),
    /// The text asks for a block that is not there, or that contains itself.
    MissingBlock(String),
    /// The text has a bracket that does not close, on this line.
    Unfinished(u32),
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RenderError::UnknownLetter(id) => write!(f, "De brief \"{id}\" bestaat niet."),
            RenderError::NoText(id, channel) => {
                write!(f, "De brief \"{id}\" heeft geen tekst voor {}.", channel.dutch())
            }
            RenderError::MissingField(field) => write!(f, "Het veld \"{field}\" is niet bekend."),
            RenderError::MissingBlock(block) => write!(f, "Het blok \"{block}\" is er niet."),
            RenderError::Unfinished(line) => write!(f, "Op regel {line} sluit een haak niet."),
        }
    }
}

impl std::error::Error for RenderError {}

impl LetterTexts {
    /// Is this a letter without legal meaning, of which a tenant can say in a friendly tone: no more?
    pub fn can_be_missed(&self) -> bool {
        let Letter { milestone, for_heirs, for_administrator, .. } = &self.letter;
        milestone.is_none() && !for_heirs && !for_administrator && self.kind.can_be_missed()
    }

    /// Does one of its texts use this field?
    pub fn has_field(&self, field: &str) -> bool {
        let written = format!("(({field}))");
        self.texts.values().any(|text| text.text.contains(&written))
    }

    /// The first wording for a channel: in this tone, or else in the nearest softer one.
    pub fn text(
        &self,
        channel: ContactChannel,
        tone: Tone,
        language: Language,
        form: Form,
    ) -> Option<(TextKey, &LetterText)> {
        let softer = Tone::ALL.into_iter().rev().filter(|other| *other <= tone);
        let mut keys = softer.map(|tone| TextKey { channel, tone, language, form, variant: 'a' });
        keys.find_map(|key| Some((key, self.texts.get(&key)?)))
    }

    /// The first Dutch wording for a channel: in the form the landlord uses, or else with *u*.
    pub fn dutch(&self, channel: ContactChannel, tone: Tone, form: Form) -> Option<(TextKey, &LetterText)> {
        let own = self.text(channel, tone, Language::Dutch, form);
        own.or_else(|| self.text(channel, tone, Language::Dutch, Form::U))
    }

    /// All wordings beside this one, this one included.
    pub fn variants(&self, key: TextKey) -> Vec<(TextKey, &LetterText)> {
        let (first, last) = (TextKey { variant: 'a', ..key }, TextKey { variant: 'z', ..key });
        self.texts.range(first..=last).map(|(key, text)| (*key, text)).collect()
    }

    /// Is there any text for this channel?
    pub fn has_channel(&self, channel: ContactChannel) -> bool {
        self.texts.keys().any(|key| key.channel == channel)
    }
}

impl Letters {
    /// The letter with this id.
    pub fn letter(&self, id: &str) -> Option<&LetterTexts> {
        self.list.iter().find(|letter| letter.letter.id == id)
    }

    /// A block as a text in this language and form uses it. A locked block is Dutch in every language: the law was
    /// written in it.
    pub fn block(&self, id: &str, language: Language, form: Form) -> Option<&Block> {
        let of = |language, form| self.blocks.get(&(id.to_owned(), language, form));
        let dutch = of(Language::Dutch, Form::U);
        match language {
            Language::Dutch => of(Language::Dutch, form).or(dutch),
            _ => dutch.filter(|block| block.locked).or_else(|| of(language, Form::U)),
        }
    }

    /// The text of a letter with its fields filled in: Dutch, in the landlord's form, the first wording. `fields` gives
    /// the value of a field; a sentence that depends on a field is left out when the field is unknown, empty or "nee".
    ///
    /// # Errors
    /// When the letter or its text is not there, or a field that stands in the text is unknown or empty.
    pub fn render(
        &self,
        letter: &str,
        channel: ContactChannel,
        tone: Tone,
        fields: &dyn Fn(&str) -> Option<String>,
    ) -> Result<String, RenderError> {
        let found = self.letter(letter).ok_or_else(|| RenderError::UnknownLetter(letter.to_owned()))?;
        let (key, text) = found
            .dutch(channel, tone, self.form)
            .ok_or_else(|| RenderError::NoText(letter.to_owned(), channel))?;
        rendered(&SpelledOut::of(self, key, text, Filling::With(fields)))
    }

    /// One wording with its fields filled in, whatever its language and reviewed or not: to look at, never to send.
    ///
    /// # Errors
    /// As [`Letters::render`].
    pub fn show(
        &self,
        letter: &str,
        key: TextKey,
        fields: &dyn Fn(&str) -> Option<String>,
    ) -> Result<String, RenderError> {
        let found = self.letter(letter).ok_or_else(|| RenderError::UnknownLetter(letter.to_owned()))?;
        let no_text = || RenderError::NoText(letter.to_owned(), key.channel);
        let text = found.texts.get(&key).ok_or_else(no_text)?;
        rendered(&SpelledOut::of(self, key, text, Filling::With(fields)))
    }

    /// The letter's own subject line with its fields filled in.
    ///
    /// # Errors
    /// As [`Letters::render`].
    pub fn subject(
        &self,
        letter: &str,
        fields: &dyn Fn(&str) -> Option<String>,
    ) -> Result<String, RenderError> {
        let found = self.letter(letter).ok_or_else(|| RenderError::UnknownLetter(letter.to_owned()))?;
        rendered(&SpelledOut::subject(
            self,
            subject_key(Language::Dutch),
            &found.subject,
            Filling::With(fields),
        ))
    }

    /// The subject line of one text with its fields filled in: its own, or else the letter's.
    ///
    /// # Errors
    /// As [`Letters::render`].
    pub fn subject_of(
        &self,
        letter: &LetterTexts,
        key: TextKey,
        fields: &dyn Fn(&str) -> Option<String>,
    ) -> Result<String, RenderError> {
        let own = letter.texts.get(&key).and_then(|text| text.subject.as_ref());
        let subject = own.unwrap_or(&letter.subject);
        rendered(&SpelledOut::subject(self, subject_key(key.language), subject, Filling::With(fields)))
    }
}

/// A subject line, read like the text of a letter in this language.
const fn subject_key(language: Language) -> TextKey {
    TextKey { channel: ContactChannel::Letter, tone: Tone::Friendly, language, form: Form::U, variant: 'a' }
}

impl TextKey {
    /// May this text be sent? A Dutch one always; a translation once a person has checked it.
    pub fn may_leave(&self, text: &LetterText) -> bool {
        self.language == Language::Dutch || text.reviewed
    }
}

fn rendered(spelled: &SpelledOut<'_>) -> Result<String, RenderError> {
    match spelled.gaps.first() {
        None => Ok(tidy(&spelled.text)),
        Some((Gap::Field(name), _)) => Err(RenderError::MissingField(name.clone())),
        Some((Gap::Block(id), _)) => Err(RenderError::MissingBlock(id.clone())),
        Some((Gap::Bracket, place)) => Err(RenderError::Unfinished(place.line)),
    }
}

/// No spaces at the ends of lines, and no more than one empty line where a sentence was left out.
fn tidy(text: &str) -> String {
    let mut tidied = String::new();
    let mut empty_lines = 0;
    for line in text.lines().map(str::trim_end) {
        empty_lines = if line.is_empty() { empty_lines + 1 } else { 0 };
        if empty_lines <= 1 {
            tidied.push_str(line);
            tidied.push('\n');
        }
    }
    tidied.trim().to_owned()
}
