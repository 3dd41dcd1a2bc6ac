//! What an act records: the rows it writes, and how they go when the act is taken back.

use domain::calendar::Day;
use domain::dossier::{Arrangement, CircumstanceKind, ContactChannel};
use domain::ids::{ContentId, Key, TenancyId};
use domain::money::Cents;
use domain::policy::TaskKind;

use super::{Act, NotDone, marks};
use crate::appointments::{self, AppointmentChange};
use crate::bank;
use crate::book::StoreError;
use crate::codes::Code;
use crate::db::Transaction;
use crate::debits::{self, NewMandate};
use crate::dossiers::instalments_text;
use crate::early_signals::{self, SignalSent, Told};
use crate::own_contact;
use crate::post::{
    AskedLetter, put_asked, put_wrong_number, take_asked_back, take_withdrawal_back, take_wrong_number_back,
    withdraw,
};
use crate::recorded::{Recorded, place};
use crate::referrals::{self, NewReferral, ReferralState};
use crate::rooms::{self, NewRoom};
use crate::seen::{self, SaidOfSeen};
use crate::staff::StaffId;

/// Something an act records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// An attempt at contact today.
    Contact {
        /// How.
        channel: ContactChannel,
        /// Was the tenant spoken to?
        reached: bool,
    },
    /// Something that holds from today.
    Circumstance {
        /// What.
        kind: CircumstanceKind,
        /// Up to and including this day; `None` is until somebody ends it.
        until: Option<Day>,
        /// The amount it is about.
        cents: Option<Cents>,
    },
    /// Prescription was interrupted before Houvast.
    Interrupted {
        /// The day on which the tenant was reached, or acknowledged the debt.
        on: Day,
        /// It is about what fell due up to and including this day.
        covers_until: Day,
    },
    /// A payment arrangement.
    Arrangement(Arrangement),
    /// A letter that leaves because this person asked for it.
    Letter(AskedLetter),
    /// An arrangement that a second person must agree to first.
    Asked(Arrangement),
    /// What was asked by this act is decided.
    Decided(i64),
    /// Something that was recorded before ends.
    Ending {
        /// What it is.
        what: Ends,
        /// Its id.
        id: String,
        /// From this day on it does not hold.
        on: Day,
    },
    /// A category, by its id, that holds from today up to and including a day.
    Category {
        /// Id of the category.
        category: String,
        /// Last day.
        until: Day,
    },
    /// The task of this id waits until a day.
    Later {
        /// The task.
        task: String,
        /// It comes back on this day.
        until: Day,
    },
    /// A colleague does the task of this id.
    Given {
        /// The task.
        task: String,
        /// Who.
        to: StaffId,
    },
    /// The task of this id, which somebody took or was given, lies with its district again.
    GivenBack {
        /// The task.
        task: String,
    },
    /// What an employee noticed, by its number, is taken up.
    TakenUp(i64),
    /// An appointment that is made, moved or ended.
    Appointment(AppointmentChange),
    /// The tenant is referred to help, with his consent.
    Referral(NewReferral),
    /// A referral, by its number, goes on.
    ReferralMoves(i64, ReferralState),
    /// The tenant pays by this day of the month from now on; `None` is no agreed day any more.
    PayDay(Option<u8>),
    /// Money on a statement of the bank that waits, by its key, is this tenancy's.
    BankPayment(String),
    /// The tenant gives leave to collect terms from an account; it takes the place of the leave before.
    Mandate(NewMandate),
    /// That leave ends.
    MandateEnds,
    /// What seen money of this tenancy is, by its key; the note of the act says more.
    Seen(String, SaidOfSeen),
    /// Another number, e-mail address, or both, that the tenant gave himself; empty: not that one.
    OwnContact {
        /// Mobile number.
        mobile: String,
        /// E-mail address.
        email: String,
    },
    /// Who answered at this number is not the tenant.
    WrongNumber(String),
    /// What the tenant can pay a month, worked out together.
    Room(NewRoom),
    /// Somebody answers what was asked by this act: a task of this kind for a consultant.
    Task(TaskKind),
    /// The tenant proved who he is before he did this.
    Proven,
    /// The code of the tenant's page opens nothing any more.
    CodeWithdrawn,
    /// The municipality is told of the arrears.
    Signal(SignalSent),
    /// The municipality answered.
    SignalAnswer(Told),
    /// A step of a flow is passed over in its cycle, from the next night on: what is under way today stays as it is.
    Skip {
        /// What identifies the step.
        step: Key,
        /// Its cycle.
        cycle: Day,
    },
}

