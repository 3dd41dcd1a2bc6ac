//! The one place where an entry goes onto the account of a tenancy. Entries are only ever added.

use domain::ids::TenancyId;
use domain::ledger::Entry;

use crate::book::StoreError;
use crate::codes::Code;
use crate::db::Connection;

/// Keeps what the landlord called a booking of a tenancy, when it is not known yet.
pub(crate) const DESCRIBE: &str = "insert into booking values (?1, ?2, ?3, ?4) on conflict do nothing";

/// Adds an entry at its place in the account; `source` is the landlord's booking behind it, or 0. Whoever calls brings the
/// packed dossier in step.
pub(crate) fn append(
    of: &Connection,
    tenancy: TenancyId,
    seq: i64,
    entry: &Entry,
    source: i64,
) -> Result<(), StoreError> {
    let insert = "insert into ledger values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    of.prepare_cached(insert)?.put((
        tenancy.0,
        seq,
        entry.booked_on.0,
        entry.due_on.map(|day| day.0),
        entry.kind.code(),
        entry.reason.map(Code::code),
        entry.cents.0,
        source,
    ))?;
    Ok(())
}
