//! One message as it would leave now, for a person who decides about it: looked at and composed by the very functions that
//! send, and nothing is written down.

use std::collections::BTreeMap;

use domain::asked::{self, Occasion};
use domain::calendar::Day;
use domain::classify::{FactValues, Truth, all_hold};
use domain::dossier::{Arrangement, ContactChannel, Dossier};
use domain::ids::{Key, TenancyId};
use domain::language::capital;
use domain::law_in_motion::fourteen_days::Draft;
use domain::policy::{Condition, Settings, TaskKind};
use domain::send::{Go, Hours, TimeOfDay, Verdict, Why, hours_of};
use letters::Press;
use policy::Letters;
use policy::letters::LetterTexts;
use store::Book;
use store::post::{AskedLetter, MessageState, Outgoing};
use web::{AsItLeaves, Wish};

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

/// Which of these messages could not leave as they are now, each with why.
pub fn that_cannot_go(
    landlord: &Landlord,
    ids: &[String],
    now: Now,
) -> Result<BTreeMap<String, String>, Failure> {
    at_the_desk(landlord, now, |round, book| {
        let mut found = BTreeMap::new();
        for id in ids {
            let Some(message) = book.message(id)? else { continue };
            if let Err(why) = looked_at(round, book, &message) {
                found.insert(id.clone(), capital(&why.to_string()));
            }
        }
        Ok(found)
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
        let place = asked::fourteen_day_letter(night.policy)
            .ok_or_else(|| Failure::usage("het beleid heeft geen veertiendagenbrief"))?;
        let letter = night.policy.letters[place].id.clone();
        let mut message = unwritten(tenancy, now.day, letter);
        let dossier = book.dossier_without(&message, now.day)?;
        let dossier = dossier.ok_or_else(|| Failure::usage("dit dossier staat niet in het boek"))?;
        let step = asked::step_key(night.policy, place, ContactChannel::Letter);
        let go = may_go(asked::look(&night, &dossier, step, &mut round.desk))?;
        message.id = go.step.content_id(&tenancy.0.to_string(), night.policy).to_string();
        (message.step, message.cycle) = (go.step.key(night.policy), go.step.cycle);
        let composed = looked_at(round, book, &message)?;
        let task = open_task(book, tenancy)?.ok_or_else(|| {
            Failure::usage("er ligt bij dit dossier geen taak open over de veertiendagenbrief")
        })?;
        Ok((shown(landlord, &composed, now.day, printed)?, to_write_down(&composed, task)))
    })
}

/// A message that somebody wants to send by hand, as it would leave, and what is written down when it is let go.
pub fn of_wish(
    landlord: &Landlord,
    tenancy: TenancyId,
    wish: &Wish,
    now: Now,
    printed: bool,
) -> Result<(AsItLeaves, AskedLetter), Failure> {
    at_the_desk(landlord, now, |round, book| {
        let night = round.desktop.night;
        let place = night.policy.letters.iter().position(|letter| letter.id == wish.letter);
        let place = place.ok_or_else(|| Failure::usage("dit bericht staat niet in het beleid"))?;
        let mut message = unwritten(tenancy, now.day, wish.letter.clone());
        message.channel = wish.channel;
        message.step = asked::step_key(night.policy, place, wish.channel);
        message.own_words.clone_from(&wish.own_words);
        let dossier = book.dossier_without(&message, now.day)?;
        let mut dossier = dossier.ok_or_else(|| Failure::usage("dit dossier staat niet in het boek"))?;
        if let Some(agreed) = &wish.agreed {
            agree_in(&mut dossier, agreed);
        }
        if !round.open.has(wish.channel) {
            let why = format!("per {} kan er nog niets uit: dat is niet ingesteld", wish.channel.dutch());
            return Err(Failure::usage(why));
        }
        let leaves = when_it_leaves(round.desktop.settings, &night.policy.settings, wish.channel, now)?;
        let verdict = asked::look(&night, &dossier, message.step, &mut round.desk);
        if verdict == Verdict::Cancel(Why::OtherStep) {
            return Err(Failure::usage(untrue(round.desktop.letters, &wish.letter, &round.desk.facts)));
        }
        let go = may_go(verdict)?;
        message.id = go.step.content_id(&tenancy.0.to_string(), night.policy).to_string();
        message.cycle = go.step.cycle;
        let composed = round.desktop.compose(book, &message, &dossier, &round.desk, &go)?;
        let composed = composed.map_err(|missing| Failure::usage(missing.why))?;
        if !round.fits(book, &composed)? {
            return Err(Failure::usage(match wish.channel {
                ContactChannel::Whatsapp => "voor dit bericht is er geen goedgekeurd WhatsApp-sjabloon",
                _ => "de huurder wil geen vriendelijke berichten meer per e-mail",
            }));
        }
        let mut shown = shown(landlord, &composed, now.day, printed)?;
        shown.leaves = match book.emergency_stop()? {
            Some(_) => "zodra de noodstop is opgeheven".into(),
            None => leaves,
        };
        Ok((shown, to_write_down(&composed, String::new())))
    })
}

