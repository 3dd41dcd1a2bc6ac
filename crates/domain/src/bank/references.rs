//! References in what a bank tells: RF references and betalingskenmerken, in all the spellings that banks use.
//!
//! In go the fields a file has for them and its free text; out come [`Reference`]s, plain, the surest first. Whether a
//! reference is one of ours is not known here: that is looked up ([`super::matching`]). A wrong check digit lowers a
//! reference, it does not hide it.

use super::check_digits::{kenmerk, kenmerk_length, plain, rf};

/// What a reference looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReferenceKind {
    /// ISO 11649: `RF`, two check digits and a number.
    Rf,
    /// A betalingskenmerk: 7, 9 to 14 or 16 digits.
    Kenmerk,
    /// Something else in a field for references.
    Other,
}

/// Where a reference stood; the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Where {
    /// In a field for structured references.
    Structured,
    /// Behind a word that announces it: `BETALINGSKENM.`, `CUR`.
    Keyword,
    /// In the end-to-end reference or another field of the bank.
    BankField,
    /// Anywhere in free text.
    Text,
}

/// A reference that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// What it looks like.
    pub kind: ReferenceKind,
    /// Capitals and digits only.
    pub value: String,
    /// Where it stood.
    pub place: Where,
    /// Do its check digits agree?
    pub checked: bool,
}

/// How the lines of a text belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// Cut at a column, also inside words and numbers (MT940).
    Cut,
    /// Parts that stand by themselves, though some banks cut these too (camt).
    Parts,
}

/// Finds the references of one payment.
pub fn find(structured: &[String], bank_fields: &[&str], text: &str, lines: Lines) -> Vec<Reference> {
    let mut found = Vec::new();
    for field in structured {
        add(&mut found, judge(plain(field), Where::Structured));
    }
    in_text(text, lines, &mut found);
    for field in bank_fields {
        let value = plain(field);
        let reference = judge(value, Where::BankField);
        let telling = match reference.kind {
            ReferenceKind::Rf => reference.checked,
            ReferenceKind::Kenmerk => reference.value.len() == 16,
            ReferenceKind::Other => false,
        };
        if telling {
            add(&mut found, reference);
        }
    }
    found.sort_by_key(|reference| (reference.place, !reference.checked));
    found
}

/// What a value is by its looks.
fn judge(value: String, place: Where) -> Reference {
    let digits = value.bytes().all(|byte| byte.is_ascii_digit());
    let (kind, checked) = if value.starts_with("RF") {
        (ReferenceKind::Rf, rf(&value))
    } else if digits && kenmerk_length(value.len()) {
        (ReferenceKind::Kenmerk, kenmerk(&value))
    } else {
        (ReferenceKind::Other, false)
    };
    Reference { kind, value, place, checked }
}

/// Adds a reference once: where it stands surest.
fn add(found: &mut Vec<Reference>, reference: Reference) {
    if reference.value.is_empty() || found.len() >= MOST {
        return;
    }
    match found.iter_mut().find(|other| other.value == reference.value) {
        Some(other) => other.place = other.place.min(reference.place),
        None => found.push(reference),
    }
}

/// No payment has more references than this; a text that seems to is not worth more time.
const MOST: usize = 32;

/// A line end may lie inside a number or between two. The likelier reading is tried first; the other one only when that
/// found nothing, so that halves of a number do not turn up beside it.
fn in_text(text: &str, lines: Lines, found: &mut Vec<Reference>) {
    let mut here = Vec::new();
    if !text.contains('\n') {
        scan(text.as_bytes(), &mut here);
    } else {
        let (joined, apart) = (text.replace('\n', ""), text.replace('\n', " "));
        let (first, second) = match lines {
            Lines::Cut => (joined, apart),
            Lines::Parts => (apart, joined),
        };
        scan(first.as_bytes(), &mut here);
        if here.is_empty() {
            scan(second.as_bytes(), &mut here);
        }
    }
    for reference in here {
        add(found, reference);
    }
}

fn scan(text: &[u8], found: &mut Vec<Reference>) {
    let mut at = 0;
    while at < text.len() && found.len() < MOST {
        let after_word = at > 0 && text[at - 1].is_ascii_alphanumeric();
        at = match text[at] {
            b'0'..=b'9' => number(text, at, found),
            b'B' | b'b' | b'C' | b'c' if !after_word => keyword(text, at, found).unwrap_or(at + 1),
            b'R' | b'r' if !after_word => creditor_reference(text, at, found).unwrap_or(at + 1),
            _ => at + 1,
        };
    }
}

