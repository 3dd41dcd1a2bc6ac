//! Check digits of what people and banks copy: IBAN, RF reference (ISO 11649), betalingskenmerk, creditor identifier.
//!
//! In goes text with or without blanks, out comes whether its digits agree. Nothing here changes what it looks at, and
//! a wrong digit is a fact about the text, not a reason to throw it away.

/// Letters and digits without blanks and points, in capitals.
pub fn plain(text: &str) -> String {
    let kept = text.chars().filter(char::is_ascii_alphanumeric);
    kept.map(|letter| letter.to_ascii_uppercase()).collect()
}

/// ISO 7064 mod 97-10 over letters (A = 10) and digits; `None` when there is anything else.
fn mod_97(letters: impl Iterator<Item = u8>) -> Option<u32> {
    let mut rest = 0_u32;
    for letter in letters {
        rest = match letter {
            b'0'..=b'9' => rest * 10 + u32::from(letter - b'0'),
            b'A'..=b'Z' => rest * 100 + u32::from(letter - b'A') + 10,
            _ => return None,
        } % 97;
    }
    Some(rest)
}

/// The two digits that make `body`, with `head` in front, end in 1 by mod 97.
fn digits_97(head: &str, body: &str) -> Option<String> {
    let rest = mod_97(body.bytes().chain(head.bytes()).chain(*b"00"))?;
    Some(format!("{:02}", 98 - rest))
}

fn turned_around_is_1(text: &str) -> bool {
    text.len() > 4 && mod_97(text.bytes().skip(4).chain(text.bytes().take(4))) == Some(1)
}

/// Does it look like an IBAN: two letters, two digits, eleven to thirty letters and digits?
pub fn looks_like_iban(text: &str) -> bool {
    let bytes = text.as_bytes();
    (15..=34).contains(&bytes.len())
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..4].iter().all(u8::is_ascii_digit)
        && bytes[4..].iter().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

/// Is it an IBAN whose check digits agree? A Dutch one is four letters and ten digits behind them.
///
/// ```
/// # use domain::bank::check_digits::iban;
/// assert!(iban("NL91 ABNA 0417 1643 00"));
/// assert!(!iban("NL91 ABNA 0417 1643 01"));
/// ```
pub fn iban(text: &str) -> bool {
    let text = plain(text);
    let dutch = |text: &str| {
        let bank = text.as_bytes();
        bank.len() == 18
            && bank[4..8].iter().all(u8::is_ascii_uppercase)
            && bank[8..].iter().all(u8::is_ascii_digit)
    };
    looks_like_iban(&text) && (!text.starts_with("NL") || dutch(&text)) && turned_around_is_1(&text)
}

/// Is it an RF reference: `RF`, two check digits, one to twenty-one letters and digits?
pub fn rf(text: &str) -> bool {
    let text = plain(text);
    (5..=25).contains(&text.len())
        && text.starts_with("RF")
        && text.as_bytes()[2..4].iter().all(u8::is_ascii_digit)
        && turned_around_is_1(&text)
}

/// The RF reference of our own number; `None` when that has no letters or digits or more than 21.
pub fn make_rf(number: &str) -> Option<String> {
    let number = plain(number);
    if number.is_empty() || number.len() > 21 {
        return None;
    }
    Some(format!("RF{}{number}", digits_97("RF", &number)?))
}

/// Weights of the betalingskenmerk, from the right.
const WEIGHTS: [u32; 10] = [2, 4, 8, 5, 10, 9, 7, 3, 6, 1];

/// The check digit in front of these digits: 11 less the weighted sum by 11; 10 becomes 1 and 11 becomes 0.
fn eleven(digits: &[u8]) -> u8 {
    let weighted = digits.iter().rev().zip(WEIGHTS.iter().cycle());
    let sum: u32 = weighted.map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    match 11 - sum % 11 {
        10 => b'1',
        11 => b'0',
        digit => b'0' + digit as u8,
    }
}

/// May a betalingskenmerk have so many digits? 7, 9 to 14, or 16.
pub fn kenmerk_length(length: usize) -> bool {
    matches!(length, 7 | 9..=14 | 16)
}

