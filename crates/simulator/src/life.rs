//! Everything that happens to one tenancy over a period.
//!
//! In go a seed, the number of the tenancy and the horizon, and nothing else: a portfolio of 16,000 homes is the beginning
//! of one of 80,000. Out comes a [`Life`]: who rents what, and dated events. It never looks at what a system does with it:
//! these people do not read our letters.

mod ending;
mod incidents;
mod paying;
mod rent;
mod trouble;

use crate::books::Books;
use crate::chance::Chance;
use crate::events::{Agreed, Attempt, Booking, Happening, Term};
use crate::habits::{Habits, PayRhythm, Temperament};
use crate::people::{Home, Person};
use domain::calendar::{Day, Month};
use domain::dossier::CostsClause;
use domain::money::Cents;

pub use rent::rent_rise_permille;

const TERM: u32 = 4;
const MASTER: u32 = 5;
const MONTHS: u32 = 6;

/// The period over which lives are simulated, both days included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

impl Horizon {
    /// The months up to and including the month of `to`, as the benchmark uses them.
    pub fn months_before(to: Day, months: i32) -> Horizon {
        Horizon { from: to.plus_months(-months), to }
    }

    fn days(self) -> i32 {
        self.to - self.from + 1
    }
}

/// One tenancy and all that happens to it.
///
/// ```
/// use domain::calendar::Day;
/// use simulator::life::{Horizon, Life};
///
/// let to = Day::parse_iso("2026-06-17").unwrap();
/// let life = Life::of(20_260_617, 42, Horizon::months_before(to, 24));
/// assert!(life.bookings.iter().all(|booking| booking.booked_on <= to));
/// assert_eq!(life, Life::of(20_260_617, 42, Horizon::months_before(to, 24)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    /// Number of the tenancy in the portfolio, from 0.
    pub index: u32,
    /// The period.
    pub horizon: Horizon,
    /// The tenant.
    pub tenant: Person,
    /// The co-tenant, if there is one.
    pub co_tenant: Option<Person>,
    /// The home.
    pub home: Home,
    /// First and last days.
    pub term: Term,
    /// How the tenant pays. Truth of the simulation: not in the books.
    pub habits: Habits,
    /// Rent a month when the horizon begins, or at the start of the tenancy.
    pub first_rent: Cents,
    /// Did this rent escape the yearly increase (income support, low energy label)?
    pub frozen_rent: bool,
    /// Day on which the direct debit was ended, or begun for somebody who paid by hand.
    pub debit_switched_on: Option<Day>,
    /// Own pay day (day of the month) and the day on which the landlord accepted it.
    pub accepted_pay_day: Option<(Day, u8)>,
    /// The landlord's own class of this customer.
    pub erp_class: &'static str,
    /// Version of the rental terms.
    pub terms_version: &'static str,
    /// Day on which the e-mail address turned out not to work.
    pub email_bad_on: Option<Day>,
    /// Bookings in order of booking day, then of number.
    pub bookings: Vec<Booking>,
    /// Circumstances in order of the day on which they became known.
    pub circumstances: Vec<Happening>,
    /// Arrangements in order of agreement.
    pub arrangements: Vec<Agreed>,
    /// Attempts at contact in order of day.
    pub contacts: Vec<Attempt>,
}

impl Life {
    /// The life of tenancy `index` in the portfolio of `seed`.
    pub fn of(seed: u64, index: u32, horizon: Horizon) -> Life {
        let tenant = Person::tenant(seed, index);
        let habits = Habits::of(seed, index, horizon);
        let master = &mut Chance::of(seed, index, MASTER);
        let age = horizon.from.ymd().0 - tenant.born_on.ymd().0;
        let mut life = Life {
            index,
            horizon,
            tenant,
            co_tenant: Person::co_tenant(seed, index),
            home: Home::of(seed, index),
            term: term_of(&mut Chance::of(seed, index, TERM), horizon, age),
            habits,
            first_rent: Cents(i64::from(master.between(45_000, 72_000) + master.below(18_000) as i32)),
            frozen_rent: master.permille(60),
            debit_switched_on: None,
            accepted_pay_day: None,
            erp_class: erp_class(master, habits.temperament),
            terms_version: master.weighted(TERMS_VERSIONS),
            email_bad_on: None,
            bookings: Vec::new(),
            circumstances: Vec::new(),
            arrangements: Vec::new(),
            contacts: Vec::new(),
        };
        if life.term.died_on.is_some() {
            life.co_tenant = None;
        }
        life.accept_pay_day(master);
        life.incidents(seed);
        Living::new(&mut life, Chance::of(seed, index, MONTHS)).live();
        life.put_in_order();
        life
    }

