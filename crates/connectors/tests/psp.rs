//! Payment providers over real HTTP, against stand-ins that answer as the public references say: begun once, asked after, repeated
//! under the same key, and never led elsewhere.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use connectors::psp::{Begun, Mollie, NewPayment, NotDone, Provider, Status, Tikkie};
use domain::calendar::Day;
use domain::money::Cents;
use serde_json::{Value, json};

/// What a stand-in was asked: method and path, heads in small letters, and the body.
#[derive(Clone, Debug, Default)]
struct Asked {
    line: String,
    heads: Vec<String>,
    body: String,
}

impl Asked {
    fn head(&self, name: &str) -> &str {
        let found = self.heads.iter().find_map(|head| head.strip_prefix(&format!("{name}: ")));
        found.unwrap_or_default()
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}

/// What it answers; `None` hangs up without a word, after it has read everything.
type Answer = Option<(u16, String)>;

/// A provider that answers these, one after another, and remembers what it was asked.
struct StandIn {
    address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl StandIn {
    fn answering(answers: Vec<Answer>) -> StandIn {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        std::thread::spawn(move || {
            for answer in answers {
                let Ok((stream, _)) = listener.accept() else { return };
                kept.lock().unwrap().push(take(&stream));
                if let Some((code, body)) = answer {
                    let head = format!(
                        "HTTP/1.1 {code} X\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
                        body.len()
                    );
                    let _ = (&stream).write_all(format!("{head}{body}").as_bytes());
                }
            }
        });
        StandIn { address, asked }
    }

    fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

fn take(stream: &TcpStream) -> Asked {
    let mut reader = BufReader::new(stream);
    let mut asked = Asked::default();
    let _ = reader.read_line(&mut asked.line);
    let mut length = 0;
    loop {
        let mut line = String::new();
        let _ = reader.read_line(&mut line);
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        let name = name.to_lowercase();
        if name == "content-length" {
            length = value.parse().expect("a length");
        }
        asked.heads.push(format!("{name}: {value}"));
    }
    let mut body = vec![0; length];
    let _ = reader.read_exact(&mut body);
    asked.body = String::from_utf8(body).expect("text");
    asked
}

fn ok(body: Value) -> Answer {
    Some((200, body.to_string()))
}

fn payment() -> NewPayment {
    NewPayment {
        cents: Cents(54_940),
        description: "Voorbeeld Wonen HO-0000222".into(),
        reference: "HO-0000222".into(),
        return_to: "https://betaal.voorbeeldwonen.example/b/K7QFM3XR/terug?b=1".into(),
        webhook: Some("https://betaal.voorbeeldwonen.example/betaling/mollie/geheim".into()),
        key: "6b1a3c0e-5c0e-4d53-9d0e-2f8a1d1c7a11".into(),
        good_until: Day::from_ymd(2026, 11, 22).unwrap(),
        language: "nl".into(),
    }
}

/// As Mollie answers that a payment was made.
fn made(id: &str, checkout: &str) -> Value {
    json!({ "resource": "payment", "id": id, "status": "open", "_links": { "checkout": { "href": checkout } } })
}

fn mollie(at: &StandIn) -> Provider {
    Provider::Mollie(Mollie::at(&at.address, "https://www.mollie.com", "test_sleutel"))
}

const CHECKOUT: &str = "https://www.mollie.com/checkout/select/7UhSN1zuXS";

#[test]
fn a_payment_at_mollie_is_begun_with_amount_addresses_and_a_key() {
    let at = StandIn::answering(vec![Some((201, made("tr_7UhSN1zuXS", CHECKOUT).to_string()))]);
    let begun = mollie(&at).create(&payment()).expect("it is begun");
    assert_eq!(begun, Begun { id: "tr_7UhSN1zuXS".into(), checkout: CHECKOUT.into() });
    let asked = &at.asked()[0];
    assert!(asked.line.starts_with("POST /v2/payments "), "{}", asked.line);
    assert_eq!(asked.head("authorization"), "Bearer test_sleutel");
    assert_eq!(asked.head("idempotency-key"), payment().key);
    let body = asked.json();
    assert_eq!(body["amount"], json!({ "currency": "EUR", "value": "549.40" }));
    assert_eq!(
        (&body["redirectUrl"], &body["webhookUrl"]),
        (&json!(payment().return_to), &json!(payment().webhook))
    );
    assert_eq!(body["locale"], "nl_NL");
}

#[test]
fn a_lost_answer_is_asked_for_once_more_under_the_same_key() {
    for lost in [None, Some((503, String::new()))] {
        let at = StandIn::answering(vec![lost, Some((201, made("tr_1", CHECKOUT).to_string()))]);
        assert_eq!(mollie(&at).create(&payment()).expect("it is begun").id, "tr_1");
        let asked = at.asked();
        assert_eq!(asked.len(), 2);
        assert_eq!(asked[0].head("idempotency-key"), asked[1].head("idempotency-key"));
        assert_eq!(asked[0].body, asked[1].body);
    }
    let at = StandIn::answering(vec![None, None]);
    assert!(matches!(mollie(&at).create(&payment()), Err(NotDone::Later(_))), "and then it is for later");
    let at = StandIn::answering(vec![Some((422, json!({ "status": 422 }).to_string()))]);
    assert!(matches!(mollie(&at).create(&payment()), Err(NotDone::Refused(_))));
    assert_eq!(at.asked().len(), 1, "what is refused is not repeated");
}

#[test]
fn a_tenant_is_led_to_the_provider_and_nowhere_else() {
    let elsewhere = [
        "https://www.mollie.com.kwaad.example/checkout",
        "https://www.mollie.community/checkout",
        "http://www.mollie.com/checkout",
        "javascript:alert(1)",
        "",
    ];
    for address in elsewhere {
        let at = StandIn::answering(vec![Some((201, made("tr_1", address).to_string()))]);
        assert!(matches!(mollie(&at).create(&payment()), Err(NotDone::Refused(_))), "{address}");
    }
    let at = StandIn::answering(vec![Some((201, made("../x", CHECKOUT).to_string()))]);
    assert!(matches!(mollie(&at).create(&payment()), Err(NotDone::Refused(_))));
}

#[test]
fn what_mollie_says_of_a_payment_is_read_to_the_cent() {
    let said = |status: &str, refunded: &str, back: &str| {
        let amount = |value: &str| json!({ "currency": "EUR", "value": value });
        let told = json!({
            "id": "tr_1", "status": status, "amount": amount("549.40"), "amountRefunded": amount(refunded),
            "amountChargedBack": amount(back),
        });
        let at = StandIn::answering(vec![ok(told)]);
        let status = mollie(&at).status("tr_1", Cents(54_940));
        assert!(at.asked()[0].line.starts_with("GET /v2/payments/tr_1 "));
        status
    };
    assert_eq!(said("open", "0.00", "0.00"), Ok(Status::Open));
    assert_eq!(said("pending", "0.00", "0.00"), Ok(Status::AtBank));
    assert_eq!(said("paid", "0.00", "0.00"), Ok(Status::Paid));
    assert_eq!(
        said("paid", "549.39", "0.00"),
        Ok(Status::PartBack(Cents(54_939))),
        "not all of it went back"
    );
    assert_eq!(said("paid", "50.00", "10.40"), Ok(Status::PartBack(Cents(6_040))));
    assert_eq!(said("paid", "500.00", "49.40"), Ok(Status::Reversed));
    assert_eq!(said("canceled", "0.00", "0.00"), Ok(Status::Cancelled));
    assert_eq!(said("expired", "0.00", "0.00"), Ok(Status::Expired));
    assert_eq!(said("failed", "0.00", "0.00"), Ok(Status::Failed));
    assert!(matches!(said("iets nieuws", "0.00", "0.00"), Err(NotDone::Later(_))), "no guess");
}

#[test]
fn an_answer_about_another_payment_or_about_none_is_no_answer() {
    let other = StandIn::answering(vec![ok(json!({ "id": "tr_2", "status": "paid" }))]);
    assert!(matches!(mollie(&other).status("tr_1", Cents(100)), Err(NotDone::Later(_))));
    for (currency, value) in [("EUR", "5.49"), ("USD", "549.40")] {
        let amount = json!({ "currency": currency, "value": value });
        let less = StandIn::answering(vec![ok(json!({ "id": "tr_1", "status": "paid", "amount": amount }))]);
        let status = mollie(&less).status("tr_1", Cents(54_940));
        assert!(matches!(status, Err(NotDone::Later(_))), "{currency} {value} is not what was asked");
    }
    let gone = StandIn::answering(vec![Some((404, "{}".into()))]);
    assert_eq!(mollie(&gone).status("tr_1", Cents(100)), Err(NotDone::Unknown));
    let torn = StandIn::answering(vec![Some((200, "{\"id\": \"tr_1\", ".into()))]);
    assert!(matches!(mollie(&torn).status("tr_1", Cents(100)), Err(NotDone::Later(_))));
    let never = StandIn::answering(Vec::new());
    assert_eq!(mollie(&never).status("tr_1/../../v2/refunds", Cents(100)), Err(NotDone::Unknown));
    assert!(never.asked().is_empty(), "such a number is never asked about");
}

#[test]
fn a_call_names_a_payment_or_nothing() {
    let at = StandIn::answering(Vec::new());
    let mollie = mollie(&at);
    assert_eq!(mollie.told("id=tr_5B8cwPMGnU"), Some("tr_5B8cwPMGnU".into()));
    for odd in ["", "id=", "idd=tr_1", "id=tr_1%2F..", "{\"id\":\"tr_1\"}"] {
        assert_eq!(mollie.told(odd), None, "{odd}");
    }
    let tikkie = Provider::Tikkie(Tikkie::at(&at.address, "sleutel", "app"));
    let told = json!({
        "subscriptionId": "e0111835-e8df-4070-874a-f12cf3f77e39", "notificationType": "PAYMENT",
        "paymentRequestToken": "qzdnzr8hnVWTgXXcFRLUMc", "paymentToken": "21ef7413-cc3c-4c80-9272-6710fada28e4",
    });
    assert_eq!(tikkie.told(&told.to_string()), Some("qzdnzr8hnVWTgXXcFRLUMc".into()));
    assert_eq!(tikkie.told("id=qzdnzr8hnVWTgXXcFRLUMc"), None);
}

#[test]
fn a_request_at_tikkie_is_begun_and_followed() {
    let url = "https://tikkie.me/pay/Voorbeeld/qzdnzr8hnVWTgXXcFRLUMc";
    let request = |status: &str, paid: i64| {
        json!({
            "paymentRequestToken": "qzdnzr8hnVWTgXXcFRLUMc", "amountInCents": 54_940, "url": url, "status": status,
            "totalAmountPaidInCents": paid,
        })
    };
    let answers = [
        ("OPEN", 0),
        ("OPEN", 54_940),
        ("CLOSED", 54_940),
        ("CLOSED", 0),
        ("EXPIRED", 0),
        ("MAX_YIELD_REACHED", 0),
    ];
    let mut all = vec![Some((201, request("OPEN", 0).to_string()))];
    all.extend(answers.map(|(status, paid)| ok(request(status, paid))));
    let at = StandIn::answering(all);
    let tikkie = Provider::Tikkie(Tikkie::at(&at.address, "sleutel", "app"));
    let begun = tikkie.create(&payment()).expect("it is begun");
    assert_eq!((begun.id.as_str(), begun.checkout.as_str()), ("qzdnzr8hnVWTgXXcFRLUMc", url));
    let said: Vec<Status> =
        answers.iter().map(|_| tikkie.status(&begun.id, Cents(54_940)).expect("a status")).collect();
    use Status::{Cancelled, Expired, Open, Paid};
    assert_eq!(said, [Open, Paid, Paid, Cancelled, Expired, Open]);
    let asked = at.asked();
    assert_eq!((asked[0].head("api-key"), asked[0].head("x-app-token")), ("sleutel", "app"));
    let body = asked[0].json();
    assert_eq!((&body["amountInCents"], &body["expiryDate"]), (&json!(54_940), &json!("2026-11-22")));
    assert!(body["description"].as_str().is_some_and(|text| text.chars().count() <= 35));
    assert!(body["referenceId"].as_str().is_some_and(|text| text.chars().count() <= 35));
    assert!(asked[1].line.starts_with("GET /v2/tikkie/paymentrequests/qzdnzr8hnVWTgXXcFRLUMc "));
}
