//! `/dossier/{nr}/doe` and `/ongedaan/{id}`: what a person does about a dossier, and taking it back.
//!
//! A form says which act, with its day, amount and words; out comes what it records, or one Dutch sentence about what is
//! missing, and then nothing was recorded. After an act that finishes a task the next task opens by itself.

use axum::response::Response;
use domain::appointment::AppointmentKind;
use domain::calendar::Day;
use domain::dossier::{CircumstanceKind, ContactChannel};
use domain::ids::TenancyId;
use domain::money::Cents;
use domain::policy::TaskKind;
use maud::{Markup, html};
use store::acts::{NotDone, Record};

use crate::answer::{self, Failure};
use crate::app::{Change, Visit};
use crate::asked::{Asked, encode};
use crate::case::Case;
use crate::formulier::{LONGEST_NOTE, Wrong, day_between, key_button};
use crate::{afspraak, case, formulier, frame, parts, werk};

mod beeindigen;
pub(crate) mod bericht;
pub(crate) mod betaaldag;
pub(crate) mod doorverwijzing;
mod indeling;
mod overslaan;
mod regeling;

/// A promise lies no further ahead. Days.
const FURTHEST_PROMISE: i32 = 62;
/// A hold lasts no longer without somebody looking again. Days.
const LONGEST_HOLD: i32 = 92;

/// What may be found about being able and wanting to pay.
const FINDINGS: [(&str, CircumstanceKind, &str); 4] = [
    ("kan-en-wil", CircumstanceKind::CanAndWill, "kan betalen en wil betalen"),
    ("kan-wil-niet", CircumstanceKind::CanButWillNot, "kan betalen en wil niet"),
    ("kan-niet-wil", CircumstanceKind::CannotButWill, "kan niet betalen en wil wel"),
    ("kan-niet-wil-niet", CircumstanceKind::CannotAndWillNot, "kan niet betalen en wil niet"),
];

/// An act as the form means it.
#[derive(Debug, PartialEq, Eq)]
struct Deed {
    /// In words, for the timeline and the log.
    kind: String,
    records: Vec<Record>,
    /// It finishes the task at hand.
    finishes: bool,
}

impl Deed {
    fn of(form: &Asked, today: Day) -> Result<Deed, String> {
        let contact = |channel, reached| Record::Contact { channel, reached };
        let circumstance = |kind, until, cents| Record::Circumstance { kind, until, cents };
        let deed = |kind: &str, records, finishes| Ok(Deed { kind: kind.into(), records, finishes });
        let (phone, visit) = (ContactChannel::Phone, ContactChannel::Visit);
        let note = formulier::note(form.get("notitie"), "")?;
        let with_note = |what: &str| formulier::note(note, what).map(|_| ());
        let ahead = |furthest: i32| day_between(form.get("tot"), today, today + furthest);
        match form.get("handeling") {
            "gesproken" => deed("gebeld, gesproken", vec![contact(phone, true)], true),
            "geen-gehoor" => deed("gebeld, geen gehoor", vec![contact(phone, false)], true),
            "verkeerd-nummer" => deed("gebeld, verkeerd nummer", vec![contact(phone, false)], true),
            "thuis-gesproken" => deed("op huisbezoek, gesproken", vec![contact(visit, true)], true),
            "niet-thuis" => deed("op huisbezoek, niet thuis", vec![contact(visit, false)], true),
            "toezegging" => {
                let until = ahead(FURTHEST_PROMISE)?;
                let cents = amount(form.get("bedrag"))?.ok_or("Vul in welk bedrag de huurder toezegt.")?;
                let kind = format!("toezegging: {} uiterlijk {}", parts::money(cents), until.dutch());
                let promise = circumstance(CircumstanceKind::Promise, Some(until), Some(cents));
                deed(&kind, vec![contact(phone, true), promise], true)
            }
            "pauze" => {
                let until = ahead(LONGEST_HOLD)?;
                with_note("waarom alles moet wachten")?;
                let kind = format!("alles stilgezet tot en met {}", until.dutch());
                deed(&kind, vec![circumstance(CircumstanceKind::Hold, Some(until), None)], false)
            }
            "betwist" => {
                with_note("wat de huurder betwist")?;
                let cents = amount(form.get("bedrag"))?;
                let kind = match cents {
                    Some(cents) => format!("betwist: {}", parts::money(cents)),
                    None => "betwist: het hele bedrag".into(),
                };
                deed(&kind, vec![circumstance(CircumstanceKind::Dispute, None, cents)], false)
            }
            "hulp" => {
                with_note("wie de hulp geeft")?;
                deed("hulp loopt", vec![circumstance(CircumstanceKind::Help, None, None)], false)
            }
            "bevinding" => {
                let found = FINDINGS.into_iter().find(|(word, _, _)| *word == form.get("bevinding"));
                let (_, kind, spoken) = found.ok_or("Kies wat u hebt vastgesteld.")?;
                with_note("waaruit dat blijkt")?;
                deed(&format!("vastgesteld: {spoken}"), vec![circumstance(kind, None, None)], true)
            }
            "notitie" => {
                with_note("wat u wilt onthouden")?;
                deed("notitie", Vec::new(), false)
            }
            "klaar" => {
                with_note("hoe de taak is afgehandeld")?;
                deed("taak afgehandeld", Vec::new(), true)
            }
            _ => Err("Deze handeling kennen wij niet. Ververs de pagina.".into()),
        }
    }
}

