//! What became of a message, as people say it: the book keeps short words and the codes of the other side.

use store::post::MessageState;

/// Where a message stands; with a reason it is tried again, or went wrong.
pub(crate) fn state(state: &str, reason: &str) -> &'static str {
    match MessageState::of(state) {
        Some(MessageState::Ready) if !reason.is_empty() => "nieuwe poging volgt",
        Some(known) => known.spoken(),
        None => "onbekend",
    }
}

/// Why, in a sentence that a tired person understands, with the code between brackets for who looks it up elsewhere.
pub(crate) fn why(reason: &str) -> String {
    let (by, said) = match reason.split_once(": ") {
        Some((by, said)) if sentence_of(said).is_some() => (format!("{by}: "), said),
        _ => (String::new(), reason),
    };
    sentence_of(said).map_or_else(
        || reason.to_string(),
        |sentence| format!("{by}{sentence} ({})", said.replace(['(', ')'], "")),
    )
}

/// What a code of the other side means; `None` for what is a sentence already.
fn sentence_of(said: &str) -> Option<&'static str> {
    let words = said.strip_prefix("mislukt ").unwrap_or(said);
    if let Some((_, sentence)) = WORDS.iter().find(|(word, _)| *word == words) {
        return Some(sentence);
    }
    let (code, rest) = said.split_once(' ').unwrap_or((said, ""));
    let code: u16 = code.parse().ok().filter(|_| code.len() == 3)?;
    // A mail server says more in a second code (RFC 3463).
    let detail = rest.split(' ').next().and_then(|detail| detail.split_once('.')).map(|(_, detail)| detail);
    Some(match (code, detail) {
        (_, Some(detail)) if detail.starts_with("1.") => "dit e-mailadres bestaat niet",
        (_, Some(detail)) if detail.starts_with("2.") => "de mailbox is vol of staat dicht",
        (_, Some(detail)) if detail.starts_with("7.") => {
            "de mailserver van de ontvanger laat onze mail niet toe"
        }
        (401 | 403, _) => "de aanbieder herkent onze sleutel niet",
        (402, _) => "het tegoed bij de aanbieder is op",
        (408 | 425 | 429, _) => "de aanbieder had het te druk",
        (400..=420 | 422..=449, _) => "de aanbieder neemt dit nummer of bericht niet aan",
        (421 | 450..=459, _) => "de mailserver had het te druk en vroeg ons later terug te komen",
        (550..=559, _) => "de mailserver van de ontvanger weigert dit adres",
        (500..=599, _) => "er was een storing bij de andere kant",
        _ => return None,
    })
}

/// Words that providers use, each alone.
const WORDS: [(&str, &str); 3] = [
    ("nummer-onbekend", "dit telefoonnummer bestaat niet of is afgesloten"),
    ("mislukt", "het kwam niet aan; de aanbieder zegt niet waarom"),
    ("teruggekomen", "het kwam terug"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_become_sentences_and_sentences_stay() {
        for (reason, told) in [
            ("Voorbeeld-sms: 429", "Voorbeeld-sms: de aanbieder had het te druk (429)"),
            ("nummer-onbekend", "dit telefoonnummer bestaat niet of is afgesloten (nummer-onbekend)"),
            (
                "mislukt nummer-onbekend",
                "dit telefoonnummer bestaat niet of is afgesloten (mislukt nummer-onbekend)",
            ),
            ("mislukt", "het kwam niet aan; de aanbieder zegt niet waarom (mislukt)"),
            ("550 5.1.1 (user unknown)", "dit e-mailadres bestaat niet (550 5.1.1 user unknown)"),
            ("550", "de mailserver van de ontvanger weigert dit adres (550)"),
            ("503", "er was een storing bij de andere kant (503)"),
        ] {
            assert_eq!(why(reason), told);
        }
        for reason in [
            "",
            "de huurder betaalde intussen",
            "niet verstuurd: er staat een link in",
            "2026 was het jaar",
            "Mail: geen verbinding",
        ] {
            assert_eq!(why(reason), reason);
        }
    }

    #[test]
    fn a_message_that_waits_for_another_try_says_so() {
        assert_eq!(state("klaar", ""), "klaar om te versturen");
        assert_eq!(state("klaar", "Voorbeeld-sms: 429"), "nieuwe poging volgt");
        assert_eq!(state("mislukt", "mislukt"), "niet aangekomen");
    }
}
