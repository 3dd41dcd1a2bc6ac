//! A tenancy's account: entries in, claims out.
//!
//! The ledger is append-only. Everything that fell due on one day is one *claim*. Money goes where the payer said it
//! should go; the rest goes to the claim that fell due first (art. 6:43 BW), and within a claim to costs, interest and
//! principal in that order (art. 6:44 BW). One 14-day letter covers all claims in default (art. 6:96 lid 7 BW), so costs
//! always lie on the oldest claims, and *oldest first* is also *most onerous first*; see `docs/decisions/0002`.
//!
//! What an arrangement covers is no longer due at once but by instalment. So money that comes in while one holds and says
//! nothing pays, in order of due day, instalments and the rents beside them; an amount that is exactly an instalment is one.
//! This rests on what was agreed, never on how the arrangement goes, and an instalment that comes late does not become a
//! missed one because rent fell due in between.
//!
//! What could no longer be demanded on the day of a payment is paid last by it, unless the payer says otherwise: what is due and can be
//! demanded goes first (art. 6:43 BW), and what is prescribed is least onerous of all. What was prescribed at an agreement comes after
//! all else that the agreement covers. What a landlord writes off without saying what is the oldest, prescribed or not: he answers for
//! his own books.
//!
//! Money that was seen before the landlord booked it counts from the day it was seen, and once: see [`seen`]. What he took back or
//! corrected counts not at all: see [`corrected`].
//!
//! The outcome does not depend on the order in which bookings arrive, and never makes or loses a cent.

pub mod corrected;
mod entry;
pub mod paid;
pub mod seen;

pub use entry::{Entry, EntryKind, ReversalReason};

use std::borrow::Cow;

use crate::calendar::Day;
use crate::dossier::{Arrangement, Dossier};
use crate::money::Cents;
use crate::prescribed::is_old;

/// All that fell due on one day, and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The day it fell due.
    pub due_on: Day,
    /// Sum of the charges and reversals.
    pub charged: Cents,
    /// What is still to be paid.
    pub open: Cents,
    /// The day on which the last cent came in.
    pub settled_on: Option<Day>,
    /// The money at hand pays it after all others.
    comes_last: bool,
}

/// Money that does not say what it is for.
#[derive(Clone, Copy, Debug)]
struct Money {
    day: Day,
    cents: Cents,
    /// The landlord gave it up, nobody paid it.
    is_written_off: bool,
}

/// What was booked up to and including a day, of entries in order of booking day.
pub fn booked_by(entries: &[Entry], day: Day) -> &[Entry] {
    &entries[..entries.partition_point(|entry| entry.booked_on <= day)]
}

/// The account on a day: claims by due day, and money that has no claim yet.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// In order of due day.
    pub claims: Vec<Claim>,
    /// Money received that no booked claim asks for.
    pub surplus: Cents,
    pool: Vec<Money>,
}

impl Account {
    /// Settles all that was booked up to and including `today` and replaces what was here before.
    pub fn settle(&mut self, dossier: &Dossier, today: Day) {
        let known = booked_by(&dossier.entries, today);
        let booked = seen::counted(known);
        self.collect_claims(&booked);
        let moved = if matches!(booked, Cow::Owned(_)) { corrected::moved(known) } else { Vec::new() };
        self.designate(&booked, &moved);
        let mut pool = std::mem::take(&mut self.pool);
        let until = self.oldest_first_until(&pool, dossier, today);
        let (before, since) = pool.split_at_mut(until);
        self.pay_oldest_first(before);
        self.pay_one_by_one(since, dossier);
        self.pool = pool;
        for claim in self.claims.iter_mut().filter(|claim| claim.open.0 > 0) {
            claim.settled_on = None;
        }
    }

    /// How much of this money pays the oldest claim whatever its day: what came in before anything was agreed, and nothing where a
    /// claim is so old that it may be prescribed.
    fn oldest_first_until(&self, pool: &[Money], dossier: &Dossier, today: Day) -> usize {
        if self.claims.first().is_some_and(|oldest| is_old(oldest.due_on, today)) {
            return 0;
        }
        let first = dossier.arrangements.first();
        first.map_or(pool.len(), |first| pool.partition_point(|money| money.day <= first.agreed_on))
    }

