//! The 14-day letter of one dossier: one letter for all claims in default, exact to the cent, and what became of it.
//!
//! In go a dossier, the law and the letters on file; out comes a draft, or the state of a letter that was posted. A letter
//! with a fault is void and stays void: only a new letter over everything that is then in default repairs it
//! (ECLI:NL:HR:2016:2704). Nothing follows from a letter of which no posting is proven.

use crate::calendar::Day;
use crate::dossier::{CostsClause, Dossier};
use crate::facts::Ground;
use crate::law::collection_costs::{
    CollectionCosts, EarlierLetter, LetterClaim, VatConditions, costs_to_announce, costs_to_announce_after,
};
use crate::law::fourteen_day_letter::{
    Delivery, LetterDates, LetterRule, WordingFinding, letter_dates, letter_findings,
};
use crate::law::{Law, LawGap};
use crate::ledger::{Account, EntryKind, OpenItem, open_items};
use crate::money::Cents;

/// A 14-day letter as it left, with what is known of its posting. Kept by the store, one row each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterOnFile {
    /// Day on which it was made.
    pub made_on: Day,
    /// What is proven of its posting.
    pub posting: Posting,
    /// The claims in it: due day and the principal it stated, in cents.
    pub claims: Vec<(Day, Cents)>,
    /// The collection costs it announced, in cents, with VAT where claimed; zero for a letter without costs.
    pub stated_costs: Cents,
    /// Did its text pass [`crate::law::fourteen_day_letter::letter_findings`]?
    pub wording_valid: bool,
    /// Costs that were advised to the landlord under it: the day and the amount in cents.
    pub charged: Option<(Day, Cents)>,
}

/// What is proven of a letter's posting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posting {
    /// Nothing yet.
    NotProven,
    /// Given to the postal service on this day: delivery is presumed.
    Posted(Day),
    /// Posted on the first day and shown to be delivered on the second.
    Delivered(Day, Day),
    /// Posted on the first day and come back on the second.
    CameBack(Day, Day),
}

/// A letter as it would be made today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Every principal in default that may be asked for, oldest first.
    pub items: Vec<OpenItem>,
    /// Their sum, in cents.
    pub principal: Cents,
    /// The costs it announces, or why it announces none.
    pub costs: Result<CollectionCosts, WithoutCosts>,
    /// The days that follow when it is posted today. They never stand in the letter itself.
    pub dates: LetterDates,
}

/// Why a letter is made without collection costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithoutCosts {
    /// The landlord does not charge them (the setting `incassokosten`).
    SwitchedOff,
    /// The costs clause is unfair, or nobody has looked at it (ECLI:NL:HR:2023:198).
    Clause(CostsClause),
    /// Earlier letters brought all the costs the law allows over these claims (art. 6:96 lid 7 BW; small instalments:
    /// Stb. 2024, 44).
    NoStacking,
}

impl WithoutCosts {
    /// The sentence a person reads.
    pub const fn dutch(self) -> &'static str {
        match self {
            WithoutCosts::SwitchedOff => "Zonder kosten: u rekent geen incassokosten.",
            WithoutCosts::Clause(CostsClause::Unknown) => {
                "Zonder kosten: niemand heeft het kostenbeding in het contract beoordeeld."
            }
            WithoutCosts::Clause(_) => "Zonder kosten: het kostenbeding in het contract is oneerlijk.",
            WithoutCosts::NoStacking => {
                "Zonder kosten: eerdere brieven brachten al alle kosten die de wet toestaat."
            }
        }
    }
}

/// Why there is no letter to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoDraft {
    /// Nothing that may be asked for is in default.
    NothingInDefault,
    /// Everything in default stands in a letter that still counts.
    AllInEarlierLetter,
    /// The law gives no value for today.
    Gap(LawGap),
}

impl Draft {
    /// The costs it states, in cents, with VAT where claimed; zero for a letter without costs.
    pub fn stated_costs(&self) -> Cents {
        self.costs.map_or(Cents::ZERO, CollectionCosts::total)
    }

