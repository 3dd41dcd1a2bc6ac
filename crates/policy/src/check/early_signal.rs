//! The early signal comes after a written reminder that points at the municipality, an announcement, and thirty days
//! (Besluit gemeentelijke schuldhulpverlening art. 2; covenant; law.md 3.1 and 3.3).

use super::letter_of;
use super::ranges::Region;
use super::spelled_out::SpelledOut;
use crate::finding::Findings;
use crate::letters::LetterTexts;
use crate::read::Draft;
use domain::dossier::{ContactChannel, Milestone};
use domain::facts::FactId;
use domain::policy::{Action, Anchor, Condition, Flow, Step, TaskKind};

/// Days after the pay day (covenant).
const SIGNAL_AFTER_DAYS: i32 = 30;
/// Days between announcement and signal, to object in.
const OBJECTION_DAYS: i32 = 7;

pub fn check(draft: &Draft, out: &mut Findings) {
    for letter in &draft.letters.list {
        if letter.letter.milestone == Some(Milestone::WrittenReminder) {
            municipality(draft, letter, out);
        }
    }
    for flow in &draft.policy.flows {
        for (at, step) in flow.steps.iter().enumerate() {
            written(draft, step, out);
            if step.action == Action::Task(TaskKind::EarlySignal) {
                signal(draft, flow, at, out);
            }
        }
    }
}

/// The reminder that counts offers to pass the data on to the municipality.
fn municipality(draft: &Draft, letter: &LetterTexts, out: &mut Findings) {
    for ((channel, _), text) in &letter.texts {
        let on_paper = matches!(channel, ContactChannel::Letter | ContactChannel::Email);
        let spelled = SpelledOut::certain(&draft.letters, text);
        if on_paper && !spelled.text.to_lowercase().contains("gemeente") {
            out.error(
                &text.origin,
                "Deze brief telt als schriftelijke herinnering en noemt de gemeente niet. Zet het blok over de gemeente erin.",
            );
        }
    }
}

/// A text message is not in writing.
fn written(draft: &Draft, step: &Step, out: &mut Findings) {
    let Action::Message { channels, .. } = &step.action else { return };
    let proves = letter_of(draft, step).is_some_and(|letter| {
        matches!(letter.letter.milestone, Some(Milestone::WrittenReminder | Milestone::SignalAnnouncement))
    });
    let short =
        channels.iter().any(|channel| matches!(channel, ContactChannel::Sms | ContactChannel::Whatsapp));
    if proves && short {
        out.error(
            &step.origin,
            format!("Stap \"{}\" moet schriftelijk: een sms of WhatsApp telt daarvoor niet. Laat alleen e-mail en brief staan.", step.id),
        );
    }
}

fn signal(draft: &Draft, flow: &Flow, at: usize, out: &mut Findings) {
    let step = &flow.steps[at];
    if !late_enough(step) {
        out.error(
            &step.origin,
            format!("Stap \"{}\" komt te vroeg: een vroegsignaal gaat op zijn vroegst {SIGNAL_AFTER_DAYS} dagen na de betaaldag (convenant).", step.id),
        );
    }
    if draft.relies_on_history.contains(&flow.id) {
        return;
    }
    let earlier = |milestone: Milestone| {
        flow.steps[..at].iter().rfind(|other| {
            letter_of(draft, other).is_some_and(|letter| letter.letter.milestone == Some(milestone))
        })
    };
    if earlier(Milestone::WrittenReminder).is_none() {
        out.error(
            &step.origin,
            format!("Vóór stap \"{}\" staat in deze flow geen schriftelijke herinnering met het aanbod van de gemeente (art. 2 Bgs). Voeg die toe.", step.id),
        );
    }
    let Some(announcement) = earlier(Milestone::SignalAnnouncement) else {
        out.error(
            &step.origin,
            format!("Vóór stap \"{}\" staat in deze flow geen aankondiging van het vroegsignaal. Voeg een brief toe met bewijs = \"aankondiging-vroegsignaal\".", step.id),
        );
        return;
    };
    let between = step.offset_days - announcement.offset_days;
    if announcement.anchor == step.anchor && between < OBJECTION_DAYS {
        out.error(
            &step.origin,
            format!("Tussen \"{}\" en \"{}\" zitten {between} dagen. Geef de huurder minstens {OBJECTION_DAYS} dagen om bezwaar te maken.", announcement.id, step.id),
        );
    }
}

/// Thirty days after the pay day, by its own day or by its conditions.
fn late_enough(step: &Step) -> bool {
    let overdue = Condition {
        fact: FactId::named("days_overdue"),
        min: SIGNAL_AFTER_DAYS.into(),
        max: i64::MAX,
        not: false,
        text: String::new(),
    };
    let by_day = matches!(step.anchor, Anchor::PayDay | Anchor::FinalBill | Anchor::FirstBill);
    by_day && step.offset_days >= SIGNAL_AFTER_DAYS || Region::of(&step.when).implies(&overdue)
}
