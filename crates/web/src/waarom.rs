//! `/dossier/{nr}/waarom`: the whole explanation of one night's decision, the record that night made of it, and whether
//! deciding again comes to the same.

use axum::response::Response;
use domain::calendar::Day;
use domain::classify::Truth;
use domain::explain::{Explanation, Node};
use domain::ids::TenancyId;
use domain::staff::Right;
use maud::{Markup, html};
use store::nights::Decided;

use crate::answer::Failure;
use crate::app::Visit;
use crate::asked::encode;
use crate::case::{self, Case};
use crate::dossier::name_of;
use crate::frame::{self, Here};
use crate::gevoelig::veiled;
use crate::parts;

pub(crate) mod record;

/// `/dossier/{number}/waarom?dag=2026-11-20`
pub(crate) fn page(visit: &Visit, number: &str, day: &str) -> Result<Response, Failure> {
    let id = case::find(visit, number, "waarom")?;
    let run = match Day::parse_dutch(day) {
        Some(day) => Some(visit.book.night_of(day)?.ok_or(Failure::NoNight)?),
        None => visit.last.clone(),
    };
    let case = Case::of(visit, id, run)?;
    let head = visit.book.dossier_head(id)?.unwrap_or_default();
    let records = visit.book.decisions(id)?;
    let explained = case.explained(visit.house);
    let name = name_of(&head);
    let address = format!("/dossier/{}", encode(number));
    let main = html! {
        (top(visit, &case, &name, &address))
        (in_short(visit, &case))
        (chosen(visit, &case, id, &address)?)
        (lists(&explained))
        (rules(visit, &case, &explained, &address))
        (record::section(visit, &case, &records))
        (history(visit, &records, &address))
        (record::versions(visit, &case))
    };
    Ok(frame::page(visit, &format!("Waarom: {name}"), Here::Tenants, &main))
}

fn top(visit: &Visit, case: &Case, name: &str, address: &str) -> Markup {
    html! {
        p.terug { a href=(address) { "‹ " (name) } }
        header.dossier-kop {
            h1 { "Waarom deze indeling?" }
            p.dossier-indeling {
                (name) ": " (parts::category(case.category(visit.house)))
                " sinds " (parts::day(case.decision.position.since))
            }
        }
        form.filters.een action={ (address) "/waarom" } method="get" {
            div {
                label for="dag" { "Zoals beslist in de nacht van" }
                input id="dag" type="date" name="dag" value=(case.today);
            }
            button type="submit" { "Toon" }
        }
    }
}

fn in_short(visit: &Visit, case: &Case) -> Markup {
    let for_tenant = &case.category(visit.house).for_tenant;
    html! {
        section.kader.nu aria-labelledby="kort" {
            h2 #kort { "In het kort" }
            p { (case.explanation.paragraph) }
            @if case.chosen(visit.house).is_some() {
                p.zacht { "Een collega koos deze indeling met de hand. De uitleg voor de huurder gaat over de regels, en past dan misschien niet: leg het zelf uit." }
            } @else if !for_tenant.is_empty() {
                p.zacht { "Uitleg voor de huurder:" }
                blockquote { (for_tenant) }
            }
        }
    }
}

/// Who chose the category, and why.
fn chosen(visit: &Visit, case: &Case, id: TenancyId, address: &str) -> Result<Markup, Failure> {
    let Some(holds) = case.chosen(visit.house) else { return Ok(html! {}) };
    let lines = visit.book.chosen_lines(id)?;
    let told = lines.iter().rev().find(|line| line.since == holds.since && line.until == holds.until);
    Ok(html! {
        @if let Some(line) = told {
            section.kader aria-labelledby="gekozen" {
                h2 #gekozen { "Met de hand gekozen" }
                p { (line.by) " koos “" (parts::category_name(&visit.house.policy, &line.category)) "” op " (parts::day(line.since))
                    ", tot en met " (parts::day(line.until)) "." }
                @if !line.why.is_empty() { p { "Waarom: " q { (line.why) } } }
                @if visit.who.may(Right::Record) { p { a href={ (address) "/doe/beeindigen" } { "Beëindig deze keuze" } } }
            }
        }
    })
}

