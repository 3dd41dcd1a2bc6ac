//! Early signals to municipalities and their answers, in the national exchange model (VNG DDAS, "Uitwisselmodel" 0.9).
//!
//! Out: for each municipality one JSON file that validates against the model, and the same as CSV with the same names. Only
//! what the decree asks goes along: who, where, how much, since when (art. 2 Besluit gemeentelijke schuldhulpverlening);
//! never a citizen service number, a category or a note. The JSON holds the names of the model and no others; telephone
//! and e-mail, which the model does not have, are in the CSV. In: answers as the same JSON (`vroegsignaalzaken`) or as CSV.

mod answers;

use super::person::{Home, Party};
use super::sheet::{self, refused};
use super::{OutFile, Partners};
use domain::calendar::Day;
use domain::delivery::{Finding, Place};
use domain::money::Cents;
use serde::Serialize;
use std::collections::BTreeMap;

pub use answers::{AnswerRow, read_answers};

/// One signal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signal {
    /// Our number of the signal: the municipality answers under it.
    pub id: String,
    /// An eviction threatens: the first talk is within three working days (art. 4 lid 2 Wgs).
    pub crisis: bool,
    /// We are already in contact with the tenant.
    pub warm: bool,
    /// The arrears, in cents.
    pub cents: Cents,
    /// Due day of the oldest open claim.
    pub arisen_on: Day,
    /// Day of the signal.
    pub signalled_on: Day,
    /// The tenant.
    pub client: Party,
    /// The home.
    pub home: Home,
}

#[derive(Serialize)]
struct Exchange<'a> {
    #[serde(rename = "startdatumLevering")]
    first_day: String,
    #[serde(rename = "einddatumLevering")]
    last_day: String,
    #[serde(rename = "aanleverdatumEnTijd")]
    moment: &'a str,
    #[serde(rename = "codeGegevensleverancier")]
    supplier: &'a str,
    #[serde(rename = "leveringen")]
    deliveries: [Delivery<'a>; 1],
}

#[derive(Serialize)]
struct Delivery<'a> {
    #[serde(rename = "teller")]
    counter: u32,
    #[serde(rename = "gemeentecode")]
    municipality: &'a str,
    #[serde(rename = "aanleverende_organisatie")]
    organisation: Organisation<'a>,
    #[serde(rename = "vroegsignalen")]
    signals: Vec<SignalOut<'a>>,
}

#[derive(Serialize)]
struct Organisation<'a> {
    #[serde(rename = "naam")]
    name: &'a str,
    #[serde(rename = "kvk-nummer", skip_serializing_if = "str::is_empty")]
    commerce_number: &'a str,
}

#[derive(Serialize)]
struct SignalOut<'a> {
    #[serde(rename = "ID")]
    id: &'a str,
    crisissignaal: bool,
    #[serde(rename = "warmeOverdracht")]
    warm: bool,
    bedrag: i64,
    ontstaansdatum: String,
    signaaldatum: String,
    status: &'static str,
    signaalpartner: Partner,
    client: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
struct Partner {
    r#type: &'static str,
}

impl Signal {
    /// Who and where, as text to keep beside a signal that was given: a line each, as the tenant may read it.
    pub fn told(&self) -> String {
        let Signal { client, home, .. } = self;
        let born_on = client.born_on.map_or_else(String::new, |day| day.to_string());
        let lines = [
            ("naam", &client.name),
            ("geboren", &born_on),
            ("telefoon", &client.phone),
            ("e-mail", &client.email),
            ("straat", &home.street),
            ("huisnummer", &home.house_number),
            ("postcode", &home.postcode),
            ("plaats", &home.town),
            ("gemeente", &home.municipality),
        ];
        let line = |(name, value): (&str, &String)| {
            format!("{name}: {}\n", value.split_whitespace().collect::<Vec<_>>().join(" "))
        };
        lines.into_iter().map(line).collect()
    }

    /// The same signal with who and where as [`Signal::told`] kept them; as it is when nothing was kept, before it was.
    pub fn as_told(self, told: &str) -> Signal {
        if told.is_empty() {
            return self;
        }
        let value = |name: &str| {
            let found = told.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
            found.unwrap_or_default().to_owned()
        };
        let client = Party {
            name: value("naam"),
            born_on: Day::parse_iso(&value("geboren")),
            phone: value("telefoon"),
            email: value("e-mail"),
        };
        let home = Home {
            street: value("straat"),
            house_number: value("huisnummer"),
            postcode: value("postcode"),
            town: value("plaats"),
            municipality: value("gemeente"),
        };
        Signal { client, home, ..self }
    }
}

