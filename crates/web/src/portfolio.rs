//! The whole portfolio at once: totals by category after a night, and the list that people search and sort.
//!
//! Worked out by one pass over all dossiers, with the same computation the night makes, and kept until a night or a
//! delivery changes the book. It holds names in memory and writes them nowhere.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use domain::calendar::Day;
use domain::facts::Standing;
use domain::ids::{Key, TenancyId};
use domain::ledger::Account;
use domain::money::Cents;
use domain::policy::Policy;
use store::StoreError;
use store::nights::StoredOutcome;
use store::screens::{OpenTask, Stamp, TenantLine};

use crate::app::Visit;
use crate::{parts, werk};

/// Totals of so many nights are kept.
const NIGHTS_KEPT: usize = 64;

/// How many are in a category after a night, and what they owe.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Total {
    pub(crate) count: u64,
    /// How many of them are in arrears.
    pub(crate) behind: u64,
    pub(crate) arrears: Cents,
}

/// Totals by category; `None` is who has no category yet.
pub(crate) type Totals = BTreeMap<Option<Key>, Total>;

/// What was worked out since the book last changed.
#[derive(Default)]
pub(crate) struct Kept {
    stamp: Stamp,
    totals: BTreeMap<Day, Arc<Totals>>,
    register: Option<Arc<Vec<Line>>>,
}

/// A tenancy in the list.
pub(crate) struct Line {
    pub(crate) tenant: TenantLine,
    /// Everything one may search for, folded.
    needle: String,
    /// Place of its category in the policy; past the end when it has none.
    pub(crate) category: usize,
    pub(crate) arrears: Cents,
    pub(crate) rent: Option<Cents>,
    pub(crate) now: Now,
}

/// What the last night did about a dossier.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Now {
    /// A message, by its letter.
    Message(String),
    /// A task, by its kind.
    Task(String),
    /// A step is held back by these guards.
    Blocked(Vec<String>),
    /// Nothing.
    Nothing,
}

impl Line {
    /// Does every word occur? The words must be folded.
    pub(crate) fn matches(&self, words: &[String]) -> bool {
        words.iter().all(|word| self.needle.contains(word.as_str()))
    }
}

impl Now {
    fn of(outcome: Option<&StoredOutcome>) -> Now {
        match outcome {
            Some(outcome) if outcome.kind == "geblokkeerd" => {
                Now::Blocked(outcome.blocks.iter().map(|(guard, _)| guard.clone()).collect())
            }
            Some(outcome) if outcome.act == "bericht" => Now::Message(outcome.what.clone()),
            Some(outcome) if outcome.act == "taak" => Now::Task(outcome.what.clone()),
            _ => Now::Nothing,
        }
    }

    /// Its word in an address: `bericht:herinnering-1`.
    pub(crate) fn word(&self) -> String {
        match self {
            Now::Message(letter) => format!("bericht:{letter}"),
            Now::Task(kind) => format!("taak:{kind}"),
            Now::Blocked(_) => "geblokkeerd".into(),
            Now::Nothing => "niets".into(),
        }
    }
}

impl Now {
    /// As a person reads it: `bericht: Eerste herinnering`, `taak: hulp inschakelen`; empty for nothing.
    pub(crate) fn text(&self, policy: &Policy) -> String {
        match self {
            Now::Message(letter) => format!("bericht: {}", parts::letter_name(policy, letter)),
            Now::Task(kind) => {
                format!("taak: {}", werk::in_words(kind))
            }
            Now::Blocked(guards) => {
                let words: Vec<&str> = guards.iter().map(|guard| parts::guard_word(guard)).collect();
                format!("wacht: {}", words.join(", "))
            }
            Now::Nothing => String::new(),
        }
    }
}

