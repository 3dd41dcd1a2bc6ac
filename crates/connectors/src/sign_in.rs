//! Signing in elsewhere: OpenID Connect with one provider, by the code flow with PKCE, state and nonce.
//!
//! In go the settings of a landlord and what the provider sends back along the browser; out comes who it says that is, or why
//! not, in words for a person and without a name. The issuer is the one of the settings and no other; what its token must be
//! stands in `token`. Nothing is decided here about accounts or rights, and no token is kept. The moment is an argument.

mod token;

use std::sync::{Mutex, TryLockError};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use ureq::Agent;

use token::{Expected, Invalid, PublicKey};

/// What the provider said of itself is asked again after so long. Seconds.
const KNOWN_FOR: i64 = 3_600;
/// After a failure, or to look for a new key, it is asked no more often than this. Seconds.
const ASKED_EVERY: i64 = 30;
/// Longest answer that is read, in bytes.
const LONGEST_ANSWER: u64 = 1_048_576;
/// Each phase of a request.
const PHASE: Duration = Duration::from_secs(5);

/// With whom, and as whom.
#[derive(Clone, Debug)]
pub struct ProviderSettings {
    /// Its issuer address, as in its discovery document.
    pub issuer: String,
    /// The name by which it knows us.
    pub client: String,
    /// The secret that goes with it; `None` for a public client.
    pub secret: Option<String>,
    /// Where it sends browsers back to.
    pub back: String,
    /// Where it sends browsers after they signed out.
    pub after_sign_out: String,
    /// What is asked beside `openid`.
    pub scopes: Vec<String>,
}

/// What one browser was sent away with. Only that browser and we may know it until it comes back.
#[derive(Debug, Serialize, Deserialize)]
pub struct Began {
    state: String,
    nonce: String,
    verifier: String,
    /// Somebody must show there anew who he is: not before this moment, in seconds since 1970.
    anew_since: Option<i64>,
}

/// Who it is, as the provider says.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// The provider's own name for this person, which never goes to another.
    pub subject: String,
    claims: Map<String, Value>,
}

impl Person {
    /// A claim that is one word; empty when it is not there.
    pub fn word(&self, claim: &str) -> &str {
        self.claims.get(claim).and_then(Value::as_str).unwrap_or_default()
    }

    /// A claim that is several words, or one.
    pub fn words(&self, claim: &str) -> Vec<&str> {
        match self.claims.get(claim) {
            Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(one)) => vec![one.as_str()],
            _ => Vec::new(),
        }
    }

    /// Does the provider say that it checked the e-mail address?
    pub fn has_verified_email(&self) -> bool {
        matches!(self.claims.get("email_verified"), Some(Value::Bool(true)))
    }
}

/// Why somebody does not come in, for the log and the page; without a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotSignedIn(pub String);

fn not(why: &str) -> NotSignedIn {
    NotSignedIn(why.into())
}

/// What a provider says of itself (OpenID Connect Discovery 1.0).
#[derive(Clone, Debug, Deserialize)]
struct Discovery {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    end_session_endpoint: Option<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

/// Its public keys. One that we cannot read is passed over.
#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
}

#[derive(Default)]
struct Known {
    said: Option<(Discovery, Vec<PublicKey>)>,
    /// When it was last asked.
    asked: Option<i64>,
}

/// A provider, with what it said of itself.
pub struct Provider {
    settings: ProviderSettings,
    agent: Agent,
    known: Mutex<Known>,
}

impl Provider {
    /// A provider; nothing is asked yet.
    pub fn new(settings: ProviderSettings) -> Provider {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // What is not at its address is not followed elsewhere, and the environment of this machine decides nothing.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .user_agent("Houvast")
            .timeout_resolve(Some(PHASE))
            .timeout_connect(Some(PHASE))
            .timeout_send_request(Some(PHASE))
            .timeout_send_body(Some(PHASE))
            .timeout_recv_response(Some(PHASE))
            .timeout_recv_body(Some(PHASE))
            .build();
        Provider { settings, agent: Agent::new_with_config(config), known: Mutex::default() }
    }

