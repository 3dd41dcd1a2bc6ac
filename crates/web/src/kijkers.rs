//! Who else works on a dossier now: told on its page and in the list of work, and passed over by the next task.
//!
//! Opening a dossier says so for some minutes; where scripts run, the page says it again while it is in sight, and for shorter.
//! Nobody has to tell that he is done. It is no log: a row is replaced by the next dossier somebody opens.

use std::collections::BTreeMap;

use axum::response::Response;
use domain::ids::TenancyId;
use domain::staff::Right;
use maud::{Markup, html};

use crate::answer::{self, Failure};
use crate::app::Visit;
use crate::asked::encode;
use crate::case;

/// Who opened a page without scripts is taken to work on it so long. Seconds.
const OPENED: i64 = 10 * 60;
/// A page in sight says so every half minute; one that was closed is forgotten after this. Seconds.
const IN_SIGHT: i64 = 75;

/// Names of others, by the dossier they work on.
pub(crate) type Viewed = BTreeMap<TenancyId, Vec<String>>;

/// Who else works where now.
pub(crate) fn others(visit: &Visit) -> Result<Viewed, Failure> {
    let mut names = Viewed::new();
    for (tenancy, name) in visit.book.viewed(visit.who.id(), visit.now.seconds)? {
        names.entry(tenancy).or_default().push(name);
    }
    Ok(names)
}

/// `Renske Postma kijkt hier nu`
pub(crate) fn told(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => format!("{one} kijkt hier nu"),
        [all @ .., last] => format!("{} en {last} kijken hier nu", all.join(", ")),
    }
}

/// On the page of a dossier.
pub(crate) fn section(visit: &Visit, number: &str, id: TenancyId) -> Result<Markup, Failure> {
    // Who only looks on is not announced: that an auditor reads a dossier is nobody's business.
    if visit.who.may(Right::Record) {
        visit.works_on(id, OPENED);
    }
    let refresh = visit.who.may(Right::Record).then(|| format!("/dossier/{}/kijkers", encode(number)));
    Ok(html! {
        p #kijkers.kijkt aria-live="polite" data-kijkers=[refresh] { (told(others(visit)?.get(&id).map_or(&[][..], Vec::as_slice))) }
    })
}

/// `/dossier/{nr}/kijkers`: the page is still in sight; gives who else is there, in words.
pub(crate) fn refresh(visit: &Visit, number: &str) -> Result<Response, Failure> {
    let id = case::known(visit, number)?;
    if visit.who.may(Right::Record) {
        visit.works_on(id, IN_SIGHT);
    }
    Ok(answer::words(told(others(visit)?.get(&id).map_or(&[][..], Vec::as_slice))))
}
