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
        assert_eq!((set.claims.len(), set.total()), (0, Cents::ZERO), "no letter of which the term is over");
        set.apart.iter().map(|(line, _)| line.prescribed_after).collect()
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

fn set_of(scene: &Scene, today: &str, letters: &[LetterOnFile]) -> HandoverSet {
    let set =
        scene.on(today, |ground| handover_set(ground, &law(), letters, VatConditions::default())).unwrap();
    let everything = scene.on(today, |ground| ground.claimable());
    let apart: Cents = set.apart.iter().map(|(line, _)| line.open).sum();
    let booked: Cents = set.booked_costs;
    assert_eq!(set.principal() + booked + apart, everything, "each open cent stands in the set once");
    assert_eq!(set.total(), set.principal() + set.costs + set.interest());
    set
}

fn apart(set: &HandoverSet) -> Vec<(Day, EntryKind, i64, Apart)> {
    set.apart.iter().map(|(line, why)| (line.due_on, line.kind, line.open.0, *why)).collect()
}

/// Two terms in the letter; the rent of December fell due after it, and may have been paid by the time somebody is sued.
#[test]
fn what_fell_due_after_the_letter_is_said_and_not_claimed() {
    let scene = Scene::new().due(&["2026-10-01", "2026-11-01", "2026-12-01"]).paid(20_000, "2026-12-10");
    let letters = [letter("2026-11-23", &[("2026-10-01", 54_940), ("2026-11-01", 54_940)], 16_482)];
    let set = set_of(&scene, "2026-12-29", &letters);
    let lines: Vec<(Day, i64)> = set.claims.iter().map(|claim| (claim.due_on, claim.open.0)).collect();
    assert_eq!(lines, [(day("2026-10-01"), 34_940), (day("2026-11-01"), 54_940)], "what is still open of it");
    assert_eq!(apart(&set), [(day("2026-12-01"), EntryKind::Rent, 54_940, Apart::FellDueLater)]);
    // A charge that came later for the same day is more than the letter asked.
    let more = scene.booked(EntryKind::ServiceCosts, 3_000, "2026-12-20", Some("2026-11-01"));
    let set = set_of(&more, "2026-12-29", &letters);
    assert_eq!(set.principal(), Cents(89_880));
    assert!(apart(&set).contains(&(day("2026-11-01"), EntryKind::ServiceCosts, 3_000, Apart::NotInLetter)));
    // While the term runs, nothing is claimed yet.
    let set = set_of(&more, "2026-12-10", &letters);
    assert_eq!((set.claims.len(), set.total()), (0, Cents::ZERO));
}

/// Art. 6:96 lid 6 BW: costs only under a letter that announced them, and as costs.
#[test]
fn booked_costs_are_costs_as_far_as_a_letter_gives_the_right() {
    let over = |stated: i64, booked: i64, today: &str| {
        let scene = Scene::new().due(&["2026-10-01"]).booked(
            EntryKind::CollectionCosts,
            booked,
            "2026-12-16",
            Some("2026-12-16"),
        );
        set_of(&scene, today, &[letter("2026-11-23", &[("2026-10-01", 54_940)], stated)])
    };
    let set = over(8_241, 8_241, "2026-12-29");
    assert_eq!((set.principal(), set.costs, set.apart.len()), (Cents(54_940), Cents(8_241), 0), "once");
    let set = over(8_241, 27_681, "2026-12-29");
    assert_eq!((set.principal(), set.costs), (Cents(54_940), Cents(8_241)));
    assert_eq!(
        apart(&set),
        [(day("2026-12-16"), EntryKind::CollectionCosts, 19_440, Apart::CostsWithoutRight)]
    );
    let set = over(0, 27_681, "2026-12-29");
    assert_eq!((set.principal(), set.costs), (Cents(54_940), Cents::ZERO), "the letter announced none");
    assert_eq!(
        apart(&set),
        [(day("2026-12-16"), EntryKind::CollectionCosts, 27_681, Apart::CostsWithoutRight)]
    );
}

#[test]
fn costs_that_were_advised_and_booked_are_claimed_once() {
    let scene = Scene::new().due(&["2026-10-01"]);
    let mut advised = letter("2026-11-23", &[("2026-10-01", 54_940)], 8_241);
    advised.charged = Some((day("2026-12-15"), Cents(8_241)));
    assert_eq!(set_of(&scene, "2026-12-29", std::slice::from_ref(&advised)).costs, Cents::ZERO, "not booked");
    let booked = scene.booked(EntryKind::CollectionCosts, 8_241, "2026-12-16", Some("2026-10-01"));
    let set = set_of(&booked, "2026-12-29", std::slice::from_ref(&advised));
    assert_eq!((set.principal(), set.costs), (Cents(54_940), Cents(8_241)));
    let mut off = booked;
    off.settings.charge_collection_costs = false;
    let set = set_of(&off, "2026-12-29", &[advised]);
    assert_eq!((set.principal(), set.costs), (Cents(54_940), Cents::ZERO), "this landlord charges none");
}

#[test]
fn booked_interest_and_damage_are_no_principal() {
    let scene = Scene::new()
        .due(&["2026-10-01"])
        .booked(EntryKind::Interest, 500, "2026-11-01", Some("2026-11-01"))
        .booked(EntryKind::Damage, 9_900, "2026-11-02", Some("2026-11-02"));
    let set = set_of(&scene, "2026-12-29", &[letter("2026-11-23", &[("2026-10-01", 54_940)], 8_241)]);
    assert_eq!((set.principal(), set.interest()), (Cents(54_940), Cents::ZERO));
    assert_eq!(
        apart(&set),
        [
            (day("2026-11-01"), EntryKind::Interest, 500, Apart::BookedInterest),
            (day("2026-11-02"), EntryKind::Damage, 9_900, Apart::NotInLetter),
        ]
    );
}
