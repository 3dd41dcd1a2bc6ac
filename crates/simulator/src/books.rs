//! The account while a life is being lived: bookings in the order in which they are made, and what is still open.
//!
//! Only the simulated people look at it, to decide what to pay. It says nothing about how a landlord should allocate
//! money.

use crate::events::Booking;
use domain::calendar::Day;
use domain::ledger::EntryKind;
use domain::money::Cents;

/// A claim that is not paid yet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Open {
    /// Number of the booking.
    pub number: u16,
    /// Due day.
    pub due: Day,
    /// What is left of it.
    pub cents: i64,
}

#[derive(Debug)]
pub(crate) struct Books {
    pub bookings: Vec<Booking>,
    pub open: Vec<Open>,
    surplus: i64,
}

impl Books {
    pub(crate) fn new(months: usize) -> Books {
        Books { bookings: Vec::with_capacity(months * 2 + 8), open: Vec::with_capacity(8), surplus: 0 }
    }

    /// Books a claim; money that was paid ahead goes to it.
    pub(crate) fn charge(&mut self, kind: EntryKind, booked_on: Day, due: Day, cents: i64) -> u16 {
        let number = self.book(kind, booked_on, Some(due), cents, None, None);
        let ahead = self.surplus.min(cents);
        self.surplus -= ahead;
        self.reopen(number, due, cents - ahead);
        number
    }

    /// Books money of the tenant (or a credit note, or a write-off), meant for one claim or for the oldest.
    pub(crate) fn receive(&mut self, kind: EntryKind, day: Day, cents: i64, claim: Option<(u16, Day)>) {
        if cents <= 0 {
            return;
        }
        self.book(kind, day, claim.map(|(_, due)| due), -cents, claim.map(|(number, _)| number), None);
        let mut money = cents;
        if let Some(open) =
            self.open.iter_mut().find(|open| Some(open.number) == claim.map(|(number, _)| number))
        {
            let part = money.min(open.cents);
            open.cents -= part;
            money -= part;
        }
        for open in &mut self.open {
            let part = money.min(open.cents);
            open.cents -= part;
            money -= part;
        }
        self.open.retain(|open| open.cents > 0);
        self.surplus += money;
    }

    /// Books money that went back, and opens the claim it had paid.
    pub(crate) fn reverse(&mut self, day: Day, claim: (u16, Day), cents: i64, code: &'static str) {
        self.book(EntryKind::Reversal, day, Some(claim.1), cents, Some(claim.0), Some(code));
        self.reopen(claim.0, claim.1, cents);
    }

    /// What is left of one claim.
    pub(crate) fn left_of(&self, number: u16) -> i64 {
        self.open.iter().filter(|open| open.number == number).map(|open| open.cents).sum()
    }

    /// What is open of claims that fell due before this day.
    pub(crate) fn due_before(&self, day: Day) -> i64 {
        self.open.iter().take_while(|open| open.due < day).map(|open| open.cents).sum()
    }

    fn reopen(&mut self, number: u16, due: Day, cents: i64) {
        if cents > 0 {
            let at = self.open.partition_point(|open| open.due <= due);
            self.open.insert(at, Open { number, due, cents });
        }
    }

    fn book(
        &mut self,
        kind: EntryKind,
        booked_on: Day,
        due_on: Option<Day>,
        cents: i64,
        claim: Option<u16>,
        sepa_code: Option<&'static str>,
    ) -> u16 {
        let number = self.bookings.len() as u16 + 1;
        self.bookings.push(Booking {
            number,
            booked_on,
            due_on,
            kind,
            cents: Cents(cents),
            claim,
            sepa_code,
        });
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_goes_to_its_claim_then_to_the_oldest_and_a_reversal_opens_again() {
        let mut books = Books::new(2);
        let first = books.charge(EntryKind::Rent, Day(0), Day(7), 500);
        let second = books.charge(EntryKind::Rent, Day(30), Day(37), 500);
        books.receive(EntryKind::Payment, Day(38), 600, Some((second, Day(37))));
        assert_eq!((books.left_of(first), books.left_of(second)), (400, 0));
        books.reverse(Day(40), (second, Day(37)), 500, "AM04");
        assert_eq!((books.due_before(Day(37)), books.due_before(Day(38))), (400, 900));
        books.receive(EntryKind::Payment, Day(41), 1_000, None);
        let third = books.charge(EntryKind::Rent, Day(60), Day(67), 500);
        assert_eq!(books.left_of(third), 400, "a surplus of 100 goes to the next claim");
    }
}