    fn collect_claims(&mut self, booked: &[Entry]) {
        self.claims.clear();
        for entry in booked.iter().filter(|entry| entry.is_debit()) {
            let due_on = entry.due();
            let (charged, open) = (entry.cents, entry.cents);
            let fresh = Claim { due_on, charged, open, settled_on: None, comes_last: false };
            match self.place(due_on, self.claims.len().saturating_sub(1)) {
                Ok(at) => {
                    self.claims[at].charged += entry.cents;
                    self.claims[at].open += entry.cents;
                }
                Err(at) => self.claims.insert(at, fresh),
            }
        }
    }

    /// Where the claim of a due day is, or belongs. Bookings come in order of day, so it is nearly always at `near` or next to it.
    fn place(&self, due_on: Day, near: usize) -> Result<usize, usize> {
        for at in near..self.claims.len().min(near + 2) {
            if self.claims[at].due_on == due_on {
                return Ok(at);
            }
        }
        if self.claims.last().is_none_or(|last| last.due_on < due_on) {
            return Err(self.claims.len());
        }
        self.claims.binary_search_by_key(&due_on, |claim| claim.due_on)
    }

    /// Gives designated money to its claim, also when that was moved to another day; what is left over, and all other money, goes into
    /// the pool by day.
    fn designate(&mut self, booked: &[Entry], moved: &[(Day, Day)]) {
        self.pool.clear();
        let mut near = 0;
        for entry in booked.iter().filter(|entry| !entry.is_debit() && entry.cents.0 != 0) {
            if entry.cents.0 > 0 {
                self.take_back(entry.cents);
                continue;
            }
            let mut money = -entry.cents;
            let since = moved.iter().filter(|(was, _)| Some(*was) == entry.due_on).map(|(_, is)| *is);
            for due_on in entry.due_on.into_iter().chain(since) {
                let Ok(at) = self.place(due_on, near) else { continue };
                near = at;
                let claim = &mut self.claims[at];
                let part = money.min(claim.open);
                if part.0 > 0 {
                    claim.open -= part;
                    claim.settled_on = Some(entry.booked_on);
                    money -= part;
                }
            }
            if money.0 > 0 {
                let is_written_off = entry.kind == EntryKind::WriteOff;
                self.pool.push(Money { day: entry.booked_on, cents: money, is_written_off });
            }
        }
    }

    /// A payment that is taken back without saying for what undoes the money received last.
    fn take_back(&mut self, mut money: Cents) {
        while let Some(last) = self.pool.pop() {
            if last.cents > money {
                self.pool.push(Money { cents: last.cents - money, ..last });
                return;
            }
            money -= last.cents;
        }
        if money.0 > 0 {
            self.pool.push(Money { day: Day(i32::MIN), cents: -money, is_written_off: false });
        }
    }

    /// Money pays the claims in order of due day, the money in order of booking.
    fn pay_oldest_first(&mut self, moneys: &[Money]) {
        let mut moneys = moneys.iter().copied();
        let mut day = Day(i32::MIN);
        let mut money = Cents::ZERO;
        for claim in &mut self.claims {
            while claim.open.0 > 0 {
                if money.0 <= 0 {
                    let Some(next) = moneys.next() else { break };
                    (day, money) = (next.day, money + next.cents);
                    continue;
                }
                let part = money.min(claim.open);
                claim.open -= part;
                money -= part;
                claim.settled_on = Some(claim.settled_on.map_or(day, |earlier| earlier.max(day)));
            }
        }
        self.surplus = money + moneys.map(|next| next.cents).sum();
    }