/// An amount above zero, when one was filled in.
fn amount(text: &str) -> Result<Option<Cents>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    match Cents::parse(text) {
        Some(cents) if cents.0 > 0 && cents.0 < 100_000_000 => Ok(Some(cents)),
        _ => Err("Vul een bedrag in zoals 549,40.".into()),
    }
}

/// `/dossier/{nr}/doe/{handeling}`: an act with a page of its own.
pub(crate) fn page(visit: &Visit, (number, deed): (&str, &str), asked: &Asked) -> Result<Response, Failure> {
    match deed {
        "regeling" => regeling::page(visit, number, asked),
        "bericht" => bericht::page(visit, number, asked),
        "betaaldag" => betaaldag::page(visit, number, asked),
        "overslaan" => overslaan::page(visit, number, asked),
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
        "overslaan" => overslaan::act(change, number),
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
    let mut deed = Deed::of(change.form, change.now.day).map_err(Failure::Form)?;
    deed.records.extend(afspraak::ended_by(change.book, id, &deed.records, change.now.day)?);
    let task = if deed.finishes { change.form.get("taak") } else { "" };
    let done = change.act(id, &deed.kind, change.form.get("notitie"), task, deed.records)?;
    let done = done.map_err(|why| not_done(why, number))?;
    let next = if task.is_empty() {
        format!("/dossier/{}?klaar={done}", encode(number))
    } else {
        format!("/werk/volgende?klaar={done}")
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
    Ok(answer::see_other(&format!("/dossier/{}?klaar={done}", encode(number))))
}

/// The next task, after one that was finished.
pub(crate) fn next(visit: &Visit, asked: &Asked) -> Result<Response, Failure> {
    let done = asked.get("klaar").parse::<i64>().map_or(String::new(), |id| format!("klaar={id}"));
    Ok(answer::see_other(&match werk::first_to_do(&werk::mine(visit)?.tasks, visit.now.day) {
        Some(first) => format!("{}&{done}", first.address()),
        None => format!("/werk?{done}"),
    }))
}

/// An act is taken back.
pub(crate) fn undo(change: &mut Change, id: &str) -> Result<Response, Failure> {
    let id = id.parse::<i64>().map_err(|_| Failure::NoPage)?;
    let about = change.book.act_is_about(id)?.ok_or(Failure::NoPage)?;
    case::within_reach(change.book, &change.who.staff.seat, about)?;
    let undone = change.book.undo(id, change.who.id(), change.now)?;
    let about = undone.map_err(|why| not_done(why, ""))?;
    let number = change.book.number_of(about)?.unwrap_or_default();
    Ok(answer::see_other(&format!("/dossier/{}?terug=1", encode(&number))))
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
        NotDone::Left => "Terughalen kan niet meer: het bericht is weg, of gaat net weg.".into(),
        NotDone::LetterSent => format!("Dit bericht aan dossier {number} is al onderweg of verstuurd."),
    })
}

