//! The shipped `wet/` gives the numbers that were printed and checked by hand, and a wrong line is found where it stands.

use super::{LawFinding, read_law, shipped, shipped_files};
use domain::calendar::Day;
use domain::dossier::CostsClause;
use domain::law::LawGap;
use domain::law::collection_costs::{
    EarlierLetter, LetterClaim, NoCosts, SentLetter, VatConditions, chargeable, costs_to_announce,
};
use domain::law::court::{
    CostRoad, Lines, fee_and_point, latest_complete_day, until_eviction, until_summons,
};
use domain::law::early_signal::{SignalDecision, SignalEvidence, decide};
use domain::law::fourteen_day_letter::{Delivery, WordingFinding, letter_dates, wording_findings};
use domain::law::interest::{InterestClaim, interest, total_interest};
use domain::law::parameters::{GapReason, Rate, Verification};
use domain::law::{Law, contact, death, debt_scheme, direct_debit, prescription};
use domain::money::Cents;

fn day(text: &str) -> Day {
    Day::parse_iso(text).unwrap()
}

const TODAY: &str = "2026-11-21";
const NO_VAT: VatConditions = VatConditions { outsourced: false, reclaimable: false, declared: false };
const OUTSOURCED: VatConditions = VatConditions { outsourced: true, reclaimable: false, declared: true };

/// law.md 1.1: 19 vectors.
#[test]
fn shipped_collection_costs() {
    let law = shipped();
    for (principal, fee, with_vat) in [
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
    ] {
        let total = |vat| costs_to_announce(&law, day(TODAY), &[Cents(principal)], vat).unwrap().total();
        assert_eq!((total(NO_VAT), total(OUTSOURCED)), (Cents(fee), Cents(with_vat)), "{principal}");
    }
    let small = law.small_instalments.at(day("2024-10-01")).unwrap().unwrap();
    assert_eq!((small.threshold, small.look_back_months, small.once_per_period), (Cents(26_667), 6, true));
    assert_eq!(law.small_instalments.at(day("2024-09-30")), Ok(&None));
}

/// The nine scenarios of law.md 1.4, through the shipped law, one letter at a time.
#[test]
fn shipped_letter_to_costs() {
    let law = shipped();
    let sent_on = day("2026-03-10");
    let letter = |open: &[i64], stated: i64, wording_valid| SentLetter {
        sent_on,
        delivery: Delivery::PresumedByPost,
        wording_valid,
        stated_costs: Cents(stated),
        claims: open
            .iter()
            .map(|&open| LetterClaim {
                due_on: day("2026-03-01"),
                principal: Cents(54_940),
                open_after_term: Cents(open),
                charged_before: false,
            })
            .collect(),
    };
    let costs = |letter: &SentLetter, clause| {
        chargeable(&law, day("2026-05-01"), clause, letter, &[], NO_VAT).unwrap().map(|costs| costs.total())
    };
    let fair = CostsClause::Fair;
    assert_eq!(costs(&letter(&[54_940, 54_940], 16_482, true), fair), Ok(Cents(16_482)));
    assert_eq!(costs(&letter(&[24_940, 54_940], 16_482, true), fair), Ok(Cents(11_982)));
    assert_eq!(costs(&letter(&[54_940; 6], 45_464, true), fair), Ok(Cents(45_464)));
    assert_eq!(costs(&letter(&[54_940; 2], 16_482, false), fair), Err(NoCosts::WordingInvalid));
    let unfair = costs(&letter(&[54_940; 2], 16_482, true), CostsClause::Unfair);
    assert_eq!(unfair, Err(NoCosts::CostsClause(CostsClause::Unfair)));
    assert_eq!(one_letter_each(&law, "2025-01-01", 54_940, 6), Cents(49_446));
    assert_eq!(one_letter_each(&law, "2023-01-01", 2_000, 3), Cents(12_000));
    assert_eq!(one_letter_each(&law, "2025-01-01", 2_000, 3), Cents(4_000));
    let three_in_one = costs_to_announce(&law, sent_on, &[Cents(2_000); 3], NO_VAT).unwrap();
    assert_eq!(three_in_one.total(), Cents(4_000));
}