    /// What is wrong with a text that must state this draft; a letter without costs states none.
    pub fn wording_findings(&self, rule: &LetterRule, text: &str) -> Vec<WordingFinding> {
        let mut findings = letter_findings(rule, text, self.principal, self.stated_costs());
        findings
            .retain(|finding| self.costs.is_ok() || *finding != WordingFinding::CostsMissing(Cents::ZERO));
        findings
    }

    /// The letter as it goes on file when it leaves: its words were checked, its posting is not proven yet.
    pub fn on_file(&self, made_on: Day) -> LetterOnFile {
        LetterOnFile {
            made_on,
            posting: Posting::NotProven,
            claims: per_due_day(&self.items),
            stated_costs: self.stated_costs(),
            wording_valid: true,
            charged: None,
        }
    }
}

impl NoDraft {
    /// The sentence a person reads.
    pub fn dutch(&self) -> String {
        match self {
            NoDraft::NothingInDefault => "Er is vandaag niets te vragen.".into(),
            NoDraft::AllInEarlierLetter => "Alles staat al in een brief die telt.".into(),
            NoDraft::Gap(gap) => gap.to_string(),
        }
    }
}

impl From<LawGap> for NoDraft {
    fn from(gap: LawGap) -> NoDraft {
        NoDraft::Gap(gap)
    }
}

/// The letter over everything in default, as it would be made today. Claims in a letter that still counts are left out: a
/// claim is asked with costs once, and a later term gets a letter of its own (law.md 1.4).
pub fn draft(
    ground: &Ground,
    law: &Law,
    letters: &[LetterOnFile],
    vat: VatConditions,
) -> Result<Draft, NoDraft> {
    let today = ground.today;
    let mut items = ground.items_to_ask();
    items.retain(|item| is_principal(item.kind) && item.due_on < today);
    if items.is_empty() {
        return Err(NoDraft::NothingInDefault);
    }
    for letter in letters {
        if state_of(ground, law, letter)?.counts() {
            items.retain(|item| letter.claims.iter().all(|(due_on, _)| *due_on != item.due_on));
        }
    }
    if items.is_empty() {
        return Err(NoDraft::AllInEarlierLetter);
    }
    let rule = law.fourteen_day_letter.at(today)?;
    let dates = letter_dates(rule, &law.equated_days, today, Delivery::PresumedByPost)
        .expect("post is presumed to be delivered");
    let principal = items.iter().map(|item| item.open).sum();
    let costs = costs_of(ground, law, letters, vat, &items, dates.costs_from)?;
    Ok(Draft { items, principal, costs, dates })
}

fn costs_of(
    ground: &Ground,
    law: &Law,
    letters: &[LetterOnFile],
    vat: VatConditions,
    items: &[OpenItem],
    costs_from: Day,
) -> Result<Result<CollectionCosts, WithoutCosts>, LawGap> {
    if !ground.settings.charge_collection_costs {
        return Ok(Err(WithoutCosts::SwitchedOff));
    }
    let clause = ground.dossier.tenancy.costs_clause;
    if matches!(clause, CostsClause::Unknown | CostsClause::Unfair) {
        return Ok(Err(WithoutCosts::Clause(clause)));
    }
    let claims: Vec<LetterClaim> = per_due_day(items)
        .into_iter()
        .map(|(due_on, open)| LetterClaim {
            due_on,
            principal: open,
            open_after_term: open,
            charged_before: false,
        })
        .collect();
    let earlier = charged_letters(ground, law, letters, None)?;
    let costs = costs_to_announce_after(law, ground.today, costs_from, &claims, &earlier, vat)?;
    Ok(if costs.total().is_zero() { Err(WithoutCosts::NoStacking) } else { Ok(costs) })
}

/// Where a letter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterState {
    /// No posting is proven: nothing follows from it.
    AwaitingProof,
    /// It has a fault that cannot be repaired.
    Void(Fault),
    /// Its term runs.
    Running(LetterDates),
    /// Everything in it was paid within the term.
    PaidInTime(LetterDates),
    /// Its term is over and this much of its principal was still unpaid then, in cents.
    Lapsed(LetterDates, Cents),
}

