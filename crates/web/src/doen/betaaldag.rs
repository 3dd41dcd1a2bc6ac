//! `/dossier/{nr}/doe/betaaldag`: the rhythm in which this tenant pays, as the last months show it, and the day that is agreed:
//! taken over in one click, chosen, or ended; with what it does to being late.

use axum::response::Response;
use domain::arrangement::own::usual_pay_day;
use domain::calendar::Day;
use domain::facts::PayDayRule;
use domain::ids::TenancyId;
use domain::ledger::Claim;
use domain::money::Cents;
use domain::policy::TaskKind;
use maud::{Markup, html};
use store::acts::Record;

use super::{recorded, way_back};
use crate::answer::Failure;
use crate::app::{Change, House, Visit};
use crate::asked::{Asked, encode};
use crate::case::{self, Present};
use crate::formulier::{self, Wrong, field};
use crate::parts;

/// So many months are shown.
const MONTHS: usize = 12;

/// `GET`
pub(crate) fn page(visit: &Visit, number: &str, asked: &Asked) -> Result<Response, Failure> {
    let id = case::find(visit, number, "betaaldag")?;
    shown(visit, number, id, asked, &Wrong::default())
}

/// `POST`: a day is agreed, or ends.
pub(crate) fn act(change: &mut Change, number: &str) -> Result<Response, Failure> {
    let id = case::to_change(change, number)?;
    let form = change.form;
    let mut wrong = Wrong::default();
    let ends = form.get("wat") == "einde";
    let day = if ends { Some(None) } else { wrong.take("dag", day_of_month(form.get("dag"))).map(Some) };
    let note = wrong.take("notitie", formulier::note(form.get("notitie"), ""));
    let (Some(day), Some(note)) = (day, note) else {
        return change.show(|visit| {
            visit.looks_at(Some(id), "betaaldag");
            shown(visit, number, id, form, &wrong)
        });
    };
    let kind = match day {
        Some(day) => format!("betaaldag afgesproken: de {day}e"),
        None => "afgesproken betaaldag beëindigd".into(),
    };
    let task = if ends { String::new() } else { change.book.open_task(id, TaskKind::ProposePayDay)? };
    recorded(change, number, id, &kind, note, &task, vec![Record::PayDay(day)])
}

fn day_of_month(text: &str) -> Result<u8, String> {
    let day = text.trim_end_matches('e').parse().ok().filter(|day| (1..=28).contains(day));
    day.ok_or_else(|| "Kies een dag van 1 tot en met 28: die heeft elke maand.".to_string())
}

fn shown(
    visit: &Visit,
    number: &str,
    id: TenancyId,
    form: &Asked,
    wrong: &Wrong,
) -> Result<Response, Failure> {
    let head = visit.book.dossier_head(id)?.unwrap_or_default();
    let present = Present::of(visit.house, visit.book, id, visit.now.day)?;
    let learned = usual_pay_day(&present.ground(visit.house));
    let now = present.ground(visit.house).standing.pay_day;
    let wished = day_of_month(form.get("dag")).ok().or(learned);
    let unseen = formulier::unseen(visit, id, form)?;
    let main = html! {
        (way_back(&head, form))
        h1 { "Eigen betaaldag" }
        (wrong.summary())
        p.dossier-indeling { "Nu: " strong { (in_words(now)) } }
        div.twee {
            (rhythm(&present, visit.house))
            div.stapel {
                @if let Some(day) = wished { (effect(&present, visit.house, day)) }
                (choose(number, (learned, now), form, wrong, &unseen))
            }
        }
    };
    Ok(wrong.page(visit, "Eigen betaaldag", &main))
}

/// A pay day in words.
pub(crate) fn in_words(rule: PayDayRule) -> String {
    match rule {
        PayDayRule::Contract => "volgens het contract".into(),
        PayDayRule::Accepted(day) => format!("afgesproken: de {day}e van de maand"),
        PayDayRule::Learned(days) => format!("eigen ritme: {days} dagen na de vervaldag"),
    }
}

