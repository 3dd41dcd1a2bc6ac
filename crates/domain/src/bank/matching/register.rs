//! What we know, arranged for looking up: references issued, contract numbers, accounts, names, open amounts.
//!
//! In go tenancies and issued references, in any order; out come answers in fixed order. Nothing is guessed here.

use std::collections::BTreeMap;

use super::Target;
use crate::bank::check_digits::plain;
use crate::ids::TenancyId;
use crate::money::Cents;

/// So many tenancies may share a name or an amount before it stops pointing at anybody.
const SHARED_MOST: usize = 8;

/// A reference we gave somebody to pay with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// RF reference, betalingskenmerk, end-to-end reference of a debit, or batch of debits; in any spelling.
    pub reference: String,
    /// What it stands for.
    pub target: Target,
}

/// A claim that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenItem {
    /// Its number.
    pub item: String,
    /// What is still open of it.
    pub open: Cents,
}

/// What is known of a tenancy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenancy {
    /// The tenancy.
    pub id: TenancyId,
    /// Its number, as people write it.
    pub contract: String,
    /// The tenants' names.
    pub names: Vec<String>,
    /// Accounts that paid for it before.
    pub accounts: Vec<String>,
    /// What is open.
    pub open: Vec<OpenItem>,
}

/// All of it.
#[derive(Clone, Debug, Default)]
pub struct Register {
    issued: Table<Vec<Target>>,
    contracts: Table<TenancyId>,
    accounts: Table<Vec<TenancyId>>,
    names: Table<Vec<TenancyId>>,
    totals: BTreeMap<Cents, Vec<TenancyId>>,
    open: BTreeMap<TenancyId, Vec<OpenItem>>,
}

/// Values by text, ordered by a number made of it: a look-up compares numbers that lie together, and the text once. Texts with
/// the same number stand side by side.
#[derive(Clone, Debug, Default)]
struct Table<V> {
    values: BTreeMap<u64, Vec<(String, V)>>,
    /// A bit for every length a text has: most words of a payment are as long as no contract.
    lengths: u64,
}

impl<V: Default> Table<V> {
    fn get(&self, text: &str) -> Option<&V> {
        if self.lengths & bit_of(text) == 0 {
            return None;
        }
        let alike = self.values.get(&number_of(text))?;
        alike.iter().find(|(known, _)| known == text).map(|(_, value)| value)
    }

    fn at(&mut self, text: String) -> &mut V {
        self.lengths |= bit_of(&text);
        let alike = self.values.entry(number_of(&text)).or_insert_with(|| Vec::with_capacity(1));
        let place = alike.iter().position(|(known, _)| *known == text).unwrap_or_else(|| {
            alike.push((text, V::default()));
            alike.len() - 1
        });
        &mut alike[place].1
    }
}

/// The bit of a length; all that is very long shares one.
fn bit_of(text: &str) -> u64 {
    1 << text.len().min(63)
}

