//! A form that cannot be carried out comes back as it was filled in: a summary on top with links to the fields, and beside each
//! field what is wrong with it. Nothing that somebody typed is lost.

use axum::http::StatusCode;
use axum::response::Response;
use domain::calendar::Day;
use domain::ids::TenancyId;
use maud::{Markup, html};
use store::acts::Stand;

use crate::answer::Failure;
use crate::app::Visit;
use crate::asked::Asked;
use crate::frame::{self, Here};
use crate::werk;

/// The longest note. Characters.
pub(crate) const LONGEST_NOTE: usize = 2_000;

/// What is wrong, by field.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Wrong(Vec<(&'static str, String)>);

impl Wrong {
    /// Something is wrong with a field.
    pub(crate) fn with(&mut self, field: &'static str, what: impl Into<String>) {
        self.0.push((field, what.into()));
    }

    /// The value, or what is wrong with the field.
    pub(crate) fn take<T>(&mut self, field: &'static str, read: Result<T, String>) -> Option<T> {
        read.map_err(|what| self.with(field, what)).ok()
    }

    /// Nothing is wrong.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The summary, for the top of the page.
    pub(crate) fn summary(&self) -> Markup {
        html! {
            @if !self.is_empty() {
                div.melding.alarm role="alert" tabindex="-1" autofocus {
                    p { strong { "Er is niets vastgelegd." } " Verander dit en probeer het nog eens:" }
                    ul { @for (field, what) in &self.0 { li { a href={ "#" (field) } { (what) } } } }
                }
            }
        }
    }

    /// What is wrong with one field, to stand beside it.
    pub(crate) fn at(&self, field: &str) -> Markup {
        html! { @for (_, what) in self.0.iter().filter(|(known, _)| *known == field) {
            span.fout id={ "fout-" (field) } { (what) }
        } }
    }

    /// For `aria-describedby` of a field.
    pub(crate) fn describes(&self, field: &str) -> Option<String> {
        self.0.iter().any(|(known, _)| *known == field).then(|| format!("fout-{field}"))
    }

    /// The page of a form: refused when something is wrong with it.
    pub(crate) fn page(&self, visit: &Visit, title: &str, main: &Markup) -> Response {
        self.page_in(visit, title, Here::Tenants, main)
    }

    /// The same, in another part of the product.
    pub(crate) fn page_in(&self, visit: &Visit, title: &str, here: Here, main: &Markup) -> Response {
        if self.is_empty() {
            return frame::page(visit, title, here, main);
        }
        let mut response = frame::page(visit, &format!("Fout: {title}"), here, main);
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        response
    }
}

/// A note: as it was typed, or what is wrong. `about` says what must be written; empty is *may be left empty*.
pub(crate) fn note<'a>(text: &'a str, about: &str) -> Result<&'a str, String> {
    if text.chars().count() > LONGEST_NOTE {
        return Err(format!("De notitie is langer dan {LONGEST_NOTE} tekens. Maak haar korter."));
    }
    if text.is_empty() && !about.is_empty() {
        return Err(format!("Schrijf er kort bij {about}."));
    }
    Ok(text)
}

/// A day within bounds, both included.
pub(crate) fn day_between(text: &str, first: Day, last: Day) -> Result<Day, String> {
    let day = Day::parse_iso(text).ok_or("Vul een dag in (dag-maand-jaar).")?;
    if day < first || day > last {
        return Err(format!("Kies een dag van {} tot en met {}.", first.dutch(), last.dutch()));
    }
    Ok(day)
}

/// What every form about a dossier carries unseen: the list that somebody works through, that it is ours, and its [`stand`].
pub(crate) fn unseen(visit: &Visit, id: TenancyId, form: &Asked) -> Result<Markup, Failure> {
    let stand = stand(visit, id, form)?;
    Ok(html! { (werk::lijst::hold(form)) (frame::seal(visit.who)) (stand) })
}

/// How far the acts about a dossier had come when the form was made: who sends it after somebody else changed something, sees both.
/// A form that comes back keeps the stand it had.
pub(crate) fn stand(visit: &Visit, id: TenancyId, form: &Asked) -> Result<Markup, Failure> {
    let stand = match Stand::parse(form.get("stand")) {
        Some(had) => had,
        None => visit.book.stand_of(id)?,
    };
    Ok(html! { input type="hidden" name="stand" value=(stand); })
}

/// A button that says what it does, with the key that does the same.
pub(crate) fn key_button(key: &str, deed: &str, text: &str) -> Markup {
    html! { button type="submit" name="handeling" value=(deed) data-toets=(key) { (text) " " kbd { (key.to_uppercase()) } } }
}

/// The same for what needs a field to be filled in: while it is empty the key goes to the field.
pub(crate) fn key_button_after(field: &str, key: &str, deed: &str, text: &str) -> Markup {
    html! { button type="submit" name="handeling" value=(deed) data-toets=(key) data-veld=(field) { (text) " " kbd { (key.to_uppercase()) } } }
}

/// A field with its label and what is wrong with it.
pub(crate) fn field(wrong: &Wrong, id: &str, label: &str, input: &Markup) -> Markup {
    html! { p { label for=(id) { (label) } (input) (wrong.at(id)) } }
}

/// A field for words.
pub(crate) fn words(wrong: &Wrong, id: &str, label: &str, filled: &str, required: bool) -> Markup {
    field(
        wrong,
        id,
        label,
        &html! {
            textarea id=(id) name=(id) rows="2" required[required] aria-describedby=[wrong.describes(id)] { (filled) }
        },
    )
}

/// A field for a day.
pub(crate) fn date(wrong: &Wrong, id: &str, label: &str, filled: &str, within: (Day, Day)) -> Markup {
    field(
        wrong,
        id,
        label,
        &html! {
            input id=(id) name=(id) type="date" required min=(within.0) max=(within.1) value=(filled) aria-describedby=[wrong.describes(id)];
        },
    )
}
