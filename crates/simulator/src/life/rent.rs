//! What the landlord charges: the rent of each month, the first bill, the yearly settlement of service costs.

use super::{Life, Living};
use crate::chance::Chance;
use domain::calendar::{Day, Month};
use domain::ledger::EntryKind;
use domain::money::Cents;

/// Yearly increase on 1 July of this year, in permille of the rent.
pub fn rent_rise_permille(year: i32) -> i64 {
    i64::from(Chance::of(1_981, year as u32, 0).between(25, 48))
}

impl Life {
    /// The rent a month that holds on this day.
    pub fn rent_on(&self, day: Day) -> Cents {
        let begin = self.horizon.from.max(self.term.starts_on);
        let mut rent = self.first_rent;
        if self.frozen_rent {
            return rent;
        }
        for year in begin.ymd().0..=day.ymd().0 {
            let first_of_july = Month::from_ym(year, 7).first_day();
            if begin < first_of_july && first_of_july <= day {
                rent = rent.times_ratio(1_000 + rent_rise_permille(year), 1_000);
            }
        }
        rent
    }
}

impl Living<'_> {
    /// Books what falls due on the first of this month, or at the start of the tenancy in it.
    pub(super) fn charge(&mut self, month: Month) -> Option<(u16, Day)> {
        let term = self.life.term;
        let first = month.first_day();
        if term.starts_on.month() == month && term.signed_on >= self.life.horizon.from {
            return Some(self.first_bill(term.starts_on));
        }
        if !term.runs_on(first) || first < self.life.horizon.from {
            return None;
        }
        let rent = self.life.rent_on(first).0;
        let booked_on = (month + -1).day(24).max(term.signed_on);
        let claim = self.books.charge(EntryKind::Rent, booked_on, first, rent);
        Some((claim, first))
    }

    fn first_bill(&mut self, starts_on: Day) -> (u16, Day) {
        let month = starts_on.month();
        let days_left = i64::from(month.last_day() - starts_on + 1);
        let part = self.life.rent_on(starts_on).times_ratio(days_left, i64::from(month.length()));
        let booked_on = self.life.term.signed_on;
        (self.books.charge(EntryKind::FirstBill, booked_on, starts_on, part.0), starts_on)
    }

    /// On 17 June three homes in ten get a settlement of service costs, to pay on 1 July or in favour of the tenant.
    pub(super) fn settle_service_costs(&mut self, month: Month) {
        let term = self.life.term;
        let concerns = month.ym().1 == 6 && term.starts_on < month.first_day() && term.runs_on(month.day(17));
        if !concerns || !self.chance.permille(300) {
            return;
        }
        let booked_on = month.day(17);
        if self.chance.permille(580) {
            let cents = i64::from(self.chance.between(1_200, 18_000));
            self.books.charge(EntryKind::Settlement, booked_on, (month + 1).first_day(), cents);
        } else {
            let cents = i64::from(self.chance.between(500, 12_000));
            self.books.receive(EntryKind::Credit, booked_on, cents, None);
        }
    }
}
