//! `aanmelden.toml`: at which address the pages are reached, and with which service people sign in.
//!
//! In goes the file; out come settings, or a failure that names file and line. A secret never stands in the file, only the
//! name of the environment variable that holds it. Without the file there are passwords, and passkeys on this machine.

use std::net::SocketAddr;

use connectors::Misread;
use connectors::sign_in::{Provider, ProviderSettings};
use domain::staff::Role;
use serde::Deserialize;
use web::Elsewhere;

use crate::failure::Failure;
use crate::landlord::Landlord;

/// Name of the file.
pub const FILE: &str = "aanmelden.toml";

/// The file as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "adres")]
    pages: Option<String>,
    #[serde(rename = "wachtwoorden", default)]
    passwords: YesOrNo,
    #[serde(rename = "elders")]
    elsewhere: Option<Service>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
enum YesOrNo {
    #[default]
    #[serde(rename = "ja")]
    Yes,
    #[serde(rename = "nee")]
    No,
}

/// `[elders]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Service {
    #[serde(rename = "naam")]
    name: String,
    #[serde(rename = "uitgever")]
    issuer: String,
    client: String,
    #[serde(rename = "geheim")]
    secret_name: Option<String>,
    #[serde(rename = "vraagt", default = "profile_and_mail")]
    scopes: Vec<String>,
    #[serde(rename = "herkend_aan", default = "by_mail")]
    known_by: String,
    #[serde(rename = "rollen_uit")]
    roles_from: Option<String>,
    #[serde(rename = "wijken_uit")]
    districts_from: Option<String>,
    #[serde(rename = "nieuw", default)]
    newcomers: Newcomers,
    #[serde(rename = "begint_met_wijken")]
    begins_with: Option<Vec<String>>,
    #[serde(rename = "rol", default)]
    roles: Vec<RoleWord>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
enum Newcomers {
    #[default]
    #[serde(rename = "uitgenodigd")]
    Invited,
    #[serde(rename = "meteen")]
    AtOnce,
}

/// `[[elders.rol]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleWord {
    #[serde(rename = "waarde")]
    word: String,
    #[serde(rename = "rol", deserialize_with = "role")]
    role: Role,
}

fn profile_and_mail() -> Vec<String> {
    vec!["profile".into(), "email".into()]
}

fn by_mail() -> String {
    "email".into()
}

fn role<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Role, D::Error> {
    let word = String::deserialize(from)?;
    let known: Vec<&str> = Role::ALL.into_iter().map(Role::dutch).collect();
    Role::of(&word).ok_or_else(|| {
        serde::de::Error::custom(format!("“{word}” is geen rol; kies uit {}", known.join(", ")))
    })
}

/// How people come in.
pub struct SignIn {
    /// The address of the pages, where it is known.
    pub pages: Option<String>,
    /// People may use a password.
    pub passwords: bool,
    /// Another service.
    pub elsewhere: Option<Elsewhere>,
}

impl SignIn {
    /// How people come in at this landlord, whose pages are served at this address of the machine.
    pub fn of(landlord: &Landlord, address: SocketAddr) -> Result<SignIn, Failure> {
        let path = landlord.folder.join(FILE);
        let file = if path.exists() {
            let text = std::fs::read_to_string(&path).map_err(|error| Failure::file(&path, &error))?;
            read(&text)?
        } else {
            File::default()
        };
        // On this very machine passkeys work without anything being set.
        let here = || address.ip().is_loopback().then(|| format!("http://localhost:{}", address.port()));
        let pages = file.pages.or_else(here);
        let elsewhere = match (file.elsewhere, &pages) {
            (Some(service), Some(pages)) => {
                let secret = service.secret_name.as_deref().map(secret).transpose()?;
                Some(service.furnished(pages, secret))
            }
            _ => None,
        };
        Ok(SignIn { pages, passwords: file.passwords == YesOrNo::Yes, elsewhere })
    }
}

fn secret(name: &str) -> Result<String, Failure> {
    std::env::var(name).ok().filter(|secret| !secret.is_empty()).ok_or_else(|| {
        Failure::policy(format!(
            "{FILE}: het geheim van de aanmelddienst staat niet in {name}; zet het in de omgeving"
        ))
    })
}

/// Reads the file.
fn read(text: &str) -> Result<File, Failure> {
    let file: File =
        toml::from_str(text).map_err(|error| Failure::policy(Misread::of(text, &error).in_file(FILE)))?;
    match wrong(&file) {
        None => Ok(file),
        Some((key, what)) => {
            let line =
                text.lines().position(|line| line.trim_start().starts_with(key)).map_or(1, |at| at + 1);
            Err(Failure::policy(format!("{FILE}:{line}: {key}: {what}")))
        }
    }
}

