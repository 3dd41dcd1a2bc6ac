//! Loads ready-made dossiers in bulk, and what happens to them afterwards, past the delivery formats: for benchmarks, and
//! for tests that start from a dossier. Truth and packed form are written in one transaction, as an intake does.

use domain::calendar::Day;
use domain::dossier::{Arrangement, Circumstance, Contact, Dossier, Tenancy};
use domain::ids::TenancyId;
use domain::ledger::Entry;

use crate::book::{Book, StoreError};
use crate::codes::{Code, channels_code};
use crate::commit::end_commits_with_the_log;
use crate::db::{Statement, Transaction};
use crate::dossiers::{in_order_of_booking, instalments_text};
use crate::intake::PUT_PACKED;
use crate::packed;

/// What came in about one tenancy since the night before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// Which tenancy.
    pub id: TenancyId,
    /// The tenancy as it is now, when its own row changed or is new.
    pub tenancy: Option<Tenancy>,
    /// New entries on the account, in order of booking.
    pub entries: Vec<Entry>,
    /// All circumstances, contacts and arrangements as they are now, when one of them changed.
    pub lists: Option<Lists>,
}

/// The lists of a dossier that people keep.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lists {
    /// What holds or held, in order of the first day.
    pub circumstances: Vec<Circumstance>,
    /// Attempts at contact, in order of day.
    pub contacts: Vec<Contact>,
    /// Payment arrangements, in order of agreement.
    pub arrangements: Vec<Arrangement>,
}

impl News {
    /// What came in between two forms of the landlord's dossier; `None` when nothing did. The account only grows.
    pub fn between(before: Option<&Dossier>, now: &Dossier) -> Option<News> {
        let nothing = Dossier::default();
        let old = before.unwrap_or(&nothing);
        let tenancy = (before.is_none() || old.tenancy != now.tenancy).then(|| now.tenancy.clone());
        let same_lists = old.circumstances == now.circumstances
            && old.contacts == now.contacts
            && old.arrangements == now.arrangements;
        let lists = (!same_lists).then(|| Lists {
            circumstances: now.circumstances.clone(),
            contacts: now.contacts.clone(),
            arrangements: now.arrangements.clone(),
        });
        let entries = now.entries[old.entries.len()..].to_vec();
        let news = News { id: now.tenancy.id, tenancy, entries, lists };
        (news.tenancy.is_some() || news.lists.is_some() || !news.entries.is_empty()).then_some(news)
    }

    /// Brings a dossier up to date.
    pub fn bring_to(&self, dossier: &mut Dossier) {
        dossier.tenancy.id = self.id;
        if let Some(tenancy) = &self.tenancy {
            dossier.tenancy = tenancy.clone();
        }
        dossier.entries.extend_from_slice(&self.entries);
        in_order_of_booking(&mut dossier.entries);
        if let Some(lists) = &self.lists {
            dossier.circumstances.clone_from(&lists.circumstances);
            dossier.contacts.clone_from(&lists.contacts);
            dossier.arrangements.clone_from(&lists.arrangements);
        }
    }
}

impl Book {
    /// Stores dossiers as they are, truth and packed form, in one transaction. Numbers must be new.
    pub fn load(&mut self, dossiers: impl Iterator<Item = Dossier>) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        {
            let mut truth = Truth::of(&transaction)?;
            let mut bytes = Vec::new();
            for mut dossier in dossiers {
                // The truth keeps the landlord's word for the class, and a dossier has only its key.
                dossier.tenancy.erp_class = None;
                let id = dossier.tenancy.id;
                truth.tenancy(&dossier.tenancy)?;
                truth.entries(id, 0, &dossier.entries)?;
                truth.circumstances(id, &dossier.circumstances)?;
                truth.contacts(id, &dossier.contacts)?;
                truth.arrangements(id, &dossier.arrangements)?;
                packed::pack(&dossier, &mut bytes);
                truth.packed(id, &bytes)?;
            }
        }
        transaction.commit()?;
        self.connection.analyze()?;
        Ok(())
    }

    /// Takes in what came since the night before, truth and packed form, in one transaction; the dossiers it is about wake
    /// at the next night.
    pub fn take_in_news<'n>(&mut self, news: impl IntoIterator<Item = &'n News>) -> Result<(), StoreError> {
        end_commits_with_the_log(self)?;
        let transaction = self.connection.transaction()?;
        {
            let mut truth = Truth::of(&transaction)?;
            let mut select = transaction.prepare_cached("select bytes from packed where tenancy = ?1")?;
            let (mut dossier, mut bytes) = (Dossier::default(), Vec::new());
            for news in news {
                let mut rows = select.query([news.id.0])?;
                match rows.next()? {
                    Some(row) => {
                        let old = row.get_ref(0)?.as_blob()?;
                        let damaged = |_| StoreError::Damaged(format!("gepakt dossier {}", news.id.0));
                        packed::unpack(old, news.id, &mut dossier).map_err(damaged)?;
                    }
                    None => dossier = Dossier::default(),
                }
                drop(rows);
                truth.entries(news.id, dossier.entries.len(), &news.entries)?;
                if let Some(tenancy) = &news.tenancy {
                    truth.tenancy(tenancy)?;
                }
                if let Some(lists) = &news.lists {
                    truth.lists(news.id, &dossier, lists)?;
                }
                news.bring_to(&mut dossier);
                packed::pack(&dossier, &mut bytes);
                truth.packed(news.id, &bytes)?;
            }
        }
        transaction.commit()?;
        Ok(())
    }
}

