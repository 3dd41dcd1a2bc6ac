//! What the bailiff gets about one dossier: claims month by month, letters with their proof, contacts, the signal, and the
//! days that interrupted prescription.
//!
//! It claims what a 14-day letter of which the term is over asked, as far as that is still open, and nothing beside it: what
//! fell due later was demanded by nobody yet and may have been paid by the time somebody is sued. Everything else that is
//! open is said apart, with the reason, so that no cent is missed and none is asked.
//!
//! In go a dossier, the law and the letters on file; out comes plain data without names: who carries it to a file adds the
//! parties. Notes about health or help are not in it (GDPR: only what the case needs). It never says whether the case may
//! go: [`super::evidence`] does.

use super::costs_due::{CostsToDemand, costs_to_demand, interest_on};
use super::fourteen_days::{LetterOnFile, LetterState, Posting, is_principal, state_of};
use crate::calendar::Day;
use crate::dossier::{CircumstanceKind, Contact, ContactChannel, Milestone};
use crate::facts::Ground;
use crate::law::collection_costs::VatConditions;
use crate::law::fourteen_day_letter::{Delivery, letter_dates};
use crate::law::prescription::rent_last_day;
use crate::law::{Law, LawGap};
use crate::ledger::{EntryKind, OpenItem};
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

/// Why something that is open is not claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Apart {
    /// It fell due after the letter was made.
    FellDueLater,
    /// No letter of which the term is over asked it.
    NotInLetter,
    /// Costs in the books to which no letter gives the right (art. 6:96 lid 6 BW).
    CostsWithoutRight,
    /// Interest in the books; what is claimed is worked out by the law on the day of the set.
    BookedInterest,
}

impl Apart {
    /// The reason a person reads.
    pub const fn dutch(self) -> &'static str {
        match self {
            Apart::FellDueLater => "later vervallen, niet in de brief",
            Apart::NotInLetter => "niet gevraagd in een veertiendagenbrief waarvan de termijn voorbij is",
            Apart::CostsWithoutRight => "kosten waarop geen veertiendagenbrief recht geeft",
            Apart::BookedInterest => "geboekte rente; gevorderd wordt alleen wat de wet op deze dag geeft",
        }
    }
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
    /// What is claimed of principals, oldest first.
    pub claims: Vec<ClaimLine>,
    /// What is open and not claimed, with the reason, oldest first.
    pub apart: Vec<(ClaimLine, Apart)>,
    /// Collection costs to which the letters give the right, in cents.
    pub costs: Cents,
    /// The part of them that the landlord booked, in cents.
    pub booked_costs: Cents,
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
    let line = |item: &OpenItem, interest: Cents| {
        let of_claim = interruptions.iter().filter(|stop| stop.covers(item.due_on));
        let days: Vec<Day> = of_claim.map(|stop| stop.day).collect();
        let prescribed_after = rent_last_day(terms, item.due_on, &days);
        let OpenItem { due_on, kind, charged, open, .. } = *item;
        ClaimLine { due_on, kind, charged, open, interest, prescribed_after }
    };
    // No costs beside a principal of which nothing is left to claim.
    let costs = match still_asked(ground, law, letters)?.is_empty() {
        true => CostsToDemand::default(),
        false => costs_to_demand(ground, law, letters, vat)?,
    };
    let (asked, beside) = divided(ground, law, letters, costs.booked)?;
    let claimed =
        asked.iter().map(|item| interest_on(ground, law, item, today).map(|interest| line(item, interest)));
    let claims: Vec<ClaimLine> = claimed.collect::<Result<_, LawGap>>()?;
    let oldest = claims.first().map_or(today, |claim| claim.due_on);
    let about_now = |day: Day| day > oldest && day <= today;
    let signals =
        ground.dossier.circumstances.iter().filter(|held| held.kind == CircumstanceKind::EarlySignal);
    Ok(HandoverSet {
        day: today,
        claims,
        apart: beside.iter().map(|(item, why)| (line(item, Cents::ZERO), *why)).collect(),
        costs: costs.booked + costs.not_booked,
        booked_costs: costs.booked,
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

/// What is open of the principals that a letter of which the term is over asked, never more than it asked: what may be claimed.
pub(super) fn still_asked(
    ground: &Ground,
    law: &Law,
    letters: &[LetterOnFile],
) -> Result<Vec<OpenItem>, LawGap> {
    Ok(divided(ground, law, letters, Cents::ZERO)?.0)
}

/// Items with why they are not claimed.
type Beside = Vec<(OpenItem, Apart)>;

/// Everything that is open: the principals that are claimed, and what is not. Costs in the books are neither up to the amount
/// that is demanded as costs; the last that were booked first, for those came under these letters.
fn divided(
    ground: &Ground,
    law: &Law,
    letters: &[LetterOnFile],
    mut booked_costs: Cents,
) -> Result<(Vec<OpenItem>, Beside), LawGap> {
    let (mut asked, mut last_made_on) = (Vec::new(), None);
    for letter in letters {
        if matches!(state_of(ground, law, letter)?, LetterState::Lapsed(..)) {
            asked.extend(letter.claims.iter().copied());
            last_made_on = last_made_on.max(Some(letter.made_on));
        }
    }
    let why = |item: &OpenItem| match item.kind {
        EntryKind::CollectionCosts => Apart::CostsWithoutRight,
        EntryKind::Interest => Apart::BookedInterest,
        _ if last_made_on.is_some_and(|made_on| item.due_on >= made_on) => Apart::FellDueLater,
        _ => Apart::NotInLetter,
    };
    let (mut claimed, mut beside) = (Vec::new(), Vec::new());
    let mut items = ground.items_to_ask();
    for item in items.iter_mut().rev().filter(|item| item.kind == EntryKind::CollectionCosts) {
        let part = item.open.min(booked_costs);
        (item.open, booked_costs) = (item.open - part, booked_costs - part);
    }
    for item in items {
        let room = asked.iter_mut().find(|(due_on, _)| *due_on == item.due_on && is_principal(item.kind));
        let part = room.as_ref().map_or(Cents::ZERO, |(_, cents)| item.open.min(*cents));
        room.into_iter().for_each(|(_, cents)| *cents -= part);
        let split = [(part, true), (item.open - part, false)];
        for (open, is_claimed) in split.into_iter().filter(|(open, _)| *open > Cents::ZERO) {
            let of_item = OpenItem { open, ..item };
            if is_claimed { claimed.push(of_item) } else { beside.push((of_item, why(&of_item))) }
        }
    }
    Ok((claimed, beside))
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
    stops.extend(ground.circumstances(CircumstanceKind::PrescriptionInterrupted).map(|told| Interruption {
        day: told.since,
        what: "stuiting, vastgelegd door een medewerker".into(),
        claims: Some(told.until.map_or(Vec::new(), |last| due_days_until(ground, last))),
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
