//! Writes a night: positions, records, steps, tasks and outbox, in one transaction. Ids follow from content, so
//! the same night again, or a night after a crash, doubles nothing.

use domain::calendar::Day;
use domain::ids::ContentId;
use domain::plan::{Act, Decision, NightPlan, Outcome, PlannedDossier, PlannedStep, Wake};
use domain::policy::{Mode, Policy};

use crate::book::{Book, StoreError};
use crate::codes::Code;
use crate::crash;
use crate::db::{Statement, Transaction};
use crate::dossiers::{WAKES_NEXT_MONTH, WAKES_NEXT_NIGHT};
use crate::facts;
use crate::nights;
use crate::post::was_let_go;

/// Pages of the write-ahead log (256 MB) before a commit moves them into the file. A night touches pages all over the book:
/// at the usual thousand pages every commit would first move the last one's, which took twice as long as the commit
/// itself. Closing the book moves what is left.
const LOG_PAGES: i64 = 65_536;

/// Lets commits to this book end with the log.
pub(crate) fn end_commits_with_the_log(book: &Book) -> Result<(), StoreError> {
    book.tune("wal_autocheckpoint", LOG_PAGES)
}

/// What a run of a night is known by.
#[derive(Clone, Debug)]
pub struct RunHead {
    /// The day.
    pub day: Day,
    /// Version of Houvast.
    pub engine: String,
    /// Hash of the policy.
    pub policy_hash: ContentId,
    /// Texts of the policy, kept so that a record can be explained later.
    pub policy_files: String,
    /// Hash of the law's parameters.
    pub law_hash: ContentId,
    /// The day up to which the books were known.
    pub books_as_of: Day,
}

/// What a committed night comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Committed {
    /// Number of the run.
    pub run: i64,
    /// Category changes.
    pub moves: u64,
    /// Messages planned.
    pub messages: u64,
    /// Tasks planned.
    pub tasks: u64,
    /// Steps newly blocked.
    pub blocks: u64,
    /// Steps stopped because they would have broken a promise.
    pub breaches: u64,
}

impl Book {
    /// Commits a plan.
    pub fn commit(
        &mut self,
        head: &RunHead,
        policy: &Policy,
        plan: &NightPlan,
    ) -> Result<Committed, StoreError> {
        end_commits_with_the_log(self)?;
        let transaction = self.connection.transaction()?;
        let done = write(&transaction, head, policy, plan)?;
        transaction.commit()?;
        crash::point();
        Ok(done)
    }

    /// Does the last night over: takes it back and commits the one that `plan` makes, or does neither. `plan` is handed the book
    /// as it was before the night that is taken back; nobody else writes meanwhile.
    pub fn do_over<E: From<StoreError>>(
        &mut self,
        head: &RunHead,
        policy: &Policy,
        plan: impl FnOnce(&Book) -> Result<NightPlan, E>,
    ) -> Result<(NightPlan, Committed), E> {
        end_commits_with_the_log(self)?;
        let last = self.last_night()?;
        let (plan, done) = {
            let transaction = self.connection.unchecked_transaction().map_err(StoreError::from)?;
            if let Some(last) = last {
                nights::undo(&transaction, &last)?;
            }
            let plan = plan(self)?;
            let done = write(&transaction, head, policy, &plan)?;
            transaction.commit().map_err(StoreError::from)?;
            (plan, done)
        };
        crash::point();
        Ok((plan, done))
    }
}

/// Writes a plan, in a transaction of the caller.
fn write(
    transaction: &Transaction,
    head: &RunHead,
    policy: &Policy,
    plan: &NightPlan,
) -> Result<Committed, StoreError> {
    crash::point();
    transaction.execute(
        "insert into policy_version values (?1, ?2) on conflict do nothing",
        (head.policy_hash.to_string(), &head.policy_files),
    )?;
    let run = transaction.query_row(
        "insert into night_run (day, engine, policy, law, books_as_of, facts, summary) \
         values (?1, ?2, ?3, ?4, ?5, ?6, '') returning id",
        (
            head.day.0,
            &head.engine,
            head.policy_hash.to_string(),
            head.law_hash.to_string(),
            head.books_as_of.0,
            facts::names(&policy.facts_needed()),
        ),
        |row| row.get(0),
    )?;
    let done = Committed { run, ..Committed::default() };
    let mut writer = Writer {
        transaction,
        put: Puts::of(transaction)?,
        run,
        day: head.day,
        policy,
        bytes: Vec::new(),
        done,
    };
    for planned in &plan.dossiers {
        writer.write(planned)?;
        crash::point();
    }
    let done = writer.done;
    transaction.execute("delete from touched", [])?;
    transaction.execute("update night_run set summary = ?2 where id = ?1", (run, summary(&done, plan)))?;
    crash::point();
    Ok(done)
}

