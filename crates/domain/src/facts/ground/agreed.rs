//! What was agreed and how it went: promises, and arrangements that broke.

use super::Ground;
use crate::arrangement;
use crate::calendar::Day;
use crate::dossier::{Circumstance, CircumstanceKind};
use crate::promise::{self, PromiseState};

impl Ground<'_> {
    fn judged(&self) -> impl Iterator<Item = (&Circumstance, Day, PromiseState)> {
        self.circumstances(CircumstanceKind::Promise).map(|promised| {
            let (last_day, state) =
                promise::judge(promised, &self.dossier.entries, self.settings, self.today);
            (promised, last_day, state)
        })
    }

    /// Promises that are known today, newest first, each with its last day of grace and how it went.
    pub(crate) fn promises(&self) -> impl Iterator<Item = (Day, PromiseState)> {
        self.judged().map(|(_, last_day, state)| (last_day, state))
    }

    /// How the last promise went.
    pub fn last_promise(&self) -> PromiseState {
        self.promises().next().map_or(PromiseState::None, |(_, state)| state)
    }

    /// The day that the tenant promised to pay on, while that promise runs: the last of them.
    pub fn promised_for(&self) -> Option<Day> {
        let running = self.judged().filter(|(_, _, state)| *state == PromiseState::Running);
        running.map(|(promised, _, _)| promise::promised_for(promised)).max()
    }

    /// The last day of grace of a promise that still runs.
    pub fn promise_runs_until(&self) -> Option<Day> {
        self.promises()
            .filter(|(_, state)| *state == PromiseState::Running)
            .map(|(last_day, _)| last_day)
            .max()
    }

    /// Promises and arrangements broken since a day.
    pub fn broken_agreements_since(&self, since: Day) -> i64 {
        let promises =
            self.promises().filter(|(day, state)| *state == PromiseState::Broken && *day >= since).count();
        let arrangements = self.standing.arrangements.iter();
        let broken = arrangements
            .filter(|state| state.progress == arrangement::Progress::Broken && state.since >= since);
        promises as i64 + broken.count() as i64
    }

    /// The days on which a broken promise or arrangement stops counting, with a few to spare for short months.
    pub fn agreements_forgotten_on(&self) -> impl Iterator<Item = Day> {
        let promises = self.promises().map(|(last_day, _)| last_day);
        let arrangements = self.standing.arrangements.iter().map(|state| state.since);
        promises.chain(arrangements).flat_map(|day| (1..=4).map(move |extra| day.plus_months(12) + extra))
    }
}
