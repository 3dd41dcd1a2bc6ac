//! What lies open on the desks, with what a person needs to begin.

use domain::calendar::Day;
use domain::ids::{ContentId, TenancyId};
use rusqlite::Row;

use crate::book::{Book, StoreError};
use crate::post::{MessageState, Outgoing};

/// An open task with where it belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskTask {
    /// Its id.
    pub id: String,
    /// The tenancy.
    pub tenancy: TenancyId,
    /// Dossier number.
    pub dossier: String,
    /// The day it was laid.
    pub day: Day,
    /// Kind, in Dutch.
    pub kind: String,
    /// Who does it, in Dutch.
    pub done_by: String,
    /// Id of the flow whose step it is, or empty.
    pub flow: String,
    /// Id of the step, or empty.
    pub step: String,
    /// District, or empty.
    pub district: String,
    /// The tenant's number: mobile, else the other one, or empty.
    pub phone: String,
}

impl Book {
    /// All open tasks, whichever night or delivery laid them, oldest first. Shadow tasks are nobody's work.
    pub fn open_tasks(&self) -> Result<Vec<DeskTask>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select t.id, t.tenancy, n.external, t.day, t.kind, t.done_by, t.flow, t.step, coalesce(u.district, ''), \
             coalesce(nullif(p.mobile, ''), p.phone, '') from task t join tenancy n on n.id = t.tenancy \
             left join unit u on u.external = n.unit \
             left join tenancy_person tp on tp.tenancy = n.id and tp.place = \
               (select min(place) from tenancy_person where tenancy = n.id) \
             left join person p on p.external = tp.person \
             where t.state = 'open' and t.mode <> 'schaduw' order by t.day, n.external, t.kind",
        )?;
        let rows = statement.query_map([], |row: &Row| {
            Ok(DeskTask {
                id: row.get(0)?,
                tenancy: TenancyId(row.get(1)?),
                dossier: row.get(2)?,
                day: Day(row.get(3)?),
                kind: row.get(4)?,
                done_by: row.get(5)?,
                flow: row.get(6)?,
                step: row.get(7)?,
                district: row.get(8)?,
                phone: row.get(9)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The message that a task is about, when sending laid it: its id follows from the message's.
    pub fn message_of(&self, task: &DeskTask) -> Result<Option<Outgoing>, StoreError> {
        let mut statement = self.connection.prepare_cached("select id from outbox where tenancy = ?1")?;
        let ids = statement.query_map([task.tenancy.0], |row| row.get::<_, String>(0))?;
        for id in ids {
            let id = id?;
            if ContentId::of(&[&id, &task.kind]).to_string() == task.id {
                return self.message(&id);
            }
        }
        Ok(None)
    }

    /// Takes tasks off the desks because what they were for is gone.
    pub fn lapse_tasks(&mut self, ids: &[String]) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        for id in ids {
            transaction
                .prepare_cached("update task set state = 'vervallen' where id = ?1 and state = 'open'")?
                .execute([id])?;
        }
        transaction.commit()?;
        Ok(())
    }
}

impl MessageState {
    /// Does a message in this state still need a person who was asked about it?
    pub const fn needs_a_person(self) -> bool {
        !matches!(self, MessageState::Accepted | MessageState::Delivered | MessageState::Lapsed)
    }
}
