//! Reads `koppeling.toml`.
//!
//! In: its name and text. Out: a mapping, or every problem with its line. Nothing in the file is skipped in silence: a
//! word that is not known is a finding, with the nearest word that is.

use super::{Column, Mapping, nearest};
use crate::misread::Misread;
use crate::record::is_forbidden_heading;
use domain::dossier::{CircumstanceKind, ContactChannel, CostsClause};
use domain::ledger::EntryKind;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Something wrong in a mapping file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingFinding {
    /// Name of the file.
    pub file: String,
    /// Line, counted from 1.
    pub line: u32,
    /// What is wrong and what to write instead, in Dutch.
    pub message: String,
}

const TABLES: [&str; 8] = [
    "boekingen",
    "signaleringen",
    "kanalen",
    "voorwaarden",
    "weigeringen",
    "toestemmingen",
    "vertegenwoordigers",
    "openstaande_posten",
];

pub(super) fn read(file: &str, text: &str) -> Result<Mapping, Vec<MappingFinding>> {
    let mut reading = Reading { file, text, findings: Vec::new() };
    let mut mapping = Mapping::default();
    match DeTable::parse(text) {
        Ok(root) => root.get_ref().iter().for_each(|(name, value)| reading.table(name, value, &mut mapping)),
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            reading.say(at, Misread::of(text, &error).message);
        }
    }
    if reading.findings.is_empty() { Ok(mapping) } else { Err(reading.findings) }
}

struct Reading<'t> {
    file: &'t str,
    text: &'t str,
    findings: Vec<MappingFinding>,
}

type Name<'t> = Spanned<std::borrow::Cow<'t, str>>;
type Value<'t> = Spanned<DeValue<'t>>;

