//! Where books lie: in the landlord's folder as a file, unless the command line, the environment or the folder names a
//! PostgreSQL server (`docs/postgresql.md`).

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use connectors::Misread;
use serde::Deserialize;
use store::{Book, Moved, Place, Server};

use crate::failure::Failure;

/// The file of the landlord that says where the book is.
const FILE: &str = "boek.toml";

/// What the command line or the environment says of the landlord's folder: it goes before what the folder says. Of no other
/// folder, such as that of a demo.
static ASKED: Mutex<Vec<(PathBuf, Server)>> = Mutex::new(Vec::new());

/// The file, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    plaats: String,
    /// The name in the environment under which the password is.
    wachtwoord: Option<String>,
}

/// Keeps the book of this folder where the command line says, or else the environment.
pub fn ask_for(folder: &Path, address: Option<&str>) -> Result<(), Failure> {
    let from_environment = std::env::var("HOUVAST_STORE").ok();
    let address = address.or(from_environment.as_deref());
    if let Some(address) = address.filter(|address| *address != "sqlite") {
        let server = Server::parse(address).map_err(|why| Failure::usage(format!("--store: {why}")))?;
        keep_at(folder, server);
    }
    Ok(())
}

/// Keeps the book of a folder on a server, for as long as this process lives.
pub fn keep_at(folder: &Path, server: Server) {
    ASKED.lock().unwrap_or_else(PoisonError::into_inner).push((folder.to_path_buf(), server));
}

/// The server that the command line or the environment names.
pub fn asked() -> Option<Server> {
    ASKED.lock().unwrap_or_else(PoisonError::into_inner).first().map(|(_, server)| server.clone())
}

/// Where the book of the landlord in this folder is.
pub fn place_of(folder: &Path) -> Result<Place, Failure> {
    let asked = ASKED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, server)) = asked.iter().find(|(asked, _)| asked == folder) {
        return Ok(server.clone().into());
    }
    drop(asked);
    let path = folder.join(FILE);
    if !path.exists() {
        return Ok(Place::File(folder.join("boek.sqlite")));
    }
    let text = std::fs::read_to_string(&path).map_err(|error| Failure::file(&path, &error))?;
    Ok(server_of(&text, &|name| std::env::var(name).ok())?.into())
}

/// Moves the book of the landlord in this folder to a server or into a file; says what came there.
pub fn move_book(folder: &Path, to: &str) -> Result<String, Failure> {
    let from = place_of(folder)?;
    let to: Place = match to.contains("://") {
        true => Server::parse(to).map_err(Failure::usage)?.into(),
        false => Place::File(to.into()),
    };
    let Moved { tables, rows, entries, balance } = Book::open_to_move(&from)?.move_to(&to)?;
    let next = match &to {
        Place::Server(_) => format!("Zet in {FILE}: plaats = \"{to}\", en het wachtwoord in de omgeving."),
        Place::File(_) => {
            format!("Zonder {FILE} leest Houvast het boek uit {}.", folder.join("boek.sqlite").display())
        }
    };
    Ok(format!(
        "Het boek uit {from} staat nu in {to}: {rows} rijen in {tables} tabellen, elke rij teruggelezen en gelijk.\n\
         Op de rekeningen staan {entries} boekingen, samen {balance}.\n\
         In het oude boek gaat niets meer door; bewaar het zolang u wilt. {next}"
    ))
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
