//! What banks write into one field of text: their keywords, taken apart.
//!
//! In goes the text of `:86:` or of `AddtlNtryInf`; out come name, account, references and remittance, as far as a keyword
//! says so. Four ways of writing are known: `/EREF/…/NAME/…` (ABN AMRO, ING, Rabobank, bunq, Knab, Triodos, ASN), numbered
//! parts `?20…` or `>20…` (Triodos, German banks), words with a colon (`NAAM: …`, ABN AMRO), and an account in front
//! (ASN, SNS, ING). What fits none stays text. Lines are joined without a blank first: a keyword may be cut in two.

use domain::bank::check_digits::looks_like_iban;
use domain::bank::references::Lines;
use domain::bank::{Payment, Reason};

use super::party::account;

/// What keywords said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    pub name: String,
    pub account: String,
    pub bank: String,
    pub on_behalf_of: String,
    pub end_to_end: String,
    pub mandate: String,
    pub creditor_id: String,
    pub batch_id: String,
    pub remittance: String,
    pub structured: Vec<String>,
    pub reasons: Vec<Reason>,
    pub purpose: String,
}

/// Fills what a payment does not know yet.
pub(crate) fn fill(payment: &mut Payment, text: &str, lines: Lines) {
    let Some(found) = read(text, lines) else { return };
    let party = &mut payment.counterparty;
    for (place, value) in [
        (&mut party.name, found.name),
        (&mut party.account, found.account),
        (&mut party.bank, found.bank),
        (&mut party.on_behalf_of, found.on_behalf_of),
        (&mut payment.end_to_end, found.end_to_end),
        (&mut payment.mandate, found.mandate),
        (&mut payment.creditor_id, found.creditor_id),
        (&mut payment.batch_id, found.batch_id),
        (&mut payment.text, found.remittance),
        (&mut payment.purpose, found.purpose),
    ] {
        if place.is_empty() {
            *place = value;
        }
    }
    if payment.structured.is_empty() {
        payment.structured = found.structured;
    }
    if payment.reasons.is_empty() {
        payment.reasons = found.reasons;
    }
}

/// Takes a text apart; `None` when no keyword is in it.
pub(crate) fn read(text: &str, lines: Lines) -> Option<Found> {
    let joined = match lines {
        Lines::Cut => text.replace('\n', ""),
        Lines::Parts => text.replace('\n', " "),
    };
    let mut found =
        slashes(&joined).or_else(|| numbered(&joined)).or_else(|| words(&text.replace('\n', " ")));
    if found.as_ref().is_none_or(|found| found.account.is_empty()) {
        let rest = found.get_or_insert_default();
        leading_account(text, rest);
    }
    found.filter(|found| *found != Found::default())
}

/// Keywords between slashes. `CD` and `ISSR` only mean something behind `CDTRREFTP`.
const SLASHED: [&str; 31] = [
    "TRTP",
    "IBAN",
    "BIC",
    "NAME",
    "REMI",
    "EREF",
    "KREF",
    "MARF",
    "CSID",
    "PREF",
    "NRTX",
    "PIND",
    "RTYP",
    "RTRN",
    "CREF",
    "IREF",
    "CNTP",
    "PURP",
    "ULTC",
    "ULTD",
    "ULTB",
    "BENM",
    "ORDP",
    "ADDR",
    "ISDT",
    "ACCW",
    "CDTRREFTP",
    "CDTRREF",
    "SVCL",
    "ISSR",
    "CD",
];

fn slashes(text: &str) -> Option<Found> {
    let mut marks: Vec<(&str, usize, usize)> = Vec::new();
    let mut at = 0;
    while let Some(slash) = text[at..].find('/').map(|found| at + found) {
        let rest = &text[slash + 1..];
        let behind_type = marks.iter().any(|(key, ..)| *key == "CDTRREFTP");
        let key = SLASHED.iter().find(|key| {
            rest.strip_prefix(**key).is_some_and(|rest| rest.starts_with('/'))
                && (behind_type || !matches!(**key, "CD" | "ISSR"))
        });
        at = slash + 1;
        if let Some(key) = key {
            marks.push((key, slash, at + key.len() + 1));
            at += key.len();
        }
    }
    if marks.is_empty() {
        return None;
    }
    let mut found = Found::default();
    for (number, (key, _, from)) in marks.iter().enumerate() {
        let to = marks.get(number + 1).map_or(text.len(), |(_, slash, _)| *slash);
        let value = text.get(*from..to.max(*from)).unwrap_or_default();
        slashed(&mut found, key, value);
    }
    Some(found)
}

