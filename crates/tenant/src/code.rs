//! The code of a letter as somebody types it.

/// Signs that a code is made of: none looks like another on paper.
const SIGNS: &str = "23456789ABCDEFGHJKMNPQRSTWXY";
/// Signs in a code.
const LENGTH: usize = 8;

/// Eight signs that could be a code. Whether it is one is the book's to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// Reads what somebody typed: small letters, spaces and dashes do not matter. `None` when it can be no code.
    pub fn read(text: &str) -> Option<Code> {
        let text = text.get(..64).unwrap_or(text);
        let signs = text.chars().filter(|sign| !sign.is_whitespace() && !matches!(sign, '-' | '.'));
        let code: String = signs.map(|sign| sign.to_ascii_uppercase()).collect();
        (code.len() == LENGTH && code.chars().all(|sign| SIGNS.contains(sign))).then_some(Code(code))
    }

    /// The eight signs, as they are kept.
    pub fn signs(&self) -> &str {
        &self.0
    }

    /// `K7QF-M3XR`, as a letter shows it.
    pub fn shown(&self) -> String {
        format!("{}-{}", &self.0[..4], &self.0[4..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_reads_however_it_is_typed() {
        for typed in ["K7QF-M3XR", "k7qfm3xr", " K7QF M3XR ", "k7qf–m3xr".replace('–', "-").as_str()] {
            assert_eq!(Code::read(typed).map(|code| code.shown()), Some("K7QF-M3XR".into()), "{typed}");
        }
        for odd in ["", "K7QF", "K7QFM3XRR", "K7QF-M3X0", "K7QF-M3XU", "../../aa", "ĸ7QFM3XR", "K7QF/M3XR"] {
            assert_eq!(Code::read(odd), None, "{odd}");
        }
    }
}
