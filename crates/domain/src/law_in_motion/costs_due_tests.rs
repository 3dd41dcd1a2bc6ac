//! Costs come from a good letter only, once, never stacked, and not while something better is at work.

use super::super::scene::{Scene, day, law, letter};
use super::*;

fn due(scene: &Scene, today: &str, letters: &[LetterOnFile]) -> Result<CostsDue, NotDue> {
    scene.on(today, |ground| costs_due(ground, &law(), letters, VatConditions::default()))
}

fn two_terms() -> (Scene, LetterOnFile) {
    let scene = Scene::new().due(&["2026-10-01", "2026-11-01"]);
    (scene, letter("2026-11-23", &[("2026-10-01", 54_940), ("2026-11-01", 54_940)], 16_482))
}

/// law.md 1.4: two terms of 549.40 in one letter give 164.82, and from the safe day on.
#[test]
fn costs_from_the_day_the_term_is_over() {
    let (scene, posted) = two_terms();
    assert!(matches!(
        due(&scene, "2026-12-14", std::slice::from_ref(&posted)),
        Err(NotDue::Letter(LetterState::Running(_)))
    ));
    let costs = due(&scene, "2026-12-15", &[posted]).unwrap();
    assert_eq!((costs.letter, costs.costs.total(), costs.from), (0, Cents(16_482), day("2026-12-15")));
    assert_eq!(costs.principal, Cents(109_880));
    assert!(costs.because.contains("23 november 2026") && costs.because.contains("9 december 2026"));
}

/// law.md 1.4: 300.00 paid within the term leaves 798.80 and 119.82.
#[test]
fn what_was_paid_in_time_bears_no_costs() {
    let (scene, posted) = two_terms();
    let part = scene.paid(30_000, "2026-12-05");
    assert_eq!(due(&part, "2026-12-15", std::slice::from_ref(&posted)).unwrap().costs.total(), Cents(11_982));
    let all = part.paid(79_880, "2026-12-09");
    assert!(matches!(due(&all, "2026-12-15", &[posted]), Err(NotDue::Letter(LetterState::PaidInTime(_)))));
}

#[test]
fn who_paid_late_but_all_is_left_alone() {
    let (scene, posted) = two_terms();
    let late = scene.paid(109_880, "2026-12-20");
    assert_eq!(due(&late, "2026-12-21", &[posted]), Err(NotDue::PaidSince));
}

#[test]
fn nothing_without_a_letter_a_proof_or_the_switch() {
    let (scene, posted) = two_terms();
    let today = "2026-12-15";
    assert_eq!(due(&scene, today, &[]), Err(NotDue::NoLetter));
    let unproven = LetterOnFile { posting: Posting::NotProven, ..posted.clone() };
    assert_eq!(due(&scene, today, &[unproven]), Err(NotDue::Letter(LetterState::AwaitingProof)));
    let mut off = two_terms().0;
    off.settings.charge_collection_costs = false;
    assert_eq!(due(&off, today, std::slice::from_ref(&posted)), Err(NotDue::SwitchedOff));
    let mut unfair = two_terms().0;
    unfair.dossier.tenancy.costs_clause = CostsClause::Unfair;
    let refused = NotDue::Law(NoCosts::CostsClause(CostsClause::Unfair));
    assert_eq!(due(&unfair, today, &[posted]), Err(refused));
}

/// The landlord's own scale without VAT is what counts: a letter that states VAT asks too much.
#[test]
fn a_letter_with_vat_that_may_not_be_asked_brings_nothing() {
    let (scene, posted) = two_terms();
    let with_vat = LetterOnFile { stated_costs: Cents(19_943), ..posted };
    assert_eq!(due(&scene, "2026-12-15", &[with_vat]), Err(NotDue::Law(NoCosts::StatedTooMuch)));
}

