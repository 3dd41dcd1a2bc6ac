//! A life cut at a day, as the books would hold it: for benchmarks and tests that skip the files.
//!
//! In go a life and a day; out comes the dossier a correct import would build from all deliveries up to that day. Position
//! and steps are empty: those are ours, not the landlord's.

use crate::events::{Agreed, Booking, Happening};
use crate::life::{Horizon, Life, costs_clause};
use domain::calendar::Day;
use domain::dossier::{
    Arrangement, Channels, Circumstance, Contact, ContactChannel, Dossier, Position, Tenancy,
};
use domain::ids::{Key, TenancyId};
use domain::ledger::{Entry, ReversalReason};

/// The lives of a portfolio, one after the other, never all at once.
pub fn lives(seed: u64, homes: u32, horizon: Horizon) -> impl Iterator<Item = Life> {
    (0..homes).map(move |index| Life::of(seed, index, horizon))
}

/// The dossier of this life as the books hold it at the end of `as_of`.
///
/// ```
/// use domain::calendar::Day;
/// use domain::ids::TenancyId;
/// use simulator::life::Horizon;
/// use simulator::portfolio::{dossier, lives};
///
/// let day = Day::parse_iso("2026-06-17").unwrap();
/// for life in lives(7, 100, Horizon::months_before(day, 24)) {
///     let dossier = dossier(&life, TenancyId(life.index), day);
///     assert!(dossier.entries.iter().all(|entry| entry.booked_on <= day));
/// }
/// ```
pub fn dossier(life: &Life, id: TenancyId, as_of: Day) -> Dossier {
    let before = life.horizon.from.previous();
    let known = |happening: &&Happening| happening.known_on <= as_of;
    let mut circumstances: Vec<Circumstance> =
        life.circumstances.iter().filter(known).map(|happening| circumstance(happening, as_of)).collect();
    circumstances.sort_by_key(|circumstance| circumstance.since);
    Dossier {
        tenancy: tenancy(life, id, as_of),
        entries: life.booked_between(before, as_of).iter().map(entry).collect(),
        circumstances,
        chosen: Vec::new(),
        arrangements: life
            .arrangements
            .iter()
            .filter(|a| a.agreed_on <= as_of)
            .map(|a| arrangement(a, as_of))
            .collect(),
        contacts: life.contacts.iter().filter(|attempt| attempt.day <= as_of).map(contact).collect(),
        steps: Vec::new(),
        position: Position::default(),
    }
}

fn tenancy(life: &Life, id: TenancyId, as_of: Day) -> Tenancy {
    let term = &life.term;
    Tenancy {
        id,
        starts_on: Some(term.starts_on),
        ends_on: term.ends_on_known(as_of),
        notice_on: term.notice_on.filter(|notice| *notice <= as_of),
        deceased_on: term.died_on.filter(|_| life.known_deceased(as_of)),
        rent: Some(life.rent_on(as_of)),
        direct_debit: Some(life.direct_debit_on(as_of)),
        accepted_pay_day: life.accepted_pay_day_on(as_of),
        erp_class: Some(Key::of(life.erp_class)),
        costs_clause: costs_clause(life.terms_version),
        reachable: life.reachable_on(as_of),
        no_friendly_mail: false,
        refused: life.tenant.refused,
    }
}

impl Life {
    /// The accepted own pay day as the books know it on this day; it goes with paying by hand.
    pub fn accepted_pay_day_on(&self, day: Day) -> Option<u8> {
        let by_hand = self.accepted_pay_day.filter(|_| !self.direct_debit_on(day));
        by_hand.filter(|(known, _)| *known <= day).map(|(_, pay_day)| pay_day)
    }

    /// Is the e-mail address known to fail on this day?
    pub fn email_bad(&self, day: Day) -> bool {
        self.email_bad_on.is_some_and(|bad| bad <= day)
    }

    /// Channels on which the tenant can be reached, as the books know it on this day.
    pub fn reachable_on(&self, day: Day) -> Channels {
        let channels = self.tenant.reachable();
        if self.email_bad(day) {
            Channels(channels.0 & !(1 << ContactChannel::Email as u8))
        } else {
            channels
        }
    }
}

fn entry(booking: &Booking) -> Entry {
    Entry {
        booked_on: booking.booked_on,
        due_on: booking.due_on,
        kind: booking.kind,
        reason: booking.sepa_code.map(ReversalReason::from_sepa),
        cents: booking.cents,
    }
}

fn circumstance(happening: &Happening, as_of: Day) -> Circumstance {
    Circumstance {
        kind: happening.kind,
        since: happening.since,
        until: happening.until,
        closed_on: happening.closed_on.filter(|closed| *closed <= as_of),
        cents: happening.cents,
    }
}

fn arrangement(agreed: &Agreed, as_of: Day) -> Arrangement {
    Arrangement {
        agreed_on: agreed.agreed_on,
        covers_until: agreed.covers_until,
        instalments: agreed.instalments.clone(),
        ended_on: agreed.ended_on.filter(|ended| *ended <= as_of),
    }
}

fn contact(attempt: &crate::events::Attempt) -> Contact {
    Contact {
        day: attempt.day,
        channel: attempt.channel,
        reached: attempt.reached,
        incoming: attempt.incoming,
    }
}
