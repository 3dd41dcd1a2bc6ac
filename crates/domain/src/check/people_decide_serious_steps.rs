//! A person decides every step with legal or serious effect.

use super::{Promise, is_fourteen_day_letter};
use crate::plan::Act;
use crate::policy::Mode;

/// A person decides every step with legal or serious effect (art. 22 AVG; law.md 5.3).
pub static PROMISE: Promise = Promise {
    id: "people_decide_serious_steps",
    sentence: "Over een stap met gevolgen in het recht beslist een mens.",
    kept: |night, _ground, step| {
        let serious_task = matches!(step.act, Act::Task(kind) if kind.is_serious());
        let serious = serious_task || is_fourteen_day_letter(night, step);
        !serious || step.mode != Mode::Automatic
    },
};
