//! `houvast morning`: each consultant's morning mail with what the night laid on the desk.
//!
//! In go the open tasks of the last night and `verzenden.toml`; out comes one mail a consultant: the recommended step of
//! each dossier, why, the number to call and where to read on. Names and amounts stay in the dossier. The words are those
//! of the landlord's letter `stapmail`.

use std::collections::BTreeMap;
use std::path::Path;

use connectors::channels::Attempt;
use domain::dossier::ContactChannel;
use domain::explain;
use domain::plan::Night;
use domain::policy::Tone;
use letters::screen::{self, Mail};
use letters::{Document, HouseStyle};
use policy::Letters;
use store::Book;
use store::screens::DeskTask;

use super::Now;
use super::settings::{Consultant, FILE, SendSettings};
use super::ways::Ways;
use crate::failure::Failure;
use crate::landlord::{self, Landlord};
use crate::night::Rules;
use crate::tell;

/// Tasks a mail tells one by one; the others are counted.
const TOLD: usize = 40;

/// The letter of the policy with the words around the tasks.
const LETTER: &str = "stapmail";

/// One consultant's mail.
struct Morning<'a> {
    to: &'a Consultant,
    subject: String,
    text: String,
    tasks: usize,
}

/// Writes the mails of this morning and sends them, or puts them in a folder.
pub fn morning(landlord: &Landlord, now: Now, folder: Option<&Path>) -> Result<String, Failure> {
    let settings = SendSettings::of(landlord)?.ok_or_else(|| {
        Failure::usage(format!("{FILE} staat niet in {}. Zie docs/verzenden.md", landlord.folder.display()))
    })?;
    let book = landlord.book()?;
    let last = book
        .last_night()?
        .ok_or_else(|| Failure::usage("er is nog geen nacht gedraaid; doe eerst `houvast night`"))?;
    let usable = match book.policy_files(&last.policy)? {
        Some(texts) => landlord::earlier(&texts, last.day)?,
        None => landlord.policy(last.day)?,
    };
    let law = landlord::law();
    let rules = Rules::of(&usable.policy, &law.equated_days);
    let night = rules.night(last.day, last.books_as_of);
    let mut desks: BTreeMap<usize, Vec<DeskTask>> = BTreeMap::new();
    let mut nobody = 0;
    for task in book.desk_tasks(last.id)? {
        match settings.desk(&task.done_by, &task.district) {
            Some(desk) => desks.entry(desk).or_default().push(task),
            None => nobody += 1,
        }
    }
    let mut mornings = Vec::new();
    for (desk, tasks) in &desks {
        mornings.push(write(&book, &night, &usable.letters, &settings, &settings.consultants[*desk], tasks)?);
    }
    let mut told = match folder {
        Some(folder) => keep(folder, now, &mornings)?,
        None => send(landlord, &settings, now, &mornings)?,
    };
    if nobody > 0 {
        told.push(format!("{nobody} taken zijn van niemand: er is geen [[consulent]] voor in {FILE}."));
    }
    if told.is_empty() {
        told.push(format!("De nacht van {} legde bij niemand iets neer.", last.day.dutch()));
    }
    Ok(told.join("\n"))
}

fn write<'a>(
    book: &Book,
    night: &Night,
    letters: &Letters,
    settings: &SendSettings,
    to: &'a Consultant,
    tasks: &[DeskTask],
) -> Result<Morning<'a>, Failure> {
    let mut lines = Vec::new();
    for task in tasks.iter().take(TOLD) {
        let dossier = tell::dossier_before(book, task.tenancy, night.today, night.books_as_of)?;
        let why = explain::explain(night, &dossier).line;
        let phone =
            if task.phone.is_empty() { "geen telefoonnummer".into() } else { format!("bel {}", task.phone) };
        let site = settings.pages.trim_end_matches('/');
        lines.push(format!(
            "- **{}** {}: {why} ({phone}) {site}/dossier/{}",
            task.kind, task.dossier, task.dossier
        ));
    }
    if tasks.len() > TOLD {
        lines.push(format!("- En nog {} andere: die staan in uw werklijst.", tasks.len() - TOLD));
    }
    let field = |name: &str| match name {
        "consulent_voornaam" => to.name.split_whitespace().next().map(str::to_owned),
        "aantal_taken" => Some(match tasks.len() {
            1 => "1 taak".into(),
            many => format!("{many} taken"),
        }),
        "taken" => Some(lines.join("\n")),
        _ => None,
    };
    let unwritten =
        |error: policy::letters::RenderError| Failure::policy(format!("brief \"{LETTER}\": {error}"));
    Ok(Morning {
        to,
        subject: letters.subject(LETTER, &field).map_err(unwritten)?,
        text: letters.render(LETTER, ContactChannel::Email, Tone::Friendly, &field).map_err(unwritten)?,
        tasks: tasks.len(),
    })
}

/// One HTML page a consultant, to look at or to send by other means.
fn keep(folder: &Path, now: Now, mornings: &[Morning]) -> Result<Vec<String>, Failure> {
    std::fs::create_dir_all(folder).map_err(|error| Failure::file(folder, &error))?;
    let mut told = Vec::new();
    for (number, morning) in (1..).zip(mornings) {
        let path = folder.join(format!("ochtend-{}-{number}.html", now.day));
        let html = screen::bodies(&as_mail(morning), &HouseStyle::plain("Houvast")).html;
        std::fs::write(&path, html).map_err(|error| Failure::file(&path, &error))?;
        told.push(format!("{}: {} taken, {}", morning.to.name, morning.tasks, path.display()));
    }
    Ok(told)
}

fn send(
    landlord: &Landlord,
    settings: &SendSettings,
    now: Now,
    mornings: &[Morning],
) -> Result<Vec<String>, Failure> {
    let mut ways = Ways::open(landlord, settings)?;
    let mut told = Vec::new();
    for (number, morning) in (1..).zip(mornings) {
        let name = &morning.to.name;
        if morning.to.mail.is_empty() {
            told.push(format!("{name}: {} taken, maar er staat geen e-mail bij in {FILE}", morning.tasks));
            continue;
        }
        let reference = format!("ochtend-{}-{number}", now.day);
        told.push(match ways.mail_to_staff(&reference, &morning.to.mail, &as_mail(morning), now.seconds) {
            Attempt::Accepted { .. } => format!("{name}: {} taken, gemaild", morning.tasks),
            Attempt::Later { reason, .. } | Attempt::Unknown { reason } => {
                format!("{name}: niet gemaild ({reason}); doe het later nog eens")
            }
            Attempt::AddressUnusable { reason } | Attempt::Refused { reason } => {
                format!("{name}: niet gemaild ({reason}); kijk het adres na in {FILE}")
            }
        });
    }
    Ok(told)
}

fn as_mail(morning: &Morning) -> Mail {
    Mail {
        language: "nl".into(),
        subject: morning.subject.clone(),
        body: Document::read(&morning.text),
        payment: None,
    }
}
