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
                return Kept::Said(colleagues.iter().fold(text.into(), |text, name| without(&text, name)));
            }
            Form::Task => TaskKind::of(text).map_or_else(|| spoken(text), |kind| kind.spoken().into()),
            Form::Noticed => {
                Noticed::of(text).map_or_else(|| spoken(text), |noticed| noticed.spoken().into())
            }
            Form::Speech => Language::of_code(text)
                .map_or_else(|| format!("taalcode {text}"), |language| language.dutch().into()),
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

/// The text with a name, where it is a word of its own, left out.
fn without(text: &str, name: &str) -> String {
    let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    let mut left = String::with_capacity(text.len());
    let mut from = 0;
    for (at, _) in text.match_indices(name) {
        let end = at + name.len();
        if !is_letter(text[..at].chars().next_back()) && !is_letter(text[end..].chars().next()) {
            left.push_str(&text[from..at]);
            left.push_str("een collega");
            from = end;
        }
    }
    left.push_str(&text[from..]);
    left
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: Form, text: &str) -> Kept {
        form.read(ValueRef::Text(text.as_bytes()), &["Jan".into(), "Renske Postma".into()])
    }

    fn text(text: &str) -> Kept {
        Kept::Text(text.into())
    }

    #[test]
    fn what_is_stored_for_a_machine_is_read_as_a_person_says_it() {
        let terms = read(Form::Terms, "20812:27470 20843:27469");
        assert_eq!(terms, text("25 december 2026: € 274,70; 25 januari 2027: € 274,69"));
        assert_eq!(read(Form::Household, "inkomen 120000\nniets"), text("inkomen: € 1.200,00; niets"));
        assert_eq!(read(Form::Task, "kan-wil-bevinding"), text("bevinding kan/wil"));
        assert_eq!(
            (read(Form::Speech, "tr"), read(Form::Speech, "bg")),
            (text("Turks"), text("taalcode bg"))
        );
        assert_eq!(Form::Clock.read(ValueRef::Integer(630), &[]), text("10.30"));
        assert_eq!(
            read(Form::Plain, "kan-wel|zo gezegd"),
            text("kan-wel|zo gezegd"),
            "what a person wrote stays"
        );
    }

    #[test]
    fn names_of_colleagues_are_left_out_and_words_that_hold_one_are_not() {
        let said = |told: &str| Kept::Said(told.into());
        assert_eq!(
            read(Form::Nameless, "Teruggehaald door Renske Postma."),
            said("Teruggehaald door een collega.")
        );
        assert_eq!(
            read(Form::Nameless, "Jan ging na: januari, Jansen"),
            said("een collega ging na: januari, Jansen")
        );
    }
}
