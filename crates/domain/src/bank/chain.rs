//! The chain of statements: what an account held last is what it holds first on the next one.
//!
//! In go the statements of one or several files; out come the places where the chain is broken, in Dutch. A gap means that
//! a statement is missing, an overlap that one was delivered twice. Nothing is put in order that was not told apart.

use super::{Statement, StatementKind};
use crate::calendar::Day;
use crate::money::Cents;

/// One link: a statement with the file it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The file, as it should be named to people.
    pub file: String,
    /// Statement within the file.
    pub statement: u32,
    /// Account and currency.
    account: (String, super::Currency),
    number: String,
    opening: Option<Cents>,
    closing: Option<Cents>,
    day: Option<Day>,
    last_day: Option<Day>,
}

impl Link {
    /// The link a statement is; `None` for what has no balances to hand over (notifications, orders, news of the day).
    pub fn of(file: &str, statement: &Statement) -> Option<Link> {
        if statement.kind != StatementKind::Statement || statement.account.number.is_empty() {
            return None;
        }
        let cents = |balance: &Option<super::Balance>| balance.as_ref().map(|balance| balance.money.cents);
        let day = |balance: &Option<super::Balance>| balance.as_ref().and_then(|balance| balance.day);
        Some(Link {
            file: file.to_owned(),
            statement: statement.index,
            account: (statement.account.number.clone(), statement.currency),
            number: statement.number.clone(),
            opening: cents(&statement.opening),
            closing: cents(&statement.closing),
            day: day(&statement.opening).or(statement.from),
            last_day: day(&statement.closing).or(statement.to),
        })
    }
}

impl Link {
    /// A link of a statement that was kept: file and place in it, account, number, opening and closing balance, first and
    /// last day.
    pub fn kept(
        (file, statement): (String, u32),
        account: (String, super::Currency),
        number: String,
        (opening, closing): (Option<Cents>, Option<Cents>),
        (day, last_day): (Option<Day>, Option<Day>),
    ) -> Link {
        Link { file, statement, account, number, opening, closing, day, last_day }
    }
}

/// A place where the chain is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// Stable, in English: `chain-gap`, `chain-twice` or `chain-number`.
    pub code: &'static str,
    /// In Dutch.
    pub text: String,
    /// The account.
    pub account: String,
    /// File and statement before the break.
    pub before: (String, u32),
    /// File and statement after it.
    pub after: (String, u32),
}

/// Looks along the chain of every account, in order of day, then as delivered.
pub fn breaks(links: &[Link]) -> Vec<Break> {
    let mut accounts: Vec<&(String, super::Currency)> = Vec::new();
    for link in links {
        if !accounts.contains(&&link.account) {
            accounts.push(&link.account);
        }
    }
    let mut found = Vec::new();
    for account in accounts {
        let mut chain: Vec<&Link> = links.iter().filter(|link| &link.account == account).collect();
        if chain.iter().all(|link| link.day.is_some()) {
            chain.sort_by_key(|link| (link.day, link.last_day));
        }
        found.extend(chain.windows(2).filter_map(|pair| between(pair[0], pair[1])));
    }
    found
}

fn between(before: &Link, after: &Link) -> Option<Break> {
    let same = before.number == after.number
        && !before.number.is_empty()
        && (before.opening, before.closing, before.day) == (after.opening, after.closing, after.day);
    let told = |code, text: String| {
        Some(Break {
            code,
            text,
            account: before.account.0.clone(),
            before: (before.file.clone(), before.statement),
            after: (after.file.clone(), after.statement),
        })
    };
    // An account on which nothing happened has two equal statements only when they are of one day.
    if same && before.day.is_some() && before.file != after.file {
        return told("chain-twice", format!("Afschrift {} is twee keer aangeleverd.", before.number));
    }
    if let (Some(closing), Some(opening)) = (before.closing, after.opening) {
        return if closing == opening {
            skipped(before, after).and_then(|text| told("chain-number", text))
        } else {
            told(
                "chain-gap",
                format!(
                    "Het vorige afschrift eindigt op {closing}, het volgende begint op {opening}. \
                     Er ontbreekt een afschrift, of er is er een dubbel."
                ),
            )
        };
    }
    skipped(before, after).and_then(|text| told("chain-number", text))
}

/// Numbers that leave one out. Banks that number by day or start anew every year do not count by one: only a small step
/// within a year is told.
fn skipped(before: &Link, after: &Link) -> Option<String> {
    let number = |link: &Link| {
        let (first, page) = link.number.split_once('/').unwrap_or((&link.number, ""));
        let page_one = page.is_empty() || page.trim_start_matches('0') == "1";
        first.parse::<u64>().ok().filter(|number| page_one && *number > 0)
    };
    let year = |link: &Link| link.day.map(|day| day.ymd().0);
    let (first, second) = (number(before)?, number(after)?);
    (year(before) == year(after) && second > first + 1 && second <= first + 31).then(|| {
        format!("Na afschrift {} komt {}; daartussen ontbreekt een nummer.", before.number, after.number)
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Account, Balance, Money};
    use super::*;

    fn link(file: &str, number: &str, day: &str, opening: i64, closing: i64) -> Link {
        let balance = |cents| {
            let money = Money { cents: Cents(cents), currency: super::super::Currency::EUR };
            Some(Balance { kind: "60F".into(), money, day: Day::parse_iso(day) })
        };
        let statement = Statement {
            index: 1,
            number: number.into(),
            account: Account { number: "NL91ABNA0417164300".into(), ..Account::default() },
            opening: balance(opening),
            closing: balance(closing),
            ..Statement::default()
        };
        Link::of(file, &statement).unwrap()
    }

    fn codes(links: &[Link]) -> Vec<&'static str> {
        breaks(links).into_iter().map(|found| found.code).collect()
    }

    #[test]
    fn a_whole_chain_is_quiet_in_whatever_order_it_came() {
        let days = [
            link("b", "2", "2026-11-03", 500, 500),
            link("a", "1", "2026-11-02", 100, 500),
            link("c", "3", "2026-11-04", 500, -20),
        ];
        assert!(breaks(&days).is_empty());
    }

    #[test]
    fn a_missing_statement_is_told() {
        let gap = [link("a", "1", "2026-11-02", 100, 500), link("b", "2", "2026-11-04", 600, 700)];
        assert_eq!(codes(&gap), ["chain-gap"]);
        let skipped = [link("a", "1", "2026-11-02", 100, 500), link("b", "3", "2026-11-04", 500, 700)];
        assert_eq!(codes(&skipped), ["chain-number"]);
        let by_day =
            [link("a", "17501/1", "2026-06-24", 100, 500), link("b", "17601/1", "2026-06-25", 500, 700)];
        assert!(breaks(&by_day).is_empty());
    }

    #[test]
    fn a_statement_delivered_twice_is_told() {
        let twice = [link("a", "1", "2026-11-02", 100, 500), link("b", "1", "2026-11-02", 100, 500)];
        assert_eq!(codes(&twice), ["chain-twice"]);
    }
}
