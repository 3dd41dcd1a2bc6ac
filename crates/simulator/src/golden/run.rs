//! Runs the nights of a golden dossier and holds what must come out against what did.

use super::words::Words;
use super::{Expectation, Golden, Nights, Statement, build, expect, parse};
use domain::calendar::Day;
use domain::calendar::holidays::EquatedDays;
use domain::dossier::Dossier;
use domain::explain::explain;
use domain::facts::{ALL, FactId};
use domain::money::Cents;
use domain::plan::{Act, Desk, Night, Outcome, PlannedStep, decide, read};
use domain::policy::{Mode, Policy};

/// A golden dossier that does not hold.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The line, counted from 1; 0 when it is about the whole file.
    pub line: usize,
    /// What is wrong, or what came out instead.
    pub why: String,
}

/// What one night came to, in the words of the language.
#[derive(Clone, Debug)]
pub(super) struct NightSeen {
    pub(super) day: Day,
    pub(super) category: String,
    pub(super) colour: &'static str,
    pub(super) category_changed: bool,
    pub(super) arrears: Cents,
    pub(super) claimable: Cents,
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) came: Came,
    pub(super) why: String,
}

/// The outcome of a night.
#[derive(Clone, Debug)]
pub(super) enum Came {
    Nothing,
    Message { letter: String, channel: &'static str, tone: &'static str, amount: Option<Cents>, mode: Mode },
    Task { kind: &'static str, by: &'static str, mode: Mode },
    Blocked { step: String, guards: Vec<(&'static str, Option<Day>)> },
}

/// Reads a golden dossier and runs it.
///
/// # Errors
/// The first line that cannot be read or does not hold.
pub fn run(text: &str, policy: &Policy, calendar: &EquatedDays) -> Result<(), Failure> {
    let golden = parse(text).map_err(|wrong| Failure { line: wrong.number, why: wrong.item })?;
    let mut policy = policy.clone();
    policy.settings.emergency_stop |=
        golden.statements.iter().any(|line| line.item == Statement::EmergencyStop);
    policy.settings.beginning = golden.statements.iter().find_map(|line| match line.item {
        Statement::Begins(beginning) => Some(beginning),
        _ => None,
    });
    for line in &golden.statements {
        let Statement::HeldOut(id) = &line.item else { continue };
        let steps = policy.flows.iter_mut().flat_map(|flow| &mut flow.steps);
        steps.filter(|step| step.id == *id).for_each(|step| step.hold_out_per_mille = 1_000);
    }
    let mut dossier = build::dossier(&golden, &policy).map_err(|why| Failure { line: 0, why })?;
    let mut last_night = Day(i32::MIN);
    for nights in &golden.nights {
        if nights.first <= last_night || nights.last < nights.first {
            return Err(Failure { line: nights.line, why: "de nachten staan niet op volgorde".into() });
        }
        last_night = nights.last;
        let seen = run_nights(nights, &golden, &policy, calendar, &mut dossier)?;
        expect::hold(nights, &seen)?;
    }
    Ok(())
}

/// Every night is run, also those that a landlord's book leaves out because nothing can be otherwise: then nothing may be.
fn run_nights(
    nights: &Nights,
    golden: &Golden,
    policy: &Policy,
    calendar: &EquatedDays,
    dossier: &mut Dossier,
) -> Result<Vec<NightSeen>, Failure> {
    let all_facts: Vec<FactId> = (0..ALL.len()).map(|at| FactId(at as u8)).collect();
    let wants_why = nights.expected.iter().any(|line| matches!(line.item.what, Expectation::Why(_)));
    let mut desk = Desk::default();
    let mut seen = Vec::new();
    let mut wakes_on = nights.first;
    for at in nights.first.0..=nights.last.0 {
        let today = Day(at);
        let books_as_of = nights.books_until.unwrap_or(today);
        let night = Night { today, policy, needed: &all_facts, calendar, books_as_of };
        let known = as_known_on(dossier, golden, today);
        let decision = decide(&night, &known, &mut desk);
        let came = came(&decision.outcome, policy);
        let why = if wants_why { why(&night, &known) } else { String::new() };
        let (ground, facts) = read(&night, &known, &mut desk);
        let shown = all_facts.iter().map(|id| (id.fact().word, id.fact().show(facts.get(*id)))).collect();
        let category = &policy.categories[decision.category];
        seen.push(NightSeen {
            day: today,
            category: category.id.clone(),
            colour: category.colour.dutch(),
            category_changed: decision.category_changed && dossier.position.category.is_some(),
            arrears: decision.arrears,
            claimable: ground.claimable(),
            facts: shown,
            came,
            why,
        });
        if today < wakes_on && decision.is_worth_a_record() {
            let why = format!("de nacht van {} had niemand naar dit dossier gekeken", today.dutch());
            return Err(Failure { line: nights.line, why });
        }
        wakes_on = decision.wake.day_after(today);
        dossier.position = decision.position;
        if let Outcome::Step(step) = &decision.outcome {
            dossier.steps.push(step.taken_on(today, policy));
            dossier.steps.sort_by_key(|taken| taken.day);
        }
    }
    Ok(seen)
}

/// Notice that has not been given yet is not known; everything else is dated by itself.
fn as_known_on(dossier: &Dossier, golden: &Golden, today: Day) -> Dossier {
    let mut known = dossier.clone();
    let given = golden.statements.iter().any(|line| match line.item {
        Statement::Notice(on, _) => on <= today,
        _ => false,
    });
    if !given {
        (known.tenancy.notice_on, known.tenancy.ends_on) = (None, None);
    }
    known.tenancy.deceased_on = known.tenancy.deceased_on.filter(|day| *day <= today);
    known
}

fn came(outcome: &Outcome, policy: &Policy) -> Came {
    match outcome {
        Outcome::Nothing => Came::Nothing,
        Outcome::Step(step) => came_of_step(step, policy),
        Outcome::Blocked { proposal, blocks } => {
            let until = |until| match until {
                domain::guards::Until::Day(day) => Some(day),
                domain::guards::Until::Changed => None,
            };
            let guards = blocks.iter().map(|block| (block.guard().word, until(block.until))).collect();
            let flow = &policy.flows[proposal.flow];
            Came::Blocked { step: format!("{}/{}", flow.id, proposal.of(policy).id), guards }
        }
    }
}

fn came_of_step(planned: &PlannedStep, policy: &Policy) -> Came {
    let step = planned.proposal.map(|proposal| proposal.of(policy));
    match planned.act {
        Act::Message { letter, channel, amount } => Came::Message {
            letter: policy.letters[letter].id.clone(),
            channel: channel.dutch(),
            tone: step.map_or("", |step| step.tone.dutch()),
            amount,
            mode: planned.mode,
        },
        Act::Task(kind) => Came::Task {
            kind: kind.dutch(),
            by: step.map_or("huurconsulent", |step| step.by.dutch()),
            mode: planned.mode,
        },
    }
}

/// Everything a reader is told about the night.
fn why(night: &Night, dossier: &Dossier) -> String {
    let told = explain(night, dossier, &[]);
    let lists = [told.why_not, told.what_if, told.stop_list];
    let mut text = format!("{}\n{}", told.line, told.paragraph);
    for line in lists.iter().flatten() {
        text.push('\n');
        text.push_str(line);
    }
    text
}

impl Came {
    /// The outcome as a line of the language.
    pub(super) fn shown(&self) -> String {
        match self {
            Came::Nothing => "geen stap".into(),
            Came::Message { letter, channel, tone, amount, mode } => {
                let asks = amount.map_or(String::new(), |cents| format!(" vraagt {cents} euro"));
                format!("bericht {letter} per {channel} toon {tone}{asks}{}", as_proposal(*mode))
            }
            Came::Task { kind, by, mode } => format!("taak {kind} voor {by}{}", as_proposal(*mode)),
            Came::Blocked { step, guards } => {
                let words = guards.iter().map(|(word, until)| match until {
                    Some(day) => format!("{word} (tot en met {})", day.dutch()),
                    None => (*word).to_owned(),
                });
                format!("stap {step} geblokkeerd door {}", words.collect::<Vec<_>>().join(" en "))
            }
        }
    }

    /// Is a step taken?
    pub(super) fn is_step(&self) -> bool {
        matches!(self, Came::Message { .. } | Came::Task { .. })
    }
}

fn as_proposal(mode: Mode) -> &'static str {
    match mode {
        Mode::Automatic => "",
        Mode::Proposal => " als voorstel",
        Mode::Shadow => " als schaduw",
    }
}

impl Failure {
    /// The failure as a consultant reads it: the file, its line, and what came out.
    pub fn shown(&self, name: &str, text: &str) -> String {
        let line = text.lines().nth(self.line.saturating_sub(1)).unwrap_or_default();
        let line = Words::of(line).rest();
        format!("{name}, regel {}: {line}\n{}", self.line, self.why)
    }
}
