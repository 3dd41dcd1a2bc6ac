//! Collection costs, checked against the printed vectors and scenarios of law.md section 1.

use super::super::fixture::{day, law};
use super::*;
use crate::calendar::Day;
use proptest::prelude::*;

const NO_VAT: VatConditions = VatConditions { outsourced: false, reclaimable: false, declared: false };
const OUTSOURCED: VatConditions = VatConditions { outsourced: true, reclaimable: false, declared: true };

/// law.md 1.1 and law-parameters.json `bik.test_vectors`: principal, fee, fee with 21 % VAT.
const VECTORS: [(i64, i64, i64); 19] = [
    (4_000, 4_000, 4_840),
    (26_666, 4_000, 4_840),
    (26_667, 4_000, 4_840),
    (50_000, 7_500, 9_075),
    (54_940, 8_241, 9_972),
    (100_000, 15_000, 18_150),
    (109_880, 16_482, 19_943),
    (164_820, 24_723, 29_915),
    (250_000, 37_500, 45_375),
    (329_640, 45_464, 55_011),
    (500_000, 62_500, 75_625),
    (581_322, 66_566, 80_545),
    (1_000_000, 87_500, 105_875),
    (2_500_000, 102_500, 124_025),
    (10_000_000, 177_500, 214_775),
    (20_000_000, 277_500, 335_775),
    (50_000_000, 427_500, 517_275),
    (100_000_000, 677_500, 819_775),
    (100_500_000, 677_500, 819_775),
];

#[test]
fn the_printed_scale() {
    let sent = day("2026-11-23");
    for (principal, fee, with_vat) in VECTORS {
        let announced = |vat| costs_to_announce(&law(), sent, &[Cents(principal)], vat).unwrap();
        assert_eq!(announced(NO_VAT).total(), Cents(fee), "{principal}");
        assert_eq!(announced(OUTSOURCED).total(), Cents(with_vat), "{principal} with VAT");
        assert_eq!(announced(OUTSOURCED).excluding_vat, Cents(fee));
    }
    assert_eq!(law().collection_costs.at(sent).unwrap().fee(Cents(10_000)), Cents::euros(40));
    assert_eq!(law().collection_costs.at(sent).unwrap().fee(Cents(26_670)), Cents(4_001), "40.005 goes up");
    assert_eq!(
        law().collection_costs.at(sent).unwrap().fee(Cents(26_669)),
        Cents(4_000),
        "40.0035 goes down"
    );
    assert_eq!(law().collection_costs.at(sent).unwrap().fee(Cents::ZERO), Cents::ZERO);
    assert_eq!(law().collection_costs.at(sent).unwrap().fee(Cents(-54_940)), Cents::ZERO);
}

#[test]
fn vat_only_when_all_three_conditions_hold() {
    for bits in 0..8 {
        let conditions =
            VatConditions { outsourced: bits & 1 != 0, reclaimable: bits & 2 != 0, declared: bits & 4 != 0 };
        assert_eq!(conditions.apply(), bits == 0b101, "{conditions:?}");
    }
}

/// A good letter by post over terms of these amounts, due on the first of the month before it was sent.
fn letter(sent: &str, principals: &[i64]) -> SentLetter {
    let sent_on = day(sent);
    let principals: Vec<Cents> = principals.iter().map(|cents| Cents(*cents)).collect();
    SentLetter {
        sent_on,
        delivery: Delivery::PresumedByPost,
        wording_valid: true,
        stated_costs: costs_to_announce(&law(), sent_on, &principals, NO_VAT).unwrap().total(),
        claims: principals
            .iter()
            .map(|&principal| LetterClaim {
                due_on: sent_on.month().first_day(),
                principal,
                open_after_term: principal,
                charged_before: false,
            })
            .collect(),
    }
}

/// The costs 60 days after sending, without earlier letters, under a fair clause.
fn costs(letter: &SentLetter) -> Result<Cents, NoCosts> {
    after(letter, &[])
}

