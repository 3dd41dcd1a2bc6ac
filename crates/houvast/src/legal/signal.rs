//! `houvast signal`, and the signal of one dossier for somebody at a page: where each early signal stands, giving those that may go,
//! answers back, objections.

use std::path::Path;

use connectors::partners::municipality::{self, Signal};
use domain::calendar::Day;
use domain::dossier::CircumstanceKind;
use domain::facts::Ground;
use domain::ids::TenancyId;
use domain::law_in_motion::early_signal::{SignalState, state_today};
use domain::law_in_motion::municipal_answer::Effect;
use domain::money::Cents;
use store::early_signals::{Answered, SignalSent};
use web::AsItGoes;

use super::desk::LegalDesk;
use super::{read, told, write, zipped};
use crate::failure::Failure;

/// One dossier of the list.
struct Line {
    id: TenancyId,
    owed: Cents,
    state: SignalState,
    /// Due day of the oldest claim that may be asked about.
    arisen_on: Day,
    /// A judgment or an announced eviction.
    crisis: bool,
}

fn line(desk: &LegalDesk, ground: &Ground) -> Result<Line, Failure> {
    let state = state_today(ground, &desk.law, desk.policy(), desk.books_as_of)
        .map_err(|gap| Failure::other(gap.to_string()))?;
    let threatens = |kind| ground.holding(kind).is_some();
    Ok(Line {
        id: ground.dossier.tenancy.id,
        owed: ground.claimable(),
        state,
        arisen_on: ground.oldest_to_ask().map_or(ground.today, |(due_on, _)| due_on),
        crisis: threatens(CircumstanceKind::Judgment) || threatens(CircumstanceKind::EvictionAnnounced),
    })
}

/// Every dossier with something to say about its signal.
fn lines(desk: &LegalDesk) -> Result<Vec<Line>, Failure> {
    let mut lines = Vec::new();
    let mut failed = None;
    desk.each(&mut |ground| match line(desk, ground) {
        Ok(line) if line.state == SignalState::NothingOwed => {}
        Ok(line) => lines.push(line),
        Err(failure) => failed = Some(failure),
    })?;
    failed.map_or(Ok(lines), Err)
}

/// The list: what may be given or announced first, then what waits, then what misses proofs.
pub fn list(desk: &LegalDesk, json: bool) -> Result<String, Failure> {
    let mut lines = lines(desk)?;
    lines.sort_by_key(|line| (order(&line.state), line.id));
    if json {
        let list: Result<Vec<_>, Failure> = lines
            .iter()
            .map(|line| {
                let number = desk.number(line.id)?;
                Ok(serde_json::json!({ "dossier": number, "bedrag_centen": line.owed.0, "stand": line.state.dutch() }))
            })
            .collect();
        return Ok(serde_json::Value::from(list?).to_string());
    }
    let ready = lines.iter().filter(|line| line.state == SignalState::Ready).count();
    let mut text = vec![format!(
        "Vroegsignalen op {}: {} dossiers, {ready} mogen worden doorgegeven.",
        desk.today.dutch(),
        lines.len()
    )];
    for line in &lines {
        text.push(format!("{}  € {}  {}", desk.number(line.id)?, line.owed, line.state.dutch()));
    }
    Ok(text.join("\n"))
}

const fn order(state: &SignalState) -> u8 {
    match state {
        SignalState::Ready => 0,
        SignalState::MayBeAnnounced => 1,
        SignalState::Announced(..)
        | SignalState::Waits(_)
        | SignalState::Unknown(_)
        | SignalState::Held(_) => 2,
        SignalState::Sent(_) => 3,
        SignalState::Answered(..) => 4,
        SignalState::Objected(_) | SignalState::Withdrawn(_) => 5,
        SignalState::NotYet(_) | SignalState::NothingOwed => 6,
    }
}

