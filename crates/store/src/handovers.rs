//! Hand-overs to the bailiff: who asked, who agreed, when it left, how it goes, and when it ended.
//!
//! In goes what people decide and what the bailiff reports; out come rows and circumstances of the dossier in the same
//! transaction. Whether the evidence is complete is decided by `domain::law_in_motion::evidence`; that two different people
//! decide is held here too.

use domain::calendar::Day;
use domain::dossier::CircumstanceKind;
use domain::ids::TenancyId;
use domain::law_in_motion::bailiff_phase::BailiffPhase;
use domain::law_in_motion::evidence::{Agreement, are_two_people};
use domain::money::Cents;

use crate::book::{Book, StoreError};
use crate::codes::day;
use crate::db::{Connection, OptionalExtension};
use crate::post::Moment;
use crate::recorded::{Recorded, close, place};
use crate::staff::StaffId;

/// A hand-over that is not closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// Its number.
    pub id: i64,
    /// Who asked and who agreed.
    pub agreement: Agreement,
    /// Why it was asked.
    pub why: String,
    /// Day on which the set left.
    pub exported_on: Option<Day>,
}

/// Why a step of a hand-over was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// There is one already.
    AlreadyAsked,
    /// Nobody asked.
    NotAsked,
    /// The same person asked and would agree.
    SamePerson,
    /// Two people agreed before.
    AlreadyAgreed,
    /// No two people agreed yet.
    NotAgreed,
    /// It is not at the bailiff.
    NotExported,
}

impl NotTaken {
    /// The sentence a person reads, with the next step.
    pub const fn dutch(self) -> &'static str {
        match self {
            NotTaken::AlreadyAsked => "er is al om akkoord gevraagd; een andere collega kan nu beslissen",
            NotTaken::NotAsked => "er is nog niet om akkoord gevraagd; doe eerst `houvast handover ask`",
            NotTaken::SamePerson => {
                "wie vraagt en wie akkoord geeft moeten twee verschillende mensen zijn; laat een collega beslissen"
            }
            NotTaken::AlreadyAgreed => "twee mensen hebben al akkoord gegeven",
            NotTaken::NotAgreed => "er is nog geen akkoord van twee mensen",
            NotTaken::NotExported => "dit dossier is niet overgedragen aan de deurwaarder",
        }
    }
}

/// A step, or why it was not taken.
pub type Step = Result<(), NotTaken>;

/// Who does it, and when.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// By name, as the papers of the case show it.
    pub name: &'a str,
    /// The day.
    pub on: Day,
    /// The account and the moment, for the log, when it is done on screen.
    pub account: Option<(StaffId, Moment)>,
}

