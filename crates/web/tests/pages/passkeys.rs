//! Passkeys through the pages, with an authenticator written here from the standard: adding one, coming in with one, and
//! everything a forger would try. A real browser does the same in `browser/passkeys.test.mjs`.

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::Value;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::landlord::{self, ADMINISTRATOR, CONSULTANT, LEADER, PAGES};
use crate::working::{Answer, Office, part};

const NAME: &str = "houvast.voorbeeldwonen.example";
const PRESENT_AND_VERIFIED: u8 = 0x05;

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A telephone with one passkey, and what it says when it is asked. A forger changes the fields.
struct Device {
    pair: EcdsaKeyPair,
    random: SystemRandom,
    id: Vec<u8>,
    handle: String,
    origin: String,
    name: String,
    flags: u8,
    counter: u32,
    more: serde_json::Value,
}

impl Device {
    fn new(id: u8) -> Device {
        let random = SystemRandom::new();
        let kept = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, kept.as_ref(), &random).unwrap();
        Device {
            pair,
            random,
            id: vec![id; 32],
            handle: String::new(),
            origin: PAGES.into(),
            name: NAME.into(),
            flags: PRESENT_AND_VERIFIED,
            counter: 0,
            more: json!({ "crossOrigin": false }),
        }
    }

    fn client_data(&self, kind: &str, challenge: &str) -> Vec<u8> {
        let mut said = json!({ "type": kind, "challenge": challenge, "origin": self.origin });
        for (name, value) in self.more.as_object().unwrap() {
            said[name] = value.clone();
        }
        said.to_string().into_bytes()
    }

    fn data(&self, credential: bool) -> Vec<u8> {
        let flags = self.flags | if credential { 0x40 } else { 0 };
        let mut data =
            [Sha256::digest(self.name.as_bytes()).as_slice(), &[flags], &self.counter.to_be_bytes()].concat();
        if credential {
            let point = self.pair.public_key().as_ref();
            let number = |n: i64| Value::Integer(n.into());
            let bytes = |bytes: &[u8]| Value::Bytes(bytes.to_vec());
            let key = Value::Map(vec![
                (number(1), number(2)),
                (number(3), number(-7)),
                (number(-1), number(1)),
                (number(-2), bytes(&point[1..33])),
                (number(-3), bytes(&point[33..])),
            ]);
            data.extend([0; 16]);
            data.extend((self.id.len() as u16).to_be_bytes());
            data.extend(&self.id);
            ciborium::into_writer(&key, &mut data).unwrap();
        }
        data
    }

    fn sign(&self, signed: &[u8]) -> Vec<u8> {
        self.pair.sign(&self.random, signed).unwrap().as_ref().to_vec()
    }

    /// The answer to being asked for a new passkey; `packed` signs it with its own key.
    fn new_answer(&self, challenge: &str, packed: bool) -> String {
        let (client_data, data) = (self.client_data("webauthn.create", challenge), self.data(true));
        let signature = self.sign(&[data.as_slice(), Sha256::digest(&client_data).as_slice()].concat());
        let word = |word: &str| Value::Text(word.into());
        let own = vec![(word("alg"), Value::Integer((-7).into())), (word("sig"), Value::Bytes(signature))];
        let statement = if packed { own } else { Vec::new() };
        let object = Value::Map(vec![
            (word("fmt"), word(if packed { "packed" } else { "none" })),
            (word("attStmt"), Value::Map(statement)),
            (word("authData"), Value::Bytes(data)),
        ]);
        let mut bytes = Vec::new();
        ciborium::into_writer(&object, &mut bytes).unwrap();
        let response = json!({ "clientDataJSON": text(&client_data), "attestationObject": text(&bytes) });
        json!({ "id": text(&self.id), "rawId": text(&self.id), "type": "public-key", "response": response })
            .to_string()
    }

    /// The answer to the question who is there.
    fn answer(&self, challenge: &str) -> String {
        let (client_data, data) = (self.client_data("webauthn.get", challenge), self.data(false));
        let signature = self.sign(&[data.as_slice(), Sha256::digest(&client_data).as_slice()].concat());
        let response = json!({ "clientDataJSON": text(&client_data), "authenticatorData": text(&data),
                               "signature": text(&signature), "userHandle": self.handle });
        json!({ "id": text(&self.id), "rawId": text(&self.id), "type": "public-key", "response": response })
            .to_string()
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// What the page says a device must be asked, and the cookies of the browser in which it is.
struct ToAdd {
    asked: serde_json::Value,
    cookies: String,
}

impl ToAdd {
    fn challenge(&self) -> &str {
        self.asked["publicKey"]["challenge"].as_str().unwrap()
    }
}

/// Asks the page what a device must be asked, when one is added.
fn asked_to_add(office: &Office, person: usize) -> ToAdd {
    let form = format!("zegel={}", seal(office, person));
    let answer = office.post(&landlord::cookie(person), "/mijn/passkeys/begin", &form);
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let kept = answer.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap();
    let cookies = format!("{}; {kept}", landlord::cookie(person));
    ToAdd { asked: serde_json::from_str(&answer.text).unwrap(), cookies }
}

fn seal(office: &Office, person: usize) -> String {
    let page = office.get(person, "/mijn").text;
    part(&page, "name=\"zegel\" value=\"", "\"").expect("a seal").to_string()
}

fn send_new(office: &Office, person: usize, cookies: &str, answer: &str) -> Answer {
    let form = format!("zegel={}&naam=Mijn+telefoon&antwoord={}", seal(office, person), encoded(answer));
    office.post(cookies, "/mijn/passkeys", &form)
}

/// Adds a passkey to somebody's account.
fn add(office: &Office, person: usize, device: &mut Device) {
    let to_add = asked_to_add(office, person);
    device.handle = to_add.asked["publicKey"]["user"]["id"].as_str().unwrap().into();
    let sent = send_new(office, person, &to_add.cookies, &device.new_answer(to_add.challenge(), false));
    assert_eq!(sent.goes_to(), "/mijn?klaar=passkey");
}

/// Asks the page to sign in, and gives the cookie of this browser and the challenge.
fn knock(office: &Office) -> (String, String) {
    let answer = office.post("", "/aanmelden/passkey/begin", "");
    let asked: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(asked["publicKey"]["userVerification"], "required");
    assert_eq!(asked["publicKey"]["rpId"], NAME);
    let cookie = answer.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_string();
    (cookie, asked["publicKey"]["challenge"].as_str().unwrap().to_string())
}

fn enter(office: &Office, cookie: &str, answer: &str) -> Answer {
    office.post(cookie, "/aanmelden/passkey", &format!("naar=%2Fhuurders&antwoord={}", encoded(answer)))
}

#[test]
fn a_passkey_is_added_and_opens_the_door_without_a_name() {
    let office = Office::new();
    let mut device = Device::new(1);
    let to_add = asked_to_add(&office, LEADER);
    let options = &to_add.asked["publicKey"];
    assert_eq!(options["rp"]["id"], NAME);
    assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
    assert!(
        !options["user"]["id"].as_str().unwrap().contains("leider"),
        "a handle says nothing of its person"
    );
    add(&office, LEADER, &mut device);
    let page = office.get(LEADER, "/mijn").text;
    assert!(page.contains("Mijn telefoon") && page.contains("nog niet"));
    assert_eq!(
        asked_to_add(&office, LEADER).asked["publicKey"]["excludeCredentials"][0]["id"],
        text(&device.id)
    );

    let (cookie, challenge) = knock(&office);
    let entered = enter(&office, &cookie, &device.answer(&challenge));
    assert_eq!(entered.goes_to(), "/huurders");
    let session = entered.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_string();
    let own = office.get_as(&session, "/mijn").text;
    assert!(own.contains("Karim Aydin") && own.contains("<td>passkey</td>"));
    let again = enter(&office, &cookie, &device.answer(&challenge));
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "a challenge is used once");
}

