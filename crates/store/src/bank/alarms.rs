//! What is wrong with the files of the bank, and what somebody has seen to. A break in the chain goes by itself when the statement
//! comes; where it never will, a person says that it was looked at, and can take that back.

use std::collections::BTreeMap;

use domain::bank::chain::Break;
use domain::calendar::Day;
use domain::ids::ContentId;

use super::BankFileLine;
use crate::book::{Book, StoreError};
use crate::post::Moment;
use crate::staff::StaffId;

/// So many files are looked through.
const FILES: u32 = 100;
/// Breaks in the chain are told for so many days.
const BREAKS_TOLD_FOR: i32 = 60;
/// A file that was refused, or has flaws, is told for so many days.
const FILES_TOLD_FOR: i32 = 7;

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// Names it, as long as it is the same fault.
    pub id: String,
    /// What it is about: an account, or a file.
    pub about: Where,
    /// In Dutch.
    pub text: String,
    /// Who saw to it, if somebody did.
    pub seen: Option<AlarmSeen>,
}

/// What something is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Where {
    /// The account of this number.
    Account(String),
    /// The file of this name.
    File(String),
}

/// That somebody saw to an alarm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlarmSeen {
    /// Who.
    pub by: String,
    /// What was written with it, or empty.
    pub note: String,
}

impl Alarm {
    fn of_break(found: &Break) -> Alarm {
        let Break { code, text, account, before, after } = found;
        let (one, next) = (before.1.to_string(), after.1.to_string());
        let id = ContentId::of(&[code, account, &before.0, &one, &after.0, &next]).to_string();
        Alarm { id, about: Where::Account(account.clone()), text: text.clone(), seen: None }
    }

    fn of_file(file: &BankFileLine) -> Option<Alarm> {
        let text = match file.defects.as_slice() {
            _ if !file.refused.is_empty() => format!("geweigerd. {}", file.refused),
            [] => return None,
            [one] => one.clone(),
            [first, others @ ..] => format!("{first} En nog {}.", others.len()),
        };
        let id = ContentId::of(&["bestand", &file.name, &file.taken_on.to_string(), &text]).to_string();
        Some(Alarm { id, about: Where::File(file.name.clone()), text, seen: None })
    }
}

impl Book {
    /// What is wrong with the files of the bank, also what somebody has seen to.
    pub fn bank_alarms(&self, today: Day) -> Result<Vec<Alarm>, StoreError> {
        let breaks = self.bank_breaks(today - BREAKS_TOLD_FOR)?;
        let mut alarms: Vec<Alarm> = breaks.iter().map(Alarm::of_break).collect();
        let files = self.bank_files(FILES)?;
        let new = files.iter().filter(|file| today - file.taken_on <= FILES_TOLD_FOR);
        alarms.extend(new.filter_map(Alarm::of_file));
        let query = "select a.alarm, s.name, a.note from bank_alarm_seen a join staff s on s.id = a.staff";
        let mut statement = self.connection.prepare_cached(query)?;
        let rows = statement
            .query_map([], |row| Ok((row.get(0)?, AlarmSeen { by: row.get(1)?, note: row.get(2)? })))?;
        let mut seen: BTreeMap<String, AlarmSeen> = rows.collect::<Result<_, _>>()?;
        for alarm in &mut alarms {
            alarm.seen = seen.remove(&alarm.id);
        }
        Ok(alarms)
    }

    /// Somebody has seen to an alarm. False when a colleague had already.
    pub fn bank_alarm_is_seen(
        &mut self,
        id: &str,
        note: &str,
        by: StaffId,
        at: Moment,
    ) -> Result<bool, StoreError> {
        let insert = "insert into bank_alarm_seen values (?1, ?2, ?3, ?4) on conflict do nothing";
        self.answer(insert, (id, note, by.0, at.seconds), by, at, "melding over de bank: gezien")
    }

    /// An alarm that somebody saw to is one again.
    pub fn bank_alarm_comes_back(&mut self, id: &str, by: StaffId, at: Moment) -> Result<bool, StoreError> {
        let delete = "delete from bank_alarm_seen where alarm = ?1";
        self.answer(delete, [id], by, at, "melding over de bank: weer open")
    }
}
