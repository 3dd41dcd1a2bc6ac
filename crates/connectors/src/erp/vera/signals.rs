//! BRG Signalering: a circumstance of a tenancy, from the day it was placed until it is lifted.

use crate::intake::At;
use crate::record::Record;
use domain::delivery::CircumstanceRow;

/// The circumstance of a record; `None` for a signal that has no effect here.
pub(super) fn row(external: String, record: &Record<'_>, at: &mut At<'_, '_>) -> Option<CircumstanceRow> {
    let soort = record.code("soort").unwrap_or_default();
    let detail = record.code("detailSoort").unwrap_or_default();
    let kind = match at.intake.mapping.signal(&soort, &detail) {
        Some(kind) => kind?,
        None if soort.is_empty() && detail.is_empty() => {
            let reason =
                "De soort signalering ontbreekt. De regel is niet ingelezen; vul de soort in de bron aan.";
            at.refuse("soort", "", reason);
            return None;
        }
        None => {
            let spelled = if detail.is_empty() { soort.into_owned() } else { format!("{soort}.{detail}") };
            let reason = format!(
                "Deze signalering is niet bekend. De regel is niet ingelezen; zet in koppeling.toml onder [signaleringen] wat \
                 het is, bijvoorbeeld \"{spelled}\" = \"hulp\", of \"geen\" als zij geen gevolg heeft."
            );
            at.refuse("soort.detailSoort", &spelled, &reason);
            return None;
        }
    };
    let tenancy = at.required_tenancy(record)?;
    let since = at.start_or_always(record, "begindatum");
    let until = at.day(record, "einddatum");
    let status = record.code("status").unwrap_or_default();
    // A signal that lapsed without a last day has not held since the day of the books at the latest.
    let closed_on = match &*status {
        "PAS" | "VER" => until.or(at.intake.as_of).or(Some(since)),
        _ => None,
    };
    let cents = match record.text("bedrag") {
        Some(_) => at.cents(record, "bedrag"),
        None => amount_aside(record, at),
    };
    let why = record.extra("toelichting").unwrap_or_default().into_owned();
    Some(CircumstanceRow { external, tenancy, kind, since, until, closed_on, cents, why })
}

/// The amount in an extra attribute: text, so read as people write it.
fn amount_aside(record: &Record<'_>, at: &mut At<'_, '_>) -> Option<domain::money::Cents> {
    let text = record.extra("bedrag")?;
    match crate::decimal::from_dutch_text(&text) {
        crate::decimal::Amount::Exact(cents) | crate::decimal::Amount::Rounded(cents, _) => Some(cents),
        _ => {
            at.notice(
                "bedrag",
                &text,
                "Dit is geen eenduidig bedrag. Het veld blijft leeg; verbeter het bedrag in de bron.",
            );
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::erp::vera::{Entity, read_one};
    use domain::calendar::Day;
    use domain::delivery::{CircumstanceRow, Finding, Row, Severity};
    use domain::dossier::CircumstanceKind;
    use domain::money::Cents;

    fn signal(more: &str) -> (Option<CircumstanceRow>, Vec<Finding>) {
        let json = format!(
            r#"{{"idExtern": "SIG-1", "begindatum": "2026-11-09T23:00:00Z", "extra-attributen": [{{"naam": "overeenkomst", "waarde": "HO-1"}},
            {{"naam": "bedrag", "waarde": "150,00"}}, {{"naam": "toelichting", "waarde": "belofte"}}], {more}}}"#
        );
        let (mut rows, findings) = read_one(Entity::Signals, &json.replace('\n', " "));
        let row = rows.pop().map(|row| match row {
            Row::Circumstance(circumstance) => circumstance,
            other => panic!("no circumstance: {other:?}"),
        });
        (row, findings)
    }

    #[test]
    fn a_promise_has_a_day_and_an_amount() {
        let (row, findings) = signal(r#""soort": {"code": "TOE"}, "einddatum": "2026-11-25""#);
        let row = row.unwrap();
        assert_eq!((row.kind, row.cents), (CircumstanceKind::Promise, Some(Cents(15_000))));
        assert_eq!(
            (Some(row.since), row.until),
            (Day::parse_iso("2026-11-10"), Day::parse_iso("2026-11-25"))
        );
        assert_eq!((row.closed_on, row.why.as_str()), (None, "belofte"));
        assert!(findings.is_empty());
    }

    #[test]
    fn lapsed_unknown_and_without_effect() {
        let (row, _) = signal(r#""soort": "PAU", "status": "VER""#);
        assert_eq!(row.unwrap().closed_on, Day::parse_iso("2026-11-20"));
        let (row, findings) = signal(r#""soort": "SCH", "detailSoort": "BET""#);
        assert!(row.is_none() && findings.is_empty());
        let (row, findings) = signal(r#""soort": "SCH""#);
        assert!(row.is_none() && findings.is_empty());
        let (row, findings) = signal(r#""soort": "SCH", "detailSoort": "XYZ""#);
        assert!(row.is_none() && findings[0].reason.contains("\"SCH.XYZ\" = \"hulp\""));
        let (row, findings) = signal(r#""soort": "XYZ""#);
        assert_eq!((row, findings[0].severity), (None, Severity::RowRefused));
    }

    #[test]
    fn a_signal_about_a_person_goes_to_the_one_tenancy_of_that_person() {
        let json =
            r#"{"id": "S", "soort": "BEW", "begindatum": "2026-01-01", "relatie": {"idExtern": "R-1"}}"#;
        let (rows, findings) = read_one(Entity::Signals, json);
        assert!(rows.is_empty() && findings[0].field == "overeenkomst");
    }
}
