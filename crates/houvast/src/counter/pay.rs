//! Paying: a payment is written down, then begun at the provider, then followed until the provider says how it ended.
//!
//! What a provider calls us about is a hint: it is asked how the payment stands, and only that counts. A call about a payment
//! that is none of ours gets the same answer as one that is.

use connectors::channels::secret;
use connectors::psp::{NewPayment, NotDone, Status};
use domain::language::Language;
use domain::money::Cents;
use domain::policy::TaskKind;
use store::Book;
use store::acts::Record;
use store::payment_requests::{PaymentRequest, RequestState};
use store::seen::{SeenBy, SeenMoney};
use tenant::{Begun, Called, Code, Payment, PaymentState};

use super::look::{must_call, to_pay};
use super::prove::uuid;
use super::{Case, Inside};
use crate::failure::Failure;
use crate::money::{self, MoneyDesk};
use crate::paper;

/// Nobody begins more payments than this in an hour for one dossier.
const MOST_BEGUN: usize = 12;
/// After so long a payment that nobody finished is over. Seconds.
const GIVEN_UP: i64 = 30 * 86_400;
/// A paid one may go back for so long, and is asked after so often. Seconds.
const GOES_BACK_WITHIN: i64 = 60 * 86_400;
const ASKED_WHEN_PAID: i64 = 86_400;
/// While a payment is at the bank, no other is begun for so long. Seconds.
const AT_BANK: i64 = 3_600;
/// What the timeline and the task say of it.
const PAID_TWICE: &str = "betaalde hetzelfde bedrag twee keer";
/// So many payments under way are asked after before another one is begun.
const OTHERS_ASKED_AFTER: usize = 3;
/// A payment counts from the day it was begun, when that is not longer ago. Days.
const ASKED_LATE: i32 = 3;
/// One that the provider gave no number has never begun. Seconds.
const NEVER_BEGUN: i64 = 900;

impl Inside {
    pub(super) fn begin_payment(
        &self,
        code: &Code,
        cents: Cents,
        language: Language,
    ) -> Result<Begun, Failure> {
        let Some((name, provider)) = &self.provider else { return Ok(Begun::NotHere) };
        let mut book = self.landlord.book()?;
        // Somebody else may be paying at this moment: what became of that is asked first.
        self.ask_after_the_others(&mut book, code)?;
        let Some(case) = self.case(&book, code)? else { return Ok(Begun::NotHere) };
        let Some(due) = to_pay(&case).filter(|_| !must_call(&case.ground())) else {
            return Ok(Begun::NotHere);
        };
        let least = case.ground().settings.least_part;
        if cents != due.cents && (!due.may_part || cents < least || cents > due.cents) {
            return Ok(Begun::Amount);
        }
        // Counted and written down by one at a time; the provider is called when the others may go on.
        let turn = self.turn();
        if at_bank(&book, &case)? {
            return Ok(Begun::UnderWay);
        }
        if self.begun_lately(&book, &case)? >= MOST_BEGUN {
            return Ok(Begun::NoAnswer);
        }
        let number = uuid();
        book.begin_payment(&number, case.tenancy, name, cents, case.now.moment())?;
        drop(turn);
        let payment = self.new_payment(&book, &case, code, (&number, cents), language)?;
        match provider.create(&payment) {
            Ok(begun) => {
                book.payment_has_id(&number, &begun.id)?;
                Ok(Begun::GoTo(begun.checkout))
            }
            Err(why) => {
                paper::warn(format_args!("betalen: {name}: {}", reason(&why)));
                book.payment_is(&number, RequestState::Failed, case.now.seconds)?;
                Ok(Begun::NoAnswer)
            }
        }
    }

    /// Asks how payments stand that were begun for this dossier within the hour and have not ended.
    fn ask_after_the_others(&self, book: &mut Book, code: &Code) -> Result<(), Failure> {
        let Some(tenancy) = book.tenancy_of_code(code.signs())? else { return Ok(()) };
        let since = self.now().seconds - AT_BANK;
        let open = |one: &PaymentRequest| {
            matches!(one.state, RequestState::Begun | RequestState::AtBank) && one.made_at.seconds > since
        };
        let begun = book.payments_begun(tenancy)?;
        for one in begun.iter().filter(|one| open(one)).take(OTHERS_ASKED_AFTER) {
            self.ask_after(book, one)?;
        }
        Ok(())
    }

    fn begun_lately(&self, book: &Book, case: &Case) -> Result<usize, Failure> {
        let since = case.now.seconds - 3_600;
        Ok(book.payments_begun(case.tenancy)?.iter().filter(|one| one.made_at.seconds > since).count())
    }

    fn new_payment(
        &self,
        book: &Book,
        case: &Case,
        code: &Code,
        (number, cents): (&str, Cents),
        language: Language,
    ) -> Result<NewPayment, Failure> {
        let reference = book.number_of(case.tenancy)?.unwrap_or_default();
        Ok(NewPayment {
            cents,
            description: format!("{} {reference}", self.settings.sender.name),
            reference,
            return_to: format!(
                "{}/b/{}/terug?b={number}&taal={}",
                self.address,
                code.signs(),
                language.code()
            ),
            webhook: self.webhook(),
            key: number.to_string(),
            good_until: case.now.day.next(),
            language: language.code().to_string(),
        })
    }

