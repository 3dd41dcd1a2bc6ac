//! What a passkey signed: the steps of Web Authentication Level 3, sections 7.1 (registering) and 7.2 (an assertion).
//!
//! In go what we asked, what is kept of the passkey and the bytes of the answer; out comes a key to keep or a counter, or
//! [`Refused`]. User presence and verification are required, the origin is ours and nobody else's frame, and an
//! attestation is not asked for: *none*, or the passkey's own key (self attestation). The signature itself is verified by
//! `ring`, CBOR is read by `ciborium`; nothing here makes or invents a key. No clock, no book.

use ciborium::Value;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use store::staff::HeldPasskey;

use super::text::{bytes_of, text_of};

/// Bytes of a challenge.
pub(crate) const CHALLENGE: usize = 32;
/// Algorithms that we take, by their COSE numbers, the dearest first: ES256, EdDSA, RS256.
pub(crate) const ALGORITHMS: [i64; 3] = [-7, -8, -257];
/// The longest id of a credential. Bytes (L3, 4).
const LONGEST_ID: usize = 1_023;
/// Hash, flags and counter, before anything else in authenticator data. Bytes.
const HEAD: usize = 37;

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const HAS_KEY: u8 = 0x40;
const HAS_EXTENSIONS: u8 = 0x80;

/// Whose pages these are, as a passkey knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ours {
    /// `https://houvast.voorbeeld.nl`, with the port where it is not the usual one.
    pub(crate) origin: String,
    /// `houvast.voorbeeld.nl`
    pub(crate) name: String,
}

impl Ours {
    /// Of an address. `None` when passkeys cannot be tied to it: a number, or an open line to another machine.
    pub(crate) fn of(address: &str) -> Option<Ours> {
        let (scheme, rest) = address.split_once("://")?;
        let host = rest.split(['/', '?', '#']).next()?.to_ascii_lowercase();
        let host = if scheme == "https" { host.strip_suffix(":443").unwrap_or(&host) } else { &host };
        let (name, port) = host.split_once(':').unwrap_or((host, "443"));
        let is_name = !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.')
            && name.parse::<std::net::IpAddr>().is_err()
            && port.parse::<u16>().is_ok();
        let safe = scheme == "https" || (scheme == "http" && name == "localhost");
        (is_name && safe).then(|| Ours { origin: format!("{scheme}://{host}"), name: name.to_string() })
    }
}

/// Why an answer is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// It is not what was asked, not from our page, not of this person, or not signed.
    Wrong,
    /// It is right, but its counter went back: there may be a copy of the passkey.
    Copied,
}

/// An answer of a browser to a request for a new passkey, as our script sends it.
#[derive(Debug, Deserialize)]
pub(crate) struct NewAnswer {
    #[serde(rename = "rawId")]
    raw_id: String,
    #[serde(rename = "type")]
    kind: String,
    response: NewResponse,
}

#[derive(Debug, Deserialize)]
struct NewResponse {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    #[serde(rename = "attestationObject")]
    attestation: String,
}

/// An answer of a browser to the question who is there.
#[derive(Debug, Deserialize)]
pub(crate) struct Answer {
    #[serde(rename = "rawId")]
    raw_id: String,
    #[serde(rename = "type")]
    kind: String,
    response: Response,
}

#[derive(Debug, Deserialize)]
struct Response {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    #[serde(rename = "authenticatorData")]
    data: String,
    signature: String,
    #[serde(rename = "userHandle")]
    handle: String,
}

impl Answer {
    /// Which passkey, and whose it says it is.
    pub(crate) fn names(&self) -> Option<(Vec<u8>, Vec<u8>)> {
        Some((bytes_of(&self.raw_id)?, bytes_of(&self.response.handle)?))
    }
}

/// What a browser says that it was asked (L3, 5.8.1).
#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(rename = "crossOrigin", default)]
    cross_origin: bool,
    #[serde(rename = "topOrigin")]
    top_origin: Option<String>,
}

