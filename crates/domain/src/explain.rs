//! Says why, in Dutch: in one line, in one paragraph, and as a tree of everything that was tried; with *why not* and what
//! would change it.
//!
//! An explanation is not stored: it is made by deciding once more about the same dossier on the same day, so it cannot
//! tell another story than the decision. The only sentences about a decision are made here.

mod happening;
mod tree;

use crate::ahead::Coming;
use crate::classify::{Classified, FactValues, Truth, all_hold, classify};
use crate::dossier::{ChosenCategory, Contact, ContactChannel, Dossier, StepTaken};
use crate::facts::{Ground, Unit};
use crate::flow::{self, Choice, Proposal};
use crate::guards::{self, Block, Until};
use crate::ledger::{Entry, EntryKind};
use crate::money::Cents;
use crate::plan::{self, Act, Decision, Desk, Night, Outcome};
use crate::policy::{Action, Category, Condition, Mode, Policy, Step};

/// Why a night decided what it did about a dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// One line, for a list.
    pub line: String,
    /// One paragraph, for a person who asks.
    pub paragraph: String,
    /// Everything that was tried, in order.
    pub tree: Vec<Node>,
    /// Why nothing else happened.
    pub why_not: Vec<String>,
    /// What would change it.
    pub what_if: Vec<String>,
    /// All reasons not to write that hold today.
    pub stop_list: Vec<String>,
}

/// A branch of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What was tried.
    pub text: String,
    /// What came of it; `None` for a remark.
    pub verdict: Option<Truth>,
    /// What it hung on.
    pub children: Vec<Node>,
}

/// The short answers, for who reads a page or a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// One line, for a list.
    pub line: String,
    /// The same for a list of work, that names category and task beside it.
    pub brief: String,
    /// One paragraph, for a person who asks.
    pub paragraph: String,
    /// All reasons not to write that hold today.
    pub stop_list: Vec<String>,
}

/// Explains the decision about a dossier. The dossier must be as it was before the night: its position and steps;
/// `passed_over` are the steps that a person passed over since.
pub fn explain(night: &Night, dossier: &Dossier, passed_over: &[StepTaken]) -> Explanation {
    let mut desk = Desk::default();
    let decision = plan::decide(night, dossier, &mut desk);
    let told = Told::of(night, dossier, &desk, &decision, passed_over, None);
    let Reason { line, paragraph, stop_list, .. } = told.reason();
    let Told { ground, facts, ref classified, .. } = told;
    let category = &night.policy.categories[decision.category];
    Explanation {
        line,
        paragraph,
        tree: match told.chosen {
            Some(chosen) => tree::tree_of_choice(night.policy, category, chosen, &decision),
            None => tree::tree(night.policy, facts, classified, dossier, &decision),
        },
        why_not: why_not(night.policy, facts, classified, &decision),
        what_if: what_if(night, dossier, &ground, &decision),
        stop_list,
    }
}

/// The short answers about a decision, from the desk on which it was just made: nothing is worked out twice. `passed_over` are
/// the steps that a person passed over since, `coming` is what comes, up to the first step at least, where that is known already.
pub fn reason(
    night: &Night,
    dossier: &Dossier,
    desk: &Desk,
    decision: &Decision,
    passed_over: &[StepTaken],
    coming: Option<&[Coming]>,
) -> Reason {
    Told::of(night, dossier, desk, decision, passed_over, coming).reason()
}

/// A decision with what its sentences are made of.
struct Told<'a> {
    night: &'a Night<'a>,
    ground: Ground<'a>,
    facts: &'a FactValues,
    decision: &'a Decision,
    classified: Classified,
    choice: Choice,
    /// What a person chose, when that decided.
    chosen: Option<&'a ChosenCategory>,
    /// The steps that a person passed over since.
    passed_over: &'a [StepTaken],
    desk: &'a Desk,
    /// What comes, where that is known already.
    coming: Option<&'a [Coming]>,
}

