//! Which keys each table of `wet/` has, and which part of the law they fill.
//!
//! In goes one row; out comes its value, or nothing when a key is missing or wrong (the row then has a finding).

use super::fields::{Fields, Reader};
use domain::law::collection_costs::{CollectionCostScale, ScaleTier, SmallInstalmentRule};
use domain::law::contact::ContactHours;
use domain::law::court::{
    BailiffTariffs, CourtFeeTable, CourtFeeTier, ProcedureTerms, SalaryTable, SalaryTier,
};
use domain::law::death::DeathTerms;
use domain::law::debt_scheme::DebtSchemeTerms;
use domain::law::direct_debit::DirectDebitTerms;
use domain::law::early_signal::EarlySignalRule;
use domain::law::fourteen_day_letter::LetterRule;
use domain::law::parameters::{Dated, Row};
use domain::law::prescription::PrescriptionTerms;
use domain::money::Cents;

/// The keys of the acts of the bailiff, in the order in which a row is read.
const ACTS: [&str; 5] = ["dagvaarding", "betekening_vonnis", "aanzegging", "andere_betekening", "ontruiming"];

pub(super) fn scale(row: &Fields<'_>) -> Option<CollectionCostScale> {
    let tiers = tiers(row, |tier, up_to| Some(ScaleTier { up_to, rate: tier.rate("tarief")? }));
    Some(CollectionCostScale {
        tiers: tiers?,
        minimum: row.cents("minimum")?,
        maximum: row.cents("maximum")?,
    })
}

pub(super) fn small_instalments(row: &Fields<'_>) -> Option<Option<SmallInstalmentRule>> {
    match row.text("regel")?.as_str() {
        "geen" => Some(None),
        "niet stapelen" => Some(Some(SmallInstalmentRule {
            threshold: row.cents("grens")?,
            look_back_months: row.months("terugkijken")?,
            once_per_period: row.yes("eenmaal_per_periode")?,
        })),
        _ => {
            row.wrong("regel", "\"geen\" of \"niet stapelen\"");
            None
        }
    }
}

pub(super) fn letter_rule(row: &Fields<'_>) -> Option<LetterRule> {
    Some(LetterRule {
        term_days: row.days("termijn")?.unsigned_abs(),
        delivery_days: row.count("bezorging_per_post", ["bezorgdag", "bezorgdagen"])?.unsigned_abs(),
        safe_days: row.days("veilig_na_verzending")?,
        allowed_wordings: row.texts("goede_woorden")?,
        forbidden_wordings: row.texts("foute_woorden")?,
    })
}

pub(super) fn court_fee(row: &Fields<'_>) -> Option<CourtFeeTable> {
    let tiers = tiers(row, |tier, up_to| {
        Some(CourtFeeTier {
            up_to,
            legal_person: tier.cents("rechtspersoon")?,
            natural_person: tier.cents("natuurlijk_persoon")?,
            low_means: if tier.has("onvermogend") { Some(tier.cents("onvermogend")?) } else { None },
        })
    });
    Some(CourtFeeTable { tiers: tiers? })
}

pub(super) fn salary(row: &Fields<'_>) -> Option<SalaryTable> {
    let points = ["punt", "punten"];
    let tiers = tiers(row, |tier, up_to| {
        let points_max =
            if tier.has("punten") { Some(tier.count("punten", points)?.unsigned_abs()) } else { None };
        Some(SalaryTier { up_to, per_point: tier.cents("punt")?, points_max })
    });
    Some(SalaryTable {
        tiers: tiers?,
        eviction_per_point: row.cents("ontruiming_punt")?,
        eviction_points_max: row.count("ontruiming_punten", points)?.unsigned_abs(),
    })
}

/// One table in the file, five in the law: a year can be known for one act and not for another.
pub(super) fn bailiff(reader: &Reader<'_>) -> BailiffTariffs {
    let all = reader.dated("deurwaarderstarieven.toml", "ambtshandelingen", |row| {
        let mut tariffs = [None; 5];
        let mut complete = true;
        for (tariff, act) in tariffs.iter_mut().zip(ACTS) {
            match row.cents_or_unknown(act) {
                Some(cents) => *tariff = cents,
                None => complete = false,
            }
        }
        complete.then_some(tariffs)
    });
    BailiffTariffs {
        summons: act(&all, 0),
        service_of_judgment: act(&all, 1),
        notice: act(&all, 2),
        other_service: act(&all, 3),
        eviction: act(&all, 4),
    }
}

