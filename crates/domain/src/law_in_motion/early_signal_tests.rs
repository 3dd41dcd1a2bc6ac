//! The signal as a state machine: the printed cases of law.md 3.6 on a whole dossier, and never a signal too many.

use super::super::scene::{Scene, day, law};
use super::*;
use crate::ids::Key;
use crate::policy::{Actor, Anchor, Mode, Origin, Step, Tone};
use proptest::prelude::*;

fn state_on(scene: &Scene, today: &str) -> SignalState {
    scene.on(today, |ground| state(ground, &law())).unwrap()
}

/// Rent of 1 October 2026; reminder with pointer and offer on the 12th, called on the 15th, announced on the 16th.
fn all_done() -> Scene {
    Scene::new()
        .due(&["2026-10-01"])
        .sent(Milestone::WrittenReminder, "2026-10-12", "2026-10-01")
        .contact(ContactChannel::Phone, "2026-10-15")
        .sent(Milestone::SignalAnnouncement, "2026-10-16", "2026-10-01")
}

/// law.md 3.6. The announcement of Friday the 16th is delivered on Tuesday the 20th: objection at least up to the 27th. The
/// letter itself allows a day for posting and says "op of na 29 oktober", so up to and including the 28th; the covenant
/// waits to the 31st.
#[test]
fn the_printed_cases_on_a_dossier() {
    assert_eq!(
        state_on(&all_done(), "2026-10-27"),
        SignalState::Announced(day("2026-10-16"), day("2026-10-28"))
    );
    assert_eq!(state_on(&all_done(), "2026-10-29"), SignalState::Waits(day("2026-10-31")));
    assert_eq!(state_on(&all_done(), "2026-10-31"), SignalState::Ready);
    let refused = all_done().holds(CircumstanceKind::SignalObjection, "2026-10-20", None);
    assert_eq!(state_on(&refused, "2026-11-05"), SignalState::Objected(day("2026-10-20")));
    let mut no_effort = all_done();
    no_effort.dossier.contacts.clear();
    assert_eq!(state_on(&no_effort, "2026-11-05"), SignalState::NotYet(vec![Duty::ContactEffort]));
}

#[test]
fn step_by_step_from_nothing_to_an_answer() {
    let scene = Scene::new().due(&["2026-10-01"]);
    assert_eq!(state_on(&scene, "2026-10-11"), SignalState::NotYet(Duty::ALL.to_vec()));
    let scene = scene.sent(Milestone::WrittenReminder, "2026-10-12", "2026-10-01");
    assert_eq!(state_on(&scene, "2026-10-13"), SignalState::NotYet(vec![Duty::ContactEffort]));
    let scene = scene.contact(ContactChannel::Visit, "2026-10-15");
    assert_eq!(state_on(&scene, "2026-10-16"), SignalState::MayBeAnnounced);
    let sent = all_done().holds(CircumstanceKind::EarlySignal, "2026-10-31", Some(54_940));
    assert_eq!(state_on(&sent, "2026-11-09"), SignalState::Sent(day("2026-10-31")));
    let answered = sent.closed("2026-11-09");
    assert_eq!(
        state_on(&answered, "2026-11-10"),
        SignalState::Answered(day("2026-10-31"), day("2026-11-09"))
    );
}

#[test]
fn a_signal_is_given_again_only_when_the_arrears_grew_and_it_was_announced_again() {
    let grown =
        all_done().due(&["2026-11-01"]).holds(CircumstanceKind::EarlySignal, "2026-10-31", Some(54_940));
    assert_eq!(state_on(&grown, "2026-12-01"), SignalState::Sent(day("2026-10-31")), "no answer yet");
    let answered = grown.closed("2026-11-09");
    assert_eq!(state_on(&answered, "2026-12-01"), SignalState::MayBeAnnounced);
    let again = answered.sent(Milestone::SignalAnnouncement, "2026-12-02", "2026-10-01");
    assert_eq!(state_on(&again, "2026-12-20"), SignalState::Ready);
}

#[test]
fn paid_or_arranged_withdraws_it() {
    let paid = all_done().paid(54_940, "2026-10-25");
    assert_eq!(state_on(&paid, "2026-10-31"), SignalState::Withdrawn(day("2026-10-16")));
    assert_eq!(state_on(&Scene::new(), "2026-10-31"), SignalState::NothingOwed);
    let disputed = all_done().holds(CircumstanceKind::Dispute, "2026-10-20", None);
    assert_eq!(state_on(&disputed, "2026-10-31"), SignalState::Withdrawn(day("2026-10-16")));
}