impl<'a> Told<'a> {
    fn of(
        night: &'a Night,
        dossier: &'a Dossier,
        desk: &'a Desk,
        decision: &'a Decision,
        passed_over: &'a [StepTaken],
        coming: Option<&'a [Coming]>,
    ) -> Told<'a> {
        let ground = desk.ground(dossier, night.today, &night.policy.settings);
        let facts = &desk.facts;
        let chosen = dossier.chosen_category(night.today);
        let before = dossier.position.category;
        let classified = classify(night.policy, facts, before, chosen.map(|chosen| chosen.category));
        let choice = match classified.missing {
            Some(_) => Choice::default(),
            None => flow::choose(night.policy, &ground, facts, classified.category, decision.position.since),
        };
        let chosen = chosen.filter(|_| classified.by_choice);
        Told { night, ground, facts, decision, classified, choice, chosen, passed_over, desk, coming }
    }

    fn reason(&self) -> Reason {
        let (night, decision) = (self.night, self.decision);
        let category = &night.policy.categories[decision.category];
        let because = match self.chosen {
            Some(chosen) => by_choice(chosen),
            None => because(category, self.facts, &self.classified),
        };
        let happening = self.happening();
        Reason {
            line: format!("{} ({}): {because}. {happening}", category.name, category.colour.dutch()),
            brief: self.brief(&because, &happening),
            paragraph: paragraph(night, &self.ground, category, &because, &happening, decision),
            stop_list: stop_list(night, &self.ground, &self.choice),
        }
    }

    /// `Maanden op rij te laat: 12 keer.` That a task lies there, a list of tasks says already; why the night laid one of its own it
    /// does not.
    fn brief(&self, because: &str, happening: &str) -> String {
        let because = match self.ground.standing.oldest {
            // Who is in no special group has a task all the same: this is what it is about.
            Some((due_on, _)) if because == NO_OTHER_RULE => {
                format!("De oudste open post is van {}.", due_on.dutch())
            }
            _ => as_sentence(because),
        };
        match &self.decision.outcome {
            Outcome::Step(step) if matches!(step.act, Act::Task(_)) && step.mode != Mode::Shadow => {
                let why = self.why_a_task();
                if why.is_empty() {
                    because
                } else {
                    format!("{because} {}", as_sentence(why.trim_start_matches("want ")))
                }
            }
            _ => format!("{because} {happening}"),
        }
    }
}

/// Why a dossier is in the category for everybody else.
const NO_OTHER_RULE: &str = "geen van de andere regels past";

/// With a capital and a full stop.
fn as_sentence(text: &str) -> String {
    let (first, rest) = text.split_at(text.chars().next().map_or(0, char::len_utf8));
    format!("{}{rest}.", first.to_uppercase())
}

/// `een medewerker koos deze indeling op 20 november 2026, tot en met 20 december 2026`.
fn by_choice(chosen: &ChosenCategory) -> String {
    format!(
        "een medewerker koos deze indeling op {}, tot en met {}",
        chosen.since.dutch(),
        chosen.until.dutch()
    )
}

/// The conditions that put the dossier in its category, with what they saw.
fn because(category: &Category, facts: &FactValues, classified: &Classified) -> String {
    if let Some(fact) = classified.missing {
        return format!("{}: onbekend, dus eerst nakijken", fact.fact().label);
    }
    let alternatives = if classified.by_staying { &category.stay } else { &category.enter };
    let fitting = alternatives.iter().find(|alternative| all_hold(alternative, facts) == Truth::Yes);
    let conditions = fitting.map(Vec::as_slice).unwrap_or_default();
    if conditions.is_empty() {
        return NO_OTHER_RULE.into();
    }
    let parts: Vec<String> = conditions.iter().map(|condition| saw(condition, facts)).collect();
    if classified.by_staying { format!("blijft hier, want {}", join(&parts)) } else { join(&parts) }
}

/// `te laat in de laatste 6 maanden: 2 keer`.
fn saw(condition: &Condition, facts: &FactValues) -> String {
    let fact = condition.fact.fact();
    format!("{}: {}", fact.label, fact.show(facts.get(condition.fact)))
}

/// What a condition asks, in words: `minstens 2 keer`.
fn asks(condition: &Condition) -> String {
    let operator = condition.text.strip_prefix(condition.fact.fact().word).unwrap_or(&condition.text);
    operator.replace(['"', '[', ']'], "").replace('_', " ").trim().to_string()
}

fn join(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} en {last}", first.join(", ")),
    }
}

/// The step as a person knows it: its letter or its task.
pub fn step_name(policy: &Policy, proposal: flow::Proposal) -> String {
    name_of_step(policy, proposal.of(policy))
}

