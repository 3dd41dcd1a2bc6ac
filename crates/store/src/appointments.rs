//! Appointments with tenants: made, moved, ended and taken back, each as a new version; and who has what when.
//!
//! In go changes, inside the transaction of the act that makes them; out come appointments as they stand now, in order of
//! time. That nobody has two at once is held by the book itself (a trigger in `0009-appointments.sql`): what it refuses
//! comes out as [`NotDone::Taken`].

use domain::appointment::{AppointmentKind, AppointmentState, Slot};
use domain::calendar::Day;
use domain::ids::{ContentId, TenancyId};
use domain::policy::TaskKind;
use domain::send::TimeOfDay;

use crate::acts::{Act, NotDone, Record};
use crate::book::{Book, StoreError};
use crate::db::{Connection, OptionalExtension, Params, Row, Transaction};
use crate::post::NUMBER_TO_CALL;
use crate::screens::OpenTask;
use crate::staff::StaffId;

/// Number of an appointment; it never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AppointmentId(pub i64);

/// What an act does with an appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AppointmentChange {
    /// Makes one.
    Plan {
        /// What.
        kind: AppointmentKind,
        /// By whom.
        with: StaffId,
        /// When.
        slot: Slot,
        /// Where, when it is not by telephone and not at the tenant's home.
        place: String,
    },
    /// Gives it another time or another colleague.
    Move {
        /// Which.
        id: AppointmentId,
        /// By whom now.
        with: StaffId,
        /// When now.
        slot: Slot,
    },
    /// Says what became of it.
    End {
        /// Which.
        id: AppointmentId,
        /// What: not [`AppointmentState::Planned`].
        state: AppointmentState,
    },
}

/// An appointment as it stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// Its number.
    pub id: AppointmentId,
    /// How often it was changed.
    pub version: u32,
    /// About whom.
    pub tenancy: TenancyId,
    /// Dossier number.
    pub dossier: String,
    /// What.
    pub kind: AppointmentKind,
    /// By whom.
    pub with: StaffId,
    /// The name of that colleague.
    pub with_name: String,
    /// The e-mail address of that colleague.
    pub with_email: String,
    /// When.
    pub slot: Slot,
    /// Where, when it is not by telephone and not at the tenant's home; or empty.
    pub place: String,
    /// What became of it.
    pub state: AppointmentState,
    /// When this version was made, in seconds since 1970.
    pub made_at: i64,
    /// What was written with it, or empty.
    pub note: String,
}

/// An appointment with what an agenda shows of the tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgendaLine {
    /// The appointment.
    pub appointment: Appointment,
    /// The tenant's name, or empty.
    pub name: String,
    /// Street and house number, or empty.
    pub street: String,
    /// Postcode, or empty.
    pub postcode: String,
    /// Town, or empty.
    pub town: String,
    /// District, or empty.
    pub district: String,
    /// The number at which to call: mobile, else the other one, or empty.
    pub phone: String,
}

/// One change of an appointment, as a timeline tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppointmentStep {
    /// The appointment as it stood after the change.
    pub appointment: Appointment,
    /// It is a later version.
    pub moved: bool,
    /// Who did it.
    pub who: String,
    /// The day on which it was done.
    pub day: Day,
    /// The act that did it.
    pub act: i64,
}

/// What a tenant was told of an appointment that is otherwise now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outdated {
    /// When it was to be.
    pub slot: Slot,
    /// How it was told, in Dutch.
    pub channel: String,
    /// On which day.
    pub told_on: Day,
    /// It was called off, and not moved.
    pub cancelled: bool,
}

const COLUMNS: &str = "a.id, a.version, a.tenancy, t.external, a.kind, a.staff, s.name, s.email, a.day, a.from_minute, \
     a.until_minute, a.place, a.state, a.made_at, c.note";
const JOINS: &str =
    "join tenancy t on t.id = a.tenancy join staff s on s.id = a.staff join act c on c.id = a.act";

