//! VERA 4.3 objects as files: one file per kind of object, NDJSON, JSON or CSV.
//!
//! In: the parts of a delivery and its manifest. Out: rows in the order in which they can be booked, whatever the order
//! of the files. Each kind of object is one module with one function that makes a row of a record.

mod arrangements;
mod bookings;
mod contacts;
mod objects;
mod persons;
mod signals;
mod tenancies;
mod units;

use crate::delivery::{self, Part};
use crate::intake::{At, Intake, Meeting};
use crate::manifest::{Manifest, Tally};
use crate::record::Record;
use domain::delivery::{Row, Severity};

/// The kinds of objects, in the order in which they are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entity {
    Units,
    Persons,
    Tenancies,
    Bookings,
    Arrangements,
    Contacts,
    Signals,
}

impl Entity {
    const ALL: [Entity; 7] = [
        Entity::Units,
        Entity::Persons,
        Entity::Tenancies,
        Entity::Bookings,
        Entity::Arrangements,
        Entity::Contacts,
        Entity::Signals,
    ];

    const fn file_name(self) -> &'static str {
        match self {
            Entity::Units => "vera-eenheden",
            Entity::Persons => "vera-relaties",
            Entity::Tenancies => "vera-overeenkomsten",
            Entity::Bookings => "vera-boekingen",
            Entity::Arrangements => "vera-betalingsregelingen",
            Entity::Contacts => "vera-contactmomenten",
            Entity::Signals => "vera-signaleringen",
        }
    }
}

/// What a file holds, by its name: `vera-boekingen.ndjson`, or `vera-boekingen-2.ndjson` where it comes in pieces.
pub(crate) fn recognise(name: &str) -> Option<Entity> {
    let name = name.to_ascii_lowercase();
    let (stem, extension) = name.rsplit_once('.')?;
    if !matches!(extension, "ndjson" | "jsonl" | "json" | "csv") {
        return None;
    }
    Entity::ALL.into_iter().find(|entity| {
        stem.strip_prefix(entity.file_name())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
    })
}

/// Reads all parts of a VERA delivery.
pub(crate) fn read(parts: &[Part], manifest: &Manifest, intake: &mut Intake<'_>) {
    for entity in Entity::ALL {
        intake.forget_ids();
        for part in parts.iter().filter(|part| recognise(&part.name) == Some(entity)) {
            read_part(entity, part, manifest, intake);
        }
    }
}

fn read_part(entity: Entity, part: &Part, manifest: &Manifest, intake: &mut Intake<'_>) {
    intake.open(&part.name);
    let mut tally = Tally::of(manifest.promise_of(&part.name));
    let outcome = objects::each(part, intake, &mut |intake, row, object| match object {
        Ok((record, content)) => {
            tally.add(|name| record.amount(name));
            take(entity, &record, content, &mut At { intake, row });
        }
        Err(reason) => {
            tally.count += 1;
            intake.finding(Severity::RowRefused, row, "", "", reason.to_owned());
        }
    });
    if let Err(error) = outcome {
        let reason = format!(
            "Het bestand is niet verder te lezen ({error}). De nacht wacht op een mens; vraag een nieuwe levering."
        );
        intake.about_file(Severity::HoldsNight, "", "", &reason);
    }
    if tally.count == 0 {
        intake.about_file(
            Severity::Notice,
            "",
            "",
            "Het bestand is leeg. Er is niets ingelezen; controleer of dat klopt.",
        );
    }
    delivery::check(part, manifest, &tally, intake);
}

/// Makes a row of one object, unless it came before.
fn take(entity: Entity, record: &Record<'_>, content: &[u8], at: &mut At<'_, '_>) {
    let Some(id) = record.own_id() else {
        return at.refuse(
            "idExtern",
            "",
            "De sleutel ontbreekt. De regel is niet ingelezen; lever idExtern mee.",
        );
    };
    match at.intake.meet(&id, content) {
        Meeting::First => {}
        Meeting::Same => return,
        Meeting::Different => {
            let reason = "Deze sleutel komt twee keer voor met verschillende inhoud. De laatste telt; lever elke sleutel één keer.";
            at.notice("idExtern", &id, reason);
        }
    }
    let id = id.into_owned();
    let row = match entity {
        Entity::Units => units::row(id, record, at).map(Row::Unit),
        Entity::Persons => persons::row(id, record, at).map(Row::Person),
        Entity::Tenancies => tenancies::row(id, record, at).map(Row::Tenancy),
        Entity::Bookings => bookings::row(id, record, at).map(Row::Booking),
        Entity::Arrangements => arrangements::row(id, record, at).map(Row::Arrangement),
        Entity::Contacts => contacts::row(id, record, at).map(Row::Contact),
        Entity::Signals => signals::row(id, record, at).map(Row::Circumstance),
    };
    if let Some(row) = row {
        at.intake.row(at.row, row);
    }
}

/// A text that may be absent, as an owned text.
fn text(record: &Record<'_>, path: &str) -> String {
    record.text(path).unwrap_or_default().into_owned()
}

/// Reads one inline object as one row of a delivery: for the tests of each module.
#[cfg(test)]
pub(crate) fn read_one(entity: Entity, json: &str) -> (Vec<Row>, Vec<domain::delivery::Finding>) {
    read_some(entity, json, &crate::mapping::Mapping::default())
}

#[cfg(test)]
pub(crate) fn read_some(
    entity: Entity,
    lines: &str,
    mapping: &crate::mapping::Mapping,
) -> (Vec<Row>, Vec<domain::delivery::Finding>) {
    let (mut rows, mut findings) = (Vec::new(), Vec::new());
    let mut each = |read| match read {
        crate::intake::Read::Row(_, row) => rows.push(row),
        crate::intake::Read::Finding(finding) => findings.push(finding),
        crate::intake::Read::Unread(..) => {}
    };
    let as_of = domain::calendar::Day::parse_iso("2026-11-20");
    let mut intake = Intake::new(mapping, as_of, &mut each);
    for (index, line) in lines.lines().enumerate() {
        let record = Record::parse(line).expect("the test gives valid JSON");
        take(entity, &record, line.as_bytes(), &mut At { intake: &mut intake, row: index as u32 + 1 });
    }
    (rows, findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_recognised_by_name() {
        assert_eq!(recognise("vera-boekingen.ndjson"), Some(Entity::Bookings));
        assert_eq!(recognise("VERA-Eenheden.CSV"), Some(Entity::Units));
        assert_eq!(recognise("vera-boekingen-2.ndjson"), Some(Entity::Bookings));
        assert_eq!(recognise("vera-boekingenlijst.ndjson"), None);
        assert_eq!(recognise("vera-boekingen.xml"), None);
        assert_eq!(recognise("posten.csv"), None);
    }

    #[test]
    fn the_same_object_twice_counts_once_and_another_content_wins() {
        let line = r#"{"idExtern": "E-1", "adres": {"straatnaam": "Kerkstraat", "huisnummer": "1", "postcode": "8441AB", "woonplaats": "X"}}"#;
        let other = line.replace("Kerkstraat", "Dorpsstraat");
        let (rows, findings) = read_some(
            Entity::Units,
            &format!("{line}\n{line}\n{other}"),
            &crate::mapping::Mapping::default(),
        );
        assert_eq!(rows.len(), 2);
        assert_eq!(findings.len(), 1);
        assert_eq!((findings[0].severity, findings[0].place.row), (Severity::Notice, 3));
        let (rows, findings) = read_one(Entity::Units, r#"{"adres": {}}"#);
        assert!(rows.is_empty());
        assert_eq!(findings[0].severity, Severity::RowRefused);
    }
}
