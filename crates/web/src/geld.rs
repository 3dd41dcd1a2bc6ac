//! `/dossier/{nr}/geld` and `/dossier/{nr}/kosten`: where each amount on a dossier comes from, and what these arrears will have cost
//! in two, three and six months.
//!
//! A number is shown with its definition, unit and source as `houvast facts` prints them, beside the ledger lines it is made of. The
//! costs ahead are for the consultant: they never stand in a letter.

use std::sync::LazyLock;

use axum::response::Response;
use domain::calendar::Day;
use domain::facts::{ALL, Fact};
use domain::law::Law;
use domain::law_in_motion::cost_path::{Assumptions, CostPath, Station, of_dossier};
use domain::ledger::corrected::taken_back;
use domain::money::Cents;
use domain::staff::Right;
use maud::{Markup, html};
use store::screens::LedgerLine;

use crate::answer::Failure;
use crate::app::Visit;
use crate::asked::encode;
use crate::case::{self, Case};
use crate::dossier::{open_items, way_back};
use crate::frame::{self, Here};
use crate::{parts, sheet};

/// The law as shipped; the policy cannot change it.
static LAW: LazyLock<Law> = LazyLock::new(policy::law::shipped);

/// The numbers of a dossier about money, time and contact, by the id of their fact: those on its page and those in rules.
const NUMBERS: [&str; 29] = [
    "arrears",
    "due_balance",
    "disputed",
    "prescribed",
    "claimable",
    "months_behind",
    "days_overdue",
    "open_claims",
    "learned_pay_day",
    "pay_day_regularity",
    "accepted_pay_day",
    "days_since_payment",
    "arrangement",
    "arrangement_months_kept",
    "broken_agreements_12",
    "late_months_3",
    "late_months_6",
    "late_months_12",
    "late_in_a_row",
    "clean_months",
    "worst_lateness",
    "partial_payments_6",
    "reversals_12",
    "days_since_reversal",
    "contact_attempts_30",
    "visits_90",
    "days_since_contact",
    "days_since_fourteen_day_letter",
    "tenancy_age",
];

/// `/dossier/{nr}/geld`
pub(crate) fn page(visit: &Visit, number: &str) -> Result<Response, Failure> {
    let id = case::find(visit, number, "geld")?;
    let case = Case::of(visit, id, visit.last.clone())?;
    let head = visit.book.dossier_head(id)?.unwrap_or_default();
    let ledger = visit.book.ledger_lines(id)?;
    let main = html! {
        (way_back(&head))
        h1 { "Geld: hoe het is berekend" }
        p { "Zoals het staat op " (parts::day(case.today)) ", met de boeken tot en met " (parts::day(case.books_as_of)) ". "
            a href={ "/dossier/" (encode(number)) "/kosten" } { "Wat dit gaat kosten" } }
        (numbers(visit, &case))
        (open_items::section(visit.house, &case, number, &ledger))
        (bookings(&ledger))
        @if visit.who.may(Right::Export) { p { (sheet::files(&format!("/dossier/{}/geld", encode(number)), "")) } }
    };
    Ok(frame::page(visit, "Geld", Here::Tenants, &main))
}

fn numbers(visit: &Visit, case: &Case) -> Markup {
    let ground = case.ground(visit.house);
    let known = NUMBERS.iter().filter_map(|id| ALL.iter().find(|fact| fact.id == *id).copied());
    let rows: Vec<(&Fact, String)> = known.map(|fact| (fact, fact.show((fact.read)(&ground)))).collect();
    let table = html! {
        table.met-uitleg.kaarten {
            caption { "Elk getal, wat het betekent en waar het vandaan komt" }
            thead { tr { th scope="col" { "Getal" } th scope="col" { "Nu" } th scope="col" { "Wat het is" } th scope="col" { "Bron" } } }
            tbody { @for (fact, value) in &rows { tr id={ "kenmerk-" (fact.id) } {
                th scope="row" { (parts::sentence(fact.label)) }
                td { (value) }
                td { (fact.meaning) }
                td.zacht { (fact.source) }
            } } }
        }
    };
    html! {
        section aria-labelledby="getallen" {
            h2 #getallen { "Hoe berekend?" }
            (parts::wide("Getallen", &table))
        }
    }
}

