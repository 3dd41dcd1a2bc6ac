//! What a code shows: how much, about which months, and whom to call. No name, no address, and nothing else that is owed.

use domain::arrangement::own::{may_delay_until, numbers_of_terms};
use domain::arrangement::terms::items_to_arrange;
use domain::calendar::{Day, Month};
use domain::dossier::{CircumstanceKind, ContactChannel};
use domain::facts::Ground;
use domain::flow;
use domain::ledger::seen::counted;
use domain::ledger::{EntryKind, OpenItem, booked_by, open_items};
use domain::money::Cents;
use domain::policy::Anchor;
use store::Book;
use store::payment_requests::RequestState;
use tenant::{Code, Due, Seen, Since, Stands, ToCome, Transfer, Way};

use super::pay::at_bank;
use super::{Case, Inside};
use crate::deliver::{Known, grouped, ways_to};
use crate::failure::Failure;

/// A code works until so many days after everything was paid.
const WORKS_AFTER: i32 = 30;
/// What falls due within so many days can be paid already.
const AHEAD: i32 = 14;
/// A term that falls due within so many days is asked with what is open beside it.
const NEAR: i32 = 7;
/// A letter gives so many days to pay.
const DAYS_TO_ANSWER: i32 = 7;
/// A payment at which the bank is at work is told for so long. Seconds.
const PENDING: i64 = 86_400;

/// Does the code of this dossier still work?
pub(super) fn code_holds(case: &Case) -> bool {
    let claims = &case.desk.account.claims;
    let open = claims.iter().any(|claim| claim.open.0 > 0);
    let last = claims.iter().filter_map(|claim| claim.settled_on).max();
    let today = case.now.day;
    open || last.is_some_and(|day| today - day <= WORKS_AFTER)
        || case.ground().running_arrangement().is_some()
}

/// What there is to pay, and up to which day.
pub(super) struct ToPay {
    /// The months of rent behind it, oldest first; of a term there are none.
    pub months: Vec<Month>,
    pub cents: Cents,
    pub by: Option<Day>,
    /// That day is the one of a term: paid on it is in time.
    pub by_is_in_time: bool,
    /// It is more than a term or a month to come, so a part makes sense.
    pub may_part: bool,
    /// Some of it has fallen due.
    pub has_fallen_due: bool,
}

/// What is to be paid now; `None` when nothing is.
pub(super) fn to_pay(case: &Case) -> Option<ToPay> {
    let ground = case.ground();
    let mut items = open_now(&ground);
    let mut cents = Cents::ZERO;
    let (mut by, mut by_is_in_time) = (None, false);
    let mut has_fallen_due = !items.is_empty();
    if let Some(running) = ground.running_arrangement() {
        items.retain(|item| item.due_on > running.covers_until);
        // What our letters ask is not made more by a term that is still far away; where nothing else is open, the next one is what there is.
        let near = |day: Day| items.is_empty() || day - ground.today <= NEAR;
        let next = running.next.filter(|(day, _)| near(*day));
        if let Some((day, term)) = running.missed.or(next) {
            cents += term.min(running.remaining);
            by = Some(day).filter(|day| *day > ground.today);
            by_is_in_time = by.is_some();
        }
        has_fallen_due = running.missed.is_some() || !items.is_empty();
    }
    let parted = !items.is_empty();
    if items.is_empty() && cents.0 <= 0 {
        items = ahead(&ground);
        by = items.first().map(|item| item.due_on);
    } else if by.is_none() {
        // A day that was agreed since is the day; the one in our message has no meaning any more.
        let promised = promised_for(&ground);
        by_is_in_time = promised.is_some();
        by = promised.or_else(|| answer_by(case));
    }
    cents += items.iter().map(|item| item.open).sum();
    let mut months: Vec<Month> = items.iter().map(|item| item.due_on.month()).collect();
    months.sort_unstable();
    months.dedup();
    (cents.0 > 0).then_some(ToPay { months, cents, by, by_is_in_time, may_part: parted, has_fallen_due })
}

/// What fell due, is open and undisputed, and is not just being collected by ourselves: nobody should pay that twice.
pub(super) fn open_now(ground: &Ground) -> Vec<OpenItem> {
    let mut items = items_to_arrange(ground);
    items.retain(|item| !is_collected(ground, item.due_on));
    items
}