    /// Money and what was left before it pays as the arrangement of the day asks, or the oldest claim first when none holds; what was
    /// prescribed comes last. Within a day the order of arrival does not matter: what the landlord writes off goes first, then the
    /// instalments, then all else.
    fn pay_one_by_one(&mut self, moneys: &mut [Money], dossier: &Dossier) {
        let of = |day: Day| dossier.arrangements.iter().rfind(|arrangement| arrangement.orders_money_of(day));
        let is_term = |money: &Money| {
            let beside = |arrangement| &self.claims[self.covered_by(arrangement)..];
            of(money.day)
                .is_some_and(|arrangement| is_instalment(arrangement, beside(arrangement), money.cents))
        };
        for same_day in moneys.chunk_by_mut(|one, next| one.day == next.day).filter(|moneys| moneys.len() > 1)
        {
            same_day.sort_by_key(|money| (!money.is_written_off, !is_term(money)));
        }
        let mut first_open = 0;
        let mut agreed = (None, 0);
        for &mut money in moneys {
            self.surplus += money.cents;
            first_open += self.claims[first_open..].iter().take_while(|claim| claim.open.is_zero()).count();
            let arrangement = of(money.day);
            say_what_comes_last(&mut self.claims[first_open..], money, arrangement, dossier);
            let Some(arrangement) = arrangement else {
                pay(&mut self.claims[first_open..], money.day, &mut self.surplus);
                continue;
            };
            // Which claims it covers is found once, not for every payment.
            if !agreed.0.is_some_and(|before| std::ptr::eq(before, arrangement)) {
                agreed = (Some(arrangement), self.covered_by(arrangement));
            }
            let is_term = is_instalment(arrangement, &self.claims[agreed.1..], money.cents);
            let covered = first_open.max(agreed.1);
            let (covered, beside) = self.claims.split_at_mut(covered);
            pay_under(arrangement, &mut covered[first_open..], beside, money.day, is_term, &mut self.surplus);
        }
    }

    /// How many claims an arrangement covers: the first ones.
    fn covered_by(&self, arrangement: &Arrangement) -> usize {
        self.claims.partition_point(|claim| claim.due_on <= arrangement.covers_until)
    }

    /// What the tenant owes in all, due or not: negative when he has paid ahead.
    pub fn balance(&self) -> Cents {
        self.claims.iter().map(|claim| claim.open).sum::<Cents>() - self.surplus
    }

    /// The same as a tenant may be told it: without what can no longer be demanded on this day.
    pub fn balance_to_tell(&self, dossier: &Dossier, day: Day) -> Cents {
        self.balance() - self.prescribed(dossier, day).map(|claim| claim.open).sum()
    }

    /// What is open and can no longer be demanded on this day, oldest first.
    pub fn prescribed(&self, dossier: &Dossier, day: Day) -> impl Iterator<Item = &Claim> {
        let old = self.claims.iter().take_while(move |claim| is_old(claim.due_on, day));
        old.filter(move |claim| claim.open.0 > 0 && dossier.is_prescribed(claim.due_on, day))
    }
}

/// Which of these claims this money pays after all others: what could no longer be demanded on its day, and of what an arrangement
/// covers what could not when it was agreed.
fn say_what_comes_last(
    claims: &mut [Claim],
    money: Money,
    arrangement: Option<&Arrangement>,
    dossier: &Dossier,
) {
    for claim in claims.iter_mut().take_while(|claim| is_old(claim.due_on, money.day)) {
        let covering = arrangement.filter(|arrangement| claim.due_on <= arrangement.covers_until);
        let day = covering.map_or(money.day, |arrangement| arrangement.agreed_on);
        claim.comes_last = !money.is_written_off && dossier.is_prescribed(claim.due_on, day);
    }
}

/// An amount that is exactly an instalment says what it is for, unless a claim beside the arrangement is as large.
fn is_instalment(arrangement: &Arrangement, beside: &[Claim], money: Cents) -> bool {
    arrangement.instalments.iter().any(|(_, cents)| *cents == money)
        && !beside.iter().any(|claim| claim.charged == money)
}

