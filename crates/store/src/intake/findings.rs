//! What was odd about a delivery, kept with it.

use domain::delivery::Finding;

use crate::book::StoreError;
use crate::db::Transaction;

pub(super) fn insert_finding(
    transaction: &Transaction,
    delivery: i64,
    finding: &Finding,
) -> Result<(), StoreError> {
    transaction.execute(
        "insert into finding (delivery, file, row, severity, field, value, reason) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (
            delivery,
            &finding.place.file,
            finding.place.row,
            finding.severity as u8,
            &finding.field,
            &finding.value,
            &finding.reason,
        ),
    )?;
    Ok(())
}