/// The last months, one beside another.
fn rhythm(present: &Present, house: &House) -> Markup {
    let ground = present.ground(house);
    let due =
        ground.account.claims.iter().filter(|claim| claim.due_on <= present.today && claim.charged.0 > 0);
    let mut months: Vec<&Claim> = due.collect();
    let skipped = months.len().saturating_sub(MONTHS);
    months.drain(..skipped);
    let table = html! {
        table.betaalritme {
            caption { "Wanneer elke maand helemaal was betaald" }
            thead { tr { th scope="col" { "Vervaldag" } th.getal scope="col" { "Bedrag" } th scope="col" { "Betaald op" } th.getal scope="col" { "Dagen erna" } } }
            tbody { @for claim in months.iter().rev() { tr {
                th scope="row" { (parts::short_day(claim.due_on)) }
                td.getal { (parts::money(claim.charged)) }
                @match claim.settled_on {
                    Some(day) => { td { (parts::short_day(day)) } td.getal { (day - claim.due_on) } }
                    None => { td { strong { "nog niet" } ", open " (parts::money(claim.open)) } td.getal { "–" } }
                }
            } } }
        }
    };
    html! {
        section.kader aria-labelledby="ritme" {
            h2 #ritme { "Hoe deze huurder betaalt" }
            @if months.is_empty() { p { "Er is nog geen huur vervallen." } }
            @else { (parts::wide("Betaalritme", &table)) }
            @if let Some(learned) = ground.standing.learned {
                p { "Over " (learned.months) " betaalde maanden kwam het geld meestal "
                    @if learned.offset_days <= 0 { "op tijd of eerder" } @else { (parts::plural(learned.offset_days as u64, "dag", "dagen")) " na de vervaldag" }
                    ". In " (learned.regular_percent) "\u{a0}% van de maanden lag het daar hooguit drie dagen vanaf." }
            } @else { p { "Er zijn te weinig betaalde maanden om een ritme te zien." } }
        }
    }
}

/// What is late now, and what would be late with this day.
fn effect(present: &Present, house: &House, day: u8) -> Markup {
    let ground = present.ground(house);
    let late = |rule: PayDayRule| -> Cents {
        let due = ground.account.claims.iter().filter(|claim| rule.pay_by(claim.due_on) < present.today);
        due.map(|claim| claim.open).sum()
    };
    let (before, after) = (late(ground.standing.pay_day), late(PayDayRule::Accepted(day)));
    let grace = ground.settings.late_after_days;
    let next: Day = PayDayRule::Accepted(day).pay_by((present.today.month() + 1).first_day());
    html! {
        section.kader aria-labelledby="gevolg" {
            h2 #gevolg { "Wat betaaldag de " (day) "e doet" }
            ul.regels {
                li { "De huur blijft op dezelfde dag vervallen. Wij meten deze huurder aan de " (day) "e: eerst op " (parts::day(next)) "." }
                li { "Een maand heet pas te laat als het geld " (parts::plural(u64::from(grace.unsigned_abs()), "dag", "dagen")) " na die dag nog niet binnen is. Tot de " (day) "e herinneren wij niet." }
                li { "Achterstand nu: " (parts::money(before)) ". Met deze betaaldag: " (parts::money(after)) "." }
            }
        }
    }
}

fn choose(
    number: &str,
    (learned, now): (Option<u8>, PayDayRule),
    form: &Asked,
    wrong: &Wrong,
    unseen: &Markup,
) -> Markup {
    let to = format!("/dossier/{}/doe/betaaldag", encode(number));
    let typed = form.get("dag");
    let agreed = matches!(now, PayDayRule::Accepted(_));
    html! {
        section.kader.doen aria-labelledby="kiezen" {
            h2 #kiezen { "Afspreken" }
            @if let Some(day) = learned.filter(|day| now != PayDayRule::Accepted(*day)) {
                form method="post" action=(to) {
                    (unseen)
                    input type="hidden" name="dag" value=(day);
                    p { button.hoofd type="submit" name="wat" value="afspreken" { "Neem het ritme over: de " (day) "e" } }
                }
            }
            form method="post" action=(to) {
                (unseen)
                (field(wrong, "dag", "Een andere dag van de maand (1 tot en met 28)", &html! {
                    input #dag name="dag" inputmode="numeric" value=(typed) placeholder="25" aria-describedby=[wrong.describes("dag")];
                }))
                (formulier::words(wrong, "notitie", "Notitie (mag leeg)", form.get("notitie"), false))
                p.knoppen {
                    button type="submit" name="wat" value="afspreken" { "Leg deze dag vast" }
                    @if agreed { button type="submit" name="wat" value="einde" { "Beëindig de afgesproken dag" } }
                }
            }
            p.zacht { "Spreek de dag eerst af met de huurder. Zegt een latere aanlevering een andere betaaldag, dan geldt die." }
        }
    }
}
