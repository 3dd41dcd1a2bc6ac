//! `/dossier/{nr}/doe/regeling`: a payment arrangement: what it is about, from when and in how many terms, with every term shown
//! before anything is recorded. Inside the landlord's limits one person records it; outside them a second person agrees first.
//!
//! The fields are the address, so that a change shows its terms without anything being recorded. What is recorded is what was
//! shown: when the account changed meanwhile, the form comes back.

use axum::response::Response;
use domain::arrangement::room::Fit;
use domain::calendar::Day;
use domain::dossier::Arrangement;
use domain::ids::TenancyId;
use domain::money::Cents;
use domain::policy::TaskKind;
use maud::{Markup, html};
use store::Book;
use store::acts::{Ends, Record};

use super::{recorded, ruimte, way_back};
use crate::answer::Failure;
use crate::app::{Change, House, Visit};
use crate::asked::{Asked, encode};
use crate::case::{self, Present};
use crate::formulier::{self, Wrong, field};
use crate::{parts, tweede, werk};

mod confirmation;
mod second;
mod wish;

use confirmation::Confirmation;
use wish::{FURTHEST_FIRST, Wish};

/// `GET`: the form, with its terms.
pub(crate) fn page(visit: &Visit, number: &str, asked: &Asked) -> Result<Response, Failure> {
    let id = case::find(visit, number, "regeling")?;
    let present = Present::of(visit.house, visit.book, id, visit.now.day)?;
    let mut wish = Wish::of(&present, visit.house, asked);
    if asked.get("vorm").is_empty()
        && let Some(known) = ruimte::still_good(visit.book, id, visit.now.day)?
        && let Some(Fit::Terms(terms)) = ruimte::fitting(&present, visit.house, known.cents)
    {
        wish = Wish::proposing(&present, visit.house, terms.len());
    }
    shown(visit, number, id, &present, &wish, asked)
}

/// `POST`: it is recorded, asked, agreed to, refused or withdrawn.
pub(crate) fn act(change: &mut Change, number: &str) -> Result<Response, Failure> {
    let id = case::to_change(change, number)?;
    match change.form.get("wat") {
        "akkoord" | "weigeren" | "intrekken" => return second::decide(change, number, id),
        _ => {}
    }
    let present = Present::of(change.house, change.book, id, change.now.day)?;
    let mut wish = Wish::of(&present, change.house, change.form);
    let asks = change.form.get("wat") == "vragen";
    if wish.is_ready() && change.form.get("gezien") != wish.seen() {
        let what = "De stand is veranderd sinds u keek. Kijk de termijnen na en leg dan vast.";
        wish.wrong.with("termijnen", what);
    }
    if !asks && !wish.is_within_limits() {
        wish.wrong.with("beleid", "Dit past niet bij het beleid. Vraag akkoord, en schrijf erbij waarom.");
    }
    if asks && let Some(why) = tweede::may_not_ask(change.house, change.book, change.who, change.now)? {
        wish.wrong.with("beleid", why);
    }
    let confirmed = (!asks && wish.is_ready()).then(|| {
        Confirmation::of(change.house, &present.dossier, id, &wish.confirmed_by, &wish.arrangement())
    });
    if let Some(why) = confirmed.as_ref().and_then(|confirmed| confirmed.cannot(&wish.confirmed_by)) {
        wish.wrong.with("bevestiging", why);
    }
    let about = if asks { "waarom dit de huurder helpt" } else { "" };
    let note = wish.wrong.take("notitie", formulier::note(change.form.get("notitie"), about));
    let (true, Some(note)) = (wish.is_ready(), note) else {
        let form = change.form;
        return change.show(|visit| {
            visit.looks_at(Some(id), "regeling");
            shown(visit, number, id, &present, &wish, form)
        });
    };
    let arrangement = wish.arrangement();
    let room = ruimte::still_good(change.book, id, change.now.day)?;
    let note =
        &room.map_or(note.to_owned(), |room| format!("{} {note}", room.sentence()).trim_end().to_owned());
    let what = in_words(&arrangement.instalments);
    let mut records = Vec::new();
    let (kind, task) = if asks {
        records.push(Record::Asked(arrangement));
        (format!("akkoord gevraagd voor een regeling: {what}"), String::new())
    } else {
        let replaced = end_running(change.book, change.house, id, &present)?;
        let instead = if replaced.is_empty() { "" } else { ", in plaats van de vorige" };
        records.extend(replaced);
        let (letter, by) = confirmed.map_or_else(Default::default, |sent| sent.sending(change.now.seconds));
        records.push(Record::Arrangement(arrangement));
        records.extend(letter);
        (format!("regeling: {what}{instead}{by}"), change.book.open_task(id, TaskKind::Arrangement)?)
    };
    recorded(change, number, id, &kind, note, &task, records)
}

