//! Builds the dossier that a golden file describes, as the landlord's books would give it.

use super::{Golden, Rhythm, Statement};
use domain::arrangement::schedule;
use domain::calendar::{Day, Month};
use domain::dossier::{Arrangement, Channels, ContactChannel, Dossier, StepTaken, Tenancy};
use domain::ids::Key;
use domain::ledger::{Account, Entry, EntryKind, ReversalReason};
use domain::money::Cents;
use domain::policy::Policy;

/// Builds the dossier with everything that will ever be booked; a night looks at what is known by then.
pub(super) fn dossier(golden: &Golden, policy: &Policy) -> Result<Dossier, String> {
    let mut dossier = Dossier { tenancy: tenancy(golden)?, ..Dossier::default() };
    rents(golden, &mut dossier)?;
    for line in &golden.statements {
        add(&line.item, policy, &mut dossier);
    }
    dossier.entries.sort_by_key(|entry| (entry.booked_on, !entry.is_charge()));
    dossier.circumstances.sort_by_key(|circumstance| circumstance.since);
    dossier.contacts.sort_by_key(|contact| contact.day);
    dossier.steps.sort_by_key(|step| step.day);
    for line in &golden.statements {
        if let Statement::Arrangement(agreed_on, terms, first, ended_on) = line.item {
            let total = to_arrange(&dossier, agreed_on);
            let instalments = schedule(total, first, terms);
            dossier.arrangements.push(Arrangement {
                agreed_on,
                covers_until: agreed_on,
                instalments,
                ended_on,
            });
        }
    }
    dossier.arrangements.sort_by_key(|arrangement| arrangement.agreed_on);
    Ok(dossier)
}

/// Charges before money on the same day, so that a payment finds its claim.
trait Charge {
    fn is_charge(&self) -> bool;
}

impl Charge for Entry {
    fn is_charge(&self) -> bool {
        self.cents.0 > 0
    }
}

/// What an agreement of this day is about: what was due then and could be demanded, whatever was agreed before.
fn to_arrange(dossier: &Dossier, day: Day) -> Cents {
    let without = Dossier { arrangements: Vec::new(), ..dossier.clone() };
    let mut account = Account::default();
    account.settle(&without, day);
    let due = account.claims.iter().filter(|claim| claim.due_on <= day);
    due.filter(|claim| !dossier.is_prescribed(claim.due_on, day)).map(|claim| claim.open).sum()
}

fn tenancy(golden: &Golden) -> Result<Tenancy, String> {
    let reachable = Channels::default().with(ContactChannel::Sms).with(ContactChannel::Email);
    let mut tenancy = Tenancy { direct_debit: Some(false), reachable, ..Tenancy::default() };
    let (mut rent_said, mut start_said) = (false, false);
    for line in &golden.statements {
        match &line.item {
            Statement::Rent(rent) => (tenancy.rent, rent_said) = (*rent, true),
            Statement::Start(day) => (tenancy.starts_on, start_said) = (*day, true),
            Statement::DirectDebit(debit) => tenancy.direct_debit = *debit,
            Statement::PayDay(day) => tenancy.accepted_pay_day = Some(*day),
            Statement::ErpClass(class) => tenancy.erp_class = Some(Key::of(class)),
            Statement::Notice(on, end) => {
                tenancy.notice_on = Some(*on);
                tenancy.ends_on = Some(*end);
            }
            Statement::Deceased(day) => tenancy.deceased_on = Some(*day),
            Statement::Unreachable(channel) => {
                tenancy.reachable = Channels(tenancy.reachable.0 & !Channels::default().with(*channel).0);
            }
            Statement::Reachable(channel) => tenancy.reachable = tenancy.reachable.with(*channel),
            Statement::NoFriendlyMail => tenancy.no_friendly_mail = true,
            Statement::Refuses(channel) => tenancy.refused = tenancy.refused.with(*channel),
            _ => {}
        }
    }
    match (rent_said, start_said) {
        (true, true) => Ok(tenancy),
        (false, _) => Err("zeg hoe hoog de huur is: \"huur 549,40 euro\" of \"huur onbekend\"".into()),
        (_, false) => Err("zeg sinds wanneer: \"huurt sinds 1 maart 2014\"".into()),
    }
}

