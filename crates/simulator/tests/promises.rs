//! Properties of the shipped policy over many simulated lives: what must hold for every tenant, whatever happens.

use domain::calendar::Day;
use domain::dossier::{Circumstance, CircumstanceKind, Dossier};
use domain::ids::TenancyId;
use domain::ledger::{Entry, EntryKind};
use domain::money::Cents;
use domain::plan::{self, Act, Decision, Desk, Night, Outcome, PlannedStep};
use domain::policy::{Policy, TaskKind};
use simulator::life::Horizon;
use simulator::portfolio;

const SEED: u64 = 20_260_617;

struct Rules {
    policy: Policy,
    needed: Vec<domain::facts::FactId>,
    calendar: domain::calendar::holidays::EquatedDays,
}

fn rules() -> Rules {
    let files = policy::preset("woonbron").expect("the preset is built in");
    let policy = policy::load(&files, today()).policy.expect("the preset is right");
    Rules { needed: policy.facts_needed(), policy, calendar: policy::law::shipped().equated_days }
}

fn today() -> Day {
    Day::parse_iso("2026-06-17").expect("a constant")
}

impl Rules {
    fn night(&self) -> Night<'_> {
        Night {
            today: today(),
            policy: &self.policy,
            needed: &self.needed,
            calendar: &self.calendar,
            books_as_of: today().previous(),
        }
    }

    /// Asks for money, or leads to a step with legal or serious effect.
    fn presses(&self, decision: &Decision) -> bool {
        match &decision.outcome {
            Outcome::Step(step) => match step.act {
                Act::Message { letter, .. } => self.policy.letters[letter].asks_money,
                Act::Task(kind) => kind.is_serious(),
            },
            _ => false,
        }
    }
}

/// Every simulated dossier with its decision, after a night before so that it has a place.
fn each(rules: &Rules, look: &mut dyn FnMut(&Dossier, &Decision, &mut Desk)) {
    let mut desk = Desk::default();
    let horizon = Horizon::months_before(today().previous(), 18);
    for (number, life) in portfolio::lives(SEED, 4_000, horizon).enumerate() {
        if !life.known_on(today().previous()) {
            continue;
        }
        let mut dossier = portfolio::dossier(&life, TenancyId(number as u32), today().previous());
        dossier.position = plan::decide(&rules.night(), &dossier, &mut desk).position;
        let decision = plan::decide(&rules.night(), &dossier, &mut desk);
        look(&dossier, &decision, &mut desk);
    }
}

/// A landlord who left out what the starting policy has for the deceased: a person hears of it once, and nothing goes out.
#[test]
fn a_death_reaches_a_person_without_a_flow_for_heirs() {
    let mut rules = rules();
    rules.policy.overlays.clear();
    let mut told = 0;
    each(&rules, &mut |dossier, _, desk| {
        let mut bereaved = dossier.clone();
        bereaved.tenancy.deceased_on = Some(today() - 3);
        let first = plan::decide(&rules.night(), &bereaved, desk);
        if let Outcome::Step(step) = &first.outcome {
            let is_for_heirs = matches!(step.act, Act::Task(TaskKind::Heirs));
            told += u32::from(is_for_heirs && step.proposal.is_none());
            assert!(
                !matches!(step.act, Act::Message { letter, .. } if !rules.policy.letters[letter].for_heirs)
            );
            bereaved.steps.push(step.taken_on(today(), &rules.policy));
            let again = plan::decide(&rules.night(), &bereaved, desk);
            let twice = matches!(&again.outcome, Outcome::Step(next) if next.act == step.act);
            assert!(!(is_for_heirs && twice), "the same task twice");
        }
    });
    assert!(told > 20, "{told}");
}

#[test]
fn who_pays_everything_is_not_pressed() {
    let rules = rules();
    let mut pressed = 0;
    each(&rules, &mut |dossier, decision, desk| {
        pressed += u32::from(rules.presses(decision));
        let mut paid = dossier.clone();
        let balance: Cents = paid.entries.iter().map(|entry| entry.cents).sum();
        if balance.0 > 0 {
            let cents = -balance;
            let booked_on = today().previous();
            paid.entries.push(Entry {
                booked_on,
                due_on: None,
                kind: EntryKind::Payment,
                reason: None,
                cents,
            });
        }
        let after = plan::decide(&rules.night(), &paid, desk);
        assert!(!rules.presses(&after), "seed {SEED}, tenancy {}", dossier.tenancy.id.0);
    });
    assert!(pressed > 20, "somebody is pressed at all: {pressed}");
}