/// Why a text does not say what is true now.
fn untrue(letters: &Letters, letter: &str, facts: &FactValues) -> String {
    let letter = letters.letter(letter);
    let asks = letter.map_or(&[][..], |letter| &letter.by_hand_when);
    let fails = |asked: &&Condition| all_hold(&vec![(*asked).clone()], facts) != Truth::Yes;
    if let Some(failing) = asks.iter().find(fails) {
        let asked = failing.text.replace('"', "").replace('_', " ");
        return format!("met de hand kan dit bericht alleen als dit geldt: {asked}");
    }
    match letter.and_then(LetterTexts::occasion) {
        Some(Occasion::Paid) => "er staat nog iets open, dus dit bericht klopt niet",
        Some(Occasion::Arrangement) => "er loopt geen regeling om te bevestigen",
        _ => "dit bericht is niet om met de hand te versturen",
    }
    .into()
}

fn may_go(verdict: Verdict) -> Result<Go, Failure> {
    match verdict {
        Verdict::Go(go) => Ok(go),
        Verdict::Cancel(why) => Err(Failure::usage(why.sentence())),
        Verdict::Wait(_) => Err(Failure::usage("het bericht kan nu niet weg")),
    }
}

fn to_write_down(composed: &Composed, task: String) -> AskedLetter {
    let claim = &composed.claim;
    AskedLetter {
        id: claim.message.id.clone(),
        letter: claim.message.letter.clone(),
        task,
        step: claim.message.step,
        cycle: claim.message.cycle,
        channel: claim.channel,
        amount: claim.amount,
        not_before: None,
        own_words: claim.message.own_words.clone(),
    }
}

/// The dossier as it would be with this arrangement in the place of one that runs.
fn agree_in(dossier: &mut Dossier, agreed: &Arrangement) {
    for before in dossier.arrangements.iter_mut().filter(|before| before.ended_on.is_none()) {
        before.ended_on = Some(agreed.agreed_on);
    }
    dossier.arrangements.push(agreed.clone());
}

/// When a message leaves that is let go now, in words; refused when its channel is closed for today by then.
fn when_it_leaves(
    sending: &SendSettings,
    settings: &Settings,
    channel: ContactChannel,
    now: Now,
) -> Result<String, Failure> {
    let soonest = now.time.0.saturating_add((web::CAN_BE_TAKEN_BACK / 60) as u16).max(sending.cut_off.0);
    let hours =
        hours_of(settings, channel).unwrap_or(Hours { from: TimeOfDay(0), until: TimeOfDay(24 * 60) });
    if soonest >= hours.until.0 {
        let open = format!("dat kan van {} tot {} uur", hours.from, hours.until);
        let why = match channel {
            ContactChannel::Letter => "vandaag gaat er geen brief meer uit".to_string(),
            other => format!("vandaag gaat er niets meer uit per {}: {open}", other.dutch()),
        };
        return Err(Failure::usage(why));
    }
    Ok(format!("vandaag, op zijn vroegst om {} uur", TimeOfDay(soonest.max(hours.from.0))))
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
        own_words: String::new(),
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
        leaves: String::new(),
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
