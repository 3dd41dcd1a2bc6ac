//! What the books could know about one tenancy on one night, counted afresh for each question.

use crate::events::{Agreed, Booking, Happening};
use crate::life::Life;
use crate::tally;
use domain::calendar::Day;
use domain::dossier::{CircumstanceKind, ContactChannel};
use domain::ledger::EntryKind;
use domain::money::Cents;
use std::collections::BTreeSet;

pub(super) struct View<'a> {
    pub life: &'a Life,
    pub today: Day,
    pub known_until: Day,
    /// Days of which the bank told who paid.
    pub told: &'a BTreeSet<Day>,
}

/// What may be asked today, and why not more.
#[derive(Debug, Default)]
pub(super) struct Due {
    /// Everything that is open and should have been paid before today, by the accepted own pay day where there is one.
    pub all: Cents,
    /// Part of it that a running arrangement covers.
    pub covered: Cents,
    /// Has that arrangement ever been behind? Then it may be asked, or not.
    pub behind: bool,
    /// Part of it that a debt scheme has frozen.
    pub frozen: Cents,
    /// Part of the rest that is disputed.
    pub disputed: Cents,
    /// Due day of the oldest open claim.
    pub oldest: Option<Day>,
    /// The same without what is frozen or covered by an arrangement.
    pub oldest_free: Option<Day>,
    /// Free claims that fell due in the last month, oldest first.
    newest: Vec<Cents>,
}

impl Due {
    /// What may be asked.
    pub(super) fn demandable(&self) -> Cents {
        (self.all - self.covered - self.frozen - self.disputed).at_least_zero()
    }

    /// What may be asked by a landlord who waits for a learned pay day: the newest claims of the last month may wait.
    pub(super) fn leaving_out_newest(&self) -> Vec<Cents> {
        let mut rest = self.all - self.covered - self.frozen;
        let mut amounts = Vec::new();
        for claim in self.newest.iter().rev() {
            rest -= *claim;
            amounts.push((rest - self.disputed).at_least_zero());
        }
        amounts
    }

    /// What may be asked when the arrangement is behind and its claims are asked again.
    pub(super) fn with_covered(&self) -> Cents {
        (self.all - self.frozen - self.disputed).at_least_zero()
    }
}

