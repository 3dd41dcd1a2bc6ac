//! The pages behind a code, by the word in their address.

use axum::response::Response;
use maud::{Markup, html};

use crate::code::Code;
use crate::counter::{Done, House, Later, Request, Seen, Way};
use crate::form::Pairs;
use crate::frame::Frame;
use crate::serve::{Call, Hall};
use crate::texts::Texts;
use domain::language::Language;

pub(crate) mod ask;
pub(crate) mod call_back;
pub(crate) mod contact;
pub(crate) mod door;
pub(crate) mod open;
pub(crate) mod parts;
pub(crate) mod pay;
pub(crate) mod proof;
pub(crate) mod room;
pub(crate) mod running;

/// Words of a tenant are kept up to so many signs.
pub(crate) const LONGEST_WORDS: usize = 1_000;

/// Somebody with a code that is ours.
pub(crate) struct Visit<'a> {
    pub(crate) hall: &'a Hall,
    pub(crate) house: &'a House,
    pub(crate) code: &'a Code,
    pub(crate) seen: &'a Seen,
    pub(crate) language: Language,
    pub(crate) token: &'a str,
    pub(crate) call: &'a Call,
}

type Made = Result<Response, Later>;

/// The page with this word, or what its form does.
pub(crate) fn page(visit: &Visit, word: &str) -> Made {
    match (word, &visit.call.form) {
        ("", None) => Ok(open::page(visit, "")),
        ("" | "betalen", Some(form)) => pay::begin(visit, form),
        ("terug", None) => pay::back(visit),
        ("delen", None) => parts::page(visit, ""),
        ("delen", Some(form)) => parts::agree(visit, form),
        ("ruimte", form) => room::page(visit, form.as_ref()),
        ("minder", None) => Ok(ask::less(visit, "")),
        ("minder", Some(form)) => ask::ask_less(visit, form),
        ("later", None) => Ok(ask::later(visit, "")),
        ("later", Some(form)) => ask::pay_later(visit, form),
        ("bel", None) => call_back::page(visit, ""),
        ("bel", Some(form)) => call_back::choose(visit, form),
        ("klopt-niet", None) => Ok(ask::not_right(visit, "")),
        ("klopt-niet", Some(form)) => ask::say_not_right(visit, form),
        ("hulp", None) => Ok(ask::help(visit)),
        ("hulp", Some(form)) => ask::ask_help(visit, form),
        ("gemeente", None) => Ok(ask::sharing(visit)),
        ("gemeente", Some(form)) => ask::answer_sharing(visit, form),
        ("gegevens", None) => contact::page(visit, ""),
        ("gegevens", Some(form)) => contact::change(visit, form),
        ("betaaldag", None) => contact::pay_day(visit),
        ("betaaldag", Some(form)) => contact::ask_pay_day(visit, form),
        ("regeling", None) => running::page(visit, ""),
        ("regeling", Some(form)) => running::change(visit, form),
        ("regeling.ics", None) => running::calendar(visit),
        ("bewijs", None) => proof::page(visit, ""),
        ("bewijs", Some(form)) => proof::act(visit, form),
        _ => Ok(visit.go("")),
    }
}

impl<'a> Visit<'a> {
    pub(crate) fn texts(&self) -> &'static Texts {
        Texts::of(self.language)
    }

    /// The address of a page of this code.
    pub(crate) fn address(&self, word: &str) -> String {
        let slash = if word.is_empty() { "" } else { "/" };
        format!("/b/{}{slash}{word}", self.code.signs())
    }

    /// A page of this code, one step behind what is open.
    pub(crate) fn frame(&self, word: &str) -> Frame<'a> {
        let mut frame = Frame::of(self.house, self.call, &self.address(word));
        frame.person = (&self.seen.consultant, &self.seen.phone);
        if !word.is_empty() {
            frame.back = Some(self.address(""));
        }
        frame
    }

    /// Go to a page of this code.
    pub(crate) fn go(&self, word: &str) -> Response {
        crate::frame::see_other(&self.frame("").to(&self.address(word)))
    }

    /// Has somebody proven who it is?
    pub(crate) fn is_proven(&self) -> Result<bool, Later> {
        if self.token.is_empty() {
            return Ok(false);
        }
        self.hall.counter.is_proven(self.code, self.token)
    }

    pub(crate) fn request(&self, request: &Request) -> Result<Done, Later> {
        self.hall.counter.request(self.code, self.token, request)
    }

    /// The beginning of a form that changes something.
    pub(crate) fn form(&self, word: &str, inside: &Markup) -> Markup {
        html! {
            form method="post" action=(self.address(word)) {
                (self.frame("").tongue())
                (inside)
            }
        }
    }

    /// What came of a request, when it is not what the page itself tells.
    pub(crate) fn told(&self, word: &str, done: Done) -> Response {
        let t = self.texts();
        let frame = self.frame(word);
        let (title, text) = match done {
            Done::Holds | Done::SomebodyLooks => (t.asked_title, t.asked_text),
            Done::AskedAlready => (t.asked_title, t.asked_already),
            Done::Changed => (t.later_title, t.changed),
            Done::Taken => (t.later_title, t.call_taken),
            Done::NeedsProof => (t.proof_title, t.proof_text),
            Done::NotHere => (t.call_first, t.not_here),
        };
        frame.page(
            title,
            &html! { p.let.goed[matches!(done, Done::Holds | Done::SomebodyLooks)] role="status" { (text) } },
        )
    }
}

/// What is wrong with a form, above it.
pub(crate) fn wrong(what: &str) -> Markup {
    html! { @if !what.is_empty() { p.let.fout role="alert" { (what) } } }
}

/// A field for words.
pub(crate) fn words_field(name: &str, label: &str, form: Option<&Pairs>) -> Markup {
    html! {
        label for=(name) { (label) }
        textarea id=(name) name=(name) rows="4" maxlength=(LONGEST_WORDS) { (form.map_or("", |form| form.get(name))) }
    }
}

/// The last two digits of a number that we know.
pub(crate) fn ending(ways: &[Way]) -> Option<&str> {
    ways.iter().find_map(|way| match way {
        Way::Text(ending) => Some(ending.as_str()),
        _ => None,
    })
}
