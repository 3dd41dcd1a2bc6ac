//! The address on an envelope, by NEN 5825.
//!
//! In go the name and the parts of a postal address; out comes an [`AddressBlock`] of a few lines, or findings that say
//! what is missing or too long. The last line of an address in the Netherlands is the postcode, two spaces and the town in
//! capitals; abroad it is the country in capitals. No line ends with a full stop (an abbreviation such as B.V. keeps its
//! own), and nothing is shortened here: a name that does not fit is for a person to look at.

use crate::document::shown;

/// Most lines that fit in the window of an envelope.
pub const MOST_LINES: usize = 6;
/// Longest line, in characters, that fits in a window of 90 mm at the size of an address.
pub const LONGEST_LINE: usize = 44;

/// What an address is made of. Empty text means: not known, or not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostalAddress {
    /// To whom: one line for each name or addition, such as "t.a.v. de bewindvoerder".
    pub names: Vec<String>,
    /// Street, or "Postbus".
    pub street: String,
    /// House number with letter and addition.
    pub number: String,
    /// Postcode, with or without a space; abroad as that country writes it.
    pub postcode: String,
    /// Town.
    pub town: String,
    /// Country, in Dutch; empty or "Nederland" is the Netherlands.
    pub country: String,
}

/// The lines in the window, top to bottom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddressBlock {
    lines: Vec<String>,
}

/// Why an address cannot go on an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressFinding {
    /// No name.
    NoName,
    /// No street, or a street without a number.
    NoStreet,
    /// No postcode, or one that is not four digits and two letters.
    Postcode,
    /// No town.
    NoTown,
    /// More than [`MOST_LINES`] lines.
    TooManyLines,
    /// A line longer than [`LONGEST_LINE`]; its place, counted from 1.
    LineTooLong(usize),
}

impl AddressFinding {
    /// The finding in Dutch, without anything of the address itself.
    pub fn dutch(self) -> String {
        match self {
            AddressFinding::NoName => "Het adres heeft geen naam.".to_owned(),
            AddressFinding::NoStreet => "Het adres heeft geen straat met huisnummer.".to_owned(),
            AddressFinding::Postcode => {
                "De postcode ontbreekt of bestaat niet uit vier cijfers en twee letters.".to_owned()
            }
            AddressFinding::NoTown => "Het adres heeft geen plaats.".to_owned(),
            AddressFinding::TooManyLines => {
                format!("Het adres heeft meer dan {MOST_LINES} regels; dat past niet in het venster.")
            }
            AddressFinding::LineTooLong(line) => {
                format!(
                    "Regel {line} van het adres is langer dan {LONGEST_LINE} tekens; dat past niet in het venster."
                )
            }
        }
    }
}

impl AddressBlock {
    /// Puts an address in the order and writing of NEN 5825.
    ///
    /// # Errors
    /// Everything that is missing or does not fit, not only the first.
    ///
    /// ```
    /// # use letters::address::{AddressBlock, PostalAddress};
    /// let address = PostalAddress {
    ///     names: vec!["Mevrouw A. Voorbeeld".into()], street: "Dorpsstraat".into(), number: "12 B".into(),
    ///     postcode: "1234ab".into(), town: "Ons Dorp".into(), country: String::new(),
    /// };
    /// let block = AddressBlock::new(&address).unwrap();
    /// assert_eq!(block.lines(), ["Mevrouw A. Voorbeeld", "Dorpsstraat 12 B", "1234 AB  ONS DORP"]);
    /// ```
    pub fn new(address: &PostalAddress) -> Result<AddressBlock, Vec<AddressFinding>> {
        let clean = |text: &str| shown(text).split_whitespace().collect::<Vec<_>>().join(" ");
        let (street, number, town) = (clean(&address.street), clean(&address.number), clean(&address.town));
        let country = clean(&address.country);
        let abroad = !country.is_empty() && !country.eq_ignore_ascii_case("nederland");
        let names = address.names.iter().map(|name| clean(name)).filter(|name| !name.is_empty());
        let mut lines: Vec<String> = names.flat_map(|name| wrapped(&name)).collect();
        let mut findings = Vec::new();
        if lines.is_empty() {
            findings.push(AddressFinding::NoName);
        }
        if street.is_empty() || (number.is_empty() && !abroad) {
            findings.push(AddressFinding::NoStreet);
        }
        lines.push(format!("{street} {number}").trim().to_owned());
        if town.is_empty() {
            findings.push(AddressFinding::NoTown);
        }
        if abroad {
            lines.push(format!("{} {town}", clean(&address.postcode)).trim().to_owned());
            lines.push(country.to_uppercase());
        } else if let Some(postcode) = dutch_postcode(&address.postcode) {
            lines.push(format!("{postcode}  {}", town.to_uppercase()));
        } else {
            findings.push(AddressFinding::Postcode);
        }
        AddressBlock::checked(lines, findings)
    }

