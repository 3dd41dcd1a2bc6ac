//! The bank of the demo: a payment provider and a bank on this machine, so that a payment really goes away and comes back.
//!
//! In go payments as Mollie takes them, so the adapter of a real provider is what runs; out come pages on which one pays, stops,
//! lets it fail, or pays at a bank that takes its time. As outside, it calls twice about the same payment, and once too early.
//! It forgets everything when it stops, and no money is behind it.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use maud::{DOCTYPE, Markup, html};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::failure::Failure;

/// The slow bank needs so long.
const SLOW: Duration = Duration::from_secs(6);
/// What the landlord gives back.
const GIVEN_BACK: &str = "10.00";
/// Between a call and its repeat.
const CALLS_AGAIN: Duration = Duration::from_millis(700);
/// Money stays on this page for what it asks.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'";

/// A running bank; it stops with the runtime that it was started on.
pub struct DemoBank {
    address: SocketAddr,
}

#[derive(Clone)]
struct Payment {
    value: String,
    description: String,
    return_to: String,
    webhook: Option<String>,
    status: &'static str,
    /// What the landlord gave back.
    back: &'static str,
}

#[derive(Default)]
struct Vault {
    payments: BTreeMap<String, Payment>,
    /// The payment of each key: a repeat gets the same one back.
    keys: BTreeMap<String, String>,
}

struct Bank {
    address: SocketAddr,
    vault: Mutex<Vault>,
}

impl DemoBank {
    /// Opens the bank on a free port of this machine.
    pub async fn open() -> Result<DemoBank, Failure> {
        let failed = |error: std::io::Error| Failure::other(format!("de demo-bank: {error}"));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let bank = Arc::new(Bank { address, vault: Mutex::default() });
        let router = Router::new()
            .route("/v2/payments", post(create))
            .route("/v2/payments/{id}", get(status))
            .route("/betalen/{id}", get(page).post(choose))
            .with_state(bank);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(DemoBank { address })
    }

    /// Where it is.
    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Bank {
    fn vault(&self) -> MutexGuard<'_, Vault> {
        self.vault.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn told(&self, id: &str, payment: &Payment) -> Value {
        json!({
            "resource": "payment", "id": id, "status": payment.status,
            "amount": { "currency": "EUR", "value": payment.value },
            "amountRefunded": { "currency": "EUR", "value": payment.back },
            "description": payment.description,
            "_links": { "checkout": { "href": format!("http://{}/betalen/{id}", self.address) } },
        })
    }

    fn becomes(&self, id: &str, status: &'static str) {
        if let Some(payment) = self.vault().payments.get_mut(id) {
            payment.status = status;
        }
    }
}

async fn create(State(bank): State<Arc<Bank>>, headers: HeaderMap, body: Bytes) -> Response {
    let asked: Value = serde_json::from_slice(&body).unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).unwrap_or_default();
    let payment = Payment {
        value: text(&asked["amount"]["value"]),
        description: text(&asked["description"]),
        return_to: text(&asked["redirectUrl"]),
        webhook: asked["webhookUrl"].as_str().map(str::to_string),
        status: "open",
        back: "0.00",
    };
    if payment.value.is_empty() || !payment.return_to.starts_with("http") {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    }
    let mut vault = bank.vault();
    let known = vault.keys.get(key).cloned().filter(|_| !key.is_empty());
    let id = known.unwrap_or_else(fresh_number);
    vault.keys.insert(key.to_string(), id.clone());
    let payment = vault.payments.entry(id.clone()).or_insert(payment).clone();
    (StatusCode::CREATED, Json(bank.told(&id, &payment))).into_response()
}

/// A number that no payment of an earlier bank has: what was paid there stays paid.
fn fresh_number() -> String {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("tr_demo{hex}")
}

