//! `houvast deliver`: lets what the last night planned leave the house, once, and only if it is still right.
//!
//! Before anything leaves, new deliveries are taken in and every waiting message is looked at again
//! (`domain::send::look_again`): a payment of this morning cancels what asks for it. Until the cut-off hour that is all.
//! After it a message that may go is composed, claimed in the book, handed over, and what came of it is written down, in
//! that order. What a crash left behind is settled first. Nothing here decides whether a message is right.

mod answer;
mod compose;
mod counter;
mod desk;
mod doorbell;
mod fields;
mod hear;
mod look;
mod morning;
mod office;
mod owed;
mod preview;
mod print;
mod real;
mod report;
mod road;
mod room;
pub mod settings;
mod texts;
mod trial;
mod visit;
mod ways;
mod whatsapp;

use domain::calendar::Day;
use domain::dossier::{Channels, ContactChannel};
use domain::plan::Desk;
use domain::send::{TimeOfDay, Verdict};
use letters::batch::LETTERS_IN_A_BATCH;
use store::crash;
use store::post::{Claim, Claimed, MessageState, Moment, OnItsWay, Outcome, Outgoing};
use store::{Book, Turns};

use crate::clock::Clock;
use crate::failure::Failure;
use crate::landlord::Landlord;
use crate::night::Rules;
use crate::stop::Stop;
use crate::watch::Watch;
use compose::{Composed, Desktop};
use look::Looked;
use print::ToPrint;
use room::Room;
use settings::{SendSettings, Stage};
use ways::{Outbound, Ways};

pub use answer::{Known, Short, answer, confirmation, confirming_letter, ways_to};
pub use counter::{post_room, send_fourteen_days};
pub use doorbell::{doors, needed as needed_secret};
pub use fields::grouped;
pub use hear::hear;
pub use morning::{About, last_morning, mail_today, morning};
pub use office::office;
pub use owed::confirm_what_is_owed;
pub use real::{sure, sure_of_the_clock};
pub use report::Delivered;

/// The day, the time and the moment of a delivery.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// The day.
    pub day: Day,
    /// The time on the wall.
    pub time: TimeOfDay,
    /// Seconds since 1970.
    pub seconds: i64,
}

impl Now {
    /// As the book keeps it.
    pub fn moment(self) -> Moment {
        Moment { day: self.day, seconds: self.seconds }
    }
}

/// Does this landlord really send? Then a step counts only when its message left.
pub fn really_sends(landlord: &Landlord) -> Result<bool, Failure> {
    Ok(SendSettings::of(landlord)?.is_some_and(|settings| settings.stage == Stage::Real))
}

/// The landlord's name, as it signs its letters; else the name of its folder.
pub fn name_of(landlord: &Landlord) -> Result<String, Failure> {
    if let Some(settings) = SendSettings::of(landlord)? {
        return Ok(settings.sender.name);
    }
    let folder = landlord.folder.file_name().and_then(|name| name.to_str());
    Ok(folder.unwrap_or("Houvast").to_string())
}

/// Delivers what may leave now.
pub fn deliver(landlord: &Landlord, clock: Clock, trial: bool, json: bool) -> Result<String, Failure> {
    let delivered = run(landlord, clock, trial, &Stop::default())?;
    if json {
        return Ok(serde_json::to_string_pretty(&delivered).expect("a report is always JSON"));
    }
    Ok(delivered.text())
}

/// As [`deliver`], for who wants the numbers and may ask to stop between two messages.
pub fn run(landlord: &Landlord, clock: Clock, trial: bool, stop: &Stop) -> Result<Delivered, Failure> {
    deliver_from(landlord, clock, trial, None, stop)
}

/// As [`run`], without waiting for the cut-off hour, because somebody says so. The hours of each channel hold.
pub fn run_at_once(landlord: &Landlord, clock: Clock, stop: &Stop) -> Result<Delivered, Failure> {
    deliver_from(landlord, clock, false, Some(TimeOfDay(0)), stop)
}