    /// Where to send a browser, and what to keep of it. `now` in seconds since 1970. `anew`: also who is still signed in there must
    /// show who he is.
    ///
    /// # Errors
    /// When the provider cannot be reached or says something else than it should.
    pub fn begin(&self, now: i64, anew: bool) -> Result<(String, Began), NotSignedIn> {
        let (discovery, _) = self.known(now, false)?;
        let anew_since = anew.then_some(now);
        let began = Began { state: random(), nonce: random(), verifier: random(), anew_since };
        let scopes: Vec<&str> =
            std::iter::once("openid").chain(self.settings.scopes.iter().map(String::as_str)).collect();
        let (scopes, challenge) = (scopes.join(" "), Sha256::digest(began.verifier.as_bytes()));
        let challenge = URL_SAFE_NO_PAD.encode(challenge);
        let mut pairs = vec![
            ("response_type", "code"),
            ("client_id", &self.settings.client),
            ("redirect_uri", &self.settings.back),
            ("scope", &scopes),
            ("state", &began.state),
            ("nonce", &began.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        if anew {
            // With `max_age` the token must say when that was (OpenID Connect Core 3.1.2.1).
            pairs.extend([("prompt", "login"), ("max_age", "0")]);
        }
        Ok((with_query(&discovery.authorization_endpoint, &in_pairs(&pairs)), began))
    }

    /// Who came back, with a code, the state, and what the provider named as itself (RFC 9207) when it did.
    ///
    /// # Errors
    /// When anything does not fit: the state, the issuer, the code, or the token.
    pub fn finish(
        &self,
        began: &Began,
        (code, state, issuer): (&str, &str, Option<&str>),
        now: i64,
    ) -> Result<Person, NotSignedIn> {
        if state != began.state {
            return Err(not("het antwoord hoort niet bij deze browser"));
        }
        if issuer.is_some_and(|issuer| issuer != self.settings.issuer) {
            return Err(not("het antwoord komt van een andere uitgever"));
        }
        let (discovery, keys) = self.known(now, false)?;
        let token = self.exchange(&discovery, code, &began.verifier)?;
        let expected = Expected {
            issuer: &self.settings.issuer,
            client: &self.settings.client,
            nonce: &began.nonce,
            anew_since: began.anew_since,
            now,
        };
        let claims = match token::claims(&token, &keys, expected) {
            // A key that we do not know may be a new one: once more, with fresh keys.
            Err(Invalid::Signature) => token::claims(&token, &self.known(now, true)?.1, expected),
            claims => claims,
        };
        let claims = claims.map_err(|invalid| match invalid {
            Invalid::Signature => not("het bewijs wie u bent, is niet door de uitgever getekend"),
            Invalid::Because(why) => NotSignedIn(format!("het bewijs wie u bent, telt niet: {why}")),
        })?;
        let subject = claims.get("sub").and_then(Value::as_str).unwrap_or_default().to_string();
        Ok(Person { subject, claims })
    }

    /// Where to sign out of the provider itself, when it has such an address and was reached before.
    pub fn sign_out_address(&self) -> Option<String> {
        let known = self.known.try_lock().ok()?;
        let end = known.said.as_ref()?.0.end_session_endpoint.as_ref().filter(|end| is_safe(end))?;
        let query = in_pairs(&[
            ("client_id", &self.settings.client),
            ("post_logout_redirect_uri", &self.settings.after_sign_out),
        ]);
        Some(with_query(end, &query))
    }

    /// The identity token for a code.
    fn exchange(&self, discovery: &Discovery, code: &str, verifier: &str) -> Result<String, NotSignedIn> {
        let refused = || not("de code werd niet ingewisseld");
        let (client, secret) = (&self.settings.client, self.settings.secret.as_deref());
        let in_the_body = discovery
            .token_endpoint_auth_methods_supported
            .as_ref()
            .is_some_and(|ways| !ways.iter().any(|way| way == "client_secret_basic"));
        let mut pairs = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.settings.back.as_str()),
            ("code_verifier", verifier),
        ];
        let mut request = self
            .agent
            .post(&discovery.token_endpoint)
            .header("content-type", "application/x-www-form-urlencoded");
        match secret {
            Some(secret) if !in_the_body => {
                let both = STANDARD.encode(format!("{}:{}", encode(client), encode(secret)));
                request = request.header("authorization", format!("Basic {both}"));
            }
            Some(secret) => pairs.extend([("client_id", client.as_str()), ("client_secret", secret)]),
            None => pairs.push(("client_id", client.as_str())),
        }
        let response =
            request.header("accept", "application/json").send(in_pairs(&pairs)).map_err(|_| refused())?;
        let tokens: Tokens = read(response).ok_or_else(refused)?;
        Ok(tokens.id_token)
    }

