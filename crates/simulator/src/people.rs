//! Who rents, and where: names, birthdays, addresses and ways to be reached, all invented.
//!
//! In go seed and number of the tenancy; out come small values that borrow their words from the lists below. Streets and
//! towns do not exist, mail addresses end in a domain that cannot exist, and mobile numbers start with `06 00`, which is
//! not given out. It never holds data of real persons.

use crate::chance::Chance;
use domain::calendar::{Day, Month};
use domain::dossier::{Channels, ContactChannel};

const PEOPLE: u32 = 1;
const HOMES: u32 = 2;

/// A person as the landlord knows him or her.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// Initials as letters, without points.
    pub initials: &'static str,
    /// Prefix of the surname (`van der`), or empty.
    pub prefix: &'static str,
    /// Surname.
    pub surname: &'static str,
    /// `mevrouw`, `heer` or empty.
    pub salutation: &'static str,
    /// Day of birth.
    pub born_on: Day,
    /// Language code.
    pub language: &'static str,
    /// Does the landlord hold an e-mail address?
    pub has_email: bool,
    /// Does the landlord hold a mobile number?
    pub has_mobile: bool,
    /// Does the landlord hold another telephone number?
    pub has_phone: bool,
    /// Channels the person has refused.
    pub refused: Channels,
    /// Tells namesakes apart in mail addresses and numbers.
    number: u32,
}

/// The home that is let.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Home {
    /// Street.
    pub street: &'static str,
    /// House number.
    pub house_number: u16,
    /// House letter, or empty.
    pub house_letter: &'static str,
    /// Digits of the postcode.
    pub postcode_digits: u16,
    /// Letters of the postcode.
    pub postcode_letters: [u8; 2],
    /// Town.
    pub town: &'static str,
    /// Municipality.
    pub municipality: &'static str,
    /// District.
    pub district: &'static str,
}

impl Person {
    /// The tenant of this tenancy.
    pub fn tenant(seed: u64, index: u32) -> Person {
        Person::drawn(&mut Chance::of(seed, index, PEOPLE), index)
    }

    /// The co-tenant of this tenancy: one household in six has one.
    pub fn co_tenant(seed: u64, index: u32) -> Option<Person> {
        let mut chance = Chance::of(seed, index, PEOPLE + 100);
        chance.permille(165).then(|| Person::drawn(&mut chance, index | 0x8000_0000))
    }

    fn drawn(chance: &mut Chance, number: u32) -> Person {
        let (prefix, surname, language) = chance.pick(SURNAMES);
        let age = chance.weighted(&[(8, 20), (20, 28), (20, 38), (18, 48), (16, 58), (12, 68), (6, 78)]);
        let born_on =
            Month::from_ym(2024 - age - chance.between(0, 9), 1).first_day() + chance.between(0, 364);
        let speaks_own = !language.is_empty() && chance.permille(200);
        Person {
            initials: chance.pick(INITIALS),
            prefix,
            surname,
            salutation: chance.weighted(&[(48, "mevrouw"), (48, "heer"), (4, "")]),
            born_on,
            language: if speaks_own { language } else { "nl" },
            has_email: chance.permille(if age >= 68 { 600 } else { 900 }),
            has_mobile: chance.permille(if age >= 68 { 750 } else { 950 }),
            has_phone: chance.permille(250),
            refused: refused_channels(chance),
            number,
        }
    }

    /// The e-mail address, when the landlord holds one. The host is reserved and reaches nobody.
    pub fn email(&self) -> Option<String> {
        let plain: String = self.surname.chars().filter(char::is_ascii_alphabetic).collect();
        let plain = plain.to_lowercase();
        self.has_email.then(|| {
            // One address in fifty is gone: mail is taken in and comes back (`post/mail_world.rs`).
            let gone = if self.number % 50 == 7 { "weg." } else { "" };
            let initial = self.initials[..1].to_lowercase();
            format!("{gone}{initial}.{plain}.{:x}@voorbeeld.example", self.number)
        })
    }

    /// The mobile number, when the landlord holds one.
    pub fn mobile(&self) -> Option<String> {
        self.has_mobile.then(|| format!("0600{:06}", self.number % 999_983 + 1))
    }

    /// The other telephone number, when the landlord holds one.
    pub fn phone(&self) -> Option<String> {
        self.has_phone.then(|| format!("0990{:06}", self.number % 999_983 + 1))
    }

    /// The day on which this person agreed to WhatsApp: one in five with a mobile number did.
    pub fn whatsapp_since(&self) -> Option<Day> {
        (self.has_mobile && self.number % 5 == 2).then(|| Month::from_ym(2024, 3).first_day())
    }

    /// Channels on which the landlord can reach this person; post always arrives until it comes back.
    pub fn reachable(&self) -> Channels {
        let mut channels = Channels::default().with(ContactChannel::Letter).with(ContactChannel::Visit);
        channels = channels.with(ContactChannel::Counter);
        if self.has_email {
            channels = channels.with(ContactChannel::Email);
        }
        if self.has_mobile {
            channels = channels.with(ContactChannel::Sms);
        }
        if self.whatsapp_since().is_some() {
            channels = channels.with(ContactChannel::Whatsapp);
        }
        if self.has_mobile || self.has_phone {
            channels = channels.with(ContactChannel::Phone);
        }
        channels
    }
}

fn refused_channels(chance: &mut Chance) -> Channels {
    let none = Channels::default();
    match chance.below(100) {
        0 => none.with(ContactChannel::Email),
        1 => none.with(ContactChannel::Sms).with(ContactChannel::Whatsapp),
        2 => none.with(ContactChannel::Phone),
        _ => none,
    }
}