/// What a person can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// A circumstance.
    Circumstance,
    /// A payment arrangement.
    Arrangement,
    /// A category placed by hand.
    Category,
}

impl Ends {
    /// The word that is stored.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Ends::Circumstance => "omstandigheid",
            Ends::Arrangement => "regeling",
            Ends::Category => "indeling",
        }
    }

    /// Is there one of this id that has no end yet?
    const fn still_open(self) -> &'static str {
        match self {
            Ends::Circumstance => {
                "select 1 from circumstance where external = ?1 and tenancy = ?2 and closed_on is null"
            }
            Ends::Arrangement => {
                "select 1 from arrangement where external = ?1 and tenancy = ?2 and ended_on is null"
            }
            Ends::Category => "select 1 from category_by_hand where cast(act as text) = ?1 and tenancy = ?2",
        }
    }
}

impl Record {
    /// Does the dossier show it by itself, without the act?
    pub(super) const fn shows_itself(&self) -> bool {
        matches!(
            self,
            Record::Contact { .. }
                | Record::Circumstance { .. }
                | Record::Interrupted { .. }
                | Record::Appointment(_)
                | Record::Signal(_)
        )
    }
}

/// Tables whose rows name their act.
const OF_AN_ACT: [&str; 11] = [
    "ending",
    "category_by_hand",
    "asked_arrangement",
    "task_later",
    "task_given",
    "referral_step",
    "referral",
    "pay_day_by_hand",
    "step_skipped",
    "task_asked",
    "room",
];

/// Writes one record of act `id`; `at` is its place among them.
pub(super) fn write(
    of: &Transaction,
    act: &Act,
    id: i64,
    at: usize,
    record: &Record,
) -> Result<Result<(), NotDone>, StoreError> {
    let (tenancy, today) = (act.tenancy, act.at.day);
    let external = &format!("{}{at}", marks(id));
    match record {
        Record::Contact { channel, reached } => put_contact(of, act, external, *channel, *reached)?,
        Record::Circumstance { kind, until, cents } => {
            put_circumstance(of, act, external, (*kind, today, *until, *cents))?;
        }
        Record::Interrupted { on, covers_until } => {
            let kind = CircumstanceKind::PrescriptionInterrupted;
            put_circumstance(of, act, external, (kind, *on, Some(*covers_until), None))?;
        }
        Record::Arrangement(agreed) => put_arrangement(of, tenancy.0, external, agreed)?,
        Record::Letter(letter) => {
            let put = put_asked(of, Some(id), tenancy, today, letter)?;
            return Ok(once(usize::from(put), NotDone::LetterSent));
        }
        Record::Asked(asked) => {
            let insert = "insert into asked_arrangement select ?1, ?2, ?3, ?4, null where not exists \
                 (select 1 from asked_arrangement where tenancy = ?2 and decided is null)";
            let row = (id, tenancy.0, asked.covers_until.0, instalments_text(&asked.instalments));
            return Ok(once(of.prepare_cached(insert)?.execute(row)?, NotDone::AskedAlready));
        }
        Record::Decided(asked) => {
            let update = "update asked_arrangement set decided = ?3 where act = ?1 and tenancy = ?2 and decided is null";
            let decided = of.prepare_cached(update)?.execute((asked, tenancy.0, id))?;
            return Ok(once(decided, NotDone::DecidedAlready));
        }
        Record::Ending { what, id: ended, on } => return end(of, act, id, *what, ended, *on),
        Record::Category { category, until } => {
            of.prepare_cached("insert into category_by_hand values (?1, ?2, ?3, ?4, ?5)")?
                .execute((tenancy.0, id, category, today.0, until.0))?;
        }
        Record::Later { .. } | Record::Given { .. } | Record::GivenBack { .. } | Record::TakenUp(_) => {
            return on_a_desk(of, act, id, record);
        }
        Record::Appointment(change) => return appointments::change(of, act, id, change),
        Record::Referral(made) => referrals::put(of, act, id, made)?,
        Record::ReferralMoves(referral, to) => return referrals::move_on(of, act, id, *referral, *to),
        Record::PayDay(day) => put_pay_day(of, tenancy, id, *day)?,
        Record::OwnContact { mobile, email } => return own_contact::put(of, act, id, (mobile, email)),
        Record::WrongNumber(number) => return put_wrong_number(of, (tenancy, today), id, number),
        Record::Room(new) => rooms::put(of, act, id, new)?,
        Record::Task(kind) => lay_task(of, act, id, external, *kind)?,
        Record::Proven => {
            of.prepare_cached("insert into act_proven values (?1)")?.execute([id])?;
        }
        Record::CodeWithdrawn => return withdraw(of, tenancy, id),
        Record::Signal(signal) => return early_signals::give(of, signal, id),
        Record::SignalAnswer(told) => return early_signals::answer(of, (tenancy, act.name), told, id),
        Record::Skip { step, cycle } => return skip(of, act, id, *step, *cycle),
        Record::BankPayment(key) => return bank::assign(of, act, id, key),
        Record::Mandate(given) => debits::put_mandate(of, act, id, given)?,
        Record::MandateEnds => {
            let ended = debits::end_mandate(of, tenancy, id)?;
            return Ok(once(usize::from(ended), NotDone::EndedAlready));
        }
        Record::Seen(key, said) => {
            let done = seen::answers::say(of, tenancy, id, (key, *said), (today, act.note))?;
            return Ok(once(usize::from(done), NotDone::EndedAlready));
        }
    }
    Ok(Ok(()))
}

