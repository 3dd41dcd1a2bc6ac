//! Reads the text of a golden dossier, line by line.

use super::words::Words;
use super::{Expectation, Expected, Golden, MessageExpected, Nights, Rhythm, Statement, circumstance_named};
use domain::beginning::Beginning;
use domain::calendar::Day;
use domain::dossier::{Circumstance, CircumstanceKind, Contact, ContactChannel};
use domain::ledger::{EntryKind, ReversalReason};
use domain::money::Cents;

/// Something with its line in the file, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<T> {
    /// The line.
    pub number: usize,
    /// What stands there.
    pub item: T,
}

/// Reads a golden dossier.
///
/// # Errors
/// The first line that cannot be understood, with why.
pub fn parse(text: &str) -> Result<Golden, Line<String>> {
    let mut golden = Golden::default();
    for (at, line) in text.lines().enumerate() {
        let number = at + 1;
        let line = line.trim();
        if let Some(remark) = line.strip_prefix('#') {
            if golden.title.is_empty() {
                golden.title = remark.trim().into();
            }
            continue;
        }
        if !line.is_empty() {
            read_line(line, number, &mut golden).map_err(|why| Line { number, item: why })?;
        }
    }
    Ok(golden)
}

fn read_line(line: &str, number: usize, golden: &mut Golden) -> Result<(), String> {
    let mut words = Words::of(line);
    if words.take("nachten") || words.take("nacht") {
        golden.nights.push(nights(words, number, line.starts_with("nachten"))?);
        return Ok(());
    }
    let mut words = Words::of(line);
    let expected = expected(&mut words, !golden.nights.is_empty());
    if let Some(expected) = expected {
        let expected = expected?;
        words.end()?;
        let nights = golden.nights.last_mut().ok_or("dit hoort onder een nacht te staan")?;
        nights.expected.push(Line { number, item: expected });
        return Ok(());
    }
    let mut words = Words::of(line);
    let item = statement(&mut words)?;
    words.end()?;
    golden.statements.push(Line { number, item });
    Ok(())
}

fn nights(mut words: Words<'_>, line: usize, row: bool) -> Result<Nights, String> {
    let first = words.day()?;
    let last = if row {
        words.need("tot en met")?;
        words.day()?
    } else {
        first
    };
    let books_until = if words.take("met boeken tot en met") { Some(words.day()?) } else { None };
    words.end()?;
    Ok(Nights { line, first, last, books_until, expected: Vec::new() })
}

/// An expectation, when the line starts as one and there is a night above it.
fn expected(words: &mut Words<'_>, below_night: bool) -> Option<Result<Expected, String>> {
    if !below_night {
        return None;
    }
    let on = if words.take("op") {
        match words.day() {
            Ok(day) => Some(day),
            Err(why) => return Some(Err(why)),
        }
    } else {
        None
    };
    let what = expectation(words)?;
    Some(what.map(|what| Expected { on, what }))
}

fn expectation(words: &mut Words<'_>) -> Option<Result<Expectation, String>> {
    let read = match () {
        () if words.take("categorie") => owned(words).map(Expectation::Category),
        () if words.take("kleur") => owned(words).map(Expectation::Colour),
        () if words.take("kenmerk") => fact(words),
        () if words.take("te vragen") => words.amount().map(Expectation::Claimable),
        () if words.take("achterstand") => words.amount().map(Expectation::Arrears),
        () if words.take("bericht") => message(words).map(Expectation::Message),
        () if words.take("taak") => task(words),
        () if words.take("geen bericht") => Ok(Expectation::NoMessage(words.word().ok().map(str::to_owned))),
        () if words.take("geen taak") => owned(words).map(Expectation::NoTask),
        () if words.take("geen stap omdat") => Ok(Expectation::NoStep(Some(all(words)))),
        () if words.take("geen stap") => Ok(Expectation::NoStep(None)),
        () if words.take("geblokkeerd door") => blocked(words),
        () if words.take("waarom bevat") => Ok(Expectation::Why(all(words).trim_matches('"').into())),
        () if words.take("verder niets") => Ok(Expectation::NothingElse),
        () if words.take("aantal wisselingen hoogstens") => at_most(words).map(Expectation::ChangesAtMost),
        () if words.take("aantal berichten hoogstens") => at_most(words).map(Expectation::MessagesAtMost),
        () => return None,
    };
    Some(read)
}

fn owned(words: &mut Words<'_>) -> Result<String, String> {
    words.word().map(str::to_owned)
}

/// All that is left of the line.
fn all(words: &mut Words<'_>) -> String {
    let rest = words.rest().to_owned();
    *words = Words::of("");
    rest
}

