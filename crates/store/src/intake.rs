//! Takes a delivery into the book: rows become truth, all in one transaction, and the same delivery twice changes
//! nothing.
//!
//! A delivery that contradicts itself or is implausible is *held*: nothing of it goes in, its findings are kept, and no
//! night runs until a person has released it or a better one has come. Packed dossiers are rewritten in the same
//! transaction.

use std::collections::{BTreeMap, HashMap};

use domain::calendar::Day;
use domain::delivery::{Finding, Place, Row, Severity, Stated, UnreadItem};
use domain::dossier::Dossier;
use domain::ids::TenancyId;
use domain::reconcile::{self, Totals};

use crate::book::{Book, StoreError};
use crate::crash;
use crate::db::{OptionalExtension, Transaction};
use crate::own_contact::OwnContacts;
use crate::packed;

mod bookings;
mod circumstances;
mod findings;
mod masters;
mod open_items;
mod seen;
mod totals;
mod unreadable;

use findings::insert_finding;
use totals::totals;

pub(crate) use bookings::source_of;
pub use masters::CostsClauses;

/// Writes the packed form of a dossier.
pub(crate) const PUT_PACKED: &str = "insert into packed values (?1, ?2) \
     on conflict (tenancy) do update set bytes = excluded.bytes";
/// Reads it.
const PACKED: &str = "select bytes from packed where tenancy = ?1";
/// Kind of a delivery of VERA objects.
pub const VERA: &str = "vera";
/// Kind of a delivery that is a list of open items.
pub const OPEN_ITEMS: &str = "openstaande posten";

/// Kind of a file that is no delivery at all.
pub const NO_DELIVERY: &str = "geen aanlevering";
/// Kind of a delivery that could not be read; it is tried again until a better one comes.
pub(crate) const UNREADABLE: &str = "niet te lezen";

/// How many dossiers an intake keeps unpacked before it writes them back.
const DOSSIERS_AT_HAND: usize = 40_000;

/// What came of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is in the book.
    In(Intake),
    /// This very delivery had been taken in before.
    Known,
    /// It is older than what the book already knows: left alone.
    Outdated {
        /// Its day.
        as_of: Day,
        /// The day of the books.
        books_as_of: Day,
    },
    /// It is held: a person must look first.
    Held(Intake),
    /// It is no delivery, or nobody can read it and a person passes it over: why.
    PutAside(String),
}

/// Numbers of a delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intake {
    /// Number of the delivery in the book.
    pub delivery: i64,
    /// Rows read.
    pub rows: u64,
    /// Rows that changed the book.
    pub changes: u64,
    /// Findings by severity: notices, refused rows, holds.
    pub findings: [u64; 3],
    /// Why it is held.
    pub held_because: Vec<String>,
    /// Of whom something that is missing from a list was not read as paid, or perhaps wrongly so, and why.
    pub doubts: Vec<String>,
}

/// A delivery as the connector announces it.
#[derive(Clone, Debug)]
pub struct Announced {
    /// Identity: the hash of all its bytes.
    pub hash: [u8; 32],
    /// Name of its folder or file.
    pub name: String,
    /// A number that changes when one of its files does, to see cheaply whether it must be read again.
    pub signature: u64,
    /// `vera` or `openstaande posten`.
    pub kind: String,
    /// A person looked at it and lets it in as it is.
    pub released: bool,
    /// What is known of the costs clause by version of the rental terms.
    pub costs_clauses: CostsClauses,
}

/// Feeds an intake: called with a sink for rows and findings, gives back what the sender stated.
pub type Source<'a> = &'a mut dyn FnMut(&mut dyn FnMut(Fed)) -> Result<Stated, String>;

/// One thing a connector read.
#[allow(clippy::large_enum_variant)] // passed on at once
pub enum Fed {
    /// A row and where it stood.
    Row(Place, Row),
    /// Something odd.
    Finding(Finding),
    /// A line of a list that was refused: it may be an item that still stands open.
    Unread(Place, UnreadItem),
}

impl Book {
    /// Has this delivery been taken in, or held, before? `None` when it is new.
    pub fn delivery_state(&self, hash: &[u8; 32]) -> Result<Option<String>, StoreError> {
        let query = "select state from delivery where hash = ?1";
        Ok(self
            .connection
            .prepare_cached(query)?
            .query_row([hash.as_slice()], |row| row.get(0))
            .optional()?)
    }