/// FNV-1a over 64 bits: the same on every machine.
fn number_of(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |number, byte| {
        (number ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

impl Register {
    /// Adds a reference we issued.
    pub fn issue(&mut self, issued: Issued) {
        let targets = self.issued.at(plain(&issued.reference));
        if !targets.contains(&issued.target) {
            targets.push(issued.target);
        }
    }

    /// Adds a tenancy.
    pub fn add(&mut self, tenancy: Tenancy) {
        let id = tenancy.id;
        let contract = plain(&tenancy.contract);
        if contract.len() >= CONTRACT_LEAST {
            *self.contracts.at(contract) = id;
        }
        let point = |index: &mut Table<Vec<TenancyId>>, key: String| {
            let list = index.at(key);
            if !list.contains(&id) {
                list.push(id);
            }
        };
        for account in &tenancy.accounts {
            point(&mut self.accounts, plain(account));
        }
        for word in tenancy.names.iter().flat_map(|name| words(name)) {
            point(&mut self.names, word);
        }
        let total: Cents = tenancy.open.iter().map(|item| item.open).sum();
        if total.0 > 0 {
            self.totals.entry(total).or_default().push(id);
        }
        self.open.insert(id, tenancy.open);
    }

    /// What a reference stands for; empty when we never issued it.
    pub fn issued(&self, reference: &str) -> &[Target] {
        self.issued_as(&plain(reference))
    }

    /// The same for a reference in plain form.
    pub(super) fn issued_as(&self, reference: &str) -> &[Target] {
        self.issued.get(reference).map_or(&[], Vec::as_slice)
    }

    /// Tenancies whose contract number stands in a text, alone or cut in two by a blank.
    pub(super) fn in_text(&self, text: &str) -> Vec<TenancyId> {
        let mut found = Vec::new();
        for word in Words::of(text).each() {
            if let Some(tenancy) = self.contracts.get(word).filter(|tenancy| !found.contains(*tenancy)) {
                found.push(*tenancy);
            }
        }
        found
    }

    /// What we issued that stands in a text as a word, alone or cut in two by a blank: the number that letters ask to write
    /// with a payment. A number that could be a date or any other number is not found here.
    pub(super) fn issued_in_text(&self, text: &str) -> Vec<String> {
        let words = Words::of(text);
        let ours = words.each().filter(|word| is_telling(word) && self.issued.get(word).is_some());
        ours.map(str::to_owned).collect()
    }

    /// Tenancies that were paid for from an account.
    pub(super) fn paid_from(&self, account: &str) -> &[TenancyId] {
        let account = plain(account);
        self.accounts.get(&account).filter(|_| !account.is_empty()).map_or(&[], Vec::as_slice)
    }

    /// Tenancies whose tenants have a rare word of this name.
    pub(super) fn named(&self, name: &str) -> Vec<TenancyId> {
        let lists = words(name).filter_map(|word| self.names.get(&word));
        let mut found: Vec<TenancyId> =
            lists.filter(|list| list.len() <= SHARED_MOST).flatten().copied().collect();
        found.sort();
        found.dedup();
        found
    }

    /// Tenancies of which exactly this much is open, while they are few.
    pub(super) fn with_total(&self, cents: Cents) -> &[TenancyId] {
        self.totals.get(&cents).filter(|list| list.len() <= SHARED_MOST).map_or(&[], Vec::as_slice)
    }

    /// What is open of a tenancy.
    pub(super) fn open(&self, tenancy: TenancyId) -> &[OpenItem] {
        self.open.get(&tenancy).map_or(&[], Vec::as_slice)
    }
}

/// The words of a text in plain form, one behind the other: two that follow each other lie there joined.
struct Words {
    letters: String,
    starts: Vec<usize>,
}

impl Words {
    fn of(text: &str) -> Words {
        let mut words = Words { letters: String::with_capacity(text.len()), starts: Vec::new() };
        let mut start = 0;
        let parts =
            |letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | ':' | '(' | ')' | '/');
        for part in text.split(parts) {
            let kept = part.bytes().filter(u8::is_ascii_alphanumeric);
            words.letters.extend(kept.map(|letter| char::from(letter.to_ascii_uppercase())));
            if words.letters.len() > start {
                words.starts.push(start);
                start = words.letters.len();
            }
        }
        words
    }

    /// Each word, and each joined to the one before it.
    fn each(&self) -> impl Iterator<Item = &str> {
        (0..self.starts.len()).flat_map(|at| {
            let end = self.starts.get(at + 1).copied().unwrap_or(self.letters.len());
            let word = |from: usize| &self.letters[from..end];
            let joined = at.checked_sub(1).map(|before| word(self.starts[before]));
            std::iter::once(word(self.starts[at])).chain(joined)
        })
    }
}

/// Can nobody write this word by chance? Letters with digits, or more digits than a date or an invoice has.
pub fn is_telling(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let letters = word.len() - digits;
    let mixed = letters > 0 && digits > 0 && (word.len() >= 8 || (word.len() == 7 && digits >= 4));
    mixed || digits >= 9
}

/// A contract number shorter than this is a number like any other.
const CONTRACT_LEAST: usize = 5;

/// The words of a name that say something: no initials, no titles, no prepositions.
fn words(name: &str) -> impl Iterator<Item = String> {
    const EMPTY: [&str; 13] =
        ["VAN", "DEN", "DER", "DE", "TEN", "TER", "HEER", "MEVROUW", "MW", "HR", "DHR", "MEVR", "EOF"];
    let letters = |letter: char| match letter.to_ascii_uppercase() {
        'À'..='Å' | 'à'..='å' => 'A',
        'È'..='Ë' | 'è'..='ë' => 'E',
        'Ì'..='Ï' | 'ì'..='ï' => 'I',
        'Ò'..='Ö' | 'ò'..='ö' => 'O',
        'Ù'..='Ü' | 'ù'..='ü' => 'U',
        'Ç' | 'ç' => 'C',
        'Ñ' | 'ñ' => 'N',
        other => other,
    };
    let plain: String = name.chars().map(letters).collect();
    let words: Vec<String> = plain
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| {
            word.len() >= 3 && !EMPTY.contains(word) && word.bytes().all(|byte| byte.is_ascii_uppercase())
        })
        .map(str::to_owned)
        .collect();
    words.into_iter()
}
