//! The words that policy files, screens and code share: written into `docs/generated/` from the code, and held against
//! the glossary.

use std::fmt::Write as _;
use std::fs;

use domain::appointment::{AppointmentKind, AppointmentState};
use domain::dossier::{CircumstanceKind, ContactChannel};
use domain::ledger::EntryKind;
use domain::policy::{Actor, Anchor, Colour, Mode, TaskKind, Tone};
use domain::{check, facts, guards};

use crate::root;

const FACTS: &str = "docs/generated/kenmerken.md";
const GUARDS: &str = "docs/generated/wachters-en-beloften.md";

/// Writes the generated pages.
pub fn write() -> Result<String, String> {
    for (path, text) in pages() {
        let path = root().join(path);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).map_err(|error| error.to_string())?;
        fs::write(&path, text).map_err(|error| error.to_string())?;
    }
    Ok(format!("{FACTS} and {GUARDS} are written"))
}

/// Are the generated pages up to date, and does the glossary hold every word?
pub fn check(wrong: &mut Vec<String>) {
    for (path, text) in pages() {
        if fs::read_to_string(root().join(path)).unwrap_or_default() != text {
            wrong.push(format!("{path} is not what the code says: run `cargo xtask docs`"));
        }
    }
    let glossary = fs::read_to_string(root().join("docs/glossary.md")).unwrap_or_default();
    for word in shared_words() {
        if !glossary.contains(&format!("`{word}`")) {
            wrong.push(format!("docs/glossary.md does not have `{word}`"));
        }
    }
}

/// Dutch words that a policy file or a screen may hold; facts, guards and promises have their own generated pages.
fn shared_words() -> Vec<&'static str> {
    let mut words = Vec::new();
    words.extend(EntryKind::ALL.map(EntryKind::dutch));
    words.extend(CircumstanceKind::ALL.map(CircumstanceKind::dutch));
    words.extend(ContactChannel::ALL.map(ContactChannel::dutch));
    words.extend(Anchor::ALL.map(Anchor::dutch));
    words.extend(Colour::ALL.map(Colour::dutch));
    words.extend(TaskKind::ALL.map(TaskKind::dutch));
    words.extend(Actor::ALL.map(Actor::dutch));
    words.extend(Mode::ALL.map(Mode::dutch));
    words.extend(Tone::ALL.map(Tone::dutch));
    words.extend(AppointmentKind::ALL.map(AppointmentKind::dutch));
    words.extend(AppointmentState::ALL.map(AppointmentState::dutch));
    words
}

fn pages() -> [(&'static str, String); 2] {
    let mut kinds = String::from(
        "# Kenmerken\n\nWritten from the code by `cargo xtask docs`; also `houvast facts`.\n\n| Woord | In de code | Betekenis | Bron |\n|---|---|---|---|\n",
    );
    for fact in facts::ALL {
        let _ = writeln!(kinds, "| `{}` | `{}` | {} | {} |", fact.word, fact.id, fact.meaning, fact.source);
    }
    let mut stops = String::from(
        "# Wachters en beloften\n\nWritten from the code by `cargo xtask docs`.\n\n## Wachters: redenen om iets niet te doen\n\n| Wachter | In de code | Kracht | Wat het betekent | Grond |\n|---|---|---|---|---|\n",
    );
    for guard in guards::ALL {
        let strength = guard.strength.dutch();
        let _ = writeln!(
            stops,
            "| {} | `{}` | {strength} | {} | {} |",
            guard.word, guard.id, guard.sentence, guard.ground
        );
    }
    stops.push_str("\n## Beloften: wat nooit mag gebeuren\n\n| In de code | Belofte |\n|---|---|\n");
    for promise in check::ALL {
        let _ = writeln!(stops, "| `{}` | {} |", promise.id, promise.sentence);
    }
    [(FACTS, kinds), (GUARDS, stops)]
}