#[test]
fn a_passkey_that_signs_its_own_registration_is_taken_and_a_second_time_it_is_not() {
    let office = Office::new();
    let device = Device::new(2);
    for expected in [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY] {
        let to_add = asked_to_add(&office, LEADER);
        let answer = device.new_answer(to_add.challenge(), true);
        assert_eq!(send_new(&office, LEADER, &to_add.cookies, &answer).status, expected);
    }
    let to_add = asked_to_add(&office, CONSULTANT);
    let answer = device.new_answer(to_add.challenge(), false);
    let taken = send_new(&office, CONSULTANT, &to_add.cookies, &answer);
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody takes over a passkey of another");
}

/// What a forger changes, each in its own way.
type Forgery = (&'static str, fn(&mut Device));

const FORGERIES: [Forgery; 8] = [
    ("another site", |device| device.origin = "https://elders.example".into()),
    ("an open line", |device| device.origin = "http://houvast.voorbeeldwonen.example".into()),
    ("within a page of another", |device| device.more = json!({ "crossOrigin": true })),
    ("below a page of another", |device| {
        device.more = json!({ "crossOrigin": false, "topOrigin": "https://elders.example" });
    }),
    ("a passkey of another name", |device| device.name = "elders.example".into()),
    ("nobody touched it", |device| device.flags = 0x04),
    ("nobody showed who he is", |device| device.flags = 0x01),
    ("backed up, though it cannot be", |device| device.flags = PRESENT_AND_VERIFIED | 0x10),
];

#[test]
fn a_forged_registration_adds_nothing() {
    let office = Office::new();
    for (what, forge) in FORGERIES {
        let mut device = Device::new(3);
        forge(&mut device);
        let to_add = asked_to_add(&office, LEADER);
        let answer = device.new_answer(to_add.challenge(), false);
        let sent = send_new(&office, LEADER, &to_add.cookies, &answer);
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
    }
    let device = Device::new(3);
    let good = |challenge: &str| device.new_answer(challenge, false);
    let refused = |cookies: &str, answer: &str, what: &str| {
        let sent = send_new(&office, LEADER, cookies, answer);
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
    };
    let own = asked_to_add(&office, LEADER);
    refused(&own.cookies, &good(&text(&[0; 32])), "what nobody asked");
    let other = asked_to_add(&office, CONSULTANT);
    refused(&own.cookies, &good(other.challenge()), "what another was asked");
    let of_other = other.cookies.split_once("; ").unwrap().1;
    let put_in = format!("{}; {of_other}", landlord::cookie(LEADER));
    refused(&put_in, &good(other.challenge()), "what another keeps");
    refused(&landlord::cookie(LEADER), &good(own.challenge()), "without the browser that asked");
    for junk in ["", "{}", "null", "{\"rawId\":\"!\",\"type\":\"x\",\"response\":{}}"] {
        refused(&asked_to_add(&office, LEADER).cookies, junk, junk);
    }
    let unsealed = office.post(&landlord::cookie(LEADER), "/mijn/passkeys/begin", "zegel=x");
    assert_eq!(unsealed.status, StatusCode::FORBIDDEN);
    assert!(!office.get(LEADER, "/mijn").text.contains("Mijn telefoon"));
}

#[test]
fn a_forged_answer_opens_nothing() {
    let office = Office::new();
    let mut device = Device::new(4);
    add(&office, LEADER, &mut device);
    let refused = |cookie: &str, answer: &str, what: &str| {
        let answer = enter(&office, cookie, answer);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
        assert!(!answer.headers.contains_key("set-cookie"), "{what}");
    };
    for (what, forge) in FORGERIES {
        let (cookie, challenge) = knock(&office);
        let (flags, name, origin, more) =
            (device.flags, device.name.clone(), device.origin.clone(), device.more.clone());
        forge(&mut device);
        refused(&cookie, &device.answer(&challenge), what);
        (device.flags, device.name, device.origin, device.more) = (flags, name, origin, more);
    }
    let (cookie, challenge) = knock(&office);
    let mut thief = Device::new(4);
    thief.handle.clone_from(&device.handle);
    refused(&cookie, &thief.answer(&challenge), "another key under the same id");
    let mut other = Device::new(5);
    add(&office, CONSULTANT, &mut other);
    let (cookie, challenge) = knock(&office);
    other.handle.clone_from(&device.handle);
    refused(&cookie, &other.answer(&challenge), "a passkey that says it is of somebody else");
    let (_, challenge) = knock(&office);
    let (cookie_of_another, _) = knock(&office);
    refused(&cookie_of_another, &device.answer(&challenge), "asked in another browser");
    refused("", &device.answer(&challenge), "without the browser that asked");
    let (cookie, challenge) = knock(&office);
    refused(&cookie, &device.answer(&challenge).replace("public-key", "password"), "another kind");
    let (cookie, challenge) = knock(&office);
    assert_eq!(
        enter(&office, &cookie, &device.answer(&challenge)).goes_to(),
        "/huurders",
        "the owner comes in"
    );
}

#[test]
fn who_knocks_a_thousand_times_pushes_nobody_out_and_another_process_lets_in_who_began_here() {
    let office = Office::new();
    let mut device = Device::new(9);
    add(&office, LEADER, &mut device);
    let (cookie, challenge) = knock(&office);
    for _ in 0..1_000 {
        knock(&office);
    }
    let elsewhere = office.served_once_more();
    assert_eq!(enter(&elsewhere, &cookie, &device.answer(&challenge)).goes_to(), "/huurders");
    for office in [&office, &elsewhere] {
        let again = enter(office, &cookie, &device.answer(&challenge));
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "a challenge is used once, wherever");
    }
    let later = "update answered_challenge set until = 0";
    office.book().connection().execute(later, []).unwrap();
    let (cookie, challenge) = knock(&elsewhere);
    assert_eq!(enter(&office, &cookie, &device.answer(&challenge)).goes_to(), "/huurders");
    let kept = "select count(*) from answered_challenge";
    let kept: u32 = office.book().connection().query_row(kept, [], |row| row.get(0)).unwrap();
    assert_eq!(kept, 1, "what has ended is forgotten");
}