/// A new passkey, verified (L3, 7.1).
///
/// # Errors
/// [`Refused::Wrong`]
pub(crate) fn registered(
    ours: &Ours,
    challenge: &[u8; CHALLENGE],
    answer: &NewAnswer,
) -> Result<HeldPasskey, Refused> {
    let verified = || {
        let hash = client_data(ours, "webauthn.create", challenge, &answer.response.client_data)?;
        let (format, statement, data) = attestation(&bytes_of(&answer.response.attestation)?)?;
        let read = AuthenticatorData::read(&data)?;
        read.is_for(ours)?;
        let (id, cose) = read.credential.as_ref()?;
        let key = Key::read(cose)?;
        let signed = || [data.as_slice(), hash.as_slice()].concat();
        match format.as_str() {
            "none" => statement.is_empty().then_some(())?,
            "packed" => key.signed_itself(&statement, &signed())?,
            _ => return None,
        }
        let same = answer.kind == "public-key" && bytes_of(&answer.raw_id)? == *id;
        let held = || HeldPasskey {
            id: id.clone(),
            key: cose.clone(),
            counter: read.counter,
            eligible: read.flags & ELIGIBLE != 0,
        };
        same.then(held)
    };
    verified().ok_or(Refused::Wrong)
}

/// The number a passkey signed with, its answer verified (L3, 7.2). Whose it is was looked up by [`Answer::names`].
///
/// # Errors
/// [`Refused`]
pub(crate) fn asserted(
    ours: &Ours,
    challenge: &[u8; CHALLENGE],
    answer: &Answer,
    held: &HeldPasskey,
) -> Result<u32, Refused> {
    let verified = || {
        let hash = client_data(ours, "webauthn.get", challenge, &answer.response.client_data)?;
        let data = bytes_of(&answer.response.data)?;
        let read = AuthenticatorData::read(&data)?;
        read.is_for(ours)?;
        let same = answer.kind == "public-key"
            && bytes_of(&answer.raw_id)? == held.id
            && (read.flags & ELIGIBLE != 0) == held.eligible;
        let signed = [data.as_slice(), hash.as_slice()].concat();
        Key::read(&held.key)?.verify(&signed, &bytes_of(&answer.response.signature)?)?;
        same.then_some(read.counter)
    };
    let counter = verified().ok_or(Refused::Wrong)?;
    // One that counts must count on; many do not count and stay at 0.
    if (counter > 0 || held.counter > 0) && counter <= held.counter {
        return Err(Refused::Copied);
    }
    Ok(counter)
}

/// The hash of what the browser says it was asked, when that is what we asked.
fn client_data(ours: &Ours, kind: &str, challenge: &[u8; CHALLENGE], sent: &str) -> Option<[u8; 32]> {
    let bytes = bytes_of(sent)?;
    let said: ClientData = serde_json::from_slice(&bytes).ok()?;
    let as_asked = said.kind == kind
        && said.challenge == text_of(challenge)
        && said.origin == ours.origin
        && !said.cross_origin
        && said.top_origin.is_none();
    as_asked.then(|| Sha256::digest(&bytes).into())
}

type Entries = Vec<(Value, Value)>;

/// Format, statement and authenticator data of an attestation object.
fn attestation(bytes: &[u8]) -> Option<(String, Entries, Vec<u8>)> {
    let mut rest = bytes;
    let entries = one_value(&mut rest)?.into_map().ok()?;
    let entry = |name: &str| only(&entries, &Value::Text(name.into()));
    let (format, statement) = (entry("fmt")?.as_text()?, entry("attStmt")?.as_map()?);
    let found = (format.to_string(), statement.clone(), entry("authData")?.as_bytes()?.clone());
    rest.is_empty().then_some(found)
}

fn one_value(rest: &mut &[u8]) -> Option<Value> {
    ciborium::from_reader(rest).ok()
}

/// The value under a key that is there once.
fn only<'v>(entries: &'v Entries, key: &Value) -> Option<&'v Value> {
    let mut found = entries.iter().filter(|(known, _)| known == key);
    let (_, value) = found.next()?;
    found.next().is_none().then_some(value)
}

