//! What a delivery brings, row by row, before anything is decided about it: the common tongue of every connector.
//!
//! Rows speak in the landlord's own ids (`external`), because only the store knows ours. A field is `None` when the
//! delivery does not say; missing is not zero.

use crate::calendar::Day;
use crate::dossier::{CircumstanceKind, ContactChannel};
use crate::ledger::{EntryKind, ReversalReason};
use crate::money::Cents;

/// One row of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
#[allow(clippy::large_enum_variant)] // a row lives as long as it takes to store it
pub enum Row {
    Unit(UnitRow),
    Person(PersonRow),
    Tenancy(TenancyRow),
    Booking(BookingRow),
    Arrangement(ArrangementRow),
    Contact(ContactRow),
    Circumstance(CircumstanceRow),
    OpenItem(OpenItemRow),
}

/// Where a row stands: for findings, and to find it back. Rows count from 1 and include the heading line of a CSV.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Name of the file inside the delivery.
    pub file: String,
    /// Line of a text file, row of a sheet.
    pub row: u32,
}

/// A unit (*verhuureenheid*) with its address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitRow {
    /// The landlord's id of the unit.
    pub external: String,
    /// Street, house number with letter and addition, as an address line prints it.
    pub street: String,
    /// House number with letter and addition.
    pub house_number: String,
    /// `8441 AB`, or empty.
    pub postcode: String,
    /// Town.
    pub town: String,
    /// Municipality, for early signals.
    pub municipality: String,
    /// District (*wijk*), for dividing the work.
    pub district: String,
}

/// A person: tenant or co-tenant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonRow {
    /// The landlord's id of the person.
    pub external: String,
    /// How a letter addresses the person: `de heer J. Janssen`, or initials and name when no form is given.
    pub name: String,
    /// `mevrouw`, `heer` or empty.
    pub salutation: String,
    /// Day of birth.
    pub born_on: Option<Day>,
    /// Day of death.
    pub deceased_on: Option<Day>,
    /// Language code (`nl`, `ar`), or empty.
    pub language: String,
    /// E-mail address that is in use, or empty.
    pub email: String,
    /// Mobile number that is in use, or empty.
    pub mobile: String,
    /// Other telephone number, or empty.
    pub phone: String,
    /// Channels the person has refused.
    pub refused: Vec<ContactChannel>,
    /// The day on which the person agreed to WhatsApp; without it nothing goes there.
    pub whatsapp_since: Option<Day>,
    /// Somebody else answers for this person's money (administrator, guardian, budget manager): since, until, whose id.
    pub represented: Vec<Representation>,
    /// Where business post for the person goes, such as the office of an administrator; not a tenant's home.
    pub post: Option<PostAddress>,
}

/// An address for post that is no unit of the landlord.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostAddress {
    /// Street, or `Postbus`.
    pub street: String,
    /// House number with letter and addition, or the number of the box.
    pub number: String,
    /// Postcode.
    pub postcode: String,
    /// Town.
    pub town: String,
}

/// Administration, guardianship or budget management over a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Representation {
    /// First day.
    pub since: Day,
    /// Last day, when known.
    pub until: Option<Day>,
    /// The landlord's id of the administrator, or empty.
    pub by: String,
}

/// A tenancy (*huurovereenkomst*).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TenancyRow {
    /// The landlord's id: the dossier number.
    pub external: String,
    /// The unit's id.
    pub unit: String,
    /// Ids of the tenant and co-tenants, tenant first.
    pub persons: Vec<String>,
    /// First day.
    pub starts_on: Option<Day>,
    /// Last day, once the tenancy ends.
    pub ends_on: Option<Day>,
    /// Day on which notice was given.
    pub notice_on: Option<Day>,
    /// Rent a month, all in.
    pub rent: Option<Cents>,
    /// Does the landlord collect by direct debit?
    pub direct_debit: Option<bool>,
    /// Own pay day agreed with the tenant, day of the month (1-31).
    pub accepted_pay_day: Option<u8>,
    /// The ERP's own class of this customer, as it spells it, or empty.
    pub erp_class: String,
    /// Version of the general rental terms, or empty.
    pub terms_version: String,
}

/// A booking on a tenancy's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookingRow {
    /// The landlord's id of the booking.
    pub external: String,
    /// The tenancy's id.
    pub tenancy: String,
    /// What it is.
    pub kind: EntryKind,
    /// Day of booking.
    pub booked_on: Day,
    /// Day on which the claim fell due; for a reversal the original one.
    pub due_on: Option<Day>,
    /// Positive raises the debt, negative lowers it.
    pub cents: Cents,
    /// For a credit: id of the claim the payer meant, or empty.
    pub designated: String,
    /// For a reversal.
    pub reason: Option<ReversalReason>,
    /// Free text of the landlord.
    pub description: String,
    /// The reference the landlord asks to pay with (*betalingskenmerk*), or empty.
    pub reference: String,
}

