//! `/dossier/{nr}`: one tenancy on one page: what happens now and why, how things stand, what comes, and all that was.

use axum::response::Response;
use domain::ids::TenancyId;
use domain::plan::Outcome;
use domain::staff::Right;
use maud::{Markup, html};
use store::screens::{DossierHead, LedgerLine, Lists, MessageLine};

use crate::answer::Failure;
use crate::app::Visit;
use crate::asked::{Asked, encode};
use crate::case::{self, Case};
use crate::formulier::Wrong;
use crate::huurders::address;
use crate::sheet::{self, Kind, Sheet, row};
use crate::{afspraak, doen, gevoelig, kijkers, noodstop, parts, werk};

mod chart;
pub(crate) mod noticed;
pub(crate) mod open_items;
mod standing;
mod timeline;

pub(crate) use standing::heavy;

/// `/dossier/{number}`; `toon` narrows the timeline, `taak` is the task at hand.
pub(crate) fn page(visit: &Visit, number: &str, asked: &Asked) -> Result<Response, Failure> {
    shown(visit, number, asked, &Wrong::default())
}

/// The page; when one of its short forms could not be carried out, `asked` is that form and stands there as it was filled in.
pub(crate) fn shown(visit: &Visit, number: &str, asked: &Asked, wrong: &Wrong) -> Result<Response, Failure> {
    let id = case::find(visit, number, "dossier")?;
    let case = Case::with_ahead(visit, id, visit.last.clone())?;
    let head = visit.book.dossier_head(id)?.unwrap_or_default();
    let ledger = visit.book.ledger_lines(id)?;
    let (nights, lists) = (visit.book.night_lines(id)?, visit.book.lists_of(id)?);
    let acts = if lists.acts { visit.book.acts_about(id)? } else { Vec::new() };
    let done_by_tenant = werk::done_by_tenant(visit, &acts);
    let history = timeline::History::read(visit, id, &ledger, &nights, acts, lists.appointments)?;
    let title = name_of(&head);
    let main = html! {
        (werk::lijst::way_back(visit, asked))
        (wrong.summary())
        (werk::done_bar(visit, asked)?)
        @if !asked.get("terug").is_empty() { p.melding role="status" { "Teruggedraaid. Wat intussen verviel of al weg was, komt niet vanzelf terug: dat beslist de nacht opnieuw." } }
        (done_by_tenant)
        (kijkers::section(visit, number, id)?)
        (top(visit, &case, &head))
        @if lists.signals { (noticed::section(visit, number, id)?) }
        div.twee {
            div.stapel {
                (waits(visit, id, &head.dossier, lists)?)
                @if visit.who.may(Right::Record) { (doen::section(visit, &head, asked, &case, wrong)?) }
                @if visit.who.may(Right::Record) { (afspraak::section(visit, number, id, asked, lists.appointments)?) }
                (now(visit, &case, &head, &nights.messages))
            }
            div.stapel {
                (standing::section(visit, &case, number, lists.referrals)?)
                (stop_list(visit, &case))
                (ahead(visit, &case, number, asked))
            }
        }
        (open_items::section(visit.house, &case, number, &ledger))
        (chart::section(&case, &ledger))
        (timeline::section(visit, &head.dossier, &history, timeline::Shown::of(asked.get("toon"))))
        @if visit.who.may(Right::Export) {
            p { (sheet::files(&format!("/dossier/{}/tijdlijn", encode(number)), "")) }
        }
    };
    Ok(wrong.page(visit, &title, &main))
}

/// `/dossier/{number}/geld.xlsx` and the like: every booking.
pub(crate) fn money(visit: &Visit, number: &str, kind: Kind) -> Result<Response, Failure> {
    let id = case::find(visit, number, "geld als bestand")?;
    let line = |line: LedgerLine| {
        let LedgerLine { entry, description } = line;
        row![
            entry.booked_on,
            entry.due_on,
            parts::sentence(entry.kind.dutch()).to_string(),
            description,
            entry.cents
        ]
    };
    let rows = visit.book.ledger_lines(id)?.into_iter().map(line).collect();
    let heads = &["geboekt op", "vervalt op", "wat", "omschrijving", "bedrag"];
    Sheet { name: "geld".into(), about: format!("Boekingen van dossier {number}"), heads, rows }
        .answer(visit, kind)
}

