//! A phone lies on the table: an sms or WhatsApp names no amount and no debt, and an sms fits in one message. What is left on a
//! voice computer does not even say what it is about: nobody knows who listens (ux.md 10.4; law.md 5.5).

use super::reading::Reading;
use crate::finding::Findings;
use crate::letters::gsm;
use domain::dossier::ContactChannel;

/// Characters of one sms.
const LONGEST: usize = 160;
/// Characters of two joined messages in an alphabet that an ordinary sms does not have (UCS-2: two times 67).
const LONGEST_WIDE: usize = 134;
/// Words that do not belong on a phone that others can see, in all languages we write.
const PRIVATE: [&str; 24] = [
    "*schuld*",
    "*achterstand*",
    "*incasso*",
    "*deurwaarder*",
    "*ontruim*",
    "*vonnis*",
    "*aanmaning*",
    "euro",
    "debt*",
    "arrears",
    "bailiff*",
    "evict*",
    "borç*",
    "borc*",
    "icra*",
    "dług*",
    "dlug*",
    "zaległ*",
    "zalegl*",
    "борг*",
    "заборг*",
    "*ديون*",
    "*دين",
    "*متأخرات*",
];
/// What a spoken text does not say before it is known who listens.
const SUBJECT: [&str; 4] = ["*huur", "*betal*", "*betaal*", "*geld*"];
/// Words of a spoken text: what fits in half a minute.
const LONGEST_SPOKEN: usize = 75;
/// Fields that are an amount, or hold one.
const AMOUNTS: [&str; 9] =
    ["bedrag", "saldo", "huur", "posten", "posten_samen", "incassokosten", "totaal_met_kosten", "termijnbedrag", "regeling"];

pub fn check(reading: &Reading<'_>, out: &mut Findings) {
    if !reading.is_short() {
        return;
    }
    private(reading, out);
    if reading.key.channel == ContactChannel::Sms {
        fits(reading, out);
    }
    if reading.is_spoken() {
        spoken(reading, out);
    }
}

fn spoken(reading: &Reading<'_>, out: &mut Findings) {
    for (word, place) in reading.written_phrases(SUBJECT) {
        let word = word.trim_matches('*');
        out.error(&place, format!("\"{word}\" hoort niet in een ingesproken bericht: u weet niet wie luistert. Vraag alleen om terug te bellen."));
    }
    let words = reading.most.text.split_whitespace().count();
    if words > LONGEST_SPOKEN {
        out.error(&reading.text.origin, format!("Dit ingesproken bericht is {words} woorden. Meer dan {LONGEST_SPOKEN} luistert niemand af: maak het korter."));
    }
}

fn private(reading: &Reading<'_>, out: &mut Findings) {
    let fields = reading.most.fields.iter();
    for (field, place) in fields.filter(|(field, _)| AMOUNTS.contains(&field.as_str())) {
        out.error(place, format!("(({field})) hoort niet in een bericht op de telefoon: anderen kunnen meelezen. Verwijs naar de betaalpagina."));
    }
    for (word, place) in reading.written_phrases(PRIVATE) {
        let word = word.trim_matches('*');
        out.error(&place, format!("\"{word}\" hoort niet in een bericht op de telefoon: anderen kunnen meelezen. Zeg het zonder."));
    }
    let sign = reading.most.text.find('€').filter(|at| reading.most.is_written(*at));
    if let Some(at) = sign {
        out.error(&reading.most.place(at), "\"€\" hoort niet in een bericht op de telefoon: anderen kunnen meelezen. Zeg het zonder.");
    }
}

fn fits(reading: &Reading<'_>, out: &mut Findings) {
    let text = &reading.most;
    let ordinary = reading.key.language.fits_gsm();
    let strange = text.text.char_indices().find(|(at, letter)| {
        !gsm::fits(*letter) && (reading.values.is_some() || text.is_written(*at))
    });
    if let Some((at, letter)) = strange.filter(|_| ordinary) {
        out.error(
            &text.place(at),
            format!("Het teken \"{letter}\" past niet in een gewone sms. Kies een ander teken."),
        );
    }
    let longest = if ordinary { LONGEST } else { LONGEST_WIDE };
    if text.sms_width > longest {
        let names = if reading.values.is_none() { "Met ruime namen wordt deze" } else { "Deze" };
        let verb = if reading.values.is_none() { "" } else { " is" };
        out.error(
            &reading.text.origin,
            format!("{names} sms{verb} {} tekens. Er passen er {longest} in één sms: maak hem korter.", text.sms_width),
        );
    }
}
