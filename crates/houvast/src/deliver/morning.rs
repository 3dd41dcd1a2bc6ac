//! `houvast morning`: each consultant's morning mail with what the night laid on the desk.
//!
//! In go the open tasks of the last night and `verzenden.toml`; out comes one mail a consultant: the recommended step of
//! each dossier, why, the number to call and where to read on. Names and amounts stay in the dossier. The words are those
//! of the landlord's letter `stapmail`.

use std::collections::BTreeMap;
use std::path::Path;

use connectors::channels::Attempt;
use domain::calendar::Day;
use domain::dossier::ContactChannel;
use domain::explain;
use domain::plan::Night;
use domain::policy::Tone;
use letters::screen::{self, Mail};
use letters::{Document, HouseStyle};
use policy::Letters;
use store::Book;
use store::crash;
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
    /// Place in the settings.
    desk: usize,
    subject: String,
    text: String,
    tasks: usize,
}

/// Where the book keeps the day of the last morning mail that everybody got.
const ALL_MAILED: &str = "ochtendmail";

/// What a morning's mails came to. It names nobody.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Mailed {
    /// Consultants that were mailed.
    pub people: usize,
    /// Tasks in those mails.
    pub tasks: usize,
}

/// Writes the mails of this morning and sends them, or puts them in a folder.
pub fn morning(landlord: &Landlord, now: Now, folder: Option<&Path>) -> Result<String, Failure> {
    let book = landlord.book()?;
    let settings = settings_of(landlord)?;
    let (mornings, nobody) = mornings(landlord, &book, &settings)?;
    let mut told = match folder {
        Some(folder) => keep(folder, now, &mornings)?,
        None => {
            let mut told = Vec::new();
            let mut ways = Ways::open(landlord, &settings)?;
            for morning in &mornings {
                let became = send(&mut ways, morning, now);
                let text = became.err().unwrap_or_else(|| "gemaild".into());
                told.push(format!("{}: {} taken, {text}", morning.to.name, morning.tasks));
            }
            told
        }
    };
    if nobody > 0 {
        told.push(format!("{nobody} taken zijn van niemand: er is geen [[consulent]] voor in {FILE}."));
    }
    if told.is_empty() {
        told.push("Er ligt bij niemand iets.".into());
    }
    Ok(told.join("\n"))
}

/// Sends the mails of this morning that were not sent yet: everybody gets one a day, however often this is asked. Who was
/// being mailed when the process was killed may get the same mail twice, under the same reference.
///
/// # Errors
/// When somebody could not be mailed; the others were, and are not mailed again.
pub fn mail_this_morning(landlord: &Landlord, now: Now) -> Result<Mailed, Failure> {
    let book = landlord.book()?;
    let settings = settings_of(landlord)?;
    let (mornings, _) = mornings(landlord, &book, &settings)?;
    let mut ways = Ways::open(landlord, &settings)?;
    let today = now.day.to_string();
    let (mut mailed, mut failed) = (Mailed::default(), Vec::new());
    for morning in mornings.iter().filter(|morning| !morning.to.mail.is_empty()) {
        let key = format!("{ALL_MAILED} {}", morning.desk);
        if book.remark(&key)?.as_deref() == Some(&today) {
            continue;
        }
        crash::point();
        let became = send(&mut ways, morning, now);
        crash::point();
        match became {
            Ok(()) => {
                book.set_remark(&key, &today)?;
                mailed.people += 1;
                mailed.tasks += morning.tasks;
            }
            Err(reason) => failed.push(reason),
        }
    }
    if let Some(reason) = failed.first() {
        return Err(Failure::other(format!("{} van {} mails: {reason}", failed.len(), mornings.len())));
    }
    book.set_remark(ALL_MAILED, &today)?;
    Ok(mailed)
}

/// The day of the last morning on which everybody was mailed.
pub fn last_morning(book: &Book) -> Result<Option<Day>, Failure> {
    Ok(book.remark(ALL_MAILED)?.and_then(|day| Day::parse_iso(&day)))
}

fn settings_of(landlord: &Landlord) -> Result<SendSettings, Failure> {
    SendSettings::of(landlord)?.ok_or_else(|| {
        Failure::usage(format!("{FILE} staat niet in {}. Zie docs/verzenden.md", landlord.folder.display()))
    })
}

/// The mail of every consultant with something on the desk, and how many tasks are nobody's.
fn mornings<'a>(
    landlord: &Landlord,
    book: &Book,
    settings: &'a SendSettings,
) -> Result<(Vec<Morning<'a>>, usize), Failure> {
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
        mornings.push(write(book, &night, &usable.letters, settings, *desk, tasks)?);
    }
    Ok((mornings, nobody))
}

fn write<'a>(
    book: &Book,
    night: &Night,
    letters: &Letters,
    settings: &'a SendSettings,
    desk: usize,
    tasks: &[DeskTask],
) -> Result<Morning<'a>, Failure> {
    let to = &settings.consultants[desk];
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
        desk,
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

/// Sends one; the error says why not, and what to do.
fn send(ways: &mut Ways, morning: &Morning, now: Now) -> Result<(), String> {
    if morning.to.mail.is_empty() {
        return Err(format!("maar er staat geen e-mail bij in {FILE}"));
    }
    let reference = format!("ochtend-{}-{}", now.day, morning.desk + 1);
    match ways.mail_to_staff(&reference, &morning.to.mail, &as_mail(morning), now.seconds) {
        Attempt::Accepted { .. } => Ok(()),
        Attempt::Later { reason, .. } | Attempt::Unknown { reason } => {
            Err(format!("niet gemaild ({reason}); doe het later nog eens"))
        }
        Attempt::AddressUnusable { reason } | Attempt::Refused { reason } => {
            Err(format!("niet gemaild ({reason}); kijk het adres na in {FILE}"))
        }
    }
}

fn as_mail(morning: &Morning) -> Mail {
    Mail {
        language: "nl".into(),
        subject: morning.subject.clone(),
        body: Document::read(&morning.text),
        payment: None,
    }
}
