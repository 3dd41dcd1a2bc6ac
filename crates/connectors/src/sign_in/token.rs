//! An identity token: who somebody is, signed by the issuer (OpenID Connect Core 3.1.3.7, RFC 7515, RFC 8725).
//!
//! In go the token, the issuer's public keys and what it must say; out come its claims, or why it does not count. Only
//! signatures with a public key count: with a shared secret everybody who knows it could be anybody, and a token that says it
//! needs no signature has none. `ring` verifies; no clock, no network.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents,
    UnparsedPublicKey, VerificationAlgorithm,
};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Clocks of two machines differ by no more. Seconds.
const CLOCKS_DIFFER: i64 = 60;
/// A token that was made longer ago is not of this visit. Seconds.
const FRESH: i64 = 600;
/// The longest token. Bytes.
const LONGEST: usize = 64 * 1024;

/// What a token must say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client: &'a str,
    pub(super) nonce: &'a str,
    /// Whoever it is showed that since this moment, where that was asked.
    pub(super) anew_since: Option<i64>,
    /// Seconds since 1970.
    pub(super) now: i64,
}

/// Why a token does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Invalid {
    /// None of the keys made the signature; perhaps a new one did.
    Signature,
    /// Something else, in words.
    Because(&'static str),
}

/// A public key of the issuer (RFC 7517).
#[derive(Clone, Debug, Deserialize)]
pub(super) struct PublicKey {
    #[serde(rename = "kty")]
    kind: String,
    #[serde(rename = "kid")]
    id: Option<String>,
    #[serde(rename = "use")]
    used_for: Option<String>,
    alg: Option<String>,
    #[serde(rename = "crv")]
    curve: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(rename = "kid")]
    key: Option<String>,
    #[serde(rename = "crit")]
    must_understand: Option<Value>,
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// The claims of a token that counts.
pub(super) fn claims(
    token: &str,
    keys: &[PublicKey],
    expected: Expected,
) -> Result<Map<String, Value>, Invalid> {
    let unreadable = || Invalid::Because("het is niet te lezen");
    if token.len() > LONGEST {
        return Err(unreadable());
    }
    let (signed, signature) = token.rsplit_once('.').ok_or_else(unreadable)?;
    let (header, payload) = signed.split_once('.').ok_or_else(unreadable)?;
    let decoded = |part: &str| bytes(part).ok_or_else(unreadable);
    let header: Header = serde_json::from_slice(&decoded(header)?).map_err(|_| unreadable())?;
    if header.must_understand.is_some() {
        return Err(Invalid::Because("het vraagt iets dat wij niet kennen"));
    }
    let signature = decoded(signature)?;
    let fits = |key: &&PublicKey| header.key.is_none() || key.id == header.key;
    let verified =
        keys.iter().filter(fits).any(|key| key.verifies(&header.alg, signed.as_bytes(), &signature));
    if !verified {
        return Err(Invalid::Signature);
    }
    let claims: Map<String, Value> = serde_json::from_slice(&decoded(payload)?).map_err(|_| unreadable())?;
    says(&claims, expected)?;
    Ok(claims)
}

