//! In parts: what can be chosen, the terms to the cent, and the arrangement, recorded as a consultant's is.

use domain::arrangement::own::{check_own_limits, numbers_of_terms, proposed_pay_day};
use domain::arrangement::terms::{Division as Divided, divide, proposed_first_day};
use domain::calendar::Day;
use domain::dossier::{Arrangement, Channels};
use domain::facts::PayDayRule;
use domain::money::Cents;
use domain::policy::TaskKind;
use store::Book;
use store::acts::Record;
use store::post::By;
use store::tenant_page::{OWN_ARRANGEMENT, TENANT};
use tenant::{Code, Division, Done, Running, Wish, messages};

use super::look::{must_call, open_now};
use super::requests::holds_once;
use super::{Case, Inside};
use crate::deliver::{confirmation, confirming_letter};
use crate::failure::Failure;

/// Days of the month that every month has.
const LAST_DAY: u32 = 28;

/// A wish, worked out.
struct Worked {
    total: Cents,
    covers_until: Day,
    day: u32,
    terms: Vec<(Day, Cents)>,
    at_once: bool,
}

impl Worked {
    /// `€ 1.098,80 in 4 termijnen vanaf 25 november 2026`
    fn in_words(&self) -> String {
        let from = self.terms.first().map_or(String::new(), |(day, _)| format!(" vanaf {}", day.dutch()));
        format!("€ {} in {} termijnen{from}", self.total, self.terms.len())
    }

    fn arrangement(&self, today: Day) -> Arrangement {
        Arrangement {
            agreed_on: today,
            covers_until: self.covers_until,
            instalments: self.terms.clone(),
            ended_on: None,
        }
    }
}

/// `None` when there is nothing to divide, or it is not for the tenant to divide.
fn worked_out(case: &Case, wish: &Wish) -> Option<Worked> {
    let ground = case.ground();
    let items = open_now(&ground);
    let total: Cents = items.iter().map(|item| item.open).sum();
    let covers_until = items.iter().map(|item| item.due_on).max()?;
    if must_call(&ground) {
        return None;
    }
    let proposed = proposed_first_day(ground.standing.pay_day, ground.today).day_of_month().min(LAST_DAY);
    // A day that not every month has is the last one that can be chosen.
    let day = if wish.day == 0 { proposed } else { wish.day.min(LAST_DAY) };
    let first = proposed_first_day(PayDayRule::Accepted(day as u8), ground.today);
    let offered = numbers_of_terms(&ground, total).contains(&wish.times);
    let terms = match offered {
        true => divide(total, None, Divided::Times(wish.times), first).ok()?,
        false => Vec::new(),
    };
    let at_once = !terms.is_empty() && check_own_limits(&ground, &terms).iter().all(|check| check.is_kept);
    Some(Worked { total, covers_until, day, terms, at_once })
}

impl Inside {
    pub(super) fn divide(&self, code: &Code, wish: &Wish) -> Result<Option<Division>, Failure> {
        let book = self.reader()?;
        let Some(case) = self.case(&book, code)? else { return Ok(None) };
        let ground = case.ground();
        if ground.running_arrangement().is_some() {
            return Ok(None);
        }
        let Some(worked) = worked_out(&case, wish) else { return Ok(None) };
        let highest = |times: &u32| worked.total.split(*times).first().copied().unwrap_or_default();
        let options: Vec<(u32, Cents)> =
            numbers_of_terms(&ground, worked.total).iter().map(|times| (*times, highest(times))).collect();
        Ok((!options.is_empty()).then(|| Division {
            total: worked.total,
            options,
            day: worked.day,
            at_once: worked.at_once,
            rent: ground.standing.rent,
            read: one_line(&worked.terms),
            terms: worked.terms,
        }))
    }

