//! What stands on the statement of a day: who paid with the number of the dossier, who forgot it, what came back, and money of others.

use super::{Line, camt053};
use crate::chance::Chance;
use crate::events::Booking;
use crate::life::Life;
use crate::vera::Landlord;
use domain::calendar::Day;
use domain::ledger::EntryKind;
use domain::money::Cents;

/// Stream of chance for the bank.
const BANK: u32 = 77;
/// So many of a thousand write the number of their dossier.
const WRITE_THEIR_NUMBER: u32 = 985;
/// So many who owe pay on a day that the landlord's books do not know yet.
const PAY_TODAY: usize = 8;

/// The bank of the invented landlord, statement after statement.
#[derive(Clone, Debug)]
pub struct Bank {
    number: u32,
    closing: Cents,
    /// So many of a thousand write the number of their dossier.
    named: u32,
}

impl Default for Bank {
    fn default() -> Bank {
        Bank { number: 300, closing: Cents::euros(1_250_000), named: WRITE_THEIR_NUMBER }
    }
}

impl Bank {
    /// A bank at which nobody forgets the number of the dossier.
    pub fn without_mistakes() -> Bank {
        Bank { named: 1_000, ..Bank::default() }
    }

    /// The next statement, of everybody who paid on a day: name and text of its file.
    pub fn statement(&mut self, landlord: &Landlord, day: Day) -> (String, String) {
        let lines: Vec<Line> =
            landlord.lives.iter().flat_map(|life| of_life((landlord.seed, self.named), life, day)).collect();
        self.write(day, &lines)
    }

    /// The next statement, of a day that the landlord's books do not know yet: some who owe pay, and some money says too little.
    pub fn statement_of_today(&mut self, landlord: &Landlord, day: Day) -> (String, String) {
        let owing: Vec<(&Life, Cents)> = landlord
            .lives
            .iter()
            .filter(|life| life.term.runs_on(day))
            .map(|life| (life, owes(life, day)))
            .filter(|(_, cents)| *cents > Cents::euros(100) && *cents < Cents::euros(1_500))
            .collect();
        let step = (owing.len() / (PAY_TODAY + 3)).max(1);
        let mut some = owing.iter().step_by(step);
        let mut lines: Vec<Line> = some
            .by_ref()
            .take(PAY_TODAY)
            .map(|(life, cents)| Line {
                text: format!("huur {}", life.dossier()),
                ..paid_by(landlord.seed, life, *cents)
            })
            .collect();
        // Without a number, for somebody else, and for two at once.
        let rest: Vec<&(&Life, Cents)> = some.take(3).collect();
        if let [(one, cents), (child, half), (third, whole)] = rest[..] {
            lines.push(Line { text: "huur".into(), ..paid_by(landlord.seed, one, *cents) });
            let parent =
                Line { payer: "J. Ouder".into(), ..paid_by(landlord.seed, child, Cents(half.0 / 2)) };
            lines.push(Line { text: format!("deel huur {}", surname(child)), ..parent });
            let both = format!("{} en {}", one.dossier(), third.dossier());
            lines.push(Line { text: both, ..paid_by(landlord.seed, third, *cents + *whole) });
        }
        for (payer, text, cents) in [
            ("Gemeente Voorbeeldstad", "bijzondere bijstand november", 21_500),
            ("Energiefonds Voorbeeld", "subsidie isolatie blok C", 1_840_000),
        ] {
            let (payer, text) = (payer.into(), text.into());
            lines.push(Line { cents: Cents(cents), payer, text, ..Line::default() });
        }
        self.write(day, &lines)
    }

    fn write(&mut self, day: Day, lines: &[Line]) -> (String, String) {
        self.number += 1;
        let (text, closing) = camt053(self.number, day, self.closing, lines);
        self.closing = closing;
        (format!("afschrift-{day}.xml"), text)
    }
}

/// Everything booked by a day that fell due before it.
fn owes(life: &Life, day: Day) -> Cents {
    let before = life.horizon.from.previous();
    let known = life.booked_between(before, day.previous()).iter();
    known.filter(|booking| booking.due_on.unwrap_or(booking.booked_on) < day).map(|one| one.cents).sum()
}

fn of_life(seed: (u64, u32), life: &Life, day: Day) -> Vec<Line> {
    let booked = life.booked_between(day.previous(), day).iter();
    booked.filter_map(|booking| line_of(seed, life, booking)).collect()
}

fn line_of((seed, named): (u64, u32), life: &Life, booking: &Booking) -> Option<Line> {
    let mut chance = Chance::of(seed, life.index, BANK + u32::from(booking.number) * 128);
    match booking.kind {
        EntryKind::Payment => {
            let named = chance.permille(named);
            let text = if named { format!("huur {}", life.dossier()) } else { "huur, bedankt".into() };
            Some(Line { text, ..paid_by(seed, life, -booking.cents) })
        }
        EntryKind::Reversal => {
            let text = format!("storno {}", life.dossier());
            let code = booking.sepa_code.unwrap_or("MS03");
            Some(Line { text, code, ..paid_by(seed, life, -booking.cents) })
        }
        // What the landlord collects himself comes in one sum, and his own books tell it.
        _ => None,
    }
}

fn paid_by(seed: u64, life: &Life, cents: Cents) -> Line {
    let tenant = &life.tenant;
    let initials = tenant.initials.chars().map(|letter| format!("{letter}.")).collect::<String>();
    Line {
        cents,
        payer: format!("{initials} {}", surname(life)),
        account: iban(seed, life),
        ..Line::default()
    }
}

fn surname(life: &Life) -> String {
    let tenant = &life.tenant;
    let parts = [tenant.prefix, tenant.surname].into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}

/// An account that exists nowhere, with check digits that agree.
fn iban(seed: u64, life: &Life) -> String {
    let number = 100_000_000 + Chance::of(seed, life.index, BANK).below(899_999_999);
    // VRBB, for a bank that is not there; letters count from A = 10, and NL00 goes to the end.
    let turned = format!("312711110{number}232100");
    let rest = turned.bytes().fold(0_u32, |rest, digit| (rest * 10 + u32::from(digit - b'0')) % 97);
    format!("NL{:02}VRBB0{number}", 98 - rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::life::Horizon;
    use domain::bank::check_digits;

    #[test]
    fn accounts_are_right_and_statements_follow_on_each_other() {
        let to = Day::parse_iso("2026-06-16").unwrap();
        let landlord = Landlord::new(5, 400, Horizon::months_before(to, 6));
        assert!(landlord.lives.iter().all(|life| check_digits::iban(&iban(5, life))));
        let mut bank = Bank::default();
        let (_, first) = bank.statement(&landlord, to.previous());
        let between = bank.closing;
        let (name, second) = bank.statement_of_today(&landlord, to);
        let amount = format!("{}.{:02}", between.0 / 100, between.0 % 100);
        assert!(first.contains(&amount) && second.contains(&amount), "the balance in between");
        assert!(name == "afschrift-2026-06-16.xml" && second.matches("<Ntry>").count() >= PAY_TODAY + 2);
    }
}
