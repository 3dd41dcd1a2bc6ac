//! One message as it would leave now, for a person who decides about it: looked at and composed by the very functions that
//! send, and nothing is written down.

use domain::asked;
use domain::calendar::Day;
use domain::dossier::ContactChannel;
use domain::ids::{Key, TenancyId};
use domain::law_in_motion::fourteen_days::Draft;
use domain::policy::TaskKind;
use domain::send::Verdict;
use letters::Press;
use store::Book;
use store::post::{AskedLetter, MessageState, Outgoing};
use web::AsItLeaves;

use super::compose::Composed;
use super::look::Looked;
use super::room::Room;
use super::settings::SendSettings;
use super::{Now, Round, ways};
use crate::clock::Clock;
use crate::failure::Failure;
use crate::landlord::Landlord;
use crate::night::Rules;
use crate::stop::Stop;

/// A message of the outbox; `printed` asks for the letter as it goes to the printer too.
pub fn of_message(landlord: &Landlord, id: &str, now: Now, printed: bool) -> Result<AsItLeaves, Failure> {
    at_the_desk(landlord, now, |round, book| {
        let message = book.message(id)?.ok_or_else(|| Failure::usage("dit bericht is er niet meer"))?;
        let composed = looked_at(round, book, &message)?;
        shown(landlord, &composed, now.day, printed)
    })
}

/// The 14-day letter of today for a dossier, and what is written down when a person asks for it.
pub fn of_fourteen_days(
    landlord: &Landlord,
    tenancy: TenancyId,
    now: Now,
    printed: bool,
) -> Result<(AsItLeaves, AskedLetter), Failure> {
    at_the_desk(landlord, now, |round, book| {
        let night = round.desktop.night;
        let letter = asked::fourteen_day_letter(night.policy)
            .ok_or_else(|| Failure::usage("het beleid heeft geen veertiendagenbrief"))?;
        let letter = night.policy.letters[letter].id.clone();
        let mut message = unwritten(tenancy, now.day, letter);
        let dossier = book.dossier_without(&message, now.day)?;
        let dossier = dossier.ok_or_else(|| Failure::usage("dit dossier staat niet in het boek"))?;
        let go = match asked::look(&night, &dossier, &mut round.desk) {
            Verdict::Go(go) => go,
            Verdict::Cancel(why) => return Err(Failure::usage(why.sentence())),
            Verdict::Wait(_) => return Err(Failure::usage("de brief kan nu niet weg")),
        };
        message.id = go.step.content_id(&tenancy.0.to_string(), night.policy).to_string();
        (message.step, message.cycle) = (go.step.key(night.policy), go.step.cycle);
        let composed = looked_at(round, book, &message)?;
        let task = open_task(book, tenancy)?.ok_or_else(|| {
            Failure::usage("er ligt bij dit dossier geen taak open over de veertiendagenbrief")
        })?;
        let letter = AskedLetter {
            id: message.id,
            letter: message.letter,
            task,
            step: message.step,
            cycle: message.cycle,
            channel: composed.claim.channel,
            amount: composed.claim.amount,
            not_before: None,
        };
        Ok((shown(landlord, &composed, now.day, printed)?, letter))
    })
}

/// The open task about the 14-day letter of a dossier.
fn open_task(book: &Book, tenancy: TenancyId) -> Result<Option<String>, Failure> {
    let kind = TaskKind::FourteenDayLetter.dutch();
    Ok(book.open_tasks_of(tenancy)?.into_iter().find(|(_, known)| known == kind).map(|(id, _)| id))
}

/// A message that is in no book yet.
fn unwritten(tenancy: TenancyId, day: Day, letter: String) -> Outgoing {
    Outgoing {
        id: String::new(),
        run: 0,
        tenancy,
        day,
        letter,
        tone: String::new(),
        channel: ContactChannel::Letter,
        amount: None,
        state: MessageState::Ready,
        step: Key(0),
        cycle: day,
        reason: String::new(),
        not_before: None,
        asked: true,
    }
}

/// Looks at messages as if it were an hour at which every channel may be used.
fn at_the_desk<T>(
    landlord: &Landlord,
    now: Now,
    look: impl FnOnce(&mut Round, &mut Book) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let settings = SendSettings::needed(landlord)?;
    let mut book = landlord.book()?;
    let room = Room::of(landlord, &book, settings, now.day)?.ok_or_else(|| {
        Failure::usage("vandaag is er nog geen nacht gedraaid, dus er kan vandaag niets uit. De nacht legt het opnieuw voor")
    })?;
    let rules = Rules::of(&room.usable.policy, &room.law.equated_days);
    let hours = &room.usable.policy.settings;
    let now = Now { time: hours.text_hours.from.max(hours.email_hours.from), ..now };
    let stop = Stop::default();
    look(&mut room.round(&rules, Clock::default(), now, &stop), &mut book)
}

fn looked_at(round: &mut Round, book: &mut Book, message: &Outgoing) -> Result<Composed, Failure> {
    Err(Failure::usage(match round.look(book, message)? {
        Looked::Go(composed) => return Ok(*composed),
        Looked::Cancel(why) => why.sentence(),
        Looked::Missing(missing) => format!("Er ontbreekt iets: {}", missing.why),
        Looked::Wait => "Het kanaal van dit bericht is nu niet te gebruiken.".into(),
        Looked::NotWanted => "De huurder wil geen vriendelijke berichten meer per e-mail.".into(),
        Looked::Gone => "Dit bericht of dossier is er niet meer.".into(),
    }))
}

fn shown(landlord: &Landlord, composed: &Composed, day: Day, printed: bool) -> Result<AsItLeaves, Failure> {
    let claim = &composed.claim;
    let mut shown = AsItLeaves {
        channel: claim.channel.dutch().into(),
        to: claim.address.lines().map(str::to_string).collect(),
        subject: claim.subject.clone(),
        text: claim.text.clone(),
        amount: claim.amount,
        facts: composed.draft.as_ref().map_or(Vec::new(), facts),
        pdf: Vec::new(),
    };
    if printed && claim.channel == ContactChannel::Letter {
        let style = ways::style_of(landlord, &SendSettings::needed(landlord)?)?;
        let letter = composed.letter(&claim.message.id, day);
        let set = Press::new(&style).print(&letter).map_err(|error| Failure::other(error.to_string()))?;
        shown.pdf = set.pdf;
    }
    Ok(shown)
}

/// What a person must know of a 14-day letter before it leaves.
fn facts(draft: &Draft) -> Vec<(String, String)> {
    let costs = match draft.costs {
        Ok(costs) => format!("€ {}, in de brief genoemd", costs.total()),
        Err(why) => why.dutch().to_string(),
    };
    let line = |name: &str, text: String| (name.to_string(), text);
    let mut lines = vec![
        line("Hoofdsom", format!("€ {}", draft.principal)),
        line("Incassokosten", costs),
        line("Termijn", "veertien dagen vanaf de dag na bezorging".into()),
        line("Laatste dag", format!("{}, als de drukker vandaag post", draft.dates.last_day.dutch())),
    ];
    if draft.costs.is_ok() {
        let from = format!("{}, als er dan nog iets openstaat", draft.dates.costs_from.dutch());
        lines.push(line("Kosten op zijn vroegst", from));
    }
    lines
}
