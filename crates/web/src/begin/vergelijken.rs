//! `/begin/vergelijken`: what a night decided for every dossier, beside what the old process wants, with what people think
//! of each difference.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::http::StatusCode;
use axum::response::Response;
use domain::beside::{Beside, Deed};
use domain::calendar::Day;
use domain::dossier::Milestone;
use domain::money::Cents;
use domain::policy::{Policy, TaskKind};
use domain::staff::Right;
use maud::{Markup, html};
use store::beginning::{Shown, Verdict};
use store::nights::{NightRun, StoredOutcome};

use super::{lijst, nachten, over, trail};
use crate::answer::{self, Failure};
use crate::app::{App, Change, House, Visit};
use crate::asked::{Asked, encode};
use crate::frame::{self, Here};
use crate::parts;
use crate::reception::Purpose;
use crate::sheet::{self, Cell, Kind, Sheet, row};
use crate::signed::Signed;

/// Rows on a page.
const ROWS: usize = 40;
/// The longest note. Characters.
const NOTE_MAX: usize = 300;
/// What somebody can think of a difference.
pub(super) const VERDICTS: [&str; 4] = ["oud goed", "nieuw goed", "beide fout", "uitzoeken"];

/// A dossier, both ways.
pub(super) struct Line {
    dossier: String,
    old_words: String,
    old: Deed,
    new: Deed,
    what: String,
    category: String,
    arrears: Cents,
    amount: Option<Cents>,
    reason: String,
    pub(super) beside: Beside,
    pub(super) verdict: Option<Verdict>,
}

/// Who brings the lists in lays them side by side while nights only show: she has the lists already. From the first night that
/// counts these are dossiers, for who may see those.
fn allowed(house: &House, who: &Signed, run: &NightRun, right: Right) -> Result<(), Failure> {
    let begins = house.policy.settings.beginning.is_some_and(|beginning| beginning.is_shadow(run.day));
    if begins || who.may(right) { Ok(()) } else { Err(Failure::NotAllowed) }
}

/// Every dossier as that night left it and of the old list beside it, in order of number.
pub(super) fn lines(visit: &Visit, run: &NightRun) -> Result<Vec<Line>, Failure> {
    let policy = &visit.house.policy;
    let old: BTreeMap<String, String> = visit.book.old_actions(run.day)?.into_iter().collect();
    let mut verdicts: BTreeMap<String, Verdict> = visit.book.verdicts(run.day)?.into_iter().collect();
    let mut lines = Vec::new();
    let mut known = std::collections::BTreeSet::new();
    allowed(visit.house, visit.who, run, Right::SeeDossiers)?;
    visit.looks_at(None, "vergelijken");
    let reaches = |district: &str| visit.who.staff.seat.reaches(district);
    for shown in visit.book.shown(run.id)? {
        if !reaches(&shown.district) {
            known.insert(shown.dossier);
            continue;
        }
        let words = old.get(&shown.dossier).cloned().unwrap_or_default();
        let line = line_of(policy, &shown, words, verdicts.remove(&shown.dossier));
        known.insert(shown.dossier);
        if !(line.old.is_quiet() && line.new.is_quiet() && line.arrears.is_zero()) {
            lines.push(line);
        }
    }
    for (dossier, words) in old.into_iter().filter(|(dossier, _)| !known.contains(dossier)) {
        let verdict = verdicts.remove(&dossier);
        let old = Deed::of_words(&words);
        lines.push(Line {
            old,
            new: Deed::Nothing,
            what: "staat niet in onze lijst".into(),
            category: String::new(),
            arrears: Cents::default(),
            amount: None,
            reason: "staat niet in onze lijst".into(),
            beside: Beside::of(old, Deed::Nothing),
            old_words: words,
            verdict,
            dossier,
        });
    }
    lines.sort_by(|one, other| one.dossier.cmp(&other.dossier));
    Ok(lines)
}

fn line_of(policy: &Policy, shown: &Shown, old_words: String, verdict: Option<Verdict>) -> Line {
    let (new, what, reason) = decided(policy, shown);
    let old = Deed::of_words(&old_words);
    Line {
        dossier: shown.dossier.clone(),
        old_words,
        old,
        new,
        what,
        category: parts::category_name(policy, &shown.category),
        arrears: shown.arrears,
        amount: shown.outcome.amount,
        reason,
        beside: Beside::of(old, new),
        verdict,
    }
}

