//! Steps that can never be taken, and steps that stand in each other's way.

use super::categories::words;
use super::ranges::Region;
use super::{letter_of, users_of};
use crate::finding::Findings;
use crate::read::Draft;
use domain::facts::FactId;
use domain::policy::{Action, Anchor, Flow, Step};

pub fn check(draft: &Draft, out: &mut Findings) {
    for flow in &draft.policy.flows {
        let users: Vec<Region> = users_of(draft, flow).iter().map(Region::of).collect();
        for (at, step) in flow.steps.iter().enumerate() {
            days(step, out);
            order(flow, at, out);
            repeated_letter(flow, at, out);
            holds_ever(step, &users, out);
            channels(draft, step, out);
        }
    }
}

/// The days of a step by themselves.
fn days(step: &Step, out: &mut Findings) {
    let offset = step.offset_days;
    if step.until_days.is_some_and(|until| until < offset) {
        out.error(
            &step.origin,
            format!("Stap \"{}\" is voorbij voordat hij begint: tot_dag ligt vóór vanaf_dag.", step.id),
        );
    }
    let anchor = step.anchor.dutch();
    match step.anchor {
        Anchor::NextPayDay | Anchor::NextInstalment if offset >= 0 => out.error(
            &step.origin,
            format!(
                "Stap \"{}\" telt vanaf {anchor}. Die ligt altijd nog voor ons: gebruik dagen onder nul.",
                step.id
            ),
        ),
        Anchor::Eviction if offset > 0 => out.error(
            &step.origin,
            format!("Stap \"{}\" komt na de {anchor}. Gebruik dagen tot en met nul.", step.id),
        ),
        Anchor::PayDay if offset < 0 => out.error(
            &step.origin,
            format!("Stap \"{}\" komt voor de betaaldag. Gebruik anker = \"volgende-betaaldag\".", step.id),
        ),
        _ => {}
    }
}

/// Within one anchor the days never go down.
fn order(flow: &Flow, at: usize, out: &mut Findings) {
    let step = &flow.steps[at];
    let before = flow.steps[..at].iter().rev().find(|other| other.anchor == step.anchor);
    if let Some(before) = before.filter(|before| before.offset_days > step.offset_days) {
        out.error(
            &step.origin,
            format!("Stap \"{}\" begint op dag {} en staat na \"{}\" van dag {}. Zet de stappen op volgorde van dag.", step.id, step.offset_days, before.id, before.offset_days),
        );
    }
}

/// A letter goes once a cycle, and what stands before a letter that was sent counts as passed.
fn repeated_letter(flow: &Flow, at: usize, out: &mut Findings) {
    let step = &flow.steps[at];
    let same = |other: &&Step| {
        other.anchor == step.anchor && other.key == step.key && matches!(other.action, Action::Message { .. })
    };
    if let Some(before) = flow.steps[..at].iter().find(same) {
        out.error(
            &step.origin,
            format!("Stap \"{}\" stuurt dezelfde brief als \"{}\". Een brief gaat één keer per ronde: neem een andere brief.", step.id, before.id),
        );
    }
}

/// Can the conditions hold, also together with those of the flow and with the day?
fn holds_ever(step: &Step, users: &[Region], out: &mut Findings) {
    let own = Region::of(&step.when);
    if own.is_empty() {
        out.error(&step.origin, format!("Stap \"{}\" kan nooit: {}.", step.id, words(&step.when)));
        return;
    }
    if users.is_empty() {
        return;
    }
    let on_its_day = match elapsed(step) {
        Some((fact, least)) => own.clone().at_least(fact, least),
        None => own.clone(),
    };
    if users.iter().all(|user| user.and(&own).is_empty()) {
        out.warning(
            &step.origin,
            format!(
                "Stap \"{}\" komt nooit: wie in deze flow zit, voldoet niet aan {}.",
                step.id,
                words(&step.when)
            ),
        );
    } else if users.iter().all(|user| user.and(&on_its_day).is_empty()) {
        out.warning(
            &step.origin,
            format!(
                "Stap \"{}\" komt te laat: op dag {} zit niemand meer in deze flow.",
                step.id, step.offset_days
            ),
        );
    }
}

/// The fact that counts from the same day as the step, and what it is at least when the step begins.
fn elapsed(step: &Step) -> Option<(FactId, i64)> {
    let days = i64::from(step.offset_days);
    let (fact, least) = match step.anchor {
        Anchor::PayDay => ("days_overdue", days),
        Anchor::Notice => ("days_since_notice", days),
        Anchor::End => ("days_since_end", days),
        Anchor::Death => ("days_since_death", days),
        Anchor::Start => ("tenancy_age", days / 31),
        Anchor::HelpClosed => ("months_since_help", days / 31),
        _ => return None,
    };
    (days > 0).then(|| (FactId::named(fact), least))
}

/// Every channel of a message has a text.
fn channels(draft: &Draft, step: &Step, out: &mut Findings) {
    let (Some(letter), Action::Message { channels, .. }) = (letter_of(draft, step), &step.action) else {
        return;
    };
    for channel in channels {
        let word = channel.dutch();
        if !letter.has_channel(*channel) {
            out.error(
                &step.origin,
                format!("De brief \"{}\" heeft geen tekst voor {word}. Schrijf brieven/{}/{word}.{}.…, of haal {word} uit kanalen.", letter.letter.id, letter.letter.id, step.tone.dutch()),
            );
        } else if letter.dutch(*channel, step.tone, draft.letters.form).is_none() {
            out.error(
                &step.origin,
                format!("De brief \"{}\" heeft voor {word} alleen een strengere toon dan {}. Schrijf ook de zachtere tekst.", letter.letter.id, step.tone.dutch()),
            );
        }
    }
}
