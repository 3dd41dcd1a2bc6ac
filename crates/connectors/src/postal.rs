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

/// A whole address line of a line and a number that may stand apart. What the line says already is not said twice.
pub(crate) fn address_line(line: &str, number: &str, letter: &str, addition: &str) -> String {
    let number = whole(number);
    let in_line = house_number_in(line);
    if line.is_empty() || number.is_empty() && in_line.is_empty() {
        return line.to_owned();
    }
    let apart = house_number(if number.is_empty() { in_line } else { number }, letter, addition);
    let told = letters_and_digits(in_line);
    if !told.is_empty() && told == letters_and_digits(&apart) {
        return line.to_owned();
    }
    let street =
        line.strip_suffix(in_line).filter(|_| number.is_empty() || in_line == number).unwrap_or(line);
    format!("{} {apart}", street.trim_end())
}

fn letters_and_digits(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
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

    #[test]
    fn a_number_that_stands_apart_comes_behind_the_street_and_never_twice() {
        let line = |line, number, letter, addition| address_line(line, number, letter, addition);
        assert_eq!(line("Dorpsstraat", "12", "a", "2"), "Dorpsstraat 12a-2");
        assert_eq!(line("Dorpsstraat", "12.0", "", ""), "Dorpsstraat 12");
        assert_eq!(line("Plein 1940", "12", "", "hs"), "Plein 1940 12-hs");
        assert_eq!(line("Dorpsstraat 12", "12", "", ""), "Dorpsstraat 12");
        assert_eq!(line("Dorpsstraat 12 A", "12", "A", ""), "Dorpsstraat 12 A");
        assert_eq!(line("Dorpsstraat 12", "12", "", "bis"), "Dorpsstraat 12-bis");
        assert_eq!(line("Dorpsstraat 12", "", "", "bis"), "Dorpsstraat 12-bis");
        assert_eq!(line("Dorpsstraat 12", "", "", ""), "Dorpsstraat 12");
        assert_eq!(line("Dorpsstraat", "", "", "bis"), "Dorpsstraat", "an addition alone is no number");
        assert_eq!(line("", "12", "", ""), "", "a number alone is no address");
    }
}
