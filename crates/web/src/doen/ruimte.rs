//! `/dossier/{nr}/doe/ruimte`: what the tenant can pay a month, worked out together: what comes in, what goes out, what is left, and the
//! arrangement that fits in it, or that none does.
//!
//! What is typed is in the form alone: never in an address, never in the log. What is recorded is the outcome. The amounts behind
//! it are kept only when the tenant lets us, until a day.

use axum::response::Response;
use domain::arrangement::room::{Fit, Household, Post, amount, fit, room_of};
use domain::arrangement::terms::{items_to_arrange, proposed_first_day};
use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::money::Cents;
use maud::{Markup, html};
use store::Book;
use store::acts::Record;
use store::rooms::{NewRoom, RoomRow};

use super::{not_done, way_back};
use crate::answer::{self, Failure};
use crate::app::{Change, House, Visit};
use crate::asked::{Asked, encode};
use crate::case::{self, Present};
use crate::formulier::{self, Wrong, day_between, field};
use crate::{frame, parts, werk};

/// What the log says is looked at.
const PAGE: &str = "ruimte per maand";
/// Amounts are kept for so long, unless somebody says shorter; and never for longer than the second. Days.
const KEPT_FOR: i32 = 92;
const KEPT_MOST: i32 = 366;
/// An outcome says something for so long. Days.
const GOOD_FOR: i32 = 31;

/// The newest outcome, while it still says something.
pub(super) fn still_good(book: &Book, id: TenancyId, today: Day) -> Result<Option<RoomRow>, Failure> {
    Ok(book.room(id)?.filter(|row| today - row.day <= GOOD_FOR))
}

/// The terms that would fit in it; `None` when there is nothing to arrange.
pub(super) fn fitting(present: &Present, house: &House, room: Cents) -> Option<Fit> {
    let ground = present.ground(house);
    let debt: Cents = items_to_arrange(&ground).iter().map(|item| item.open).sum();
    let first = proposed_first_day(ground.standing.pay_day, present.today);
    (debt.0 > 0).then(|| fit(&ground, debt, room, first))
}

/// The sheet as it was filled in.
struct Sheet {
    household: Household,
    keeps: bool,
    until: Day,
    wrong: Wrong,
}

impl Sheet {
    fn of(form: &Asked, today: Day) -> Sheet {
        let mut sheet = Sheet {
            household: Household::new(),
            keeps: false,
            until: today + KEPT_FOR,
            wrong: Wrong::default(),
        };
        for post in Post::ALL {
            let read = read(post, form.get(post.dutch()));
            if let Some(Some(cents)) = sheet.wrong.take(post.dutch(), read) {
                sheet.household.insert(post, cents);
            } else if post.is_needed() && sheet.wrong.describes(post.dutch()).is_none() {
                let what = format!("Vul in: {}. Is het er niet, vul dan 0 in.", label(post).to_lowercase());
                sheet.wrong.with(post.dutch(), what);
            }
        }
        sheet.keeps = form.get("toestemming") == "ja";
        if sheet.keeps {
            let until = day_between(form.get("tot"), today, today + KEPT_MOST);
            if let Some(until) = sheet.wrong.take("tot", until) {
                sheet.until = until;
            }
        }
        sheet
    }

    /// What is left, when everything that is needed is there.
    fn room(&self) -> Option<Cents> {
        room_of(&self.household).filter(|_| self.wrong.is_empty())
    }
}

/// An amount, zero too; `None` for an empty field.
fn read(post: Post, text: &str) -> Result<Option<Cents>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    amount(text)
        .map(Some)
        .ok_or_else(|| format!("{}: vul een bedrag per maand in zoals 549,40.", label(post)))
}

const fn label(post: Post) -> &'static str {
    match post {
        Post::Income => "Loon of uitkering, van iedereen die meebetaalt",
        Post::Allowances => "Toeslagen",
        Post::Rent => "Huur",
        Post::Energy => "Gas, licht en water",
        Post::Care => "Zorgverzekering en eigen risico",
        Post::Groceries => "Boodschappen",
        Post::Transport => "Vervoer",
        Post::Children => "Kinderen: school, sport, opvang",
        Post::OtherDebts => "Andere schulden: wat nu wordt afgelost",
        Post::Other => "Telefoon, verzekeringen, belasting en de rest",
    }
}

