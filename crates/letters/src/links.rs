//! The landlord's own addresses in a text, found so that they can be links.
//!
//! In go words and a list of sites and e-mail addresses; out come the words in pieces. Only what is on the list is found,
//! with the path behind it: a name or a note that looks like an address stays words. The full stop of a sentence is never
//! part of an address.

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Words.
    Words(&'t str),
    /// An address of the landlord's own.
    Link {
        /// Where it leads.
        target: String,
        /// What is read: the site, without the path that only a machine reads; of an address with its scheme, all behind it.
        words: &'t str,
    },
}

/// The pieces of a text, in order.
pub fn pieces<'t>(text: &'t str, own: &[String]) -> Vec<Piece<'t>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((at, site, whole)) = first(rest, own) {
        if at > 0 {
            pieces.push(Piece::Words(&rest[..at]));
        }
        let address = &rest[at..at + whole];
        let (target, words) = match address.split_once("://") {
            Some((_, words)) => (address.to_owned(), words),
            None if address.contains('@') => (format!("mailto:{address}"), address),
            None => (format!("https://{address}"), &address[..site]),
        };
        pieces.push(Piece::Link { target, words });
        rest = &rest[at + whole..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest));
    }
    pieces
}

/// The text with every own address written out and no full stop against it: where a sentence ended, a line ends.
pub fn without_full_stops(text: &str, own: &[String]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut after_link = false;
    for piece in pieces(text, own) {
        match piece {
            Piece::Words(words) => {
                let stop = words.strip_prefix('.').filter(|rest| rest.is_empty() || rest.starts_with(' '));
                match stop.filter(|_| after_link) {
                    Some(rest) if !rest.trim().is_empty() => out.extend(["\n", rest.trim_start()]),
                    Some(_) => {}
                    None => out.push_str(words),
                }
                after_link = false;
            }
            Piece::Link { target, .. } => {
                out.push_str(target.strip_prefix("mailto:").unwrap_or(&target));
                after_link = true;
            }
        }
    }
    out
}

/// Where the first own address begins, how long its site is, and how long it is with its path. Bytes.
fn first(text: &str, own: &[String]) -> Option<(usize, usize, usize)> {
    let found = own.iter().filter(|site| !site.is_empty()).filter_map(|site| {
        let mut places = text.match_indices(site.as_str()).map(|(at, _)| at);
        let at = places.find(|at| stands_alone(text, *at, site.len()))?;
        Some((at, site.len(), site.len() + path(&text[at + site.len()..], site)))
    });
    // Of two that begin at one place the longer one.
    found.min_by_key(|(at, site, _)| (*at, usize::MAX - site))
}

/// No letter before it, and behind it nothing that would make it another address.
fn stands_alone(text: &str, at: usize, length: usize) -> bool {
    let part_of_one = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '@');
    let before = text[..at].chars().next_back();
    let mut after = text[at + length..].chars();
    let next = after.next();
    let goes_on = next == Some('.') && after.next().is_some_and(char::is_alphanumeric);
    !before.is_some_and(|c| part_of_one(c) || matches!(c, '.' | '/'))
        && !next.is_some_and(part_of_one)
        && !goes_on
}

/// How long the path is that follows a site. Bytes.
fn path(rest: &str, site: &str) -> usize {
    if !rest.starts_with('/') || site.contains('@') {
        return 0;
    }
    let sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '%');
    rest.find(|c: char| !sign(c)).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own() -> Vec<String> {
        ["betaal.voorbeeld.example", "voorbeeld.example", "huur@voorbeeld.example"]
            .map(str::to_owned)
            .to_vec()
    }

    fn targets(text: &str) -> Vec<String> {
        let link = |piece| match piece {
            Piece::Link { target, .. } => Some(target),
            Piece::Words(_) => None,
        };
        pieces(text, &own()).into_iter().filter_map(link).collect()
    }

    #[test]
    fn only_own_addresses_are_found_and_whole_ones() {
        assert_eq!(targets("Kijk op voorbeeld.example."), ["https://voorbeeld.example"]);
        assert_eq!(
            targets("betaal.voorbeeld.example/b/K7-Q, of huur@voorbeeld.example?"),
            ["https://betaal.voorbeeld.example/b/K7-Q", "mailto:huur@voorbeeld.example"]
        );
        for no in [
            "nepvoorbeeld.example",
            "nep-voorbeeld.example",
            "voorbeeld.example.kwaad.example",
            "voorbeeld.example@kwaad.example",
            "x@voorbeeld.example",
            "kwaad.example/voorbeeld.example",
            "",
        ] {
            assert_eq!(targets(no), [""; 0], "{no}");
        }
        assert!(pieces("niets", &[String::new()]) == [Piece::Words("niets")]);
    }

    #[test]
    fn a_sentence_that_ends_with_an_address_ends_its_line() {
        let text = |text: &str| without_full_stops(text, &own());
        assert_eq!(text("Kijk op voorbeeld.example. Of bel."), "Kijk op https://voorbeeld.example\nOf bel.");
        assert_eq!(text("Mail huur@voorbeeld.example."), "Mail huur@voorbeeld.example");
        assert_eq!(text("Op voorbeeld.example, of zo."), "Op https://voorbeeld.example, of zo.");
        assert_eq!(text("Geen adres."), "Geen adres.");
    }
}
