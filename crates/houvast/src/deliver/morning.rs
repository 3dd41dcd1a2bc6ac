//! `houvast morning`: each consultant's morning mail with what lies on the desk, and the mail of the day itself about what
//! stayed behind when messages left.
//!
//! In go the open tasks (`desk.rs`) and `verzenden.toml`; out comes one mail a consultant: every task once, in the order of the
//! work list, with why, how long it waits, the number to call and where to read on. A task that the night took
//! off because its reason is gone is told once. Names and amounts stay in the dossier. The words around it are those of the
//! landlord's letter `stapmail`.

use std::collections::BTreeMap;
use std::path::Path;

use connectors::channels::Attempt;
use domain::calendar::Day;
use domain::dossier::ContactChannel;
use domain::policy::{Actor, Policy, Tone};
use letters::screen::{self, Mail};
use letters::{Document, HouseStyle};
use policy::Letters;
use store::Book;
use store::crash;
use store::post::{Proposal, Stage};

use super::Now;
use super::desk::{self, OnDesk, Open};
use super::settings::{Consultant, FILE, SendSettings};
use super::ways::Ways;
use crate::failure::Failure;
use crate::landlord::{self, Landlord};
use crate::night::Rules;

/// Tasks a mail tells one by one; the others are counted.
const TOLD: usize = 40;

/// The letter of the policy with the words around the tasks.
const LETTER: &str = "stapmail";

/// One consultant's mail.
struct Morning<'a> {
    to: &'a Consultant,
    /// Address of the pages that it leads to.
    site: &'a str,
    /// Place in the settings.
    desk: usize,
    subject: String,
    text: String,
    tasks: usize,
}

/// Which mail.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// Everything on the desk, in the morning.
    Morning,
    /// What sending laid there today: it can still leave today.
    Sending,
}