impl Home {
    /// The home of this tenancy.
    pub fn of(seed: u64, index: u32) -> Home {
        let mut chance = Chance::of(seed, index, HOMES);
        let (town, municipality, digits, districts) = chance.weighted(TOWNS);
        let district = chance.below(districts.len() as u32);
        Home {
            street: chance.pick(STREETS),
            house_number: chance.between(1, 289) as u16,
            house_letter: chance.weighted(&[(88, ""), (5, "A"), (4, "B"), (2, "C"), (1, "D")]),
            postcode_digits: digits + district as u16,
            postcode_letters: [chance.pick(POSTCODE_LETTERS), chance.pick(POSTCODE_LETTERS)],
            town,
            municipality,
            district: districts[district as usize],
        }
    }

    /// The postcode as VERA writes it: `9990AB`.
    pub fn postcode(&self) -> String {
        let [first, second] = self.postcode_letters.map(char::from);
        format!("{}{first}{second}", self.postcode_digits)
    }
}

const POSTCODE_LETTERS: &[u8] = b"ABCDEGHJKLMNPRSTVWXZ";

type Town = (&'static str, &'static str, u16, &'static [&'static str]);

const TOWNS: &[(u32, Town)] = &[
    (
        34,
        (
            "Zilverveen",
            "Zilverveen",
            9960,
            &["Binnenstad", "Lindenhof", "Molenpolder", "De Klamp", "Veenrand"],
        ),
    ),
    (28, ("Oosterdam", "Oosterdam", 9970, &["Havenkwartier", "Nieuw-Oost", "Sluiswijk", "Kadeburen"])),
    (14, ("Heidewoude", "Heidewoude", 9980, &["Dorpskern", "Berkenbos", "De Hoef"])),
    (10, ("Kreekmonde", "Oosterdam", 9985, &["Kreekmonde"])),
    (8, ("Sint Aldert", "Heidewoude", 9988, &["Sint Aldert", "Kerkakkers"])),
    (6, ("Wilgenzijl", "Zilverveen", 9992, &["Wilgenzijl"])),
];

const STREETS: &[&str] = &[
    "Zilverlindelaan",
    "Grutterspad",
    "Meester Kromhoutstraat",
    "Oude Turfkade",
    "Reigersingel",
    "Plataanhof",
    "Wasblekerij",
    "Tuinbouwweg",
    "Kalkovenstraat",
    "Burgemeester Voorbeeldlaan",
    "Korhoenpad",
    "Touwslagersgang",
    "Zandkuilweg",
    "Vlinderdreef",
    "Hazelaarhof",
    "Spoorkade",
    "Nachtegaalsteeg",
    "Dokter Zeldenruststraat",
    "Veenbesstraat",
    "Schippersgracht",
    "Klaproosveld",
    "Lange Vaart",
    "'t Achterom",
    "Laan van de Vrede",
];

const INITIALS: &[&str] = &[
    "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "R", "S", "T", "V", "W",
    "Y", "Z", "AM", "JH", "CJ", "MA", "PW", "FA", "SK", "RJ", "LM", "HK", "TJM", "EJ", "NB", "IM", "GA",
    "DW", "ZA",
];

/// Prefix, surname, and the language somebody of that name may prefer.
const SURNAMES: &[(&str, &str, &str)] = &[
    ("de", "Groot", ""),
    ("", "Bakker", ""),
    ("", "Visser", ""),
    ("van", "Dijk", ""),
    ("", "Smit", ""),
    ("", "Mulder", ""),
    ("de", "Boer", ""),
    ("van den", "Berg", ""),
    ("", "Hendriks", ""),
    ("", "Dekker", ""),
    ("", "Brouwer", ""),
    ("van der", "Meer", ""),
    ("", "Kuipers", ""),
    ("", "Postma", ""),
    ("", "Hoekstra", ""),
    ("", "Willems", ""),
    ("van", "Leeuwen", ""),
    ("", "Verhoeven", ""),
    ("in 't", "Veld", ""),
    ("", "Schouten", ""),
    ("", "Yıldız", "tr"),
    ("", "Demir", "tr"),
    ("", "Öztürk", "tr"),
    ("el", "Amrani", "ar"),
    ("", "Bouzid", "ar"),
    ("", "Benali", "ar"),
    ("", "Haddad", "ar"),
    ("", "Al-Khatib", "ar"),
    ("", "Ramdin", ""),
    ("", "Jagroep", ""),
    ("", "Pinas", ""),
    ("", "Martina", "pap"),
    ("", "Maduro", "pap"),
    ("", "Tuhumena", ""),
    ("", "Kowalczyk", "pl"),
    ("", "Nowak", "pl"),
    ("", "Zielińska", "pl"),
    ("", "Popescu", "ro"),
    ("", "Ivanova", "bg"),
    ("", "Kovalenko", "uk"),
    ("", "Tesfay", "ti"),
    ("", "Habtom", "ti"),
    ("", "Warsame", "so"),
    ("", "Rahimi", "fa"),
    ("", "Karimi", "fa"),
    ("", "Nguyen", ""),
    ("", "Lin", "zh"),
    ("", "Mensah", "en"),
    ("", "Silva", "pt"),
    ("d'", "Anjou", "fr"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_the_same_every_time_and_cannot_be_reached_by_accident() {
        for index in 0..500 {
            let person = Person::tenant(3, index);
            assert_eq!(person, Person::tenant(3, index));
            assert!(
                person
                    .email()
                    .is_none_or(|address| address.ends_with("@voorbeeld.example") && address.is_ascii())
            );
            assert!(person.mobile().is_none_or(|number| number.starts_with("0600") && number.len() == 10));
            assert_eq!(Home::of(3, index).postcode().len(), 6);
        }
    }
}
