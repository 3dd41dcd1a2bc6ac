//! `/dossier/{nr}/doe/beeindigen`: something that was recorded ends on a day, with a reason: a hold, a promise, a dispute, help, a
//! finding, an arrangement, a category that was chosen. Below it what anybody did in the last week, to take back as a mistake.
//!
//! What a delivery brought can be ended too: that stays so until a delivery says something else about it than before. What a
//! court, a municipality or a bailiff began is not on the list.

use axum::response::Response;
use domain::calendar::Day;
use domain::ids::TenancyId;
use maud::{Markup, html};
use store::Book;
use store::acts::{Ends, Record};

use super::{recorded, way_back};
use crate::answer::Failure;
use crate::app::{Change, House, Visit};
use crate::asked::{Asked, encode};
use crate::case::{self, Present};
use crate::formulier::{self, Wrong};
use crate::gevoelig::HIDDEN;
use crate::{parts, werk};

/// An end lies no further ahead. Days.
const FURTHEST_END: i32 = 92;

/// Something that can be ended.
struct Standing {
    what: Ends,
    id: String,
    since: Day,
    /// `pauze`
    name: String,
    /// More about it.
    detail: String,
    why: String,
    delivered: bool,
    /// What it is stands behind a look that is logged.
    hidden: bool,
}

impl Standing {
    /// As the form names it.
    fn value(&self) -> String {
        let kind = match self.what {
            Ends::Circumstance => "o",
            Ends::Arrangement => "r",
            Ends::Category => "i",
        };
        format!("{kind}:{}", self.id)
    }
}

/// What holds and may be ended by a person, in the order of the dossier.
fn standing(book: &Book, house: &House, id: TenancyId, present: &Present) -> Result<Vec<Standing>, Failure> {
    let today = present.today;
    let mut list = Vec::new();
    for line in book.circumstance_lines(id)? {
        let known = line.circumstance;
        let is_over = known.closed_on.is_some() || known.until.is_some_and(|last| last < today);
        if is_over || !known.kind.a_person_may_end() {
            continue;
        }
        let until = known.until.map_or(String::new(), |day| format!(", tot en met {}", day.dutch()));
        let cents = known.cents.map_or(String::new(), |cents| format!(", {}", parts::money(cents)));
        let hidden = known.kind.is_sensitive();
        list.push(Standing {
            what: Ends::Circumstance,
            since: known.since,
            name: if hidden { HIDDEN.into() } else { known.kind.dutch().into() },
            detail: format!("sinds {}{until}{cents}", known.since.dutch()),
            why: if hidden { String::new() } else { line.why },
            delivered: !line.id.starts_with("handeling/"),
            hidden,
            id: line.id,
        });
    }
    for line in book.arrangement_lines(id)? {
        let agreed = &line.arrangement;
        if agreed.ended_on.is_some() || !present.runs(house, agreed) {
            continue;
        }
        list.push(Standing {
            what: Ends::Arrangement,
            since: agreed.agreed_on,
            name: "betalingsregeling".into(),
            detail: format!("van {}", agreed.agreed_on.dutch()),
            why: String::new(),
            delivered: !line.id.starts_with("handeling/"),
            hidden: false,
            id: line.id,
        });
    }
    for line in
        book.chosen_lines(id)?.into_iter().filter(|line| line.ended_on.is_none() && line.until >= today)
    {
        let category = parts::category_name(&house.policy, &line.category);
        list.push(Standing {
            what: Ends::Category,
            id: line.act.to_string(),
            since: line.since,
            name: format!("met de hand gekozen indeling “{category}”"),
            detail: format!("tot en met {}", line.until.dutch()),
            why: line.why,
            delivered: false,
            hidden: false,
        });
    }
    Ok(list)
}

/// `GET`
pub(crate) fn page(visit: &Visit, number: &str, asked: &Asked) -> Result<Response, Failure> {
    let id = case::find(visit, number, "beëindigen")?;
    let present = Present::of(visit.house, visit.book, id, visit.now.day)?;
    let list = standing(visit.book, visit.house, id, &present)?;
    shown(visit, number, id, &list, asked, &Wrong::default())
}

