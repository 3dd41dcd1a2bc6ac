//! `/inzicht/regelingen` and `/inzicht/betaaldag`: whether what we agree with tenants holds, in numbers that lead to the dossiers
//! behind them.
//!
//! Worked out over the dossiers of the districts of who asks, from the same judgement that a night makes; kept until the book
//! changes.

use std::collections::BTreeSet;

use axum::response::Response;
use domain::arrangement::{ArrangementState, Past, judge};
use domain::calendar::Day;
use domain::dossier::Dossier;
use domain::ids::TenancyId;
use domain::ledger::Account;
use maud::{Markup, html};

use crate::answer::Failure;
use crate::app::Visit;
use crate::frame::{self, Here};

pub(crate) mod betaaldag;
pub(crate) mod regelingen;

/// An arrangement of somebody, as it goes.
pub(crate) struct Agreed {
    /// Whose.
    tenancy: TenancyId,
    /// The dossier's number.
    number: String,
    /// How many terms.
    terms: usize,
    /// How it goes.
    state: ArrangementState,
    /// A newer one of the same dossier came after it.
    followed_up: bool,
}

/// All arrangements within reach, as they go today.
fn agreed(visit: &Visit) -> Result<Vec<Agreed>, Failure> {
    let (today, settings) = (visit.today()?, &visit.house.policy.settings);
    let mut all = Vec::new();
    let (mut account, mut past) = (Account::default(), Past::default());
    each_within_reach(visit, &mut |dossier, number| {
        if dossier.arrangements.is_empty() {
            return;
        }
        account.settle(dossier, today);
        past.forget();
        for (at, one) in dossier.arrangements.iter().enumerate().filter(|(_, one)| one.agreed_on <= today) {
            let state = judge(one, dossier, &account, &mut past, settings, today);
            let followed_up = dossier.arrangements[at + 1..].iter().any(|later| later.agreed_on <= today);
            let (tenancy, number) = (dossier.tenancy.id, number.to_string());
            all.push(Agreed { tenancy, number, terms: one.instalments.len(), state, followed_up });
        }
    })?;
    Ok(all)
}

/// Calls `each` with every dossier in the districts of who asks, and its number.
pub(crate) fn each_within_reach(visit: &Visit, each: &mut dyn FnMut(&Dossier, &str)) -> Result<(), Failure> {
    let seat = &visit.who.staff.seat;
    let reached: std::collections::BTreeMap<TenancyId, String> = visit
        .register()?
        .iter()
        .filter(|line| seat.reaches(&line.tenant.district))
        .map(|line| (line.tenant.id, line.tenant.dossier.clone()))
        .collect();
    visit.book.each_packed(&(0..u32::MAX), None, &mut |dossier, _| {
        if let Some(number) = reached.get(&dossier.tenancy.id) {
            each(dossier, number);
        }
    })?;
    Ok(())
}

/// A page of insight, with the way to the others above it.
fn page(visit: &Visit, title: &str, here: &str, main: &Markup) -> Response {
    let all = [("/inzicht/regelingen", "Regelingen"), ("/inzicht/betaaldag", "Eigen betaaldag")];
    let main = html! {
        h1 { (title) }
        nav.keuze aria-label="Inzicht" { ul { @for (address, name) in all { li {
            a href=(address) aria-current=[(address == here).then_some("page")] { (name) }
        } } } }
        (main)
    };
    frame::page(visit, title, Here::Insight, &main)
}

/// `61,5 %` of parts of a thousand.
fn percent(per_mille: u64) -> String {
    format!("{},{}\u{a0}%", per_mille / 10, per_mille % 10)
}

/// The days on which a period may begin: so many whole months back.
fn months_back(today: Day, months: i32) -> Day {
    (today.month() - months).first_day()
}

/// Dossiers of these arrangements, each once.
fn dossiers(all: &[&Agreed]) -> u64 {
    all.iter().map(|one| one.tenancy).collect::<BTreeSet<_>>().len() as u64
}
