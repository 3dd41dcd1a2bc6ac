//! Who wakes tonight: whose wake day has come, and about whom news came in.

use domain::calendar::Day;
use domain::dossier::Dossier;

use super::{STEPS, Tenancies, read_position, read_steps, unpack};
use crate::book::{Book, MOST_MAPPED, StoreError};

/// Who wakes, with its position: wake days that have come, and news.
pub(super) const WOKEN: &str = "select tenancy, wake, category, since, outcome from position \
     where tenancy >= ?1 and tenancy < ?2 and wake <= ?3 \
     union select t.tenancy, coalesce(s.wake, 0), s.category, s.since, s.outcome \
     from touched t left join position s on s.tenancy = t.tenancy \
     where t.tenancy >= ?1 and t.tenancy < ?2 order by 1";

/// The same with the packed dossier, as [`super::PACKED`] gives it, in order of tenancy. The plus keeps the position first: the packed
/// one of who wakes is looked up.
pub(super) const PACKED_OF_WOKEN: &str = "select s.tenancy, p.bytes, s.wake, s.category, s.since, s.outcome \
     from position s join packed p on p.tenancy = +s.tenancy \
     where s.tenancy >= ?1 and s.tenancy < ?2 and s.wake <= ?3 \
     union all select t.tenancy, p.bytes, coalesce(s.wake, 0), s.category, s.since, s.outcome \
     from touched t join packed p on p.tenancy = +t.tenancy left join position s on s.tenancy = t.tenancy \
     where t.tenancy >= ?1 and t.tenancy < ?2 and (s.tenancy is null or s.wake > ?3) order by 1";

impl Book {
    /// Who wakes is read from the positions, which lie close together, with each dossier in order of tenancy. All in one
    /// transaction: one state of the book, and one lock instead of one for each dossier.
    pub(super) fn each_woken(
        &self,
        range: &Tenancies,
        today: Day,
        dossier: &mut Dossier,
        each: &mut dyn FnMut(&Dossier, i32),
    ) -> Result<(), StoreError> {
        if self.connection.server().is_some() {
            return self.each_woken_on_a_server(range, today, dossier, each);
        }
        // Pages of all packed dossiers, each looked at once: read where the system has them, they are not copied.
        self.tune("mmap_size", MOST_MAPPED)?;
        let _one_look = self.connection.one_look()?;
        let mut awake = self.connection.prepare_cached(PACKED_OF_WOKEN)?;
        let mut steps = self.connection.prepare_cached(STEPS)?;
        let mut woken = awake.query((range.start, range.end, today.0))?;
        while let Some(row) = woken.next()? {
            let tenancy: u32 = row.get(0)?;
            unpack(&row, 1, tenancy, dossier)?;
            dossier.position = read_position(&row, 3)?;
            read_steps(&mut steps, tenancy, dossier)?;
            each(dossier, row.get(2)?);
        }
        Ok(())
    }
}