/// Can a direct debit for what falls due on this day still come in?
fn is_collected(ground: &Ground, due_on: Day) -> bool {
    let came_back = ground.standing.last_reversal.is_some_and(|(day, _)| day >= due_on);
    let still_comes = ground.today <= due_on + ground.settings.collection_under_way_days;
    ground.dossier.tenancy.direct_debit == Some(true) && still_comes && !came_back
}

/// The first month to come, when it is near and nothing of it is disputed.
fn ahead(ground: &Ground) -> Vec<OpenItem> {
    if ground.disputed().0 > 0 {
        return Vec::new();
    }
    let mut items = open_items(&ground.dossier.entries, ground.account, ground.today);
    items.retain(|item| item.due_on > ground.today && item.due_on - ground.today <= AHEAD);
    items.retain(|item| !is_collected(ground, item.due_on));
    let first = items.first().map(|item| item.due_on);
    items.retain(|item| Some(item.due_on) == first);
    items
}

/// The day on which the tenant said to pay, while it is ahead.
fn promised_for(ground: &Ground) -> Option<Day> {
    ground.promised_for().filter(|day| *day >= ground.today)
}

/// The day that the last message asked to pay before, while it is ahead.
fn answer_by(case: &Case) -> Option<Day> {
    let sent = case.dossier.steps.iter().rev().find(|step| step.channel.is_some())?;
    // A letter takes days to arrive and names its own day, and that of a 14-day letter is the law's: none is better than another.
    if sent.channel == Some(ContactChannel::Letter) || sent.milestone.is_some() {
        return None;
    }
    Some(sent.day + DAYS_TO_ANSWER).filter(|day| *day > case.now.day)
}

/// Does somebody have to speak to us before he pays? Not about the terms that he agreed with us after the bailiff had it.
pub(super) fn must_call(ground: &Ground) -> bool {
    let agreed_since =
        |day: Day| ground.running_arrangement().is_some_and(|running| running.agreed_on >= day);
    ground.holding(CircumstanceKind::AtBailiff).is_some_and(|held| !agreed_since(held.since))
        || ground.holding(CircumstanceKind::BreathingSpace).is_some()
        || ground.debt_scheme().is_some()
        || ground.died_on().is_some()
}

/// The rent of next month where the landlord has not booked it yet: a message of these days reminds of it, so the page does too.
fn rent_to_come(ground: &Ground) -> Option<ToCome> {
    let next = flow::anchor_day(ground, Anchor::NextPayDay, ground.today)?;
    let is_booked = ground.account.claims.iter().any(|claim| claim.due_on == next.cycle);
    let is_near = next.cycle > ground.today && next.cycle - ground.today <= AHEAD;
    let is_debited = ground.dossier.tenancy.direct_debit == Some(true);
    if is_booked || !is_near || is_debited || ground.disputed().0 > 0 {
        return None;
    }
    let cents = ground.standing.rent? - ground.account.surplus;
    (cents.0 > 0).then(|| ToCome { month: next.cycle.month(), cents, on: next.day })
}

impl Inside {
    pub(super) fn look(&self, code: &Code) -> Result<Option<Seen>, Failure> {
        let book = self.reader()?;
        let Some(case) = self.case(&book, code)? else { return Ok(None) };
        let ground = case.ground();
        let head = book.dossier_head(case.tenancy)?.unwrap_or_default();
        let (consultant, phone) = self.person(&head.district);
        let stands = match to_pay(&case) {
            _ if must_call(&ground) => Stands::Call,
            Some(due) => {
                let since = since_our_message(&book, &case, due.cents)?;
                Stands::Open(Due { since, ..due_of(due, &ground) })
            }
            None if ground.disputed().0 > 0 => Stands::Call,
            None => Stands::Nothing,
        };
        let total: Cents = open_now(&ground).iter().map(|item| item.open).sum();
        let calls = matches!(stands, Stands::Call);
        // While a bank is at work, nobody pays the same once more.
        let may_pay = !calls && !at_bank(&book, &case)?;
        let provider = self.provider.as_ref().filter(|_| may_pay);
        let scheme = self.settings.paying.as_ref().map(|paying| paying.scheme.clone());
        Ok(Some(Seen {
            stands,
            books_as_of: book.books_as_of()?.unwrap_or(case.now.day),
            consultant,
            phone,
            transfer: self.transfer(&head.dossier).filter(|_| !calls),
            scheme: provider.and(scheme),
            checkout: provider.map_or(String::new(), |(_, provider)| provider.checkout().to_string()),
            pending: self.pending(&book, &case)?,
            in_doubt: Some(ground.money_in_doubt()).filter(|doubt| doubt.0 > 0),
            ways: self.ways(&book, &case)?,
            to_come: rent_to_come(&ground).filter(|_| !calls),
            promised: promised_for(&ground).filter(|_| !calls),
            later_until: may_delay_until(&ground).filter(|_| !calls && total.0 > 0),
            in_parts: !calls
                && ground.running_arrangement().is_none()
                && !numbers_of_terms(&ground, total).is_empty(),
        }))
    }

