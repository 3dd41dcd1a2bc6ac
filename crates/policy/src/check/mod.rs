//! Checks on a policy that could be read: what can never happen, what the law forbids, and how the letters read.
//!
//! In goes the draft; out come findings. One file a check, one line here. A check looks at what was read well: a file
//! that already has an error is left alone, so that one slip gives one finding. The checks on a single text run again
//! on the filled-in text when a message leaves ([`at_sending`]).

mod letter_fields;
mod ranges;
pub(crate) mod reading;
mod unused;

use crate::finding::Findings;
use crate::letters::LetterTexts;
use crate::read::Draft;
use domain::policy::{Action, AnyOf, Flow, Step, TaskKind};
use reading::Reading;

/// A check on the policy as a whole.
type Check = fn(&Draft, &mut Findings);
/// A check on one text of a letter, as written and again as it leaves.
type TextCheck = fn(&Reading<'_>, &mut Findings);

/// Declares the checks and the lists of them, so that a new check is one file and one line.
macro_rules! checks {
    (files: $($module:ident),+; policy: $($check:expr),+; texts: $($text:expr),+ $(,)?) => {
        $(mod $module;)+
        /// The checks on what was read well, in order.
        const ALL: &[Check] = &[$($check),+];
        /// The checks on one text, in order.
        const TEXTS: &[TextCheck] = &[$($text),+];
    };
}

checks![
    files: keys, categories, overlays, steps, serious_steps, fourteen_day_letter, early_signal, bailiff, contact_budget,
        heirs, tone, letter_content, sms, reading_level, hard_words, threats, hold_out, spoken_form, translations, typed, values;
    policy: keys::check, categories::check, overlays::check, steps::check, serious_steps::check,
        fourteen_day_letter::check, early_signal::check, bailiff::check, contact_budget::check, heirs::check, tone::check,
        letter_content::check, threats::check, hold_out::check, translations::check;
    texts: values::check, letter_content::complete, fourteen_day_letter::wording, typed::check, early_signal::text, sms::check,
        spoken_form::check, translations::text, hard_words::check, reading_level::check,
];

/// More steps than this is not something people can oversee, nor we.
const MOST_STEPS: usize = 200;

/// Runs all checks. What nobody uses can only be said of a policy that was read as a whole.
pub fn all(draft: &Draft, out: &mut Findings) {
    let mut found = Findings::default();
    letter_fields::check(draft, &mut found);
    let unread = out.clone();
    out.merge(found, &unread);
    if too_long(draft, out) {
        return;
    }
    let read = out.clone();
    for check in ALL {
        let mut found = Findings::default();
        check(draft, &mut found);
        out.merge(found, &read);
    }
    let mut found = Findings::default();
    for letter in &draft.letters.list {
        for (key, text) in &letter.texts {
            let reading = Reading::written(&draft.letters, letter, *key, text, draft.day);
            TEXTS.iter().for_each(|check| check(&reading, &mut found));
        }
    }
    out.merge(found, &read);
    if !read.has_errors() {
        unused::check(draft, out);
    }
}

/// Checks a filled-in text that is about to leave. `ahead` are the serious tasks that come after it in its flow.
pub(crate) fn at_sending(reading: &Reading<'_>, ahead: &[TaskKind]) -> Findings {
    let mut found = Findings::default();
    TEXTS.iter().for_each(|check| check(reading, &mut found));
    threats::at_sending(reading, ahead, &mut found);
    found
}

/// Is there a flow too long to check?
fn too_long(draft: &Draft, out: &mut Findings) -> bool {
    let long = draft.policy.flows.iter().find(|flow| flow.steps.len() > MOST_STEPS);
    if let Some(flow) = long {
        let count = flow.steps.len();
        out.error(
            &flow.origin,
            format!("De flow \"{}\" heeft {count} stappen. Maak er hoogstens {MOST_STEPS}.", flow.id),
        );
    }
    long.is_some()
}

/// The letter of a message.
fn letter_of<'a>(draft: &'a Draft, step: &Step) -> Option<&'a LetterTexts> {
    match &step.action {
        Action::Message { letter, .. } => draft.letters.list.get(*letter),
        Action::Task(_) => None,
    }
}

/// For whom a flow is used: the alternatives of every category and overlay that names it.
fn users_of(draft: &Draft, flow: &Flow) -> AnyOf {
    let is_this = |at: usize| draft.policy.flows.get(at).is_some_and(|other| other.id == flow.id);
    let categories = draft.policy.categories.iter().filter(|category| is_this(category.flow));
    let categories = categories.flat_map(|category| category.enter.iter().chain(&category.stay));
    let overlays = draft.policy.overlays.iter().filter(|overlay| is_this(overlay.flow));
    categories.chain(overlays.flat_map(|overlay| &overlay.when)).cloned().collect()
}
