//! One dossier as a page tells it: the people, the address, and every line of its past with the words that came with it.

use domain::calendar::Day;
use domain::dossier::{Arrangement, Circumstance, Contact};
use domain::ids::TenancyId;
use domain::ledger::Entry;
use domain::money::Cents;

use crate::book::{Book, StoreError};
use crate::db::Row;
use crate::dossiers::{read_arrangement, read_circumstance, read_contact, read_entry};
use crate::nights::RECORDS;

/// Who rents what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DossierHead {
    /// Dossier number.
    pub dossier: String,
    /// Tenant first, then co-tenants.
    pub persons: Vec<PersonLine>,
    /// Street and house number, or empty.
    pub street: String,
    /// Postcode, or empty.
    pub postcode: String,
    /// Town, or empty.
    pub town: String,
    /// Municipality, or empty.
    pub municipality: String,
    /// District, or empty.
    pub district: String,
    /// The ERP's own class of this customer, or empty.
    pub erp_class: String,
    /// The account from which terms of an arrangement are collected, or empty.
    pub debit_account: String,
}

/// A tenant or co-tenant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonLine {
    /// How a letter addresses the person.
    pub name: String,
    /// `mevrouw`, `heer` or empty.
    pub salutation: String,
    /// E-mail address, or empty.
    pub email: String,
    /// Mobile number, or empty.
    pub mobile: String,
    /// Other telephone number, or empty.
    pub phone: String,
}

/// A booking with the landlord's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerLine {
    /// The booking.
    pub entry: Entry,
    /// What the landlord called it, or empty.
    pub description: String,
}

/// An attempt at contact with its note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactLine {
    /// The attempt.
    pub contact: Contact,
    /// What was said, or empty.
    pub note: String,
}

/// A circumstance with its why and its who.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CircumstanceLine {
    /// What holds or held.
    pub circumstance: Circumstance,
    /// Why, or empty.
    pub why: String,
    /// Who placed it.
    pub placed_by: String,
    /// Its id.
    pub id: String,
    /// A person here ended it: an act tells why.
    pub ended_here: bool,
}

/// A payment arrangement with its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrangementLine {
    /// What was agreed.
    pub arrangement: Arrangement,
    /// Its id.
    pub id: String,
    /// A person here ended it: an act tells why.
    pub ended_here: bool,
}

/// A category that a person chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenLine {
    /// Number of the act.
    pub act: i64,
    /// Id of the category.
    pub category: String,
    /// First day.
    pub since: Day,
    /// Last day.
    pub until: Day,
    /// From this day on it does not hold.
    pub ended_on: Option<Day>,
    /// Why.
    pub why: String,
    /// Who chose it.
    pub by: String,
}

/// A task that a night laid on a desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskLine {
    /// The night's day.
    pub day: Day,
    /// Kind, in Dutch.
    pub kind: String,
    /// Who does it, in Dutch.
    pub done_by: String,
    /// `open`, `vervallen` or `klaar`.
    pub state: String,
}

/// A message that a night planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageLine {
    /// Its id.
    pub id: String,
    /// The night's day.
    pub day: Day,
    /// Id of the letter.
    pub letter: String,
    /// Tone, in Dutch, or empty.
    pub tone: String,
    /// Channel, in Dutch.
    pub channel: String,
    /// What it asks for, when it asks.
    pub amount: Option<Cents>,
    /// Where it stands, in Dutch: see [`crate::post::MessageState`].
    pub state: String,
    /// Why it is held, failed or lapsed; or empty.
    pub reason: String,
}

/// A night that placed the dossier in another category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedLine {
    /// The night's day.
    pub day: Day,
    /// Id of the category before, or empty.
    pub before: String,
    /// Id of the category after.
    pub after: String,
    /// It belongs to a night that was undone.
    pub undone: bool,
}

