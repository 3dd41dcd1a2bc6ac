//! The evidence page's data: each requirement can be the one that is missing, and two different people decide.

use super::super::scene::{Scene, day, law, letter};
use super::*;
use crate::dossier::Milestone;
use crate::ledger::EntryKind;

fn agreement(asked: &str, agreed: Option<&str>) -> Agreement {
    let agreed = agreed.map(|by| (by.to_owned(), day("2026-12-29")));
    Agreement { asked_by: asked.into(), asked_on: day("2026-12-28"), agreed }
}

/// Rent of 1 October unpaid, and the whole ladder climbed by 28 December 2026.
fn climbed() -> (Scene, Vec<LetterOnFile>) {
    let scene = Scene::new()
        .due(&["2026-10-01"])
        .sent(Milestone::WrittenReminder, "2026-10-12", "2026-10-01")
        .contact(ContactChannel::Phone, "2026-10-15")
        .contact(ContactChannel::Visit, "2026-10-20")
        .sent(Milestone::SignalAnnouncement, "2026-10-21", "2026-10-01")
        .holds(CircumstanceKind::EarlySignal, "2026-11-02", Some(54_940))
        .closed("2026-11-20");
    (scene, vec![letter("2026-11-23", &[("2026-10-01", 54_940)], 8_241)])
}

fn landlord() -> Claimant {
    Claimant { name: "Voorbeeld Wonen".into(), commerce_number: "12345678".into() }
}

fn missing(scene: &Scene, letters: &[LetterOnFile], agreement: Option<&Agreement>) -> Vec<&'static str> {
    let books_as_of = Some(day("2026-12-28"));
    missing_behind(scene, letters, &Behind { books_as_of, claimant: &landlord(), agreement })
}

fn missing_behind(scene: &Scene, letters: &[LetterOnFile], behind: &Behind) -> Vec<&'static str> {
    let evidence = scene.on("2026-12-29", |ground| evidence(ground, &law(), letters, behind)).unwrap();
    assert!(evidence.requirements.iter().all(|one| one.is_met == one.missing.is_empty()));
    assert!(evidence.requirements.iter().all(|one| !one.ground.is_empty()));
    evidence.missing().map(|requirement| requirement.what).collect()
}

#[test]
fn all_done_and_two_people() {
    let (scene, letters) = climbed();
    let two = agreement("A. de Vries", Some("B. Jansen"));
    assert_eq!(missing(&scene, &letters, Some(&two)), [] as [&str; 0]);
    let look = |agreement: Option<&Agreement>| {
        let behind = Behind { books_as_of: Some(day("2026-12-28")), claimant: &landlord(), agreement };
        scene.on("2026-12-29", |ground| evidence(ground, &law(), &letters, &behind)).unwrap()
    };
    assert!(look(Some(&two)).is_complete());
    assert!(look(None).may_be_asked() && !look(None).is_complete());
    assert!(!Evidence::default().is_complete() && !Evidence::default().may_be_asked());
}

#[test]
fn one_person_is_not_two() {
    let (scene, letters) = climbed();
    for (asked, agreed) in [
        ("A. de Vries", None),
        ("A. de Vries", Some("A. de Vries")),
        ("A. de Vries", Some(" a.  DE vries ")),
        ("", Some("B. Jansen")),
        ("A. de Vries", Some(" ")),
    ] {
        let one = agreement(asked, agreed);
        assert_eq!(missing(&scene, &letters, Some(&one)), [TWO_PEOPLE], "{asked} {agreed:?}");
    }
}

#[test]
fn each_step_of_the_ladder_can_be_the_one_that_is_missing() {
    let two = agreement("A. de Vries", Some("B. Jansen"));
    let check = |change: &dyn Fn(&mut Scene, &mut Vec<LetterOnFile>), what: &[&str]| {
        let (mut scene, mut letters) = climbed();
        change(&mut scene, &mut letters);
        let missing = missing(&scene, &letters, Some(&two));
        assert_eq!(missing.len(), what.len(), "{missing:?}");
        assert!(missing.iter().zip(what).all(|(one, start)| one.starts_with(start)), "{missing:?}");
    };
    check(
        &|scene, _| scene.dossier.steps.clear(),
        &["Gewezen op schuldhulp", "Schriftelijk herinnerd", "Aangeboden"],
    );
    check(&|scene, _| scene.dossier.contacts.clear(), &["Persoonlijk contact", "Op huisbezoek"]);
    check(&|scene, _| scene.dossier.contacts.truncate(1), &["Op huisbezoek"]);
    check(&|scene, _| scene.dossier.circumstances.clear(), &["Gemeld bij de gemeente"]);
    check(&|_, letters| letters.clear(), &["Een veertiendagenbrief"]);
    check(&|_, letters| letters[0].wording_valid = false, &["Een veertiendagenbrief"]);
    check(
        &|_, letters| letters[0] = letter("2026-12-16", &[("2026-10-01", 54_940)], 8_241),
        &["Een veertiendagenbrief"],
    );
}

