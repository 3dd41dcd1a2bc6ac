//! One dossier as a page tells it: the people, the address, and every line of its past with the words that came with it.

use domain::calendar::Day;
use domain::dossier::{Arrangement, Circumstance, Contact, ContactChannel};
use domain::ids::TenancyId;
use domain::ledger::Entry;
use domain::money::Cents;

use crate::book::{Book, StoreError};
use crate::codes::Code;
use crate::db::Row;
use crate::dossiers::{read_arrangement, read_circumstance, read_contact, read_entry};

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
    /// Those of both numbers at which somebody else answered.
    pub wrong_numbers: Vec<String>,
}

impl PersonLine {
    /// The numbers at which this person can be called.
    pub fn numbers(&self) -> impl Iterator<Item = &String> {
        let both = [&self.mobile, &self.phone].into_iter();
        both.filter(|number| !number.is_empty() && !self.wrong_numbers.contains(number))
    }
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
    /// Its id: `handeling/…` of what a person here recorded.
    pub id: String,
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

/// Which lists of a dossier hold anything: of most dossiers they are empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lists {
    /// What people did.
    pub acts: bool,
    /// Appointments, also those that were taken back.
    pub appointments: bool,
    /// An arrangement that waits for a second person.
    pub asked_arrangement: bool,
    /// A handover to the bailiff that is not closed.
    pub handover: bool,
    /// Referrals to help.
    pub referrals: bool,
    /// What colleagues noticed at the home.
    pub signals: bool,
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

/// What nights did about a dossier, each oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NightLines {
    /// Tasks.
    pub tasks: Vec<TaskLine>,
    /// Messages, as [`Book::message_lines`] gives them.
    pub messages: Vec<MessageLine>,
    /// Changes of category.
    pub placed: Vec<PlacedLine>,
}

/// All of it, in no order. Messages come first, so that a server knows the kind of every column from them. The records go before
/// what is found with them (`cross join`): SQLite would look through all tasks instead.
const NIGHT_LINES: &str = "with recursive record as (select d.run, d.tenancy, d.was_run, d.category_before, d.category, d.category_changed \
     from position p join decision d on d.run = p.run and d.tenancy = p.tenancy where p.tenancy = ?1 \
     union all select d.run, d.tenancy, d.was_run, d.category_before, d.category, d.category_changed \
     from record r join decision d on d.run = r.was_run and d.tenancy = r.tenancy) \
     select 'bericht', o.day, o.letter, o.tone, o.channel, o.amount, o.state, o.id, o.reason from record d \
     cross join outbox o where o.run = d.run and o.tenancy = d.tenancy and o.flow <> 'op-verzoek' \
     union all select 'bericht', o.day, o.letter, o.tone, o.channel, o.amount, o.state, o.id, o.reason from outbox o \
     where o.tenancy = ?1 and o.flow = 'op-verzoek' \
     union all select 'taak', t.day, t.kind, t.done_by, '', null, t.state, t.id, '' from record d \
     cross join task t where t.run = d.run and t.tenancy = d.tenancy \
     union all select case when n.superseded_by is null then 'indeling' else 'ongedaan' end, n.day, d.category_before, d.category, \
     '', d.run, '', '', '' from record d cross join night_run n where n.id = d.run and d.category_changed = 1";

fn read_message(row: &Row) -> Result<MessageLine, StoreError> {
    Ok(MessageLine {
        day: Day(row.get(1)?),
        letter: row.get(2)?,
        tone: row.get(3)?,
        channel: row.get(4)?,
        amount: row.get::<Option<i64>>(5)?.map(Cents),
        state: row.get(6)?,
        id: row.get(7)?,
        reason: row.get(8)?,
    })
}

fn read_task(row: &Row) -> Result<TaskLine, StoreError> {
    Ok(TaskLine { day: Day(row.get(1)?), kind: row.get(2)?, done_by: row.get(3)?, state: row.get(6)? })
}

