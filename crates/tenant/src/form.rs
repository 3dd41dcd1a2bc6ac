//! What an address asks and what a form holds: pairs of words. Whatever is there reads; nonsense reads as nothing.

/// More pairs than any page of ours sends.
const MOST_PAIRS: usize = 40;

/// The pairs, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pairs(Vec<(String, String)>);

impl Pairs {
    pub(crate) fn read(text: &str) -> Pairs {
        let pairs = form_urlencoded::parse(text.as_bytes()).take(MOST_PAIRS);
        Pairs(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// The value of a name; empty when it is not there.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// A number; 0 when there is none.
    pub(crate) fn number(&self, name: &str) -> u32 {
        self.get(name).parse().unwrap_or(0)
    }

    /// Words of a person: one line less signs that nobody sees (they control, or turn the direction of what follows), and not longer
    /// than `most`.
    pub(crate) fn words(&self, name: &str, most: usize) -> String {
        let turns = |c: char| matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
        let plain = self.get(name).chars().filter(|c| (!c.is_control() || *c == '\n') && !turns(*c));
        plain.take(most).collect::<String>().trim().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_reads_and_nonsense_is_no_accident() {
        let pairs = Pairs::read("a=K7QF+M3XR&b=%E2%82%AC+5&c&n=12&w=een%0A%E2%80%AEtwee%00drie");
        assert_eq!(
            (pairs.get("a"), pairs.get("b"), pairs.get("c"), pairs.number("n")),
            ("K7QF M3XR", "€ 5", "", 12)
        );
        assert_eq!(pairs.words("w", 6), "een\ntw");
        for odd in ["%", "q=%zz", "q=%f", "q=%ff%fe", "=&=&&", "q=+"] {
            assert!(Pairs::read(odd).words("q", 10).len() <= 30, "{odd}");
        }
    }
}
