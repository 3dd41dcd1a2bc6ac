//! What the tenant pays: the rent of the month, other claims, instalments, and putting old arrears right.

use super::Living;
use crate::habits::{PayRhythm, Risk, Temperament};
use domain::calendar::{Day, Month};
use domain::ledger::EntryKind;

/// What becomes of this month's rent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Intention {
    Pays,
    Late,
    Part,
    Misses,
}

const RETURN_CODES: &[(u32, &str)] =
    &[(76, "AM04"), (9, "MD06"), (3, "AC04"), (3, "MD01"), (4, "MS03"), (3, "SL01"), (2, "AG01")];

impl Living<'_> {
    pub(super) fn pay_rent(&mut self, month: Month, claim: (u16, Day)) {
        let rescued = self.rescued_on.is_some_and(|day| day <= month.first_day());
        let intention = if rescued { self.rescued_intention() } else { self.intention(month) };
        let first_bill = claim.1.day_of_month() != 1 || claim.1 == self.life.term.starts_on;
        if self.life.direct_debit_on(claim.1) && !first_bill {
            self.pay_by_debit(month, claim, intention);
        } else if first_bill && intention == Intention::Pays {
            let day = claim.1 - self.chance.between(0, (claim.1 - self.life.term.signed_on).clamp(0, 6));
            self.pay_claim(day, claim);
        } else {
            self.pay_by_hand(month, claim, intention);
        }
    }

    fn rescued_intention(&mut self) -> Intention {
        if self.chance.permille(985) { Intention::Pays } else { Intention::Late }
    }

    fn intention(&mut self, month: Month) -> Intention {
        let months_rented = month - self.life.term.starts_on.month();
        let Risk { late, miss, part, .. } = self.life.habits.risk(month, months_rented);
        let drawn = self.chance.below(1_000);
        // Whoever keeps an arrangement takes care of the new rent as well.
        let ease = if self.running.is_some() { 3 } else { 1 };
        if drawn < miss / ease {
            Intention::Misses
        } else if drawn < (miss + part) / ease {
            Intention::Part
        } else if drawn < (miss + part + late) / ease {
            Intention::Late
        } else {
            Intention::Pays
        }
    }

    fn pay_by_debit(&mut self, month: Month, claim: (u16, Day), intention: Intention) {
        let due = self.books.left_of(claim.0);
        let day = month.day(u32::from(self.life.habits.collection_day));
        if due == 0 {
            return;
        }
        self.books.receive(EntryKind::DirectDebit, day, due, Some(claim));
        if intention == Intention::Pays {
            return;
        }
        let code = self.chance.weighted(RETURN_CODES);
        let returned = self.return_day(day);
        if matches!(code, "AC04" | "MD01") && self.life.debit_switched_on.is_none() {
            self.life.debit_switched_on = Some(returned.next());
        }
        if returned > month.last_day() {
            self.pending = Some((returned, claim, due));
            return;
        }
        self.books.reverse(returned, claim, due, code);
        let again = (returned + self.delay() - 1).min(month.day(27)).max(returned.next());
        match intention {
            Intention::Late => self.pay_claim(again, claim),
            Intention::Part => self.pay_part(again, claim),
            _ => {}
        }
    }

    /// How many days later than usual somebody pays who is late.
    fn delay(&mut self) -> i32 {
        match self.life.habits.temperament {
            Temperament::Excellent => self.chance.between(3, 9),
            Temperament::Sloppy => self.chance.between(3, 14),
            _ => self.chance.between(4, 20),
        }
    }

    /// A debit comes back after two to five days; one in ten later, up to fifty days.
    fn return_day(&mut self, collected: Day) -> Day {
        let days =
            if self.chance.permille(900) { self.chance.between(2, 5) } else { self.chance.between(6, 50) };
        collected + days
    }

    /// A debit of an earlier month comes back in this one.
    pub(super) fn late_return(&mut self, month: Month) {
        if self.pending.is_some_and(|(day, ..)| day > month.last_day()) {
            return;
        }
        if let Some((day, claim, cents)) = self.pending.take() {
            let code = self.chance.weighted(&[(50, "MD06"), (30, "AM04"), (20, "MS03")]);
            self.books.reverse(day, claim, cents, code);
            if self.life.habits.temperament <= Temperament::Sloppy && self.tenant_acts(month) {
                let again = day + self.chance.between(2, 14);
                self.pay_claim(again, claim);
            }
        }
    }

    fn pay_by_hand(&mut self, month: Month, claim: (u16, Day), intention: Intention) {
        let jitter = match self.life.habits.temperament {
            Temperament::Excellent => 0,
            Temperament::Sloppy => self.chance.between(-1, 1),
            _ => self.chance.between(-1, 3),
        };
        let offset = self.life.habits.offset_in(month) + jitter;
        let late_rhythm = self.life.habits.rhythm == PayRhythm::LateInMonth;
        let usual = (month.first_day() + offset).max(claim.1 - 9);
        match intention {
            Intention::Pays if self.keeps_old_amount(month) => self.pay_old_amount(month, usual, claim),
            Intention::Pays => self.pay_claim(usual, claim),
            // Three weeks late and then some: the month is missed, and put right next month.
            Intention::Late if late_rhythm => {}
            Intention::Late => {
                let delay = self.delay();
                let day = (usual + delay).min(month.day(27)).max(claim.1 + 3);
                self.pay_claim(day, claim);
            }
            Intention::Part => self.pay_part(usual.max(claim.1), claim),
            Intention::Misses => {}
        }
    }

    /// In July one in ten standing orders still has the old rent.
    fn keeps_old_amount(&mut self, month: Month) -> bool {
        month.ym().1 == 7 && !self.life.frozen_rent && self.chance.permille(60)
    }

    fn pay_old_amount(&mut self, month: Month, day: Day, claim: (u16, Day)) {
        let old = self.life.rent_on(month.first_day().previous()).0;
        let due = self.books.left_of(claim.0);
        self.pay(day, old.min(due), claim);
        let rest = due - old;
        if rest > 0 && self.chance.permille(700) {
            let later = day.max(month.first_day()) + self.chance.between(6, 15);
            self.pay(later, rest, claim);
        }
    }

    fn pay_claim(&mut self, day: Day, claim: (u16, Day)) {
        let left = self.books.left_of(claim.0);
        self.pay(day, left, claim);
    }

    fn pay_part(&mut self, day: Day, claim: (u16, Day)) {
        let tenths = i64::from(self.chance.between(3, 8));
        let part = (self.books.left_of(claim.0) * tenths / 10 + 499) / 500 * 500;
        self.pay(day, part, claim);
    }

    fn pay(&mut self, day: Day, cents: i64, claim: (u16, Day)) {
        let booked_on = self.books.bookings[usize::from(claim.0) - 1].booked_on;
        let marks = self.chance.permille(u32::from(self.life.habits.designates_permille));
        let marked = marks && day >= booked_on;
        self.books.receive(EntryKind::Payment, day, cents, marked.then_some(claim));
    }

    /// Claims other than the rent that fall due on the first of this month.
    pub(super) fn pay_other_claims(&mut self, month: Month) {
        let first = month.first_day();
        let rents = |number: u16, living: &Self| {
            living.books.bookings[usize::from(number) - 1].kind == EntryKind::Rent
        };
        let found =
            self.books.open.iter().find(|open| open.due == first && !rents(open.number, self)).copied();
        let Some(other) = found else { return };
        let pays = match self.life.habits.temperament {
            Temperament::Excellent => 985,
            Temperament::Sloppy => 850,
            Temperament::Dragging => 550,
            Temperament::Problem => 250,
        };
        if !self.chance.permille(pays) {
            return;
        }
        let claim = (other.number, other.due);
        if self.life.direct_debit_on(first) {
            let day = month.day(u32::from(self.life.habits.collection_day));
            self.books.receive(EntryKind::DirectDebit, day, other.cents, Some(claim));
        } else {
            let day = first + self.chance.between(-6, 9);
            self.pay_claim(day, claim);
        }
    }

    /// The instalment of this month, unless this is where the arrangement breaks.
    pub(super) fn pay_instalment(&mut self, month: Month) {
        let Some((at, breaks_at)) = self.running else { return };
        let agreed = &mut self.life.arrangements[at];
        let Some(number) = agreed.instalments.iter().position(|(day, _)| day.month() == month) else {
            return;
        };
        let (day, cents) = agreed.instalments[number];
        if number >= breaks_at {
            agreed.ended_on = Some(day + self.chance.between(8, 25));
            agreed.kept = false;
            self.running = None;
            return;
        }
        if number + 1 == agreed.instalments.len() {
            self.running = None;
        }
        self.books.receive(EntryKind::Payment, day - self.chance.between(0, 3), cents.0, None);
    }

    /// Arrears that were there at the beginning of the month are put right without anybody asking, in one lump or in two.
    pub(super) fn catch_up(&mut self, month: Month, old: i64) {
        if self.running.is_some() || self.rescued_on.is_some_and(|day| day <= month.first_day()) {
            return;
        }
        let old = old.min(self.books.due_before(month.last_day()));
        if old == 0 {
            return;
        }
        let months_rented = month - self.life.term.starts_on.month();
        let risk = self.life.habits.risk(month, months_rented);
        let small = old * 10 < self.life.first_rent.0;
        if !self.chance.permille(if small { risk.mends.max(400) } else { risk.mends }) {
            return;
        }
        let holiday_money = month.ym().1 == 5;
        let day =
            if holiday_money { month.day(23) + self.chance.between(0, 5) } else { self.lump_day(month) };
        let whole = old < 2 * self.life.first_rent.0 || holiday_money || self.chance.permille(500);
        let lump = if whole { old } else { (old / 2 + 999) / 1_000 * 1_000 };
        self.books.receive(EntryKind::Payment, day, lump, None);
    }

    fn lump_day(&mut self, month: Month) -> Day {
        let usual = self.life.habits.offset_in(month).clamp(0, 24);
        month.first_day() + (usual + self.chance.between(0, 9)).min(26)
    }
}
