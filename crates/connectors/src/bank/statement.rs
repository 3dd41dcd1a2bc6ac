//! A statement while it is read: opened once, counted entry by entry, and held against its own balances when it closes.
//! The same for every format.

use domain::bank::references::{self, Lines};
use domain::bank::{Currency, Entry, EntryStatus, Money, Payment, Statement, StatementKind, Sums};
use domain::money::Cents;

use super::Item;
use super::keywords;
use super::told::Told;

/// The statement that is being read.
#[derive(Default)]
pub(crate) struct Current {
    /// What is known of it.
    pub statement: Statement,
    opened: bool,
    /// What the bank says it counted: entries and the sum of them.
    pub summed: Summary,
    /// Every entry, whatever its currency or status: what the bank counts.
    all: Sums,
}

/// The bank's own count.
#[derive(Clone, Copy, Default)]
pub(crate) struct Summary {
    pub entries: Option<u64>,
    pub total: Option<Cents>,
    pub credit_entries: Option<u64>,
    pub credit: Option<Cents>,
    pub debit_entries: Option<u64>,
    pub debit: Option<Cents>,
    seen_credit: u64,
    seen_debit: u64,
}

impl Current {
    /// Begins the next statement.
    pub fn begin(&mut self, kind: StatementKind, told: &mut Told) {
        let index = self.statement.index + 1;
        *self =
            Current { statement: Statement { index, kind, ..Statement::default() }, ..Current::default() };
        told.place.statement = index;
        told.place.entry = 0;
    }

    /// Hands on the head, once, before the first entry.
    pub fn opened(&mut self, told: &mut Told) {
        if !self.opened {
            self.opened = true;
            self.settle();
            told.give(Item::Opened(self.statement.clone()));
        }
    }

    /// The index of the next entry.
    pub fn next_entry(&mut self, told: &mut Told) -> Entry {
        self.opened(told);
        let index = self.statement.tally.entries + 1;
        told.place.entry = index;
        Entry { statement: self.statement.index, index, ..Entry::default() }
    }

    /// Which balances are opening and closing, and the currency.
    fn settle(&mut self) {
        let statement = &mut self.statement;
        let balances = &statement.balances;
        let first = |kind: &str| {
            let of_kind = balances.iter().filter(|balance| balance.kind == kind);
            of_kind.min_by_key(|balance| balance.day.map_or(i32::MAX, |day| day.0))
        };
        let last = |kind: &str| {
            // The first of several on the last day: what follows are other views of the same moment.
            let of_kind = balances.iter().filter(|balance| balance.kind == kind);
            of_kind.rev().max_by_key(|balance| balance.day.map_or(i32::MIN, |day| day.0))
        };
        let booked = first("OPBD").or_else(|| first("PRCD"));
        let closed = last("CLBD");
        let on_the_way: Vec<_> = balances.iter().filter(|balance| balance.kind == "ITBD").collect();
        let final_one = statement.kind == StatementKind::Statement;
        let opening = match (booked, on_the_way.as_slice()) {
            (Some(balance), _) => Some(balance),
            (None, [first, ..]) if final_one && (closed.is_some() || on_the_way.len() > 1) => Some(*first),
            _ => None,
        };
        let closing = match (closed, on_the_way.as_slice()) {
            (Some(balance), _) => Some(balance),
            (None, [.., last]) if final_one && (booked.is_some() || on_the_way.len() > 1) => Some(*last),
            _ => None,
        };
        let (opening, closing) = (opening.cloned(), closing.cloned());
        statement.opening = statement.opening.take().or(opening);
        statement.closing = statement.closing.take().or(closing);
        let of_balance = statement.opening.as_ref().or(statement.closing.as_ref());
        let currency = of_balance.map_or(Currency::NONE, |balance| balance.money.currency);
        if statement.currency == Currency::NONE {
            statement.currency =
                if currency == Currency::NONE { statement.account.currency } else { currency };
        }
    }

    /// Takes a finished entry: payments complete, counted, handed on.
    pub fn entry(&mut self, mut entry: Entry, lines: Lines, told: &mut Told) {
        complete(&mut entry, lines, told);
        let statement = &mut self.statement;
        if statement.currency == Currency::NONE {
            statement.currency = entry.money.currency;
        }
        let tally = &mut statement.tally;
        tally.entries += 1;
        tally.details += u64::from(entry.details);
        let cents = entry.money.cents;
        self.all.add(cents);
        *(if cents.0 >= 0 { &mut self.summed.seen_credit } else { &mut self.summed.seen_debit }) += 1;
        let is_booked = matches!(entry.status, EntryStatus::Booked | EntryStatus::Other);
        let is_foreign = entry.money.currency != statement.currency;
        match (is_booked, is_foreign) {
            (true, false) => tally.booked.add(cents),
            (true, true) => tally.foreign_booked.add(cents),
            (false, false) => tally.pending.add(cents),
            (false, true) => {}
        }
        tally.pending_entries += u64::from(!is_booked);
        if is_foreign {
            tally.foreign += 1;
            let (one, other) = (entry.money.currency, statement.currency);
            told.notice("currency-differs", || {
                format!("Deze boeking is in {one}, het afschrift in {other}.")
            });
        }
        told.give(Item::Entry(entry));
        told.place.entry = 0;
    }

