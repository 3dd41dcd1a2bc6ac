//! What somebody just did, with a way back; and `/werk/handelingen`: what she did in the last week.

use axum::response::Response;
use domain::staff::Right;
use maud::{Markup, html};
use store::acts::{ActLine, CAN_BE_UNDONE};
use store::tenant_page::{OWN_CONTACT, OWN_PAY_DAY, TENANT};

use crate::answer::Failure;
use crate::app::Visit;
use crate::asked::{Asked, encode};
use crate::dossier::name_of;
use crate::frame::{self, Here};
use crate::gevoelig::{HIDDEN, is_finding};
use crate::parts;
use crate::sheet::{self, Kind, Sheet, row};
use crate::werk::lijst;

/// What was just done, with a way back.
pub(crate) fn done_bar(visit: &Visit, asked: &Asked) -> Result<Markup, Failure> {
    let Ok(id) = asked.get("klaar").parse::<i64>() else { return Ok(html! {}) };
    let act =
        visit.book.acts_by(visit.who.id())?.into_iter().find(|act| act.id == id && act.undone_by.is_none());
    Ok(html! {
        @if let Some(act) = act {
            div.melding.goed role="status" {
                p { strong { "Vastgelegd: " } (act.kind) " (dossier " (act.dossier) ")." }
                (undo(visit, &act, asked))
            }
        }
    })
}

/// In the place of a way back.
const TOO_LATE: &str = "Kan niet meer terug: het is al weg.";

/// What a tenant changed himself in the last week and a colleague can take back: how we reach him, and his pay day.
pub(crate) fn done_by_tenant(visit: &Visit, acts: &[ActLine]) -> Markup {
    let own = acts.iter().filter(|act| {
        act.who == TENANT
            && act.undone_by.is_none()
            && visit.now.seconds - act.moment <= CAN_BE_UNDONE
            && [OWN_CONTACT, OWN_PAY_DAY].iter().any(|kind| act.kind.starts_with(kind))
    });
    let may = visit.who.may(Right::Record);
    html! {
        @for act in own {
            div.melding {
                p { "Op " (parts::short_day(act.day)) " deed de huurder dit zelf: " (act.kind) @if !act.note.is_empty() { ". " (act.note) } }
                @if may { (undo_plain(visit, act, false)) }
            }
        }
    }
}

/// What anybody did about a dossier in the last week, to take back: who did it may be away.
pub(crate) fn done_about(visit: &Visit, acts: &[ActLine]) -> Markup {
    let stands = |act: &&ActLine| act.undone_by.is_none() && visit.now.seconds - act.moment <= CAN_BE_UNDONE;
    let recent: Vec<&ActLine> = acts.iter().filter(stands).collect();
    html! {
        section.kader aria-labelledby="terugdraaien" {
            h2 #terugdraaien { "Vastgelegd in de laatste zeven dagen" }
            @if recent.is_empty() { p { "Er is niets om terug te draaien." } }
            @else { ul.regels { @for act in recent { li {
                p {
                    @if is_finding(&act.kind) { (HIDDEN) } @else { (what(act)) }
                    span.onder { (act.who) ", " (parts::moment(visit.house, act.moment)) }
                }
                (undo_plain(visit, act, false))
            } } } }
        }
    }
}

fn undo(visit: &Visit, act: &ActLine, asked: &Asked) -> Markup {
    html! {
        @if act.has_left { (TOO_LATE) } @else { form method="post" action={ "/ongedaan/" (act.id) } {
            (lijst::hold(asked)) (frame::seal(visit.who))
            button type="submit" data-toets="u" { "Ongedaan maken " kbd { "U" } }
        } }
    }
}

/// `/werk/handelingen`: what somebody did in the last week, to look at or take back; what was done together is one line.
pub(crate) fn acts(visit: &Visit) -> Result<Response, Failure> {
    let acts = visit.book.acts_by(visit.who.id())?;
    let recent: Vec<&ActLine> =
        acts.iter().filter(|act| visit.now.seconds - act.moment <= CAN_BE_UNDONE).collect();
    let mut together: Vec<(Vec<&ActLine>, bool)> = Vec::new();
    let mut is_last = true;
    for acts in recent.chunk_by(|one, next| one.bundle.is_some() && one.bundle == next.bundle) {
        let stands = acts.iter().any(|act| act.undone_by.is_none());
        together.push((acts.to_vec(), is_last && stands));
        is_last &= !stands;
    }
    let mut rows = Vec::new();
    for (acts, is_last) in together {
        rows.push(match acts.as_slice() {
            [act] => one_act(visit, act, is_last)?,
            acts => done_together(visit, acts, is_last)?,
        });
    }
    let main = html! {
        h1 { "Mijn handelingen" }
        p { "Wat u de laatste zeven dagen vastlegde. Terugdraaien kan zolang het hier staat; wat u deed en wat u terugdraaide blijft in het logboek." }
        @if rows.is_empty() { p { "U hebt de laatste zeven dagen niets vastgelegd." } }
        @else {
            table.kaarten {
                caption { "De laatste eerst" }
                thead { tr { th scope="col" { "Huurder" } th scope="col" { "Wat" } th scope="col" { "Wanneer" } th scope="col" { "Terug" } } }
                tbody { @for row in &rows { (row) } }
            }
            @if visit.who.may(Right::Export) { p { (sheet::files("/werk/handelingen", "")) } }
        }
    };
    visit.looks_at(None, "eigen handelingen");
    Ok(frame::page(visit, "Mijn handelingen", Here::Work, &main))
}

