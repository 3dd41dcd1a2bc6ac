//! `/dossier/{nr}/doe` and `/ongedaan/{id}`: what a person does about a dossier, and taking it back.
//!
//! A form says which act, with its day, amount and words; out comes what it records, or the dossier again with the form as it was
//! filled in and what is wrong beside the field. After an act that finishes a task the next task opens by itself.

use axum::response::Response;
use domain::appointment::AppointmentKind;
use domain::ids::TenancyId;
use maud::{Markup, html};
use store::acts::{NotDone, Record};
use store::screens::DossierHead;

use crate::answer::{self, Failure};
use crate::app::{Change, Visit};
use crate::asked::{Asked, encode};
use crate::formulier::Wrong;
use crate::{afspraak, case, dossier, werk};

mod beeindigen;
mod bellen;
pub(crate) mod bericht;
pub(crate) mod betaaldag;
mod code;
mod deed;
pub(crate) mod doorverwijzing;
mod finishing;
mod indeling;
mod kort;
mod machtiging;
mod overslaan;
mod regeling;
mod ruimte;
mod stuiting;

use deed::Deed;
pub(crate) use deed::amount;
pub(crate) use kort::section;

/// `/dossier/{nr}/doe/{handeling}`: an act with a page of its own.
pub(crate) fn page(visit: &Visit, (number, deed): (&str, &str), asked: &Asked) -> Result<Response, Failure> {
    match deed {
        "regeling" => regeling::page(visit, number, asked),
        "bericht" => bericht::page(visit, number, asked),
        "betaaldag" => betaaldag::page(visit, number, asked),
        "code" => code::page(visit, number, asked),
        "machtiging" => machtiging::page(visit, number, asked),
        "overslaan" => overslaan::page(visit, number, asked),
        "ruimte" => ruimte::page(visit, number, asked),
        "stuiting" => stuiting::page(visit, number, asked),
        "doorverwijzing" => doorverwijzing::page(visit, number, asked),
        "beeindigen" => beeindigen::page(visit, number, asked),
        "indeling" => indeling::page(visit, number, asked),
        "bel-later" => afspraak::form(visit, number, AppointmentKind::Call, asked, &Wrong::default()),
        "huisbezoek" => afspraak::form(visit, number, AppointmentKind::Visit, asked, &Wrong::default()),
        _ => Err(Failure::NoPage),
    }
}

/// Such an act arrives.
pub(crate) fn deed(change: &mut Change, (number, deed): (&str, &str)) -> Result<Response, Failure> {
    match deed {
        "regeling" => regeling::act(change, number),
        "bericht" => bericht::act(change, number),
        "betaaldag" => betaaldag::act(change, number),
        "code" => code::act(change, number),
        "machtiging" => machtiging::act(change, number),
        "overslaan" => overslaan::act(change, number),
        "ruimte" => ruimte::act(change, number),
        "stuiting" => stuiting::act(change, number),
        "doorverwijzing" => doorverwijzing::act(change, number),
        "beeindigen" => beeindigen::act(change, number),
        "indeling" => indeling::act(change, number),
        "bel-later" => afspraak::plan(change, number, AppointmentKind::Call),
        "huisbezoek" => afspraak::plan(change, number, AppointmentKind::Visit),
        _ => Err(Failure::NoPage),
    }
}

/// An act arrives.
pub(crate) fn act(change: &mut Change, number: &str) -> Result<Response, Failure> {
    let id = case::to_change(change, number)?;
    let mut wrong = Wrong::default();
    let Some(mut deed) = Deed::of(change.form, change.now.day, &mut wrong) else {
        let form = change.form;
        return change.show(|visit| dossier::shown(visit, number, form, &wrong));
    };
    if let Some((field, why)) = finishing::too_much(change, id, &deed.records)? {
        let form = change.form;
        wrong.with(field, why);
        return change.show(|visit| dossier::shown(visit, number, form, &wrong));
    }
    deed.records.extend(afspraak::ended_by(change, id, &deed.records)?);
    deed.records.extend(finishing::resting(change, id, &deed.records)?);
    let (at_hand, mut task) = (change.form.get("taak"), finishing::finished_by(change, id, deed.finishes)?);
    let goes_on = !task.is_empty() && task == at_hand;
    if let Some(day) = finishing::next_try(change, id, deed.finishes, &task)? {
        deed.kind = format!("{}; weer bellen op {}", deed.kind, day.dutch());
        deed.records.push(Record::Later { task: std::mem::take(&mut task), until: day });
    }
    let done = change.act(id, &deed.kind, change.form.get("notitie"), &task, deed.records)?;
    let done = done.map_err(|why| not_done(why, number))?;
    let next = if goes_on {
        werk::lijst::onward(change.form, done)
    } else {
        let back = format!("/dossier/{}?klaar={done}", encode(number));
        werk::lijst::keep_in(&back, &werk::lijst::held(change.form))
    };
    Ok(answer::see_other(&next))
}