fn summary(done: &Committed, plan: &NightPlan) -> String {
    format!(
        "bekeken={} wisselingen={} berichten={} taken={} blokkades={} beloften={}",
        plan.looked_at, done.moves, done.messages, done.tasks, done.blocks, done.breaches
    )
}

/// The statements of a night, read once for all its rows.
struct Puts<'t> {
    wake: Statement<'t>,
    decision: Statement<'t>,
    position: Statement<'t>,
    step: Statement<'t>,
    task: Statement<'t>,
    message: Statement<'t>,
}

impl<'t> Puts<'t> {
    fn of(transaction: &'t Transaction<'t>) -> Result<Puts<'t>, StoreError> {
        Ok(Puts {
            wake: transaction.prepare("update position set wake = ?2 where tenancy = ?1")?,
            decision: transaction.prepare(
                "insert into decision values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, \
                 (select run from position where tenancy = ?2), ?9, ?10, ?11)",
            )?,
            position: transaction.prepare(
                "insert into position values (?1, ?2, ?3, ?4, ?5, ?6) on conflict (tenancy) do update set \
                 wake = excluded.wake, run = excluded.run, category = excluded.category, since = excluded.since, \
                 outcome = excluded.outcome",
            )?,
            step: transaction.prepare(
                "insert into step_taken (tenancy, day, cycle, step, channel, milestone) values (?1, ?2, ?3, ?4, ?5, ?6)",
            )?,
            task: transaction.prepare(
                "insert into task values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'open') on conflict (id) do update set \
                 run = excluded.run, day = excluded.day, mode = excluded.mode, state = 'open' \
                 where task.state = 'vervallen' or (task.state = 'open' and task.mode = 'schaduw')",
            )?,
            message: transaction.prepare(
                "insert into outbox (id, run, tenancy, day, letter, tone, channel, amount, mode, flow, step, state, \
                 step_key, cycle, asked_since) \
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) \
                 on conflict (id) do update set run = excluded.run, day = excluded.day, tone = excluded.tone, \
                 channel = excluded.channel, amount = excluded.amount, mode = excluded.mode, flow = excluded.flow, \
                 step = excluded.step, state = excluded.state, step_key = excluded.step_key, \
                 cycle = excluded.cycle, reason = '', not_before = null, act = null, \
                 let_go_by = case when excluded.mode = 'voorstel' and excluded.state = 'klaar' then outbox.let_go_by end, \
                 let_go_on = case when excluded.mode = 'voorstel' and excluded.state = 'klaar' then outbox.let_go_on end, \
                 asked_since = \
                 case when outbox.state = 'vervallen' and excluded.asked_since is not null \
                 then coalesce(outbox.asked_since, excluded.asked_since) else excluded.asked_since end \
                 where outbox.state in ('vervallen', 'teruggekomen', 'mislukt', 'schaduw')",
            )?,
        })
    }
}

struct Writer<'t> {
    transaction: &'t Transaction<'t>,
    put: Puts<'t>,
    run: i64,
    day: Day,
    policy: &'t Policy,
    /// Room for the facts of a record.
    bytes: Vec<u8>,
    done: Committed,
}

