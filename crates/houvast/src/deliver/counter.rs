//! What a person at the pages or at a prompt may ask of the post room: to see a message as it would leave, to send the 14-day
//! letter of a dossier, and to send now.

use std::sync::mpsc;
use std::time::Duration;

use domain::ids::TenancyId;
use domain::language::capital;
use store::post::By;
use web::{AsItLeaves, AtTheDoor, PostRoom, Stands};

use super::compose::code_of;
use super::settings::{SendSettings, Stage};
use super::{Now, fields, preview, run_at_once};
use crate::clock::Clock;
use crate::failure::Failure;
use crate::landlord::Landlord;
use crate::legal;
use crate::money::MoneyDesk;
use crate::paper;
use crate::stop::Stop;

/// How long somebody waits at a page for what was sent to be counted; sending goes on by itself.
const PATIENCE: Duration = Duration::from_secs(15);

/// What the pages may ask.
pub fn post_room(landlord: &Landlord, clock: Clock) -> PostRoom {
    let here = || Landlord::in_folder(&landlord.folder);
    let (of_message, of_letter, of_wish, of_sending, of_settings) = (here(), here(), here(), here(), here());
    let (of_handover, of_evidence, of_claimant) = (here(), here(), here());
    let (of_signal, of_given, of_card, of_proposals) = (here(), here(), here(), here());
    let of_money = here();
    let told = |failure: Failure| capital(&failure.to_string());
    PostRoom {
        message: Box::new(move |id, printed| {
            preview::of_message(&of_message, id, clock.now(), printed).map_err(told)
        }),
        cannot_go: Box::new(move |ids| {
            preview::that_cannot_go(&of_proposals, ids, clock.now()).map_err(told)
        }),
        fourteen_days: Box::new(move |tenancy, printed| {
            preview::of_fourteen_days(&of_letter, tenancy, clock.now(), printed).map_err(told)
        }),
        wish: Box::new(move |tenancy, wish, printed| {
            preview::of_wish(&of_wish, tenancy, wish, clock.now(), printed).map_err(told)
        }),
        handover: Box::new(move |number| {
            legal::handover_set(&of_handover, number, clock.now().day).map_err(told)
        }),
        evidence: Box::new(move |number| {
            legal::evidence_file(&of_evidence, number, clock.now().day).map_err(told)
        }),
        signal: Box::new(move |number| {
            legal::signal_of_today(&of_signal, number, clock.now().day).map_err(told)
        }),
        given_signal: Box::new(move |number, signal| {
            legal::given_signal(&of_given, number, signal, clock.now().day).map_err(told)
        }),
        at_the_door: Box::new(move |tenancy, who| at_the_door(&of_card, tenancy, who).map_err(told)),
        money_counts: Box::new(move |tenancy| {
            let mut book = of_money.book().map_err(told)?;
            let desk = MoneyDesk::of(&of_money, &book, clock.now()).map_err(told)?;
            desk.take_away(&mut book, tenancy).map(drop).map_err(told)
        }),
        claimant: Box::new(move || legal::claimant(&of_claimant).map_err(told)),
        send_now: Box::new(move || send_now(&of_sending, clock)),
        stands: Box::new(move || {
            let settings = SendSettings::of(&of_settings).ok().flatten()?;
            Some(Stands { really: settings.stage == Stage::Real, cut_off: settings.cut_off.to_string() })
        }),
    }
}

/// What a card for the door tells. Who has no code for the own page yet gets one; without such a page there is none to tell.
fn at_the_door(landlord: &Landlord, tenancy: TenancyId, who: &str) -> Result<AtTheDoor, Failure> {
    let settings = SendSettings::needed(landlord)?;
    let sender = &settings.sender;
    let phone = settings.direct_number(who).unwrap_or(&sender.phone).to_string();
    let site = sender.payment_site.clone();
    let code = if site.is_empty() {
        String::new()
    } else {
        fields::shown(&code_of(&mut landlord.book()?, tenancy)?)
    };
    Ok(AtTheDoor { phone, site, code })
}

/// Sends in the background; says what came of it when that is soon.
fn send_now(landlord: &Landlord, clock: Clock) -> Result<String, String> {
    let (say, hear) = mpsc::channel();
    let landlord = Landlord::in_folder(&landlord.folder);
    std::thread::spawn(move || {
        let sent = run_at_once(&landlord, clock, &Stop::default());
        let said = sent.map(|delivered| delivered.text()).map_err(|failure| capital(&failure.to_string()));
        if let Err(mpsc::SendError(Err(reason))) = say.send(said) {
            paper::warn(format_args!("versturen: {reason}"));
        }
    });
    hear.recv_timeout(PATIENCE).unwrap_or_else(|_| {
        Ok("Het versturen loopt nog. Ververs de pagina Post om te zien wat er al weg is.".into())
    })
}

/// `houvast fourteen send`: shows the letter of today as it would leave, and sends it when the person says so.
pub fn send_fourteen_days(
    landlord: &Landlord,
    number: &str,
    by: &str,
    yes: bool,
    now: Now,
) -> Result<String, Failure> {
    let mut book = landlord.book()?;
    let tenancy = book.tenancy_by_number(number)?;
    let tenancy =
        tenancy.ok_or_else(|| Failure::usage(format!("dossier {number} staat niet in het boek")))?;
    let (shown, letter) = preview::of_fourteen_days(landlord, tenancy, now, false)?;
    if !yes {
        return Ok(format!(
            "{}\n\nEr is nog niets verstuurd. Klopt alles? Dan gaat de brief uit met:\n  houvast fourteen send {number} --door NAAM --ja",
            as_text(&shown)
        ));
    }
    let by = By { name: by, account: None };
    if !book.ask_letter(tenancy, &letter, by, now.moment())? {
        return Err(Failure::usage("deze brief is al onderweg of verstuurd, of de taak is net afgehandeld"));
    }
    Ok(format!(
        "De veertiendagenbrief van dossier {number} gaat uit met de volgende verzending. Tot dan kan hij terug met:\n  houvast post cancel {} --door NAAM",
        letter.id.get(..12).unwrap_or(&letter.id)
    ))
}

/// A message as a prompt shows it.
pub fn as_text(shown: &AsItLeaves) -> String {
    let mut lines: Vec<String> = shown.facts.iter().map(|(name, text)| format!("{name}: {text}")).collect();
    lines.push(format!("Per {} aan: {}", shown.channel, shown.to.join(", ")));
    if !shown.subject.is_empty() {
        lines.push(format!("Onderwerp: {}", shown.subject));
    }
    lines.extend(shown.text.lines().map(|line| format!("  | {line}")));
    lines.join("\n")
}
