//! Collection costs that may be booked today: under which letter, how much and why, or why none.
//!
//! In go a dossier, the law and the letters on file; out comes one amount with its letter, or the reason. Costs come from
//! nowhere else: only a letter that was posted with proof, without a fault, whose term is over, gives them, once for each
//! claim and never stacked. The landlord's own system keeps the ledger, so this is advice for it and no booking.
//!
//! Houvast is milder than the law in two ways: nothing is advised once everything in the letter has been paid, also when
//! that was late; and nothing while an arrangement, help, a dispute or a debt scheme is at work.

use super::fourteen_days::{
    LetterOnFile, LetterState, Posting, charged_letters, is_principal, open_under, state_of,
};
use crate::calendar::Day;
use crate::dossier::{CircumstanceKind, CostsClause};
use crate::facts::Ground;
use crate::law::collection_costs::{
    CollectionCosts, LetterClaim, NoCosts, SentLetter, VatConditions, chargeable,
};
use crate::law::fourteen_day_letter::Delivery;
use crate::law::interest::{InterestClaim, interest};
use crate::law::{Law, LawGap};
use crate::ledger::{EntryKind, OpenItem, booked_by, corrected};
use crate::money::Cents;

/// Costs that may be booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostsDue {
    /// Index of the letter they rest on.
    pub letter: usize,
    /// How much.
    pub costs: CollectionCosts,
    /// The first day on which they could be booked.
    pub from: Day,
    /// The principal that was unpaid at the end of the term, in cents.
    pub principal: Cents,
    /// Why, in one Dutch sentence.
    pub because: String,
}

/// Why no costs may be booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotDue {
    /// The landlord does not charge them (the setting `incassokosten`).
    SwitchedOff,
    /// There is no 14-day letter.
    NoLetter,
    /// The letter gives no right to costs today; see its state.
    Letter(LetterState),
    /// The law refuses.
    Law(NoCosts),
    /// Costs were advised under this letter before, or the landlord booked some itself.
    AlreadyBooked,
    /// Everything in the letter has been paid by now.
    PaidSince,
    /// Something is at work that goes before costs.
    Stands(&'static str),
    /// The law gives no value for the day.
    Gap(LawGap),
}

impl From<LawGap> for NotDue {
    fn from(gap: LawGap) -> NotDue {
        NotDue::Gap(gap)
    }
}

impl NotDue {
    /// The sentence a person reads.
    pub fn dutch(&self) -> String {
        match self {
            NotDue::SwitchedOff => "Geen incassokosten: u rekent ze niet (instelling incassokosten).".into(),
            NotDue::NoLetter => "Geen incassokosten: er is geen veertiendagenbrief verzonden.".into(),
            NotDue::Letter(state) => format!("Geen incassokosten. {}", state.dutch()),
            NotDue::Law(reason) => reason.dutch(),
            NotDue::AlreadyBooked => "Geen incassokosten: die zijn al geboekt; stapelen mag niet.".into(),
            NotDue::PaidSince => "Geen incassokosten: alles uit de brief is inmiddels betaald.".into(),
            NotDue::Stands(what) => format!("Nu geen incassokosten: {what}."),
            NotDue::Gap(gap) => format!("Geen incassokosten. {gap}"),
        }
    }
}

/// The costs that may be booked today, oldest letter first; else the reason of the newest letter.
pub fn costs_due(
    ground: &Ground,
    law: &Law,
    letters: &[LetterOnFile],
    vat: VatConditions,
) -> Result<CostsDue, NotDue> {
    if !ground.settings.charge_collection_costs {
        return Err(NotDue::SwitchedOff);
    }
    if let Some(what) = stands_in_the_way(ground) {
        return Err(NotDue::Stands(what));
    }
    let mut reason = NotDue::NoLetter;
    for at in 0..letters.len() {
        match under_letter(ground, law, letters, at, vat) {
            Ok(due) => return Ok(due),
            Err(why) => reason = why,
        }
    }
    Err(reason)
}

/// Costs that may be demanded today, in cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CostsToDemand {
    /// In the landlord's books and still open, as far as the letters they were booked under give the right to them.
    pub booked: Cents,
    /// Not booked yet.
    pub not_booked: Cents,
}

