//! Lists of open items as landlords write them: which amounts are debts, how they are written, and what else a row says.

use connectors::{DeliveryError, Mapping, Read, read_delivery};
use domain::calendar::Day;
use domain::delivery::{Finding, OpenItemRow, Row, Severity};
use rust_xlsxwriter::Workbook;

/// What came of reading one list.
struct Outcome {
    items: Vec<OpenItemRow>,
    findings: Vec<Finding>,
}

impl Outcome {
    fn open_items(&self) -> &[OpenItemRow] {
        &self.items
    }

    fn of(&self, severity: Severity) -> Vec<&Finding> {
        self.findings.iter().filter(|finding| finding.severity == severity).collect()
    }
}

fn read(name: &str, content: &[u8], mapping: &Mapping) -> Result<Outcome, DeliveryError> {
    let folder = tempfile::tempdir().expect("a scratch folder");
    std::fs::write(folder.path().join(name), content).expect("a list");
    let mut outcome = Outcome { items: Vec::new(), findings: Vec::new() };
    read_delivery(&folder.path().join(name), mapping, &mut |read| match read {
        Read::Row(_, Row::OpenItem(item)) => outcome.items.push(item),
        Read::Finding(finding) => outcome.findings.push(finding),
        Read::Row(..) | Read::Unread(..) => {}
    })?;
    Ok(outcome)
}

fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a constant")
}

/// What is owed by item, of a list with these headings beyond the usual four and these rows, and the findings that refuse or hold.
#[track_caller]
fn owed(headings: &str, rows: &str) -> (Vec<(String, i64)>, Vec<String>) {
    let text = format!("Dossier;Post;Vervaldatum;Saldo{headings}\n{rows}");
    let outcome = read("lijst-2026-11-20.csv", text.as_bytes(), &Mapping::default()).expect("a list");
    let mut items: Vec<(String, i64)> =
        outcome.open_items().iter().map(|item| (item.item.clone(), item.open.0)).collect();
    items.sort();
    let told = [Severity::RowRefused, Severity::HoldsNight].into_iter().flat_map(|how| outcome.of(how));
    (
        items,
        told.map(|finding| format!("rij {}: {} {}", finding.place.row, finding.field, finding.reason))
            .collect(),
    )
}

#[test]
fn a_credit_in_a_column_of_its_own_is_no_debt() {
    let is = |items: &[(&str, i64)]| -> Vec<(String, i64)> {
        items.iter().map(|(item, open)| ((*item).to_owned(), *open)).collect()
    };
    for (heading, debit, credit) in
        [("D/C", "D", "C"), ("Debet/credit", "Debet", "Credit"), ("S/H", "S", "H"), ("DC", "d", "cr.")]
    {
        let rows = format!(
            "1;A;1-10-2026;650,00;{debit}\n1;B;1-11-2026;650,00;{credit}\n2;C;1-11-2026;-20,00;{credit}\n"
        );
        let (items, told) = owed(&format!(";{heading}"), &rows);
        assert_eq!(items, is(&[("A", 65_000), ("B", -65_000), ("C", -2_000)]), "{heading}: {told:?}");
        assert!(told.is_empty(), "{told:?}");
    }
    // What says nothing is a debt where only credits are marked, and refused where debts are too, wherever that row stands.
    let (items, told) = owed(";D/C", "1;A;1-10-2026;650,00;\n1;B;1-11-2026;50,00;C\n");
    assert_eq!((items, told.len()), (is(&[("A", 65_000), ("B", -5_000)]), 0));
    let (items, told) =
        owed(";D/C", "1;A;1-10-2026;650,00;\n1;B;1-11-2026;50,00;D\n1;C;1-11-2026;50,00;huur\n");
    assert_eq!(items, is(&[("B", 5_000)]));
    assert!(
        told.len() == 2 && told.iter().any(|told| told.starts_with("rij 2: debet_credit Hier staat geen")),
        "{told:?}"
    );
}

#[test]
fn a_list_that_says_credit_where_nobody_reads_it_holds_the_night() {
    let sides = "1;A;1-10-2026;650,00;D\n1;B;1-11-2026;650,00;C\n";
    let (_, told) = owed(";Kant", sides);
    assert!(told.len() == 1 && told[0].starts_with("rij 0: Kant Deze kolom lijkt te zeggen"), "{told:?}");
    assert!(owed(";Huisletter", sides).1.is_empty(), "a home has a letter");
    assert!(owed(";Soort", "1;A;1-10-2026;650,00;D\n1;B;1-11-2026;650,00;E\n").1.is_empty());
    let (_, told) = owed(";Credit", "1;A;1-10-2026;650,00;0,00\n1;B;1-11-2026;;650,00\n");
    assert!(told.iter().any(|told| told.contains("Credit In deze kolom staan bedragen")), "{told:?}");
    assert!(owed(";Credit", "1;A;1-10-2026;650,00;0,00\n").1.is_empty());
}