/// `/dossier/{number}/tijdlijn.xlsx` and the like: everything that happened.
pub(crate) fn history(visit: &Visit, number: &str, kind: Kind) -> Result<Response, Failure> {
    let id = case::find(visit, number, "tijdlijn als bestand")?;
    let (ledger, nights) = (visit.book.ledger_lines(id)?, visit.book.night_lines(id)?);
    let acts = visit.book.acts_about(id)?;
    let rows = timeline::History::read(visit, id, &ledger, &nights, acts, true)?.rows();
    let heads = &["dag", "soort", "wat", "toelichting"];
    Sheet { name: "tijdlijn".into(), about: format!("Tijdlijn van dossier {number}"), heads, rows }
        .answer(visit, kind)
}

/// What waits for a second person.
fn waits(visit: &Visit, id: TenancyId, number: &str, lists: Lists) -> Result<Markup, Failure> {
    let asked = if lists.asked_arrangement { visit.book.asked_arrangement(id)? } else { None };
    let handover = if lists.handover { visit.book.open_handover(id)? } else { None };
    let handover = handover.filter(|handover| handover.agreement.agreed.is_none());
    let to = format!("/dossier/{}", encode(number));
    Ok(html! {
        @if let Some(asked) = asked { p.melding {
            (asked.name) " vroeg akkoord voor een regeling. " a href={ (to) "/doe/regeling" } { "Bekijk de vraag" }
        } }
        @if let Some(handover) = handover { p.melding {
            (handover.agreement.asked_by) " vroeg akkoord voor overdracht aan de deurwaarder. " a href={ (to) "/bewijs" } { "Bekijk het bewijs" }
        } }
    })
}

/// The way back to a dossier, on every page that belongs to it.
pub(crate) fn way_back(head: &DossierHead) -> Markup {
    html! { p.terug { a href={ "/dossier/" (encode(&head.dossier)) } { "‹ " (name_of(head)) } } }
}

/// The tenants' names, or the number when there are none.
pub(crate) fn name_of(head: &DossierHead) -> String {
    let names: Vec<&str> =
        head.persons.iter().map(|person| person.name.as_str()).filter(|name| !name.is_empty()).collect();
    if names.is_empty() {
        format!("Dossier {}", head.dossier)
    } else {
        parts::sentence(&names.join(" en ")).to_string()
    }
}

fn top(visit: &Visit, case: &Case, head: &DossierHead) -> Markup {
    let place = [&head.municipality, &head.district].into_iter().filter(|part| !part.is_empty());
    let place: Vec<String> = place.cloned().collect();
    html! {
        header.dossier-kop {
            h1 { (name_of(head)) }
            p.dossier-indeling {
                (parts::category(case.category(visit.house)))
                " sinds " (parts::day(case.decision.position.since)) " · "
                a href={ "/dossier/" (encode(&head.dossier)) "/waarom" } data-toets="w" { "Waarom? " kbd { "W" } }
                " · " a href={ "/dossier/" (encode(&head.dossier)) "/bewijs" } { "Bewijs" }
            }
            p.dossier-gegevens {
                span { (address(&head.street, &head.postcode, &head.town)) }
                span { "contract " (head.dossier) }
                @if let Some(day) = case.dossier.tenancy.starts_on { span { "huurt sinds " (parts::day(day)) } }
                @if let Some(day) = case.dossier.tenancy.ends_on { span { "huur eindigt " (parts::day(day)) } }
                @if !place.is_empty() { span { (place.join(", ")) } }
            }
            (heavy(&case.ground(visit.house)))
            (reach(head))
            @if visit.who.may(Right::ReadLog) {
                p.klein { a href={ "/dossier/" (encode(&head.dossier)) "/inzage" } { "Wie keek en wie veranderde" } }
            }
        }
    }
}