impl View<'_> {
    /// What is known of the account since a day: what the books hold, and payments that the bank told before them, which do not
    /// say which claim they are for.
    fn known(&self, after: Day) -> Vec<Booking> {
        let mut known = self.life.booked_between(after, self.known_until).to_vec();
        let since = self.known_until.max(after);
        for day in self.told.iter().filter(|day| **day > since && **day <= self.today) {
            let told = self.life.booked_between(day.previous(), *day).iter();
            let payments = told.filter(|booking| booking.kind == EntryKind::Payment);
            known.extend(payments.map(|booking| Booking { due_on: None, claim: None, ..*booking }));
        }
        known
    }

    /// Circumstances of this kind that the books know and that hold today.
    pub(super) fn holding(&self, kind: CircumstanceKind) -> impl Iterator<Item = &Happening> {
        self.life
            .circumstances
            .iter()
            .filter(move |happening| happening.kind == kind && self.holds(happening))
    }

    pub(super) fn any(&self, kind: CircumstanceKind) -> bool {
        self.holding(kind).next().is_some()
    }

    fn holds(&self, happening: &Happening) -> bool {
        let closed =
            happening.closed_on.is_some_and(|closed| closed <= self.known_until && closed <= self.today);
        let over = happening.until.is_some_and(|last| last < self.today);
        happening.known_on <= self.known_until && happening.since <= self.today && !closed && !over
    }

    pub(super) fn deceased(&self) -> bool {
        self.life.known_deceased(self.known_until)
    }

    /// Can the tenant be reached this way, as far as the books know?
    pub(super) fn channel_works(&self, channel: ContactChannel) -> bool {
        let at_the_door = matches!(channel, ContactChannel::Letter | ContactChannel::Visit);
        self.life.reachable_on(self.known_until).has(channel)
            && !(at_the_door && self.any(CircumstanceKind::AddressUnusable))
    }

    /// What is due, with everything that may not be asked.
    pub(super) fn due(&self) -> Due {
        let before = self.life.horizon.from.previous();
        let claims = tally::claims(&self.known(before), &self.life.arrangements);
        let open = claims.iter().filter(|claim| self.pay_by(claim.due) < self.today && claim.open.0 > 0);
        let scheme = self.scheme_since();
        let agreed = self.running_arrangement();
        let mut due = Due::default();
        for claim in open {
            due.all += claim.open;
            due.oldest = due.oldest.or(Some(claim.due));
            if scheme.is_some_and(|since| claim.due <= since) {
                due.frozen += claim.open;
            } else if agreed.is_some_and(|agreed| claim.due <= agreed.covers_until) {
                due.covered += claim.open;
            } else {
                due.oldest_free = due.oldest_free.or(Some(claim.due));
                if self.today - claim.due <= 31 {
                    due.newest.push(claim.open);
                }
            }
        }
        due.behind = agreed.is_some_and(|agreed| self.ever_behind(agreed));
        let rest = due.all - due.frozen - due.covered;
        let disputes: Vec<&Happening> = self.holding(CircumstanceKind::Dispute).collect();
        let whole = disputes.iter().any(|dispute| dispute.cents.is_none());
        let parts: Cents = disputes.iter().filter_map(|dispute| dispute.cents).sum();
        due.disputed = if whole { rest } else { parts.min(rest) };
        due
    }

    /// The day by which a claim should be paid: its due day, or the accepted own pay day that comes next.
    fn pay_by(&self, due: Day) -> Day {
        let accepted = self.life.accepted_pay_day_on(self.known_until);
        accepted.map_or(due, |pay_day| {
            let own = due.month().day(u32::from(pay_day));
            if own >= due { own } else { (due.month() + 1).day(u32::from(pay_day)) }
        })
    }

    /// Is a promise running that has not been fulfilled yet?
    pub(super) fn promise_runs(&self) -> bool {
        self.holding(CircumstanceKind::Promise).any(|promise| {
            let paid = self.known(promise.since.previous());
            let paid: Cents =
                paid.iter().filter(|booking| booking.kind.is_payment()).map(|booking| -booking.cents).sum();
            promise.cents.is_none_or(|promised| paid < promised)
        })
    }

    /// First day of a debt scheme that holds today: what fell due up to then is frozen.
    fn scheme_since(&self) -> Option<Day> {
        let kinds = [CircumstanceKind::DebtScheme, CircumstanceKind::StatutoryDebtScheme];
        kinds.iter().flat_map(|kind| self.holding(*kind)).map(|happening| happening.since).max()
    }

    /// The last arrangement the books know that nobody has ended.
    fn running_arrangement(&self) -> Option<&Agreed> {
        let known = |agreed: &&Agreed| agreed.agreed_on <= self.known_until;
        let ended = |agreed: &Agreed| agreed.ended_on.is_some_and(|ended| ended <= self.known_until);
        self.life.arrangements.iter().rfind(known).filter(|agreed| !ended(agreed))
    }

    /// Was more open of the covered claims, at the end of some instalment's day, than the later instalments add up to?
    fn ever_behind(&self, agreed: &Agreed) -> bool {
        let before = self.life.horizon.from.previous();
        let mut past = agreed.instalments.iter().map(|(day, _)| *day).filter(|day| *day < self.today);
        past.any(|day| {
            let claims = tally::claims(
                self.life.booked_between(before, day.min(self.known_until)),
                &self.life.arrangements,
            );
            let covered = claims.iter().filter(|claim| claim.due <= agreed.covers_until);
            let later = agreed.instalments.iter().filter(|(other, _)| *other > day);
            covered.map(|claim| claim.open).sum::<Cents>() > later.map(|(_, cents)| *cents).sum()
        })
    }
}