/// What would let in the wrong people, or nobody: the key, and what is wrong with it.
fn wrong(file: &File) -> Option<(&'static str, &'static str)> {
    if file.pages.as_deref().is_some_and(|pages| !is_address(pages)) {
        return Some((
            "adres",
            "schrijf het hele adres zonder schuine streep aan het eind: “https://houvast.voorbeeld.nl”",
        ));
    }
    let Some(service) = &file.elsewhere else {
        let nobody = file.passwords == YesOrNo::No;
        return nobody.then_some(("wachtwoorden", "zonder [elders] kan dan niemand zich aanmelden"));
    };
    if file.pages.is_none() {
        return Some(("[elders]", "zet bovenaan ook “adres”: waar mensen na het aanmelden terugkomen"));
    }
    if !is_address(service.issuer.trim_end_matches('/')) {
        return Some(("uitgever", "schrijf het hele adres van de uitgever, met https://"));
    }
    if service.roles_from.is_some() == service.roles.is_empty() {
        return Some((
            "rol",
            "“rollen_uit” en [[elders.rol]] horen bij elkaar: zet ze er beide of geen van beide",
        ));
    }
    if service.newcomers == Newcomers::AtOnce {
        if service.roles_from.is_none() {
            return Some((
                "nieuw",
                "wie er meteen in mag, heeft een rol nodig: zet ook “rollen_uit” en [[elders.rol]]",
            ));
        }
        if service.districts_from.is_none() && service.begins_with.as_ref().is_none_or(Vec::is_empty) {
            return Some(("nieuw", "zet ook “wijken_uit”, of “begint_met_wijken” (alle wijken: [\"alle\"])"));
        }
    }
    None
}

/// A whole address with a safe line, or of this machine, without anything behind the host but a path.
fn is_address(text: &str) -> bool {
    let here = ["http://localhost", "http://127.0.0.1"];
    let rest = text.strip_prefix("https://");
    let rest =
        rest.or_else(|| here.iter().any(|start| text.starts_with(start)).then(|| &text["http://".len()..]));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.ends_with('/') && !rest.contains(['?', '#', ' ', '@']))
}

impl Service {
    fn furnished(self, pages: &str, secret: Option<String>) -> Elsewhere {
        let provider = Provider::new(ProviderSettings {
            issuer: self.issuer.clone(),
            client: self.client,
            secret,
            back: format!("{pages}/aanmelden/terug"),
            after_sign_out: format!("{pages}/aanmelden"),
            scopes: self.scopes,
        });
        let words = self.roles.into_iter().map(|one| (one.word, one.role)).collect();
        let begins_with = self.begins_with.unwrap_or_default();
        let all = begins_with.iter().any(|district| district == "alle");
        let newcomers =
            (self.newcomers == Newcomers::AtOnce).then_some(if all { Vec::new() } else { begins_with });
        Elsewhere {
            name: self.name,
            issuer: self.issuer,
            provider,
            known_by: self.known_by,
            roles: self.roles_from.map(|claim| (claim, words)),
            districts: self.districts_from,
            newcomers,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = r#"
adres = "https://houvast.voorbeeldwonen.nl"
wachtwoorden = "nee"

[elders]
naam = "Microsoft"
uitgever = "https://login.microsoftonline.com/0000/v2.0"
client = "1111"
geheim = "HOUVAST_AANMELDEN"
herkend_aan = "preferred_username"
rollen_uit = "roles"
wijken_uit = "wijken"
nieuw = "meteen"

[[elders.rol]]
waarde = "Houvast.Consulent"
rol = "huurconsulent"
"#;

    #[test]
    fn the_whole_file_reads_and_every_mistake_has_its_line() {
        let service = read(WHOLE).unwrap().elsewhere.unwrap().furnished("https://x.example", None);
        assert_eq!(
            service.roles,
            Some(("roles".into(), vec![("Houvast.Consulent".into(), Role::Consultant)]))
        );
        assert_eq!((service.newcomers, service.districts), (Some(Vec::new()), Some("wijken".into())));
        for (before, after, told) in [
            ("huurconsulent", "baas", "aanmelden.toml:17: "),
            ("naam = ", "name = ", "aanmelden.toml:6: "),
            ("voorbeeldwonen.nl\"", "voorbeeldwonen.nl/\"", "aanmelden.toml:2: adres"),
            ("https://houvast", "http://houvast", "aanmelden.toml:2: adres"),
            ("https://login", "http://login", "aanmelden.toml:7: uitgever"),
            ("rollen_uit = \"roles\"\n", "", "rol: “rollen_uit”"),
            ("wijken_uit = \"wijken\"\n", "", "aanmelden.toml:12: nieuw"),
            ("adres = \"https://houvast.voorbeeldwonen.nl\"\n", "", "aanmelden.toml:4: [elders]"),
        ] {
            assert!(WHOLE.contains(before), "{before}");
            let error = read(&WHOLE.replace(before, after)).map(|_| ()).expect_err(after).to_string();
            assert!(error.contains(told), "{after}: {error}");
        }
        assert!(read("wachtwoorden = \"nee\"\n").is_err(), "then nobody could come in");
    }
}
