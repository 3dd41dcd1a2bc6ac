//! What the bailiff gets about one dossier: claims month by month, letters with their proof, contacts, the signal, and the
//! days that interrupted prescription.
//!
//! In go a dossier, the law and the letters on file; out comes plain data without names: who carries it to a file adds the
//! parties. Notes about health or help are not in it (GDPR: only what the case needs). It never says whether the case may
//! go: [`super::evidence`] does.

use super::costs_due::{costs_due, interest_on};
use super::fourteen_days::{LetterOnFile, Posting, state_of};
use crate::calendar::Day;
use crate::dossier::{CircumstanceKind, Contact, ContactChannel, Milestone};
use crate::facts::Ground;
use crate::law::collection_costs::VatConditions;
use crate::law::fourteen_day_letter::{Delivery, letter_dates};
use crate::law::prescription::rent_last_day;
use crate::law::{Law, LawGap};
use crate::ledger::EntryKind;
use crate::money::Cents;

/// One claim of the set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimLine {
    /// Due day.
    pub due_on: Day,
    /// What it is.
    pub kind: EntryKind,
    /// What was charged, in cents.
    pub charged: Cents,
    /// What is still open, in cents.
    pub open: Cents,
    /// Statutory interest until the day of the set, in cents; zero unless the landlord asks it.
    pub interest: Cents,
    /// Last day on which it can be demanded (art. 3:308 BW).
    pub prescribed_after: Day,
}

/// A letter of the set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterLine {
    /// The day it was made.
    pub day: Day,
    /// What it was, in Dutch.
    pub what: &'static str,
    /// How it went: the channel, or the state with the proof of posting.
    pub proof: String,
}

/// The set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandoverSet {
    /// The day it was made.
    pub day: Day,
    /// Claims, oldest first.
    pub claims: Vec<ClaimLine>,
    /// Collection costs that may be charged and are not booked yet, in cents.
    pub costs: Cents,
    /// Letters about these arrears, oldest first.
    pub letters: Vec<LetterLine>,
    /// Attempts at contact about these arrears, oldest first.
    pub contacts: Vec<Contact>,
    /// Early signals: sent, and answered or closed.
    pub signals: Vec<(Day, Option<Day>)>,
    /// The tenant objected to a signal on this day.
    pub objection_on: Option<Day>,
    /// What interrupted prescription: day and Dutch words.
    pub interruptions: Vec<(Day, String)>,
}

impl HandoverSet {
    /// Principal still open, in cents.
    pub fn principal(&self) -> Cents {
        self.claims.iter().map(|claim| claim.open).sum()
    }

    /// Interest, in cents.
    pub fn interest(&self) -> Cents {
        self.claims.iter().map(|claim| claim.interest).sum()
    }

    /// Everything together, in cents.
    pub fn total(&self) -> Cents {
        self.principal() + self.interest() + self.costs
    }
}

/// The set of a dossier as it is today.
pub fn handover_set(
    ground: &Ground,
    law: &Law,
    letters: &[LetterOnFile],
    vat: VatConditions,
) -> Result<HandoverSet, LawGap> {
    let today = ground.today;
    let terms = law.prescription.at(today)?;
    let interruptions = interruptions(ground, law, letters)?;
    let mut claims = Vec::new();
    for item in ground.items_to_ask() {
        let of_claim = interruptions.iter().filter(|stop| stop.covers(item.due_on));
        let days: Vec<Day> = of_claim.map(|stop| stop.day).collect();
        claims.push(ClaimLine {
            due_on: item.due_on,
            kind: item.kind,
            charged: item.charged,
            open: item.open,
            interest: interest_on(ground, law, &item, today)?,
            prescribed_after: rent_last_day(terms, item.due_on, &days),
        });
    }
    let oldest = claims.first().map_or(today, |claim| claim.due_on);
    let about_now = |day: Day| day > oldest && day <= today;
    let signals =
        ground.dossier.circumstances.iter().filter(|held| held.kind == CircumstanceKind::EarlySignal);
    Ok(HandoverSet {
        day: today,
        claims,
        costs: costs_due(ground, law, letters, vat).map_or(Cents::ZERO, |due| due.costs.total()),
        letters: letter_lines(ground, law, letters, &about_now)?,
        contacts: ground.dossier.contacts.iter().filter(|contact| about_now(contact.day)).copied().collect(),
        signals: signals
            .filter(|signal| about_now(signal.since))
            .map(|signal| (signal.since, signal.closed_on))
            .collect(),
        objection_on: ground.holding(CircumstanceKind::SignalObjection).map(|objection| objection.since),
        interruptions: interruptions.into_iter().map(|stop| (stop.day, stop.what)).collect(),
    })
}

