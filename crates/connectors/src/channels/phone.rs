//! A mobile number in the one form in which it may be dialled from anywhere (ITU-T E.164): `+31600000123`.
//!
//! In goes a number as the landlord's books write it; out comes E.164, or a finding why no text message can go there.
//! Nothing is looked up and nothing is guessed beyond the Netherlands: a number without a country code is Dutch.
//! For the Netherlands and the countries from which most tenants' numbers come, a landline is told from a mobile
//! number; elsewhere only the country code and the length are judged.

/// Country code, the starts of its mobile numbers, and how many digits follow the country code.
/// Netherlands: Nummerplan telefoon- en ISDN-diensten (Stcrt.); others: the national numbering plans as deposited with
/// ITU-T (E.129). An empty list of starts judges the length only.
const PLANS: [(&str, &[&str], std::ops::RangeInclusive<usize>); 14] = [
    ("31", &["6"], 9..=9),
    ("32", &["4"], 9..=9),
    ("33", &["6", "7"], 9..=9),
    ("34", &["6", "7"], 9..=9),
    ("39", &["3"], 9..=11),
    ("40", &["7"], 9..=9),
    ("44", &["7"], 10..=10),
    ("48", &["4", "5", "6", "7", "8"], 9..=9),
    ("49", &["15", "16", "17"], 10..=11),
    ("90", &["5"], 10..=10),
    ("212", &["6", "7"], 9..=9),
    ("352", &["6"], 9..=9),
    ("359", &["8", "9"], 8..=9),
    ("380", &["39", "50", "6", "7", "9"], 9..=9),
];

/// First digits of all country codes there are: codes starting with these two digits have three (ITU-T E.164 annex).
const LONG_CODES: [&str; 15] =
    ["21", "22", "23", "24", "25", "26", "29", "35", "37", "38", "42", "50", "59", "67", "68"];
const MORE_LONG_CODES: [&str; 7] = ["69", "85", "87", "88", "96", "97", "99"];

/// The number in E.164.
///
/// # Errors
/// Why no text message can go there, in Dutch and without the number.
pub fn mobile(text: &str) -> Result<String, String> {
    let mut digits: String = text
        .replace("(0)", "")
        .chars()
        .filter(|c| !c.is_whitespace() && !"-–./()\u{a0}".contains(*c))
        .collect();
    if let Some(rest) = digits.strip_prefix("00") {
        digits = format!("+{rest}");
    }
    let international = match digits.strip_prefix('+') {
        Some(rest) => rest.strip_prefix("310").map_or(rest.to_owned(), |rest| format!("31{rest}")),
        None if digits.len() == 9 && digits.starts_with('6') => format!("31{digits}"),
        None => match digits.strip_prefix('0') {
            Some(rest) => format!("31{rest}"),
            None => return Err("dit is geen telefoonnummer met netnummer of landcode".to_owned()),
        },
    };
    if international.is_empty() || !international.bytes().all(|b| b.is_ascii_digit()) {
        return Err("in dit telefoonnummer staan andere tekens dan cijfers".to_owned());
    }
    judged(&international).map(|()| format!("+{international}"))
}

/// The ways in which the landlord's books may write a number in E.164: `0600000123` and `+31600000123`.
pub fn as_written(international: &str) -> Vec<String> {
    let national = international.strip_prefix("+31").map(|rest| format!("0{rest}"));
    national.into_iter().chain([international.to_owned()]).collect()
}

fn judged(international: &str) -> Result<(), String> {
    let plan = PLANS.iter().find(|(code, _, _)| international.starts_with(code));
    let Some((code, starts, lengths)) = plan else { return abroad(international) };
    let national = &international[code.len()..];
    if !lengths.contains(&national.len()) {
        return Err(format!("dit telefoonnummer heeft {} cijfers na +{code}, dat past niet", national.len()));
    }
    if !starts.iter().any(|start| national.starts_with(start)) {
        return Err("dit is een vast nummer: daar komt geen sms aan".to_owned());
    }
    Ok(())
}

fn abroad(international: &str) -> Result<(), String> {
    let start = international.get(..2).unwrap_or(international);
    if international.starts_with('0') {
        return Err("een landcode begint niet met een nul".to_owned());
    }
    let code = match start {
        _ if start.starts_with(['1', '7']) => 1,
        _ if LONG_CODES.contains(&start) || MORE_LONG_CODES.contains(&start) => 3,
        _ => 2,
    };
    let length = international.len();
    if length > 15 || length < code + 6 {
        return Err("dit buitenlandse nummer is te kort of te lang".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form_for_every_way_of_writing() {
        for text in [
            "0600000123",
            "06-0000 0123",
            "06 00 00 01 23",
            "+31600000123",
            "+31 (0)6 0000 0123",
            "+310600000123",
            "0031 6 00000123",
            "600000123",
            "(06) 0000.0123",
            "06\u{a0}00000123",
        ] {
            assert_eq!(mobile(text).as_deref(), Ok("+31600000123"), "{text}");
        }
        assert_eq!(mobile("+49 151 00000123").as_deref(), Ok("+4915100000123"));
        assert_eq!(mobile("0048 600 000 123").as_deref(), Ok("+48600000123"));
        assert_eq!(mobile("+1 202 555 0123").as_deref(), Ok("+12025550123"));
        assert_eq!(mobile("+963 900 000 123").as_deref(), Ok("+963900000123"));
    }

    #[test]
    fn what_takes_no_text_message_says_why_and_never_which() {
        for (text, part) in [
            ("0512000000", "vast nummer"),
            ("+32 2 000 00 00", "past niet"),
            ("+32 20000000 0", "vast nummer"),
            ("06000001234", "past niet"),
            ("0600000", "past niet"),
            ("+4930000000123", "vast nummer"),
            ("+999", "te kort"),
            ("+9999999999999999", "te lang"),
            ("+0600000123", "nul"),
            ("12345", "landcode"),
            ("", "landcode"),
            ("+", "cijfers"),
            ("06 bel moeder", "cijfers"),
            ("+31٦٠٠٠٠٠١٢٣", "cijfers"),
        ] {
            let told = mobile(text).expect_err(text);
            assert!(told.contains(part), "{text}: {told}");
            assert!(!told.contains("00000"), "{told}");
        }
    }
}
