//! Reading one line of `wet/`: keys, dates and values with a unit, and a finding with file and line for what is wrong.
//!
//! In go the texts; out come dated tables and values, or nothing and a finding. It knows units and rows, never which
//! tables there are: that is [`super::tables`] and [`super::read_law`].

use super::{LAW_FILES, LawFinding};
use domain::calendar::Day;
use domain::law::parameters::{Dated, Rate, Row, Verification};
use domain::money::Cents;
use std::cell::RefCell;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// More than any term or amount of law, and far from where integers end.
const LARGEST: i64 = 10_000_000_000;

/// The last part of a path: `wet/rente.toml` and `rente.toml` are the same file.
pub(super) fn base_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// All texts, parsed, with what was read of them and what is wrong.
pub(super) struct Reader<'a> {
    files: Vec<File<'a>>,
    findings: RefCell<Vec<LawFinding>>,
}

/// One parsed text.
struct File<'a> {
    name: &'static str,
    text: &'a str,
    root: DeTable<'a>,
    taken: RefCell<Vec<&'static str>>,
}

/// The equated days with the day up to which they were checked.
#[derive(Default)]
pub(super) struct EquatedList {
    pub(super) days: Vec<Day>,
    pub(super) checked_through: Day,
}

impl<'a> Reader<'a> {
    /// Parses every text. A missing, unknown or double file is a finding.
    pub(super) fn new(files: &'a [(String, String)]) -> Reader<'a> {
        let mut reader = Reader { files: Vec::new(), findings: RefCell::default() };
        for (path, text) in files {
            let known = LAW_FILES.into_iter().find(|name| *name == base_name(path));
            match known {
                None => reader.finding(path, 1, "Dit bestand hoort niet in wet/."),
                Some(name) if reader.files.iter().any(|file| file.name == name) => {
                    reader.finding(&format!("wet/{name}"), 1, "Dit bestand is er twee keer.");
                }
                Some(name) => reader.parse(name, text),
            }
        }
        for name in LAW_FILES {
            if !files.iter().any(|(path, _)| base_name(path) == name) {
                reader.finding(&format!("wet/{name}"), 1, "Dit bestand ontbreekt.");
            }
        }
        reader
    }

    fn parse(&mut self, name: &'static str, text: &'a str) {
        let (root, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let line = error.span().map_or(1, |span| line_of(text, span.start));
            self.finding(
                &format!("wet/{name}"),
                line,
                &format!("Dit is geen geldige TOML: {}.", error.message()),
            );
        }
        self.files.push(File { name, text, root: root.into_inner(), taken: RefCell::default() });
    }

    /// A dated table: `[name]` with `naam`, `gecontroleerd_tot`, `artikel`, and `[[name.rij]]`.
    pub(super) fn dated<T>(
        &self,
        file: &'static str,
        name: &'static str,
        value: impl Fn(&Fields<'_>) -> Option<T>,
    ) -> Dated<T> {
        let Some(table) = self.table(file, name) else { return Dated::default() };
        let title = table.text("naam").unwrap_or_default();
        let article = table.text("artikel").unwrap_or_default();
        let checked_through = table.day("gecontroleerd_tot").unwrap_or_default();
        let mut rows: Vec<Row<T>> = Vec::new();
        for fields in table.tables("rij") {
            let row = read_row(&fields, &article, &value);
            if rows.last().is_some_and(|last| row.valid_from <= last.valid_from) {
                fields.finding("De rijen staan niet op volgorde van `vanaf`.");
            }
            // A row that broke off has keys it did not come to: those are not unknown.
            if row.value.is_some() || fields.has("onbekend") {
                fields.finish();
            }
            rows.push(row);
        }
        if rows.last().is_some_and(|last| checked_through < last.valid_from) {
            table.finding("`gecontroleerd_tot` ligt voor de laatste rij.");
        }
        table.finish();
        Dated { table: title, file: format!("wet/{file}"), checked_through, rows }
    }

    /// The days that a decree equates with a holiday, sorted.
    pub(super) fn equated_days(&self) -> EquatedList {
        let Some(table) = self.table("feestdagen.toml", "gelijkgestelde-dagen") else {
            return EquatedList::default();
        };
        for key in ["naam", "artikel"] {
            table.text(key);
        }
        let checked_through = table.day("gecontroleerd_tot").unwrap_or_default();
        let mut days = Vec::new();
        let rows = if table.has("rij") { table.tables("rij") } else { Vec::new() };
        for row in rows {
            days.extend(row.day("dag"));
            row.text("bron");
            verification(&row);
            row.finish();
        }
        table.finish();
        days.sort();
        days.dedup();
        EquatedList { days, checked_through }
    }

    fn table(&self, file: &'static str, name: &'static str) -> Option<Fields<'_>> {
        let file = self.files.iter().find(|known| known.name == file)?;
        file.taken.borrow_mut().push(name);
        let Some(value) = file.root.get(name) else {
            self.finding(&format!("wet/{}", file.name), 1, &format!("De tabel [{name}] ontbreekt."));
            return None;
        };
        Fields::of(self, file, value)
    }

    /// Everything that is wrong, with the tables nobody asked for, in order of file and line.
    pub(super) fn into_findings(self) -> Vec<LawFinding> {
        for file in &self.files {
            for key in file.root.keys() {
                if !file.taken.borrow().contains(&key.get_ref().as_ref()) {
                    let line = line_of(file.text, key.span().start);
                    let text = format!("Onbekende tabel `{}`.", key.get_ref());
                    self.finding(&format!("wet/{}", file.name), line, &text);
                }
            }
        }
        let mut findings = self.findings.into_inner();
        findings.sort();
        findings.dedup();
        findings
    }

    fn finding(&self, file: &str, line: u32, text: &str) {
        let finding = LawFinding { file: file.to_owned(), line, text: text.to_owned() };
        self.findings.borrow_mut().push(finding);
    }
}

/// A row with its value, or without one when it says `onbekend = "ja"`.
fn read_row<T>(fields: &Fields<'_>, article: &str, value: &impl Fn(&Fields<'_>) -> Option<T>) -> Row<T> {
    let unknown = fields.has("onbekend") && fields.yes("onbekend") == Some(true);
    let verification = verification(fields);
    if unknown != (verification == Some(Verification::Unverified)) && verification.is_some() {
        fields.finding(
            "Een waarde die niet geverifieerd is, mag hier niet staan: schrijf `onbekend = \"ja\"` zonder waarde, \
             met `zekerheid = \"niet geverifieerd\"`.",
        );
    }
    Row {
        valid_from: fields.day("vanaf").unwrap_or_default(),
        value: if unknown { None } else { value(fields) },
        source: fields.text("bron").unwrap_or_default(),
        article: if fields.has("artikel") {
            fields.text("artikel").unwrap_or_default()
        } else {
            article.to_owned()
        },
        verification: verification.unwrap_or(Verification::Unverified),
    }
}

