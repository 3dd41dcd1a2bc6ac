//! BFG Boeking: a charge, a payment, a correction or a reversal on a tenancy's account.
//!
//! What a booking is follows from its `detailSoort` (by the landlord's mapping) within its `soort`; its sign follows from
//! its `soort`, or for a memorial booking from what it is. A booking whose direction nobody can tell is refused, never
//! guessed.

use super::text;
use crate::intake::At;
use crate::record::Record;
use domain::delivery::BookingRow;
use domain::ledger::{EntryKind, ReversalReason};
use domain::money::Cents;

/// The booking of a record.
pub(super) fn row(external: String, record: &Record<'_>, at: &mut At<'_, '_>) -> Option<BookingRow> {
    let tenancy = at.required_tenancy(record)?;
    let booked_on = at.required_day(record, "boekdatum")?;
    let amount = at.required_cents(record, "bedrag")?;
    let description = text(record, "omschrijving");
    let (kind, cents) = meaning(record, amount, &description, at)?;
    let is_claim = cents.0 >= 0;
    let due_on = if is_claim { at.day(record, "vervaldatum") } else { None };
    let is_reversal = kind == EntryKind::Reversal;
    if is_reversal && due_on.is_none() {
        let reason = "De vervaldatum van de vordering die door de storno weer openstaat ontbreekt. De boekdatum telt; lever de \
                      oorspronkelijke vervaldatum mee.";
        at.notice("vervaldatum", "", reason);
    }
    let reason = is_reversal.then(|| reversal_reason(record, &description));
    let designated = record.extra("vordering").unwrap_or_default().into_owned();
    let reference = text(record, "betalingskenmerk");
    Some(BookingRow {
        external,
        tenancy,
        kind,
        booked_on,
        due_on,
        cents,
        designated,
        reason,
        description,
        reference,
    })
}

/// What a booking is and what it does to the debt.
fn meaning(
    record: &Record<'_>,
    amount: Cents,
    description: &str,
    at: &mut At<'_, '_>,
) -> Option<(EntryKind, Cents)> {
    let soort = record.code("soort").unwrap_or_default();
    let detail = record.code("detailSoort").unwrap_or_default();
    if soort.is_empty() && detail.is_empty() {
        at.refuse(
            "soort",
            "",
            "De soort boeking ontbreekt. De regel is niet ingelezen; vul de soort in de bron aan.",
        );
        return None;
    }
    let known = at.intake.mapping.booking(&soort, &detail);
    let spelled = || format!("{soort}.{detail}").trim_matches('.').to_owned();
    let mapped = match known {
        Some(Some(kind)) => Some(kind),
        Some(None) => {
            at.notice_once(
                "detailSoort",
                &spelled(),
                "Deze boekingen tellen niet mee: zo staat het in koppeling.toml.",
            );
            return None;
        }
        None => None,
    };
    let side = side(&soort, mapped, amount);
    let Some(side) = side else {
        let spelled = spelled();
        let reason = format!(
            "Uit de soort blijkt niet of de boeking de schuld verhoogt of verlaagt. De regel is niet ingelezen; zet in \
             koppeling.toml onder [boekingen] wat het is, bijvoorbeeld \"{spelled}\" = \"creditnota\"."
        );
        at.refuse("soort.detailSoort", &spelled, &reason);
        return None;
    };
    if mapped.is_none() {
        let spelled = spelled();
        let counts_as =
            if side == Side::Raises { "een overige vordering" } else { "een betaling of creditnota" };
        let reason = format!(
            "Deze soort boeking is niet bekend en telt als {counts_as}. Zet in koppeling.toml onder [boekingen] wat het is, \
             bijvoorbeeld \"{spelled}\" = \"servicekosten\"."
        );
        at.notice_once("soort.detailSoort", &spelled, &reason);
    }
    if soort == "ONT" && amount.0 < 0 && mapped != Some(EntryKind::Reversal) {
        let reason = "Een ontvangst met een negatief bedrag telt als ontvangst. Is het een terugboeking, lever dan detailSoort STO.";
        at.notice_once("bedrag", &spelled(), reason);
    }
    let kind = kind_on(side, soort == "ONT", mapped, description);
    Some((kind, if side == Side::Raises { amount.abs() } else { -amount.abs() }))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Raises,
    Lowers,
}

