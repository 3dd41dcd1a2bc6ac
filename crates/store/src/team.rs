//! The team: who is away and who stands in, who does what kind of work, and who looks at which dossier now.
//!
//! In go changes with who made them, each with its line in the log; out come the people of a day as the domain divides work
//! among them. Whom a task is for is decided in [`domain::team`].

use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::policy::TaskKind;
use domain::team::Colleague;

use crate::book::{Book, StoreError};
use crate::db::{OptionalExtension, Row};
use crate::post::Moment;
use crate::staff::{Staff, StaffId};

/// Somebody is away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    /// Number.
    pub id: i64,
    /// Who.
    pub staff: StaffId,
    /// That person's name.
    pub name: String,
    /// First day.
    pub first: Day,
    /// Last day.
    pub last: Day,
    /// Who stands in, if somebody was named.
    pub stand_in: Option<StaffId>,
    /// That person's name, or empty.
    pub stand_in_name: String,
    /// Who recorded it.
    pub made_by: String,
}

impl Absence {
    /// Is it on this day?
    pub fn holds_on(&self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }
}

impl Book {
    /// Absences that hold on a day or begin later, in order of day; those that were ended are not among them.
    pub fn absences(&self, from: Day) -> Result<Vec<Absence>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select a.id, a.staff, s.name, a.first, a.last, a.stand_in, coalesce(i.name, ''), m.name from absence a \
             join staff s on s.id = a.staff join staff m on m.id = a.made_by left join staff i on i.id = a.stand_in \
             where a.ended_at is null and a.last >= ?1 and s.closed_at is null order by a.first, s.name, a.id",
        )?;
        let rows = statement.query_map([from.0], |row| {
            Ok(Absence {
                id: row.get(0)?,
                staff: StaffId(row.get(1)?),
                name: row.get(2)?,
                first: Day(row.get(3)?),
                last: Day(row.get(4)?),
                stand_in: row.get::<Option<i64>>(5)?.map(StaffId),
                stand_in_name: row.get(6)?,
                made_by: row.get(7)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Records that somebody is away; gives its number.
    pub fn add_absence(
        &self,
        of: StaffId,
        (first, last): (Day, Day),
        stand_in: Option<StaffId>,
        by: StaffId,
        at: Moment,
    ) -> Result<i64, StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        let id = transaction.query_row(
            "insert into absence (staff, first, last, stand_in, made_by, made_at) values (?1, ?2, ?3, ?4, ?5, ?6) returning id",
            (of.0, first.0, last.0, stand_in.map(|id| id.0), by.0, at.seconds),
            |row| row.get(0),
        )?;
        let stand_in = stand_in.map_or("niemand".into(), |id| format!("account {}", id.0));
        let detail = format!("account {}, {first} tot en met {last}, waarneming door {stand_in}", of.0);
        self.log(at, Some(by), None, "afwezigheid", &detail)?;
        transaction.commit()?;
        Ok(id)
    }

    /// Whose absence it is.
    pub fn absence_is_of(&self, id: i64) -> Result<Option<StaffId>, StoreError> {
        let query = "select staff from absence where id = ?1";
        let found = self.connection.prepare_cached(query)?.query_row([id], |row| row.get(0)).optional()?;
        Ok(found.map(StaffId))
    }

    /// Ends an absence, or says that it was a mistake; `false` when it was ended already.
    pub fn end_absence(&self, id: i64, by: StaffId, at: Moment) -> Result<bool, StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        let query = "update absence set ended_by = ?2, ended_at = ?3 where id = ?1 and ended_at is null";
        let ended = transaction.execute(query, (id, by.0, at.seconds))? == 1;
        if ended {
            self.log(at, Some(by), None, "afwezigheid", &format!("nummer {id} beëindigd"))?;
            transaction.commit()?;
        }
        Ok(ended)
    }

    /// Puts an absence that was ended back.
    pub fn restore_absence(&self, id: i64, by: StaffId, at: Moment) -> Result<bool, StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        let query =
            "update absence set ended_by = null, ended_at = null where id = ?1 and ended_at is not null";
        let back = transaction.execute(query, [id])? == 1;
        if back {
            self.log(at, Some(by), None, "afwezigheid", &format!("nummer {id} hersteld"))?;
            transaction.commit()?;
        }
        Ok(back)
    }

    /// What kinds of work somebody does; none is all.
    pub fn skills_of(&self, id: StaffId) -> Result<Vec<TaskKind>, StoreError> {
        let mut statement = self.connection.prepare_cached("select kind from skill where staff = ?1")?;
        let words: Vec<String> = statement.query_map([id.0], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(TaskKind::ALL.into_iter().filter(|kind| words.iter().any(|word| word == kind.dutch())).collect())
    }

    /// Says what kinds of work somebody does.
    pub fn set_skills(
        &self,
        of: StaffId,
        kinds: &[TaskKind],
        by: StaffId,
        at: Moment,
    ) -> Result<(), StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        transaction.execute("delete from skill where staff = ?1", [of.0])?;
        for kind in kinds {
            transaction
                .execute("insert into skill values (?1, ?2) on conflict do nothing", (of.0, kind.dutch()))?;
        }
        let words: Vec<&str> = kinds.iter().map(|kind| kind.dutch()).collect();
        let words = if words.is_empty() { "alles".into() } else { words.join(", ") };
        self.log(at, Some(by), None, "vaardigheden", &format!("account {}: {words}", of.0))?;
        transaction.commit()?;
        Ok(())
    }

    /// The same person with the districts of those she stands in for on a day.
    pub fn standing_in(&self, mut staff: Staff, day: Day) -> Result<Staff, StoreError> {
        if staff.seat.districts.is_empty() {
            return Ok(staff);
        }
        let mut statement = self.connection.prepare_cached(
            "select s.districts from absence a join staff s on s.id = a.staff where a.stand_in = ?1 and a.ended_at is null \
             and a.first <= ?2 and a.last >= ?2 and s.closed_at is null and s.role in ('huurconsulent', 'teamleider')",
        )?;
        for districts in statement.query_map((staff.id.0, day.0), |row| row.get::<String>(0))? {
            let districts = districts?;
            if districts.is_empty() {
                // Who is away reaches all districts; for a while so does who stands in.
                staff.seat.districts.clear();
                return Ok(staff);
            }
            for district in districts.lines() {
                if !staff.seat.districts.iter().any(|own| own == district) {
                    staff.seat.districts.push(district.to_string());
                }
            }
        }
        Ok(staff)
    }

    /// The people of a day among whom work is divided, by name.
    pub fn team(&self, day: Day) -> Result<Vec<Colleague>, StoreError> {
        let absences = self.absences(day)?;
        let away: Vec<&Absence> = absences.iter().filter(|one| one.holds_on(day)).collect();
        let mut team = Vec::new();
        for staff in self.staff()?.into_iter().filter(|staff| staff.closed_at.is_none()) {
            let id = staff.id;
            let stands_in_for = away.iter().filter(|one| one.stand_in == Some(id));
            team.push(Colleague {
                id: id.0,
                stands_in_for: stands_in_for.map(|one| one.staff.0).collect(),
                is_away: away.iter().any(|one| one.staff == id),
                skills: self.skills_of(id)?,
                seat: self.standing_in(staff, day)?.seat,
            });
        }
        Ok(team)
    }

    /// Which dossiers others than `me` look at now, and who.
    pub fn viewed(&self, me: StaffId, now: i64) -> Result<Vec<(TenancyId, String)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select v.tenancy, s.name from viewing v join staff s on s.id = v.staff \
             where v.staff <> ?1 and v.until > ?2 order by v.tenancy, s.name",
        )?;
        let read = |row: &Row| Ok((TenancyId(row.get(0)?), row.get(1)?));
        Ok(statement.query_map((me.0, now), read)?.collect::<Result<_, _>>()?)
    }
}
