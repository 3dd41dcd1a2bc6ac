//! `/dossier/{nr}/inzage`: who looked at a dossier and who changed it, and everything that is kept about a tenant who asks
//! (art. 15 AVG).
//!
//! The log names colleagues: it is for who may read it here. What goes to a tenant says of them only what they are. Whoever
//! takes it away is in the log too.

use axum::response::Response;
use maud::{Markup, html};
use serde_json::{Map, Value, json};
use store::kept::{Kept, KeptTable};
use store::staff::AuditLine;

use crate::answer::{self, Failure};
use crate::app::{House, Visit};
use crate::asked::{Asked, encode};
use crate::case::{self, Present};
use crate::frame::{self, Here};
use crate::sheet::{self, Cell, Kind, Sheet, row};
use crate::waarom::record::outcome_text;
use crate::{logboek, parts};
use domain::ids::TenancyId;
use domain::ledger::{OpenItem, open_items};
use domain::policy::Policy;
use domain::staff::Right;

/// Lines of the log on the page; the file has them all.
const LINES_SHOWN: usize = 500;

/// `/dossier/{number}/inzage`
pub(crate) fn page(visit: &Visit, number: &str, asked: &Asked) -> Result<Response, Failure> {
    let id = case::find(visit, number, "inzage")?;
    let lines = visit.book.log_about(id)?;
    let sees = visit.who.may(Right::SeeDossiers);
    let asks = Asks::of(visit, id, asked)?;
    let kept = if sees { Some(visit.book.everything_about(id, &asks.person)?) } else { None };
    let to = format!("/dossier/{}", encode(number));
    let main = html! {
        @if visit.who.may(Right::SeeDossiers) { p.terug { a href=(to) { "‹ Dossier " (number) } } }
        h1 { "Inzage: dossier " (number) }
        @if visit.who.may(Right::AnswerTenant) { (answering(&to, &asks)) }
        section aria-labelledby="wie" {
            h2 #wie { "Wie keek en wie veranderde" }
            p { "Elke keer dat iemand dit dossier opende of iets vastlegde, de laatste eerst. Deze lijst kan niemand veranderen." }
            @if lines.is_empty() { p { "Nog niemand opende dit dossier." } }
            @else { (log(visit, &lines)) }
            @if visit.who.may(Right::Export) { p { (sheet::files(&format!("{to}/inzage"), "")) } }
        }
        // How many of what is kept tells a story of its own: only who sees dossiers reads it.
        @if let Some(kept) = &kept {
            section aria-labelledby="bewaard" {
                h2 #bewaard { "Wat er van deze huurder wordt bewaard" }
                (how_much(kept))
            }
        }
    };
    Ok(frame::page(visit, "Inzage", Here::Tenants, &main))
}

/// Who asks: what others who rent here told of themselves is not for this person.
struct Asks {
    person: String,
    all: Vec<(String, String)>,
}

impl Asks {
    /// Whom the address names, else the first tenant.
    fn of(visit: &Visit, id: TenancyId, asked: &Asked) -> Result<Asks, Failure> {
        let all = visit.book.tenants_of(id)?;
        let place = asked.get("wie").parse::<usize>().unwrap_or_default();
        let person = all.get(place).or(all.first()).map(|(person, _)| person.clone()).unwrap_or_default();
        Ok(Asks { person, all })
    }

    fn place(&self) -> usize {
        self.all.iter().position(|(person, _)| *person == self.person).unwrap_or_default()
    }

    fn name(&self) -> &str {
        self.all.get(self.place()).map_or("", |(_, name)| name)
    }
}

fn answering(to: &str, asks: &Asks) -> Markup {
    let who = format!("?wie={}", asks.place());
    html! {
        section.kader aria-labelledby="vraagt" {
            h2 #vraagt { "De huurder vraagt wat wij bewaren" }
            p { "U geeft dan alles, binnen een maand (artikel 15 AVG). Kijk eerst zelf: staat er in een notitie iets over een ander, zoals een buur? Maak dat onleesbaar. Namen van collega’s staan er niet in." }
            @if asks.all.len() > 1 {
                p { "Hier wonen meer huurders. Persoonlijke gegevens (adres, telefoon, bewind) staan er alleen in van wie het vraagt: " strong { (asks.name()) } ". Vraagt een ander het? Kies dan: "
                    @for (place, (_, name)) in asks.all.iter().enumerate().filter(|(place, _)| *place != asks.place()) { a href={ (to) "/inzage?wie=" (place) } { (name) } " " }
                }
            }
            p.knoppen {
                a.knop href={ (to) "/inzage/alles" (who) } { "Alles op één pagina, om te printen" }
                a.knop.rustig href={ (to) "/inzage/alles.json" (who) } download { "Alles als bestand (JSON)" }
            }
        }
    }
}

