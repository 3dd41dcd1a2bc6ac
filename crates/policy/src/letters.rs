//! Letters and messages: what they are for, their texts per channel and tone, and a preview of them.
//!
//! In goes what [`crate::load`] read from `brieven/`; out comes the text of one letter with its fields filled in. A
//! text holds headings, lists, fields, optional sentences and shared blocks, and nothing else. This module sends
//! nothing, knows no tenant, and leaves no field open: what the caller cannot fill in is an error.

pub mod markup;

use domain::dossier::ContactChannel;
use domain::policy::{Letter, Origin, Tone};
use markup::Part;
use std::collections::BTreeMap;
use std::fmt;

/// What a letter is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LetterKind {
    /// Before the pay day.
    Beforehand,
    /// Reminder.
    Reminder,
    /// Demand.
    Demand,
    /// The 14-day letter of art. 6:96 lid 6 BW.
    FourteenDayLetter,
    /// Invitation to talk.
    Invitation,
    /// Announcement of a visit or a step.
    Announcement,
    /// Announcement of an early signal to the municipality.
    EarlySignal,
    /// Arrangement made, at risk or broken; a term that comes up.
    Arrangement,
    /// Thanks.
    Thanks,
    /// Welcome to a new tenant.
    Welcome,
    /// Final bill.
    FinalBill,
    /// Condolence.
    Condolence,
    /// To the heirs.
    Heirs,
    /// Last chance before the bailiff.
    LastChance,
    /// Not for the tenant.
    Internal,
    /// Anything else.
    #[default]
    Other,
}

impl LetterKind {
    /// All kinds.
    pub const ALL: [LetterKind; 16] = [
        LetterKind::Beforehand,
        LetterKind::Reminder,
        LetterKind::Demand,
        LetterKind::FourteenDayLetter,
        LetterKind::Invitation,
        LetterKind::Announcement,
        LetterKind::EarlySignal,
        LetterKind::Arrangement,
        LetterKind::Thanks,
        LetterKind::Welcome,
        LetterKind::FinalBill,
        LetterKind::Condolence,
        LetterKind::Heirs,
        LetterKind::LastChance,
        LetterKind::Internal,
        LetterKind::Other,
    ];

    /// The word in `brief.toml`.
    pub const fn dutch(self) -> &'static str {
        match self {
            LetterKind::Beforehand => "vooraf",
            LetterKind::Reminder => "herinnering",
            LetterKind::Demand => "aanmaning",
            LetterKind::FourteenDayLetter => "veertiendagenbrief",
            LetterKind::Invitation => "uitnodiging",
            LetterKind::Announcement => "aankondiging",
            LetterKind::EarlySignal => "vroegsignaal",
            LetterKind::Arrangement => "regeling",
            LetterKind::Thanks => "dank",
            LetterKind::Welcome => "welkom",
            LetterKind::FinalBill => "eindafrekening",
            LetterKind::Condolence => "condoleance",
            LetterKind::Heirs => "erfgenamen",
            LetterKind::LastChance => "laatste-kans",
            LetterKind::Internal => "intern",
            LetterKind::Other => "overig",
        }
    }
}

/// A letter with its texts.
#[derive(Clone, Debug, Default)]
pub struct LetterTexts {
    /// What the decision needs to know of it.
    pub letter: Letter,
    /// What it is for.
    pub kind: LetterKind,
    /// Subject line.
    pub subject: String,
    /// Its texts.
    pub texts: BTreeMap<(ContactChannel, Tone), LetterText>,
    /// Where `brief.toml` stands.
    pub origin: Origin,
}

/// One text: a channel and a tone of a letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LetterText {
    /// The text as written.
    pub text: String,
    /// Its file, at its first line.
    pub origin: Origin,
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
    /// The blocks by their id.
    pub blocks: BTreeMap<String, Block>,
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
    /// The text for a channel: in this tone, or else in the nearest softer one.
    pub fn text(&self, channel: ContactChannel, tone: Tone) -> Option<&LetterText> {
        let softer = Tone::ALL.into_iter().rev().filter(|other| *other <= tone);
        softer.into_iter().find_map(|tone| self.texts.get(&(channel, tone)))
    }

    /// Is there any text for this channel?
    pub fn has_channel(&self, channel: ContactChannel) -> bool {
        self.texts.keys().any(|(known, _)| *known == channel)
    }
}

impl Letters {
    /// The letter with this id.
    pub fn letter(&self, id: &str) -> Option<&LetterTexts> {
        self.list.iter().find(|letter| letter.letter.id == id)
    }

    /// The text of a letter with its fields filled in. `fields` gives the value of a field; a sentence that depends on
    /// a field is left out when the field is unknown, empty or "nee".
    ///
    /// # Errors
    /// When the letter or its text is not there, or a field that stands in the text is unknown.
    pub fn render(
        &self,
        letter: &str,
        channel: ContactChannel,
        tone: Tone,
        fields: &dyn Fn(&str) -> Option<String>,
    ) -> Result<String, RenderError> {
        let found = self.letter(letter).ok_or_else(|| RenderError::UnknownLetter(letter.to_owned()))?;
        let text =
            found.text(channel, tone).ok_or_else(|| RenderError::NoText(letter.to_owned(), channel))?;
        let mut rendered = String::new();
        self.fill(&text.text, fields, &mut Vec::new(), &mut rendered)?;
        Ok(tidy(&rendered))
    }

    /// The subject line with its fields filled in.
    ///
    /// # Errors
    /// As [`Letters::render`].
    pub fn subject(
        &self,
        letter: &str,
        fields: &dyn Fn(&str) -> Option<String>,
    ) -> Result<String, RenderError> {
        let found = self.letter(letter).ok_or_else(|| RenderError::UnknownLetter(letter.to_owned()))?;
        let mut rendered = String::new();
        self.fill(&found.subject, fields, &mut Vec::new(), &mut rendered)?;
        Ok(rendered.trim().to_owned())
    }

    fn fill(
        &self,
        text: &str,
        fields: &dyn Fn(&str) -> Option<String>,
        open: &mut Vec<String>,
        into: &mut String,
    ) -> Result<(), RenderError> {
        for part in markup::parse(text).map_err(|wrong| RenderError::Unfinished(wrong.line))? {
            match part {
                Part::Text(text, _) => into.push_str(text),
                Part::Field(name, _) => {
                    let value = fields(name).ok_or_else(|| RenderError::MissingField(name.to_owned()))?;
                    into.push_str(&value);
                }
                Part::Optional(name, sentence, _) => {
                    if fields(name).is_some_and(|value| !value.is_empty() && value != "nee") {
                        self.fill(sentence, fields, open, into)?;
                    }
                }
                Part::Block(id, _) => {
                    let block = self.blocks.get(id).filter(|_| !open.iter().any(|outer| outer == id));
                    let block = block.ok_or_else(|| RenderError::MissingBlock(id.to_owned()))?;
                    open.push(id.to_owned());
                    self.fill(&block.text, fields, open, into)?;
                    open.pop();
                }
            }
        }
        Ok(())
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