/// A policy of which one step gives a signal.
fn policy() -> Policy {
    let step = Step {
        key: Key::of("vroegsignaal"),
        id: "vroegsignaal".into(),
        anchor: Anchor::PayDay,
        offset_days: 30,
        until_days: None,
        action: Action::Task(TaskKind::EarlySignal),
        tone: Tone::Plain,
        help: Vec::new(),
        by: Actor::Consultant,
        mode: Mode::Automatic,
        when: Vec::new(),
        hold_out_per_mille: 0,
        origin: Origin::default(),
    };
    Policy { flows: vec![Flow { steps: vec![step], ..Flow::default() }], ..Policy::default() }
}

fn held_by(scene: &Scene, policy: &Policy, books_as_of: Option<&str>) -> Option<&'static str> {
    let look = |ground: &Ground| state_today(ground, &law(), policy, books_as_of.map(day));
    match scene.on("2026-11-02", look).unwrap() {
        SignalState::Ready => None,
        SignalState::Held(block) => Some(block.guard().id),
        SignalState::Unknown(why) => Some(why),
        other => panic!("{other:?}"),
    }
}

/// What began after the night that laid the task holds who gives the signal by hand as it holds the night.
#[test]
fn what_holds_the_night_holds_who_gives_it() {
    let known = || {
        let mut scene = all_done();
        scene.dossier.tenancy.starts_on = Some(day("2019-07-01"));
        scene.dossier.tenancy.direct_debit = Some(false);
        scene
    };
    let (scene, policy) = (known(), policy());
    assert_eq!(held_by(&scene, &policy, Some("2026-11-01")), None);
    assert_eq!(held_by(&scene, &policy, Some("2026-10-30")), Some("stale_books"));
    assert_eq!(held_by(&scene, &policy, None), Some("stale_books"), "nobody delivered books");
    let mut died = known();
    died.dossier.tenancy.deceased_on = Some(day("2026-11-01"));
    assert_eq!(held_by(&died, &policy, Some("2026-11-01")), Some("deceased"));
    for (kind, guard) in [(CircumstanceKind::Help, "help_running"), (CircumstanceKind::Hold, "hold")] {
        let since = known().holds(kind, "2026-11-02", None);
        assert_eq!(held_by(&since, &policy, Some("2026-11-01")), Some(guard));
    }
    let none = Policy::default();
    assert!(held_by(&scene, &none, Some("2026-11-01")).unwrap().contains("geen stap"));
}

#[test]
fn nothing_is_told_while_it_is_not_known_what_was_paid() {
    let seen = all_done().in_doubt(10_000, "2026-10-25");
    assert_eq!(state_on(&seen, "2026-10-24"), state_on(&all_done(), "2026-10-24"));
    assert_ne!(state_on(&seen, "2026-10-31"), SignalState::Ready);
}

#[test]
fn proofs_about_earlier_arrears_prove_nothing() {
    let scene = Scene::new()
        .due(&["2026-10-01"])
        .sent(Milestone::WrittenReminder, "2026-09-12", "2026-09-01")
        .contact(ContactChannel::Phone, "2026-09-15");
    assert_eq!(state_on(&scene, "2026-11-05"), SignalState::NotYet(Duty::ALL.to_vec()));
}

proptest! {
    /// Ready only with four proofs, an announcement whose time to object is over, thirty days, and no objection.
    #[test]
    fn never_ready_too_soon(
        reminder in prop::option::of(-20_i32..60), effort in prop::option::of(-20_i32..60),
        announced in prop::option::of(-20_i32..60), objected in prop::option::of(0_i32..60), on in 6_i32..70,
    ) {
        let due_on = day("2026-10-01");
        let mut scene = Scene::new().due(&["2026-10-01"]);
        let text = |days: i32| (due_on + days).to_string();
        if let Some(days) = reminder {
            scene = scene.sent(Milestone::WrittenReminder, &text(days), "2026-10-01");
        }
        if let Some(days) = effort {
            scene = scene.contact(ContactChannel::Phone, &text(days));
        }
        if let Some(days) = announced {
            scene = scene.sent(Milestone::SignalAnnouncement, &text(days), "2026-10-01");
        }
        if let Some(days) = objected {
            scene = scene.holds(CircumstanceKind::SignalObjection, &text(days), None);
        }
        scene.dossier.steps.sort_by_key(|step| step.day);
        let seen = |days: Option<i32>| days.is_some_and(|days| days > 0 && days <= on);
        let ready = state_on(&scene, &text(on)) == SignalState::Ready;
        let allowed = seen(reminder) && seen(effort) && seen(announced) && on >= 30
            && on > announced.unwrap_or(0) + OBJECTION_DAYS
            && objected.is_none_or(|days| days > on);
        prop_assert!(!ready || allowed);
        if let Some(days) = announced && on > days + OBJECTION_DAYS + 10 {
            prop_assert_eq!(ready, allowed, "everything is there, so somebody may give it");
        }
    }
}
