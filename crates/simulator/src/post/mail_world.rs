//! A mail server on loopback, with the mailboxes of everybody behind it.
//!
//! In goes SMTP; out come `.eml` files: `post/` holds what was taken in, `bounces/` what came back to the envelope
//! sender (RFC 3464). The conversation itself is not ours: the crate `mailin` parses the commands and keeps the state,
//! so that a misreading of SMTP in our client meets somebody else's reading. Ours are the sockets and the manners of
//! an address, which follow from what stands before the `@`:
//!
//! | local part starts with | what happens |
//! |---|---|
//! | `onbekend.` | refused at RCPT: 550 5.1.1 |
//! | `druk.` | put off at RCPT the first time: 451 4.2.1; taken the second time |
//! | `vol.` | refused at RCPT: 552 5.2.2, mailbox full |
//! | `verboden.` | refused at RCPT: 550 5.7.1, policy |
//! | `spam.` | refused after the whole message: 554 5.7.1 |
//! | `weg.` | taken, then a bounce with 5.1.1 |
//! | `volgelopen.` | taken, then a bounce with 5.2.2 |
//! | `stil.` | taken and kept, and the line breaks before we say so |
//! | `afgebroken.` | the line breaks at DATA: nothing is kept |
//! | anything else | taken |

use super::numbered::Numbered;
use mailin::{Action, AuthMechanism, Handler, Response, Session, SessionBuilder};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;

/// How the server speaks.
#[derive(Clone, Debug, Default)]
pub struct MailManners {
    /// Certificate and private key (PKCS 8), both DER: the server then offers STARTTLS.
    pub certificate: Option<(Vec<u8>, Vec<u8>)>,
    /// TLS from the first byte (port 465) instead of after STARTTLS; needs a certificate.
    pub tls_at_once: bool,
    /// User and password, without which nothing is taken in.
    pub account: Option<(String, String)>,
}

/// A running mail server; it stops when this is dropped.
pub struct MailWorld {
    port: u16,
    shared: Arc<Shared>,
    listening: Option<JoinHandle<()>>,
}

impl MailWorld {
    /// Starts a plain server, without TLS and without password, that keeps its mail in this folder.
    ///
    /// # Errors
    /// No port, or the folder cannot be made.
    pub fn start(folder: &Path) -> io::Result<Self> {
        Self::start_with(folder, MailManners::default())
    }

    /// Starts a server with these manners.
    ///
    /// # Errors
    /// No port, the folder cannot be made, or the certificate is none.
    pub fn start_with(folder: &Path, manners: MailManners) -> io::Result<Self> {
        let tls = manners.certificate.clone().map(server_config).transpose()?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Shared {
            post: Numbered::open(&folder.join("post"))?,
            bounces: Numbered::open(&folder.join("bounces"))?,
            put_off: Mutex::default(),
            open: Mutex::default(),
            count: AtomicU64::new(0),
            stopped: AtomicBool::new(false),
            manners,
            tls,
        });
        let inside = Arc::clone(&shared);
        let listening = std::thread::spawn(move || listen(&listener, &inside));
        Ok(Self { port, shared, listening: Some(listening) })
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for MailWorld {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        for stream in locked(&self.shared.open).values() {
            let _ = stream.shutdown(Shutdown::Both);
        }
        // One last caller wakes the listener, which then sees that it is over.
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
        if let Some(listening) = self.listening.take() {
            let _ = listening.join();
        }
    }
}

struct Shared {
    post: Numbered,
    bounces: Numbered,
    /// Who was put off once already.
    put_off: Mutex<BTreeSet<String>>,
    /// Connections under way, so that stopping ends them.
    open: Mutex<BTreeMap<u64, TcpStream>>,
    count: AtomicU64,
    stopped: AtomicBool,
    manners: MailManners,
    tls: Option<Arc<ServerConfig>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|broken| broken.into_inner())
}

