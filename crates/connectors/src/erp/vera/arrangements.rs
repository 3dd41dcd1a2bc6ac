//! INC Betalingsregeling: what was agreed on paying arrears in instalments.

use crate::intake::At;
use crate::record::Record;
use domain::calendar::Day;
use domain::delivery::ArrangementRow;
use domain::money::Cents;

/// No arrangement runs longer than this.
const INSTALMENTS_MAX: u32 = 360;

/// The arrangement of a record; `None` for one that was never granted.
pub(super) fn row(external: String, record: &Record<'_>, at: &mut At<'_, '_>) -> Option<ArrangementRow> {
    let status = record.code("status").unwrap_or_default();
    if matches!(&*status, "AAN" | "VER") {
        let reason = "De regeling is niet toegekend. De regel is niet ingelezen; er is niets nodig.";
        at.refuse("status", &status, reason);
        return None;
    }
    let tenancy = at.required_tenancy(record)?;
    let agreed_on = match at.day(record, "afspraakdatum") {
        Some(day) => day,
        None => {
            let day = at.required_day(record, "begindatum")?;
            let reason = "De afspraakdatum ontbreekt. De begindatum telt als dag van de afspraak; vul de datum in de bron aan.";
            at.notice("afspraakdatum", "", reason);
            day
        }
    };
    let instalments = instalments(record, at)?;
    let covers =
        record.list("boekingen").iter().filter_map(Record::own_id).map(|id| id.into_owned()).collect();
    let ended_on = ended_on(record, &status, agreed_on, at);
    if status == "BEV" {
        let reason = "De regeling is bevroren in de bron. Zij telt hier als lopend; plaats een pauze als er niets mag gebeuren.";
        at.notice("status", &status, reason);
    }
    Some(ArrangementRow { external, tenancy, agreed_on, covers, instalments, ended_on })
}

/// The instalments as delivered, or as they follow from their number; `None` when neither is there.
fn instalments(record: &Record<'_>, at: &mut At<'_, '_>) -> Option<Vec<(Day, Cents)>> {
    let terms = record.list("termijnen");
    if terms.is_empty() {
        return computed(record, at);
    }
    let mut instalments = Vec::with_capacity(terms.len());
    for term in &terms {
        let due = match term.text("vervaldatum") {
            Some(_) => at.required_day(term, "vervaldatum")?,
            None => at.required_day(term, "datum")?,
        };
        instalments.push((due, at.required_cents(term, "bedrag")?));
    }
    instalments.sort_by_key(|(due, _)| *due);
    let sum: Cents = instalments.iter().map(|(_, cents)| *cents).sum();
    if let Some(total) = at.cents(record, "bedrag").filter(|total| *total != sum) {
        let reason = "De termijnen tellen niet op tot het bedrag van de regeling. De termijnen tellen; controleer de regeling in de bron.";
        at.notice("bedrag", &total.to_string(), reason);
    }
    Some(instalments)
}

/// Instalments from total, number and first day, a month apart.
fn computed(record: &Record<'_>, at: &mut At<'_, '_>) -> Option<Vec<(Day, Cents)>> {
    let count =
        record.text("termijnenAantal").and_then(|text| text.trim_end_matches(".0").parse::<u32>().ok());
    let monthly = record.text("prolongatieInterval").is_none_or(|interval| interval == "P1M");
    let Some(count) = count.filter(|count| monthly && (1..=INSTALMENTS_MAX).contains(count)) else {
        let reason = "De termijnen ontbreken. De regeling is niet ingelezen; lever de termijnen mee met vervaldatum en bedrag.";
        at.refuse("termijnen", "", reason);
        return None;
    };
    let first = at.required_day(record, "begindatum")?;
    let total = at.required_cents(record, "bedrag")?;
    let reason = "De termijnen zijn afgeleid uit bedrag, aantal en begindatum. Lever de termijnen mee met vervaldatum en bedrag.";
    at.notice("termijnen", &count.to_string(), reason);
    let parts = total.split(count);
    Some(parts.into_iter().zip(0..).map(|(cents, month)| (first.plus_months(month), cents)).collect())
}

/// The day an arrangement was ended, when its status or reason says it was. Of a running one `einddatum` is a plan.
fn ended_on(record: &Record<'_>, status: &str, agreed_on: Day, at: &mut At<'_, '_>) -> Option<Day> {
    let is_ended = matches!(status, "BEE" | "ANN") || record.code("eindeReden").is_some();
    if !is_ended {
        return None;
    }
    at.day(record, "einddatum").or(at.intake.as_of).or_else(|| {
        let reason = "De regeling is beëindigd, maar de einddatum ontbreekt. De dag van de afspraak telt; vul de einddatum in de bron aan.";
        at.notice("einddatum", status, reason);
        Some(agreed_on)
    })
}

#[cfg(test)]
mod tests {
    use crate::erp::vera::{Entity, read_one};
    use domain::calendar::Day;
    use domain::delivery::{ArrangementRow, Finding, Row};
    use domain::money::Cents;

    fn arrangement(status: &str, more: &str) -> (Option<ArrangementRow>, Vec<Finding>) {
        let json = format!(
            r#"{{"idExtern": "BR-1", "status": {{"code": "{status}"}}, "afspraakdatum": "2026-11-21", "bedrag": 100,
            "overeenkomst": {{"idExtern": "HO-1"}}, "einddatum": "2027-01-20", "begindatum": "2026-12-20"{more}}}"#
        );
        let (mut rows, findings) = read_one(Entity::Arrangements, &json.replace('\n', " "));
        let row = rows.pop().map(|row| match row {
            Row::Arrangement(arrangement) => arrangement,
            other => panic!("no arrangement: {other:?}"),
        });
        (row, findings)
    }

    const TERMS: &str = r#", "boekingen": [{"idExtern": "B-1"}], "termijnen": [{"vervaldatum": "2027-01-20", "bedrag": 50},
        {"vervaldatum": "2026-12-20", "bedrag": 50.0}]"#;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).unwrap()
    }

    #[test]
    fn a_running_arrangement_is_read_in_order() {
        let (row, findings) = arrangement("ACT", TERMS);
        let expected = ArrangementRow {
            external: "BR-1".into(),
            tenancy: "HO-1".into(),
            agreed_on: day("2026-11-21"),
            covers: vec!["B-1".into()],
            instalments: vec![(day("2026-12-20"), Cents(5_000)), (day("2027-01-20"), Cents(5_000))],
            ended_on: None,
        };
        assert_eq!(row, Some(expected));
        assert!(findings.is_empty());
    }

    #[test]
    fn instalments_follow_from_their_number_or_the_row_is_refused() {
        let (row, findings) = arrangement("ACT", r#", "termijnenAantal": 3, "prolongatieInterval": "P1M""#);
        assert_eq!(row.unwrap().instalments[2], (day("2027-02-20"), Cents(3_333)));
        assert_eq!(findings.len(), 1);
        assert_eq!(arrangement("ACT", "").0, None);
        assert_eq!(arrangement("ACT", r#", "termijnenAantal": 4000000000"#).0, None);
    }

    #[test]
    fn ended_and_never_granted() {
        assert_eq!(arrangement("ANN", TERMS).0.unwrap().ended_on, Some(day("2027-01-20")));
        assert_eq!(
            arrangement("ACT", &format!(r#"{TERMS}, "eindeReden": {{"code": "VOL"}}"#)).0.unwrap().ended_on,
            Some(day("2027-01-20"))
        );
        assert_eq!(arrangement("VER", TERMS).0, None);
        assert_eq!(arrangement("AAN", TERMS).0, None);
    }
}
