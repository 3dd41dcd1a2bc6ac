//! Which tasks the list shows and in what order: everything stands in the address, so that a list can be kept, sent to a colleague
//! and opened again.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::response::Response;
use maud::{Markup, html};

use super::{EVERYTHING, Lies, ON_A_PAGE, Ranked, everything, first_to_do, spoken};
use crate::answer::{self, Failure};
use crate::app::{Change, House, Visit};
use crate::asked::{Asked, encode};
use crate::formulier;
use crate::{begin, frame, kijkers, parts, team};

/// What the address of the list can hold.
pub(crate) const FILTER: [&str; 6] = ["lijst", "wijk", "stap", "segment", "volgorde", "blad"];
/// The longest name of a view that is kept. Characters.
const LONGEST_NAME: usize = 40;

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    /// On the desk of who asks, today.
    Today,
    /// Of those, what waits for longer than a week.
    Late,
    /// It comes back on a later day.
    Later,
    /// Everything in the districts of who asks.
    District,
    /// What colleagues do.
    Team,
}

impl List {
    const ALL: [List; 5] = [List::Today, List::Late, List::Later, List::District, List::Team];

    /// In the address, and on its tab.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            List::Today => ("vandaag", "Vandaag"),
            List::Late => ("te-laat", "Langer dan een week"),
            List::Later => ("later", "Later"),
            List::District => ("wijk", "Hele wijk"),
            List::Team => ("team", "Bij een collega"),
        }
    }

    fn of(word: &str) -> List {
        // What was kept or sent before lists had these words still opens.
        let word = if word == "collega" { "team" } else { word };
        List::ALL.into_iter().find(|list| list.words().0 == word).unwrap_or(List::Today)
    }

    pub(super) fn takes(self, visit: &Visit, one: &Ranked) -> bool {
        match self {
            List::Today => one.lies(visit) == Lies::Here,
            List::Late => one.lies(visit) == Lies::Here && one.is_late(),
            List::Later => one.lies(visit) == Lies::Later,
            List::District => true,
            List::Team => one.lies(visit) == Lies::Elsewhere,
        }
    }
}

/// What the address asks for.
pub(super) struct Filter<'a> {
    pub(super) list: List,
    district: &'a str,
    kind: &'a str,
    /// Id of a category.
    category: &'a str,
    order: &'a str,
    /// The key of that category in the policy that holds.
    key: Option<domain::ids::Key>,
}

/// Orders beside the best first: in the address, in the form.
const ORDERS: [(&str, &str); 4] = [
    ("", "De beste eerst"),
    ("bedrag", "Hoogste achterstand eerst"),
    ("oudste", "Langst wachtend eerst"),
    ("adres", "Op adres"),
];

impl Filter<'_> {
    pub(super) fn of<'a>(house: &House, asked: &'a Asked) -> Filter<'a> {
        let category = asked.get("segment");
        Filter {
            list: List::of(asked.get("lijst")),
            district: asked.get("wijk"),
            kind: asked.get("stap"),
            category,
            order: asked.get("volgorde"),
            key: house.policy.categories.iter().find(|one| one.id == category).map(|one| one.key),
        }
    }

    pub(super) fn takes(&self, one: &Ranked) -> bool {
        (self.district.is_empty() || one.task.district == self.district)
            && (self.kind.is_empty() || one.task.kind == self.kind)
            && (self.category.is_empty() || (self.key.is_some() && one.task.category == self.key))
    }

    /// Puts tasks, which come best first, in the order that is asked for.
    pub(super) fn sort<'a, T>(&self, tasks: &mut [T], task: impl Fn(&T) -> &'a Ranked) {
        match self.order {
            "bedrag" => tasks.sort_by_key(|one| Reverse(task(one).task.arrears)),
            "oudste" => tasks.sort_by_key(|one| Reverse(task(one).waiting)),
            "adres" => tasks.sort_by_key(|one| {
                let at = &task(one).task;
                (at.district.as_str(), at.street.as_str())
            }),
            _ => {}
        }
    }

    /// Is it narrower than its list?
    fn narrows(&self) -> bool {
        [self.district, self.kind, self.category].iter().any(|part| !part.is_empty())
    }

    pub(super) fn query(&self, page: usize) -> String {
        self.query_of(self.list, page)
    }

    fn query_of(&self, list: List, page: usize) -> String {
        let page = if page > 1 { page.to_string() } else { String::new() };
        let list = if list == List::Today { "" } else { list.words().0 };
        let parts = [
            ("lijst", list),
            ("wijk", self.district),
            ("stap", self.kind),
            ("segment", self.category),
            ("volgorde", self.order),
            ("blad", page.as_str()),
        ];
        let pairs = parts.into_iter().filter(|(_, value)| !value.is_empty());
        pairs.map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
    }
}