/// Something that interrupted prescription.
struct Interruption {
    day: Day,
    what: String,
    /// The claims it was about; `None`: all that had fallen due.
    claims: Option<Vec<Day>>,
}

impl Interruption {
    fn covers(&self, due_on: Day) -> bool {
        match &self.claims {
            Some(claims) => claims.contains(&due_on),
            None => due_on < self.day,
        }
    }
}

/// Written demands of which posting is proven, and acknowledgements (art. 3:317 and 3:318 BW). A reminder without proof of
/// posting does not count: better too early a last day than one that does not hold.
fn interruptions(ground: &Ground, law: &Law, letters: &[LetterOnFile]) -> Result<Vec<Interruption>, LawGap> {
    let mut stops = Vec::new();
    for letter in letters {
        let (posted_on, delivery) = match letter.posting {
            Posting::Posted(day) => (day, Delivery::PresumedByPost),
            Posting::Delivered(day, on) => (day, Delivery::Proven(on)),
            Posting::NotProven | Posting::CameBack(..) => continue,
        };
        let rule = law.fourteen_day_letter.at(posted_on)?;
        let Some(dates) = letter_dates(rule, &law.equated_days, posted_on, delivery) else { continue };
        stops.push(Interruption {
            day: dates.delivered_on,
            what: format!("veertiendagenbrief van {}, bezorgd", letter.made_on.dutch()),
            claims: Some(letter.claims.iter().map(|(due_on, _)| *due_on).collect()),
        });
    }
    for arrangement in &ground.dossier.arrangements {
        stops.push(Interruption {
            day: arrangement.agreed_on,
            what: "betalingsregeling: de huurder erkent de schuld".into(),
            claims: Some(due_days_until(ground, arrangement.covers_until)),
        });
    }
    stops.extend(ground.circumstances(CircumstanceKind::Promise).map(|promise| Interruption {
        day: promise.since,
        what: "toezegging: de huurder erkent de schuld".into(),
        claims: None,
    }));
    stops.retain(|stop| stop.day <= ground.today);
    stops.sort_by_key(|stop| stop.day);
    Ok(stops)
}

fn due_days_until(ground: &Ground, last: Day) -> Vec<Day> {
    ground.account.claims.iter().map(|claim| claim.due_on).filter(|due_on| *due_on <= last).collect()
}

fn letter_lines(
    ground: &Ground,
    law: &Law,
    letters: &[LetterOnFile],
    about_now: &dyn Fn(Day) -> bool,
) -> Result<Vec<LetterLine>, LawGap> {
    let mut lines = Vec::new();
    for step in ground.steps().filter(|step| about_now(step.day)) {
        let what = match step.milestone {
            Some(Milestone::WrittenReminder) => "herinnering, met hulp en aanbod",
            Some(Milestone::SignalAnnouncement) => "aankondiging van het vroegsignaal",
            Some(Milestone::FourteenDayLetter | Milestone::Condolence) | None => continue,
        };
        let channel = step.channel.map_or("", ContactChannel::dutch);
        lines.push(LetterLine { day: step.day, what, proof: format!("verzonden per {channel}") });
    }
    for letter in letters.iter().filter(|letter| about_now(letter.made_on)) {
        let proof = state_of(ground, law, letter)?.dutch();
        lines.push(LetterLine { day: letter.made_on, what: "veertiendagenbrief", proof });
    }
    lines.sort_by_key(|line| line.day);
    Ok(lines)
}

#[cfg(test)]
#[path = "handover_tests.rs"]
mod tests;