fn deliver_from(
    landlord: &Landlord,
    clock: Clock,
    trial: bool,
    cut_off: Option<TimeOfDay>,
    stop: &Stop,
) -> Result<Delivered, Failure> {
    let now = clock.now();
    let mut settings = SendSettings::needed(landlord)?;
    settings.cut_off = cut_off.unwrap_or(settings.cut_off);
    let trial = trial || settings.stage == Stage::Trial;
    let mapping = landlord.mapping()?;
    let mut ways = Ways::open(landlord, &settings)?;
    let mut book = landlord.book()?;
    let turns = book.lock_post()?;
    let mut delivered =
        Delivered { day: now.day.to_string(), time: now.time.to_string(), trial, ..Delivered::default() };
    if !trial {
        turns.wait_for(BEGINNING)?;
        crate::receive::receive(
            landlord,
            &mut book,
            &mapping,
            now.day,
            &[],
            &mut |_, _| (),
            &Watch::silent(),
        )?;
        crate::refuse_held(&book)?;
        hear::hear_folder(landlord, &mut book, now)?;
        delivered.lapsed = book.lapse_before(now.day, now.moment())?;
        if let Some(until) = settings.silent_until(now.day, &crate::landlord::law().equated_days) {
            delivered.asked_about = book.ask_about_silence(until, now.moment())?;
        }
        turns.give_back(BEGINNING)?;
        recover(&mut book, &ways, &turns, now, &mut delivered)?;
    }
    let Some(room) = Room::of(landlord, &book, settings, now.day)? else {
        return Ok(delivered);
    };
    let rules = Rules::of(&room.usable.policy, &room.law.equated_days);
    let mut round = room.round(&rules, clock, now, stop);
    (round.trial, round.delivered, round.turns) = (trial, delivered, Some(&turns));
    round.all(landlord, &mut book, &mut ways)?;
    round.delivered.states =
        book.post_of(now.day)?.into_iter().map(|(state, count)| (state.dutch().into(), count)).collect();
    Ok(round.delivered)
}

/// What a crash left behind: a batch that the book knows of appears, another is forgotten; what may have left and cannot
/// be asked again goes to a person.
fn recover(
    book: &mut Book,
    ways: &Ways,
    turns: &Turns,
    now: Now,
    delivered: &mut Delivered,
) -> Result<(), Failure> {
    let prints = turns.take(LETTERS)?;
    for attempt in book.on_their_way()? {
        // What another worker is sending was not broken off.
        let is_ours = if attempt.batch.is_empty() { turns.take(&attempt.message.id)? } else { prints };
        if !is_ours || !book.is_on_its_way(&attempt)? {
            continue;
        }
        let reason = BROKEN_OFF.to_string();
        let outcome = if !attempt.batch.is_empty() {
            // Nobody sees a batch before the book says that it was handed over.
            Outcome::Later { again_at: now.seconds, reason }
        } else if ways.repeats_safely(&attempt) {
            continue;
        } else {
            Outcome::Uncertain { reason }
        };
        delivered.settle(book, &[(&attempt, outcome)], now.moment())?;
    }
    let Some(print) = ways.print.as_ref().filter(|_| prints) else { return Ok(()) };
    for batch in print.waiting()? {
        if book.batch_was_handed_over(&batch)? {
            // Under an emergency stop it waits where nobody looks.
            if book.emergency_stop()?.is_none() {
                print.hand_over(&batch)?;
            }
        } else {
            print.forget(&batch)?;
        }
    }
    Ok(())
}

/// Nobody knows whether what was being sent has left.
const BROKEN_OFF: &str = "het programma is gestopt tijdens het versturen";
/// What comes before a round: one worker at a time does it, the others wait for it.
const BEGINNING: &str = "begin van een ronde";
/// Print batches, by one worker at a time.
const LETTERS: &str = "drukwerk";

/// One round through the outbox.
struct Round<'a> {
    /// What several workers share out; a trial has nothing to share.
    turns: Option<&'a Turns>,
    desktop: Desktop<'a>,
    /// The channels that are set up.
    open: Channels,
    clock: Clock,
    /// When the message at hand was begun: a round can last for hours, and hours of contact end.
    now: Now,
    stop: &'a Stop,
    trial: bool,
    desk: Desk,
    delivered: Delivered,
}

/// Who took it back, when a tenant wants no friendly messages over the only channel of a step.
const NOT_WANTED: &str = "de huurder: geen vriendelijke berichten meer per e-mail";

/// What may be done with a message now.
enum Turn {
    /// It leaves.
    Go(Box<Composed>),
    /// Not now.
    Not,
}

