//! Extrajudicial collection costs (WIK): which costs may be charged over claims in default, or why none.
//!
//! In go the 14-day letter as it was sent and delivered, the claims in it, earlier letters, the costs clause of the
//! contract and the VAT conditions; out comes an amount or the reason why there is none. It never charges without a
//! valid letter that was delivered and whose term has passed, never over interest or other costs, never twice over one
//! claim, and never decides that a landlord wants costs: that is policy and off by default.

use super::fourteen_day_letter::{Delivery, letter_dates};
use super::parameters::{Law, LawGap, Rate};
use crate::calendar::Day;
use crate::dossier::CostsClause;
use crate::money::Cents;

/// The scale (art. 2 Besluit vergoeding voor buitengerechtelijke incassokosten, BWBR0031432).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CollectionCostScale {
    /// The parts of the principal, lowest first; the last has no bound.
    pub tiers: Vec<ScaleTier>,
    /// Least fee.
    pub minimum: Cents,
    /// Greatest fee.
    pub maximum: Cents,
}

/// One part of the principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScaleTier {
    /// Upper bound of the part, in cents of principal; `None` for the last.
    pub up_to: Option<Cents>,
    /// Share of this part.
    pub rate: Rate,
}

/// The rule against stacking the minimum over small instalments (Besluit BIK as changed by Stb. 2024, 44, in force
/// 1 October 2024). The exact text was not seen: see law.md 1.5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SmallInstalmentRule {
    /// Instalments below this principal are small, in cents.
    pub threshold: Cents,
    /// How far one looks back, in months.
    pub look_back_months: i32,
    /// Charge small instalments at most once in that period, as long as a lawyer has not read the rule.
    pub once_per_period: bool,
}

impl CollectionCostScale {
    /// The fee over a principal in cents, excluding VAT: the sum of the parts, rounded half up, between minimum and
    /// maximum. Nothing over nothing: a principal of zero or less has no fee.
    pub fn fee(&self, principal: Cents) -> Cents {
        if principal <= Cents::ZERO {
            return Cents::ZERO;
        }
        let mut below = Cents::ZERO;
        let mut hundredths_of_percent = 0_i128;
        for tier in &self.tiers {
            let bound = tier.up_to.unwrap_or(principal).min(principal);
            hundredths_of_percent += i128::from((bound - below).at_least_zero().0) * i128::from(tier.rate.0);
            below = bound.max(below);
        }
        let cents = i64::try_from((hundredths_of_percent + 5_000) / 10_000).unwrap_or(i64::MAX);
        Cents(cents).max(self.minimum).min(self.maximum)
    }
}

/// The three conditions for VAT on the fee (art. 2 lid 3 Besluit BIK). A landlord who collects itself never has VAT.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VatConditions {
    /// A collection service on which VAT is due is used and billed.
    pub outsourced: bool,
    /// The creditor can reclaim that VAT (letting dwellings is exempt, so normally not).
    pub reclaimable: bool,
    /// The creditor expressly declares the two above.
    pub declared: bool,
}

impl VatConditions {
    /// Those of a landlord who collects itself: no VAT (law.md 1.2).
    pub const OWN_COLLECTION: VatConditions =
        VatConditions { outsourced: false, reclaimable: false, declared: false };

    /// Is the fee raised by VAT?
    pub const fn apply(self) -> bool {
        self.outsourced && !self.reclaimable && self.declared
    }
}

/// A fee with its VAT, both in cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CollectionCosts {
    /// The fee by the scale.
    pub excluding_vat: Cents,
    /// VAT over it; zero unless all three conditions hold.
    pub vat: Cents,
}

impl CollectionCosts {
    /// What the tenant would pay.
    pub fn total(self) -> Cents {
        self.excluding_vat + self.vat
    }
}

/// One claim in a 14-day letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LetterClaim {
    /// Day on which it fell due. Default begins the next day (art. 6:83 sub a BW).
    pub due_on: Day,
    /// The principal of the term as the letter stated it, in cents.
    pub principal: Cents,
    /// What was still unpaid at the end of the letter's term, in cents (ECLI:NL:HR:2016:2704, 3.8).
    pub open_after_term: Cents,
    /// Costs were charged over this claim before: it counts no more.
    pub charged_before: bool,
}

/// A 14-day letter as it really went out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentLetter {
    /// Day of sending.
    pub sent_on: Day,
    /// How and when it arrived.
    pub delivery: Delivery,
    /// Did its text pass [`super::fourteen_day_letter::wording_findings`]?
    pub wording_valid: bool,
    /// The costs it announced, in cents, including VAT where claimed.
    pub stated_costs: Cents,
    /// The claims in it. All claims in default go in one letter (art. 6:96 lid 7 BW).
    pub claims: Vec<LetterClaim>,
}

