//! `verzenden.toml`: how this landlord's messages leave the house.
//!
//! In goes the file; out come settings, or a failure that names file and line. A password or key never stands in the
//! file, only the name of the environment variable that holds it. Until the file says `stand = "echt"`, everything that
//! would leave goes to staff only.

use std::path::{Path, PathBuf};

use connectors::Misread;
use connectors::channels::email::{MailSettings, Security};
use domain::calendar::Day;
use domain::calendar::holidays::EquatedDays;
use domain::dossier::{Channels, ContactChannel};
use domain::send::TimeOfDay;
use serde::Deserialize;

use super::whatsapp::Account;
use crate::counter::settings::{PageSettings, PayingSettings};
use crate::failure::Failure;
use crate::landlord::Landlord;

/// Name of the file.
pub const FILE: &str = "verzenden.toml";

/// The file as it is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendSettings {
    /// `proef` reaches staff only; `echt` reaches tenants.
    #[serde(rename = "stand", default)]
    pub stage: Stage,
    /// Until this time of the day nothing leaves and everything can be cancelled.
    #[serde(rename = "verzendgrens", default = "half_past_eight", deserialize_with = "time")]
    pub cut_off: TimeOfDay,
    /// When what is done.
    #[serde(rename = "werk", default)]
    pub work: crate::worker::WorkHours,
    /// Address of the pages, for the links in the morning mail.
    #[serde(rename = "paginas", default = "own_pages")]
    pub pages: String,
    /// Who writes.
    #[serde(rename = "verhuurder")]
    pub sender: Sender,
    /// Who a tenant can speak to, by district; one without districts is for everybody else.
    #[serde(rename = "consulent", default)]
    pub consultants: Vec<Consultant>,
    /// Where everything goes while it is tried.
    #[serde(rename = "proef", default)]
    pub trial: Trial,
    /// E-mail.
    #[serde(rename = "e-mail")]
    pub mail: Option<Mail>,
    /// Text messages.
    #[serde(rename = "sms")]
    pub texts: Option<Texts>,
    /// WhatsApp.
    pub whatsapp: Option<Account>,
    /// Where a tenant stops friendly mail.
    #[serde(rename = "afmelden")]
    pub unsubscribe: Option<Unsubscribe>,
    /// Letters.
    #[serde(rename = "brief")]
    pub letters: Option<LetterPost>,
    /// The tenant's page; without it nobody has one.
    #[serde(rename = "huurderspagina")]
    pub page: Option<PageSettings>,
    /// Where a tenant pays on that page.
    #[serde(rename = "betalen")]
    pub paying: Option<PayingSettings>,
}

/// How real it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Stage {
    /// Staff only.
    #[default]
    #[serde(rename = "proef")]
    Trial,
    /// Tenants.
    #[serde(rename = "echt")]
    Real,
}

/// The landlord as letters name it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sender {
    /// Name.
    #[serde(rename = "naam")]
    pub name: String,
    /// Telephone number.
    #[serde(rename = "telefoon", default)]
    pub phone: String,
    /// Website.
    #[serde(default)]
    pub website: String,
    /// E-mail address for answers.
    #[serde(rename = "mailadres", default)]
    pub mail_address: String,
    /// Account.
    #[serde(default)]
    pub iban: String,
    /// Name of that account.
    #[serde(rename = "ten_name_van", default)]
    pub in_the_name_of: String,
    /// Site on which a tenant pays, without `https://`.
    #[serde(rename = "betaalsite", default)]
    pub payment_site: String,
}

/// A person a tenant can speak to.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consultant {
    /// First and last name.
    #[serde(rename = "naam")]
    pub name: String,
    /// Direct number; the landlord's when it is not there.
    #[serde(rename = "telefoon", default)]
    pub phone: String,
    /// Districts.
    #[serde(rename = "wijken", default)]
    pub districts: Vec<String>,
    /// What this person does, in the words of the flows (`door`).
    #[serde(rename = "rol", default = "rent_consultant")]
    pub role: String,
    /// Where the morning mail goes.
    #[serde(rename = "e-mail", default)]
    pub mail: String,
}

/// Addresses of staff.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    /// E-mail address.
    #[serde(rename = "e-mail", default)]
    pub mail: String,
    /// Mobile number.
    #[serde(rename = "mobiel", default)]
    pub mobile: String,
}