/// A term every other month, each with its own letter that lapses before the next; what may be charged in all.
fn one_letter_each(law: &Law, first_due: &str, principal: i64, count: i32) -> Cents {
    let mut earlier: Vec<EarlierLetter> = Vec::new();
    for number in 0..count {
        let due_on = day(first_due).plus_months(number * 2);
        let principal = Cents(principal);
        let claim = LetterClaim { due_on, principal, open_after_term: principal, charged_before: false };
        let letter = SentLetter {
            sent_on: due_on + 9,
            delivery: Delivery::PresumedByPost,
            wording_valid: true,
            stated_costs: costs_to_announce(law, due_on + 9, &[principal], NO_VAT).unwrap().total(),
            claims: vec![claim],
        };
        let on = due_on + 50;
        let charged = chargeable(law, on, CostsClause::Fair, &letter, &earlier, NO_VAT)
            .unwrap()
            .map_or(Cents::ZERO, |costs| costs.total());
        earlier.push(EarlierLetter { costs_from: on, principal, largest_instalment: principal, charged });
    }
    earlier.iter().map(|letter| letter.charged).sum()
}

/// law.md 1.3.
#[test]
fn shipped_letter_days_and_words() {
    let law = shipped();
    let rule = law.fourteen_day_letter.at(day(TODAY)).unwrap();
    for (sent, delivered, last, strict, safe) in [
        ("2026-11-23", "2026-11-25", "2026-12-09", "2026-12-10", "2026-12-15"),
        ("2026-11-26", "2026-11-28", "2026-12-14", "2026-12-15", "2026-12-18"),
        ("2026-12-04", "2026-12-08", "2026-12-22", "2026-12-23", "2026-12-26"),
        ("2026-12-23", "2026-12-29", "2027-01-12", "2027-01-13", "2027-01-14"),
        ("2027-03-24", "2027-03-27", "2027-04-12", "2027-04-13", "2027-04-15"),
        ("2027-04-23", "2027-04-28", "2027-05-12", "2027-05-13", "2027-05-15"),
    ] {
        let dates = letter_dates(rule, &law.equated_days, day(sent), Delivery::PresumedByPost).unwrap();
        assert_eq!(
            (dates.delivered_on, dates.last_day, dates.costs_from_strict, dates.costs_from),
            (day(delivered), day(last), day(strict), day(safe)),
            "{sent}"
        );
    }
    for good in &rule.allowed_wordings {
        assert_eq!(wording_findings(rule, good), []);
    }
    for bad in [
        "binnen 14 dagen na heden",
        "binnen 14 dagen na dagtekening",
        "binnen 14 dagen na verzending",
        "binnen 16 dagen na heden",
    ] {
        let found = wording_findings(rule, bad);
        assert!(found.iter().any(|finding| matches!(finding, WordingFinding::ForbiddenTerm(_))), "{bad}");
    }
}

/// law.md 2.2: 8 cases, and the rates of 1987 to 2026.
#[test]
fn shipped_interest() {
    let law = shipped();
    let claim = |principal, from: &str| InterestClaim {
        default_from: day(from),
        principal: Cents(principal),
        ..InterestClaim::default()
    };
    for (principal, from, until, expected) in [
        (100_000, "2023-01-01", "2024-01-01", 5_009),
        (54_940, "2025-10-02", "2026-03-02", 1_183),
        (164_820, "2023-03-10", "2026-03-10", 31_524),
        (250_000, "2022-11-15", "2026-11-21", 59_167),
        (500_000, "2024-03-15", "2026-03-15", 63_904),
        (1_000_000, "2024-02-29", "2026-11-21", 162_035),
        (300_000, "2014-05-29", "2014-12-12", 4_858),
    ] {
        let statement = interest(&law, &claim(principal, from), day(until)).unwrap();
        assert_eq!(statement.interest, Cents(expected), "{principal} from {from}");
    }
    let six: Vec<InterestClaim> =
        (1..=6).map(|month| claim(54_940, &format!("2026-{month:02}-02"))).collect();
    assert_eq!(total_interest(&law, &six, day("2026-07-01")), Ok(Cents(3_788)));
    for (on, percent) in [
        ("1987-04-01", 8),
        ("1990-06-30", 10),
        ("1990-07-01", 11),
        ("1992-01-01", 12),
        ("1996-07-01", 5),
        ("2001-12-31", 8),
        ("2003-08-01", 5),
        ("2009-07-01", 4),
        ("2010-01-01", 3),
        ("2011-07-01", 4),
        ("2014-07-01", 3),
        ("2015-01-01", 2),
        ("2024-12-31", 7),
        ("2026-12-31", 4),
    ] {
        assert_eq!(law.statutory_interest.at(day(on)), Ok(&Rate::percent(percent)), "{on}");
    }
    assert_eq!(law.statutory_interest.rows.len(), 25);
    assert!(law.statutory_interest.at(day("2027-01-01")).is_err());
}