/// `€ 1.098,80 in 4 termijnen vanaf 25 november 2026`
fn in_words(terms: &[(Day, Cents)]) -> String {
    let total: Cents = terms.iter().map(|(_, cents)| *cents).sum();
    let number = parts::plural(terms.len() as u64, "termijn", "termijnen");
    let from = terms.first().map_or(String::new(), |(day, _)| format!(" vanaf {}", day.dutch()));
    format!("{} in {number}{from}", parts::money(total))
}

/// Ends every arrangement that runs: a new one comes in its place.
fn end_running(book: &Book, house: &House, id: TenancyId, present: &Present) -> Result<Vec<Record>, Failure> {
    let lines = book.arrangement_lines(id)?.into_iter();
    let runs = |agreed: &Arrangement| agreed.ended_on.is_none() && present.runs(house, agreed);
    let running = lines.filter(|line| runs(&line.arrangement));
    Ok(running
        .map(|line| Record::Ending { what: Ends::Arrangement, id: line.id, on: present.today })
        .collect())
}

/// The page comes back with something wrong in what a second person filled in.
fn comes_back(change: &mut Change, number: &str, id: TenancyId, what: &str) -> Result<Response, Failure> {
    let present = Present::of(change.house, change.book, id, change.now.day)?;
    let mut wish = Wish::of(&present, change.house, &Asked::default());
    wish.wrong = Wrong::default();
    wish.wrong.with("notitie", what);
    let form = change.form;
    change.show(|visit| {
        visit.looks_at(Some(id), "regeling");
        shown(visit, number, id, &present, &wish, form)
    })
}

fn shown(
    visit: &Visit,
    number: &str,
    id: TenancyId,
    present: &Present,
    wish: &Wish,
    form: &Asked,
) -> Result<Response, Failure> {
    let head = visit.book.dossier_head(id)?.unwrap_or_default();
    let waits = visit.book.asked_arrangement(id)?;
    let unseen = formulier::unseen(visit, id, form)?;
    let runs = present.ground(visit.house).running_arrangement().is_some();
    let not = tweede::may_not_ask(visit.house, visit.book, visit.who, visit.now)?;
    let title = if runs { "Regeling veranderen" } else { "Regeling maken" };
    let main = html! {
        (way_back(&head, form))
        h1 { (title) }
        (werk::done_bar(visit, form)?)
        (wish.wrong.summary())
        @if let Some(waits) = &waits { (second::section(visit, number, (present, id), waits, form, &wish.wrong)?) }
        @if runs { p { "Er loopt een regeling. Een nieuwe komt ervoor in de plaats. Alleen stoppen? "
            a href=(werk::lijst::keep_in(&format!("/dossier/{}/doe/beeindigen", encode(number)), form)) { "Beëindig de regeling" } "." } }
        @if wish.choices.is_empty() { p { "Er staat niets open waarover u een regeling kunt maken." } }
        @else if waits.is_none() {
            (affordable(visit, number, (present, id), wish, form)?)
            div.twee {
                (fields(visit, number, present, wish, form))
                (outcome(visit, number, (present, id), wish, (form, &unseen, not.as_deref())))
            }
        }
    };
    Ok(wish.wrong.page(visit, title, &main))
}