fn reach(head: &DossierHead) -> Markup {
    let known =
        head.persons.iter().any(|p| !(p.email.is_empty() && p.mobile.is_empty() && p.phone.is_empty()));
    html! {
        @if known {
            details.klein {
                summary { "Contactgegevens" }
                ul.regels { @for person in &head.persons { li {
                    (person.name)
                    @for way in [&person.mobile, &person.phone, &person.email] {
                        @if !way.is_empty() { " · " (way) @if person.wrong_numbers.contains(way) { " (verkeerd nummer)" } }
                    }
                } } }
            }
        }
    }
}

fn now(visit: &Visit, case: &Case, head: &DossierHead, messages: &[MessageLine]) -> Markup {
    let waits = matches!(case.decision.outcome, Outcome::Blocked { .. });
    let tonight = messages.iter().rposition(|message| message.day == case.today);
    html! {
        section.kader.nu aria-labelledby="nu" {
            h2 #nu { span.kopje { "Vannacht" } (case.headline(&visit.house.policy)) }
            p { (case.explanation.paragraph) }
            @if waits { p { "Dit gaat pas door als niets het meer tegenhoudt." } }
            @if let Some(at) = tonight {
                p { a href={ "/dossier/" (encode(&head.dossier)) "/bericht/" (at + 1) } { "Lees het bericht" } }
            }
            @if case.run.is_none() { p.zacht { "Er is nog geen nacht gedraaid; zo zou het nu gaan." } }
            p { a href={ "/dossier/" (encode(&head.dossier)) "/waarom" } { "Alle regels en wat het anders zou maken" } }
        }
    }
}

fn stop_list(visit: &Visit, case: &Case) -> Markup {
    let list = &case.explanation.stop_list;
    let stopped = noodstop::is_on(visit);
    html! {
        section.kader aria-labelledby="niet" {
            h2 #niet { "Niet aanschrijven, want" }
            @if list.is_empty() && !stopped { p { "Er is vandaag geen reden om niet te schrijven." } }
            @else { ul.regels {
                @if stopped { li { "De noodstop staat aan: er gaat niets uit." } }
                @for reason in list { li { (gevoelig::veiled(reason)) } }
            } }
        }
    }
}

fn ahead(visit: &Visit, case: &Case, number: &str, asked: &Asked) -> Markup {
    let steps = case.ahead(visit.house);
    let list = werk::lijst::at_hand(asked);
    let to = format!("/dossier/{}/doe/overslaan", encode(number));
    html! {
        section.kader aria-labelledby="daarna" {
            h2 #daarna { "Daarna" }
            @if steps.is_empty() { p { "De komende twee maanden staat er niets klaar, als er niets verandert." } }
            @else {
                p.zacht { "Als er niets binnenkomt en niets verandert:" }
                ol.daarna { @for one in &steps { li {
                    (parts::day_in_year(one.day))
                    span {
                        (one.what)
                        @if let Some((step, cycle)) = one.step.filter(|_| visit.who.may(Right::Record)) {
                            " " a.klein.niet-afdrukken href={ (to) "?stap=" (step.0) "&cyclus=" (cycle) @if !list.is_empty() { "&uit=" (encode(&list)) } } { "Sla over" span.verborgen { ": " (one.what) } }
                        }
                    }
                } } }
                @if visit.who.may(Right::Record) { p.zacht { "Even helemaal stil? Kies bij Doen “Alles stilzetten”." } }
            }
        }
    }
}

/// The entries of the account as the dossier holds them, when the landlord's words belong to them one by one.
pub(crate) fn words_fit(case: &Case, ledger: &[LedgerLine]) -> bool {
    let entries = &case.dossier.entries;
    entries.len() == ledger.len() && entries.iter().zip(ledger).all(|(entry, line)| *entry == line.entry)
}