    /// What the provider says of itself. Only one asks at a time, and while it cannot be reached the others do not wait.
    fn known(&self, now: i64, afresh: bool) -> Result<(Discovery, Vec<PublicKey>), NotSignedIn> {
        let unreachable = || not("de aanmelddienst is niet te bereiken");
        let mut known = match self.known.try_lock() {
            Ok(known) => known,
            Err(TryLockError::Poisoned(known)) => known.into_inner(),
            Err(TryLockError::WouldBlock) => return Err(unreachable()),
        };
        let within = |seconds: i64| known.asked.is_some_and(|asked| (0..seconds).contains(&(now - asked)));
        let good_enough = within(ASKED_EVERY) || (within(KNOWN_FOR) && !afresh);
        match &known.said {
            Some(said) if good_enough => return Ok(said.clone()),
            None if within(ASKED_EVERY) => return Err(unreachable()),
            _ => {}
        }
        known.asked = Some(now);
        match self.discover() {
            Some(said) => {
                known.said = Some(said.clone());
                Ok(said)
            }
            // What was known before still holds when the provider cannot be asked for a moment.
            None => known.said.clone().ok_or_else(unreachable),
        }
    }

    fn discover(&self) -> Option<(Discovery, Vec<PublicKey>)> {
        let issuer = self.settings.issuer.trim_end_matches('/');
        let discovery: Discovery = self.get(&format!("{issuer}/.well-known/openid-configuration"))?;
        let safe = [&discovery.authorization_endpoint, &discovery.token_endpoint, &discovery.jwks_uri]
            .into_iter()
            .all(|address| is_safe(address));
        if discovery.issuer != self.settings.issuer || !safe {
            return None;
        }
        let keys: KeySet = self.get(&discovery.jwks_uri)?;
        let keys = keys.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()).collect();
        Some((discovery, keys))
    }

    fn get<T: DeserializeOwned>(&self, address: &str) -> Option<T> {
        if !is_safe(address) {
            return None;
        }
        read(self.agent.get(address).header("accept", "application/json").call().ok()?)
    }
}

fn read<T: DeserializeOwned>(mut response: ureq::http::Response<ureq::Body>) -> Option<T> {
    if response.status() != 200 {
        return None;
    }
    let body = response.body_mut().with_config().limit(LONGEST_ANSWER).read_to_vec().ok()?;
    serde_json::from_slice(&body).ok()
}

/// TLS, or this very machine.
fn is_safe(address: &str) -> bool {
    let host = |rest: &str| rest.split(['/', '?', '#']).next().unwrap_or_default().to_string();
    match address.split_once("://") {
        Some(("https", rest)) => !host(rest).is_empty() && !host(rest).contains('@'),
        Some(("http", rest)) => {
            let host = host(rest);
            let (name, port) = host.rsplit_once(':').unwrap_or((&host, "80"));
            ["localhost", "127.0.0.1", "[::1]"].contains(&name) && port.parse::<u16>().is_ok()
        }
        _ => false,
    }
}

/// Something that nobody can guess.
fn random() -> String {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    URL_SAFE_NO_PAD.encode(bytes)
}

fn with_query(address: &str, query: &str) -> String {
    format!("{address}{}{query}", if address.contains('?') { '&' } else { '?' })
}

fn in_pairs(pairs: &[(&str, &str)]) -> String {
    pairs.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
}

fn encode(text: &str) -> String {
    let one = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_travel_over_tls_or_not_at_all() {
        for safe in [
            "https://login.example.nl/token",
            "http://127.0.0.1:4010/jwks",
            "http://localhost/x",
            "http://[::1]:80/",
        ] {
            assert!(is_safe(safe), "{safe}");
        }
        for open in [
            "http://login.example.nl/token",
            "http://127.0.0.1.elders.example/",
            "http://localhost:80@elders.example/",
            "https://a@elders.example/",
            "https://",
            "ftp://localhost/",
            "localhost",
        ] {
            assert!(!is_safe(open), "{open}");
        }
    }

    #[test]
    fn a_claim_is_one_word_or_several_and_nonsense_is_none() {
        let claims = serde_json::json!({
            "roles": ["a", 1, "b"], "wijken": "Noord", "email": {"a": 1}, "email_verified": "true",
        });
        let Value::Object(claims) = claims else { unreachable!() };
        let person = Person { subject: "1".into(), claims };
        assert_eq!(person.words("roles"), ["a", "b"]);
        assert_eq!(person.words("wijken"), ["Noord"]);
        assert!(person.words("niets").is_empty() && person.word("email").is_empty());
        assert!(!person.has_verified_email(), "the word true is not true");
    }

    #[test]
    fn a_provider_that_is_not_there_makes_nobody_wait() {
        let provider = Provider::new(ProviderSettings {
            issuer: "http://127.0.0.1:9".into(),
            client: "houvast".into(),
            secret: None,
            back: "http://localhost/aanmelden/terug".into(),
            after_sign_out: "http://localhost/aanmelden".into(),
            scopes: Vec::new(),
        });
        let why = provider.begin(100, false).map(|_| ()).unwrap_err();
        assert_eq!(why, not("de aanmelddienst is niet te bereiken"));
        assert!(provider.begin(101, false).is_err());
        assert_eq!(provider.sign_out_address(), None);
    }
}
