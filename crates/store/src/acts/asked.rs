//! What waits for a second person: arrangements outside the landlord's limits, and hand-overs to the bailiff.

use domain::calendar::Day;
use domain::dossier::Arrangement;
use domain::ids::TenancyId;

use crate::book::{Book, StoreError};
use crate::db::OptionalExtension;
use crate::dossiers::instalments_from;
use crate::staff::StaffId;

/// An arrangement that waits for a second person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedArrangement {
    /// The act by which it was asked.
    pub act: i64,
    /// Who asked.
    pub by: StaffId,
    /// That person's name.
    pub name: String,
    /// Why.
    pub why: String,
    /// The arrangement, agreed on the day it was asked.
    pub arrangement: Arrangement,
}

/// Something that waits for a second person, for a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Dossier number.
    pub dossier: String,
    /// District of the home, or empty.
    pub district: String,
    /// Is it a hand-over to the bailiff? Else it is an arrangement.
    pub is_handover: bool,
    /// Who asked, by name.
    pub asked_by: String,
    /// When.
    pub asked_on: Day,
}

impl Book {
    /// The arrangement of a dossier that waits for a second person.
    pub fn asked_arrangement(&self, tenancy: TenancyId) -> Result<Option<AskedArrangement>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select k.act, a.staff, s.name, a.note, a.day, k.covers_until, k.instalments from asked_arrangement k \
             join act a on a.id = k.act join staff s on s.id = a.staff where k.tenancy = ?1 and k.decided is null",
        )?;
        let found = statement.query_row([tenancy.0], |row| {
            let terms: String = row.get(6)?;
            let asked = AskedArrangement {
                act: row.get(0)?,
                by: StaffId(row.get(1)?),
                name: row.get(2)?,
                why: row.get(3)?,
                arrangement: Arrangement {
                    agreed_on: Day(row.get(4)?),
                    covers_until: Day(row.get(5)?),
                    instalments: Vec::new(),
                    ended_on: None,
                },
            };
            Ok((asked, terms))
        });
        let Some((mut asked, terms)) = found.optional()? else { return Ok(None) };
        asked.arrangement.instalments = instalments_from(&terms)?;
        Ok(Some(asked))
    }

    /// Everything that waits for a second person, oldest first.
    pub fn waiting_for_agreement(&self) -> Result<Vec<Waiting>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select n.external, coalesce(u.district, ''), w.is_handover, w.name, w.day from ( \
               select k.tenancy, 0 as is_handover, s.name, a.day from asked_arrangement k join act a on a.id = k.act \
               join staff s on s.id = a.staff where k.decided is null union all \
               select tenancy, 1, asked_by, asked_on from handover where agreed_on is null and closed_on is null) w \
             join tenancy n on n.id = w.tenancy left join unit u on u.external = n.unit order by w.day, n.external",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(Waiting {
                dossier: row.get(0)?,
                district: row.get(1)?,
                is_handover: row.get(2)?,
                asked_by: row.get(3)?,
                asked_on: Day(row.get(4)?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