fn slashed(found: &mut Found, key: &str, value: &str) {
    let plain = value.trim().trim_matches('/').trim();
    if plain.is_empty() {
        return;
    }
    let put = |place: &mut String| {
        if place.is_empty() {
            plain.clone_into(place);
        }
    };
    match key {
        "IBAN" => found.account = account(plain),
        "ACCW" => {
            let (number, bank) = plain.split_once(',').unwrap_or((plain, ""));
            found.account = account(number);
            found.bank = account(bank);
        }
        "BIC" => found.bank = account(plain),
        "NAME" => put(&mut found.name),
        "BENM" | "ORDP" if found.name.is_empty() => put(&mut found.name),
        "ULTC" | "ULTD" | "ULTB" => put(&mut found.on_behalf_of),
        "EREF" => put(&mut found.end_to_end),
        "MARF" => put(&mut found.mandate),
        "CSID" => put(&mut found.creditor_id),
        "PREF" => put(&mut found.batch_id),
        "PURP" => plain.trim_start_matches("CD/").clone_into(&mut found.purpose),
        "CNTP" => {
            let mut parts = value.split('/').map(str::trim);
            found.account = account(parts.next().unwrap_or_default());
            found.bank = account(parts.next().unwrap_or_default());
            parts.next().unwrap_or_default().clone_into(&mut found.name);
        }
        "RTRN" => {
            let (code, text) = plain.split_once('/').unwrap_or((plain, ""));
            let reason = Reason { code: code.trim().to_owned(), text: text.trim().to_owned() };
            found.reasons.push(reason);
        }
        "CDTRREF" => found.structured.push(plain.to_owned()),
        "REMI" => remittance(found, plain),
        _ => {}
    }
}

/// `USTD//text`, `STRD/CUR/1234…`, `ISSUER: CUR REF: 1234…`, or just text.
fn remittance(found: &mut Found, value: &str) {
    if let Some(rest) = value.strip_prefix("STRD/") {
        let mut parts = rest.split('/').map(str::trim).filter(|part| !part.is_empty());
        let issuer = parts.next().unwrap_or_default();
        let reference = parts.next().unwrap_or(issuer);
        if !reference.is_empty() {
            found.structured.push(reference.to_owned());
        }
        return;
    }
    let upper = value.to_ascii_uppercase();
    if upper.starts_with("ISSUER:")
        && let Some(at) = upper.find("REF:")
    {
        let reference = value[at + 4..].split_whitespace().next().unwrap_or_default();
        if !reference.is_empty() {
            found.structured.push(reference.to_owned());
        }
    }
    let text = value.strip_prefix("USTD/").unwrap_or(value);
    let text = text.trim_start_matches('/');
    if found.remittance.is_empty() {
        text.clone_into(&mut found.remittance);
    }
}