impl About {
    /// What the reference of a mail begins with.
    const fn word(self) -> &'static str {
        match self {
            About::Morning => "ochtend",
            About::Sending => "verzending",
        }
    }
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
    let settings = SendSettings::needed(landlord)?;
    let (mornings, nobody) = mornings(landlord, &book, &settings, About::Morning, now.day)?;
    let mut told = match folder {
        Some(folder) => keep(folder, now, &mornings)?,
        None => {
            let mut told = Vec::new();
            let mut ways = Ways::open(landlord, &settings)?;
            for morning in &mornings {
                let became = send(&mut ways, morning, About::Morning, now);
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

/// Sends the mails of today that were not sent yet: everybody gets one of each kind a day, however often this is asked. Who
/// was being mailed when the process was killed may get the same mail twice, under the same reference.
///
/// # Errors
/// When somebody could not be mailed; the others were, and are not mailed again.
pub fn mail_today(landlord: &Landlord, about: About, now: Now) -> Result<Mailed, Failure> {
    let book = landlord.book()?;
    // Of several workers one mails; the others find it done.
    let Some(_only_one) = book.take_right("mail")? else { return Ok(Mailed::default()) };
    let settings = SendSettings::needed(landlord)?;
    let (mornings, _) = mornings(landlord, &book, &settings, about, now.day)?;
    let mut ways = Ways::open(landlord, &settings)?;
    let today = now.day.to_string();
    let (mut mailed, mut failed) = (Mailed::default(), Vec::new());
    for morning in mornings.iter().filter(|morning| !morning.to.mail.is_empty()) {
        let key = format!("{}mail {}", about.word(), morning.desk);
        if book.remark(&key)?.as_deref() == Some(&today) {
            continue;
        }
        crash::point();
        let became = send(&mut ways, morning, about, now);
        crash::point();
        match became {
            Ok(()) => {
                book.set_remark(&key, &today)?;
                crash::point();
                mailed.people += 1;
                mailed.tasks += morning.tasks;
            }
            Err(reason) => failed.push(reason),
        }
    }
    if let Some(reason) = failed.first() {
        return Err(Failure::other(format!("{} van {} mails: {reason}", failed.len(), mornings.len())));
    }
    if about == About::Morning {
        book.set_remark(ALL_MAILED, &today)?;
    }
    Ok(mailed)
}

/// The day of the last morning on which everybody was mailed.
pub fn last_morning(book: &Book) -> Result<Option<Day>, Failure> {
    Ok(book.remark(ALL_MAILED)?.and_then(|day| Day::parse_iso(&day)))
}

/// The mail of every consultant with something to read, and how many tasks are nobody's.
fn mornings<'a>(
    landlord: &Landlord,
    book: &Book,
    settings: &'a SendSettings,
    about: About,
    today: Day,
) -> Result<(Vec<Morning<'a>>, usize), Failure> {
    let last = book
        .last_night()?
        .ok_or_else(|| Failure::usage("er is nog geen nacht gedraaid; doe eerst `houvast night`"))?;
    let usable = landlord.policy_of_night(book, &last.policy, last.day)?;
    let law = landlord::law();
    let rules = Rules::of(&usable.policy, &law.equated_days);
    let night = rules.night(last.day, last.books_as_of);
    let (mut desks, nobody) = desk::desks(book, &night, settings, today)?;
    let waiting = proposals(book.proposals(last.id)?, &usable.policy, settings);
    for place in waiting.keys() {
        desks.entry(*place).or_default();
    }
    let mut mornings = Vec::new();
    for (place, mut on_desk) in desks {
        let waits = waiting.get(&place).filter(|_| about == About::Morning);
        if about == About::Sending {
            on_desk.gone.clear();
            on_desk.open.retain(|open| open.of_post && open.task.laid_on == today);
        }
        if !on_desk.open.is_empty() || !on_desk.gone.is_empty() || waits.is_some() {
            mornings.push(write(&usable.letters, settings, place, &on_desk, waits, about, today)?);
        }
    }
    Ok((mornings, nobody))
}

/// Messages that wait for one consultant's answer.
struct Waits {
    number: usize,
    /// The day on which the oldest was first asked.
    since: Day,
}

/// What waits on every desk to be let go. What is the team leader's lies with the consultant where no team leader is mailed.
fn proposals(all: Vec<Proposal>, policy: &Policy, settings: &SendSettings) -> BTreeMap<usize, Waits> {
    let mut waiting: BTreeMap<usize, Waits> = BTreeMap::new();
    for one in all.into_iter().filter(|one| one.stage == Stage::Asked) {
        let leader = policy.done_by(&one.step.0, &one.step.1) == Actor::TeamLeader;
        let of_leader = leader.then(|| settings.desk(Actor::TeamLeader.dutch(), &one.district)).flatten();
        let desk = of_leader.or_else(|| settings.desk(Actor::Consultant.dutch(), &one.district));
        let Some(desk) = desk else { continue };
        let waits = waiting.entry(desk).or_insert(Waits { number: 0, since: one.since });
        waits.number += 1;
        waits.since = waits.since.min(one.since);
    }
    waiting
}

/// `sinds vandaag`, `sinds gisteren`, `al 4 dagen`
fn for_how_long(since: Day, today: Day) -> String {
    match today - since {
        ..=0 => "sinds vandaag".to_string(),
        1 => "sinds gisteren".to_string(),
        days => format!("al {days} dagen"),
    }
}

/// The lines in the mail: what has to be done, and what not any more.
fn lines(
    settings: &SendSettings,
    on_desk: &OnDesk,
    waits: Option<&Waits>,
    about: About,
    today: Day,
) -> String {
    let site = settings.pages.trim_end_matches('/');
    let line = |open: &Open| {
        let task = &open.task;
        let waits = for_how_long(task.laid_on, today);
        let phone =
            if task.phone.is_empty() { "geen telefoonnummer".into() } else { format!("bel {}", task.phone) };
        let (kind, dossier) = (&task.kind, &task.dossier);
        format!("- **{kind}** {dossier}, {waits}: {} ({phone}) {site}/dossier/{dossier}", open.why)
    };
    let mut lines = Vec::new();
    if about == About::Sending {
        let text = "Dit bleef vandaag liggen bij het verzenden. Is het vandaag opgelost, dan kan het vandaag nog weg.";
        lines.extend([text.to_string(), String::new()]);
    }
    if let Some(Waits { number, since }) = waits {
        let what =
            if *number == 1 { "1 bericht wacht".into() } else { format!("{number} berichten wachten") };
        let long = for_how_long(*since, today);
        lines.push(format!("- **{what} op uw vrijgave**, het oudste {long}. Zonder uw antwoord gaat er niets uit: {site}/post"));
    }
    lines.extend(on_desk.open.iter().take(TOLD).map(line));
    if on_desk.open.len() > TOLD {
        let rest: Vec<&str> = on_desk.open[TOLD..].iter().map(|one| one.task.kind.as_str()).collect();
        lines.push(format!("- En nog {}: {site}/werk", by_kind(&rest)));
    }
    if !on_desk.gone.is_empty() {
        let text = "Niet meer nodig, want de reden is weg. U leest dit één keer.";
        lines.extend([String::new(), text.to_string(), String::new()]);
        let gone = on_desk.gone.iter().take(TOLD);
        lines.extend(
            gone.map(|task| format!("- {} {}, van {}", task.kind, task.dossier, task.laid_on.dutch())),
        );
        if on_desk.gone.len() > TOLD {
            lines.push(format!("- En nog {} andere.", on_desk.gone.len() - TOLD));
        }
    }
    lines.join("\n")
}

/// `23 andere (12 keer bellen, 11 keer huisbezoek)`: what the mail is too short for.
fn by_kind(tasks: &[&str]) -> String {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for kind in tasks {
        *kinds.entry(kind).or_default() += 1;
    }
    let mut kinds: Vec<(&str, usize)> = kinds.into_iter().collect();
    kinds.sort_by_key(|(kind, number)| (std::cmp::Reverse(*number), *kind));
    let kinds: Vec<String> =
        kinds.into_iter().map(|(kind, number)| format!("{number} keer {}", kind.replace('-', " "))).collect();
    format!("{} andere ({})", tasks.len(), kinds.join(", "))
}

fn write<'a>(
    letters: &Letters,
    settings: &'a SendSettings,
    place: usize,
    on_desk: &OnDesk,
    waits: Option<&Waits>,
    about: About,
    today: Day,
) -> Result<Morning<'a>, Failure> {
    let to = &settings.consultants[place];
    let lines = lines(settings, on_desk, waits, about, today);
    let field = |name: &str| match name {
        "consulent_voornaam" => to.name.split_whitespace().next().map(str::to_owned),
        "aantal_taken" => Some(match on_desk.open.len() {
            0 => "geen taken".into(),
            1 => "1 taak".into(),
            many => format!("{many} taken"),
        }),
        "taken" => Some(lines.clone()),
        _ => None,
    };
    let unwritten =
        |error: policy::letters::RenderError| Failure::policy(format!("brief \"{LETTER}\": {error}"));
    Ok(Morning {
        to,
        site: settings.pages.trim_end_matches('/'),
        desk: place,
        subject: letters.subject(LETTER, &field).map_err(unwritten)?,
        text: letters.render(LETTER, ContactChannel::Email, Tone::Friendly, &field).map_err(unwritten)?,
        tasks: on_desk.open.len(),
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
fn send(ways: &mut Ways, morning: &Morning, about: About, now: Now) -> Result<(), String> {
    if morning.to.mail.is_empty() {
        return Err(format!("maar er staat geen e-mail bij in {FILE}"));
    }
    let reference = format!("{}-{}-{}", about.word(), now.day, morning.desk + 1);
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
        own_addresses: vec![morning.site.to_string()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_mail_is_too_short_for_is_told_by_kind_the_most_first() {
        let told = by_kind(&["huisbezoek", "hulp-inschakelen", "bellen", "bellen"]);
        assert_eq!(told, "4 andere (2 keer bellen, 1 keer huisbezoek, 1 keer hulp inschakelen)");
    }
}