/// What a night decided: the deed, its name, and the reason in a few words.
fn decided(policy: &Policy, shown: &Shown) -> (Deed, String, String) {
    let outcome: &StoredOutcome = &shown.outcome;
    match (outcome.kind.as_str(), outcome.act.as_str()) {
        ("stap", "bericht") => {
            let letter = policy.letters.iter().find(|letter| letter.id == outcome.what);
            let law = letter.is_some_and(|letter| letter.milestone == Some(Milestone::FourteenDayLetter));
            let deed = if law { Deed::FourteenDays } else { Deed::of_channel(&outcome.channel) };
            let what = format!("{} ({})", parts::letter_name(policy, &outcome.what), outcome.channel);
            (deed, what, "een stap is aan de beurt".into())
        }
        ("stap", _) => {
            let kind = TaskKind::of(&outcome.what);
            let deed = kind.map_or(Deed::Other, Deed::of_task);
            let reason = if deed == Deed::Check { "gegevens ontbreken" } else { "een stap is aan de beurt" };
            (deed, format!("taak: {}", parts::words(&outcome.what)), reason.into())
        }
        ("geblokkeerd", _) => {
            let why = outcome.blocks.first().map_or("", |(guard, _)| parts::guard_word(guard));
            (Deed::Waits, format!("wacht: {why}"), why.to_string())
        }
        _ if shown.arrears.is_zero() => {
            (Deed::Nothing, "niets".into(), "niet te laat op de eigen betaaldag".into())
        }
        _ => (Deed::Nothing, "niets".into(), "nog geen stap aan de beurt".into()),
    }
}

/// `/begin/vergelijken`
pub(crate) fn page(visit: &Visit, asked: &Asked) -> Result<Response, Failure> {
    show(visit, asked, "")
}

fn show(visit: &Visit, asked: &Asked, wrong: &str) -> Result<Response, Failure> {
    let main = match &nachten::chosen(visit, asked)? {
        None => html! {
            h1 { "Vergelijken met de oude lijst" }
            (trail(visit, "/begin/vergelijken")?)
            p { "Er is nog geen nacht gedraaid. " a href="/begin/lijst" { "Kies eerst een lijst" } "." }
        },
        // Whoever runs a night and sees no dossiers reads why there is nothing here.
        Some(run) if allowed(visit.house, visit.who, run, Right::SeeDossiers).is_err() => html! {
            h1 { "Vergelijken met de oude lijst" }
            p { "Nachten tellen nu echt. Vergelijken doet vanaf nu wie dossiers van huurders mag zien: een teamleider." }
            p { a href="/nacht/nu" { "Naar de nacht" } }
        },
        Some(run) => {
            let lines = lines(visit, run)?;
            let has_old = !visit.book.old_actions(run.day)?.is_empty();
            html! {
                h1 { "Vergelijken met de oude lijst" }
                (trail(visit, "/begin/vergelijken")?)
                @if !wrong.is_empty() { p.melding.alarm role="alert" { (wrong) } }
                @if !asked.get("bewaard").is_empty() { p.melding.goed role="status" { "Uw oordeel is bewaard." } }
                (since(visit)?)
                (nachten::about(visit, run))
                (upload(visit, has_old))
                @if has_old { (counts(run, &lines)) (reasons(&lines)) }
                (list(visit, run, &lines, asked, has_old))
                (nachten::list(&nachten::all(visit)?, run.day))
                (over::section(visit, run, &lines, has_old)?)
            }
        }
    };
    let title = if wrong.is_empty() { "Vergelijken" } else { "Fout: vergelijken" };
    let mut response = frame::page(visit, title, Here::Begin, &main);
    if !wrong.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

fn since(visit: &Visit) -> Result<Markup, Failure> {
    let shadow = visit.house.policy.settings.beginning.filter(|beginning| beginning.over_on.is_none());
    let from = visit.book.shadow_from()?.filter(|_| shadow.is_some());
    let nights = visit.book.nights()?;
    Ok(html! { @if let Some(from) = from {
        @let count = nights.iter().filter(|night| night.day >= from).count() as u64;
        p { "Schaduw sinds " (parts::day(from)) ": " (parts::plural(count, "nacht", "nachten")) ". Er gaat niets naar huurders." }
    } })
}

fn upload(visit: &Visit, has_old: bool) -> Markup {
    html! {
        details open[!has_old] {
            summary { @if has_old { "Een andere oude lijst kiezen" } @else { "Leg de actielijst van uw oude proces ernaast" } }
            p { "Een CSV- of XLSX-bestand met twee kolommen: het dossiernummer, en wat het oude proces vandaag wil doen (brief, bellen, niets)." }
            (lijst::form(visit.who, "/begin/vergelijken/lijst", "oud", "Oude actielijst (CSV of XLSX)", "Bekijk deze lijst"))
        }
    }
}

fn counts(run: &NightRun, lines: &[Line]) -> Markup {
    let count = |which: Beside| lines.iter().filter(|line| line.beside == which).count() as u64;
    html! {
        h2 { "Gelijk en anders" }
        dl.cijfers { @for which in Beside::ALL {
            div { dt { a href={ "/begin/vergelijken?nacht=" (run.day) "&groep=" (encode(which.dutch())) "#lijst" } { (parts::sentence(which.dutch())) } } dd { (parts::count(count(which))) } }
        } }
    }
}

/// The differences, by what both want and why, most first.
fn reasons(lines: &[Line]) -> Markup {
    let mut groups: BTreeMap<(Deed, Deed, &str), u64> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.beside != Beside::Same) {
        *groups.entry((line.old, line.new, line.reason.as_str())).or_default() += 1;
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(key, count)| (std::cmp::Reverse(*count), *key));
    let table = html! {
        table {
            caption { "Verschillen, het vaakst bovenaan" }
            thead { tr { th scope="col" { "Oud" } th scope="col" { "Houvast" } th scope="col" { "Reden van Houvast" } th.getal scope="col" { "Dossiers" } } }
            tbody { @for ((old, new, reason), count) in groups.iter().take(20) { tr {
                th scope="row" { (old.dutch()) } td { (new.dutch()) } td { (reason) } td.getal { (parts::count(*count)) }
            } } }
        }
    };
    html! { @if !groups.is_empty() { (parts::wide("Verschillen", &table)) } }
}