fn digits_from(text: &[u8], at: usize) -> usize {
    text[at..].iter().take_while(|byte| byte.is_ascii_digit()).count()
}

fn word(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(byte.to_ascii_uppercase())).collect()
}

/// Sixteen digits in a row, or four groups of four.
fn number(text: &[u8], at: usize, found: &mut Vec<Reference>) -> usize {
    let length = digits_from(text, at);
    if length == 16 {
        add(found, judge(word(&text[at..at + 16]), Where::Text));
    } else if length == 4
        && let Some((digits, end)) = groups_of_four(text, at)
    {
        add(found, judge(digits, Where::Text));
        return end;
    }
    at + length
}

/// `1234 5678 1234 5678`, with blanks, points or dashes between the groups.
fn groups_of_four(text: &[u8], mut at: usize) -> Option<(String, usize)> {
    let mut digits = String::with_capacity(16);
    loop {
        if digits_from(text, at) != 4 {
            return None;
        }
        digits.push_str(&word(&text[at..at + 4]));
        at += 4;
        if digits.len() == 16 {
            return Some((digits, at));
        }
        let gap = text[at..].iter().take_while(|byte| matches!(byte, b' ' | b'.' | b'-')).count();
        if gap == 0 {
            return None;
        }
        at += gap;
    }
}

/// A word that announces a kenmerk, and the digits behind it.
fn keyword(text: &[u8], at: usize, found: &mut Vec<Reference>) -> Option<usize> {
    let starts = |word: &str| {
        text.get(at..at + word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word.as_bytes()))
    };
    let length = ["BETALINGSKENMERK", "BETALINGSKENM", "CDTRREF/", "CUR"]
        .into_iter()
        .find(|word| starts(word))
        .map(str::len)?;
    let mut from = at + length;
    let skip = |from: usize| {
        from + text[from..].iter().take_while(|byte| matches!(byte, b' ' | b'.' | b':' | b'/')).count()
    };
    from = skip(from);
    for announced in [&b"REF"[..], b"CDTRREF", b"NR"] {
        if text.get(from..from + announced.len()).is_some_and(|part| part.eq_ignore_ascii_case(announced)) {
            from = skip(from + announced.len());
        }
    }
    announced_number(text, from, found)
}

/// The number behind a keyword: groups of four, at most sixteen digits, or what stands there.
fn announced_number(text: &[u8], from: usize, found: &mut Vec<Reference>) -> Option<usize> {
    let length = digits_from(text, from);
    if length < 4 {
        return None;
    }
    if let Some((digits, end)) = groups_of_four(text, from) {
        add(found, judge(digits, Where::Keyword));
        return Some(end);
    }
    let length = length.min(16);
    let digits = word(&text[from..from + length]);
    let reference = judge(digits.clone(), Where::Keyword);
    // Digits behind a blank may belong to it: only when together they are a kenmerk that checks.
    let gap = text[from + length..].iter().take_while(|byte| **byte == b' ').count();
    let next = from + length + gap;
    let more = digits_from(text, next);
    if length < 16 && gap > 0 && !reference.checked && length + more == 16 {
        let whole = judge(digits + &word(&text[next..next + more]), Where::Keyword);
        if whole.checked {
            add(found, whole);
            return Some(next + more);
        }
    }
    add(found, Reference { kind: ReferenceKind::Kenmerk, ..reference });
    Some(from + length)
}

