//! `brieven/<id>/`: what a letter is, its texts, and the shared blocks.

use super::condition;
use super::dated::{self, Block as DatedBlock};
use super::table::{Table, shorten};
use super::{Draft, Reader};
use crate::files::{LARGEST_FILE, Layer, PolicyFile};
use crate::finding::Findings;
use crate::letters::{
    Block, Form, Language, LetterKind, LetterText, LetterTexts, Subject, TextKey, marks, spoken,
};
use crate::suggest::hint;
use crate::words;
use domain::dossier::ContactChannel;
use domain::ids::Key;
use domain::policy::{Letter, Origin, Tone};

const KEYS: [&str; 12] = [
    "id",
    "naam",
    "soort",
    "vraagt_geld",
    "bewijs",
    "voor_erfgenamen",
    "voor_bewindvoerder",
    "met_de_hand_als",
    "onderwerp",
    "vanaf",
    "besluit",
    "uitleg",
];

/// Fields that say what somebody owes.
const SAYS_WHAT_IS_OWED: [&str; 3] = ["posten", "posten_samen", "saldo"];

pub(super) fn read(reader: &Reader<'_>, draft: &mut Draft, out: &mut Findings) {
    let files = reader.tables.iter().filter(|file| file.path.starts_with("brieven/"));
    let files: Vec<_> = files.filter(|file| file.path.ends_with("/brief.toml")).collect();
    let blocks: Vec<DatedBlock<'_>> =
        files.iter().map(|file| DatedBlock { layer: file.layer, table: file.table }).collect();
    let sorted = dated::sort("een brief", &blocks, reader.day, out);
    for block in sorted.now.iter().chain(&sorted.later) {
        let folder = folder_of(&block.place);
        if folder != block.id {
            out.error(
                &block.place,
                format!("De map heet \"{folder}\" en de brief \"{}\". Geef ze dezelfde naam.", block.id),
            );
        }
    }
    for block in &sorted.now {
        let letter = one(&block.table, &block.id, out);
        draft.letters.list.push(letter);
    }
    for block in &sorted.later {
        one(&block.table, &block.id, out);
        draft.later.push(block.id.clone());
    }
    texts(reader, draft, out);
    only_locked_beside_locked(draft, out);
    for letter in &mut draft.letters.list {
        letter.letter.names_debt = SAYS_WHAT_IS_OWED.iter().any(|field| letter.has_field(field));
    }
    draft.policy.letters = draft.letters.list.iter().map(|letter| letter.letter.clone()).collect();
}

fn one(table: &Table<'_>, id: &str, out: &mut Findings) -> LetterTexts {
    table.only("brief.toml", &KEYS, out);
    let name = table.needed("een brief", "naam", out).map(|text| text.value);
    let kind = table.word("soort", &words::letter_kinds(), out);
    if !table.has("soort") {
        out.error(&table.place(), "Hier ontbreekt \"soort\". Schrijf bijvoorbeeld soort = \"herinnering\".");
    }
    let letter = Letter {
        key: Key::of(id),
        id: id.to_owned(),
        name: name.unwrap_or_else(|| id.to_owned()),
        asks_money: table.yes("vraagt_geld", false, out),
        names_debt: false,
        milestone: table.word("bewijs", &words::PROOFS, out),
        for_heirs: table.yes("voor_erfgenamen", false, out),
        for_administrator: table.yes("voor_bewindvoerder", false, out),
        can_be_missed: false,
    };
    for key in ["besluit", "uitleg"] {
        table.text(key, out);
    }
    let mut texts = LetterTexts { letter, origin: table.place_of("id"), ..LetterTexts::default() };
    texts.kind = kind.unwrap_or(LetterKind::Other);
    texts.letter.can_be_missed = texts.can_be_missed();
    texts.by_hand_when = condition::all(table, "met_de_hand_als", out).unwrap_or_default();
    if table.has("met_de_hand_als") && texts.letter.asks_money {
        let text = "Een brief die om geld vraagt, gaat nooit met de hand. Haal met_de_hand_als weg.";
        out.warning(&table.place_of("met_de_hand_als"), text);
    }
    if let Some(subject) = table.text("onderwerp", out) {
        // The words begin after the quote.
        let origin = Origin { column: subject.place.column + 1, ..subject.place };
        texts.subject = Subject { text: subject.value, origin };
    }
    texts
}

