//! Circumstances, contacts and arrangements: what people recorded about a tenancy.

use domain::calendar::Day;
use domain::delivery::{ArrangementRow, CircumstanceRow, ContactRow, Place};
use domain::dossier::{Arrangement, CircumstanceKind};
use domain::ids::TenancyId;
use domain::money::Cents;

use super::Work;
use super::bookings::source_of;
use crate::acts::Ends;
use crate::book::StoreError;
use crate::codes::Code;
use crate::db::OptionalExtension;
use crate::dossiers::{arrangements_of, circumstances_of, instalments_text, read_contact};

/// A circumstance about to be placed.
pub(super) struct Placed {
    pub external: String,
    pub kind: CircumstanceKind,
    pub since: Day,
    pub until: Option<Day>,
    pub closed_on: Option<Day>,
    pub cents: Option<Cents>,
    pub why: String,
}

impl Work<'_> {
    pub(super) fn take_circumstance(
        &mut self,
        place: &Place,
        row: &CircumstanceRow,
    ) -> Result<bool, StoreError> {
        let Some(id) = self.known_tenancy(place, &row.tenancy) else { return Ok(false) };
        self.place(
            id,
            &Placed {
                external: row.external.clone(),
                kind: row.kind,
                since: row.since,
                until: row.until,
                closed_on: row.closed_on,
                cents: row.cents,
                why: row.why.clone(),
            },
        )
    }

    /// Places a circumstance, or changes the one with this id; false when nothing changed.
    pub(super) fn place(&mut self, id: TenancyId, placed: &Placed) -> Result<bool, StoreError> {
        let mut known = self.transaction.prepare_cached(
            "select tenancy, since, kind, until, closed_on, cents, why from circumstance where external = ?1",
        )?;
        type Known = (u32, i32, u8, Option<i32>, Option<i32>, Option<i64>, String);
        let before: Option<Known> = known
            .query_row([&placed.external], |row| {
                Ok((
                    row.get(0)?,
                    row.get(1)?,
                    row.get(2)?,
                    row.get(3)?,
                    row.get(4)?,
                    row.get(5)?,
                    row.get(6)?,
                ))
            })
            .optional()?;
        drop(known);
        // A circumstance without a first day holds from the day we heard of it: from then on it protects.
        let heard_on = before.as_ref().map_or(self.today, |before| Day(before.1));
        let since = if placed.since == Day(0) { heard_on } else { placed.since };
        let now: Known = (
            id.0,
            since.0,
            placed.kind.code(),
            placed.until.map(|day| day.0),
            placed.closed_on.map(|day| day.0),
            placed.cents.map(|cents| cents.0),
            placed.why.clone(),
        );
        if before.as_ref() == Some(&now) || (self.late && before.is_some()) {
            return Ok(false);
        }
        self.transaction
            .prepare_cached("delete from circumstance where external = ?1")?
            .execute([&placed.external])?;
        self.forget_ending(Ends::Circumstance, &placed.external)?;
        self.transaction
            .prepare_cached(
                "insert into circumstance values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'aanlevering')",
            )?
            .execute((id.0, since.0, &placed.external, now.2, now.3, now.4, now.5, &placed.why))?;
        if let Some(before) = before.filter(|before| before.0 != id.0) {
            self.reload_circumstances(TenancyId(before.0))?;
        }
        self.reload_circumstances(id)?;
        Ok(true)
    }

    pub(super) fn reload_circumstances(&mut self, id: TenancyId) -> Result<(), StoreError> {
        let list = circumstances_of(self.transaction, id)?;
        self.dossier(id)?.circumstances = list;
        Ok(())
    }

    pub(super) fn take_contact(&mut self, place: &Place, row: &ContactRow) -> Result<bool, StoreError> {
        let Some(id) = self.known_tenancy(place, &row.tenancy) else { return Ok(false) };
        let mut insert = self.transaction.prepare_cached(
            "insert into contact values (?1, ?2, ?3, ?4, ?5, ?6, ?7) on conflict do nothing",
        )?;
        let new = insert.execute((
            id.0,
            row.day.0,
            &row.external,
            row.channel.code(),
            row.reached,
            row.incoming,
            &row.note,
        ))?;
        drop(insert);
        if new == 0 {
            return Ok(false);
        }
        let mut statement = self.transaction.prepare_cached(
            "select tenancy, day, channel, reached, incoming from contact where tenancy = ?1 order by day, external",
        )?;
        let mut rows = statement.query([id.0])?;
        let mut list = Vec::new();
        while let Some(row) = rows.next()? {
            list.push(read_contact(&row)?);
        }
        drop(rows);
        drop(statement);
        self.dossier(id)?.contacts = list;
        Ok(true)
    }

    pub(super) fn take_arrangement(
        &mut self,
        place: &Place,
        row: &ArrangementRow,
    ) -> Result<bool, StoreError> {
        let Some(id) = self.known_tenancy(place, &row.tenancy) else { return Ok(false) };
        let mut covers_until = None;
        for claim in &row.covers {
            covers_until = covers_until.max(self.due_day_of(source_of(claim))?);
        }
        let arrangement = Arrangement {
            agreed_on: row.agreed_on,
            covers_until: covers_until.unwrap_or(row.agreed_on),
            instalments: row.instalments.clone(),
            ended_on: row.ended_on,
        };
        let text = instalments_text(&arrangement.instalments);
        let now = (
            arrangement.agreed_on.0,
            arrangement.covers_until.0,
            text,
            arrangement.ended_on.map(|day| day.0),
        );
        let mut known = self.transaction.prepare_cached(
            "select agreed_on, covers_until, instalments, ended_on from arrangement where external = ?1",
        )?;
        let before: Option<(i32, i32, String, Option<i32>)> = known
            .query_row([&row.external], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
            .optional()?;
        drop(known);
        if before.as_ref() == Some(&now) || (self.late && before.is_some()) {
            return Ok(false);
        }
        self.transaction
            .prepare_cached("delete from arrangement where external = ?1")?
            .execute([&row.external])?;
        // Which claims it covers is ours to work out: only what was agreed can say something else.
        let agreed = |row: &(i32, i32, String, Option<i32>)| (row.0, row.2.clone(), row.3);
        if before.as_ref().map(agreed) != Some(agreed(&now)) {
            self.forget_ending(Ends::Arrangement, &row.external)?;
        }
        self.transaction
            .prepare_cached("insert into arrangement values (?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute((id.0, now.0, &row.external, now.1, &now.2, now.3))?;
        self.reload_arrangements(id)?;
        Ok(true)
    }

    fn reload_arrangements(&mut self, id: TenancyId) -> Result<(), StoreError> {
        let list = arrangements_of(self.transaction, id)?;
        self.dossier(id)?.arrangements = list;
        Ok(())
    }

    /// A delivery says something else than before about what a person here ended: the newest delivery holds.
    fn forget_ending(&self, what: Ends, external: &str) -> Result<(), StoreError> {
        let delete = "delete from ending where what = ?1 and external = ?2";
        self.transaction.prepare_cached(delete)?.execute((what.word(), external))?;
        Ok(())
    }
}
