//! What would come in the nights ahead of a dossier if nothing came in and nobody did anything.
//!
//! In go a decision and the dossier it was about; out come, night by night, each move to another category, each step that would be
//! taken, and each step that a guard would hold from then on. Every night ahead is decided as a night is, so nothing stands here
//! that a night would not do. Nothing is stored, and no night looks ahead.

use crate::calendar::Day;
use crate::dossier::{Dossier, StepTaken};
use crate::flow::Proposal;
use crate::guards::Block;
use crate::plan::{self, Decision, Desk, Night, Outcome, PlannedStep};

/// How far anybody looks ahead. Days.
pub const DAYS_AHEAD: i32 = 60;

/// Something that would come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coming {
    /// The night.
    pub day: Day,
    /// What it would do.
    pub what: What,
}

/// What a night ahead would do about a dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// It moves to this category of the policy.
    Moves(usize),
    /// This step is taken.
    Step(PlannedStep),
    /// This step is due, and from now on guards hold it.
    Waits(Proposal, Vec<Block>),
}

impl Coming {
    /// A step is taken or waits; a move alone is none.
    pub fn is_about_a_step(&self) -> bool {
        !matches!(self.what, What::Moves(_))
    }
}

/// The nights ahead, in order. As nights do, it looks only on days on which something can be otherwise.
pub struct Ahead<'a> {
    night: Night<'a>,
    dossier: Dossier,
    desk: Desk,
    decision: Decision,
    /// The step that is held, and by whom.
    held: Option<(Proposal, Vec<u8>)>,
    last_day: Day,
    /// A night that moves a dossier can take a step as well.
    second: Option<Coming>,
    every_night: bool,
}

impl<'a> Ahead<'a> {
    /// Looks ahead from a decision about this dossier and the desk on which it was made; `passed_over` are the steps that a person
    /// passed over since.
    pub fn of(
        night: &Night<'a>,
        dossier: &Dossier,
        desk: &Desk,
        decision: &Decision,
        passed_over: &[StepTaken],
    ) -> Ahead<'a> {
        let mut dossier = dossier.clone();
        dossier.steps.extend_from_slice(passed_over);
        let held = match &decision.outcome {
            Outcome::Blocked { proposal, blocks } => Some((*proposal, holding(blocks))),
            _ => None,
        };
        Ahead {
            night: *night,
            dossier,
            desk: desk.clone(),
            decision: decision.clone(),
            held,
            last_day: night.today + DAYS_AHEAD,
            second: None,
            every_night: false,
        }
    }

    /// Looks on every night, also where nothing can be otherwise: the definition, which a test holds the other way against.
    pub fn night_by_night(self) -> Ahead<'a> {
        Ahead { every_night: true, ..self }
    }

    /// So much of what comes, and the first step in any case; less where there is no more.
    pub fn at_least(self, count: usize) -> Vec<Coming> {
        let mut all = Vec::new();
        let mut step = false;
        for coming in self {
            step |= coming.is_about_a_step();
            all.push(coming);
            if step && all.len() >= count {
                break;
            }
        }
        all
    }

    /// Leaves the last decision behind and decides on the next day that matters; `false` when that lies too far.
    fn next_night(&mut self) -> bool {
        let Ahead { night, dossier, decision, .. } = self;
        let today = night.today;
        if let Outcome::Step(step) = &decision.outcome {
            dossier.steps.push(step.taken_on(today, night.policy));
            dossier.steps.sort_by_key(|step| (step.day, step.step));
        }
        dossier.position = decision.position;
        let day = if self.every_night { today.next() } else { decision.wake.day_after(today) };
        if day > self.last_day {
            return false;
        }
        (night.today, night.books_as_of) = (day, day.previous());
        self.decision = plan::decide_later(night, dossier, &mut self.desk);
        true
    }

    /// What the night at hand does with a step, when that is news.
    fn news(&mut self) -> Option<What> {
        match &self.decision.outcome {
            Outcome::Nothing => None,
            Outcome::Step(step) => {
                self.held = None;
                Some(What::Step(*step))
            }
            Outcome::Blocked { proposal, blocks } => {
                let by = holding(blocks);
                let known = self.held.as_ref().is_some_and(|(held, known)| {
                    held == proposal && by.iter().all(|guard| known.contains(guard))
                });
                // A day of rest is no news: the step comes on the day after it.
                let news = !known && !by.is_empty();
                if news {
                    self.held = Some((*proposal, by));
                }
                news.then(|| What::Waits(*proposal, blocks.clone()))
            }
        }
    }
}

impl Iterator for Ahead<'_> {
    type Item = Coming;

    fn next(&mut self) -> Option<Coming> {
        if let Some(second) = self.second.take() {
            return Some(second);
        }
        while self.next_night() {
            let day = self.night.today;
            let step = self.news().map(|what| Coming { day, what });
            if self.decision.category_changed {
                self.second = step;
                return Some(Coming { day, what: What::Moves(self.decision.category) });
            }
            if step.is_some() {
                return step;
            }
        }
        None
    }
}

/// The guards that hold a step, without a day of rest.
fn holding(blocks: &[Block]) -> Vec<u8> {
    blocks.iter().filter(|block| !block.is_day_of_rest()).map(|block| block.guard).collect()
}
