//! The road to court: what it costs and how long its terms are, so that a tenant and a consultant can see it coming.
//!
//! In go a claim, a day and choices of the landlord; out come fees line by line with a total, or a
//! [`LawGap`] when a tariff of that day is not known. It never estimates a tariff by itself, never starts
//! a step, and its totals are information, not a claim.

use super::collection_costs::{VatConditions, costs_to_announce};
use super::parameters::{Dated, Law, LawGap, Rate};
use crate::calendar::Day;
use crate::calendar::holidays::EquatedDays;
use crate::money::Cents;

/// Court fee in kanton cases, for the claimant only, without VAT (Wgbz). The fee of the first cause-list day counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CourtFeeTable {
    /// By the value of the claim, lowest first; the last has no bound.
    pub tiers: Vec<CourtFeeTier>,
}

/// The fee up to a value of the claim. Cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CourtFeeTier {
    /// Greatest claim in this tier; `None` for the last.
    pub up_to: Option<Cents>,
    /// Fee of a legal person, such as a housing association.
    pub legal_person: Cents,
    /// Fee of a natural person.
    pub natural_person: Cents,
    /// Fee of a person of low means, where known.
    pub low_means: Option<Cents>,
}

impl CourtFeeTable {
    /// The tier of a claim in cents; of undetermined value (`None`) the first (art. 10 Wgbz).
    pub fn tier(&self, claim: Option<Cents>) -> Option<&CourtFeeTier> {
        let claim = claim.unwrap_or(Cents::ZERO);
        self.tiers.iter().find(|tier| tier.up_to.is_none_or(|bound| claim <= bound))
    }
}

/// Salary of the representative in kanton cases, without VAT. The table of the day of judgment counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SalaryTable {
    /// By principal, interest and collection costs together, lowest first; the last has no bound.
    pub tiers: Vec<SalaryTier>,
    /// Point for an eviction without a claim of money, in cents.
    pub eviction_per_point: Cents,
    /// Greatest number of points for that eviction.
    pub eviction_points_max: u32,
}

/// The salary up to a value. Cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SalaryTier {
    /// Greatest value in this tier, itself included; `None` for the last.
    pub up_to: Option<Cents>,
    /// One point.
    pub per_point: Cents,
    /// Greatest number of points, where there is one.
    pub points_max: Option<u32>,
}

impl SalaryTable {
    /// The tier of a value (principal + interest + collection costs) in cents.
    pub fn tier(&self, value: Cents) -> Option<&SalaryTier> {
        self.tiers.iter().find(|tier| tier.up_to.is_none_or(|bound| value <= bound))
    }
}

/// Tariffs of the bailiff in cents, excluding VAT (Besluit tarieven ambtshandelingen gerechtsdeurwaarders). Each act is
/// a table of its own: a year can be known for one act and not for another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BailiffTariffs {
    /// Summons (art. 2 sub a).
    pub summons: Dated<Cents>,
    /// Service of a judgment with an order to pay (art. 2 sub b).
    pub service_of_judgment: Dated<Cents>,
    /// Notice (art. 2 sub c).
    pub notice: Dated<Cents>,
    /// Other service (art. 2 sub d).
    pub other_service: Dated<Cents>,
    /// Eviction (art. 2 sub v).
    pub eviction: Dated<Cents>,
}

/// Terms in the procedure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProcedureTerms {
    /// Least time between summons and hearing (art. 114 Rv). Weeks.
    pub summons_weeks: i32,
    /// Opposition against a default judgment (art. 143 Rv). Weeks.
    pub opposition_weeks: i32,
    /// Order before an eviction (art. 555 Rv). Days.
    pub eviction_order_days: u32,
    /// Term of grace the court can give (art. 7:280 BW). Months.
    pub grace_months_max: i32,
    /// Appeal is open above this value of the claim, in cents.
    pub appeal_above: Cents,
}

/// First day on which an eviction may be carried out after the order was served (art. 555 Rv; extended by the
/// Algemene termijnenwet).
pub fn eviction_earliest(terms: &ProcedureTerms, calendar: &EquatedDays, served_on: Day) -> Day {
    calendar.term_end(served_on, terms.eviction_order_days).next()
}

/// What a line of the estimate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CostKind {
    /// The rent itself.
    Rent,
    /// Statutory interest.
    Interest,
    /// Extrajudicial collection costs.
    CollectionCosts,
    /// Summons by the bailiff.
    Summons,
    /// Court fee.
    CourtFee,
    /// Salary of the representative.
    Salary,
    /// Costs after the judgment.
    AfterJudgment,
    /// Service of the judgment.
    ServiceOfJudgment,
    /// The bailiff's act of eviction.
    EvictionWrit,
    /// Crew, clearance, locks, cleaning, vacancy: the landlord's own figure.
    EvictionPractical,
}

impl CostKind {
    /// The Dutch words on a letter and a screen.
    pub const fn dutch(self) -> &'static str {
        match self {
            CostKind::Rent => "huur",
            CostKind::Interest => "wettelijke rente",
            CostKind::CollectionCosts => "incassokosten",
            CostKind::Summons => "dagvaarding",
            CostKind::CourtFee => "griffierecht",
            CostKind::Salary => "salaris gemachtigde",
            CostKind::AfterJudgment => "nakosten",
            CostKind::ServiceOfJudgment => "betekening van het vonnis",
            CostKind::EvictionWrit => "ontruiming door de deurwaarder",
            CostKind::EvictionPractical => "kosten van ontruimen",
        }
    }
}