fn at_most(words: &mut Words<'_>) -> Result<usize, String> {
    words.number().map(|number| number as usize)
}

fn fact(words: &mut Words<'_>) -> Result<Expectation, String> {
    let word = owned(words)?;
    words.need("is")?;
    Ok(Expectation::Fact(word, all(words)))
}

fn message(words: &mut Words<'_>) -> Result<MessageExpected, String> {
    let mut message = MessageExpected { letter: owned(words)?, ..MessageExpected::default() };
    while !words.is_empty() {
        if words.take("per") {
            message.channel = Some(owned(words)?);
        } else if words.take("toon") {
            message.tone = Some(owned(words)?);
        } else if words.take("vraagt") {
            message.amount = Some(words.amount()?);
        } else if words.take("als schaduw") {
            message.shadow = true;
        } else {
            words.need("als voorstel")?;
            message.proposal = true;
        }
    }
    Ok(message)
}

fn task(words: &mut Words<'_>) -> Result<Expectation, String> {
    let kind = owned(words)?;
    let by = if words.take("voor") { Some(owned(words)?) } else { None };
    Ok(Expectation::Task(kind, by, words.take("als voorstel")))
}

fn blocked(words: &mut Words<'_>) -> Result<Expectation, String> {
    let text = all(words);
    match text.split_once(" tot en met ") {
        Some((guard, day)) => {
            let day = Day::parse_dutch(day).ok_or_else(|| format!("\"{day}\" is geen datum"))?;
            Ok(Expectation::Blocked(guard.into(), Some(day)))
        }
        None => Ok(Expectation::Blocked(text, None)),
    }
}

fn statement(words: &mut Words<'_>) -> Result<Statement, String> {
    match () {
        () if words.take("huur van") => rent_of_month(words),
        () if words.take("huur onbekend") => Ok(Statement::Rent(None)),
        () if words.take("huur") => words.amount().map(|rent| Statement::Rent(Some(rent))),
        () if words.take("huurt sinds onbekend") => Ok(Statement::Start(None)),
        () if words.take("huurt sinds") => words.day().map(|day| Statement::Start(Some(day))),
        () if words.take("automatische incasso") => direct_debit(words),
        () if words.take("eigen betaaldag") => words.number().map(|day| Statement::PayDay(day as u8)),
        () if words.take("klasse") => owned(words).map(Statement::ErpClass),
        () if words.take("opgezegd op") => {
            let on = words.day()?;
            words.need("per")?;
            Ok(Statement::Notice(on, words.day()?))
        }
        () if words.take("overleden op") => words.day().map(Statement::Deceased),
        () if words.take("geen e-mail") => Ok(Statement::Unreachable(ContactChannel::Email)),
        () if words.take("geen mobiel") => Ok(Statement::Unreachable(ContactChannel::Sms)),
        () if words.take("wel whatsapp") => Ok(Statement::Reachable(ContactChannel::Whatsapp)),
        () if words.take("wil geen vriendelijke e-mail") => Ok(Statement::NoFriendlyMail),
        () if words.take("weigert") => channel(words).map(Statement::Refuses),
        () if words.take("boeken vanaf") => words.month().map(Statement::BooksFrom),
        () if words.take("betaalt elke maand") => pays_monthly(words),
        () if words.take("betaling") => {
            let cents = words.amount()?;
            if words.take("gezien op") {
                let seen_on = words.day()?;
                if words.take("waarvan") {
                    return doubted(words, cents, seen_on);
                }
                let booked_on = if words.take("geboekt op") { Some(words.day()?) } else { None };
                return Ok(Statement::Seen(cents, seen_on, booked_on));
            }
            words.need("op")?;
            Ok(Statement::Payment(cents, words.day()?))
        }
        () if words.take("storno op") => reversal(words),
        () if words.take("boeking") => booking(words),
        () if words.take("regeling op") => arrangement(words),
        () if words.take("toezegging op") => promise(words),
        () if words.take("bevinding") => finding(words),
        () if words.take("stap gezet") => taken(words),
        () if words.take("noodstop aan") => Ok(Statement::EmergencyStop),
        () if words.take("begint op") => begins(words),
        () if words.take("iedereen in de controlegroep van") => owned(words).map(Statement::HeldOut),
        () => contact_or_circumstance(words),
    }
}

