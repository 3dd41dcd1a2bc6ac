//! The tasks that lie open for the people at a landlord, with what a list of work and a morning mail show of each, and the
//! order in which they are best done.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

use domain::appointment::Slot;
use domain::calendar::Day;
use domain::dossier::Dossier;
use domain::ids::{ContentId, Key, TenancyId};
use domain::money::Cents;
use domain::policy::TaskKind;
use domain::work::Urgency;

use crate::book::{Book, StoreError};
use crate::db::Params;
use crate::post::{MessageState, NUMBER_TO_CALL, Outgoing};

/// An open task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenTask {
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
    /// The number at which to call: mobile, else the other one, or empty.
    pub phone: String,
    /// Kind, in Dutch.
    pub kind: String,
    /// Who does it, in Dutch.
    pub done_by: String,
    /// Id of the flow whose step it is, or empty.
    pub flow: String,
    /// Id of the step, or empty.
    pub step: String,
    /// The day it was laid.
    pub laid_on: Day,
    /// Category after the last night.
    pub category: Option<Key>,
    /// Arrears as they stand now, once [`Book::tell_arrears`] told them; nothing before.
    pub arrears: Cents,
}

impl OpenTask {
    /// Why it stands where it does on a day.
    pub fn urgency(&self, today: Day) -> Urgency {
        TaskKind::of(&self.kind).map_or(Urgency::AnyTime, |kind| Urgency::of(kind, today - self.laid_on))
    }

    /// What tasks are sorted by; equal ones keep the order in which the book gives them.
    pub fn order(&self, today: Day) -> (Urgency, Option<Slot>, Reverse<Cents>) {
        self.urgency(today).order(None, self.arrears)
    }
}

impl Book {
    /// All open tasks that are somebody's work, whichever night or delivery laid them, oldest first. Shadow tasks are
    /// nobody's.
    pub fn open_tasks(&self) -> Result<Vec<OpenTask>, StoreError> {
        self.tasks("where t.state = 'open' and t.mode <> 'schaduw' order by t.day, n.external, t.kind", [])
    }

    /// The same, of one dossier.
    pub fn open_tasks_about(&self, id: TenancyId) -> Result<Vec<OpenTask>, StoreError> {
        let which =
            "where t.tenancy = ?1 and t.state = 'open' and t.mode <> 'schaduw' order by t.day, t.kind";
        self.tasks(which, [id.0])
    }

    /// The open tasks that a person put off or gave to a colleague.
    pub fn tasks_in_hand(&self) -> Result<BTreeSet<String>, StoreError> {
        let query = "select t.id from task t join task_later l on l.task = t.id where t.state = 'open' \
             union select t.id from task t join task_given g on g.task = t.id where t.state = 'open'";
        let mut statement = self.connection.prepare_cached(query)?;
        Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// The tasks that a night took off the desks.
    pub fn gone_tasks(&self, night: Day) -> Result<Vec<OpenTask>, StoreError> {
        self.tasks(
            "join task_gone g on g.id = t.id where g.night = ?1 and t.state = 'vervallen' and t.mode <> 'schaduw' \
             order by t.day, n.external, t.kind",
            [night.0],
        )
    }

    fn tasks(&self, which: &str, parameters: impl Params) -> Result<Vec<OpenTask>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "select t.id, t.tenancy, n.external, coalesce(p.name, ''), coalesce(u.street, ''), \
             coalesce(u.district, ''), {NUMBER_TO_CALL}, t.kind, t.done_by, t.flow, t.step, \
             t.day, o.category \
             from task t join tenancy n on n.id = t.tenancy left join unit u on u.external = n.unit \
             left join tenancy_person tp on tp.tenancy = n.id and tp.place = \
               (select min(place) from tenancy_person where tenancy = n.id) \
             left join person p on p.external = tp.person \
             left join position o on o.tenancy = t.tenancy {which}"
        ))?;
        let rows = statement.query_map(parameters, |row| {
            Ok(OpenTask {
                id: row.get(0)?,
                tenancy: TenancyId(row.get(1)?),
                dossier: row.get(2)?,
                name: row.get(3)?,
                street: row.get(4)?,
                district: row.get(5)?,
                phone: row.get(6)?,
                kind: row.get(7)?,
                done_by: row.get(8)?,
                flow: row.get(9)?,
                step: row.get(10)?,
                laid_on: Day(row.get(11)?),
                category: row.get::<Option<u32>>(12)?.map(Key),
                arrears: Cents::default(),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Says with each task what is in arrears now, as `arrears` tells it of the dossier. Of a dossier with several tasks it is asked once.
    pub fn tell_arrears<'a>(
        &self,
        tasks: impl Iterator<Item = &'a mut OpenTask>,
        mut arrears: impl FnMut(&Dossier) -> Cents,
    ) -> Result<(), StoreError> {
        let (mut told, mut dossier) = (BTreeMap::new(), Dossier::default());
        for task in tasks {
            let known = told.get(&task.tenancy).copied();
            task.arrears = match known {
                Some(cents) => cents,
                None if self.unpack_one(task.tenancy, &mut dossier)? => arrears(&dossier),
                None => Cents::default(),
            };
            told.insert(task.tenancy, task.arrears);
        }
        Ok(())
    }

    /// Id and kind of the open tasks of a dossier, oldest first.
    pub fn open_tasks_of(&self, id: TenancyId) -> Result<Vec<(String, String)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select id, kind from task where tenancy = ?1 and state = 'open' and mode <> 'schaduw' order by day, kind",
        )?;
        let rows = statement.query_map([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The oldest open task of this kind about a tenancy, or nothing.
    pub fn open_task(&self, id: TenancyId, kind: TaskKind) -> Result<String, StoreError> {
        let own = self.open_tasks_of(id)?.into_iter().find(|(_, known)| known == kind.dutch());
        Ok(own.map_or(String::new(), |(task, _)| task))
    }

    /// The message that a task is about, when sending laid it: its id follows from the message's.
    pub fn message_of(&self, task: &OpenTask) -> Result<Option<Outgoing>, StoreError> {
        if !task.flow.is_empty() {
            // A night laid it as a step of a flow.
            return Ok(None);
        }
        let mut statement = self.connection.prepare_cached("select id from outbox where tenancy = ?1")?;
        let ids = statement.query_map([task.tenancy.0], |row| row.get::<String>(0))?;
        for id in ids {
            let id = id?;
            if ContentId::of(&[&id, &task.kind]).to_string() == task.id {
                return self.message(&id);
            }
        }
        Ok(None)
    }

    /// Takes tasks off the desks because what they were for is gone, as the night of a day saw.
    pub fn lapse_tasks(&mut self, ids: &[String], night: Day) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        for id in ids {
            let lapsed = transaction
                .prepare_cached("update task set state = 'vervallen' where id = ?1 and state = 'open'")?
                .execute([id])?;
            if lapsed > 0 {
                transaction
                    .prepare_cached("insert into task_gone values (?1, ?2) on conflict (id) do update set night = excluded.night")?
                    .execute((id, night.0))?;
            }
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
