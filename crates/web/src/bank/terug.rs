//! What came back: which code the bank gave, what it means, and what is done about it.

use domain::ledger::ReversalReason;
use maud::{Markup, html};
use store::bank::BankLine;

use super::{payer, short};
use crate::asked::encode;
use crate::parts;

/// The payments that came back.
pub(super) fn table(lines: &[BankLine]) -> Markup {
    html! {
        table.kaarten role="table" {
            caption { "Teruggekomen, de nieuwste eerst" }
            thead role="rowgroup" { tr role="row" {
                th role="columnheader" scope="col" { "Dossier" } th role="columnheader" scope="col" { "Waarom" }
                th role="columnheader" scope="col" { "Dag" } th.getal role="columnheader" scope="col" { "Bedrag" }
            } }
            tbody role="rowgroup" { @for line in lines { tr role="row" {
                th role="rowheader" scope="row" {
                    @if line.dossier.is_empty() { a href={ "/bank/betaling/" (line.key) } data-rij { (payer(line)) } }
                    @else { a href={ "/dossier/" (encode(&line.dossier)) } data-rij { (line.dossier) } }
                    span.onder { (short(&line.text)) }
                }
                td role="cell" { (parts::sentence(why(line))) span.onder { (what_to_do(line)) } }
                td role="cell" { (parts::short_day(line.day)) }
                td.getal role="cell" { (parts::money(line.cents)) }
            } } }
        }
    }
}

/// Why it came back, in words, with the code of the bank.
pub(super) fn why(line: &BankLine) -> &'static str {
    ReversalReason::from_sepa(&line.code).dutch()
}

/// What is done about it, and by whom (standards.md 3.2).
pub(super) fn what_to_do(line: &BankLine) -> &'static str {
    match ReversalReason::from_sepa(&line.code) {
        ReversalReason::InsufficientFunds => {
            "Neem vriendelijk contact op. Bied de incasso hoogstens één keer opnieuw aan."
        }
        ReversalReason::AccountUnusable => "Stop met incasseren en vraag een nieuw rekeningnummer.",
        ReversalReason::NoMandate => "Zet de machtiging stil en kijk na of zij klopt.",
        ReversalReason::RefundAsked => "Vraag waarom, en kijk eerst of de huurder iets betwist.",
        ReversalReason::DebtorDeceased => {
            "Alle berichten staan stil. Het dossier is vanaf nu dat van de erfgenamen."
        }
        ReversalReason::RefusedByDebtor => "Neem contact op en bied een andere manier van betalen aan.",
        ReversalReason::OurMistake => "Dit is een fout van onze kant: laat de beheerder ernaar kijken.",
        ReversalReason::NotSpecified | ReversalReason::MaybeBooked => {
            "De bank zegt niet waarom. Lees het niet als onwil."
        }
    }
}