/// By which tariffs the road is priced. Amounts in cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CostRoad {
    /// The day whose tariffs are used. See [`latest_complete_day`].
    pub tariffs_of: Day,
    /// Collection costs may be charged: the landlord does, and the costs clause was looked at and is not unfair.
    pub collection_costs: bool,
    /// VAT on collection costs.
    pub collection_vat: VatConditions,
    /// VAT on the bailiff's acts: the client cannot reclaim it and declares so (art. 10 Btag).
    pub bailiff_vat: bool,
    /// The landlord's figure for the bailiff's act of eviction, excluding VAT, for days on which the tariff is unknown.
    pub eviction_writ_estimate: Option<Cents>,
    /// The landlord's figure for the practical costs of an eviction (about 4,500 euro, law.md 4.5).
    pub eviction_practical: Cents,
}

/// What the road costs, line by line, in cents.
pub type Lines = Vec<(CostKind, Cents)>;

/// Costs up to and including the eviction over a principal with its interest: judgment, its service, the bailiff's act and
/// the landlord's own figure for the rest.
pub fn until_eviction(
    law: &Law,
    road: &CostRoad,
    principal: Cents,
    interest: Cents,
) -> Result<Lines, LawGap> {
    let mut lines = until_judgment(law, road, principal, interest)?;
    let writ = match law.bailiff.eviction.at(road.tariffs_of) {
        Ok(tariff) => *tariff,
        Err(gap) => road.eviction_writ_estimate.ok_or(gap)?,
    };
    lines.push((CostKind::EvictionWrit, bailiff_act(law, road, writ)?));
    lines.push((CostKind::EvictionPractical, road.eviction_practical));
    Ok(lines)
}

/// Costs up to and including the service of a judgment with two salary points.
pub fn until_judgment(
    law: &Law,
    road: &CostRoad,
    principal: Cents,
    interest: Cents,
) -> Result<Lines, LawGap> {
    let on = road.tariffs_of;
    let mut lines = until_summons(law, road, principal, interest, 2)?;
    let salary: Cents = lines.iter().filter(|line| line.0 == CostKind::Salary).map(|line| line.1).sum();
    let share = *law.costs_after_judgment.at(on)?;
    lines.push((CostKind::AfterJudgment, share.of(salary.times_ratio(1, 2))));
    let service = *law.bailiff.service_of_judgment.at(on)?;
    lines.push((CostKind::ServiceOfJudgment, bailiff_act(law, road, service)?));
    Ok(lines)
}

/// Costs up to and including the hearing: principal, interest, collection costs, summons, court fee and so many points.
pub fn until_summons(
    law: &Law,
    road: &CostRoad,
    principal: Cents,
    interest: Cents,
    points: i64,
) -> Result<Lines, LawGap> {
    let on = road.tariffs_of;
    let costs = match road.collection_costs {
        true => costs_to_announce(law, on, &[principal], road.collection_vat)?.total(),
        false => Cents::ZERO,
    };
    let (fee, point) = fee_and_point(law, on, principal + costs + interest)?;
    let summons = bailiff_act(law, road, *law.bailiff.summons.at(on)?)?;
    let mut lines = vec![
        (CostKind::Rent, principal),
        (CostKind::Interest, interest),
        (CostKind::CollectionCosts, costs),
        (CostKind::Summons, summons),
        (CostKind::CourtFee, fee),
        (CostKind::Salary, point.times_ratio(points, 1)),
    ];
    lines.retain(|(_, cents)| !cents.is_zero());
    Ok(lines)
}

/// Court fee of a legal person and one salary point for a claim (principal + interest + collection costs), in cents.
pub fn fee_and_point(law: &Law, on: Day, claim: Cents) -> Result<(Cents, Cents), LawGap> {
    let fee = law.court_fee.at(on)?.tier(Some(claim)).map_or(Cents::ZERO, |tier| tier.legal_person);
    let point = law.salary.at(on)?.tier(claim).map_or(Cents::ZERO, |tier| tier.per_point);
    Ok((fee, point))
}

/// The latest day up to and including `not_after`, at most ten years back, of which all tariffs of the road are known
/// (the eviction's own tariff left aside). A letter that shows the road names that day.
pub fn latest_complete_day(law: &Law, not_after: Day) -> Option<Day> {
    (0..3_653).map(|back| not_after - back).find(|&day| {
        law.collection_costs.at(day).is_ok()
            && law.vat.at(day).is_ok()
            && law.court_fee.at(day).is_ok()
            && law.salary.at(day).is_ok()
            && law.costs_after_judgment.at(day).is_ok()
            && law.bailiff.summons.at(day).is_ok()
            && law.bailiff.service_of_judgment.at(day).is_ok()
    })
}

/// A tariff with VAT where the client cannot reclaim it.
fn bailiff_act(law: &Law, road: &CostRoad, tariff: Cents) -> Result<Cents, LawGap> {
    let rate = if road.bailiff_vat { *law.vat.at(road.tariffs_of)? } else { Rate(0) };
    Ok(tariff + rate.of(tariff))
}
