//! What can go wrong with a delivery before it arrives, and what must happen then.
//!
//! In go the landlord, the last delivery that went well and tonight's; out comes what arrives instead, if anything, and the
//! expectation. After each fault the good delivery may be handed in again: a fault loses nothing for ever. It never
//! decides how a system should report.

use crate::chance::Chance;
use crate::vera::{BOOKINGS, Delivery, TENANCIES};
use domain::money::Cents;

const FAULTS: u32 = 8;

/// What can go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Nothing comes tonight.
    Late,
    /// The same delivery comes twice.
    Double,
    /// A file stops in the middle.
    Truncated,
    /// Yesterday's delivery comes again.
    Yesterday,
    /// A few rows cannot be read.
    BrokenRows,
    /// The totals in the manifest are not those of the files.
    WrongTotals,
    /// A file named in the manifest is not there.
    MissingFile,
    /// Six of a hundred tenancies are gone from a delivery that says it is complete.
    TenanciesGone,
    /// Half of the payments are missing, and the manifest agrees with the file.
    PaymentsMissing,
}

impl Fault {
    /// All faults.
    pub const ALL: [Fault; 9] = [
        Fault::Late,
        Fault::Double,
        Fault::Truncated,
        Fault::Yesterday,
        Fault::BrokenRows,
        Fault::WrongTotals,
        Fault::MissingFile,
        Fault::TenanciesGone,
        Fault::PaymentsMissing,
    ];
}

/// What must happen when a spoiled delivery arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The books stay as they were before it (or, for [`Fault::Double`], as they were after its first coming).
    NothingChanges,
    /// This many rows become findings of refused rows; all others go in.
    Findings(usize),
    /// Nothing goes in or out until a person has looked.
    NightHeld,
}

/// A night with a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpoiledNight {
    /// What went wrong.
    pub fault: Fault,
    /// What arrives, in this order.
    pub arrives: Vec<Delivery>,
    /// What must happen.
    pub expected: Expected,
}

/// Spoils tonight's delivery. `night` gives each night a chance of its own.
///
/// ```
/// use domain::calendar::Day;
/// use simulator::faults::{Expected, Fault, spoil};
/// use simulator::life::Horizon;
/// use simulator::vera::Landlord;
///
/// let from = Day::parse_iso("2026-01-01").unwrap();
/// let landlord = Landlord::new(7, 50, Horizon { from, to: from + 90 });
/// let yesterday = landlord.delivery(from.previous(), from + 60);
/// let tonight = landlord.delivery(from + 60, from + 61);
/// let spoiled = spoil(Fault::Late, 7, 61, &yesterday, &tonight);
/// assert!(spoiled.arrives.is_empty());
/// assert_eq!(spoiled.expected, Expected::NothingChanges);
/// ```
pub fn spoil(fault: Fault, seed: u64, night: u32, yesterday: &Delivery, tonight: &Delivery) -> SpoiledNight {
    let chance = &mut Chance::of(seed, night, FAULTS);
    let mut spoiled = tonight.clone();
    let (arrives, expected) = match fault {
        Fault::Late => (vec![], Expected::NothingChanges),
        Fault::Double => (vec![tonight.clone(), tonight.clone()], Expected::NothingChanges),
        Fault::Yesterday => (vec![yesterday.clone()], Expected::NothingChanges),
        Fault::BrokenRows => {
            let broken = break_rows(chance, &mut spoiled);
            (vec![spoiled], if broken == 0 { Expected::NothingChanges } else { Expected::Findings(broken) })
        }
        Fault::Truncated => {
            truncate(chance, &mut spoiled);
            (vec![spoiled], Expected::NightHeld)
        }
        Fault::WrongTotals => {
            wrong_totals(chance, &mut spoiled);
            (vec![spoiled], Expected::NightHeld)
        }
        Fault::MissingFile => {
            let lost = chance.below(spoiled.files.len() as u32 - 1) as usize;
            spoiled.files.remove(lost);
            (vec![spoiled], Expected::NightHeld)
        }
        Fault::TenanciesGone => {
            leave_out(&mut spoiled, TENANCIES, |row, _| row % 16 != 7);
            spoiled.manifest.tenancies = spoiled.manifest.tenancies.map(|count| count - count.div_ceil(16));
            spoiled.seal();
            (vec![spoiled], Expected::NightHeld)
        }
        Fault::PaymentsMissing => {
            leave_out(&mut spoiled, BOOKINGS, |row, line| row % 2 == 0 || !line.contains(PAYMENT));
            spoiled.manifest.balance = None;
            spoiled.seal();
            (vec![spoiled], Expected::NightHeld)
        }
    };
    SpoiledNight { fault, arrives, expected }
}