/// `[e-mail]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    #[serde(rename = "server")]
    host: String,
    #[serde(rename = "poort")]
    port: u16,
    #[serde(rename = "beveiliging", default)]
    security: Protection,
    #[serde(rename = "gebruiker", default)]
    user: String,
    #[serde(rename = "wachtwoord", default)]
    password_name: String,
    #[serde(rename = "afzender")]
    sender_address: String,
    #[serde(rename = "antwoord_naar")]
    reply_to: Option<String>,
    #[serde(rename = "retour")]
    bounce_address: String,
    #[serde(rename = "retour_met_kenmerk", default)]
    tag_bounces: bool,
    /// Most messages in a minute.
    #[serde(rename = "per_minuut", default = "sixty")]
    pub a_minute: u32,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
enum Protection {
    #[default]
    #[serde(rename = "starttls")]
    StartTls,
    #[serde(rename = "tls")]
    Tls,
    #[serde(rename = "geen")]
    None,
}

/// `[sms]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// File that describes the provider.
    #[serde(rename = "aanbieder")]
    pub provider: PathBuf,
    /// Name of the environment variable with the secret under which the provider may report by the web.
    #[serde(rename = "melding")]
    pub reports: Option<String>,
    /// Most messages in a minute, of each provider.
    #[serde(rename = "per_minuut", default = "sixty")]
    pub a_minute: u32,
    /// Who takes over, in order, while the one before takes nothing.
    #[serde(rename = "invaller", default)]
    pub reserves: Vec<Reserve>,
}

/// `[[sms.invaller]]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reserve {
    /// File that describes the provider.
    #[serde(rename = "aanbieder")]
    pub provider: PathBuf,
    /// Name of the environment variable with the secret under which it may report by the web.
    #[serde(rename = "melding")]
    pub reports: Option<String>,
}

impl Texts {
    /// The files of all providers, in the order in which they are asked.
    pub fn providers(&self) -> impl Iterator<Item = &Path> {
        let reserves = self.reserves.iter().map(|reserve| reserve.provider.as_path());
        std::iter::once(self.provider.as_path()).chain(reserves)
    }

    /// The door of each provider that may report by the web, with the name of its secret: `sms`, `sms-2`, `sms-3`.
    pub fn doors(&self) -> Vec<(String, &str)> {
        let reserves = self.reserves.iter().map(|reserve| &reserve.reports);
        let all = std::iter::once(&self.reports).chain(reserves).enumerate();
        all.filter_map(|(at, secret)| Some((door_of(at), secret.as_deref()?))).collect()
    }
}

/// The door of the provider at this place.
pub fn door_of(place: usize) -> String {
    if place == 0 { "sms".into() } else { format!("sms-{}", place + 1) }
}

/// `[afmelden]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unsubscribe {
    /// Address at which these pages are reached from outside, with `https://`.
    #[serde(rename = "adres")]
    pub address: String,
    /// Name of the environment variable with the key that signs the addresses.
    #[serde(rename = "sleutel")]
    pub key_name: String,
    /// Mailbox for who stops by mail; `houvast status` reads it.
    #[serde(rename = "mailadres")]
    pub mail_address: String,
}

/// `[brief]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterPost {
    /// Folder from which the print house takes batches.
    #[serde(rename = "map", default = "post")]
    pub folder: PathBuf,
    /// File of the house style.
    #[serde(rename = "huisstijl")]
    pub style: Option<PathBuf>,
    /// Within so many working days the print house says what became of a letter; 0 when it never says anything.
    #[serde(rename = "melding_binnen_werkdagen", default = "five")]
    pub told_within: u16,
}

/// The role of a consultant when nothing else is said.
const RENT_CONSULTANT: &str = "huurconsulent";

fn rent_consultant() -> String {
    RENT_CONSULTANT.into()
}

fn own_pages() -> String {
    "http://127.0.0.1:8080".into()
}

fn half_past_eight() -> TimeOfDay {
    TimeOfDay(8 * 60 + 30)
}

fn sixty() -> u32 {
    60
}

fn five() -> u16 {
    5
}

fn post() -> PathBuf {
    PathBuf::from("post")
}

/// Reads a time of day.
pub fn time<'de, D: serde::Deserializer<'de>>(from: D) -> Result<TimeOfDay, D::Error> {
    let text = String::deserialize(from)?;
    TimeOfDay::parse(&text)
        .ok_or_else(|| serde::de::Error::custom(format!("“{text}” is geen tijd; schrijf bijvoorbeeld 08:30")))
}

impl SendSettings {
    /// The landlord's settings; `None` when there is no such file, and then nothing leaves the house.
    pub fn of(landlord: &Landlord) -> Result<Option<SendSettings>, Failure> {
        let path = landlord.folder.join(FILE);
        if !path.exists() {
            return Ok(None);
        }
        let text = std::fs::read_to_string(&path).map_err(|error| Failure::file(&path, &error))?;
        SendSettings::read(&text).map(Some)
    }