fn list(visit: &Visit, run: &NightRun, lines: &[Line], asked: &Asked, has_old: bool) -> Markup {
    let wanted = Beside::ALL.into_iter().find(|which| which.dutch() == asked.get("groep"));
    let fits = |line: &&Line| match wanted {
        Some(wanted) => line.beside == wanted,
        None => !has_old || line.beside != Beside::Same,
    };
    let fitting: Vec<&Line> = lines.iter().filter(fits).collect();
    let pages = fitting.len().div_ceil(ROWS).max(1);
    let at = asked.get("blad").parse().unwrap_or(1).clamp(1, pages);
    let group = wanted.map_or(String::new(), |wanted| format!("groep={}&", encode(wanted.dutch())));
    let group = format!("nacht={}&{group}", run.day);
    let back = format!("{group}blad={at}");
    let table = html! {
        table.met-uitleg {
            caption { (parts::plural(fitting.len() as u64, "dossier", "dossiers")) }
            thead { tr {
                th scope="col" { "Dossier" } @if has_old { th scope="col" { "Oude lijst" } }
                th scope="col" { "Houvast" } th scope="col" { "Indeling" } th.getal scope="col" { "Te laat" }
                @if has_old { th scope="col" { "Uw oordeel" } }
            } }
            tbody { @for line in fitting.iter().skip((at - 1) * ROWS).take(ROWS) { (row_of(visit, line, has_old, run.day, &back)) } }
        }
    };
    html! {
        h2 #lijst { @if has_old && wanted.is_none() { "De verschillen" } @else { "De lijst" } }
        @if fitting.is_empty() { p { "Hier staat niets." } }
        @else {
            (parts::wide("Oud en nieuw naast elkaar", &table))
            (parts::leaves(at, pages, |to| format!("/begin/vergelijken?{group}blad={to}#lijst")))
            p { (sheet::files("/begin/vergelijken", &format!("nacht={}", run.day))) }
        }
    }
}