async fn status(State(bank): State<Arc<Bank>>, Path(id): Path<String>) -> Response {
    match bank.vault().payments.get(&id) {
        Some(payment) => Json(bank.told(&id, payment)).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn page(State(bank): State<Arc<Bank>>, Path(id): Path<String>) -> Response {
    let found = bank.vault().payments.get(&id).cloned();
    let Some(payment) = found else {
        return shown(
            "Deze betaling is er niet",
            &html! { p { "De demo-bank kent deze betaling niet. Ga terug en begin opnieuw." } },
        );
    };
    let amount = payment.value.replace('.', ",");
    let main = html! {
        p { "Dit is " strong { "geen echte bank" } ". Er gaat geen geld weg." }
        p { (payment.description) br; strong.bedrag { "€\u{a0}" (amount) } }
        @if payment.status == "open" {
            form method="post" {
                (button("betaal", "Betaal", true))
                (button("traag", "Betaal bij een trage bank", false))
                (button("annuleer", "Stop met betalen", false))
                (button("mislukt", "Laat de betaling mislukken", false))
            }
        } @else {
            p { a href=(payment.return_to) { "Terug naar uw verhuurder" } }
            @if payment.status == "paid" && payment.back != GIVEN_BACK {
                form method="post" { (button("terug", "Laat de verhuurder € 10,00 teruggeven", false)) }
            }
        }
    };
    shown("Demo-bank", &main)
}

fn button(word: &str, text: &str, first: bool) -> Markup {
    html! { p { button.eerste[first] type="submit" name="wat" value=(word) { (text) } } }
}

fn shown(title: &str, main: &Markup) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="nl" {
            head {
                meta charset="utf-8"; meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="icon" href="data:,";
                style { "html{font:112.5%/1.5 system-ui,sans-serif}body{margin:0 auto;max-width:26rem;padding:1rem}.bedrag{font-size:1.8rem}button{font:inherit;min-height:48px;width:100%;border-radius:6px;border:2px solid;cursor:pointer}.eerste{font-weight:700}" }
            }
            body { main { h1 { (title) } (main) } }
        }
    };
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (headers, page.into_string()).into_response()
}

/// What somebody does at the bank. The bank sends him back at once; what happened it calls about by itself, as banks do.
async fn choose(State(bank): State<Arc<Bank>>, Path(id): Path<String>, body: String) -> Response {
    let found = bank.vault().payments.get(&id).cloned();
    let word = body.split('&').find_map(|pair| pair.strip_prefix("wat=")).unwrap_or_default();
    if word == "terug" {
        return give_back(bank, id).await;
    }
    let Some(payment) = found.filter(|payment| payment.status == "open") else {
        return page(State(bank), Path(id)).await;
    };
    let (now, later) = match word {
        "betaal" => ("paid", None),
        "traag" => ("pending", Some("paid")),
        "annuleer" => ("canceled", None),
        "mislukt" => ("failed", None),
        _ => return page(State(bank), Path(id)).await,
    };
    tokio::spawn(happens(bank, id, payment.webhook, now, later));
    (StatusCode::SEE_OTHER, [(header::LOCATION, payment.return_to)]).into_response()
}

/// The landlord gives a part back, as he can at his provider.
async fn give_back(bank: Arc<Bank>, id: String) -> Response {
    let webhook = match bank.vault().payments.get_mut(&id).filter(|payment| payment.status == "paid") {
        Some(payment) => {
            payment.back = GIVEN_BACK;
            payment.webhook.clone()
        }
        None => None,
    };
    call(webhook.as_deref(), &id).await;
    page(State(bank), Path(id)).await
}

/// One call comes too early, and every other comes twice.
async fn happens(
    bank: Arc<Bank>,
    id: String,
    webhook: Option<String>,
    now: &'static str,
    later: Option<&'static str>,
) {
    call(webhook.as_deref(), &id).await;
    for status in [Some(now), later].into_iter().flatten() {
        if Some(status) == later {
            tokio::time::sleep(SLOW).await;
        }
        bank.becomes(&id, status);
        call(webhook.as_deref(), &id).await;
        tokio::time::sleep(CALLS_AGAIN).await;
        call(webhook.as_deref(), &id).await;
    }
}

/// A classic webhook: a form with the number and nothing else. Whether it is heard does not matter to the bank.
async fn call(webhook: Option<&str>, id: &str) {
    let Some(rest) = webhook.and_then(|address| address.strip_prefix("http://")) else { return };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let body = format!("id={id}");
    let request = format!(
        "POST /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let Ok(mut stream) = TcpStream::connect(host).await else { return };
    if stream.write_all(request.as_bytes()).await.is_ok() {
        let mut answer = Vec::new();
        let _ = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut answer)).await;
    }
}
