//! What goes over the socket: PostgreSQL's protocol, version 3 (chapter 55 of its manual), as far as a book needs it.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Arc;

use bytes::BytesMut;
use postgres_protocol::Oid;
use postgres_protocol::authentication::md5_hash;
use postgres_protocol::authentication::sasl::{ChannelBinding, SCRAM_SHA_256, ScramSha256};
use postgres_protocol::message::frontend;
use rusqlite::types::ToSql;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use super::values::{self, Cells};
use super::{Refused, Server};
use crate::db::{Error, Result};

/// A statement as the server knows it.
pub(super) struct Plan {
    name: String,
    pub(super) parameters: Vec<Oid>,
    /// Name and kind of each value of a row.
    pub(super) columns: Vec<(String, Oid)>,
    /// Does it change the book?
    pub(super) changes: bool,
}

trait Stream: Read + Write + Send {}
impl<S: Read + Write + Send> Stream for S {}

/// One connection, with what was not sent and not read yet.
pub(super) struct Wire {
    stream: Box<dyn Stream>,
    out: BytesMut,
    room: Vec<u8>,
    /// What of `room` was received and not looked at.
    unread: std::ops::Range<usize>,
    /// Statements that were sent, or wait to be, and of which nobody asked the answer.
    waiting: usize,
    /// As the server said last: idle, in a transaction, in one in which something went wrong.
    state: u8,
    broken: bool,
}

/// In a transaction in which something went wrong.
const FAILED: u8 = b'E';

impl Wire {
    pub(super) fn connect(server: &Server) -> Result<Wire> {
        let stream: Box<dyn Stream> = if server.host.starts_with('/') {
            Box::new(UnixStream::connect(format!("{}/.s.PGSQL.{}", server.host, server.port))?)
        } else {
            let stream = TcpStream::connect((server.host.as_str(), server.port))?;
            stream.set_nodelay(true)?;
            match &server.authority {
                Some(authority) => Box::new(encrypted(stream, &server.host, authority)?),
                None => Box::new(stream),
            }
        };
        let (out, room) = (BytesMut::with_capacity(64 * 1024), vec![0; 64 * 1024]);
        let mut wire = Wire { stream, out, room, unread: 0..0, waiting: 0, state: b'I', broken: false };
        let who = [
            ("user", server.user.as_str()),
            ("database", &server.database),
            ("client_encoding", "UTF8"),
            ("application_name", "houvast"),
        ];
        frontend::startup_message(who, &mut wire.out)?;
        wire.send()?;
        wire.sign_in(server)?;
        wire.answer(&mut Cells::none())?;
        Ok(wire)
    }

    pub(super) fn has_failed(&self) -> bool {
        self.state == FAILED
    }

    /// Did the connection break?
    pub(super) fn is_broken(&self) -> bool {
        self.broken
    }

    fn sign_in(&mut self, server: &Server) -> Result<()> {
        let password = server.password.as_bytes();
        loop {
            let (tag, body) = self.receive()?;
            let (kind, rest) = match (tag, body.split_first_chunk::<4>()) {
                (b'R', Some((kind, rest))) => (u32::from_be_bytes(*kind), rest),
                (b'E', _) => return Err(refused(body).into()),
                _ => return Err(unexpected(tag)),
            };
            match kind {
                0 => return Ok(()),
                3 => frontend::password_message(password, &mut self.out)?,
                5 => {
                    let salt = rest.try_into().map_err(|_| unexpected(tag))?;
                    let hash = md5_hash(server.user.as_bytes(), password, salt);
                    frontend::password_message(hash.as_bytes(), &mut self.out)?;
                }
                10 => {
                    self.prove(password)?;
                    continue;
                }
                _ => return Err(io::Error::other("een aanmelding die Houvast niet kent").into()),
            }
            self.send()?;
        }
    }

    /// Both sides prove that they know the password, without saying it (RFC 7677).
    fn prove(&mut self, password: &[u8]) -> Result<()> {
        let mut scram = ScramSha256::new(password, ChannelBinding::unsupported());
        frontend::sasl_initial_response(SCRAM_SHA_256, scram.message(), &mut self.out)?;
        self.send()?;
        scram.update(self.said()?)?;
        frontend::sasl_response(scram.message(), &mut self.out)?;
        self.send()?;
        Ok(scram.finish(self.said()?)?)
    }

    fn said(&mut self) -> Result<&[u8]> {
        match self.receive()? {
            (b'R', body) if body.len() > 4 => Ok(&body[4..]),
            (b'E', body) => Err(refused(body).into()),
            (tag, _) => Err(unexpected(tag)),
        }
    }

