//! The end of a tenancy: credit for days not rented, the final bill, what is paid afterwards, what is written off; and
//! the debits that still run when somebody has died.

use super::Living;
use crate::habits::Temperament;
use domain::calendar::{Day, Month};
use domain::ledger::EntryKind;
use domain::money::Cents;

impl Living<'_> {
    /// The bank sends back the first debit after a death, if it had not yet been stopped.
    pub(super) fn debit_after_death(&mut self, month: Month, claim: Option<(u16, Day)>) {
        let Some(claim) = claim else { return };
        if !self.life.direct_debit_on(claim.1) || self.life.known_deceased(month.first_day()) {
            return;
        }
        let due = self.books.left_of(claim.0);
        if due > 0 {
            let day = month.day(u32::from(self.life.habits.collection_day));
            self.books.receive(EntryKind::DirectDebit, day, due, Some(claim));
            self.books.reverse(day + self.chance.between(2, 5), claim, due, "MD07");
        }
    }

    /// Closes the account of a tenancy that has ended.
    pub(super) fn after_the_end(&mut self) {
        let Some(last) = self.life.term.ends_on else { return };
        if last > self.life.horizon.to {
            return;
        }
        if let Some((at, _)) = self.running.take() {
            let agreed = &mut self.life.arrangements[at];
            (agreed.ended_on, agreed.kept) = (Some(last.max(agreed.agreed_on) + 5), false);
        }
        let month = last.month();
        let days_not_rented = i64::from(month.last_day() - last);
        let rent = self.life.rent_on(last);
        let credit = rent.times_ratio(days_not_rented, i64::from(month.length()));
        let billed_on = last + self.chance.between(9, 25);
        self.books.receive(EntryKind::Credit, billed_on, credit.0, None);
        if self.chance.permille(450) {
            let cents = i64::from(self.chance.between(2_500, 45_000));
            self.books.charge(EntryKind::Settlement, billed_on, billed_on + 14, cents);
        }
        self.settle_departed(billed_on);
    }

    fn settle_departed(&mut self, billed_on: Day) {
        let owed: i64 = self.books.open.iter().map(|open| open.cents).sum();
        if owed == 0 {
            return;
        }
        let pays = match self.life.habits.temperament {
            _ if self.life.term.died_on.is_some() => 600,
            Temperament::Excellent => 930,
            Temperament::Sloppy => 750,
            Temperament::Dragging => 450,
            Temperament::Problem => 150,
        };
        let paid_on = billed_on + self.chance.between(5, 60);
        let given_up_on = billed_on + self.chance.between(150, 260);
        if self.chance.permille(pays) {
            self.books.receive(EntryKind::Payment, paid_on, owed, None);
        } else {
            let part = Cents(owed).times_ratio(i64::from(self.chance.between(0, 4)), 10);
            self.books.receive(EntryKind::Payment, paid_on, part.0, None);
            self.books.receive(EntryKind::WriteOff, given_up_on, owed - part.0, None);
        }
    }
}