fn bookings(ledger: &[LedgerLine]) -> Markup {
    let mut balance = Cents::ZERO;
    let corrected = taken_back(ledger.iter().map(|line| &line.entry));
    let mut rows = Vec::with_capacity(ledger.len());
    for (at, line) in ledger.iter().enumerate() {
        balance += line.entry.cents;
        let remark = corrected.iter().find_map(|(wrong, correction)| match at {
            at if at == *wrong => Some("Later rechtgezet: telt niet mee"),
            at if at == *correction => Some("Rechtzetting: telt niet mee"),
            _ => None,
        });
        rows.push((line, remark, balance));
    }
    let table = html! {
        table {
            caption { "Alle boekingen, de laatste eerst, met het saldo na elke boeking" }
            thead { tr {
                th scope="col" { "Geboekt op" } th scope="col" { "Wat" } th scope="col" { "Vervalt op" }
                th.getal scope="col" { "Bedrag" } th.getal scope="col" { "Saldo" }
            } }
            tbody { @for (line, remark, balance) in rows.iter().rev() { tr {
                th scope="row" { (parts::short_day(line.entry.booked_on)) }
                td { (parts::sentence(line.entry.kind.dutch())) @if !line.description.is_empty() { span.onder { (line.description) } }
                    @if let Some(remark) = remark { span.onder { (remark) } } }
                td { @if let Some(day) = line.entry.due_on { (parts::short_day(day)) } @else { span.zacht { "–" } } }
                td.getal { (parts::money(line.entry.cents)) }
                td.getal { (parts::money(*balance)) }
            } } }
        }
    };
    html! {
        section aria-labelledby="boekingen" {
            h2 #boekingen { "Boekingen" }
            @if rows.is_empty() { p { "Er is nog niets geboekt." } } @else { (parts::wide("Boekingen", &table)) }
        }
    }
}

/// `/dossier/{nr}/kosten`
pub(crate) fn costs(visit: &Visit, number: &str) -> Result<Response, Failure> {
    let id = case::find(visit, number, "kosten vooruit")?;
    let case = Case::of(visit, id, visit.last.clone())?;
    let head = visit.book.dossier_head(id)?.unwrap_or_default();
    let path = of_dossier(&case.ground(visit.house), &LAW, &Assumptions::default());
    let main = html! {
        (way_back(&head))
        h1 { "Wat dit gaat kosten" }
        p { "Dit kan het worden als er niet meer betaald wordt en wij niets afspreken, gerekend vanaf " (parts::day(case.today)) ". Een afspraak of hulp houdt dit tegen." }
        p.zacht { "Alleen voor u, om samen naar te kijken. Het is geen vordering en staat in geen brief." }
        @match &path {
            Ok(path) => (stations(path, case.today)),
            Err(why) => p { (why.dutch()) },
        }
    };
    Ok(frame::page(visit, "Wat dit gaat kosten", Here::Tenants, &main))
}

fn stations(path: &CostPath, today: Day) -> Markup {
    html! {
        @for station in &path.stations { (one_station(station)) }
        ul.regels { @for remark in &path.remarks { li { (remark) } } }
        // When they are old, a remark says so.
        @if path.tariffs_of >= today { p.zacht { "Tarieven van " (parts::day(path.tariffs_of)) "." } }
    }
}

fn one_station(station: &Station) -> Markup {
    let table = html! {
        table {
            caption { (parts::sentence(station.phase)) ", op " (station.day.dutch()) }
            thead { tr { th scope="col" { "Wat, en waar het op rust" } th.getal scope="col" { "Bedrag" } } }
            tbody { @for line in &station.lines { tr {
                th scope="row" { (parts::sentence(line.kind.dutch())) span.onder { (line.source) } }
                td.getal { (parts::money(line.cents)) }
            } } }
            tfoot { tr { th scope="row" { "Samen" span.onder { "waarvan " (parts::money(station.beyond_rent())) " boven op de huur" } } td.getal { strong { (parts::money(station.total())) } } } }
        }
    };
    html! {
        section aria-label={ "Over " (station.months) " maanden" } {
            h2 { "Over " (station.months) " maanden: " (parts::money(station.total())) }
            (parts::wide(&format!("Kosten over {} maanden", station.months), &table))
        }
    }
}
