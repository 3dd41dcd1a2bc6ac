//! One voice: a text with *u* never says *je*, a text with *je* never says *u*. Locked blocks are left as they are.

use super::reading::Reading;
use crate::finding::Findings;
use crate::letters::{Form, Language};

/// Words of the formal form.
const FORMAL: [&str; 4] = ["u", "uw", "uzelf", "uwe"];
/// Words of the informal form.
const INFORMAL: [&str; 6] = ["je", "jij", "jou", "jouw", "jezelf", "jullie"];

pub fn check(reading: &Reading<'_>, out: &mut Findings) {
    if reading.key.language != Language::Dutch {
        return;
    }
    let (other, own): (&[&str], Form) = match reading.key.form {
        Form::U => (&INFORMAL, Form::U),
        Form::Je => (&FORMAL, Form::Je),
    };
    let locked = |file: &str| reading.letters.blocks.values().any(|block| block.locked && block.origin.file == file);
    let found = reading.written_phrases(other.iter().copied());
    if let Some((word, place)) = found.into_iter().find(|(_, place)| !locked(&place.file)) {
        out.warning(
            &place,
            format!("Deze tekst spreekt met {}, en hier staat \"{word}\". Kies één vorm.", own.dutch()),
        );
    }
}
