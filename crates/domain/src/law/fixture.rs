//! A complete law for the tests of this crate: the values of `wet/` as Rust, so that the core needs no file to be tested.
//! Crate `policy` proves that the shipped `wet/` gives the same numbers.

use super::collection_costs::{CollectionCostScale, ScaleTier, SmallInstalmentRule};
use super::contact::ContactHours;
use super::court::{BailiffTariffs, CourtFeeTable, CourtFeeTier, ProcedureTerms, SalaryTable, SalaryTier};
use super::death::DeathTerms;
use super::debt_scheme::DebtSchemeTerms;
use super::direct_debit::DirectDebitTerms;
use super::early_signal::EarlySignalRule;
use super::fourteen_day_letter::LetterRule;
use super::parameters::{Dated, Law, Rate, Row, Verification};
use super::prescription::PrescriptionTerms;
use crate::calendar::Day;
use crate::money::Cents;

/// A day from `2026-11-21`.
pub(crate) fn day(text: &str) -> Day {
    Day::parse_iso(text).unwrap()
}

/// A table of rows; `None` is a known gap.
fn dated<T>(table: &str, file: &str, checked: &str, rows: Vec<(&str, Option<T>)>) -> Dated<T> {
    Dated {
        table: table.into(),
        file: file.into(),
        checked_through: day(checked),
        rows: rows
            .into_iter()
            .map(|(from, value)| Row {
                valid_from: day(from),
                value,
                source: "law.md".into(),
                article: String::new(),
                verification: Verification::Secondary,
            })
            .collect(),
    }
}

/// A table with one row.
fn one<T>(file: &str, from: &str, value: T) -> Dated<T> {
    dated(file, file, "2027-06-30", vec![(from, Some(value))])
}

/// The law as `wet/` words it on 21 November 2026.
pub(crate) fn law() -> Law {
    Law {
        statutory_interest: interest(),
        collection_costs: one("wet/incassokosten.toml", "2012-07-01", scale()),
        small_instalments: dated(
            "kleine termijnen",
            "wet/incassokosten.toml",
            "2027-06-30",
            vec![
                ("2012-07-01", Some(None)),
                (
                    "2024-10-01",
                    Some(Some(SmallInstalmentRule {
                        threshold: Cents(26_667),
                        look_back_months: 6,
                        once_per_period: true,
                    })),
                ),
            ],
        ),
        vat: one("wet/incassokosten.toml", "2019-01-01", Rate::percent(21)),
        fourteen_day_letter: one("wet/veertiendagenbrief.toml", "2012-07-01", letter()),
        court_fee: court_fee(),
        salary: salary(),
        costs_after_judgment: one("wet/salaris-gemachtigde.toml", "2019-01-01", Rate::percent(50)),
        bailiff: bailiff(),
        early_signal: one(
            "wet/vroegsignalering.toml",
            "2021-01-01",
            EarlySignalRule {
                days_after_due: 30,
                pause_days_max: 30,
                plan_weeks: 4,
                first_talk_weeks: 4,
                threatening_talk_working_days: 3,
            },
        ),
        ..terms()
    }
}

fn terms() -> Law {
    let file = "wet/termijnen.toml";
    Law {
        prescription: one(
            file,
            "2017-05-01",
            PrescriptionTerms {
                rent_years: 5,
                new_term_years_max: 5,
                judgment_years: 20,
                judgment_periodic_years: 5,
                warn_months: 6,
            },
        ),
        death: one(
            file,
            "2017-05-01",
            DeathTerms {
                ends_after_months: 2,
                heirs_after_months: 1,
                no_recourse_months: 3,
                household_months: 6,
            },
        ),
        direct_debit: one(
            file,
            "2017-05-01",
            DirectDebitTerms { refund_weeks: 8, unauthorised_months: 13, answer_working_days: 10 },
        ),
        procedure: one(
            file,
            "2017-05-01",
            ProcedureTerms {
                summons_weeks: 1,
                opposition_weeks: 4,
                eviction_order_days: 3,
                grace_months_max: 1,
                appeal_above: Cents::euros(1_750),
            },
        ),
        debt_scheme: one(
            file,
            "2023-07-01",
            DebtSchemeTerms {
                breathing_space_months: 6,
                eviction_moratorium_months: 6,
                statutory_scheme_months: 18,
                voluntary_scheme_months: 18,
            },
        ),
        contact_hours: one(file, "2024-04-01", ContactHours { from_minute: 420, until_minute: 1_200 }),
        ..Law::default()
    }
}

fn interest() -> Dated<Rate> {
    let rates = [
        ("2010-01-01", 3),
        ("2011-07-01", 4),
        ("2012-07-01", 3),
        ("2015-01-01", 2),
        ("2023-01-01", 4),
        ("2023-07-01", 6),
        ("2024-01-01", 7),
        ("2025-01-01", 6),
        ("2026-01-01", 4),
    ];
    let rows = rates.into_iter().map(|(from, percent)| (from, Some(Rate::percent(percent)))).collect();
    dated("wettelijke rente", "wet/rente.toml", "2026-12-31", rows)
}