fn server_config((certificate, key): (Vec<u8>, Vec<u8>)) -> io::Result<Arc<ServerConfig>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from(certificate)],
            PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key)),
        )
        .map_err(io::Error::other)?;
    Ok(Arc::new(config))
}

fn listen(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.stopped.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let Ok(other_end) = stream.try_clone() else { continue };
        let number = shared.count.fetch_add(1, Ordering::SeqCst);
        locked(&shared.open).insert(number, other_end);
        let shared = Arc::clone(shared);
        std::thread::spawn(move || {
            // A caller that hangs up mid-sentence ends his own connection only.
            let _ = serve(stream, &shared);
            if let Some(ended) = locked(&shared.open).remove(&number) {
                let _ = ended.shutdown(Shutdown::Both);
            }
        });
    }
}

/// One connection, from the greeting to the end.
fn serve(stream: TcpStream, shared: &Arc<Shared>) -> io::Result<()> {
    let mut builder = SessionBuilder::new("post.example.org");
    if shared.tls.is_some() && !shared.manners.tls_at_once {
        builder.enable_start_tls();
    }
    if shared.manners.account.is_some() {
        builder.enable_auth(AuthMechanism::Plain).enable_auth(AuthMechanism::Login);
    }
    let desk = Desk::new(Arc::clone(shared));
    let hang_up = Arc::clone(&desk.hang_up);
    let mut session = builder.build(stream.peer_addr().map(|peer: SocketAddr| peer.ip())?, desk);
    if shared.manners.tls_at_once {
        let mut stream = encrypted(stream, shared)?;
        say(&mut stream, &session.greeting())?;
        session.tls_active();
        return talk(&mut session, stream, &hang_up).map(drop);
    }
    let mut stream = stream;
    say(&mut stream, &session.greeting())?;
    let Some(stream) = talk(&mut session, stream, &hang_up)? else { return Ok(()) };
    let stream = encrypted(stream, shared)?;
    session.tls_active();
    talk(&mut session, stream, &hang_up).map(drop)
}

fn encrypted(stream: TcpStream, shared: &Shared) -> io::Result<StreamOwned<ServerConnection, TcpStream>> {
    let config = shared.tls.clone().ok_or_else(|| io::Error::other("no certificate"))?;
    Ok(StreamOwned::new(ServerConnection::new(config).map_err(io::Error::other)?, stream))
}

/// Until the caller goes, or asks for TLS: then the stream comes back.
fn talk<S: Read + Write>(
    session: &mut Session<Desk>,
    stream: S,
    hang_up: &AtomicBool,
) -> io::Result<Option<S>> {
    let mut reader = BufReader::new(stream);
    let mut line = Vec::new();
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let answer = session.process(&line);
        if hang_up.load(Ordering::SeqCst) {
            return Ok(None);
        }
        if answer.is_error && line == b".\r\n" {
            // The crate would take what follows for more content.
            return say(reader.get_mut(), &answer).map(|()| None);
        }
        match answer.action {
            Action::NoReply => {}
            Action::Reply => say(reader.get_mut(), &answer)?,
            Action::Close => return say(reader.get_mut(), &answer).map(|()| None),
            Action::UpgradeTls => {
                say(reader.get_mut(), &answer)?;
                return Ok(Some(reader.into_inner()));
            }
        }
    }
}

fn say(stream: &mut impl Write, answer: &Response) -> io::Result<()> {
    stream.write_all(&answer.buffer()?)?;
    stream.flush()
}

/// Decides about one message at a time.
struct Desk {
    shared: Arc<Shared>,
    from: String,
    to: Vec<String>,
    content: Vec<u8>,
    hang_up: Arc<AtomicBool>,
}

impl Desk {
    fn new(shared: Arc<Shared>) -> Self {
        let hang_up = Arc::new(AtomicBool::new(false));
        Self { shared, from: String::new(), to: Vec::new(), content: Vec::new(), hang_up }
    }

    fn any(&self, manner: &str) -> bool {
        self.to.iter().any(|to| to.starts_with(manner))
    }

