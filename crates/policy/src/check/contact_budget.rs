//! No more messages in seven days than the setting `berichten_per_week` allows.

use super::ranges::Region;
use crate::finding::Findings;
use crate::read::Draft;
use domain::policy::{Action, Flow, Step};

const WEEK_DAYS: i32 = 7;

pub fn check(draft: &Draft, out: &mut Findings) {
    let most = draft.policy.settings.messages_per_week as usize;
    for flow in &draft.policy.flows {
        for (at, step) in flow.steps.iter().enumerate().filter(|(_, step)| is_message(step)) {
            let week = in_the_week_before(flow, at);
            if week + 1 > most {
                out.error(
                    &step.origin,
                    format!("Met stap \"{}\" krijgt een huurder {} berichten in zeven dagen. Het hoogste aantal is {most} (berichten_per_week).", step.id, week + 1),
                );
            }
        }
    }
}

fn is_message(step: &Step) -> bool {
    matches!(step.action, Action::Message { .. })
}

/// Messages before this one that fall in the same seven days and can go to the same tenant.
fn in_the_week_before(flow: &Flow, at: usize) -> usize {
    let step = &flow.steps[at];
    let own = Region::of(&step.when);
    let together = |other: &&Step| {
        let days = step.offset_days - other.offset_days;
        is_message(other)
            && other.anchor == step.anchor
            && (0..WEEK_DAYS).contains(&days)
            && !own.and(&Region::of(&other.when)).is_empty()
    };
    flow.steps[..at].iter().filter(together).count()
}