#[test]
fn an_objection_takes_the_place_of_the_signal_and_a_pending_signal_waits() {
    let (mut scene, letters) = climbed();
    let two = agreement("A. de Vries", Some("B. Jansen"));
    scene.dossier.circumstances.clear();
    let objects = scene.holds(CircumstanceKind::SignalObjection, "2026-10-25", None);
    assert_eq!(missing(&objects, &letters, Some(&two)), [] as [&str; 0]);
    let (mut scene, letters) = climbed();
    scene.dossier.circumstances.clear();
    let pending = scene.holds(CircumstanceKind::EarlySignal, "2026-12-15", Some(54_940));
    let found = missing(&pending, &letters, Some(&two));
    assert!(found.len() == 1 && found[0].starts_with("Gemeld bij de gemeente"), "{found:?}");
}

#[test]
fn paid_or_arranged_never_goes() {
    let two = agreement("A. de Vries", Some("B. Jansen"));
    let (scene, letters) = climbed();
    let paid = scene.paid(54_940, "2026-12-27");
    assert!(missing(&paid, &letters, Some(&two)).contains(&"Er staat huur open die niet betwist is"));
    use CircumstanceKind::{DebtScheme, Help, Hold, ItemUnread};
    for kind in [Help, Hold, DebtScheme, ItemUnread] {
        let (scene, letters) = climbed();
        let scene = scene.holds(kind, "2026-12-27", None);
        let found = missing(&scene, &letters, Some(&two));
        assert!(found.iter().any(|what| what.starts_with("Er loopt niets anders")), "{kind:?}: {found:?}");
    }
    let (scene, letters) = climbed();
    let found = missing(&scene.in_doubt(10_000, "2026-12-27"), &letters, Some(&two));
    assert!(found.len() == 1 && found[0].starts_with("Er loopt niets anders"), "{found:?}");
}

/// What nobody knows to be unpaid is asked of nobody: the guard that makes letters stand still holds here too.
#[test]
fn nothing_goes_on_old_books() {
    let (scene, letters) = climbed();
    let two = agreement("A. de Vries", Some("B. Jansen"));
    let look = |as_of: Option<&str>| {
        let claimant = landlord();
        let behind = Behind { books_as_of: as_of.map(day), claimant: &claimant, agreement: Some(&two) };
        scene.on("2026-12-29", |ground| evidence(ground, &law(), &letters, &behind)).unwrap()
    };
    assert!(look(Some("2026-12-28")).is_complete() && look(Some("2026-12-29")).is_complete());
    for as_of in [Some("2026-12-27"), Some("2026-12-06"), None] {
        let found = look(as_of);
        assert!(!found.is_complete() && !found.may_be_asked() && !found.is_over(), "{as_of:?}");
        let missing: Vec<_> = found.missing().map(|one| (one.what, one.missing.as_str())).collect();
        assert!(missing.len() == 1 && missing[0].0 == BOOKS, "{missing:?}");
        let words = if as_of.is_none() { "geen aanlevering" } else { "dagen geleden" };
        assert!(missing[0].1.contains(words) && missing[0].1.contains("Lees"), "{missing:?}");
    }
    let old = look(Some("2026-12-06"));
    let told = &old.missing().next().unwrap().missing;
    assert!(told.contains("6 december 2026") && told.contains("23 dagen geleden"), "{told}");
}

/// Art. 45 lid 3 Rv: a bailiff can serve nothing for somebody without a name.
#[test]
fn the_landlord_has_a_name_and_a_number() {
    let (scene, letters) = climbed();
    let two = agreement("A. de Vries", Some("B. Jansen"));
    for (name, number, keys) in [
        ("", "", "naam en kvk"),
        (" ", "12345678", "naam"),
        ("Voorbeeld Wonen", "1234567", "kvk"),
        ("Voorbeeld Wonen", "1234567a", "kvk"),
    ] {
        let claimant = Claimant { name: name.into(), commerce_number: number.into() };
        let books_as_of = Some(day("2026-12-28"));
        let behind = Behind { books_as_of, claimant: &claimant, agreement: Some(&two) };
        assert_eq!(missing_behind(&scene, &letters, &behind), [LANDLORD], "{name} {number}");
        let found = scene.on("2026-12-29", |ground| evidence(ground, &law(), &letters, &behind)).unwrap();
        let told = &found.missing().next().unwrap().missing;
        assert!(told.contains("partners.toml") && told.contains(keys), "{told}");
        assert!(!found.may_be_asked() && !found.is_over());
    }
}

/// A letter whose claims were paid gives no right to sue over what fell due later, also while something older is open.
#[test]
fn a_letter_that_was_paid_says_nothing_about_what_fell_due_later() {
    let two = agreement("A. de Vries", Some("B. Jansen"));
    let (scene, letters) = climbed();
    let scene = scene
        .booked(EntryKind::Damage, 9_900, "2026-10-02", Some("2026-10-02"))
        .due(&["2026-12-01"])
        .booked(EntryKind::Payment, -54_940, "2026-12-20", Some("2026-10-01"));
    let found = missing(&scene, &letters, Some(&two));
    assert!(found.iter().any(|what| what.starts_with("Een veertiendagenbrief")), "{found:?}");
}

#[test]
fn costs_and_interest_alone_are_no_rent() {
    let two = agreement("A. de Vries", Some("B. Jansen"));
    let (scene, letters) = climbed();
    let scene = scene.booked(EntryKind::CollectionCosts, 8_241, "2026-12-16", Some("2026-12-16")).booked(
        EntryKind::Payment,
        -54_940,
        "2026-12-20",
        Some("2026-10-01"),
    );
    assert!(missing(&scene, &letters, Some(&two)).contains(&"Er staat huur open die niet betwist is"));
}
