//! One letter for all claims, exact to the cent; what makes it void, and that nothing is ever patched.

use super::super::scene::{RENT, Scene, day, law, letter};
use super::*;
use crate::dossier::CircumstanceKind;

fn drafted(scene: &Scene, today: &str, letters: &[LetterOnFile]) -> Result<Draft, NoDraft> {
    scene.on(today, |ground| draft(ground, &law(), letters, VatConditions::default()))
}

fn state(scene: &Scene, today: &str, letter: &LetterOnFile) -> LetterState {
    scene.on(today, |ground| state_of(ground, &law(), letter)).unwrap()
}

fn without_vat(cents: i64) -> CollectionCosts {
    CollectionCosts { excluding_vat: Cents(cents), vat: Cents::ZERO }
}

/// law.md 1.1 and 1.4: two terms of 549.40 go in one letter with 164.82.
#[test]
fn all_claims_in_default_go_on_one_letter() {
    let scene = Scene::new().due(&["2026-10-01", "2026-11-01", "2026-12-01"]).paid(100, "2026-10-03");
    let draft = drafted(&scene, "2026-11-23", &[]).unwrap();
    assert_eq!(per_due_day(&draft.items), [(day("2026-10-01"), Cents(54_840)), (day("2026-11-01"), RENT)]);
    assert_eq!(draft.principal, Cents(109_780));
    assert_eq!(draft.costs, Ok(without_vat(16_467)));
    assert_eq!((draft.dates.last_day, draft.dates.costs_from), (day("2026-12-09"), day("2026-12-15")));
}

#[test]
fn costs_interest_and_damage_are_no_principal() {
    let scene = Scene::new()
        .due(&["2026-10-01"])
        .booked(EntryKind::CollectionCosts, 8_241, "2026-10-20", Some("2026-10-01"))
        .booked(EntryKind::Damage, 30_000, "2026-10-05", Some("2026-10-05"));
    let draft = drafted(&scene, "2026-11-23", &[]).unwrap();
    assert_eq!((draft.items.len(), draft.principal), (1, RENT));
}

#[test]
fn a_disputed_or_paid_claim_is_not_asked() {
    let disputed = Scene::new().due(&["2026-11-01"]).holds(CircumstanceKind::Dispute, "2026-11-10", None);
    assert_eq!(drafted(&disputed, "2026-11-23", &[]), Err(NoDraft::NothingInDefault));
    let part = Scene::new().due(&["2026-11-01"]).holds(CircumstanceKind::Dispute, "2026-11-10", Some(10_000));
    assert_eq!(drafted(&part, "2026-11-23", &[]).unwrap().principal, Cents(44_940));
    let paid = Scene::new().due(&["2026-11-01"]).paid(54_940, "2026-11-05");
    assert_eq!(drafted(&paid, "2026-11-23", &[]), Err(NoDraft::NothingInDefault));
}

/// law.md 1.7: an unfair clause, or one nobody looked at, gives a letter without costs; so does the landlord's switch.
#[test]
fn an_unfair_clause_gives_a_letter_without_costs() {
    for clause in [CostsClause::Unknown, CostsClause::Unfair] {
        let mut scene = Scene::new().due(&["2026-11-01"]);
        scene.dossier.tenancy.costs_clause = clause;
        let draft = drafted(&scene, "2026-11-23", &[]).unwrap();
        assert_eq!((draft.principal, draft.costs), (RENT, Err(WithoutCosts::Clause(clause))));
    }
    let mut scene = Scene::new().due(&["2026-11-01"]);
    scene.settings.charge_collection_costs = false;
    assert_eq!(drafted(&scene, "2026-11-23", &[]).unwrap().costs, Err(WithoutCosts::SwitchedOff));
}

/// law.md 1.5: below 266.67 the minimum is charged once in six months.
#[test]
fn small_instalments_bring_the_minimum_once() {
    let parking = |due: &str| {
        Scene::new().booked(EntryKind::ServiceCosts, 2_000, "2026-09-01", Some("2026-09-01")).booked(
            EntryKind::ServiceCosts,
            2_000,
            due,
            Some(due),
        )
    };
    let mut first = letter("2026-09-10", &[("2026-09-01", 2_000)], 4_000);
    let scene = parking("2026-11-01");
    assert_eq!(
        drafted(&scene, "2026-11-23", &[first.clone()]).unwrap().costs,
        Ok(without_vat(4_000)),
        "nothing was charged under the first letter"
    );
    first.charged = Some((day("2026-10-05"), Cents(4_000)));
    let draft = drafted(&scene, "2026-11-23", std::slice::from_ref(&first)).unwrap();
    assert_eq!((draft.principal, draft.costs), (Cents(2_000), Err(WithoutCosts::NoStacking)));
    let later = parking("2027-05-01");
    let draft = drafted(&later, "2027-05-20", &[first]).unwrap();
    assert_eq!(draft.costs, Ok(without_vat(4_000)), "six months later it may be charged again");
}

