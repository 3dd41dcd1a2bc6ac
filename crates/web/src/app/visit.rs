//! Somebody asks for a page: what is worked out once until the book changes, and what the log is told of the look.

use std::sync::Arc;

use domain::ids::TenancyId;
use domain::staff::Right;
use store::Book;
use store::nights::NightRun;
use store::post::Moment;

use super::Visit;
use crate::answer::Failure;
use crate::house::House;
use crate::signed::Signed;

impl<'a> Visit<'a> {
    /// Somebody asks; nothing was looked at yet.
    pub(crate) fn of(
        house: &'a House,
        book: &'a Book,
        who: &'a Signed,
        now: Moment,
        last: Option<NightRun>,
    ) -> Visit<'a> {
        let (looked, looked_up, here) = Default::default();
        Visit { house, book, last, who, now, stamp: None, looked, looked_up, here }
    }
}

impl Visit<'_> {
    /// What `make` works out for who asks today, from the book alone; kept until the book changes.
    pub(crate) fn until_the_book_changes<T: Send + Sync + 'static>(
        &self,
        what: &'static str,
        make: impl FnOnce(&Self) -> Result<T, Failure>,
    ) -> Result<Arc<T>, Failure> {
        let Some(stamp) = self.stamp else { return make(self).map(Arc::new) };
        let (memory, name) = (&self.house.memory, (self.who.id(), self.now.day, what));
        if let Some(known) = memory.list(stamp, name) {
            return Ok(known);
        }
        let made = Arc::new(make(self)?);
        memory.keep_list(stamp, name, Arc::clone(&made));
        Ok(made)
    }

    /// What was worked out so, if it was: for what is not worth working out.
    pub(crate) fn if_known<T: Send + Sync + 'static>(&self, what: &'static str) -> Option<Arc<T>> {
        self.house.memory.list(self.stamp?, (self.who.id(), self.now.day, what))
    }

    /// Notes for the log that this page is about a tenant, or takes personal data away.
    pub(crate) fn looks_at(&self, about: Option<TenancyId>, page: &'static str) {
        self.looked.borrow_mut().push((about, page));
    }

    /// Somebody works on a dossier: for so many seconds others are told.
    pub(crate) fn works_on(&self, tenancy: TenancyId, seconds: i64) {
        if self.who.may(Right::Record) {
            self.here.set(Some((tenancy, self.now.seconds + seconds)));
        }
    }

    /// Notes for the log that somebody looked up something of this kind, who may not see dossiers.
    pub(crate) fn looked_up(&self, what: &'static str) {
        self.looked_up.set(Some(what));
    }
}
