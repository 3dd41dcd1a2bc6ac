//! How to pay: what a letter says beside its QR code, and the codes themselves.
//!
//! In goes what is asked and where; out come the rows in words and the QR codes as drawings of one path. Whoever cannot
//! scan reads the same beside the code: address without https, code, account and reference.

use std::ops::Range;

use domain::money::Cents;
use fast_qr::{ECL, QRBuilder, QRCode};

use crate::document::{Document, Part, Run, plain, shown};
use crate::labels::Labels;

/// One request for payment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaymentPanel {
    /// What the QR code holds: the payment page of this message, with `https://`.
    pub url: String,
    /// The site a person types over, without `https://` (`betaal.voorbeeld.example`).
    pub site: String,
    /// The code a person types there (`K7QF-M3XR`).
    pub code: String,
    /// What is asked.
    pub amount: Cents,
    /// The account of the landlord, with or without spaces.
    pub iban: String,
    /// The name of that account.
    pub in_the_name_of: String,
    /// What a tenant writes with a transfer (betalingskenmerk).
    pub reference: String,
    /// Also a code for a transfer (EPC069-12). Not every Dutch banking app reads it, so never instead of the other one.
    pub epc: bool,
}

impl PaymentPanel {
    /// The account in groups of four, as people read and banks print it.
    pub fn iban_in_groups(&self) -> String {
        let signs: Vec<char> = self.iban.chars().filter(|c| !c.is_whitespace()).collect();
        signs.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("\u{a0}")
    }

    /// The amount with its sign, kept on one line.
    pub fn amount_in_euros(&self) -> String {
        format!("€\u{a0}{}", self.amount)
    }

    /// The heading and the list below it that say how to pay: the first list that names the code.
    pub fn section(&self, body: &Document) -> Option<Range<usize>> {
        let code = shown(&self.code);
        let names_code = |items: &Vec<Vec<Run>>| items.iter().any(|item| plain(item).contains(&code));
        let at = body.parts.windows(2).position(|pair| {
            matches!(pair, [Part::Heading(_), Part::Bullets(items)] if !code.is_empty() && names_code(items))
        })?;
        Some(at..at + 2)
    }

    /// What a person types over: the site, the code, the account as it may be written, the reference. What is shorter than
    /// four signs could stand anywhere and is left out.
    pub fn typed_over(&self) -> Vec<String> {
        let values = [&self.site, &self.code, &self.iban, &self.iban_in_groups(), &self.reference];
        values.iter().map(|value| shown(value.trim())).filter(|value| value.chars().count() >= 4).collect()
    }