fn row_of(visit: &Visit, line: &Line, has_old: bool, night: Day, back: &str) -> Markup {
    html! {
        tr {
            th scope="row" {
                @if visit.who.may(Right::SeeDossiers) { a href={ "/dossier/" (encode(&line.dossier)) } { (line.dossier) } } @else { (line.dossier) }
            }
            @if has_old { td { @if line.old_words.is_empty() { span.zacht { "niets" } } @else { (line.old_words) span.onder { (line.old.dutch()) } } } }
            td { (line.what) @if let Some(amount) = line.amount { " · " (parts::money(amount)) } span.onder { (line.reason) } }
            td { (line.category) }
            td.getal { (parts::money(line.arrears)) }
            @if has_old { td { @if line.beside == Beside::Same { span.zacht { "gelijk" } } @else { (verdict_form(visit, line, night, back)) } } }
        }
    }
}

fn verdict_form(visit: &Visit, line: &Line, night: Day, back: &str) -> Markup {
    let (is, note) =
        line.verdict.as_ref().map_or(("", ""), |verdict| (verdict.verdict.as_str(), verdict.note.as_str()));
    html! {
        form.oordeel method="post" action="/begin/vergelijken/oordeel" {
            (frame::seal(visit.who))
            input type="hidden" name="dossier" value=(line.dossier);
            input type="hidden" name="nacht" value=(night);
            input type="hidden" name="terug" value=(back);
            select name="oordeel" required aria-label={ "Oordeel over " (line.dossier) } {
                option value="" selected[is.is_empty()] { "Kies" }
                @for verdict in VERDICTS { option value=(verdict) selected[verdict == is] { (verdict) } }
            }
            input name="notitie" aria-label={ "Notitie bij " (line.dossier) } placeholder="Waarom?" maxlength=(NOTE_MAX) value=(note) autocomplete="off";
            button type="submit" { "Bewaar" }
        }
    }
}

const HEADS: [&str; 11] = [
    "dossier",
    "oude lijst",
    "oud",
    "houvast",
    "stap",
    "reden",
    "indeling",
    "te laat",
    "vergelijking",
    "oordeel",
    "notitie",
];

/// `/begin/vergelijken.xlsx` and the others.
pub(crate) fn file(visit: &Visit, asked: &Asked, kind: Kind) -> Result<Response, Failure> {
    let run = &nachten::chosen(visit, asked)?.ok_or(Failure::NoNight)?;
    allowed(visit.house, visit.who, run, Right::Export)?;
    let of = |line: &Line| -> Vec<Cell> {
        let (verdict, note) =
            line.verdict.as_ref().map_or_else(Default::default, |v| (v.verdict.clone(), v.note.clone()));
        row![
            line.dossier.clone(),
            line.old_words.clone(),
            line.old.dutch().to_string(),
            line.new.dutch().to_string(),
            line.what.clone(),
            line.reason.clone(),
            line.category.clone(),
            line.arrears,
            line.beside.dutch().to_string(),
            verdict,
            note
        ]
    };
    let rows = lines(visit, run)?.iter().map(of).collect();
    let about = format!("Het oude proces naast de nacht van {}", run.day.dutch());
    Sheet { name: "vergelijken".into(), about, heads: &HEADS, rows }.answer(visit, kind)
}

/// The old list comes in.
pub(crate) async fn receive(
    State(app): State<App>,
    who: Signed,
    parts: Result<Multipart, MultipartRejection>,
) -> Response {
    match lijst::take(&app, &who, Purpose::OldActions, parts).await {
        Ok(()) => answer::see_other("/begin/vergelijken/oud"),
        Err(lijst::Refused::For(failure)) => failure.page(&app.landlord()),
        Err(lijst::Refused::Because(why)) => {
            app.show(who, Right::BringIn, move |visit| show(visit, &Asked::default(), &why)).await
        }
    }
}

/// `/begin/vergelijken/oud`: which two columns.
pub(crate) fn old_columns(visit: &Visit, _: &Asked) -> Result<Response, Failure> {
    columns_page(visit, &Asked::default(), "")
}