/// `000>20…>21…` and `105?00…?20…`: three digits, then parts with two digits each.
fn numbered(text: &str) -> Option<Found> {
    let mark = char::from(*text.as_bytes().get(3)?);
    if !matches!(mark, '?' | '>') || !text.as_bytes()[..3].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let mut found = Found::default();
    let mut parts: Vec<(u32, &str)> = Vec::new();
    for part in text[3..].split(mark).skip(1) {
        let number = part.get(..2).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        if let Some(number) = number.and_then(|digits| digits.parse().ok()) {
            parts.push((number, &part[2..]));
        }
    }
    let value = |wanted: u32| parts.iter().find(|(number, _)| *number == wanted).map_or("", |(_, text)| text);
    let mut text: String = parts
        .iter()
        .filter(|(number, _)| matches!(number, 20..=29 | 60..=63))
        .map(|(_, text)| *text)
        .collect();
    let iban = account(value(21));
    if looks_like_iban(&iban) {
        // Triodos: BIC, IBAN, then name and description together.
        found.bank = account(value(20));
        found.account = iban;
        text = text[value(20).len() + value(21).len()..].to_owned();
    } else {
        let of_other = |number| account(value(number));
        // Triodos names its own account here and the other one, if any, as number 10.
        found.account = if mark == '>' { of_other(10) } else { of_other(31) };
        found.account =
            if found.account.trim_matches('0').is_empty() { String::new() } else { found.account };
        found.bank = if mark == '>' { String::new() } else { of_other(30) };
    }
    found.name = format!("{}{}", value(32), value(33)).trim().to_owned();
    german(&mut found, &text);
    Some(found)
}

/// `EREF+…MREF+…CRED+…SVWZ+…`
fn german(found: &mut Found, text: &str) {
    const KEYS: [&str; 8] = ["EREF+", "KREF+", "MREF+", "CRED+", "SVWZ+", "ABWA+", "ABWE+", "PURP+"];
    let mut marks: Vec<(usize, &str)> =
        KEYS.iter().flat_map(|key| text.match_indices(key).map(|(at, _)| (at, *key))).collect();
    marks.sort_unstable();
    if marks.is_empty() {
        text.trim().clone_into(&mut found.remittance);
    }
    for (number, (at, key)) in marks.iter().enumerate() {
        let to = marks.get(number + 1).map_or(text.len(), |(at, _)| *at);
        let value = text[at + key.len()..to].trim();
        match *key {
            "EREF+" => value.clone_into(&mut found.end_to_end),
            "MREF+" => value.clone_into(&mut found.mandate),
            "CRED+" => value.clone_into(&mut found.creditor_id),
            "SVWZ+" => value.clone_into(&mut found.remittance),
            "ABWA+" => value.clone_into(&mut found.on_behalf_of),
            _ => {}
        }
    }
}

/// `SEPA OVERBOEKING  IBAN: NL…  BIC: …  NAAM: …  OMSCHRIJVING: …`
fn words(text: &str) -> Option<Found> {
    const WORDS: [&str; 8] = [
        "IBAN:",
        "BIC:",
        "NAAM:",
        "OMSCHRIJVING:",
        "KENMERK:",
        "MACHTIGING:",
        "INCASSANT:",
        "BETALINGSKENM.:",
    ];
    let starts = |at: usize| at == 0 || text.as_bytes()[at - 1] == b' ';
    let mut marks: Vec<(usize, &str)> = WORDS
        .iter()
        .flat_map(|word| text.match_indices(word).map(|(at, _)| (at, *word)))
        .filter(|(at, _)| starts(*at))
        .collect();
    marks.sort_unstable();
    if !marks.iter().any(|(_, word)| matches!(*word, "IBAN:" | "NAAM:")) {
        return None;
    }
    let mut found = Found::default();
    for (number, (at, word)) in marks.iter().enumerate() {
        let to = marks.get(number + 1).map_or(text.len(), |(at, _)| *at);
        let value = text[at + word.len()..to].split_whitespace().collect::<Vec<_>>().join(" ");
        match *word {
            "IBAN:" => found.account = account(&value),
            "BIC:" => found.bank = account(&value),
            "NAAM:" => found.name = value,
            "OMSCHRIJVING:" => found.remittance = value,
            "KENMERK:" => found.end_to_end = value,
            "MACHTIGING:" => found.mandate = value,
            "INCASSANT:" => found.creditor_id = value,
            _ => found.structured.push(value),
        }
    }
    Some(found)
}

