//! What the auditor objects to, each objection raised once on purpose.

use super::*;
use crate::events::{Agreed, Booking, Happening};
use crate::life::Horizon;
use domain::dossier::{Channels, CircumstanceKind};
use domain::ledger::EntryKind;

const RENT: i64 = 55_000;

fn day(text: &str) -> Day {
    Day::parse_iso(text).unwrap()
}

/// A tenant who owes the rent of May and June, and about whom nothing special is known.
fn janssen() -> Life {
    let horizon = Horizon { from: day("2026-01-01"), to: day("2026-12-31") };
    let mut life = Life::of(1, 0, horizon);
    (life.term.signed_on, life.term.starts_on) = (day("2020-01-01"), day("2020-01-01"));
    (life.term.notice_on, life.term.ends_on, life.term.died_on, life.term.death_known_on) =
        (None, None, None, None);
    (life.tenant.refused, life.tenant.has_email, life.tenant.has_mobile) = (Channels::default(), true, true);
    life.email_bad_on = None;
    life.circumstances.clear();
    life.arrangements.clear();
    life.bookings = vec![rent(1, "2026-04-24", "2026-05-01"), rent(2, "2026-05-24", "2026-06-01")];
    life
}

fn rent(number: u16, booked_on: &str, due_on: &str) -> Booking {
    let (booked_on, due_on) = (day(booked_on), Some(day(due_on)));
    Booking {
        number,
        booked_on,
        due_on,
        kind: EntryKind::Rent,
        cents: Cents(RENT),
        claim: None,
        sepa_code: None,
    }
}

fn happening(kind: CircumstanceKind, since: &str) -> Happening {
    let since = day(since);
    Happening { kind, known_on: since, since, until: None, closed_on: None, cents: None, why: "" }
}

fn message(on: &str, letter: &str, amount: Option<i64>) -> Act {
    let (letter, amount) = (letter.to_owned(), amount.map(Cents));
    let what = What::Message { letter, channel: ContactChannel::Email, to: Addressee::Tenant, amount };
    Act { day: day(on), dossier: "HO-0000001".to_owned(), what }
}

fn task(on: &str, kind: &str) -> Act {
    Act { day: day(on), dossier: "HO-0000001".to_owned(), what: What::Task { kind: kind.to_owned() } }
}

/// What the auditor says when every night knows the day before.
fn judged(life: &Life, acts: &[Act]) -> Vec<Promise> {
    let lives = [life.clone()];
    let mut auditor = Auditor::new(&lives);
    for act in acts {
        auditor.took_in(act.day, act.day.previous());
    }
    auditor.judge(acts).into_iter().map(|objection| objection.promise).collect()
}

fn demand() -> Act {
    message("2026-06-10", "herinnering", Some(2 * RENT))
}

#[test]
fn a_right_letter_raises_no_objection() {
    assert_eq!(judged(&janssen(), &[demand()]), vec![]);
}

#[test]
fn an_unknown_dossier() {
    let act = Act { dossier: "HO-7".to_owned(), ..demand() };
    assert_eq!(judged(&janssen(), &[act]), vec![Promise::KnownDossier]);
}

#[test]
fn the_deceased() {
    let mut life = janssen();
    (life.term.died_on, life.term.death_known_on) = (Some(day("2026-05-20")), Some(day("2026-06-10")));
    assert_eq!(judged(&life, &[demand()]), vec![], "the books do not know it yet");
    life.term.death_known_on = Some(day("2026-06-01"));
    assert_eq!(judged(&life, &[demand()]), vec![Promise::Deceased]);
    let mut condolence = message("2026-06-10", "condoleance", None);
    if let What::Message { to, .. } = &mut condolence.what {
        *to = Addressee::Heirs;
    }
    assert_eq!(judged(&life, &[condolence]), vec![]);
}

#[test]
fn administration() {
    let mut life = janssen();
    life.circumstances.push(happening(CircumstanceKind::Administration, "2026-06-01"));
    assert_eq!(judged(&life, &[demand()]), vec![Promise::Administrator]);
    let mut act = demand();
    if let What::Message { to, .. } = &mut act.what {
        *to = Addressee::Administrator;
    }
    assert_eq!(judged(&life, &[act]), vec![]);
}

#[test]
fn nothing_due() {
    let early = message("2026-05-01", "herinnering", Some(RENT));
    assert_eq!(judged(&janssen(), &[early]), vec![Promise::NothingDue], "due today is not yet late");
    let mut life = janssen();
    life.circumstances.push(happening(CircumstanceKind::Dispute, "2026-06-02"));
    assert_eq!(judged(&life, &[demand()]), vec![Promise::NothingDue]);
}