/// What falls due first is paid first: covered debt by instalment, claims beside it on their due day. Money that is a term
/// goes to the covered debt before all.
fn pay_under(
    arrangement: &Arrangement,
    covered: &mut [Claim],
    beside: &mut [Claim],
    day: Day,
    is_term: bool,
    left: &mut Cents,
) {
    if is_term {
        pay(covered, day, left);
    }
    for claim in beside.iter_mut().filter(|claim| claim.open.0 > 0 && !claim.comes_last) {
        if left.0 <= 0 {
            break;
        }
        let open: Cents = covered.iter().filter(|claim| !claim.comes_last).map(|claim| claim.open).sum();
        let asked_sooner = (open - arrangement.asked_after(claim.due_on)).at_least_zero();
        let mut instalments = asked_sooner.min(*left).at_least_zero();
        *left -= instalments;
        pay(covered, day, &mut instalments);
        pay(std::slice::from_mut(claim), day, left);
    }
    pay(covered, day, left);
    pay(beside, day, left);
}

/// Money pays these claims in their order, first those that do not come last.
fn pay(claims: &mut [Claim], day: Day, money: &mut Cents) {
    pay_those(claims, false, day, money);
    if money.0 > 0 {
        pay_those(claims, true, day, money);
    }
}

fn pay_those(claims: &mut [Claim], last: bool, day: Day, money: &mut Cents) {
    for claim in claims.iter_mut().filter(|claim| claim.comes_last == last) {
        if money.0 <= 0 {
            break;
        }
        let part = claim.open.min(*money);
        if part.0 > 0 {
            claim.open -= part;
            *money -= part;
            claim.settled_on = Some(claim.settled_on.map_or(day, |earlier| earlier.max(day)));
        }
    }
}

/// A charge that is not paid in full, as a letter lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenItem {
    /// Position of its entry in the ledger.
    pub entry: usize,
    /// What it is.
    pub kind: EntryKind,
    /// The day it fell due.
    pub due_on: Day,
    /// The original amount.
    pub charged: Cents,
    /// What is still to be paid.
    pub open: Cents,
}

/// The open items behind the claims of an account, oldest first. A payment that came back reopens what it had paid and is
/// no item of its own. Within a claim what was paid went to costs, then interest, then principal; equal principals share
/// what is left pro rata (art. 6:43 lid 2, 6:44 BW), the odd cent going to the first.
pub fn open_items(entries: &[Entry], account: &Account, today: Day) -> Vec<OpenItem> {
    let mut items = Vec::new();
    let pairs = corrected::taken_back(entries.iter());
    for claim in account.claims.iter().filter(|claim| claim.open.0 > 0) {
        let debits = entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| entry.booked_on <= today && entry.is_debit() && entry.due() == claim.due_on)
            .filter(|(at, _)| !corrected::is_in(&pairs, *at));
        let item = |(at, entry): (usize, &Entry)| OpenItem {
            entry: at,
            kind: entry.kind,
            due_on: claim.due_on,
            charged: entry.cents,
            open: entry.cents,
        };
        let (mut reopened, mut parts): (Vec<OpenItem>, Vec<OpenItem>) =
            debits.map(item).partition(|part| part.kind == EntryKind::Reversal);
        let charged: Cents = parts.iter().map(|part| part.open).sum();
        // More open than was charged: something came back whose payment is not in the books.
        let beyond = (claim.open - charged).at_least_zero();
        let came_back: Cents = reopened.iter().map(|part| part.open).sum();
        pay_within_claim(&mut reopened, came_back - beyond);
        parts.sort_by_key(|part| (part.kind.rank(), part.entry));
        pay_within_claim(&mut parts, (charged - claim.open).at_least_zero());
        items.extend(parts.into_iter().chain(reopened).filter(|part| part.open.0 > 0));
    }
    items
}

fn pay_within_claim(parts: &mut [OpenItem], mut paid: Cents) {
    for rank in 0..=2 {
        let total: Cents = parts.iter().filter(|p| p.kind.rank() == rank).map(|p| p.open).sum();
        let spend = paid.min(total);
        paid -= spend;
        let (mut spent, mut seen) = (Cents::ZERO, Cents::ZERO);
        for part in parts.iter_mut().filter(|part| part.kind.rank() == rank) {
            seen += part.open;
            let so_far = if total.is_zero() { Cents::ZERO } else { spend.times_ratio(seen.0, total.0) };
            part.open -= so_far - spent;
            spent = so_far;
        }
    }
}

#[cfg(test)]
mod tests;