fn read(row: &Row) -> crate::db::Result<Appointment> {
    let (kind, state): (String, String) = (row.get(4)?, row.get(12)?);
    Ok(Appointment {
        id: AppointmentId(row.get(0)?),
        version: row.get(1)?,
        tenancy: TenancyId(row.get(2)?),
        dossier: row.get(3)?,
        kind: AppointmentKind::of(&kind).unwrap_or(AppointmentKind::Call),
        with: StaffId(row.get(5)?),
        with_name: row.get(6)?,
        with_email: row.get(7)?,
        slot: Slot { day: Day(row.get(8)?), from: TimeOfDay(row.get(9)?), until: TimeOfDay(row.get(10)?) },
        place: row.get(11)?,
        state: AppointmentState::of(&state).unwrap_or(AppointmentState::Cancelled),
        made_at: row.get(13)?,
        note: row.get(14)?,
    })
}

/// Carries out what an act does with an appointment.
pub(crate) fn change(
    transaction: &Transaction,
    by: &Act,
    act: i64,
    change: &AppointmentChange,
) -> Result<Result<(), NotDone>, StoreError> {
    let next =
        match change {
            AppointmentChange::Plan { kind, with, slot, place } => {
                let query = "select coalesce(max(id), 0) + 1 from appointment";
                Ok(Version {
                    id: transaction.prepare_cached(query)?.query_row([], |row| row.get(0))?,
                    version: 0,
                    tenancy: by.tenancy,
                    kind: kind.dutch().into(),
                    with: with.0,
                    slot: *slot,
                    place: place.clone(),
                    state: AppointmentState::Planned.dutch().into(),
                })
            }
            AppointmentChange::Move { id, with, slot } => standing(transaction, by.tenancy, *id)?
                .map(|last| Version { version: last.version + 1, with: with.0, slot: *slot, ..last }),
            AppointmentChange::End { id, state } => standing(transaction, by.tenancy, *id)?
                .map(|last| Version { version: last.version + 1, state: state.dutch().into(), ..last }),
        };
    let next = match next {
        Ok(next) => next,
        Err(why) => return Ok(Err(why)),
    };
    let placed = next.place(transaction, act, by.at.seconds)?;
    let is_told = by.records.iter().any(|record| matches!(record, Record::Letter(_)));
    if placed.is_ok() && !is_told && told_something_else(transaction, &next)? {
        ask_to_tell(transaction, &next, by.at.day)?;
    }
    Ok(placed)
}

/// What the tenant was told last of this appointment, when it is otherwise now.
const TOLD_OTHERWISE: &str = "select v.day, v.from_minute, v.until_minute, max(m.channel), max(m.day), n.state = 'afgezegd' from attempt m \
     join appointment_now n on n.id = m.appointment \
     join appointment v on v.id = m.appointment and v.version = m.appointment_version \
     where m.tenancy = ?1 and m.outcome = 'aangenomen' and v.day >= ?2 and m.appointment_version = \
       (select max(appointment_version) from attempt where tenancy = ?1 and appointment = n.id and outcome = 'aangenomen') \
     and (n.state = 'afgezegd' or (n.state = 'gepland' and (n.day, n.from_minute) is distinct from (v.day, v.from_minute)))";
/// However often it was told, once for each appointment.
const ONCE_EACH: &str = "group by n.id, n.state, v.day, v.from_minute, v.until_minute";

fn told_something_else(transaction: &Transaction, now: &Version) -> Result<bool, StoreError> {
    let query = format!("{TOLD_OTHERWISE} and n.id = ?3 {ONCE_EACH}");
    Ok(transaction.prepare_cached(&query)?.exists((now.tenancy.0, i32::MIN, now.id))?)
}

/// The task to tell a tenant that an appointment is otherwise than he was told.
fn task_to_tell(id: i64, version: u32) -> String {
    ContentId::of(&["afspraak", &id.to_string(), &version.to_string()]).to_string()
}

fn ask_to_tell(transaction: &Transaction, now: &Version, today: Day) -> Result<(), StoreError> {
    let insert = "insert into task select ?1, max(id), ?2, ?3, ?4, 'huurconsulent', 'automatisch', '', '', 'open' \
         from night_run having max(id) is not null on conflict do nothing";
    let row = (task_to_tell(now.id, now.version), now.tenancy.0, today.0, TaskKind::CheckMessage.dutch());
    transaction.prepare_cached(insert)?.execute(row)?;
    Ok(())
}

/// The last version of an appointment of this tenancy that has not been ended.
fn standing(
    transaction: &Transaction,
    tenancy: TenancyId,
    id: AppointmentId,
) -> Result<Result<Version, NotDone>, StoreError> {
    let known = Version::last(transaction, id.0)?.filter(|last| last.tenancy == tenancy);
    Ok(match known {
        None => Err(NotDone::NoAct),
        Some(last) if last.state != AppointmentState::Planned.dutch() => Err(NotDone::EndedAlready),
        Some(last) => Ok(last),
    })
}

