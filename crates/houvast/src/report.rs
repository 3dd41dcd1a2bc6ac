//! The night report: what came in, what was found, who moved, which steps and tasks there are, what was blocked and why.
//! Names no tenant.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use domain::calendar::Day;
use domain::delivery::Severity;
use domain::plan::{Act, NightPlan, Outcome};
use domain::policy::{Mode, Policy};
use serde::Serialize;
use store::commit::Committed;
use store::intake::Taken;
use store::screens::FindingLine;
use store::{Book, StoreError};

use crate::bank::BankIn;
use crate::receive::Received;

/// How many refused rows of a delivery are named; all of them are in the book.
const REFUSED_ROWS_NAMED: u32 = 10;

/// A night in numbers. Field names of `--json` are English and stay.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// The day.
    pub day: String,
    /// The day up to which the books are known.
    pub books_as_of: String,
    /// Dossiers looked at.
    pub looked_at: u64,
    /// Deliveries by what came of them: rows, changes, findings.
    pub deliveries: Vec<DeliveryLine>,
    /// What came in from the bank, where its files are read.
    pub bank: Option<BankIn>,
    /// Category moves, "from → to".
    pub moves: BTreeMap<String, u64>,
    /// Dossiers by category that were placed for the first time.
    pub placed: BTreeMap<String, u64>,
    /// Messages by letter and channel.
    pub messages: BTreeMap<String, u64>,
    /// Messages by what becomes of them: ready, waiting for release, shadow.
    pub messages_by_mode: BTreeMap<String, u64>,
    /// Tasks by kind.
    pub tasks: BTreeMap<String, u64>,
    /// Tasks by who does them.
    pub tasks_by_person: BTreeMap<String, u64>,
    /// Steps newly blocked, by guard.
    pub blocks: BTreeMap<String, u64>,
    /// Steps stopped because they would have broken a promise, by promise.
    pub breaches: BTreeMap<String, u64>,
}

/// One delivery in the report.
#[derive(Debug, Serialize)]
pub struct DeliveryLine {
    /// Name of its folder or file.
    pub name: String,
    /// What came of it.
    pub state: String,
    /// Rows read.
    pub rows: u64,
    /// Rows that changed the book.
    pub changes: u64,
    /// Rows that were refused.
    pub refused: u64,
    /// Remarks.
    pub notices: u64,
    /// The first refused rows: where, which field, and what is wrong.
    pub refused_rows: Vec<String>,
    /// Of whom something that is missing from a list was not read as paid, or is in doubt, and why.
    pub doubts: Vec<String>,
}

impl Report {
    /// Puts the report of a night together.
    pub fn of(day: Day, books_as_of: Day, policy: &Policy, received: &Received, plan: &NightPlan) -> Report {
        let mut report = Report {
            day: day.to_string(),
            books_as_of: books_as_of.to_string(),
            looked_at: plan.looked_at,
            deliveries: received.deliveries.iter().map(delivery_line).collect(),
            ..Report::default()
        };
        for planned in &plan.dossiers {
            let decision = &planned.decision;
            if decision.category_changed {
                let to = policy.categories[decision.category].name.clone();
                match planned.before.category.and_then(|key| policy.category(key)) {
                    Some(from) => count(&mut report.moves, format!("{} → {to}", from.name)),
                    None => count(&mut report.placed, to),
                }
            }
            if decision.outcome_changed {
                report.count_outcome(policy, &decision.outcome);
            }
            for breach in &decision.breaches {
                count(&mut report.breaches, breach.promise().sentence.into());
            }
        }
        report
    }

    /// As a log keeps it.
    pub fn in_one_line(&self) -> String {
        let sum = |counts: &BTreeMap<String, u64>| counts.values().sum::<u64>();
        format!(
            "{} dossiers bekeken, {} berichten, {} taken, {} stappen tegengehouden, {} beloften bijna gebroken",
            self.looked_at,
            sum(&self.messages),
            sum(&self.tasks),
            sum(&self.blocks),
            sum(&self.breaches)
        )
    }

    /// Names the first rows that were refused, so that the sender can mend them.
    pub fn name_refused_rows(&mut self, book: &Book, received: &Received) -> Result<(), StoreError> {
        for (line, (_, taken)) in self.deliveries.iter_mut().zip(&received.deliveries) {
            let Taken::In(intake) = taken else { continue };
            let findings = book.findings_of(intake.delivery, REFUSED_ROWS_NAMED)?;
            for finding in findings.iter().filter(|finding| finding.severity == Severity::RowRefused as u8) {
                let FindingLine { file, row, field, reason, .. } = finding;
                let field = if field.is_empty() { String::new() } else { format!(", {field}") };
                line.refused_rows.push(format!("{file}, rij {row}{field}: {reason}"));
            }
        }
        Ok(())
    }