/// Writes rows of the truth as a delivery would, without its names.
struct Truth<'t> {
    transaction: &'t Transaction<'t>,
    ledger: Statement<'t>,
    packed: Statement<'t>,
    touched: Statement<'t>,
}

impl<'t> Truth<'t> {
    /// Most rows are bookings: their statements stay at hand.
    fn of(transaction: &'t Transaction<'t>) -> Result<Truth<'t>, StoreError> {
        Ok(Truth {
            transaction,
            ledger: transaction.prepare("insert into ledger values (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0)")?,
            packed: transaction.prepare(PUT_PACKED)?,
            touched: transaction.prepare("insert into touched values (?1) on conflict do nothing")?,
        })
    }

    fn tenancy(&self, t: &Tenancy) -> Result<(), StoreError> {
        let mut insert = self.transaction.prepare_cached(
            "insert into tenancy values (?1, ?2, '', ?3, ?4, ?5, ?6, ?7, ?8, ?9, '', '', ?10, ?11, ?12) \
             on conflict (id) do update set starts_on = excluded.starts_on, ends_on = excluded.ends_on, \
             notice_on = excluded.notice_on, deceased_on = excluded.deceased_on, rent = excluded.rent, \
             direct_debit = excluded.direct_debit, accepted_pay_day = excluded.accepted_pay_day, \
             costs_clause = excluded.costs_clause, reachable = excluded.reachable, refused = excluded.refused",
        )?;
        insert.put((
            t.id.0,
            format!("{}", t.id.0),
            number(t.starts_on),
            number(t.ends_on),
            number(t.notice_on),
            number(t.deceased_on),
            t.rent.map(|cents| cents.0),
            t.direct_debit,
            t.accepted_pay_day,
            t.costs_clause.code(),
            channels_code(t.reachable),
            channels_code(t.refused),
        ))?;
        Ok(())
    }

    fn entries(&mut self, id: TenancyId, first: usize, entries: &[Entry]) -> Result<(), StoreError> {
        for (seq, e) in (first as i64..).zip(entries) {
            let reason = e.reason.map(Code::code);
            let row = (id.0, seq, e.booked_on.0, number(e.due_on), e.kind.code(), reason, e.cents.0);
            self.ledger.put(row)?;
        }
        Ok(())
    }

    /// Replaces those lists of a tenancy that changed, each as a whole: without the landlord's names there is nothing to tell a new
    /// row from a changed one.
    fn lists(&self, id: TenancyId, before: &Dossier, now: &Lists) -> Result<(), StoreError> {
        if before.circumstances != now.circumstances {
            self.circumstances(id, &now.circumstances)?;
        }
        if before.contacts != now.contacts {
            self.contacts(id, &now.contacts)?;
        }
        if before.arrangements != now.arrangements {
            self.arrangements(id, &now.arrangements)?;
        }
        Ok(())
    }

    fn circumstances(&self, id: TenancyId, list: &[Circumstance]) -> Result<(), StoreError> {
        let insert = "insert into circumstance values (?1, ?2, ?3, ?4, ?5, ?6, ?7, '', 'proef')";
        let mut insert = self.anew(id, "circumstance", insert)?;
        for (seq, c) in list.iter().enumerate() {
            let (until, closed_on) = (number(c.until), number(c.closed_on));
            let cents = c.cents.map(|cents| cents.0);
            insert.put((id.0, c.since.0, name(id, seq), c.kind.code(), until, closed_on, cents))?;
        }
        Ok(())
    }

    fn contacts(&self, id: TenancyId, list: &[Contact]) -> Result<(), StoreError> {
        let insert = "insert into contact values (?1, ?2, ?3, ?4, ?5, ?6, '')";
        let mut insert = self.anew(id, "contact", insert)?;
        for (seq, c) in list.iter().enumerate() {
            insert.put((id.0, c.day.0, name(id, seq), c.channel.code(), c.reached, c.incoming))?;
        }
        Ok(())
    }

    fn arrangements(&self, id: TenancyId, list: &[Arrangement]) -> Result<(), StoreError> {
        let insert = "insert into arrangement values (?1, ?2, ?3, ?4, ?5, ?6)";
        let mut insert = self.anew(id, "arrangement", insert)?;
        for (seq, a) in list.iter().enumerate() {
            let (text, ended_on) = (instalments_text(&a.instalments), number(a.ended_on));
            insert.put((id.0, a.agreed_on.0, name(id, seq), a.covers_until.0, text, ended_on))?;
        }
        Ok(())
    }

    /// Empties a list of a tenancy; gives back the statement that fills it.
    fn anew(&self, id: TenancyId, table: &str, insert: &str) -> Result<Statement<'t>, StoreError> {
        self.transaction.prepare_cached(&format!("delete from {table} where tenancy = ?1"))?.put([id.0])?;
        Ok(self.transaction.prepare_cached(insert)?)
    }

    fn packed(&mut self, id: TenancyId, bytes: &[u8]) -> Result<(), StoreError> {
        self.packed.put((id.0, bytes))?;
        self.touched.put([id.0])?;
        Ok(())
    }
}

/// What a row of a list is called.
fn name(id: TenancyId, seq: usize) -> String {
    format!("{}/{seq:04}", id.0)
}

/// A day as a column holds it.
fn number(day: Option<Day>) -> Option<i32> {
    day.map(|day| day.0)
}