impl Visit<'_> {
    /// Totals by category after the night of a day.
    pub(crate) fn totals(&self, day: Day) -> Result<Arc<Totals>, StoreError> {
        let mut kept = self.kept()?;
        if let Some(known) = kept.totals.get(&day) {
            return Ok(Arc::clone(known));
        }
        let categories = self.book.categories_after(day)?;
        let mut totals = Totals::new();
        self.each_standing(day, &mut |id, standing| {
            let total = totals.entry(categories.get(&id).copied()).or_default();
            total.count += 1;
            total.behind += u64::from(standing.arrears.0 > 0);
            total.arrears += standing.arrears;
        })?;
        let totals = Arc::new(totals);
        if kept.totals.len() >= NIGHTS_KEPT {
            kept.totals.pop_first();
        }
        kept.totals.insert(day, Arc::clone(&totals));
        Ok(totals)
    }

    /// Every tenancy as it stands after the last night.
    pub(crate) fn register(&self) -> Result<Arc<Vec<Line>>, StoreError> {
        let mut kept = self.kept()?;
        if let Some(known) = &kept.register {
            return Ok(Arc::clone(known));
        }
        let day = self.today()?;
        let categories = self.book.categories_after(day)?;
        let outcomes = self.book.last_outcomes()?;
        let mut money = BTreeMap::new();
        self.each_standing(day, &mut |id, standing| {
            money.insert(id, (standing.arrears, standing.rent));
        })?;
        let place = |key: &Key| self.house.policy.categories.iter().position(|known| known.key == *key);
        let line = |tenant: TenantLine| {
            let (arrears, rent) = money.get(&tenant.id).copied().unwrap_or_default();
            Line {
                needle: needle(&tenant),
                category: categories.get(&tenant.id).and_then(place).unwrap_or(usize::MAX),
                arrears,
                rent,
                now: Now::of(outcomes.get(&tenant.id)),
                tenant,
            }
        };
        let register: Arc<Vec<Line>> = Arc::new(self.book.tenants()?.into_iter().map(line).collect());
        kept.register = Some(Arc::clone(&register));
        Ok(register)
    }

    /// The day everything is shown as of: the last night, or the day of the books when there has been none.
    pub(crate) fn today(&self) -> Result<Day, StoreError> {
        if let Some(last) = &self.last {
            return Ok(last.day);
        }
        Ok(self.book.books_as_of()?.unwrap_or_default())
    }

    /// Says with each task what its tenant owes after the last night.
    pub(crate) fn tell_arrears<'a>(
        &self,
        tasks: impl Iterator<Item = &'a mut OpenTask>,
    ) -> Result<(), StoreError> {
        let (day, settings) = (self.today()?, &self.house.policy.settings);
        let mut account = Account::default();
        self.book.tell_arrears(tasks, |dossier| {
            account.settle(dossier, day);
            Standing::of(dossier, &account, settings, day).arrears
        })
    }

    fn kept(&self) -> Result<std::sync::MutexGuard<'_, Kept>, StoreError> {
        let stamp = self.book.stamp()?;
        let mut kept = self.house.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.stamp != stamp {
            *kept = Kept { stamp, ..Kept::default() };
        }
        Ok(kept)
    }

    fn each_standing(&self, day: Day, each: &mut dyn FnMut(TenancyId, &Standing)) -> Result<(), StoreError> {
        let mut account = Account::default();
        self.book.each_packed(&(0..u32::MAX), None, &mut |dossier, _| {
            account.settle(dossier, day);
            each(dossier.tenancy.id, &Standing::of(dossier, &account, &self.house.policy.settings, day));
        })
    }
}

fn needle(tenant: &TenantLine) -> String {
    let postcode = tenant.postcode.replace(' ', "");
    let phones: Vec<String> = tenant.phones.lines().map(digits_of_phone).collect();
    let number: String = tenant.dossier.chars().filter(|letter| letter.is_alphanumeric()).collect();
    let parts = [
        &tenant.names,
        &tenant.street,
        &postcode,
        &tenant.postcode,
        &tenant.town,
        &tenant.dossier,
        &number,
        &tenant.code,
        &phones.join(" "),
        &tenant.mails,
    ];
    fold(&parts.map(String::as_str).join(" "))
}

