//! What the sender says a delivery holds, checked against what it does hold.
//!
//! In: `manifest.json` and, per file, what was counted while reading. Out: [`Stated`] and findings that hold the night
//! when they differ. A delivery without a manifest is read, with a notice.

use crate::dates::{self, Dated};
use crate::decimal::Amount;
use crate::intake::Intake;
use crate::record::Record;
use domain::calendar::Day;
use domain::delivery::{Severity, Stated};
use domain::money::Cents;

/// Its name inside the delivery.
pub(crate) const FILE_NAME: &str = "manifest.json";

/// The manifest of a delivery.
#[derive(Clone, Debug, Default)]
pub(crate) struct Manifest {
    pub(crate) stated: Stated,
    pub(crate) files: Vec<Promise>,
    problems: Vec<Problem>,
}

#[derive(Clone, Debug)]
struct Problem {
    field: &'static str,
    value: String,
    reason: &'static str,
}

/// What the manifest says of one file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Promise {
    pub(crate) name: String,
    count: Option<u64>,
    sums: Vec<(String, Option<Cents>)>,
    sha256: Option<String>,
}

/// What was counted in one file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) count: u64,
    pub(crate) sums: Vec<(String, i128)>,
}

impl Tally {
    /// A tally for a file of which these sums were promised.
    pub(crate) fn of(promise: Option<&Promise>) -> Tally {
        let sums = promise.map_or(&[][..], |promise| &promise.sums);
        Tally { count: 0, sums: sums.iter().map(|(name, _)| (name.clone(), 0)).collect() }
    }

    /// Counts one object; `amount` gives what it says under a name.
    pub(crate) fn add(&mut self, amount: impl Fn(&str) -> Amount) {
        self.count += 1;
        for (name, sum) in &mut self.sums {
            if let Amount::Exact(cents) | Amount::Rounded(cents, _) = amount(name) {
                *sum += i128::from(cents.0);
            }
        }
    }
}

impl Manifest {
    /// Reads a manifest. What cannot be read becomes a reason to hold the night.
    pub(crate) fn read(bytes: &[u8]) -> Manifest {
        let mut manifest = Manifest::default();
        let text = std::str::from_utf8(crate::decode::without_mark(bytes)).unwrap_or_default();
        let Ok(record) = Record::parse(text) else {
            manifest.problem("", "", "Het manifest is geen geldige JSON. De levering is niet te controleren; lever het manifest opnieuw aan.");
            return manifest;
        };
        manifest.stated.as_of = manifest.as_of(&record);
        manifest.stated.landlord =
            record.text("verhuurder").map(|name| name.trim().to_string()).filter(|name| !name.is_empty());
        manifest.stated.complete = record.text("volledig").is_some_and(|text| text == "true" || text == "ja");
        if let Some(stated) = record.child("stand") {
            manifest.stated.tenancies = stated.text("overeenkomsten").and_then(|text| text.parse().ok());
            manifest.stated.balance = match stated.amount("saldo") {
                Amount::Exact(cents) => Some(cents),
                Amount::Missing => None,
                Amount::Rounded(_, text) | Amount::Unclear(text) => {
                    manifest.problem("stand.saldo", &text, "Het saldo in het manifest is geen bedrag in hele centen. Lever het manifest opnieuw aan.");
                    None
                }
            };
        }
        for file in record.list("bestanden") {
            let promise = manifest.promise(&file);
            manifest.files.push(promise);
        }
        manifest
    }

    /// What was promised of a file.
    pub(crate) fn promise(&mut self, file: &Record<'_>) -> Promise {
        let count_text = file.text("aantal");
        let count = count_text.as_deref().and_then(|text| text.parse().ok());
        if let (Some(text), None) = (&count_text, count) {
            self.problem(
                "bestanden.aantal",
                text,
                "Het aantal in het manifest is geen heel getal. Lever het manifest opnieuw aan.",
            );
        }
        let entries = file.child("som").map(|sums| (sums.entries(), sums));
        let (entries, sums) = entries.map_or((Vec::new(), None), |(entries, sums)| (entries, Some(sums)));
        let sum = |name: &str| match sums.as_ref().map(|sums| sums.amount(name)) {
            Some(Amount::Exact(cents)) => Some(cents),
            _ => None,
        };
        Promise {
            name: file.text("naam").unwrap_or_default().into_owned(),
            count,
            sums: entries.iter().map(|(name, _)| (name.to_string(), sum(name))).collect(),
            sha256: file.text("sha256").map(|text| text.to_ascii_lowercase()),
        }
    }

