//! Where a book in PostgreSQL is: `postgres://user@host/database?verhuurder=naam`.

use std::path::PathBuf;

/// A server, a database in it, and the schema of one landlord in that.
#[derive(Clone, PartialEq, Eq)]
pub struct Server {
    /// A name, a number, or the folder of its socket.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Who signs in.
    pub user: String,
    /// Empty where the server asks for none.
    pub password: String,
    /// The database.
    pub database: String,
    /// The landlord: one schema each.
    pub schema: String,
    /// A file with the certificate of who vouches for the server. Then everything is encrypted, and who else answers is refused.
    pub authority: Option<PathBuf>,
}

const PORT: u16 = 5432;
/// The schema of who names none.
const SCHEMA: &str = "houvast";
/// A name that PostgreSQL does not cut off.
const LONGEST_NAME: usize = 63;

impl Server {
    /// Reads an address. The folder of a socket is said as `postgres:///database?host=/run/postgresql`.
    ///
    /// # Errors
    ///
    /// A sentence on what is missing or not understood; it does not hold the password.
    pub fn parse(address: &str) -> Result<Server, String> {
        let rest = address.strip_prefix("postgres://").or_else(|| address.strip_prefix("postgresql://"));
        let rest = rest.ok_or("een adres begint met postgres://")?;
        let (place, asked) = rest.split_once('?').unwrap_or((rest, ""));
        let (server, database) = place.split_once('/').unwrap_or((place, ""));
        let (who, host) = server.rsplit_once('@').unwrap_or(("", server));
        let (user, password) = who.split_once(':').unwrap_or((who, ""));
        let (host, port) = match host.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => {
                (host, port.parse().map_err(|_| format!("geen poort: {port}"))?)
            }
            _ => (host, PORT),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let mut read = Server {
            host: plain(host)?,
            port,
            user: plain(user)?,
            password: plain(password)?,
            database: plain(database)?,
            schema: SCHEMA.into(),
            authority: None,
        };
        for (key, value) in asked
            .split('&')
            .filter(|part| !part.is_empty())
            .map(|part| part.split_once('=').unwrap_or((part, "")))
        {
            match key {
                "verhuurder" => read.schema = plain(value)?,
                "ca" => read.authority = Some(plain(value)?.into()),
                "host" => read.host = plain(value)?,
                "port" => read.port = value.parse().map_err(|_| format!("geen poort: {value}"))?,
                "user" => read.user = plain(value)?,
                "password" => read.password = plain(value)?,
                _ => return Err(format!("onbekend in het adres: {key}")),
            }
        }
        read.checked()
    }

    fn checked(mut self) -> Result<Server, String> {
        if self.host.is_empty() {
            self.host = "localhost".into();
        }
        if self.user.is_empty() {
            return Err("er staat geen gebruiker in het adres".into());
        }
        if self.database.is_empty() {
            self.database.clone_from(&self.user);
        }
        let letters =
            |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "_-".contains(letter);
        let schema = &self.schema;
        if schema.is_empty()
            || schema.len() > LONGEST_NAME
            || !schema.chars().all(letters)
            || schema.starts_with("pg_")
        {
            return Err(format!("de verhuurder heet {schema:?}; gebruik kleine letters, cijfers, - en _"));
        }
        Ok(self)
    }
}

impl std::fmt::Display for Server {
    /// Without the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Server { host, port, user, database, schema, .. } = self;
        if host.starts_with('/') {
            write!(f, "postgres://{user}@/{database}?host={host}&port={port}&verhuurder={schema}")
        } else {
            write!(f, "postgres://{user}@{host}:{port}/{database}?verhuurder={schema}")?;
            self.authority.as_ref().map_or(Ok(()), |file| write!(f, "&ca={}", file.display()))
        }
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

/// A name in SQL.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// `%2F` is `/`.
fn plain(text: &str) -> Result<String, String> {
    let wrong = || "een teken na % in het adres is niet te lezen".to_string();
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%' {
            let two = after.get(..2).and_then(|two| std::str::from_utf8(two).ok()).ok_or_else(wrong)?;
            bytes.push(u8::from_str_radix(two, 16).map_err(|_| wrong())?);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::Server;

    #[test]
    fn an_address_says_server_database_and_landlord() {
        let read =
            Server::parse("postgres://incasso:ge%40heim@db.example:5433/houvast?verhuurder=wonen-noord")
                .unwrap();
        assert_eq!((read.host.as_str(), read.port, read.user.as_str()), ("db.example", 5433, "incasso"));
        assert_eq!((read.password.as_str(), read.database.as_str()), ("ge@heim", "houvast"));
        assert_eq!(read.to_string(), "postgres://incasso@db.example:5433/houvast?verhuurder=wonen-noord");
    }

    #[test]
    fn a_socket_is_a_folder_and_who_names_no_landlord_is_one() {
        let read = Server::parse("postgres:///boeken?host=/run/postgresql&user=houvast").unwrap();
        assert_eq!((read.host.as_str(), read.port), ("/run/postgresql", 5432));
        assert_eq!((read.database.as_str(), read.schema.as_str()), ("boeken", "houvast"));
        assert_eq!(Server::parse(&read.to_string()), Ok(read));
    }

    #[test]
    fn an_address_that_is_not_understood_is_refused_without_its_password() {
        for wrong in [
            "postgres://db.example/x",
            "postgres://a:b@c/d?verhuurder=Wonen%20Noord",
            "postgres://a:geheim@c:x/d",
            "postgres://a:geheim@c/d?sslrootcert=y",
            "postgres://a@c/d?verhuurder=%zz",
        ] {
            let said = Server::parse(wrong).unwrap_err();
            assert!(!said.contains("geheim"), "{said}");
        }
    }
}
