//! The columns of an open-items list, and the headings by which they are recognised without a mapping.

use std::collections::BTreeMap;

/// What a column of an open-items list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Column {
    Dossier,
    Item,
    DueOn,
    Open,
    DebitCredit,
    Amount,
    Description,
    Name,
    Address,
    HouseNumber,
    HouseLetter,
    Addition,
    Postcode,
    Town,
    Municipality,
    District,
    Rent,
    StartsOn,
    EndsOn,
    Email,
    Mobile,
    DirectDebit,
    WhatsappSince,
}

/// Where the columns of one landlord's list are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenItemsMapping {
    /// The sheet of an XLSX; the first one when absent.
    pub sheet: Option<String>,
    /// Is the rent collected by direct debit, where the list does not say? Without this it stays unknown, and unknown
    /// never becomes a demand.
    pub direct_debit_when_silent: Option<bool>,
    /// The heading of a column, where it is not a usual one.
    pub headings: BTreeMap<Column, String>,
}

impl Column {
    /// All columns, required ones first.
    pub const ALL: [Column; 23] = [
        Column::Dossier,
        Column::Item,
        Column::DueOn,
        Column::Open,
        Column::DebitCredit,
        Column::Amount,
        Column::Description,
        Column::Name,
        Column::Address,
        Column::HouseNumber,
        Column::HouseLetter,
        Column::Addition,
        Column::Postcode,
        Column::Town,
        Column::Municipality,
        Column::District,
        Column::Rent,
        Column::StartsOn,
        Column::EndsOn,
        Column::Email,
        Column::Mobile,
        Column::DirectDebit,
        Column::WhatsappSince,
    ];

    /// A list without this column cannot be read.
    pub const fn is_required(self) -> bool {
        matches!(self, Column::Dossier | Column::Item | Column::DueOn | Column::Open)
    }

    /// Its name in `koppeling.toml`.
    pub const fn dutch(self) -> &'static str {
        match self {
            Column::Dossier => "dossier",
            Column::Item => "post",
            Column::DueOn => "vervaldatum",
            Column::Open => "openstaand",
            Column::DebitCredit => "debet_credit",
            Column::Amount => "bedrag",
            Column::Description => "omschrijving",
            Column::Name => "naam",
            Column::Address => "adres",
            Column::HouseNumber => "huisnummer",
            Column::HouseLetter => "huisletter",
            Column::Addition => "toevoeging",
            Column::Postcode => "postcode",
            Column::Town => "plaats",
            Column::Municipality => "gemeente",
            Column::District => "wijk",
            Column::Rent => "huur",
            Column::StartsOn => "ingangsdatum",
            Column::EndsOn => "einddatum",
            Column::Email => "email",
            Column::Mobile => "mobiel",
            Column::DirectDebit => "incasso",
            Column::WhatsappSince => "whatsapp_sinds",
        }
    }

    /// The usual headings, in letters and digits only, the most telling one first.
    pub(crate) const fn usual(self) -> &'static [&'static str] {
        USUAL[self as usize]
    }
}

/// The usual headings of each column, in the order of [`Column::ALL`].
const USUAL: [&[&str]; Column::ALL.len()] = [
    &[
        "dossier",
        "dossiernummer",
        "dossiernr",
        "contractnummer",
        "contractnr",
        "contract",
        "overeenkomstnummer",
        "overeenkomst",
        "huurovereenkomst",
        "huurcontract",
        "huurdernummer",
        "huurdernr",
        "debiteurnummer",
        "debiteurnr",
        "contrnr",
        "contractnummerhuurder",
    ],
    &[
        "post",
        "postnummer",
        "postnr",
        "factuurnummer",
        "factuurnr",
        "factuur",
        "boekingsnummer",
        "boekstuknummer",
        "boekstuknr",
        "boekstuk",
        "documentnummer",
        "documentnr",
        "volgnummer",
        "notanummer",
        "notanr",
        "factnr",
        "boekingsnr",
    ],
    &["vervaldatum", "vervaldag", "vervaldat", "vervaltop", "betaalvoor", "uiterstebetaaldatum"],
    &[
        "openstaand",
        "openstaandbedrag",
        "openstaandsaldo",
        "bedragopenstaand",
        "openbedrag",
        "opensaldo",
        "restant",
        "restantbedrag",
        "restbedrag",
        "saldo",
        "nogtebetalen",
        "openstsaldo",
        "openstbedrag",
        "openst",
    ],
    &[
        "dc",
        "debetcredit",
        "debitcredit",
        "dcindicatie",
        "dcindicator",
        "dccode",
        "dcteken",
        "dcvlag",
        "dbcr",
        "debcred",
        "debcre",
        "cd",
        "creditdebet",
        "sh",
        "sollhaben",
        "boekzijde",
        "boekingszijde",
    ],
    &["bedrag", "oorspronkelijkbedrag", "factuurbedrag", "origineelbedrag", "notabedrag", "beginbedrag"],
    &["omschrijving", "omschrijvingpost", "toelichting", "boekingsomschrijving"],
    &["naam", "naamhuurder", "huurdernaam", "huurder", "naamdebiteur", "debiteurnaam", "achternaam"],
    &["adres", "adresregel", "straatenhuisnummer", "straat", "straatnaam", "vheadres", "adreseenheid"],
    &["huisnummer", "huisnr", "hnr", "nummerhuis"],
    &["huisletter", "letter"],
    &["toevoeging", "huisnummertoevoeging", "huisnrtoevoeging", "toev", "hnrtoevoeging", "hnrtoev"],
    &["postcode"],
    &["plaats", "woonplaats", "plaatsnaam"],
    &["gemeente", "gemeentenaam"],
    &["wijk", "wijknaam", "district", "werkgebied", "rayon"],
    &["huur", "maandhuur", "brutohuur", "huurbedrag", "huurpermaand"],
    &["ingangsdatum", "begindatum", "ingangsdatumcontract", "ingangsdatcontract", "startdatum", "huurvanaf"],
    &["einddatum", "einddatumcontract", "datumeinde", "huurtot"],
    &["email", "emailadres", "mailadres"],
    &[
        "mobiel",
        "mobielnummer",
        "mobieltelefoonnummer",
        "telefoonmobiel",
        "mob",
        "gsm",
        "telefoon",
        "telefoonnummer",
        "tel",
    ],
    &["incasso", "automatischeincasso", "autoincasso", "machtiging"],
    &["whatsappsinds", "akkoordwhatsapp", "toestemmingwhatsapp"],
];

/// A heading in lower-case letters and digits only: `Openstaand bedrag (€)` is `openstaandbedrag`.
pub(crate) fn plain(heading: &str) -> String {
    heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_heading_means_two_columns() {
        let mut seen = BTreeMap::new();
        for column in Column::ALL {
            for heading in column.usual() {
                assert_eq!(*heading, plain(heading));
                assert_eq!(seen.insert(*heading, column), None, "{heading}");
            }
        }
        assert_eq!(plain("Openstaand bedrag (€)"), "openstaandbedrag");
    }
}