/// A payment arrangement with its instalments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrangementRow {
    /// The landlord's id of the arrangement.
    pub external: String,
    /// The tenancy's id.
    pub tenancy: String,
    /// Day of the agreement.
    pub agreed_on: Day,
    /// Ids of the bookings it covers; empty when it covers everything due on `agreed_on`.
    pub covers: Vec<String>,
    /// Due day and amount of each instalment, in order.
    pub instalments: Vec<(Day, Cents)>,
    /// Day on which it was ended by a person, if it was.
    pub ended_on: Option<Day>,
}

/// An attempt at contact, or a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactRow {
    /// The landlord's id.
    pub external: String,
    /// The tenancy's id.
    pub tenancy: String,
    /// The day.
    pub day: Day,
    /// How.
    pub channel: ContactChannel,
    /// Did the tenant come to us?
    pub incoming: bool,
    /// Was the tenant spoken to?
    pub reached: bool,
    /// What was said, free text.
    pub note: String,
}

/// A circumstance of a tenancy: something that holds from a day, placed by somebody, until it is lifted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CircumstanceRow {
    /// The landlord's id.
    pub external: String,
    /// The tenancy's id.
    pub tenancy: String,
    /// What holds.
    pub kind: CircumstanceKind,
    /// First day.
    pub since: Day,
    /// Day until which it holds, or the promised day of a promise.
    pub until: Option<Day>,
    /// Day on which it was lifted or closed, if it was.
    pub closed_on: Option<Day>,
    /// Amount it is about (dispute, promise).
    pub cents: Option<Cents>,
    /// Why, free text.
    pub why: String,
}

/// One line of an open-items list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenItemRow {
    /// Dossier number.
    pub tenancy: String,
    /// The landlord's id of the item.
    pub item: String,
    /// Day on which the item fell due.
    pub due_on: Day,
    /// What is still open.
    pub open: Cents,
    /// The original amount, when the list gives it.
    pub amount: Option<Cents>,
    /// Free text of the landlord.
    pub description: String,
    /// What the list says of the tenancy, as far as it does.
    pub about: TenancyRow,
    /// What the list says of the tenant.
    pub person: PersonRow,
    /// What the list says of the address.
    pub unit: UnitRow,
}

/// A line of an open-items list that was refused, as far as it says which item it is: that item may still stand open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnreadItem {
    /// Dossier number, or empty.
    pub tenancy: String,
    /// The landlord's id of the item, or empty.
    pub item: String,
    /// The line was broken off at the end of the list: more may have stood behind it.
    pub broken_off: bool,
}

impl OpenItemRow {
    /// What the item is, by the words of its description; rent when they do not say.
    pub fn kind(&self) -> EntryKind {
        let words = self.description.to_lowercase();
        let says = |part: &str| words.contains(part);
        if says("afrekening") || says("eindnota") {
            EntryKind::Settlement
        } else if says("incassokosten") || says("aanmaan") {
            EntryKind::CollectionCosts
        } else if says("rente") {
            EntryKind::Interest
        } else if says("service") {
            EntryKind::ServiceCosts
        } else if says("schade") || says("mutatie") {
            EntryKind::Damage
        } else if says("factuur") || says("nota") {
            EntryKind::OtherCharge
        } else {
            EntryKind::Rent
        }
    }
}

/// Words that say that somebody has died; *erven* stands in family names too, see [`heirs_of`].
const DEATH: [&str; 5] = ["erfgenaam", "erfgenamen", "overleden", "nalatenschap", "wijlen"];

/// Words of a list that say something about the tenant for which Houvast would not ask money as usual, beside a death.
const ALARMING: [(&str, &[&str]); 6] = [
    ("WSNP", &["wsnp"]),
    ("MSNP", &["msnp"]),
    (
        "bewind",
        &[
            "bewind",
            "bewindvoerder",
            "bewindvoering",
            "beschermingsbewind",
            "budgetbeheer",
            "mentor",
            "mentorschap",
        ],
    ),
    ("curatele", &["curatele", "curator", "ondercuratelestelling"]),
    (
        "schuldhulp",
        &["schuldhulp", "schuldhulpverlening", "schuldregeling", "schuldsanering", "minnelijk", "moratorium"],
    ),
    ("faillissement", &["faillissement", "failliet"]),
];