    /// Reads the file.
    fn read(text: &str) -> Result<SendSettings, Failure> {
        let misread = |error| Failure::policy(Misread::of(text, &error).in_file(FILE));
        let settings: SendSettings = toml::from_str(text).map_err(misread)?;
        if let Some((key, wrong)) = settings.sender.wrong() {
            let line =
                text.lines().position(|line| line.trim_start().starts_with(key)).map_or(1, |at| at + 1);
            return Err(Failure::policy(format!("{FILE}:{line}: {key}: {wrong}")));
        }
        Ok(settings)
    }

    /// The landlord's settings, or what to do about it that there are none.
    pub fn needed(landlord: &Landlord) -> Result<SendSettings, Failure> {
        SendSettings::of(landlord)?.ok_or_else(|| {
            Failure::usage(format!(
                "er gaat nog niets uit: {FILE} staat niet in {}. Zie docs/verzenden.md",
                landlord.folder.display()
            ))
        })
    }

    /// The channels that are set up.
    pub fn channels(&self) -> Channels {
        let set_up = [
            (self.mail.is_some(), ContactChannel::Email),
            (self.texts.is_some(), ContactChannel::Sms),
            (self.whatsapp.is_some(), ContactChannel::Whatsapp),
            (self.letters.is_some(), ContactChannel::Letter),
        ];
        set_up.iter().filter(|(is, _)| *is).fold(Channels::default(), |set, (_, channel)| set.with(*channel))
    }

    /// Letters handed over on this day or before should have been spoken of by the print house; `None` when it never says
    /// anything.
    pub fn silent_until(&self, today: Day, calendar: &EquatedDays) -> Option<Day> {
        let days = self.letters.as_ref()?.told_within;
        let mut day = today;
        for _ in 0..days {
            day = day.previous();
            while !calendar.is_working_day(day) {
                day = day.previous();
            }
        }
        (days > 0).then_some(day)
    }

    /// Who a tenant of this district speaks to.
    pub fn consultant(&self, district: &str) -> Option<&Consultant> {
        self.desk(RENT_CONSULTANT, district).map(|desk| &self.consultants[desk])
    }

    /// The direct number of somebody, when it is known.
    pub fn direct_number(&self, name: &str) -> Option<&str> {
        let found = self.consultants.iter().find(|one| one.name == name)?;
        Some(found.phone.as_str()).filter(|phone| !phone.is_empty())
    }

    /// Whose desk a task is for: the place in [`SendSettings::consultants`].
    pub fn desk(&self, role: &str, district: &str) -> Option<usize> {
        let place = |fits: &dyn Fn(&Consultant) -> bool| {
            self.consultants.iter().position(|one| one.role == role && fits(one))
        };
        let mine = place(&|one| one.districts.iter().any(|known| known == district));
        mine.or_else(|| place(&|one| one.districts.is_empty()))
    }
}

impl Sender {
    /// What would bring money or people to the wrong place: the key, and what is wrong with it.
    fn wrong(&self) -> Option<(&'static str, String)> {
        if !self.iban.is_empty() && !iban_is_right(&self.iban) {
            let wrong =
                format!("“{}” is geen goed rekeningnummer; de controlecijfers kloppen niet", self.iban);
            return Some(("iban", wrong));
        }
        let site = &self.payment_site;
        let is_host = !site.contains("://") && !site.ends_with('/') && !site.contains(char::is_whitespace);
        (!is_host).then(|| {
            ("betaalsite", format!("schrijf “{site}” zonder https:// en zonder schuine streep aan het eind"))
        })
    }
}

/// Do the check digits belong to the rest (ISO 13616, modulo 97)?
fn iban_is_right(iban: &str) -> bool {
    let signs: Vec<u32> =
        iban.chars().filter(|c| !c.is_whitespace()).filter_map(|c| c.to_digit(36)).collect();
    let written = iban.chars().filter(|c| !c.is_whitespace()).count();
    if signs.len() != written || !(15..=34).contains(&written) {
        return false;
    }
    let turned = signs[4..].iter().chain(&signs[..4]);
    turned.fold(0, |rest, sign| (if *sign > 9 { rest * 100 } else { rest * 10 } + sign) % 97) == 1
}

