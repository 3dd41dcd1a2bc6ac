//! `houvast fourteen`: the 14-day letters of a dossier, proof of posting, and advice to the ledger.

use std::path::Path;

use connectors::partners::ledger::{CostsAdvice, costs_file};
use connectors::partners::posting::{PostedRow, read_posted};
use domain::dossier::Milestone;
use domain::ids::TenancyId;
use domain::law::collection_costs::VatConditions;
use domain::law_in_motion::costs_due::{NotDue, costs_due};
use domain::law_in_motion::fourteen_days::{LetterOnFile, draft, state_of};
use domain::money::Cents;

use super::desk::LegalDesk;
use super::{read, told, write};
use crate::failure::Failure;

/// The letters, their state, and what a letter would ask today.
pub fn show(desk: &LegalDesk, number: &str) -> Result<String, Failure> {
    let id = desk.tenancy(number)?;
    let lines = desk.look(id, |ground, letters| {
        let mut lines = vec![format!("Veertiendagenbrieven van dossier {number} op {}", desk.today.dutch())];
        for letter in letters {
            let state = state_of(ground, &desk.law, letter).map_or_else(|gap| gap.to_string(), |s| s.dutch());
            let stated: Cents = letter.claims.iter().map(|(_, cents)| *cents).sum();
            lines.push(format!(
                "- {}: € {stated}, kosten € {}. {state}",
                letter.made_on.dutch(),
                letter.stated_costs
            ));
        }
        lines.push(match costs_due(ground, &desk.law, letters, VatConditions::OWN_COLLECTION) {
            Ok(due) => format!("Te boeken: € {}. {}", due.costs.total(), due.because),
            Err(why) => why.dutch(),
        });
        lines.push(match draft(ground, &desk.law, letters, VatConditions::OWN_COLLECTION) {
            Ok(draft) => {
                let costs = draft.costs.map_or_else(
                    |why| why.dutch().to_owned(),
                    |costs| format!("De kosten zouden € {} zijn.", costs.total()),
                );
                format!("Een brief van vandaag vraagt € {}. {costs}", draft.principal)
            }
            Err(why) => why.dutch(),
        });
        lines
    })?;
    Ok(lines.join("\n"))
}

/// Takes in proof of posting. A letter that is not on file yet is put there with what it stated on the day it was made.
pub fn posted(desk: &mut LegalDesk, file: &Path) -> Result<String, Failure> {
    let (name, bytes) = read(file)?;
    let (rows, findings) = read_posted(&name, &bytes);
    let mut text = Vec::new();
    let mut kept = 0;
    for (place, row) in rows {
        match take(desk, &row)? {
            Ok(()) => kept += 1,
            Err(why) => text.push(format!("{name}:{}: {why}. De rij is niet verwerkt.", place.row)),
        }
    }
    text.insert(0, format!("{kept} brieven bijgewerkt."));
    text.extend(told(&findings));
    Ok(text.join("\n"))
}

fn take(desk: &mut LegalDesk, row: &PostedRow) -> Result<Result<(), String>, Failure> {
    let Some(id) = desk.book.tenancy_by_number(&row.dossier)? else {
        return Ok(Err("dit dossier staat niet in het boek".into()));
    };
    if desk.book.put_posting(id, row.made_on, row.posting)? {
        return Ok(Ok(()));
    }
    match stated(desk, id, row)? {
        Ok(letter) => {
            desk.book.put_letter(id, &letter, "bewijs van verzending")?;
            Ok(Ok(()))
        }
        Err(why) => Ok(Err(why)),
    }
}

/// The letter that a night sent on that day, with what it stated: the draft of that day.
fn stated(desk: &LegalDesk, id: TenancyId, row: &PostedRow) -> Result<Result<LetterOnFile, String>, Failure> {
    let letters = desk.book.letters_on_file(id)?;
    let sent = desk.look(id, |ground, _| {
        ground
            .dossier
            .steps
            .iter()
            .any(|step| step.day == row.made_on && step.milestone == Some(Milestone::FourteenDayLetter))
    })?;
    if !sent {
        return Ok(Err("op die dag is er geen veertiendagenbrief gemaakt".to_owned()));
    }
    desk.look_before(id, row.made_on, |ground| {
        let draft = draft(ground, &desk.law, &letters, VatConditions::OWN_COLLECTION)
            .map_err(|_| "op die dag was er niets te vragen; laat een medewerker kijken".to_owned())?;
        // A policy whose letter gives the term in other words is refused when it is read.
        Ok(LetterOnFile { posting: row.posting, ..draft.on_file(row.made_on) })
    })
}

/// Writes the advice and keeps that it was given: once for each letter.
pub fn advice(desk: &mut LegalDesk, to: &Path) -> Result<String, Failure> {
    let mut rows = Vec::new();
    let mut charged = Vec::new();
    let mut gaps = Vec::new();
    for id in desk.book.tenancies_with_uncharged_letters()? {
        let number = desk.number(id)?;
        let found = desk.look(id, |ground, letters| {
            costs_due(ground, &desk.law, letters, VatConditions::OWN_COLLECTION)
                .map(|due| (letters[due.letter].made_on, due))
        })?;
        match found {
            Ok((letter_of, due)) => {
                charged.push((id, letter_of, due.costs.total()));
                rows.push(CostsAdvice {
                    dossier: number,
                    day: desk.today,
                    costs: due.costs,
                    principal: due.principal,
                    letter_of,
                    because: due.because,
                });
            }
            Err(NotDue::Gap(gap)) => gaps.push(format!("{number}: {gap}")),
            Err(_) => {}
        }
    }
    let file = costs_file(&rows);
    write(to, std::slice::from_ref(&file))?;
    let today = desk.today;
    for (id, letter_of, cents) in charged {
        desk.book.put_charged(id, letter_of, today, cents)?;
    }
    let mut text = vec![format!("{} adviezen in {}.", rows.len(), to.join(&file.name).display())];
    text.extend(gaps);
    Ok(text.join("\n"))
}
