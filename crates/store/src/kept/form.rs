//! How a column is read: what is stored for a machine comes out as a person says it.

use domain::appointment::clock;
use domain::calendar::Day;
use domain::dossier::{CircumstanceKind, ContactChannel};
use domain::language::Language;
use domain::ledger::{EntryKind, ReversalReason};
use domain::money::Cents;
use domain::noticed::Noticed;
use domain::policy::TaskKind;
use domain::send::TimeOfDay;

use super::Kept;
use crate::codes::{Code, channels_from};
use crate::db::ValueRef;
use crate::dossiers::instalments_from;
use crate::nights::StoredOutcome;

/// How a column is read.
#[derive(Clone, Copy)]
pub(super) enum Form {
    /// Words as they are: a person typed them, or they are said so already.
    Plain,
    /// Words of ours that may name a colleague: they come without the name.
    Nameless,
    /// A word with hyphens: `niet-bereikt`.
    Words,
    Day,
    Moment,
    /// A minute of the day.
    Clock,
    Cents,
    YesNo,
    Entry,
    Reversal,
    Channel,
    Channels,
    Circumstance,
    Category,
    Letter,
    Outcome,
    Task,
    Noticed,
    Speech,
    /// Terms of an arrangement.
    Terms,
    /// Posts of a household, one a line, in cents.
    Household,
}

impl Form {
    /// Reads a value; `colleagues` are the names of the people who work here.
    pub(super) fn read(self, value: ValueRef, colleagues: &[String]) -> Kept {
        match value {
            ValueRef::Text([]) | ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => Kept::Nothing,
            ValueRef::Text(text) => self.of_text(&String::from_utf8_lossy(text), colleagues),
            ValueRef::Integer(number) => self.of_number(number),
        }
    }

    fn of_text(self, text: &str, colleagues: &[String]) -> Kept {
        Kept::Text(match self {
            Form::Category => return Kept::Category(text.into()),
            Form::Letter => return Kept::Letter(text.into()),
            Form::Outcome => return Kept::Outcome(Box::new(StoredOutcome::parse(text))),
            Form::Words => spoken(text),
            Form::Nameless => {
                colleagues.iter().fold(text.to_string(), |text, name| text.replace(name, "een collega"))
            }
            Form::Task => {
                let kind = TaskKind::ALL.into_iter().find(|kind| kind.dutch() == text);
                kind.map_or_else(|| spoken(text), |kind| kind.spoken().into())
            }
            Form::Noticed => {
                Noticed::of(text).map_or_else(|| spoken(text), |noticed| noticed.spoken().into())
            }
            Form::Speech => {
                Language::of_code(text).map_or_else(|| text.into(), |language| language.dutch().into())
            }
            Form::Terms => terms(text),
            Form::Household => household(text),
            _ => text.into(),
        })
    }

    fn of_number(self, number: i64) -> Kept {
        let word = |word: Option<&str>| word.map_or(Kept::Number(number), |word| Kept::Text(word.into()));
        let code = u8::try_from(number).unwrap_or(u8::MAX);
        match self {
            Form::Day => i32::try_from(number).map_or(Kept::Nothing, |day| Kept::Day(Day(day))),
            Form::Moment => Kept::Moment(number),
            Form::Clock => {
                u16::try_from(number).map_or(Kept::Nothing, |minute| Kept::Text(clock(TimeOfDay(minute))))
            }
            Form::Cents => Kept::Money(Cents(number)),
            Form::YesNo => Kept::Text(if number == 0 { "nee" } else { "ja" }.into()),
            Form::Entry => word(EntryKind::from_code(code).map(EntryKind::dutch)),
            Form::Reversal => word(ReversalReason::from_code(code).map(ReversalReason::dutch)),
            Form::Channel => word(ContactChannel::from_code(code).map(ContactChannel::dutch)),
            Form::Channels => {
                let refused = channels_from(number);
                let all = ContactChannel::ALL.into_iter().filter(|one| refused.has(*one));
                let words: Vec<&str> = all.map(ContactChannel::dutch).collect();
                if words.is_empty() { Kept::Nothing } else { Kept::Text(words.join(", ")) }
            }
            Form::Circumstance => word(CircumstanceKind::from_code(code).map(CircumstanceKind::dutch)),
            _ => Kept::Number(number),
        }
    }
}

fn spoken(word: &str) -> String {
    word.replace(['-', '_'], " ")
}

/// `25 december 2026: € 274,70; 25 januari 2027: € 274,70`; what cannot be read stays as it is.
fn terms(text: &str) -> String {
    let Ok(terms) = instalments_from(text) else { return text.into() };
    let terms = terms.iter().map(|(day, cents)| format!("{}: € {cents}", day.dutch()));
    terms.collect::<Vec<_>>().join("; ")
}

/// `inkomen: € 1.200,00; huur: € 549,40`
fn household(text: &str) -> String {
    let post = |line: &str| {
        let read = line.rsplit_once(' ').and_then(|(post, cents)| Some((post, Cents(cents.parse().ok()?))));
        read.map_or_else(|| line.to_string(), |(post, cents)| format!("{}: € {cents}", spoken(post)))
    };
    text.lines().map(post).collect::<Vec<_>>().join("; ")
}
