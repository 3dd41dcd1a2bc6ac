//! The same landlord as a list of open items: one CSV file per day, in Dutch notation, as a spreadsheet saves it.
//!
//! In go a landlord and a day; out comes the file's content. Like every such list it gives balances only: what was paid
//! can be seen only by comparing two days.

use crate::life::Life;
use crate::people::Person;
use crate::tally;
use crate::vera::Landlord;
use domain::calendar::Day;
use domain::money::Cents;
use std::fmt::Write;

const HEADINGS: &str = "Contractnummer;Factuurnr;Vervaldatum;Openstaand bedrag;Oorspronkelijk bedrag;Omschrijving;Naam;\
Adres;Postcode;Plaats;Maandhuur;Ingangsdatum;Einddatum;E-mail;Mobiel;Automatische incasso\r\n";

/// The open items at the end of this day.
///
/// ```
/// use domain::calendar::Day;
/// use simulator::life::Horizon;
/// use simulator::open_items::open_items;
/// use simulator::vera::Landlord;
///
/// let day = Day::parse_iso("2026-06-17").unwrap();
/// let landlord = Landlord::new(7, 200, Horizon::months_before(day, 12));
/// let list = open_items(&landlord, day);
/// assert!(list.starts_with("Contractnummer;Factuurnr;Vervaldatum"));
/// ```
pub fn open_items(landlord: &Landlord, day: Day) -> String {
    let mut list = String::from(HEADINGS);
    let before = landlord.horizon.from.previous();
    for life in landlord.lives.iter().filter(|life| life.known_on(day)) {
        let mut about = None;
        for claim in
            tally::claims(life.booked_between(before, day), &[]).iter().filter(|claim| claim.open.0 > 0)
        {
            let about = about.get_or_insert_with(|| tenancy_fields(life, day));
            let (due, open, charged) = (dutch_day(claim.due), claim.open, claim.charged);
            let (dossier, kind) = (life.dossier(), claim.kind.dutch());
            let item = format!("F-{:07}-{:04}", life.index + 1, claim.number);
            // A list is text: writing to it cannot fail.
            let _ = write!(list, "{dossier};{item};{due};{open};{charged};{kind};{about}\r\n");
        }
    }
    list
}

/// How many items, and their sum, on this day: to hold against what a reader found.
pub fn totals(landlord: &Landlord, day: Day) -> (usize, Cents) {
    let before = landlord.horizon.from.previous();
    let known = landlord.lives.iter().filter(|life| life.known_on(day));
    let open: Vec<Cents> = known
        .flat_map(|life| tally::claims(life.booked_between(before, day), &[]))
        .map(|claim| claim.open)
        .filter(|open| open.0 > 0)
        .collect();
    (open.len(), open.iter().copied().sum())
}

fn tenancy_fields(life: &Life, day: Day) -> String {
    let home = &life.home;
    let address = format!("{} {}{}", home.street, home.house_number, home.house_letter);
    let email = life.tenant.email().filter(|_| !life.email_bad(day)).unwrap_or_default();
    let fields = [
        name(&life.tenant),
        address,
        home.postcode(),
        home.town.to_owned(),
        format!("€ {}", life.rent_on(day)),
        dutch_day(life.term.starts_on),
        life.term.ends_on_known(day).map(dutch_day).unwrap_or_default(),
        email,
        life.tenant.mobile().unwrap_or_default(),
        (if life.direct_debit_on(day) { "Ja" } else { "Nee" }).to_owned(),
    ];
    fields.iter().map(|field| quoted(field)).collect::<Vec<_>>().join(";")
}

fn name(person: &Person) -> String {
    let parts = [person.salutation, person.initials, person.prefix, person.surname];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn quoted(field: &str) -> String {
    let needs_quotes = field.contains([';', '"', '\n', '\r']);
    if needs_quotes { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.to_owned() }
}

fn dutch_day(day: Day) -> String {
    let (year, month, day) = day.ymd();
    format!("{day:02}-{month:02}-{year:04}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::life::Horizon;

    #[test]
    fn every_line_has_all_fields_and_the_sum_is_right() {
        let day = Day::parse_iso("2026-06-17").unwrap();
        let landlord = Landlord::new(23, 2_000, Horizon::months_before(day, 18));
        let list = open_items(&landlord, day);
        let mut sum = Cents::ZERO;
        for line in list.lines().skip(1) {
            assert_eq!(line.split(';').count(), 16, "seed 23: {line}");
            sum += Cents::parse(line.split(';').nth(3).unwrap()).unwrap();
        }
        assert_eq!((list.lines().count() - 1, sum), totals(&landlord, day), "seed 23");
    }
}
