//! Plans and commits a night: the only place where the pure decision meets the book.
//!
//! A night looks at the dossiers that have new rows and at those whose wake day has come, each read in packed form. It
//! can also read every dossier from the truth: that is the definition, and both must come to the same.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use domain::calendar::Day;
use domain::calendar::holidays::EquatedDays;
use domain::dossier::Dossier;
use domain::facts::FactId;
use domain::plan::{self, Desk, Night, NightPlan, PlannedDossier};
use domain::policy::Policy;
use store::commit::{Committed, RunHead, wake_code};
use store::dossiers::Tenancies;
use store::{Book, StoreError};

use crate::watch::Watch;

/// Which dossiers a night looks at, and how it reads them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those with new rows and those whose wake day has come, in packed form.
    Woken,
    /// All, in packed form: the first night of a month, or another policy.
    All,
    /// All, from the truth.
    AllFromTruth,
}

/// Everything a night needs to know beside the book.
pub struct Rules<'a> {
    /// The policy as it holds on the day.
    pub policy: &'a Policy,
    /// Facts the policy looks at.
    pub needed: Vec<FactId>,
    /// Working days and holidays.
    pub calendar: &'a EquatedDays,
}

impl<'a> Rules<'a> {
    /// The rules of a policy.
    pub fn of(policy: &'a Policy, calendar: &'a EquatedDays) -> Rules<'a> {
        Rules { policy, needed: policy.facts_needed(), calendar }
    }

    /// A night under these rules.
    pub fn night(&self, today: Day, books_as_of: Day) -> Night<'_> {
        Night { today, policy: self.policy, needed: &self.needed, calendar: self.calendar, books_as_of }
    }
}

/// Plans a night over the whole book with as many threads as asked; the plan does not depend on their number.
pub fn plan(book: &Book, night: &Night, scope: Scope, threads: u32) -> Result<NightPlan, StoreError> {
    plan_watched(book, night, scope, threads, &Watch::silent())
}

/// Ranges for each thread: who is done takes the next one. The first thread has the book open already, and all end together.
const SHARES: u32 = 16;

/// How many dossiers a night looks at.
pub fn how_many(book: &Book, scope: Scope, today: Day) -> Result<u64, StoreError> {
    book.how_many((scope == Scope::Woken).then_some(today))
}

/// The same, for somebody who looks on. When that person asks to stop, what comes out is not whole: ask before using it.
pub fn plan_watched(
    book: &Book,
    night: &Night,
    scope: Scope,
    threads: u32,
    watch: &Watch,
) -> Result<NightPlan, StoreError> {
    let ranges = book.ranges(threads * SHARES)?;
    let taken = AtomicUsize::new(0);
    let work = |book: &Book| -> Result<Vec<(usize, NightPlan)>, StoreError> {
        let (mut desk, mut parts) = (Desk::default(), Vec::new());
        loop {
            let at = taken.fetch_add(1, Ordering::Relaxed);
            let Some(range) = ranges.get(at) else { return Ok(parts) };
            parts.push((at, plan_range(book, night, scope, range, &mut desk, watch)?));
        }
    };
    let place = book.place();
    let mut parts = thread::scope(|others| {
        let handles: Vec<_> =
            (1..threads).map(|_| others.spawn(|| work(&Book::open_to_read(place)?))).collect();
        let mut parts = work(book)?;
        for handle in handles {
            parts.extend(handle.join().expect("a planning thread panicked")?);
        }
        Ok::<_, StoreError>(parts)
    })?;
    parts.sort_unstable_by_key(|(at, _)| *at);
    let mut whole = NightPlan::default();
    for (_, part) in parts {
        whole.looked_at += part.looked_at;
        whole.dossiers.extend(part.dossiers);
    }
    Ok(whole)
}

/// The same over the connection of the book itself, by one thread: it sees what was changed there and not committed yet.
pub fn plan_here(book: &Book, night: &Night, scope: Scope, watch: &Watch) -> Result<NightPlan, StoreError> {
    plan_range(book, night, scope, &(0..u32::MAX), &mut Desk::default(), watch)
}

/// Dossiers between two looks at whether somebody asked to stop.
const A_WHILE: u64 = 512;

