//! Reading dossiers from a server, which sends an answer whole: part by part, and few questions for each part.

use domain::calendar::Day;
use domain::dossier::Dossier;

use super::woken::{PACKED_OF_WOKEN, WOKEN};
use super::{Cursor, Tenancies, read_all, read_step};
use crate::book::{Book, StoreError};

/// Tenancies that are read together.
const PART: u32 = 2_000;

impl Book {
    /// A long range in parts; all of it where an answer comes row by row.
    pub(super) fn parts_of(&self, range: &Tenancies) -> Result<Vec<Tenancies>, StoreError> {
        if self.connection.sqlite().is_some() || range.len() <= PART as usize {
            return Ok(vec![range.clone()]);
        }
        let last = "select max(id) from tenancy where id >= ?1 and id < ?2";
        let last: Option<u32> =
            self.connection.query_row(last, (range.start, range.end), |row| row.get(0))?;
        let end = last.map_or(range.start, |last| last + 1);
        Ok((range.start..end).step_by(PART as usize).map(|from| from..end.min(from + PART)).collect())
    }

    /// Who wakes, with packed form and steps: two questions for each part, and not two for each dossier.
    pub(super) fn each_woken_on_a_server(
        &self,
        range: &Tenancies,
        today: Day,
        dossier: &mut Dossier,
        each: &mut dyn FnMut(&Dossier, i32),
    ) -> Result<(), StoreError> {
        let snapshot = self.connection.snapshot()?;
        let mut packed = self.connection.prepare_cached(PACKED_OF_WOKEN)?;
        let mut steps = self.connection.prepare_cached(&format!(
            "select s.tenancy, s.day, s.cycle, s.step, s.channel, s.milestone, s.posted_on from ({WOKEN}) w \
             join step_taken s on s.tenancy = w.tenancy order by 1, 2, 4"
        ))?;
        for part in self.parts_of(range)? {
            let asked = (part.start, part.end, today.0);
            let mut steps = Cursor::of(steps.query(asked)?, read_step)?;
            read_all(packed.query(asked)?, &mut steps, dossier, each)?;
        }
        drop(snapshot);
        Ok(())
    }
}
