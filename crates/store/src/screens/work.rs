//! The tasks that lie open for the people at a landlord, with what a list of work shows of each.

use domain::calendar::Day;
use domain::ids::{Key, TenancyId};
use domain::money::Cents;

use crate::book::{Book, StoreError};

/// An open task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkTask {
    /// Its id.
    pub id: String,
    /// About whom.
    pub tenancy: TenancyId,
    /// Dossier number.
    pub dossier: String,
    /// The tenant's name, or empty.
    pub name: String,
    /// Street and house number, or empty.
    pub street: String,
    /// District, or empty.
    pub district: String,
    /// Kind, in Dutch.
    pub kind: String,
    /// Who does it, in Dutch.
    pub done_by: String,
    /// The night that laid it.
    pub laid_on: Day,
    /// Category after the last night.
    pub category: Option<Key>,
    /// Arrears when it was laid.
    pub arrears: Cents,
}

impl Book {
    /// All open tasks that are somebody's work, oldest first. Shadow tasks are nobody's.
    pub fn open_work(&self) -> Result<Vec<WorkTask>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select t.id, t.tenancy, n.external, coalesce(p.name, ''), coalesce(u.street, ''), \
             coalesce(u.district, ''), t.kind, t.done_by, t.day, o.category, coalesce(d.arrears, 0) \
             from task t join tenancy n on n.id = t.tenancy left join unit u on u.external = n.unit \
             left join tenancy_person tp on tp.tenancy = n.id and tp.place = \
               (select min(place) from tenancy_person where tenancy = n.id) \
             left join person p on p.external = tp.person \
             left join position o on o.tenancy = t.tenancy \
             left join decision d on d.run = t.run and d.tenancy = t.tenancy \
             where t.state = 'open' and t.mode <> 'schaduw' order by t.day, n.external, t.kind",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(WorkTask {
                id: row.get(0)?,
                tenancy: TenancyId(row.get(1)?),
                dossier: row.get(2)?,
                name: row.get(3)?,
                street: row.get(4)?,
                district: row.get(5)?,
                kind: row.get(6)?,
                done_by: row.get(7)?,
                laid_on: Day(row.get(8)?),
                category: row.get::<_, Option<u32>>(9)?.map(Key),
                arrears: Cents(row.get(10)?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The open task of a dossier with this id, or its oldest open one when there is no such.
    pub fn open_tasks_of(&self, id: TenancyId) -> Result<Vec<(String, String)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select id, kind from task where tenancy = ?1 and state = 'open' and mode <> 'schaduw' order by day, kind",
        )?;
        let rows = statement.query_map([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
