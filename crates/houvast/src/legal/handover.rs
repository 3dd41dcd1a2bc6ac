//! `houvast handover`: what is missing, asking, agreeing, the set for the bailiff and his status back.

use std::path::Path;

use connectors::partners::OutFile;
use connectors::partners::bailiff::{self, Case};
use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::law::collection_costs::VatConditions;
use domain::law_in_motion::evidence::{Behind, Evidence, evidence};
use domain::law_in_motion::handover::{HandoverSet, handover_set};
use domain::money::Cents;
use letters::address::AddressFinding;
use letters::{AddressBlock, Document, Letter, Press};
use store::handovers::By;

use super::desk::LegalDesk;
use super::{read, told, write, zipped};
use crate::failure::Failure;

fn evidence_of(desk: &LegalDesk, id: TenancyId) -> Result<Evidence, Failure> {
    let agreement = desk.book.open_handover(id)?.map(|handover| handover.agreement);
    let claimant = desk.partners.claimant();
    let behind = Behind { books_as_of: desk.books_as_of, claimant: &claimant, agreement: agreement.as_ref() };
    let found = desk.look(id, |ground, letters| evidence(ground, &desk.law, letters, &behind))?;
    found.map_err(|gap| Failure::other(gap.to_string()))
}

/// What would be claimed today.
fn claim_of(desk: &LegalDesk, id: TenancyId) -> Result<HandoverSet, Failure> {
    let set = desk.look(id, |ground, letters| {
        handover_set(ground, &desk.law, letters, VatConditions::OWN_COLLECTION)
    })?;
    set.map_err(|gap| Failure::other(gap.to_string()))
}

/// The evidence page at a prompt.
pub fn show(desk: &LegalDesk, number: &str, json: bool) -> Result<String, Failure> {
    let id = desk.tenancy(number)?;
    let evidence = evidence_of(desk, id)?;
    if json {
        let list: Vec<_> = evidence
            .requirements
            .iter()
            .map(|one| {
                let proofs: Vec<_> = one
                    .proofs
                    .iter()
                    .map(|(day, what)| serde_json::json!({ "dag": day.to_string(), "wat": what }))
                    .collect();
                serde_json::json!({
                    "eis": one.what, "grond": one.ground, "is_er": one.is_met, "bewijs": proofs, "ontbreekt": one.missing,
                })
            })
            .collect();
        let claim = claim_of(desk, id)?;
        let whole = serde_json::json!({
            "dossier": number, "mag": evidence.is_complete(), "eisen": list,
            "hoofdsom_centen": claim.principal().0, "incassokosten_centen": claim.costs.0,
            "rente_centen": claim.interest().0, "totaal_centen": claim.total().0,
        });
        return Ok(whole.to_string());
    }
    let claim = bailiff::claims_text(&claim_of(desk, id)?);
    Ok(format!("{}\n{}", as_text(desk, number, &evidence), claim.trim_end()))
}

fn as_text(desk: &LegalDesk, number: &str, evidence: &Evidence) -> String {
    let missing = evidence.missing().count();
    let verdict = match missing {
        0 => "ja, alles is er".to_owned(),
        1 => "nog niet: er ontbreekt 1 ding".to_owned(),
        many => format!("nog niet: er ontbreken {many} dingen"),
    };
    let mut lines =
        vec![format!("Kan dossier {number} op {} naar de deurwaarder? {verdict}.", desk.today.dutch())];
    for one in &evidence.requirements {
        lines.push(format!("{} {}", if one.is_met { "✓" } else { "✗" }, one.what));
        lines.extend(one.proofs.iter().map(|(day, what)| format!("    {}: {what}", day.dutch())));
        if !one.is_met {
            lines.push(format!("    {}", one.missing));
        }
        lines.push(format!("    Grond: {}", one.ground));
    }
    lines.join("\n")
}

/// The first person asks. Only when everything else is there: nobody is asked to agree to half a case.
pub fn ask(desk: &mut LegalDesk, number: &str, by: &str, why: &str) -> Result<String, Failure> {
    let id = desk.tenancy(number)?;
    named(by)?;
    let evidence = evidence_of(desk, id)?;
    if !evidence.may_be_asked() {
        return Err(Failure::usage(format!("er is nog niet alles.\n{}", as_text(desk, number, &evidence))));
    }
    let by = at_a_prompt(by, desk.today);
    desk.book.ask_handover(id, by, why)?.map_err(|why| Failure::usage(why.dutch()))?;
    Ok(format!(
        "Akkoord gevraagd voor {number}. Een andere collega beslist: houvast handover agree {number} --door NAAM"
    ))
}

/// The second person agrees.
pub fn agree(desk: &mut LegalDesk, number: &str, by: &str) -> Result<String, Failure> {
    let id = desk.tenancy(number)?;
    named(by)?;
    take_back_when_over(desk, id, number)?;
    let by = at_a_prompt(by, desk.today);
    desk.book.agree_handover(id, by)?.map_err(|why| Failure::usage(why.dutch()))?;
    Ok(format!("Twee mensen zijn het eens. Zet de bestanden klaar met: houvast handover export {number} MAP"))
}

/// Somebody at a prompt has a name and no account.
fn at_a_prompt(name: &str, today: Day) -> By<'_> {
    By { name: name.trim(), on: today, account: None }
}

fn named(by: &str) -> Result<(), Failure> {
    if by.trim().is_empty() { Err(Failure::usage("zeg wie u bent: --door NAAM")) } else { Ok(()) }
}