fn verification(fields: &Fields<'_>) -> Option<Verification> {
    let text = fields.text("zekerheid")?;
    let found = Verification::ALL.into_iter().find(|degree| degree.dutch() == text);
    if found.is_none() {
        let words: Vec<&str> = Verification::ALL.iter().map(|degree| degree.dutch()).collect();
        fields.wrong("zekerheid", &format!("een van: {}", words.join(" | ")));
    }
    found
}

/// The keys of one TOML table. Every read marks its key; [`Fields::finish`] reports the others.
pub(super) struct Fields<'r> {
    reader: &'r Reader<'r>,
    file: &'r File<'r>,
    line: u32,
    table: &'r DeTable<'r>,
    taken: RefCell<Vec<&'static str>>,
}

impl<'r> Fields<'r> {
    fn of(reader: &'r Reader<'r>, file: &'r File<'r>, value: &'r Spanned<DeValue<'r>>) -> Option<Fields<'r>> {
        let line = line_of(file.text, value.span().start);
        match value.get_ref().as_table() {
            Some(table) => Some(Fields { reader, file, line, table, taken: RefCell::default() }),
            None => {
                reader.finding(&format!("wet/{}", file.name), line, "Hier hoort een tabel te staan.");
                None
            }
        }
    }

    /// Does the key stand here?
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.get(key).is_some()
    }

    /// A text that is not empty.
    pub(super) fn text(&self, key: &'static str) -> Option<String> {
        let text = self.get(key)?.get_ref().as_str().filter(|text| !text.trim().is_empty());
        self.or_wrong(key, text.map(str::to_owned), "een tekst tussen aanhalingstekens")
    }

    /// A date: `2026-01-01`.
    pub(super) fn day(&self, key: &'static str) -> Option<Day> {
        let date =
            self.get(key)?.get_ref().as_datetime().filter(|at| at.time.is_none()).and_then(|at| at.date);
        let day = date.and_then(|date| Day::from_ymd(date.year.into(), date.month.into(), date.day.into()));
        self.or_wrong(key, day, "een datum zonder aanhalingstekens, zoals 2026-01-01")
    }

    /// An amount: `"40 euro"`.
    pub(super) fn cents(&self, key: &'static str) -> Option<Cents> {
        let example = "een bedrag met eenheid, zoals \"40 euro\" of \"266,67 euro\"";
        let amount = self.value(key)?.strip_suffix(" euro").and_then(Cents::parse);
        self.or_wrong(key, amount.filter(|cents| (0..=LARGEST).contains(&cents.0)), example)
    }

    /// An amount, where the file may say `"onbekend"`.
    pub(super) fn cents_or_unknown(&self, key: &'static str) -> Option<Option<Cents>> {
        if self.value(key) == Some("onbekend") { Some(None) } else { self.cents(key).map(Some) }
    }

    /// A share: `"15 %"`, `"0,5 %"`.
    pub(super) fn rate(&self, key: &'static str) -> Option<Rate> {
        let rate = self.value(key)?.strip_suffix(" %").and_then(hundredths).map(Rate);
        self.or_wrong(
            key,
            rate.filter(|rate| rate.0 <= 10_000),
            "een percentage, zoals \"15 %\" of \"0,5 %\"",
        )
    }

    /// A number of something: `count("termijn", ["dag", "dagen"])` reads `"14 dagen"`.
    pub(super) fn count(&self, key: &'static str, units: [&str; 2]) -> Option<i32> {
        let value = self.value(key)?;
        let number = value
            .split_once(' ')
            .filter(|(_, unit)| units.contains(unit))
            .and_then(|(number, _)| number.bytes().all(|byte| byte.is_ascii_digit()).then_some(number))
            .and_then(|number| number.parse().ok());
        self.or_wrong(key, number, &format!("een aantal met eenheid, zoals \"3 {}\"", units[1]))
    }

    /// A number of days.
    pub(super) fn days(&self, key: &'static str) -> Option<i32> {
        self.count(key, ["dag", "dagen"])
    }

    /// A number of weeks.
    pub(super) fn weeks(&self, key: &'static str) -> Option<i32> {
        self.count(key, ["week", "weken"])
    }

    /// A number of months.
    pub(super) fn months(&self, key: &'static str) -> Option<i32> {
        self.count(key, ["maand", "maanden"])
    }

    /// A time of day as minutes after midnight: `"07:00 uur"`.
    pub(super) fn minutes(&self, key: &'static str) -> Option<u32> {
        let two = |text: &str| {
            (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| text.parse().ok())
                .flatten()
        };
        let time = self.value(key)?.strip_suffix(" uur").and_then(|time| time.split_once(':'));
        let minutes = time
            .and_then(|(hours, minutes)| Some((two(hours)?, two(minutes)?)))
            .filter(|(hours, minutes)| *hours < 24 && *minutes < 60)
            .map(|(hours, minutes): (u32, u32)| hours * 60 + minutes);
        self.or_wrong(key, minutes, "een tijd, zoals \"07:00 uur\"")
    }

    /// `"ja"` or `"nee"`.
    pub(super) fn yes(&self, key: &'static str) -> Option<bool> {
        let yes = match self.value(key)? {
            "ja" => Some(true),
            "nee" => Some(false),
            _ => None,
        };
        self.or_wrong(key, yes, "\"ja\" of \"nee\"")
    }

    /// A list of texts.
    pub(super) fn texts(&self, key: &'static str) -> Option<Vec<String>> {
        let texts = self.get(key)?.get_ref().as_array().and_then(|array| {
            array.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
        });
        let texts = texts.filter(|texts| texts.iter().all(|text| !text.trim().is_empty()));
        self.or_wrong(key, texts, "een lijst van teksten")
    }

    /// A list of tables; empty, with a finding, when it is missing or empty.
    pub(super) fn tables(&self, key: &'static str) -> Vec<Fields<'r>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let rows: Vec<Fields<'r>> = value
            .get_ref()
            .as_array()
            .into_iter()
            .flat_map(|array| array.iter())
            .filter_map(|item| Fields::of(self.reader, self.file, item))
            .collect();
        if rows.is_empty() {
            self.wrong(key, "een lijst van tabellen");
        }
        rows
    }

    /// Reports the keys that nobody read.
    pub(super) fn finish(&self) {
        let taken = self.taken.borrow();
        for (key, _) in self.table.iter() {
            if !taken.contains(&key.get_ref().as_ref()) {
                let known = taken.join(", ");
                let text = format!("Onbekend woord `{}`. Hier kunnen staan: {known}.", key.get_ref());
                self.at(line_of(self.file.text, key.span().start), &text);
            }
        }
    }

    /// Something wrong with this table as a whole.
    pub(super) fn finding(&self, text: &str) {
        self.at(self.line, text);
    }

    /// The value of this key is not what belongs there.
    pub(super) fn wrong(&self, key: &str, example: &str) {
        let line = self.table.get(key).map_or(self.line, |value| line_of(self.file.text, value.span().start));
        self.at(line, &format!("`{key}` hoort te zijn: {example}."));
    }

    fn get(&self, key: &'static str) -> Option<&'r Spanned<DeValue<'r>>> {
        self.taken.borrow_mut().push(key);
        let value = self.table.get(key);
        if value.is_none() {
            self.finding(&format!("`{key}` ontbreekt."));
        }
        value
    }

    /// The text of a value with a unit; nothing, with a finding by the caller's example, when it is not a text.
    fn value(&self, key: &'static str) -> Option<&'r str> {
        self.get(key).map(|value| value.get_ref().as_str().unwrap_or_default())
    }

    fn or_wrong<T>(&self, key: &str, value: Option<T>, example: &str) -> Option<T> {
        if value.is_none() {
            self.wrong(key, example);
        }
        value
    }

    fn at(&self, line: u32, text: &str) {
        self.reader.finding(&format!("wet/{}", self.file.name), line, text);
    }
}

/// `"15"` is 1500, `"0,5"` is 50: hundredths, at most two decimals.
fn hundredths(text: &str) -> Option<i64> {
    let (whole, decimals) = text.split_once(',').unwrap_or((text, "0"));
    let digits =
        |text: &str| !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(decimals) || decimals.len() > 2 {
        return None;
    }
    let scale = if decimals.len() == 1 { 10 } else { 1 };
    Some(whole.parse::<i64>().ok()? * 100 + decimals.parse::<i64>().ok()? * scale)
}

fn line_of(text: &str, at: usize) -> u32 {
    let before = &text.as_bytes()[..at.min(text.len())];
    before.iter().filter(|byte| **byte == b'\n').count() as u32 + 1
}
