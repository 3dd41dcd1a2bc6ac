//! Who rents what, as a partner's file needs it: names, days of birth and the address.
//!
//! In goes a tenancy; out come rows of master data. Only what leaves in a file to a municipality or a bailiff is read here.

use domain::delivery::{PersonRow, UnitRow};
use domain::ids::TenancyId;

use crate::book::{Book, StoreError};
use crate::codes::day;
use crate::db::OptionalExtension;
use crate::post::NUMBER_TO_CALL;

impl Book {
    /// Tenant first, then co-tenants, each with the number at which to call; the dead are left out.
    pub fn parties_of(&self, tenancy: TenancyId) -> Result<Vec<PersonRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "select p.external, p.name, p.salutation, p.born_on, p.email, {NUMBER_TO_CALL} \
             from tenancy_person tp join person p on p.external = tp.person \
             where tp.tenancy = ?1 and p.deceased_on is null order by tp.place"
        ))?;
        let rows = statement.query_map([tenancy.0], |row| {
            Ok(PersonRow {
                external: row.get(0)?,
                name: row.get(1)?,
                salutation: row.get(2)?,
                born_on: day(row.get(3)?),
                email: row.get(4)?,
                phone: row.get(5)?,
                ..PersonRow::default()
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Everybody on the tenancy, tenant first: the landlord's number and the name.
    pub fn tenants_of(&self, tenancy: TenancyId) -> Result<Vec<(String, String)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select p.external, p.name from tenancy_person tp join person p on p.external = tp.person \
             where tp.tenancy = ?1 order by tp.place",
        )?;
        let rows = statement.query_map([tenancy.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The home of a tenancy; empty when it was not delivered.
    pub fn home_of(&self, tenancy: TenancyId) -> Result<UnitRow, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select u.external, u.street, u.house_number, u.postcode, u.town, u.municipality, u.district \
             from tenancy t join unit u on u.external = t.unit where t.id = ?1",
        )?;
        let found = statement.query_row([tenancy.0], |row| {
            Ok(UnitRow {
                external: row.get(0)?,
                street: row.get(1)?,
                house_number: row.get(2)?,
                postcode: row.get(3)?,
                town: row.get(4)?,
                municipality: row.get(5)?,
                district: row.get(6)?,
            })
        });
        Ok(found.optional()?.unwrap_or_default())
    }
}
