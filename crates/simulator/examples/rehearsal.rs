//! Rehearses nights in memory: the shipped policy decides about simulated tenants, the auditor judges.
//!
//! No files, no store, no channels: each night cuts every life at the day before, decides, and remembers the step. What
//! the auditor objects to is printed with the seed.
//!
//! `cargo run --release -p simulator --example rehearsal -- 2000 20260617 woonbron`

use domain::calendar::Day;
use domain::calendar::holidays::EquatedDays;
use domain::dossier::{Position, StepTaken};
use domain::ids::TenancyId;
use domain::plan::{Act as Planned, Desk, Night, Outcome, PlannedStep, decide};
use domain::policy::Policy;
use simulator::auditor::{Act, Addressee, Auditor, What};
use simulator::life::{Horizon, Life};
use simulator::portfolio::dossier;
use simulator::vera::Landlord;
use std::collections::BTreeMap;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number =
        |at: usize, otherwise: u64| arguments.get(at).and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    let (homes, seed) = (number(0, 2_000) as u32, number(1, 20_260_617));
    let name = arguments.get(2).map_or("woonbron", String::as_str);
    let to = Day::from_ymd(2026, 9, 30).unwrap_or_default();
    let from = Day::from_ymd(2026, 1, 2).unwrap_or_default();
    let Some(files) = policy::preset(name) else { return println!("Er is geen startbeleid '{name}'.") };
    let loaded = policy::load(&files, from);
    let Some(policy) = loaded.policy else {
        let errors = loaded.findings.iter().filter(|finding| finding.severity == policy::Severity::Error);
        return errors.for_each(|finding| println!("{finding:?}"));
    };
    let landlord = Landlord::new(seed, homes, Horizon::months_before(to, 27));
    let mut auditor = Auditor::new(&landlord.lives);
    (from.0..=to.0).for_each(|night| auditor.took_in(Day(night), Day(night - 1)));
    let acts: Vec<Act> = landlord.lives.iter().flat_map(|life| rehearse(life, &policy, from, to)).collect();
    let mut objections = BTreeMap::new();
    for objection in auditor.judge(&acts) {
        let of_promise: &mut Vec<_> = objections.entry(objection.promise).or_default();
        of_promise.push(objection);
    }
    println!("seed {seed}: {homes} tenancies, {} nights, {} acts", to - from + 1, acts.len());
    for (promise, list) in objections {
        println!("{promise:?}: {}", list.len());
        list.iter().take(5).for_each(|objection| println!("  {objection}"));
    }
}

/// All nights of one tenancy, and what came of them.
fn rehearse(life: &Life, policy: &Policy, from: Day, to: Day) -> Vec<Act> {
    let (needed, calendar) = (policy.facts_needed(), EquatedDays::default());
    let mut desk = Desk::default();
    let mut steps: Vec<StepTaken> = Vec::new();
    let mut position = Position::default();
    let mut acts = Vec::new();
    for today in (from.0..=to.0).map(Day).filter(|today| life.known_on(today.previous())) {
        let mut cut = dossier(life, TenancyId(life.index), today.previous());
        (cut.steps, cut.position) = (steps, position);
        let books_as_of = today.previous();
        let night = Night { today, policy, needed: &needed, calendar: &calendar, books_as_of };
        let decision = decide(&night, &cut, &mut desk);
        (steps, position) = (cut.steps, decision.position);
        if let Outcome::Step(step) = decision.outcome {
            steps.push(step.taken_on(today, policy));
            acts.push(Act { day: today, dossier: life.dossier(), what: what(&step, policy) });
        }
    }
    acts
}

fn what(step: &PlannedStep, policy: &Policy) -> What {
    match step.act {
        Planned::Task(kind) => What::Task { kind: kind.dutch().to_owned() },
        Planned::Message { letter, channel, amount } => {
            let letter = &policy.letters[letter];
            let to = match (letter.for_heirs, letter.for_administrator) {
                (true, _) => Addressee::Heirs,
                (_, true) => Addressee::Administrator,
                _ => Addressee::Tenant,
            };
            What::Message { letter: letter.id.clone(), channel, to, amount }
        }
    }
}