/// The rents of all months from the first that is named up to the last night, or the end of the tenancy.
fn rents(golden: &Golden, dossier: &mut Dossier) -> Result<(), String> {
    let (Some(first_night), Some(last_night)) = (golden.nights.first(), golden.nights.last()) else {
        return Err("er staat geen enkele nacht in dit dossier".into());
    };
    let said = golden.statements.iter().find_map(|line| match line.item {
        Statement::BooksFrom(month) => Some(month),
        _ => None,
    });
    let named = golden.statements.iter().filter_map(|line| month_named(&line.item)).min();
    let first = said.or(named).unwrap_or(first_night.first.month());
    let Some(rent) = dossier.tenancy.rent else { return Ok(()) };
    let end = dossier.tenancy.ends_on.map_or(last_night.last, |end| end.min(last_night.last));
    let mut month = first;
    while month.first_day() <= end {
        let day = month.first_day();
        dossier.entries.push(Entry {
            booked_on: day,
            due_on: Some(day),
            kind: EntryKind::Rent,
            reason: None,
            cents: rent,
        });
        month = month + 1;
    }
    Ok(())
}

fn month_named(statement: &Statement) -> Option<Month> {
    match statement {
        Statement::PaysMonthly(_, first, _) => Some(*first),
        Statement::Paid(month, ..) | Statement::NotPaid(month) | Statement::Reversal(_, month, _) => {
            Some(*month)
        }
        _ => None,
    }
}

/// The entries of money that was seen, and of what became of it.
fn seen(statement: &Statement) -> Vec<Entry> {
    let (kind, reason) = (EntryKind::SeenPayment, None);
    let entry = |booked_on, due_on, cents| Entry { booked_on, due_on, kind, reason, cents };
    match statement {
        Statement::Seen(cents, seen_on, None) => vec![entry(*seen_on, None, -*cents)],
        Statement::Seen(cents, seen_on, Some(booked_on)) => vec![
            entry(*seen_on, None, -*cents),
            Entry { kind: EntryKind::Payment, ..entry(*booked_on, None, -*cents) },
            entry(*seen_on.max(booked_on), Some(*seen_on), *cents),
        ],
        Statement::Doubted { cents, seen_on, doubt, since, answered_on } => {
            let reason = Some(ReversalReason::MaybeBooked);
            let doubted = |day, cents| Entry { reason, ..entry(day, Some(*seen_on), cents) };
            let answered = answered_on.map(|day| doubted(day, -*doubt));
            let seen = [entry(*seen_on, None, -*cents), doubted(*since, *doubt)];
            seen.into_iter().chain(answered).collect()
        }
        _ => Vec::new(),
    }
}

fn add(statement: &Statement, policy: &Policy, dossier: &mut Dossier) {
    let rent = dossier.tenancy.rent.unwrap_or_default();
    let kind = match dossier.tenancy.direct_debit {
        Some(true) => EntryKind::DirectDebit,
        _ => EntryKind::Payment,
    };
    let money = |booked_on, due_on, cents| Entry { booked_on, due_on, kind, reason: None, cents };
    match statement {
        Statement::PaysMonthly(rhythm, first, last) => {
            let mut month = *first;
            while month <= *last {
                let day = match rhythm {
                    Rhythm::DayOfMonth(day) => month.day(*day),
                    Rhythm::AfterDays(days) => month.first_day() + *days,
                };
                dossier.entries.push(money(day, Some(month.first_day()), -rent));
                month = month + 1;
            }
        }
        Statement::Paid(month, day, part) => {
            dossier.entries.push(money(*day, Some(month.first_day()), -part.unwrap_or(rent)));
        }
        Statement::Payment(cents, day) => {
            dossier.entries.push(Entry { kind: EntryKind::Payment, ..money(*day, None, -*cents) });
        }
        Statement::Seen(..) | Statement::Doubted { .. } => dossier.entries.extend(seen(statement)),
        Statement::Reversal(day, month, reason) => dossier.entries.push(Entry {
            kind: EntryKind::Reversal,
            reason: Some(*reason),
            ..money(*day, Some(month.first_day()), rent)
        }),
        Statement::Booking(kind, cents, day, due, corrected) => {
            let lowers = kind.is_payment() || matches!(kind, EntryKind::Credit | EntryKind::WriteOff);
            let cents = if lowers { -*cents } else { *cents };
            let booked = Entry { kind: *kind, ..money(*day, *due, cents) };
            dossier.entries.push(booked);
            dossier.entries.extend(corrected.then_some(Entry { cents: -cents, ..booked }));
        }
        Statement::Holds(circumstance) => dossier.circumstances.push(*circumstance),
        Statement::Contact(contact) => dossier.contacts.push(*contact),
        Statement::Taken(step, channel, day, cycle) => {
            let letter = policy.letters.iter().find(|letter| letter.id == *step);
            let milestone = letter.and_then(|letter| letter.milestone);
            let key = Key::of(step);
            dossier.steps.push(StepTaken {
                day: *day,
                cycle: *cycle,
                step: key,
                channel: *channel,
                milestone,
                posted_on: None,
            });
        }
        _ => {}
    }
}