fn after(letter: &SentLetter, earlier: &[EarlierLetter]) -> Result<Cents, NoCosts> {
    chargeable(&law(), letter.sent_on + 60, CostsClause::Fair, letter, earlier, NO_VAT)
        .unwrap()
        .map(CollectionCosts::total)
}

/// Sends one letter for each term, each a month after the last, and adds up what may be charged.
fn one_letter_each(first_month: &str, principal: i64, count: i32) -> Cents {
    let law = law();
    let mut earlier = Vec::new();
    for number in 0..count {
        // Each term falls due three months after the last, so that every letter has lapsed before the next term.
        let due_on = day(first_month).plus_months(number * if principal < 26_667 { 2 } else { 3 });
        let mut letter = letter(&(due_on + 9).to_string(), &[principal]);
        letter.claims[0].due_on = due_on;
        let dates = letter_dates(
            law.fourteen_day_letter.at(letter.sent_on).unwrap(),
            &law.equated_days,
            letter.sent_on,
            letter.delivery,
        );
        let charged = after(&letter, &earlier).unwrap_or(Cents::ZERO);
        earlier.push(EarlierLetter {
            costs_from: dates.unwrap().costs_from,
            principal: Cents(principal),
            largest_instalment: Cents(principal),
            charged,
        });
    }
    earlier.iter().map(|letter| letter.charged).sum()
}

/// law.md 1.4 and law-parameters.json `bik.scenario_vectors`.
#[test]
fn the_printed_scenarios() {
    let two = letter("2026-03-10", &[54_940, 54_940]);
    assert_eq!(costs(&two), Ok(Cents(16_482)), "two terms, one letter");

    let mut paid_300 = two.clone();
    paid_300.claims[0].open_after_term = Cents(24_940);
    assert_eq!(costs(&paid_300), Ok(Cents(11_982)), "300 paid within the term");

    assert_eq!(costs(&letter("2026-03-10", &[54_940; 6])), Ok(Cents(45_464)), "six terms, one letter");
    assert_eq!(one_letter_each("2025-01-01", 54_940, 6), Cents(49_446), "six terms, six lapsed letters");
    assert_eq!(one_letter_each("2025-01-01", 54_940, 3), Cents(24_723), "three terms, three lapsed letters");

    assert_eq!(one_letter_each("2023-01-01", 2_000, 3), Cents(12_000), "small terms before 1 October 2024");
    assert_eq!(costs(&letter("2026-03-10", &[2_000; 3])), Ok(Cents(4_000)), "small terms, one letter");
    assert_eq!(one_letter_each("2025-01-01", 2_000, 3), Cents(4_000), "small terms from 1 October 2024");

    let invalid = SentLetter { wording_valid: false, ..two.clone() };
    assert_eq!(costs(&invalid), Err(NoCosts::WordingInvalid));

    for clause in [CostsClause::Unfair, CostsClause::Unknown] {
        let result = chargeable(&law(), day("2026-06-01"), clause, &two, &[], NO_VAT).unwrap();
        assert_eq!(result, Err(NoCosts::CostsClause(clause)));
    }
    let no_clause = chargeable(&law(), day("2026-06-01"), CostsClause::None, &two, &[], NO_VAT).unwrap();
    assert_eq!(no_clause.unwrap().total(), Cents(16_482), "the law itself gives the fee");
}