/// What the authenticator says (L3, 6.1).
struct AuthenticatorData {
    name_hash: [u8; 32],
    flags: u8,
    counter: u32,
    /// Id of the credential and its COSE key.
    credential: Option<(Vec<u8>, Vec<u8>)>,
}

impl AuthenticatorData {
    /// Reads it, to the last byte.
    fn read(bytes: &[u8]) -> Option<AuthenticatorData> {
        let (head, mut rest) = bytes.split_at_checked(HEAD)?;
        let name_hash = head[..32].try_into().ok()?;
        let flags = head[32];
        let counter = u32::from_be_bytes(head[33..].try_into().ok()?);
        let mut credential = None;
        if flags & HAS_KEY != 0 {
            // Sixteen bytes that say which kind of authenticator it is, which nobody here asks.
            let (before, after) = rest.split_at_checked(18)?;
            let length = usize::from(u16::from_be_bytes([before[16], before[17]]));
            let (id, after) = after.split_at_checked(length)?;
            rest = after;
            one_value(&mut rest)?;
            let key = &after[..after.len() - rest.len()];
            let fits = (1..=LONGEST_ID).contains(&length);
            credential = fits.then(|| (id.to_vec(), key.to_vec()));
        }
        if flags & HAS_EXTENSIONS != 0 {
            one_value(&mut rest)?.into_map().ok()?;
        }
        rest.is_empty().then_some(AuthenticatorData { name_hash, flags, counter, credential })
    }

    /// Is it about our pages, with the person present and verified?
    fn is_for(&self, ours: &Ours) -> Option<()> {
        let name: [u8; 32] = Sha256::digest(ours.name.as_bytes()).into();
        let here = self.flags & PRESENT != 0 && self.flags & VERIFIED != 0;
        // Only what may be backed up can be.
        let sound = self.flags & ELIGIBLE != 0 || self.flags & BACKED_UP == 0;
        (self.name_hash == name && here && sound).then_some(())
    }
}

/// A public key.
enum Key {
    P256(Vec<u8>),
    Ed25519(Vec<u8>),
    Rsa(Vec<u8>, Vec<u8>),
}

impl Key {
    /// Reads a COSE key of one of [`ALGORITHMS`] (RFC 9052, 9053, 8230).
    fn read(cose: &[u8]) -> Option<Key> {
        let mut rest = cose;
        let entries = one_value(&mut rest)?.into_map().ok().filter(|_| rest.is_empty())?;
        let entry = |label: i64| only(&entries, &Value::Integer(label.into()));
        let number = |label: i64| entry(label)?.as_integer().and_then(|number| i64::try_from(number).ok());
        let bytes = |label: i64, length: Option<usize>| {
            let bytes = entry(label)?.as_bytes()?;
            length.is_none_or(|length| bytes.len() == length).then(|| bytes.clone())
        };
        match (number(1)?, number(3)?) {
            (2, -7) if number(-1)? == 1 => {
                let (x, y) = (bytes(-2, Some(32))?, bytes(-3, Some(32))?);
                Some(Key::P256([vec![4], x, y].concat()))
            }
            (1, -8) if number(-1)? == 6 => Some(Key::Ed25519(bytes(-2, Some(32))?)),
            (3, -257) => Some(Key::Rsa(bytes(-1, None)?, bytes(-2, None)?)),
            _ => None,
        }
    }

    const fn algorithm(&self) -> i64 {
        match self {
            Key::P256(_) => -7,
            Key::Ed25519(_) => -8,
            Key::Rsa(..) => -257,
        }
    }

    fn verify(&self, signed: &[u8], signature: &[u8]) -> Option<()> {
        let verified = match self {
            Key::P256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(signed, signature)
            }
            Key::Ed25519(point) => UnparsedPublicKey::new(&ED25519, point).verify(signed, signature),
            Key::Rsa(n, e) => {
                let key = RsaPublicKeyComponents { n: without_zeros(n), e: without_zeros(e) };
                key.verify(&RSA_PKCS1_2048_8192_SHA256, signed, signature)
            }
        };
        verified.ok()
    }

    /// Did it sign its own registration (*packed*, without certificates: L3, 8.2)?
    fn signed_itself(&self, statement: &Entries, signed: &[u8]) -> Option<()> {
        let entry = |name: &str| only(statement, &Value::Text(name.into()));
        let algorithm = entry("alg")?.as_integer().and_then(|number| i64::try_from(number).ok())?;
        if statement.len() != 2 || algorithm != self.algorithm() {
            return None;
        }
        self.verify(signed, entry("sig")?.as_bytes()?)
    }
}

