//! An item that a later list tells otherwise: another due day, another kind, other words. The later list holds, as the landlord's
//! books do; what stood on the account is taken back and booked anew.

use domain::calendar::Day;
use domain::delivery::{Finding, OpenItemRow, PersonRow, Place, Severity};
use domain::ids::TenancyId;
use domain::ledger::{Entry, EntryKind};
use domain::money::Cents;

use super::missing::ALARM_FROM_ITEMS;
use crate::book::StoreError;
use crate::codes::Code;
use crate::db::OptionalExtension;
use crate::intake::{Work, source_of};

/// Rows that are named.
const NAMED: usize = 10;

/// Where the list tells an item otherwise, and of which dossier.
pub(super) struct Corrected {
    pub place: Place,
    pub dossier: String,
}

/// What the list before said of an item.
pub(super) struct Known {
    pub open: Cents,
    pub due_on: Day,
    pub kind: EntryKind,
    pub words: String,
}

impl Work<'_> {
    /// What is known of the item of a row.
    pub(super) fn known_item(&self, id: TenancyId, row: &OpenItemRow) -> Result<Option<Known>, StoreError> {
        let query = "select o.open, o.due_on, o.kind, b.description from open_item o \
             left join booking b on b.tenancy = o.tenancy and b.source = ?3 where o.tenancy = ?1 and o.item = ?2";
        let mut statement = self.transaction.prepare_cached(query)?;
        let mut rows = statement.query((id.0, &row.item, source_of_item(row)))?;
        let Some(known) = rows.next()? else { return Ok(None) };
        let kind = Code::from_code(known.get(2)?).ok_or_else(|| StoreError::Damaged("soort post".into()))?;
        let words = known.get::<Option<String>>(3)?.unwrap_or_default();
        Ok(Some(Known { open: Cents(known.get(0)?), due_on: Day(known.get(1)?), kind, words }))
    }

    /// The claim of a known item gets the due day and the kind of this list. It keeps the day on which it was booked, so that
    /// money that came for it follows it.
    pub(super) fn book_as_corrected(
        &mut self,
        id: TenancyId,
        row: &OpenItemRow,
        kind: EntryKind,
    ) -> Result<(), StoreError> {
        let source = source_of_item(row);
        let Some((whose, before)) = self.booked_before(source)? else { return Ok(()) };
        let entry = Entry { due_on: Some(row.due_on), kind, ..before };
        if whose != id || before == entry {
            return Ok(());
        }
        self.append(id, Entry { cents: -before.cents, ..before }, source)?;
        self.append(id, entry, source)
    }

    /// The words of an item are those of the newest list; a list without words takes none away. Gives whether they changed.
    pub(super) fn describe_anew(&mut self, id: TenancyId, row: &OpenItemRow) -> Result<bool, StoreError> {
        if row.description.is_empty() {
            return Ok(false);
        }
        let source = source_of_item(row);
        let update =
            "update booking set description = ?3 where tenancy = ?1 and source = ?2 and description <> ?3";
        let changed = self.transaction.prepare_cached(update)?.execute((id.0, source, &row.description))?;
        Ok(changed > 0)
    }

    /// Nobody finds another due day on an account without being told why. When most of the `known` items have another one, a column
    /// is more likely wrong; in the shadow nothing leaves, and there it is how a first list is corrected.
    pub(super) fn tell_what_was_corrected(
        &mut self,
        corrected: &[Corrected],
        known: usize,
    ) -> Result<(), StoreError> {
        let Some(first) = corrected.first() else { return Ok(()) };
        let many = known >= ALARM_FROM_ITEMS && corrected.len() * 2 > known;
        let holds = many && !self.released && !self.is_in_the_shadow()?;
        let named: Vec<String> = corrected
            .iter()
            .take(NAMED)
            .map(|one| format!("{} (rij {})", one.dossier, one.place.row))
            .collect();
        let more = if corrected.len() > NAMED { " en verder" } else { "" };
        self.find(Finding {
            place: Place { row: 0, ..first.place.clone() },
            severity: if holds { Severity::HoldsNight } else { Severity::Notice },
            field: "posten".into(),
            value: corrected.len().to_string(),
            reason: format!(
                "Posten met een andere vervaldatum of een andere soort dan in de vorige lijst: {}. Deze lijst geldt; kijk na of dat \
                 klopt. Dossiers: {}{more}.",
                corrected.len(),
                named.join(", ")
            ),
        });
        Ok(())
    }

    fn is_in_the_shadow(&self) -> Result<bool, StoreError> {
        let query = "select exists (select 1 from beginning where over_on is null)";
        Ok(self.transaction.query_row(query, [], |row| row.get(0))?)
    }

    /// The day from which somebody of whom a list names the heirs is known to have died: the first list that did so, and no day
    /// ahead. A row or a list that says nothing of it takes no death away; it is told.
    pub(super) fn died_before(
        &mut self,
        place: &Place,
        person: &PersonRow,
    ) -> Result<Option<Day>, StoreError> {
        let query = "select deceased_on from person where external = ?1";
        let known: Option<Option<i32>> = self
            .transaction
            .prepare_cached(query)?
            .query_row([&person.external], |row| row.get(0))
            .optional()?;
        let known = known.flatten().map(Day);
        let told = person.deceased_on.map(|told| told.min(self.today));
        if told.is_none() && known.is_some() {
            self.find(Finding {
                place: place.clone(),
                severity: Severity::Notice,
                field: "naam".into(),
                value: String::new(),
                reason: "Een eerdere lijst of een andere regel noemde de erven van deze huurder; deze regel niet. De huurder blijft \
                         als overleden bekend en krijgt geen berichten. Kijk na wat klopt."
                    .into(),
            });
        }
        Ok(match (told, known) {
            (Some(told), Some(known)) => Some(told.min(known)),
            (told, known) => told.or(known),
        })
    }
}

/// The number by which the ledger knows the claim of an item.
fn source_of_item(row: &OpenItemRow) -> i64 {
    source_of(&format!("{}/{}", row.tenancy, row.item))
}
