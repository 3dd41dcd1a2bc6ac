//! Loads ready-made dossiers in bulk, past the delivery formats: for benchmarks, and for tests that start from a dossier.

use domain::dossier::Dossier;

use crate::book::{Book, StoreError};
use crate::codes::{Code, channels_code};
use crate::dossiers::{WAKES_NEXT_NIGHT, instalments_text};
use crate::packed;

impl Book {
    /// Stores dossiers as they are, truth and packed form, in one transaction. Numbers must be new.
    pub fn load(&mut self, dossiers: impl Iterator<Item = Dossier>) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        {
            let mut tenancy = transaction.prepare(
                "insert into tenancy values ($1, $2, '', $3, $4, $5, $6, $7, $8, $9, '', '', $10, $11, $12)",
            )?;
            let mut ledger =
                transaction.prepare("insert into ledger values ($1, $2, $3, $4, $5, $6, $7, 0)")?;
            let mut packed_row = transaction.prepare("insert into packed values ($1, $2, $3)")?;
            let mut circumstance = transaction
                .prepare("insert into circumstance values ($1, $2, $3, $4, $5, $6, $7, '', 'proef')")?;
            let mut contact =
                transaction.prepare("insert into contact values ($1, $2, $3, $4, $5, $6, '')")?;
            let mut arrangement =
                transaction.prepare("insert into arrangement values ($1, $2, $3, $4, $5, $6)")?;
            let mut bytes = Vec::new();
            for dossier in dossiers {
                let t = &dossier.tenancy;
                let id = t.id.0;
                let day = |day: Option<domain::calendar::Day>| day.map(|day| day.0);
                tenancy.execute((
                    id,
                    format!("{id}"),
                    day(t.starts_on),
                    day(t.ends_on),
                    day(t.notice_on),
                    day(t.deceased_on),
                    t.rent.map(|cents| cents.0),
                    t.direct_debit,
                    t.accepted_pay_day,
                    t.costs_clause.code(),
                    channels_code(t.reachable),
                    channels_code(t.refused),
                ))?;
                for (seq, e) in dossier.entries.iter().enumerate() {
                    let reason = e.reason.map(Code::code);
                    ledger.execute((
                        id,
                        seq as i64,
                        e.booked_on.0,
                        day(e.due_on),
                        e.kind.code(),
                        reason,
                        e.cents.0,
                    ))?;
                }
                for (seq, c) in dossier.circumstances.iter().enumerate() {
                    let name = format!("{id}/{seq:04}");
                    let cents = c.cents.map(|cents| cents.0);
                    circumstance.execute((
                        id,
                        c.since.0,
                        name,
                        c.kind.code(),
                        day(c.until),
                        day(c.closed_on),
                        cents,
                    ))?;
                }
                for (seq, c) in dossier.contacts.iter().enumerate() {
                    let name = format!("{id}/{seq:04}");
                    contact.execute((id, c.day.0, name, c.channel.code(), c.reached, c.incoming))?;
                }
                for (seq, a) in dossier.arrangements.iter().enumerate() {
                    let (name, text) = (format!("{id}/{seq:04}"), instalments_text(&a.instalments));
                    arrangement.execute((
                        id,
                        a.agreed_on.0,
                        name,
                        a.covers_until.0,
                        text,
                        day(a.ended_on),
                    ))?;
                }
                packed::pack(&dossier, &mut bytes);
                packed_row.execute((id, WAKES_NEXT_NIGHT, &bytes))?;
            }
        }
        transaction.commit()?;
        self.connection.execute_batch("analyze")?;
        Ok(())
    }

    /// The wake day of every tenancy of a range, by place in the range; for the night that reads the truth.
    pub fn wakes(&self, range: &crate::dossiers::Tenancies) -> Result<Vec<i32>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select tenancy, wake from packed where tenancy >= $1 and tenancy < $2 order by tenancy",
        )?;
        let mut rows = statement.query((range.start, range.end))?;
        let mut wakes = vec![WAKES_NEXT_NIGHT; range.len()];
        while let Some(row) = rows.next()? {
            let tenancy: u32 = row.get(0)?;
            wakes[(tenancy - range.start) as usize] = row.get(1)?;
        }
        Ok(wakes)
    }
}