impl Round<'_> {
    fn all(&mut self, landlord: &Landlord, book: &mut Book, ways: &mut Ways) -> Result<(), Failure> {
        if self.trial {
            return self.try_out(book, ways, landlord);
        }
        self.look_at_everything(book)?;
        if let Some(stop) = book.emergency_stop()? {
            self.delivered.stopped = Some(format!("noodstop door {}: {}", stop.opened_by, stop.why));
            return Ok(());
        }
        if self.now.time < self.desktop.settings.cut_off {
            self.delivered.before_cut_off = true;
            return Ok(());
        }
        self.ask_again(book, ways)?;
        let mut to_print = Vec::new();
        for message in book.messages_that_are(MessageState::Ready)? {
            if !self.goes_on() {
                return Ok(());
            }
            if !self.begins(&message.id)? {
                continue;
            }
            // Another worker may have sent it since it was listed.
            if let Some(message) = book.message(&message.id)?.filter(|now| now.state == MessageState::Ready) {
                self.send(book, ways, message, &mut to_print)?;
            }
            self.is_done_with(&message.id)?;
        }
        if !self.begins(LETTERS)? {
            return Ok(());
        }
        for batch in to_print.chunks(LETTERS_IN_A_BATCH) {
            if !self.goes_on() {
                return Ok(());
            }
            self.print(book, ways, batch)?;
        }
        Ok(())
    }

    /// Takes a turn; false when another worker has it.
    fn begins(&self, what: &str) -> Result<bool, Failure> {
        Ok(self.turns.map_or(Ok(true), |turns| turns.take(what))?)
    }

    fn is_done_with(&self, what: &str) -> Result<(), Failure> {
        Ok(self.turns.map_or(Ok(()), |turns| turns.give_back(what))?)
    }

    /// Looks at the clock for the next message. False when this round is over: somebody wants it, or the day has passed.
    fn goes_on(&mut self) -> bool {
        let now = self.clock.now();
        if now.day != self.now.day || self.stop.asked() || self.delivered.stopped.is_some() {
            return false;
        }
        self.now = now;
        true
    }

    /// Looks at everything that has not left: what is not right any more is cancelled now, whatever the hour.
    fn look_at_everything(&mut self, book: &mut Book) -> Result<(), Failure> {
        for state in [MessageState::Ready, MessageState::AwaitingRelease, MessageState::Held] {
            for message in book.messages_that_are(state)? {
                if let Some((_, Verdict::Cancel(why))) = self.verdict(book, &message, Channels::default())? {
                    self.cancel(book, &message, &why.sentence())?;
                }
            }
        }
        Ok(())
    }

    fn cancel(&mut self, book: &mut Book, message: &Outgoing, why: &str) -> Result<(), Failure> {
        if book.cancel(message, why, self.now.moment())? {
            *self.delivered.cancelled.entry(why.to_string()).or_default() += 1;
        }
        Ok(())
    }

    /// One message, until it left, waits or stopped; an address that does not work brings it to its next channel, a provider
    /// that takes nothing to the next provider.
    fn send(
        &mut self,
        book: &mut Book,
        ways: &mut Ways,
        message: Outgoing,
        to_print: &mut Vec<Composed>,
    ) -> Result<(), Failure> {
        let mut message = message;
        for _ in ContactChannel::ALL {
            if message.not_before.is_some_and(|moment| moment > self.now.seconds) {
                self.delivered.waiting += 1;
                return Ok(());
            }
            let composed = match self.turn(book, &message)? {
                Turn::Go(composed) => composed,
                Turn::Not => return Ok(()),
            };
            if composed.claim.channel == ContactChannel::Letter {
                to_print.push(*composed);
                return Ok(());
            }
            let tried = book.tried_today(&message.id, composed.claim.channel, self.now.day)?;
            let provider = ways.provider_for(composed.claim.channel, tried);
            let claim = Claim { provider, ..composed.claim.clone() };
            let Some(attempt) = self.claim_one(book, &claim)? else { return Ok(()) };
            let outcome = self.attempt(ways, &attempt, &composed, tried);
            if let Outcome::GivenUp { reason } = &outcome
                && attempt.channel == ContactChannel::Whatsapp
            {
                let told = format!("WhatsApp nam een bericht niet aan: {reason}");
                book.note_post_finding("whatsapp", 0, &told, self.now.moment())?;
            }
            let again = match &outcome {
                Outcome::AddressUnusable { .. } | Outcome::GivenUp { .. } => true,
                Outcome::Later { again_at, .. } => *again_at <= self.now.seconds,
                _ => false,
            };
            self.delivered.settle(book, &[(&attempt, outcome)], self.now.moment())?;
            match book.message(&message.id)?.filter(|_| again) {
                Some(next) => message = next,
                None => break,
            }
        }
        Ok(())
    }

    fn turn(&mut self, book: &mut Book, message: &Outgoing) -> Result<Turn, Failure> {
        match self.look(book, message)? {
            Looked::Go(composed) if self.open.has(composed.claim.channel) => return Ok(Turn::Go(composed)),
            Looked::Go(_) | Looked::Wait => self.delivered.waiting += 1,
            Looked::Cancel(why) => self.cancel(book, message, &why.sentence())?,
            Looked::NotWanted => {
                book.cancel_by(&message.id, NOT_WANTED, self.now.moment())?;
                *self.delivered.cancelled.entry(format!("Ingetrokken door {NOT_WANTED}.")).or_default() += 1;
            }
            Looked::Missing(missing) => {
                book.hold(message, &missing.why, missing.task, self.now.moment())?;
                self.delivered.held += 1;
            }
            Looked::Gone => {}
        }
        Ok(Turn::Not)
    }

    fn claim_one(&mut self, book: &mut Book, claim: &Claim) -> Result<Option<Box<OnItsWay>>, Failure> {
        match book.claim(std::slice::from_ref(claim), self.now.moment())?.pop() {
            Some(Claimed::Yes(attempt)) => Ok(Some(attempt)),
            Some(Claimed::Stopped) => {
                self.delivered.stopped = Some("noodstop".into());
                Ok(None)
            }
            _ => Ok(None),
        }
    }

    fn attempt(&self, ways: &mut Ways, attempt: &OnItsWay, composed: &Composed, tried: u32) -> Outcome {
        let outbound = Outbound {
            language: composed.language.code().into(),
            payment: composed.payment.clone(),
            can_be_missed: composed.can_be_missed,
            whatsapp: composed.whatsapp.clone(),
            calendar: composed.calendar.clone(),
            ..Outbound::of(attempt, self.now.seconds)
        };
        crash::point();
        let came_to = ways.send(&outbound);
        crash::point();
        ways.outcome(came_to, attempt, tried, self.now.seconds)
    }

    /// Attempts that were broken off where asking again under the same reference is safe. What must not leave any more
    /// goes to a person: it may have left already. So does what another worker was still sending when this round began,
    /// and was stopped at since; print batches are left to who makes them.
    fn ask_again(&mut self, book: &mut Book, ways: &mut Ways) -> Result<(), Failure> {
        for attempt in book.on_their_way()?.into_iter().filter(|attempt| attempt.batch.is_empty()) {
            if !self.goes_on() {
                return Ok(());
            }
            if !self.begins(&attempt.message.id)? {
                continue;
            }
            if book.is_on_its_way(&attempt)? {
                self.ask_one_again(book, ways, &attempt)?;
            }
            self.is_done_with(&attempt.message.id)?;
        }
        Ok(())
    }

    fn ask_one_again(&mut self, book: &mut Book, ways: &mut Ways, attempt: &OnItsWay) -> Result<(), Failure> {
        if attempt.message.not_before.is_some_and(|moment| moment > self.now.seconds) {
            self.delivered.waiting += 1;
            return Ok(());
        }
        if !ways.repeats_safely(attempt) {
            let outcome = Outcome::Uncertain { reason: BROKEN_OFF.into() };
            return self.delivered.settle(book, &[(attempt, outcome)], self.now.moment());
        }
        let outcome = match self.verdict(book, &attempt.message, Channels::default())? {
            Some((_, Verdict::Wait(_))) => return Ok(()),
            Some((_, Verdict::Go(_))) => {
                crash::point();
                let came_to = ways.send(&Outbound::of(attempt, self.now.seconds)).asked_again();
                crash::point();
                ways.outcome(came_to, attempt, attempt.tries, self.now.seconds)
            }
            _ => {
                Outcome::Uncertain { reason: "misschien vertrokken; daarna bleek het niet meer nodig".into() }
            }
        };
        self.delivered.settle(book, &[(attempt, outcome)], self.now.moment())
    }

    /// One batch: claimed, made where nobody looks, written down, and only then handed over.
    fn print(&mut self, book: &mut Book, ways: &mut Ways, batch: &[Composed]) -> Result<(), Failure> {
        let Some(print) = &mut ways.print else { return Ok(()) };
        let name = print.next_batch(book, self.now.day)?;
        let claims: Vec<Claim> =
            batch.iter().map(|one| Claim { batch: name.to_string(), ..one.claim.clone() }).collect();
        let claimed = book.claim(&claims, self.now.moment())?;
        crash::point();
        let mut attempts = Vec::new();
        let mut letters = Vec::new();
        for (composed, claimed) in batch.iter().zip(claimed) {
            match claimed {
                Claimed::Yes(attempt) => {
                    let letter = composed.letter(&attempt.reference, self.now.day);
                    letters.push(ToPrint { reference: attempt.reference.clone(), letter });
                    attempts.push(*attempt);
                }
                Claimed::Stopped => self.delivered.stopped = Some("noodstop".into()),
                Claimed::NoMore => {}
            }
        }
        if letters.is_empty() {
            return Ok(());
        }
        let made = print.make(name, &letters)?;
        crash::point();
        let outcome = |attempt: &OnItsWay| match made
            .refused
            .iter()
            .find(|(reference, _)| *reference == attempt.reference)
        {
            Some((_, reason)) => Outcome::Refused { reason: reason.clone() },
            None => Outcome::Accepted { provider_id: attempt.reference.clone() },
        };
        let outcomes: Vec<(&OnItsWay, Outcome)> =
            attempts.iter().map(|attempt| (attempt, outcome(attempt))).collect();
        self.delivered.settle(book, &outcomes, self.now.moment())?;
        crash::point();
        if let Some(print) = &ways.print {
            print.hand_over(&name.to_string())?;
        }
        crash::point();
        self.delivered.batches.push(name.to_string());
        Ok(())
    }
}