impl Reading<'_> {
    fn table(&mut self, name: &Name<'_>, value: &Value<'_>, mapping: &mut Mapping) {
        match name.get_ref().as_ref() {
            "boekingen" => self.words(value, &entry_words(), &mut mapping.bookings),
            "signaleringen" => self.words(value, &circumstance_words(), &mut mapping.signals),
            "kanalen" => self.words(value, &channel_words(), &mut mapping.channels),
            "voorwaarden" => {
                let mut terms = BTreeMap::new();
                self.words(value, &clause_words(), &mut terms);
                mapping.terms.extend(terms);
            }
            "weigeringen" => self.codes(value, &mut mapping.refusals),
            "toestemmingen" => self.codes(value, &mut mapping.consents),
            "vertegenwoordigers" => self.codes(value, &mut mapping.representatives),
            "openstaande_posten" => self.open_items(value, mapping),
            other => self.unknown(name.span().start, "Het onderdeel", other, TABLES),
        }
    }

    /// A table of codes and Dutch words.
    fn words<T: Copy>(
        &mut self,
        value: &Value<'_>,
        known: &[(&'static str, T)],
        into: &mut BTreeMap<String, T>,
    ) {
        let Some(table) = value.get_ref().as_table() else {
            return self
                .say(value.span().start, "Hier horen regels van de vorm \"CODE\" = \"woord\".".to_owned());
        };
        let mut pairs = Vec::new();
        for (code, word) in table.iter() {
            self.flatten(code.get_ref(), word, &mut pairs);
        }
        for (code, word, at) in pairs {
            match known.iter().find(|(name, _)| *name == word.to_lowercase()) {
                Some(&(_, meaning)) => drop(into.insert(code, meaning)),
                None => self.unknown(at, "Het woord", &word, known.iter().map(|(name, _)| *name)),
            }
        }
    }

    /// `SCH.HLP = "hulp"` without quotes round the code is a table in a table: the same is meant.
    fn flatten(&mut self, code: &str, value: &Value<'_>, into: &mut Vec<(String, String, usize)>) {
        match value.get_ref() {
            DeValue::String(word) => into.push((code.to_owned(), word.to_string(), value.span().start)),
            DeValue::Table(table) => {
                for (rest, word) in table.iter() {
                    self.flatten(&format!("{code}.{}", rest.get_ref()), word, into);
                }
            }
            _ => self
                .say(value.span().start, format!("Achter {code} hoort een woord tussen aanhalingstekens.")),
        }
    }

    /// `codes = ["NIE"]`: replaces the default.
    fn codes(&mut self, value: &Value<'_>, into: &mut Vec<String>) {
        let list = match value.get_ref() {
            DeValue::Table(table) => {
                table.iter().find(|(name, _)| name.get_ref() == "codes").map(|(_, list)| list)
            }
            _ => Some(value),
        };
        let texts = list.and_then(|list| list.get_ref().as_array()).map(|array| {
            let text = |element: &Value<'_>| element.get_ref().as_str().map(str::to_owned);
            array.iter().map(text).collect::<Option<Vec<String>>>()
        });
        match texts.flatten() {
            Some(codes) => *into = codes,
            None => {
                self.say(value.span().start, "Hier hoort een lijst van codes: codes = [\"AAA\"].".to_owned())
            }
        }
    }

    fn open_items(&mut self, value: &Value<'_>, mapping: &mut Mapping) {
        let Some(table) = value.get_ref().as_table() else {
            return self
                .say(value.span().start, "Hier horen blad en [openstaande_posten.kolommen].".to_owned());
        };
        for (name, value) in table.iter() {
            match (name.get_ref().as_ref(), value.get_ref()) {
                ("blad", DeValue::String(sheet)) => mapping.open_items.sheet = Some(sheet.to_string()),
                ("incasso_als_leeg", DeValue::String(word)) if matches!(word.as_ref(), "ja" | "nee") => {
                    mapping.open_items.direct_debit_when_silent = Some(word.as_ref() == "ja");
                }
                ("incasso_als_leeg", _) => {
                    self.say(value.span().start, "Hier hoort \"ja\" of \"nee\".".to_owned());
                }
                ("kolommen", DeValue::Table(columns)) => {
                    columns.iter().for_each(|(column, heading)| self.column(column, heading, mapping));
                }
                (other, _) => self.unknown(
                    name.span().start,
                    "Het onderdeel",
                    other,
                    ["blad", "kolommen", "incasso_als_leeg"],
                ),
            }
        }
    }

    fn column(&mut self, name: &Name<'_>, heading: &Value<'_>, mapping: &mut Mapping) {
        let column = Column::ALL.into_iter().find(|column| column.dutch() == name.get_ref());
        match (column, heading.get_ref().as_str()) {
            (None, _) => {
                self.unknown(name.span().start, "De kolom", name.get_ref(), Column::ALL.map(Column::dutch))
            }
            (_, Some(heading_text)) if is_forbidden_heading(heading_text) => {
                self.say(
                    heading.span().start,
                    "Een burgerservicenummer wordt nooit ingelezen. Kies een andere kolom.".to_owned(),
                );
            }
            (Some(column), Some(heading)) if !heading.trim().is_empty() => {
                mapping.open_items.headings.insert(column, heading.trim().to_owned());
            }
            _ => self.say(
                heading.span().start,
                "Hier hoort de kop van een kolom tussen aanhalingstekens.".to_owned(),
            ),
        }
    }

    fn unknown<'w>(&mut self, at: usize, what: &str, word: &str, known: impl IntoIterator<Item = &'w str>) {
        let known: Vec<&str> = known.into_iter().collect();
        let hint = match nearest(word, known.iter().copied()) {
            Some(near) => format!("Bedoelt u \"{near}\"?"),
            None => format!("Kies uit: {}.", known.join(", ")),
        };
        self.say(at, format!("{what} \"{word}\" is niet bekend. {hint}"));
    }

    fn say(&mut self, at: usize, message: String) {
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count() as u32;
        self.findings.push(MappingFinding { file: self.file.to_owned(), line, message });
    }
}

fn entry_words() -> Vec<(&'static str, Option<EntryKind>)> {
    let of_the_landlord = EntryKind::ALL.into_iter().filter(|kind| kind.is_of_the_landlord());
    with_none(of_the_landlord.map(|kind| (kind.dutch(), Some(kind))).collect())
}