    /// Has a statement read; waits for the kinds of its values.
    pub(super) fn parse(&mut self, name: String, sql: &str) -> Result<Plan> {
        self.settle()?;
        frontend::parse(&name, sql, [], &mut self.out)?;
        frontend::describe(b'S', &name, &mut self.out)?;
        frontend::sync(&mut self.out);
        self.send()?;
        let changes = ["insert", "update", "delete"].iter().any(|word| sql.trim_start().starts_with(word));
        let mut plan = Plan { name, parameters: Vec::new(), columns: Vec::new(), changes };
        let mut wrong = None;
        loop {
            let (tag, body) = self.receive()?;
            match tag {
                b'1' | b'n' => {}
                b't' => plan.parameters = body[2..].chunks_exact(4).map(oid).collect(),
                b'T' => plan.columns = columns(body).ok_or_else(|| unexpected(tag))?,
                b'E' => wrong = Some(refused(body)),
                b'Z' => return wrong.map_or(Ok(plan), |wrong| Err(wrong.into())),
                _ => return Err(unexpected(tag)),
            }
        }
    }

    /// Begins to ask a statement.
    pub(super) fn bind<'w>(&'w mut self, plan: &'w Plan) -> Result<Bind<'w>> {
        let from = self.out.len();
        self.out.extend_from_slice(&[b'B', 0, 0, 0, 0, 0]);
        self.out.extend_from_slice(plan.name.as_bytes());
        // All values in binary form, and how many.
        self.out.extend_from_slice(&[0, 0, 1, 0, 1]);
        self.out.extend_from_slice(&(plan.parameters.len() as u16).to_be_bytes());
        Ok(Bind { wire: self, plan, given: 0, from })
    }

    /// Nobody asks for the answer to what was asked last.
    pub(super) fn wait_for_more(&mut self) {
        self.waiting += 1;
    }

    pub(super) fn waiting_bytes(&self) -> usize {
        self.out.len()
    }

    /// Sends what waits, and hears that all of it went well.
    pub(super) fn settle(&mut self) -> Result<()> {
        if self.waiting == 0 {
            return Ok(());
        }
        self.waiting -= 1;
        self.answer(&mut Cells::none()).map(|_| ())
    }

    /// Sends what was asked; gives back how many rows it changed, and its rows in `cells`.
    pub(super) fn answer(&mut self, cells: &mut Cells) -> Result<usize> {
        self.send_whole()?;
        let mut before = std::mem::take(&mut self.waiting);
        let (mut changed, mut wrong) = (0, None);
        loop {
            let (tag, body) = self.receive()?;
            match tag {
                b'D' if before == 0 && wrong.is_none() => {
                    wrong = cells.add(body).err();
                }
                b'C' | b'I' | b's' => {
                    changed = if tag == b'C' { count(body) } else { 0 };
                    before = before.saturating_sub(1);
                }
                b'E' => wrong = Some(refused(body).into()),
                b'Z' => {
                    self.state = body.first().copied().unwrap_or(FAILED);
                    return wrong.map_or(Ok(changed), Err);
                }
                // Signed in, bound, described, or a row that nobody asked for.
                b'2' | b'T' | b'K' | b'D' => {}
                _ => return Err(unexpected(tag)),
            }
        }
    }

    /// Sends one statement that was asked several times; gives `each` the rows of every time. What waited before goes first.
    pub(super) fn answers(
        &mut self,
        plan: &Arc<Plan>,
        each: &mut dyn FnMut(Cells) -> Result<()>,
    ) -> Result<()> {
        if self.out.is_empty() {
            return Ok(());
        }
        self.send_whole()?;
        let mut before = std::mem::take(&mut self.waiting);
        let (mut cells, mut wrong) = (Cells::of(plan.clone()), None);
        loop {
            let (tag, body) = self.receive()?;
            match tag {
                b'D' if before == 0 && wrong.is_none() => wrong = cells.add(body).err(),
                b'C' | b'I' | b's' if before > 0 => before -= 1,
                b'C' | b'I' | b's' if wrong.is_none() => {
                    wrong = each(std::mem::replace(&mut cells, Cells::of(plan.clone()))).err();
                }
                b'E' => wrong = Some(refused(body).into()),
                b'Z' => {
                    self.state = body.first().copied().unwrap_or(FAILED);
                    return wrong.map_or(Ok(()), Err);
                }
                b'2' | b'C' | b'D' => {}
                _ => return Err(unexpected(tag)),
            }
        }
    }

    /// Sends everything that waits, and asks the server to say when it is done.
    fn send_whole(&mut self) -> Result<()> {
        if self.out.is_empty() {
            return Ok(());
        }
        frontend::sync(&mut self.out);
        self.send()
    }

    /// Statements without values.
    pub(super) fn batch(&mut self, sql: &str) -> Result<()> {
        self.settle()?;
        frontend::query(sql, &mut self.out)?;
        self.send()?;
        self.answer(&mut Cells::none()).map(|_| ())
    }

    fn send(&mut self) -> Result<()> {
        let sent = self.stream.write_all(&self.out);
        self.broken |= sent.is_err();
        self.out.clear();
        Ok(sent?)
    }