/// The costs that may be demanded today: those that may be booked, and of what the landlord booked no more than the letters
/// give the right to. Costs that no letter explains are not demanded, however long they have been in the books.
pub fn costs_to_demand(
    ground: &Ground,
    law: &Law,
    letters: &[LetterOnFile],
    vat: VatConditions,
) -> Result<CostsToDemand, LawGap> {
    if !ground.settings.charge_collection_costs || stands_in_the_way(ground).is_some() {
        return Ok(CostsToDemand::default());
    }
    let amount = |right: Result<CostsDue, NotDue>| match right {
        Ok(due) => Ok(due.costs.total()),
        Err(NotDue::Gap(gap)) => Err(gap),
        Err(_) => Ok(Cents::ZERO),
    };
    let (mut rights, mut since) = (Cents::ZERO, ground.today);
    for at in (0..letters.len()).filter(|at| is_booked(ground, letters, *at)) {
        rights += amount(right_under(ground, law, letters, at, vat))?;
        since = first_due(&letters[at]).map_or(since, |due_on| since.min(due_on));
    }
    let entries = &ground.dossier.entries;
    let of_costs = |kind: EntryKind, booked_on: Day| kind == EntryKind::CollectionCosts && booked_on > since;
    let items = ground.items_to_ask();
    let open = items.iter().filter(|item| of_costs(item.kind, entries[item.entry].booked_on));
    let open: Cents = open.map(|item| item.open).sum();
    let booked = corrected::standing(booked_by(entries, ground.today));
    let booked = booked.iter().filter(|one| of_costs(one.kind, one.booked_on) && one.cents > Cents::ZERO);
    let paid = (booked.map(|one| one.cents).sum::<Cents>() - open).at_least_zero();
    Ok(CostsToDemand {
        booked: open.min((rights - paid).at_least_zero()),
        not_booked: amount(costs_due(ground, law, letters, vat))?,
    })
}

/// The first day on which something in the letter fell due.
fn first_due(letter: &LetterOnFile) -> Option<Day> {
    letter.claims.iter().map(|(due_on, _)| *due_on).min()
}

/// What goes before costs today, in Dutch words; `None` when nothing does.
fn stands_in_the_way(ground: &Ground) -> Option<&'static str> {
    let holds = |kind| ground.holding(kind).is_some();
    let signal_rests = ground
        .holding(CircumstanceKind::EarlySignal)
        .is_some_and(|signal| ground.today <= signal.since + ground.settings.signal_pause_days);
    [
        (ground.died_on().is_some(), "de huurder is overleden"),
        (ground.debt_scheme().is_some(), "er loopt een schuldregeling of afkoelingsperiode"),
        (ground.running_arrangement().is_some(), "er loopt een betalingsregeling, en die is zonder kosten"),
        (ground.disputed() > Cents::ZERO, "de huurder betwist een bedrag"),
        (ground.promise_runs_until().is_some(), "er loopt een toezegging"),
        (holds(CircumstanceKind::Help), "er loopt hulp"),
        (signal_rests, "de gemeente is bezig met het vroegsignaal"),
        (holds(CircumstanceKind::Hold), "een medewerker heeft het dossier op pauze gezet"),
    ]
    .into_iter()
    .find_map(|(is_so, what)| is_so.then_some(what))
    .or_else(|| ground.unknown_what_was_paid())
}

fn under_letter(
    ground: &Ground,
    law: &Law,
    letters: &[LetterOnFile],
    at: usize,
    vat: VatConditions,
) -> Result<CostsDue, NotDue> {
    if is_booked(ground, letters, at) {
        return Err(NotDue::AlreadyBooked);
    }
    right_under(ground, law, letters, at, vat)
}

fn is_booked(ground: &Ground, letters: &[LetterOnFile], at: usize) -> bool {
    letters[at].charged.is_some() || booked_by_landlord(ground, letters, &letters[at])
}