/// Something that was there when it was asked is there no more (paid, arranged, help): the hand-over is taken back. Books that
/// are old only wait for newer ones.
fn take_back_when_over(desk: &mut LegalDesk, id: TenancyId, number: &str) -> Result<(), Failure> {
    let evidence = evidence_of(desk, id)?;
    if evidence.may_be_asked() {
        return Ok(());
    }
    let missing: Vec<String> =
        evidence.missing().map(|one| format!("\n✗ {}\n    {}", one.what, one.missing)).collect();
    let by = at_a_prompt("Houvast", desk.today);
    let taken_back = match desk.book.open_handover(id)? {
        Some(handover) if handover.exported_on.is_none() && evidence.is_over() => {
            desk.book.close_handover(id, by, "ingetrokken: niet alles is er meer")?.is_ok()
        }
        _ => false,
    };
    let so = if taken_back { " De aanvraag is ingetrokken." } else { "" };
    Err(Failure::usage(format!("dossier {number} kan niet naar de deurwaarder.{so}{}", missing.concat())))
}

/// Writes the set and keeps that the dossier is at the bailiff.
pub fn export(desk: &mut LegalDesk, number: &str, to: &Path) -> Result<String, Failure> {
    let id = desk.tenancy(number)?;
    let (files, total) = set_of(desk, id, number)?;
    write(to, &files)?;
    let today = desk.today;
    desk.book.put_handed_over(id, today)?.map_err(|why| Failure::usage(why.dutch()))?;
    let mut text = vec![format!("Dossier {number} staat klaar in {} (€ {total}).", to.display())];
    text.extend(files.iter().map(|file| format!("  {}", file.name)));
    Ok(text.join("\n"))
}

/// The set as one zip, for who downloads it. That it was handed over is recorded apart, by who does so.
pub fn set_as_zip(desk: &mut LegalDesk, number: &str) -> Result<Vec<u8>, Failure> {
    let id = desk.tenancy(number)?;
    let (files, _) = set_of(desk, id, number)?;
    zipped(&files)
}

/// The files of the set, and what it asks. Only when nothing is missing.
fn set_of(desk: &mut LegalDesk, id: TenancyId, number: &str) -> Result<(Vec<OutFile>, Cents), Failure> {
    take_back_when_over(desk, id, number)?;
    let evidence = evidence_of(desk, id)?;
    if !evidence.is_complete() {
        return Err(Failure::usage(format!("er is nog niet alles.\n{}", as_text(desk, number, &evidence))));
    }
    with_case(desk, id, number, &evidence, |case| {
        let bailiff = match desk.partners.bailiff.trim() {
            "" => "De gerechtsdeurwaarder",
            name => name,
        };
        let mut files = bailiff::export(&desk.partners, case);
        let name = format!("{}/bewijs.pdf", case.dossier);
        files.push(OutFile { name, bytes: evidence_pdf(desk, case, bailiff)? });
        Ok((files, case.set.total()))
    })
}

/// The evidence as it is today, also while something is missing; then it says so above everything.
pub fn evidence_as_pdf(desk: &LegalDesk, number: &str) -> Result<Vec<u8>, Failure> {
    let id = desk.tenancy(number)?;
    let evidence = evidence_of(desk, id)?;
    with_case(desk, id, number, &evidence, |case| evidence_pdf(desk, case, "Voor het dossier"))
}

/// Looks at a case with everything the papers of it tell.
fn with_case<T>(
    desk: &LegalDesk,
    id: TenancyId,
    number: &str,
    evidence: &Evidence,
    look: impl FnOnce(&Case) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let (parties, home) = desk.parties_and_home(id)?;
    let set = claim_of(desk, id)?;
    let (rents_since, rent) =
        desk.look(id, |ground, _| (ground.dossier.tenancy.starts_on, ground.standing.rent))?;
    look(&Case { dossier: number, rents_since, rent, parties: &parties, home: &home, set: &set, evidence })
}

/// The evidence as PDF in the landlord's house style, addressed to somebody.
fn evidence_pdf(desk: &LegalDesk, case: &Case, to: &str) -> Result<Vec<u8>, Failure> {
    let style = desk.house_style()?;
    let address = AddressBlock::from_lines(&[to.to_owned()]).map_err(|findings| {
        let told: Vec<String> = findings.into_iter().map(AddressFinding::dutch).collect();
        Failure::policy(format!("partners.toml: deurwaarder: {}", told.join(" ")))
    })?;
    let letter = Letter {
        language: "nl".into(),
        address,
        day: desk.today,
        reference: case.dossier.to_owned(),
        subject: bailiff::evidence_title(case),
        body: Document::read(&bailiff::evidence_text(&desk.partners, case)),
        payment: None,
    };
    let printed =
        Press::new(&style).print(&letter).map_err(|error| Failure::other(format!("bewijs.pdf: {error}")))?;
    Ok(printed.pdf)
}

/// Takes in what the bailiff reports.
pub fn status(desk: &mut LegalDesk, file: &Path) -> Result<String, Failure> {
    let (name, bytes) = read(file)?;
    let (rows, findings) = bailiff::read_status(&name, &bytes);
    let mut text = Vec::new();
    let (mut kept, mut known) = (0, 0);
    for (place, row) in rows {
        let refuse = |why: &str| format!("{name}:{}: {why}. De rij is niet verwerkt.", place.row);
        let Some(id) = desk.book.tenancy_by_number(&row.dossier)? else {
            text.push(refuse("dit dossier staat niet in het boek"));
            continue;
        };
        match desk.book.put_bailiff_status(id, row.phase, row.day, row.eviction_on, row.cents)? {
            Ok(true) => kept += 1,
            Ok(false) => known += 1,
            Err(why) => text.push(refuse(why.dutch())),
        }
    }
    text.insert(0, format!("{kept} berichten verwerkt, {known} waren al bekend."));
    text.extend(told(&findings));
    Ok(text.join("\n"))
}
