//! A message that is about to leave: the text of a letter for one tenant, checked once more.
//!
//! In goes what is asked ([`Request`]) and the value of every field; out comes the message, or the list of what is wrong
//! with it, each with file, line and column. The same checks ran when the policy was read; here they run on the words
//! this tenant gets. Any error means: this message does not leave.

use super::spelled_out::{Filling, Gap, SpelledOut};
use super::{Form, Language, LetterTexts, Letters, TextKey, subject_key, tidy};
use crate::check::{self, reading::Reading};
use crate::finding::{Finding, Findings};
use domain::calendar::Day;
use domain::dossier::ContactChannel;
use domain::ids::ContentId;
use domain::policy::{Action, Origin, Policy, TaskKind, Tone};
use domain::trial;

/// The block that stands under a Dutch letter to somebody who reads another language.
pub(crate) const HELP_BLOCK: &str = "hulp-in-uw-taal";

/// What is asked for. How the landlord speaks (*u* or *je*) is [`Letters::form`].
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Id of the letter.
    pub letter: &'a str,
    /// Where it goes.
    pub channel: ContactChannel,
    /// How the step speaks; a letter without this tone uses the nearest softer one.
    pub tone: Tone,
    /// The language this tenant prefers.
    pub language: Language,
    /// The day on which it leaves.
    pub day: Day,
    /// The id of the step ([`domain::plan::PlannedStep::content_id`]): chooses the wording.
    pub seed: ContentId,
    /// The wording this tenant got the last time from this letter.
    pub previous: Option<char>,
    /// The serious tasks that come after this message in its flow: [`tasks_ahead`].
    pub ahead: &'a [TaskKind],
    /// Words of a consultant, as [`super::own_words`] lets them through; empty when there are none.
    pub own: &'a str,
}

/// A message as it leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Id of the letter.
    pub letter: String,
    /// Which of its texts was used. Its language is Dutch when the tenant's own was not there or not checked yet.
    pub key: TextKey,
    /// Subject line; empty in an sms or WhatsApp.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The names of its fields in their order, when everybody reads the same words around them: no optional sentence. So
    /// can a provider be given a template and what is filled in.
    pub fixed_fields: Option<Vec<String>>,
    /// Hash of the words it was made from: text, blocks and subject, before filling in. Two messages with one hash were
    /// made from the same words.
    pub hash: ContentId,
    /// What could be better and does not stop it, such as a sentence that became long by a name.
    pub remarks: Vec<Finding>,
}

impl Letters {
    /// The message for one tenant. `fields` gives the value of a field, as `startbeleid/woonbron/velden.md` describes it.
    ///
    /// # Errors
    /// Everything that makes it unfit to leave: no text, a field without value, missing mandatory content, forbidden
    /// words, a threat that does not come, an sms that is too long, dates or amounts that cannot be.
    pub fn message(
        &self,
        request: &Request<'_>,
        fields: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Message, Vec<Finding>> {
        let letter = self.letter(request.letter).ok_or_else(|| none(request, "deze brief bestaat niet"))?;
        let (key, foreign) = self
            .choose(letter, request)
            .ok_or_else(|| none(request, "deze brief heeft voor dit kanaal geen tekst"))?;
        let own = |field: &str| match field {
            super::OWN_WORDS => Some(request.own.to_owned()),
            other => fields(other),
        };
        let mut text = letter.texts[&key].clone();
        text.text = super::asked::with_own_words(&text.text, request.own);
        let mut reading = Reading::filled(self, letter, key, &text, request.day, &own);
        let mut found = check::at_sending(&reading, request.ahead);
        if let Some(language) = foreign.filter(|language| self.has_help_line(*language) && reading.is_full())
        {
            reading.most.add_block_in(HELP_BLOCK, language);
        }
        let always_the_same = reading.most.sources.iter().all(|source| !source.contains("??"));
        let fields_in_order = reading.most.fields.iter().map(|(name, _)| name.clone()).collect();
        let (subject, written_subject) = self.subject_line(letter, key, fields, &mut found);
        let mut sources = reading.most.sources.clone();
        sources.push(written_subject);
        let findings = found.sorted();
        if findings.iter().any(Finding::is_error) {
            return Err(findings);
        }
        Ok(Message {
            letter: request.letter.to_owned(),
            key,
            subject,
            text: tidy(&reading.most.text),
            fixed_fields: always_the_same.then_some(fields_in_order),
            hash: ContentId::of(&sources),
            remarks: findings,
        })
    }

    /// The text to use, and the tenant's language when the text is not in it.
    fn choose(&self, letter: &LetterTexts, request: &Request<'_>) -> Option<(TextKey, Option<Language>)> {
        let (channel, tone, language) = (request.channel, request.tone, request.language);
        let own = letter.text(channel, tone, language, Form::U);
        let own = own.filter(|(key, text)| language != Language::Dutch && key.may_leave(text));
        let (first, _) = own.or_else(|| letter.dutch(channel, tone, self.form))?;
        let mut variants = letter.variants(first);
        variants.retain(|(key, text)| key.may_leave(text));
        let previous = request
            .previous
            .and_then(|previous| variants.iter().position(|(key, _)| key.variant == previous));
        let chosen = trial::wording(variants.len(), request.seed, previous)?;
        let foreign = (first.language != language).then_some(language);
        Some((variants[chosen].0, foreign))
    }

    fn has_help_line(&self, language: Language) -> bool {
        self.blocks.contains_key(&(HELP_BLOCK.to_owned(), language, Form::U))
    }

    /// The subject line as it is read and as it was written; both empty where there is none.
    fn subject_line<'a>(
        &'a self,
        letter: &'a LetterTexts,
        key: TextKey,
        fields: &dyn Fn(&str) -> Option<String>,
        out: &mut Findings,
    ) -> (String, &'a str) {
        let has_one = matches!(key.channel, ContactChannel::Letter | ContactChannel::Email);
        if !has_one {
            return (String::new(), "");
        }
        let subject = letter.texts[&key].subject.as_ref().unwrap_or(&letter.subject);
        let spelled = SpelledOut::subject(self, subject_key(key.language), subject, Filling::With(fields));
        for (gap, place) in &spelled.gaps {
            if let Gap::Field(name) = gap {
                out.error(place, format!("Het veld (({name})) van het onderwerp is niet bekend."));
            }
        }
        (tidy(&spelled.text), &subject.text)
    }
}

/// The serious tasks from a step on, the step itself included: what a letter of that step may speak of.
pub fn tasks_ahead(policy: &Policy, flow: usize, step: usize) -> Vec<TaskKind> {
    let steps = policy.flows.get(flow).and_then(|flow| flow.steps.get(step..)).unwrap_or_default();
    let task = |action: &Action| match action {
        Action::Task(kind) if kind.is_serious() => Some(*kind),
        _ => None,
    };
    steps.iter().filter_map(|step| task(&step.action)).collect()
}

/// There is nothing to send at all.
fn none(request: &Request<'_>, why: &str) -> Vec<Finding> {
    let mut out = Findings::default();
    let place = Origin { file: format!("brieven/{}/brief.toml", request.letter), line: 1, column: 1 };
    out.error(&place, format!("Er is niets te versturen: {why} ({}).", request.channel.dutch()));
    out.sorted()
}