/// Writes the files of all signals that may go and keeps that they went. A run that broke off can be done again: the same
/// dossier on the same day has the same number.
pub fn export(desk: &mut LegalDesk, to: &Path, by: &str, only: &[String]) -> Result<String, Failure> {
    if by.trim().is_empty() {
        return Err(Failure::usage("zeg wie dit doorgeeft: --door NAAM"));
    }
    let wanted: Vec<TenancyId> = only.iter().map(|number| desk.tenancy(number)).collect::<Result<_, _>>()?;
    let all = if wanted.is_empty() {
        lines(desk)?
    } else {
        let look = |id: &TenancyId| desk.look(*id, |ground, _| line(desk, ground))?;
        wanted.iter().map(look).collect::<Result<_, _>>()?
    };
    let mut refused = Vec::new();
    let (mut signals, mut kept) = (Vec::new(), Vec::new());
    for line in all {
        let number = desk.number(line.id)?;
        if line.state != SignalState::Ready {
            if !only.is_empty() {
                refused.push(format!("{number}: {}", line.state.dutch()));
            }
            continue;
        }
        let (signal, mut sent) = signal_of(desk, &line, &number, by)?;
        sent.fetched_on = Some(desk.today);
        if desk.partners.municipality_code(&signal.home.municipality).is_some() {
            kept.push(sent);
        }
        signals.push(signal);
    }
    let moment = jiff::Timestamp::now().to_string();
    let (files, findings) = municipality::export(&desk.partners, &signals, &moment);
    write(to, &files)?;
    for sent in &kept {
        desk.book.put_signal(sent)?;
    }
    let mut text = vec![format!("{} vroegsignalen klaargezet in {}.", kept.len(), to.display())];
    text.extend(files.iter().map(|file| format!("  {}", file.name)));
    text.extend(refused);
    if !findings.is_empty() {
        text.push(format!(
            "{} signalen wachten op een gemeentecode in {}.",
            findings.len(),
            desk.partners_path().display()
        ));
    }
    Ok(text.join("\n"))
}

fn signal_of(desk: &LegalDesk, line: &Line, number: &str, by: &str) -> Result<(Signal, SignalSent), Failure> {
    let mut sent = SignalSent {
        number: format!("{number}-{}", desk.today),
        tenancy: line.id,
        sent_on: desk.today,
        cents: line.owed,
        arisen_on: line.arisen_on,
        crisis: line.crisis,
        sent_by: by.to_owned(),
        told: String::new(),
        fetched_on: None,
        answer: None,
    };
    let signal = as_it_goes(desk, &sent)?;
    sent.told = signal.told();
    Ok((signal, sent))
}

/// What the municipality gets of a signal, with who and where as they are now.
fn as_it_goes(desk: &LegalDesk, sent: &SignalSent) -> Result<Signal, Failure> {
    let (parties, home) = desk.parties_and_home(sent.tenancy)?;
    Ok(Signal {
        id: sent.number.clone(),
        crisis: sent.crisis,
        warm: false,
        cents: sent.cents,
        arisen_on: sent.arisen_on,
        signalled_on: sent.sent_on,
        client: parties.into_iter().next().unwrap_or_default(),
        home,
    })
}

/// The signal of one dossier as it would be given now, with what is written down when somebody gives it; refused with the reason
/// when it may not go.
pub fn of_today(desk: &LegalDesk, number: &str) -> Result<(AsItGoes, SignalSent), Failure> {
    let id = desk.tenancy(number)?;
    let line = desk.look(id, |ground, _| line(desk, ground))??;
    if line.state != SignalState::Ready {
        return Err(Failure::usage(line.state.dutch()));
    }
    let (signal, sent) = signal_of(desk, &line, number, "")?;
    let code = code_of(desk, &signal)?;
    let to = format!("{} ({code})", signal.home.municipality);
    let fields = municipality::fields(code, &signal).into_iter().filter(|(_, value)| !value.is_empty());
    Ok((AsItGoes { to, facts: fields.map(as_read).collect() }, sent))
}