impl Book {
    /// Who rents what; `None` when there is no such tenancy.
    pub fn dossier_head(&self, id: TenancyId) -> Result<Option<DossierHead>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select t.external, coalesce(u.street, ''), coalesce(u.postcode, ''), coalesce(u.town, ''), \
             coalesce(u.municipality, ''), coalesce(u.district, ''), t.erp_class, \
             coalesce((select m.iban from mandate m where m.tenancy = t.id and m.ended_by is null and m.stopped = '' \
               order by m.act desc limit 1), '') \
             from tenancy t left join unit u on u.external = t.unit where t.id = ?1",
        )?;
        let mut rows = statement.query([id.0])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        Ok(Some(DossierHead {
            dossier: row.get(0)?,
            persons: self.persons_of(id)?,
            street: row.get(1)?,
            postcode: row.get(2)?,
            town: row.get(3)?,
            municipality: row.get(4)?,
            district: row.get(5)?,
            erp_class: row.get(6)?,
            debit_account: row.get(7)?,
        }))
    }

    fn persons_of(&self, id: TenancyId) -> Result<Vec<PersonLine>, StoreError> {
        let query = "select p.name, p.salutation, p.email, p.mobile, p.phone from tenancy_person tp \
             join person p on p.external = tp.person where tp.tenancy = ?1 order by tp.place";
        self.lines(query, id, |row| {
            Ok(PersonLine {
                name: row.get(0)?,
                salutation: row.get(1)?,
                email: row.get(2)?,
                mobile: row.get(3)?,
                phone: row.get(4)?,
            })
        })
    }

    /// The account with the landlord's words, in the order in which a dossier holds its entries.
    pub fn ledger_lines(&self, id: TenancyId) -> Result<Vec<LedgerLine>, StoreError> {
        let query = "select l.tenancy, l.booked_on, l.due_on, l.kind, l.reason, l.cents, coalesce(b.description, '') \
             from ledger l left join booking b on b.source = l.source where l.tenancy = ?1 order by l.booked_on, l.seq";
        self.lines(query, id, |row| Ok(LedgerLine { entry: read_entry(row)?, description: row.get(6)? }))
    }

    /// Attempts at contact with their notes, oldest first.
    pub fn contact_lines(&self, id: TenancyId) -> Result<Vec<ContactLine>, StoreError> {
        let query = "select tenancy, day, channel, reached, incoming, note from contact where tenancy = ?1 \
             order by day, external";
        self.lines(query, id, |row| Ok(ContactLine { contact: read_contact(row)?, note: row.get(5)? }))
    }

    /// Circumstances with their why and who, oldest first.
    pub fn circumstance_lines(&self, id: TenancyId) -> Result<Vec<CircumstanceLine>, StoreError> {
        let query = "select c.tenancy, c.kind, c.since, c.until, coalesce(c.closed_on, e.day), c.cents, c.why, c.placed_by, \
             c.external, e.day is not null from circumstance c left join ending e on e.what = 'omstandigheid' \
             and e.external = c.external where c.tenancy = ?1 order by c.since, c.external";
        self.lines(query, id, |row| {
            Ok(CircumstanceLine {
                circumstance: read_circumstance(row)?,
                why: row.get(6)?,
                placed_by: row.get(7)?,
                id: row.get(8)?,
                ended_here: row.get(9)?,
            })
        })
    }

    /// Payment arrangements, oldest first.
    pub fn arrangement_lines(&self, id: TenancyId) -> Result<Vec<ArrangementLine>, StoreError> {
        let query = "select a.tenancy, a.agreed_on, a.covers_until, a.instalments, coalesce(a.ended_on, e.day), a.external, \
             e.day is not null from arrangement a left join ending e on e.what = 'regeling' and e.external = a.external \
             where a.tenancy = ?1 order by a.agreed_on, a.external";
        self.lines(query, id, |row| {
            Ok(ArrangementLine {
                arrangement: read_arrangement(row)?,
                id: row.get(5)?,
                ended_here: row.get(6)?,
            })
        })
    }

    /// Categories that people chose, oldest first.
    pub fn chosen_lines(&self, id: TenancyId) -> Result<Vec<ChosenLine>, StoreError> {
        let query = "select c.act, c.category, c.since, c.until, e.day, a.note, s.name from category_by_hand c \
             join act a on a.id = c.act join staff s on s.id = a.staff \
             left join ending e on e.what = 'indeling' and e.external = cast(c.act as text) \
             where c.tenancy = ?1 order by c.act";
        self.lines(query, id, |row| {
            Ok(ChosenLine {
                act: row.get(0)?,
                category: row.get(1)?,
                since: Day(row.get(2)?),
                until: Day(row.get(3)?),
                ended_on: row.get::<Option<i32>>(4)?.map(Day),
                why: row.get(5)?,
                by: row.get(6)?,
            })
        })
    }

    /// Tasks, oldest first.
    pub fn task_lines(&self, id: TenancyId) -> Result<Vec<TaskLine>, StoreError> {
        let query = format!(
            "{RECORDS} select t.day, t.kind, t.done_by, t.state from record d join task t on t.run = d.run \
             and t.tenancy = d.tenancy order by t.day, t.id"
        );
        self.lines(&query, id, |row| {
            Ok(TaskLine {
                day: Day(row.get(0)?),
                kind: row.get(1)?,
                done_by: row.get(2)?,
                state: row.get(3)?,
            })
        })
    }

    /// Messages, oldest first. A message's place in this list, counted from 1, is its number on the web.
    pub fn message_lines(&self, id: TenancyId) -> Result<Vec<MessageLine>, StoreError> {
        let query = format!(
            "{RECORDS} select o.day, o.letter, o.tone, o.channel, o.amount, o.state, o.id, o.reason from record d join outbox o \
             on o.run = d.run and o.tenancy = d.tenancy and o.flow <> 'op-verzoek' \
             union all select o.day, o.letter, o.tone, o.channel, o.amount, o.state, o.id, o.reason from outbox o \
             where o.tenancy = ?1 and o.flow = 'op-verzoek' order by 1, 7"
        );
        self.lines(&query, id, |row| {
            Ok(MessageLine {
                day: Day(row.get(0)?),
                letter: row.get(1)?,
                tone: row.get(2)?,
                channel: row.get(3)?,
                amount: row.get::<Option<i64>>(4)?.map(Cents),
                state: row.get(5)?,
                id: row.get(6)?,
                reason: row.get(7)?,
            })
        })
    }

    /// Changes of category, oldest first.
    pub fn placed_lines(&self, id: TenancyId) -> Result<Vec<PlacedLine>, StoreError> {
        let query = format!(
            "{RECORDS} select n.day, d.category_before, d.category, n.superseded_by is not null from record d \
             join night_run n on n.id = d.run where d.category_changed = 1 order by d.run"
        );
        self.lines(&query, id, |row| {
            Ok(PlacedLine {
                day: Day(row.get(0)?),
                before: row.get(1)?,
                after: row.get(2)?,
                undone: row.get(3)?,
            })
        })
    }

    fn lines<T>(
        &self,
        query: &str,
        id: TenancyId,
        read: impl Fn(&Row) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.connection.prepare_cached(query)?;
        let mut rows = statement.query([id.0])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            lines.push(read(&row)?);
        }
        Ok(lines)
    }
}