    /// The dossier number, as the landlord writes it.
    pub fn dossier(&self) -> String {
        format!("HO-{:07}", self.index + 1)
    }

    /// Is the rent collected by direct debit on this day?
    pub fn direct_debit_on(&self, day: Day) -> bool {
        self.habits.direct_debit != self.debit_switched_on.is_some_and(|switched| switched <= day)
    }

    /// Is the tenancy in the books on this day? A contract enters them when it is signed.
    pub fn known_on(&self, day: Day) -> bool {
        self.term.signed_on <= day
    }

    /// Does the landlord know on this day that the tenant has died?
    pub fn known_deceased(&self, day: Day) -> bool {
        self.term.death_known_on.is_some_and(|known| known <= day)
    }

    /// Bookings with a booking day after `after` and up to and including `until`.
    pub fn booked_between(&self, after: Day, until: Day) -> &[Booking] {
        let from = self.bookings.partition_point(|booking| booking.booked_on <= after);
        let to = self.bookings.partition_point(|booking| booking.booked_on <= until);
        &self.bookings[from..to.max(from)]
    }

    fn accept_pay_day(&mut self, chance: &mut Chance) {
        let late = self.habits.rhythm == PayRhythm::LateInMonth && !self.habits.direct_debit;
        if late && chance.permille(600) {
            let known = self.term.signed_on + chance.between(20, 120);
            let usual = (self.habits.pay_offset + 1) as u8;
            self.accepted_pay_day = Some((known.max(self.horizon.from), usual));
        }
    }

    fn put_in_order(&mut self) {
        let to = self.horizon.to;
        let from = self.horizon.from;
        for booking in &mut self.bookings {
            booking.booked_on = booking.booked_on.max(from);
        }
        self.bookings.sort_by_key(|booking| booking.booked_on);
        self.bookings.truncate(self.bookings.partition_point(|booking| booking.booked_on <= to));
        self.circumstances.retain(|happening| happening.known_on <= to);
        self.circumstances.sort_by_key(|happening| (happening.known_on, happening.since, happening.kind));
        self.arrangements.retain(|agreed| agreed.agreed_on <= to);
        self.contacts.retain(|attempt| attempt.day <= to);
        self.contacts.sort_by_key(|attempt| attempt.day);
    }
}

/// A life in the living: what the tenant has on the table this month.
pub(crate) struct Living<'a> {
    life: &'a mut Life,
    books: Books,
    chance: Chance,
    /// A direct debit that will come back in a later month: day, claim, amount.
    pending: Option<(Day, (u16, Day), i64)>,
    /// The arrangement that runs: its place in the list and the instalment at which it breaks.
    running: Option<(usize, usize)>,
    /// From this day somebody else sees to it that the rent is paid.
    rescued_on: Option<Day>,
    /// Last day on which the consultant wrote down a finding.
    found_on: Day,
    /// Last day on which an early signal was given.
    signalled_on: Day,
    /// Months in a row with arrears of a month or more.
    months_behind: i32,
}

impl Living<'_> {
    fn new(life: &mut Life, chance: Chance) -> Living<'_> {
        let months = life.horizon.to.month() - life.horizon.from.month() + 1;
        let long_ago = Day(0);
        Living {
            life,
            books: Books::new(months as usize),
            chance,
            pending: None,
            running: None,
            rescued_on: None,
            found_on: long_ago,
            signalled_on: long_ago,
            months_behind: 0,
        }
    }

    fn live(mut self) {
        let horizon = self.life.horizon;
        let first = horizon.from.month().max(self.life.term.signed_on.month());
        for month in first.0..=horizon.to.month().0 + 1 {
            self.month(Month(month));
        }
        self.after_the_end();
        self.life.bookings = self.books.bookings;
    }

    fn month(&mut self, month: Month) {
        self.late_return(month);
        let claim = self.charge(month);
        if !self.tenant_acts(month) {
            self.debit_after_death(month, claim);
            return;
        }
        let old = self.books.due_before(month.first_day());
        self.pay_other_claims(month);
        if let Some(claim) = claim {
            self.pay_rent(month, claim);
        }
        self.settle_service_costs(month);
        if self.life.term.ends_on.is_none_or(|last| month.first_day() <= last) {
            self.pay_instalment(month);
            self.catch_up(month, old);
            self.trouble(month);
        }
    }

    /// A tenant who has died does nothing any more.
    fn tenant_acts(&self, month: Month) -> bool {
        self.life.term.died_on.is_none_or(|died| month.first_day() <= died)
    }
}

