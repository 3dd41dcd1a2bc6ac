//! What an author may not type, because only the books know it: an amount, an account, a name, and in the 14-day letter a
//! second term (art. 6:96 lid 6 BW; ECLI:NL:HR:2016:2704; law.md 1.3). A typed amount is the wrong amount for everybody but one.

use super::fourteen_day_letter::is_the_letter;
use super::reading::Reading;
use crate::finding::Findings;

/// A calculation that says it is one may name round amounts.
const EXAMPLE: &str = "rekenvoorbeeld";
/// What follows a number of them when it is a term.
const SPANS: [&str; 7] = ["dag", "dagen", "werkdagen", "week", "weken", "maand", "maanden"];
/// Numbers as words, as far as a term has them.
const NUMBERS: [&str; 15] = [
    "een", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "twaalf", "dertig", "zestien",
    "eenentwintig",
];

/// A written word: where it begins, and itself in small letters without marks around it.
struct Word<'a> {
    at: usize,
    text: &'a str,
}

pub fn check(reading: &Reading<'_>, out: &mut Findings) {
    let small = reading.most.small();
    let words: Vec<Word> = words_of(&small).filter(|word| reading.most.is_written(word.at)).collect();
    accounts(reading, &words, out);
    if is_the_letter(reading.letter) {
        amounts(reading, &words, out);
        terms(reading, &words, out);
    } else if reading.letter.letter.asks_money && !small.contains(EXAMPLE) {
        amounts(reading, &words, out);
    }
    names(reading, out);
}

fn words_of(small: &str) -> impl Iterator<Item = Word<'_>> {
    small.split_whitespace().map(|word| {
        let at = word.as_ptr() as usize - small.as_ptr() as usize;
        let inner = word.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '€');
        let inner_at = at + word.len() - inner.len();
        Word { at: inner_at, text: inner.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '€') }
    })
}

/// `NL91ABNA…`, also in groups: any word that begins like a Dutch account.
fn accounts(reading: &Reading<'_>, words: &[Word], out: &mut Findings) {
    let begins = |text: &str| {
        let bytes = text.as_bytes();
        bytes.len() >= 4 && text.starts_with("nl") && bytes[2..4].iter().all(u8::is_ascii_digit)
    };
    if let Some(word) = words.iter().find(|word| begins(word.text)) {
        out.error(&reading.most.place(word.at), "Typ geen rekeningnummer. Gebruik ((iban)): dan staat er altijd de goede.");
    }
}

/// `€ 25`, `€25`, `25 euro`.
fn amounts(reading: &Reading<'_>, words: &[Word], out: &mut Findings) {
    let is_number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let found = words.iter().enumerate().find(|(at, word)| {
        let next = words.get(at + 1).map_or("", |next| next.text);
        word.text.strip_prefix('€').is_some_and(|rest| is_number(rest) || (rest.is_empty() && is_number(next)))
            || (is_number(word.text) && next == "euro")
    });
    if let Some((_, word)) = found {
        out.error(
            &reading.most.place(word.at),
            "Typ geen bedrag. Gebruik een veld zoals ((bedrag)); een voorbeeld heet \"rekenvoorbeeld\" en staat nooit in de veertiendagenbrief.",
        );
    }
}

/// In the 14-day letter stands one term, and it is the legal one.
fn terms(reading: &Reading<'_>, words: &[Word], out: &mut Findings) {
    let other = words.windows(2).find(|pair| {
        let number = pair[0].text;
        let is_number = number.bytes().all(|byte| byte.is_ascii_digit()) || NUMBERS.contains(&number);
        SPANS.contains(&pair[1].text) && is_number && !["14", "15"].contains(&number) && !number.is_empty()
    });
    if let Some(pair) = other {
        out.error(
            &reading.most.place(pair[0].at),
            format!(
                "\"{} {}\" is een tweede termijn. In de veertiendagenbrief staat één termijn; een kortere maakt de brief ongeldig.",
                pair[0].text, pair[1].text
            ),
        );
    }
    if let Some(word) = words.iter().find(|word| word.text.starts_with("administratie") || word.text.starts_with("boete")) {
        out.error(
            &reading.most.place(word.at),
            "Naast de incassokosten mag de veertiendagenbrief geen andere kosten vragen (art. 6:96 lid 5 en 6 BW).",
        );
    }
}

/// The greeting names nobody in particular: who it is for comes from the books.
fn names(reading: &Reading<'_>, out: &mut Findings) {
    let text = &reading.most.text;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let greeting = ["Beste ", "Geachte ", "Dag ", "Hallo "].into_iter().find(|word| line.starts_with(word));
        if let Some(greeting) = greeting {
            let rest = line[greeting.len()..].split([',', '\n', '.']).next().unwrap_or_default();
            let mut place = at + greeting.len();
            for word in rest.split(' ') {
                let is_name = word.starts_with(char::is_uppercase) || word == "mevrouw" || word == "meneer" || word == "heer";
                if is_name && reading.most.is_written(place) {
                    out.error(&reading.most.place(place), "Typ geen naam in de aanhef. Gebruik ((aanhef)).");
                    return;
                }
                place += word.len() + 1;
            }
        }
        at += line.len();
    }
}
