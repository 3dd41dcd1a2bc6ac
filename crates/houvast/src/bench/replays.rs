//! `bench replay`: consecutive nights. The full recompute is the definition; looking only at dossiers that woke or had
//! news must come to the same, state for state, every night: in memory and in the book.

use std::thread;

use domain::calendar::Day;
use domain::dossier::Dossier;
use domain::plan::{self, Decision, Desk, Night, NightPlan, Outcome, PlannedDossier};
use store::Book;
use store::commit::wake_code;
use store::dossiers::WAKES_NEXT_NIGHT;

use super::measure::{MIX_START, Sample, mix, timed};
use super::report::{Gate, Line, Report};
use super::scene::{Scene, Story, news_of};
use super::{Failure, ReplayOptions};
use crate::night::{self, Scope};

/// Differences that are named in full.
const NAMED: usize = 10;

/// Which dossiers a replay in memory looks at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    /// Every one, every night.
    Full,
    /// Those with news and those whose wake day has come.
    Woken,
}

/// The state of every tenancy after every night as a number: by night, then by tenancy.
type States = Vec<Vec<u64>>;

pub fn run(options: &ReplayOptions) -> Result<Report, Failure> {
    let scene = Scene::on(options.portfolio, options.store.as_ref())?;
    let before = options.portfolio.night.previous();
    let stories = scene.stories(before.previous(), options.nights);
    let mut report = Report::default();
    let mut in_memory = Vec::new();
    for (look, what, gate) in [
        (Look::Full, "replay in memory, every dossier every night", None),
        (Look::Woken, "replay in memory (what-if), dossiers that woke", Some(1.0)),
    ] {
        let mut samples = Vec::new();
        let mut states = Vec::new();
        for _ in 0..3 {
            let (made, sample) = timed(|| in_threads(&scene, &stories, options, look));
            samples.push(sample);
            states = made;
        }
        let mut line = Line::of(format!("{what}, {} nights", options.nights), samples);
        line.checksum = Some(states.iter().flatten().fold(MIX_START, |sum, state| mix(sum, *state)));
        line.gates.extend(gate.map(|bound| Gate::at_most("P11", bound, line.wall(), " s")));
        report.lines.push(line);
        in_memory.push(states);
    }
    let differences = compare_states(&in_memory[0], &in_memory[1], before + 1);
    report.lines.push(equality("in memory: woken against full", &differences));
    let (line, differences) = in_book(&scene, &stories, options, &in_memory[0])?;
    report.lines.push(line);
    report.lines.push(equality("in the book: woken against full from the truth and in memory", &differences));
    Ok(report)
}

fn equality(what: &str, differences: &[String]) -> Line {
    let mut line = Line::of(what, Vec::new());
    line.note = differences.iter().take(NAMED).cloned().collect::<Vec<_>>().join("; ");
    line.gates.push(Gate::equal("P6", "every state, every night", differences.len()));
    line
}

/// Replays all stories, each thread a share of them: no tenancy knows of another.
fn in_threads(scene: &Scene, stories: &[Story], options: &ReplayOptions, look: Look) -> States {
    let share = stories.len().div_ceil(options.threads.max(1) as usize).max(1);
    let parts: Vec<States> = thread::scope(|scope| {
        let work = |part| scope.spawn(move || in_memory(scene, part, options, look));
        let handles: Vec<_> = stories.chunks(share).map(work).collect();
        handles.into_iter().map(|handle| handle.join().expect("a replaying thread panicked")).collect()
    });
    let mut states: States = vec![Vec::new(); options.nights as usize];
    for part in parts {
        for (night, of_part) in states.iter_mut().zip(part) {
            night.extend(of_part);
        }
    }
    states
}

fn in_memory(scene: &Scene, stories: &[Story], options: &ReplayOptions, look: Look) -> States {
    let first = options.portfolio.night.previous();
    let mut states: States = vec![vec![0; stories.len()]; options.nights as usize];
    let (mut desk, mut dossier) = (Desk::default(), Dossier::default());
    for (place, story) in stories.iter().enumerate() {
        let mut news = story.news.iter().peekable();
        let mut there = story.begin.is_some();
        dossier.clone_from(story.begin.as_ref().unwrap_or(&Dossier::default()));
        let (mut wake, mut state) = (WAKES_NEXT_NIGHT, 0);
        for at in 0..options.nights {
            let today = first + at as i32;
            // The first night reads what was loaded; what comes in on a day is read by the night after it.
            if at > 0
                && let Some((_, news)) = news.next_if(|(day, _)| day + 1 == at)
            {
                news.bring_to(&mut dossier);
                (wake, there) = (WAKES_NEXT_NIGHT, true);
            }
            let woken = wake <= today.0 || today.day_of_month() == 1 || look == Look::Full;
            if there && woken {
                let night = scene.night(today);
                let decision = plan::decide(&night, &dossier, &mut desk);
                wake = wake_code(decision.wake);
                carry_on(&mut dossier, &decision, &night);
                state = state_of(&dossier);
            }
            states[at as usize][place] = state;
        }
    }
    states
}