fn lists(told: &Explanation) -> Markup {
    let stops: Vec<String> = told.stop_list.iter().map(|reason| veiled(reason)).collect();
    html! {
        div.twee {
            div.stapel {
                (list("anders", "Wat zou het anders maken?", &told.what_if, "Er is niets te betalen of te bespreken."))
                (list("niet", "Niet aanschrijven, want", &stops, "Er is deze nacht geen reden om niet te schrijven."))
            }
            (list("waarom-niet", "Waarom niet iets anders?", &told.why_not, "Geen andere indeling of stap kwam in de buurt."))
        }
    }
}

fn list(id: &str, title: &str, lines: &[String], empty: &str) -> Markup {
    html! {
        section.kader aria-labelledby=(id) {
            h2 id=(id) { (title) }
            @if lines.is_empty() { p { (empty) } }
            @else { ul.regels { @for line in lines { li { (parts::sentence(&parts::words_of_rule(line))) } } } }
        }
    }
}

fn rules(visit: &Visit, case: &Case, told: &Explanation, address: &str) -> Markup {
    let categories = &visit.house.policy.categories;
    // What a person chose is told first, and no rule was looked at.
    let chosen = case.chosen(visit.house).is_some();
    let decided = if chosen { 0 } else { case.decision.category };
    html! {
        section aria-labelledby="regels" {
            h2 #regels { "Regels, van boven naar beneden" }
            p { "De eerste regel die past, geldt. Open een regel om te zien wat er is bekeken. "
                a href={ (address) "/geld#getallen" } { "Wat elk getal is en waar het vandaan komt" } }
            ul.boom {
                @for (at, node) in told.tree.iter().enumerate() {
                    @let rule = categories.get(at).filter(|_| node.verdict.is_some() && !chosen);
                    (branch(node, rule.map(|rule| rule.id.as_str()), at == decided))
                }
            }
        }
    }
}

/// A branch with what it hung on; the one that decided is open.
fn branch(node: &Node, rule: Option<&str>, decided: bool) -> Markup {
    let open = decided || (rule.is_none() && node.verdict.is_none());
    html! {
        li.beslist[decided] {
            @if node.children.is_empty() { div.blad { (line(node)) (link_to(rule)) } }
            @else {
                details open[open] {
                    summary { (line(node)) }
                    ul { @for child in &node.children { (branch(child, None, child.verdict == Some(Truth::Yes) && decided)) } }
                    (link_to(rule))
                }
            }
        }
    }
}

fn line(node: &Node) -> Markup {
    html! { span.regel { (parts::sentence(&parts::words_of_rule(&node.text))) } " " (verdict(node.verdict)) }
}

fn link_to(rule: Option<&str>) -> Markup {
    html! { @if let Some(rule) = rule { a.klein href={ "/beleid#indeling-" (rule) } { "Deze regel in het beleid" } } }
}

fn verdict(verdict: Option<Truth>) -> Markup {
    html! {
        @match verdict {
            Some(Truth::Yes) => { span.uitslag.ja { "✓ past" } },
            Some(Truth::No) => { span.uitslag.nee { "– past niet" } },
            Some(Truth::Unknown) => { span.uitslag.onbekend { "? onbekend" } },
            None => {},
        }
    }
}

fn history(visit: &Visit, records: &[Decided], address: &str) -> Markup {
    let policy = &visit.house.policy;
    let table = html! {
        table {
            caption { "Elke wisseling van indeling, nieuwste bovenaan" }
            thead { tr {
                th scope="col" { "Nacht" } th scope="col" { "Van" } th scope="col" { "Naar" }
                th.getal scope="col" { "Achterstand" } th scope="col" { "Beleid" }
            } }
            tbody { @for record in records.iter().filter(|record| record.category_changed) { tr {
                th scope="row" { a href={ (address) "/waarom?dag=" (record.day) } { (parts::short_day(record.day)) } }
                td { (parts::category_by_id(policy, &record.category_before)) }
                td { (parts::category_by_id(policy, &record.category)) }
                td.getal { (parts::money(record.arrears)) }
                td { code { (crate::nacht::short(&record.policy)) } }
            } } }
        }
    };
    html! {
        section aria-labelledby="geschiedenis" {
            h2 #geschiedenis { "Geschiedenis" }
            @if records.iter().any(|record| record.category_changed) { (parts::wide("Wisselingen", &table)) }
            @else { p { "Er is nog geen wisseling vastgelegd." } }
        }
    }
}
