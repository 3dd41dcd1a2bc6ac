//! What one dossier will cost in two, three and six months when nothing happens: line by line, each with its source.
//!
//! In go what is open today, the rent, the law and the landlord's own figures; out come three stations. From three months
//! of arrears a summons is reckoned with, from six a judgment and an eviction, as in the published journey of Mr Janssen
//! (law.md 4.5). The tariffs are those of the latest day of which all are known, and that day is named. It is information
//! for the consultant and the tenant's own page, never a claim, and no automatic letter threatens with it.

use super::costs_due::interest_due;
use crate::calendar::Day;
use crate::dossier::CostsClause;
use crate::facts::Ground;
use crate::law::collection_costs::VatConditions;
use crate::law::court::{
    CostKind, CostRoad, Lines, latest_complete_day, until_eviction, until_judgment, until_summons,
};
use crate::law::{Dated, Law, LawGap};
use crate::money::Cents;

/// The months the path looks ahead.
pub const MONTHS_AHEAD: [i32; 3] = [2, 3, 6];
/// Months of rent from which a summons is reckoned with: the rule of thumb of the lower courts, not law (law.md 4.1).
const SUMMONS_FROM_MONTHS: i64 = 3;
/// Months of rent from which judgment and eviction are reckoned with (the journey of Mr Janssen).
const EVICTION_FROM_MONTHS: i64 = 6;

/// What the landlord assumes where the law has no figure. Amounts in cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assumptions {
    /// VAT on collection costs.
    pub collection_vat: VatConditions,
    /// VAT on the bailiff's acts: the landlord cannot reclaim it and declares so (art. 10 Btag).
    pub bailiff_vat: bool,
    /// The landlord's figure for the bailiff's act of eviction, for days on which the tariff is unknown.
    pub eviction_writ: Option<Cents>,
    /// Crew, clearance, locks, cleaning, vacancy.
    pub eviction_practical: Cents,
}

/// A landlord who collects itself; 4,500 euro is what is left of the published 10,037.44 after all tariffs (law.md 4.5).
impl Default for Assumptions {
    fn default() -> Assumptions {
        Assumptions {
            collection_vat: VatConditions::OWN_COLLECTION,
            bailiff_vat: true,
            eviction_writ: None,
            eviction_practical: Cents::euros(4_500),
        }
    }
}

/// What the path starts from. Amounts in cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// The day.
    pub today: Day,
    /// What is open today.
    pub open: Cents,
    /// Rent a month.
    pub rent: Cents,
    /// Collection costs may be charged.
    pub collection_costs: bool,
    /// Statutory interest at each station; zero when none is asked.
    pub interest: [Cents; 3],
}

/// A line of the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathLine {
    /// What for.
    pub kind: CostKind,
    /// How much, in cents.
    pub cents: Cents,
    /// Where the figure comes from, in Dutch.
    pub source: String,
    /// The file of the law's tables that it stands in, or empty.
    pub file: String,
}

/// Where the path stands after some months.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Station {
    /// Months from today.
    pub months: i32,
    /// The day.
    pub day: Day,
    /// How far the case would be, in Dutch.
    pub phase: &'static str,
    /// The costs until there.
    pub lines: Vec<PathLine>,
}

impl Station {
    /// Everything together, in cents.
    pub fn total(&self) -> Cents {
        self.lines.iter().map(|line| line.cents).sum()
    }

    /// Everything beyond the rent, in cents.
    pub fn beyond_rent(&self) -> Cents {
        self.lines.iter().filter(|line| line.kind != CostKind::Rent).map(|line| line.cents).sum()
    }
}

/// The path, with what must be said beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostPath {
    /// The day whose tariffs were used.
    pub tariffs_of: Day,
    /// After two, three and six months.
    pub stations: Vec<Station>,
    /// What is not in it or not known, in Dutch sentences.
    pub remarks: Vec<String>,
}

/// Why there is no path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoPath {
    /// The rent is not known.
    RentUnknown,
    /// No day of the last ten years has all tariffs.
    NoTariffs,
    /// The law gives no value.
    Gap(LawGap),
}

impl From<LawGap> for NoPath {
    fn from(gap: LawGap) -> NoPath {
        NoPath::Gap(gap)
    }
}

impl NoPath {
    /// The sentence a person reads.
    pub fn dutch(&self) -> String {
        match self {
            NoPath::RentUnknown => {
                "De huur is niet bekend. Lever de huur aan; dan is dit te berekenen.".into()
            }
            NoPath::NoTariffs => {
                "Van geen enkele dag zijn alle tarieven bekend. Vul de tabellen in wet/ aan.".into()
            }
            NoPath::Gap(gap) => gap.to_string(),
        }
    }
}

