//! Statements as a person reads them.

use std::io::{self, Write};

use connectors::bank::{FileRead, Item, Refused};
use domain::bank::chain::Break;
use domain::bank::{Balance, Defect, Entry, Payment, Statement, StatementKind, Sums};
use domain::calendar::Day;

use super::{Shown, Totals, one_line};

/// What was told of the file so far.
#[derive(Default)]
pub(super) struct Text {
    defects: Vec<Defect>,
    files: u32,
}

impl Shown for Text {
    fn begin(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn file(
        &mut self,
        paper: &mut dyn Write,
        name: &str,
        head: &Result<FileRead, Refused>,
    ) -> io::Result<()> {
        if self.files > 0 {
            writeln!(paper)?;
        }
        self.files += 1;
        match head {
            Ok(file) => writeln!(paper, "{name}: {}", file.format),
            Err(refused) => {
                writeln!(paper, "{name}: GEWEIGERD ({})", refused.code)?;
                let line = if refused.line > 0 { format!("regel {}: ", refused.line) } else { String::new() };
                writeln!(paper, "  {line}{}", refused.text)
            }
        }
    }

    fn item(&mut self, paper: &mut dyn Write, item: Item) -> io::Result<()> {
        match item {
            Item::Opened(statement) => opened(paper, &statement),
            Item::Entry(entry) => self::entry(paper, &entry),
            Item::Closed(statement) => closed(paper, &statement),
            Item::Defect(defect) => {
                self.defects.push(defect);
                Ok(())
            }
        }
    }

    fn end_file(&mut self, paper: &mut dyn Write) -> io::Result<()> {
        for (notice, head) in [(false, "Gebreken"), (true, "Opgemerkt")] {
            let mut of_kind = self.defects.iter().filter(|defect| defect.notice == notice).peekable();
            if of_kind.peek().is_some() {
                writeln!(paper, "  {head}")?;
            }
            for defect in of_kind {
                let place = defect.place.to_string();
                let place = if place.is_empty() { place } else { format!(" ({place})") };
                writeln!(paper, "    {}: {}{place}", defect.code, defect.text)?;
            }
        }
        self.defects.clear();
        Ok(())
    }

    fn end(&mut self, paper: &mut dyn Write, breaks: &[Break], totals: Totals) -> io::Result<()> {
        if !breaks.is_empty() {
            writeln!(paper, "\nDe afschriften sluiten niet op elkaar aan")?;
        }
        for one in breaks {
            let ((before, number), (after, next)) = (&one.before, &one.after);
            writeln!(paper, "  {}: {} {}", one.code, one.account, one.text)?;
            writeln!(paper, "    na afschrift {number} van {before}, voor afschrift {next} van {after}")?;
        }
        let Totals { files, refused, statements, entries, defects } = totals;
        write!(
            paper,
            "\nBestanden: {files}, geweigerd: {refused}, afschriften: {statements}, boekingen: {entries}, gebreken: {defects}"
        )
    }
}

fn opened(paper: &mut dyn Write, statement: &Statement) -> io::Result<()> {
    let what = match statement.kind {
        StatementKind::Statement => "Afschrift",
        StatementKind::Report => "Tussenstand",
        StatementKind::Notification => "Melding",
        StatementKind::Status => "Terugmelding",
        StatementKind::Orders => "Opdrachten",
    };
    let account =
        if statement.account.number.is_empty() { "zonder rekening" } else { &statement.account.number };
    write!(paper, "  {what} {}: {account} {}", statement.index, statement.currency)?;
    for (word, value) in [("nummer", &statement.number), ("kenmerk", &statement.id)] {
        if !value.is_empty() {
            write!(paper, ", {word} {value}")?;
        }
    }
    writeln!(paper)?;
    balance(paper, "Beginsaldo", statement.opening.as_ref())
}

fn balance(paper: &mut dyn Write, what: &str, balance: Option<&Balance>) -> io::Result<()> {
    let Some(balance) = balance else { return Ok(()) };
    writeln!(
        paper,
        "    {what:<12} {:>16} {}  {}",
        balance.money.cents.to_string(),
        balance.money.currency,
        day(balance.day)
    )
}

fn day(day: Option<Day>) -> String {
    day.map_or("zonder dag".to_owned(), |day| day.to_string())
}

fn entry(paper: &mut dyn Write, entry: &Entry) -> io::Result<()> {
    let back = if entry.reversal { " (terugboeking)" } else { "" };
    let state = if matches!(entry.status_word.as_str(), "" | "BOOK") { "" } else { &entry.status_word };
    let amount = entry.money.cents.to_string();
    writeln!(paper, "    {:<12} {amount:>16} {}{back} {state}", day(entry.booked_on), entry.money.currency)?;
    if entry.value_on.is_some() && entry.value_on != entry.booked_on {
        writeln!(paper, "      valutadag {}", day(entry.value_on))?;
    }
    if let Some(batch) =
        entry.batch.as_ref().filter(|batch| !batch.batch_id.is_empty() || batch.count.is_some())
    {
        let count = batch.count.map_or(String::new(), |count| format!(", betalingen: {count}"));
        writeln!(paper, "      verzamelboeking{count} {}", batch.batch_id)?;
    }
    if let [only] = entry.payments.as_slice() {
        return payment(paper, only, "      ");
    }
    for (number, one) in entry.payments.iter().enumerate() {
        let amount = one.money.map_or("bedrag niet vermeld".to_owned(), |money| money.cents.to_string());
        writeln!(paper, "      onderdeel {}: {amount}", number + 1)?;
        payment(paper, one, "        ")?;
    }
    Ok(())
}

fn payment(paper: &mut dyn Write, payment: &Payment, margin: &str) -> io::Result<()> {
    let party = &payment.counterparty;
    let who = [party.name.as_str(), party.account.as_str()].into_iter().filter(|part| !part.is_empty());
    let references: Vec<String> = payment
        .references
        .iter()
        .map(|reference| format!("{}{}", reference.value, if reference.checked { "" } else { "?" }))
        .collect();
    let reasons: Vec<String> = payment
        .reasons
        .iter()
        .map(|reason| format!("{} {}", reason.code, one_line(&reason.text)).trim().to_owned())
        .collect();
    let text = one_line(&payment.text);
    for (word, value) in [
        ("tegenpartij", who.collect::<Vec<_>>().join(", ")),
        ("betalingskenmerk", references.join(", ")),
        ("terug wegens", reasons.join(", ")),
        ("end-to-end", payment.end_to_end.clone()),
        ("machtiging", payment.mandate.clone()),
        ("omschrijving", text),
    ] {
        if !value.is_empty() {
            writeln!(paper, "{margin}{word}: {value}")?;
        }
    }
    Ok(())
}

fn closed(paper: &mut dyn Write, statement: &Statement) -> io::Result<()> {
    balance(paper, "Eindsaldo", statement.closing.as_ref())?;
    let tally = &statement.tally;
    let verdict = match statement.adds_up() {
        Some(true) => "; de saldi kloppen",
        Some(false) => "; de saldi kloppen NIET",
        None => "",
    };
    let booked = tally.entries - tally.pending_entries;
    let Sums { credit, debit } = tally.booked;
    writeln!(paper, "    Boekingen: {booked}, bij {credit}, af {debit}{verdict}")?;
    if tally.pending_entries > 0 {
        let Sums { credit, debit } = tally.pending;
        writeln!(paper, "    Nog niet geboekt: {}, bij {credit}, af {debit}", tally.pending_entries)?;
    }
    let Sums { credit, debit } = tally.foreign_booked;
    if tally.foreign_booked != Sums::default() {
        writeln!(paper, "    In een andere valuta, niet meegeteld: bij {credit}, af {debit}")?;
    }
    Ok(())
}
