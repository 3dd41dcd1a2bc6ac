//! `/dossier/{nr}/doe/overslaan`: one of the steps that come next is passed over, with a reason. The flow goes on with the step after
//! it; taken back, the step comes after all.

use axum::response::Response;
use domain::calendar::Day;
use domain::ids::{Key, TenancyId};
use maud::html;
use store::acts::Record;

use super::{recorded, way_back};
use crate::answer::Failure;
use crate::app::{Change, Visit};
use crate::asked::{Asked, encode};
use crate::case::{self, Ahead, Case};
use crate::formulier::{self, Wrong};
use crate::{frame, parts, werk};

/// `GET`
pub(crate) fn page(visit: &Visit, number: &str, asked: &Asked) -> Result<Response, Failure> {
    let id = case::find(visit, number, "stap overslaan")?;
    shown(visit, number, id, asked, &Wrong::default())
}

/// `POST`
pub(crate) fn act(change: &mut Change, number: &str) -> Result<Response, Failure> {
    let id = case::to_change(change, number)?;
    let form = change.form;
    let mut wrong = Wrong::default();
    let about = "waarom deze stap hier niet past";
    let note = wrong.take("notitie", formulier::note(form.get("notitie"), about)).map(str::to_string);
    let mut found = None;
    let comes_back = change.show(|visit| {
        found = step_of(visit, id, form)?;
        shown(visit, number, id, form, &wrong)
    })?;
    let (Some(note), Some(ahead)) = (note, found) else { return Ok(comes_back) };
    let Some((step, cycle)) = ahead.step else { return Ok(comes_back) };
    let kind = format!("stap overgeslagen: {} van {}", ahead.what, ahead.day.dutch());
    recorded(change, number, id, &kind, &note, "", vec![Record::Skip { step, cycle }])
}

/// The step that the form names, while it still comes.
fn step_of(visit: &Visit, id: TenancyId, form: &Asked) -> Result<Option<Ahead>, Failure> {
    let step = form.get("stap").parse().ok().map(Key);
    let wanted = step.zip(Day::parse_iso(form.get("cyclus")));
    let case = Case::with_ahead(visit, id, visit.last.clone())?;
    Ok(case.ahead(visit.house).into_iter().find(|one| one.step.is_some() && one.step == wanted))
}

fn shown(
    visit: &Visit,
    number: &str,
    id: TenancyId,
    form: &Asked,
    wrong: &Wrong,
) -> Result<Response, Failure> {
    let head = visit.book.dossier_head(id)?.unwrap_or_default();
    let found = step_of(visit, id, form)?;
    // What this page calls a step is the kind of a task in a list.
    let list = werk::lijst::held(form);
    let main = html! {
        (way_back(&head, &list))
        h1 { "Stap overslaan" }
        (wrong.summary())
        @match &found {
            None => p { "Deze stap staat er niet meer. Kijk op het dossier wat er daarna komt." },
            Some(ahead) => {
                p { "Op " (parts::day(ahead.day)) " staat klaar: " strong { (ahead.what) } ". Slaat u hem over, dan gaat het behandelplan verder met wat erna komt." }
                form.kader.doen method="post" action={ "/dossier/" (encode(number)) "/doe/overslaan" } {
                    (werk::lijst::hold(&list)) (frame::seal(visit.who)) (formulier::stand(visit, id, form)?)
                    input type="hidden" name="stap" value=(form.get("stap"));
                    input type="hidden" name="cyclus" value=(form.get("cyclus"));
                    (formulier::words(wrong, "notitie", "Waarom past deze stap hier niet?", form.get("notitie"), true))
                    p { button.hoofd type="submit" { "Sla deze stap over" } }
                }
            }
        }
    };
    Ok(wrong.page(visit, "Stap overslaan", &main))
}