/// law.md 4.2 to 4.5.
#[test]
fn shipped_court_costs() {
    let law = shipped();
    for (claim, fee, point) in
        [(189_543, 37_200, 20_400), (375_104, 49_600, 27_100), (1_491_500, 140_900, 40_600)]
    {
        assert_eq!(
            fee_and_point(&law, day("2024-06-01"), Cents(claim)),
            Ok((Cents(fee), Cents(point))),
            "{claim}"
        );
    }
    let road = CostRoad {
        tariffs_of: day("2023-03-01"),
        collection_costs: true,
        collection_vat: OUTSOURCED,
        bailiff_vat: false,
        eviction_writ_estimate: Some(Cents(27_419)),
        eviction_practical: Cents(450_893),
    };
    let (three, six) = (Cents(164_820), Cents(329_640));
    let total = |lines: Result<Lines, LawGap>| lines.unwrap().iter().map(|(_, cents)| *cents).sum::<Cents>();
    assert_eq!(total(until_summons(&law, &road, three, Cents::ZERO, 1)), Cents(261_808));
    assert_eq!(total(until_eviction(&law, &road, six, Cents(3_788))), Cents(1_003_744));
    let in_2024 =
        CostRoad { tariffs_of: day("2024-03-01"), collection_vat: NO_VAT, bailiff_vat: true, ..road };
    assert_eq!(total(until_summons(&law, &in_2024, three, Cents::ZERO, 1)), Cents(260_740));
    assert_eq!(latest_complete_day(&law, day(TODAY)), Some(day("2024-12-31")));
}

/// What is known to be missing is refused, what is known is given.
#[test]
fn shipped_gaps() {
    let law = shipped();
    let court_fee = |on: &str| law.court_fee.at(day(on)).map(|table| table.tiers[1].legal_person);
    assert_eq!(court_fee("2012-06-01"), Ok(Cents::euros(437)));
    assert_eq!(court_fee("2019-06-01"), Ok(Cents::euros(486)));
    assert_eq!(court_fee("2023-06-01"), Ok(Cents::euros(322)));
    assert_eq!(court_fee("2026-06-01"), Ok(Cents::euros(350)));
    for missing in ["2013-01-01", "2018-12-31", "2020-06-01", "2021-12-31", "2025-06-01"] {
        let gap = court_fee(missing).unwrap_err();
        assert!(matches!(gap.reason, GapReason::ValueMissingSince(_)), "{missing}");
        assert_eq!(gap.file, "wet/griffierecht.toml");
    }
    assert!(law.salary.at(day("2021-06-01")).is_err() && law.salary.at(day("2026-02-01")).is_err());
    assert_eq!(law.salary.at(day("2026-01-31")).unwrap().tiers.len(), 14);
    assert_eq!(law.bailiff.summons.at(day("2021-01-15")), Ok(&Cents(8_338)));
    assert_eq!(law.bailiff.notice.at(day("2021-01-16")), Ok(&Cents(6_788)));
    assert_eq!(law.bailiff.other_service.at(day("2021-07-01")), Ok(&Cents(7_119)));
    assert_eq!(law.bailiff.eviction.at(day("2022-01-01")), Ok(&Cents(27_276)));
    assert!(law.bailiff.eviction.at(day("2023-03-01")).is_err());
    assert!(law.bailiff.summons.at(day("2025-01-01")).is_err());
}

