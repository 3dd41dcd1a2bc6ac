//! Conditions: `{ kenmerk = "maanden_achter", minstens = "1 maand" }` becomes a test on an integer.

use crate::finding::Findings;
use crate::read::amount;
use crate::read::table::{Table, Text, shorten};
use crate::suggest::hint;
use domain::facts::{ALL, FactId, Unit, Value};
use domain::policy::{All, AnyOf, Condition, Origin};

/// The least value a known fact can have; one lower is *missing*.
pub const LEAST: i64 = i64::MIN + 1;

const OPERATORS: [&str; 8] =
    ["is", "is_niet", "minstens", "meer_dan", "hoogstens", "minder_dan", "tussen", "een_van"];

/// More alternatives than this is not a rule but a mistake.
const MOST_GROUPS: usize = 64;

/// Reads `als` and `een_van` (or `blijft` and `blijft_een_van`) as alternatives. `None` when neither is there, or when
/// something in them could not be read.
pub fn alternatives(table: &Table<'_>, all_key: &str, any_key: &str, out: &mut Findings) -> Option<AnyOf> {
    if !table.has(all_key) && !table.has(any_key) {
        return None;
    }
    let common = all(table, all_key, out);
    if !table.has(any_key) {
        return common.map(|common| vec![common]);
    }
    let groups = table.groups(any_key, out);
    if groups.len() > MOST_GROUPS {
        out.error(
            &table.place_of(any_key),
            format!("{any_key} heeft meer dan {MOST_GROUPS} groepen. Maak er minder."),
        );
        return None;
    }
    let mut alternatives = Vec::new();
    for (place, tables) in groups {
        if tables.is_empty() {
            out.error(
                &place,
                format!(
                    "Een lege groep in {any_key} geldt altijd. Zet er een kenmerk in, of haal de groep weg."
                ),
            );
        }
        let group = conditions(&tables, out)?;
        alternatives.push(common.iter().flatten().cloned().chain(group).collect());
    }
    if alternatives.is_empty() {
        out.error(&table.place_of(any_key), format!("{any_key} is leeg: dan geldt deze regel nooit."));
    }
    common.map(|_| alternatives)
}

/// Reads a list of conditions that must all hold; an absent key always holds.
pub fn all(table: &Table<'_>, key: &str, out: &mut Findings) -> Option<All> {
    let list = table.tables(key, out);
    if table.is_empty_list(key) {
        out.error(
            &table.place_of(key),
            format!("{key} is leeg. Zet er een kenmerk in, of haal de regel weg."),
        );
    }
    conditions(&list, out)
}