/// The forms on the page of a dossier, for who may record.
pub(crate) fn section(visit: &Visit, number: &str, asked: &Asked, case: &Case) -> Result<Markup, Failure> {
    let tasks = visit.book.open_tasks_of(case.dossier.tenancy.id)?;
    let task = tasks.iter().find(|(id, _)| id == asked.get("taak")).or(tasks.first());
    let kind = task.map_or("", |(_, kind)| kind.as_str());
    let to = format!("/dossier/{}/doe", encode(number));
    let hidden = html! {
        (frame::seal(visit.who))
        @if let Some((id, _)) = task { input type="hidden" name="taak" value=(id); }
    };
    let (today, month) = (visit.now.day, visit.now.day + 31);
    Ok(html! {
        section.kader.doen aria-labelledby="doen" {
            h2 #doen { span.kopje { "Doen" } @if kind.is_empty() { "Geen open taak" } @else { (werk::spoken(kind)) } }
            @if kind == TaskKind::FourteenDayLetter.dutch() {
                p { a.knop href={ "/dossier/" (encode(number)) "/veertiendagenbrief" } data-toets="v" { "Bekijk en verstuur de brief " kbd { "V" } } }
            }
            form method="post" action=(to) {
                (hidden)
                p { label for="notitie" { "Notitie (mag leeg)" } textarea #notitie name="notitie" rows="2" maxlength=(LONGEST_NOTE) data-toets="n" {} }
                p.knoppen {
                    @if kind == "huisbezoek" {
                        (key_button("1", "thuis-gesproken", "Gesproken aan huis")) (key_button("2", "niet-thuis", "Niet thuis"))
                    } @else {
                        (key_button("1", "gesproken", "Gesproken")) (key_button("2", "geen-gehoor", "Geen gehoor"))
                        (key_button("4", "verkeerd-nummer", "Verkeerd nummer"))
                    }
                    (key_button("5", "notitie", "Alleen notitie"))
                    @if task.is_some() { (key_button("e", "klaar", "Taak klaar")) }
                }
            }
            (more("3", "Toezegging", &to, "toezegging", &hidden, &html! {
                p { label for="bedrag" { "Bedrag" } input #bedrag name="bedrag" inputmode="decimal" required placeholder="549,40"; }
                p { label for="tot" { "Uiterlijk op" } input #tot name="tot" type="date" required min=(today) max=(today + FURTHEST_PROMISE); }
            }, false))
            (more("p", "Alles stilzetten", &to, "pauze", &hidden, &html! {
                p { label for="pauze-tot" { "Tot en met" } input #pauze-tot name="tot" type="date" required min=(today) max=(today + LONGEST_HOLD) value=(month); }
            }, true))
            (more("", "Klopt niet: betwist", &to, "betwist", &hidden, &html! {
                p { label for="betwist-bedrag" { "Bedrag (leeg: alles)" } input #betwist-bedrag name="bedrag" inputmode="decimal"; }
            }, true))
            (more("", "Kan en wil betalen?", &to, "bevinding", &hidden, &html! {
                p { label for="bevinding" { "Vastgesteld" } select #bevinding name="bevinding" required {
                    option value="" { "Kies" }
                    @for (word, _, spoken) in FINDINGS { option value=(word) { (parts::sentence(spoken)) } }
                } }
            }, true))
            (more("", "Hulp loopt", &to, "hulp", &hidden, &html! {}, true))
            p.knoppen.elders {
                a.knop.rustig href={ (to) "/bericht" } data-toets="m" { "Bericht " kbd { "M" } }
                a.knop.rustig href={ (to) "/regeling" } data-toets="r" { "Regeling " kbd { "R" } }
                a.knop.rustig href={ (to) "/betaaldag" } { "Betaaldag" }
                a.knop.rustig href={ (to) "/doorverwijzing" } { "Doorverwijzen naar hulp" }
                a.knop.rustig href={ (to) "/beeindigen" } { "Beëindigen wat vastligt" }
                a.knop.rustig href={ (to) "/indeling" } { "Indeling kiezen" }
            }
        }
    })
}

/// A form that opens when it is needed.
fn more(key: &str, title: &str, to: &str, word: &str, hidden: &Markup, fields: &Markup, why: bool) -> Markup {
    let id = format!("waarom-{word}");
    html! {
        details.doen-meer {
            summary data-toets=[(!key.is_empty()).then_some(key)] { (title) @if !key.is_empty() { " " kbd { (key.to_uppercase()) } } }
            form method="post" action=(to) {
                (hidden)
                (fields)
                p { label for=(id) { @if why { "Waarom" } @else { "Notitie (mag leeg)" } }
                    textarea id=(id) name="notitie" rows="2" maxlength=(LONGEST_NOTE) required[why] {} }
                p { button type="submit" name="handeling" value=(word) { "Leg vast" span.verborgen { ": " (title) } } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Day {
        Day::parse_iso("2026-11-21").unwrap()
    }

    fn deed(query: &str) -> Result<Deed, String> {
        Deed::of(&Asked::read(query), today())
    }

    #[test]
    fn a_call_needs_no_words_and_finishes_its_task() {
        let done = deed("handeling=geen-gehoor").unwrap();
        assert!(done.finishes);
        assert_eq!(done.records, [Record::Contact { channel: ContactChannel::Phone, reached: false }]);
    }

    #[test]
    fn a_promise_has_an_amount_and_a_day_to_come() {
        let done = deed("handeling=toezegging&bedrag=1.098%2C80&tot=2026-12-01").unwrap();
        assert_eq!(done.kind, "toezegging: €\u{a0}1.098,80 uiterlijk 1 december 2026");
        for wrong in [
            "bedrag=&tot=2026-12-01",
            "bedrag=0&tot=2026-12-01",
            "bedrag=10&tot=2026-11-20",
            "bedrag=10&tot=2027-11-20",
            "bedrag=x&tot=2026-12-01",
        ] {
            assert!(deed(&format!("handeling=toezegging&{wrong}")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_stops_everything_has_an_end_and_a_reason() {
        assert!(deed("handeling=pauze&tot=2026-12-20&notitie=opname").unwrap().records.len() == 1);
        assert!(deed("handeling=pauze&tot=2026-12-20").is_err());
        assert!(deed("handeling=pauze&notitie=opname").is_err());
        assert!(deed("handeling=pauze&tot=2027-12-20&notitie=opname").is_err());
        assert!(deed("handeling=bevinding&bevinding=kan-niet-wil").is_err());
        assert!(deed("handeling=bevinding&notitie=x").is_err());
        assert!(deed("handeling=").is_err());
    }
}