#[test]
fn who_came_in_by_another_service_shows_there_anew_who_he_is_before_a_passkey_is_added() {
    let office = Office::new();
    let came_by = |way: &str| {
        office.book().connection().execute("update session set way = ?1", [way]).unwrap();
        let form = format!("zegel={}", seal(&office, LEADER));
        office.post(&landlord::cookie(LEADER), "/mijn/passkeys/begin", &form).status
    };
    assert_eq!(came_by("elders"), StatusCode::FORBIDDEN);
    let page = office.get(LEADER, "/mijn").text;
    assert!(page.contains("/aanmelden/elders?opnieuw=1") && !page.contains("Hoe noemt u deze passkey?"));
    assert_eq!(came_by("elders, opnieuw"), StatusCode::OK);
}

#[test]
fn a_counter_that_goes_back_is_a_copy_and_the_log_says_so() {
    let office = Office::new();
    let mut device = Device::new(6);
    device.counter = 7;
    add(&office, LEADER, &mut device);
    let mut enter_with = |counter: u32| {
        device.counter = counter;
        let (cookie, challenge) = knock(&office);
        enter(&office, &cookie, &device.answer(&challenge))
    };
    assert_eq!(enter_with(9).goes_to(), "/huurders");
    for counter in [9, 8, 0] {
        let answer = enter_with(counter);
        assert!(answer.text.contains("misschien gekopieerd"), "{counter}");
    }
    assert_eq!(enter_with(10).goes_to(), "/huurders");
    let leader = office.book().account("leider@example.nl").unwrap().unwrap().0.id.0;
    let page = office.get(ADMINISTRATOR, &format!("/inrichting/gebruikers/{leader}")).text;
    assert!(page.contains("passkey is misschien gekopieerd") && page.contains("passkey toegevoegd"));
}

