//! Referrals of a tenant to help, with consent, and how each goes: written by the act that starts or moves one, removed when that act
//! is taken back.
//!
//! While one is under way help runs for the guards: the act records that as a circumstance of its own, and ends it with the
//! referral. What is asked of the helper is one question; nothing about health is kept here.

use domain::calendar::Day;
use domain::dossier::CircumstanceKind;
use domain::ids::TenancyId;

use crate::acts::{Act, NotDone};
use crate::book::{Book, StoreError};
use crate::codes::Code;
use crate::db::{OptionalExtension, Transaction};

/// How a referral goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferralState {
    /// The question was put; nobody has begun.
    Started,
    /// Help is being given.
    Running,
    /// It was rounded off.
    Done,
    /// It ended without a result.
    Stopped,
}

impl ReferralState {
    /// All states.
    pub const ALL: [ReferralState; 4] =
        [ReferralState::Started, ReferralState::Running, ReferralState::Done, ReferralState::Stopped];

    /// The word that is stored and shown.
    pub const fn dutch(self) -> &'static str {
        match self {
            ReferralState::Started => "gestart",
            ReferralState::Running => "loopt",
            ReferralState::Done => "klaar",
            ReferralState::Stopped => "gestopt",
        }
    }

    /// The state behind a word.
    pub fn of(word: &str) -> Option<ReferralState> {
        ReferralState::ALL.into_iter().find(|state| state.dutch() == word)
    }

    /// Does it stay so?
    pub const fn is_over(self) -> bool {
        matches!(self, ReferralState::Done | ReferralState::Stopped)
    }
}

/// A referral that is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReferral {
    /// To whom, by name.
    pub partner: String,
    /// What kind of help: `budgetcoach`.
    pub kind: String,
    /// What is asked.
    pub question: String,
    /// Who gave consent.
    pub consent_by: String,
    /// When.
    pub consent_on: Day,
}

/// A referral as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referral {
    /// Its number: the act that made it.
    pub id: i64,
    /// What was made.
    pub made: NewReferral,
    /// Each state with its first day and who recorded it, oldest first.
    pub steps: Vec<(ReferralState, Day, String)>,
    /// Ids of the circumstances by which help runs, as far as nobody ended them.
    pub help: Vec<String>,
}

impl Referral {
    /// How it goes now.
    pub fn state(&self) -> ReferralState {
        self.steps.last().map_or(ReferralState::Started, |(state, _, _)| *state)
    }
}

/// Writes a new referral, as part of an act.
pub(crate) fn put(of: &Transaction, act: &Act, id: i64, made: &NewReferral) -> Result<(), StoreError> {
    let insert = "insert into referral values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let NewReferral { partner, kind, question, consent_by, consent_on } = made;
    of.prepare_cached(insert)?.execute((
        id,
        act.tenancy.0,
        partner,
        kind,
        question,
        consent_by,
        consent_on.0,
    ))?;
    step(of, act, id, id, ReferralState::Started)
}

/// Moves a referral of this tenancy on, as part of an act; refused when it is over.
pub(crate) fn move_on(
    of: &Transaction,
    act: &Act,
    id: i64,
    referral: i64,
    to: ReferralState,
) -> Result<Result<(), NotDone>, StoreError> {
    let query = "select s.state from referral r join referral_step s on s.referral = r.act \
         where r.act = ?1 and r.tenancy = ?2 order by s.act desc limit 1";
    let now: Option<String> =
        of.prepare_cached(query)?.query_row((referral, act.tenancy.0), |row| row.get(0)).optional()?;
    match now.as_deref().and_then(ReferralState::of) {
        None => Ok(Err(NotDone::NoAct)),
        Some(state) if state.is_over() || state == to => Ok(Err(NotDone::EndedAlready)),
        Some(_) => Ok(Ok(step(of, act, id, referral, to)?)),
    }
}

fn step(of: &Transaction, act: &Act, id: i64, referral: i64, to: ReferralState) -> Result<(), StoreError> {
    let insert = "insert into referral_step values (?1, ?2, ?3, ?4)";
    of.prepare_cached(insert)?.execute((referral, id, to.dutch(), act.at.day.0))?;
    Ok(())
}

/// Does a later step rest on what this act recorded?
pub(crate) fn something_rests_on(of: &Transaction, act: i64) -> Result<bool, StoreError> {
    let query = "select 1 from referral_step mine join referral_step later on later.referral = mine.referral \
         and later.act > mine.act where mine.act = ?1";
    Ok(of.prepare_cached(query)?.exists([act])?)
}

impl Book {
    /// The referrals of a tenancy, newest first.
    pub fn referrals_of(&self, id: TenancyId) -> Result<Vec<Referral>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select act, partner, kind, question, consent_by, consent_on from referral where tenancy = ?1 order by act desc",
        )?;
        let rows = statement.query_map([id.0], |row| {
            let made = NewReferral {
                partner: row.get(1)?,
                kind: row.get(2)?,
                question: row.get(3)?,
                consent_by: row.get(4)?,
                consent_on: Day(row.get(5)?),
            };
            Ok(Referral { id: row.get(0)?, made, steps: Vec::new(), help: Vec::new() })
        })?;
        let mut referrals: Vec<Referral> = rows.collect::<Result<_, _>>()?;
        if referrals.is_empty() {
            return Ok(referrals);
        }
        let mut steps = self.connection.prepare_cached(
            "select s.state, s.day, w.name from referral_step s join act a on a.id = s.act join staff w on w.id = a.staff \
             where s.referral = ?1 order by s.act",
        )?;
        let mut help = self.connection.prepare_cached(
            "select c.external from circumstance c join referral_step s on c.external like 'handeling/' || s.act || '/%' \
             where s.referral = ?1 and c.tenancy = ?2 and c.kind = ?3 and c.closed_on is null and not exists \
             (select 1 from ending e where e.what = 'omstandigheid' and e.external = c.external)",
        )?;
        for one in &mut referrals {
            let rows = steps.query_map([one.id], |row| {
                let state = ReferralState::of(row.get_ref(0)?.as_str()?).unwrap_or(ReferralState::Stopped);
                Ok((state, Day(row.get(1)?), row.get(2)?))
            })?;
            one.steps = rows.collect::<Result<_, _>>()?;
            let rows = help.query_map((one.id, id.0, CircumstanceKind::Help.code()), |row| row.get(0))?;
            one.help = rows.collect::<Result<_, _>>()?;
        }
        Ok(referrals)
    }
}
