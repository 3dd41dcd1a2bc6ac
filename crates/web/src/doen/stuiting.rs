//! `/dossier/{nr}/doe/stuiting`: what is older than five years is asked of nobody, unless the landlord wrote in time, or the tenant
//! acknowledged the debt, before Houvast knew of it. Who has seen the proof says so here.

use axum::response::Response;
use domain::calendar::Day;
use domain::dossier::{Circumstance, CircumstanceKind, Dossier};
use domain::facts::Ground;
use domain::ids::TenancyId;
use domain::ledger::Claim;
use domain::policy::TaskKind;
use maud::{Markup, html};
use store::acts::Record;

use super::{recorded, way_back};
use crate::answer::Failure;
use crate::app::{Change, Visit};
use crate::asked::{Asked, encode};
use crate::case::{self, Present};
use crate::formulier::{self, Wrong, date, field};
use crate::parts;

const PAGE: &str = "stuiting";
/// What can soon be demanded no longer is asked about as well. Days.
const SOON: i32 = 62;

/// Is there anything here of which a person must say whether it was interrupted?
pub(super) fn is_a_question(ground: &Ground) -> bool {
    ground.prescribed_from().any(|from| from <= ground.today + SOON)
}

/// What is open and can no longer be demanded, or soon not, oldest first, with the last day on which it could.
fn old<'a>(ground: &'a Ground) -> impl Iterator<Item = (&'a Claim, Day)> {
    let open = ground.account.claims.iter().filter(|claim| claim.open.0 > 0);
    let with_last = open
        .filter_map(|claim| Some((claim, ground.dossier.last_day_to_demand(claim.due_on, ground.today)?)));
    with_last.filter(|(_, last)| *last <= ground.today + SOON)
}

/// `GET`
pub(crate) fn page(visit: &Visit, number: &str, asked: &Asked) -> Result<Response, Failure> {
    let id = case::find(visit, number, PAGE)?;
    shown(visit, number, id, asked, &Wrong::default())
}

/// `POST`
pub(crate) fn act(change: &mut Change, number: &str) -> Result<Response, Failure> {
    let id = case::to_change(change, number)?;
    let (form, today) = (change.form, change.now.day);
    let present = Present::of(change.house, change.book, id, today)?;
    let mut wrong = Wrong::default();
    let note = wrong.take("notitie", formulier::note(form.get("notitie"), "welk bewijs u hebt gezien"));
    let told = told(&present.ground(change.house), form, &mut wrong);
    let (Some(note), Some((on, covers_until))) = (note, told) else {
        return change.show(|visit| {
            visit.looks_at(Some(id), PAGE);
            shown(visit, number, id, form, &wrong)
        });
    };
    let what =
        format!("verjaring gestuit op {}, over wat verviel tot en met {}", on.dutch(), covers_until.dutch());
    let task = change.book.open_task(id, TaskKind::CheckData)?;
    recorded(change, number, id, &what, note, &task, vec![Record::Interrupted { on, covers_until }])
}

/// The day of a form and what it is about, when that keeps something from being prescribed.
fn told(ground: &Ground, form: &Asked, wrong: &mut Wrong) -> Option<(Day, Day)> {
    let known = |day: &Day| old(ground).any(|(claim, _)| claim.due_on == *day);
    let covers_until = Day::parse_iso(form.get("posten")).filter(known);
    let covers_until =
        wrong.take("posten", covers_until.ok_or_else(|| "Kies waar het over ging.".to_string()))?;
    let on = wrong.take("dag", formulier::day_between(form.get("dag"), covers_until.next(), ground.today))?;
    if helps(ground, on, covers_until) {
        return Some((on, covers_until));
    }
    wrong.with("dag", "Op die dag was dit al verjaard. Wat daarna komt, helpt niet meer.");
    None
}

/// Can anything be demanded longer with this?
fn helps(ground: &Ground, on: Day, covers_until: Day) -> bool {
    let with = Circumstance {
        kind: CircumstanceKind::PrescriptionInterrupted,
        since: on,
        until: Some(covers_until),
        closed_on: None,
        cents: None,
    };
    let mut after = ground.dossier.clone();
    after.circumstances.push(with);
    let last = |dossier: &Dossier, due_on| dossier.last_day_to_demand(due_on, ground.today);
    old(ground).any(|(claim, before)| last(&after, claim.due_on).is_some_and(|after| after > before))
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
    let ground = present.ground(visit.house);
    let unseen = formulier::unseen(visit, id, form)?;
    let main = html! {
        (way_back(&head, form))
        h1 { "Stuiting vastleggen" }
        (wrong.summary())
        p { "Wat ouder is dan vijf jaar, vragen wij niemand: het is verjaard, voor zover wij weten. Dat is anders als u de huurder op tijd schriftelijk om dit geld vroeg, of als de huurder zelf erkende dat hij het schuldig was. Dan begon een nieuwe termijn van vijf jaar." }
        @if is_a_question(&ground) {
            (table(&ground))
            (record(number, &ground, form, wrong, &unseen))
        } @else { p { "Er staat hier niets open dat verjaard is of bijna verjaart." } }
    };
    Ok(wrong.page(visit, "Stuiting vastleggen", &main))
}

fn table(ground: &Ground) -> Markup {
    let table = html! {
        table {
            caption { "Wat verjaard is of binnen twee maanden verjaart" }
            thead { tr { th scope="col" { "Vervallen op" } th.getal scope="col" { "Nog open" } th scope="col" { "Te vragen tot en met" } } }
            tbody { @for (claim, last) in old(ground) { tr {
                th scope="row" { (parts::day(claim.due_on)) }
                td.getal { (parts::money(claim.open)) }
                td { (parts::day(last)) @if last < ground.today { span.onder { "verjaard" } } }
            } } }
        }
    };
    html! { section.kader aria-label="Oude posten" { (parts::wide("Oude posten", &table)) } }
}

fn record(number: &str, ground: &Ground, form: &Asked, wrong: &Wrong, unseen: &Markup) -> Markup {
    let first = old(ground).next().map_or(ground.today, |(claim, _)| claim.due_on);
    let one = old(ground).count() == 1;
    html! {
        section.kader.doen aria-labelledby="vastleggen" {
            h2 #vastleggen { "Wat u hebt gezien" }
            form method="post" action={ "/dossier/" (encode(number)) "/doe/stuiting" } {
                (unseen)
                (field(wrong, "posten", "Ging over alles wat verviel tot en met", &html! {
                    select #posten name="posten" required aria-describedby=[wrong.describes("posten")] {
                        @if !one { option value="" { "Kies de laatste post" } }
                        @for (claim, _) in old(ground) {
                            @let day = claim.due_on.to_string();
                            option value=(day) selected[one || form.get("posten") == day] { (parts::day(claim.due_on)) " (" (parts::money(claim.open)) ")" }
                        }
                    }
                }))
                (date(wrong, "dag", "De huurder kreeg de brief, of erkende de schuld, op", form.get("dag"), (first, ground.today)))
                (formulier::words(wrong, "notitie", "Welk bewijs hebt u gezien, en waar ligt het?", form.get("notitie"), true))
                p { button.hoofd type="submit" { "Leg de stuiting vast" } }
            }
            p.zacht { "Leg dit alleen vast als u kunt laten zien dat de huurder de brief kreeg, of wat hij schreef. Daarna mag dit geld weer worden gevraagd. U kunt het terugnemen." }
        }
    }
}