/// law.md 3.6, 5.7, 5.8, 5.11, 5.12 and 5.1.
#[test]
fn shipped_terms() {
    let law = shipped();
    let today = day(TODAY);
    let terms = law.prescription.at(today).unwrap();
    assert_eq!(*terms, domain::prescribed::TERMS, "what a night uses is what the law says");
    assert_eq!(prescription::rent_last_day(terms, day("2021-03-01"), &[]), day("2026-03-01"));
    assert_eq!(
        prescription::rent_last_day(terms, day("2021-03-01"), &[day("2024-12-15")]),
        day("2029-12-15")
    );
    assert_eq!(prescription::judgment_last_day(terms, day("2022-06-10")), day("2042-06-10"));
    let dates = death::dates(law.death.at(today).unwrap(), day("2026-01-31"));
    assert_eq!((dates.tenancy_ends_on, dates.heirs_earliest_end_on), (day("2026-03-31"), day("2026-02-28")));
    let debit = law.direct_debit.at(today).unwrap();
    assert_eq!(direct_debit::refund_until(debit, day("2026-11-02")), day("2026-12-28"));
    let scheme = law.debt_scheme.at(today).unwrap();
    assert_eq!(debt_scheme::last_day(today, scheme.breathing_space_months), day("2027-05-20"));
    let hours = law.contact_hours.at(today).unwrap();
    assert!(contact::may_contact(hours, &law.equated_days, today, 420));
    assert!(!contact::may_contact(hours, &law.equated_days, today, 1_200));
    assert_eq!(law.procedure.at(today).unwrap().eviction_order_days, 3);
    let proof = Some(day("2026-10-12"));
    let evidence = SignalEvidence {
        due_on: day("2026-10-01"),
        arrears: Cents(54_940),
        contact_effort_on: proof,
        help_pointed_on: proof,
        reminder_on: proof,
        offer_on: proof,
        refused_on: None,
        signalled: None,
    };
    let rule = law.early_signal.at(today).unwrap();
    assert_eq!(decide(rule, &evidence, day("2026-10-20")), SignalDecision::Wait(day("2026-10-31")));
    assert_eq!(decide(rule, &evidence, day("2026-10-31")), SignalDecision::Signal);
}

/// Every row says where it comes from, and what is not verified has no value.
#[test]
fn shipped_rows_have_a_source() {
    let law = shipped();
    for row in &law.court_fee.rows {
        assert!(!row.source.is_empty() && !row.article.is_empty());
        assert_eq!(row.value.is_none(), row.verification == Verification::Unverified);
    }
    assert_eq!(law.equated_days.0, []);
    assert_eq!(law.equated_days_checked_through, day("2025-12-31"));
}

/// Replaces a piece of one shipped file and reads the whole again.
fn with(file: &str, old: &str, new: &str) -> Result<Law, Vec<LawFinding>> {
    let mut files = shipped_files();
    let (_, text) = files.iter_mut().find(|(name, _)| name.ends_with(file)).unwrap();
    assert!(text.contains(old), "{file} holds no {old}");
    *text = text.replacen(old, new, 1);
    read_law(&files)
}

/// The line of a piece of a shipped file.
fn line(file: &str, piece: &str) -> u32 {
    let files = shipped_files();
    let (_, text) = files.iter().find(|(name, _)| name.ends_with(file)).unwrap();
    text[..text.find(piece).unwrap()].lines().count() as u32 + 1
}

#[test]
fn a_wrong_line_is_found_where_it_stands() {
    for (file, old, new, found) in [
        ("rente.toml", "tarief = \"8 %\"", "tarief = \"8\"", "`tarief` hoort te zijn"),
        ("rente.toml", "tarief = \"8 %\"", "tarief = 8", "`tarief` hoort te zijn"),
        ("rente.toml", "tarief = \"8 %\"", "tarief = \"8 %\"\nsoort = \"x\"", "Onbekend woord `soort`"),
        ("incassokosten.toml", "minimum = \"40 euro\"", "minimum = \"40\"", "`minimum` hoort te zijn"),
        (
            "incassokosten.toml",
            "minimum = \"40 euro\"",
            "minimum = \"veertig euro\"",
            "`minimum` hoort te zijn",
        ),
        ("incassokosten.toml", "regel = \"geen\"", "regel = \"soms\"", "`regel` hoort te zijn"),
        (
            "veertiendagenbrief.toml",
            "termijn = \"14 dagen\"",
            "termijn = \"14 weken\"",
            "`termijn` hoort te zijn",
        ),
        (
            "vroegsignalering.toml",
            "zekerheid = \"secundair\"",
            "zekerheid = \"zeker\"",
            "`zekerheid` hoort te zijn",
        ),
        ("termijnen.toml", "vroegst = \"07:00 uur\"", "vroegst = \"25:00 uur\"", "`vroegst` hoort te zijn"),
        ("termijnen.toml", "dagvaarding = \"1 week\"", "dagvaarding = 1", "`dagvaarding` hoort te zijn"),
    ] {
        let findings = with(file, old, new).unwrap_err();
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(findings[0].text.contains(found), "{new}: {}", findings[0]);
        let at = line(file, old) + u32::from(new.contains('\n'));
        assert_eq!(
            (findings[0].file.as_str(), findings[0].line),
            (format!("wet/{file}").as_str(), at),
            "{new}"
        );
    }
}

