//! The objects in a file, one by one: lines of NDJSON, a JSON document, rows of CSV.
//!
//! In: a part. Out: each object as a record, with its row and its own bytes; or, in Dutch, why it is none. A line that is
//! no object never stops the ones after it, and its content is not repeated: it may hold what we must not keep.

use crate::decode;
use crate::delivery::Part;
use crate::intake::Intake;
use crate::lines::Lines;
use crate::record::{Columns, Record};
use crate::separated::{self, Separated};
use domain::delivery::Severity;
use serde_json::value::RawValue;
use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

/// Called for each object, or for what should have been one.
pub(super) type Each<'e> = dyn FnMut(&mut Intake<'_>, u32, Result<(Record<'_>, &[u8]), &'static str>) + 'e;

const TOO_LONG: &str =
    "De regel is te lang om een object te zijn. De regel is overgeslagen; lever het bestand opnieuw aan.";
const NOT_UTF8: &str =
    "De regel is geen geldige UTF-8. De regel is niet ingelezen; lever het bestand aan als UTF-8.";
const NO_OBJECT: &str =
    "De regel is geen geldig JSON-object. De regel is niet ingelezen; verbeter de regel in de bron.";
const CUT_OFF: &str =
    "De laatste regel is afgebroken. De regel is niet ingelezen; lever het bestand opnieuw aan.";
const NO_DOCUMENT: &str =
    "Het bestand is geen geldige JSON. Er is niets ingelezen; lever het bestand opnieuw aan.";
const WIDER: &str = "De regel heeft meer velden dan er kolomkoppen zijn. De regel is niet ingelezen; zet tekst met een scheidingsteken tussen \
     aanhalingstekens.";

/// Hands over every object of a part.
pub(super) fn each(part: &Part, intake: &mut Intake<'_>, each: &mut Each<'_>) -> io::Result<()> {
    let mut reader = BufReader::with_capacity(256 * 1024, File::open(&part.path)?);
    let extension = part.name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    if decode::is_utf16(reader.fill_buf()?) {
        return utf16(&extension, reader, intake, each);
    }
    by_extension(&extension, reader, intake, each)
}

/// A file in UTF-16 is turned into UTF-8 as a whole: no system sends large ones.
fn utf16(extension: &str, reader: impl Read, intake: &mut Intake<'_>, each: &mut Each<'_>) -> io::Result<()> {
    let text = decode::utf16(&whole(reader)?);
    let reason = "Het bestand is UTF-16. Het is gelezen; lever het voortaan aan als UTF-8.";
    intake.about_file(Severity::Notice, "", "", reason);
    by_extension(extension, text.as_bytes(), intake, each)
}

fn by_extension(
    extension: &str,
    reader: impl BufRead,
    intake: &mut Intake<'_>,
    each: &mut Each<'_>,
) -> io::Result<()> {
    match extension {
        "csv" => rows(reader, intake, each),
        "json" => document(reader, intake, each),
        _ => lines(reader, intake, each),
    }
}

fn lines(reader: impl BufRead, intake: &mut Intake<'_>, each: &mut Each<'_>) -> io::Result<()> {
    let mut lines = Lines::new(reader);
    while let Some(line) = lines.next()? {
        let Some(bytes) = line.bytes else {
            each(intake, line.number, Err(TOO_LONG));
            continue;
        };
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        let object = match std::str::from_utf8(bytes).map(Record::parse) {
            Ok(Ok(record)) => Ok((record, bytes)),
            _ if !line.ended => Err(CUT_OFF),
            Ok(Err(_)) => Err(NO_OBJECT),
            Err(_) => Err(NOT_UTF8),
        };
        each(intake, line.number, object);
    }
    Ok(())
}

/// A document as an API gives it: one object, or a list of objects. Read as a whole.
fn document(reader: impl Read, intake: &mut Intake<'_>, each: &mut Each<'_>) -> io::Result<()> {
    let bytes = whole(reader)?;
    let Ok(text) = std::str::from_utf8(decode::without_mark(&bytes)) else {
        each(intake, 1, Err(NOT_UTF8));
        return Ok(());
    };
    let text = text.trim();
    if text.is_empty() {
        return Ok(());
    }
    let values = match text.starts_with('[') {
        true => serde_json::from_str::<Vec<&RawValue>>(text),
        false => serde_json::from_str::<&RawValue>(text).map(|value| vec![value]),
    };
    let Ok(values) = values else {
        each(intake, 1, Err(NO_DOCUMENT));
        return Ok(());
    };
    // A document may be one long line: an object is found back by its place among the others.
    for (number, value) in (1..).zip(values) {
        let object = Record::parse(value.get()).map(|record| (record, value.get().as_bytes()));
        each(intake, number, object.map_err(|_| NO_OBJECT));
    }
    Ok(())
}

fn rows(reader: impl BufRead, intake: &mut Intake<'_>, each: &mut Each<'_>) -> io::Result<()> {
    let width = Cell::new(usize::MAX);
    let mut headings: Vec<String> = Vec::new();
    separated::each_row(reader, &width, &mut |number, row| match row {
        Separated::Fields(fields, _, _) if headings.is_empty() => {
            headings = fields.iter().map(|field| field.trim().to_owned()).collect();
            width.set(headings.len());
        }
        Separated::Fields(fields, _, false) if fields.len() < headings.len() => {
            each(intake, number, Err(CUT_OFF))
        }
        Separated::Fields(fields, text, _) => {
            let extra = fields.get(headings.len()..).unwrap_or_default();
            if extra.iter().any(|field| !field.trim().is_empty()) {
                return each(intake, number, Err(WIDER));
            }
            let columns = Columns { headings: &headings, fields, prefix: String::new() };
            each(intake, number, Ok((Record::Columns(columns), text.as_bytes())));
        }
        Separated::Broken(reason) => each(intake, number, Err(reason)),
    })
}

/// The whole file, as long as it is no larger than a document may be.
fn whole(reader: impl Read) -> io::Result<Vec<u8>> {
    const LENGTH_MAX: u64 = 128 * 1024 * 1024;
    let mut bytes = Vec::new();
    let length = reader.take(LENGTH_MAX + 1).read_to_end(&mut bytes)?;
    if length as u64 > LENGTH_MAX {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "te groot voor één document; lever NDJSON"));
    }
    Ok(bytes)
}
