//! The landlord's own words: which code of theirs means what (`koppeling.toml`).
//!
//! In: the text of the file. Out: a [`Mapping`], or everything that is wrong with the file, with line and suggestion.
//! Without a file the mapping is the table of `docs/aanlevering.md`; what a file says comes on top of that.

mod columns;
mod defaults;
mod edit;
mod file;

pub(crate) use columns::plain;
pub use columns::{Column, OpenItemsMapping};
pub use file::MappingFinding;

use domain::dossier::{CircumstanceKind, ContactChannel, CostsClause};
use domain::ledger::EntryKind;
use std::collections::BTreeMap;

/// What the codes of one landlord mean. `None` is a code that is known and has no effect (*geen*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// By `detailSoort` or `soort.detailSoort` of a booking.
    pub bookings: BTreeMap<String, Option<EntryKind>>,
    /// By `soort`, `detailSoort` or `soort.detailSoort` of a signal.
    pub signals: BTreeMap<String, Option<CircumstanceKind>>,
    /// By `kanaal` of a contact.
    pub channels: BTreeMap<String, Option<ContactChannel>>,
    /// By version of the general rental terms: may collection costs be charged?
    pub terms: BTreeMap<String, CostsClause>,
    /// `soort` of a communication preference that says which channels the tenant refuses.
    pub refusals: Vec<String>,
    /// `soort` of a communication preference that says: agreed to WhatsApp, on its `begindatum`.
    pub consents: Vec<String>,
    /// Roles of those who answer for a tenant's money.
    pub representatives: Vec<String>,
    /// Where the columns of an open-items list are.
    pub open_items: OpenItemsMapping,
}

impl Mapping {
    /// Reads a landlord's `koppeling.toml` on top of the default.
    pub fn read(file_name: &str, text: &str) -> Result<Mapping, Vec<MappingFinding>> {
        file::read(file_name, text)
    }

    /// The text of a landlord's `koppeling.toml` with another mapping of a list of open items; remarks and all else stay.
    ///
    /// # Errors
    /// Everything that is wrong with the text.
    pub fn with_open_items(
        file_name: &str,
        text: &str,
        chosen: &OpenItemsMapping,
    ) -> Result<String, Vec<MappingFinding>> {
        edit::with_open_items(file_name, text, chosen)
    }

    /// May costs be charged under this version of the rental terms? A version nobody looked at is unknown.
    pub fn costs_clause(&self, terms_version: &str) -> CostsClause {
        self.terms.get(terms_version).copied().unwrap_or_default()
    }

    /// What a booking is. The outer `None` is a code that is not known.
    pub(crate) fn booking(&self, kind: &str, detail: &str) -> Option<Option<EntryKind>> {
        by_most_precise(&self.bookings, kind, detail)
    }

    /// What a signal means. The outer `None` is a code that is not known.
    pub(crate) fn signal(&self, kind: &str, detail: &str) -> Option<Option<CircumstanceKind>> {
        by_most_precise(&self.signals, kind, detail)
    }
}

/// `SOORT.DETAIL` before `DETAIL` before `SOORT`. `SOORT.` is the kind without any detail.
fn by_most_precise<T: Copy>(
    meanings: &BTreeMap<String, Option<T>>,
    kind: &str,
    detail: &str,
) -> Option<Option<T>> {
    let both = meanings.get(&format!("{kind}.{detail}"));
    both.or_else(|| meanings.get(detail)).or_else(|| meanings.get(kind)).copied()
}

/// The known word nearest to a word, when it is near enough to be a slip of the pen.
pub(crate) fn nearest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    if word.chars().count() > 60 {
        return None;
    }
    let word = word.to_lowercase();
    let near =
        known.into_iter().map(|candidate| (distance(&word, &candidate.to_lowercase()), candidate)).min()?;
    (near.0 <= 1 + word.chars().count() / 4).then_some(near.1)
}

/// How many letters must change to turn one word into the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (index, letter) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (at, other) in to.iter().enumerate() {
            let change = diagonal + usize::from(letter != *other);
            diagonal = row[at + 1];
            row[at + 1] = change.min(diagonal + 1).min(row[at] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_precise_code_wins() {
        let mapping = Mapping::default();
        assert_eq!(mapping.signal("SCH", "MSNP"), Some(Some(CircumstanceKind::DebtScheme)));
        assert_eq!(mapping.signal("BEW", ""), Some(Some(CircumstanceKind::Administration)));
        assert_eq!(mapping.signal("ONB", "BEW"), Some(Some(CircumstanceKind::Administration)));
        assert_eq!(mapping.signal("ONB", "AMB"), Some(Some(CircumstanceKind::Vulnerable)));
        assert_eq!(mapping.signal("SCH", "BET"), Some(None));
        assert_eq!(mapping.signal("XYZ", ""), None);
        assert_eq!(mapping.booking("VOR", "PRO"), Some(Some(EntryKind::Rent)));
        assert_eq!(mapping.booking("VOR", "XXX"), None);
        assert_eq!(mapping.costs_clause("2019"), CostsClause::Unknown);
    }

    #[test]
    fn a_slip_of_the_pen_is_recognised() {
        assert_eq!(nearest("servicekostn", ["huur", "servicekosten"]), Some("servicekosten"));
        assert_eq!(nearest("appeltaart", ["huur", "servicekosten"]), None);
    }
}