/// What an earlier 14-day letter came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EarlierLetter {
    /// First day on which its costs could be charged.
    pub costs_from: Day,
    /// What was unpaid under it then, in cents.
    pub principal: Cents,
    /// The largest term in it, in cents: below the threshold the letter was about small instalments only.
    pub largest_instalment: Cents,
    /// Costs charged under it, excluding VAT, in cents.
    pub charged: Cents,
}

/// Why no costs may be charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoCosts {
    /// The costs clause is unfair, or nobody has looked at it (ECLI:NL:HR:2023:198).
    CostsClause(CostsClause),
    /// The letter does not give the term as the Supreme Court requires (ECLI:NL:HR:2016:2704).
    WordingInvalid,
    /// The letter was sent when a claim in it was not yet in default (art. 6:96 lid 6 BW).
    BeforeDefault,
    /// The letter asked for more than the scale allows.
    StatedTooMuch,
    /// Delivery of the letter is not proven and not presumed.
    NotDelivered,
    /// The term still runs: costs at the earliest on this day.
    TermRunsUntil(Day),
    /// Everything in the letter was paid in time or charged before.
    NothingOpen,
    /// Earlier letters already brought all the costs the law allows.
    AlreadyCharged,
}

impl NoCosts {
    /// The sentence a person reads.
    pub fn dutch(self) -> String {
        match self {
            NoCosts::CostsClause(CostsClause::Unknown) => {
                "Geen incassokosten: niemand heeft het kostenbeding in het contract beoordeeld.".into()
            }
            NoCosts::CostsClause(_) => {
                "Geen incassokosten: het kostenbeding in het contract is oneerlijk.".into()
            }
            NoCosts::WordingInvalid => {
                "Geen incassokosten: de veertiendagenbrief noemt de termijn niet goed.".into()
            }
            NoCosts::BeforeDefault => {
                "Geen incassokosten: de veertiendagenbrief ging weg voordat de huurder te laat was.".into()
            }
            NoCosts::StatedTooMuch => {
                "Geen incassokosten: de veertiendagenbrief noemde te hoge kosten.".into()
            }
            NoCosts::NotDelivered => {
                "Geen incassokosten: de bezorging van de veertiendagenbrief staat niet vast.".into()
            }
            NoCosts::TermRunsUntil(day) => {
                format!(
                    "Nog geen incassokosten: de termijn van de veertiendagenbrief loopt, op zijn vroegst {}.",
                    day.dutch()
                )
            }
            NoCosts::NothingOpen => "Geen incassokosten: alles uit de brief is op tijd betaald.".into(),
            NoCosts::AlreadyCharged => {
                "Geen incassokosten: er zijn al kosten gerekend; stapelen mag niet.".into()
            }
        }
    }
}

/// The costs that may be charged on a day over the claims of one letter, or why none (art. 6:96 lid 5-7 BW).
pub fn chargeable(
    law: &Law,
    on: Day,
    clause: CostsClause,
    letter: &SentLetter,
    earlier: &[EarlierLetter],
    vat: VatConditions,
) -> Result<Result<CollectionCosts, NoCosts>, LawGap> {
    if matches!(clause, CostsClause::Unknown | CostsClause::Unfair) {
        return Ok(Err(NoCosts::CostsClause(clause)));
    }
    let scale = law.collection_costs.at(letter.sent_on)?;
    let vat_rate = if vat.apply() { *law.vat.at(letter.sent_on)? } else { Rate(0) };
    let stated_principal = letter.claims.iter().map(|claim| claim.principal).sum::<Cents>();
    let stated_at_most = with_vat(scale.fee(stated_principal), vat_rate).total();
    if let Some(fault) = letter_fault(letter, stated_at_most) {
        return Ok(Err(fault));
    }
    let rule = law.fourteen_day_letter.at(letter.sent_on)?;
    let Some(dates) = letter_dates(rule, &law.equated_days, letter.sent_on, letter.delivery) else {
        return Ok(Err(NoCosts::NotDelivered));
    };
    if on < dates.costs_from {
        return Ok(Err(NoCosts::TermRunsUntil(dates.costs_from)));
    }
    let claims: Vec<LetterClaim> = letter
        .claims
        .iter()
        .filter(|claim| !claim.charged_before && claim.open_after_term > Cents::ZERO)
        .copied()
        .collect();
    if claims.is_empty() {
        return Ok(Err(NoCosts::NothingOpen));
    }
    let small = *law.small_instalments.at(dates.costs_from)?;
    let fee = fee_without_stacking(scale, small, dates.costs_from, &claims, earlier);
    if fee.is_zero() {
        return Ok(Err(NoCosts::AlreadyCharged));
    }
    Ok(Ok(at_most(with_vat(fee, vat_rate), letter.stated_costs, vat_rate)))
}