/// Where somebody goes who works through a list and finished a task: to its next task, or to the list when none is left.
pub(crate) fn next(visit: &Visit, asked: &Asked) -> Result<String, Failure> {
    let filter = Filter::of(visit.house, asked);
    let from = filter.query(1);
    let all = everything(visit)?;
    let list = overview(visit, &all, &filter)?;
    let mine = list.shown.iter().map(|at| &all[*at]).filter(|one| one.lies_here(visit));
    Ok(match first_to_do(visit.now.day, &kijkers::others(visit)?, mine) {
        Some(first) => first.address_from(&from),
        None => format!("/werk?{from}"),
    })
}

/// The way back to the list in which the task of this address was found, and which of it that is, while that is known without
/// making the list.
pub(crate) fn way_back(visit: &Visit, asked: &Asked) -> Markup {
    let task = asked.get("taak");
    if task.is_empty() {
        return html! {};
    }
    let filter = Filter::of(visit.house, asked);
    let place = place(visit, &filter, task);
    let page = place.map_or(1, |(at, _)| at / ON_A_PAGE + 1);
    html! { p.terug {
        a href={ "/werk?" (filter.query(page)) } { "‹ Terug naar de lijst" }
        @if let Some((at, of)) = place { ", taak " (at + 1) " van " (of) }
    } }
}

/// Place of a task in a list, from nought, and how many it has.
fn place(visit: &Visit, filter: &Filter, task: &str) -> Option<(usize, usize)> {
    let all = visit.if_known::<Vec<Ranked>>(EVERYTHING)?;
    let kept = visit.if_known::<Overviews>(OVERVIEW)?;
    let list = kept.lock().unwrap_or_else(PoisonError::into_inner).get(&filter.query(1)).cloned()?;
    let places = list.places.get_or_init(|| {
        list.shown.iter().enumerate().map(|(at, of_all)| (all[*of_all].task.id.clone(), at)).collect()
    });
    Some((*places.get(task)?, list.shown.len()))
}

/// What of an address says which list somebody works through.
pub(crate) fn of_list(asked: &Asked) -> String {
    asked.only(&FILTER[..FILTER.len() - 1])
}

/// Holds the list in a form.
pub(crate) const FROM: &str = "uit";

/// The list that somebody works through, of an address or of a form that holds it.
pub(crate) fn at_hand(asked: &Asked) -> String {
    let held = asked.get(FROM);
    if held.is_empty() { of_list(asked) } else { of_list(&Asked::read(held)) }
}

/// Keeps it in a form.
pub(crate) fn hold(asked: &Asked) -> Markup {
    let list = at_hand(asked);
    html! { @if !list.is_empty() { input type="hidden" name=(FROM) value=(list); } }
}

/// Only what a form holds, or an address in the same way: for pages whose own words mean something else in a list.
pub(crate) fn held(asked: &Asked) -> Asked {
    Asked::of_pairs([(FROM, asked.get(FROM))].into_iter())
}

/// Keeps it in an address.
pub(crate) fn keep_in(address: &str, asked: &Asked) -> String {
    let list = at_hand(asked);
    let and = if address.contains('?') { '&' } else { '?' };
    if list.is_empty() { address.into() } else { format!("{address}{and}{list}") }
}

/// Where the form of a task leads once it is done: the next task of that list.
pub(crate) fn onward(form: &Asked, done: i64) -> String {
    format!("/werk/volgende?klaar={done}&{}", at_hand(form)).trim_end_matches('&').to_string()
}

/// A list under a filter, as far as it is the same until the book changes.
pub(super) struct Overview {
    /// How much lies on the desk of who asks.
    pub(super) load: Markup,
    pub(super) tabs: Markup,
    pub(super) fields: Markup,
    /// Places in the list of everything, in the order in which they are shown.
    pub(super) shown: Vec<usize>,
    /// Place of each task in that order, once somebody asked.
    places: OnceLock<HashMap<String, usize>>,
}

/// Under what name the lists under a filter are kept, by their query.
const OVERVIEW: &str = "werk onder een filter";
type Overviews = Mutex<BTreeMap<String, Arc<Overview>>>;

/// More of them than this are not kept.
const OVERVIEWS: usize = 50;

