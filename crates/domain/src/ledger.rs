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
//! Money that was seen before the landlord booked it counts from the day it was seen, and once: see [`seen`]. What he took back or
//! corrected counts not at all: see [`corrected`].
//!
//! The outcome does not depend on the order in which bookings arrive, and never makes or loses a cent.

pub mod corrected;
mod entry;
pub mod seen;

pub use entry::{Entry, EntryKind, ReversalReason};

use crate::calendar::Day;
use crate::dossier::Arrangement;
use crate::money::Cents;

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
    pool: Vec<(Day, Cents)>,
}

impl Account {
    /// Settles all entries booked up to and including `today` and replaces what was here before.
    /// `entries` are in order of booking day, `arrangements` in order of agreement.
    pub fn settle(&mut self, entries: &[Entry], arrangements: &[Arrangement], today: Day) {
        let booked = seen::counted(booked_by(entries, today));
        self.collect_claims(&booked);
        self.designate(&booked);
        let mut pool = std::mem::take(&mut self.pool);
        let agreed = arrangements
            .first()
            .map_or(pool.len(), |first| pool.partition_point(|(day, _)| *day <= first.agreed_on));
        let (before, since) = pool.split_at_mut(agreed);
        self.pay_oldest_first(before);
        self.pay_as_agreed(since, arrangements);
        self.pool = pool;
        for claim in self.claims.iter_mut().filter(|claim| claim.open.0 > 0) {
            claim.settled_on = None;
        }
    }

    fn collect_claims(&mut self, booked: &[Entry]) {
        self.claims.clear();
        for entry in booked.iter().filter(|entry| entry.is_debit()) {
            let due_on = entry.due();
            let fresh = Claim { due_on, charged: entry.cents, open: entry.cents, settled_on: None };
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

    /// Gives designated money to its claim; what is left over, and all other money, goes into the pool by day.
    fn designate(&mut self, booked: &[Entry]) {
        self.pool.clear();
        let mut near = 0;
        for entry in booked.iter().filter(|entry| !entry.is_debit() && entry.cents.0 != 0) {
            if entry.cents.0 > 0 {
                self.take_back(entry.cents);
                continue;
            }
            let mut money = -entry.cents;
            if let Some(Ok(at)) = entry.due_on.map(|due_on| self.place(due_on, near)) {
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
                self.pool.push((entry.booked_on, money));
            }
        }
    }

    /// A payment that is taken back without saying for what undoes the money received last.
    fn take_back(&mut self, mut money: Cents) {
        while let Some((day, last)) = self.pool.pop() {
            if last > money {
                self.pool.push((day, last - money));
                return;
            }
            money -= last;
        }
        if money.0 > 0 {
            self.pool.push((Day(i32::MIN), -money));
        }
    }

    /// Money pays the claims in order of due day, the money in order of booking.
    fn pay_oldest_first(&mut self, moneys: &[(Day, Cents)]) {
        let mut moneys = moneys.iter().copied();
        let mut day = Day(i32::MIN);
        let mut money = Cents::ZERO;
        for claim in &mut self.claims {
            while claim.open.0 > 0 {
                if money.0 <= 0 {
                    let Some((next_day, next)) = moneys.next() else { break };
                    (day, money) = (next_day, money + next);
                    continue;
                }
                let part = money.min(claim.open);
                claim.open -= part;
                money -= part;
                claim.settled_on = Some(claim.settled_on.map_or(day, |earlier| earlier.max(day)));
            }
        }
        self.surplus = money + moneys.map(|(_, cents)| cents).sum();
    }

    /// Money since the first agreement, and what was left before it, pays as the arrangement of the day asks, or the oldest
    /// claim first when none holds. Within a day the instalments go first, so that the order of arrival does not matter.
    fn pay_as_agreed(&mut self, moneys: &mut [(Day, Cents)], arrangements: &[Arrangement]) {
        let of = |day: Day| arrangements.iter().rfind(|arrangement| arrangement.orders_money_of(day));
        let is_term = |day, money| {
            let beside = |arrangement| &self.claims[self.covered_by(arrangement)..];
            of(day).is_some_and(|arrangement| is_instalment(arrangement, beside(arrangement), money))
        };
        for same_day in moneys.chunk_by_mut(|one, next| one.0 == next.0).filter(|moneys| moneys.len() > 1) {
            same_day.sort_by_key(|(day, money)| !is_term(*day, *money));
        }
        let mut first_open = 0;
        let mut agreed = (None, 0);
        for &mut (day, money) in moneys {
            self.surplus += money;
            first_open += self.claims[first_open..].iter().take_while(|claim| claim.open.is_zero()).count();
            let Some(arrangement) = of(day) else {
                pay(&mut self.claims[first_open..], day, &mut self.surplus);
                continue;
            };
            // Which claims it covers is found once, not for every payment.
            if !agreed.0.is_some_and(|before| std::ptr::eq(before, arrangement)) {
                agreed = (Some(arrangement), self.covered_by(arrangement));
            }
            let is_term = is_instalment(arrangement, &self.claims[agreed.1..], money);
            let covered = first_open.max(agreed.1);
            let (covered, beside) = self.claims.split_at_mut(covered);
            pay_under(arrangement, &mut covered[first_open..], beside, day, is_term, &mut self.surplus);
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
    for claim in beside.iter_mut().filter(|claim| claim.open.0 > 0) {
        if left.0 <= 0 {
            break;
        }
        let open: Cents = covered.iter().map(|claim| claim.open).sum();
        let asked_sooner = (open - arrangement.asked_after(claim.due_on)).at_least_zero();
        let mut instalments = asked_sooner.min(*left).at_least_zero();
        *left -= instalments;
        pay(covered, day, &mut instalments);
        pay(std::slice::from_mut(claim), day, left);
    }
    pay(covered, day, left);
}

/// Money pays these claims in their order.
fn pay(claims: &mut [Claim], day: Day, money: &mut Cents) {
    for claim in claims {
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
