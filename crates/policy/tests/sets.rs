//! The two sets of letters that are shipped: complete, in one voice, and read with examples filled in.

mod base;

use base::*;
use domain::dossier::ContactChannel;
use domain::ids::ContentId;
use domain::policy::{TaskKind, Tone};
use policy::letters::{Form, Language, LetterKind, LetterTexts, Request, TextKey};
use policy::words::field_named;
use policy::{Letters, Loaded, PolicyFiles, Severity};
use std::path::{Path, PathBuf};

const SETS: [(&str, Form); 2] = [("woonbron", Form::U), ("accolade", Form::Je)];

/// A set as it lies in the repository.
fn set(name: &str) -> Loaded {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../startbeleid").join(name);
    policy::load(&PolicyFiles::from_folder(&folder).unwrap(), day("2026-11-21"))
}

fn example(field: &str) -> Option<String> {
    field_named(field).map(|field| field.example.to_owned()).or_else(|| Some("ja".into()))
}

#[test]
fn no_letter_of_a_shipped_set_gives_an_error_or_a_warning() {
    for (name, _) in SETS {
        let loaded = set(name);
        let about_letters = |finding: &&policy::Finding| {
            finding.file.contains("brieven/") && finding.severity != Severity::Notice
        };
        let found: Vec<String> =
            loaded.findings.iter().filter(about_letters).map(ToString::to_string).collect();
        assert!(found.is_empty() && loaded.policy.is_some(), "{name}:\n{}", listed(&loaded.findings));
    }
}

#[test]
fn every_kind_of_letter_is_there_in_both_sets() {
    for (name, form) in SETS {
        let letters = set(name).letters;
        assert_eq!(letters.form, form, "{name}");
        for kind in LetterKind::ALL {
            assert!(letters.list.iter().any(|letter| letter.kind == kind), "{name}: {}", kind.dutch());
        }
        for id in ["stapmail", "controle-bericht", "eerste-verhuurnota", "dank", "deurkaart", "laatste-kans"]
        {
            assert!(letters.letter(id).is_some(), "{name}: {id}");
        }
    }
}

/// The ladder of reminders speaks in every tone, on every channel that suits it.
#[test]
fn reminders_speak_in_three_tones() {
    for (name, form) in SETS {
        let letters = set(name).letters;
        for tone in Tone::ALL {
            for (id, channels) in [
                ("herinnering-1", &[ContactChannel::Sms, ContactChannel::Email, ContactChannel::Letter][..]),
                ("herinnering-2", &[ContactChannel::Email, ContactChannel::Letter]),
                ("aanmaning", &[ContactChannel::Email, ContactChannel::Letter]),
                ("laatste-kans", &[ContactChannel::Email, ContactChannel::Letter]),
                ("uitnodiging", &[ContactChannel::Email, ContactChannel::Letter]),
            ] {
                let letter = letters.letter(id).unwrap();
                for channel in channels {
                    let key =
                        TextKey { channel: *channel, tone, language: Language::Dutch, form, variant: 'a' };
                    assert!(letter.texts.contains_key(&key), "{name}: {id} {key:?}");
                }
            }
        }
    }
}

#[test]
fn the_most_used_texts_are_translated_and_wait_for_somebody_who_reads_them() {
    let letters = set("woonbron").letters;
    for language in Language::ALL.into_iter().filter(|language| *language != Language::Dutch) {
        for id in ["herinnering-1", "herinnering-2", "gemist-telefoontje"] {
            let letter = letters.letter(id).unwrap();
            let texts: Vec<_> = letter.texts.iter().filter(|(key, _)| key.language == language).collect();
            assert!(texts.len() >= 2, "{id} in {}", language.dutch());
            assert!(texts.iter().all(|(key, text)| !key.may_leave(text)), "{id} in {}", language.dutch());
        }
        let line = letters.block("hulp-in-uw-taal", language, Form::U);
        assert!(line.is_some_and(|block| block.text.contains("((telefoon))")), "{}", language.dutch());
    }
}

/// With the example values every text passes the last look, on every channel and in every tone.
#[test]
fn every_text_could_leave() {
    for (name, _) in SETS {
        let letters = set(name).letters;
        for letter in &letters.list {
            let dutch = letter.texts.keys().filter(|key| key.language == Language::Dutch);
            for (key, seed) in dutch.flat_map(|key| ["een", "twee", "drie"].map(|seed| (key, seed))) {
                let request = Request {
                    letter: &letter.letter.id,
                    channel: key.channel,
                    tone: key.tone,
                    language: Language::Turkish,
                    day: day("2026-11-21"),
                    seed: ContentId::of(&[seed]),
                    previous: None,
                    ahead: &[TaskKind::FourteenDayLetter, TaskKind::BailiffGate],
                    own: "",
                };
                let message = letters.message(&request, &example);
                let message = message.unwrap_or_else(|found| panic!("{name}: {key:?}\n{}", listed(&found)));
                assert_eq!(message.remarks, [], "{name}: {} {key:?}", letter.letter.id);
                assert!(!message.text.contains("((") && !message.text.contains("[["), "{}", message.text);
            }
        }
    }
}

/// One text of each kind, as the set has it: the letter of that kind with the smallest id, by post where that is possible.
fn of_each_kind(letters: &Letters) -> Vec<(&LetterTexts, TextKey)> {
    let mut chosen = Vec::new();
    for kind in LetterKind::ALL {
        let mut of_kind: Vec<&LetterTexts> =
            letters.list.iter().filter(|letter| letter.kind == kind).collect();
        of_kind.sort_by_key(|letter| &letter.letter.id);
        let Some(letter) = of_kind.first() else { continue };
        let channels = [ContactChannel::Letter, ContactChannel::Email];
        let text = channels.into_iter().find_map(|channel| letter.dutch(channel, Tone::Strict, letters.form));
        chosen.extend(text.map(|(key, _)| (*letter, key)));
    }
    chosen
}

fn golden(name: &str, letter: &LetterTexts) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    folder.join(format!("{}.txt", letter.kind.dutch()))
}

fn shown(letters: &Letters, letter: &LetterTexts, key: TextKey) -> String {
    let subject = letters.subject_of(letter, key, &example).unwrap();
    let body = letters.show(&letter.letter.id, key, &example).unwrap();
    let (channel, tone) = (key.channel.dutch(), key.tone.dutch());
    format!("{} ({channel}, {tone})\nOnderwerp: {subject}\n\n{body}\n", letter.letter.id)
}

#[test]
fn a_letter_of_each_kind_reads_as_it_was_approved() {
    for (name, _) in SETS {
        let letters = set(name).letters;
        let chosen = of_each_kind(&letters);
        assert_eq!(chosen.len(), LetterKind::ALL.len());
        for (letter, key) in chosen {
            let path = golden(name, letter);
            let approved = std::fs::read_to_string(&path).unwrap_or_default();
            let now = shown(&letters, letter, key);
            let beside =
                Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", letter.kind.dutch()));
            std::fs::write(&beside, &now).unwrap();
            assert_eq!(
                now,
                approved,
                "read what changed, and when it is right: cp {} {}",
                beside.display(),
                path.display()
            );
        }
    }
}
