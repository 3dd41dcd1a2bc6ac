//! Somebody changes something: an act is written, or, when somebody else was first, both are shown; a form that cannot be carried
//! out comes back as a page.

use axum::response::Response;
use domain::ids::TenancyId;
use store::acts::{Act, NotDone, Record, Stand};

use super::{Change, Visit};
use crate::answer::Failure;
use crate::botsing;

/// What is only written collides with nothing.
const ONLY_A_NOTE: &str = "notitie";

impl Change<'_> {
    /// Writes down what this person did about a dossier and what it records; `task` is what it finishes, or empty. When somebody
    /// else changed the dossier since the form was made, nothing is written and the answer shows both.
    pub(crate) fn act(
        &mut self,
        tenancy: TenancyId,
        kind: &str,
        note: &str,
        task: &str,
        records: Vec<Record>,
    ) -> Result<Result<i64, NotDone>, Failure> {
        let stand = Stand::parse(self.form.get("stand"));
        if kind != ONLY_A_NOTE {
            self.not_overtaken(tenancy, (kind, note), task)?;
        }
        let (by, name, at) = (self.who.id(), &self.who.staff.name, self.now);
        let done = self.book.act(&Act { tenancy, by, name, at, kind, note, task, records })?;
        if done == Err(NotDone::TaskGone) && stand.is_some() {
            let meanwhile = self.book.finished(task)?.into_iter().collect();
            return Err(botsing::answer(self, tenancy, (kind, note), task, meanwhile)?);
        }
        Ok(done)
    }

    /// Refused, with both, when somebody else changed the dossier since the form was made: to ask before what was changed makes the form
    /// look wrong.
    pub(crate) fn not_overtaken(
        &mut self,
        tenancy: TenancyId,
        (kind, note): (&str, &str),
        task: &str,
    ) -> Result<(), Failure> {
        let Some(stand) = Stand::parse(self.form.get("stand")) else { return Ok(()) };
        let meanwhile = self.book.since(tenancy, stand, self.who.id())?;
        if meanwhile.is_empty() {
            return Ok(());
        }
        Err(botsing::answer(self, tenancy, (kind, note), task, meanwhile)?)
    }

    /// Makes a page instead of a change: a form that comes back to who sent it. What it shows of a tenant is in the log.
    pub(crate) fn show(
        &mut self,
        make: impl FnOnce(&Visit) -> Result<Response, Failure>,
    ) -> Result<Response, Failure> {
        let (house, who, now, last) = (self.house, self.who, self.now, self.book.last_night()?);
        let visit = Visit::of(house, self.book, who, now, last);
        let made = make(&visit)?;
        for (about, page) in visit.looked.take() {
            self.book.log(now, Some(who.id()), about, "bekeken", page)?;
        }
        Ok(made)
    }
}
