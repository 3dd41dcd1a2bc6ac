//! What stood open and is missing from a list: paid, unless a line that could not be read may be it.
//!
//! A refused line is one item. Where it names its item, that one stays open; where it names only a dossier, the youngest that is
//! missing there; where it names nobody, what is missing reads as paid, for a tenant who paid must not stand in arrears
//! because of somebody else's line. A list that may be cut off, or of which too much is unreadable, holds the night.

use std::collections::{BTreeMap, BTreeSet};

use domain::calendar::Day;
use domain::delivery::{Finding, Place, Severity, UnreadItem};
use domain::dossier::CircumstanceKind;
use domain::ids::TenancyId;
use domain::money::Cents;

use crate::book::StoreError;
use crate::codes::Code;
use crate::intake::Work;

/// How the id begins of the circumstance that an item of somebody could not be read.
const UNREAD: &str = "ongelezen/";
/// The first id after them all.
const PAST_UNREAD: &str = "ongelezen0";

/// A list with fewer items may well be paid off in a day.
pub(super) const ALARM_FROM_ITEMS: usize = 20;
/// So many items that may wrongly read as paid are too many, when they are more than one in [`DOUBTFUL_SHARE`].
const DOUBTFUL_FROM: usize = 10;
/// See [`DOUBTFUL_FROM`].
const DOUBTFUL_SHARE: usize = 20;

/// An item that stood open and is not in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Missing {
    pub tenancy: TenancyId,
    pub item: String,
    pub due_on: Day,
    pub open: Cents,
}

/// What the refused lines may be.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct MayBe {
    /// Places in the list of what is missing, with the line each may be.
    pub kept: BTreeMap<usize, Place>,
    /// How many lines say of nothing that is missing whose they are.
    pub nameless: usize,
}

/// Finds what each refused line may be; those that say most go first, and each takes one item at most.
pub(super) fn may_be(
    unread: &[(Place, UnreadItem)],
    missing: &[Missing],
    known: impl Fn(&str) -> Option<TenancyId>,
) -> MayBe {
    let mut lines: Vec<&(Place, UnreadItem)> = unread.iter().collect();
    lines.sort_by_key(|(_, line)| (line.tenancy.is_empty(), line.item.is_empty()));
    let mut found = MayBe::default();
    for (place, line) in lines {
        let of_whom = known(&line.tenancy);
        let fits = |one: &Missing| {
            (line.item.is_empty() || one.item == line.item)
                && (line.tenancy.is_empty() || Some(one.tenancy) == of_whom)
        };
        let free = |at: &usize| !found.kept.contains_key(at) && fits(&missing[*at]);
        let fitting: Vec<usize> = (0..missing.len()).filter(free).collect();
        let says_whose = !line.tenancy.is_empty() || (!line.item.is_empty() && fitting.len() == 1);
        match fitting.into_iter().max_by_key(|at| missing[*at].due_on) {
            Some(at) if says_whose => {
                found.kept.insert(at, place.clone());
            }
            _ if line.tenancy.is_empty() => found.nameless += 1,
            // A line of a dossier of which nothing is missing.
            _ => {}
        }
    }
    found
}