fn log(visit: &Visit, lines: &[AuditLine]) -> Markup {
    html! {
        table.kaarten {
            caption { "Logboek van dit dossier" }
            thead { tr { th scope="col" { "Wie" } th scope="col" { "Wat" } th scope="col" { "Waarover" } th scope="col" { "Wanneer" } } }
            tbody { @for line in lines.iter().take(LINES_SHOWN) { tr {
                th scope="row" { @if line.who.is_empty() { "onbekend" } @else { (line.who) } }
                td { (line.what) }
                td { (logboek::detail(visit, line)) }
                td { (parts::moment(visit.house, line.moment)) }
            } } }
        }
        @if lines.len() > LINES_SHOWN { p.zacht { "Dit zijn de laatste " (LINES_SHOWN) " van " (parts::count(lines.len() as u64)) " regels; het bestand heeft ze allemaal." } }
    }
}

fn how_much(kept: &[KeptTable]) -> Markup {
    let (there, not) = kept.iter().partition::<Vec<&KeptTable>, _>(|table| !table.rows.is_empty());
    html! {
        dl.stand-lijst { @for table in &there {
            div { dt { (table.name) } dd { (parts::count(table.rows.len() as u64)) } }
        } }
        @if !not.is_empty() {
            p.zacht { "Niets bewaard onder: " (not.iter().map(|table| table.name.to_lowercase()).collect::<Vec<_>>().join(", ")) "." }
        }
    }
}

/// `/dossier/{number}/inzage.xlsx` and the like: the whole log.
pub(crate) fn file(visit: &Visit, number: &str, kind: Kind) -> Result<Response, Failure> {
    if !visit.who.may(Right::ReadLog) {
        return Err(Failure::NotAllowed);
    }
    let id = case::find(visit, number, "inzage als bestand")?;
    let line = |line: AuditLine| {
        let (_, minute) = (visit.house.wall)(line.moment);
        let clock = format!("{:02}:{:02}", minute / 60, minute % 60);
        let detail = logboek::detail(visit, &line).to_string();
        row![line.day, clock, line.who, line.what, detail]
    };
    let rows: Vec<Vec<Cell>> = visit.book.log_about(id)?.into_iter().map(line).collect();
    let heads = &["dag", "tijd", "wie", "wat", "waarover"];
    Sheet { name: "inzage".into(), about: format!("Logboek van dossier {number}"), heads, rows }
        .answer(visit, kind)
}

/// `/dossier/{number}/inzage/alles`: all of it on one page, to print.
pub(crate) fn everything(visit: &Visit, number: &str, asked: &Asked) -> Result<Response, Failure> {
    let id = case::find(visit, number, "alles wat wij bewaren")?;
    let kept = all_of_it(visit, id, asked)?;
    let main = html! {
        p.terug { a href={ "/dossier/" (encode(number)) "/inzage" } { "‹ Inzage" } }
        h1 { "Alles wat wij van u bewaren" }
        p { (visit.house.landlord) " geeft u hierbij inzage in uw gegevens (artikel 15 van de AVG), zoals ze waren op " (parts::day(visit.now.day)) ". Dossier " (number) "." }
        (why_and_how_long())
        @for table in kept.iter().filter(|table| !table.rows.is_empty()) { (one_table(visit.house, table)) }
        section aria-labelledby="niet" {
            h2 #niet { "Wat wij niet van u bewaren" }
            p { "Onder deze koppen staat bij ons niets: "
                (kept.iter().filter(|table| table.rows.is_empty()).map(|table| table.name.to_lowercase()).collect::<Vec<_>>().join(", ")) "." }
        }
    };
    Ok(frame::page(visit, "Alles wat wij bewaren", Here::Tenants, &main))
}

/// What is owed today, and all that is kept, in words.
fn all_of_it(visit: &Visit, id: TenancyId, asked: &Asked) -> Result<Vec<KeptTable>, Failure> {
    let mut all = vec![owed(visit, id)?];
    all.extend(visit.book.everything_about(id, &Asks::of(visit, id, asked)?.person)?);
    let policy = &visit.house.policy;
    for value in all.iter_mut().flat_map(|table| &mut table.rows).flatten() {
        let words = match value {
            Kept::Category(id) => parts::category_name(policy, id),
            Kept::Letter(id) => parts::letter_name(policy, id),
            Kept::Said(text) => with_letter_named(policy, text),
            Kept::Outcome(outcome) => outcome_text(policy, outcome),
            _ => continue,
        };
        *value = Kept::Text(words);
    }
    Ok(all)
}

/// `Bericht vooraf vervallen` and `vooraf per sms bezorgd`, with the letter called by its name.
fn with_letter_named(policy: &Policy, text: &str) -> String {
    let (before, rest) =
        text.split_at(if text.to_lowercase().starts_with("bericht ") { "bericht ".len() } else { 0 });
    let id = rest.split([' ', ':']).next().unwrap_or_default();
    match policy.letters.iter().find(|letter| letter.id == id) {
        Some(letter) => format!("{before}“{}”{}", letter.name, &rest[id.len()..]),
        None => text.to_string(),
    }
}