    /// Closes the statement: holds it against its balances and against what the bank counted.
    pub fn end(&mut self, told: &mut Told) {
        self.opened(told);
        self.settle();
        self.statement.settle_foreign();
        if self.statement.account.number.is_empty() && self.statement.kind != StatementKind::Status {
            told.of_statement("account-missing", || "Het afschrift noemt geen rekening.".into());
        }
        if self.statement.kind == StatementKind::Statement {
            self.check_balances(told);
        }
        self.check_counts(told);
        told.place.entry = 0;
        told.give(Item::Closed(std::mem::take(&mut self.statement)));
        self.statement.index = told.place.statement;
    }

    fn check_balances(&self, told: &mut Told) {
        let statement = &self.statement;
        if statement.opening.is_none() {
            told.of_statement("opening-missing", || "Het beginsaldo ontbreekt.".into());
        }
        if statement.closing.is_none() {
            told.of_statement("closing-missing", || "Het eindsaldo ontbreekt.".into());
        }
        let (Some(opening), Some(closing)) = (&statement.opening, &statement.closing) else { return };
        if opening.money.currency != closing.money.currency {
            told.of_statement("currency-differs", || {
                let (one, other) = (opening.money.currency, closing.money.currency);
                format!("Het beginsaldo is in {one}, het eindsaldo in {other}.")
            });
        }
        let mixed = statement.tally.foreign > 0 && statement.adds_up().is_none();
        if mixed && opening.money.currency == closing.money.currency {
            told.of_statement("currency-differs", || {
                "Er staan boekingen in een andere valuta in: het saldo is niet na te rekenen.".into()
            });
        }
        if statement.adds_up() == Some(false) {
            told.of_statement("balance-mismatch", || {
                let booked = statement.tally.booked.net();
                let (opening, closing) = (opening.money.cents, closing.money.cents);
                let expected = Cents(opening.0.saturating_add(booked.0));
                format!(
                    "Het saldo klopt niet: begin {opening} en boekingen {booked} geven {expected}, \
                     maar het eindsaldo is {closing}."
                )
            });
        }
    }

    fn check_counts(&self, told: &mut Told) {
        let (summed, tally) = (&self.summed, &self.statement.tally);
        // Where the balances fit, or none are due, it is the bank's count that is off, or counts something else.
        let harmless = match self.statement.kind {
            StatementKind::Statement => self.statement.adds_up() == Some(true),
            StatementKind::Report | StatementKind::Notification => true,
            StatementKind::Status | StatementKind::Orders => false,
        };
        let tell = |told: &mut Told, code, text: String| {
            if harmless { told.notice(code, || text) } else { told.of_statement(code, || text) }
        };
        let counts = [
            ("boekingen", summed.entries, tally.entries),
            ("bijschrijvingen", summed.credit_entries, summed.seen_credit),
            ("afschrijvingen", summed.debit_entries, summed.seen_debit),
        ];
        for (what, said, seen) in counts {
            if let Some(said) = said.filter(|said| *said != seen) {
                tell(told, "count-mismatch", format!("De bank telt {said} {what}; er staan er {seen}."));
            }
        }
        let Sums { credit, debit } = self.all;
        let sums = [
            ("boekingen", summed.total, Cents(credit.0.saturating_add(debit.0))),
            ("bijschrijvingen", summed.credit, credit),
            ("afschrijvingen", summed.debit, debit),
        ];
        for (what, said, seen) in sums {
            if let Some(said) = said.filter(|said| *said != seen) {
                let text = format!("De bank telt {said} aan {what}; de boekingen geven {seen}.");
                tell(told, "sum-mismatch", text);
            }
        }
    }
}

/// Every entry has a payment; every payment its amount where that is known, and its references.
fn complete(entry: &mut Entry, lines: Lines, told: &mut Told) {
    entry.booked_on = entry.booked_on.or(entry.value_on);
    entry.details = entry.payments.len() as u32;
    if entry.payments.is_empty() {
        entry.payments.push(Payment::default());
    }
    let (money, text) = (entry.money, &entry.text);
    if let [payment] = entry.payments.as_mut_slice() {
        payment.money = Some(money);
        if !text.is_empty() {
            keywords::fill(payment, text, lines);
        }
        if entry.details == 0 && entry.batch.is_none() && payment.text.is_empty() {
            payment.text.clone_from(text);
        }
    } else {
        check_details(entry, told);
    }
    // In MT940 the bank's fields of `:61:` hold what the payer gave; in camt they are its own.
    let (reference, bank_reference) = match lines {
        Lines::Cut => (entry.reference.as_str(), entry.bank_reference.as_str()),
        Lines::Parts => ("", ""),
    };
    for payment in &mut entry.payments {
        let fields =
            [payment.end_to_end.as_str(), payment.transaction_id.as_str(), reference, bank_reference];
        payment.references = references::find(&payment.structured, &fields, &payment.text, lines);
        if payment.references.is_empty() && entry.details <= 1 && payment.text != entry.text {
            // Some banks put it only in what they add to the entry.
            payment.references = references::find(&[], &[], &entry.text, lines);
        }
    }
}

/// The details of an entry add up to it, or it is mentioned.
fn check_details(entry: &Entry, told: &mut Told) {
    let amounts: Option<Vec<Money>> = entry.payments.iter().map(|payment| payment.money).collect();
    let Some(amounts) = amounts else { return };
    if amounts.iter().any(|money| money.currency != entry.money.currency) {
        return;
    }
    let sum = amounts.iter().fold(0_i64, |sum, money| sum.saturating_add(money.cents.0));
    if sum == entry.money.cents.0 {
        return;
    }
    let text = || {
        let (sum, whole) = (Cents(sum), entry.money.cents);
        format!("De onderdelen zijn samen {sum}; de boeking is {whole}.")
    };
    // Costs, or payments the bank does not give apart: the entry is still what was booked.
    told.notice("details-mismatch", text);
}
