//! Early signals that went to the municipality, objections against them, and the answers that came back.
//!
//! In goes what a person did or a municipality told; out come rows, circumstances of the dossier in the same transaction,
//! and the signals a list shows. Whether a signal may go is decided by `domain::law_in_motion::early_signal`, not here.

use domain::calendar::Day;
use domain::dossier::CircumstanceKind;
use domain::ids::TenancyId;
use domain::law_in_motion::municipal_answer::{Effect, MunicipalAnswer};
use domain::money::Cents;

use crate::acts::NotDone;
use crate::book::{Book, StoreError};
use crate::codes::{Code, day};
use crate::db::{Connection, OptionalExtension, Row, Transaction};
use crate::recorded::{Recorded, close, place};

/// A signal that went out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignalSent {
    /// What the municipality answers under.
    pub number: String,
    /// The tenancy.
    pub tenancy: TenancyId,
    /// Day of the signal.
    pub sent_on: Day,
    /// The arrears it named, in cents.
    pub cents: Cents,
    /// Due day of the oldest claim.
    pub arisen_on: Day,
    /// An eviction threatened.
    pub crisis: bool,
    /// Who gave it.
    pub sent_by: String,
    /// What the municipality is told of who and where, a line each; empty of a signal of before it was kept.
    pub told: String,
    /// Since when its file is on its way; `None` while nobody fetched it.
    pub fetched_on: Option<Day>,
    /// The answer: its day and the words of the model.
    pub answer: Option<(Day, String)>,
}

/// What came of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// Kept; this is what it does.
    Kept(Effect),
    /// The same answer was there already.
    Known,
    /// No signal has this number.
    NoSignal,
}

/// What a municipality answered, as somebody passes it on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Number of the signal.
    pub number: String,
    /// The answer.
    pub answer: MunicipalAnswer,
    /// Its day.
    pub on: Day,
    /// How long help runs, or everything stands still for a person to look.
    pub help_until: Day,
}

