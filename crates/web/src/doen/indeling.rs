//! `/dossier/{nr}/doe/indeling`: a category chosen by a person, always with a reason and a last day; after that day the rules
//! decide again. Guards and promises hold whatever is chosen.

use axum::response::Response;
use domain::ids::TenancyId;
use maud::html;
use store::acts::{Ends, Record};

use super::{recorded, way_back};
use crate::answer::Failure;
use crate::app::{Change, Visit};
use crate::asked::{Asked, encode};
use crate::case;
use crate::formulier::{self, Wrong, field};

/// A choice lasts no longer without somebody looking again. Days.
const LONGEST_CHOICE: i32 = 92;

/// `GET`
pub(crate) fn page(visit: &Visit, number: &str, asked: &Asked) -> Result<Response, Failure> {
    let id = case::find(visit, number, "indeling")?;
    shown(visit, number, id, asked, &Wrong::default())
}

/// `POST`
pub(crate) fn act(change: &mut Change, number: &str) -> Result<Response, Failure> {
    let id = case::to_change(change, number)?;
    let (form, today) = (change.form, change.now.day);
    let mut wrong = Wrong::default();
    let known = change.house.policy.categories.iter().find(|one| one.id == form.get("indeling"));
    let category = wrong.take("indeling", known.ok_or_else(|| "Kies een indeling.".to_string()));
    let until = formulier::day_between(form.get("tot"), today, today + LONGEST_CHOICE);
    let until = wrong.take("tot", until);
    let note = formulier::note(form.get("notitie"), "waarom de regels hier niet passen");
    let note = wrong.take("notitie", note);
    let (Some(category), Some(until), Some(note)) = (category, until, note) else {
        return change.show(|visit| {
            visit.looks_at(Some(id), "indeling");
            shown(visit, number, id, form, &wrong)
        });
    };
    let kind = format!("indeling “{}” gekozen tot en met {}", category.name, until.dutch());
    // A new choice takes the place of what was chosen before.
    let standing = change.book.chosen_lines(id)?.into_iter();
    let standing = standing.filter(|line| line.ended_on.is_none() && line.until >= today);
    let mut records: Vec<Record> = standing
        .map(|line| Record::Ending { what: Ends::Category, id: line.act.to_string(), on: today })
        .collect();
    records.push(Record::Category { category: category.id.clone(), until });
    recorded(change, number, id, &kind, note, "", records)
}

fn shown(
    visit: &Visit,
    number: &str,
    id: TenancyId,
    form: &Asked,
    wrong: &Wrong,
) -> Result<Response, Failure> {
    let head = visit.book.dossier_head(id)?.unwrap_or_default();
    let today = visit.now.day;
    let until =
        if form.get("tot").is_empty() { (today + 31).to_string() } else { form.get("tot").to_string() };
    let main = html! {
        (way_back(&head, form))
        h1 { "Indeling met de hand kiezen" }
        (wrong.summary())
        p { "Tot en met de dag die u kiest, geldt uw keuze. Daarna beslissen de regels weer. Wat ons tegenhoudt om te schrijven, blijft gewoon gelden." }
        form.kader.doen method="post" action={ "/dossier/" (encode(number)) "/doe/indeling" } {
            (formulier::unseen(visit, id, form)?)
            (field(wrong, "indeling", "Indeling", &html! {
                select #indeling name="indeling" required aria-describedby=[wrong.describes("indeling")] {
                    option value="" { "Kies" }
                    @for category in &visit.house.policy.categories {
                        option value=(category.id) selected[category.id == form.get("indeling")] {
                            (category.name) " (" (category.colour.dutch()) ")"
                        }
                    }
                }
            }))
            (formulier::date(wrong, "tot", "Tot en met", &until, (today, today + LONGEST_CHOICE)))
            (formulier::words(wrong, "notitie", "Waarom passen de regels hier niet?", form.get("notitie"), true))
            p { button.hoofd type="submit" { "Leg vast" } }
        }
        p.zacht { "Vaker nodig? Meld het aan wie het beleid beheert: dan klopt er een regel niet." }
    };
    Ok(wrong.page(visit, "Indeling kiezen", &main))
}