#[test]
fn no_costs_while_the_term_runs_or_without_delivery() {
    let letter = letter("2026-11-23", &[54_940]);
    let on = |on: &str, letter: &SentLetter| {
        chargeable(&law(), day(on), CostsClause::Fair, letter, &[], NO_VAT)
            .unwrap()
            .map(|costs| costs.total())
    };
    assert_eq!(on("2026-12-14", &letter), Err(NoCosts::TermRunsUntil(day("2026-12-15"))));
    assert_eq!(on("2026-12-15", &letter), Ok(Cents(8_241)));
    let not_delivered = SentLetter { delivery: Delivery::NotProven, ..letter.clone() };
    assert_eq!(on("2027-03-01", &not_delivered), Err(NoCosts::NotDelivered));
    let mut early = letter.clone();
    early.claims[0].due_on = early.sent_on;
    assert_eq!(on("2026-12-15", &early), Err(NoCosts::BeforeDefault));
    let too_much = SentLetter { stated_costs: Cents(8_242), ..letter.clone() };
    assert_eq!(on("2026-12-15", &too_much), Err(NoCosts::StatedTooMuch));
    let too_little = SentLetter { stated_costs: Cents(4_000), ..letter.clone() };
    assert_eq!(on("2026-12-15", &too_little), Ok(Cents(4_000)), "never more than the letter said");
    let mut paid = letter.clone();
    paid.claims[0].open_after_term = Cents::ZERO;
    assert_eq!(on("2026-12-15", &paid), Err(NoCosts::NothingOpen));
    let mut charged = letter;
    charged.claims[0].charged_before = true;
    assert_eq!(on("2026-12-15", &charged), Err(NoCosts::NothingOpen));
}

/// A letter that said nothing of VAT brings no VAT; one that did brings it.
#[test]
fn vat_needs_its_place_in_the_letter() {
    let silent = letter("2026-03-10", &[54_940]);
    let stated = SentLetter { stated_costs: Cents(9_972), ..silent.clone() };
    let costs = |letter: &SentLetter| {
        chargeable(&law(), day("2026-06-01"), CostsClause::Fair, letter, &[], OUTSOURCED).unwrap().unwrap()
    };
    assert_eq!(costs(&stated), CollectionCosts { excluding_vat: Cents(8_241), vat: Cents(1_731) });
    assert_eq!(costs(&silent).total(), Cents(8_241));
    let without_vat = chargeable(&law(), day("2026-06-01"), CostsClause::Fair, &stated, &[], NO_VAT).unwrap();
    assert_eq!(without_vat, Err(NoCosts::StatedTooMuch));
}

/// Art. 6:96 lid 7 BW: what could have gone in one letter is charged as if it had.
#[test]
fn letters_side_by_side_bring_no_more_than_one_letter() {
    let second = letter("2026-03-10", &[200_000]);
    let running = EarlierLetter {
        costs_from: day("2026-03-20"),
        principal: Cents(200_000),
        largest_instalment: Cents(200_000),
        charged: Cents(30_000),
    };
    assert_eq!(after(&second, &[running]), Ok(Cents(22_500)), "52,500 over 4,000, less 30,000");
    let lapsed = EarlierLetter { costs_from: day("2026-03-01"), ..running };
    assert_eq!(after(&second, &[lapsed]), Ok(Cents(30_000)));
}

/// Once in six months for small instalments, as long as the text of the rule was not read (law.md 1.5).
#[test]
fn small_instalments_once_in_six_months() {
    let garage = letter("2026-09-10", &[10_000]);
    let earlier = |costs_from: &str, instalment: i64| EarlierLetter {
        costs_from: day(costs_from),
        principal: Cents(instalment),
        largest_instalment: Cents(instalment),
        charged: Cents(4_000),
    };
    assert_eq!(after(&garage, &[earlier("2026-05-01", 10_000)]), Err(NoCosts::AlreadyCharged));
    assert_eq!(after(&garage, &[earlier("2026-04-02", 10_000)]), Err(NoCosts::AlreadyCharged));
    assert_eq!(
        after(&garage, &[earlier("2026-04-01", 10_000)]),
        Ok(Cents(4_000)),
        "more than six months ago"
    );
    assert_eq!(after(&garage, &[earlier("2026-05-01", 54_940)]), Ok(Cents(4_000)), "that was a rent term");
    let rent_and_garage = letter("2026-09-10", &[54_940, 10_000]);
    assert_eq!(costs(&rent_and_garage), Ok(Cents(9_741)));
    assert_eq!(
        after(&rent_and_garage, &[earlier("2026-05-01", 10_000)]),
        Ok(Cents(8_241)),
        "over the rent only"
    );
}