/// The path of a dossier: what is open on claims that fell due, and a rent more each month.
pub fn of_dossier(ground: &Ground, law: &Law, assumptions: &Assumptions) -> Result<CostPath, NoPath> {
    let rent = ground.standing.rent.filter(|rent| *rent > Cents::ZERO).ok_or(NoPath::RentUnknown)?;
    let clause = ground.dossier.tenancy.costs_clause;
    let collection_costs = ground.settings.charge_collection_costs
        && !matches!(clause, CostsClause::Unknown | CostsClause::Unfair);
    let mut remarks = Vec::new();
    if !collection_costs {
        remarks.push("Zonder incassokosten: u rekent ze niet, of het kostenbeding is niet in orde.".into());
    }
    let mut interest = [Cents::ZERO; 3];
    for (at, months) in MONTHS_AHEAD.into_iter().enumerate() {
        match interest_due(ground, law, ground.today.plus_months(months)) {
            Ok(cents) => interest[at] = cents,
            Err(gap) => {
                remarks.push(format!("Verder vooruit is er geen rente gerekend. {gap}"));
                break;
            }
        }
    }
    if interest[0] > Cents::ZERO {
        remarks.push("De rente is alleen gerekend over wat nu openstaat.".into());
    }
    let start = Start { today: ground.today, open: ground.standing.due, rent, collection_costs, interest };
    let mut path = cost_path(law, &start, assumptions)?;
    path.remarks.extend(remarks);
    Ok(path)
}

/// The path from a start.
pub fn cost_path(law: &Law, start: &Start, assumptions: &Assumptions) -> Result<CostPath, NoPath> {
    let tariffs_of = latest_complete_day(law, start.today).ok_or(NoPath::NoTariffs)?;
    let road = CostRoad {
        tariffs_of,
        collection_costs: start.collection_costs,
        collection_vat: assumptions.collection_vat,
        bailiff_vat: assumptions.bailiff_vat,
        eviction_writ_estimate: assumptions.eviction_writ,
        eviction_practical: assumptions.eviction_practical,
    };
    let mut remarks = Vec::new();
    if tariffs_of < start.today {
        remarks
            .push(format!("Gerekend met de tarieven van {}; nieuwere zijn niet bekend.", tariffs_of.dutch()));
    }
    let mut stations = Vec::new();
    for (months, interest) in MONTHS_AHEAD.into_iter().zip(start.interest) {
        let principal = start.open + start.rent.times_ratio(months.into(), 1);
        let (phase, lines) = until(law, &road, start.rent, principal, interest, &mut remarks)?;
        let lines = lines.into_iter().map(|(kind, cents)| {
            let (source, file) = source(law, tariffs_of, kind);
            PathLine { kind, cents, source, file: file.into() }
        });
        stations.push(Station {
            months,
            day: start.today.plus_months(months),
            phase,
            lines: lines.collect(),
        });
    }
    remarks.dedup();
    Ok(CostPath { tariffs_of, stations, remarks })
}

/// How far the case would be with this principal, and what that has cost.
fn until(
    law: &Law,
    road: &CostRoad,
    rent: Cents,
    principal: Cents,
    interest: Cents,
    remarks: &mut Vec<String>,
) -> Result<(&'static str, Lines), LawGap> {
    if principal < rent.times_ratio(SUMMONS_FROM_MONTHS, 1) {
        let mut lines = vec![(CostKind::Rent, principal), (CostKind::Interest, interest)];
        lines.retain(|(_, cents)| !cents.is_zero());
        return Ok(("alleen de huur", lines));
    }
    if principal < rent.times_ratio(EVICTION_FROM_MONTHS, 1) {
        return Ok(("dagvaarding", until_summons(law, road, principal, interest, 1)?));
    }
    match until_eviction(law, road, principal, interest) {
        Ok(lines) => Ok(("vonnis en ontruiming", lines)),
        Err(gap) => {
            // Without that one tariff the rest is still worth knowing.
            remarks.push(format!("De deurwaarder bij de ontruiming is niet meegerekend. {gap}"));
            let mut lines = until_judgment(law, road, principal, interest)?;
            lines.push((CostKind::EvictionPractical, road.eviction_practical));
            Ok(("vonnis en ontruiming", lines))
        }
    }
}

/// Where a figure comes from, and the table of the law in which it stands.
fn source(law: &Law, on: Day, kind: CostKind) -> (String, &str) {
    match kind {
        CostKind::Rent => ("de rekening van de huurder en de huur per maand".into(), ""),
        CostKind::Interest => ("wettelijke rente (art. 6:119 BW)".into(), &law.statutory_interest.file),
        CostKind::CollectionCosts => row(&law.collection_costs, on),
        CostKind::Summons => row(&law.bailiff.summons, on),
        CostKind::CourtFee => row(&law.court_fee, on),
        CostKind::Salary => row(&law.salary, on),
        CostKind::AfterJudgment => row(&law.costs_after_judgment, on),
        CostKind::ServiceOfJudgment => row(&law.bailiff.service_of_judgment, on),
        CostKind::EvictionWrit if law.bailiff.eviction.at(on).is_ok() => row(&law.bailiff.eviction, on),
        CostKind::EvictionWrit | CostKind::EvictionPractical => ("schatting van de verhuurder".into(), ""),
    }
}

/// A row of a table as its source.
fn row<T>(table: &Dated<T>, on: Day) -> (String, &str) {
    let text = match table.row_at(on) {
        Ok(row) => format!("{}, geldt vanaf {}", row.source, row.valid_from.dutch()),
        Err(gap) => gap.to_string(),
    };
    (text, &table.file)
}

#[cfg(test)]
#[path = "cost_path_tests.rs"]
mod tests;
