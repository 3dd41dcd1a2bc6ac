//! `houvast explain` and `houvast facts`: what a person asks about one dossier, and about what a policy can look at.

use domain::calendar::Day;
use domain::classify::Truth;
use domain::dossier::Dossier;
use domain::explain::{self, Explanation, Node};
use domain::facts::{ALL, Unit};
use domain::ids::TenancyId;
use domain::plan::{self, Desk, Night};
use store::Book;

use crate::failure::Failure;
use crate::landlord::{self, Landlord};
use crate::night::Rules;

/// Explains a dossier on a night, the last one when no day is given.
pub fn explain_dossier(
    landlord: &Landlord,
    number: &str,
    day: Option<Day>,
    json: bool,
) -> Result<String, Failure> {
    let book = landlord.book_to_read()?;
    let id = book.tenancy_by_number(number)?.ok_or_else(|| {
        Failure::usage(format!(
            "dossier {number} staat niet in het boek; het nummer is dat van de huurovereenkomst"
        ))
    })?;
    let night = match day {
        Some(day) => book.night_of(day)?,
        None => book.last_night()?,
    };
    let night =
        night.ok_or_else(|| Failure::usage("er is nog geen nacht gedraaid; doe eerst `houvast night`"))?;
    let law = landlord::law();
    let today = day.unwrap_or(night.day);
    let usable = match night.day == today {
        true => landlord.policy_of_night(&book, &night.policy, today)?,
        false => landlord.policy(today)?.for_book(&book)?,
    };
    let rules = Rules::of(&usable.policy, &law.equated_days);
    let dossier = dossier_before(&book, id, today, night.books_as_of)?;
    let passed_over = book.skipped_from(id, today)?;
    let explanation = explain::explain(&rules.night(today, night.books_as_of), &dossier, &passed_over);
    let otherwise = match night.day == today {
        true => otherwise(&book, id, night.id, &rules.night(today, night.books_as_of), &dossier)?,
        false => Vec::new(),
    };
    let messages = messages(&book, id, today)?;
    if json {
        return Ok(as_json(number, today, &night.policy, (&explanation, &otherwise), &messages));
    }
    let mut text = as_text(number, today, &night.policy, &explanation);
    if !otherwise.is_empty() {
        text.push_str("\n\nDie nacht was het anders: sindsdien zijn gegevens veranderd\n");
        text.push_str(&otherwise.join("\n"));
    }
    if !messages.is_empty() {
        text.push_str("\n\nBerichten\n");
        text.push_str(&messages.join("\n"));
    }
    if night.day != today {
        let no_night = format!("Op {} draaide geen nacht. Zo zou het zijn geweest.\n\n", today.dutch());
        text.insert_str(0, &no_night);
    }
    Ok(text)
}

/// What that night recorded and is read otherwise now, in Dutch: master data are kept as they are, not as they were.
fn otherwise(
    book: &Book,
    id: TenancyId,
    run: i64,
    night: &Night,
    dossier: &Dossier,
) -> Result<Vec<String>, Failure> {
    let records = book.decisions(id)?;
    let Some(record) = records.iter().find(|record| record.run == run) else { return Ok(Vec::new()) };
    let mut desk = Desk::default();
    plan::read(night, dossier, &mut desk);
    let known = record.facts.iter().filter(|(fact, _)| night.needed.contains(fact));
    let differing = known.filter(|(fact, then)| desk.facts.get(*fact) != *then).map(|(id, then)| {
        let fact = id.fact();
        format!("  - {}: toen {}, nu {}", fact.label, fact.show(*then), fact.show(desk.facts.get(*id)))
    });
    Ok(differing.collect())
}

/// The dossier as a night saw it: its position then, only the steps taken before, and only what the books knew. What was
/// delivered later about a day the books already covered cannot be told apart; the recorded facts are what they were.
pub fn dossier_before(book: &Book, id: TenancyId, day: Day, books_as_of: Day) -> Result<Dossier, Failure> {
    let mut dossier = book
        .dossier_from_truth(id)?
        .ok_or_else(|| Failure::other("het dossier is uit het boek verdwenen"))?;
    dossier.position = book.position_before(id, day)?;
    dossier.steps.retain(|step| step.day < day);
    // What was seen before it was booked was known on its own day.
    let known = |seen: bool| if seen { day.max(books_as_of) } else { books_as_of };
    dossier.entries.retain(|e| e.booked_on <= known(!e.kind.is_of_the_landlord() && e.cents.0 < 0));
    dossier.circumstances.retain(|circumstance| circumstance.since <= books_as_of);
    dossier.contacts.retain(|contact| contact.day <= books_as_of);
    dossier.arrangements.retain(|arrangement| arrangement.agreed_on <= books_as_of);
    Ok(dossier)
}