fn conditions(tables: &[Table<'_>], out: &mut Findings) -> Option<All> {
    let read: Vec<Option<All>> = tables.iter().map(|table| one(table, out)).collect();
    read.into_iter().collect::<Option<Vec<_>>>().map(|lists| lists.concat())
}

/// One block; with two operators (`minstens` and `minder_dan`) it becomes two tests.
fn one(table: &Table<'_>, out: &mut Findings) -> Option<All> {
    let mut known = vec!["kenmerk"];
    known.extend(OPERATORS);
    table.only("een voorwaarde", &known, out);
    let word = table.needed("een voorwaarde", "kenmerk", out)?;
    let Some(fact) = FactId::by_word(&word.value) else {
        let hint = hint(&word.value, ALL.iter().map(|fact| fact.word));
        out.error(
            &word.place,
            format!("\"{}\" is geen kenmerk dat wij kennen. {hint}", shorten(&word.value)),
        );
        return None;
    };
    let used: Vec<&str> = OPERATORS.into_iter().filter(|operator| table.has(operator)).collect();
    if used.is_empty() && table.keys().len() > 1 {
        return None;
    }
    if used.is_empty() {
        out.error(
            &table.place(),
            format!(
                "Zeg bij {} ook wat de waarde moet zijn. Bijvoorbeeld: minstens = {}.",
                word.value,
                first_example(fact)
            ),
        );
        return None;
    }
    used.into_iter().map(|operator| test(table, fact, operator, out)).collect()
}

/// The first example of a unit, without the others.
fn first_example(fact: FactId) -> String {
    let example = amount::example(fact.fact().unit);
    example
        .split([',', '|'])
        .next()
        .unwrap_or_default()
        .split(" of ")
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned()
}

fn test(table: &Table<'_>, fact: FactId, operator: &str, out: &mut Findings) -> Option<Condition> {
    let (min, max, not, shown) = match operator {
        "tussen" => {
            let (low, high, shown) = pair(table, fact, out)?;
            (low, high, false, shown)
        }
        "een_van" => {
            let (low, high, shown) = neighbours(table, fact, out)?;
            (low, high, false, shown)
        }
        _ => {
            let text = table.text(operator, out)?;
            let value = value(&text, fact, out)?;
            ordered(&text, fact, operator, out)?;
            let (min, max) = bounds(operator, value);
            (min, max, operator == "is_niet", format!("\"{}\"", text.value))
        }
    };
    if min > max {
        out.error(
            &table.place_of(operator),
            format!("Hier past geen enkele waarde: {} {operator} {shown}.", fact.fact().word),
        );
        return None;
    }
    Some(Condition { fact, min, max, not, text: format!("{} {operator} {shown}", fact.fact().word) })
}

/// The bounds an operator gives, both included. *Never* lies above every number.
fn bounds(operator: &str, value: i64) -> (i64, i64) {
    match operator {
        "minstens" => (value, i64::MAX),
        "meer_dan" => (value.saturating_add(1), i64::MAX),
        "hoogstens" => (LEAST, value),
        "minder_dan" => (LEAST, value.saturating_sub(1)),
        _ => (value, value),
    }
}

/// Operators that need an order are refused where there is none.
fn ordered(text: &Text, fact: FactId, operator: &str, out: &mut Findings) -> Option<()> {
    let unit = fact.fact().unit;
    let orderless = matches!(unit, Unit::YesNo | Unit::OwnWord);
    let never = Value(value(text, fact, &mut Findings::default())?).is_never();
    if !matches!(operator, "is" | "is_niet") && (orderless || never) {
        out.error(
            &text.place,
            format!(
                "{} {operator} \"{}\" kan niet. Gebruik is of is_niet.",
                fact.fact().word,
                shorten(&text.value)
            ),
        );
        return None;
    }
    Some(())
}

fn value(text: &Text, fact: FactId, out: &mut Findings) -> Option<i64> {
    match amount::read(&text.value, fact.fact().unit) {
        Ok(value) => Some(value),
        Err(how) => {
            let word = fact.fact().word;
            let near = match fact.fact().unit {
                Unit::Word(words) => format!(" {}", hint(&text.value, words.iter().copied())),
                _ => String::new(),
            };
            out.error(&text.place, format!("\"{}\" past niet bij {word}. {how}{near}", shorten(&text.value)));
            None
        }
    }
}

/// `tussen = ["1 maand", "3 maanden"]`
fn pair(table: &Table<'_>, fact: FactId, out: &mut Findings) -> Option<(i64, i64, String)> {
    let place: Origin = table.place_of("tussen");
    let texts = table.list("tussen", out);
    let [low, high] = texts.as_slice() else {
        out.error(&place, "tussen heeft twee waarden nodig: tussen = [\"1 maand\", \"3 maanden\"].");
        return None;
    };
    for text in [low, high] {
        ordered(text, fact, "tussen", out)?;
    }
    let shown = format!("[\"{}\", \"{}\"]", low.value, high.value);
    Some((value(low, fact, out)?, value(high, fact, out)?, shown))
}

/// `een_van = ["…", "…"]`: words that lie side by side in the fact's list.
fn neighbours(table: &Table<'_>, fact: FactId, out: &mut Findings) -> Option<(i64, i64, String)> {
    let place = table.place_of("een_van");
    let Unit::Word(words) = fact.fact().unit else {
        out.error(
            &place,
            format!(
                "een_van past alleen bij een kenmerk met woorden. Gebruik bij {} tussen.",
                fact.fact().word
            ),
        );
        return None;
    };
    let texts = table.list("een_van", out);
    let mut values: Vec<i64> = texts.iter().map(|text| value(text, fact, out)).collect::<Option<_>>()?;
    values.sort_unstable();
    values.dedup();
    let (Some(&low), Some(&high)) = (values.first(), values.last()) else {
        out.error(&place, "een_van is leeg. Zet er minstens één woord in.");
        return None;
    };
    if (high - low) as usize + 1 != values.len() {
        let list = words.join(" | ");
        out.error(
            &place,
            format!("Deze woorden liggen niet naast elkaar: {list}. Gebruik is, is_niet of twee groepen."),
        );
        return None;
    }
    let shown: Vec<String> = texts.iter().map(|text| format!("\"{}\"", text.value)).collect();
    Some((low, high, format!("[{}]", shown.join(", "))))
}
