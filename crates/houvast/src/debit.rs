//! `houvast debit`: the terms of arrangements that fall due on a day, as a file of direct debits for the bank.
//!
//! In goes a day; out comes what can be collected, of whom not and why; and, when a person says so, the file (pain.008) in the folder
//! `incasso/`. Nobody is debited who paid, who was not told in time, or about whom something speaks against it, and no term twice.
//! The file is made where nobody looks, written down in the book, and only then given its name: a kill leaves it whole or not at all.

use std::fs;
use std::path::{Path, PathBuf};

use connectors::bank::debit::{Heading, Version, write};
use domain::arrangement::debit::term_to_collect;
use domain::asked::Occasion;
use domain::bank::collection::{Creditor, Instruction, Remittance, Sequence};
use domain::calendar::Day;
use domain::dossier::Dossier;
use domain::money::Cents;
use domain::plan::{self, Desk};
use serde::Deserialize;
use store::Book;
use store::debits::{Debit, Mandate};

use crate::cli::DebitArgs;
use crate::failure::Failure;
use crate::landlord::{self, Landlord, Usable};
use crate::night::Rules;

/// The file in the landlord's folder that says who collects.
pub const FILE: &str = "incasso.toml";

/// Who collects, and how the bank wants it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    #[serde(rename = "naam")]
    name: String,
    iban: String,
    #[serde(default)]
    bic: String,
    #[serde(rename = "incassant_id")]
    creditor: String,
    /// `08` or `02`.
    #[serde(rename = "versie", default)]
    version: String,
    /// A tenant is told so many days before: fourteen, unless the rental terms agree otherwise.
    #[serde(rename = "vooraankondiging_dagen", default = "fourteen")]
    told_days: i32,
}

const fn fourteen() -> i32 {
    14
}

impl Settings {
    fn of(landlord: &Landlord) -> Result<Settings, Failure> {
        let path = landlord.folder.join(FILE);
        let text = fs::read_to_string(&path).map_err(|_| Failure::usage(NO_SETTINGS))?;
        let settings: Settings =
            toml::from_str(&text).map_err(|error| Failure::policy(format!("{FILE}: {}", error.message())))?;
        if settings.told_days < 1 {
            return Err(Failure::policy(format!("{FILE}: vooraankondiging_dagen is minstens 1")));
        }
        Ok(settings)
    }

    fn version(&self) -> Result<Version, Failure> {
        match self.version.as_str() {
            "" | "08" => Ok(Version::V08),
            "02" => Ok(Version::V02),
            _ => Err(Failure::policy(format!("{FILE}: versie is \"08\" of \"02\""))),
        }
    }

    fn creditor(&self) -> Creditor {
        Creditor {
            name: self.name.clone(),
            iban: self.iban.clone(),
            bic: self.bic.clone(),
            id: self.creditor.clone(),
        }
    }
}

const NO_SETTINGS: &str = "incasso.toml is er niet. Zet daarin wie incasseert:\n  naam = \"Voorbeeld Wonen\"\n  iban = \"...\"\n  \
     incassant_id = \"...\"          # van uw bank\n  versie = \"08\"                # of \"02\": vraag het uw bank\n  \
     vooraankondiging_dagen = 14";

/// What comes of the terms of a day.
#[derive(Default)]
struct Collection {
    debits: Vec<(Debit, Mandate, String)>,
    not: Vec<(String, String)>,
    /// Why no file can be made of it.
    objections: Vec<String>,
}

/// Shows what can be collected; makes the file when a person says so.
pub fn debit(landlord: &Landlord, args: &DebitArgs, json: bool) -> Result<String, Failure> {
    let today = args.day.unwrap_or_else(crate::today);
    if args.due < today {
        return Err(Failure::usage("die dag is voorbij; een incasso gaat over een dag die nog komt"));
    }
    let settings = Settings::of(landlord)?;
    let mut book = landlord.book()?;
    let folder = landlord.folder.join("incasso");
    let _lock = book.lock_night()?;
    finish(&book, &folder)?;
    let usable = landlord.policy(today)?.for_book(&book)?;
    let mut found = collect(&book, &usable, &settings, today, args.due)?;
    let file = match &args.by {
        Some(by) if args.yes && !found.debits.is_empty() => {
            Some(make(&mut book, &folder, &settings, &found, by, today)?)
        }
        _ => {
            found.objections = match found.debits.is_empty() {
                true => settings.creditor().objections(),
                false => text_of(&book, &settings, &found, today)?.1.err().unwrap_or_default(),
            };
            None
        }
    };
    Ok(if json { as_json(&found, file.as_deref()) } else { as_text(&found, args, file.as_deref()) })
}

