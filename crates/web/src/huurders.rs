//! `/huurders`: find, filter and sort tenants; fifty on a page, the whole state in the address, the same list as a file.

use std::cmp::Reverse;
use std::sync::Arc;

use axum::response::Response;
use domain::staff::Right;
use maud::{Markup, html};

use crate::answer::{self, Failure};
use crate::app::Visit;
use crate::asked::{Asked, encode};
use crate::frame::{self, Here};
use crate::portfolio::{Line, Now, fold, wanted};
use crate::{parts, sheet};

mod file;

pub(crate) use file::file;

/// So many on a page.
const ON_A_PAGE: usize = 50;

/// What the address asks for.
struct Search {
    text: String,
    category: String,
    step: String,
    order: Order,
    page: usize,
}

/// How the list is sorted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Arrears,
    Name,
    Address,
    Category,
    Number,
}

const ORDERS: [(Order, &str, &str); 5] = [
    (Order::Arrears, "achterstand", "Hoogste achterstand eerst"),
    (Order::Name, "naam", "Naam"),
    (Order::Address, "adres", "Adres"),
    (Order::Category, "indeling", "Indeling"),
    (Order::Number, "nummer", "Dossiernummer"),
];

impl Search {
    fn of(asked: &Asked) -> Search {
        let order = ORDERS.into_iter().find(|(_, word, _)| *word == asked.get("volgorde"));
        Search {
            text: asked.get("q").chars().take(100).collect(),
            category: asked.get("categorie").to_string(),
            step: asked.get("stap").to_string(),
            order: order.map_or(Order::Arrears, |(order, _, _)| order),
            page: asked.get("blad").parse().unwrap_or(1).max(1),
        }
    }

    /// The query of this search on another page of the list.
    fn query(&self, page: usize) -> String {
        let order =
            ORDERS.into_iter().find(|(order, _, _)| *order == self.order).map_or("", |(_, word, _)| word);
        let page = if page > 1 { page.to_string() } else { String::new() };
        let order = if self.order == Order::Arrears { "" } else { order };
        let pairs = [
            ("q", self.text.as_str()),
            ("categorie", &self.category),
            ("stap", &self.step),
            ("volgorde", order),
            ("blad", &page),
        ];
        let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        let pairs: Vec<String> = pairs.map(|(name, value)| format!("{name}={}", encode(value))).collect();
        pairs.join("&")
    }

    /// Somebody typed words and chose nothing else: one hit is what was looked for.
    fn is_only_words(&self) -> bool {
        !self.text.is_empty() && self.category.is_empty() && self.step.is_empty()
    }

    /// Does somebody fit it whom this seat does not see? Asked of who looks for somebody, not of who browses.
    fn is_elsewhere(&self, visit: &Visit, register: &[Line]) -> bool {
        let words = wanted(&self.text);
        let seat = &visit.who.staff.seat;
        self.is_only_words()
            && register.iter().any(|line| !seat.reaches(&line.tenant.district) && line.matches(&words))
    }

    /// The lines that fit, in order; the number of one dossier is that dossier.
    fn find<'a>(&self, visit: &Visit, register: &'a [Line]) -> Vec<&'a Line> {
        let seat = &visit.who.staff.seat;
        let is_it = |line: &&Line| {
            is_number_of(&self.text, &line.tenant.dossier) && seat.reaches(&line.tenant.district)
        };
        if self.is_only_words()
            && let [one] = register.iter().filter(is_it).collect::<Vec<_>>()[..]
        {
            return vec![one];
        }
        let words = wanted(&self.text);
        let categories = &visit.house.policy.categories;
        let category = categories.iter().position(|known| known.id == self.category);
        let fits = |line: &&Line| {
            seat.reaches(&line.tenant.district)
                && (self.category.is_empty() || category == Some(line.category))
                && (self.step.is_empty() || line.now.word() == self.step)
                && line.matches(&words)
        };
        let mut found: Vec<&Line> = register.iter().filter(fits).collect();
        match self.order {
            Order::Arrears => found.sort_by_key(|line| Reverse(line.arrears)),
            Order::Name => found.sort_by_cached_key(|line| by_surname(&line.tenant.name)),
            Order::Address => {
                found.sort_by_cached_key(|line| (fold(&line.tenant.town), fold(&line.tenant.street)))
            }
            Order::Category => found.sort_by_key(|line| (line.category, Reverse(line.arrears))),
            Order::Number => found.sort_by(|a, b| a.tenant.dossier.cmp(&b.tenant.dossier)),
        }
        found
    }
}