#[test]
fn never_twice_and_never_stacked() {
    let (scene, posted) = two_terms();
    let today = "2026-12-15";
    let charged = LetterOnFile { charged: Some((day("2026-12-15"), Cents(16_482))), ..posted.clone() };
    assert_eq!(due(&scene, today, std::slice::from_ref(&charged)), Err(NotDue::AlreadyBooked));
    // A second letter over the same claims brings nothing more.
    let again = letter("2026-12-16", &[("2026-10-01", 54_940), ("2026-11-01", 54_940)], 16_482);
    let refused = Err(NotDue::Law(NoCosts::NothingOpen));
    assert_eq!(due(&scene, "2027-01-15", &[charged, again]), refused);
    // The landlord booked costs by itself: nothing comes on top.
    let booked = scene.booked(EntryKind::CollectionCosts, 4_000, "2026-11-10", None);
    assert_eq!(due(&booked, today, &[posted]), Err(NotDue::AlreadyBooked));
}

/// law.md 1.4: three terms, three successive lapsed letters: three times 82.41, as one letter would have given.
#[test]
fn successive_letters_bring_no_more_than_one_would_have() {
    let scene = Scene::new().due(&["2026-07-01", "2026-08-01", "2026-09-01"]);
    let mut letters = vec![
        letter("2026-07-06", &[("2026-07-01", 54_940)], 8_241),
        letter("2026-08-05", &[("2026-08-01", 54_940)], 8_241),
        letter("2026-09-07", &[("2026-09-01", 54_940)], 8_241),
    ];
    let mut sum = Cents::ZERO;
    for (at, today) in [(0, "2026-08-01"), (1, "2026-09-01"), (2, "2026-10-01")] {
        let known = &letters[..=at];
        let costs = due(&scene, today, known).unwrap();
        assert_eq!(costs.letter, at);
        sum += costs.costs.total();
        letters[at].charged = Some((day(today), costs.costs.total()));
    }
    assert_eq!(sum, Cents(24_723));
    assert_eq!(due(&scene, "2026-10-02", &letters), Err(NotDue::AlreadyBooked));
}

#[test]
fn nothing_while_something_better_is_at_work() {
    for kind in [
        CircumstanceKind::Help,
        CircumstanceKind::ItemUnread,
        CircumstanceKind::Dispute,
        CircumstanceKind::DebtScheme,
        CircumstanceKind::BreathingSpace,
        CircumstanceKind::Hold,
        CircumstanceKind::EarlySignal,
    ] {
        let (scene, posted) = two_terms();
        let scene = scene.holds(kind, "2026-12-01", None);
        assert!(matches!(due(&scene, "2026-12-15", &[posted]), Err(NotDue::Stands(_))), "{kind:?}");
    }
    let (mut scene, posted) = two_terms();
    scene.dossier.tenancy.deceased_on = Some(day("2026-12-10"));
    assert!(matches!(due(&scene, "2026-12-15", &[posted]), Err(NotDue::Stands(_))));
    let (scene, posted) = two_terms();
    let seen = scene.in_doubt(10_000, "2026-12-12");
    assert!(matches!(due(&seen, "2026-12-15", &[posted]), Err(NotDue::Stands(_))));
}

/// law.md 2.2, case 2: 549.40 from 2-10-2025 to 2-3-2026 gives 11.83; off unless switched on and the terms were looked at.
#[test]
fn interest_is_off_unless_a_landlord_switches_it_on() {
    let mut scene = Scene::new().due(&["2025-10-01"]);
    let until = day("2026-03-02");
    let over = |scene: &Scene| scene.on("2026-03-02", |ground| interest_due(ground, &law(), until)).unwrap();
    assert_eq!(over(&scene), Cents::ZERO);
    scene.settings.charge_interest = true;
    assert_eq!(over(&scene), Cents(1_183));
    scene.dossier.tenancy.costs_clause = CostsClause::Unknown;
    assert_eq!(over(&scene), Cents::ZERO);
}