/// What makes a letter void.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It came back on this day: not delivered.
    CameBack(Day),
    /// Its words do not give the term as the Supreme Court requires (ECLI:NL:HR:2016:2704).
    Wording,
    /// A claim in it was not in default when it was posted (art. 6:96 lid 6 BW).
    BeforeDefault(Day),
    /// It asked more principal than was open when it was posted. Cents.
    TooMuchPrincipal {
        /// What it stated.
        stated: Cents,
        /// What was open.
        right: Cents,
    },
    /// It announced more costs than the scale allows. Cents.
    TooMuchCosts {
        /// What it stated.
        stated: Cents,
        /// What the scale gives.
        right: Cents,
    },
}

impl LetterState {
    /// Does the letter still count: is its term running, or did it pass without a fault?
    pub const fn counts(self) -> bool {
        matches!(self, LetterState::Running(_) | LetterState::PaidInTime(_) | LetterState::Lapsed(..))
    }

    /// The sentence a person reads, with what to do next.
    pub fn dutch(self) -> String {
        match self {
            LetterState::AwaitingProof => {
                "Er is geen bewijs dat de brief is verzonden. Zonder bewijs volgt er niets uit; vraag het op of stuur een nieuwe brief.".into()
            }
            LetterState::Void(fault) => {
                format!("De brief telt niet: {}. Stuur een nieuwe brief over alles wat dan openstaat.", fault.dutch())
            }
            LetterState::Running(dates) => format!(
                "De termijn loopt tot en met {}; kosten op zijn vroegst op {}.",
                dates.last_day.dutch(),
                dates.costs_from.dutch()
            ),
            LetterState::PaidInTime(_) => "Alles uit de brief is op tijd betaald.".into(),
            LetterState::Lapsed(dates, open) => format!(
                "De termijn was voorbij op {}; toen stond er nog € {open} open.",
                dates.last_day.dutch()
            ),
        }
    }
}

impl Fault {
    /// What is wrong, as the middle of a sentence.
    pub fn dutch(self) -> String {
        match self {
            Fault::CameBack(day) => format!("hij kwam op {} terug", day.dutch()),
            Fault::Wording => "hij noemt de termijn niet zoals de Hoge Raad dat vraagt".into(),
            Fault::BeforeDefault(due_on) => {
                format!("hij ging weg voordat de huurder te laat was met wat op {} verviel", due_on.dutch())
            }
            Fault::TooMuchPrincipal { stated, right } => {
                format!("hij vroeg € {stated} terwijl er € {right} openstond")
            }
            Fault::TooMuchCosts { stated, right } => {
                format!("hij noemde € {stated} kosten terwijl € {right} mag")
            }
        }
    }
}

/// Where a letter stands today. Payments booked up to and including the day before costs could run count as in time: a
/// payment made on the last day may reach the books a day later.
pub fn state_of(ground: &Ground, law: &Law, letter: &LetterOnFile) -> Result<LetterState, LawGap> {
    let (posted_on, delivery) = match letter.posting {
        Posting::NotProven => return Ok(LetterState::AwaitingProof),
        Posting::CameBack(_, back_on) => return Ok(LetterState::Void(Fault::CameBack(back_on))),
        Posting::Posted(day) => (day, Delivery::PresumedByPost),
        Posting::Delivered(day, delivered_on) => (day, Delivery::Proven(delivered_on)),
    };
    let dossier = ground.dossier;
    if let Some(fault) = fault_of(law, dossier, letter, posted_on)? {
        return Ok(LetterState::Void(fault));
    }
    let rule = law.fourteen_day_letter.at(posted_on)?;
    let Some(dates) = letter_dates(rule, &law.equated_days, posted_on, delivery) else {
        return Ok(LetterState::AwaitingProof);
    };
    if ground.today < dates.costs_from {
        return Ok(LetterState::Running(dates));
    }
    let open = open_under(dossier, letter, dates.costs_from.previous());
    let open: Cents = open.iter().map(|(_, open)| *open).sum();
    Ok(if open.is_zero() { LetterState::PaidInTime(dates) } else { LetterState::Lapsed(dates, open) })
}