impl Book {
    /// The hand-over of a dossier that is not closed.
    pub fn open_handover(&self, tenancy: TenancyId) -> Result<Option<Handover>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select id, asked_by, asked_on, why, agreed_by, agreed_on, exported_on from handover \
             where tenancy = ?1 and closed_on is null",
        )?;
        let found = statement.query_row([tenancy.0], |row| {
            let agreed_on = day(row.get(5)?);
            Ok(Handover {
                id: row.get(0)?,
                agreement: Agreement {
                    asked_by: row.get(1)?,
                    asked_on: Day(row.get(2)?),
                    agreed: row.get::<Option<String>>(4)?.zip(agreed_on),
                },
                why: row.get(3)?,
                exported_on: day(row.get(6)?),
            })
        });
        Ok(found.optional()?)
    }

    /// One person asks.
    pub fn ask_handover(&mut self, tenancy: TenancyId, by: By, why: &str) -> Result<Step, StoreError> {
        if self.open_handover(tenancy)?.is_some() {
            return Ok(Err(NotTaken::AlreadyAsked));
        }
        let transaction = self.connection.unchecked_transaction()?;
        transaction.execute(
            "insert into handover (tenancy, asked_by, asked_on, why) values (?1, ?2, ?3, ?4)",
            (tenancy.0, by.name, by.on.0, why),
        )?;
        self.log_step(tenancy, by, "akkoord gevraagd voor overdracht")?;
        transaction.commit()?;
        Ok(Ok(()))
    }

    /// Another person agrees.
    pub fn agree_handover(&mut self, tenancy: TenancyId, by: By) -> Result<Step, StoreError> {
        let Some(handover) = self.open_handover(tenancy)? else { return Ok(Err(NotTaken::NotAsked)) };
        if handover.agreement.agreed.is_some() {
            return Ok(Err(NotTaken::AlreadyAgreed));
        }
        if !are_two_people(&handover.agreement.asked_by, by.name) {
            return Ok(Err(NotTaken::SamePerson));
        }
        let transaction = self.connection.unchecked_transaction()?;
        transaction.execute(
            "update handover set agreed_by = ?2, agreed_on = ?3 where id = ?1",
            (handover.id, by.name, by.on.0),
        )?;
        let recorded = Recorded {
            tenancy,
            id: &agreed_id(handover.id),
            kind: CircumstanceKind::HandoverAgreed,
            since: by.on,
            until: None,
            cents: None,
            why: &handover.why,
            by: &format!("{} en {}", handover.agreement.asked_by, by.name),
        };
        place(&transaction, &recorded)?;
        transaction.execute(
            "update task set state = 'klaar' where tenancy = ?1 and kind = 'deurwaarder-afwegen' and state = 'open'",
            [tenancy.0],
        )?;
        self.log_step(tenancy, by, "akkoord gegeven voor overdracht")?;
        self.refresh(tenancy)?;
        transaction.commit()?;
        Ok(Ok(()))
    }

    /// The set left: the dossier is at the bailiff from this day on. Gives whether that is news.
    pub fn put_handed_over(
        &mut self,
        tenancy: TenancyId,
        on: Day,
    ) -> Result<Result<bool, NotTaken>, StoreError> {
        let Some(handover) = self.open_handover(tenancy)? else { return Ok(Err(NotTaken::NotAsked)) };
        if !handover.agreement.stands() {
            return Ok(Err(NotTaken::NotAgreed));
        }
        let transaction = self.connection.unchecked_transaction()?;
        let leaves = "update handover set exported_on = ?2 where id = ?1 and exported_on is null";
        if transaction.execute(leaves, (handover.id, on.0))? == 0 {
            return Ok(Ok(false));
        }
        let (asked_by, agreed_by) =
            (&handover.agreement.asked_by, handover.agreement.agreed.as_ref().map_or("", |(by, _)| by));
        let recorded = Recorded {
            tenancy,
            id: &case_id(handover.id),
            kind: CircumstanceKind::AtBailiff,
            since: on,
            until: None,
            cents: None,
            why: &handover.why,
            by: &format!("{asked_by} en {agreed_by}"),
        };
        place(&transaction, &recorded)?;
        self.refresh(tenancy)?;
        transaction.commit()?;
        Ok(Ok(true))
    }

    /// Closes a hand-over: taken back because the tenant paid or arranged, or ended at the bailiff.
    pub fn close_handover(&mut self, tenancy: TenancyId, by: By, because: &str) -> Result<Step, StoreError> {
        let Some(handover) = self.open_handover(tenancy)? else { return Ok(Err(NotTaken::NotAsked)) };
        let transaction = self.connection.unchecked_transaction()?;
        end(&transaction, handover.id, by.on, because)?;
        self.log_step(tenancy, by, "overdracht ingetrokken")?;
        self.refresh(tenancy)?;
        transaction.commit()?;
        Ok(Ok(()))
    }

    fn log_step(&self, tenancy: TenancyId, by: By, what: &str) -> Result<(), StoreError> {
        let Some((staff, moment)) = by.account else { return Ok(()) };
        self.log(moment, Some(staff), Some(tenancy), "gewijzigd", what)
    }

    /// Keeps what the bailiff reports. False when the same was known.
    pub fn put_bailiff_status(
        &mut self,
        tenancy: TenancyId,
        phase: BailiffPhase,
        on: Day,
        eviction_on: Option<Day>,
        cents: Option<Cents>,
    ) -> Result<Result<bool, NotTaken>, StoreError> {
        let Some(handover) = self.open_handover(tenancy)?.filter(|one| one.exported_on.is_some()) else {
            return Ok(Err(NotTaken::NotExported));
        };
        let transaction = self.connection.unchecked_transaction()?;
        let new = transaction.execute(
            "insert into handover_status values (?1, ?2, ?3, ?4) on conflict do nothing",
            (handover.id, on.0, phase.dutch(), cents.map(|cents| cents.0)),
        )?;
        if new == 0 {
            return Ok(Ok(false));
        }
        if let Some(kind) = phase.begins() {
            let recorded = Recorded {
                tenancy,
                id: &status_id(handover.id, phase),
                kind,
                since: on,
                until: eviction_on,
                cents,
                why: "Bericht van de deurwaarder",
                by: "deurwaarder",
            };
            place(&transaction, &recorded)?;
        }
        if phase.ends_handover() {
            end(&transaction, handover.id, on, phase.dutch())?;
        }
        self.refresh(tenancy)?;
        transaction.commit()?;
        Ok(Ok(true))
    }
}

fn end(connection: &Connection, id: i64, on: Day, because: &str) -> Result<(), StoreError> {
    connection.execute(
        "update handover set closed_on = ?2, closed_because = ?3 where id = ?1",
        (id, on.0, because),
    )?;
    close(connection, &agreed_id(id), on)?;
    close(connection, &case_id(id), on)?;
    // A judgment stays a judgment; an eviction that was announced is off.
    close(connection, &status_id(id, BailiffPhase::EvictionAnnounced), on)?;
    Ok(())
}

fn agreed_id(handover: i64) -> String {
    format!("overdracht/{handover}/akkoord")
}

fn case_id(handover: i64) -> String {
    format!("overdracht/{handover}")
}

fn status_id(handover: i64, phase: BailiffPhase) -> String {
    format!("overdracht/{handover}/{}", phase.dutch())
}
