//! The hand-over set for the bailiff as files, and the status file that comes back.
//!
//! Out: a folder with the case as JSON, the claims and letters as CSV, and the evidence as text. In: a CSV with `dossier`,
//! `fase`, `datum` and perhaps `bedrag` and `ontruimdatum`; each row with its line. The set holds what the case needs: who,
//! where, which claims, which letters with what proof. No notes, no category, no word about health or help.

use super::person::{Home, Party};
use super::sheet::{self, refused};
use super::{OutFile, Partners};
use crate::dates::{self, Dated};
use crate::decimal::{self, Amount};
use domain::calendar::Day;
use domain::delivery::{Finding, Place};
use domain::law_in_motion::bailiff_phase::BailiffPhase;
use domain::law_in_motion::evidence::Evidence;
use domain::law_in_motion::handover::{Apart, ClaimLine, HandoverSet};
use domain::money::Cents;
use serde_json::{Value, json};

/// One case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case<'a> {
    /// Dossier number: the bailiff reports under it.
    pub dossier: &'a str,
    /// First day of the tenancy.
    pub rents_since: Option<Day>,
    /// Rent a month, in cents.
    pub rent: Option<Cents>,
    /// Tenant first, then co-tenants.
    pub parties: &'a [Party],
    /// The home.
    pub home: &'a Home,
    /// Claims, letters, contacts.
    pub set: &'a HandoverSet,
    /// What was proven.
    pub evidence: &'a Evidence,
}

/// The files of one case.
pub fn export(partners: &Partners, case: &Case) -> Vec<OutFile> {
    let file = |name: &str, bytes: Vec<u8>| OutFile { name: format!("{}/{name}", case.dossier), bytes };
    let case_json = serde_json::to_vec_pretty(&as_json(partners, case)).expect("text is always JSON");
    vec![
        file("dossier.json", case_json),
        file("vorderingen.csv", claims(case.set)),
        file("brieven.csv", letters(case.set)),
        file(
            "bewijs.txt",
            format!("# {}\n\n{}", evidence_title(case), evidence_text(partners, case)).into_bytes(),
        ),
    ]
}

fn as_json(partners: &Partners, case: &Case) -> Value {
    let set = case.set;
    let day = |day: Option<Day>| day.map(|day| day.to_string());
    let party = |party: &Party| json!({ "naam": party.name, "geboortedatum": day(party.born_on), "telefoon": party.phone, "email": party.email });
    let claim = |claim: &ClaimLine| {
        json!({
            "vervaldag": claim.due_on.to_string(), "soort": claim.kind.dutch(), "bedrag_centen": claim.charged.0,
            "open_centen": claim.open.0, "rente_centen": claim.interest.0,
            "verjaart_na": claim.prescribed_after.to_string(),
        })
    };
    let apart = |(line, why): &(ClaimLine, Apart)| {
        json!({
            "vervaldag": line.due_on.to_string(), "soort": line.kind.dutch(), "open_centen": line.open.0, "reden": why.dutch(),
        })
    };
    let claimant = partners.claimant();
    json!({
        "dossier": case.dossier,
        "dag": set.day.to_string(),
        "verhuurder": { "naam": claimant.name, "kvk": claimant.commerce_number },
        "huurders": case.parties.iter().map(party).collect::<Vec<_>>(),
        "woning": { "adres": case.home.street, "postcode": case.home.postcode, "plaats": case.home.town },
        "huurt_sinds": day(case.rents_since),
        "huur_centen": case.rent.map(|rent| rent.0),
        "vorderingen": set.claims.iter().map(claim).collect::<Vec<_>>(),
        "niet_gevorderd": set.apart.iter().map(apart).collect::<Vec<_>>(),
        "hoofdsom_centen": set.principal().0,
        "incassokosten_centen": set.costs.0,
        "rente_centen": set.interest().0,
        "totaal_centen": set.total().0,
        "stuiting": set.interruptions.iter().map(|(on, what)| json!({ "dag": on.to_string(), "wat": what })).collect::<Vec<_>>(),
        "vroegsignalen": set.signals.iter().map(|(sent, answered)| json!({ "gemeld": sent.to_string(), "antwoord": day(*answered) })).collect::<Vec<_>>(),
        "bezwaar_tegen_melding": day(set.objection_on),
        "akkoord": case.evidence.requirements.last().map(|two| two.proofs.iter().map(|(on, who)| json!({ "dag": on.to_string(), "wie": who })).collect::<Vec<_>>()),
    })
}

fn claims(set: &HandoverSet) -> Vec<u8> {
    let headings = ["vervaldag", "soort", "bedrag", "open", "rente", "verjaart_na"];
    let rows = set.claims.iter().map(|claim| {
        vec![
            claim.due_on.to_string(),
            claim.kind.dutch().to_owned(),
            claim.charged.to_string(),
            claim.open.to_string(),
            claim.interest.to_string(),
            claim.prescribed_after.to_string(),
        ]
    });
    sheet::write(&headings, rows)
}

fn letters(set: &HandoverSet) -> Vec<u8> {
    let rows =
        set.letters.iter().map(|line| vec![line.day.to_string(), line.what.to_owned(), line.proof.clone()]);
    sheet::write(&["dag", "brief", "bewijs"], rows)
}

/// The title over the evidence.
pub fn evidence_title(case: &Case) -> String {
    format!("Bewijs bij dossier {}", case.dossier)
}