#[test]
fn what_is_missing_double_or_out_of_order_is_found() {
    for (file, old, new, found) in [
        ("rente.toml", "vanaf = 1990-01-01", "vanaf = 1986-01-01", "niet op volgorde"),
        (
            "rente.toml",
            "gecontroleerd_tot = 2026-12-31",
            "gecontroleerd_tot = 2025-12-31",
            "voor de laatste rij",
        ),
        ("rente.toml", "[wettelijke-rente]", "[rentes]\n[wettelijke-rente]", "Onbekende tabel `rentes`"),
        ("rente.toml", "bron = ", "bron2 = ", "`bron` ontbreekt"),
        ("incassokosten.toml", "{ tot = \"2500 euro\"", "{ tot = \"5500 euro\"", "lopen op"),
        ("incassokosten.toml", "{ tot = \"2500 euro\", ", "{ ", "lopen op"),
        ("incassokosten.toml", "[btw]", "[btw", "geen geldige TOML"),
        (
            "griffierecht.toml",
            "zekerheid = \"niet geverifieerd\"",
            "zekerheid = \"secundair\"",
            "niet geverifieerd",
        ),
        (
            "griffierecht.toml",
            "zekerheid = \"secundair\"",
            "zekerheid = \"niet geverifieerd\"",
            "niet geverifieerd",
        ),
        (
            "griffierecht.toml",
            "onbekend = \"ja\"",
            "onbekend = \"ja\"\nschijven = []",
            "Onbekend woord `schijven`",
        ),
    ] {
        let findings = with(file, old, new).unwrap_err();
        assert!(findings.iter().any(|finding| finding.text.contains(found)), "{new}: {findings:?}");
    }
    let mut files = shipped_files();
    let rente = files.remove(4);
    assert_eq!(read_law(&files).unwrap_err()[0].to_string(), "wet/rente.toml:1: Dit bestand ontbreekt.");
    files.extend([rente.clone(), rente, ("wet/huur.toml".into(), String::new())]);
    let findings: Vec<String> =
        read_law(&files).unwrap_err().iter().map(|finding| finding.to_string()).collect();
    assert_eq!(
        findings,
        [
            "wet/huur.toml:1: Dit bestand hoort niet in wet/.",
            "wet/rente.toml:1: Dit bestand is er twee keer."
        ]
    );
}

/// Whatever line is lost or cut off: findings, never a panic.
#[test]
fn a_broken_file_is_refused_and_never_stops_the_reader() {
    for index in 0..shipped_files().len() {
        let text = shipped_files().swap_remove(index).1;
        let lines: Vec<&str> = text.lines().collect();
        for lost in (index % 3..lines.len()).step_by(3) {
            let half: String = lines[lost].chars().take(lines[lost].chars().count() / 2).collect();
            for broken in [
                [&lines[..lost], &lines[lost + 1..]].concat().join("\n"),
                lines[..lost].join("\n"),
                [&lines[..lost], &[half.as_str()], &lines[lost + 1..]].concat().join("\n"),
            ] {
                let mut files = shipped_files();
                files[index].1 = broken;
                if let Err(findings) = read_law(&files) {
                    assert!(findings.iter().all(|finding| finding.line >= 1 && !finding.text.is_empty()));
                }
            }
        }
    }
}

#[test]
fn an_equated_day_is_read() {
    let day_of_decree =
        "\n[[gelijkgestelde-dagen.rij]]\ndag = 2027-05-07\nbron = \"Stb.\"\nzekerheid = \"wettekst\"\n";
    let mut files = shipped_files();
    files[1].1.push_str(day_of_decree);
    assert_eq!(read_law(&files).unwrap().equated_days.0, [day("2027-05-07")]);
}

/// The hash follows the texts, not their order or folder.
#[test]
fn the_hash_names_the_texts() {
    let mut files = shipped_files();
    files.reverse();
    for (name, _) in &mut files {
        *name = name.trim_start_matches("wet/").to_owned();
    }
    assert_eq!(read_law(&files).unwrap().hash, shipped().hash);
    let other = with("rente.toml", "# Wettelijke rente", "# De wettelijke rente").unwrap();
    assert_ne!(other.hash, shipped().hash);
}