    /// All of it in words: what, where, and how without a phone. What is not known has no row.
    pub fn rows(&self, labels: &Labels) -> Vec<(&'static str, String)> {
        let rows = [
            (labels.amount, self.amount_in_euros()),
            (labels.site, shown(&self.site)),
            (labels.code, shown(&self.code)),
            (labels.account, self.iban_in_groups()),
            (labels.name, shown(&self.in_the_name_of)),
            (labels.payment_reference, shown(&self.reference)),
        ];
        rows.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    /// The QR code of the payment page.
    ///
    /// # Errors
    /// When there is no address or it is too long for a code that a phone reads from paper.
    pub fn page_code(&self) -> Result<Drawing, TooLong> {
        if self.url.is_empty() {
            return Err(TooLong);
        }
        Drawing::of(&self.url)
    }

    /// The QR code of a transfer, by EPC069-12 version 2 (error level M, at most 331 bytes).
    ///
    /// # Errors
    /// When a part is longer than the guideline allows, or the amount is not between one cent and a billion euro.
    pub fn transfer_code(&self) -> Result<Drawing, TooLong> {
        Drawing::of(&self.transfer_text().ok_or(TooLong)?)
    }

    /// The lines of EPC069-12: service tag, version, UTF-8, SEPA transfer, no BIC, name, account, amount, no purpose, no
    /// structured reference (a Dutch reference is not one by ISO 11649), the reference as text.
    fn transfer_text(&self) -> Option<String> {
        let iban: String = self.iban.chars().filter(|c| !c.is_whitespace()).collect();
        let (name, text) = (one_line(&self.in_the_name_of), one_line(&self.reference));
        let fits = (1..100_000_000_000).contains(&self.amount.0)
            && (1..=70).contains(&name.chars().count())
            && text.chars().count() <= 140
            && (15..=34).contains(&iban.len())
            && iban.bytes().all(|b| b.is_ascii_alphanumeric());
        let (euros, cents) = (self.amount.0 / 100, self.amount.0 % 100);
        let lines = format!("BCD\n002\n1\nSCT\n\n{name}\n{iban}\nEUR{euros}.{cents:02}\n\n\n{text}");
        (fits && lines.len() <= 331).then_some(lines)
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A QR code does not fit what it has to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

/// A QR code, ready to be drawn.
pub struct Drawing {
    code: QRCode,
}

/// Most modules on a side: version 13, as EPC069-12 allows. More would be too fine for 30 mm on paper.
const MOST_MODULES: usize = 69;

impl Drawing {
    fn of(text: &str) -> Result<Drawing, TooLong> {
        let code = QRBuilder::new(text).ecl(ECL::M).build().map_err(|_| TooLong)?;
        if code.size > MOST_MODULES { Err(TooLong) } else { Ok(Drawing { code }) }
    }

    /// Modules on a side, with the four white ones around it that the standard asks (ISO/IEC 18004).
    pub fn side(&self) -> usize {
        self.code.size + 8
    }

    /// The black runs: column and row of the first module, and how many.
    pub fn runs(&self) -> Vec<(usize, usize, usize)> {
        let size = self.code.size;
        let mut runs = Vec::new();
        for (y, row) in self.code.data[..size * size].chunks(size).enumerate() {
            let mut x = 0;
            while x < size {
                let run = row[x..].iter().take_while(|module| module.value()).count();
                if run > 0 {
                    runs.push((x + 4, y + 4, run));
                }
                x += run.max(1);
            }
        }
        runs
    }

    /// As SVG: one path of black runs.
    pub fn svg(&self) -> String {
        let path: String =
            self.runs().iter().map(|(x, y, run)| format!("M{x} {y}h{run}v1h-{run}z")).collect();
        let side = self.side();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" width=\"{side}\" \
             height=\"{side}\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}h-{side}z\"/><path d=\"{path}\"/></svg>"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel() -> PaymentPanel {
        PaymentPanel {
            url: "https://betaal.voorbeeld.example/b/K7QFM3XR".to_owned(),
            site: "betaal.voorbeeld.example".to_owned(),
            code: "K7QF-M3XR".to_owned(),
            amount: Cents(54_940),
            iban: "NL12BANK0123456789".to_owned(),
            in_the_name_of: "Voorbeeld Wonen".to_owned(),
            reference: "1004 5521".to_owned(),
            epc: true,
        }
    }

    #[test]
    fn a_transfer_by_the_guideline() {
        assert_eq!(
            panel().transfer_text().unwrap(),
            "BCD\n002\n1\nSCT\n\nVoorbeeld Wonen\nNL12BANK0123456789\nEUR549.40\n\n\n1004 5521"
        );
        for change in [
            |panel: &mut PaymentPanel| panel.amount = Cents(0),
            |panel: &mut PaymentPanel| panel.in_the_name_of = "A".repeat(71),
            |panel: &mut PaymentPanel| panel.iban = "NL\n".to_owned(),
        ] {
            let mut panel = panel();
            change(&mut panel);
            assert!(panel.transfer_code().is_err());
        }
    }

    #[test]
    fn a_reference_cannot_add_a_line_to_a_transfer() {
        let mut panel = panel();
        panel.reference = "1004\nEUR9999.99".to_owned();
        assert!(panel.transfer_text().unwrap().ends_with("\n1004 EUR9999.99"));
    }

    #[test]
    fn an_account_reads_in_groups() {
        assert_eq!(panel().iban_in_groups().replace('\u{a0}', " "), "NL12 BANK 0123 4567 89");
    }

    #[test]
    fn an_endless_address_gives_no_code() {
        let mut panel = panel();
        panel.url = format!("https://betaal.voorbeeld.example/{}", "x".repeat(400));
        assert!(panel.page_code().is_err());
        panel.url.clear();
        assert!(panel.page_code().is_err());
    }
}