fn read_placed(row: &Row) -> Result<PlacedLine, StoreError> {
    let undone = row.get_ref(0)?.as_str()? == "ongedaan";
    Ok(PlacedLine { day: Day(row.get(1)?), before: row.get(2)?, after: row.get(3)?, undone })
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

    /// Which of its lists hold anything, asked in one go.
    pub fn lists_of(&self, id: TenancyId) -> Result<Lists, StoreError> {
        let query = "select exists (select 1 from act where tenancy = ?1), \
             exists (select 1 from appointment where tenancy = ?1), \
             exists (select 1 from asked_arrangement where tenancy = ?1 and decided is null), \
             exists (select 1 from handover where tenancy = ?1 and closed_on is null), \
             exists (select 1 from referral where tenancy = ?1), \
             exists (select 1 from noticed where tenancy = ?1 and withdrawn_at is null)";
        let read = |row: &Row| {
            Ok(Lists {
                acts: row.get(0)?,
                appointments: row.get(1)?,
                asked_arrangement: row.get(2)?,
                handover: row.get(3)?,
                referrals: row.get(4)?,
                signals: row.get(5)?,
            })
        };
        Ok(self.connection.prepare_cached(query)?.query_row([id.0], read)?)
    }

    fn persons_of(&self, id: TenancyId) -> Result<Vec<PersonLine>, StoreError> {
        let query = "select p.name, p.salutation, p.email, p.mobile, p.phone, \
             exists (select 1 from unusable_address u where u.person = p.external and u.channel = ?2 and u.address = p.mobile), \
             exists (select 1 from unusable_address u where u.person = p.external and u.channel = ?2 and u.address = p.phone) \
             from tenancy_person tp join person p on p.external = tp.person where tp.tenancy = ?1 order by tp.place";
        let read = |row: &Row| {
            let (mobile, phone): (String, String) = (row.get(3)?, row.get(4)?);
            let wrong = [(&mobile, row.get::<bool>(5)?), (&phone, row.get(6)?)];
            let wrong = wrong.into_iter().filter(|(_, is_wrong)| *is_wrong).map(|(number, _)| number.clone());
            Ok(PersonLine {
                name: row.get(0)?,
                salutation: row.get(1)?,
                email: row.get(2)?,
                wrong_numbers: wrong.collect(),
                mobile,
                phone,
            })
        };
        let mut statement = self.connection.prepare_cached(query)?;
        let persons = statement.query_map((id.0, ContactChannel::Phone.code()), read)?;
        Ok(persons.collect::<Result<_, _>>()?)
    }

    /// The account with the landlord's words, in the order in which a dossier holds its entries.
    pub fn ledger_lines(&self, id: TenancyId) -> Result<Vec<LedgerLine>, StoreError> {
        let query = "select tenancy, booked_on, due_on, kind, reason, cents, source from ledger where tenancy = ?1 order by seq";
        let mut sources = Vec::new();
        let mut lines = self.lines(query, id, |row| {
            sources.push((row.get::<i64>(6)?, sources.len()));
            Ok(LedgerLine { entry: read_entry(row)?, description: String::new() })
        })?;
        sources.sort_unstable();
        let query = "select source, description from booking where tenancy = ?1";
        let mut statement = self.connection.prepare_cached(query)?;
        let mut rows = statement.query([id.0])?;
        while let Some(row) = rows.next()? {
            let source = row.get::<i64>(0)?;
            let first = sources.partition_point(|(of, _)| *of < source);
            for (_, line) in sources[first..].iter().take_while(|(of, _)| *of == source) {
                lines[*line].description = row.get(1)?;
            }
        }
        // They lie in order of delivery, which is nearly that of booking.
        lines.sort_by_key(|line| line.entry.booked_on);
        Ok(lines)
    }

    /// Attempts at contact with their notes, oldest first.
    pub fn contact_lines(&self, id: TenancyId) -> Result<Vec<ContactLine>, StoreError> {
        let query = "select tenancy, day, channel, reached, incoming, note, external from contact where tenancy = ?1 \
             order by day, external";
        self.lines(query, id, |row| {
            Ok(ContactLine { contact: read_contact(row)?, note: row.get(5)?, id: row.get(6)? })
        })
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

    /// What nights did about a dossier: its records are gone along once for all of it.
    pub fn night_lines(&self, id: TenancyId) -> Result<NightLines, StoreError> {
        let mut lines = NightLines::default();
        let (mut tasks, mut placed) = (Vec::new(), Vec::new());
        let mut statement = self.connection.prepare_cached(NIGHT_LINES)?;
        let mut rows = statement.query([id.0])?;
        while let Some(row) = rows.next()? {
            match row.get_ref(0)?.as_str()? {
                "bericht" => lines.messages.push(read_message(&row)?),
                "taak" => tasks.push((row.get::<String>(7)?, read_task(&row)?)),
                _ => placed.push((row.get::<i64>(5)?, read_placed(&row)?)),
            }
        }
        lines.messages.sort_by(|one, next| (one.day, &one.id).cmp(&(next.day, &next.id)));
        tasks.sort_by(|(one, task), (next, other)| (task.day, one).cmp(&(other.day, next)));
        placed.sort_by_key(|(run, _)| *run);
        lines.tasks = tasks.into_iter().map(|(_, task)| task).collect();
        lines.placed = placed.into_iter().map(|(_, placed)| placed).collect();
        Ok(lines)
    }

    /// Messages, oldest first. A message's place in this list, counted from 1, is its number on the web.
    pub fn message_lines(&self, id: TenancyId) -> Result<Vec<MessageLine>, StoreError> {
        Ok(self.night_lines(id)?.messages)
    }

    fn lines<T>(
        &self,
        query: &str,
        id: TenancyId,
        mut read: impl FnMut(&Row) -> Result<T, StoreError>,
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