/// Puts the appointments that an act changed back as they were, as new versions. Refused when somebody changed one since.
pub(crate) fn take_back(
    transaction: &Transaction,
    act: i64,
    moment: i64,
) -> Result<Result<(), NotDone>, StoreError> {
    let mut changed = transaction.prepare_cached("select id, version from appointment where act = ?1")?;
    let rows = changed.query_map([act], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let changed: Vec<(i64, u32)> = rows.collect::<Result<_, _>>()?;
    for (id, version) in changed {
        let gone = "update task set state = 'vervallen' where id = ?1 and state = 'open'";
        transaction.prepare_cached(gone)?.execute([task_to_tell(id, version)])?;
        let Some(last) = Version::last(transaction, id)?.filter(|last| last.version == version) else {
            return Ok(Err(NotDone::ChangedSince));
        };
        let back = match version.checked_sub(1) {
            Some(before) => Version::read(transaction, id, before)?.unwrap_or(last),
            None => Version { state: AppointmentState::Cancelled.dutch().into(), ..last },
        };
        if let Err(why) = (Version { version: version + 1, ..back }).place(transaction, act, moment)? {
            return Ok(Err(why));
        }
    }
    Ok(Ok(()))
}

/// One version, as it is stored.
struct Version {
    id: i64,
    version: u32,
    tenancy: TenancyId,
    kind: String,
    with: i64,
    slot: Slot,
    place: String,
    state: String,
}

impl Version {
    fn last(connection: &Connection, id: i64) -> Result<Option<Version>, StoreError> {
        let query = "select max(version) from appointment where id = ?1";
        let last: Option<u32> = connection.prepare_cached(query)?.query_row([id], |row| row.get(0))?;
        last.map_or(Ok(None), |last| Version::read(connection, id, last))
    }

    fn read(connection: &Connection, id: i64, version: u32) -> Result<Option<Version>, StoreError> {
        let mut statement = connection.prepare_cached(
            "select tenancy, kind, staff, day, from_minute, until_minute, place, state from appointment \
             where id = ?1 and version = ?2",
        )?;
        let read = |row: &Row| {
            let (day, from, until) = (Day(row.get(3)?), TimeOfDay(row.get(4)?), TimeOfDay(row.get(5)?));
            Ok(Version {
                id,
                version,
                tenancy: TenancyId(row.get(0)?),
                kind: row.get(1)?,
                with: row.get(2)?,
                slot: Slot { day, from, until },
                place: row.get(6)?,
                state: row.get(7)?,
            })
        };
        Ok(statement.query_row((id, version), read).optional()?)
    }

    fn place(
        &self,
        transaction: &Transaction,
        act: i64,
        moment: i64,
    ) -> Result<Result<(), NotDone>, StoreError> {
        let placed = transaction
            .prepare_cached(
                "insert into appointment values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            )?
            .execute((
                self.id,
                self.version,
                act,
                self.tenancy.0,
                &self.kind,
                self.with,
                self.slot.day.0,
                self.slot.from.0,
                self.slot.until.0,
                &self.place,
                &self.state,
                moment,
            ));
        match placed {
            Err(error) if error.refusal() == Some("bezet") => Ok(Err(NotDone::Taken)),
            other => Ok(Ok(other.map(|_| ())?)),
        }
    }
}

impl Book {
    /// Appointments of a tenancy as they stand now, in order of time.
    pub fn appointments_of(&self, id: TenancyId) -> Result<Vec<Appointment>, StoreError> {
        let query = format!(
            "select {COLUMNS} from appointment_now a {JOINS} where a.tenancy = ?1 order by a.day, a.from_minute, a.id"
        );
        let mut statement = self.connection.prepare_cached(&query)?;
        Ok(statement.query_map([id.0], read)?.collect::<Result<_, _>>()?)
    }

    /// The first visit to a tenancy that is planned on or after a day.
    pub fn next_visit(&self, id: TenancyId, from: Day) -> Result<Option<Appointment>, StoreError> {
        let stands = |one: &Appointment| {
            one.kind == AppointmentKind::Visit
                && one.state == AppointmentState::Planned
                && one.slot.day >= from
        };
        Ok(self.appointments_of(id)?.into_iter().find(stands))
    }

    /// Appointments of everybody between two days, both included, in order of time. Those that were called off as well.
    pub fn agenda(&self, from: Day, until: Day) -> Result<Vec<AgendaLine>, StoreError> {
        self.agenda_of("a.day between ?1 and ?2", (from.0, until.0))
    }

    /// Appointments that stand and have not been ended, of all days, in order of time.
    pub fn appointments_that_stand(&self) -> Result<Vec<AgendaLine>, StoreError> {
        self.agenda_of("a.state = 'gepland'", ())
    }

    fn agenda_of(&self, which: &str, of: impl Params) -> Result<Vec<AgendaLine>, StoreError> {
        let query = format!(
            "select {COLUMNS}, coalesce(p.name, ''), coalesce(u.street, ''), coalesce(u.postcode, ''), \
             coalesce(u.town, ''), coalesce(u.district, ''), {NUMBER_TO_CALL} \
             from appointment_now a {JOINS} left join unit u on u.external = t.unit \
             left join tenancy_person tp on tp.tenancy = t.id and tp.place = \
               (select min(place) from tenancy_person where tenancy = t.id) \
             left join person p on p.external = tp.person \
             where {which} order by a.day, a.from_minute, a.id"
        );
        let mut statement = self.connection.prepare_cached(&query)?;
        let rows = statement.query_map(of, |row| {
            Ok(AgendaLine {
                appointment: read(row)?,
                name: row.get(15)?,
                street: row.get(16)?,
                postcode: row.get(17)?,
                town: row.get(18)?,
                district: row.get(19)?,
                phone: row.get(20)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What the tenant was told last of appointments from a day on that were moved or called off since: nobody has told yet.
    pub fn told_otherwise(&self, id: TenancyId, from: Day) -> Result<Vec<Outdated>, StoreError> {
        let query = format!("{TOLD_OTHERWISE} {ONCE_EACH} order by v.day, v.from_minute");
        let mut statement = self.connection.prepare_cached(&query)?;
        let rows = statement.query_map((id.0, from.0), |row| {
            let (day, from, until) = (Day(row.get(0)?), TimeOfDay(row.get(1)?), TimeOfDay(row.get(2)?));
            Ok(Outdated {
                slot: Slot { day, from, until },
                channel: row.get(3)?,
                told_on: Day(row.get(4)?),
                cancelled: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Was the tenant told of this appointment by a message that left?
    pub fn was_told_of(&self, id: AppointmentId) -> Result<bool, StoreError> {
        let query = "select 1 from attempt where appointment = ?1 and outcome = 'aangenomen'";
        Ok(self.connection.prepare_cached(query)?.exists([id.0])?)
    }

    /// Is this the task to tell a tenant that an appointment is otherwise, and is there still something to tell? `None` when it
    /// is another task.
    pub fn has_to_be_told(&self, task: &OpenTask, today: Day) -> Result<Option<bool>, StoreError> {
        let query = "select id, version from appointment where tenancy = ?1";
        let mut statement = self.connection.prepare_cached(query)?;
        let rows = statement.query_map([task.tenancy.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let versions: Vec<(i64, u32)> = rows.collect::<Result<_, _>>()?;
        if !versions.into_iter().any(|(id, version)| task_to_tell(id, version) == task.id) {
            return Ok(None);
        }
        Ok(Some(!self.told_otherwise(task.tenancy, today)?.is_empty()))
    }

    /// What happened to the appointments of a tenancy, oldest first; what was taken back is the act's to tell.
    pub fn appointment_steps(&self, id: TenancyId) -> Result<Vec<AppointmentStep>, StoreError> {
        let query = format!(
            "select {COLUMNS}, a.version > 0 and a.state = 'gepland', w.name, c.day, c.id from appointment a {JOINS} \
             join staff w on w.id = c.staff where a.tenancy = ?1 and c.undone_at is null order by a.made_at, a.version"
        );
        let mut statement = self.connection.prepare_cached(&query)?;
        let rows = statement.query_map([id.0], |row| {
            Ok(AppointmentStep {
                appointment: read(row)?,
                moved: row.get(15)?,
                who: row.get(16)?,
                day: Day(row.get(17)?),
                act: row.get(18)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