/// The files of one delivery: a JSON and a CSV for each municipality. `moment` is now, as RFC 3339. A signal for a
/// municipality whose code is not in `partners.toml` is a finding: it must not get lost.
pub fn export(partners: &Partners, signals: &[Signal], moment: &str) -> (Vec<OutFile>, Vec<Finding>) {
    let mut by_code: BTreeMap<&str, Vec<&Signal>> = BTreeMap::new();
    let mut findings = Vec::new();
    for signal in signals {
        match partners.municipality_code(&signal.home.municipality) {
            Some(code) => by_code.entry(code).or_default().push(signal),
            None => {
                let place = Place { file: "partners.toml".into(), row: 0 };
                let reason = "De code van deze gemeente is niet bekend. Het signaal is niet doorgegeven; zet de code onder [gemeenten] in partners.toml.";
                findings.push(refused(place, "gemeente", &signal.home.municipality, reason));
            }
        }
    }
    let mut files = Vec::new();
    for (code, signals) in by_code {
        let last_day = signals.iter().map(|signal| signal.signalled_on).max().unwrap_or_default();
        let stem = format!("vroegsignalen-{code}-{last_day}");
        files.push(OutFile { name: format!("{stem}.json"), bytes: json(partners, code, &signals, moment) });
        files.push(OutFile { name: format!("{stem}.csv"), bytes: csv(code, &signals) });
    }
    (files, findings)
}

fn json(partners: &Partners, code: &str, signals: &[&Signal], moment: &str) -> Vec<u8> {
    let days = || signals.iter().map(|signal| signal.signalled_on);
    let exchange = Exchange {
        first_day: days().min().unwrap_or_default().to_string(),
        last_day: days().max().unwrap_or_default().to_string(),
        moment,
        supplier: &partners.supplier_code,
        deliveries: [Delivery {
            counter: 1,
            municipality: code,
            organisation: Organisation { name: &partners.name, commerce_number: &partners.commerce_number },
            signals: signals.iter().map(|signal| signal_out(signal)).collect(),
        }],
    };
    serde_json::to_vec_pretty(&exchange).expect("text and numbers are always JSON")
}

fn signal_out(signal: &Signal) -> SignalOut<'_> {
    let mut client: BTreeMap<&'static str, String> = client_fields(signal).into_iter().collect();
    client.retain(|_, value| !value.is_empty());
    SignalOut {
        id: &signal.id,
        crisissignaal: signal.crisis,
        warm: signal.warm,
        bedrag: whole_euros(signal.cents),
        ontstaansdatum: signal.arisen_on.to_string(),
        signaaldatum: signal.signalled_on.to_string(),
        status: "Nog niet opgepakt",
        signaalpartner: Partner { r#type: "Huur" },
        client,
    }
}

/// The model asks whole euros; rounded down, so that nobody is told to owe more than he does.
fn whole_euros(cents: Cents) -> i64 {
    cents.0.div_euclid(100)
}

/// The person in the names of the model.
fn client_fields(signal: &Signal) -> [(&'static str, String); 9] {
    let parts = signal.client.parts();
    let (number, addition) = signal.home.number_and_addition();
    [
        ("Voorletters", parts.initials),
        ("Voorvoegsel", parts.prefix),
        ("Achternaam", parts.last),
        ("Geboortedatum", signal.client.born_on.map_or_else(String::new, |day| day.to_string())),
        ("Straatnaam", signal.home.street_name().to_owned()),
        ("Huisnummer", number.to_owned()),
        ("Huisnummertoevoeging", addition.to_owned()),
        ("Postcode", signal.home.postcode.replace(' ', "")),
        ("Plaatsnaam", signal.home.town.clone()),
    ]
}

fn csv(code: &str, signals: &[&Signal]) -> Vec<u8> {
    let names: Vec<&str> = fields(code, &Signal::default()).into_iter().map(|(name, _)| name).collect();
    let values = |signal: &&Signal| fields(code, signal).into_iter().map(|(_, value)| value).collect();
    sheet::write(&names, signals.iter().map(values))
}

/// All that a municipality gets of one signal, by the names of the columns.
pub fn fields(code: &str, signal: &Signal) -> Vec<(&'static str, String)> {
    let yes = |is: bool| if is { "ja" } else { "nee" }.to_owned();
    let mut fields = vec![
        ("ID", signal.id.clone()),
        ("gemeentecode", code.to_owned()),
        ("crisissignaal", yes(signal.crisis)),
        ("warmeOverdracht", yes(signal.warm)),
        ("bedrag", whole_euros(signal.cents).to_string()),
        ("ontstaansdatum", signal.arisen_on.to_string()),
        ("signaaldatum", signal.signalled_on.to_string()),
        ("signaalpartner", "Huur".to_owned()),
    ];
    fields.extend(client_fields(signal));
    fields.push(("Telefoonnummer", signal.client.phone.clone()));
    fields.push(("Emailadres", signal.client.email.clone()));
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_told_of_stays_as_it_was() {
        let client = Party {
            name: "mevrouw A. van Dijk".into(),
            born_on: Day::parse_iso("1980-05-03"),
            phone: "0612345678".into(),
            email: String::new(),
        };
        let home = Home {
            street: "Voorbeeldstraat 10A".into(),
            house_number: "10A".into(),
            postcode: "1234 AB".into(),
            town: "Rotterdam".into(),
            municipality: "Rotterdam".into(),
        };
        let signal = Signal { id: "1".into(), client, home, ..Signal::default() };
        let bare = Signal { id: "1".into(), ..Signal::default() };
        assert_eq!(bare.clone().as_told(&signal.told()), signal);
        assert_eq!(signal.clone().as_told(""), signal, "of before it was kept");
        // A name with a line end in it makes no line of its own.
        let mut odd = signal;
        odd.client.name = "A.\ngemeente: Elders".into();
        assert_eq!(bare.as_told(&odd.told()).home.municipality, "Rotterdam");
    }
}