/// Is this the number of that dossier, as somebody types it: `HO-0000055`, `ho 55`, `0000055`?
fn is_number_of(text: &str, dossier: &str) -> bool {
    let split = |text: &str| -> (String, String) {
        let letters = text.chars().filter(|one| one.is_alphabetic()).collect::<String>().to_lowercase();
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        (letters, digits)
    };
    let ((letters, digits), (own_letters, own_digits)) = (split(text), split(dossier));
    let only_digits = letters.is_empty() && digits == own_digits;
    let in_short = letters == own_letters && !letters.is_empty();
    let same = digits.trim_start_matches('0') == own_digits.trim_start_matches('0');
    !digits.is_empty() && (only_digits || (in_short && same))
}

/// The last word of a name first, as Dutch lists do: `de heer M. van der Meer` stands under the M of Meer.
fn by_surname(name: &str) -> (String, String) {
    let name = fold(name);
    let surname = name.split_whitespace().next_back().unwrap_or_default().to_string();
    (surname, name)
}

/// `/huurders`
pub(crate) fn page(visit: &Visit, asked: &Asked) -> Result<Response, Failure> {
    let search = Search::of(asked);
    let register: Arc<Vec<Line>> = visit.register()?;
    let found = search.find(visit, &register);
    // Who searched for whom is not written down twice: the words of a search are a name.
    visit.looks_at(None, if search.text.is_empty() { "lijst van huurders" } else { "huurders gezocht" });
    if let ([one], true) = (found.as_slice(), search.is_only_words()) {
        return Ok(answer::see_other(&format!("/dossier/{}", encode(&one.tenant.dossier))));
    }
    let pages = found.len().div_ceil(ON_A_PAGE).max(1);
    let at = search.page.min(pages);
    let shown: Vec<&Line> = found.iter().skip((at - 1) * ON_A_PAGE).take(ON_A_PAGE).copied().collect();
    let title = match (search.text.is_empty(), at) {
        (true, 1) => "Huurders".to_string(),
        (true, _) => format!("Huurders, blad {at}"),
        (false, _) => format!("Huurders: {}", search.text),
    };
    let main = html! {
        h1 { "Huurders" }
        (filters(visit, &search, &register))
        p.gevonden role="status" {
            strong { (parts::plural(found.len() as u64, "huurder", "huurders")) }
            @if pages > 1 { ", blad " (at) " van " (pages) }
            @if !found.is_empty() && visit.who.may(Right::Export) { " · " (sheet::files("/huurders", &search.query(1))) }
        }
        @if found.is_empty() { (nothing_found(&search, search.is_elsewhere(visit, &register))) }
        @else { (list(visit, &shown)) (parts::leaves(at, pages, |page| format!("/huurders?{}", search.query(page)))) }
    };
    Ok(frame::searched(visit, &title, Here::Tenants, &search.text, &main))
}

fn filters(visit: &Visit, search: &Search, register: &[Line]) -> Markup {
    html! {
        form.filters action="/huurders" method="get" {
            div { label for="f-q" { "Naam, adres of nummer" }
                input id="f-q" name="q" type="search" value=(search.text) autocomplete="off"; }
            div { label for="f-categorie" { "Indeling" }
                select id="f-categorie" name="categorie" {
                    option value="" { "Alle" }
                    @for category in &visit.house.policy.categories {
                        option value=(category.id) selected[category.id == search.category] {
                            (parts::glyph(category.colour)) " " (category.name)
                        }
                    }
                } }
            div { label for="f-stap" { "Wat er vannacht gebeurde" }
                select id="f-stap" name="stap" {
                    option value="" { "Alles" }
                    @for (word, name) in steps(visit, search, register) {
                        option value=(word) selected[word == search.step] { (name) }
                    }
                } }
            div { label for="f-volgorde" { "Volgorde" }
                select id="f-volgorde" name="volgorde" {
                    @for (order, word, name) in ORDERS {
                        option value=(word) selected[order == search.order] { (name) }
                    }
                } }
            button type="submit" { "Toon" }
            @if !search.query(1).is_empty() { a.wis href="/huurders" { "Filter wissen" } }
        }
    }
}

