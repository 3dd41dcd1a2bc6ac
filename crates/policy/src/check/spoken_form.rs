//! One voice: a text with *u* never says *je*, a text with *je* never says *u*, subject line included. Locked blocks are left as they are.

use super::reading::Reading;
use crate::finding::Findings;
use crate::letters::phrases::Words;
use crate::letters::{Form, Language};

/// Words of the formal form.
const FORMAL: [&str; 4] = ["u", "uw", "uzelf", "uwe"];
/// Words of the informal form.
const INFORMAL: [&str; 6] = ["je", "jij", "jou", "jouw", "jezelf", "jullie"];

pub fn check(reading: &Reading<'_>, out: &mut Findings) {
    if reading.key.language != Language::Dutch {
        return;
    }
    let form = reading.key.form;
    let other: &[&str] = if form == Form::U { &INFORMAL } else { &FORMAL };
    let locked = |file: &str| reading.letters.blocks.values().any(|block| block.locked && block.origin.file == file);
    let found = reading.written_phrases(other.iter().copied());
    if let Some((word, place)) = found.into_iter().find(|(_, place)| !locked(&place.file)) {
        out.warning(
            &place,
            format!("Deze tekst spreekt met {}, en hier staat \"{word}\". Kies één vorm.", form.dutch()),
        );
    }    let full = reading.is_full();
    let subject = reading.text.subject.as_ref().unwrap_or(&reading.letter.subject);
    let small = subject.text.to_lowercase();
    let words = Words::of(&small);
    if full && let Some(word) = other.iter().find(|word| words.places(word).next().is_some()) {
        out.warning(
            &subject.origin,
            format!(
                "Dit onderwerp hoort bij {} met {}, en er staat \"{word}\" in. Geef die tekst een eigen regel onderwerp: …",
                reading.text.origin.file,
                form.dutch()
            ),
        );
    }
}