/// The costs to which a letter gives the right today, booked or not.
fn right_under(
    ground: &Ground,
    law: &Law,
    letters: &[LetterOnFile],
    at: usize,
    vat: VatConditions,
) -> Result<CostsDue, NotDue> {
    let letter = &letters[at];
    let state = state_of(ground, law, letter)?;
    let LetterState::Lapsed(dates, _) = state else { return Err(NotDue::Letter(state)) };
    let dossier = ground.dossier;
    if open_under(dossier, letter, ground.today).iter().all(|(_, open)| open.is_zero()) {
        return Err(NotDue::PaidSince);
    }
    let sent = as_sent(letter, letters, at, open_under(dossier, letter, dates.costs_from.previous()));
    let earlier = charged_letters(ground, law, letters, Some(at))?;
    let clause = ground.dossier.tenancy.costs_clause;
    let costs = chargeable(law, ground.today, clause, &sent, &earlier, vat)?.map_err(NotDue::Law)?;
    let counted = sent.claims.iter().filter(|claim| !claim.charged_before);
    let principal: Cents = counted.map(|claim| claim.open_after_term).sum();
    let because = format!(
        "De veertiendagenbrief van {} is bezorgd; de termijn liep tot en met {}. Toen stond er nog € {principal} open.",
        sent.sent_on.dutch(),
        dates.last_day.dutch()
    );
    Ok(CostsDue { letter: at, costs, from: dates.costs_from, principal, because })
}

/// The letter as the law's own computation reads it.
fn as_sent(
    letter: &LetterOnFile,
    letters: &[LetterOnFile],
    at: usize,
    open: Vec<(Day, Cents)>,
) -> SentLetter {
    let charged_before = |due_on: Day| {
        let others = letters.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| other);
        let mut charged = others.filter(|other| other.charged.is_some());
        charged.any(|other| other.claims.iter().any(|(day, _)| *day == due_on))
    };
    let (sent_on, delivery) = match letter.posting {
        Posting::Posted(day) => (day, Delivery::PresumedByPost),
        Posting::Delivered(day, on) => (day, Delivery::Proven(on)),
        Posting::CameBack(day, _) => (day, Delivery::NotProven),
        Posting::NotProven => (letter.made_on, Delivery::NotProven),
    };
    let claims = letter.claims.iter().zip(open).map(|((due_on, principal), (_, open))| LetterClaim {
        due_on: *due_on,
        principal: *principal,
        open_after_term: open,
        charged_before: charged_before(*due_on),
    });
    SentLetter {
        sent_on,
        delivery,
        wording_valid: letter.wording_valid,
        stated_costs: letter.stated_costs,
        claims: claims.collect(),
    }
}

/// Did the landlord book costs after the first claim of the letter fell due that no letter on file explains?
fn booked_by_landlord(ground: &Ground, letters: &[LetterOnFile], letter: &LetterOnFile) -> bool {
    let Some(first_due) = first_due(letter) else { return false };
    let explained: Vec<Cents> = letters.iter().filter_map(|letter| letter.charged).map(|(_, c)| c).collect();
    let booked = corrected::standing(booked_by(&ground.dossier.entries, ground.today));
    let mut costs = booked.iter().filter(|entry| {
        entry.kind == EntryKind::CollectionCosts && entry.cents > Cents::ZERO && entry.booked_on > first_due
    });
    costs.any(|entry| !explained.contains(&entry.cents))
}

/// Statutory interest on everything that may be asked today, in cents; see [`interest_on`].
pub fn interest_due(ground: &Ground, law: &Law, until: Day) -> Result<Cents, LawGap> {
    ground.items_to_ask().iter().map(|item| interest_on(ground, law, item, until)).sum()
}

/// Statutory interest on what is open of an item, up to (not including) a day, in cents. Zero unless the landlord switched
/// it on and the rental terms were looked at (ECLI:NL:HR:2023:198). What was paid late bears none here: the books do not
/// say what was open when.
pub fn interest_on(ground: &Ground, law: &Law, item: &OpenItem, until: Day) -> Result<Cents, LawGap> {
    let clause = ground.dossier.tenancy.costs_clause;
    let asked = ground.settings.charge_interest && matches!(clause, CostsClause::None | CostsClause::Fair);
    if !asked || !is_principal(item.kind) {
        return Ok(Cents::ZERO);
    }
    let claim = InterestClaim {
        default_from: item.due_on.next(),
        principal: item.open,
        stops_on: ground.holding(CircumstanceKind::StatutoryDebtScheme).map(|scheme| scheme.since),
        ..InterestClaim::default()
    };
    Ok(interest(law, &claim, until)?.interest)
}

#[cfg(test)]
#[path = "costs_due_tests.rs"]
mod tests;
