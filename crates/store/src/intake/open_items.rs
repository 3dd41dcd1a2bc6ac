//! The on-ramp: a list of open items tells what is open, and the payments are inferred from what shrank or vanished.

use std::collections::{BTreeMap, BTreeSet};

use domain::calendar::Day;
use domain::delivery::{Finding, OpenItemRow, Place, Severity, UnreadItem};
use domain::ids::TenancyId;
use domain::ledger::{Entry, EntryKind};
use domain::money::Cents;

use self::corrected::Corrected;
use self::missing::{Missing, may_be};
use super::Work;
use super::bookings::source_of;
use crate::book::StoreError;
use crate::codes::Code;
use crate::db::OptionalExtension;
use crate::ledger;

mod corrected;
mod jump;
mod missing;

/// What a list has shown so far.
#[derive(Default)]
pub(super) struct Seen {
    /// A list was delivered.
    any: bool,
    items: BTreeSet<(TenancyId, String)>,
    changes: BTreeMap<(TenancyId, String), (OpenItemRow, EntryKind)>,
    /// Items that have another due day, kind or description than the list before said.
    corrected: Vec<Corrected>,
    /// Lines that were refused.
    pub(super) unread: Vec<(Place, UnreadItem)>,
}

impl Work<'_> {
    pub(super) fn take_open_item(&mut self, place: &Place, mut row: OpenItemRow) -> Result<bool, StoreError> {
        self.open_items.any = true;
        let mut changed = false;
        row.about.external.clone_from(&row.tenancy);
        if !row.unit.street.is_empty() {
            row.unit.external.clone_from(&row.tenancy);
            row.about.unit.clone_from(&row.tenancy);
            changed |= self.take_unit(&row.unit)?;
        }
        if !row.person.name.is_empty() {
            row.person.external.clone_from(&row.tenancy);
            row.about.persons = vec![row.tenancy.clone()];
            row.person.deceased_on = self.died_before(place, &row.person)?;
            changed |= self.take_person(&row.person)?;
        }
        changed |= self.take_tenancy(&row.about)?;
        let id = self.tenancies[&row.tenancy];
        let key = (id, row.item.clone());
        let before = self.known_item(id, &row)?;
        self.open_items.items.insert(key.clone());
        // A list without words says nothing of what an item is.
        let kind = match &before {
            Some(known) if row.description.is_empty() => known.kind,
            _ => row.kind(),
        };
        if let Some(known) = &before {
            changed |= known.words != row.description && self.describe_anew(id, &row)?;
            if (known.due_on, known.kind) != (row.due_on, kind) {
                self.open_items
                    .corrected
                    .push(Corrected { place: place.clone(), dossier: row.tenancy.clone() });
            }
        }
        if before.is_none_or(|known| (known.open, known.due_on, known.kind) != (row.open, row.due_on, kind)) {
            self.open_items.changes.insert(key, (row, kind));
            changed = true;
        }
        Ok(changed)
    }

    /// At the end of a list: books what is new, what shrank, what grew and what is gone.
    pub(super) fn settle_open_items(&mut self, as_of: Day) -> Result<(), StoreError> {
        if !self.open_items.any {
            return self.alarm_when_empty();
        }
        let seen = std::mem::take(&mut self.open_items);
        self.alarm_when_amounts_jump(&seen)?;
        let mut added = 0;
        for ((id, item), (row, kind)) in &seen.changes {
            let known = "select open from open_item where tenancy = ?1 and item = ?2";
            let open: Option<i64> =
                self.transaction.query_row(known, (id.0, item), |r| r.get(0)).optional()?;
            match open {
                None => {
                    added += 1;
                    self.book_new_item(*id, row, *kind, as_of)?;
                }
                Some(open) => {
                    self.book_as_corrected(*id, row, *kind)?;
                    self.book_difference(*id, item, row.due_on, Cents(open), row.open, as_of)?;
                }
            }
            self.transaction.execute(
                "insert into open_item values (?1, ?2, ?3, ?4, ?5) on conflict (tenancy, item) do update set \
                 due_on = excluded.due_on, open = excluded.open, kind = excluded.kind",
                (id.0, item, row.due_on.0, row.open.0, kind.code()),
            )?;
        }
        self.tell_what_was_corrected(&seen.corrected, seen.items.len() - added)?;
        self.settle_what_is_missing(&seen, added, as_of)
    }

    /// What stood open and is not in the list was paid, unless a line that was refused may be it. `added` items stand in it for the
    /// first time.
    fn settle_what_is_missing(&mut self, seen: &Seen, added: usize, as_of: Day) -> Result<(), StoreError> {
        let mut statement = self.transaction.prepare("select tenancy, item, due_on, open from open_item")?;
        let all: Vec<Missing> = statement
            .query_map([], |r| {
                let (tenancy, item) = (TenancyId(r.get(0)?), r.get(1)?);
                Ok(Missing { tenancy, item, due_on: Day(r.get(2)?), open: Cents(r.get(3)?) })
            })?
            .collect::<Result<_, _>>()?;
        drop(statement);
        let known = all.len() - added;
        let in_list = |one: &Missing| seen.items.contains(&(one.tenancy, one.item.clone()));
        let missing: Vec<Missing> = all.into_iter().filter(|one| !in_list(one)).collect();
        let may_be = may_be(&seen.unread, &missing, |name| self.tenancies.get(name).copied());
        let broken_off = seen.unread.iter().any(|(_, line)| line.broken_off);
        self.alarm_when_too_much_is_missing(known, &missing, &may_be, broken_off);
        self.tell_what_is_in_doubt(&missing, &may_be);
        self.mark_who_is_unread(may_be.kept.keys().map(|at| missing[*at].tenancy).collect(), as_of)?;
        let paid = missing.iter().enumerate().filter(|(at, _)| !may_be.kept.contains_key(at));
        for (_, Missing { tenancy, item, due_on, open }) in paid {
            self.book_difference(*tenancy, item, *due_on, *open, Cents::ZERO, as_of)?;
            self.transaction
                .execute("delete from open_item where tenancy = ?1 and item = ?2", (tenancy.0, item))?;
            self.intake.changes += 1;
        }
        Ok(())
    }

    /// A list without a single item says that everybody paid: more likely it is empty by mistake.
    fn alarm_when_empty(&mut self) -> Result<(), StoreError> {
        let known = "select count(*) from open_item";
        let known: i64 = self.transaction.query_row(known, [], |row| row.get(0))?;
        let lines = self.open_items.unread.len();
        if self.is_list && (known > 0 || lines > 0) {
            self.find(Finding {
                place: Place::default(),
                severity: if self.released { Severity::Notice } else { Severity::HoldsNight },
                field: "posten".into(),
                value: known.to_string(),
                reason: match lines {
                    _ if known == 0 => format!(
                        "Van de lijst is geen regel te lezen (geweigerd: {lines}). Kijk na of de kolommen goed zijn aangewezen."
                    ),
                    0 => format!("De lijst is leeg, terwijl er {known} posten openstonden."),
                    _ => format!(
                        "Van de lijst is geen regel te lezen (geweigerd: {lines}), terwijl er {known} posten openstonden."
                    ),
                },
            });
        }
        Ok(())
    }

    fn book_new_item(
        &mut self,
        id: TenancyId,
        row: &OpenItemRow,
        kind: EntryKind,
        as_of: Day,
    ) -> Result<(), StoreError> {
        let charged = row.amount.unwrap_or(row.open).max(row.open);
        let source = source_of(&format!("{}/{}", row.tenancy, row.item));
        let charge = Entry {
            booked_on: row.due_on.min(as_of),
            due_on: Some(row.due_on),
            kind,
            reason: None,
            cents: charged,
        };
        self.append(id, charge, source)?;
        self.transaction.execute(ledger::DESCRIBE, (id.0, source, &row.item, &row.description))?;
        self.describe_anew(id, row)?;
        self.book_difference(id, &row.item, row.due_on, charged, row.open, as_of)
    }

    /// Less open is a payment for that item; more open is a payment that came back.
    fn book_difference(
        &mut self,
        id: TenancyId,
        item: &str,
        due_on: Day,
        before: Cents,
        now: Cents,
        as_of: Day,
    ) -> Result<(), StoreError> {
        if before == now {
            return Ok(());
        }
        let kind = if now < before { EntryKind::Payment } else { EntryKind::Reversal };
        let entry = Entry { booked_on: as_of, due_on: Some(due_on), kind, reason: None, cents: now - before };
        let source = source_of(&format!("{}/{item}/{as_of}", id.0));
        self.seen.note(id, &entry, source);
        self.append(id, entry, source)
    }
}
