//! Promises: what must never happen, asserted over every planned step and again before a message leaves.
//!
//! A guard keeps a step from being planned; a check assumes that the guards failed. A broken promise turns the step into
//! a task to check the data, in production too: silence is recoverable, a wrong letter is not.

use crate::dossier::Milestone;
use crate::facts::Ground;
use crate::plan::{Act, Night, Outcome, PlannedStep};
use crate::policy::{Mode, TaskKind};

/// Declares the promise modules and their list, so that a new promise is one file and one line.
macro_rules! promises {
    ($($module:ident),+ $(,)?) => {
        $(pub mod $module;)+
        /// All promises.
        pub static ALL: &[&Promise] = &[$(&$module::PROMISE),+];
    };
}

promises![
    amount_right,
    never_twice,
    not_in_the_name_of_the_dead,
    not_past_the_administrator,
    people_decide_serious_steps,
    signal_only_with_proofs,
    bailiff_only_at_the_end,
    letter_only_after_default,
];

/// Something that must never happen.
pub struct Promise {
    /// Name in code and in `--json`.
    pub id: &'static str,
    /// The promise, in one Dutch sentence.
    pub sentence: &'static str,
    /// True when the step keeps it.
    pub kept: fn(&Night, &Ground, &PlannedStep) -> bool,
}

/// A promise that a step would have broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Breach {
    /// Place in [`ALL`].
    pub promise: u8,
}

impl Breach {
    /// The promise.
    pub fn promise(&self) -> &'static Promise {
        ALL[usize::from(self.promise)]
    }
}

/// The promises a step would break. Whatever sends calls it again right before a message leaves, with fresh data.
pub fn breaches(night: &Night, ground: &Ground, step: &PlannedStep) -> Vec<Breach> {
    let broken = ALL.iter().enumerate().filter(|(_, promise)| !(promise.kept)(night, ground, step));
    broken.map(|(at, _)| Breach { promise: at as u8 }).collect()
}

/// Lets an outcome through when it keeps every promise; else makes it a task to check the data.
pub fn uphold(night: &Night, ground: &Ground, outcome: Outcome) -> (Outcome, Vec<Breach>) {
    let Outcome::Step(step) = outcome else { return (outcome, Vec::new()) };
    let breaches = breaches(night, ground, &step);
    if breaches.is_empty() {
        return (Outcome::Step(step), breaches);
    }
    let instead =
        PlannedStep { proposal: None, act: Act::Task(TaskKind::CheckData), mode: Mode::Automatic, ..step };
    (Outcome::Step(instead), breaches)
}

/// The 14-day letter is one by its milestone.
fn is_fourteen_day_letter(night: &Night, step: &PlannedStep) -> bool {
    match step.act {
        Act::Message { letter, .. } => {
            night.policy.letters[letter].milestone == Some(Milestone::FourteenDayLetter)
        }
        Act::Task(_) => false,
    }
}