/// The folder a `brief.toml` stands in.
fn folder_of(place: &Origin) -> &str {
    place.file.rsplit('/').nth(1).unwrap_or_default()
}

/// Joins texts and blocks with their letters; the highest layer that has a file gives its text.
fn texts(reader: &Reader<'_>, draft: &mut Draft, out: &mut Findings) {
    let layers = reader.files.layers();
    for (at, layer) in layers.iter().enumerate() {
        for file in layer.files.iter().filter(|file| file.path.starts_with("brieven/")) {
            let above = layers[at + 1..].iter().find_map(|above| {
                let own = above.files.iter().find(|own| own.path == file.path)?;
                Some(Origin { file: above.shown(&own.path), line: 1, column: 1 })
            });
            let parts: Vec<&str> = file.path.split('/').collect();
            match parts.as_slice() {
                _ if file.path.ends_with(".toml") => {}
                ["brieven", "blokken", name] => block(layer, file, name, above, draft, out),
                ["brieven", folder, name] if above.is_none() => text(layer, file, folder, name, draft, out),
                ["brieven", _, _] => {}
                _ => out.warning(
                    &start(layer, file),
                    "Dit bestand ligt niet in de map van een brief. Wij gebruiken het niet.",
                ),
            }
        }
    }
}

fn start(layer: &Layer, file: &PolicyFile) -> Origin {
    Origin { file: layer.shown(&file.path), line: 1, column: 1 }
}

/// `brieven/blokken/<id>.md`, `<id>.je.md`, `<id>.en.md`
fn block(
    layer: &Layer,
    file: &PolicyFile,
    name: &str,
    above: Option<Origin>,
    draft: &mut Draft,
    out: &mut Findings,
) {
    let first = file.text.lines().next().unwrap_or_default();
    let locked = first.trim().strip_prefix("slot:").map(|rest| rest.trim() == "ja");
    match (above, locked) {
        (Some(own), Some(true)) => {
            out.error(&own, "Dit blok is op slot: de tekst ligt vast in de wet. Haal uw eigen tekst weg.");
        }
        (Some(_), _) => return,
        (None, _) => {}
    }
    let Some((id, language, form)) = block_name(name) else {
        out.error(
            &start(layer, file),
            "Een blok heet <id>.md, <id>.je.md of <id>.en.md: kleine letters, cijfers en streepjes.",
        );
        return;
    };
    let skipped = if locked.is_some() {
        first.len()
            + file.text[first.len()..].chars().take(2).take_while(|c| matches!(c, '\r' | '\n')).count()
    } else {
        0
    };
    let line = if locked.is_some() { 2 } else { 1 };
    let origin = Origin { file: layer.shown(&file.path), line, column: 1 };
    let text = file.text.get(skipped..).unwrap_or_default().to_owned();
    draft.letters.blocks.insert((id, language, form), Block { text, locked: locked == Some(true), origin });
}

/// The id, language and form of the file of a block.
fn block_name(name: &str) -> Option<(String, Language, Form)> {
    let mut parts = name.strip_suffix(".md")?.split('.');
    let id = parts.next().filter(|id| dated::is_id(id))?;
    let (language, form) = match parts.next() {
        Some(mark) => spoken(mark)?,
        None => (Language::Dutch, Form::U),
    };
    parts.next().is_none().then(|| (id.to_owned(), language, form))
}

