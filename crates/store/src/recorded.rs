//! What people at the landlord record through Houvast itself, beside what deliveries bring: circumstances with a who.
//!
//! In goes one change inside a transaction; out come the row, the packed dossier in step with it, and the dossier on the
//! list of those the next night looks at. Its ids begin with a word that no delivery uses, so neither overwrites the other.

use domain::calendar::Day;
use domain::dossier::CircumstanceKind;
use domain::ids::TenancyId;
use domain::money::Cents;

use crate::book::{Book, StoreError};
use crate::codes::Code;
use crate::db::Connection;
use crate::intake::PUT_PACKED;
use crate::packed;

/// A circumstance that a person records.
pub(crate) struct Recorded<'a> {
    pub(crate) tenancy: TenancyId,
    /// `vroegsignaal/…`, `overdracht/…`: the same id again changes the same row.
    pub(crate) id: &'a str,
    pub(crate) kind: CircumstanceKind,
    pub(crate) since: Day,
    pub(crate) until: Option<Day>,
    pub(crate) cents: Option<Cents>,
    pub(crate) why: &'a str,
    pub(crate) by: &'a str,
}

/// Places a circumstance; one with this id is replaced.
pub(crate) fn place(connection: &Connection, recorded: &Recorded) -> Result<(), StoreError> {
    connection.prepare_cached("delete from circumstance where external = ?1")?.execute([recorded.id])?;
    connection
        .prepare_cached("insert into circumstance values (?1, ?2, ?3, ?4, ?5, null, ?6, ?7, ?8)")?
        .execute((
            recorded.tenancy.0,
            recorded.since.0,
            recorded.id,
            recorded.kind.code(),
            recorded.until.map(|day| day.0),
            recorded.cents.map(|cents| cents.0),
            recorded.why,
            recorded.by,
        ))?;
    Ok(())
}

/// Closes the circumstance with this id, when it is open.
pub(crate) fn close(connection: &Connection, id: &str, on: Day) -> Result<(), StoreError> {
    let mut update = connection
        .prepare_cached("update circumstance set closed_on = ?2 where external = ?1 and closed_on is null")?;
    update.execute((id, on.0))?;
    Ok(())
}

impl Book {
    /// Packs a dossier anew from the truth and lets the next night look at it. Inside the transaction that changed it.
    pub(crate) fn refresh(&self, tenancy: TenancyId) -> Result<(), StoreError> {
        let Some(dossier) = self.dossier_from_truth(tenancy)? else { return Ok(()) };
        let mut bytes = Vec::new();
        packed::pack(&dossier, &mut bytes);
        self.connection.prepare_cached(PUT_PACKED)?.execute((tenancy.0, &bytes))?;
        self.connection
            .prepare_cached("insert into touched values (?1) on conflict do nothing")?
            .execute([tenancy.0])?;
        Ok(())
    }
}