    /// Has a delivery with this name and signature been seen before? Saves reading it again to find that out.
    pub fn seen_delivery(&self, name: &str, signature: u64) -> Result<bool, StoreError> {
        let query = "select exists (select 1 from delivery where name = ?1 and signature = ?2 and state <> 'aangehouden')";
        Ok(self.connection.prepare_cached(query)?.query_row((name, signature as i64), |row| row.get(0))?)
    }

    /// Deliveries that hold the night: name and the reasons, oldest first.
    pub fn held_deliveries(&self) -> Result<Vec<(String, Vec<String>)>, StoreError> {
        let mut statement = self.connection.prepare(
            "select id, name from delivery where state = 'aangehouden' order by as_of nulls first, id",
        )?;
        let held: Vec<(i64, String)> =
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
        let mut reasons = self.connection.prepare(
            "select reason from finding where delivery = ?1 and severity = 2 order by id limit 10",
        )?;
        let mut list = Vec::new();
        for (id, name) in held {
            let why = reasons.query_map([id], |row| row.get(0))?.collect::<Result<_, _>>()?;
            list.push((name, why));
        }
        Ok(list)
    }

    /// The day up to which the landlord's books are known.
    pub fn books_as_of(&self) -> Result<Option<Day>, StoreError> {
        let query = "select max(as_of) from delivery where state = 'ingelezen'";
        Ok(self.connection.prepare_cached(query)?.query_row([], |row| row.get::<Option<i32>>(0))?.map(Day))
    }

    /// Takes a delivery in on `today`. `Err(String)` inside the result is the connector's: the delivery cannot be read at
    /// all; nothing was changed.
    pub fn take_in(
        &mut self,
        announced: &Announced,
        today: Day,
        source: Source,
    ) -> Result<Result<Taken, String>, StoreError> {
        match self.delivery_state(&announced.hash)?.as_deref() {
            Some("aangehouden") if announced.released || self.is_tried_again(&announced.hash)? => {}
            Some(_) => return Ok(Ok(Taken::Known)),
            None => {}
        }
        match self.attempt(announced, today, false, &mut *source)? {
            // A delivery that comes after a newer one still brings what was booked then; who lives where is known better.
            Ok(Taken::Outdated { .. }) if announced.kind == VERA => {
                self.attempt(announced, today, true, source)
            }
            Ok(Taken::Outdated { as_of, books_as_of }) => {
                let stated = Stated { as_of: Some(as_of), ..Stated::default() };
                self.note_delivery(announced, &stated, today, "verouderd", &[])?;
                Ok(Ok(Taken::Outdated { as_of, books_as_of }))
            }
            other => Ok(other),
        }
    }

    /// Reads a delivery into one transaction. `late` says that it is known to be older than the books.
    fn attempt(
        &mut self,
        announced: &Announced,
        today: Day,
        late: bool,
        source: Source,
    ) -> Result<Result<Taken, String>, StoreError> {
        let books_as_of = self.books_as_of()?;
        let transaction = self.connection.transaction()?;
        crash::point();
        let held = "(select id from delivery where hash = ?1 and state = 'aangehouden')";
        for table in ["finding where delivery in", "delivery where id in"] {
            transaction.execute(&format!("delete from {table} {held}"), [announced.hash.as_slice()])?;
        }
        let mut work = Work::start(&transaction, announced, today, late)?;
        let mut failed = None;
        let stated = source(&mut |fed| {
            if failed.is_none() {
                failed = work.take(fed).err();
            }
        });
        if let Some(error) = failed {
            return Err(error);
        }
        let stated = match stated {
            Ok(stated) => stated,
            Err(reason) => return Ok(Err(reason)),
        };
        if let (Some(as_of), Some(known)) = (stated.as_of, books_as_of)
            && as_of < known
            && !late
            && !announced.released
        {
            return Ok(Ok(Taken::Outdated { as_of, books_as_of: known }));
        }
        let intake = work.finish(&stated)?;
        if !intake.held_because.is_empty() && !announced.released {
            let findings = work.findings;
            transaction.rollback()?;
            self.forget_held(&announced.hash)?;
            let delivery = self.note_delivery(announced, &stated, today, "aangehouden", &findings)?;
            return Ok(Ok(Taken::Held(Intake { delivery, changes: 0, ..intake })));
        }
        drop(work);
        transaction.execute(
            "update delivery set state = 'vervangen' where state = 'aangehouden' and (as_of is null or as_of <= ?1)",
            [stated.as_of.unwrap_or(today).0],
        )?;
        crash::point();
        transaction.commit()?;
        crash::point();
        Ok(Ok(Taken::In(intake)))
    }
}