/// A locked block has no other wording than those locked beside it, and none in another language.
fn only_locked_beside_locked(draft: &mut Draft, out: &mut Findings) {
    let folder = |block: &Block| block.origin.file.rsplit_once('/').map(|(folder, _)| folder.to_owned());
    let blocks = &draft.letters.blocks;
    let formal =
        |id: &str| blocks.get(&(id.to_owned(), Language::Dutch, Form::U)).filter(|block| block.locked);
    let wrong = blocks.iter().filter(|((id, language, _), block)| {
        formal(id).is_some_and(|formal| {
            !block.locked || *language != Language::Dutch || folder(block) != folder(formal)
        })
    });
    let wrong: Vec<_> = wrong.map(|(key, block)| (key.clone(), block.origin.clone())).collect();
    for (key, place) in wrong {
        out.error(
            &place,
            format!("Het blok \"{}\" is op slot: de tekst ligt vast in de wet. Haal deze tekst weg.", key.0),
        );
        draft.letters.blocks.remove(&key);
    }
}

/// `brieven/<id>/<kanaal>.<toon>[.<variant>][.<taal>].md`
fn text(layer: &Layer, file: &PolicyFile, folder: &str, name: &str, draft: &mut Draft, out: &mut Findings) {
    let place = start(layer, file);
    if file.text.len() > LARGEST_FILE {
        out.error(&place, "Deze tekst is groter dan 1 MB.");
        return;
    }
    let Some(letter) = draft.letters.list.iter_mut().find(|letter| letter.letter.id == folder) else {
        if !draft.later.iter().any(|later| later == folder) {
            out.error(
                &place,
                format!("De map \"{folder}\" heeft geen brief.toml. Maak het, of haal deze tekst weg."),
            );
        }
        return;
    };
    let Some(key) = text_key(name) else {
        let known = file_names();
        let hint = hint(name, known.iter().map(String::as_str));
        out.error(
            &place,
            format!("Een tekst heet naar kanaal en toon, dan zo nodig variant en taal. {hint}"),
        );
        return;
    };
    letter.texts.insert(key, with_head(&file.text, place, out));
}

/// A text without the lines at its head: `onderwerp: …` and `nagekeken: ja`.
fn with_head(written: &str, mut origin: Origin, out: &mut Findings) -> LetterText {
    let (mut rest, mut subject, mut reviewed) = (written, None, false);
    while let Some((key, value)) = head_line(rest) {
        let indent = value.len() - value.trim_start().len();
        let place = Origin { column: (key.len() + 1 + indent) as u32 + 1, ..origin.clone() };
        match (key, value.trim()) {
            ("onderwerp", text) => subject = Some(Subject { text: text.to_owned(), origin: place }),
            (_, word @ ("ja" | "nee")) => reviewed = word == "ja",
            (_, other) => {
                out.error(
                    &place,
                    format!("Schrijf nagekeken: ja of nagekeken: nee, niet \"{}\".", shorten(other)),
                );
            }
        }
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
        origin.line += 1;
    }
    LetterText { text: rest.to_owned(), origin, subject, reviewed }
}

/// A line at the head of a text: its word, and what stands behind the colon.
fn head_line(text: &str) -> Option<(&str, &str)> {
    let line = text.lines().next()?;
    line.split_once(':').filter(|(key, _)| matches!(*key, "onderwerp" | "nagekeken"))
}

/// The names a text can have, without wording, form and language.
fn file_names() -> Vec<String> {
    let channels = words::TEXTS.iter().map(|(word, channel)| (word, extension(*channel)));
    channels.flat_map(|(word, end)| Tone::ALL.map(|tone| format!("{word}.{}.{end}", tone.dutch()))).collect()
}

fn extension(channel: ContactChannel) -> &'static str {
    let plain = matches!(channel, ContactChannel::Sms | ContactChannel::Whatsapp | ContactChannel::Phone);
    if plain { "txt" } else { "md" }
}

fn text_key(name: &str) -> Option<TextKey> {
    let (stem, end) = name.rsplit_once('.')?;
    let mut parts = stem.split('.');
    let (channel, tone) = (parts.next()?, parts.next()?);
    let channel = words::TEXTS.iter().find(|(word, _)| *word == channel)?.1;
    let tone = Tone::ALL.into_iter().find(|one| one.dutch() == tone)?;
    let (variant, language, form) = marks(parts)?;
    (end == extension(channel)).then_some(TextKey { channel, tone, language, form, variant })
}