    /// What the manifest says of a file.
    pub(crate) fn promise_of(&self, file: &str) -> Option<&Promise> {
        self.files.iter().find(|promise| promise.name.eq_ignore_ascii_case(file))
    }

    /// Complains about the manifest itself.
    pub(crate) fn report(&self, intake: &mut Intake<'_>) {
        intake.open(FILE_NAME);
        for problem in &self.problems {
            intake.about_file(Severity::HoldsNight, problem.field, &problem.value, problem.reason);
        }
    }

    fn as_of(&mut self, record: &Record<'_>) -> Option<Day> {
        let text = record.text("peildatum")?;
        match dates::read(&text) {
            Dated::Day(day) => Some(day),
            _ => {
                self.problem(
                    "peildatum",
                    &text,
                    "De peildatum in het manifest is geen datum. Lever het manifest opnieuw aan.",
                );
                None
            }
        }
    }

    fn problem(&mut self, field: &'static str, value: &str, reason: &'static str) {
        self.problems.push(Problem { field, value: value.to_owned(), reason });
    }
}

/// Compares what was promised of the file that is open with what was found in it.
pub(crate) fn check(promise: &Promise, tally: &Tally, sha256: &[u8; 32], intake: &mut Intake<'_>) {
    let digest: String = sha256.iter().map(|byte| format!("{byte:02x}")).collect();
    if let Some(stated) = promise.sha256.as_deref().filter(|stated| *stated != digest) {
        let reason = "Het bestand is niet het bestand dat de afzender heeft verstuurd (SHA-256 verschilt). De nacht wacht op een \
                      mens; vraag een nieuwe levering.";
        intake.about_file(Severity::HoldsNight, "sha256", stated, reason);
    }
    if let Some(stated) = promise.count.filter(|stated| *stated != tally.count) {
        let reason = format!(
            "Het manifest noemt {stated} regels, het bestand heeft er {}. De nacht wacht op een mens; vraag een nieuwe levering.",
            tally.count
        );
        intake.about_file(Severity::HoldsNight, "aantal", &stated.to_string(), &reason);
    }
    for ((name, stated), (_, found)) in promise.sums.iter().zip(&tally.sums) {
        let Some(stated) = stated else {
            let reason = "De som in het manifest is geen bedrag in hele centen. De nacht wacht op een mens; lever het manifest opnieuw aan.";
            intake.about_file(Severity::HoldsNight, name, "", reason);
            continue;
        };
        if i128::from(stated.0) != *found {
            let found = i64::try_from(*found)
                .map_or("een onmogelijk bedrag".to_owned(), |found| format!("€ {}", Cents(found)));
            let reason = format!(
                "De som in het manifest is € {stated}, in het bestand {found}. De nacht wacht op een mens; vraag een nieuwe levering."
            );
            intake.about_file(Severity::HoldsNight, name, &stated.to_string(), &reason);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_of_the_manual_is_read() {
        let text = r#"{"verhuurder": "Voorbeeld Wonen", "peildatum": "2026-11-20", "volledig": false,
            "bestanden": [{"naam": "vera-boekingen.ndjson", "aantal": 812, "som": {"bedrag": "412345.60"}, "sha256": "AB"}],
            "stand": {"overeenkomsten": 16000, "saldo": "123456.78"}}"#;
        let manifest = Manifest::read(text.as_bytes());
        assert_eq!(manifest.stated.as_of, Day::parse_iso("2026-11-20"));
        assert!(!manifest.stated.complete);
        assert_eq!(manifest.stated.tenancies, Some(16_000));
        assert_eq!(manifest.stated.balance, Some(Cents(12_345_678)));
        let promise = manifest.promise_of("vera-boekingen.ndjson").unwrap();
        assert_eq!(promise.count, Some(812));
        assert_eq!(promise.sums, [("bedrag".to_owned(), Some(Cents(41_234_560)))]);
        assert_eq!(promise.sha256.as_deref(), Some("ab"));
        assert!(manifest.problems.is_empty());
    }

    #[test]
    fn a_manifest_that_cannot_be_read_is_a_problem() {
        for text in [
            "",
            "[1]",
            "{\"peildatum\": \"gisteren\"}",
            "{\"bestanden\": [{\"aantal\": \"veel\"}]}",
            "{\"stand\": {\"saldo\": \"x\"}}",
        ] {
            assert_eq!(Manifest::read(text.as_bytes()).problems.len(), 1, "{text}");
        }
    }
}