/// `/werk/handelingen.xlsx`, `.csv`, `.json`: the same acts.
pub(crate) fn acts_file(visit: &Visit, _: &Asked, kind: Kind) -> Result<Response, Failure> {
    visit.looks_at(None, "eigen handelingen als bestand");
    let acts = visit.book.acts_by(visit.who.id())?.into_iter();
    let rows = acts.filter(|act| visit.now.seconds - act.moment <= CAN_BE_UNDONE).map(|act| {
        let back = act.undone_by.map(|who| format!("teruggedraaid door {who}"));
        row![act.day, act.dossier, act.kind, act.note, back]
    });
    let sheet = Sheet {
        name: "handelingen".into(),
        about: format!("Handelingen van {} in de laatste zeven dagen", visit.who.staff.name),
        heads: &["dag", "dossier", "wat", "notitie", "terug"],
        rows: rows.collect(),
    };
    sheet.answer(visit, kind)
}

fn one_act(visit: &Visit, act: &ActLine, is_last: bool) -> Result<Markup, Failure> {
    let name = name(visit, act)?;
    Ok(html! { tr {
        th scope="row" { (dossier(act, &name)) }
        td { (what(act)) }
        td { (parts::moment(visit.house, act.moment)) }
        td { @match &act.undone_by {
            Some(who) => { "teruggedraaid door " (who) }
            None => (undo_plain(visit, act, is_last)),
        } }
    } })
}

/// Acts that were done together: all of them have one way back, and each its own.
fn done_together(visit: &Visit, acts: &[&ActLine], is_last: bool) -> Result<Markup, Failure> {
    let mut each = Vec::new();
    for act in acts {
        each.push((act, name(visit, act)?));
    }
    let (first, left) = (acts[0], acts.iter().filter(|act| act.undone_by.is_none()).count());
    Ok(html! { tr {
        th scope="row" { (parts::plural(acts.len() as u64, "taak", "taken")) " tegelijk" }
        td {
            (what(first))
            details.klein {
                summary { "Welke" }
                ul.regels { @for (act, name) in &each { li {
                    (dossier(act, name)) " "
                    @match &act.undone_by {
                        Some(who) => { "teruggedraaid door " (who) }
                        None => (undo_plain(visit, act, false)),
                    }
                } } }
            }
        }
        td { (parts::moment(visit.house, first.moment)) }
        td {
            @if left < acts.len() { span.onder { (parts::count((acts.len() - left) as u64)) " teruggedraaid" } }
            @if let (Some(bundle), true) = (first.bundle, left > 0) {
                form method="post" action={ "/ongedaan/samen/" (bundle) } {
                    (frame::seal(visit.who))
                    button type="submit" data-toets=[is_last.then_some("u")] { "Alles ongedaan maken" span.verborgen { ": " (first.kind) } @if is_last { " " kbd { "U" } } }
                }
            }
        }
    } })
}

/// Whom an act was about, as far as who did it may still see that.
fn name(visit: &Visit, act: &ActLine) -> Result<String, Failure> {
    let head = visit.book.dossier_head(act.tenancy)?.unwrap_or_default();
    Ok(if visit.who.staff.seat.reaches(&head.district) { name_of(&head) } else { String::new() })
}

fn dossier(act: &ActLine, name: &str) -> Markup {
    html! {
        a href={ "/dossier/" (encode(&act.dossier)) } data-rij { @if name.is_empty() { (act.dossier) } @else { (name) } }
        @if !name.is_empty() { span.onder { (act.dossier) } }
    }
}

fn what(act: &ActLine) -> Markup {
    html! { (act.kind) @if !act.note.is_empty() { br; span.zacht { (act.note) } } }
}

/// The newest one has the key of the last act.
fn undo_plain(visit: &Visit, act: &ActLine, is_last: bool) -> Markup {
    let kind = if is_finding(&act.kind) { HIDDEN } else { &act.kind };
    html! {
        @if act.has_left { span.zacht { (TOO_LATE) } } @else { form method="post" action={ "/ongedaan/" (act.id) } {
            (frame::seal(visit.who))
            button type="submit" data-toets=[is_last.then_some("u")] { "Ongedaan maken" span.verborgen { ": " (kind) ", dossier " (act.dossier) } @if is_last { " " kbd { "U" } } }
        } }
    }
}