/// Does a token whose signature is right say what it must?
fn says(claims: &Map<String, Value>, expected: Expected) -> Result<(), Invalid> {
    let word = |name: &str| claims.get(name).and_then(Value::as_str);
    let moment = |name: &str| claims.get(name).and_then(|value| value.as_i64().or_else(|| whole(value)));
    let audience: Vec<&str> = match claims.get("aud") {
        Some(Value::String(one)) => vec![one.as_str()],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let party = word("azp");
    let demands = [
        (word("iss") == Some(expected.issuer), "het komt van een andere uitgever"),
        (audience.contains(&expected.client), "het is voor een ander"),
        (party.is_none_or(|party| party == expected.client), "het is aan een ander gegeven"),
        (audience.len() == 1 || party.is_some(), "het is voor meer dan een"),
        (word("nonce") == Some(expected.nonce), "het hoort niet bij deze browser"),
        (moment("exp").is_some_and(|ends| ends > expected.now - CLOCKS_DIFFER), "het is verlopen"),
        (moment("nbf").is_none_or(|begins| begins <= expected.now + CLOCKS_DIFFER), "het geldt nog niet"),
        (
            moment("iat").is_some_and(|made| expected.now.abs_diff(made) <= FRESH.unsigned_abs()),
            "het is niet net gemaakt, of de klokken lopen niet gelijk",
        ),
        (
            expected
                .anew_since
                .is_none_or(|since| moment("auth_time").is_some_and(|at| at >= since - CLOCKS_DIFFER)),
            "er is daar niet opnieuw aangemeld",
        ),
        (word("sub").is_some_and(|who| !who.is_empty() && who.len() <= 255), "het noemt niemand"),
    ];
    match demands.into_iter().find(|(met, _)| !met) {
        Some((_, why)) => Err(Invalid::Because(why)),
        None => Ok(()),
    }
}

/// A moment that was written with a point in it.
fn whole(value: &Value) -> Option<i64> {
    value.as_f64().filter(|seconds| seconds.abs() < 1e12).map(|seconds| seconds as i64)
}

impl PublicKey {
    /// Did this key sign it so? What it is not for it did not sign.
    fn verifies(&self, alg: &str, signed: &[u8], signature: &[u8]) -> bool {
        let is_for_it = self.used_for.as_deref().is_none_or(|used| used == "sig")
            && self.alg.as_deref().is_none_or(|own| own == alg);
        is_for_it && self.try_to_verify(alg, signed, signature).is_some()
    }

    fn try_to_verify(&self, alg: &str, signed: &[u8], signature: &[u8]) -> Option<()> {
        if let Some(parameters) = rsa(alg).filter(|_| self.kind == "RSA") {
            let (n, e) = (bytes(self.n.as_deref()?)?, bytes(self.e.as_deref()?)?);
            let key = RsaPublicKeyComponents { n: without_zeros(&n), e: without_zeros(&e) };
            return key.verify(parameters, signed, signature).ok();
        }
        let (algorithm, length): (&dyn VerificationAlgorithm, usize) =
            match (alg, self.kind.as_str(), self.curve.as_deref()?) {
                ("ES256", "EC", "P-256") => (&ECDSA_P256_SHA256_FIXED, 32),
                ("ES384", "EC", "P-384") => (&ECDSA_P384_SHA384_FIXED, 48),
                ("EdDSA", "OKP", "Ed25519") => (&ED25519, 32),
                _ => return None,
            };
        let x = bytes(self.x.as_deref()?).filter(|x| x.len() == length)?;
        let point = match &self.y {
            Some(y) if self.kind == "EC" => {
                let y = bytes(y).filter(|y| y.len() == length)?;
                [vec![4], x, y].concat()
            }
            _ => x,
        };
        UnparsedPublicKey::new(algorithm, point).verify(signed, signature).ok()
    }
}

fn rsa(alg: &str) -> Option<&'static RsaParameters> {
    match alg {
        "RS256" => Some(&RSA_PKCS1_2048_8192_SHA256),
        "RS384" => Some(&RSA_PKCS1_2048_8192_SHA384),
        "RS512" => Some(&RSA_PKCS1_2048_8192_SHA512),
        "PS256" => Some(&RSA_PSS_2048_8192_SHA256),
        "PS384" => Some(&RSA_PSS_2048_8192_SHA384),
        "PS512" => Some(&RSA_PSS_2048_8192_SHA512),
        _ => None,
    }
}

fn without_zeros(number: &[u8]) -> &[u8] {
    let first = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
    &number[first..]
}

#[cfg(test)]
mod tests {
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
    use serde_json::json;

    use super::*;

    const NOW: i64 = 1_795_000_000;

    struct Issuer {
        pair: EcdsaKeyPair,
        random: SystemRandom,
    }

    impl Issuer {
        fn new() -> Issuer {
            let random = SystemRandom::new();
            let kept = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
            let pair =
                EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, kept.as_ref(), &random).unwrap();
            Issuer { pair, random }
        }

        fn key(&self, id: &str) -> PublicKey {
            let point = self.pair.public_key().as_ref();
            let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
            let key = json!({ "kty": "EC", "crv": "P-256", "kid": id, "use": "sig",
                              "x": text(&point[1..33]), "y": text(&point[33..]) });
            serde_json::from_value(key).unwrap()
        }