    /// Where the provider calls; `None` when it knows no secret of ours.
    fn webhook(&self) -> Option<String> {
        let (name, _) = self.provider.as_ref()?;
        let secret = &self.webhook_secret;
        (!secret.is_empty()).then(|| format!("{}/betaling/{name}/{secret}", self.address))
    }

    pub(super) fn payment(&self, code: &Code, number: &str) -> Result<Option<Payment>, Failure> {
        let book = self.reader()?;
        let Some(tenancy) = book.tenancy_of_code(code.signs())? else { return Ok(None) };
        let known = book.payment_request(number)?.filter(|one| one.tenancy == tenancy);
        Ok(known.map(|one| Payment {
            cents: one.cents,
            state: match one.state {
                RequestState::Begun | RequestState::AtBank => PaymentState::Open,
                RequestState::Paid => PaymentState::Paid,
                RequestState::Failed | RequestState::Reversed => PaymentState::Failed,
                RequestState::Cancelled => PaymentState::Cancelled,
                RequestState::Expired => PaymentState::Expired,
            },
        }))
    }

    /// Somebody calls as a provider.
    pub(super) fn provider_calls(&self, provider: &str, brought: &str, body: &str) -> Called {
        let Some((name, account)) = self.provider.as_ref().filter(|(name, _)| *name == provider) else {
            return Called::Nobody;
        };
        if !secret::is_same(brought, &self.webhook_secret) {
            return Called::Nobody;
        }
        let heard = || -> Result<bool, Failure> {
            let Some(id) = account.told(body) else { return Ok(true) };
            let mut book = self.landlord.book()?;
            match book.payment_at(name, &id)? {
                Some(known) => self.ask_after(&mut book, &known),
                None => Ok(true),
            }
        };
        match heard() {
            Ok(true) => Called::Heard,
            Ok(false) => Called::Again,
            Err(failure) => {
                paper::warn(format_args!("betalen: {failure}"));
                Called::Again
            }
        }
    }

    pub(super) fn follow_payments(&self) -> Result<usize, Failure> {
        if self.provider.is_none() {
            return Ok(0);
        }
        let now = self.now().seconds;
        let mut due = self.reader()?.payments_to_follow(now - GOES_BACK_WITHIN)?;
        let rests = |one: &PaymentRequest| match one.state {
            RequestState::Paid => ASKED_WHEN_PAID,
            _ => rest(now - one.made_at.seconds),
        };
        due.retain(|one| now - one.asked_at >= rests(one));
        if due.is_empty() {
            return Ok(0);
        }
        let mut book = self.landlord.book()?;
        for one in &due {
            // One that cannot be asked after keeps no other waiting.
            if let Err(failure) = self.ask_after(&mut book, one) {
                paper::warn(format_args!("betalen: {failure}"));
            }
        }
        Ok(due.len())
    }

    /// Asks the provider how a payment stands, and does what follows from it. Asked twice, it comes to the same. False when there
    /// was no answer.
    fn ask_after(&self, book: &mut Book, one: &PaymentRequest) -> Result<bool, Failure> {
        let now = self.now();
        let age = now.seconds - one.made_at.seconds;
        let Some((_, account)) = self.provider.as_ref().filter(|(name, _)| *name == one.provider) else {
            // A provider of before, whom nobody can ask any more.
            let state = if age > GIVEN_UP { RequestState::Expired } else { one.state };
            book.payment_is(&one.number, state, now.seconds)?;
            return Ok(true);
        };
        if one.provider_id.is_empty() {
            let state = if age > NEVER_BEGUN { RequestState::Expired } else { RequestState::Begun };
            book.payment_is(&one.number, state, now.seconds)?;
            return Ok(true);
        }
        let answer = account.status(&one.provider_id, one.cents);
        let back = if let Ok(Status::PartBack(back)) = answer { back } else { Cents::ZERO };
        let state = match state_of(answer, age) {
            Ok(state) => state,
            Err(why) => {
                paper::warn(format_args!("betalen: {}: {}", one.provider, reason(&why)));
                book.payment_is(&one.number, one.state, now.seconds)?;
                return Ok(false);
            }
        };
        self.is_now(book, one, state, back)?;
        Ok(true)
    }

