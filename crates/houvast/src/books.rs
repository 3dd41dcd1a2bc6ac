//! Where books lie: in the landlord's folder as a file, unless the command line, the environment or the folder names a
//! PostgreSQL server (`docs/postgresql.md`).

use std::path::Path;
use std::sync::OnceLock;

use connectors::Misread;
use serde::Deserialize;
use store::{Place, Server};

use crate::failure::Failure;

/// The file of the landlord that says where the book is.
const FILE: &str = "boek.toml";

/// What the command line or the environment says: it goes before what a folder says.
static ASKED: OnceLock<Server> = OnceLock::new();

/// The file, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    plaats: String,
    /// The name in the environment under which the password is.
    wachtwoord: Option<String>,
}

/// Keeps the books of this process where the command line says, or else the environment.
pub fn ask_for(address: Option<&str>) -> Result<(), Failure> {
    let from_environment = std::env::var("HOUVAST_STORE").ok();
    let address = address.or(from_environment.as_deref());
    if let Some(address) = address.filter(|address| *address != "sqlite") {
        let server = Server::parse(address).map_err(|why| Failure::usage(format!("--store: {why}")))?;
        let _ = ASKED.set(server);
    }
    Ok(())
}

/// The server that the command line or the environment names.
pub fn asked() -> Option<&'static Server> {
    ASKED.get()
}

/// Where the book of the landlord in this folder is.
pub fn place_of(folder: &Path) -> Result<Place, Failure> {
    if let Some(server) = ASKED.get() {
        return Ok(server.clone().into());
    }
    let path = folder.join(FILE);
    if !path.exists() {
        return Ok(Place::File(folder.join("boek.sqlite")));
    }
    let text = std::fs::read_to_string(&path).map_err(|error| Failure::file(&path, &error))?;
    Ok(server_of(&text, &|name| std::env::var(name).ok())?.into())
}

fn server_of(text: &str, environment: &dyn Fn(&str) -> Option<String>) -> Result<Server, Failure> {
    let file: File =
        toml::from_str(text).map_err(|error| Failure::policy(Misread::of(text, &error).in_file(FILE)))?;
    let mut server =
        Server::parse(&file.plaats).map_err(|why| Failure::policy(format!("{FILE}: plaats: {why}")))?;
    if let Some(name) = file.wachtwoord {
        server.password = environment(&name).filter(|word| !word.is_empty()).ok_or_else(|| {
            Failure::policy(format!("{FILE}: het wachtwoord staat niet in {name}; zet het in de omgeving"))
        })?;
    }
    Ok(server)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Server, String> {
        server_of(text, &|name| (name == "BOEK").then(|| "geheim".into()))
            .map_err(|failure| failure.to_string())
    }

    #[test]
    fn a_folder_names_a_server_and_the_environment_the_password() {
        let server =
            read("plaats = \"postgres://incasso@db/boeken?verhuurder=noord\"\nwachtwoord = \"BOEK\"")
                .unwrap();
        assert_eq!((server.password.as_str(), server.schema.as_str()), ("geheim", "noord"));
    }

    #[test]
    fn what_cannot_be_followed_is_refused_by_name() {
        let unknown = read("plaats = \"postgres://a@b/c\"\nwachtwoord = \"ELDERS\"").unwrap_err();
        assert!(unknown.contains("ELDERS"), "{unknown}");
        assert!(read("plaats = \"mysql://a@b/c\"").is_err());
        assert!(read("plek = \"x\"").unwrap_err().contains("boek.toml"));
    }
}
