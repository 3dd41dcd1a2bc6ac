//! A phone lies on the table: an sms or WhatsApp names no amount and no debt, and an sms fits in one message
//! (ux.md 10.4; law.md 5.5).

use super::spelled_out::SpelledOut;
use crate::finding::Findings;
use crate::letters::LetterText;
use crate::read::Draft;
use domain::dossier::ContactChannel;

/// Characters of one sms.
const LONGEST: usize = 160;
/// Words that do not belong on a phone that others can see.
const PRIVATE: [&str; 8] =
    ["schuld", "achterstand", "incasso", "deurwaarder", "ontruiming", "vonnis", "aanmaning", "euro"];
/// Fields that are an amount, or hold one.
const AMOUNTS: [&str; 9] = [
    "bedrag",
    "saldo",
    "huur",
    "posten",
    "incassokosten",
    "totaal_met_kosten",
    "termijnbedrag",
    "regeling",
    "achterstand",
];
/// Letters beside a-z, A-Z and 0-9 that one character of an sms can hold.
const OTHER_LETTERS: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà€[]{}\\^~|";

pub fn check(draft: &Draft, out: &mut Findings) {
    for letter in &draft.letters.list {
        for ((channel, _), text) in &letter.texts {
            if matches!(channel, ContactChannel::Sms | ContactChannel::Whatsapp) {
                let spelled = SpelledOut::of(&draft.letters, text);
                private(&spelled, text, out);
                if *channel == ContactChannel::Sms {
                    fits(&spelled, text, out);
                }
            }
        }
    }
}

fn private(spelled: &SpelledOut, text: &LetterText, out: &mut Findings) {
    for (field, place) in spelled.fields.iter().filter(|(field, _)| AMOUNTS.contains(&field.as_str())) {
        out.error(place, format!("(({field})) hoort niet in een bericht op de telefoon: anderen kunnen meelezen. Verwijs naar de betaalpagina."));
    }
    let small = spelled.literal.to_lowercase();
    let words =
        PRIVATE.iter().filter(|word| small.contains(*word)).chain(small.contains('€').then_some(&"€"));
    for word in words {
        let place = spelled.place_of(word).unwrap_or_else(|| text.origin.clone());
        out.error(&place, format!("\"{word}\" hoort niet in een bericht op de telefoon: anderen kunnen meelezen. Zeg het zonder."));
    }
}

fn fits(spelled: &SpelledOut, text: &LetterText, out: &mut Findings) {
    let one = |letter: char| letter.is_ascii_alphanumeric() || OTHER_LETTERS.contains(letter);
    if let Some(letter) = spelled.literal.chars().find(|letter| !one(*letter)) {
        let place = spelled.place_of(&letter.to_string()).unwrap_or_else(|| text.origin.clone());
        out.error(
            &place,
            format!("Het teken \"{letter}\" past niet in een gewone sms. Kies een ander teken."),
        );
    }
    if spelled.sms_width > LONGEST {
        out.error(
            &text.origin,
            format!("Met ruime namen wordt deze sms {} tekens. Er passen er {LONGEST} in één sms: maak hem korter.", spelled.sms_width),
        );
    }
}
