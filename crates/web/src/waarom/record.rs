//! What a night recorded about a dossier, held against deciding again today.

use domain::explain::name_of_step;
use domain::facts::{FactId, Value};
use domain::plan::{Act, Outcome};
use domain::policy::Policy;
use maud::{Markup, html};
use store::nights::{Decided, StoredOutcome};

use crate::app::Visit;
use crate::case::Case;
use crate::{parts, werk};

/// The section of an explanation.
pub(crate) fn section(visit: &Visit, case: &Case, records: &[Decided]) -> Markup {
    let record = case.run.as_ref().and_then(|run| records.iter().find(|record| record.run == run.id));
    let earlier = records.iter().find(|record| record.day < case.today);
    html! {
        section aria-labelledby="vastgelegd" {
            h2 #vastgelegd { "Wat die nacht is vastgelegd" }
            @match record {
                Some(record) => (compared(visit, case, record)),
                None => {
                    p { "Die nacht veranderde er niets aan indeling of stap; dan wordt er niets vastgelegd." }
                    @if let Some(earlier) = earlier {
                        p { "De laatste vastlegging daarvoor is van "
                            a href={ "?dag=" (earlier.day) } { (parts::day(earlier.day)) } "." }
                    }
                }
            }
        }
    }
}

fn compared(visit: &Visit, case: &Case, record: &Decided) -> Markup {
    let policy = &visit.house.policy;
    let differing = differences(visit, case, record);
    let same_rules = record.policy == policy.hash.to_string();
    html! {
        @if differing.is_empty() {
            p.melding.goed { "✓ Opnieuw beslissen geeft hetzelfde: indeling, stap en alle kenmerken zijn gelijk." }
        } @else {
            div.melding {
                p { strong { "Nu zou het anders zijn dan die nacht." } " "
                    @if same_rules { "Sindsdien is er iets vastgelegd, geboekt of hersteld. De volgende nacht kijkt er opnieuw naar." }
                    @else { "Die nacht gold een andere versie van het beleid." } }
                ul { @for difference in &differing { li { (difference) } } }
            }
        }
        dl.stand-lijst {
            div { dt { "Indeling" } dd { (parts::category_by_id(policy, &record.category)) } }
            div { dt { "Wat er gebeurde" } dd { (outcome(policy, &record.outcome)) } }
            div { dt { "Achterstand" } dd { (parts::money(record.arrears)) } }
        }
        (facts(case, record))
    }
}

/// What differs between the record and deciding again, in words.
fn differences(visit: &Visit, case: &Case, record: &Decided) -> Vec<String> {
    let policy = &visit.house.policy;
    let mut found = Vec::new();
    let category = case.category(visit.house);
    if category.id != record.category {
        found.push(format!("Indeling: toen {}, nu {}.", parts::words(&record.category), category.name));
    }
    if !same_outcome(policy, &case.decision.outcome, &record.outcome) {
        found.push(format!(
            "Stap: toen {}; nu {}.",
            outcome_text(policy, &record.outcome),
            case.headline(policy)
        ));
    }
    if case.decision.arrears != record.arrears {
        let (then, now) = (parts::money(record.arrears), parts::money(case.decision.arrears));
        found.push(format!("Achterstand: toen {then}, nu {now}."));
    }
    for (id, value) in &record.facts {
        if let Some(now) = value_now(visit, case, *id).filter(|now| now != value) {
            let fact = id.fact();
            let word = parts::words(fact.word);
            let word = parts::sentence(&word);
            found.push(format!("{word}: toen {}, nu {}.", fact.show(*value), fact.show(now)));
        }
    }
    found
}

/// The value of a fact the policy of now looks at.
fn value_now(visit: &Visit, case: &Case, id: FactId) -> Option<Value> {
    visit.house.needed.contains(&id).then(|| case.desk.facts.get(id))
}