impl Work<'_> {
    /// A list that was cut off, or is another landlord's, looks as if everybody paid at once. `known` is how many items stood open before it.
    pub(super) fn alarm_when_too_much_is_missing(
        &mut self,
        known: usize,
        missing: &[Missing],
        may_be: &MayBe,
        broken_off: bool,
    ) {
        let gone = missing.len();
        let paid = gone - may_be.kept.len();
        let in_doubt = may_be.nameless.min(paid);
        let reason = if known >= ALARM_FROM_ITEMS && gone * 2 > known {
            format!(
                "{gone} van de {known} openstaande posten zijn in één keer weg: de lijst is misschien afgekapt, of \
                 heeft andere nummers dan de vorige."
            )
        } else if broken_off && paid > 0 {
            format!(
                "De laatste regel van de lijst is afgebroken, en van de {known} openstaande posten ontbreken er \
                 {paid}: de lijst is waarschijnlijk niet heel."
            )
        } else if in_doubt >= DOUBTFUL_FROM && in_doubt * DOUBTFUL_SHARE > known {
            format!(
                "{} regels zijn geweigerd en zeggen niet van wie ze zijn, en {gone} posten ontbreken: wat betaald is, is \
                 niet te zien.",
                may_be.nameless
            )
        } else {
            return;
        };
        self.doubt(Place::default(), Severity::HoldsNight, gone.to_string(), reason);
    }

    /// Says of whom nothing was read as paid, and what was although a line is in doubt.
    pub(super) fn tell_what_is_in_doubt(&mut self, missing: &[Missing], may_be: &MayBe) {
        let mut by_dossier = BTreeMap::<TenancyId, (Place, Vec<&str>)>::new();
        for (at, place) in &may_be.kept {
            let Missing { tenancy, item, .. } = &missing[*at];
            by_dossier.entry(*tenancy).or_insert_with(|| (place.clone(), Vec::new())).1.push(item);
        }
        for (tenancy, (place, items)) in by_dossier {
            let named = self.tenancies.iter().find(|(_, id)| **id == tenancy);
            let dossier = named.map_or_else(String::new, |(external, _)| external.clone());
            let reason = format!(
                "Dossier {dossier}: post {} telt niet als betaald, want een geweigerde regel kan deze post zijn. Verbeter \
                 de regel in de bron.",
                items.join(", ")
            );
            self.doubt(place, Severity::Notice, dossier, reason);
        }
        let paid = missing.len() - may_be.kept.len();
        if may_be.nameless > 0 && paid > 0 {
            let reason = format!(
                "Geweigerde regels die niet zeggen van wie ze zijn: {}. De posten die ontbreken ({paid}) tellen als betaald; \
                 misschien staat er een op zo'n regel. Verbeter de regels in de bron.",
                may_be.nameless
            );
            self.doubt(Place::default(), Severity::Notice, String::new(), reason);
        }
    }

    /// Of whom an item could not be read is known until a list in which nothing of him is in doubt: of him nothing is asked.
    pub(super) fn mark_who_is_unread(
        &mut self,
        mut unread: BTreeSet<TenancyId>,
        as_of: Day,
    ) -> Result<(), StoreError> {
        let query = "select tenancy from circumstance where external >= ?1 and external < ?2 and closed_on is null order by tenancy";
        let mut statement = self.transaction.prepare_cached(query)?;
        let rows = statement.query_map((UNREAD, PAST_UNREAD), |row| Ok(TenancyId(row.get(0)?)))?;
        let marked: Vec<TenancyId> = rows.collect::<Result<_, _>>()?;
        drop(statement);
        for id in marked {
            if !unread.remove(&id) {
                let close = "update circumstance set closed_on = ?2 where tenancy = ?1 and kind = ?3 and closed_on is null";
                let named = (id.0, as_of.0, CircumstanceKind::ItemUnread.code());
                self.transaction.prepare_cached(close)?.execute(named)?;
                self.reload_circumstances(id)?;
            }
        }
        for id in unread {
            let insert = "insert into circumstance values (?1, ?2, ?3, ?4, null, null, null, '', 'houvast') \
                 on conflict do nothing";
            let external = format!("{UNREAD}{}/{}", id.0, as_of.0);
            let named = (id.0, as_of.0, external, CircumstanceKind::ItemUnread.code());
            self.transaction.prepare_cached(insert)?.execute(named)?;
            self.reload_circumstances(id)?;
        }
        Ok(())
    }

    pub(super) fn doubt(&mut self, place: Place, severity: Severity, value: String, reason: String) {
        let severity = if self.released { Severity::Notice } else { severity };
        self.intake.doubts.push(reason.clone());
        self.find(Finding { place, severity, field: "posten".into(), value, reason });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(of: &[(u32, &str, i32)]) -> Vec<Missing> {
        let one = |(tenancy, item, due_on): &(u32, &str, i32)| Missing {
            tenancy: TenancyId(*tenancy),
            item: (*item).to_owned(),
            due_on: Day(*due_on),
            open: Cents(1),
        };
        of.iter().map(one).collect()
    }

    /// Dossiers are called after their number; lines are a dossier and an item.
    #[track_caller]
    fn check(lines: &[(&str, &str)], of: &[(u32, &str, i32)], kept: &[usize], nameless: usize) {
        let line = |(tenancy, item): &(&str, &str)| UnreadItem {
            tenancy: (*tenancy).to_owned(),
            item: (*item).to_owned(),
            broken_off: false,
        };
        let lines: Vec<_> = lines.iter().map(|one| (Place::default(), line(one))).collect();
        let known = |name: &str| name.parse().ok().filter(|number| *number < 100).map(TenancyId);
        let found = may_be(&lines, &missing(of), known);
        assert_eq!(found.kept.into_keys().collect::<Vec<_>>(), kept);
        assert_eq!(found.nameless, nameless);
    }

    #[test]
    fn a_refused_line_keeps_one_item_open_and_no_other() {
        let all = [(1, "A", 10), (1, "B", 20), (2, "A", 10), (2, "C", 30)];
        check(&[], &all, &[], 0);
        check(&[("1", "A")], &all, &[0], 0);
        check(&[("1", "")], &all, &[1], 0);
        check(&[("1", ""), ("1", "B")], &all, &[0, 1], 0);
        check(&[("1", ""), ("1", ""), ("1", "")], &all, &[0, 1], 0);
        // A number that only one dossier has says whose it is.
        check(&[("", "C")], &all, &[3], 0);
        check(&[("", "A")], &all, &[], 1);
        check(&[("", "")], &all, &[], 1);
        // Somebody new, and an item that was never seen.
        check(&[("100", ""), ("100", "A"), ("1", "Z")], &all, &[], 0);
    }
}
