//! One dossier on the day of a night: as it was before that night, what the night decides about it, and why.
//!
//! The decision is made once more, by the same function on the same dossier, so a page cannot tell another story than the
//! night. Position and steps are taken from before the night; everything else is dated and reads itself.

use domain::ahead::{Coming, What};
use domain::arrangement::{Past, judge};
use domain::calendar::Day;
use domain::dossier::{Arrangement, ChosenCategory, Dossier, StepTaken};
use domain::explain::{self, Explanation, Reason, step_name};
use domain::facts::Ground;
use domain::ids::{Key, TenancyId};
use domain::plan::{self, Act, Decision, Desk, Outcome};
use domain::policy::{Category, Policy};
use domain::staff::Seat;
use store::Book;
use store::nights::NightRun;
use store::screens::OpenTask;

use crate::answer::Failure;
use crate::app::{Change, House, Visit};
use crate::parts;

/// A dossier on a day.
pub(crate) struct Case {
    /// The night; `None` when there has been none.
    pub(crate) run: Option<NightRun>,
    /// Its day.
    pub(crate) today: Day,
    /// The day up to which its books were known.
    pub(crate) books_as_of: Day,
    /// The dossier before it.
    pub(crate) dossier: Dossier,
    /// Account, standing and facts.
    pub(crate) desk: Desk,
    /// What it decides.
    pub(crate) decision: Decision,
    /// Why, in short.
    pub(crate) explanation: Reason,
    /// Steps that a person passed over since; the nights ahead see them.
    skipped: Vec<StepTaken>,
    /// What would come in the nights ahead, where that was asked for.
    coming: Vec<Coming>,
}

/// How a dossier is looked at.
enum Look {
    /// As it is.
    Plain,
    /// With what would come.
    Ahead,
    /// As if a task laid on this day and what was done since had not been.
    Before(Day),
}

/// A dossier as it is now, for who does something about it.
pub(crate) struct Present {
    /// With everything that was recorded so far.
    pub(crate) dossier: Dossier,
    /// Its day.
    pub(crate) today: Day,
    desk: Desk,
}

impl Present {
    /// Reads it.
    pub(crate) fn of(house: &House, book: &Book, id: TenancyId, today: Day) -> Result<Present, Failure> {
        let mut dossier = Dossier::default();
        if !book.unpack_one(id, &mut dossier)? {
            return Err(Failure::Broken(format!("dossier {} heeft geen gepakte vorm", id.0)));
        }
        let mut desk = house.desk();
        plan::read(&house.night(today, today), &dossier, &mut desk);
        Ok(Present { dossier, today, desk })
    }

    /// Does this arrangement run?
    pub(crate) fn runs(&self, house: &House, agreed: &Arrangement) -> bool {
        let settings = &house.policy.settings;
        judge(agreed, &self.dossier, &self.desk.account, &mut Past::default(), settings, self.today).runs()
    }

    /// What facts, limits and proofs are read from.
    pub(crate) fn ground<'a>(&'a self, house: &'a House) -> Ground<'a> {
        self.desk.ground(&self.dossier, self.today, &house.policy.settings)
    }
}

/// The tenancy with this dossier number, for who may reach it, when something is changed about it.
pub(crate) fn to_change(change: &Change, number: &str) -> Result<TenancyId, Failure> {
    reached(change.book, &change.who.staff.seat, number)
}

/// Looks up a dossier by the number in an address, for a page of this name; who has nothing to do with it does not see it.
pub(crate) fn find(visit: &Visit, number: &str, page: &'static str) -> Result<TenancyId, Failure> {
    let id = reached(visit.book, &visit.who.staff.seat, number)?;
    visit.looks_at(Some(id), page);
    Ok(id)
}

/// The same for a page that is open already: that it was looked at is in the log.
pub(crate) fn known(visit: &Visit, number: &str) -> Result<TenancyId, Failure> {
    reached(visit.book, &visit.who.staff.seat, number)
}

fn reached(book: &Book, seat: &Seat, number: &str) -> Result<TenancyId, Failure> {
    let found = book.tenancy_in_district(number)?;
    let (id, district) = found.ok_or_else(|| Failure::NoDossier(number.chars().take(80).collect()))?;
    reaches(seat, district).map(|()| id)
}

/// Is the dossier in a district of this seat?
pub(crate) fn within_reach(book: &Book, seat: &Seat, id: TenancyId) -> Result<(), Failure> {
    reaches(seat, book.district_of(id)?)
}

fn reaches(seat: &Seat, district: String) -> Result<(), Failure> {
    if seat.reaches(&district) { Ok(()) } else { Err(Failure::NotYours(district)) }
}

impl Case {
    /// The dossier in a night; without one, as it would be decided on the day of the books.
    pub(crate) fn of(visit: &Visit, id: TenancyId, run: Option<NightRun>) -> Result<Case, Failure> {
        Case::looked_at(visit, id, run, &Look::Plain)
    }

    /// The same, with what would come: [`Case::ahead`].
    pub(crate) fn with_ahead(visit: &Visit, id: TenancyId, run: Option<NightRun>) -> Result<Case, Failure> {
        Case::looked_at(visit, id, run, &Look::Ahead)
    }