fn fault_of(
    law: &Law,
    dossier: &Dossier,
    letter: &LetterOnFile,
    posted_on: Day,
) -> Result<Option<Fault>, LawGap> {
    if !letter.wording_valid {
        return Ok(Some(Fault::Wording));
    }
    if let Some((due_on, _)) = letter.claims.iter().find(|(due_on, _)| *due_on >= posted_on) {
        return Ok(Some(Fault::BeforeDefault(*due_on)));
    }
    // What was open on the evening before it was posted, as the books know it now.
    let right_by_claim = open_under(dossier, letter, posted_on.previous());
    let stated: Cents = letter.claims.iter().map(|(_, principal)| *principal).sum();
    let right: Cents = right_by_claim.iter().map(|(_, open)| *open).sum();
    let too_much = letter.claims.iter().zip(&right_by_claim).any(|((_, stated), (_, right))| stated > right);
    if too_much {
        return Ok(Some(Fault::TooMuchPrincipal { stated, right }));
    }
    // A letter with VAT may state no more than the scale with VAT.
    let vat = VatConditions { outsourced: true, reclaimable: false, declared: true };
    let most = costs_to_announce(law, posted_on, &[stated], vat)?.total();
    Ok((letter.stated_costs > most)
        .then_some(Fault::TooMuchCosts { stated: letter.stated_costs, right: most }))
}

/// The letters under which costs were charged, as the rule against stacking reads them; `except` is the letter at hand.
pub(super) fn charged_letters(
    ground: &Ground,
    law: &Law,
    letters: &[LetterOnFile],
    except: Option<usize>,
) -> Result<Vec<EarlierLetter>, LawGap> {
    let mut earlier = Vec::new();
    for (_, letter) in letters.iter().enumerate().filter(|(at, _)| Some(*at) != except) {
        let Some((charged_on, charged)) = letter.charged else { continue };
        let costs_from = match state_of(ground, law, letter)? {
            LetterState::Lapsed(dates, _) => dates.costs_from,
            // It turned out void later, but it was charged: it counts.
            _ => charged_on,
        };
        earlier.push(EarlierLetter {
            costs_from,
            principal: letter.claims.iter().map(|(_, principal)| *principal).sum(),
            largest_instalment: letter.claims.iter().map(|(_, p)| *p).max().unwrap_or_default(),
            charged,
        });
    }
    Ok(earlier)
}

/// What was open on a day of the principals that the letter names, claim by claim, and never more than it stated.
pub(super) fn open_under(dossier: &Dossier, letter: &LetterOnFile, on: Day) -> Vec<(Day, Cents)> {
    let mut account = Account::default();
    account.settle(dossier, on);
    let mut items = open_items(&dossier.entries, &account, on);
    items.retain(|item| is_principal(item.kind));
    let open = per_due_day(&items);
    let of_claim = |(due_on, stated): &(Day, Cents)| {
        let now = open.iter().find(|(day, _)| day == due_on).map_or(Cents::ZERO, |(_, cents)| *cents);
        (*due_on, now.min(*stated))
    };
    letter.claims.iter().map(of_claim).collect()
}

/// The principals behind a letter: due day and open amount, in order.
pub fn per_due_day(items: &[OpenItem]) -> Vec<(Day, Cents)> {
    let mut claims: Vec<(Day, Cents)> = Vec::new();
    for item in items {
        match claims.iter_mut().find(|(due_on, _)| *due_on == item.due_on) {
            Some((_, open)) => *open += item.open,
            None => claims.push((item.due_on, item.open)),
        }
    }
    claims.sort();
    claims
}

/// Costs and interest bear no costs; damage at move-out is no contract debt until it is agreed (art. 1 Besluit BIK).
pub const fn is_principal(kind: EntryKind) -> bool {
    !matches!(kind, EntryKind::CollectionCosts | EntryKind::Interest | EntryKind::Damage)
}

#[cfg(test)]
#[path = "fourteen_days_tests.rs"]
mod tests;