fn put_circumstance(
    of: &Transaction,
    act: &Act,
    id: &str,
    (kind, since, until, cents): (CircumstanceKind, Day, Option<Day>, Option<Cents>),
) -> Result<(), StoreError> {
    let (tenancy, why, by) = (act.tenancy, act.note, act.name);
    place(of, &Recorded { tenancy, id, kind, since, until, cents, why, by })
}

fn put_contact(
    of: &Transaction,
    act: &Act,
    external: &str,
    channel: ContactChannel,
    reached: bool,
) -> Result<(), StoreError> {
    let note = if act.note.is_empty() { act.kind } else { act.note };
    of.prepare_cached("insert into contact values (?1, ?2, ?3, ?4, ?5, 0, ?6)")?.execute((
        act.tenancy.0,
        act.at.day.0,
        external,
        channel.code(),
        reached,
        note,
    ))?;
    Ok(())
}

fn put_pay_day(of: &Transaction, tenancy: TenancyId, act: i64, day: Option<u8>) -> Result<(), StoreError> {
    let insert = "insert into pay_day_by_hand values (?1, ?2, ?3)";
    of.prepare_cached(insert)?.execute((tenancy.0, act, day))?;
    Ok(())
}

/// Lays a task on a consultant's desk; before the first night it belongs to none.
fn lay_task(of: &Transaction, act: &Act, id: i64, external: &str, kind: TaskKind) -> Result<(), StoreError> {
    let task = ContentId::of(&[external, kind.dutch()]).to_string();
    let insert = "insert into task select ?1, coalesce(max(id), 0), ?2, ?3, ?4, 'huurconsulent', 'automatisch', '', '', 'open' \
         from night_run";
    of.prepare_cached(insert)?.execute((&task, act.tenancy.0, act.at.day.0, kind.dutch()))?;
    of.prepare_cached("insert into task_asked values (?1, ?2, ?3)")?.execute((&task, act.tenancy.0, id))?;
    Ok(())
}

fn put_arrangement(
    of: &Transaction,
    tenancy: u32,
    external: &str,
    agreed: &Arrangement,
) -> Result<(), StoreError> {
    of.prepare_cached("insert into arrangement values (?1, ?2, ?3, ?4, ?5, ?6)")?.execute((
        tenancy,
        agreed.agreed_on.0,
        external,
        agreed.covers_until.0,
        instalments_text(&agreed.instalments),
        agreed.ended_on.map(|day| day.0),
    ))?;
    Ok(())
}

/// A step is passed over from the next night on.
fn skip(
    of: &Transaction,
    act: &Act,
    id: i64,
    step: Key,
    cycle: Day,
) -> Result<Result<(), NotDone>, StoreError> {
    let (tenancy, on) = (act.tenancy.0, act.at.day.next().0);
    let taken =
        "insert into step_taken (tenancy, day, cycle, step) values (?1, ?2, ?3, ?4) on conflict do nothing";
    if of.prepare_cached(taken)?.execute((tenancy, on, cycle.0, step.0))? == 0 {
        return Ok(Err(NotDone::EndedAlready));
    }
    let insert = "insert into step_skipped (tenancy, day, cycle, step, act) values (?1, ?2, ?3, ?4, ?5)";
    of.prepare_cached(insert)?.execute((tenancy, on, cycle.0, step.0, id))?;
    Ok(Ok(()))
}

