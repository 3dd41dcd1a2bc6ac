//! Seen money that no booking explained for too long, or that may be booked in parts already, is a person's question: a task on a desk,
//! until somebody said what it was or the landlord booked it.

use domain::calendar::Day;
use domain::ids::{ContentId, TenancyId};
use domain::ledger::seen::A_PERSON_LOOKS_AFTER;
use domain::money::Cents;
use domain::policy::TaskKind;

use super::doubt::weigh;
use super::{SeenRow, open_money};
use crate::book::{Book, StoreError};
use crate::db::Connection;
use crate::screens::OpenTask;

/// The task by which a person is asked what the money of this key was.
fn task_of(key: &str) -> String {
    ContentId::of(&[key, TaskKind::CheckMoney.dutch()]).to_string()
}

/// More of this money may be booked than when a person was asked: the next night asks anew.
pub(crate) fn ask_anew(of: &Connection, key: &str) -> Result<(), StoreError> {
    let update = "update task set state = 'vervallen' where id = ?1 and state = 'klaar'";
    of.prepare_cached(update)?.execute([task_of(key)])?;
    Ok(())
}

impl SeenRow {
    /// What is asked about it, in a line.
    pub fn sentence(&self) -> String {
        let (money, by) = (&self.money, self.money.by.dutch());
        let seen_on = money.seen_on.dutch();
        let (open, doubt) = (self.still_open, self.in_doubt);
        let books = match doubt {
            Cents::ZERO => "staat nog niet in de boeken".into(),
            _ if doubt == open => "staat misschien al in de boeken".into(),
            _ => format!("€ {doubt} daarvan staat misschien al in de boeken"),
        };
        format!("€ {open}, gezien via de {by} op {seen_on}, {books}")
    }

    /// Is a person asked what it was? At once when it may be booked already, for till the answer it does not count and the tenant is
    /// asked nothing; else when nothing explained it for so many days.
    pub fn is_a_persons(&self, today: Day) -> bool {
        let is_old = today - self.money.seen_on >= A_PERSON_LOOKS_AFTER;
        self.still_open.0 > 0 && (self.in_doubt.0 > 0 || is_old)
    }
}

impl Book {
    /// Lays a task for all seen money that is a person's question by now. Whoever only closes the task is asked again after as
    /// many days, for the money goes on counting. In the shadow there is no work.
    pub fn ask_about_seen(&mut self, today: Day) -> Result<(), StoreError> {
        if self.beginning()?.is_some_and(|beginning| beginning.is_shadow(today)) {
            return Ok(());
        }
        self.weigh_doubts()?;
        let old = self.seen_money_open()?.into_iter().filter(|row| row.is_a_persons(today));
        let transaction = self.connection.transaction()?;
        let kind = TaskKind::CheckMoney.dutch();
        for row in old {
            let insert = "insert into task select ?1, coalesce(max(id), 0), ?2, ?3, ?4, 'huurconsulent', 'automatisch', '', '', 'open' \
                 from night_run where true on conflict (id) do update set state = 'open', day = excluded.day \
                 where task.state = 'vervallen' or (task.state = 'klaar' and task.day <= excluded.day - ?5)";
            let (task, tenancy) = (task_of(&row.money.key), row.money.tenancy.0);
            transaction.prepare_cached(insert)?.execute((
                task,
                tenancy,
                today.0,
                kind,
                A_PERSON_LOOKS_AFTER,
            ))?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// What raised a doubt may be gone without a payment coming in: the landlord took a booking back.
    fn weigh_doubts(&mut self) -> Result<(), StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        let mut doubted: Vec<TenancyId> =
            open_money(&transaction, "and in_doubt <> 0")?.iter().map(|row| row.money.tenancy).collect();
        doubted.dedup();
        for tenancy in doubted {
            if weigh(&transaction, tenancy)? {
                self.refresh(tenancy)?;
            }
        }
        transaction.commit()?;
        Ok(())
    }

    /// The seen money that a task is about; `None` when it is about something else, or was booked or answered.
    pub fn seen_money_asked(&self, task: &OpenTask) -> Result<Option<SeenRow>, StoreError> {
        self.seen_money_behind(task.tenancy, &task.id)
    }

    /// The same, of a task of a tenancy by its id.
    pub fn seen_money_behind(&self, tenancy: TenancyId, task: &str) -> Result<Option<SeenRow>, StoreError> {
        let open = open_money(&self.connection, &format!("and tenancy = {}", tenancy.0))?;
        Ok(open.into_iter().find(|row| task_of(&row.money.key) == task))
    }

    /// The open task about the money of a key, or empty.
    pub fn task_about_seen(&self, row: &SeenRow) -> Result<String, StoreError> {
        let task = task_of(&row.money.key);
        let open = self.open_tasks_of(row.money.tenancy)?;
        Ok(open.into_iter().find(|(id, _)| *id == task).map_or(String::new(), |(id, _)| id))
    }
}