        fn token(&self, header: &Value, claims: &Value) -> String {
            let text = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
            let signed = format!("{}.{}", text(header), text(claims));
            let signature = self.pair.sign(&self.random, signed.as_bytes()).unwrap();
            format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()))
        }
    }

    fn good() -> Value {
        json!({ "iss": "https://aanmelden.example", "aud": "houvast", "nonce": "n", "sub": "1",
                "iat": NOW, "exp": NOW + 300 })
    }

    fn expected() -> Expected<'static> {
        Expected {
            issuer: "https://aanmelden.example",
            client: "houvast",
            nonce: "n",
            anew_since: None,
            now: NOW,
        }
    }

    #[test]
    fn a_token_counts_when_its_issuer_signed_it_and_it_says_all_it_must() {
        let issuer = Issuer::new();
        let header = json!({ "alg": "ES256", "kid": "a" });
        let keys = [Issuer::new().key("b"), issuer.key("a")];
        let read = |claims: &Value| super::claims(&issuer.token(&header, claims), &keys, expected());
        assert_eq!(read(&good()).unwrap()["sub"], "1");
        for (name, value) in [
            ("iss", json!("https://aanmelden.example/")),
            ("aud", json!("een-ander")),
            ("aud", json!(["houvast", "een-ander"])),
            ("azp", json!("een-ander")),
            ("nonce", json!("m")),
            ("nonce", Value::Null),
            ("exp", json!(NOW - 61)),
            ("exp", json!("morgen")),
            ("nbf", json!(NOW + 61)),
            ("iat", json!(NOW - 601)),
            ("sub", json!("")),
            ("sub", json!("x".repeat(256))),
        ] {
            let mut claims = good();
            claims[name] = value.clone();
            assert!(matches!(read(&claims), Err(Invalid::Because(_))), "{name}: {value}");
        }
        for name in ["iss", "aud", "nonce", "exp", "iat", "sub"] {
            let mut claims = good();
            claims.as_object_mut().unwrap().remove(name);
            assert!(read(&claims).is_err(), "without {name}");
        }
        let mut shared = good();
        (shared["aud"], shared["azp"]) = (json!(["houvast", "een-ander"]), json!("houvast"));
        assert!(read(&shared).is_ok());
    }

    #[test]
    fn who_must_show_anew_who_he_is_did_so_since_it_was_asked() {
        let issuer = Issuer::new();
        let anew = Expected { anew_since: Some(NOW - 100), ..expected() };
        let read = |at: Value, expected: Expected| {
            let mut claims = good();
            claims["auth_time"] = at;
            let token = issuer.token(&json!({ "alg": "ES256", "kid": "a" }), &claims);
            super::claims(&token, &[issuer.key("a")], expected).is_ok()
        };
        assert!(read(json!(NOW - 50), anew) && read(json!(NOW - 160), anew), "clocks may differ a little");
        for at in [json!(NOW - 161), json!(NOW - 86_400), json!("nu"), Value::Null] {
            assert!(!read(at.clone(), anew), "{at}");
            assert!(read(at.clone(), expected()), "{at}: who only comes in need not");
        }
    }

    #[test]
    fn no_other_key_no_other_algorithm_and_no_other_words() {
        let issuer = Issuer::new();
        let key = issuer.key("a");
        let read = |token: &str, key: PublicKey| super::claims(token, &[key], expected()).err();
        let header = json!({ "alg": "ES256", "kid": "a" });
        let token = issuer.token(&header, &good());
        assert_eq!(read(&token, key.clone()), None);
        assert_eq!(read(&token, Issuer::new().key("a")), Some(Invalid::Signature));
        assert_eq!(read(&token, issuer.key("b")), Some(Invalid::Signature), "a key of another name");
        let for_secrets = PublicKey { used_for: Some("enc".into()), ..key.clone() };
        assert_eq!(read(&token, for_secrets), Some(Invalid::Signature));
        for alg in ["none", "HS256", "RS256", "ES384", "es256", ""] {
            let token = issuer.token(&json!({ "alg": alg, "kid": "a" }), &good());
            assert_eq!(read(&token, key.clone()), Some(Invalid::Signature), "{alg}");
        }
        let unsigned = format!("{}.", token.rsplit_once('.').unwrap().0);
        assert_eq!(read(&unsigned, key.clone()), Some(Invalid::Signature));
        let parts: Vec<&str> = token.split('.').collect();
        let other = URL_SAFE_NO_PAD.encode(good().to_string().replace("\"1\"", "\"2\""));
        assert_eq!(
            read(&format!("{}.{other}.{}", parts[0], parts[2]), key.clone()),
            Some(Invalid::Signature)
        );
        let must = issuer.token(&json!({ "alg": "ES256", "kid": "a", "crit": ["x"] }), &good());
        assert!(matches!(read(&must, key.clone()), Some(Invalid::Because(_))));
        for junk in ["", ".", "..", "a.b.c", "é.é.é", &"x".repeat(LONGEST + 1)] {
            assert!(read(junk, key.clone()).is_some());
        }
    }
}
