//! BOG Huurovereenkomst: who rents what, since when, for how much, and how it is paid.

use super::text;
use crate::intake::At;
use crate::record::Record;
use domain::calendar::Day;
use domain::delivery::TenancyRow;

/// The tenancy of a record; `None` for an agreement that is no tenancy, or never became one.
pub(super) fn row(external: String, record: &Record<'_>, at: &mut At<'_, '_>) -> Option<TenancyRow> {
    if let Some(kind) = record.code("soort").filter(|kind| kind != "HUU") {
        at.refuse(
            "soort",
            &kind,
            "Dit is geen huurovereenkomst. De regel is niet ingelezen; er is niets nodig.",
        );
        return None;
    }
    let status = record.code("status").unwrap_or_default();
    if status == "GEA" {
        at.refuse(
            "status",
            &status,
            "De overeenkomst is geannuleerd. De regel is niet ingelezen; er is niets nodig.",
        );
        return None;
    }
    let ends_on = at.day(record, "einddatum");
    if ends_on.is_none() && matches!(&*status, "BEE" | "ONT" | "VER") {
        let reason = "De overeenkomst is beëindigd, maar de einddatum ontbreekt. Zij telt als lopend; vul de einddatum in de bron aan.";
        at.notice("einddatum", &status, reason);
    }
    let persons = persons(record, at);
    if persons.is_empty() {
        let reason = "Er is geen huurder bij de overeenkomst. Zij is ingelezen, maar kan niet worden aangeschreven; vul de huurder aan.";
        at.notice("relaties", "", reason);
    }
    persons.iter().for_each(|person| at.intake.note_tenant(person, &external));
    let unit =
        record.list("eenheden").iter().find_map(Record::own_id).or_else(|| record.reference("eenheid"));
    let (direct_debit, accepted_pay_day) = payment(record, at);
    Some(TenancyRow {
        unit: unit.unwrap_or_default().into_owned(),
        persons,
        starts_on: at.day(record, "begindatum"),
        ends_on,
        notice_on: at.day(record, "opzegdatum"),
        rent: at.cents(record, "brutohuur"),
        direct_debit,
        accepted_pay_day,
        erp_class: erp_class(record),
        terms_version: record.extra("voorwaardenversie").unwrap_or_default().into_owned(),
        external,
    })
}