/// The list under a filter; a team leader's goes over thousands of tasks, so it is made once.
pub(super) fn overview(visit: &Visit, all: &[Ranked], filter: &Filter) -> Result<Arc<Overview>, Failure> {
    let kept = visit.until_the_book_changes(OVERVIEW, |_| Ok(Overviews::default()))?;
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    let name = filter.query(1);
    if let Some(known) = kept.get(&name) {
        return Ok(Arc::clone(known));
    }
    if kept.len() >= OVERVIEWS {
        kept.clear();
    }
    let made = Arc::new(Overview::of(visit, all, filter));
    kept.insert(name, Arc::clone(&made));
    Ok(made)
}

impl Overview {
    fn of(visit: &Visit, all: &[Ranked], filter: &Filter) -> Overview {
        let here: Vec<usize> = (0..all.len()).filter(|at| filter.list.takes(visit, &all[*at])).collect();
        let mut shown: Vec<usize> = here.iter().copied().filter(|at| filter.takes(&all[*at])).collect();
        filter.sort(&mut shown, |at| &all[*at]);
        let here: Vec<&Ranked> = here.into_iter().map(|at| &all[at]).collect();
        Overview {
            load: load(visit, all),
            tabs: tabs(visit, all, filter),
            fields: fields(&here, filter, visit.house),
            shown,
            places: OnceLock::new(),
        }
    }
}

/// `12 taken, ongeveer 3 uur werk, waarvan 2 langer dan een week`
fn load(visit: &Visit, all: &[Ranked]) -> Markup {
    let today: Vec<&Ranked> = all.iter().filter(|one| one.lies(visit) == Lies::Here).collect();
    let late = today.iter().filter(|one| one.is_late()).count();
    html! {
        p.gevonden role="status" {
            strong { (parts::plural(today.len() as u64, "taak", "taken")) }
            @if !today.is_empty() { ", ongeveer " (team::how_long(&today)) " werk" }
            @if late > 0 { ", waarvan " a href="/werk?lijst=te-laat" { (parts::count(late as u64)) " langer dan een week" } }
        }
    }
}

/// The lists, each with what is in it under the same filter.
fn tabs(visit: &Visit, all: &[Ranked], filter: &Filter) -> Markup {
    let count = |list: List| all.iter().filter(|one| list.takes(visit, one) && filter.takes(one)).count();
    html! {
        nav.tabs aria-label="Lijsten" {
            ul { @for list in List::ALL { li {
                a href={ "/werk?" (filter.query_of(list, 1)) } aria-current=[(list == filter.list).then_some("page")] {
                    (list.words().1) " " span.getal { (parts::count(count(list) as u64)) }
                }
            } } }
        }
    }
}

/// The fields that narrow a list.
fn fields(here: &[&Ranked], filter: &Filter, house: &House) -> Markup {
    let districts: BTreeSet<&str> = here.iter().map(|one| one.task.district.as_str()).collect();
    let kinds: BTreeSet<&str> = here.iter().map(|one| one.task.kind.as_str()).collect();
    let found = |key| here.iter().any(|one| one.task.category == Some(key));
    html! {
        form.filter action="/werk" method="get" {
            @if filter.list != List::Today { input type="hidden" name="lijst" value=(filter.list.words().0); }
            @if districts.len() > 1 { p { label for="wijk" { "Wijk" } select #wijk name="wijk" {
                option value="" { "Alle wijken" }
                @for district in districts.iter().filter(|district| !district.is_empty()) {
                    option value=(district) selected[*district == filter.district] { (district) }
                }
            } } }
            p { label for="stap" { "Stap" } select #stap name="stap" {
                option value="" { "Alle stappen" }
                @for kind in &kinds { option value=(kind) selected[*kind == filter.kind] { (spoken(kind)) } }
            } }
            p { label for="segment" { "Indeling" } select #segment name="segment" {
                option value="" { "Alle" }
                @for category in house.policy.categories.iter().filter(|category| found(category.key) || category.id == filter.category) {
                    option value=(category.id) selected[category.id == filter.category] { (category.name) }
                }
            } }
            p { label for="volgorde" { "Volgorde" } select #volgorde name="volgorde" {
                @for (word, text) in ORDERS { option value=(word) selected[word == filter.order] { (text) } }
            } }
            p { button type="submit" { "Toon" } }
        }
    }
}