/// `RF38 0000 0000 0000 0000 0055 2`: taken from free text only when its check digits agree.
fn creditor_reference(text: &[u8], at: usize, found: &mut Vec<Reference>) -> Option<usize> {
    let begins = text.get(at..at + 4)?;
    if !begins[..2].eq_ignore_ascii_case(b"RF") || !begins[2..].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let (mut value, mut end, mut best) = (String::new(), at, None);
    while value.len() < 25 {
        let run = text[end..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        if run == 0 || value.len() + run > 25 {
            break;
        }
        value.push_str(&word(&text[end..end + run]));
        end += run;
        if rf(&value) {
            best = Some((value.clone(), end));
        }
        // A next group belongs to it only behind one blank, and while groups are of four.
        if text.get(end) != Some(&b' ') || run != 4 {
            break;
        }
        end += 1;
    }
    let (value, end) = best.or_else(|| digits_only(text, at))?;
    add(found, judge(value, Where::Text));
    Some(end)
}

/// The reference up to where its digits end: a cut line may have glued a word to it.
fn digits_only(text: &[u8], at: usize) -> Option<(String, usize)> {
    let end = at + 2 + digits_from(text, at + 2);
    let value = word(&text[at..end]);
    (value.len() <= 25 && rf(&value)).then_some((value, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str, lines: Lines) -> Vec<(String, Where)> {
        find(&[], &[], text, lines).into_iter().map(|found| (found.value, found.place)).collect()
    }

    #[track_caller]
    fn check(text: &str, lines: Lines, expected: &[(&str, Where)]) {
        let expected: Vec<_> = expected.iter().map(|(value, place)| (value.to_string(), *place)).collect();
        assert_eq!(values(text, lines), expected, "{text}");
    }

    #[test]
    fn a_kenmerk_is_found_in_every_spelling_of_the_banks() {
        let keyword = [("5000056789012345", Where::Keyword)];
        for text in [
            "BETALINGSKENM.  5000056789012345",
            "BETALINGSKENM.: 5000056789012345",
            "Betalingskenmerk 5000 0567 8901 2345 huur november",
            "/REMI/STRD/CUR/5000056789012345/",
            "BTW 2e kwartaal SCOR/CUR/5000056789012345",
            "/REMI/Issuer: CUR Ref: 5000056789012345",
            "/REMI//CDTRREFTP//CD/SCOR/ISSR/CUR/CDTRREF/5000056789012345",
            "BETALINGSKENM.  50000567 89012345",
        ] {
            check(text, Lines::Cut, &keyword);
        }
        check("/REMI/ISSUER: CUR                  REF: 5000\n056789012345", Lines::Cut, &keyword);
        check("GIRO 1 KPN BETALINGSKENM.  500005678901234\n5109227317    BETREFT", Lines::Cut, &keyword);
        check("BETALINGSKENMERK 5000 0567       8901 2345 WOZ", Lines::Cut, &keyword);
        let text = [("5000056789012345", Where::Text)];
        check("huur 5000056789012345 november", Lines::Parts, &text);
        check("5000 0567 8901 2345", Lines::Parts, &text);
        check("500005678901\n2345", Lines::Parts, &text);
        check("november 2026\n5000056789012345", Lines::Parts, &text);
        check("BETALINGSKENM.  490022201282", Lines::Cut, &[("490022201282", Where::Keyword)]);
    }

    #[test]
    fn what_is_no_reference_is_not_found() {
        for text in
            ["", "curator 12", "12345678", "50000567890123451", "1234 5678 1234 567", "RF18 huur", "rf"]
        {
            check(text, Lines::Cut, &[]);
        }
    }

    #[test]
    fn rf_references_are_found_with_and_without_blanks() {
        let expected = [("RF38000000000000000000552", Where::Text)];
        check("RF38000000000000000000552", Lines::Parts, &expected);
        check("huur RF38 0000 0000 0000 0000 0055 2 dank", Lines::Parts, &expected);
        check("rf38000000000000000000552 huur", Lines::Parts, &expected);
        check("RF380000000000\n00000000552", Lines::Cut, &expected);
        check("RF38000000000000000000553", Lines::Parts, &[]);
    }

    #[test]
    fn fields_for_references_come_first_and_nothing_comes_twice() {
        let structured = ["RF123456".to_owned(), "5000056789012345".to_owned()];
        let found = find(&structured, &["NOTPROVIDED"], "BETALINGSKENM. 5000056789012345", Lines::Parts);
        let values: Vec<&str> = found.iter().map(|found| found.value.as_str()).collect();
        assert_eq!(values, ["5000056789012345", "RF123456"]);
        assert_eq!((found[0].checked, found[1].checked), (true, false));
        let cut = find(&structured[1..], &[], "/CDTRREF/5000056\n789012345", Lines::Cut);
        assert_eq!(cut.len(), 1, "{cut:?}");
        let found = find(&[], &["6767676767676766"], "", Lines::Cut);
        assert_eq!(found[0].place, Where::BankField);
    }
}