/// Is it a betalingskenmerk whose check digit agrees? Seven digits have none and pass.
///
/// ```
/// # use domain::bank::check_digits::kenmerk;
/// assert!(kenmerk("5000 0567 8901 2345"));
/// assert!(!kenmerk("1234 5678 1234 5678"));
/// ```
pub fn kenmerk(text: &str) -> bool {
    let digits = plain(text);
    let digits = digits.as_bytes();
    if !kenmerk_length(digits.len()) || !digits.iter().all(u8::is_ascii_digit) {
        return false;
    }
    if digits.len() == 7 {
        return true;
    }
    let length_agrees = digits.len() == 16 || {
        let body = (digits.len() - 2) as u8;
        digits[1] == b'0' + body % 10
    };
    length_agrees && digits[0] == eleven(&digits[1..])
}

/// The betalingskenmerk of sixteen digits for our own number of at most fifteen digits.
pub fn make_kenmerk(number: &str) -> Option<String> {
    let body = format!("{number:0>15}");
    if body.len() != 15 || !body.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(format!("{}{body}", char::from(eleven(body.as_bytes()))))
}

/// Is it a creditor identifier (*incassant-ID*) whose check digits agree? The business code (mostly `ZZZ`) is outside them.
///
/// ```
/// # use domain::bank::check_digits::creditor_id;
/// assert!(creditor_id("NL69ZZZ123456780000"));
/// assert!(!creditor_id("NL13ZZZ123456780000"));
/// ```
pub fn creditor_id(text: &str) -> bool {
    let text = plain(text);
    if !looks_like_creditor_id(&text) {
        return false;
    }
    let number = text.bytes().skip(7).chain(text.bytes().take(4));
    mod_97(number) == Some(1)
}

/// Two letters, two digits, three of business code, a national number; a Dutch number has twelve digits.
pub fn looks_like_creditor_id(text: &str) -> bool {
    let bytes = text.as_bytes();
    (8..=35).contains(&bytes.len())
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..4].iter().all(u8::is_ascii_digit)
        && bytes[4..].iter().all(u8::is_ascii_alphanumeric)
        && (!text.starts_with("NL") || (bytes.len() == 19 && bytes[7..].iter().all(u8::is_ascii_digit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers_pass_and_neighbours_fail() {
        for good in ["NL91ABNA0417164300", "GB29NWBK60161331926819", "DE89370400440532013000"] {
            assert!(iban(good), "{good}");
            let wrong = good.replace("1", "2");
            assert!(!iban(&wrong), "{wrong}");
        }
        assert!(!iban("NL91ABNA041716430"));
        assert!(!iban(""));
        assert!(rf("RF38000000000000000000552"));
        assert!(rf("RF18539007547034"));
        assert!(!rf("RF123456"));
        assert!(kenmerk("5000056789012345"));
        assert!(!kenmerk("4420043232693268"));
        assert!(kenmerk("1234567"));
        assert!(!kenmerk("12345678"));
        assert!(!kenmerk("123456789012345"));
    }

    #[test]
    fn what_we_make_passes_and_one_wrong_digit_does_not() {
        for number in ["1", "222", "123456789012345", "990000001234567"] {
            let made = make_kenmerk(number).unwrap();
            assert!(kenmerk(&made), "{made}");
            for at in 0..16 {
                let mut digits = made.clone().into_bytes();
                digits[at] = b'0' + (digits[at] - b'0' + 1) % 10;
                let wrong = String::from_utf8(digits).unwrap();
                // 10 shares its digit with the true 1, and 11 with none: a few neighbours may pass at the front.
                assert!(at == 0 || !kenmerk(&wrong) || made.starts_with(['0', '1']), "{wrong}");
            }
            let reference = make_rf(number).unwrap();
            assert!(rf(&reference), "{reference}");
        }
        assert_eq!(make_kenmerk("1234567890123456"), None);
        assert_eq!(make_rf(""), None);
        assert!(rf(&make_rf("HO-0000222").unwrap()));
    }
}