/// Views that somebody keeps, and keeping this one.
pub(super) fn kept(visit: &Visit, filter: &Filter) -> Result<Markup, Failure> {
    let views = visit.book.saved_views(visit.who.id())?;
    let here = filter.query(1);
    Ok(html! {
        @if !views.is_empty() || !here.is_empty() {
            details.klein.weergaven open[views.iter().any(|view| view.address == here)] {
                summary { "Mijn weergaven" @if !views.is_empty() { " (" (views.len()) ")" } }
                @if !views.is_empty() { ul.regels { @for view in &views { li {
                    form method="post" action="/werk/weergave" {
                        (frame::seal(visit.who))
                        a href={ "/werk?" (view.address) } aria-current=[(view.address == here).then_some("true")] { (view.name) } " "
                        input type="hidden" name="weg" value=(view.id);
                        button.knop-link type="submit" { "Verwijder" span.verborgen { ": " (view.name) } }
                    }
                } } } }
                @if !here.is_empty() {
                    form.filter method="post" action="/werk/weergave" {
                        (frame::seal(visit.who))
                        @for name in FILTER { input type="hidden" name=(name) value=(Asked::read(&here).get(name)); }
                        p { label for="naam" { "Deze weergave bewaren als" } input #naam name="naam" required maxlength=(LONGEST_NAME); }
                        p { button type="submit" { "Bewaar" } }
                    }
                }
            }
        }
    })
}

/// `/werk/weergave`: a view is kept, or removed.
pub(crate) fn keep(change: &mut Change) -> Result<Response, Failure> {
    let form = change.form;
    if !form.get("weg").is_empty() {
        return remove(change);
    }
    let name: String = form.get("naam").chars().take(LONGEST_NAME).collect();
    let address = of_list(form);
    if name.is_empty() || formulier::note(&address, "filter").is_err() {
        return Err(Failure::Form("Geef de weergave een naam.".into()));
    }
    change.book.save_view(change.who.id(), &name, &address)?;
    Ok(answer::see_other(&format!("/werk?{address}")))
}

/// One's own view goes.
fn remove(change: &mut Change) -> Result<Response, Failure> {
    let id = change.form.get("weg").parse::<i64>().map_err(|_| Failure::NoPage)?;
    change.book.remove_view(change.who.id(), id)?;
    Ok(answer::see_other("/werk"))
}

/// Nothing in the list: why, and what can be done instead.
pub(super) fn nothing(visit: &Visit, all: &[Ranked], filter: &Filter) -> Result<Markup, Failure> {
    if filter.narrows() {
        let wider = Filter { district: "", kind: "", category: "", key: None, ..*filter };
        return Ok(
            html! { p { "Geen taken met dit filter. " a href={ "/werk?" (wider.query(1)) } { "Filter wissen" } } },
        );
    }
    if let Some(note) = begin::schaduw::note(visit)? {
        return Ok(note);
    }
    let later: Vec<&Ranked> = all.iter().filter(|one| one.lies(visit) == Lies::Later).collect();
    let busiest = busiest(visit, all)?;
    Ok(html! {
        @match filter.list {
            List::Today => {
                p { strong { "Alles gedaan." } " Vannacht kijkt Houvast opnieuw."
                    @if !later.is_empty() { " Er " @if later.len() == 1 { "staat " } @else { "staan " } (parts::plural(later.len() as u64, "taak", "taken")) " voor later." } }
                p.knoppen {
                    @if let Some(first) = later.first() { a.knop href=(first.address()) { "Begin alvast" } }
                    @if let Some((id, name, count)) = busiest { a.knop.rustig href={ "/werk/team/" (id) } { "Help een collega: " (name) " heeft er nog " (count) } }
                }
            }
            List::Late => p { "Er ligt niets langer dan een week. " a href="/werk" { "Naar vandaag" } },
            List::Later => p { "U hebt niets op later gezet." },
            List::District => p { "In uw wijken ligt geen enkele taak." },
            List::Team => p { "Geen collega heeft nu een taak in uw wijken." },
        }
    })
}

/// The colleague with most on her desk.
fn busiest(visit: &Visit, all: &[Ranked]) -> Result<Option<(i64, String, usize)>, Failure> {
    let others =
        visit.book.staff()?.into_iter().filter(|one| one.closed_at.is_none() && one.id != visit.who.id());
    let loads = others.map(|one| {
        let count = all.iter().filter(|task| task.asked.contains(&one.id.0)).count();
        (one.id.0, one.name, count)
    });
    Ok(loads.filter(|(_, _, count)| *count > 0).max_by_key(|(_, _, count)| *count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_has_its_own_word_and_nonsense_is_today() {
        for list in List::ALL {
            assert_eq!(List::of(list.words().0), list);
        }
        assert_eq!(List::of("<b>"), List::Today);
    }
}
