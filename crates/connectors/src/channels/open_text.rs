//! The last look at a text that a telephone shows to whoever is near it: no amount, no word for debt
//! (law.md 5.5; Houvast's promise for sms and WhatsApp).
//!
//! The policy check reads the texts as they were written; this reads them as they go out, with every field filled in.
//! A name is no word: `mevrouw Schuldman` may get her message, `uw schuld` may not.

/// Beginnings of words that tell the neighbour.
const PRIVATE: [&str; 10] = [
    "aanmaning",
    "achterstand",
    "betalingsachterstand",
    "deurwaarder",
    "dagvaarding",
    "huurachterstand",
    "incasso",
    "ontruiming",
    "schuld",
    "vonnis",
];

/// What does not belong there, in Dutch and without the text itself; nothing when the text may go.
pub(super) fn objection(text: &str) -> Option<&'static str> {
    if text.contains('€') || has_amount(text) {
        return Some("er staat een bedrag in");
    }
    let mut starts_sentence = true;
    for word in text.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let is_name = bare.starts_with(char::is_uppercase) && !starts_sentence && !is_all_capitals(bare);
        let small = bare.to_lowercase();
        if !is_name && PRIVATE.iter().any(|start| small.starts_with(start)) {
            return Some("er staat een woord voor schuld in");
        }
        if matches!(small.as_str(), "euro" | "eur") {
            return Some("er staat een bedrag in");
        }
        starts_sentence = word.ends_with(['.', '!', '?', ':']);
    }
    None
}

fn is_all_capitals(word: &str) -> bool {
    word.chars().count() > 1 && !word.chars().any(char::is_lowercase)
}

/// `549,40` or `1.098,80`: a comma with exactly two digits behind it.
fn has_amount(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    (1..bytes.len())
        .any(|at| bytes[at] == b',' && digit(at - 1) && digit(at + 1) && digit(at + 2) && !digit(at + 3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_debt_do_not_go_and_names_and_dates_do() {
        for text in [
            "Betaal 549,40 voor 27-11",
            "U betaalt 1.098,80.",
            "Het gaat om € 12",
            "Het gaat om 12 euro",
            "Uw huurachterstand is hoog",
            "Schulden? Bel ons",
            "UW SCHULD",
            "Een brief van de deurwaarder",
            "Morgen begint de ontruiming!",
        ] {
            assert!(objection(text).is_some(), "{text}");
        }
        for text in [
            "Dag mevrouw Schuldman, uw huur van november is nog niet binnen. Groet, Sandra van Voorbeeld Wonen",
            "Betaal voor 27-11 om 16.30 uur: betaal.voorbeeldwonen.example/b/K7QFM3XR",
            "Bel 0512000000, 06 of 08",
            "Kies 1,2 of 3",
            "Dank u wel, Eurohuis",
        ] {
            assert_eq!(objection(text), None, "{text}");
        }
    }
}