/// A telephone number as everybody dials it here: figures only, without the number of the country.
fn digits_of_phone(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let own =
        digits.strip_prefix("0031").or_else(|| digits.strip_prefix("31").filter(|rest| rest.len() == 9));
    own.map_or_else(|| digits.clone(), |rest| format!("0{rest}"))
}

/// What somebody looks for, word by word: a telephone number however it is written is one word, and so is a payment code.
pub(crate) fn wanted(text: &str) -> Vec<String> {
    let is_number = |letter: char| letter.is_ascii_digit() || " +-()./".contains(letter);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if digits >= 8 && text.chars().all(is_number) {
        return vec![digits_of_phone(text)];
    }
    let words = fold(text);
    let plain = |word: &str| match word.split_once('-') {
        Some((first, second)) if first.len() == 4 && second.len() == 4 && !second.contains('-') => {
            format!("{first}{second}")
        }
        _ => word.to_string(),
    };
    let split = |letter: char| letter.is_whitespace() || matches!(letter, ',' | ';');
    let words = words.split(split).filter(|word| !word.is_empty());
    words.flat_map(postcode_and_number).map(plain).collect()
}

/// `9981gw284` is a postcode and a house number.
fn postcode_and_number(word: &str) -> Vec<&str> {
    let is_postcode = |text: &str| {
        let (digits, letters) = text.as_bytes().split_at(4);
        digits.iter().all(u8::is_ascii_digit) && letters.iter().all(u8::is_ascii_alphabetic)
    };
    match word.split_at_checked(6) {
        Some((postcode, number))
            if number.starts_with(|first: char| first.is_ascii_digit()) && is_postcode(postcode) =>
        {
            vec![postcode, number]
        }
        _ => vec![word],
    }
}

/// Small letters without their marks and apostrophes, so that `yilmaz` finds `Yılmaz` and every way to write `d’Anjou` finds it.
pub(crate) fn fold(text: &str) -> String {
    let plain = |letter: char| match letter {
        'à'..='å' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è'..='ë' | 'ę' | 'ě' => 'e',
        'ğ' => 'g',
        'ì'..='ï' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' => 'n',
        'ò'..='ö' | 'ø' => 'o',
        'ş' | 'š' | 'ś' => 's',
        'ù'..='ü' => 'u',
        'ý' | 'ÿ' => 'y',
        'ž' | 'ź' | 'ż' => 'z',
        other => other,
    };
    let small = text.chars().flat_map(char::to_lowercase);
    let dropped = |letter: &char| matches!(letter, '\u{307}' | '\'' | '’' | '‘' | '´' | '`');
    small.filter(|letter| !dropped(letter)).map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_however_it_is_written() {
        for typed in ["06 12 34 56 78", "+31 6 1234 5678", "0031612345678", "06-12345678", "0612345678"] {
            assert_eq!(wanted(typed), ["0612345678"], "{typed}");
        }
        assert_eq!(wanted("K7QF-M3XR"), ["k7qfm3xr"]);
        assert_eq!(wanted("8441 AB Yılmaz"), ["8441", "ab", "yilmaz"]);
        assert_eq!(wanted("2021"), ["2021"]);
        assert_eq!(wanted("9981GW284a"), ["9981gw", "284a"]);
        assert_eq!(wanted("Dijk, B."), ["dijk", "b."]);
    }

    #[test]
    fn who_types_without_marks_finds_who_has_them() {
        assert_eq!(fold("Yılmaz Çelik-Šimić"), "yilmaz celik-simic");
        assert_eq!(fold("İpek"), "ipek");
        for written in ["d’Anjou", "d'Anjou", "D‘Anjou", "danjou"] {
            assert_eq!(wanted(written), ["danjou"], "{written}");
        }
    }
}
