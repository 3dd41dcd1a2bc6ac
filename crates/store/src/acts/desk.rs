//! Tasks that wait until a day, and tasks that were given to a colleague.

use std::collections::BTreeMap;

use domain::calendar::Day;

use crate::book::{Book, StoreError};
use crate::db::Row;
use crate::staff::StaffId;

/// Where a task was moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// It comes back on this day.
    pub later: Option<Day>,
    /// This person does it.
    pub given_to: Option<StaffId>,
}

impl Book {
    /// Every open task that was moved, by its id. The newest move of each kind holds.
    pub fn moved_tasks(&self) -> Result<BTreeMap<String, Moved>, StoreError> {
        let mut moved: BTreeMap<String, Moved> = BTreeMap::new();
        let query = "select l.task, l.until from task_later l join task t on t.id = l.task where t.state = 'open' order by l.act";
        let mut later = self.connection.prepare_cached(query)?;
        for row in later.query_map([], |row: &Row| Ok((row.get(0)?, Day(row.get(1)?))))? {
            let (task, until) = row?;
            moved.entry(task).or_default().later = Some(until);
        }
        let query = "select g.task, case g.back when 0 then g.staff end from task_given g join task t on t.id = g.task \
             join staff s on s.id = g.staff where t.state = 'open' and (g.back = 1 or s.closed_at is null) order by g.act";
        let mut given = self.connection.prepare_cached(query)?;
        for row in given.query_map([], |row: &Row| Ok((row.get(0)?, row.get::<Option<i64>>(1)?)))? {
            let (task, to) = row?;
            moved.entry(task).or_default().given_to = to.map(StaffId);
        }
        Ok(moved)
    }
}