/// `GET`: an empty sheet, or the amounts that the tenant lets us keep.
pub(crate) fn page(visit: &Visit, number: &str, asked: &Asked) -> Result<Response, Failure> {
    let id = case::find(visit, number, PAGE)?;
    let kept = visit.book.room(id)?.and_then(|row| row.kept);
    let present = Present::of(visit.house, visit.book, id, visit.now.day)?;
    let mut household = kept.map(|(household, _)| household).unwrap_or_default();
    if household.is_empty() {
        household.extend(present.ground(visit.house).standing.rent.map(|rent| (Post::Rent, rent)));
    }
    let typed = |post: Post| household.get(&post).map_or(String::new(), |cents| cents.to_string());
    let mut pairs: Vec<(&str, String)> =
        Post::ALL.into_iter().map(|post| (post.dutch(), typed(post))).collect();
    pairs.push((werk::lijst::FROM, werk::lijst::at_hand(asked)));
    let form = Asked::of_pairs(pairs.iter().map(|(name, value)| (*name, value.as_str())));
    shown(visit, number, (id, &present), &form, None)
}

/// `POST`: it is worked out, recorded, or what was kept is wiped.
pub(crate) fn act(change: &mut Change, number: &str) -> Result<Response, Failure> {
    let id = case::to_change(change, number)?;
    let form = change.form;
    if form.get("wat") == "wis" {
        change.book.wipe_amounts_of(id, change.who.id(), change.now)?;
        let again = format!("/dossier/{}/doe/ruimte", encode(number));
        return Ok(answer::see_other(&werk::lijst::keep_in(&again, form)));
    }
    let sheet = Sheet::of(form, change.now.day);
    let Some(cents) = sheet.room().filter(|_| form.get("wat") == "bewaar") else {
        let present = Present::of(change.house, change.book, id, change.now.day)?;
        return change.show(|visit| {
            visit.looks_at(Some(id), PAGE);
            shown(visit, number, (id, &present), form, Some(&sheet))
        });
    };
    let kept = sheet.keeps.then_some((sheet.household, sheet.until));
    let records = vec![Record::Room(NewRoom { cents, kept })];
    let done = change.act(id, "ruimte per maand berekend", "", "", records)?;
    let done = done.map_err(|why| not_done(why, number))?;
    let onward = format!("/dossier/{}/doe/regeling?klaar={done}", encode(number));
    Ok(answer::see_other(&werk::lijst::keep_in(&onward, form)))
}

fn shown(
    visit: &Visit,
    number: &str,
    (id, present): (TenancyId, &Present),
    form: &Asked,
    sheet: Option<&Sheet>,
) -> Result<Response, Failure> {
    let head = visit.book.dossier_head(id)?.unwrap_or_default();
    let nothing = Wrong::default();
    let wrong = sheet.map_or(&nothing, |sheet| &sheet.wrong);
    let to = format!("/dossier/{}/doe/ruimte", encode(number));
    let main = html! {
        (way_back(&head, form))
        h1 { "Wat kan de huurder per maand betalen?" }
        (wrong.summary())
        p { "Reken dit samen met de huurder uit, als hij dat wil. Wat u hier invult, wordt niet bewaard. Bewaard wordt alleen de uitkomst, als u daarvoor kiest." }
        (kept(visit, &to, id, form)?)
        form.doen method="post" action=(to) {
            (formulier::unseen(visit, id, form)?)
            div.twee {
                (lines(form, wrong))
                div.stapel { section.kader #uitkomst aria-labelledby="over" aria-live="polite" {
                    h2 #over { "Wat blijft er over?" }
                    @match sheet.and_then(|sheet| Some((sheet, sheet.room()?))) {
                        None => p { "Vul de bedragen in en kies Bereken. Leeg laten mag bij wat er niet is." },
                        Some((sheet, room)) => {
                            (outcome(&sheet.household, room))
                            (fits(visit, number, present, room))
                            (keep(form, sheet, wrong, visit.now.day))
                        }
                    }
                } }
            }
        }
    };
    Ok(wrong.page(visit, "Ruimte per maand", &main))
}