#[test]
fn an_amount_that_may_be_a_thousand_times_too_much_is_not_read() {
    let (items, told) = owed("", "1;A;1-10-2026;650,000\n1;B;1-11-2026;650.123\n1;C;1-11-2026;12\n");
    assert_eq!(items, [("C".to_owned(), 1_200)]);
    assert!(
        told.len() == 2 && told[0].contains("rij 2: openstaand Dit bedrag is op twee manieren te lezen"),
        "{told:?}"
    );
    // Another amount of the column says what a comma means, also when it comes later.
    let (items, told) = owed("", "1;A;1-10-2026;650,000\n1;B;1-11-2026;1.250\n1;C;1-11-2026;12,50\n");
    let read = [("A", 65_000), ("B", 125_000), ("C", 1_250)].map(|(item, open)| (item.to_owned(), open));
    assert_eq!((items, told.len()), (read.to_vec(), 0));
    let (items, _) = owed("", "1;A;1-10-2026;650,00\n1;B;1-11-2026;650.00\n1;C;1-11-2026;1.250\n");
    assert_eq!(items.len(), 2, "both ways are used, so nobody knows");
}

/// The notices of a list with these headings beyond the usual four and these rows.
#[track_caller]
fn notices(headings: &str, rows: &str) -> Vec<String> {
    let text = format!("Dossier;Post;Vervaldatum;Saldo{headings}\n{rows}");
    let outcome = read("lijst-2026-11-20.csv", text.as_bytes(), &Mapping::default()).expect("a list");
    let told =
        outcome.of(Severity::Notice).into_iter().filter(|finding| !finding.reason.contains("manifest.json"));
    told.map(|finding| format!("rij {}: {} {}", finding.place.row, finding.field, finding.reason)).collect()
}

#[test]
fn a_second_tenant_and_a_heading_that_stands_twice_are_told() {
    let told = notices(
        ";Naam",
        "1;A;1-10-2026;650,00;J. Jansen\n1;B;1-11-2026;650,00;P. de Vries\n1;C;1-11-2026;5,00;P. de Vries\n2;D;1-11-2026;5,00;A. Bos\n",
    );
    assert!(told.len() == 1 && told[0].starts_with("rij 3: naam Dossier 1 heeft twee namen"), "{told:?}");
    let told = notices(";Naam;Medehuurder", "1;A;1-10-2026;650,00;J. Jansen;P. de Vries\n");
    assert!(
        told.len() == 1 && told[0].starts_with("rij 1: Medehuurder Deze kolom met een medehuurder"),
        "{told:?}"
    );
    let told = notices(";Saldo;Naam;Naam", "1;A;1-10-2026;650,00;20,00;J. Jansen;P. de Vries\n");
    assert!(told.len() == 2 && told.iter().all(|told| told.contains("2 keer in de lijst")), "{told:?}");
    assert!(notices(";Naam", "1;A;1-10-2026;650,00;J. Jansen\n1;B;1-11-2026;650,00;J. JANSEN\n").is_empty());
}

#[test]
fn heirs_are_not_asked_as_if_the_tenant_lived_and_what_words_say_is_told() {
    let rows = "1;A;1-10-2026;650,00;Erven van J. Jansen;Huur\n2;B;1-10-2026;650,00;P. Proef;Huur (WSNP)\n3;C;1-10-2026;650,00;R. Proef;Huur\n";
    let told = notices(";Naam;Omschrijving", rows);
    assert!(told.len() == 2 && told[0].starts_with("rij 2: naam De naam noemt de erven"), "{told:?}");
    assert!(told[1].starts_with("rij 3: omschrijving Hier staat iets over WSNP"), "{told:?}");
    let text = format!("Dossier;Post;Vervaldatum;Saldo;Naam;Omschrijving\n{rows}");
    let outcome = read("lijst-2026-11-20.csv", text.as_bytes(), &Mapping::default()).expect("a list");
    let persons: Vec<_> =
        outcome.open_items().iter().map(|item| (item.person.name.clone(), item.person.deceased_on)).collect();
    let expected = [("J. Jansen", Some(day("2026-11-20"))), ("P. Proef", None), ("R. Proef", None)];
    assert_eq!(persons, expected.map(|(name, died)| (name.to_owned(), died)));
}

#[test]
fn of_a_workbook_the_sheet_that_was_shown_is_the_one_that_is_read() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Voorblad").unwrap().write(0, 0, "Rapport van november").unwrap();
    for (name, item) in [("Posten", "F-1"), ("Oud", "F-0")] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (column, text) in ["Dossier", "Factuurnr", "Vervaldatum", "Saldo"].iter().enumerate() {
            sheet.write(0, column as u16, *text).unwrap();
        }
        for (column, text) in ["1004", item, "1-11-2026", "549,40"].iter().enumerate() {
            sheet.write(1, column as u16, *text).unwrap();
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    let items = |sheet: Option<&str>| {
        let mut mapping = Mapping::default();
        mapping.open_items.sheet = sheet.map(str::to_owned);
        let outcome = read("posten-2026-11-20.xlsx", &bytes, &mapping)?;
        let told = outcome
            .of(Severity::Notice)
            .iter()
            .any(|told| told.reason.contains("3 bladen. Het blad “Posten” is gelezen"));
        Ok::<_, DeliveryError>((
            outcome.open_items().iter().map(|item| item.item.clone()).collect::<Vec<_>>(),
            told,
        ))
    };
    assert_eq!(items(None).unwrap(), (vec!["F-1".to_owned()], true), "the one that looks like a list");
    assert_eq!(items(Some("oud")).unwrap(), (vec!["F-0".to_owned()], false));
    assert!(
        items(Some("November")).unwrap_err().to_string().contains("bestaat niet"),
        "another one is never taken in its place"
    );
}