/// The model of the rule, for when a lawyer has read it: what one letter would have brought, less what was charged.
#[test]
fn the_cumulation_model_without_the_once_rule() {
    let law = law();
    let scale = law.collection_costs.at(day("2026-09-10")).unwrap();
    let rule = SmallInstalmentRule {
        once_per_period: false,
        ..law.small_instalments.at(day("2026-09-10")).unwrap().unwrap()
    };
    let mut earlier: Vec<EarlierLetter> = Vec::new();
    let mut charged = Vec::new();
    for number in 0..5 {
        let costs_from = day("2026-01-31") + number * 30;
        let claims = [LetterClaim {
            due_on: costs_from,
            principal: Cents(10_000),
            open_after_term: Cents(10_000),
            charged_before: false,
        }];
        let fee = fee_without_stacking(scale, Some(rule), costs_from, &claims, &earlier);
        charged.push(fee.0);
        earlier.push(EarlierLetter {
            costs_from,
            principal: Cents(10_000),
            largest_instalment: Cents(10_000),
            charged: fee,
        });
    }
    assert_eq!(charged, [4_000, 0, 500, 1_500, 1_500]);
}

#[test]
fn every_refusal_says_why_in_dutch() {
    let refusal = NoCosts::TermRunsUntil(Day::parse_iso("2026-12-15").unwrap());
    assert!(refusal.dutch().ends_with("op zijn vroegst 15 december 2026."));
    assert!(NoCosts::CostsClause(CostsClause::Unknown).dutch().contains("beoordeeld"));
}

proptest! {
    /// More principal never costs less, and never leaves 40 and 6,775.
    #[test]
    fn the_scale_rises_between_its_bounds(one in 1_i64..200_000_000, other in 1_i64..200_000_000) {
        let law = law();
        let scale = law.collection_costs.at(day("2026-11-21")).unwrap();
        let (less, more) = (scale.fee(Cents(one.min(other))), scale.fee(Cents(one.max(other))));
        prop_assert!(less <= more);
        prop_assert!(less >= Cents::euros(40) && more <= Cents::euros(6_775));
    }

    /// Never before the term has passed, never without delivery, never over the stated amount, never stacked over
    /// what one letter for all would bring.
    #[test]
    fn never_costs_too_early_or_too_much(
        principals in proptest::collection::vec(1_i64..300_000, 1..5), paid in 0_i64..300_000,
        sent in 0_i32..1_500, waited in 0_i32..60, earlier_principal in 1_i64..300_000, gap in -40_i32..200,
    ) {
        let law = law();
        let mut letter = letter(&(day("2023-01-02") + sent).month().day(10).to_string(), &principals);
        letter.claims[0].open_after_term = (letter.claims[0].principal - Cents(paid)).at_least_zero();
        let scale = law.collection_costs.at(letter.sent_on).unwrap();
        let earlier = EarlierLetter {
            costs_from: letter.sent_on - gap,
            principal: Cents(earlier_principal),
            largest_instalment: Cents(earlier_principal),
            charged: scale.fee(Cents(earlier_principal)),
        };
        let on = letter.sent_on + waited;
        let open: Cents = letter.claims.iter().map(|claim| claim.open_after_term).sum();
        match chargeable(&law, on, CostsClause::Fair, &letter, &[earlier], NO_VAT).unwrap() {
            Err(_) => {}
            Ok(costs) => {
                prop_assert!(waited >= 22);
                prop_assert!(costs.total() > Cents::ZERO && costs.total() <= letter.stated_costs);
                prop_assert!(costs.total() <= scale.fee(open));
                if earlier.costs_from > letter.claims[0].due_on {
                    prop_assert!(
                        costs.total() + earlier.charged <= scale.fee(open + earlier.principal).max(earlier.charged)
                    );
                }
            }
        }
    }
}