/// `waarvan 300 euro misschien geboekt op 5 november 2026 nagekeken op 12 november 2026`
fn doubted(words: &mut Words<'_>, cents: Cents, seen_on: Day) -> Result<Statement, String> {
    let doubt = words.amount()?;
    words.need("misschien geboekt op")?;
    let since = words.day()?;
    let answered_on = if words.take("nagekeken op") { Some(words.day()?) } else { None };
    Ok(Statement::Doubted { cents, seen_on, doubt, since, answered_on })
}

fn begins(words: &mut Words<'_>) -> Result<Statement, String> {
    let over_on = Some(words.day()?);
    let afresh = words.take("bij de eerste stap");
    if !afresh {
        words.need("midden in de ronde")?;
    }
    Ok(Statement::Begins(Beginning { over_on, afresh }))
}

fn rent_of_month(words: &mut Words<'_>) -> Result<Statement, String> {
    let month = words.month()?;
    if words.take("niet betaald") {
        return Ok(Statement::NotPaid(month));
    }
    words.need("betaald op")?;
    let day = words.day()?;
    let part = if words.take("met") { Some(words.amount()?) } else { None };
    Ok(Statement::Paid(month, day, part))
}

fn direct_debit(words: &mut Words<'_>) -> Result<Statement, String> {
    match words.word()? {
        "ja" => Ok(Statement::DirectDebit(Some(true))),
        "nee" => Ok(Statement::DirectDebit(Some(false))),
        "onbekend" => Ok(Statement::DirectDebit(None)),
        other => Err(format!("automatische incasso is ja, nee of onbekend, niet \"{other}\"")),
    }
}

fn channel(words: &mut Words<'_>) -> Result<ContactChannel, String> {
    let word = words.word()?;
    let found = ContactChannel::ALL.into_iter().find(|channel| channel.dutch() == word);
    found.ok_or_else(|| format!("\"{word}\" is geen kanaal"))
}

fn pays_monthly(words: &mut Words<'_>) -> Result<Statement, String> {
    let rhythm = if words.take("op de") {
        Rhythm::DayOfMonth(words.number()?)
    } else {
        words.need("na")?;
        let days = words.number()? as i32;
        if !words.take("dag") {
            words.need("dagen")?;
        }
        Rhythm::AfterDays(days)
    };
    words.need("van")?;
    let first = words.month()?;
    words.need("tot en met")?;
    Ok(Statement::PaysMonthly(rhythm, first, words.month()?))
}

fn reversal(words: &mut Words<'_>) -> Result<Statement, String> {
    const REASONS: [ReversalReason; 8] = [
        ReversalReason::InsufficientFunds,
        ReversalReason::AccountUnusable,
        ReversalReason::NoMandate,
        ReversalReason::RefundAsked,
        ReversalReason::DebtorDeceased,
        ReversalReason::RefusedByDebtor,
        ReversalReason::OurMistake,
        ReversalReason::NotSpecified,
    ];
    let day = words.day()?;
    words.need("van de huur van")?;
    let month = words.month()?;
    words.need("wegens")?;
    let why = all(words);
    let reason = REASONS.into_iter().find(|reason| reason.dutch() == why);
    Ok(Statement::Reversal(
        day,
        month,
        reason.ok_or_else(|| format!("\"{why}\" is geen reden van een storno"))?,
    ))
}

fn booking(words: &mut Words<'_>) -> Result<Statement, String> {
    let found = EntryKind::ALL.into_iter().find(|kind| words.take(kind.dutch()));
    let kind = found.ok_or_else(|| format!("dit is geen soort boeking: \"{}\"", words.rest()))?;
    let cents = words.amount()?;
    words.need("op")?;
    let on = words.day()?;
    let due = if words.take("vervalt") { Some(words.day()?) } else { None };
    let corrected = words.take("rechtgezet");
    Ok(Statement::Booking(kind, cents, on, due, corrected))
}

fn arrangement(words: &mut Words<'_>) -> Result<Statement, String> {
    let agreed = words.day()?;
    words.need("in")?;
    let terms = words.number()?;
    words.need("termijnen vanaf")?;
    let first = words.day()?;
    let ended = if words.take("beëindigd op") { Some(words.day()?) } else { None };
    Ok(Statement::Arrangement(agreed, terms, first, ended))
}

fn promise(words: &mut Words<'_>) -> Result<Statement, String> {
    let since = words.day()?;
    let cents = words.amount()?;
    words.need("voor")?;
    let until = Some(words.day()?);
    let kind = CircumstanceKind::Promise;
    Ok(Statement::Holds(Circumstance { kind, since, until, closed_on: None, cents: Some(cents) }))
}