    /// It holds from now on, or somebody looks first. The same once more changes nothing.
    pub(super) fn arrange(&self, book: &mut Book, case: &Case, wish: &Wish) -> Result<Done, Failure> {
        let Some(worked) = worked_out(case, wish) else { return Ok(Done::Changed) };
        let today = case.now.day;
        let agreed =
            case.dossier.arrangements.iter().filter(|one| one.agreed_on == today && one.ended_on.is_none());
        let same = agreed.into_iter().any(|one| one_line(&one.instalments) == wish.read);
        if same && !wish.read.is_empty() {
            return Ok(Done::Holds);
        }
        if worked.terms.is_empty() || one_line(&worked.terms) != wish.read {
            return Ok(Done::Changed);
        }
        if !worked.at_once {
            let kind = format!("vraagt een regeling: {}", worked.in_words());
            return self.ask(book, case, &kind, "", TaskKind::Arrangement);
        }
        let arrangement = worked.arrangement(today);
        let tenancy = &case.dossier.tenancy;
        let reach = (tenancy.reachable, tenancy.refused);
        let letter =
            confirmation(&self.landlord, &case.usable, case.tenancy, reach, Some(&arrangement), case.now);
        let by =
            letter.as_ref().map_or(String::new(), |one| format!(", bevestiging per {}", one.channel.dutch()));
        let kind = format!("{OWN_ARRANGEMENT}{}{by}", worked.in_words());
        let mut records = vec![Record::Arrangement(arrangement)];
        records.extend(letter.clone().map(Record::Letter));
        let done = self.act(book, case, &kind, "", records)?;
        if done == Done::Holds && letter.is_none() && !self.confirmed_after_all(book, case, reach)? {
            let (times, first) = (worked.terms.len(), worked.terms[0].0);
            self.tell(case, None, &move |language, landlord, phone| {
                messages::parts_were_agreed(language, times, first, landlord, phone)
            });
        }
        Ok(holds_once(done))
    }

    /// What waited today and asked for money is gone by now: the confirmation may leave in its place.
    fn confirmed_after_all(
        &self,
        book: &mut Book,
        case: &Case,
        reach: (Channels, Channels),
    ) -> Result<bool, Failure> {
        let (usable, tenancy) = (&case.usable, case.tenancy);
        let ready = confirmation(&self.landlord, usable, tenancy, reach, None, case.now);
        let by = By { name: TENANT, account: None };
        Ok(match ready {
            Some(ready) => book.ask_letter(tenancy, &ready, by, case.now.moment())?,
            None => false,
        })
    }

    pub(super) fn proposed_pay_day(&self, code: &Code, token: &str) -> Result<Option<u8>, Failure> {
        let book = self.reader()?;
        let Some(case) = self.case(&book, code)? else { return Ok(None) };
        let proven = self.proof_holds(&book, &case, token)?;
        Ok(proposed_pay_day(&case.ground()).filter(|_| proven))
    }

    pub(super) fn running(&self, code: &Code, token: &str) -> Result<Option<Running>, Failure> {
        let book = self.reader()?;
        let Some(case) = self.case(&book, code)? else { return Ok(None) };
        if !self.proof_holds(&book, &case, token)? {
            return Ok(None);
        }
        let ground = case.ground();
        let Some(state) = ground.running_arrangement() else { return Ok(None) };
        let of_state =
            |one: &&Arrangement| one.agreed_on == state.agreed_on && one.covers_until == state.covers_until;
        let Some(agreed) = case.dossier.arrangements.iter().rev().find(of_state) else { return Ok(None) };
        let letter = confirming_letter(&case.usable);
        Ok(Some(Running {
            agreed_on: agreed.agreed_on,
            terms: agreed.instalments.clone(),
            remaining: state.remaining,
            missed: state.missed,
            rent: ground.standing.rent,
            confirmed: book.was_asked_for(case.tenancy, letter, agreed.agreed_on)?,
        }))
    }

    /// Somebody looks at what should change in the arrangement that runs.
    pub(super) fn change_arrangement(
        &self,
        book: &mut Book,
        case: &Case,
        words: &str,
    ) -> Result<Done, Failure> {
        if case.ground().running_arrangement().is_none() {
            return Ok(Done::NotHere);
        }
        self.ask(book, case, "wil de regeling veranderen", words, TaskKind::Arrangement)
    }
}

/// Terms as one line: what is agreed is what was read.
fn one_line(terms: &[(Day, Cents)]) -> String {
    let terms = terms.iter().map(|(day, cents)| format!("{day}:{}", cents.0));
    terms.collect::<Vec<_>>().join(" ")
}