/// The evidence as text a judge can read: who, what is open, and every requirement with its ground and its proofs.
pub fn evidence_text(partners: &Partners, case: &Case) -> String {
    let set = case.set;
    let claimant = partners.claimant();
    let mut text = format!("Opgemaakt op {}.\n\n", set.day.dutch());
    let missing = case.evidence.missing().count();
    if missing > 0 {
        text.push_str(&format!(
            "Nog niet alles is er: bij {missing} van de {} eisen staat wat ontbreekt. Dit stuk gaat zo niet naar de deurwaarder.\n\n",
            case.evidence.requirements.len()
        ));
    }
    text.push_str("# Partijen\n\n");
    if !claimant.name.is_empty() {
        text.push_str(&format!("- {}, KvK-nummer {}\n", claimant.name, claimant.commerce_number));
    }
    for party in case.parties {
        text.push_str(&format!("- {}\n", party.name));
    }
    text.push_str(&format!("- {}, {} {}\n", case.home.street, case.home.postcode, case.home.town));
    text.push_str(&claims_text(set));
    for requirement in &case.evidence.requirements {
        let mark = if requirement.is_met { "" } else { " (ontbreekt)" };
        text.push_str(&format!("\n# {}{mark}\n\nGrond: {}.\n\n", requirement.what, requirement.ground));
        for (day, proof) in &requirement.proofs {
            text.push_str(&format!("- {}: {proof}\n", day.dutch()));
        }
        if !requirement.missing.is_empty() {
            text.push_str(&format!("{}\n", requirement.missing));
        }
    }
    text.push_str("\n# Brieven\n\n");
    for line in &set.letters {
        text.push_str(&format!("- {}: {}. {}\n", line.day.dutch(), line.what, line.proof));
    }
    if !set.interruptions.is_empty() {
        text.push_str("\n# Stuiting van de verjaring\n\n");
        for (day, what) in &set.interruptions {
            text.push_str(&format!("- {}: {what}\n", day.dutch()));
        }
    }
    text
}

/// What is claimed, the sums, and what is open and not claimed.
pub fn claims_text(set: &HandoverSet) -> String {
    let mut text = String::from("\n# Vorderingen\n\n");
    for claim in &set.claims {
        text.push_str(&format!(
            "- {}: {} van € {}, open € {}. Te vorderen tot en met {}.\n",
            claim.due_on.dutch(),
            claim.kind.dutch(),
            claim.charged,
            claim.open,
            claim.prescribed_after.dutch()
        ));
    }
    text.push_str(&format!(
        "\nHoofdsom € {}, incassokosten € {}, rente € {}. Samen € {}.\n",
        set.principal(),
        set.costs,
        set.interest(),
        set.total()
    ));
    if !set.apart.is_empty() {
        text.push_str("\n# Open, en niet gevorderd\n\n");
    }
    for (line, why) in &set.apart {
        text.push_str(&format!(
            "- {}: {}, open € {}: {}.\n",
            line.due_on.dutch(),
            line.kind.dutch(),
            line.open,
            why.dutch()
        ));
    }
    text
}

/// A row of the status file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusRow {
    /// Dossier number.
    pub dossier: String,
    /// How far the case is.
    pub phase: BailiffPhase,
    /// Since when.
    pub day: Day,
    /// The day of an announced eviction.
    pub eviction_on: Option<Day>,
    /// Costs or payment that goes with it, in cents.
    pub cents: Option<Cents>,
}

/// Reads a status file.
pub fn read_status(file: &str, bytes: &[u8]) -> (Vec<(Place, StatusRow)>, Vec<Finding>) {
    let (mut rows, mut findings) = (Vec::new(), Vec::new());
    sheet::read(
        file,
        bytes,
        &["dossier", "fase", "datum"],
        &mut findings,
        &mut |row, findings| match status(row) {
            Ok(status) => rows.push((row.place.clone(), status)),
            Err((field, reason)) => {
                findings.push(refused(row.place.clone(), field, row.field(field), reason));
            }
        },
    );
    (rows, findings)
}

fn status(row: &sheet::Row) -> Result<StatusRow, (&'static str, &'static str)> {
    let dossier = row.field("dossier");
    if dossier.is_empty() {
        return Err((
            "dossier",
            "Het dossiernummer ontbreekt. De rij is niet verwerkt; vraag het na bij de deurwaarder.",
        ));
    }
    let phase = BailiffPhase::from_dutch(row.field("fase")).ok_or((
        "fase",
        "Deze fase kennen wij niet. De rij is niet verwerkt; gebruik in behandeling, dagvaarding, vonnis, ontruiming aangezegd, ontruimd, betaald, betalingsregeling of teruggegeven.",
    ))?;
    let Dated::Day(day) = dates::read(row.field("datum")) else {
        return Err(("datum", "Dit is geen dag. De rij is niet verwerkt; verbeter de dag (jjjj-mm-dd)."));
    };
    let eviction_on = match dates::read(row.field("ontruimdatum")) {
        Dated::Day(day) => Some(day),
        Dated::NotFilled => None,
        Dated::Unclear => {
            return Err((
                "ontruimdatum",
                "Dit is geen dag. De rij is niet verwerkt; verbeter de dag (jjjj-mm-dd).",
            ));
        }
    };
    if phase == BailiffPhase::EvictionAnnounced && eviction_on.is_none() {
        return Err((
            "ontruimdatum",
            "Bij een aangezegde ontruiming hoort de dag. De rij is niet verwerkt; vraag hem na.",
        ));
    }
    let cents = match decimal::from_dutch_text(row.field("bedrag")) {
        Amount::Missing => None,
        Amount::Exact(cents) | Amount::Rounded(cents, _) => Some(cents),
        Amount::Unclear(_) => {
            return Err((
                "bedrag",
                "Dit is geen eenduidig bedrag. De rij is niet verwerkt; verbeter het bedrag.",
            ));
        }
    };
    Ok(StatusRow { dossier: dossier.to_owned(), phase, day, eviction_on, cents })
}

#[cfg(test)]
#[path = "bailiff_tests.rs"]
mod tests;