impl Book {
    /// Keeps that a signal was given, with the circumstance that lets collection rest. False when it was kept before.
    pub fn put_signal(&mut self, signal: &SignalSent) -> Result<bool, StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        if !put(&transaction, signal, None)? {
            return Ok(false);
        }
        transaction.execute(
            "update task set state = 'klaar' where tenancy = ?1 and kind = 'vroegsignaal' and state = 'open'",
            [signal.tenancy.0],
        )?;
        self.refresh(signal.tenancy)?;
        transaction.commit()?;
        Ok(true)
    }

    /// Somebody fetched the file of a signal to bring it away: from now on it was given. The first day counts.
    pub fn signal_fetched(&mut self, number: &str, on: Day) -> Result<(), StoreError> {
        let update = "update early_signal set fetched_on = ?2 where number = ?1 and fetched_on is null";
        self.connection.prepare_cached(update)?.execute((number, on.0))?;
        Ok(())
    }

    /// Keeps an answer of a file: closes the signal, lets help run until `help_until`, or stops everything until a person has looked.
    pub fn put_answer(
        &mut self,
        number: &str,
        answer: MunicipalAnswer,
        on: Day,
        help_until: Day,
    ) -> Result<Answered, StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        let told = Told { number: number.into(), answer, on, help_until };
        let (tenancy, kept) = keep(&transaction, &told, "gemeente", None)?;
        if let (Some(tenancy), Answered::Kept(_)) = (tenancy, kept) {
            self.refresh(tenancy)?;
            transaction.commit()?;
        }
        Ok(kept)
    }

    /// Keeps that the tenant objects to being passed on. False when that was kept before: its first day holds.
    pub fn put_objection(&mut self, tenancy: TenancyId, on: Day, by: &str) -> Result<bool, StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        if !object(&transaction, tenancy, on, by)? {
            return Ok(false);
        }
        self.refresh(tenancy)?;
        transaction.commit()?;
        Ok(true)
    }

    /// The ids of the objections of a tenant that stand, oldest first.
    pub fn objections_of(&self, tenancy: TenancyId) -> Result<Vec<String>, StoreError> {
        standing_objections(&self.connection, tenancy)
    }

    /// Signals that were given at a page and whose file nobody fetched yet, oldest first: number of the dossier, district, and the day.
    /// One to which the tenant objects goes nowhere.
    pub fn signals_to_fetch(&self) -> Result<Vec<(String, String, Day)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select t.external, coalesce(u.district, ''), s.sent_on from early_signal s join tenancy t on t.id = s.tenancy \
             left join unit u on u.external = t.unit where s.act is not null and s.fetched_on is null and s.answered_on is null \
             and not exists (select 1 from circumstance c where c.tenancy = s.tenancy and c.kind = ?1 and c.closed_on is null) \
             order by s.sent_on, t.external",
        )?;
        let rows = statement.query_map([CircumstanceKind::SignalObjection.code()], |row| {
            Ok((row.get(0)?, row.get(1)?, Day(row.get(2)?)))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The signals of a dossier, oldest first.
    pub fn signals_of(&self, tenancy: TenancyId) -> Result<Vec<SignalSent>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select number, sent_on, cents, arisen_on, crisis, sent_by, answered_on, answer, coalesce(told, ''), fetched_on \
             from early_signal where tenancy = ?1 order by sent_on",
        )?;
        let rows = statement.query_map([tenancy.0], |row| {
            Ok(SignalSent {
                number: row.get(0)?,
                tenancy,
                sent_on: Day(row.get(1)?),
                cents: Cents(row.get(2)?),
                arisen_on: Day(row.get(3)?),
                crisis: row.get(4)?,
                sent_by: row.get(5)?,
                answer: day(row.get(6)?).zip(row.get(7)?),
                told: row.get(8)?,
                fetched_on: day(row.get(9)?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Somebody gives it at a page: once.
pub(crate) fn give(
    of: &Transaction,
    signal: &SignalSent,
    act: i64,
) -> Result<Result<(), NotDone>, StoreError> {
    Ok(if put(of, signal, Some(act))? { Ok(()) } else { Err(NotDone::SignalGiven) })
}

/// Writes a signal down with the circumstance that lets collection rest, and the act by which it was given. False when it was there
/// already.
fn put(of: &Transaction, signal: &SignalSent, act: Option<i64>) -> Result<bool, StoreError> {
    let insert = "insert into early_signal (number, tenancy, sent_on, cents, arisen_on, crisis, sent_by, act, told, fetched_on) \
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) on conflict do nothing";
    let new = of.prepare_cached(insert)?.execute((
        &signal.number,
        signal.tenancy.0,
        signal.sent_on.0,
        signal.cents.0,
        signal.arisen_on.0,
        signal.crisis,
        &signal.sent_by,
        act,
        &signal.told,
        signal.fetched_on.map(|day| day.0),
    ))?;
    if new == 0 {
        return Ok(false);
    }
    let recorded = Recorded {
        tenancy: signal.tenancy,
        id: &signal_id(&signal.number),
        kind: CircumstanceKind::EarlySignal,
        since: signal.sent_on,
        until: None,
        cents: Some(signal.cents),
        why: "Doorgegeven aan de gemeente",
        by: &signal.sent_by,
    };
    place(of, &recorded)?;
    Ok(true)
}

/// The signal that an act gave was not given after all; refused once its file was fetched or the municipality answered it.
pub(crate) fn take_back(of: &Transaction, act: i64) -> Result<Result<(), NotDone>, StoreError> {
    let query = "select number, coalesce(fetched_on, answered_on) from early_signal where act = ?1";
    let read = |row: &Row| Ok((row.get::<String>(0)?, day(row.get(1)?)));
    let Some((number, left_on)) = of.prepare_cached(query)?.query_row([act], read).optional()? else {
        return Ok(Ok(()));
    };
    if left_on.is_some() {
        return Ok(Err(NotDone::SignalLeft));
    }
    of.execute("delete from circumstance where external = ?1", [signal_id(&number)])?;
    of.execute("delete from early_signal where act = ?1", [act])?;
    Ok(Ok(()))
}

/// Writes an answer down with what follows from it, and the act of who passed it on. Gives whose signal it was.
fn keep(
    of: &Transaction,
    told: &Told,
    by: &str,
    act: Option<i64>,
) -> Result<(Option<TenancyId>, Answered), StoreError> {
    let (number, on) = (&told.number, told.on);
    let query = "select tenancy, answer from early_signal where number = ?1";
    let found: Option<(u32, Option<String>)> =
        of.query_row(query, [number], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((tenancy, before)) = found else { return Ok((None, Answered::NoSignal)) };
    let tenancy = TenancyId(tenancy);
    if before.as_deref() == Some(told.answer.dutch()) {
        return Ok((Some(tenancy), Answered::Known));
    }
    of.execute(
        "update early_signal set answered_on = ?2, answer = ?3, answer_act = ?4 where number = ?1",
        (number, on.0, told.answer.dutch(), act),
    )?;
    let id = signal_id(number);
    let more = |id: &str, kind: CircumstanceKind| {
        let until = Some(told.help_until);
        place(
            of,
            &Recorded { tenancy, id, kind, since: on, until, cents: None, why: told.answer.dutch(), by },
        )
    };
    match told.answer.effect() {
        Effect::Closes => close(of, &id, on)?,
        Effect::HelpRuns => {
            close(of, &id, on)?;
            more(&format!("{id}/hulp"), CircumstanceKind::Help)?;
        }
        Effect::PersonLooks => more(&format!("{id}/kijken"), CircumstanceKind::Hold)?,
    }
    Ok((Some(tenancy), Answered::Kept(told.answer.effect())))
}

/// A person passes an answer on: once, about a signal of this tenancy.
pub(crate) fn answer(
    of: &Transaction,
    (tenancy, by): (TenancyId, &str),
    told: &Told,
    act: i64,
) -> Result<Result<(), NotDone>, StoreError> {
    let waits = "select 1 from early_signal where number = ?1 and tenancy = ?2 and answered_on is null";
    if !of.prepare_cached(waits)?.exists((&told.number, tenancy.0))? {
        return Ok(Err(NotDone::SignalAnswered));
    }
    keep(of, told, by, Some(act))?;
    Ok(Ok(()))
}

/// The answer that an act passed on was not given after all: the signal waits again.
pub(crate) fn take_answer_back(of: &Transaction, act: i64) -> Result<(), StoreError> {
    let query = "select number from early_signal where answer_act = ?1";
    let Some(number) = of.prepare_cached(query)?.query_row([act], |row| row.get::<String>(0)).optional()?
    else {
        return Ok(());
    };
    let id = signal_id(&number);
    let followed = "delete from circumstance where external = ?1 or external = ?2";
    of.execute(followed, (format!("{id}/hulp"), format!("{id}/kijken")))?;
    of.execute("update circumstance set closed_on = null where external = ?1", [&id])?;
    let waits =
        "update early_signal set answered_on = null, answer = null, answer_act = null where number = ?1";
    of.execute(waits, [&number])?;
    Ok(())
}

/// The tenant objects. False when an objection stands already; one that was ended is followed by a new one.
fn object(of: &Transaction, tenancy: TenancyId, on: Day, by: &str) -> Result<bool, StoreError> {
    if !standing_objections(of, tenancy)?.is_empty() {
        return Ok(false);
    }
    let earlier = "select count(*) from circumstance where tenancy = ?1 and kind = ?2";
    let kind = CircumstanceKind::SignalObjection.code();
    let earlier: i64 = of.prepare_cached(earlier)?.query_row((tenancy.0, kind), |row| row.get(0))?;
    let id = match earlier {
        0 => format!("bezwaar/{}", tenancy.0),
        more => format!("bezwaar/{}/{more}", tenancy.0),
    };
    let recorded = Recorded {
        tenancy,
        id: &id,
        kind: CircumstanceKind::SignalObjection,
        since: on,
        until: None,
        cents: None,
        why: "De huurder maakt bezwaar tegen melden bij de gemeente",
        by,
    };
    place(of, &recorded)?;
    Ok(true)
}

/// The ids of the objections that nobody ended, oldest first.
fn standing_objections(of: &Connection, tenancy: TenancyId) -> Result<Vec<String>, StoreError> {
    let mut statement = of.prepare_cached(
        "select c.external from circumstance c where c.tenancy = ?1 and c.kind = ?2 and c.closed_on is null \
         and not exists (select 1 from ending e where e.what = 'omstandigheid' and e.external = c.external) \
         order by c.since, c.external",
    )?;
    let kind = CircumstanceKind::SignalObjection.code();
    Ok(statement.query_map((tenancy.0, kind), |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// The id of the circumstance of a signal.
fn signal_id(number: &str) -> String {
    format!("vroegsignaal/{number}")
}