/// What moves between desks: a task that waits, is given or given back, and a signal that is taken up.
fn on_a_desk(
    of: &Transaction,
    act: &Act,
    id: i64,
    record: &Record,
) -> Result<Result<(), NotDone>, StoreError> {
    const OPEN: &str = "from task where id = ?1 and tenancy = ?4 and state = 'open'";
    let tenancy = act.tenancy.0;
    let moved = |table: &str, task: &str, to: i64| -> Result<Result<(), NotDone>, StoreError> {
        let insert = format!("insert into {table} {OPEN}");
        Ok(once(of.prepare_cached(&insert)?.execute((task, id, to, tenancy))?, NotDone::TaskGone))
    };
    match record {
        Record::Later { task, until } => moved("task_later select id, ?2, ?3", task, i64::from(until.0)),
        Record::Given { task, to } => moved("task_given select id, ?2, ?3, 0", task, to.0),
        Record::GivenBack { task } => moved("task_given select id, ?2, ?3, 1", task, act.by.0),
        Record::TakenUp(noticed) => {
            let update = "update noticed set act = ?3 where id = ?1 and tenancy = ?2 and act is null and withdrawn_at is null";
            let taken = of.prepare_cached(update)?.execute((noticed, tenancy, id))?;
            Ok(once(taken, NotDone::DecidedAlready))
        }
        _ => Ok(Ok(())),
    }
}

/// Something that was recorded before ends, once.
fn end(
    of: &Transaction,
    act: &Act,
    id: i64,
    what: Ends,
    ended: &str,
    on: Day,
) -> Result<Result<(), NotDone>, StoreError> {
    if !of.prepare_cached(what.still_open())?.exists((ended, act.tenancy.0))? {
        return Ok(Err(NotDone::EndedAlready));
    }
    let insert = "insert into ending values (?1, ?2, ?3, ?4, ?5) on conflict do nothing";
    let row = (what.word(), ended, act.tenancy.0, on.0, id);
    Ok(once(of.prepare_cached(insert)?.execute(row)?, NotDone::EndedAlready))
}

const fn once(rows: usize, otherwise: NotDone) -> Result<(), NotDone> {
    if rows == 1 { Ok(()) } else { Err(otherwise) }
}

/// Removes everything that act `id` recorded; refused while something later rests on it.
pub(super) fn take_back(
    of: &Transaction,
    tenancy: u32,
    id: i64,
    on: Day,
) -> Result<Result<(), NotDone>, StoreError> {
    let own = format!("{}%", marks(id));
    let rests = "select 1 from ending where act <> ?1 and tenancy = ?2 and (external like ?3 or \
         (what = 'indeling' and external = cast(?1 as text)))";
    if of.prepare_cached(rests)?.exists((id, tenancy, &own))? {
        return Ok(Err(NotDone::EndedAlready));
    }
    if referrals::something_rests_on(of, id)? {
        return Ok(Err(NotDone::EndedAlready));
    }
    let decided = "select 1 from asked_arrangement where act = ?1 and decided is not null";
    if of.prepare_cached(decided)?.exists([id])? {
        return Ok(Err(NotDone::DecidedAlready));
    }
    if !take_asked_back(of, id)? {
        return Ok(Err(NotDone::Left));
    }
    if let Err(why) = bank::take_back(of, id, on)? {
        return Ok(Err(why));
    }
    if let Err(why) = debits::take_back(of, id)? {
        return Ok(Err(why));
    }
    if let Err(why) = take_withdrawal_back(of, id)? {
        return Ok(Err(why));
    }
    if let Err(why) = early_signals::take_back(of, id)? {
        return Ok(Err(why));
    }
    seen::answers::take_back(of, TenancyId(tenancy), id)?;
    own_contact::take_back(of, id)?;
    early_signals::take_answer_back(of, id)?;
    take_wrong_number_back(of, id)?;
    for table in ["contact", "circumstance", "arrangement"] {
        let query = format!("delete from {table} where tenancy = ?1 and external like ?2");
        of.execute(&query, (tenancy, &own))?;
    }
    let laid = "update task set state = 'vervallen' where state = 'open' and id in (select task from task_asked where act = ?1)";
    of.execute(laid, [id])?;
    let skipped = "delete from step_taken where channel is null and milestone is null and (tenancy, day, step) in \
         (select tenancy, day, step from step_skipped where act = ?1)";
    of.execute(skipped, [id])?;
    of.execute("update noticed set act = null where act = ?1", [id])?;
    for table in OF_AN_ACT {
        of.execute(&format!("delete from {table} where act = ?1"), [id])?;
    }
    let reopen = "update asked_arrangement set decided = null where decided = ?1 and not exists \
         (select 1 from asked_arrangement other where other.tenancy = asked_arrangement.tenancy and other.decided is null)";
    of.execute(reopen, [id])?;
    Ok(Ok(()))
}
