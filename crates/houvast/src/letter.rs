//! `houvast policy letter`: the texts of a letter with examples filled in, to read before anybody gets them.
//!
//! In goes a policy and a choice; out come the texts as a tenant would read them, with every field and optional sentence
//! in place. Nothing is sent and no dossier is opened; texts that nobody has checked yet are shown as such.

use std::path::Path;

use policy::letters::{Form, Language, LetterTexts, TextKey};
use policy::words::field_named;
use policy::{Letters, PolicyFiles};

use crate::cli::LetterArgs;
use crate::failure::Failure;
use crate::landlord::Landlord;

/// Shows a letter, or the list of letters.
pub fn show(folder: &Path, args: &LetterArgs, json: bool) -> Result<String, Failure> {
    let files = files(folder, args.policy.as_deref())?;
    let loaded = policy::load(&files, args.day.unwrap_or_else(crate::today));
    let letters = loaded.letters;
    let Some(id) = &args.letter else { return Ok(list(&letters, json)) };
    let letter = letters.letter(id).ok_or_else(|| {
        Failure::usage(format!("er is geen brief “{id}”; `houvast policy letter` noemt ze alle"))
    })?;
    let keys: Vec<TextKey> = letter.texts.keys().copied().filter(|key| is_asked(args, key)).collect();
    if keys.is_empty() {
        let names: Vec<String> = letter.texts.keys().map(name).collect();
        return Err(Failure::usage(format!(
            "zo'n tekst heeft de brief “{id}” niet; wel: {}",
            names.join(", ")
        )));
    }
    let texts = keys.into_iter().map(|key| one(&letters, letter, key)).collect::<Result<Vec<_>, _>>()?;
    if json {
        let list: Vec<_> = texts
            .iter()
            .map(|text| {
                serde_json::json!({
                    "letter": id, "text": text.name, "file": text.file, "subject": text.subject, "body": text.body,
                    "may_leave": text.may_leave,
                })
            })
            .collect();
        return Ok(serde_json::Value::from(list).to_string());
    }
    Ok(texts.iter().map(Shown::read).collect::<Vec<_>>().join("\n\n"))
}

/// The folder or preset that was asked for, or else the landlord's own.
fn files(folder: &Path, asked: Option<&Path>) -> Result<PolicyFiles, Failure> {
    let Some(asked) = asked else { return Landlord::in_folder(folder).policy_files() };
    if asked.is_dir() {
        return PolicyFiles::from_folder(asked).map_err(|error| Failure::file(asked, &error));
    }
    policy::preset(&asked.to_string_lossy()).ok_or_else(|| {
        Failure::usage(format!(
            "{} is geen map en geen startbeleid; wel: {}",
            asked.display(),
            policy::presets().join(", ")
        ))
    })
}

fn list(letters: &Letters, json: bool) -> String {
    if json {
        let list: Vec<_> = letters
            .list
            .iter()
            .map(|letter| {
                let texts: Vec<String> = letter.texts.keys().map(name).collect();
                serde_json::json!({
                    "letter": letter.letter.id, "name": letter.letter.name, "kind": letter.kind.dutch(), "texts": texts,
                })
            })
            .collect();
        return serde_json::Value::from(list).to_string();
    }
    let line = |letter: &LetterTexts| {
        format!("{:<28} {} ({} teksten)", letter.letter.id, letter.letter.name, letter.texts.len())
    };
    letters.list.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn is_asked(args: &LetterArgs, key: &TextKey) -> bool {
    let same = |asked: &Option<String>, word: &str| asked.as_ref().is_none_or(|asked| asked == word);
    same(&args.channel, key.channel.dutch())
        && same(&args.tone, key.tone.dutch())
        && same(&args.language, key.language.code())
        && same(&args.form, key.form.dutch())
}

/// `e-mail vriendelijk`, `brief strikt, met je`, `sms vriendelijk, Engels`
fn name(key: &TextKey) -> String {
    let mut name = format!("{} {}", key.channel.dutch(), key.tone.dutch());
    if key.language != Language::Dutch {
        name.push_str(&format!(", {}", key.language.dutch()));
    }
    if key.form == Form::Je {
        name.push_str(", met je");
    }
    if key.variant != 'a' {
        name.push_str(&format!(", variant {}", key.variant));
    }
    name
}

/// A text as it is shown.
struct Shown {
    name: String,
    file: String,
    subject: String,
    body: String,
    may_leave: bool,
}

impl Shown {
    fn read(&self) -> String {
        let mut head = format!("=== {} ({})", self.name, self.file);
        if !self.may_leave {
            head.push_str("\n=== Nog niet nagekeken: zolang gaat de Nederlandse tekst uit.");
        }
        if !self.subject.is_empty() {
            head.push_str(&format!("\nOnderwerp: {}", self.subject));
        }
        format!("{head}\n\n{}", self.body)
    }
}

fn one(letters: &Letters, letter: &LetterTexts, key: TextKey) -> Result<Shown, Failure> {
    let id = &letter.letter.id;
    let example = |field: &str| {
        let example = field_named(field).map_or("ja", |field| field.example);
        Some(example.to_owned())
    };
    let refused =
        |error: policy::letters::RenderError| Failure::policy(format!("{id}, {}: {error}", name(&key)));
    let has_subject = matches!(
        key.channel,
        domain::dossier::ContactChannel::Letter | domain::dossier::ContactChannel::Email
    );
    let subject = match has_subject {
        true => letters.subject_of(letter, key, &example).map_err(refused)?,
        false => String::new(),
    };
    Ok(Shown {
        name: name(&key),
        file: letter.texts[&key].origin.file.clone(),
        subject,
        body: letters.show(id, key, &example).map_err(refused)?,
        may_leave: key.may_leave(&letter.texts[&key]),
    })
}