fn collect(
    book: &Book,
    usable: &Usable,
    settings: &Settings,
    today: Day,
    due: Day,
) -> Result<Collection, Failure> {
    let law = landlord::law();
    let rules = Rules::of(&usable.policy, &law.equated_days);
    let books_as_of = book.books_as_of()?.unwrap_or(today);
    let night = rules.night(today, books_as_of);
    let confirms = usable.letters.askable().into_iter().find(|one| one.occasion == Occasion::Arrangement);
    let letter = confirms.map_or("", |one| usable.policy.letters[one.letter].id.as_str());
    let (mut dossier, mut room, mut found) = (Dossier::default(), Desk::default(), Collection::default());
    for mandate in book.mandates()? {
        if !book.unpack_one(mandate.tenancy, &mut dossier)? {
            continue;
        }
        let (ground, _) = plan::read(&night, &dossier, &mut room);
        let Some(term) = term_to_collect(&ground, due) else { continue };
        let agreed_on = ground.standing.arrangement().map_or(due, |state| state.agreed_on);
        let number = book.number_of(mandate.tenancy)?.unwrap_or_default();
        let cents = match term {
            Ok(cents) => cents,
            Err(why) => {
                found.not.push((number, why.dutch().into()));
                continue;
            }
        };
        let debit = Debit { tenancy: mandate.tenancy, mandate: mandate.id, due, cents };
        let told = book.letter_left_on(mandate.tenancy, letter, agreed_on.max(mandate.recorded_on))?;
        match refused(book, settings, &mandate, &debit, told)? {
            Some(why) => found.not.push((number, why)),
            None => found.debits.push((debit, mandate, number)),
        }
    }
    Ok(found)
}

/// Why this debit is not made, beside what the dossier says.
fn refused(
    book: &Book,
    settings: &Settings,
    mandate: &Mandate,
    debit: &Debit,
    told: Option<Day>,
) -> Result<Option<String>, Failure> {
    if book.was_debited(debit)? {
        return Ok(Some("staat al in een incassobestand".into()));
    }
    if !mandate.stopped.is_empty() {
        return Ok(Some(format!("de bank gaf de machtiging terug ({}); kijk haar na", mandate.stopped)));
    }
    Ok(match told {
        None => Some("de huurder kreeg nog geen bevestiging van de regeling met de incasso erin".into()),
        Some(day) if debit.due - day < settings.told_days => Some(format!(
            "de bevestiging ging pas op {} uit; vooraf aankondigen is {} dagen",
            day.dutch(),
            settings.told_days
        )),
        Some(_) => None,
    })
}

/// The name of the file that is made next, and its text, or why it is not made.
fn text_of(
    book: &Book,
    settings: &Settings,
    found: &Collection,
    today: Day,
) -> Result<(String, Result<String, Vec<String>>), Failure> {
    let calendar = landlord::law().equated_days;
    let instruction = |(debit, mandate, number): &(Debit, Mandate, String)| Instruction {
        end_to_end: debit.end_to_end(),
        amount: debit.cents,
        // Banks collect on working days.
        due: calendar.working_day_from(debit.due),
        sequence: Sequence::Recurring,
        mandate: mandate.reference.clone(),
        signed_on: mandate.given.signed_on,
        debtor: mandate.given.holder.clone(),
        iban: mandate.given.iban.clone(),
        bic: String::new(),
        remittance: Remittance::Text(format!("Termijn van uw betalingsregeling, dossier {number}")),
    };
    let instructions: Vec<Instruction> = found.debits.iter().map(instruction).collect();
    let (year, month, day) = today.ymd();
    let message_id = format!("HV-{year:04}{month:02}{day:02}-{}", book.debit_files_of(today)? + 1);
    let heading = Heading { message_id: message_id.clone(), made_at: format!("{today}T12:00:00") };
    let text = write(&heading, &settings.creditor(), &instructions, settings.version()?);
    Ok((message_id, text))
}