    /// The dossier in the last night as if a task and what was done since had not been: why the task is there.
    pub(crate) fn of_task(visit: &Visit, task: &OpenTask) -> Result<Case, Failure> {
        Case::looked_at(visit, task.tenancy, visit.last.clone(), &Look::Before(task.laid_on))
    }

    fn looked_at(visit: &Visit, id: TenancyId, run: Option<NightRun>, look: &Look) -> Result<Case, Failure> {
        let today = run.as_ref().map_or_else(|| visit.today(), |run| Ok(run.day))?;
        let books_as_of = run.as_ref().map_or(today, |run| run.books_as_of);
        let mut dossier = Dossier::default();
        if !visit.book.unpack_one(id, &mut dossier)? {
            return Err(Failure::Broken(format!("dossier {} heeft geen gepakte vorm", id.0)));
        }
        let since = if let Look::Before(day) = look { today.min(*day) } else { today };
        let of_today: Vec<StepTaken> = dossier.steps.extract_if(.., |step| step.day >= since).collect();
        dossier.position = visit.book.position_before(id, today)?;
        let night = visit.house.night(today, books_as_of);
        let mut desk = visit.house.desk();
        let mut decision = plan::decide(&night, &dossier, &mut desk);
        if let Outcome::Blocked { proposal, .. } = &decision.outcome {
            let step = (proposal.of(night.policy).key, proposal.cycle);
            if visit.book.steps_that_left(id, today)?.contains(&step) {
                // What has left is not held back by what was recorded after it.
                dossier.steps.extend(of_today.into_iter().filter(|taken| (taken.step, taken.cycle) == step));
                decision = plan::decide(&night, &dossier, &mut desk);
            }
        }
        let skipped = visit.book.skipped_from(id, since)?;
        let coming = matches!(look, Look::Ahead).then(|| {
            domain::ahead::Ahead::of(&night, &dossier, &desk, &decision, &skipped).at_least(MOST_AHEAD)
        });
        let explanation = explain::reason(&night, &dossier, &desk, &decision, &skipped, coming.as_deref());
        let coming = coming.unwrap_or_default();
        Ok(Case { run, today, books_as_of, dossier, desk, decision, explanation, skipped, coming })
    }

    /// Why, with all that was tried.
    pub(crate) fn explained(&self, house: &House) -> Explanation {
        explain::explain(&house.night(self.today, self.books_as_of), &self.dossier, &self.skipped)
    }

    /// What facts are read from.
    pub(crate) fn ground<'a>(&'a self, house: &'a House) -> Ground<'a> {
        self.desk.ground(&self.dossier, self.today, &house.policy.settings)
    }

    /// The category that a person chose, when it is what decided.
    pub(crate) fn chosen(&self, house: &House) -> Option<&ChosenCategory> {
        let chosen = self.dossier.chosen_category(self.today)?;
        house.policy.category(chosen.category).map(|_| chosen)
    }

    /// Its category.
    pub(crate) fn category<'a>(&self, house: &'a House) -> &'a Category {
        &house.policy.categories[self.decision.category]
    }

    /// What the night does, in a few words: `Bellen`, `“Eerste herinnering” per sms`.
    pub(crate) fn headline(&self, policy: &Policy) -> String {
        match &self.decision.outcome {
            Outcome::Nothing => "Geen nieuwe stap".into(),
            Outcome::Step(step) => act_text(policy, step.act),
            Outcome::Blocked { proposal, .. } => {
                format!("Wachten met “{}”", parts::sentence(&step_name(policy, *proposal)))
            }
        }
    }

    /// What would come in the nights ahead if nothing came in: each step and each move, with its day, and what would wait.
    pub(crate) fn ahead(&self, house: &House) -> Vec<Ahead> {
        let policy = &house.policy;
        let line = |&Coming { day, ref what }: &Coming| match what {
            What::Moves(category) => {
                let what = format!("Komt in “{}”", policy.categories[*category].name);
                Ahead { day, what, step: None }
            }
            What::Step(step) => Ahead {
                day,
                what: act_text(policy, step.act),
                step: step.proposal.map(|at| (at.of(policy).key, at.cycle)),
            },
            What::Waits(proposal, blocks) => {
                Ahead { day, what: explain::waits(policy, *proposal, blocks), step: None }
            }
        };
        self.coming.iter().take(MOST_AHEAD).map(line).collect()
    }
}

/// Something that would come.
pub(crate) struct Ahead {
    /// On which day.
    pub(crate) day: Day,
    /// What.
    pub(crate) what: String,
    /// The step and its cycle, when a flow brings it.
    pub(crate) step: Option<(Key, Day)>,
}

/// More than so many lines ahead tell nobody anything.
const MOST_AHEAD: usize = 8;

/// `Bellen`, or `“Eerste herinnering” per sms`.
pub(crate) fn act_text(policy: &Policy, act: Act) -> String {
    match act {
        Act::Task(kind) => parts::sentence(kind.spoken()).to_string(),
        Act::Message { letter, channel, amount } => {
            let amount = amount.map_or(String::new(), |cents| format!(", {}", parts::money(cents)));
            format!("“{}” per {}{amount}", policy.letters[letter].name, channel.dutch())
        }
    }
}