/// A field of the model as a person reads it.
fn as_read((name, value): (&'static str, String)) -> (String, String) {
    let day = |text: &str| Day::parse_iso(text).map_or_else(|| text.to_owned(), Day::dutch);
    let (name, value) = match name {
        "ID" => ("Nummer", value),
        "gemeentecode" => ("Gemeente", value),
        "crisissignaal" => ("Ontruiming dreigt", value),
        "warmeOverdracht" => ("Warme overdracht", value),
        "bedrag" => ("Huurschuld", format!("€ {value} (hele euro's)")),
        "ontstaansdatum" => ("Schuld sinds", day(&value)),
        "signaaldatum" => ("Signaal van", day(&value)),
        "signaalpartner" => ("Soort schuld", value),
        "Geboortedatum" => ("Geboren", day(&value)),
        "Straatnaam" => ("Straat", value),
        "Huisnummertoevoeging" => ("Toevoeging", value),
        "Plaatsnaam" => ("Plaats", value),
        "Telefoonnummer" => ("Telefoon", value),
        "Emailadres" => ("E-mail", value),
        _ => (name, value),
    };
    (name.to_owned(), value)
}

fn code_of<'a>(desk: &'a LegalDesk, signal: &Signal) -> Result<&'a str, Failure> {
    let town = &signal.home.municipality;
    desk.partners.municipality_code(town).ok_or_else(|| {
        Failure::usage(match town.trim() {
            "" => "Van deze woning is de gemeente niet bekend. Vraag uw beheerder de woning in uw systeem aan te vullen.".to_owned(),
            town => format!("De code van gemeente {town} is niet bekend. Vraag uw beheerder die onder [gemeenten] in partners.toml te zetten."),
        })
    })
}

/// The files of a signal that was given, as one zip: to bring away, also once more.
pub fn given_as_zip(desk: &LegalDesk, number: &str, signal: &str) -> Result<Vec<u8>, Failure> {
    let id = desk.tenancy(number)?;
    let given = desk.book.signals_of(id)?.into_iter().find(|given| given.number == signal);
    let given =
        given.ok_or_else(|| Failure::usage(format!("dossier {number} heeft geen signaal {signal}")))?;
    // What was kept goes before what is known now: the same file each time.
    let signal = as_it_goes(desk, &given)?.as_told(&given.told);
    code_of(desk, &signal)?;
    let (files, _) = municipality::export(&desk.partners, &[signal], &jiff::Timestamp::now().to_string());
    zipped(&files)
}

/// Takes in the answers of a municipality.
pub fn answer(desk: &mut LegalDesk, file: &Path) -> Result<String, Failure> {
    let (name, bytes) = read(file)?;
    let (rows, findings) = municipality::read_answers(&name, &bytes);
    let rule = desk.law.early_signal.at(desk.today).map_err(|gap| Failure::other(gap.to_string()))?;
    let pause = rule.pause_days_max;
    let mut text = Vec::new();
    let (mut closed, mut helped, mut known) = (0, 0, 0);
    for (place, row) in rows {
        let on = row.day.unwrap_or(desk.today);
        match desk.book.put_answer(&row.signal, row.answer, on, on + pause)? {
            Answered::Kept(Effect::Closes) => closed += 1,
            Answered::Kept(Effect::HelpRuns) => helped += 1,
            Answered::Kept(Effect::PersonLooks) => {
                text.push(format!("{name}:{}: een medewerker moet kijken: {}.", place.row, row.answer.dutch()));
            }
            Answered::Known => known += 1,
            Answered::NoSignal => text.push(format!(
                "{name}:{}: dit signaal kennen wij niet. De rij is niet verwerkt; vraag het na bij de gemeente.",
                place.row
            )),
        }
    }
    text.insert(
        0,
        format!("{closed} signalen gesloten, bij {helped} loopt hulp, {known} antwoorden waren al bekend."),
    );
    text.extend(told(&findings));
    Ok(text.join("\n"))
}

/// Keeps an objection.
pub fn object(desk: &mut LegalDesk, number: &str, by: &str) -> Result<String, Failure> {
    let id = desk.tenancy(number)?;
    let today = desk.today;
    Ok(match desk.book.put_objection(id, today, by)? {
        true => format!("Vastgelegd: bij {number} gaat niets naar de gemeente. Blijf contact zoeken."),
        false => format!("Het bezwaar bij {number} was al vastgelegd."),
    })
}
