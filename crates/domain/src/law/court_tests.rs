//! The road to court, checked against the printed figures of law.md section 4.

use super::collection_costs::VatConditions;
use super::court::*;
use super::fixture::{day, law};
use super::parameters::GapReason;
use crate::calendar::holidays::EquatedDays;
use crate::money::Cents;

const OUTSOURCED: VatConditions = VatConditions { outsourced: true, reclaimable: false, declared: true };

/// Three and six months of Mr Janssen's rent of 549.40.
const THREE_MONTHS: Cents = Cents(164_820);
const SIX_MONTHS: Cents = Cents(329_640);

/// Mr Janssen of law.md 4.5: tariffs of 2023, VAT on the collection costs only.
fn janssen() -> CostRoad {
    CostRoad {
        tariffs_of: day("2023-03-01"),
        collection_costs: true,
        collection_vat: OUTSOURCED,
        bailiff_vat: false,
        eviction_writ_estimate: Some(Cents(27_419)),
        eviction_practical: Cents(450_893),
    }
}

/// law.md 4.5, same path with the tariffs of 2024, no VAT on collection costs, VAT on the bailiff's acts.
#[test]
fn the_same_road_with_the_tariffs_of_2024() {
    let road = CostRoad {
        tariffs_of: day("2024-03-01"),
        collection_vat: VatConditions::default(),
        bailiff_vat: true,
        ..janssen()
    };
    let total = |lines: Lines| lines.iter().map(|(_, cents)| *cents).sum::<Cents>();
    let three = until_summons(&law(), &road, THREE_MONTHS, Cents::ZERO, 1).unwrap();
    assert_eq!(total(three), Cents(260_740));
    assert_eq!(total(until_judgment(&law(), &road, SIX_MONTHS, Cents::ZERO).unwrap()), Cents(520_854));
}

/// law.md 4.5, three vectors for the calculator (2024, legal person). 3,751.04 crosses 3,750.
#[test]
fn fee_and_salary_by_the_value_of_the_claim() {
    for (claim, fee, point) in [
        (164_820 + 24_723, 37_200, 20_400),
        (329_640 + 45_464, 49_600, 27_100),
        (1_400_000 + 91_500, 140_900, 40_600),
        (375_000, 49_600, 23_800),
        (375_001, 49_600, 27_100),
    ] {
        assert_eq!(
            fee_and_point(&law(), day("2024-06-01"), Cents(claim)),
            Ok((Cents(fee), Cents(point))),
            "{claim}"
        );
    }
}

#[test]
fn an_undetermined_claim_pays_the_first_tier_and_others_by_person() {
    let law = law();
    let fees = law.court_fee.at(day("2026-06-01")).unwrap();
    assert_eq!(fees.tier(None).unwrap().legal_person, Cents::euros(139));
    assert_eq!(fees.tier(Some(Cents::euros(500))).unwrap().legal_person, Cents::euros(139));
    assert_eq!(fees.tier(Some(Cents(50_001))).unwrap().legal_person, Cents::euros(350));
    let highest = fees.tier(Some(Cents::euros(50_000))).unwrap();
    assert_eq!((highest.legal_person, highest.natural_person), (Cents::euros(1_504), Cents::euros(753)));
    assert_eq!(highest.low_means, Some(Cents::euros(93)));
}

#[test]
fn an_unknown_tariff_is_refused_and_never_estimated() {
    let law = law();
    let in_2025 = CostRoad { tariffs_of: day("2025-06-01"), ..janssen() };
    let gap = until_summons(&law, &in_2025, THREE_MONTHS, Cents::ZERO, 1).unwrap_err();
    assert_eq!(gap.reason, GapReason::ValueMissingSince(day("2025-01-01")));
    let no_estimate = CostRoad { eviction_writ_estimate: None, ..janssen() };
    let gap = until_eviction(&law, &no_estimate, SIX_MONTHS, Cents::ZERO).unwrap_err();
    assert_eq!(gap.file, "wet/deurwaarderstarieven.toml");
    let in_2022 = day("2022-06-01");
    assert_eq!(law.bailiff.eviction.at(in_2022), Ok(&Cents(27_276)));
    assert!(law.salary.at(in_2022).is_err());
    assert_eq!(latest_complete_day(&law, day("2026-11-21")), Some(day("2024-12-31")));
}

/// law.md 6: a three-day order served on Thursday 24 December 2026 runs to Tuesday the 29th.
#[test]
fn an_eviction_waits_for_the_order() {
    let terms = *law().procedure.at(day("2026-11-21")).unwrap();
    let earliest = eviction_earliest(&terms, &EquatedDays::default(), day("2026-12-24"));
    assert_eq!(earliest, day("2026-12-30"));
}