#[test]
fn an_amount_that_is_a_cent_off() {
    let act = message("2026-06-10", "herinnering", Some(2 * RENT - 1));
    assert_eq!(judged(&janssen(), &[act]), vec![Promise::Amount]);
    let mut life = janssen();
    life.circumstances
        .push(Happening { cents: Some(Cents(10_000)), ..happening(CircumstanceKind::Dispute, "2026-06-02") });
    assert_eq!(judged(&life, &[demand()]), vec![Promise::Amount], "the disputed part may not be asked");
    assert_eq!(judged(&life, &[message("2026-06-10", "herinnering", Some(2 * RENT - 10_000))]), vec![]);
}

#[test]
fn money_the_books_do_not_know_yet_does_not_count() {
    let mut life = janssen();
    let mut paid = rent(3, "2026-06-10", "2026-06-01");
    (paid.kind, paid.cents, paid.claim) = (EntryKind::Payment, Cents(-RENT), Some(2));
    life.bookings.push(paid);
    assert_eq!(judged(&life, &[demand()]), vec![]);
    assert_eq!(judged(&life, &[message("2026-06-11", "herinnering", Some(2 * RENT))]), vec![Promise::Amount]);
}

#[test]
fn an_accepted_pay_day_is_waited_for() {
    let mut life = janssen();
    life.habits.direct_debit = false;
    life.debit_switched_on = None;
    life.accepted_pay_day = Some((day("2026-01-01"), 23));
    assert_eq!(judged(&life, &[demand()]), vec![Promise::Amount], "June may be paid until the 23rd");
    assert_eq!(judged(&life, &[message("2026-06-10", "herinnering", Some(RENT))]), vec![]);
    assert_eq!(judged(&life, &[message("2026-06-24", "herinnering", Some(2 * RENT))]), vec![]);
}

#[test]
fn a_learned_pay_day_may_be_waited_for() {
    let june_waits = message("2026-06-10", "herinnering", Some(RENT));
    assert_eq!(judged(&janssen(), std::slice::from_ref(&june_waits)), vec![]);
    let lives = [janssen()];
    let strict = Customs { learned_pay_days: false, ..Customs::default() };
    let mut auditor = Auditor::with_customs(&lives, strict);
    auditor.took_in(june_waits.day, june_waits.day.previous());
    let objections = auditor.judge(&[june_waits]);
    assert_eq!(
        objections.iter().map(|objection| objection.promise).collect::<Vec<_>>(),
        vec![Promise::Amount]
    );
}

#[test]
fn sundays_and_holidays() {
    assert_eq!(
        judged(&janssen(), &[message("2026-06-07", "herinnering", Some(2 * RENT))]),
        vec![Promise::RestDay]
    );
    assert_eq!(
        judged(&janssen(), &[message("2026-05-25", "herinnering", Some(RENT))]),
        vec![Promise::RestDay]
    );
}

#[test]
fn refused_and_unusable_channels() {
    let mut life = janssen();
    life.tenant.refused = Channels::default().with(ContactChannel::Email);
    assert_eq!(judged(&life, &[demand()]), vec![Promise::Channel]);
    let mut life = janssen();
    life.email_bad_on = Some(day("2026-06-05"));
    assert_eq!(judged(&life, &[demand()]), vec![Promise::Channel]);
}

#[test]
fn the_same_letter_twice() {
    let again = message("2026-06-20", "herinnering", Some(2 * RENT));
    assert_eq!(judged(&janssen(), &[demand(), again]), vec![Promise::NeverTwice]);
    let other = message("2026-06-20", "tweede-herinnering", Some(2 * RENT));
    assert_eq!(judged(&janssen(), &[demand(), other]), vec![]);
}

#[test]
fn too_many_messages() {
    let acts = ["2026-06-08", "2026-06-10", "2026-06-13"].map(|on| message(on, "welkom", None));
    assert_eq!(judged(&janssen(), &acts), vec![Promise::ContactBudget]);
    let acts = ["2026-06-08", "2026-06-10", "2026-06-15"].map(|on| message(on, "welkom", None));
    assert_eq!(judged(&janssen(), &acts), vec![]);
}

#[test]
fn two_steps_in_one_night() {
    let acts = [demand(), message("2026-06-10", "welkom", None)];
    assert_eq!(judged(&janssen(), &acts), vec![Promise::ContactBudget, Promise::OneStep]);
    let acts = [demand(), task("2026-06-10", "vroegsignaal")];
    assert_eq!(judged(&janssen(), &acts), vec![Promise::OneStep]);
    assert_eq!(judged(&janssen(), &[demand(), task("2026-06-10", "gegevens-controleren")]), vec![]);
}

