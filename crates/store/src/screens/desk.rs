//! What lies open on the desks, with what a person needs to begin.

use domain::ids::TenancyId;

use crate::book::{Book, StoreError};

/// An open task with where it belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskTask {
    /// The tenancy.
    pub tenancy: TenancyId,
    /// Dossier number.
    pub dossier: String,
    /// Kind, in Dutch.
    pub kind: String,
    /// Who does it, in Dutch.
    pub done_by: String,
    /// District, or empty.
    pub district: String,
    /// The tenant's number: mobile, else the other one, or empty.
    pub phone: String,
}

impl Book {
    /// The tasks that a night laid and that are still open, in order of dossier number. Shadow tasks are nobody's work.
    pub fn desk_tasks(&self, run: i64) -> Result<Vec<DeskTask>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select t.tenancy, n.external, t.kind, t.done_by, coalesce(u.district, ''), \
             coalesce(nullif(p.mobile, ''), p.phone, '') from task t join tenancy n on n.id = t.tenancy \
             left join unit u on u.external = n.unit \
             left join tenancy_person tp on tp.tenancy = n.id and tp.place = \
               (select min(place) from tenancy_person where tenancy = n.id) \
             left join person p on p.external = tp.person \
             where t.run = ?1 and t.state = 'open' and t.mode <> 'schaduw' order by n.external, t.kind",
        )?;
        let rows = statement.query_map([run], |row| {
            Ok(DeskTask {
                tenancy: TenancyId(row.get(0)?),
                dossier: row.get(1)?,
                kind: row.get(2)?,
                done_by: row.get(3)?,
                district: row.get(4)?,
                phone: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
