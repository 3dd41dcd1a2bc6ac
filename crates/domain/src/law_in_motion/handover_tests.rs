//! What the bailiff gets: claims to the cent, and a last day of prescription that holds.

use super::super::scene::{RENT, Scene, day, law, letter};
use super::*;

#[test]
fn claims_month_by_month_with_costs_and_prescription() {
    let scene = Scene::new()
        .due(&["2026-09-01", "2026-10-01", "2026-11-01"])
        .paid(54_940, "2026-09-05")
        .paid(10_000, "2026-10-20")
        .sent(Milestone::WrittenReminder, "2026-10-12", "2026-10-01")
        .contact(ContactChannel::Visit, "2026-10-20")
        .contact(ContactChannel::Phone, "2026-09-15")
        .holds(CircumstanceKind::EarlySignal, "2026-11-02", Some(54_940))
        .closed("2026-11-20");
    let letters = [letter("2026-11-23", &[("2026-10-01", 44_940), ("2026-11-01", 54_940)], 14_982)];
    let set = scene
        .on("2026-12-29", |ground| handover_set(ground, &law(), &letters, VatConditions::default()))
        .unwrap();
    let lines: Vec<(Day, i64, i64)> =
        set.claims.iter().map(|claim| (claim.due_on, claim.charged.0, claim.open.0)).collect();
    assert_eq!(lines, [(day("2026-10-01"), RENT.0, 44_940), (day("2026-11-01"), RENT.0, RENT.0)]);
    assert_eq!((set.principal(), set.costs, set.interest()), (Cents(99_880), Cents(14_982), Cents::ZERO));
    assert_eq!(set.total(), Cents(114_862));
    // Delivered on Wednesday 25 November 2026: a new term of five years from then (law.md 5.11).
    assert!(set.claims.iter().all(|claim| claim.prescribed_after == day("2031-11-25")));
    assert_eq!(
        set.letters.iter().map(|line| line.day).collect::<Vec<_>>(),
        [day("2026-10-12"), day("2026-11-23")]
    );
    assert_eq!(set.contacts.len(), 1, "a call about September is not about this");
    assert_eq!(set.signals, [(day("2026-11-02"), Some(day("2026-11-20")))]);
}

/// law.md 5.11: without an interruption five years; a reminder without proof of posting interrupts nothing.
#[test]
fn only_what_can_be_proven_interrupts() {
    let last_days = |scene: &Scene, letters: &[LetterOnFile]| -> Vec<Day> {
        let set = scene
            .on("2026-11-23", |ground| handover_set(ground, &law(), letters, VatConditions::default()))
            .unwrap();
        set.claims.iter().map(|claim| claim.prescribed_after).collect()
    };
    let scene =
        Scene::new().due(&["2026-10-01"]).sent(Milestone::WrittenReminder, "2026-10-12", "2026-10-01");
    assert_eq!(last_days(&scene, &[]), [day("2031-10-01")]);
    let mut back = letter("2026-10-12", &[("2026-10-01", 54_940)], 8_241);
    back.posting = Posting::CameBack(day("2026-10-12"), day("2026-10-20"));
    assert_eq!(last_days(&scene, &[back]), [day("2031-10-01")]);
    // A promise acknowledges what had fallen due, not what fell due later.
    let promised = Scene::new().due(&["2026-10-01", "2026-11-01"]).holds(
        CircumstanceKind::Promise,
        "2026-10-15",
        Some(54_940),
    );
    assert_eq!(last_days(&promised, &[]), [day("2031-10-15"), day("2031-11-01")]);
}