    fn transfer(&self, reference: &str) -> Option<Transfer> {
        let sender = &self.settings.sender;
        (!sender.iban.is_empty()).then(|| Transfer {
            iban: grouped(&sender.iban),
            in_the_name_of: sender.in_the_name_of.clone(),
            reference: reference.to_string(),
        })
    }

    fn pending(&self, book: &Book, case: &Case) -> Result<Option<Cents>, Failure> {
        let since = case.now.seconds - PENDING;
        let mut begun = book.payments_begun(case.tenancy)?.into_iter();
        let waits = begun.find(|one| one.state == RequestState::AtBank && one.made_at.seconds > since);
        Ok(waits.map(|one| one.cents))
    }

    /// How somebody can prove to be this tenant.
    pub(super) fn ways(&self, book: &Book, case: &Case) -> Result<Vec<Way>, Failure> {
        let mut ways: Vec<Way> = self.known(book, case)?.iter().map(way).collect();
        let born = book.parties_of(case.tenancy)?.iter().any(|one| one.born_on.is_some());
        if born && !book.home_of(case.tenancy)?.house_number.is_empty() {
            ways.push(Way::Birth);
        }
        Ok(ways)
    }

    /// Where the tenant can be reached at once.
    pub(super) fn known(&self, book: &Book, case: &Case) -> Result<Vec<Known>, Failure> {
        let tenancy = &case.dossier.tenancy;
        ways_to(&self.settings, book, case.tenancy, (tenancy.reachable, tenancy.refused), case.now)
    }
}

fn due_of(due: ToPay, ground: &Ground) -> Due {
    let least_part = ground.settings.least_part;
    let may_part = due.may_part && due.cents > least_part;
    let ToPay { months, cents, by, by_is_in_time, has_fallen_due, .. } = due;
    Due { months, cents, by, by_is_in_time, least_part, may_part, has_fallen_due, since: None }
}

/// Our last message, when it said another amount than is to be paid now, and what came in and fell due after it.
fn since_our_message(book: &Book, case: &Case, now: Cents) -> Result<Option<Since>, Failure> {
    let Some((day, said)) = book.last_asked(case.tenancy)?.filter(|(_, said)| *said != now) else {
        return Ok(None);
    };
    let today = case.now.day;
    let later = |other: Day| other > day && other <= today;
    let money = counted(booked_by(&case.dossier.entries, today));
    let came = money.iter().filter(|entry| later(entry.booked_on) && entry.kind.is_payment());
    let went = money.iter().filter(|entry| later(entry.booked_on) && entry.kind == EntryKind::Reversal);
    let received: Cents = came.map(|entry| -entry.cents).sum::<Cents>() - went.map(|entry| entry.cents).sum();
    let claims = case.desk.account.claims.iter().filter(|claim| later(claim.due_on));
    let added: Cents = claims.map(|claim| claim.charged).sum();
    let received = received.at_least_zero();
    // What does not lead from the one amount to the other explains nothing: a term that came near, money for something else.
    let explains = said - received + added == now;
    Ok(explains.then_some(Since { day, said, received, added }))
}

/// What the page may tell of a number or address.
pub(super) fn way(known: &Known) -> Way {
    if known.channel == ContactChannel::Email {
        return Way::Mail;
    }
    let digits: Vec<char> = known.address.chars().filter(char::is_ascii_digit).collect();
    Way::Text(digits[digits.len().saturating_sub(2)..].iter().collect())
}