fn scale() -> CollectionCostScale {
    let tiers =
        [(Some(2_500), 1_500), (Some(5_000), 1_000), (Some(10_000), 500), (Some(200_000), 100), (None, 50)];
    CollectionCostScale {
        tiers: tiers
            .into_iter()
            .map(|(up_to, rate)| ScaleTier { up_to: up_to.map(Cents::euros), rate: Rate(rate) })
            .collect(),
        minimum: Cents::euros(40),
        maximum: Cents::euros(6_775),
    }
}

fn letter() -> LetterRule {
    let texts = |words: &[&str]| words.iter().map(|text| (*text).to_owned()).collect();
    LetterRule {
        term_days: 14,
        delivery_days: 2,
        safe_days: 21,
        allowed_wordings: texts(&[
            "binnen veertien dagen vanaf de dag nadat deze brief bij u is bezorgd",
            "binnen vijftien dagen nadat deze brief bij u is bezorgd",
        ]),
        forbidden_wordings: texts(&["dagen na heden", "dagen na dagtekening", "dagen na verzending"]),
    }
}

/// Bound, legal person, natural person, low means. Whole euros.
type Fees = &'static [(Option<i64>, i64, i64, i64)];

fn court_fee() -> Dated<CourtFeeTable> {
    let table = |fees: Fees| {
        let tiers = fees.iter().map(|&(up_to, legal_person, natural_person, low_means)| CourtFeeTier {
            up_to: up_to.map(Cents::euros),
            legal_person: Cents::euros(legal_person),
            natural_person: Cents::euros(natural_person),
            low_means: Some(Cents::euros(low_means)),
        });
        Some(CourtFeeTable { tiers: tiers.collect() })
    };
    let rows = vec![
        (
            "2022-01-01",
            table(&[
                (Some(500), 128, 86, 86),
                (Some(1500), 322, 214, 86),
                (Some(2500), 365, 244, 86),
                (Some(5000), 487, 244, 86),
                (Some(12500), 514, 244, 86),
                (None, 1384, 693, 86),
            ]),
        ),
        (
            "2024-01-01",
            table(&[
                (Some(500), 130, 87, 87),
                (Some(1500), 328, 218, 87),
                (Some(2500), 372, 248, 87),
                (Some(5000), 496, 248, 87),
                (Some(12500), 524, 248, 87),
                (None, 1409, 706, 87),
            ]),
        ),
        ("2025-01-01", None),
        (
            "2026-01-01",
            table(&[
                (Some(500), 139, 93, 93),
                (Some(1500), 350, 233, 93),
                (Some(2500), 397, 265, 93),
                (Some(5000), 529, 265, 93),
                (Some(12500), 559, 265, 93),
                (None, 1504, 753, 93),
            ]),
        ),
    ];
    dated("griffierecht", "wet/griffierecht.toml", "2026-12-31", rows)
}

/// Bound and one point, in whole euros; shorter than the real table, which goes on above 40,000.
type Points = &'static [(Option<i64>, i64)];

fn salary() -> Dated<SalaryTable> {
    let table = |points: Points, eviction: i64| {
        let tiers = points.iter().map(|&(up_to, per_point)| SalaryTier {
            up_to: up_to.map(Cents::euros),
            per_point: Cents::euros(per_point),
            points_max: Some(5),
        });
        let eviction_per_point = Cents::euros(eviction);
        Some(SalaryTable { tiers: tiers.collect(), eviction_per_point, eviction_points_max: 5 })
    };
    let rows = vec![
        ("2021-02-01", None),
        (
            "2023-02-01",
            table(
                &[
                    (Some(250), 39),
                    (Some(500), 80),
                    (Some(1250), 132),
                    (Some(2500), 199),
                    (Some(3750), 232),
                    (Some(5000), 264),
                    (Some(10000), 330),
                    (Some(20000), 396),
                    (Some(40000), 529),
                    (None, 794),
                ],
                199,
            ),
        ),
        (
            "2024-02-01",
            table(
                &[
                    (Some(250), 40),
                    (Some(500), 82),
                    (Some(1250), 135),
                    (Some(2500), 204),
                    (Some(3750), 238),
                    (Some(5000), 271),
                    (Some(10000), 339),
                    (Some(20000), 406),
                    (Some(40000), 543),
                    (None, 815),
                ],
                204,
            ),
        ),
        ("2026-02-01", None),
    ];
    dated("salaris gemachtigde", "wet/salaris-gemachtigde.toml", "2026-11-21", rows)
}

fn bailiff() -> BailiffTariffs {
    let rows = [
        ("2022-01-01", [Some(10402), Some(11477), Some(8342), Some(7516), Some(27276)]),
        ("2023-03-01", [Some(10673), Some(11620), Some(8485), Some(7659), None]),
        ("2024-01-01", [Some(11237), Some(12234), Some(8933), Some(8064), None]),
        ("2025-01-01", [None, None, None, None, None]),
    ];
    let act = |index: usize, table: &str| {
        let rows = rows
            .iter()
            .map(|(from, tariffs): &(&'static str, [Option<i64>; 5])| (*from, tariffs[index].map(Cents)));
        dated(table, "wet/deurwaarderstarieven.toml", "2026-11-21", rows.collect())
    };
    BailiffTariffs {
        summons: act(0, "dagvaarding"),
        service_of_judgment: act(1, "betekening vonnis"),
        notice: act(2, "aanzegging"),
        other_service: act(3, "andere betekening"),
        eviction: act(4, "ontruiming"),
    }
}