impl Writer<'_> {
    fn write(&mut self, planned: &PlannedDossier) -> Result<(), StoreError> {
        let decision = &planned.decision;
        if !decision.is_worth_a_record() {
            return Ok(self.put.wake.put((planned.tenancy.0, wake_code(decision.wake)))?);
        }
        self.record(planned)?;
        self.position(planned)?;
        self.done.moves += u64::from(decision.category_changed && planned.before.category.is_some());
        self.done.breaches += u64::from(!decision.breaches.is_empty());
        match &decision.outcome {
            Outcome::Nothing => Ok(()),
            Outcome::Blocked { .. } => {
                self.done.blocks += 1;
                Ok(())
            }
            Outcome::Step(step) => self.step(planned, step),
        }
    }

    fn record(&mut self, planned: &PlannedDossier) -> Result<(), StoreError> {
        let (decision, before) = (&planned.decision, planned.before);
        let category_before =
            before.category.and_then(|key| self.policy.category(key)).map_or("", |c| c.id.as_str());
        facts::pack(&planned.facts, &mut self.bytes);
        self.put.decision.put((
            self.run,
            planned.tenancy.0,
            &self.policy.categories[decision.category].id,
            category_before,
            decision.category_changed,
            outcome_text(decision, self.policy),
            &self.bytes,
            decision.arrears.0,
            before.category.map(|key| key.0),
            before.since.0,
            before.outcome,
        ))?;
        Ok(())
    }

    fn position(&mut self, planned: &PlannedDossier) -> Result<(), StoreError> {
        let Decision { position, wake, .. } = &planned.decision;
        self.put.position.put((
            planned.tenancy.0,
            wake_code(*wake),
            self.run,
            position.category.map(|key| key.0),
            position.since.0,
            position.outcome,
        ))?;
        Ok(())
    }

    fn step(&mut self, planned: &PlannedDossier, step: &PlannedStep) -> Result<(), StoreError> {
        let taken = step.taken_on(self.day, self.policy);
        self.put.step.put((
            planned.tenancy.0,
            taken.day.0,
            taken.cycle.0,
            taken.step.0,
            taken.channel.map(Code::code),
            taken.milestone.map(Code::code),
        ))?;
        let id = step.content_id(&planned.tenancy.0.to_string(), self.policy).to_string();
        let (flow, step_id, by, tone) = match step.proposal {
            Some(proposal) => {
                let of = proposal.of(self.policy);
                (self.policy.flows[proposal.flow].id.as_str(), of.id.as_str(), of.by.dutch(), of.tone.dutch())
            }
            None => ("", "", "huurconsulent", ""),
        };
        match step.act {
            Act::Task(kind) => {
                self.done.tasks += 1;
                let (kind, mode) = (kind.dutch(), step.mode.dutch());
                self.put.task.put((
                    &id,
                    self.run,
                    planned.tenancy.0,
                    self.day.0,
                    kind,
                    by,
                    mode,
                    flow,
                    step_id,
                ))?;
            }
            Act::Message { letter, channel, amount } => {
                self.done.messages += 1;
                let letter = &self.policy.letters[letter];
                let same = (letter.id.as_str(), tone, channel, amount);
                let state = match step.mode {
                    Mode::Automatic => "klaar",
                    Mode::Proposal if was_let_go(self.transaction, &id, self.day, same)? => "klaar",
                    Mode::Proposal => "wacht op vrijgave",
                    Mode::Shadow => "schaduw",
                };
                self.put.message.put((
                    &id,
                    self.run,
                    planned.tenancy.0,
                    self.day.0,
                    &letter.id,
                    tone,
                    channel.dutch(),
                    amount.map(|cents| cents.0),
                    step.mode.dutch(),
                    flow,
                    step_id,
                    state,
                    taken.step.0,
                    taken.cycle.0,
                    (step.mode == Mode::Proposal).then_some(self.day.0),
                ))?;
            }
        }
        Ok(())
    }
}

/// How a wake day is stored.
pub fn wake_code(wake: Wake) -> i32 {
    match wake {
        Wake::NextNight => WAKES_NEXT_NIGHT,
        Wake::On(day) => day.0,
        Wake::NextMonth => WAKES_NEXT_MONTH,
    }
}

/// An outcome as it is stored; [`crate::nights::StoredOutcome`] reads it back.
fn outcome_text(decision: &domain::plan::Decision, policy: &Policy) -> String {
    let place = |proposal: &domain::flow::Proposal| {
        format!("{}|{}", policy.flows[proposal.flow].id, proposal.of(policy).id)
    };
    let mut text = match &decision.outcome {
        Outcome::Nothing => "niets".to_string(),
        Outcome::Blocked { proposal, blocks } => {
            let until = |until: domain::guards::Until| match until {
                domain::guards::Until::Day(day) => day.to_string(),
                domain::guards::Until::Changed => String::new(),
            };
            let blocks: Vec<String> =
                blocks.iter().map(|block| format!("{}:{}", block.guard().id, until(block.until))).collect();
            format!("geblokkeerd|{}|{}", place(proposal), blocks.join(","))
        }
        Outcome::Step(step) => {
            let place = step.proposal.as_ref().map_or("|".to_string(), place);
            let mode = step.mode.dutch();
            match step.act {
                Act::Task(kind) => format!("stap|{place}|taak|{}|||{mode}|{}", kind.dutch(), step.cycle),
                Act::Message { letter, channel, amount } => format!(
                    "stap|{place}|bericht|{}|{}|{}|{mode}|{}",
                    policy.letters[letter].id,
                    channel.dutch(),
                    amount.map_or(String::new(), |cents| cents.0.to_string()),
                    step.cycle
                ),
            }
        }
    };
    for breach in &decision.breaches {
        text.push('!');
        text.push_str(breach.promise().id);
    }
    text
}