const TERMS_VERSIONS: &[(u32, &str)] = &[(25, "2004-01"), (45, "2015-07"), (30, "2023-10")];

/// What is known of the costs clause in a version of the rental terms of this landlord.
pub fn costs_clause(terms_version: &str) -> CostsClause {
    match terms_version {
        "2004-01" => CostsClause::Unfair,
        "2015-07" => CostsClause::None,
        "2023-10" => CostsClause::Fair,
        _ => CostsClause::Unknown,
    }
}

fn erp_class(chance: &mut Chance, temperament: Temperament) -> &'static str {
    const CLASSES: [&str; 4] = ["A keurig", "B slordig", "C traag", "D aandacht"];
    let right = temperament as usize;
    let seen = if chance.permille(150) { (right + 1) % 4 } else { right };
    CLASSES[seen]
}

fn term_of(chance: &mut Chance, horizon: Horizon, age: i32) -> Term {
    let days = horizon.days();
    let starts_inside = chance.permille((days as u32 * 70 / 365).min(600));
    let starts_on = if starts_inside {
        horizon.from + chance.between(1, days)
    } else {
        horizon.from - chance.between(1, 365 * 14)
    };
    let signed_on =
        if starts_inside { (starts_on - chance.between(8, 14)).max(horizon.from) } else { starts_on };
    let mut term =
        Term { signed_on, starts_on, notice_on: None, ends_on: None, died_on: None, death_known_on: None };
    let first_possible = starts_on.max(horizon.from) + 45;
    let per_mille_a_year = |rate: u32| (days as u32 * rate / 365).min(800);
    if chance.permille(per_mille_a_year(if age >= 68 { 11 } else { 1 })) {
        let died_on = horizon.from + chance.between(0, days);
        let known_on = died_on + chance.between(2, 24);
        if died_on > first_possible {
            term.died_on = Some(died_on);
            term.death_known_on = Some(known_on);
            term.notice_on = Some(known_on);
            term.ends_on = Some((known_on.month() + 1).last_day());
        }
    } else if chance.permille(per_mille_a_year(27)) {
        let notice_on = horizon.from + chance.between(0, days);
        if notice_on > first_possible {
            term.notice_on = Some(notice_on);
            term.ends_on = Some(notice_on + chance.between(30, 70));
        }
    }
    term
}

#[cfg(test)]
mod tests {
    use super::*;

    fn horizon() -> Horizon {
        Horizon::months_before(Day::parse_iso("2026-06-17").unwrap(), 24)
    }

    #[test]
    fn a_life_depends_on_seed_and_number_alone_and_stays_inside_the_horizon() {
        for index in 0..2_000 {
            let life = Life::of(7, index, horizon());
            assert_eq!(life, Life::of(7, index, horizon()), "seed 7, tenancy {index}");
            assert!(life.bookings.is_sorted_by_key(|booking| booking.booked_on), "seed 7, tenancy {index}");
            let within = |day: Day| (horizon().from..=horizon().to).contains(&day);
            assert!(life.bookings.iter().all(|booking| within(booking.booked_on)), "seed 7, tenancy {index}");
            assert!(
                life.circumstances.iter().all(|happening| within(happening.known_on)),
                "seed 7, tenancy {index}"
            );
        }
    }

    #[test]
    fn short_and_long_horizons_are_lived_through() {
        let to = horizon().to;
        for days in [0, 1, 27, 40, 6 * 365] {
            for index in 0..400 {
                let life = Life::of(13, index, Horizon { from: to - days, to });
                let (paid, charged): (Vec<&Booking>, Vec<&Booking>) =
                    life.bookings.iter().partition(|booking| booking.cents.0 < 0);
                assert!(
                    charged.len() <= 12 * 8 * 3 && paid.len() <= 12 * 8 * 3,
                    "seed 13, tenancy {index}, {days} days"
                );
            }
        }
    }

    #[test]
    fn references_between_bookings_point_at_claims() {
        for index in 0..2_000 {
            let life = Life::of(11, index, horizon());
            for booking in life.bookings.iter().filter(|booking| booking.claim.is_some()) {
                let claim = life.bookings.iter().find(|other| Some(other.number) == booking.claim);
                let right = claim.is_some_and(|claim| claim.cents.0 > 0 && claim.due_on == booking.due_on);
                assert!(right, "seed 11, tenancy {index}: {booking:?} refers to {claim:?}");
            }
        }
    }
}