    fn count_outcome(&mut self, policy: &Policy, outcome: &Outcome) {
        match outcome {
            Outcome::Nothing => {}
            Outcome::Blocked { blocks, .. } => {
                for block in blocks {
                    count(&mut self.blocks, block.guard().word.into());
                }
            }
            Outcome::Step(step) => match step.act {
                Act::Task(kind) => {
                    count(&mut self.tasks, kind.spoken().into());
                    let by = step.proposal.map_or("huurconsulent", |proposal| proposal.of(policy).by.dutch());
                    count(&mut self.tasks_by_person, by.into());
                }
                Act::Message { letter, channel, .. } => {
                    count(
                        &mut self.messages,
                        format!("{} per {}", policy.letters[letter].name, channel.dutch()),
                    );
                    let mode = match step.mode {
                        Mode::Automatic => "klaar om te versturen",
                        Mode::Proposal => "wacht op vrijgave door een medewerker",
                        Mode::Shadow => "schaduw: wordt niet verstuurd",
                    };
                    count(&mut self.messages_by_mode, mode.into());
                }
            },
        }
    }

    /// The report as a person reads it.
    pub fn text(&self, committed: &Committed) -> String {
        let mut text = String::new();
        let _ = writeln!(text, "Nacht van {} (boeken bij tot en met {})", self.day, self.books_as_of);
        let _ = writeln!(
            text,
            "{} dossiers bekeken, {} wisselingen van categorie",
            self.looked_at, committed.moves
        );
        if !self.deliveries.is_empty() {
            let _ = writeln!(text, "\nBinnengekomen");
            for line in &self.deliveries {
                let _ = writeln!(
                    text,
                    "  {:<24} {:<14} {:>8} rijen {:>8} wijzigingen {:>4} geweigerd {:>4} opmerkingen",
                    line.name, line.state, line.rows, line.changes, line.refused, line.notices
                );
                for row in &line.refused_rows {
                    let _ = writeln!(text, "    geweigerd: {row}");
                }
                let named = REFUSED_ROWS_NAMED as usize;
                for doubt in line.doubts.iter().take(named) {
                    let _ = writeln!(text, "    let op: {doubt}");
                }
                if let Some(more @ 1..) = line.doubts.len().checked_sub(named) {
                    let _ = writeln!(text, "    let op: zo staan er nog {more} op /vannacht");
                }
            }
        }
        if let Some(bank) = &self.bank {
            let _ = writeln!(text, "\n{}", bank.text());
        }
        section(&mut text, "Nieuw ingedeeld", &self.placed);
        section(&mut text, "Van categorie gewisseld", &self.moves);
        section(&mut text, "Berichten", &self.messages);
        section(&mut text, "Wat er met die berichten gebeurt", &self.messages_by_mode);
        section(&mut text, "Taken", &self.tasks);
        section(&mut text, "Taken, voor wie", &self.tasks_by_person);
        section(&mut text, "Tegengehouden door een wachter", &self.blocks);
        section(&mut text, "Tegengehouden omdat een belofte zou breken", &self.breaches);
        text
    }
}

fn delivery_line((name, taken): &(String, Taken)) -> DeliveryLine {
    let (state, intake) = match taken {
        Taken::In(intake) => ("ingelezen", Some(intake)),
        Taken::Known => ("al bekend", None),
        Taken::Outdated { .. } => ("verouderd", None),
        Taken::Held(intake) => ("aangehouden", Some(intake)),
        Taken::PutAside(_) => ("terzijde gelegd", None),
    };
    let aside = match taken {
        Taken::PutAside(reason) => vec![reason.clone()],
        _ => Vec::new(),
    };
    let [notices, refused, _] = intake.map_or([0; 3], |intake| intake.findings);
    DeliveryLine {
        name: name.clone(),
        state: state.into(),
        rows: intake.map_or(0, |intake| intake.rows),
        changes: intake.map_or(0, |intake| intake.changes),
        refused,
        notices,
        refused_rows: Vec::new(),
        doubts: intake.map_or(aside, |intake| intake.doubts.clone()),
    }
}

fn count(counts: &mut BTreeMap<String, u64>, key: String) {
    *counts.entry(key).or_default() += 1;
}

fn section(text: &mut String, title: &str, counts: &BTreeMap<String, u64>) {
    if counts.is_empty() {
        return;
    }
    let mut lines: Vec<(&String, &u64)> = counts.iter().collect();
    lines.sort_by_key(|(name, count)| (std::cmp::Reverse(**count), *name));
    let total: u64 = counts.values().sum();
    let _ = writeln!(text, "\n{title} ({total})");
    for (name, count) in lines {
        let _ = writeln!(text, "  {count:>7}  {name}");
    }
}