    /// Lines as they are, when an address only exists as lines (an administrator's office, an address abroad). Full
    /// stops at the end and empty lines are left out; the writing is not changed.
    ///
    /// # Errors
    /// When there is no line, there are too many, or one is too long.
    pub fn from_lines(lines: &[String]) -> Result<AddressBlock, Vec<AddressFinding>> {
        let lines: Vec<String> =
            lines.iter().map(|line| shown(line).trim().to_owned()).filter(|line| !line.is_empty()).collect();
        let findings = if lines.is_empty() { vec![AddressFinding::NoName] } else { Vec::new() };
        AddressBlock::checked(lines, findings)
    }

    fn checked(
        mut lines: Vec<String>,
        mut findings: Vec<AddressFinding>,
    ) -> Result<AddressBlock, Vec<AddressFinding>> {
        for line in &mut lines {
            let last_word = line.rsplit(' ').next().unwrap_or_default();
            let abbreviation = last_word.matches('.').count() > 1;
            let signs: &[char] = if abbreviation { &[',', ' '] } else { &['.', ',', ' '] };
            line.truncate(line.trim_end_matches(signs).len());
        }
        if lines.len() > MOST_LINES {
            findings.push(AddressFinding::TooManyLines);
        }
        let too_long = lines.iter().enumerate().filter(|(_, line)| line.chars().count() > LONGEST_LINE);
        findings.extend(too_long.map(|(at, _)| AddressFinding::LineTooLong(at + 1)));
        if findings.is_empty() { Ok(AddressBlock { lines }) } else { Err(findings) }
    }

    /// The lines, top to bottom.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }
}

/// A name that is too long for one line goes on on the next, between two words.
fn wrapped(name: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in name.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= LONGEST_LINE => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// `1234ab` and `1234 AB` become `1234 AB`. The first digit is never a zero.
fn dutch_postcode(text: &str) -> Option<String> {
    let signs: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    let (digits, letters) = signs.split_at_checked(4)?;
    let right = digits.bytes().all(|b| b.is_ascii_digit())
        && !digits.starts_with('0')
        && letters.len() == 2
        && letters.bytes().all(|b| b.is_ascii_uppercase());
    right.then(|| format!("{digits} {letters}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home() -> PostalAddress {
        PostalAddress {
            names: vec!["Mevrouw A. Voorbeeld".to_owned()],
            street: "Dorpsstraat".to_owned(),
            number: "12 B".to_owned(),
            postcode: "1234 ab".to_owned(),
            town: "Súdwest-Fryslân".to_owned(),
            country: "Nederland".to_owned(),
        }
    }

    fn check(change: impl FnOnce(&mut PostalAddress), expected: &[AddressFinding]) {
        let mut address = home();
        change(&mut address);
        assert_eq!(AddressBlock::new(&address).err().unwrap_or_default(), expected);
    }

    #[test]
    fn an_address_in_the_netherlands() {
        let block = AddressBlock::new(&home()).unwrap();
        assert_eq!(block.lines()[2], "1234 AB  SÚDWEST-FRYSLÂN");
    }

    #[test]
    fn an_address_abroad_ends_with_the_country() {
        let mut address = home();
        address.postcode = "B-2000".to_owned();
        address.town = "Antwerpen".to_owned();
        address.country = "België".to_owned();
        assert_eq!(AddressBlock::new(&address).unwrap().lines()[2..], ["B-2000 Antwerpen", "BELGIË"]);
    }

    #[test]
    fn what_is_missing_is_named() {
        check(|_| {}, &[]);
        check(|address| address.names.clear(), &[AddressFinding::NoName]);
        check(|address| address.number.clear(), &[AddressFinding::NoStreet]);
        check(|address| address.postcode = "0123 AB".to_owned(), &[AddressFinding::Postcode]);
        check(|address| address.postcode = "é1234".to_owned(), &[AddressFinding::Postcode]);
        check(|address| address.town.clear(), &[AddressFinding::NoTown]);
        check(|address| address.names[0] = "A".repeat(300), &[AddressFinding::LineTooLong(1)]);
        check(|address| address.names = vec!["A".to_owned(); 5], &[AddressFinding::TooManyLines]);
    }

    #[test]
    fn a_long_name_goes_on_on_the_next_line() {
        let mut address = home();
        address.names =
            vec!["De heer en mevrouw Van den Voorbeeld - Van der Denkbeeldig tot Verzonnen".to_owned()];
        let block = AddressBlock::new(&address).unwrap();
        assert_eq!(
            block.lines()[..2],
            ["De heer en mevrouw Van den Voorbeeld - Van", "der Denkbeeldig tot Verzonnen"]
        );
        assert_eq!(block.lines().len(), 4);
    }

    #[test]
    fn no_line_ends_with_a_full_stop() {
        let lines = ["Bewind B.V.".to_owned(), " ".to_owned(), "Postbus 1., ".to_owned()];
        assert_eq!(AddressBlock::from_lines(&lines).unwrap().lines(), ["Bewind B.V.", "Postbus 1"]);
    }
}