/// The steps that occur, each once, and the one that is asked for.
fn steps(visit: &Visit, search: &Search, register: &[Line]) -> Vec<(String, String)> {
    let mut kinds: Vec<&Now> = register.iter().map(|line| &line.now).collect();
    kinds.sort_unstable();
    let mut steps: Vec<(String, String)> = Vec::new();
    for now in kinds {
        if steps.last().is_none_or(|(word, _)| *word != now.word()) {
            let name = match now {
                Now::Message(letter) => {
                    format!("Bericht: {}", parts::letter_name(&visit.house.policy, letter))
                }
                Now::Task(kind) => format!("Taak: {}", parts::words(kind)),
                Now::Blocked(_) => "Stap tegengehouden".into(),
                Now::Nothing => "Niets".into(),
            };
            steps.push((now.word(), name));
        }
    }
    if !search.step.is_empty() && steps.iter().all(|(word, _)| *word != search.step) {
        steps.push((search.step.clone(), parts::words(&search.step)));
    }
    steps
}

fn nothing_found(search: &Search, is_elsewhere: bool) -> Markup {
    html! {
        @if is_elsewhere { p.melding { "In uw wijken past hier niemand bij. In een andere wijk wel: verbind door naar een collega van die wijk, of vraag uw teamleider." } }
        @else { p { "Er is geen huurder die hierbij past." } }
        @if !search.text.is_empty() {
            p { "Zoek op een deel van de naam, het adres, het dossiernummer, het telefoonnummer, het e-mailadres of de betaalcode." }
        }
        p { a href="/huurders" { "Toon alle huurders" } }
    }
}

/// The roles say again what the elements are, because on a small screen the rows are drawn as cards.
fn list(visit: &Visit, lines: &[&Line]) -> Markup {
    html! {
        table.kaarten role="table" {
            caption { "Gevonden huurders" }
            thead role="rowgroup" { tr role="row" {
                th role="columnheader" scope="col" { "Huurder" }
                th role="columnheader" scope="col" { "Indeling" }
                th role="columnheader" scope="col" { "Vannacht" }
                th.getal role="columnheader" scope="col" { "Achterstand" }
            } }
            tbody role="rowgroup" { @for line in lines { (row(visit, line)) } }
        }
    }
}

fn row(visit: &Visit, line: &Line) -> Markup {
    let tenant = &line.tenant;
    let category = visit.house.policy.categories.get(line.category);
    let months = line.rent.filter(|rent| rent.0 > 0 && line.arrears.0 > 0);
    html! {
        tr role="row" {
            th role="rowheader" scope="row" {
                a href={ "/dossier/" (encode(&tenant.dossier)) } data-rij {
                    @if tenant.name.is_empty() { "Dossier " (tenant.dossier) } @else { (parts::sentence(&tenant.name)) }
                }
                span.onder { (address(&tenant.street, &tenant.postcode, &tenant.town)) " · " (tenant.dossier) }
            }
            td role="cell" {
                @if let Some(category) = category { (parts::category(category)) }
                @else { span.zacht { "nog niet ingedeeld" } }
            }
            td.stil[line.now == Now::Nothing] role="cell" { (now(visit, &line.now)) }
            td.getal role="cell" {
                @if line.arrears.is_zero() { span.zacht { "geen" } } @else { (parts::money(line.arrears)) }
                @if let Some(rent) = months { span.onder { (tenths(line.arrears.0 * 10 / rent.0)) " maand" } }
            }
        }
    }
}

/// `2,9`
fn tenths(tenths: i64) -> String {
    format!("{},{}", tenths / 10, tenths % 10)
}

/// `Lindelaan 21, 8441 AB Heerenveen`, as far as it is known.
pub(crate) fn address(street: &str, postcode: &str, town: &str) -> String {
    let place = [postcode, town].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let parts: Vec<&str> = [street, &place].into_iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "adres onbekend".into() } else { parts.join(", ") }
}

fn now(visit: &Visit, now: &Now) -> Markup {
    html! {
        @match now {
            Now::Message(letter) => (parts::letter_name(&visit.house.policy, letter)),
            Now::Task(kind) => (parts::sentence(&parts::words(kind))),
            Now::Blocked(guards) => { "Wacht" span.onder { (guards.first().map_or("", |id| parts::guard_word(id))) } },
            Now::Nothing => span.zacht { "niets" },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_number_of;

    #[test]
    fn a_number_is_known_however_it_is_typed_and_no_other() {
        for typed in ["HO-0000055", "ho 0000055", "0000055", "ho-55", "HO55"] {
            assert!(is_number_of(typed, "HO-0000055"), "{typed}");
        }
        for other in ["55", "HO-0000056", "WO-55", "0000005", "ho", "", "Hoofdstraat 55"] {
            assert!(!is_number_of(other, "HO-0000055"), "{other}");
        }
    }
}