impl OpenItemRow {
    /// What name and description say of the tenant that changes what may be asked, or nothing.
    pub fn alarming(&self) -> Vec<&'static str> {
        let text = format!("{} {}", self.person.name, self.description).to_lowercase();
        let words = words_of(&text);
        let died = self.person.deceased_on.is_some()
            || [&self.person.name, &self.description].into_iter().any(|text| tells_a_death(text));
        let says = |(_, known): &&(&str, &[&str])| known.iter().any(|word| words.contains(word));
        let others = ALARMING.iter().filter(says).map(|(what, _)| *what);
        died.then_some("overlijden").into_iter().chain(others).collect()
    }
}

fn words_of(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// Do these words say that somebody has died: `Jansen, erven van J.`, `J. Jansen (overleden)`?
pub fn tells_a_death(text: &str) -> bool {
    let lower = text.to_lowercase();
    heirs_of(text).is_some()
        || lower.contains("erven van ")
        || words_of(&lower).iter().any(|word| DEATH.contains(word))
}

/// The name of who died, where a list names the heirs: `Erven van J. Jansen`, `Erven Jansen`. A letter to somebody who died is worse
/// than one that stays away, so only a family name that was turned around (`Erven J van`) is none.
pub fn heirs_of(name: &str) -> Option<&str> {
    const TURNED: [&str; 6] = ["van", "v.", "v.d.", "de", "der", "den"];
    let name = name.trim();
    let name = without(name, &["de "]).unwrap_or(name);
    let mut who = without(name, &["erven ", "erfgenamen ", "erfgenaam ", "nalatenschap "])?;
    while let Some(rest) = without(who, &["van ", "v.d. ", "wijlen "]) {
        who = rest;
    }
    let last = who.split_whitespace().next_back()?.to_lowercase();
    (!TURNED.contains(&last.as_str())).then_some(who)
}

/// What follows one of these words, in capitals or not.
fn without<'t>(text: &'t str, words: &[&str]) -> Option<&'t str> {
    words.iter().find_map(|word| {
        let begins = text.get(..word.len())?.eq_ignore_ascii_case(word);
        begins.then(|| text[word.len()..].trim_start())
    })
}

/// Something wrong, or odd, in a delivery: it never stops the rows around it and never vanishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub place: Place,
    /// How bad.
    pub severity: Severity,
    /// The field, as the source spells it.
    pub field: String,
    /// The value that was there. May hold personal data: stored with the book, never logged.
    pub value: String,
    /// What is wrong and what happens now, in Dutch, one sentence each.
    pub reason: String,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Read, but worth a look.
    Notice,
    /// The row was left out.
    RowRefused,
    /// The whole delivery holds the night until a person has looked.
    HoldsNight,
}

/// What the sender says the delivery holds; see `docs/aanlevering.md`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stated {
    /// The day the books stand on.
    pub as_of: Option<Day>,
    /// Whose books they are, when the delivery says so.
    pub landlord: Option<String>,
    /// Does the delivery hold everything there is?
    pub complete: bool,
    /// Running tenancies after this delivery.
    pub tenancies: Option<u32>,
    /// Sum of everything booked after this delivery.
    pub balance: Option<Cents>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_or_description_that_says_more_than_a_debt_is_noticed() {
        let of = |name: &str, description: &str| {
            let person = PersonRow { name: name.into(), ..PersonRow::default() };
            OpenItemRow { person, description: description.into(), ..OpenItemRow::default() }.alarming()
        };
        assert_eq!(of("Erven van J. Jansen", "Huur"), ["overlijden"]);
        assert_eq!(of("J. Jansen", "Huur okt. (WSNP, bewind)"), ["WSNP", "bewind"]);
        assert_eq!(of("J. Jansen inzake schuldhulpverlening", ""), ["schuldhulp"]);
        for (name, description) in
            [("R. Ververs", "Huur"), ("J. van Ervenhuizen", "Huur november"), ("P. Bewindt", "")]
        {
            assert!(of(name, description).is_empty(), "{name}");
        }
    }

    #[test]
    fn heirs_name_who_died() {
        for name in [
            "Erven van J. Jansen",
            "Erven J. Jansen",
            "De erven J. Jansen",
            "ERFGENAMEN VAN WIJLEN J. Jansen",
            "Nalatenschap van J. Jansen",
        ] {
            assert_eq!(heirs_of(name), Some("J. Jansen"), "{name}");
        }
        for name in ["Jansen, erven van J.", "J. Vier (overleden)", "Erven van J. Jansen"] {
            assert!(tells_a_death(name), "{name}");
        }
        for name in ["J. van Erven", "De Erve", "Erven", "éé", "Erven J van"] {
            assert!(!tells_a_death(name), "{name}");
            assert_eq!(heirs_of(name), None, "{name}");
        }
    }
}