/// What the tenant can pay a month, when it was worked out, and where that is done.
fn affordable(
    visit: &Visit,
    number: &str,
    (present, id): (&Present, TenancyId),
    wish: &Wish,
    form: &Asked,
) -> Result<Markup, Failure> {
    let sheet = html! { a href=(werk::lijst::keep_in(&format!("/dossier/{}/doe/ruimte", encode(number)), form)) { "Reken samen uit wat de huurder kan betalen" } };
    let Some(known) = ruimte::still_good(visit.book, id, present.today)? else {
        return Ok(html! { p { (sheet) ". Dat mag, het hoeft niet." } });
    };
    let highest = wish.terms.iter().map(|(_, cents)| *cents).max().unwrap_or_default();
    Ok(html! {
        section.kader aria-labelledby="ruimte" {
            h2 #ruimte { "Ruimte: " (parts::money(known.cents)) " per maand" }
            p { "Berekend op " (parts::day(known.day)) " door " (known.by) ". " (sheet) "." }
            (ruimte::fits(visit, number, present, known.cents))
            @if highest > known.cents { p.melding { strong { "Let op. " } "De hoogste termijn hieronder is " (parts::money(highest)) ". Dat is meer dan er per maand over is." } }
        }
    })
}

fn fields(visit: &Visit, number: &str, present: &Present, wish: &Wish, form: &Asked) -> Markup {
    let wrong = &wish.wrong;
    let within = (present.today, present.today + FURTHEST_FIRST);
    html! {
        form.kader.doen method="get" action={ "/dossier/" (encode(number)) "/doe/regeling" } data-rekent="uitkomst" {
            (werk::lijst::hold(form))
            h2 { "Wat spreekt u af?" }
            fieldset #posten aria-describedby=[wrong.describes("posten")] {
                legend { "Waarover" }
                @for one in &wish.choices { p.vinkje {
                    label { input type="checkbox" name="post" value=(one.due_on) checked[one.ticked];
                        span { (parts::sentence(&one.what)) " van " (one.due_on.dutch()) ": " strong { (parts::money(one.open)) } } }
                } }
                (wrong.at("posten"))
            }
            (confirmation::choose(visit.house, &present.dossier, wish))
            (formulier::date(wrong, "dag", "Eerste termijn op", &wish.first, within))
            p.onder { (pay_day(visit, present)) }
            (field(wrong, "deel", "Eerst een deel (mag leeg)", &html! {
                input #deel name="deel" inputmode="decimal" value=(wish.part) aria-describedby=[wrong.describes("deel")];
            }))
            fieldset {
                legend { "De rest" }
                p.vinkje { label { input #vorm-aantal type="radio" name="vorm" value="aantal" checked[!wish.by_amount]; span { "In een aantal keer" } } }
                (field(wrong, "aantal", "Aantal keer", &html! {
                    input #aantal name="aantal" inputmode="numeric" data-kiest="vorm-aantal" value=(wish.times) aria-describedby=[wrong.describes("aantal")];
                }))
                p.vinkje { label { input #vorm-bedrag type="radio" name="vorm" value="bedrag" checked[wish.by_amount]; span { "Een vast bedrag per keer" } } }
                (field(wrong, "bedrag", "Bedrag per keer", &html! {
                    input #bedrag name="bedrag" inputmode="decimal" data-kiest="vorm-bedrag" value=(wish.each) placeholder="100,00" aria-describedby=[wrong.describes("bedrag")];
                }))
            }
            p { button type="submit" { "Bereken" } }
        }
    }
}

fn pay_day(visit: &Visit, present: &Present) -> String {
    let rent = present.ground(visit.house).standing.rent;
    let rent =
        rent.map_or(String::new(), |rent| format!(" De gewone huur van {} gaat door.", parts::money(rent)));
    format!("Voorgesteld is de eerste eigen betaaldag van deze huurder.{rent}")
}

/// Terms, limits, and the button that records them.
fn outcome(
    visit: &Visit,
    number: &str,
    of: (&Present, TenancyId),
    wish: &Wish,
    with: (&Asked, &Markup, Option<&str>),
) -> Markup {
    html! {
        section.kader #uitkomst aria-labelledby="termijnen" aria-live="polite" {
            h2 #termijnen { "Zo wordt het" }
            (wish.wrong.at("termijnen"))
            @if wish.terms.is_empty() { p { "Vul links in wat u afspreekt en kies Bereken." } }
            @else {
                (terms(&wish.terms))
                h3 #beleid { "Past dit bij het beleid?" }
                (limits(wish))
                (wish.wrong.at("beleid"))
                (confirm(visit, number, of, wish, with))
            }
        }
    }
}

/// All terms, with their sum.
fn terms(terms: &[(Day, Cents)]) -> Markup {
    let total: Cents = terms.iter().map(|(_, cents)| *cents).sum();
    html! {
        table.termijnen {
            caption { (in_words(terms)) }
            thead { tr { th scope="col" { "Termijn" } th scope="col" { "Uiterlijk op" } th.getal scope="col" { "Bedrag" } } }
            tbody { @for (at, (day, cents)) in terms.iter().enumerate() { tr {
                th scope="row" { (at + 1) } td { (parts::day(*day)) } td.getal { (parts::money(*cents)) }
            } } }
            tfoot { tr { th scope="row" colspan="2" { "Samen" } td.getal { (parts::money(total)) } } }
        }
    }
}

fn limits(wish: &Wish) -> Markup {
    html! {
        ul.regels { @for check in &wish.checks { li {
            @if check.is_kept { span.uitslag.ja { "ja" } } @else { strong.uitslag.alarm { "nee" } }
            " " (check.sentence)
        } } }
    }
}

fn confirm(
    visit: &Visit,
    number: &str,
    of: (&Present, TenancyId),
    wish: &Wish,
    (form, unseen, may_not_ask): (&Asked, &Markup, Option<&str>),
) -> Markup {
    let within = wish.is_within_limits();
    if let Some(why) = may_not_ask.filter(|_| !within) {
        return html! { p { (why) } };
    }
    let (present, id) = of;
    let agreed = wish.arrangement();
    let confirmed =
        within.then(|| Confirmation::of(visit.house, &present.dossier, id, &wish.confirmed_by, &agreed));
    let (label, word, button) = if within {
        ("Notitie (mag leeg)", "vastleggen", "Leg vast")
    } else {
        ("Waarom helpt dit de huurder?", "vragen", "Vraag akkoord")
    };
    html! {
        form.doen method="post" action={ "/dossier/" (encode(number)) "/doe/regeling" } {
            (unseen)
            @for one in wish.choices.iter().filter(|one| one.ticked) { input type="hidden" name="post" value=(one.due_on); }
            @for (name, value) in [("dag", &wish.first), ("aantal", &wish.times), ("bedrag", &wish.each), ("deel", &wish.part)] {
                input type="hidden" name=(name) value=(value);
            }
            input type="hidden" name="vorm" value=(if wish.by_amount { "bedrag" } else { "aantal" });
            input type="hidden" name="gezien" value=(wish.seen());
            @if let Some(confirmed) = &confirmed { (confirmed.section()) }
            (formulier::words(&wish.wrong, "notitie", label, form.get("notitie"), !within))
            @if !within { p { "Een teamleider kijkt mee en beslist. Tot dan verandert er niets voor de huurder." } }
            p { button.hoofd type="submit" name="wat" value=(word) { (button) ": " (in_words(&wish.terms)) " " kbd { "Ctrl Enter" } } }
        }
    }
}
