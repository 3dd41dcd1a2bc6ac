//! The same step is never taken twice in one cycle, and never two messages on one day.

use super::Promise;
use crate::plan::Act;

/// The same step is never taken twice in one cycle, and never two messages on one day.
pub static PROMISE: Promise = Promise {
    id: "never_twice",
    sentence: "Niets gaat twee keer uit, en nooit twee berichten op een dag.",
    kept: |night, ground, step| {
        let key = step.key(night.policy);
        let message = matches!(step.act, Act::Message { .. });
        !ground.steps().any(|taken| {
            let same = taken.step == key && taken.cycle == step.cycle && taken.day <= ground.today;
            same || (message && taken.channel.is_some() && taken.day == ground.today)
        })
    },
};
