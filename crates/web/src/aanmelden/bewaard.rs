//! A form that was sent after the session had ended: kept through signing in, and then offered again as it was filled in.
//!
//! It is kept in the page itself (for who goes away to sign in elsewhere: in the browser, closed), and only when it carries the seal
//! of the session that ended, which names the person: the book may have forgotten that session. What comes back
//! is offered only to the person whose session that was, in the browser that still holds its cookie: so nobody elsewhere can
//! prepare a form for who signs in, and the next at this computer does not read it. Sending it again is up to the person.

use axum::response::Response;
use domain::calendar::Day;
use maud::{Markup, html};

use crate::answer;
use crate::asked::{Asked, encode};
use crate::frame;
use crate::parts;
use crate::signed::{Sent, Signed, Token, seals};
use store::staff::StaffId;

/// A longer form is not kept: it would not fit through signing in. Bytes.
pub(super) const LONGEST: usize = 16_384;
/// What belongs to the page of before: its seal, and that somebody had read what stood there. Without it that is shown first.
const OF_ITS_PAGE: [&str; 3] = ["zegel", "gezien", "klopt"];
/// Fields that say nothing to a person.
const TECHNICAL: [&str; 8] = ["zegel", "stand", "taak", "gezien", "post", "vraag", "vorm", "notitie"];

/// A form, and where it goes.
pub(crate) struct Kept {
    at: String,
    form: String,
    proof: String,
}

/// What is vouched for: for whom, where it goes, and what was filled in.
fn words(owner: StaffId, at: &str, form: &str) -> String {
    format!("{}\n{at}\n{form}", owner.0)
}

/// What was filled in; `None` when nothing was, when it is about signing in itself (it may hold a password), or when it would let
/// something leave or begin: nobody does so from a page that does not show what.
fn filled_in(at: &str, form: &Asked) -> Option<String> {
    let begins =
        ["/mijn", "/afmelden", "/post", "/begin/over", "/nacht"].iter().any(|way| at.starts_with(way));
    let decides = ["/bewijs", "/veertiendagenbrief"].iter().any(|page| at.ends_with(page));
    if begins || decides {
        return None;
    }
    let pairs = form.pairs().filter(|(name, value)| !OF_ITS_PAGE.contains(name) && !value.is_empty());
    let pairs: Vec<String> =
        pairs.map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    (!pairs.is_empty()).then(|| pairs.join("&"))
}

impl Kept {
    /// Keeps a form for the person whose session this was, when it is no longer than this.
    pub(super) fn of(
        at: &str,
        form: &Asked,
        (session, owner): (&Token, StaffId),
        longest: usize,
    ) -> Option<Kept> {
        let form = filled_in(at, form)?;
        let proof = session.vouches_for(&words(owner, at, &form));
        (at.len() + form.len() <= longest).then(|| Kept { at: at.to_string(), form, proof })
    }

    /// The same of who is signed in, and sent a form that she opened before: it goes nowhere else first.
    pub(super) fn of_before(sent: &Sent) -> Option<Kept> {
        let form = filled_in(&sent.at, &sent.form).filter(|_| sent.is_of_before())?;
        Some(Kept { at: sent.at.clone(), form, proof: String::new() })
    }

    /// What comes along while somebody signs in; nothing of it is believed yet.
    pub(crate) fn read(asked: &Asked) -> Option<Kept> {
        let (at, form) = (super::safe(asked.get("bewaard-voor")), asked.get("bewaard"));
        let proof = asked.get("bewijs").to_string();
        (!at.is_empty() && !form.is_empty()).then(|| Kept {
            at: at.to_string(),
            form: form.to_string(),
            proof,
        })
    }

    /// Was it this person's, in this browser?
    pub(super) fn belongs_to(&self, who: StaffId, session: Option<&Token>) -> bool {
        session.is_some_and(|session| {
            seals(&session.vouches_for(&words(who, &self.at, &self.form)), &self.proof)
        })
    }

    /// In three lines, for where room is short.
    pub(crate) fn as_text(&self) -> String {
        format!("{}\n{}\n{}", self.at, self.proof, self.form)
    }

    /// What was written in three lines; nothing of it is believed yet.
    pub(crate) fn of_text(text: &str) -> Option<Kept> {
        let [at, proof, form] = text.splitn(3, '\n').collect::<Vec<_>>().try_into().ok()?;
        Some(Kept { at: at.to_string(), form: form.to_string(), proof: proof.to_string() })
    }

    pub(super) fn as_query(&self) -> String {
        format!(
            "bewaard-voor={}&bewaard={}&bewijs={}",
            encode(&self.at),
            encode(&self.form),
            encode(&self.proof)
        )
    }

    /// Has its page a field for a note?
    fn takes_a_note(&self, form: &Asked) -> bool {
        !form.get("notitie").is_empty() || (self.at.contains("/doe") && !self.at.ends_with("/bericht"))
    }

    /// The form once more, for who is signed in again.
    pub(super) fn page(&self, landlord: &str, who: &Signed) -> Response {
        let form = Asked::read(&self.form);
        let shown = |name: &str| !TECHNICAL.contains(&name);
        let main = html! {
            h1 { "Dit is nog niet vastgelegd" }
            p { "U meldde zich opnieuw aan. Wat u daarvoor invulde, staat hier nog." }
            @if let Some(number) = dossier_of(&self.at).strip_prefix("/dossier/") { p { "Het gaat over dossier " strong { (decoded(number)) } "." } }
            form.kader.doen method="post" action=(self.at) {
                (frame::seal(who))
                @for (name, value) in form.pairs().filter(|(name, _)| *name != "notitie") { input type="hidden" name=(name) value=(value); }
                dl.stand-lijst { @for (name, value) in form.pairs().filter(|(name, _)| shown(name)) {
                    div { dt { (parts::sentence(&parts::words(name))) } dd { (spoken(value)) } }
                } }
                @if self.takes_a_note(&form) {
                    p { label for="notitie" { "Notitie" } textarea #notitie name="notitie" rows="4" { (form.get("notitie")) } }
                }
                p { button.hoofd type="submit" { "Leg alsnog vast" } }
                p { @match dossier_of(&self.at) {
                    "" => a href="/" { "Niet vastleggen, naar mijn werk" },
                    dossier => a href=(dossier) { "Niet vastleggen, naar het dossier" },
                } }
            }
        };
        answer::page(frame::bare(landlord, "Dit is nog niet vastgelegd", &main))
    }
}

/// What was filled in, as a person says it.
fn spoken(value: &str) -> String {
    Day::parse_iso(value).map_or_else(|| parts::words(value), |day| day.dutch())
}

/// A number as it stands in an address, as a person reads it.
fn decoded(number: &str) -> String {
    Asked::read(&format!("nr={}", number.replace('+', "%2B"))).get("nr").to_string()
}

/// The dossier to which an address belongs; empty when it belongs to none.
pub(crate) fn dossier_of(at: &str) -> &str {
    let Some(rest) = at.strip_prefix("/dossier/") else { return "" };
    let end = rest.find('/').unwrap_or(rest.len());
    &at[..at.len() - rest.len() + end]
}

/// For the form to sign in with.
pub(crate) fn along(kept: &Option<Kept>) -> Markup {
    html! { @if let Some(kept) = kept {
        input type="hidden" name="bewaard-voor" value=(kept.at);
        input type="hidden" name="bewaard" value=(kept.form);
        input type="hidden" name="bewijs" value=(kept.proof);
    } }
}
