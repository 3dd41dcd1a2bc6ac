//! The early signal comes after a written reminder that points at the municipality, an announcement, and thirty days
//! (Besluit gemeentelijke schuldhulpverlening art. 2; covenant; law.md 3.1 and 3.3).

use super::letter_of;
use super::ranges::Region;
use super::reading::Reading;
use crate::finding::Findings;
use crate::read::Draft;
use domain::dossier::{ContactChannel, Milestone};
use domain::facts::FactId;
use domain::policy::{Action, Anchor, Condition, Flow, Step, TaskKind};

/// Days after the pay day (covenant).
const SIGNAL_AFTER_DAYS: i32 = 30;
/// Days between announcement and signal, to object in.
pub const OBJECTION_DAYS: i32 = 7;

/// Words of which one stands in an announcement: that the tenant may refuse.
const OBJECTIONS: [&str; 5] = ["niet dat wij dit doorgeven", "niet dat we dit doorgeven", "nee zeggen", "bezwaar", "niet doorgeven"];

pub fn check(draft: &Draft, out: &mut Findings) {
    for flow in &draft.policy.flows {
        for (at, step) in flow.steps.iter().enumerate() {
            written(draft, step, out);
            if step.action == Action::Task(TaskKind::EarlySignal) {
                signal(draft, flow, at, out);
            }
        }
    }
}

/// What the texts themselves must say, as written and again as they leave.
pub fn text(reading: &Reading<'_>, out: &mut Findings) {
    if !reading.is_full() {
        return;
    }
    let small = reading.certain.small();
    match reading.letter.letter.milestone {
        // The reminder that counts offers to pass the data on to the municipality.
        Some(Milestone::WrittenReminder) if !small.contains("gemeente") => out.error(
            &reading.text.origin,
            "Deze brief telt als schriftelijke herinnering en noemt de gemeente niet. Zet het blok over de gemeente erin.",
        ),
        Some(Milestone::SignalAnnouncement) => announcement(reading, &small, out),
        _ => {}
    }
}

/// The announcement says from which day, and how to say no.
fn announcement(reading: &Reading<'_>, small: &str, out: &mut Findings) {
    let mut missing = Vec::new();
    if !reading.certain.has_field("signaaldag") {
        missing.push("vanaf welke dag u iets doorgeeft: ((signaaldag))");
    }
    let refuses = OBJECTIONS.iter().any(|words| small.contains(words));
    let reaches = ["telefoon", "betaalsite", "mailadres"].iter().any(|field| reading.certain.has_field(field));
    if !refuses || !reaches {
        missing.push("hoe de huurder nee zegt, met een telefoonnummer of website");
    }
    if !missing.is_empty() {
        out.error(
            &reading.text.origin,
            format!("Deze brief kondigt een vroegsignaal aan. Er ontbreekt: {}.", missing.join("; ")),
        );
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