fn plan_range(
    book: &Book,
    night: &Night,
    scope: Scope,
    range: &Tenancies,
    desk: &mut Desk,
    watch: &Watch,
) -> Result<NightPlan, StoreError> {
    let mut plan = NightPlan::default();
    let mut stopped = false;
    let mut look = |dossier: &Dossier, wake: i32| {
        if stopped {
            return;
        }
        consider(night, dossier, wake, desk, &mut plan);
        if plan.looked_at.is_multiple_of(A_WHILE) {
            watch.did(A_WHILE);
            stopped = watch.asked_to_stop();
        }
    };
    match scope {
        Scope::Woken => book.each_packed(range, Some(night.today), &mut look)?,
        Scope::All => book.each_packed(range, None, &mut look)?,
        Scope::AllFromTruth => book.each_from_truth(range.clone(), &mut look)?,
    }
    watch.did(plan.looked_at % A_WHILE);
    Ok(plan)
}

/// Decides about one dossier and keeps what has to be written.
fn consider(night: &Night, dossier: &Dossier, wake: i32, desk: &mut Desk, plan: &mut NightPlan) {
    let decision = plan::decide(night, dossier, desk);
    plan.looked_at += 1;
    if !decision.is_worth_a_record() && wake_code(decision.wake) == wake {
        return;
    }
    let facts = if decision.is_worth_a_record() {
        night.needed.iter().map(|id| (*id, desk.facts.get(*id))).collect()
    } else {
        Vec::new()
    };
    let (tenancy, before) = (dossier.tenancy.id, dossier.position);
    plan.dossiers.push(PlannedDossier { tenancy, before, decision, facts });
}

/// Which dossiers the night of `today` has to look at: all on the first night of a month, when the rules changed and on the
/// night on which a landlord begins for real.
pub fn scope_of(book: &Book, head: &RunHead) -> Result<Scope, StoreError> {
    let over = book.beginning()?.and_then(|beginning| beginning.over_on);
    Ok(match book.last_night()? {
        Some(last) if over.is_some_and(|over| last.day < over && over <= head.day) => Scope::All,
        Some(last)
            if last.day.month() == head.day.month()
                && last.policy == head.policy_hash.to_string()
                && last.law == head.law_hash.to_string()
                && last.engine == head.engine =>
        {
            Scope::Woken
        }
        _ => Scope::All,
    })
}

/// Plans and commits the night of a day.
pub fn run(
    book: &mut Book,
    rules: &Rules,
    head: &RunHead,
    threads: u32,
) -> Result<(NightPlan, Committed), StoreError> {
    let scope = scope_of(book, head)?;
    let night = rules.night(head.day, head.books_as_of);
    let plan = plan(book, &night, scope, threads)?;
    let committed = book.commit(head, rules.policy, &plan)?;
    Ok((plan, committed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::TenancyId;
    use simulator::life::Horizon;
    use simulator::portfolio;

    #[test]
    fn the_plan_does_not_depend_on_the_number_of_threads_nor_on_how_the_dossiers_are_read() {
        let night = Day::parse_iso("2026-06-17").expect("a constant");
        let horizon = Horizon::months_before(night.previous(), 18);
        let lives = portfolio::lives(5, 500, horizon).filter(|life| life.known_on(night.previous()));
        let dossiers = lives
            .zip(1..)
            .map(|(life, number)| portfolio::dossier(&life, TenancyId(number), night.previous()));
        let folder = tempfile::tempdir().expect("a scratch folder");
        let mut book = Book::open(&folder.path().join("boek.sqlite")).expect("the book opens");
        book.load(dossiers).expect("the dossiers go in");
        let files = policy::preset("woonbron").expect("the preset is built in");
        let policy = policy::load(&files, night).policy.expect("the preset is right");
        let law = crate::landlord::law();
        let rules = Rules::of(&policy, &law.equated_days);
        let plan_with = |scope, threads| {
            plan(&book, &rules.night(night, night.previous()), scope, threads).expect("a plan")
        };
        let one = plan_with(Scope::All, 1);
        assert!(one.dossiers.len() > 400);
        for threads in [2, 3, 7] {
            assert!(plan_with(Scope::All, threads) == one, "{threads} threads");
        }
        assert!(plan_with(Scope::AllFromTruth, 2) == one, "from the truth");
    }
}