/// An IBAN, and perhaps a BIC, before everything else. Only where the name stands alone behind it is it taken.
fn leading_account(text: &str, found: &mut Found) {
    let first_line = text.lines().next().unwrap_or_default();
    let mut parts = first_line.split_whitespace();
    let Some(iban) = parts.next().map(account).filter(|word| looks_like_iban(word)) else { return };
    found.account = iban;
    let rest: Vec<&str> = parts.collect();
    let is_bic = |word: &str| {
        matches!(word.len(), 8 | 11)
            && word.bytes().take(6).all(|byte| byte.is_ascii_uppercase())
            && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    match rest.as_slice() {
        [bank, ..] if is_bic(bank) => found.bank = (*bank).to_owned(),
        // ASN, SNS: the name fills the first line, in small letters.
        [_, ..] if found.name.is_empty() && text.contains('\n') && !first_line.contains('/') => {
            found.name = rest.join(" ");
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Found {
        read(text, Lines::Cut).unwrap()
    }

    #[test]
    fn keywords_between_slashes() {
        let text = "/TRTP/IDEAL/IBAN/NL30ABNA0122365478/BIC/ABNANL2A/NAME/ABC POPPIE\nKLAM/REMI/K0002 huur 5/11/EREF/11-09 12:00";
        let read = found(text);
        assert_eq!((read.name.as_str(), read.remittance.as_str()), ("ABC POPPIEKLAM", "K0002 huur 5/11"));
        assert_eq!((read.account.as_str(), read.end_to_end.as_str()), ("NL30ABNA0122365478", "11-09 12:00"));
        let ing = found(
            "/RTRN/MS03//EREF/E-1//CNTP/NL21RABO0999999999/RABONL2U/G-A N.V./Ons Dorp//RE\nMI/USTD//huur 1/",
        );
        assert_eq!((ing.name.as_str(), ing.remittance.as_str()), ("G-A N.V.", "huur 1"));
        assert_eq!(ing.reasons[0].code, "MS03");
        let rabo =
            found("/EREF/1/BENM//NAME/Janssen/REMI//CDTRREFTP//CD/SCOR/ISSR/CUR/CDTRREF/5000056789012345");
        assert_eq!((rabo.structured[0].as_str(), rabo.name.as_str()), ("5000056789012345", "Janssen"));
        assert_eq!(found("/REMI/STRD/CUR/5000056789012345/").structured, ["5000056789012345"]);
        let abn = found("/REMI/ISSUER: CUR                  REF: 5000\n056789012345");
        assert_eq!(abn.structured, ["5000056789012345"]);
        let account = found("/ACCW/NL54INGB0006752576,INGBNL2A/ORDP//NAME/Hr A/REMI/1");
        assert_eq!((account.account.as_str(), account.bank.as_str()), ("NL54INGB0006752576", "INGBNL2A"));
    }

    #[test]
    fn other_ways_of_writing() {
        let triodos = found(
            "000>100000000000\n>20RABONL2U\n>21NL12RABO0888888888\n>22METSELAAR>23BAASIK\n>310454545454",
        );
        assert_eq!(
            (triodos.account.as_str(), triodos.remittance.as_str()),
            ("NL12RABO0888888888", "METSELAARBAASIK")
        );
        let german = found(
            "105?00Last?20EREF+E-1?21MREF+M-1?22SVWZ+huur ?23november?30BYLADEMM?31DE89370400440532013000?32Een ?33Naam",
        );
        assert_eq!((german.end_to_end.as_str(), german.mandate.as_str()), ("E-1", "M-1"));
        assert_eq!((german.name.as_str(), german.remittance.as_str()), ("Een Naam", "huur november"));
        let abn = found(
            "SEPA OVERBOEKING                 IBAN: NL91ABNA0417164300\nBIC: ABNANL2A                    NAAM: J DE VRIES\nOMSCHRIJVING: huur",
        );
        assert_eq!((abn.account.as_str(), abn.name.as_str()), ("NL91ABNA0417164300", "J DE VRIES"));
        let asn = found("NL29INGB0006475121 j blom\n \nSalaris");
        assert_eq!((asn.account.as_str(), asn.name.as_str()), ("NL29INGB0006475121", "j blom"));
        assert_eq!(read("BEA 23.06.09 VILLA DORIA", Lines::Cut), None);
    }
}
