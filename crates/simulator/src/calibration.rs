//! How the portfolio looks in figures, to hold against what Dutch landlords report and the benchmark was built on.
//!
//! In go seed, size and day; out come shares in hundredths of a percent. It judges the simulation, never a tenant.

use crate::habits::{PayRhythm, Temperament};
use crate::life::{Horizon, Life};
use crate::portfolio::{dossier, lives};
use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::ledger::{Account, EntryKind};
use std::fmt;

/// Figures of a portfolio on a day. Shares are in hundredths of a percent.
#[derive(Clone, Debug, Default)]
pub struct Calibration {
    /// Tenancies that run on the day.
    pub running: u64,
    /// Tenancies with arrears, of those that run.
    pub in_arrears: u64,
    /// Total arrears of running tenancies in cents.
    pub arrears_cents: i64,
    /// Rent of a year of running tenancies in cents.
    pub yearly_rent_cents: i64,
    /// Bookings up to the day.
    pub bookings: u64,
    /// Tenancies by temperament.
    pub temperaments: [u64; 4],
    /// Tenancies with direct debit.
    pub direct_debit: u64,
    /// Payers by hand by rhythm: first days, day of wages, late in the month, first week.
    pub rhythms: [u64; 4],
    /// Payers late in the month with an accepted pay day.
    pub accepted: u64,
    /// Tenancies that began and ended inside the horizon, and deaths.
    pub began: u64,
    /// Tenancies that ended.
    pub ended: u64,
    /// Deaths known to the landlord.
    pub deaths: u64,
    /// Arrangements made, and those broken.
    pub arrangements: u64,
    /// Arrangements that broke.
    pub broken: u64,
    /// Direct debits, and those that came back.
    pub debits: u64,
    /// Reversals.
    pub reversals: u64,
    /// Reversals more than five days after the debit.
    pub late_reversals: u64,
    /// Circumstances by kind.
    pub circumstances: Vec<(&'static str, u64)>,
    /// Rents by number of the month that were not paid three weeks after the due day, with all rents of that month.
    pub unpaid_by_month: [(u64, u64); 12],
    /// All tenancies.
    pub homes: u64,
    /// Arrears by temperament in cents, with the number of tenancies.
    pub arrears_of: [(u64, i64); 4],
}

impl Calibration {
    /// Lives `homes` tenancies for `months` months up to `as_of` and counts.
    pub fn measure(seed: u64, homes: u32, as_of: Day, months: i32) -> Calibration {
        let mut figures = Calibration::default();
        for kind in domain::dossier::CircumstanceKind::ALL {
            figures.circumstances.push((kind.dutch(), 0));
        }
        let mut account = Account::default();
        for life in lives(seed, homes, Horizon::months_before(as_of, months)) {
            figures.count_people(&life);
            figures.count_money(&life, &mut account, as_of);
            figures.count_happenings(&life, as_of);
        }
        figures
    }

    fn count_people(&mut self, life: &Life) {
        self.homes += 1;
        self.temperaments[life.habits.temperament as usize] += 1;
        if life.habits.direct_debit {
            self.direct_debit += 1;
            return;
        }
        self.rhythms[life.habits.rhythm as usize] += 1;
        self.accepted +=
            u64::from(life.habits.rhythm == PayRhythm::LateInMonth && life.accepted_pay_day.is_some());
    }

    fn count_money(&mut self, life: &Life, account: &mut Account, as_of: Day) {
        let dossier = dossier(life, TenancyId(life.index), as_of);
        self.bookings += dossier.entries.len() as u64;
        account.settle(&dossier, as_of);
        for claim in account
            .claims
            .iter()
            .filter(|claim| claim.due_on.day_of_month() == 1 && as_of - claim.due_on > 21)
        {
            let (unpaid, all) = &mut self.unpaid_by_month[claim.due_on.month().ym().1 as usize - 1];
            *all += 1;
            *unpaid += u64::from(claim.settled_on.is_none_or(|day| day - claim.due_on > 16));
        }
        if !life.term.runs_on(as_of) {
            return;
        }
        self.running += 1;
        self.yearly_rent_cents += life.rent_on(as_of).0 * 12;
        let owed: i64 =
            account.claims.iter().filter(|claim| claim.due_on < as_of).map(|claim| claim.open.0).sum();
        self.in_arrears += u64::from(owed > 0);
        self.arrears_cents += owed;
        let (count, cents) = &mut self.arrears_of[life.habits.temperament as usize];
        *count += u64::from(owed > 0);
        *cents += owed;
    }