fn same_outcome(policy: &Policy, now: &Outcome, then: &StoredOutcome) -> bool {
    match now {
        Outcome::Nothing => then.kind == "niets",
        Outcome::Blocked { proposal, blocks } => {
            let ids = blocks.iter().map(|block| block.guard().id);
            then.kind == "geblokkeerd"
                && then.step == proposal.of(policy).id
                && then.blocks.iter().map(|(id, _)| id.as_str()).eq(ids)
        }
        Outcome::Step(step) => match step.act {
            Act::Task(kind) => then.act == "taak" && then.what == kind.dutch(),
            Act::Message { letter, channel, amount } => {
                then.act == "bericht"
                    && then.what == policy.letters[letter].id
                    && then.channel == channel.dutch()
                    && then.amount == amount
            }
        },
    }
}

fn outcome(policy: &Policy, outcome: &StoredOutcome) -> Markup {
    html! { (parts::sentence(&outcome_text(policy, outcome))) }
}

/// What a night decided, in words.
pub(crate) fn outcome_text(policy: &Policy, outcome: &StoredOutcome) -> String {
    match (outcome.kind.as_str(), outcome.act.as_str()) {
        ("stap", "taak") => {
            format!("taak voor een medewerker: {} ({})", werk::in_words(&outcome.what), outcome.mode)
        }
        ("stap", _) => {
            let amount = outcome.amount.map_or(String::new(), |cents| format!(", {}", parts::money(cents)));
            let name = parts::letter_name(policy, &outcome.what);
            format!("bericht “{name}” per {}{amount} ({})", outcome.channel, outcome.mode)
        }
        ("geblokkeerd", _) => {
            let guards: Vec<&str> = outcome.blocks.iter().map(|(id, _)| parts::guard_word(id)).collect();
            format!("stap “{}” wachtte: {}", parts::sentence(&step_name(policy, outcome)), guards.join(", "))
        }
        _ => "er was niets te doen".into(),
    }
}

/// The step as it is called now, or its bare id when the policy of now has none of this name.
fn step_name(policy: &Policy, outcome: &StoredOutcome) -> String {
    let flow = policy.flows.iter().find(|flow| flow.id == outcome.flow);
    let step = flow.and_then(|flow| flow.steps.iter().find(|step| step.id == outcome.step));
    step.map_or_else(|| parts::words(&outcome.step), |step| name_of_step(policy, step))
}

fn facts(case: &Case, record: &Decided) -> Markup {
    html! {
        @if !record.facts.is_empty() {
            details {
                summary { (parts::plural(record.facts.len() as u64, "kenmerk", "kenmerken")) " zoals die nacht gezien" }
                table {
                    caption { "Vastgelegd op " (case.today.dutch()) }
                    thead { tr { th scope="col" { "Kenmerk" } th scope="col" { "Waarde" } th scope="col" { "Bron" } } }
                    tbody { @for (id, value) in &record.facts { @let fact = id.fact(); tr {
                        th scope="row" { a href={ "/beleid#kenmerk-" (fact.id) } { (parts::words(fact.word)) } }
                        td { (fact.show(*value)) }
                        td.zacht { (fact.source) }
                    } } }
                }
            }
        }
    }
}

/// Which rules, which law and which program decided.
pub(crate) fn versions(visit: &Visit, case: &Case) -> Markup {
    let origin = &case.category(visit.house).origin;
    let now = visit.house.policy.hash.to_string();
    html! {
        section aria-labelledby="versies" {
            h2 #versies { "Waarmee is beslist" }
            dl.stand-lijst.versies {
                div { dt { "Regel" } dd { code { (origin.file) ":" (origin.line) } } }
                @if let Some(run) = &case.run {
                    div { dt { "Beleid" } dd { code { (run.policy) } @if run.policy != now { span.onder { "Uitgelegd met het beleid van nu: " code { (now) } } } } }
                    div { dt { "Wet" } dd { code { (run.law) } } }
                    div { dt { "Houvast" } dd { (run.engine) } }
                } @else {
                    div { dt { "Beleid" } dd { code { (now) } } }
                }
                div { dt { "Boeken tot en met" } dd { (parts::day(case.books_as_of)) } }
            }
        }
    }
}