/// The amounts that the tenant lets us keep, until when, and the button that wipes them.
fn kept(visit: &Visit, to: &str, id: TenancyId, form: &Asked) -> Result<Markup, Failure> {
    let kept = visit.book.room(id)?.and_then(|row| row.kept);
    Ok(html! {
        @if let Some((_, until)) = kept {
            form.melding method="post" action=(to) {
                (werk::lijst::hold(form)) (frame::seal(visit.who))
                p { "De bedragen van de vorige keer staan hieronder. De huurder vond dat goed, tot en met " (until.dutch()) ". Daarna worden ze gewist." }
                p { button type="submit" name="wat" value="wis" { "De huurder wil dit niet meer: wis ze nu" } }
            }
        }
    })
}

fn lines(form: &Asked, wrong: &Wrong) -> Markup {
    let line = |post: Post| {
        let name = post.dutch();
        let text =
            if post.is_needed() { label(post).to_string() } else { format!("{} (mag leeg)", label(post)) };
        field(
            wrong,
            name,
            &text,
            &html! {
                input id=(name) name=(name) inputmode="decimal" autocomplete="off" value=(form.get(name)) aria-describedby=[wrong.describes(name)];
            },
        )
    };
    html! {
        section.kader aria-labelledby="bedragen" {
            h2 #bedragen { "Per maand" }
            fieldset { legend { "Komt binnen" } @for post in Post::ALL.into_iter().filter(|post| post.comes_in()) { (line(post)) } }
            fieldset { legend { "Gaat uit" } @for post in Post::ALL.into_iter().filter(|post| !post.comes_in()) { (line(post)) } }
            p { button.hoofd type="submit" name="wat" value="bereken" { "Bereken" } }
        }
    }
}

fn outcome(household: &Household, room: Cents) -> Markup {
    let sum = |comes_in: bool| -> Cents {
        household.iter().filter(|(post, _)| post.comes_in() == comes_in).map(|(_, cents)| *cents).sum()
    };
    html! {
        dl.stand-lijst {
            div { dt { "Komt binnen" } dd { (parts::money(sum(true))) } }
            div { dt { "Gaat uit" } dd { (parts::money(sum(false))) } }
            div { dt { "Blijft over" } dd { strong { (parts::money(room)) " per maand" } } }
        }
    }
}

/// The arrangement that fits, or what else there is.
pub(super) fn fits(visit: &Visit, number: &str, present: &Present, room: Cents) -> Markup {
    let help = html! { a href={ "/dossier/" (encode(number)) "/doe/doorverwijzing" } { "budgetcoach of sociaal team" } };
    let in_words = |terms: &[(Day, Cents)]| {
        let highest = terms.iter().map(|(_, cents)| *cents).max().unwrap_or_default();
        html! { (parts::plural(terms.len() as u64, "termijn", "termijnen")) " van hoogstens " (parts::money(highest)) }
    };
    html! {
        @match fitting(present, visit.house, room) {
            None => p { "Er staat niets open waarover u een regeling kunt maken." },
            Some(Fit::Terms(terms)) => {
                p { "Dit past: " strong { (in_words(&terms)) } ". Meer termijnen laten meer over voor tegenvallers." }
            }
            Some(Fit::OutsideLimits(terms, broken)) => {
                p { "Er zou dit passen: " (in_words(&terms)) ". Dat past niet bij het beleid:" }
                ul.regels { @for check in &broken { li { (check.sentence) } } }
                p { "Vraag akkoord aan een teamleider, of schakel hulp in: " (help) "." }
            }
            Some(Fit::NoRoom) => {
                p { strong { "Er past nu geen regeling." } " Spreek geen termijn af die de huurder niet kan betalen. Schakel hulp in: " (help) "." }
            }
        }
    }
}

/// Recording the outcome, and the amounts only when the tenant lets us.
fn keep(form: &Asked, sheet: &Sheet, wrong: &Wrong, today: Day) -> Markup {
    let until =
        if form.get("tot").is_empty() { sheet.until.to_string() } else { form.get("tot").to_string() };
    html! {
        h3 { "Bewaren" }
        p.vinkje { label { input type="checkbox" name="toestemming" value="ja" checked[sheet.keeps];
            span { "De huurder vindt goed dat wij ook de bedragen bewaren. Anders bewaren wij alleen wat er overblijft." } } }
        (field(wrong, "tot", "Bedragen bewaren tot en met", &html! {
            input #tot name="tot" type="date" min=(today) max=(today + KEPT_MOST) value=(until) aria-describedby=[wrong.describes("tot")];
        }))
        p { button.hoofd type="submit" name="wat" value="bewaar" { "Bewaar de uitkomst en maak de regeling" } }
    }
}