#[test]
fn nobody_adds_a_passkey_at_a_screen_that_was_left_open() {
    let office = Office::new();
    let query = "update session set began = began - 1801";
    office.book().connection().execute(query, []).unwrap();
    let form = format!("zegel={}", seal(&office, LEADER));
    let asked = office.post(&landlord::cookie(LEADER), "/mijn/passkeys/begin", &form);
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    let page = office.get(LEADER, "/mijn").text;
    assert!(page.contains("binnen een half uur") && !page.contains("Hoe noemt u deze passkey?"));
}

#[test]
fn a_removed_passkey_and_a_closed_account_open_nothing() {
    let office = Office::new();
    let (mut first, mut second) = (Device::new(7), Device::new(8));
    add(&office, LEADER, &mut first);
    let hex = |device: &Device| device.id.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let remove = |person: usize, device: &Device| {
        let form = format!("zegel={}&passkey={}", seal(&office, person), hex(device));
        office.post(&landlord::cookie(person), "/mijn/passkeys/weg", &form)
    };
    assert!(remove(LEADER, &first).text.contains("enige manier"), "nobody locks himself out");
    add(&office, LEADER, &mut second);
    remove(CONSULTANT, &first).goes_to();
    let come = |device: &Device| {
        let (cookie, challenge) = knock(&office);
        enter(&office, &cookie, &device.answer(&challenge)).status
    };
    assert_eq!(come(&first), StatusCode::SEE_OTHER, "somebody else removes nothing");
    assert_eq!(remove(LEADER, &first).goes_to(), "/mijn?klaar=passkey-weg");
    assert_eq!(come(&first), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(come(&second), StatusCode::SEE_OTHER);
    let book = office.book();
    let leader = book.account("leider@example.nl").unwrap().unwrap().0.id;
    book.close_staff(leader, 1).unwrap();
    assert_eq!(come(&second), StatusCode::UNPROCESSABLE_ENTITY);
    book.reopen_staff(leader).unwrap();
    assert_eq!(come(&second), StatusCode::SEE_OTHER);
    book.take_ways_away(leader).unwrap().unwrap();
    assert_eq!(come(&second), StatusCode::UNPROCESSABLE_ENTITY, "a lost telephone");
}