/// What is wrong with the letter itself, whatever the tenant did.
fn letter_fault(letter: &SentLetter, stated_at_most: Cents) -> Option<NoCosts> {
    if !letter.wording_valid {
        return Some(NoCosts::WordingInvalid);
    }
    if letter.claims.iter().any(|claim| letter.sent_on <= claim.due_on) {
        return Some(NoCosts::BeforeDefault);
    }
    (letter.stated_costs > stated_at_most).then_some(NoCosts::StatedTooMuch)
}

/// The fee over these claims, less what other letters already brought for claims that the law wants taken together:
/// claims that could have gone in one letter (art. 6:96 lid 7 BW) and small instalments of the last six months.
fn fee_without_stacking(
    scale: &CollectionCostScale,
    rule: Option<SmallInstalmentRule>,
    costs_from: Day,
    claims: &[LetterClaim],
    earlier: &[EarlierLetter],
) -> Cents {
    let open = claims.iter().map(|claim| claim.open_after_term).sum::<Cents>();
    let first_due = claims.iter().map(|claim| claim.due_on).min().unwrap_or(costs_from);
    let fee = scale.fee(open).min(rest_of_joint_fee(
        scale,
        open,
        earlier.iter().filter(|letter| letter.costs_from > first_due),
    ));
    let Some(rule) = rule else { return fee };
    let is_small = |claim: &&LetterClaim| claim.principal < rule.threshold;
    let small_open = claims.iter().filter(is_small).map(|claim| claim.open_after_term).sum::<Cents>();
    if small_open.is_zero() {
        return fee;
    }
    let since = costs_from.plus_months(-rule.look_back_months);
    let in_period =
        |letter: &&EarlierLetter| letter.largest_instalment < rule.threshold && letter.costs_from >= since;
    let charged_in_period = earlier.iter().filter(in_period).any(|letter| letter.charged > Cents::ZERO);
    let small_fee = if rule.once_per_period && charged_in_period {
        Cents::ZERO
    } else {
        rest_of_joint_fee(scale, small_open, earlier.iter().filter(in_period))
    };
    fee.min(scale.fee(open - small_open) + small_fee)
}

/// The fee over `open` together with these earlier letters, less what they were charged; never below zero.
fn rest_of_joint_fee<'a>(
    scale: &CollectionCostScale,
    open: Cents,
    joined: impl Iterator<Item = &'a EarlierLetter>,
) -> Cents {
    let (principal, charged) = joined
        .fold((open, Cents::ZERO), |(sum, paid), letter| (sum + letter.principal, paid + letter.charged));
    (scale.fee(principal) - charged).at_least_zero()
}

/// A fee with VAT at this rate; zero for none.
fn with_vat(fee: Cents, rate: Rate) -> CollectionCosts {
    CollectionCosts { excluding_vat: fee, vat: rate.of(fee) }
}

/// No more than the letter announced.
fn at_most(costs: CollectionCosts, stated: Cents, rate: Rate) -> CollectionCosts {
    if costs.total() <= stated {
        return costs;
    }
    let excluding_vat = stated.times_ratio(10_000, 10_000 + rate.0);
    CollectionCosts { excluding_vat, vat: stated - excluding_vat }
}

/// The costs a 14-day letter announces over these principals when it is sent on this day, in cents (art. 6:96 lid 6 BW).
pub fn costs_to_announce(
    law: &Law,
    sent_on: Day,
    principals: &[Cents],
    vat: VatConditions,
) -> Result<CollectionCosts, LawGap> {
    let scale = law.collection_costs.at(sent_on)?;
    let rate = if vat.apply() { *law.vat.at(sent_on)? } else { Rate(0) };
    Ok(with_vat(scale.fee(principals.iter().copied().sum()), rate))
}

/// The costs a letter sent on this day announces when earlier letters already brought costs: what could have gone in one
/// letter, and small instalments of the last six months, are never charged twice. `costs_from` is the first day on which
/// its costs could run. Zero means: nothing more may be charged.
pub fn costs_to_announce_after(
    law: &Law,
    sent_on: Day,
    costs_from: Day,
    claims: &[LetterClaim],
    earlier: &[EarlierLetter],
    vat: VatConditions,
) -> Result<CollectionCosts, LawGap> {
    let scale = law.collection_costs.at(sent_on)?;
    let rate = if vat.apply() { *law.vat.at(sent_on)? } else { Rate(0) };
    let small = *law.small_instalments.at(costs_from)?;
    Ok(with_vat(fee_without_stacking(scale, small, costs_from, claims, earlier), rate))
}

#[cfg(test)]
#[path = "collection_costs_tests.rs"]
mod tests;
