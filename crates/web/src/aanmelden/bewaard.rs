//! A form that was sent after the session had ended: kept through signing in, and then offered again as it was filled in.
//!
//! It is kept in the page itself and nowhere else, and only when it carries the seal of the session that ended: so nobody
//! elsewhere can prepare a form for who signs in. Sending it again is up to the person.

use axum::response::Response;
use maud::{Markup, html};

use crate::answer;
use crate::asked::{Asked, encode};
use crate::formulier::LONGEST_NOTE;
use crate::frame;
use crate::parts;
use crate::signed::Signed;

/// A longer form is not kept: it would not fit through signing in. Bytes.
const LONGEST: usize = 16_384;
/// Fields that say nothing to a person.
const TECHNICAL: [&str; 8] = ["zegel", "stand", "taak", "gezien", "post", "vraag", "vorm", "notitie"];

/// A form, and where it goes.
pub(super) struct Kept {
    at: String,
    form: String,
}

impl Kept {
    /// Keeps a form, without its seal.
    pub(super) fn of(at: &str, form: &Asked) -> Option<Kept> {
        let pairs = form.pairs().filter(|(name, value)| *name != "zegel" && !value.is_empty());
        let pairs: Vec<String> =
            pairs.map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let form = pairs.join("&");
        (!form.is_empty() && form.len() <= LONGEST).then(|| Kept { at: at.to_string(), form })
    }

    /// What came along with signing in.
    pub(super) fn read(asked: &Asked) -> Option<Kept> {
        let (at, form) = (super::safe(asked.get("bewaard-voor")), asked.get("bewaard"));
        (!at.is_empty() && !form.is_empty()).then(|| Kept { at: at.to_string(), form: form.to_string() })
    }

    pub(super) fn as_query(&self) -> String {
        format!("bewaard-voor={}&bewaard={}", encode(&self.at), encode(&self.form))
    }

    /// The form once more, for who is signed in again.
    pub(super) fn page(&self, landlord: &str, who: &Signed) -> Response {
        let form = Asked::read(&self.form);
        let shown = |name: &str| !TECHNICAL.contains(&name);
        let main = html! {
            h1 { "Dit is nog niet vastgelegd" }
            p { "U bent weer aangemeld. Wat u daarvoor invulde, staat hier nog." }
            form.kader.doen method="post" action=(self.at) {
                (frame::seal(who))
                @for (name, value) in form.pairs().filter(|(name, _)| *name != "notitie") { input type="hidden" name=(name) value=(value); }
                dl.stand-lijst { @for (name, value) in form.pairs().filter(|(name, _)| shown(name)) {
                    div { dt { (parts::sentence(&parts::words(name))) } dd { (parts::words(value)) } }
                } }
                p { label for="notitie" { "Notitie" } textarea #notitie name="notitie" rows="4" maxlength=(LONGEST_NOTE) { (form.get("notitie")) } }
                p { button.hoofd type="submit" { "Leg alsnog vast" } }
                p { a href="/" { "Niet vastleggen, naar mijn werk" } }
            }
        };
        answer::page(frame::bare(landlord, "Dit is nog niet vastgelegd", &main))
    }
}

/// For the form to sign in with.
pub(super) fn along(kept: &Option<Kept>) -> Markup {
    html! { @if let Some(kept) = kept {
        input type="hidden" name="bewaard-voor" value=(kept.at);
        input type="hidden" name="bewaard" value=(kept.form);
    } }
}