/// Can this fault be seen in this delivery at all, by books that hold yesterday's? Tenancies can be missed only from a
/// delivery that says it is complete ([`crate::vera::Landlord::complete`]), payments only from a large night.
pub fn fits(fault: Fault, tonight: &Delivery) -> bool {
    let rows =
        |name: &str| tonight.file(name).map_or(0, |content| content.iter().filter(|&&b| b == b'\n').count());
    match fault {
        Fault::TenanciesGone => tonight.manifest.complete && rows(TENANCIES) >= 100,
        Fault::PaymentsMissing => !tonight.manifest.complete && rows(BOOKINGS) >= 200,
        Fault::BrokenRows | Fault::Truncated => rows(BOOKINGS) >= 8,
        _ => true,
    }
}

const PAYMENT: &str = "\"soort\":{\"code\":\"ONT\"}";

fn truncate(chance: &mut Chance, delivery: &mut Delivery) {
    if let Some(content) = content_of(delivery, BOOKINGS) {
        let keep = content.len() * (40 + chance.below(50) as usize) / 100;
        content.truncate(keep);
    }
}

fn wrong_totals(chance: &mut Chance, delivery: &mut Delivery) {
    let named = delivery.manifest.files.iter_mut().find(|file| file.name == BOOKINGS);
    match (chance.below(3), named) {
        (0, Some(file)) => file.count += 1,
        (1, Some(file)) => file.sum = file.sum.map(|sum| sum + Cents(100)),
        _ => delivery.manifest.balance = delivery.manifest.balance.map(|balance| balance + Cents(12_345)),
    }
    delivery.seal();
}

/// Breaks up to four bookings, each in another way; the sender states no sum, so only the rows are wrong.
fn break_rows(chance: &mut Chance, delivery: &mut Delivery) -> usize {
    const WAYS: [fn(&str) -> Option<String>; 4] = [bad_day, bad_amount, unknown_tenancy, no_tenancy];
    let mut broken = 0;
    if let Some(content) = content_of(delivery, BOOKINGS) {
        let text = String::from_utf8_lossy(content).into_owned();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let step = (lines.len() / WAYS.len()).max(1);
        for (at, way) in WAYS.iter().enumerate() {
            let row = at * step + chance.below(step as u32) as usize;
            if let Some(changed) = lines.get(row).and_then(|line| way(line)) {
                lines[row] = changed;
                broken += 1;
            }
        }
        *content = lines.iter().flat_map(|line| [line.as_bytes(), b"\n"]).flatten().copied().collect();
    }
    delivery.manifest.files.iter_mut().for_each(|file| file.sum = None);
    delivery.manifest.balance = None;
    delivery.seal();
    broken
}

fn bad_day(line: &str) -> Option<String> {
    replace_value(line, "\"boekdatum\":\"", '"', "2026-02-31")
}

fn bad_amount(line: &str) -> Option<String> {
    replace_value(line, "\"bedrag\":", ',', "\"vijfhonderd\"")
}

fn unknown_tenancy(line: &str) -> Option<String> {
    replace_value(line, "\"overeenkomst\":{\"idExtern\":\"", '"', "HO-9999999")
}

