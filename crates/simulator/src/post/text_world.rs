//! A telephone world on loopback: providers of text messages, and WhatsApp, with everybody's telephone behind them.
//!
//! In goes HTTP as the providers of `startbeleid/aanbieders/` describe it; out comes `telephones.ndjson`, one line for
//! every message that arrived on a telephone, and `statuses/`, one file for every status report a provider would send
//! to a webhook (`.json`, or `.form` for a query string). What is asked and answered per provider stands in
//! `shapes.rs`; how a number behaves follows from its last two digits:
//!
//! | last digits | what happens |
//! |---|---|
//! | `99` | refused: no such number |
//! | `88` | refused the first time: too busy; taken the second time |
//! | `77` | taken, arrives, and nobody ever answers the request |
//! | `66` | taken, then a status: no such number |
//! | `65` | taken, then a status: did not arrive |
//! | `55` | refused: no credit, or a template that is not there |
//! | `44` | refused by WhatsApp: the 24 hours are over |
//! | others | taken, then the statuses sent and delivered |
//!
//! Only the world's own provider (`/berichten`) knows a message again by its reference, and then nothing arrives
//! twice; the others take a second request for a second message, as they do outside.

use super::numbered::Numbered;
use super::shapes::{self, Asked, Outcome, Shape, Told};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

/// A running world of telephones; it stops when this is dropped.
pub struct TextWorld {
    port: u16,
    exchange: Arc<Exchange>,
    runtime: Option<Runtime>,
}

impl TextWorld {
    /// Starts the world, which keeps what arrives in this folder and goes on where it stopped.
    ///
    /// # Errors
    /// No port, or the folder cannot be written.
    pub fn start(folder: &Path) -> io::Result<Self> {
        let exchange = Arc::new(Exchange::open(folder)?);
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_io().build()?;
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))?;
        let port = listener.local_addr()?.port();
        let router = Router::new().fallback(take).with_state(Arc::clone(&exchange));
        runtime.spawn(async move { axum::serve(listener, router).await });
        Ok(Self { port, exchange, runtime: Some(runtime) })
    }

    /// Somebody writes to the landlord over WhatsApp: the call of the webhook lies with the reports. `from` is the number
    /// without its plus, `moment` in seconds since 1970.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn tenant_writes(&self, from: &str, text: &str, moment: i64) -> io::Result<()> {
        let content = shapes::incoming(from, text, moment);
        self.exchange.statuses.add("json", content.as_bytes())
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for TextWorld {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // Nobody listens any more when this is over: who calls next is refused, not broken off.
            runtime.shutdown_timeout(Duration::from_secs(2));
        }
    }
}

/// What all requests share.
struct Exchange {
    statuses: Numbered,
    inside: Mutex<Inside>,
}

struct Inside {
    telephones: File,
    arrived: u32,
    /// Reference and provider id of what came in by the world's own provider.
    known: BTreeMap<String, String>,
    put_off: BTreeSet<String>,
}

/// What becomes of a request.
enum Turn {
    Answer(Outcome),
    /// The message arrived; nobody says so.
    Silence,
}

impl Exchange {
    fn open(folder: &Path) -> io::Result<Self> {
        let statuses = Numbered::open(&folder.join("statuses"))?;
        let path = folder.join("telephones.ndjson");
        let mut known = BTreeMap::new();
        let mut arrived = 0;
        for line in fs::read_to_string(&path).unwrap_or_default().lines() {
            arrived += 1;
            let line: Value = serde_json::from_str(line).unwrap_or_default();
            if let (Some("own"), Some(reference), Some(id)) =
                (line["provider"].as_str(), line["reference"].as_str(), line["id"].as_str())
            {
                known.insert(reference.to_owned(), id.to_owned());
            }
        }
        let telephones = OpenOptions::new().create(true).append(true).open(path)?;
        let inside = Mutex::new(Inside { telephones, arrived, known, put_off: BTreeSet::new() });
        Ok(Self { statuses, inside })
    }

    fn handle(&self, asked: &Asked) -> io::Result<Turn> {
        let mut inside = self.inside.lock().unwrap_or_else(|broken| broken.into_inner());
        if let Some(id) = inside.known.get(&asked.reference).filter(|_| asked.shape == Shape::Own) {
            return Ok(Turn::Answer(Outcome::Taken(id.clone())));
        }
        let manner = asked.to.get(asked.to.len().saturating_sub(2)..).unwrap_or_default();
        let refused = match manner {
            "99" => Some(Outcome::NoSuchNumber),
            "88" if inside.put_off.insert(asked.to.clone()) => Some(Outcome::Busy),
            "55" => Some(Outcome::Refused),
            "44" if asked.shape == Shape::WhatsApp => Some(Outcome::WindowClosed),
            _ => None,
        };
        if let Some(outcome) = refused {
            return Ok(Turn::Answer(outcome));
        }
        let id = self.arrives(&mut inside, asked)?;
        drop(inside);
        let told: &[Told] = match manner {
            "66" => &[Told::NoSuchNumber],
            "65" => &[Told::Failed],
            _ => &[Told::Sent, Told::Delivered],
        };
        for told in told {
            let (ending, content) = shapes::report(asked, &id, *told);
            self.statuses.add(ending, content.as_bytes())?;
        }
        Ok(if manner == "77" { Turn::Silence } else { Turn::Answer(Outcome::Taken(id)) })
    }

    /// One line in the file of telephones; the number it gets is the provider's.
    fn arrives(&self, inside: &mut Inside, asked: &Asked) -> io::Result<String> {
        inside.arrived += 1;
        let id = format!("{}{:06}", asked.shape.id_start(), inside.arrived);
        let line = json!({
            "provider": asked.shape.name(), "reference": asked.reference, "to": asked.to, "text": asked.text, "id": id,
        });
        inside.telephones.write_all(format!("{line}\n").as_bytes())?;
        inside.telephones.flush()?;
        if asked.shape == Shape::Own {
            inside.known.insert(asked.reference.clone(), id.clone());
        }
        Ok(id)
    }
}

async fn take(
    State(exchange): State<Arc<Exchange>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Some(shape) = Shape::at(uri.path()).filter(|_| method == Method::POST) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if !shape.lets_in(|name| header(name).to_owned()) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let Some(asked) = shapes::read(shape, &body) else {
        return (StatusCode::BAD_REQUEST, shapes::not_understood(shape)).into_response();
    };
    match exchange.handle(&asked) {
        Ok(Turn::Silence) => std::future::pending().await,
        Ok(Turn::Answer(outcome)) => {
            let (code, wait, content) = shapes::answer(&asked, &outcome);
            let code = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let mut response = (code, content).into_response();
            if let Some(wait) = wait {
                response.headers_mut().insert("retry-after", wait.into());
            }
            response
                .headers_mut()
                .insert("content-type", axum::http::HeaderValue::from_static("application/json"));
            response
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