fn finding(words: &mut Words<'_>) -> Result<Statement, String> {
    let found = CircumstanceKind::ALL.into_iter().find(|kind| words.take(kind.dutch()));
    let kind = found.ok_or_else(|| format!("dit is geen bevinding: \"{}\"", words.rest()))?;
    words.need("op")?;
    let since = words.day()?;
    Ok(Statement::Holds(Circumstance { kind, since, until: None, closed_on: None, cents: None }))
}

fn taken(words: &mut Words<'_>) -> Result<Statement, String> {
    let step = owned(words)?;
    let channel = if words.take("per") { Some(channel(words)?) } else { None };
    words.need("op")?;
    let day = words.day()?;
    words.need("over")?;
    Ok(Statement::Taken(step, channel, day, words.day()?))
}

fn contact_or_circumstance(words: &mut Words<'_>) -> Result<Statement, String> {
    let contact =
        |day, channel, reached, incoming| Statement::Contact(Contact { day, channel, reached, incoming });
    if words.take("huurder belt zelf op") {
        return Ok(contact(words.day()?, ContactChannel::Phone, true, true));
    }
    for (start, channel) in [
        ("gebeld op", ContactChannel::Phone),
        ("huisbezoek op", ContactChannel::Visit),
        ("aan de balie op", ContactChannel::Counter),
    ] {
        if words.take(start) {
            let day = words.day()?;
            let reached = words.take("gesproken");
            if !reached && !words.take("geen gehoor") {
                words.need("niemand thuis")?;
            }
            return Ok(contact(day, channel, reached, false));
        }
    }
    circumstance(words)
}

fn circumstance(words: &mut Words<'_>) -> Result<Statement, String> {
    let line = words.rest();
    let name =
        [" sinds ", " op "].iter().find_map(|mark| line.split_once(mark)).map_or(line, |(name, _)| name);
    let kind = circumstance_named(name).ok_or_else(|| format!("dit begrijp ik niet: \"{line}\""))?;
    words.need(name)?;
    if !words.take("sinds") {
        words.need("op")?;
    }
    let mut held = Circumstance { kind, since: words.day()?, until: None, closed_on: None, cents: None };
    while !words.is_empty() {
        if words.take("tot en met") || words.take("voor") {
            held.until = Some(words.day()?);
        } else if words.take("over") {
            held.cents = Some(words.amount()?);
        } else {
            words.need("gesloten op")?;
            held.closed_on = Some(words.day()?);
        }
    }
    Ok(Statement::Holds(held))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::money::Cents;

    #[test]
    fn a_line_reads_as_it_is_said() {
        let golden = parse("# Titel\nhuur 549,40 euro\nstorno op 6 november 2026 van de huur van november 2026 wegens te weinig saldo\nnacht 7 november 2026\n  geen stap, omdat storno in verwerking\n").unwrap();
        assert_eq!(golden.title, "Titel");
        assert_eq!(golden.statements[0].item, Statement::Rent(Some(Cents(54_940))));
        assert!(matches!(
            golden.statements[1].item,
            Statement::Reversal(_, _, ReversalReason::InsufficientFunds)
        ));
        let expected = &golden.nights[0].expected[0];
        assert_eq!((expected.number, expected.item.on), (5, None));
        assert_eq!(expected.item.what, Expectation::NoStep(Some("storno in verwerking".into())));
    }

    #[test]
    fn what_cannot_be_understood_names_its_line() {
        for (text, line, part) in [
            ("huur 549,40 euro\nhij betaalt nooit", 2, "dit begrijp ik niet"),
            ("huur veel", 1, "hier hoort een bedrag in euro te staan"),
            ("overleden op 31 november 2026", 1, "hier hoort een datum te staan"),
            ("nacht 1 november 2026\n  bericht herinnering-1 via de duif", 2, "als voorstel"),
            ("storno op 6 november 2026 van de huur van november 2026 wegens pech", 1, "geen reden"),
            ("huur 549,40 euro en een beetje", 1, "dit begrijp ik niet"),
        ] {
            let wrong = parse(text).unwrap_err();
            assert_eq!(wrong.number, line, "{text}");
            assert!(wrong.item.contains(part), "{text}: {}", wrong.item);
        }
    }

    #[test]
    fn every_circumstance_can_be_said() {
        for kind in CircumstanceKind::ALL {
            let golden = parse(&format!("{} sinds 3 november 2026", kind.dutch())).unwrap_or_default();
            let held = golden.statements.first().map(|line| &line.item);
            let said_otherwise = matches!(kind.dutch(), "toezegging") || kind.dutch().starts_with("kan ");
            assert!(
                said_otherwise || matches!(held, Some(Statement::Holds(c)) if c.kind == kind),
                "{kind:?}"
            );
        }
    }
}