fn make(
    book: &mut Book,
    folder: &Path,
    settings: &Settings,
    found: &Collection,
    by: &str,
    today: Day,
) -> Result<String, Failure> {
    let (message_id, text) = text_of(book, settings, found, today)?;
    let text = text.map_err(|told| Failure::usage(told.join("\n")))?;
    let failed = |path: &Path| {
        let path = path.to_path_buf();
        move |error: std::io::Error| Failure::file(&path, &error)
    };
    fs::create_dir_all(folder).map_err(failed(folder))?;
    let (hidden, shown) = (hidden(folder, &message_id), folder.join(format!("{message_id}.xml")));
    fs::write(&hidden, text).map_err(failed(&hidden))?;
    let debits: Vec<Debit> = found.debits.iter().map(|(debit, ..)| debit.clone()).collect();
    if !book.put_debits(&message_id, &debits, by, today)? {
        return Err(Failure::busy(
            "een van deze termijnen staat intussen in een ander bestand; begin opnieuw",
        ));
    }
    fs::rename(&hidden, &shown).map_err(failed(&shown))?;
    Ok(shown.display().to_string())
}

fn hidden(folder: &Path, message_id: &str) -> PathBuf {
    folder.join(format!(".{message_id}.xml"))
}

/// What a kill left: a file that the book knows gets its name, another one goes.
fn finish(book: &Book, folder: &Path) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(message_id) = name.strip_prefix('.').and_then(|name| name.strip_suffix(".xml")) else {
            continue;
        };
        let failed = |error: std::io::Error| Failure::file(&entry.path(), &error);
        if book.debit_file_known(message_id)? {
            fs::rename(entry.path(), folder.join(format!("{message_id}.xml"))).map_err(failed)?;
        } else {
            fs::remove_file(entry.path()).map_err(failed)?;
        }
    }
    Ok(())
}

fn as_text(found: &Collection, args: &DebitArgs, file: Option<&str>) -> String {
    let sum: Cents = found.debits.iter().map(|(debit, ..)| debit.cents).sum();
    let mut lines = vec![format!(
        "Termijnen van {}: {} te incasseren, samen € {sum}; {} niet.",
        args.due.dutch(),
        found.debits.len(),
        found.not.len()
    )];
    lines.extend(found.debits.iter().map(|(debit, _, number)| format!("  {number}  € {}", debit.cents)));
    lines.extend(found.not.iter().map(|(number, why)| format!("  {number}  niet: {why}")));
    match file {
        Some(file) => lines.push(format!("\nHet bestand staat klaar voor de bank: {file}")),
        None if !found.objections.is_empty() => {
            lines.push(format!("\nZo is er geen bestand te maken:\n  {}", found.objections.join("\n  ")));
        }
        None if found.debits.is_empty() => {}
        None => lines.push(format!(
            "\nEr is nog niets gemaakt. Klopt alles? Dan met:\n  houvast debit {} --door NAAM --ja",
            args.due
        )),
    }
    lines.join("\n")
}

fn as_json(found: &Collection, file: Option<&str>) -> String {
    let debits: Vec<_> = found
        .debits
        .iter()
        .map(|(debit, mandate, number)| {
            serde_json::json!({
                "dossier": number, "cents": debit.cents.0, "end_to_end": debit.end_to_end(), "mandate": mandate.reference,
            })
        })
        .collect();
    let not: Vec<_> =
        found.not.iter().map(|(number, why)| serde_json::json!({ "dossier": number, "why": why })).collect();
    serde_json::json!({ "debits": debits, "not": not, "objections": found.objections, "file": file })
        .to_string()
}