/// Writes an act down and goes back to the dossier, where it can be taken back.
fn recorded(
    change: &mut Change,
    number: &str,
    id: TenancyId,
    kind: &str,
    note: &str,
    task: &str,
    records: Vec<Record>,
) -> Result<Response, Failure> {
    let done = change.act(id, kind, note, task, records)?.map_err(|why| not_done(why, number))?;
    let back = format!("/dossier/{}?klaar={done}", encode(number));
    Ok(answer::see_other(&werk::lijst::keep_in(&back, &werk::lijst::held(change.form))))
}

/// The way back from a page with a form of its own, with the list that somebody works through.
pub(crate) fn way_back(head: &DossierHead, form: &Asked) -> Markup {
    let back = werk::lijst::keep_in(&format!("/dossier/{}", encode(&head.dossier)), form);
    html! { p.terug { a href=(back) { "‹ " (dossier::name_of(head)) } } }
}

/// The next task, after one that was finished.
pub(crate) fn next(visit: &Visit, asked: &Asked) -> Result<Response, Failure> {
    let done = asked.get("klaar").parse::<i64>().map_or(String::new(), |id| format!("klaar={id}"));
    let next = werk::lijst::next(visit, asked)?;
    let and = if next.ends_with('?') { "" } else { "&" };
    Ok(answer::see_other(&format!("{next}{and}{done}")))
}

/// An act is taken back.
pub(crate) fn undo(change: &mut Change, id: &str) -> Result<Response, Failure> {
    let id = id.parse::<i64>().map_err(|_| Failure::NoPage)?;
    let about = change.book.act_is_about(id)?.ok_or(Failure::NoPage)?;
    case::within_reach(change.book, &change.who.staff.seat, about)?;
    let undone = change.book.undo(id, change.who.id(), change.now)?;
    let about = undone.map_err(|why| not_done(why, ""))?;
    let number = change.book.number_of(about)?.unwrap_or_default();
    let back = format!("/dossier/{}?terug=1", encode(&number));
    Ok(answer::see_other(&werk::lijst::keep_in(&back, &werk::lijst::held(change.form))))
}

pub(crate) fn not_done(why: NotDone, number: &str) -> Failure {
    Failure::Conflict(match why {
        NotDone::TaskGone => format!("Deze taak bij dossier {number} is al afgehandeld of vervallen."),
        NotDone::NoAct => "Deze handeling is er niet.".into(),
        NotDone::UndoneAlready => "Deze handeling was al teruggedraaid.".into(),
        NotDone::TooLate => "Terugdraaien kan tot zeven dagen na de handeling.".into(),
        NotDone::EndedAlready => {
            "Wat hier vastligt is al beëindigd. Draai eerst die latere handeling terug.".into()
        }
        NotDone::AskedAlready => "Er wacht al een regeling van dit dossier op akkoord.".into(),
        NotDone::DecidedAlready => "Een tweede medewerker heeft hierover al beslist.".into(),
        NotDone::Taken => "Op dat moment is er nu een andere afspraak. Zet die eerst ergens anders.".into(),
        NotDone::ChangedSince => {
            "De afspraak is daarna nog veranderd. Draai eerst die verandering terug.".into()
        }
        NotDone::CodeGiven => {
            "Er ging intussen een nieuwe code naar de huurder. De oude kan niet meer terug.".into()
        }
        NotDone::NumberGone => "Dit nummer staat niet meer bij de huurder. Ververs de pagina.".into(),
        NotDone::SignalGiven => format!("Het vroegsignaal van dossier {number} is vandaag al doorgegeven."),
        NotDone::SignalAnswered => "Het antwoord op dit signaal is al vastgelegd. Ververs de pagina.".into(),
        NotDone::SignalLeft => {
            "Het bestand van dit signaal is opgehaald. Wat bij de gemeente is, komt niet terug: bel haar als er iets niet klopt.".into()
        }
        NotDone::Left => "Terughalen kan niet meer: het bericht is weg, of gaat net weg.".into(),
        NotDone::NoEuros => "Dit is geen bedrag in euro. Wacht tot de administratie het boekt.".into(),
        NotDone::LetterSent => format!("Dit bericht aan dossier {number} is al onderweg of verstuurd."),
    })
}
