//! The whole portfolio in a few lists: who rents what, and where everybody stood after a night.

use std::collections::BTreeMap;

use domain::calendar::Day;
use domain::ids::{Key, TenancyId};

use crate::book::{Book, StoreError};
use crate::db::{OptionalExtension, Row};
use crate::nights::StoredOutcome;

/// Changes whenever a delivery or a night changed the book, so that what was worked out from it can be kept until then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    deliveries: i64,
    runs: i64,
    undone: i64,
}

/// A tenancy as a list shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TenantLine {
    /// Number inside the book.
    pub id: TenancyId,
    /// Dossier number: the landlord's id of the tenancy.
    pub dossier: String,
    /// Name of the tenant, or empty.
    pub name: String,
    /// Street and house number, or empty.
    pub street: String,
    /// Postcode, or empty.
    pub postcode: String,
    /// Town, or empty.
    pub town: String,
    /// District, or empty.
    pub district: String,
    /// Everybody who rents, by name, on a line each.
    pub names: String,
    /// Their numbers, on a line each.
    pub phones: String,
    /// Their e-mail addresses, on a line each.
    pub mails: String,
    /// What the tenant types on the payment site, or empty.
    pub code: String,
}

const TENANTS: &str = "select t.id, t.external, coalesce(p.name, ''), coalesce(u.street, ''), coalesce(u.postcode, ''), \
     coalesce(u.town, ''), coalesce(u.district, ''), \
     coalesce((select string_agg(a.name, '\n' order by ta.place) from tenancy_person ta join person a on a.external = ta.person \
       where ta.tenancy = t.id), ''), \
     coalesce((select string_agg(a.mobile || '\n' || a.phone, '\n' order by ta.place) from tenancy_person ta \
       join person a on a.external = ta.person where ta.tenancy = t.id), ''), \
     coalesce((select string_agg(a.email, '\n' order by ta.place) from tenancy_person ta join person a on a.external = ta.person \
       where ta.tenancy = t.id), ''), \
     coalesce((select code from payment_code c where c.tenancy = t.id), '') from tenancy t left join unit u on u.external = t.unit \
     left join tenancy_person tp on tp.tenancy = t.id and tp.place = \
     (select min(place) from tenancy_person where tenancy = t.id) \
     left join person p on p.external = tp.person order by t.id";

impl Book {
    /// What the book looks like now; see [`Stamp`].
    pub fn stamp(&self) -> Result<Stamp, StoreError> {
        let query = "select (select coalesce(max(id), 0) from delivery), (select coalesce(max(id), 0) from night_run), \
             (select count(*) from night_run where superseded_by is not null)";
        let read = |row: &Row| Ok(Stamp { deliveries: row.get(0)?, runs: row.get(1)?, undone: row.get(2)? });
        Ok(self.connection.prepare_cached(query)?.query_row([], read)?)
    }

    /// The tenancy with this dossier number, with the district of its home, or empty.
    pub fn tenancy_in_district(&self, dossier: &str) -> Result<Option<(TenancyId, String)>, StoreError> {
        let query = "select t.id, coalesce(u.district, '') from tenancy t left join unit u on u.external = t.unit \
             where t.external = ?1";
        let read = |row: &Row| Ok((TenancyId(row.get(0)?), row.get(1)?));
        Ok(self.connection.prepare_cached(query)?.query_row([dossier], read).optional()?)
    }

    /// Every tenancy with its first tenant and its address, in order of number.
    pub fn tenants(&self) -> Result<Vec<TenantLine>, StoreError> {
        let mut statement = self.connection.prepare_cached(TENANTS)?;
        let rows = statement.query_map([], |row| {
            Ok(TenantLine {
                id: TenancyId(row.get(0)?),
                dossier: row.get(1)?,
                name: row.get(2)?,
                street: row.get(3)?,
                postcode: row.get(4)?,
                town: row.get(5)?,
                district: row.get(6)?,
                names: row.get(7)?,
                phones: row.get(8)?,
                mails: row.get(9)?,
                code: row.get(10)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The category of every tenancy after the night of `day`; who had none yet is not in it.
    pub fn categories_after(&self, day: Day) -> Result<BTreeMap<TenancyId, Key>, StoreError> {
        let mut categories = BTreeMap::new();
        let read = |row: &Row| Ok((TenancyId(row.get(0)?), row.get::<Option<u32>>(1)?.map(Key)));
        let mut now = self.connection.prepare_cached("select tenancy, category from position")?;
        for row in now.query_map([], read)? {
            let (tenancy, category) = row?;
            categories.extend(category.map(|category| (tenancy, category)));
        }
        let mut later = self.connection.prepare_cached(
            "select d.tenancy, d.was_category from night_run n cross join decision d \
             where d.run = n.id and n.superseded_by is null and n.day > ?1 and d.category_changed = 1 order by n.day desc",
        )?;
        for row in later.query_map([day.0], read)? {
            match row? {
                (tenancy, Some(category)) => categories.insert(tenancy, category),
                (tenancy, None) => categories.remove(&tenancy),
            };
        }
        Ok(categories)
    }

    /// What the last record says of every tenancy that has one. A record is made when the outcome changes, so this is
    /// how things stand after the last night.
    pub fn last_outcomes(&self) -> Result<BTreeMap<TenancyId, StoredOutcome>, StoreError> {
        let mut last = self.connection.prepare_cached("select tenancy, run from position")?;
        let mut record = self.connection.prepare_cached(
            "select d.outcome, d.was_run, n.superseded_by is null from decision d join night_run n on n.id = d.run \
             where d.run = ?1 and d.tenancy = ?2",
        )?;
        let mut outcomes = BTreeMap::new();
        let mut rows = last.query([])?;
        while let Some(row) = rows.next()? {
            let (tenancy, mut next): (u32, Option<i64>) = (row.get(0)?, row.get(1)?);
            while let Some(run) = next {
                let mut records = record.query((run, tenancy))?;
                let Some(row) = records.next()? else { break };
                next = row.get(1)?;
                if row.get(2)? {
                    let text = row.get_ref(0)?.as_str()?;
                    outcomes.insert(TenancyId(tenancy), StoredOutcome::parse(text));
                    break;
                }
            }
        }
        Ok(outcomes)
    }
}