/// The same of a step itself.
pub fn name_of_step(policy: &Policy, step: &crate::policy::Step) -> String {
    match &step.action {
        crate::policy::Action::Message { letter, .. } => policy.letters[*letter].name.clone(),
        crate::policy::Action::Task(kind) => kind.spoken().to_string(),
    }
}

/// `toezegging loopt (tot en met 24 november 2026)`.
fn block_text(block: &Block) -> String {
    match block.until {
        Until::Day(day) => format!("{} (tot en met {})", block.guard().word, day.dutch()),
        Until::Changed => block.guard().word.to_string(),
    }
}

/// `“tweede herinnering” wacht: toezegging loopt (tot en met 24 november 2026)`: a step of a night ahead that guards will hold.
pub fn waits(policy: &Policy, proposal: flow::Proposal, blocks: &[Block]) -> String {
    format!("“{}” wacht: {}", step_name(policy, proposal), held_by(blocks))
}

fn held_by(blocks: &[Block]) -> String {
    join(&blocks.iter().map(block_text).collect::<Vec<_>>())
}

fn paragraph(
    night: &Night,
    ground: &Ground,
    category: &Category,
    because: &str,
    happening: &str,
    decision: &Decision,
) -> String {
    let standing = ground.standing;
    let money = match standing.oldest {
        None if standing.due.0 > 0 => format!(
            "Er staat € {} open, maar de eigen betaaldag van deze huurder is nog niet voorbij.",
            standing.due
        ),
        None => "Er is geen achterstand.".into(),
        Some((due_on, pay_by)) => {
            let own = if pay_by == due_on {
                String::new()
            } else {
                format!(" (eigen betaaldag {})", pay_by.dutch())
            };
            format!(
                "De achterstand is € {}; de oudste open post is van {}{own}.",
                standing.arrears,
                due_on.dutch()
            )
        }
    };
    let money = match ground.prescribed() {
        Cents::ZERO => money,
        old => format!("{money} € {old} is ouder dan vijf jaar: dat vragen wij niet en het telt niet mee."),
    };
    let begun = ground.settings.beginning.filter(|beginning| beginning.afresh);
    let begun = begun.and_then(|beginning| beginning.counts_from(night.today));
    let money = match (begun, standing.oldest) {
        (Some(from), Some((_, pay_by))) if pay_by < from => {
            format!(
                "{money} Houvast begon op {} bij de eerste stap: de dagen tellen vanaf toen.",
                from.dutch()
            )
        }
        _ => money,
    };
    let since = if decision.category_changed {
        "Vanaf vannacht".to_string()
    } else {
        format!("Sinds {}", decision.position.since.dutch())
    };
    let broken: Vec<&str> = decision.breaches.iter().map(|breach| breach.promise().sentence).collect();
    let stopped = match broken.as_slice() {
        [] => String::new(),
        sentences => {
            format!(" De stap is tegengehouden omdat hij een belofte zou breken: {}", sentences.join(" "))
        }
    };
    let law = format!("Boeken bij tot en met {}.", night.books_as_of.dutch());
    format!("{since} valt dit dossier in “{}”: {because}. {money} {happening}{stopped} {law}", category.name)
}
/// How many near misses are worth reading.
const NEAR_MISSES: usize = 4;

/// Categories before this one that were missed by one number, and the guards that stopped a step.
fn why_not(policy: &Policy, facts: &FactValues, classified: &Classified, decision: &Decision) -> Vec<String> {
    let mut reasons = Vec::new();
    if let Outcome::Blocked { blocks, .. } = &decision.outcome {
        reasons.extend(blocks.iter().map(|block| block.guard().sentence.to_string()));
    }
    // What a person chose was not missed by a rule.
    let tried = if classified.by_choice { 0 } else { classified.category };
    let misses = policy.categories[..tried].iter().flat_map(|category| {
        category.enter.iter().filter_map(|alternative| near_miss(alternative, facts)).map(move |condition| {
            let seen = saw(condition, facts);
            format!("Niet “{}”: {seen}, nodig is {}.", category.name, asks(condition))
        })
    });
    reasons.extend(misses.take(NEAR_MISSES));
    reasons.dedup();
    reasons
}