impl Mail {
    /// What a mailer needs; `secret_of` looks a password up under its name.
    pub fn for_mailer(
        &self,
        sender_name: &str,
        secret_of: &dyn Fn(&str) -> Option<String>,
    ) -> Result<MailSettings, Failure> {
        let account = if self.user.is_empty() {
            None
        } else {
            let password = secret_of(&self.password_name).filter(|secret| !secret.is_empty());
            let password = password.ok_or_else(|| {
                Failure::usage(format!(
                    "{FILE}: de omgevingsvariabele {} is leeg. Zet daar het wachtwoord van de mailserver in.",
                    self.password_name
                ))
            })?;
            Some((self.user.clone(), password))
        };
        Ok(MailSettings {
            host: self.host.clone(),
            port: self.port,
            security: match self.security {
                Protection::StartTls => Security::StartTls,
                Protection::Tls => Security::Tls,
                Protection::None => Security::NoneOnLoopback,
            },
            account,
            authority: None,
            sender_name: sender_name.to_string(),
            sender_address: self.sender_address.clone(),
            reply_to: self.reply_to.clone(),
            bounce_address: self.bounce_address.clone(),
            tag_bounces: self.tag_bounces,
            timeout_seconds: 20,
        })
    }
}

/// A path of the settings, seen from the landlord's folder.
pub fn inside(landlord: &Landlord, path: &Path) -> PathBuf {
    landlord.folder.join(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_is_told_in_dutch_with_its_line_and_what_to_write() {
        let sender = "[verhuurder]\nnaam = \"Voorbeeld Wonen\"\n";
        let mail = format!(
            "{sender}[e-mail]\nserver = \"mail.example.nl\"\nafzender = \"huur@example.nl\"\nretour = \"retour@example.nl\"\n"
        );
        for (text, line, words) in [
            ("stand = \"eht\"\n".to_string() + sender, 1, "Bedoelt u “echt”?"),
            ("verzendgrens = \"half 9\"\n".to_string() + sender, 1, "schrijf bijvoorbeeld 08:30"),
            ("verzendgrens = 8\n".to_string() + sender, 1, "tekst tussen aanhalingstekens"),
            ("[verhuurder]\ntelefoon = \"0990 00 00 00\"\n".into(), 1, "“naam” ontbreekt"),
            ("[verhuurder]\nnam = \"Voorbeeld Wonen\"\n".into(), 2, "Bedoelt u “naam”?"),
            (format!("{sender}[email]\n"), 3, "Bedoelt u “e-mail”?"),
            (format!("{mail}poort = \"587\"\n"), 7, "een heel getal zonder aanhalingstekens"),
            (format!("{mail}poort = 587\nbeveiliging = \"ssl\"\n"), 8, "Hier kan: starttls, tls, geen."),
            (format!("{mail}poort = 587\nretour_met_kenmerk = \"ja\"\n"), 8, "true of false"),
            (mail.clone(), 3, "“poort” ontbreekt"),
            (format!("{sender}naam = \"X\"\n"), 3, "Dit staat er al."),
            (format!("{sender}telefoon = 0990\n"), 3, "geen geldige TOML"),
            (format!("{sender}[[consulent]]\nnaam = \"A\"\nwijken = \"Noord\"\n"), 5, "een lijst"),
            (format!("{sender}[werk]\nnacht = \"25:00\"\n"), 4, "“25:00” is geen tijd"),
            (format!("{sender}iban = \"NL01BANK0123456789\"\n"), 3, "controlecijfers"),
        ] {
            let told = SendSettings::read(&text).err().map(|failure| failure.to_string()).unwrap_or_default();
            assert!(told.starts_with(&format!("{FILE}:{line}: ")), "{text}\n{told}");
            assert!(told.contains(words), "{text}\n{told}");
            assert!(!told.contains("expected") && !told.contains("field"), "{told}");
        }
        assert!(SendSettings::read(&format!("{mail}poort = 587\n")).is_ok());
    }

    #[test]
    fn a_wrong_account_and_a_whole_address_are_named() {
        assert!(iban_is_right("NL12 BANK 0123 4567 89"));
        assert!(
            !iban_is_right("NL91ABNA0417164301")
                && !iban_is_right("NL12")
                && !iban_is_right("NL12-BANK-0123456789")
        );
        let sender = |iban: &str, site: &str| -> Sender {
            toml::from_str(&format!("naam = \"X\"\niban = \"{iban}\"\nbetaalsite = \"{site}\"")).unwrap()
        };
        assert_eq!(sender("NL12BANK0123456789", "betaal.example.nl").wrong(), None);
        assert_eq!(sender("NL01BANK0123456789", "").wrong().unwrap().0, "iban");
        for site in ["https://betaal.example.nl", "betaal.example.nl/", "betaal example"] {
            assert_eq!(sender("", site).wrong().unwrap().0, "betaalsite", "{site}");
        }
    }
}