/// One delivery at work.
struct Work<'t> {
    transaction: &'t Transaction<'t>,
    delivery: i64,
    today: Day,
    released: bool,
    /// The delivery is an open-items list.
    is_list: bool,
    /// It is older than the books: only what adds is taken.
    late: bool,
    intake: Intake,
    findings: Vec<Finding>,
    before: Totals,
    tenancies: HashMap<String, TenancyId>,
    /// Dossiers that this delivery touches.
    at_hand: BTreeMap<TenancyId, Dossier>,
    /// Due days of claims booked in this delivery, by source: payments that come with them say what they pay.
    due_days: HashMap<i64, Day>,
    waiting: bookings::Waiting,
    day_totals: BTreeMap<Day, reconcile::DayTotal>,
    open_items: open_items::Seen,
    seen: seen::SeenBefore,
    /// What tenants gave themselves.
    own_contacts: OwnContacts,
    costs_clauses: masters::CostsClauses,
}

impl<'t> Work<'t> {
    fn start(
        transaction: &'t Transaction<'t>,
        announced: &Announced,
        today: Day,
        late: bool,
    ) -> Result<Work<'t>, StoreError> {
        let signature = announced.signature as i64;
        let delivery = transaction.query_row(
            "insert into delivery (hash, name, signature, kind, taken_in_on, state, rows, changes) \
             values (?1, ?2, ?3, ?4, ?5, 'ingelezen', 0, 0) returning id",
            (announced.hash.as_slice(), &announced.name, signature, &announced.kind, today.0),
            |row| row.get(0),
        )?;
        let mut tenancies = HashMap::new();
        let mut statement = transaction.prepare("select external, id from tenancy")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            tenancies.insert(row.get(0)?, TenancyId(row.get(1)?));
        }
        Ok(Work {
            transaction,
            delivery,
            today,
            released: announced.released,
            is_list: announced.kind == OPEN_ITEMS,
            late,
            intake: Intake { delivery, ..Intake::default() },
            findings: Vec::new(),
            before: totals(transaction, today)?,
            tenancies,
            at_hand: BTreeMap::new(),
            due_days: HashMap::new(),
            waiting: bookings::Waiting::default(),
            day_totals: BTreeMap::new(),
            open_items: open_items::Seen::default(),
            seen: seen::SeenBefore::of(transaction)?,
            own_contacts: OwnContacts::of(transaction)?,
            costs_clauses: announced.costs_clauses.clone(),
        })
    }

    fn take(&mut self, fed: Fed) -> Result<(), StoreError> {
        crash::point();
        let (place, row) = match fed {
            Fed::Finding(finding) => {
                self.take_bookings()?;
                self.find(finding);
                return Ok(());
            }
            Fed::Unread(place, item) => {
                self.open_items.unread.push((place, item));
                return Ok(());
            }
            Fed::Row(place, row) => (place, row),
        };
        self.intake.rows += 1;
        if self.late && self.is_older_master(&row) {
            return Ok(());
        }
        if !matches!(row, Row::Booking(_)) {
            self.take_bookings()?;
        }
        let changed = match row {
            Row::Unit(unit) => self.take_unit(&unit)?,
            Row::Person(person) => self.take_person(&person)?,
            Row::Tenancy(tenancy) => self.take_tenancy(&tenancy)?,
            Row::Booking(booking) => self.receive_booking(place, booking)?,
            Row::Arrangement(arrangement) => self.take_arrangement(&place, &arrangement)?,
            Row::Contact(contact) => self.take_contact(&place, &contact)?,
            Row::Circumstance(circumstance) => self.take_circumstance(&place, &circumstance)?,
            Row::OpenItem(item) => self.take_open_item(&place, item)?,
        };
        self.intake.changes += u64::from(changed);
        if self.at_hand.len() > DOSSIERS_AT_HAND {
            self.put_back()?;
        }
        Ok(())
    }

    /// Master data of a late delivery: the books know better, except of what they do not know at all.
    fn is_older_master(&self, row: &Row) -> bool {
        match row {
            Row::Unit(_) | Row::Person(_) => true,
            Row::Tenancy(tenancy) => self.tenancies.contains_key(&tenancy.external),
            _ => false,
        }
    }

    fn find(&mut self, finding: Finding) {
        self.intake.findings[finding.severity as usize] += 1;
        if finding.severity == Severity::HoldsNight {
            self.intake.held_because.push(finding.reason.clone());
        }
        self.findings.push(finding);
    }

    fn refuse(&mut self, place: &Place, field: &str, value: &str, reason: &str) {
        let finding = Finding {
            place: place.clone(),
            severity: Severity::RowRefused,
            field: field.into(),
            value: value.into(),
            reason: reason.into(),
        };
        self.find(finding);
    }

    /// The tenancy of a row, or a finding that it is not known.
    fn known_tenancy(&mut self, place: &Place, external: &str) -> Option<TenancyId> {
        let found = self.tenancies.get(external).copied();
        if found.is_none() {
            let reason = "Deze huurovereenkomst kennen wij niet; de rij is niet verwerkt. Lever de overeenkomst mee of eerder aan.";
            self.refuse(place, "overeenkomst", external, reason);
        }
        found
    }

    /// The dossier of a tenancy, unpacked and ready to change.
    fn dossier(&mut self, id: TenancyId) -> Result<&mut Dossier, StoreError> {
        if !self.at_hand.contains_key(&id) {
            let mut dossier = masters::new_dossier(id);
            let bytes = match self.waiting.packed.remove(&id) {
                Some(bytes) => bytes,
                None => {
                    let mut statement = self.transaction.prepare_cached(PACKED)?;
                    statement.query_row([id.0], |row| row.get(0)).optional()?.unwrap_or_default()
                }
            };
            if !bytes.is_empty() {
                let damaged = |_| StoreError::Damaged(format!("gepakt dossier {}", id.0));
                packed::unpack(&bytes, id, &mut dossier).map_err(damaged)?;
            }
            self.at_hand.insert(id, dossier);
        }
        Ok(self.at_hand.get_mut(&id).expect("it was just put there"))
    }

    /// Writes the dossiers at hand back in packed form; the next night looks at them. Their wake day stays as it is, so
    /// that a night that changes nothing writes nothing.
    fn put_back(&mut self) -> Result<(), StoreError> {
        let mut upsert = self.transaction.prepare_cached(PUT_PACKED)?;
        let mut touch =
            self.transaction.prepare_cached("insert into touched values (?1) on conflict do nothing")?;
        let mut bytes = Vec::new();
        for (id, dossier) in std::mem::take(&mut self.at_hand) {
            packed::pack(&dossier, &mut bytes);
            upsert.put((id.0, &bytes))?;
            touch.put([id.0])?;
            crash::point();
        }
        Ok(())
    }

    /// The landlord that the first manifest named, or empty.
    fn landlord_of_the_book(&self) -> Result<String, StoreError> {
        let query = "select value from meta where key = 'verhuurder'";
        Ok(self.transaction.query_row(query, [], |row| row.get(0)).optional()?.unwrap_or_default())
    }

    /// Closes the delivery: open items that are gone, totals, findings, numbers.
    fn finish(&mut self, stated: &Stated) -> Result<Intake, StoreError> {
        self.take_bookings()?;
        self.settle_open_items(stated.as_of.unwrap_or(self.today))?;
        self.settle_seen()?;
        self.put_back()?;
        let mut total = self.transaction.prepare_cached(
            "insert into day_total as t values (?1, ?2, ?3, ?4) on conflict (day) do update set charged = t.charged + excluded.charged, \
             paid = t.paid + excluded.paid, payments = t.payments + excluded.payments",
        )?;
        for (day, sums) in &self.day_totals {
            total.put((day.0, sums.charged.0, sums.paid.0, sums.payments))?;
        }
        drop(total);
        let after = totals(self.transaction, stated.as_of.unwrap_or(self.today))?;
        // What a late delivery states was true on its own day, not now.
        let objections =
            if self.late { Vec::new() } else { reconcile::objections(&self.before, &after, stated) };
        let known = self.landlord_of_the_book()?;
        let doubts =
            [reconcile::dated_ahead(stated, self.today), reconcile::of_another_landlord(&known, stated)];
        if let (true, Some(landlord)) = (known.is_empty(), &stated.landlord) {
            self.transaction.execute("insert into meta values ('verhuurder', ?1) on conflict (key) do update set value = excluded.value", [landlord])?;
        }
        for reason in objections.into_iter().chain(doubts.into_iter().flatten()) {
            let finding = Finding {
                place: Place { file: "manifest.json".into(), row: 0 },
                severity: if self.released { Severity::Notice } else { Severity::HoldsNight },
                field: "stand".into(),
                value: String::new(),
                reason,
            };
            self.find(finding);
        }
        for finding in &self.findings {
            insert_finding(self.transaction, self.delivery, finding)?;
        }
        self.transaction.execute(
            "update delivery set as_of = ?1, rows = ?2, changes = ?3 where id = ?4",
            (
                stated.as_of.map(|day| day.min(self.today).0),
                self.intake.rows as i64,
                self.intake.changes as i64,
                self.delivery,
            ),
        )?;
        crash::point();
        Ok(self.intake.clone())
    }
}