/// The one number that kept an alternative from holding.
fn near_miss<'a>(alternative: &'a [Condition], facts: &FactValues) -> Option<&'a Condition> {
    let mut failing = alternative.iter().filter(|c| c.test(facts.get(c.fact)) != Truth::Yes);
    let only = failing.next().filter(|_| failing.next().is_none())?;
    let value = facts.get(only.fact);
    let counts = !matches!(only.fact.fact().unit, Unit::YesNo | Unit::Word(_) | Unit::OwnWord);
    (counts && !value.is_never() && value.0 > 0).then_some(only)
}

/// Decides again about the dossier as it would be after something a tenant or consultant could do today.
fn what_if(night: &Night, dossier: &Dossier, ground: &Ground, decision: &Decision) -> Vec<String> {
    let mut answers = Vec::new();
    let arrears = ground.standing.arrears;
    if arrears.0 > 0 {
        answers
            .push((format!("Betaalt de huurder vandaag alles (€ {arrears})"), paid(dossier, night, arrears)));
    }
    if let Some(rent) = ground.standing.rent.filter(|rent| rent.0 > 0 && *rent < arrears) {
        answers
            .push((format!("Betaalt de huurder vandaag één maand (€ {rent})"), paid(dossier, night, rent)));
    }
    if arrears.0 > 0 {
        let mut spoken = dossier.clone();
        let contact =
            Contact { day: night.today, channel: ContactChannel::Phone, reached: true, incoming: false };
        spoken.contacts.push(contact);
        answers.push(("Spreken wij de huurder vandaag".to_string(), spoken));
    }
    let mut desk = Desk::default();
    let mut tell = |(what, dossier): (String, Dossier)| {
        let then = plan::decide(night, &dossier, &mut desk);
        let category = &night.policy.categories[then.category].name;
        let step: String = match (&then.outcome, &decision.outcome) {
            (now, before) if now == before => "verandert er vandaag niets".into(),
            (Outcome::Nothing, _) => "gebeurt er vandaag niets".into(),
            (Outcome::Step(_), Outcome::Step(_)) => "volgt er vandaag een andere stap".into(),
            (Outcome::Step(_), _) => "volgt er vandaag een stap".into(),
            (Outcome::Blocked { proposal, blocks }, _) => {
                format!("wacht “{}”: {}", step_name(night.policy, *proposal), held_by(blocks))
            }
        };
        let place = if then.category == decision.category { "blijft het" } else { "wordt het" };
        format!("{what}, dan {place} “{category}” en {step}.")
    };
    answers.drain(..).map(&mut tell).collect()
}

fn paid(dossier: &Dossier, night: &Night, cents: Cents) -> Dossier {
    let mut dossier = dossier.clone();
    let payment =
        Entry { booked_on: night.today, due_on: None, kind: EntryKind::Payment, reason: None, cents: -cents };
    let at = dossier.entries.partition_point(|entry| entry.booked_on <= night.today);
    dossier.entries.insert(at, payment);
    dossier
}

/// The guards that would forbid the step at hand, or else the next one.
/// The step that writes about money and comes next; where none does, any: whether one may write does not hang on what comes.
fn asking(night: &Night, ground: &Ground, choice: &Choice) -> Option<Proposal> {
    let asks = |step: &Step| match &step.action {
        Action::Message { letter, .. } => night.policy.letters[*letter].asks_money,
        Action::Task(_) => false,
    };
    let mut coming = choice.proposal.into_iter().chain(choice.upcoming.iter().map(|(_, proposal)| *proposal));
    let next = coming.find(|proposal| asks(proposal.of(night.policy)));
    let any = || {
        let flows = night.policy.flows.iter().enumerate();
        let mut found = flows.filter_map(|(flow, one)| Some((flow, one.steps.iter().position(asks)?)));
        let (cycle, anchor_day) = (ground.today, ground.today);
        found.next().map(|(flow, step)| Proposal { flow, step, cycle, anchor_day })
    };
    next.or_else(any)
}

fn stop_list(night: &Night, ground: &Ground, choice: &Choice) -> Vec<String> {
    let standing = ground.standing;
    if standing.arrears.is_zero() && standing.due.0 > 0 {
        let guard = &guards::own_pay_day::GUARD;
        return vec![format!("{}. {}", guard.word, guard.sentence)];
    }
    let Some(proposal) = asking(night, ground, choice) else { return Vec::new() };
    let blocks = guards::blocks(ground, &plan::guard_plan(night, ground, proposal));
    blocks.iter().map(|block| format!("{}. {}", block_text(block), block.guard().sentence)).collect()
}
