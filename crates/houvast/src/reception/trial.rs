//! Reads a list on trial: everything the reader would say of it, and nothing of it goes into the book.

use std::collections::{BTreeMap, BTreeSet};

use connectors::Read;
use domain::calendar::Day;
use domain::delivery::{OpenItemRow, Row, Severity};
use domain::ledger::EntryKind;
use web::{Gone, Remark, Tried};

use super::draft::Drawer;
use super::told;
use crate::ahead;
use crate::failure::Failure;
use crate::landlord::Landlord;

/// Remarks that are shown.
const REMARKS: usize = 30;
/// A share of rows that are left out, above which the mapping is more likely wrong than the list. Percent.
const TOO_MANY_REFUSED: u64 = 50;

/// A list writes what it does not know over what VERA told.
const OTHER_BOOK: &str = "Dit boek begon met VERA-bestanden. Een lijst past daar niet bij: begin in een map voor uw eigen gegevens, \
                          met houvast serve --map mijn-woningen.";

/// What is missing of a dossier: start, rent, direct debit.
type Missing = [bool; 3];

/// Reads the list that waits.
pub fn try_out(landlord: &Landlord, drawer: &Drawer, today: Day) -> Result<Tried, String> {
    let path = drawer.list()?;
    let mapping = landlord.mapping().map_err(told)?;
    let mut reading = Reading::default();
    let read = connectors::read_delivery(&path, &mapping, &mut |read| reading.take(read));
    let items = std::mem::take(&mut reading.items);
    let mut tried = reading.done();
    if let Err(error) = read {
        tried.objections.push(error.to_string());
        return Ok(tried);
    }
    let day = drawer.draft().and_then(|draft| draft.day);
    let night = |day: Day| night_of(landlord, day.next().min(today));
    tried.night = day.map(night).transpose().map_err(told)?;
    if tried.items == 0 {
        tried.objections.push("In deze lijst is geen enkele regel te lezen. Kijk de kolommen na.".into());
    } else if tried.refused * 100 > (tried.items + tried.refused) * TOO_MANY_REFUSED {
        let text = "Meer dan de helft van de regels is niet te lezen. Waarschijnlijk staat een gegeven in een andere kolom.";
        tried.objections.push(text.into());
    }
    if let Some((day, night)) = day.zip(tried.night) {
        tried.objections.extend(against_the_book(landlord, &path, day, night).map_err(told)?);
    }
    tried.gone = gone(landlord, &items).map_err(told)?;
    Ok(tried)
}

/// The night that this list is for.
fn night_of(landlord: &Landlord, day: Day) -> Result<Day, Failure> {
    let book = if landlord.has_a_book()? { Some(landlord.book()?) } else { None };
    Ok(ahead::night_of(book.as_ref(), day, true)?)
}

/// Dossiers that are named.
const GONE_NAMED: usize = 12;

/// What stood open by the list before and is not in this one: it will be read as paid.
fn gone(landlord: &Landlord, items: &BTreeMap<String, BTreeSet<String>>) -> Result<Gone, Failure> {
    let (mut gone, mut last) = (Gone::default(), String::new());
    if !landlord.has_a_book()? {
        return Ok(gone);
    }
    for (dossier, item, open) in landlord.book()?.open_items_of_last_list()? {
        gone.before += 1;
        gone.open_before += open;
        if items.get(&dossier).is_some_and(|known| known.contains(&item)) {
            continue;
        }
        gone.items += 1;
        gone.open += open;
        if !items.contains_key(&dossier) && last != dossier {
            gone.dossiers += 1;
            if gone.named.len() < GONE_NAMED {
                gone.named.push(dossier.clone());
            }
            last = dossier;
        }
    }
    Ok(gone)
}

