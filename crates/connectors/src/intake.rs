//! Where rows and findings go while a delivery is read, and what is known of the delivery meanwhile.
//!
//! In: the caller's callback, the mapping and the day the books stand on. Out: every row and finding, handed over at
//! once and counted. Nothing is kept but counts, hashes of ids and the words already complained about.

use crate::dates::{self, Dated};
use crate::decimal::Amount;
use crate::mapping::Mapping;
use crate::record::Record;
use domain::calendar::Day;
use domain::delivery::{Finding, Place, Row, Severity, Stated, UnreadItem};
use domain::money::Cents;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// What reading a delivery gives, one by one. It is handed over and never kept, so its size is no matter.
#[allow(clippy::large_enum_variant)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read {
    /// A row, and where it stands.
    Row(Place, Row),
    /// Something wrong or odd.
    Finding(Finding),
    /// A line of a list that was refused, after the finding that says why.
    Unread(Place, UnreadItem),
}

/// The two kinds of deliveries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// VERA objects as files.
    Vera,
    /// One list of open items.
    OpenItems,
}

/// How many findings there were, by severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Read, but worth a look.
    pub notices: u64,
    /// Rows that were left out.
    pub refused: u64,
    /// Reasons to hold the night.
    pub holds: u64,
}

/// What a delivery came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Name of the folder or file.
    pub name: String,
    /// Identity of the content; see [`crate::identity`].
    pub hash: [u8; 32],
    /// What kind of delivery it was.
    pub kind: Kind,
    /// What the sender says the delivery holds.
    pub stated: Stated,
    /// Rows handed over.
    pub rows: u64,
    /// Findings handed over.
    pub findings: Findings,
}

/// The receiving desk of one delivery.
pub(crate) struct Intake<'c> {
    each: &'c mut dyn FnMut(Read),
    /// The landlord's own words.
    pub(crate) mapping: &'c Mapping,
    /// The day the books stand on, when the sender says.
    pub(crate) as_of: Option<Day>,
    /// Name of the file that is being read.
    pub(crate) file: String,
    /// Rows handed over so far.
    pub(crate) rows: u64,
    /// Findings handed over so far.
    pub(crate) findings: Findings,
    complained: HashSet<(&'static str, String)>,
    seen: HashMap<u64, u64>,
    tenancy_of_person: HashMap<String, Option<String>>,
    /// The name of each tenancy of a list, and whether another one was met.
    names: HashMap<u64, (u64, bool)>,
}

/// The longest value a finding repeats.
const VALUE_LENGTH_MAX: usize = 120;

impl<'c> Intake<'c> {
    pub(crate) fn new(mapping: &'c Mapping, as_of: Option<Day>, each: &'c mut dyn FnMut(Read)) -> Intake<'c> {
        Intake {
            each,
            mapping,
            as_of,
            file: String::new(),
            rows: 0,
            findings: Findings::default(),
            complained: HashSet::new(),
            seen: HashMap::new(),
            tenancy_of_person: HashMap::new(),
            names: HashMap::new(),
        }
    }

    /// Turns to the next file.
    pub(crate) fn open(&mut self, file: &str) {
        self.file = file.to_owned();
    }

    /// Ids are compared within one kind of object: call this when the next kind begins.
    pub(crate) fn forget_ids(&mut self) {
        self.seen.clear();
    }

    pub(crate) fn row(&mut self, row: u32, content: Row) {
        self.rows += 1;
        (self.each)(Read::Row(Place { file: self.file.clone(), row }, content));
    }

    /// A line of a list was refused; what of it can be known is handed over beside the finding.
    pub(crate) fn unread(&mut self, row: u32, item: UnreadItem) {
        (self.each)(Read::Unread(Place { file: self.file.clone(), row }, item));
    }

    pub(crate) fn finding(&mut self, severity: Severity, row: u32, field: &str, value: &str, reason: String) {
        match severity {
            Severity::Notice => self.findings.notices += 1,
            Severity::RowRefused => self.findings.refused += 1,
            Severity::HoldsNight => self.findings.holds += 1,
        }
        let value: String = value.chars().take(VALUE_LENGTH_MAX).collect();
        let place = Place { file: self.file.clone(), row };
        (self.each)(Read::Finding(Finding { place, severity, field: field.to_owned(), value, reason }));
    }

    /// A finding about the file as a whole, or about the delivery.
    pub(crate) fn about_file(&mut self, severity: Severity, field: &str, value: &str, reason: &str) {
        self.finding(severity, 0, field, value, reason.to_owned());
    }

    /// Remembers an id with its content. Tells what is known of it already.
    pub(crate) fn meet(&mut self, id: &str, content: &[u8]) -> Meeting {
        match self.seen.insert(fingerprint(id.as_bytes()), fingerprint(content)) {
            None => Meeting::First,
            Some(before) if before == fingerprint(content) => Meeting::Same,
            Some(_) => Meeting::Different,
        }
    }

    /// Is this a second name for a tenancy? Told once for each.
    pub(crate) fn has_another_name(&mut self, tenancy: &str, name: &str) -> bool {
        let name = fingerprint(name.to_lowercase().as_bytes());
        let (first, told) = self.names.entry(fingerprint(tenancy.as_bytes())).or_insert((name, false));
        let is_new = *first != name && !*told;
        *told |= is_new;
        is_new
    }

    /// Remembers whose tenancy this is, for objects that name a person and no tenancy.
    pub(crate) fn note_tenant(&mut self, person: &str, tenancy: &str) {
        let known =
            self.tenancy_of_person.entry(person.to_owned()).or_insert_with(|| Some(tenancy.to_owned()));
        if known.as_deref() != Some(tenancy) {
            *known = None;
        }
    }

    /// The one tenancy of this person in this delivery; `None` when there is none or more than one.
    pub(crate) fn tenancy_of(&self, person: &str) -> Option<&str> {
        self.tenancy_of_person.get(person)?.as_deref()
    }
}