/// Does a booking raise or lower the debt? `None` when nobody can tell.
fn side(soort: &str, mapped: Option<EntryKind>, amount: Cents) -> Option<Side> {
    let by_kind = mapped.map(|kind| match kind {
        EntryKind::Payment | EntryKind::DirectDebit | EntryKind::Credit | EntryKind::WriteOff => Side::Lowers,
        _ => Side::Raises,
    });
    match (soort, mapped) {
        (_, Some(EntryKind::Reversal)) => Some(Side::Raises),
        (_, Some(EntryKind::Credit | EntryKind::WriteOff)) => Some(Side::Lowers),
        ("ONT", _) => Some(Side::Lowers),
        ("VOR" | "UIT", _) if amount.0 < 0 => Some(Side::Lowers),
        ("VOR" | "UIT", _) => Some(Side::Raises),
        _ if amount.0 < 0 => Some(Side::Lowers),
        _ => by_kind,
    }
}

/// What a booking is, given the side it is on: a charge that lowers the debt is a credit, a receipt is a payment whatever
/// it was received for.
fn kind_on(side: Side, received: bool, mapped: Option<EntryKind>, description: &str) -> EntryKind {
    let kind = match (side, mapped) {
        (Side::Lowers, Some(kind @ (EntryKind::Payment | EntryKind::DirectDebit))) => kind,
        (Side::Lowers, Some(kind @ (EntryKind::Credit | EntryKind::WriteOff))) => kind,
        (Side::Lowers, _) if received => EntryKind::Payment,
        (Side::Lowers, _) => EntryKind::Credit,
        (Side::Raises, None | Some(EntryKind::Payment | EntryKind::DirectDebit)) => EntryKind::OtherCharge,
        (Side::Raises, Some(kind)) => kind,
    };
    if kind == EntryKind::Payment && says_direct_debit(description) { EntryKind::DirectDebit } else { kind }
}

/// `Automatische incasso november` is one; `Incassokosten` and `via incassobureau` are not.
fn says_direct_debit(description: &str) -> bool {
    let mut words = description.split(|c: char| !c.is_alphanumeric());
    words.any(|word| word.eq_ignore_ascii_case("incasso") || word.eq_ignore_ascii_case("sdd"))
}

/// The reason a payment came back: the extra attribute, or the code in the text.
fn reversal_reason(record: &Record<'_>, description: &str) -> ReversalReason {
    if let Some(code) = record.extra("retourcode") {
        return ReversalReason::from_sepa(&code.to_ascii_uppercase());
    }
    let words = description.split(|c: char| !c.is_ascii_alphanumeric());
    let is_code = |word: &&str| {
        let bytes = word.as_bytes();
        bytes.len() == 4
            && bytes[..2].iter().all(u8::is_ascii_uppercase)
            && bytes[2..].iter().all(u8::is_ascii_digit)
    };
    words.filter(is_code).map(ReversalReason::from_sepa).next().unwrap_or(ReversalReason::NotSpecified)
}

#[cfg(test)]
mod tests {
    use crate::erp::vera::{Entity, read_one, read_some};
    use crate::mapping::Mapping;
    use domain::delivery::{BookingRow, Finding, Row, Severity};
    use domain::ledger::{EntryKind, ReversalReason};