/// The tenant first, then the co-tenants; others who have something to do with the agreement are left out, and who has
/// left it or is still to come is no tenant on the day of the books.
fn persons(record: &Record<'_>, at: &mut At<'_, '_>) -> Vec<String> {
    let mut ranked = Vec::new();
    for relation in record.list("relaties") {
        let listed = relation.list("rollen");
        let roles: Vec<String> = match relation.code("rol") {
            Some(role) => vec![role.into_owned()],
            None => {
                let holding = listed.iter().filter(|role| holds_since(role, at).is_some());
                holding.filter_map(|role| role.code("soort")).map(|role| role.into_owned()).collect()
            }
        };
        let has_left = roles.is_empty() && !listed.is_empty();
        if has_left || holds_since(&relation, at).is_none() {
            continue;
        }
        let has = |code: &str| roles.iter().any(|role| role == code);
        let rank = match (roles.is_empty(), has("HUU"), has("MDH")) {
            (_, true, _) => 0,
            (true, ..) => 1,
            (.., true) => 2,
            _ => continue,
        };
        if let Some(id) = relation.own_id() {
            ranked.push((rank, id.into_owned()));
        }
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    let mut persons: Vec<String> = Vec::new();
    for (_, id) in ranked {
        if !persons.contains(&id) {
            persons.push(id);
        }
    }
    persons
}

/// The first day of a part that holds on the day of the books, as far as it says one; `None` when it is over or to come.
fn holds_since(part: &Record<'_>, at: &mut At<'_, '_>) -> Option<Option<Day>> {
    let (since, until) = (at.day(part, "begindatum"), at.day(part, "einddatum"));
    let as_of = at.intake.as_of;
    let over = until.is_some_and(|until| as_of.is_none_or(|as_of| until < as_of));
    let to_come = since.zip(as_of).is_some_and(|(since, as_of)| since > as_of);
    (!over && !to_come).then_some(since)
}

/// Direct debit or not, and the pay day, by the way of payment that holds on the day of the books.
fn payment(record: &Record<'_>, at: &mut At<'_, '_>) -> (Option<bool>, Option<u8>) {
    let mut ways = record.list("betaalwijzen");
    ways.extend(record.child("betaalwijze"));
    let mut current: Option<(Option<Day>, &Record<'_>)> = None;
    for way in &ways {
        if let Some(since) = holds_since(way, at)
            && current.is_none_or(|(latest, _)| latest < since)
        {
            current = Some((since, way));
        }
    }
    let Some((_, way)) = current else { return (None, None) };
    let kind = match way {
        Record::Scalar(code) => Some(code.clone()),
        _ => way.code("soort"),
    };
    let direct_debit = kind.map(|kind| kind == "INC");
    let moment = way.code("incassomoment");
    let pay_day = moment.as_deref().and_then(|moment| match moment {
        "LAA" => Some(31),
        digits => digits.parse().ok().filter(|day| (1..=31).contains(day)),
    });
    if let (Some(moment), None) = (&moment, pay_day) {
        let reason =
            "Dit incassomoment is niet bekend. De betaaldag blijft leeg; lever 001 tot en met 031 of LAA.";
        at.notice("betaalwijzen.incassomoment", moment, reason);
    }
    (direct_debit, pay_day)
}

/// The ERP's own class of the customer: the label `KLANTCLASSIFICATIE`, as text or as a code.
fn erp_class(record: &Record<'_>) -> String {
    let labels = record.list("sturingslabels");
    let is_class = |label: &&Record<'_>| {
        label.code("soort").is_some_and(|kind| kind.eq_ignore_ascii_case("KLANTCLASSIFICATIE"))
    };
    let class =
        labels.iter().find(is_class).and_then(|label| label.code("label").or_else(|| label.name("label")));
    class.map_or_else(|| text(record, "klantclassificatie"), |class| class.into_owned())
}

#[cfg(test)]
mod tests {
    use crate::erp::vera::{Entity, read_one};
    use domain::calendar::Day;
    use domain::delivery::{Finding, Row, TenancyRow};
    use domain::money::Cents;

    fn tenancy(json: &str) -> (Option<TenancyRow>, Vec<Finding>) {
        let (mut rows, findings) = read_one(Entity::Tenancies, &json.replace('\n', " "));
        let row = rows.pop().map(|row| match row {
            Row::Tenancy(tenancy) => tenancy,
            other => panic!("no tenancy: {other:?}"),
        });
        (row, findings)
    }

    #[test]
    fn a_tenancy_is_read_in_full() {
        let (row, findings) = tenancy(
            r#"{"idExtern": "HO-1", "soort": {"code": "HUU"}, "status": {"code": "LOP"}, "begindatum": "2019-04-01", "einddatum": "9999-12-31",
            "brutohuur": "549.40", "relaties": [{"idExtern": "R-2", "rol": {"code": "MDH"}}, {"idExtern": "R-1", "rol": {"code": "HUU"}},
            {"idExtern": "R-3", "rollen": [{"soort": {"code": "BET"}}]}], "eenheden": [{"idExtern": "E-1"}, {"idExtern": "E-2"}],
            "betaalwijzen": [{"soort": {"code": "INC"}, "einddatum": "2024-01-01", "incassomoment": {"code": "001"}},
            {"soort": {"code": "OVB"}, "begindatum": "2024-01-02", "incassomoment": {"code": "020"}}],
            "sturingslabels": [{"soort": "KLANTCLASSIFICATIE", "label": "Goede betaler"}],
            "extra-attributen": [{"naam": "voorwaardenversie", "waarde": "2018"}]}"#,
        );
        let expected = TenancyRow {
            external: "HO-1".into(),
            unit: "E-1".into(),
            persons: vec!["R-1".into(), "R-2".into()],
            starts_on: Day::parse_iso("2019-04-01"),
            ends_on: None,
            notice_on: None,
            rent: Some(Cents(54_940)),
            direct_debit: Some(false),
            accepted_pay_day: Some(20),
            erp_class: "Goede betaler".into(),
            terms_version: "2018".into(),
        };
        assert_eq!(row, Some(expected));
        assert!(findings.is_empty(), "{findings:?}");
    }

    #[test]
    fn what_is_not_said_stays_unknown() {
        let (row, findings) =
            tenancy(r#"{"idExtern": "HO-1", "betaalwijzen": [{"soort": "INC", "incassomoment": "LAA"}]}"#);
        let row = row.unwrap();
        assert_eq!(
            (row.rent, row.starts_on, row.direct_debit, row.accepted_pay_day),
            (None, None, Some(true), Some(31))
        );
        assert_eq!(findings.len(), 1);
        assert_eq!(tenancy(r#"{"idExtern": "HO-1", "relaties": ["R-1"]}"#).0.unwrap().direct_debit, None);
    }

    #[test]
    fn who_left_is_no_tenant_any_more() {
        let (row, _) = tenancy(
            r#"{"idExtern": "HO-1", "relaties": [{"idExtern": "R-1", "rol": {"code": "HUU"}, "einddatum": "2020-03-31"},
            {"idExtern": "R-2", "rollen": [{"soort": {"code": "MDH"}, "einddatum": "2021-01-31"}]},
            {"idExtern": "R-3", "rollen": [{"soort": {"code": "MDH"}, "begindatum": "2020-01-01", "einddatum": "9999-12-31"}]},
            {"idExtern": "R-4"}]}"#,
        );
        assert_eq!(row.unwrap().persons, ["R-4", "R-3"]);
    }

    #[test]
    fn what_is_no_tenancy_is_left_out() {
        assert_eq!(tenancy(r#"{"idExtern": "K-1", "soort": "KOO"}"#).0, None);
        assert_eq!(tenancy(r#"{"idExtern": "HO-1", "status": "GEA"}"#).0, None);
    }
}