fn no_tenancy(line: &str) -> Option<String> {
    let from = line.find(",\"overeenkomst\":")?;
    let to = from + line[from..].find('}')? + 1;
    Some(format!("{}{}", &line[..from], &line[to..]))
}

fn replace_value(line: &str, key: &str, end: char, value: &str) -> Option<String> {
    let from = line.find(key)? + key.len();
    let to = from + line[from..].find(end)?;
    Some(format!("{}{value}{}", &line[..from], &line[to..]))
}

/// Leaves out rows of a file and states count and sum of what is left.
fn leave_out(delivery: &mut Delivery, name: &str, keeps: impl Fn(usize, &str) -> bool) {
    let Some(content) = content_of(delivery, name) else { return };
    let text = String::from_utf8_lossy(content).into_owned();
    let kept: Vec<&str> =
        text.lines().enumerate().filter(|(row, line)| keeps(*row, line)).map(|(_, line)| line).collect();
    *content = kept.iter().flat_map(|line| [line.as_bytes(), b"\n"]).flatten().copied().collect();
    let sum = kept.iter().filter_map(|line| amount(line)).sum();
    if let Some(stated) = delivery.manifest.files.iter_mut().find(|file| file.name == name) {
        stated.count = kept.len();
        stated.sum = stated.sum.map(|_| sum);
    }
}

fn amount(line: &str) -> Option<Cents> {
    let (_, rest) = line.split_once("\"bedrag\":")?;
    let (euros, rest) = rest.split_once('.')?;
    Some(Cents(euros.parse::<i64>().ok()? * 100 + rest.get(..2)?.parse::<i64>().ok()?))
}

fn content_of<'a>(delivery: &'a mut Delivery, name: &str) -> Option<&'a mut Vec<u8>> {
    delivery.files.iter_mut().find(|(known, _)| known == name).map(|(_, content)| content)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::life::Horizon;
    use crate::vera::Landlord;
    use domain::calendar::Day;

    fn nights(seed: u64) -> (Delivery, Delivery) {
        let from = Day::parse_iso("2026-01-10").unwrap();
        let landlord = Landlord::new(seed, 900, Horizon { from, to: from + 60 });
        let first_of_march = Day::parse_iso("2026-03-01").unwrap();
        let opening = landlord.delivery(from.previous(), first_of_march);
        (opening, landlord.delivery(first_of_march, first_of_march.next()))
    }

    #[test]
    fn every_fault_spoils_something_and_says_what_must_happen() {
        for seed in 0..8 {
            let (opening, night) = nights(seed);
            for fault in Fault::ALL {
                let tonight = if fits(fault, &night) { &night } else { &opening };
                assert!(fits(fault, tonight), "seed {seed}: {fault:?} fits nothing");
                let spoiled = spoil(fault, seed, 3, &opening, tonight);
                assert_eq!(spoiled, spoil(fault, seed, 3, &opening, tonight), "seed {seed}: {fault:?}");
                let unspoiled = spoiled.arrives.first() == Some(tonight);
                assert_eq!(
                    unspoiled,
                    fault == Fault::Double || tonight == &opening && fault == Fault::Yesterday
                );
                if fault == Fault::BrokenRows {
                    assert_eq!(spoiled.expected, Expected::Findings(4), "seed {seed}");
                }
            }
        }
    }

    #[test]
    fn half_of_the_payments_go_and_the_manifest_agrees() {
        let (_, night) = nights(4);
        let count = |delivery: &Delivery| {
            let text = String::from_utf8_lossy(delivery.file(BOOKINGS).unwrap()).into_owned();
            text.lines().filter(|line| line.contains(PAYMENT)).count()
        };
        let spoiled = spoil(Fault::PaymentsMissing, 4, 1, &night, &night);
        let (before, after) = (count(&night), count(&spoiled.arrives[0]));
        assert!(after * 3 < before * 2 && after * 3 > before, "seed 4: {before} became {after}");
    }
}