fn columns_page(visit: &Visit, form: &Asked, wrong: &str) -> Result<Response, Failure> {
    let seen = match visit.house.reception()?.look_at_old() {
        Ok(seen) => seen,
        Err(why) => return show(visit, &Asked::default(), &why),
    };
    let nights = nachten::all(visit)?;
    let likely = |words: &[&str]| {
        let fits = |heading: &&String| words.iter().any(|word| heading.to_lowercase().contains(word));
        seen.headings.iter().find(fits).cloned().unwrap_or_default()
    };
    let usual =
        seen.columns.iter().find(|column| column.word == "dossier").map(|column| column.heading.clone());
    let guesses = [
        ("dossier", "Dossiernummer", usual.unwrap_or_default()),
        ("actie", "Wat het oude proces wil doen", likely(&["actie", "stap", "brief", "vervolg", "fase"])),
    ];
    let main = html! {
        p.terug { a href="/begin/vergelijken" { "‹ Vergelijken" } }
        h1 { "Welke twee kolommen?" }
        (trail(visit, "/begin/vergelijken")?)
        @if !wrong.is_empty() { p.melding.alarm role="alert" { (wrong) } }
        form.veldenlijst method="post" action="/begin/vergelijken/oud" {
            (frame::seal(visit.who))
            input type="hidden" name="blad" value=(seen.sheet);
            @for (field, label, guess) in &guesses {
                @let is = if form.get(field).is_empty() { guess.as_str() } else { form.get(field) };
                p { label for=(field) { (label) }
                    select id=(field) name=(field) required {
                        option value="" { "Kies een kolom" }
                        @for heading in seen.headings.iter().filter(|heading| !heading.is_empty()) { option value=(heading) selected[heading == is] { (heading) } }
                    } }
            }
            p { label for="nacht" { "Naast welke nacht?" }
                select id="nacht" name="nacht" {
                    @for night in &nights { option value=(night.day) selected[night.day.to_string() == form.get("nacht")] {
                        (night.day.weekday().dutch()) " " (night.day.dutch()) @if night.old_lines > 0 { " (in plaats van de lijst die er ligt)" }
                    } }
                } }
            p { button.hoofd type="submit" { "Leg naast de nacht" } }
        }
    };
    let mut response = frame::page(visit, "De oude lijst", Here::Begin, &main);
    if !wrong.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// What the old list says: dossier and action of each line, or why it cannot be read.
type OldList = Result<Vec<(String, String)>, String>;

/// The old list is read.
pub(crate) fn read_old(house: &House, form: &Asked) -> Result<OldList, Failure> {
    Ok(house.reception()?.read_old(form.get("blad"), form.get("dossier"), form.get("actie")))
}

/// The old list is laid beside a night.
pub(crate) fn keep_old(change: &mut Change, read: OldList) -> Result<Response, Failure> {
    let form = change.form;
    let run = asked_night(change)?;
    let lines = match read {
        Ok(lines) => lines,
        Err(why) => return change.show(|visit| columns_page(visit, form, &why)),
    };
    let kept = change.book.keep_old_actions(run.day, &lines)?;
    change.book.log(
        change.now,
        Some(change.who.id()),
        None,
        "gewijzigd",
        &format!("oude lijst, {kept} regels"),
    )?;
    Ok(answer::see_other(&format!("/begin/vergelijken?nacht={}", run.day)))
}

/// The night that a form is about: the one it names, else the last one.
fn asked_night(change: &Change) -> Result<NightRun, Failure> {
    let named = Day::parse_iso(change.form.get("nacht"));
    let found = match named {
        Some(day) => change.book.night_of(day)?.filter(|run| run.day == day),
        None => change.book.last_night()?,
    };
    found.ok_or(Failure::NoNight)
}

/// What somebody thinks of a difference is kept.
pub(crate) fn judge(change: &mut Change) -> Result<Response, Failure> {
    let form = change.form;
    let run = asked_night(change)?;
    allowed(change.house, change.who, &run, Right::SeeDossiers)?;
    let (dossier, verdict, note) = (form.get("dossier"), form.get("oordeel"), form.get("notitie"));
    if !VERDICTS.contains(&verdict) || dossier.is_empty() || dossier.len() > 120 {
        return Err(Failure::Form("Kies een oordeel: oud goed, nieuw goed, beide fout of uitzoeken.".into()));
    }
    if note.chars().count() > NOTE_MAX {
        return Err(Failure::Form(format!("De notitie is langer dan {NOTE_MAX} tekens.")));
    }
    let verdict = Verdict { verdict: verdict.into(), note: note.into() };
    change.book.keep_verdict(run.day, dossier, &verdict, change.who.id(), change.now)?;
    let back = Asked::read(form.get("terug")).only(&["nacht", "groep", "blad"]);
    Ok(answer::see_other(&format!("/begin/vergelijken?bewaard=1&{back}#lijst")))
}