/// The dossier as it is after a night.
pub(super) fn carry_on(dossier: &mut Dossier, decision: &Decision, night: &Night) {
    dossier.position = decision.position;
    if let Outcome::Step(step) = &decision.outcome {
        dossier.steps.push(step.taken_on(night.today, night.policy));
        dossier.steps.sort_by_key(|step| (step.day, step.step));
    }
}

/// What a night leaves behind, as one number.
fn state_of(dossier: &Dossier) -> u64 {
    let position = dossier.position;
    let mut sum = mix(MIX_START, u64::from(position.category.map_or(0, |key| key.0)));
    sum = mix(sum, position.since.0 as u64);
    sum = mix(sum, u64::from(position.outcome));
    sum = mix(sum, dossier.steps.len() as u64);
    dossier
        .steps
        .last()
        .map_or(sum, |step| mix(sum, u64::from(step.step.0) << 32 | u64::from(step.day.0 as u32)))
}

fn compare_states(full: &States, other: &States, first: Day) -> Vec<String> {
    let mut differences = Vec::new();
    for (at, (left, right)) in full.iter().zip(other).enumerate() {
        for (tenancy, (left, right)) in left.iter().zip(right).enumerate() {
            if left != right {
                differences.push(format!("tenancy {tenancy} on {}", first - 1 + at as i32));
            }
        }
    }
    differences
}

/// The same nights in a book, to disk; before each is committed, the plan over all dossiers from the truth is compared
/// with the plan over those that woke, and afterwards every state with the one in memory.
fn in_book(
    scene: &Scene,
    stories: &[Story],
    options: &ReplayOptions,
    in_memory: &States,
) -> Result<(Line, Vec<String>), Failure> {
    let first = options.portfolio.night.previous();
    let mut book = scene.book(first.previous())?;
    let mut samples: Vec<Sample> = Vec::new();
    let mut differences = Vec::new();
    for at in 0..options.nights {
        let day = first + at as i32;
        let (head, news) = (scene.head(day), if at == 0 { Vec::new() } else { news_of(stories, at - 1) });
        let (plan, sample) = timed(|| -> Result<NightPlan, Failure> {
            book.take_in_news(news.iter())?;
            let scope = night::scope_of(&book, &head)?;
            Ok(night::plan(&book, &scene.night(day), scope, options.threads)?)
        });
        let plan = plan?;
        let full = night::plan(&book, &scene.night(day), Scope::AllFromTruth, options.threads)?;
        differences.extend(compare_plans(&full, &plan, day));
        let (done, commit) = timed(|| book.commit(&head, &scene.policy, &plan));
        done?;
        samples.push(Sample { wall: sample.wall + commit.wall, cpu: sample.cpu + commit.cpu });
        differences.extend(compare_book(&book, &in_memory[at as usize], day)?);
    }
    differences.extend(truth_is_packed(&book)?);
    let line = Line::of(format!("nights in the book, rows taken in, to disk ({})", options.nights), samples);
    Ok((line, differences))
}

/// What is written, compared: a wake day alone is no state.
fn compare_plans(full: &NightPlan, woken: &NightPlan, day: Day) -> Vec<String> {
    let written = |planned: &&PlannedDossier| {
        planned.decision.position != planned.before || planned.decision.is_worth_a_record()
    };
    let mut right = woken.dossiers.iter().filter(written).peekable();
    let mut differences = Vec::new();
    for left in full.dossiers.iter().filter(written) {
        while let Some(extra) = right.next_if(|other| other.tenancy < left.tenancy) {
            differences.push(format!("tenancy {} on {day}: only the woken night writes", extra.tenancy.0));
        }
        match right.next_if(|other| other.tenancy == left.tenancy) {
            Some(other) if other == left => {}
            Some(_) => differences.push(format!("tenancy {} on {day}: another decision", left.tenancy.0)),
            None => differences.push(format!("tenancy {} on {day}: did not wake", left.tenancy.0)),
        }
    }
    differences.extend(right.map(|extra| format!("tenancy {} on {day}: only when woken", extra.tenancy.0)));
    differences
}

fn compare_book(book: &Book, in_memory: &[u64], day: Day) -> Result<Vec<String>, Failure> {
    let mut differences = Vec::new();
    book.each_packed(&(0..u32::MAX), None, &mut |dossier, _| {
        let id = dossier.tenancy.id.0;
        if in_memory.get(id as usize) != Some(&state_of(dossier)) {
            differences.push(format!("tenancy {id} on {day}: the book and memory differ"));
        }
    })?;
    Ok(differences)
}

/// The packed dossiers are those of the truth.
fn truth_is_packed(book: &Book) -> Result<Vec<String>, Failure> {
    let mut differences = Vec::new();
    let mut packed = Dossier::default();
    let mut failed = None;
    book.each_from_truth(0..u32::MAX, &mut |dossier, _| {
        let id = dossier.tenancy.id;
        match book.unpack_one(id, &mut packed) {
            Ok(there) if there && packed == *dossier => {}
            Ok(_) => differences.push(format!("tenancy {}: packed is not the truth", id.0)),
            Err(error) => failed = Some(error),
        }
    })?;
    failed.map_or(Ok(differences), |error| Err(error.into()))
}