    /// Two people, or one in a hurry, paid the same: what is too much is a colleague's, to give back or to let stand.
    fn paid_twice(&self, book: &mut Book, one: &PaymentRequest) -> Result<(), Failure> {
        let since = one.made_at.seconds - AT_BANK;
        let same = |other: &PaymentRequest| {
            other.number != one.number
                && other.state == RequestState::Paid
                && other.cents == one.cents
                && other.made_at.seconds > since
        };
        if !book.payments_begun(one.tenancy)?.iter().any(same) {
            return Ok(());
        }
        let Some(mut case) = self.case_of(book, one.tenancy)? else { return Ok(()) };
        case.proven = true;
        let too_much = case.desk.account.surplus.min(one.cents);
        if too_much.0 > 0 {
            let note = format!(
                "Er is € {too_much} te veel betaald. Geef het terug, of spreek af dat het voor de volgende huur is."
            );
            self.act(book, &case, PAID_TWICE, &note, vec![Record::Task(TaskKind::CheckMoney)])?;
        }
        Ok(())
    }

    /// A payment stands so, and so much of it went back.
    fn is_now(
        &self,
        book: &mut Book,
        one: &PaymentRequest,
        state: RequestState,
        back: Cents,
    ) -> Result<(), Failure> {
        let _turn = self.turn();
        let now = self.now();
        let key = format!("{}:{}", one.provider, one.provider_id);
        // The money first: what is asked again after a power cut is the same payment, and counts once.
        if state == RequestState::Paid {
            let seen = SeenMoney {
                tenancy: one.tenancy,
                by: SeenBy::Provider,
                key: key.clone(),
                reference: book.number_of(one.tenancy)?.unwrap_or_default(),
                // Who began to pay paid within the hour, or not at all: that we asked late makes nobody late.
                seen_on: one.made_at.day.max(now.day - ASKED_LATE),
                cents: one.cents,
            };
            money::seen(&self.landlord, book, &seen, now)?;
            let part = book.money_went_back(&key, back, now.day)?;
            if part.0 > 0 {
                let text = format!("Huurderspagina: van de betaling van € {} ging € {part} terug", one.cents);
                book.tell_of_page(one.tenancy, now.day, &text)?;
            }
        }
        if state == RequestState::Reversed && book.unsee_money(&key, now.day, "de betaling ging terug")? {
            MoneyDesk::of(&self.landlord, book, now)?.take_away(book, one.tenancy)?;
        }
        let is_news = book.payment_is(&one.number, state, now.seconds)?;
        if is_news && state == RequestState::Paid {
            self.paid_twice(book, one)?;
        }
        if is_news && !matches!(state, RequestState::Begun | RequestState::AtBank | RequestState::Expired) {
            let text = format!("Huurderspagina: betaling van € {}: {}", one.cents, state.dutch());
            book.tell_of_page(one.tenancy, now.day, &text)?;
        }
        Ok(())
    }
}

/// How a payment of this age, in seconds, stands by what its provider answered; or why that is no answer.
fn state_of(answer: Result<Status, NotDone>, age: i64) -> Result<RequestState, NotDone> {
    Ok(match answer {
        Ok(Status::Open | Status::AtBank) if age > GIVEN_UP => RequestState::Expired,
        Ok(Status::Open) => RequestState::Begun,
        Ok(Status::AtBank) => RequestState::AtBank,
        Ok(Status::Paid | Status::PartBack(_)) => RequestState::Paid,
        Ok(Status::Failed) => RequestState::Failed,
        Ok(Status::Cancelled) => RequestState::Cancelled,
        Ok(Status::Expired) => RequestState::Expired,
        Ok(Status::Reversed) => RequestState::Reversed,
        // A wrong key, or a proxy that answers for another: a payment that may be paid is not given up for that.
        Err(NotDone::Unknown) if age > GIVEN_UP => RequestState::Expired,
        Err(why) => return Err(why),
    })
}

/// Is the bank at work on a payment for this dossier? Then somebody else may be paying the same at this moment.
pub(super) fn at_bank(book: &Book, case: &Case) -> Result<bool, Failure> {
    let since = case.now.seconds - AT_BANK;
    let begun = book.payments_begun(case.tenancy)?;
    Ok(begun.iter().any(|one| one.state == RequestState::AtBank && one.made_at.seconds > since))
}

/// A payment is asked after so often, by how long ago it was begun: soon while somebody waits for it. Seconds.
fn rest(age: i64) -> i64 {
    match age {
        ..=600 => 4,
        601..=3_600 => 60,
        3_601..=86_400 => 1_800,
        _ => 86_400,
    }
}

fn reason(why: &NotDone) -> &str {
    match why {
        NotDone::Later(why) | NotDone::Refused(why) => why,
        NotDone::Unknown => "deze betaling kent de betaaldienst niet",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payment_is_given_up_by_age_and_never_because_the_provider_does_not_know_it_for_a_moment() {
        assert_eq!(state_of(Err(NotDone::Unknown), 60), Err(NotDone::Unknown));
        assert_eq!(state_of(Err(NotDone::Unknown), GIVEN_UP + 1), Ok(RequestState::Expired));
        assert_eq!(state_of(Ok(Status::AtBank), 60), Ok(RequestState::AtBank));
        assert_eq!(state_of(Ok(Status::AtBank), GIVEN_UP + 1), Ok(RequestState::Expired));
        assert_eq!(state_of(Ok(Status::Paid), GIVEN_UP + 1), Ok(RequestState::Paid), "paid is paid");
    }
}
