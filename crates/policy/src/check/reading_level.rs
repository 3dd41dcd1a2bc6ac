//! Can a tenant read it? Mean sentence, longest sentence and Flesch-Douma (ux.md 10.3).
//!
//! A crude alarm, not a proof: 206.8 − 0.77 × syllables per 100 words − 0.93 × words per sentence. Syllables are counted
//! as groups of vowels. Only warnings come out of here. Other languages than Dutch are
//! left to whoever checks them.

use super::reading::Reading;
use crate::finding::Findings;
use crate::letters::spelled_out::SpelledOut;
use crate::letters::{Language, LetterText};

const LONGEST_SENTENCE: usize = 18;
const MEAN_SENTENCE: f64 = 10.0;
const LEAST_FLESCH: f64 = 70.0;
/// Shorter texts say too little to take a mean of.
const LEAST_WORDS: usize = 30;

pub fn check(reading: &Reading<'_>, out: &mut Findings) {
    if reading.key.language == Language::Dutch {
        one(&reading.most, reading.text, reading.is_short(), out);
    }
}

fn one(spelled: &SpelledOut<'_>, text: &LetterText, is_short: bool, out: &mut Findings) {
    let (mut sentences, mut words, mut syllables) = (0_usize, 0_usize, 0_usize);
    for (at, sentence) in sentences_of(&spelled.text) {
        let list: Vec<&str> =
            sentence.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).collect();
        if list.is_empty() {
            continue;
        }
        if list.len() > LONGEST_SENTENCE {
            out.warning(
                &spelled.place(at),
                format!(
                    "Deze zin heeft {} woorden: \"{} …\". Maak er twee van (hoogstens {LONGEST_SENTENCE}).",
                    list.len(),
                    list[..6].join(" ")
                ),
            );
        }
        sentences += 1;
        words += list.len();
        syllables += list.iter().map(|word| syllables_of(word)).sum::<usize>();
    }
    if is_short || words < LEAST_WORDS {
        return;
    }
    let mean = words as f64 / sentences as f64;
    let flesch = 206.8 - 77.0 * syllables as f64 / words as f64 - 0.93 * mean;
    if mean > MEAN_SENTENCE {
        out.warning(
            &text.origin,
            format!("Een zin heeft hier gemiddeld {mean:.1} woorden. Streef naar hoogstens {MEAN_SENTENCE}."),
        );
    }
    if flesch < LEAST_FLESCH {
        out.warning(&text.origin, format!("De leesbaarheid is {flesch:.0} (Flesch-Douma). Streef naar minstens {LEAST_FLESCH}: kortere woorden en zinnen."));
    }
}

/// The sentences of a text with the place where each begins. A line end ends a heading, a list item or an empty line.
fn sentences_of(text: &str) -> Vec<(usize, &str)> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().map(|(_, next)| *next);
        let ends = match letter {
            '.' | '!' | '?' | ':' => next.is_none_or(char::is_whitespace),
            '\n' => is_line_of_its_own(&text[start..at]) || next.is_none_or(|next| "\n\r#-".contains(next)),
            _ => false,
        };
        if ends {
            let end = at + letter.len_utf8();
            sentences.push((first_word(text, start), &text[start..end]));
            start = end;
        }
    }
    sentences.push((first_word(text, start), &text[start..]));
    sentences
}

fn first_word(text: &str, start: usize) -> usize {
    start + text[start..].find(|letter: char| !letter.is_whitespace()).unwrap_or(0)
}

fn is_line_of_its_own(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with('#') || line.starts_with("- ")
}

/// Groups of vowels, at least one; a number, a code or an address counts as one.
fn syllables_of(word: &str) -> usize {
    let inner = word.trim_end_matches(|letter: char| letter.is_ascii_punctuation());
    if inner.contains(['.', '/', '@']) || inner.contains(|letter: char| letter.is_ascii_digit()) {
        return 1;
    }
    let mut count = 0;
    let mut inside = false;
    for letter in word.to_lowercase().chars() {
        let vowel = "aeiouyáàäâéèëêíìïîóòöôúùüû".contains(letter);
        let trema = "äëïöü".contains(letter);
        count += usize::from(vowel && (!inside || trema));
        inside = vowel;
    }
    count.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_at_points_and_line_ends_but_not_inside_amounts() {
        let text = "# Uw huur\nHet gaat om € 1.098,80. Betaal\nvóór 20 november!\n- in delen\n- later";
        let sentences: Vec<&str> = sentences_of(text)
            .iter()
            .map(|(_, words)| words.trim())
            .filter(|words| !words.is_empty())
            .collect();
        assert_eq!(
            sentences,
            ["# Uw huur", "Het gaat om € 1.098,80.", "Betaal\nvóór 20 november!", "- in delen", "- later"]
        );
        assert_eq!(syllables_of("betalingsregeling"), 6);
        assert_eq!(syllables_of("financiële"), 5);
        assert_eq!(syllables_of("549,40"), 1);
    }
}