/// What is known of an id within one delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meeting {
    First,
    Same,
    Different,
}

fn fingerprint(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

/// One row at the desk: what the readers of each object use to ask for fields and to complain about them.
pub(crate) struct At<'i, 'c> {
    pub(crate) intake: &'i mut Intake<'c>,
    pub(crate) row: u32,
}

impl At<'_, '_> {
    /// The row is read, but worth a look.
    pub(crate) fn notice(&mut self, field: &str, value: &str, reason: &str) {
        self.intake.finding(Severity::Notice, self.row, field, value, reason.to_owned());
    }

    /// As [`At::notice`], but one value of one field is complained about once in a delivery, not on every row.
    pub(crate) fn notice_once(&mut self, field: &'static str, value: &str, reason: &str) {
        if self.intake.complained.insert((field, value.to_owned())) {
            self.notice(
                field,
                value,
                &format!("{reason} Deze melding staat er één keer, bij de eerste regel."),
            );
        }
    }

    /// The row is left out.
    pub(crate) fn refuse(&mut self, field: &str, value: &str, reason: &str) {
        self.intake.finding(Severity::RowRefused, self.row, field, value, reason.to_owned());
    }

    /// A day that may be absent; what is not a day is complained about and left empty.
    pub(crate) fn day(&mut self, record: &Record<'_>, path: &str) -> Option<Day> {
        let text = record.text(path)?;
        match dates::read(&text) {
            Dated::Day(day) => Some(day),
            Dated::NotFilled => None,
            Dated::Unclear => {
                self.notice(
                    path,
                    &text,
                    "Dit is geen datum. Het veld blijft leeg; verbeter het in de bron (jjjj-mm-dd).",
                );
                None
            }
        }
    }

    /// A day without which the row is refused.
    pub(crate) fn required_day(&mut self, record: &Record<'_>, path: &str) -> Option<Day> {
        let text = record.text(path).unwrap_or_default();
        match dates::read(&text) {
            Dated::Day(day) => Some(day),
            Dated::NotFilled => {
                self.refuse(
                    path,
                    &text,
                    "De datum ontbreekt. De regel is niet ingelezen; vul de datum in de bron aan.",
                );
                None
            }
            Dated::Unclear => {
                let reason = "Dit is geen datum. De regel is niet ingelezen; verbeter de datum in de bron (jjjj-mm-dd).";
                self.refuse(path, &text, reason);
                None
            }
        }
    }

    /// An amount that may be absent; what is not an amount is complained about and left empty.
    pub(crate) fn cents(&mut self, record: &Record<'_>, path: &str) -> Option<Cents> {
        match record.amount(path) {
            Amount::Missing => None,
            Amount::Exact(cents) => Some(cents),
            Amount::Rounded(cents, text) => {
                self.notice(path, &text, ROUNDED);
                Some(cents)
            }
            Amount::Unclear(text) => {
                let reason = "Dit is geen eenduidig bedrag. Het veld blijft leeg; lever het als getal met twee decimalen.";
                self.notice(path, &text, reason);
                None
            }
        }
    }

    /// An amount without which the row is refused.
    pub(crate) fn required_cents(&mut self, record: &Record<'_>, path: &str) -> Option<Cents> {
        match record.amount(path) {
            Amount::Exact(cents) => Some(cents),
            Amount::Rounded(cents, text) => {
                self.notice(path, &text, ROUNDED);
                Some(cents)
            }
            Amount::Missing => {
                self.refuse(
                    path,
                    "",
                    "Het bedrag ontbreekt. De regel is niet ingelezen; vul het bedrag in de bron aan.",
                );
                None
            }
            Amount::Unclear(text) => {
                self.refuse(path, &text, UNCLEAR);
                None
            }
        }
    }

    /// The tenancy a row is about: as a reference, as an extra attribute, or the one tenancy of the persons it names.
    pub(crate) fn required_tenancy(&mut self, record: &Record<'_>) -> Option<String> {
        let named = record.reference("overeenkomst").or_else(|| record.extra("overeenkomst"));
        if let Some(tenancy) = named {
            return Some(tenancy.into_owned());
        }
        let mut persons = record.list("relaties");
        persons.extend(record.list("relatie"));
        let found = persons
            .iter()
            .filter_map(Record::own_id)
            .find_map(|id| self.intake.tenancy_of(&id).map(str::to_owned));
        if found.is_none() {
            let reason = "De overeenkomst ontbreekt en volgt niet uit de relatie. De regel is niet ingelezen; \
                          lever overeenkomst.idExtern mee.";
            self.refuse("overeenkomst", "", reason);
        }
        found
    }

    /// The first day of something that holds without saying since when: it has held all along, so that nobody is
    /// written to by mistake.
    pub(crate) fn start_or_always(&mut self, record: &Record<'_>, path: &str) -> Day {
        self.day(record, path).unwrap_or_else(|| {
            let reason = "De begindatum ontbreekt. We gaan ervan uit dat dit al die tijd geldt; vul de datum in de bron aan.";
            self.notice(path, "", reason);
            Day(0)
        })
    }
}

pub(crate) const ROUNDED: &str = "Het bedrag heeft meer dan twee decimalen en is afgerond op hele centen. Controleer het bedrag in de bron.";
pub(crate) const UNCLEAR: &str = "Dit is geen eenduidig bedrag. De regel is niet ingelezen; lever het bedrag als getal met twee decimalen.";