#[test]
fn peace_the_tenant_may_count_on() {
    for kind in [
        CircumstanceKind::Hold,
        CircumstanceKind::BreathingSpace,
        CircumstanceKind::Help,
        CircumstanceKind::EarlySignal,
    ] {
        let mut life = janssen();
        life.circumstances.push(happening(kind, "2026-06-02"));
        assert_eq!(judged(&life, &[demand()]), vec![Promise::Paused], "{kind:?}");
        life.circumstances[0].closed_on = Some(day("2026-06-08"));
        assert_eq!(judged(&life, &[demand()]), vec![], "{kind:?} is over");
    }
    let mut life = janssen();
    life.circumstances.push(happening(CircumstanceKind::Promise, "2026-06-02"));
    life.circumstances[0].until = Some(day("2026-06-10"));
    assert_eq!(judged(&life, &[demand()]), vec![Promise::Paused]);
    assert_eq!(judged(&life, &[message("2026-06-11", "herinnering", Some(2 * RENT))]), vec![]);
}

#[test]
fn a_promise_that_was_kept_is_over() {
    let mut life = janssen();
    let promise = happening(CircumstanceKind::Promise, "2026-06-02");
    life.circumstances.push(Happening {
        until: Some(day("2026-06-12")),
        cents: Some(Cents(RENT)),
        ..promise
    });
    let mut paid = rent(3, "2026-06-05", "2026-06-01");
    (paid.kind, paid.cents, paid.due_on) = (EntryKind::Payment, Cents(-RENT), None);
    life.bookings.push(paid);
    assert_eq!(judged(&life, &[message("2026-06-10", "herinnering", Some(RENT))]), vec![]);
}

#[test]
fn old_debt_under_a_debt_scheme() {
    let mut life = janssen();
    life.circumstances.push(happening(CircumstanceKind::DebtScheme, "2026-05-20"));
    assert_eq!(judged(&life, &[demand()]), vec![Promise::DebtScheme]);
    assert_eq!(
        judged(&life, &[message("2026-06-10", "herinnering", Some(RENT))]),
        vec![],
        "June is new debt"
    );
}

#[test]
fn claims_in_an_arrangement() {
    let mut life = janssen();
    let terms = vec![(day("2026-06-25"), Cents(RENT / 2)), (day("2026-07-25"), Cents(RENT / 2))];
    life.arrangements.push(Agreed {
        agreed_on: day("2026-05-20"),
        covers: vec![1],
        covers_until: day("2026-05-01"),
        instalments: terms,
        ended_on: None,
        kept: true,
    });
    assert_eq!(judged(&life, &[demand()]), vec![Promise::Arrangement]);
    assert_eq!(judged(&life, &[message("2026-06-10", "herinnering", Some(RENT))]), vec![]);
    let behind = message("2026-06-29", "regeling-gemist", Some(2 * RENT));
    assert_eq!(judged(&life, &[behind]), vec![], "an arrangement that is behind may be asked");
}

#[test]
fn costs_without_a_proper_letter() {
    let costs = |on| task(on, "incassokosten");
    let letter = || message("2026-06-10", "veertiendagenbrief", Some(2 * RENT));
    assert_eq!(judged(&janssen(), &[costs("2026-06-30")]), vec![Promise::Costs]);
    assert_eq!(judged(&janssen(), &[letter(), costs("2026-06-24")]), vec![Promise::Costs]);
    assert_eq!(judged(&janssen(), &[letter(), costs("2026-06-25")]), vec![]);
    let twice = [letter(), costs("2026-06-25"), costs("2026-06-29")];
    assert_eq!(judged(&janssen(), &twice), vec![Promise::Costs], "one letter, costs once");
}

#[test]
fn who_paid_at_the_bank_is_asked_no_more_although_the_books_do_not_know_it() {
    let mut life = janssen();
    let paid = Booking {
        number: 3,
        kind: EntryKind::Payment,
        cents: Cents(-RENT),
        ..rent(3, "2026-06-10", "2026-05-01")
    };
    life.bookings.push(paid);
    let lives = [life];
    let night = day("2026-06-10");
    let objections = |told: bool, asked: i64| {
        let mut auditor = Auditor::new(&lives);
        auditor.took_in(night, night.previous());
        if told {
            auditor.the_bank_told(night);
        }
        auditor.judge(&[message("2026-06-10", "herinnering", Some(asked))])
    };
    assert!(objections(false, 2 * RENT).is_empty(), "the books know of no payment");
    assert!(objections(true, 2 * RENT).iter().any(|one| one.promise == Promise::Amount), "it was told");
    assert!(objections(true, RENT).is_empty(), "what is left may be asked");
}