/// law.md 1.4: a term that falls due after a letter gets a letter of its own; nothing is asked with costs twice.
#[test]
fn a_later_claim_gets_its_own_letter() {
    let scene = Scene::new().due(&["2026-10-01", "2026-11-01"]);
    let first = letter("2026-10-12", &[("2026-10-01", 54_940)], 8_241);
    let draft = drafted(&scene, "2026-11-23", std::slice::from_ref(&first)).unwrap();
    assert_eq!(per_due_day(&draft.items), [(day("2026-11-01"), RENT)]);
    let only_first = Scene::new().due(&["2026-10-01"]);
    assert_eq!(drafted(&only_first, "2026-11-23", &[first]), Err(NoDraft::AllInEarlierLetter));
}

/// A void letter is followed by a new one over everything, never by a repair.
#[test]
fn a_void_letter_counts_for_nothing() {
    let scene = Scene::new().due(&["2026-10-01", "2026-11-01"]);
    let good = letter("2026-10-12", &[("2026-10-01", 54_940)], 8_241);
    let back =
        LetterOnFile { posting: Posting::CameBack(day("2026-10-12"), day("2026-10-16")), ..good.clone() };
    let worded = LetterOnFile { wording_valid: false, ..good.clone() };
    let too_early = letter("2026-10-01", &[("2026-10-01", 54_940)], 8_241);
    let too_much = letter("2026-10-12", &[("2026-10-01", 54_941)], 8_241);
    let costs = letter("2026-10-12", &[("2026-10-01", 54_940)], 9_973);
    for (letter, fault) in [
        (back, Fault::CameBack(day("2026-10-16"))),
        (worded, Fault::Wording),
        (too_early, Fault::BeforeDefault(day("2026-10-01"))),
        (too_much, Fault::TooMuchPrincipal { stated: Cents(54_941), right: RENT }),
        (costs, Fault::TooMuchCosts { stated: Cents(9_973), right: Cents(9_972) }),
    ] {
        let state = state(&scene, "2026-11-23", &letter);
        assert_eq!(state, LetterState::Void(fault));
        assert!(state.dutch().contains("Stuur een nieuwe brief"), "{}", state.dutch());
        let draft = drafted(&scene, "2026-11-23", &[letter]).unwrap();
        assert_eq!(draft.principal, Cents(109_880), "the new letter is over everything");
    }
    let unproven = LetterOnFile { posting: Posting::NotProven, ..good };
    assert_eq!(state(&scene, "2026-11-23", &unproven), LetterState::AwaitingProof);
    assert_eq!(drafted(&scene, "2026-11-23", &[unproven]).unwrap().principal, Cents(109_880));
}

/// A payment that was booked before the letter was posted makes it ask too much, also when it came to light later; a
/// payment within the term does not.
#[test]
fn a_payment_before_posting_voids_and_one_within_the_term_does_not() {
    let posted = letter("2026-11-23", &[("2026-11-01", 54_940)], 8_241);
    let before = Scene::new().due(&["2026-11-01"]).paid(30_000, "2026-11-22");
    let fault = Fault::TooMuchPrincipal { stated: RENT, right: Cents(24_940) };
    assert_eq!(state(&before, "2026-11-25", &posted), LetterState::Void(fault));
    let within = Scene::new().due(&["2026-11-01"]).paid(30_000, "2026-12-01");
    assert!(matches!(state(&within, "2026-12-10", &posted), LetterState::Running(_)));
    let LetterState::Lapsed(dates, open) = state(&within, "2026-12-15", &posted) else { panic!() };
    assert_eq!((dates.last_day, open), (day("2026-12-09"), Cents(24_940)));
}

/// Paid on the last day, booked a day later: in time.
#[test]
fn a_payment_on_the_last_day_that_is_booked_later_is_in_time() {
    let posted = letter("2026-12-23", &[("2026-12-01", 54_940)], 8_241);
    let scene = Scene::new().due(&["2026-12-01"]).paid(54_940, "2027-01-13");
    assert!(
        matches!(state(&scene, "2027-01-14", &posted), LetterState::PaidInTime(dates) if dates.last_day == day("2027-01-12"))
    );
}

#[test]
fn proven_delivery_counts_from_its_day() {
    let posting = Posting::Delivered(day("2026-11-23"), day("2026-12-01"));
    let posted = LetterOnFile { posting, ..letter("2026-11-23", &[("2026-11-01", 54_940)], 8_241) };
    let scene = Scene::new().due(&["2026-11-01"]);
    let LetterState::Running(dates) = state(&scene, "2026-12-15", &posted) else { panic!() };
    assert_eq!((dates.last_day, dates.costs_from), (day("2026-12-15"), day("2026-12-16")));
}