/// `POST`
pub(crate) fn act(change: &mut Change, number: &str) -> Result<Response, Failure> {
    let id = case::to_change(change, number)?;
    let today = change.now.day;
    let present = Present::of(change.house, change.book, id, today)?;
    let list = standing(change.book, change.house, id, &present)?;
    let form = change.form;
    let mut wrong = Wrong::default();
    let chosen = list.iter().find(|one| one.value() == form.get("wat"));
    let chosen = chosen.ok_or_else(|| {
        if form.get("wat").is_empty() {
            "Kies wat u beëindigt.".to_string()
        } else {
            "Dit is al beëindigd, of geldt niet meer. Kies opnieuw.".to_string()
        }
    });
    let chosen = wrong.take("wat", chosen);
    let first = chosen.map_or(today, |one| one.since.min(today));
    let day = formulier::day_between(form.get("dag"), first, today + FURTHEST_END);
    let day = wrong.take("dag", day);
    let note = wrong.take("notitie", formulier::note(form.get("notitie"), "waarom het eindigt"));
    let (Some(chosen), Some(day), Some(note)) = (chosen, day, note) else {
        return change.show(|visit| {
            visit.looks_at(Some(id), "beëindigen");
            shown(visit, number, id, &list, form, &wrong)
        });
    };
    let kind = format!("{} beëindigd per {}", chosen.name, day.dutch());
    let record = Record::Ending { what: chosen.what, id: chosen.id.clone(), on: day };
    recorded(change, number, id, &kind, note, "", vec![record])
}

fn shown(
    visit: &Visit,
    number: &str,
    id: TenancyId,
    list: &[Standing],
    form: &Asked,
    wrong: &Wrong,
) -> Result<Response, Failure> {
    let head = visit.book.dossier_head(id)?.unwrap_or_default();
    let today = visit.now.day;
    let day = if form.get("dag").is_empty() { today.to_string() } else { form.get("dag").to_string() };
    let first = list.iter().map(|one| one.since).min().unwrap_or(today).min(today);
    let main = html! {
        (way_back(&head, form))
        h1 { "Beëindigen of terugdraaien" }
        (wrong.summary())
        p { "Beëindigen is voor wat klopte en nu niet meer geldt. Terugdraaien is voor een vergissing: dan is het niet gebeurd." }
        @if list.is_empty() { p { "Er is niets vastgelegd dat u kunt beëindigen." } }
        @else {
            form.kader.doen method="post" action={ "/dossier/" (encode(number)) "/doe/beeindigen" } {
                (formulier::unseen(visit, id, form)?)
                (choice(list, number, form.get("wat"), wrong))
                (formulier::date(wrong, "dag", "Geldt niet meer vanaf", &day, (first, today + FURTHEST_END)))
                (formulier::words(wrong, "notitie", "Waarom", form.get("notitie"), true))
                p { button.hoofd type="submit" { "Beëindig" } }
            }
        }
        p.zacht { "Wat een rechter, de gemeente of een deurwaarder begon, staat hier niet: dat eindigt met bericht van hen." }
        (werk::done_about(visit, &visit.book.acts_about(id)?))
    };
    Ok(wrong.page(visit, "Beëindigen", &main))
}

fn choice(list: &[Standing], number: &str, picked: &str, wrong: &Wrong) -> Markup {
    html! {
        fieldset #wat aria-describedby=[wrong.describes("wat")] {
            legend { "Wat eindigt?" }
            @for one in list { p.vinkje {
                // Nobody ends what he has not looked at: whoever did comes from there, with its id.
                @if one.hidden && one.value() != picked {
                    span { strong { (parts::sentence(&one.name)) } " " (one.detail) }
                    span.onder { a href={ "/dossier/" (encode(number)) "/gevoelig" } { "Bekijk eerst wat het is" } " (dat u keek, wordt genoteerd); daar kunt u het beëindigen" }
                } @else {
                    label {
                        input type="radio" name="wat" value=(one.value()) required checked[one.value() == picked || list.len() == 1];
                        span { strong { (parts::sentence(&one.name)) } " " (one.detail) }
                    }
                }
                @if !one.why.is_empty() { span.onder { (one.why) } }
                @if one.delivered { span.onder { "Uit uw eigen systeem. Zegt een latere aanlevering er iets anders over dan nu, dan geldt die weer." } }
            } }
            (wrong.at("wat"))
        }
    }
}
