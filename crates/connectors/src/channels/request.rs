//! One HTTP request to a provider: what was answered, or how far it came.
//!
//! In go an address, headers and a body; out comes a [`Reply`]. It tells apart what decides about doubles: a request
//! that never reached the other side whole, and one of which only the answer is missing. Nothing is followed,
//! repeated or remembered; every request has its own connection, because a pooled one that the other side has just
//! closed looks exactly like a lost answer.

use std::io::ErrorKind;
use std::time::Duration;
use ureq::http::Response;
use ureq::{Agent, Body, Error, Timeout};

/// What became of a request.
#[derive(Debug)]
pub(crate) enum Reply {
    /// An answer with this status code.
    Answered { code: u16, retry_after: Option<u32>, body: String },
    /// The other side has not had the whole request.
    NotSent(&'static str),
    /// The request went out and no answer came: the other side may have acted on it.
    MaybeSent(&'static str),
}

/// Longest answer that is read, in bytes.
const LONGEST_ANSWER: u64 = 256 * 1024;

/// Sends requests, each phase within this many seconds.
pub(crate) struct Client {
    agent: Agent,
}

impl Client {
    pub(crate) fn new(timeout_seconds: u32) -> Self {
        let phase = Some(Duration::from_secs(u64::from(timeout_seconds.max(1))));
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // Every message over a connection of its own: one that was kept and has died since leaves us not knowing whether
            // the message left, and then a person must ask.
            .max_idle_connections(0)
            // The environment of this machine decides nothing.
            .proxy(None)
            .user_agent("Houvast")
            .timeout_resolve(phase)
            .timeout_connect(phase)
            .timeout_send_request(phase)
            .timeout_send_body(phase)
            .timeout_recv_response(phase)
            .timeout_recv_body(phase)
            .build();
        Self { agent: Agent::new_with_config(config) }
    }

    /// Sends a body with POST or PUT.
    pub(crate) fn send(&self, put: bool, address: &str, headers: &[(String, String)], body: &str) -> Reply {
        let mut request = if put { self.agent.put(address) } else { self.agent.post(address) };
        for (name, value) in headers {
            request = request.header(name, value);
        }
        answered(request.send(body))
    }

    /// Asks with GET.
    pub(crate) fn ask(&self, address: &str, headers: &[(String, String)]) -> Reply {
        let mut request = self.agent.get(address);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        answered(request.call())
    }
}

fn answered(answer: Result<Response<Body>, Error>) -> Reply {
    let mut response = match answer {
        Ok(response) => response,
        Err(error) => return broken(&error),
    };
    let after = response.headers().get("retry-after").and_then(|value| value.to_str().ok());
    Reply::Answered {
        code: response.status().as_u16(),
        retry_after: after.and_then(|value| value.trim().parse().ok()),
        // The status code has said it; words that got lost change nothing.
        body: response.body_mut().with_config().limit(LONGEST_ANSWER).read_to_string().unwrap_or_default(),
    }
}

fn broken(error: &Error) -> Reply {
    match error {
        Error::Timeout(Timeout::Resolve | Timeout::Connect | Timeout::SendRequest) => {
            Reply::NotSent("te lang gewacht op verbinding")
        }
        Error::Timeout(_) => Reply::MaybeSent("te lang gewacht op antwoord"),
        Error::HostNotFound => Reply::NotSent("de naam van de server is niet te vinden"),
        Error::ConnectionFailed => Reply::NotSent("geen verbinding"),
        Error::Http(_) | Error::BadUri(_) => Reply::NotSent("het adres of een kop deugt niet"),
        Error::Tls(_) | Error::Rustls(_) | Error::Pem(_) => Reply::NotSent("geen veilige verbinding (TLS)"),
        Error::Io(error) if is_certificate(error) => {
            Reply::NotSent("het certificaat van de server deugt niet")
        }
        Error::Io(error) => match error.kind() {
            ErrorKind::ConnectionRefused | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
                Reply::NotSent("geen verbinding")
            }
            _ => Reply::MaybeSent("verbinding verbroken"),
        },
        _ => Reply::MaybeSent("onleesbaar antwoord"),
    }
}

/// A certificate is looked at before anything is said.
fn is_certificate(error: &std::io::Error) -> bool {
    error.kind() == ErrorKind::InvalidData && error.to_string().contains("certificate")
}
