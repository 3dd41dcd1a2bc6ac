//! Are an e-mail address and a telephone number usable at all? Only the form is judged; nothing is sent or looked up.

/// The address when its form is usable.
pub(crate) fn email(text: &str) -> Option<String> {
    let address = text.trim().trim_start_matches("mailto:").trim_end_matches([';', ',']);
    let (local, domain) = address.split_once('@')?;
    let usable = !local.is_empty()
        && address.len() <= 254
        && !address.contains(|c: char| c.is_whitespace() || c.is_control() || "<>()[],;:\"\\".contains(c))
        && !domain.contains('@')
        && domain.contains('.')
        && !domain.contains("..")
        && domain
            .split('.')
            .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'));
    usable.then(|| address.to_owned())
}

/// What kind of telephone number a text is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Number {
    /// A Dutch mobile number, or a foreign one of which nobody can tell.
    Mobile(String),
    /// A Dutch number that takes no text messages.
    Landline(String),
}

/// The number without spaces and dashes, when its form is usable: `0612345678`, `+31612345678`.
pub(crate) fn telephone(text: &str) -> Option<Number> {
    let mut compact: String = text.chars().filter(|c| !c.is_whitespace() && !"-–.()/".contains(*c)).collect();
    if let Some(international) = compact.strip_prefix("00") {
        compact = format!("+{international}");
    }
    if let Some(national) = compact.strip_prefix("+310") {
        compact = format!("+31{national}");
    }
    if compact.len() == 9 && compact.starts_with('6') {
        compact.insert(0, '0');
    }
    let digits = compact.strip_prefix('+').unwrap_or(&compact);
    if !digits.bytes().all(|b| b.is_ascii_digit()) || is_placeholder(digits) {
        return None;
    }
    let national = compact.strip_prefix("+31").or_else(|| compact.strip_prefix('0'));
    match national {
        Some(national) if national.len() != 9 || national.starts_with('0') => None,
        Some(national) if national.starts_with('6') => Some(Number::Mobile(compact)),
        Some(_) => Some(Number::Landline(compact)),
        None if compact.starts_with('+') && (8..=15).contains(&digits.len()) => Some(Number::Mobile(compact)),
        None => None,
    }
}

/// `0600000000`, `0612121212`? No: only numbers that end in six equal digits are nobody's.
fn is_placeholder(digits: &str) -> bool {
    let Some(tail) = digits.len().checked_sub(6).and_then(|from| digits.as_bytes().get(from..)) else {
        return true;
    };
    tail.iter().all(|digit| *digit == tail[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usable_addresses_are_kept_and_others_are_not() {
        assert_eq!(email(" j.jansen@voorbeeld.nl ").as_deref(), Some("j.jansen@voorbeeld.nl"));
        for text in ["geen", "a@b", "a b@c.nl", "@c.nl", "a@c..nl", "a@b@c.nl", "a@c.nl, b@c.nl"] {
            assert_eq!(email(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_told_apart() {
        assert_eq!(telephone("06-12 34 56 78"), Some(Number::Mobile("0612345678".into())));
        assert_eq!(telephone("+31 (0)6 12345678"), Some(Number::Mobile("+31612345678".into())));
        assert_eq!(telephone("0031612345678"), Some(Number::Mobile("+31612345678".into())));
        assert_eq!(telephone("612345678"), Some(Number::Mobile("0612345678".into())));
        assert_eq!(telephone("0561-123456"), Some(Number::Landline("0561123456".into())));
        assert_eq!(telephone("+491701234567"), Some(Number::Mobile("+491701234567".into())));
        for text in ["0600000000", "06", "onbekend", "12345", "061234567890", ""] {
            assert_eq!(telephone(text), None, "{text}");
        }
    }
}
