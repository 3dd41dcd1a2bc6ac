//! Addresses as an address line prints them. Nothing is looked up and nothing is corrected but spacing and capitals.

/// `8441ab` as `8441 AB`; anything else as it was.
pub(crate) fn postcode(text: &str) -> String {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let bytes = compact.as_bytes();
    let has_form = bytes.len() == 6
        && bytes[0] != b'0'
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && bytes[4..].iter().all(u8::is_ascii_alphabetic);
    if has_form {
        format!("{} {}", &compact[..4], compact[4..].to_ascii_uppercase())
    } else {
        text.to_owned()
    }
}

/// House number, letter and addition together: `12`, `12a`, `12a-2`.
pub(crate) fn house_number(number: &str, letter: &str, addition: &str) -> String {
    let mut joined = format!("{}{letter}", whole(number));
    if !addition.is_empty() && !joined.is_empty() {
        joined.push('-');
    }
    joined.push_str(addition.trim_start_matches('-'));
    joined
}

/// A house number that was sent as a broken number: `12.0` is `12`.
fn whole(number: &str) -> &str {
    match number.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|b| b == b'0') => whole,
        _ => number,
    }
}

/// The house number in an address line: from the last word that starts with a digit. Empty when there is none.
pub(crate) fn house_number_in(line: &str) -> &str {
    let mut found = "";
    let mut from = 0;
    for word in line.split(' ') {
        if from > 0 && word.starts_with(|c: char| c.is_ascii_digit()) {
            found = &line[from..];
        }
        from += word.len() + 1;
    }
    found.trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_spaced_and_never_invented() {
        assert_eq!(postcode("8441ab"), "8441 AB");
        assert_eq!(postcode(" 8441  AB"), "8441 AB");
        assert_eq!(postcode("B-2000"), "B-2000");
        assert_eq!(postcode("0441AB"), "0441AB");
        assert_eq!(house_number("12", "a", "2"), "12a-2");
        assert_eq!(house_number("12.0", "", "-hs"), "12-hs");
        assert_eq!(house_number("", "", ""), "");
        assert_eq!(house_number_in("Plein 1940-1945 12 A"), "12 A");
        assert_eq!(house_number_in("Kerkstraat 12a-2"), "12a-2");
        assert_eq!(house_number_in("2e Wilakkersstraat"), "");
    }
}