    fn log_in(&self, user: &str, password: &str) -> Response {
        match &self.shared.manners.account {
            Some(account) if *account == (user.to_owned(), password.to_owned()) => mailin::response::AUTH_OK,
            _ => answer(535, "5.7.8 Authentication credentials invalid"),
        }
    }

    /// As a server puts it in a mailbox: with the envelope on top.
    fn keep(&self) -> io::Result<()> {
        for to in &self.to {
            let mut mail = format!("Return-Path: <{}>\r\nDelivered-To: {to}\r\n", self.from).into_bytes();
            mail.extend_from_slice(&self.content);
            self.shared.post.add("eml", &mail)?;
            let code = match () {
                () if to.starts_with("weg.") => ("5.1.1", "550 5.1.1", "User unknown"),
                () if to.starts_with("volgelopen.") => ("5.2.2", "552 5.2.2", "Mailbox full"),
                () => continue,
            };
            self.shared.bounces.add("eml", &bounce(&self.from, to, &self.content, code))?;
        }
        Ok(())
    }
}

impl Handler for Desk {
    fn mail(&mut self, _: std::net::IpAddr, _: &str, from: &str) -> Response {
        from.clone_into(&mut self.from);
        self.to.clear();
        self.content.clear();
        mailin::response::OK
    }

    fn rcpt(&mut self, to: &str) -> Response {
        if to.starts_with("onbekend.") {
            return answer(550, &format!("5.1.1 <{to}>: Recipient address rejected: User unknown"));
        }
        if to.starts_with("vol.") {
            return answer(552, "5.2.2 Mailbox full");
        }
        if to.starts_with("verboden.") {
            return answer(550, "5.7.1 Relay access denied");
        }
        if to.starts_with("druk.") && locked(&self.shared.put_off).insert(to.to_owned()) {
            return answer(451, "4.2.1 Busy, try again later");
        }
        self.to.push(to.to_owned());
        mailin::response::OK
    }

    fn data_start(&mut self, _: &str, _: &str, _: bool, _: &[String]) -> Response {
        self.hang_up.store(self.any("afgebroken."), Ordering::SeqCst);
        mailin::response::OK
    }

    fn data(&mut self, line: &[u8]) -> io::Result<()> {
        self.content.extend_from_slice(line);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        if self.any("spam.") {
            return answer(554, "5.7.1 Message rejected as spam");
        }
        if self.keep().is_err() {
            return mailin::response::OUT_OF_SPACE;
        }
        self.hang_up.store(self.any("stil."), Ordering::SeqCst);
        answer(250, "2.0.0 Ok: queued")
    }

    fn auth_plain(&mut self, _: &str, user: &str, password: &str) -> Response {
        self.log_in(user, password)
    }

    fn auth_login(&mut self, user: &str, password: &str) -> Response {
        self.log_in(user, password)
    }
}

fn answer(code: u16, text: &str) -> Response {
    Response::custom(code, text.to_owned())
}

/// What a mail server sends back to the envelope sender (RFC 3462 and 3464): words, codes, and the headers of the mail.
fn bounce(from: &str, to: &str, mail: &[u8], (status, code, words): (&str, &str, &str)) -> Vec<u8> {
    let text = String::from_utf8_lossy(mail);
    let headers = text.split("\r\n\r\n").next().unwrap_or_default();
    let edge = "=_houvast_simulator_1";
    format!(
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@post.example.org\r\nTo: {from}\r\n\
         Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"{edge}\"\r\n\r\n\
         --{edge}\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n\
         Your message could not be delivered.\r\n\r\n<{to}>: {code} {words}\r\n\r\n\
         --{edge}\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; post.example.org\r\n\r\n\
         Final-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: {status}\r\n\
         Diagnostic-Code: smtp; {code} {words}\r\n\r\n\
         --{edge}\r\nContent-Type: text/rfc822-headers\r\n\r\n{headers}\r\n\r\n--{edge}--\r\n"
    )
    .into_bytes()
}