    /// The next message, but for what the server says unasked.
    fn receive(&mut self) -> Result<(u8, &[u8])> {
        loop {
            self.fill(5)?;
            let head = &self.room[self.unread.start..];
            let (tag, length) = (head[0], i32::from_be_bytes([head[1], head[2], head[3], head[4]]));
            let whole =
                usize::try_from(length).ok().filter(|length| *length >= 4).ok_or_else(|| unexpected(tag))?
                    + 1;
            self.fill(whole)?;
            let start = self.unread.start;
            self.unread.start += whole;
            if !matches!(tag, b'N' | b'S' | b'A') {
                return Ok((tag, &self.room[start + 5..start + whole]));
            }
        }
    }

    /// Reads until there are this many bytes.
    fn fill(&mut self, bytes: usize) -> Result<()> {
        if self.unread.len() >= bytes {
            return Ok(());
        }
        self.room.copy_within(self.unread.clone(), 0);
        self.unread = 0..self.unread.len();
        if self.room.len() < bytes {
            self.room.resize(bytes.next_power_of_two(), 0);
        }
        while self.unread.end < bytes {
            match self.stream.read(&mut self.room[self.unread.end..]) {
                Ok(0) => {
                    self.broken = true;
                    return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
                }
                Ok(read) => self.unread.end += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.broken = true;
                    return Err(error.into());
                }
            }
        }
        Ok(())
    }
}

/// The same connection, encrypted, with a server for which this authority vouches by that name.
fn encrypted(
    mut stream: TcpStream,
    host: &str,
    authority: &Path,
) -> Result<StreamOwned<ClientConnection, TcpStream>> {
    let other = |error: &dyn std::fmt::Display| io::Error::other(format!("{}: {error}", authority.display()));
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(authority).map_err(|error| other(&error))? {
        roots.add(certificate.map_err(|error| other(&error))?).map_err(|error| other(&error))?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| other(&error))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned()).map_err(|error| other(&error))?;
    let mut asked = BytesMut::new();
    frontend::ssl_request(&mut asked);
    stream.write_all(&asked)?;
    let mut answer = [0];
    stream.read_exact(&mut answer)?;
    if answer != *b"S" {
        return Err(io::Error::other("de databaseserver versleutelt niet").into());
    }
    let session = ClientConnection::new(Arc::new(config), name).map_err(|error| other(&error))?;
    Ok(StreamOwned::new(session, stream))
}

impl Drop for Wire {
    fn drop(&mut self) {
        // The server also notices when nobody says goodbye.
        self.out.clear();
        frontend::terminate(&mut self.out);
        let _ = self.send();
    }
}

/// A statement whose values are being given.
pub(super) struct Bind<'w> {
    wire: &'w mut Wire,
    plan: &'w Plan,
    given: usize,
    from: usize,
}

impl Bind<'_> {
    pub(super) fn put(&mut self, value: &dyn ToSql) -> Result<()> {
        let kind = self.plan.parameters.get(self.given).copied().unwrap_or_default();
        self.given += 1;
        let put = values::write(value, kind, &mut self.wire.out);
        if put.is_err() {
            self.wire.out.truncate(self.from);
        }
        put
    }

    /// Asks for at most so many rows; zero is all.
    pub(super) fn run(self, most: i32) -> Result<()> {
        let out = &mut self.wire.out;
        if self.given != self.plan.parameters.len() {
            out.truncate(self.from);
            return Err(rusqlite::Error::InvalidParameterCount(self.given, self.plan.parameters.len()).into());
        }
        out.extend_from_slice(&[0, 1, 0, 1]);
        let length = (out.len() - self.from - 1) as u32;
        out[self.from + 1..self.from + 5].copy_from_slice(&length.to_be_bytes());
        Ok(frontend::execute("", most, out)?)
    }
}

fn unexpected(tag: u8) -> Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("onverwacht bericht {:?}", char::from(tag))).into()
}

/// How many rows the end of a statement speaks of: `INSERT 0 5`, `UPDATE 5`.
fn count(body: &[u8]) -> usize {
    let text = std::str::from_utf8(body).unwrap_or_default().trim_end_matches('\0');
    text.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

fn oid(bytes: &[u8]) -> Oid {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// The kinds of the columns: each a name, six bytes of its table, its kind, and eight bytes more.
fn columns(body: &[u8]) -> Option<Vec<(String, Oid)>> {
    let mut rest = body.get(2..)?;
    let mut found = Vec::new();
    while !rest.is_empty() {
        let end = rest.iter().position(|byte| *byte == 0)?;
        let name = String::from_utf8_lossy(&rest[..end]).into_owned();
        found.push((name, oid(rest.get(end + 7..end + 11)?)));
        rest = rest.get(end + 19..)?;
    }
    Some(found)
}

fn refused(body: &[u8]) -> Refused {
    let mut refused = Refused { code: String::new(), message: String::new() };
    for field in body.split(|byte| *byte == 0) {
        let text = || String::from_utf8_lossy(&field[1..]).into_owned();
        match field.first() {
            Some(b'C') => refused.code = text(),
            Some(b'M') => refused.message = text(),
            _ => {}
        }
    }
    refused
}
