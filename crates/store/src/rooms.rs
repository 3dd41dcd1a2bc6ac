//! What a tenant can pay a month, worked out together with a consultant: the outcome, and the amounts behind it only with his
//! consent and until a day, after which they are wiped.

use domain::arrangement::room::{Household, Post};
use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::money::Cents;

use crate::acts::Act;
use crate::book::{Book, StoreError};
use crate::db::{Connection, OptionalExtension, Row};
use crate::post::Moment;
use crate::staff::StaffId;

/// An outcome to record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRoom {
    /// What is left of a month.
    pub cents: Cents,
    /// With the tenant's consent: the amounts, and the last day on which they are kept.
    pub kept: Option<(Household, Day)>,
}

/// An outcome that was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomRow {
    /// The day it was worked out.
    pub day: Day,
    /// By whom.
    pub by: String,
    /// What was left of a month.
    pub cents: Cents,
    /// The amounts, while the tenant lets them be kept, and the last day of that.
    pub kept: Option<(Household, Day)>,
}

impl RoomRow {
    /// `Ruimte € 45,00 per maand, berekend op 29 november 2026.`
    pub fn sentence(&self) -> String {
        format!("Ruimte € {} per maand, berekend op {}.", self.cents, self.day.dutch())
    }
}

/// Records an outcome as part of act `id`. Amounts that were kept before go: the newest say it.
pub(crate) fn put(of: &Connection, act: &Act, id: i64, new: &NewRoom) -> Result<(), StoreError> {
    wipe(of, "tenancy = ?1", act.tenancy.0)?;
    let (amounts, until) = match &new.kept {
        Some((household, until)) => (written(household), Some(until.0)),
        None => (String::new(), None),
    };
    of.prepare_cached("insert into room values (?1, ?2, ?3, ?4, ?5)")?.execute((
        id,
        act.tenancy.0,
        new.cents.0,
        amounts,
        until,
    ))?;
    Ok(())
}

/// Wipes amounts that are kept; gives of how many outcomes.
fn wipe(of: &Connection, which: &str, what: impl Into<i64>) -> Result<usize, StoreError> {
    let update = format!("update room set amounts = '', kept_until = null where amounts <> '' and {which}");
    Ok(of.prepare_cached(&update)?.execute([what.into()])?)
}

impl Book {
    /// The newest outcome of a tenancy.
    pub fn room(&self, tenancy: TenancyId) -> Result<Option<RoomRow>, StoreError> {
        let query = "select a.day, s.name, r.cents, r.amounts, r.kept_until from room r join act a on a.id = r.act \
             join staff s on s.id = a.staff where r.tenancy = ?1 order by r.act desc limit 1";
        let read = |row: &Row| {
            let (amounts, until): (String, Option<i32>) = (row.get(3)?, row.get(4)?);
            Ok(RoomRow {
                day: Day(row.get(0)?),
                by: row.get(1)?,
                cents: Cents(row.get(2)?),
                kept: until.map(|until| (household(&amounts), Day(until))),
            })
        };
        Ok(self.connection.prepare_cached(query)?.query_row([tenancy.0], read).optional()?)
    }

    /// Wipes the amounts that may be kept no longer; gives how many.
    pub fn wipe_amounts(&mut self, today: Day) -> Result<usize, StoreError> {
        self.overwrite_what_goes()?;
        wipe(&self.connection, "kept_until < ?1", today.0)
    }

    /// A tenant takes his consent back: his amounts go now. False when none were kept.
    pub fn wipe_amounts_of(
        &mut self,
        tenancy: TenancyId,
        by: StaffId,
        at: Moment,
    ) -> Result<bool, StoreError> {
        self.overwrite_what_goes()?;
        let transaction = self.connection.unchecked_transaction()?;
        let wiped = wipe(&transaction, "tenancy = ?1", tenancy.0)? > 0;
        if wiped {
            self.log(at, Some(by), Some(tenancy), "gewijzigd", "bewaarde bedragen gewist")?;
            transaction.commit()?;
        }
        Ok(wiped)
    }

    /// What goes from a file is overwritten, and not only forgotten; a server does that itself when it cleans up.
    fn overwrite_what_goes(&self) -> Result<(), StoreError> {
        if self.connection.server().is_none() {
            self.connection.execute_batch("pragma secure_delete = on")?;
        }
        Ok(())
    }
}

fn written(household: &Household) -> String {
    let lines = household.iter().map(|(post, cents)| format!("{} {}", post.dutch(), cents.0));
    lines.collect::<Vec<_>>().join("\n")
}

fn household(text: &str) -> Household {
    let line = |line: &str| {
        let (word, cents) = line.split_once(' ')?;
        let post = Post::ALL.into_iter().find(|post| post.dutch() == word)?;
        Some((post, Cents(cents.parse().ok()?)))
    };
    text.lines().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_come_back_as_they_were_told() {
        let told: Household = Post::ALL.into_iter().zip((1..).map(|at| Cents(at * 1_001))).collect();
        assert_eq!(household(&written(&told)), told);
        assert!(domain::arrangement::room::room_of(&told).is_some());
        assert_eq!(household("inkomen veel\nhuur 5\nonzin"), Household::from([(Post::Rent, Cents(5))]));
    }
}
