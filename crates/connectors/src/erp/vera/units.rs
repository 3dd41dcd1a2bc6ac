//! BVG Eenheid: a unit with its address.

use super::text;
use crate::intake::At;
use crate::postal;
use crate::record::Record;
use domain::delivery::UnitRow;

/// The unit of a record. A unit without an address is read: it is still a unit, but nothing can be sent there.
pub(super) fn row(external: String, record: &Record<'_>, at: &mut At<'_, '_>) -> Option<UnitRow> {
    let mut unit = UnitRow { external, ..UnitRow::default() };
    let name = |inside: &str| {
        let in_address = record.child("adres").and_then(|address| address.name(inside));
        in_address.or_else(|| record.name(inside)).unwrap_or_default().into_owned()
    };
    let street = text(record, "adres.straatnaam");
    unit.house_number = postal::house_number(
        &text(record, "adres.huisnummer"),
        &text(record, "adres.huisletter"),
        &text(record, "adres.huisnummerToevoeging"),
    );
    unit.street = format!("{street} {}", unit.house_number).trim().to_owned();
    unit.postcode = postal::postcode(&text(record, "adres.postcode"));
    unit.town = name("woonplaats");
    unit.municipality = name("gemeente");
    unit.district = name("wijk");
    if street.is_empty() || unit.postcode.is_empty() {
        let reason = "Het adres is niet compleet. De eenheid is ingelezen, maar er kan geen post heen; vul het adres in de bron aan.";
        at.notice("adres", &unit.street, reason);
    }
    Some(unit)
}

#[cfg(test)]
mod tests {
    use crate::erp::vera::{Entity, read_one};
    use domain::delivery::{Row, UnitRow};

    #[test]
    fn a_unit_is_read_with_the_district_where_it_stands() {
        let (rows, findings) = read_one(
            Entity::Units,
            r#"{"idExtern": "E-1", "adres": {"straatnaam": "Kerkstraat", "huisnummer": 12.0, "huisletter": "a",
            "huisnummerToevoeging": "2", "postcode": "8441ab", "woonplaats": {"naam": "Heerenveen"},
            "gemeente": {"naam": "Heerenveen"}}, "wijk": {"naam": "Centrum"}}"#
                .replace('\n', " ")
                .as_str(),
        );
        let unit = UnitRow {
            external: "E-1".into(),
            street: "Kerkstraat 12a-2".into(),
            house_number: "12a-2".into(),
            postcode: "8441 AB".into(),
            town: "Heerenveen".into(),
            municipality: "Heerenveen".into(),
            district: "Centrum".into(),
        };
        assert_eq!(rows, [Row::Unit(unit)]);
        assert!(findings.is_empty());
    }

    #[test]
    fn a_unit_without_an_address_is_read_and_named() {
        let (rows, findings) =
            read_one(Entity::Units, r#"{"id": "12006000004", "adres": {"straatnaam": "", "postcode": ""}}"#);
        assert_eq!((rows.len(), findings.len()), (1, 1));
        let (rows, _) = read_one(Entity::Units, r#"{"id": "1", "adres": "Kerkstraat 1"}"#);
        assert_eq!(rows.len(), 1);
    }
}
