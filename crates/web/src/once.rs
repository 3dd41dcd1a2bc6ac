//! A form that is sent twice is carried out once: who goes back in the browser and sends it again meant it once.
//!
//! A form about a dossier says how far the acts about it had come when it was made. The very same form with the very same stand was made
//! once, so it is known by all that it holds. What was done with it is remembered here while the process lives, and counts until it is
//! taken back.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use axum::http::header::LOCATION;
use axum::response::Response;
use domain::ids::ContentId;
use store::Book;

use crate::aanmelden::bewaard::dossier_of;
use crate::answer::Failure;
use crate::signed::Sent;

/// Forms that are remembered.
const REMEMBERED: usize = 2_000;

/// What was done with the last forms, newest last.
#[derive(Default)]
pub(crate) struct Once(Mutex<VecDeque<(ContentId, i64)>>);

impl Once {
    /// The form as it is known; `None` when it does not say of which stand it is.
    pub(crate) fn form(sent: &Sent) -> Option<ContentId> {
        if sent.form.get("stand").is_empty() {
            return None;
        }
        let pairs: String = sent.form.pairs().map(|(name, value)| format!("{name}={value}\n")).collect();
        Some(ContentId::of(&[&sent.who.id().0.to_string(), &sent.at, &pairs]))
    }

    /// Refused when it was carried out and that stands.
    pub(crate) fn not_again(&self, form: Option<&ContentId>, at: &str, book: &Book) -> Result<(), Failure> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let done = form.and_then(|form| known.iter().rev().find(|(one, _)| one == form));
        let Some(&(_, act)) = done else { return Ok(()) };
        if book.act_stands(act)? { Err(Failure::DoneAlready(dossier_of(at).to_string())) } else { Ok(()) }
    }

    /// Remembers what came of it, when that was an act.
    pub(crate) fn remember(&self, form: Option<ContentId>, answer: &Response) {
        let location = answer.headers().get(LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default();
        let act = location.split(['?', '&']).find_map(|part| part.strip_prefix("klaar=")?.parse().ok());
        let (Some(form), Some(act)) = (form, act) else { return };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.push_back((form, act));
        if known.len() > REMEMBERED {
            known.pop_front();
        }
    }
}