#[test]
fn a_reason_to_stop_stops() {
    let rules = rules();
    let reasons = [
        CircumstanceKind::Hold,
        CircumstanceKind::Help,
        CircumstanceKind::EarlySignal,
        CircumstanceKind::BreathingSpace,
        CircumstanceKind::Dispute,
        CircumstanceKind::Administration,
    ];
    each(&rules, &mut |dossier, _, desk| {
        for kind in reasons {
            let mut stopped = dossier.clone();
            let since = today().previous();
            stopped.circumstances.push(Circumstance {
                kind,
                since,
                until: None,
                closed_on: None,
                cents: None,
            });
            let after = plan::decide(&rules.night(), &stopped, desk);
            let to_administrator = kind == CircumstanceKind::Administration;
            let pressed = rules.presses(&after) && !to_administrator;
            assert!(!pressed, "seed {SEED}, tenancy {}: {kind:?}", dossier.tenancy.id.0);
        }
        let mut dead = dossier.clone();
        dead.tenancy.deceased_on = Some(today().previous());
        let after = plan::decide(&rules.night(), &dead, desk);
        if let Outcome::Step(step) = &after.outcome
            && let Act::Message { letter, .. } = step.act
        {
            assert!(rules.policy.letters[letter].for_heirs, "seed {SEED}, tenancy {}", dossier.tenancy.id.0);
        }
    });
}

#[test]
fn the_items_a_letter_lists_add_up_to_what_it_asks() {
    let rules = rules();
    let mut listed = 0;
    each(&rules, &mut |dossier, _, desk| {
        let mut disputed = dossier.clone();
        let since = today().previous();
        let cents = Some(Cents(12_345));
        let dispute =
            Circumstance { kind: CircumstanceKind::Dispute, since, until: None, closed_on: None, cents };
        disputed.circumstances.push(dispute);
        for dossier in [dossier, &disputed] {
            let (ground, _) = plan::read(&rules.night(), dossier, desk);
            let items: Cents = ground.items_to_ask().iter().map(|item| item.open).sum();
            assert_eq!(items, ground.claimable(), "seed {SEED}, tenancy {}", dossier.tenancy.id.0);
            listed += u32::from(items.0 > 0);
        }
    });
    assert!(listed > 100, "somebody owes something: {listed}");
}

#[test]
fn what_is_asked_is_due_and_to_the_cent() {
    let rules = rules();
    let mut asked = 0;
    each(&rules, &mut |dossier, decision, _| {
        let Outcome::Step(step) = &decision.outcome else { return };
        let Act::Message { amount: Some(amount), .. } = step.act else { return };
        asked += 1;
        let owed: Cents = dossier.entries.iter().map(|entry| entry.cents).sum();
        assert!(amount.0 > 0 && amount <= owed.max(decision.arrears), "tenancy {}", dossier.tenancy.id.0);
    });
    assert!(asked > 10, "somebody is asked at all: {asked}");
}

/// A task lies on a desk and nobody does it. It is not forgotten because a message of another anchor comes first on a later night.
#[test]
fn a_task_that_nobody_did_is_not_forgotten_for_another_step() {
    let rules = rules();
    let mut beside = 0;
    each(&rules, &mut |dossier, decision, desk| {
        let Outcome::Step(PlannedStep { proposal: Some(laid), act: Act::Task(_), .. }) = decision.outcome
        else {
            return;
        };
        let step = laid.of(&rules.policy);
        let place = (rules.policy.flows[laid.flow].id.as_str(), step.id.as_str());
        for later in 0..10 {
            let night = Night { today: today() + later, books_as_of: today() + later - 1, ..rules.night() };
            let then = plan::decide(&night, dossier, desk);
            let still = plan::still_due(&night, dossier, desk, &then, place).and_then(|own| own.proposal);
            let is_best = matches!(then.outcome, Outcome::Step(best) if best.proposal == Some(laid));
            let number = dossier.tenancy.id.0;
            assert!(!is_best || still == Some(laid), "seed {SEED}, tenancy {number}, {later} days later");
            beside += u32::from(!is_best && still == Some(laid));
        }
    });
    assert!(beside > 5, "{beside}");
}