/// What the book has against this list.
fn against_the_book(
    landlord: &Landlord,
    path: &std::path::Path,
    day: Day,
    night: Day,
) -> Result<Vec<String>, Failure> {
    let mut objections = Vec::new();
    if !landlord.has_a_book()? {
        return Ok(objections);
    }
    let book = landlord.book()?;
    let hash = connectors::identity(path).map_err(|error| Failure::file(path, &error))?;
    if book.delivery_state(&hash)?.is_some() {
        objections.push("Precies deze lijst is al ingelezen. Kies de lijst van een andere dag.".into());
    }
    if book.books_as_of()?.is_some() && !book.only_lists()? {
        objections.push(OTHER_BOOK.into());
    }
    if let Some(known) = book.books_as_of()?.filter(|known| *known > day) {
        objections.push(format!(
            "Het boek is al bij tot en met {}. Een oudere lijst kan er niet meer bij.",
            known.dutch()
        ));
    }
    if let Some(last) = book.last_night()?.filter(|last| last.day > night) {
        objections.push(format!(
            "Er is al een nacht van {} gedraaid. Kies een lijst van die dag of later.",
            last.day.dutch()
        ));
    }
    Ok(objections)
}

/// What was read so far.
#[derive(Default)]
struct Reading {
    tried: Tried,
    dossiers: BTreeMap<String, Missing>,
    rents: BTreeSet<String>,
    /// The items of each dossier.
    items: BTreeMap<String, BTreeSet<String>>,
    /// Dossiers with an address without a number.
    no_number: BTreeSet<String>,
    notices: Vec<Remark>,
}

impl Reading {
    fn take(&mut self, read: Read) {
        match read {
            Read::Row(place, Row::OpenItem(item)) => self.item(place.row, &item),
            // What was refused may be it.
            Read::Unread(_, unread) => {
                self.items.entry(unread.tenancy).or_default().insert(unread.item);
            }
            Read::Row(..) => {}
            // A list that somebody brings has no manifest, and needs none.
            Read::Finding(finding) if finding.reason.contains("manifest.json") => {}
            Read::Finding(finding) if finding.severity == Severity::HoldsNight => {
                let column =
                    if finding.field.is_empty() { String::new() } else { format!("{}: ", finding.field) };
                self.tried.objections.push(format!("{column}{}", finding.reason));
            }
            Read::Finding(finding) => {
                let refused = finding.severity != Severity::Notice;
                let count = if refused { &mut self.tried.refused } else { &mut self.tried.noticed };
                *count += 1;
                let into = if refused { &mut self.tried.remarks } else { &mut self.notices };
                if into.len() < REMARKS {
                    into.push(Remark {
                        row: finding.place.row,
                        field: finding.field,
                        value: finding.value,
                        reason: finding.reason,
                        refused,
                    });
                }
            }
        }
    }

    fn item(&mut self, row: u32, item: &OpenItemRow) {
        self.items.entry(item.tenancy.clone()).or_default().insert(item.item.clone());
        let tried = &mut self.tried;
        for word in item.alarming() {
            match tried.alarming.iter_mut().find(|(known, _)| known == word) {
                Some((_, rows)) => rows.push(row),
                None => tried.alarming.push((word.to_owned(), vec![row])),
            }
        }
        tried.items += 1;
        tried.open += item.open;
        let (first, last) = tried.due.unwrap_or((item.due_on, item.due_on));
        tried.due = Some((first.min(item.due_on), last.max(item.due_on)));
        let about = &item.about;
        let missing = [about.starts_on.is_none(), about.rent.is_none(), about.direct_debit.is_none()];
        // One row that says it is enough.
        let known = self.dossiers.entry(item.tenancy.clone()).or_insert(missing);
        known.iter_mut().zip(missing).for_each(|(known, missing)| *known &= missing);
        let home = &item.unit;
        if home.house_number.is_empty() && !home.street.is_empty() {
            tried.no_number.1 = format!("{}, {} {}", home.street, home.postcode, home.town).trim().to_owned();
            self.no_number.insert(item.tenancy.clone());
        }
        if item.kind() == EntryKind::Rent {
            self.rents.insert(item.tenancy.clone());
        }
    }

    fn done(self) -> Tried {
        let mut tried = self.tried;
        tried.dossiers = self.dossiers.len() as u64;
        tried.no_number.0 = self.no_number.len() as u64;
        for (dossier, missing) in &self.dossiers {
            // Rent that stands among the items is known from them.
            let rent_known = self.rents.contains(dossier);
            let missing = [missing[0], missing[1] && !rent_known, missing[2]];
            tried.without.iter_mut().zip(missing).for_each(|(count, missing)| *count += u64::from(missing));
        }
        let room = REMARKS.saturating_sub(tried.remarks.len());
        tried.remarks.extend(self.notices.into_iter().take(room));
        tried
    }
}