fn circumstance_words() -> Vec<(&'static str, Option<CircumstanceKind>)> {
    let delivered = CircumstanceKind::ALL.into_iter().filter(|kind| !kind.is_placed_here());
    with_none(delivered.map(|kind| (kind.dutch(), Some(kind))).collect())
}

fn channel_words() -> Vec<(&'static str, Option<ContactChannel>)> {
    with_none(ContactChannel::ALL.map(|channel| (channel.dutch(), Some(channel))).to_vec())
}

fn clause_words() -> Vec<(&'static str, CostsClause)> {
    vec![
        ("onbekend", CostsClause::Unknown),
        ("geen", CostsClause::None),
        ("eerlijk", CostsClause::Fair),
        ("oneerlijk", CostsClause::Unfair),
    ]
}

/// `geen`: the code is known and has no effect.
fn with_none<T>(mut words: Vec<(&'static str, Option<T>)>) -> Vec<(&'static str, Option<T>)> {
    words.push(("geen", None));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_landlords_words_come_on_top_of_the_default() {
        let text = "[boekingen]\n\"VOR.SVC\" = \"servicekosten\"\nVOU = \"geen\"\n\n[signaleringen]\nSCH.BUS = \"hulp\"\n\n\
                    [kanalen]\nWAP = \"whatsapp\"\n\n[voorwaarden]\n\"2023\" = \"eerlijk\"\n\"2017-1\" = \"oneerlijk\"\n\n\
                    [weigeringen]\ncodes = [\"GEEN\"]\n[toestemmingen]\ncodes = [\"WA\"]\n\n\
                    [openstaande_posten]\nblad = \"Posten\"\n[openstaande_posten.kolommen]\ndossier = \"Klantnr\"\n";
        let mapping = Mapping::read("koppeling.toml", text).unwrap();
        assert_eq!(mapping.booking("VOR", "SVC"), Some(Some(EntryKind::ServiceCosts)));
        assert_eq!(mapping.booking("VOR", "VOU"), Some(None));
        assert_eq!(mapping.booking("VOR", "PRO"), Some(Some(EntryKind::Rent)));
        assert_eq!(mapping.signal("SCH", "BUS"), Some(Some(CircumstanceKind::Help)));
        assert_eq!(mapping.costs_clause("2023"), CostsClause::Fair);
        assert_eq!(mapping.costs_clause("2017-1"), CostsClause::Unfair);
        assert_eq!((mapping.refusals[0].as_str(), mapping.consents[0].as_str()), ("GEEN", "WA"));
        assert_eq!(mapping.open_items.sheet.as_deref(), Some("Posten"));
        assert_eq!(mapping.open_items.headings[&Column::Dossier], "Klantnr");
        assert_eq!(Mapping::read("leeg", ""), Ok(Mapping::default()));
    }

    #[test]
    fn every_mistake_is_named_with_its_line() {
        let text = "[boekingen]\nSVC = \"servicekostn\"\n[kanaalen]\n[openstaande_posten.kolommen]\npost = \"BSN\"\nfoo = \"x\"\n";
        let findings = Mapping::read("koppeling.toml", text).unwrap_err();
        let mut lines: Vec<(u32, &str)> =
            findings.iter().map(|finding| (finding.line, finding.message.as_str())).collect();
        lines.sort_unstable();
        assert_eq!(lines[0], (2, "Het woord \"servicekostn\" is niet bekend. Bedoelt u \"servicekosten\"?"));
        assert_eq!(lines[1], (3, "Het onderdeel \"kanaalen\" is niet bekend. Bedoelt u \"kanalen\"?"));
        assert!(lines[2].0 == 5 && lines[2].1.contains("burgerservicenummer"));
        assert!(
            lines[3].0 == 6 && lines[3].1.starts_with("De kolom \"foo\" is niet bekend. Kies uit: dossier")
        );
        assert_eq!(Mapping::read("k", "a = = 1").unwrap_err().len(), 1);
    }
}