    fn count_happenings(&mut self, life: &Life, as_of: Day) {
        let within = |day: Option<Day>| day.is_some_and(|day| (life.horizon.from..=as_of).contains(&day));
        self.began += u64::from(life.term.starts_on > life.horizon.from);
        self.ended += u64::from(within(life.term.ends_on));
        self.deaths += u64::from(within(life.term.death_known_on));
        for agreed in &life.arrangements {
            let over = agreed.instalments.last().is_some_and(|(day, _)| *day <= as_of);
            self.arrangements += u64::from(over || !agreed.kept);
            self.broken += u64::from(!agreed.kept);
        }
        for happening in &life.circumstances {
            self.circumstances[happening.kind as usize].1 += 1;
        }
        for booking in &life.bookings {
            self.debits += u64::from(booking.kind == EntryKind::DirectDebit);
            if booking.kind == EntryKind::Reversal {
                self.reversals += 1;
                let after = booking.due_on.map_or(0, |due| booking.booked_on - due);
                self.late_reversals += u64::from(after > 7);
            }
        }
    }

    /// Running tenancies with arrears, in hundredths of a percent.
    pub fn arrears_share(&self) -> u64 {
        share(self.in_arrears, self.running)
    }

    /// Total arrears of the yearly rent, in hundredths of a percent.
    pub fn arrears_of_rent(&self) -> u64 {
        share(self.arrears_cents as u64, self.yearly_rent_cents as u64)
    }

    /// Broken arrangements of those that are over, in hundredths of a percent.
    pub fn broken_share(&self) -> u64 {
        share(self.broken, self.arrangements)
    }
}

/// `part` of `whole` in hundredths of a percent.
pub fn share(part: u64, whole: u64) -> u64 {
    (part * 10_000).checked_div(whole).unwrap_or(0)
}

struct Percent(u64);

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02} %", self.0 / 100, self.0 % 100)
    }
}

impl fmt::Display for Calibration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let homes = self.homes;
        let by_hand = homes - self.direct_debit;
        writeln!(
            f,
            "tenancies {homes}, running {}, bookings a tenancy x100 {}",
            self.running,
            self.bookings * 100 / homes
        )?;
        writeln!(
            f,
            "in arrears {}, arrears of yearly rent {}",
            Percent(self.arrears_share()),
            Percent(self.arrears_of_rent())
        )?;
        for temperament in Temperament::ALL {
            let (count, cents) = self.arrears_of[temperament as usize];
            let all = self.temperaments[temperament as usize];
            let each = cents / (count as i64).max(1) / 100;
            let (of_all, of_these) = (Percent(share(all, homes)), Percent(share(count, all)));
            writeln!(f, "  {temperament:?} {of_all}, of whom in arrears {of_these}, {each} euro each")?;
        }
        writeln!(f, "direct debit {}", Percent(share(self.direct_debit, homes)))?;
        for (name, count) in ["1-2", "23-26 before", "20-25", "1-8"].iter().zip(self.rhythms) {
            writeln!(f, "  by hand on {name}: {}", Percent(share(count, by_hand)))?;
        }
        writeln!(f, "  own pay day accepted {}", Percent(share(self.accepted, self.rhythms[2])))?;
        writeln!(f, "began {}, ended {}, deaths {}", self.began, self.ended, self.deaths)?;
        writeln!(f, "arrangements over {}, broken {}", self.arrangements, Percent(self.broken_share()))?;
        let (returned, late) =
            (share(self.reversals, self.debits), share(self.late_reversals, self.reversals));
        writeln!(f, "debits returned {}, late {}", Percent(returned), Percent(late))?;
        let season: Vec<u64> =
            self.unpaid_by_month.iter().map(|(unpaid, all)| share(*unpaid, *all)).collect();
        writeln!(f, "unpaid on the 17th by month, hundredths of a percent {season:?}")?;
        for (kind, count) in &self.circumstances {
            write!(f, "{kind} {count}, ")?;
        }
        writeln!(f)
    }
}