fn act(all: &Dated<[Option<Cents>; 5]>, index: usize) -> Dated<Cents> {
    let rows = all.rows.iter().map(|row| Row {
        valid_from: row.valid_from,
        value: row.value.and_then(|tariffs| tariffs[index]),
        source: row.source.clone(),
        article: row.article.clone(),
        verification: row.verification,
    });
    Dated {
        table: format!("{}, {}", all.table, ACTS[index].replace('_', " ")),
        file: all.file.clone(),
        checked_through: all.checked_through,
        rows: rows.collect(),
    }
}

pub(super) fn early_signal(row: &Fields<'_>) -> Option<EarlySignalRule> {
    let talk_days = row.count("eerste_gesprek_bij_dreiging", ["werkdag", "werkdagen"]);
    Some(EarlySignalRule {
        days_after_due: row.days("vanaf_vervaldag")?,
        pause_days_max: row.days("stilstand_hooguit")?,
        plan_weeks: row.weeks("plan_van_aanpak")?,
        first_talk_weeks: row.weeks("eerste_gesprek")?,
        threatening_talk_working_days: talk_days?.unsigned_abs(),
    })
}

pub(super) fn prescription(row: &Fields<'_>) -> Option<PrescriptionTerms> {
    let years = |key| row.count(key, ["jaar", "jaar"]);
    Some(PrescriptionTerms {
        rent_years: years("huur")?,
        new_term_years_max: years("nieuwe_termijn_hooguit")?,
        judgment_years: years("vonnis")?,
        judgment_periodic_years: years("vonnis_periodiek")?,
        warn_months: row.months("waarschuwing_vooraf")?,
    })
}

pub(super) fn death(row: &Fields<'_>) -> Option<DeathTerms> {
    Some(DeathTerms {
        ends_after_months: row.months("einde_zonder_opvolger")?,
        heirs_after_months: row.months("erfgenamen_eerder")?,
        no_recourse_months: row.months("geen_verhaal_op_nalatenschap")?,
        household_months: row.months("huisgenoot_blijft")?,
    })
}

pub(super) fn direct_debit(row: &Fields<'_>) -> Option<DirectDebitTerms> {
    Some(DirectDebitTerms {
        refund_weeks: row.weeks("terugboeken")?,
        unauthorised_months: row.months("zonder_machtiging")?,
        answer_working_days: row.count("antwoord_bank", ["werkdag", "werkdagen"])?.unsigned_abs(),
    })
}

pub(super) fn procedure(row: &Fields<'_>) -> Option<ProcedureTerms> {
    Some(ProcedureTerms {
        summons_weeks: row.weeks("dagvaarding")?,
        opposition_weeks: row.weeks("verzet")?,
        eviction_order_days: row.days("bevel_tot_ontruiming")?.unsigned_abs(),
        grace_months_max: row.months("termijn_van_de_rechter_hooguit")?,
        appeal_above: row.cents("hoger_beroep_boven")?,
    })
}

pub(super) fn debt_scheme(row: &Fields<'_>) -> Option<DebtSchemeTerms> {
    Some(DebtSchemeTerms {
        breathing_space_months: row.months("afkoelingsperiode")?,
        eviction_moratorium_months: row.months("moratorium_ontruiming")?,
        statutory_scheme_months: row.months("wettelijk")?,
        voluntary_scheme_months: row.months("minnelijk")?,
    })
}

pub(super) fn contact_hours(row: &Fields<'_>) -> Option<ContactHours> {
    Some(ContactHours { from_minute: row.minutes("vroegst")?, until_minute: row.minutes("tot")? })
}

/// The tiers of a row: rising bounds, and only the last without one.
fn tiers<T>(row: &Fields<'_>, read: impl Fn(&Fields<'_>, Option<Cents>) -> Option<T>) -> Option<Vec<T>> {
    let parts = row.tables("schijven");
    let mut below = Cents::ZERO;
    let mut tiers = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let is_last = index + 1 == parts.len();
        let up_to = if part.has("tot") { Some(part.cents("tot")?) } else { None };
        if up_to.is_none() != is_last || up_to.is_some_and(|bound| bound <= below) {
            part.finding("De schijven lopen op en alleen de laatste heeft geen `tot`.");
        }
        below = up_to.unwrap_or(below);
        if let Some(tier) = read(part, up_to) {
            part.finish();
            tiers.push(tier);
        }
    }
    (tiers.len() == parts.len() && !tiers.is_empty()).then_some(tiers)
}