/// What the bookings leave open today, item by item, and together.
fn owed(visit: &Visit, id: TenancyId) -> Result<KeptTable, Failure> {
    let today = visit.now.day;
    let present = Present::of(visit.house, visit.book, id, today)?;
    let ground = present.ground(visit.house);
    let items = open_items(&present.dossier.entries, ground.account, today);
    let row = |item: &OpenItem| {
        let what = Kept::Text(parts::sentence(item.kind.dutch()).text());
        vec![what, Kept::Day(item.due_on), Kept::Money(item.charged), Kept::Money(item.open)]
    };
    let mut rows: Vec<Vec<Kept>> = items.iter().map(row).collect();
    if !rows.is_empty() {
        let open = items.iter().map(|item| item.open).sum();
        rows.push(vec![Kept::Text("Samen".into()), Kept::Nothing, Kept::Nothing, Kept::Money(open)]);
    }
    Ok(KeptTable {
        name: "Wat er nu openstaat",
        heads: vec!["wat", "vervalt op", "bedrag", "nog open"],
        rows,
    })
}

fn why_and_how_long() -> Markup {
    html! {
        section aria-labelledby="waarom" {
            h2 #waarom { "Waarom, vanwaar, en wat u kunt doen" }
            ul.regels {
                li { "Waarom: om huur te innen en u op tijd te helpen als betalen niet lukt. Dat hoort bij uw huurovereenkomst." }
                li { "Vanwaar: uit onze administratie, uit wat u ons vertelde, en van wie onze berichten bezorgt." }
                li { "Aan wie: aan wie berichten bezorgt; aan de gemeente of een deurwaarder alleen als dat hieronder staat." }
                li { "Een programma deelt elke nacht in wat er met uw huur gebeurt, met vaste regels en zonder voorspelling. Een ingrijpende stap zet alleen een mens. U mag vragen waarom, en een mens laten kijken." }
                li { "Klopt er iets niet, of moet er iets weg? Zeg het ons. Bent u het niet met ons eens, dan kunt u naar de Autoriteit Persoonsgegevens." }
            }
        }
    }
}

fn one_table(house: &House, table: &KeptTable) -> Markup {
    html! {
        section {
            h2 { (table.name) }
            (parts::wide(table.name, &html! { table {
                thead { tr { @for head in &table.heads { th scope="col" { (head) } } } }
                tbody { @for row in &table.rows { tr { @for value in row { td { (shown(house, value)) } } } } }
            } }))
        }
    }
}

fn shown(house: &House, value: &Kept) -> Markup {
    html! {
        @match value {
            Kept::Nothing => "",
            Kept::Text(text) | Kept::Said(text) | Kept::Category(text) | Kept::Letter(text) => (text),
            Kept::Outcome(outcome) => (outcome_text(&house.policy, outcome)),
            Kept::Day(day) => (parts::short_day(*day)),
            Kept::Moment(at) => (parts::moment(house, *at)),
            Kept::Money(cents) => (parts::money(*cents)),
            Kept::Number(number) => (number),
        }
    }
}

/// `/dossier/{number}/inzage/alles.json`: all of it, for another program. Amounts in whole cents.
pub(crate) fn everything_as_file(visit: &Visit, number: &str, asked: &Asked) -> Result<Response, Failure> {
    let id = case::find(visit, number, "alles wat wij bewaren, als bestand")?;
    let in_json = |value: &Kept| match value {
        Kept::Nothing => Value::Null,
        Kept::Text(text) | Kept::Said(text) | Kept::Category(text) | Kept::Letter(text) => {
            text.clone().into()
        }
        Kept::Outcome(outcome) => outcome_text(&visit.house.policy, outcome).into(),
        Kept::Day(day) => day.to_string().into(),
        Kept::Moment(at) => {
            let (day, minute) = (visit.house.wall)(*at);
            format!("{day}T{:02}:{:02}", minute / 60, minute % 60).into()
        }
        Kept::Money(cents) => cents.0.into(),
        Kept::Number(number) => (*number).into(),
    };
    let kept = all_of_it(visit, id, asked)?;
    let table = |table: &KeptTable| {
        let rows = table.rows.iter().map(|row| {
            let pairs =
                table.heads.iter().zip(row).map(|(head, value)| ((*head).to_string(), in_json(value)));
            Value::Object(pairs.collect::<Map<_, _>>())
        });
        (table.name.to_string(), Value::Array(rows.collect()))
    };
    let all = json!({
        "toelichting": {
            "verhuurder": visit.house.landlord,
            "dossier": number,
            "gemaakt op": visit.now.day.to_string(),
            "waarom": "inzage volgens artikel 15 AVG",
            "bedragen": "in hele centen",
        },
        "gegevens": kept.iter().map(table).collect::<Map<_, _>>(),
    });
    let text = serde_json::to_string_pretty(&all).map_err(|error| Failure::Broken(error.to_string()))?;
    Ok(answer::file(text.into_bytes(), "application/json; charset=utf-8", "inzage.json"))
}