fn without_zeros(number: &[u8]) -> &[u8] {
    let first = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
    &number[first..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_need_a_name_and_a_safe_line() {
        let ours = |address| Ours::of(address).map(|ours| (ours.origin, ours.name));
        let of = |origin: &str, name: &str| Some((origin.to_string(), name.to_string()));
        assert_eq!(ours("https://Houvast.example/"), of("https://houvast.example", "houvast.example"));
        assert_eq!(ours("https://houvast.example:443"), of("https://houvast.example", "houvast.example"));
        assert_eq!(
            ours("https://houvast.example:8443"),
            of("https://houvast.example:8443", "houvast.example")
        );
        assert_eq!(ours("http://localhost:8080"), of("http://localhost:8080", "localhost"));
        for odd in [
            "http://houvast.example",
            "http://127.0.0.1:8080",
            "https://10.0.0.1",
            "https://[::1]",
            "https://",
            "https://a@b",
            "houvast.example",
            "",
        ] {
            assert_eq!(ours(odd), None, "{odd}");
        }
    }

    #[test]
    fn authenticator_data_is_read_to_the_last_byte() {
        let head = [[7; 32].as_slice(), &[PRESENT | VERIFIED], &5_u32.to_be_bytes()].concat();
        let read = AuthenticatorData::read(&head).unwrap();
        assert_eq!((read.counter, read.flags, read.credential), (5, 5, None));
        assert!(AuthenticatorData::read(&head[..36]).is_none());
        assert!(AuthenticatorData::read(&[head.as_slice(), &[0]].concat()).is_none(), "more than it says");
        let with_key = |length: u16, rest: &[u8]| {
            let mut bytes = head.clone();
            bytes[32] |= HAS_KEY;
            [bytes.as_slice(), &[0; 16], &length.to_be_bytes(), rest].concat()
        };
        assert!(AuthenticatorData::read(&with_key(2, &[1, 2, 0xa0])).unwrap().credential.is_some());
        assert!(AuthenticatorData::read(&with_key(0, &[0xa0])).unwrap().credential.is_none());
        for (length, rest) in
            [(2, &[1][..]), (u16::MAX, &[1, 2, 0xa0]), (2, &[1, 2]), (2, &[1, 2, 0xa0, 0xa0])]
        {
            assert!(AuthenticatorData::read(&with_key(length, rest)).is_none(), "{length} {rest:?}");
        }
    }

    #[test]
    fn a_key_of_another_kind_or_size_is_none() {
        let cose = |entries: &[(i64, Value)]| {
            let map = entries.iter().map(|(label, value)| (Value::Integer((*label).into()), value.clone()));
            let mut bytes = Vec::new();
            ciborium::into_writer(&Value::Map(map.collect()), &mut bytes).unwrap();
            bytes
        };
        let (number, point) = (|n: i64| Value::Integer(n.into()), Value::Bytes(vec![1; 32]));
        let good =
            [(1, number(2)), (3, number(-7)), (-1, number(1)), (-2, point.clone()), (-3, point.clone())];
        assert!(Key::read(&cose(&good)).is_some());
        for (at, value) in [(0, number(3)), (1, number(-35)), (2, number(2)), (3, Value::Bytes(vec![1; 31]))]
        {
            let mut other = good.clone();
            other[at].1 = value;
            assert!(Key::read(&cose(&other)).is_none(), "{at}");
        }
        let twice = [good.as_slice(), &[(-2, point)]].concat();
        assert!(Key::read(&cose(&twice)).is_none(), "a label that is there twice says nothing");
        for junk in
            [&[][..], &[0xa0], &[0xff], &[0xbf; 300], &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]]
        {
            assert!(Key::read(junk).is_none());
        }
    }
}