    fn booking(soort: &str, detail: &str, amount: &str, more: &str) -> (Option<BookingRow>, Vec<Finding>) {
        let json = format!(
            r#"{{"idExtern": "B-1", "soort": {{"code": "{soort}"}}, "detailSoort": {{"code": "{detail}"}}, "bedrag": {amount},
            "boekdatum": "2026-11-05", "vervaldatum": "2026-11-01", "overeenkomst": {{"idExtern": "HO-1"}}{more}}}"#
        );
        let (mut rows, findings) = read_one(Entity::Bookings, &json.replace('\n', " "));
        let row = rows.pop().map(|row| match row {
            Row::Booking(booking) => booking,
            other => panic!("no booking: {other:?}"),
        });
        (row, findings)
    }

    #[track_caller]
    fn check(soort: &str, detail: &str, amount: &str, kind: EntryKind, cents: i64) {
        let row = booking(soort, detail, amount, "").0.expect("a booking");
        assert_eq!((row.kind, row.cents.0), (kind, cents), "{soort}.{detail} {amount}");
        assert_eq!(row.due_on.is_some(), cents >= 0);
    }

    #[test]
    fn kind_and_sign_follow_from_the_codes() {
        check("VOR", "PRO", "549.4", EntryKind::Rent, 54_940);
        check("VOR", "PRO", "\"549,40\"", EntryKind::Rent, 54_940);
        check("VOR", "PRO", "-20", EntryKind::Credit, -2_000);
        check("ONT", "BAN", "549.40", EntryKind::Payment, -54_940);
        check("ONT", "BAN", "-549.40", EntryKind::Payment, -54_940);
        check("ONT", "PRO", "549.40", EntryKind::Payment, -54_940);
        check("ONT", "INC", "549.40", EntryKind::DirectDebit, -54_940);
        check("ONT", "STO", "549.40", EntryKind::Reversal, 54_940);
        check("VOR", "STO", "549.40", EntryKind::Reversal, 54_940);
        check("VOR", "CRE", "12.34", EntryKind::Credit, -1_234);
        check("MEM", "AFB", "12.34", EntryKind::WriteOff, -1_234);
        check("MEM", "AFB", "-12.34", EntryKind::WriteOff, -1_234);
        check("MEM", "AAN", "40", EntryKind::CollectionCosts, 4_000);
        check("MEM", "AAN", "-40", EntryKind::Credit, -4_000);
        check("MEM", "XXX", "-40", EntryKind::Credit, -4_000);
        check("UIT", "TER", "40", EntryKind::OtherCharge, 4_000);
        check("VOR", "XXX", "5", EntryKind::OtherCharge, 500);
    }

    #[test]
    fn what_nobody_can_tell_is_refused() {
        for (soort, detail, amount, field) in [
            ("MEM", "XXX", "40", "soort.detailSoort"),
            ("", "", "40", "soort"),
            ("VOR", "PRO", "\"veel\"", "bedrag"),
            ("VOR", "PRO", "null", "bedrag"),
            ("VOR", "PRO", "\"1.098\"", "bedrag"),
        ] {
            let (row, findings) = booking(soort, detail, amount, "");
            assert_eq!(row, None);
            assert_eq!((findings[0].severity, findings[0].field.as_str()), (Severity::RowRefused, field));
        }
        let (rows, findings) = read_one(
            Entity::Bookings,
            r#"{"id": "B", "soort": "VOR", "bedrag": 1, "boekdatum": "2026-01-01"}"#,
        );
        assert!(rows.is_empty() && findings[0].field == "overeenkomst");
    }

    #[test]
    fn a_reversal_says_why() {
        let reason = |more: &str| booking("VOR", "STO", "1", more).0.unwrap().reason;
        assert_eq!(
            reason(r#", "omschrijving": "Storno incasso AM04""#),
            Some(ReversalReason::InsufficientFunds)
        );
        assert_eq!(
            reason(r#", "extra-attributen": [{"naam": "retourcode", "waarde": "md06"}]"#),
            Some(ReversalReason::RefundAsked)
        );
        assert_eq!(reason(r#", "omschrijving": "Storno 2026""#), Some(ReversalReason::NotSpecified));
        let json = r#"{"id": "B", "detailSoort": "STO", "bedrag": 1, "boekdatum": "2026-01-01", "overeenkomst": "HO-1"}"#;
        let (rows, findings) = read_one(Entity::Bookings, json);
        assert_eq!(rows.len(), 1);
        assert_eq!((findings[0].severity, findings[0].field.as_str()), (Severity::Notice, "vervaldatum"));
    }

    #[test]
    fn a_direct_debit_is_told_by_its_text_and_a_payment_by_its_mark() {
        let kind = |text: &str| {
            booking("ONT", "BAN", "1", &format!(r#", "omschrijving": "{text}""#)).0.unwrap().kind
        };
        assert_eq!(kind("Automatische incasso november"), EntryKind::DirectDebit);
        assert_eq!(kind("Betaling via incassobureau"), EntryKind::Payment);
        let more = r#", "extra-attributen": [{"naam": "vordering", "waarde": "B-7"}]"#;
        assert_eq!(booking("ONT", "BAN", "1", more).0.unwrap().designated, "B-7");
    }

    #[test]
    fn an_unknown_code_is_named_once_and_may_be_mapped() {
        let line = |id: &str| {
            format!(
                r#"{{"id": "{id}", "soort": "VOR", "detailSoort": "SVC", "bedrag": 1, "boekdatum": "2026-01-01", "overeenkomst": "H"}}"#
            )
        };
        let lines = format!("{}\n{}", line("1"), line("2"));
        let (rows, findings) = read_some(Entity::Bookings, &lines, &Mapping::default());
        assert_eq!((rows.len(), findings.len()), (2, 1));
        assert!(findings[0].reason.contains("koppeling.toml") && findings[0].value == "VOR.SVC");
        let mapping = Mapping::read("k", "[boekingen]\nSVC = \"servicekosten\"").unwrap();
        let (rows, findings) = read_some(Entity::Bookings, &lines, &mapping);
        assert!(matches!(&rows[0], Row::Booking(row) if row.kind == EntryKind::ServiceCosts));
        assert!(findings.is_empty());
    }
}