/// What became of this dossier's messages up to a day: every attempt with its words, and what was told of it.
fn messages(book: &Book, id: TenancyId, until: Day) -> Result<Vec<String>, Failure> {
    let mut lines = Vec::new();
    for line in book.message_lines(id)?.iter().filter(|line| line.day <= until) {
        let reason = if line.reason.is_empty() { String::new() } else { format!(" – {}", line.reason) };
        lines.push(format!("  {} {} per {}: {}{reason}", line.day, line.letter, line.channel, line.state));
    }
    for line in book.post_lines(id)?.iter().filter(|line| line.day <= until) {
        lines.push(format!("  {} {}", line.day, line.text));
    }
    for attempt in book.attempt_lines(id)?.iter().filter(|attempt| attempt.day <= until) {
        lines.push(format!("  De tekst per {} van {}:", attempt.channel, attempt.day));
        lines.extend(attempt.text.lines().map(|line| format!("    | {line}")));
    }
    Ok(lines)
}

fn as_text(number: &str, day: Day, policy: &str, explanation: &Explanation) -> String {
    let mut lines = vec![format!("Dossier {number}, nacht van {}", day.dutch()), String::new()];
    lines.push(explanation.line.clone());
    lines.push(String::new());
    lines.push(explanation.paragraph.clone());
    lines.push(String::new());
    lines.push("Regels, van boven naar beneden; de eerste die past, geldt".into());
    for node in &explanation.tree {
        branch(node, 1, &mut lines);
    }
    for (title, list) in [
        ("Waarom niet iets anders?", &explanation.why_not),
        ("Niet aanschrijven, want", &explanation.stop_list),
        ("Wat zou het anders maken?", &explanation.what_if),
    ] {
        if !list.is_empty() {
            lines.push(String::new());
            lines.push(title.into());
            lines.extend(list.iter().map(|item| format!("  - {item}")));
        }
    }
    lines.push(String::new());
    lines.push(format!("Beleid {policy}, Houvast {}", env!("CARGO_PKG_VERSION")));
    lines.join("\n")
}

fn branch(node: &Node, depth: usize, lines: &mut Vec<String>) {
    let mark = match node.verdict {
        Some(Truth::Yes) => "✓",
        Some(Truth::No) => "–",
        Some(Truth::Unknown) => "?",
        None => " ",
    };
    lines.push(format!("{}{mark} {}", "  ".repeat(depth), node.text));
    for child in &node.children {
        branch(child, depth + 1, lines);
    }
}

fn as_json(
    number: &str,
    day: Day,
    policy: &str,
    (explanation, otherwise): (&Explanation, &[String]),
    messages: &[String],
) -> String {
    fn tree(node: &Node) -> serde_json::Value {
        let verdict = node.verdict.map(|verdict| match verdict {
            Truth::Yes => "yes",
            Truth::No => "no",
            Truth::Unknown => "unknown",
        });
        let children: Vec<_> = node.children.iter().map(tree).collect();
        serde_json::json!({ "text": node.text, "verdict": verdict, "children": children })
    }
    let tree: Vec<_> = explanation.tree.iter().map(tree).collect();
    serde_json::json!({
        "dossier": number, "day": day.to_string(), "policy": policy, "engine": env!("CARGO_PKG_VERSION"),
        "line": explanation.line, "paragraph": explanation.paragraph, "tree": tree,
        "why_not": explanation.why_not, "what_if": explanation.what_if, "stop_list": explanation.stop_list,
        "messages": messages, "recorded_otherwise": otherwise,
    })
    .to_string()
}

/// All facts, as a table or as JSON.
pub fn facts(json: bool) -> String {
    if json {
        let list: Vec<_> = ALL
            .iter()
            .map(|fact| {
                serde_json::json!({
                    "id": fact.id, "word": fact.word, "unit": unit(fact.unit), "meaning": fact.meaning,
                    "source": fact.source,
                })
            })
            .collect();
        return serde_json::Value::from(list).to_string();
    }
    let mut lines = vec![format!("{} kenmerken (woord · naam in de code · eenheid)", ALL.len())];
    for fact in ALL {
        lines.push(format!("\n{} · {} · {}", fact.word, fact.id, unit(fact.unit)));
        lines.push(format!("    {}", fact.meaning));
        lines.push(format!("    Bron: {}", fact.source));
    }
    lines.join("\n")
}

fn unit(unit: Unit) -> String {
    match unit {
        Unit::Cents => "bedrag (\"25 euro\")".into(),
        Unit::Days => "dagen (\"4 dagen\", \"nooit\")".into(),
        Unit::Months => "maanden (\"6 maanden\")".into(),
        Unit::MonthsOfRent => "maanden huur (\"1,5 maand\")".into(),
        Unit::Count => "aantal (\"3 keer\")".into(),
        Unit::Percent => "procent (\"80 %\")".into(),
        Unit::YesNo => "ja of nee".into(),
        Unit::DayOfMonth => "dag van de maand (\"dag 20\")".into(),
        Unit::Word(words) => format!("een van: {}", words.join(" · ")),
        Unit::OwnWord => "een woord van de verhuurder zelf".into(),
    }
}
