//! WhatsApp against a Cloud API on loopback: what arrives, what every refusal comes to, and what the webhook tells.

use connectors::channels::whatsapp::{
    WhatsApp, WhatsAppMessage, WhatsAppSettings, Words, is_from_meta, read_webhook,
};
use connectors::channels::{Attempt, Fate, later_of};
use simulator::post::TextWorld;
use std::fs;
use std::path::Path;

const NOW: i64 = 1_795_000_000;

fn account(port: u16) -> WhatsApp {
    WhatsApp::new(&WhatsAppSettings {
        address: format!("http://127.0.0.1:{port}/v23.0"),
        phone_number_id: "100000000000002".to_owned(),
        token: "een-sleutel".to_owned(),
        timeout_seconds: 2,
    })
}

fn reminder(id: &str, to: &str) -> WhatsAppMessage {
    WhatsAppMessage {
        id: id.to_owned(),
        to: to.to_owned(),
        opted_in: true,
        last_incoming: None,
        words: Words::Template {
            name: "huur_herinnering_1".to_owned(),
            language: "nl".to_owned(),
            reads: "Beste mevrouw Yılmaz, uw huur van november is nog niet binnen.".to_owned(),
            parameters: vec!["mevrouw Yılmaz".to_owned(), "november".to_owned()],
            button_code: Some("K7QFM3XR".to_owned()),
        },
    }
}

fn telephones(folder: &Path) -> Vec<serde_json::Value> {
    let text = fs::read_to_string(folder.join("telephones.ndjson")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_template_arrives_with_its_fields_and_its_statuses_come_back_under_our_number() {
    let folder = tempfile::tempdir().unwrap();
    let world = TextWorld::start(folder.path()).unwrap();
    let attempt = account(world.port()).send(&reminder("kenmerk-1", "+31600000101"), NOW);
    assert!(
        matches!(&attempt, Attempt::Accepted { provider_id } if provider_id.starts_with("wamid.")),
        "{attempt:?}"
    );
    let arrived = telephones(folder.path());
    assert_eq!(arrived[0]["to"], "31600000101");
    let template: serde_json::Value = serde_json::from_str(arrived[0]["text"].as_str().unwrap()).unwrap();
    assert_eq!(template["name"], "huur_herinnering_1");
    assert_eq!(template["language"]["code"], "nl");
    assert_eq!(template["components"][0]["parameters"][0]["text"], "mevrouw Yılmaz");
    assert_eq!(template["components"][1]["sub_type"], "url");
    assert_eq!(template["components"][1]["parameters"][0]["text"], "K7QFM3XR");
    let mut fates = Vec::new();
    for number in [2, 1, 2] {
        let body = fs::read_to_string(folder.path().join(format!("statuses/{number:06}.json"))).unwrap();
        let webhook = read_webhook(&body);
        assert_eq!(webhook.told.statuses[0].provider_id, "kenmerk-1");
        fates.push(webhook.told.statuses[0].fate);
    }
    assert_eq!(fates, [Fate::Delivered, Fate::Accepted, Fate::Delivered]);
    assert_eq!(fates.into_iter().reduce(later_of), Some(Fate::Delivered));
}

#[test]
fn every_refusal_has_its_own_meaning() {
    let folder = tempfile::tempdir().unwrap();
    let world = TextWorld::start(folder.path()).unwrap();
    let mut account = account(world.port());
    let mut send = |id: &str, to: &str| account.send(&reminder(id, to), NOW);
    let not_there = send("1", "+31600000199");
    assert!(
        matches!(&not_there, Attempt::AddressUnusable { reason } if reason == "131026 (message)"),
        "{not_there:?}"
    );
    let busy = send("2", "+31600000188");
    assert!(matches!(busy, Attempt::Later { after_seconds: Some(2), .. }), "{busy:?}");
    assert!(matches!(send("2", "+31600000188"), Attempt::Accepted { .. }));
    assert!(matches!(send("3", "+31600000155"), Attempt::Refused { .. }));
    assert!(matches!(send("4", "+31600000144"), Attempt::Refused { .. }));
    assert!(matches!(send("5", "+31600000177"), Attempt::Unknown { .. }));
    assert_eq!(telephones(folder.path()).len(), 2, "the busy one at last, and the one nobody answered for");
}

#[test]
fn without_consent_outside_the_window_or_with_an_amount_nothing_leaves() {
    let folder = tempfile::tempdir().unwrap();
    let world = TextWorld::start(folder.path()).unwrap();
    let mut account = account(world.port());
    let text = |words: &str, last_incoming| WhatsAppMessage {
        words: Words::Text(words.to_owned()),
        last_incoming,
        ..reminder("1", "+31600000101")
    };
    let day = 24 * 3600;
    for message in [
        WhatsAppMessage { opted_in: false, ..reminder("1", "+31600000101") },
        text("Dag", None),
        text("Dag", Some(NOW - day)),
        text("Dag", Some(NOW + 1)),
        text("U betaalt 549,40", Some(NOW - 60)),
        text("Uw schuld", Some(NOW - 60)),
        WhatsAppMessage {
            words: Words::Template {
                name: "x".to_owned(),
                language: "nl".to_owned(),
                reads: "Beste huurder".to_owned(),
                parameters: vec!["€ 549,40".to_owned()],
                button_code: None,
            },
            ..reminder("1", "+31600000101")
        },
        WhatsAppMessage {
            words: Words::Template {
                name: "x".to_owned(),
                language: "nl".to_owned(),
                reads: "Beste huurder, betaal uw schuld".to_owned(),
                parameters: Vec::new(),
                button_code: None,
            },
            ..reminder("1", "+31600000101")
        },
    ] {
        let attempt = account.send(&message, NOW);
        assert!(matches!(attempt, Attempt::Refused { .. }), "{message:?}: {attempt:?}");
    }
    assert!(telephones(folder.path()).is_empty());
    assert!(matches!(account.send(&text("Dag", Some(NOW - day + 1)), NOW), Attempt::Accepted { .. }));
    assert_eq!(telephones(folder.path())[0]["text"], "Dag");
}

#[test]
fn a_number_without_whatsapp_is_told_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let world = TextWorld::start(folder.path()).unwrap();
    account(world.port()).send(&reminder("kenmerk-6", "+31600000166"), NOW);
    account(world.port()).send(&reminder("kenmerk-7", "+31600000165"), NOW);
    let fate = |number: u32| {
        let body = fs::read_to_string(folder.path().join(format!("statuses/{number:06}.json"))).unwrap();
        read_webhook(&body).told.statuses[0].fate
    };
    assert_eq!((fate(1), fate(2)), (Fate::AddressUnusable, Fate::Failed));
}

#[test]
fn only_meta_may_tell_us_something() {
    // The worked example of the Graph API documentation does not exist; this pair was made with `openssl dgst -hmac`.
    let body = br#"{"object":"whatsapp_business_account"}"#;
    let signature = "sha256=698b71bb8491c357cca9b4107b18b165984fd3c930c64b15be82f61642e95235";
    assert!(is_from_meta(body, signature, "app-geheim"));
    assert!(!is_from_meta(body, signature, "ander-geheim"));
    assert!(!is_from_meta(br#"{"object":"whatsapp_business_accounts"}"#, signature, "app-geheim"));
    for wrong in [
        "",
        "sha256=",
        "sha1=00",
        &signature[..70],
        &signature.replace('=', ""),
        "sha256=é",
        &format!("sha256={}", "zz".repeat(32)),
    ] {
        assert!(!is_from_meta(body, wrong, "app-geheim"), "{wrong}");
    }
    assert!(!is_from_meta(body, signature, ""));
}

#[test]
fn what_a_tenant_sends_is_heard_and_stop_is_stop() {
    let say = |text: &str| {
        let body = serde_json::json!({ "object": "whatsapp_business_account", "entry": [{ "changes": [{ "value": {
            "messages": [{ "from": "31600000101", "id": "wamid.1", "timestamp": "1795000000", "type": "text", "text": { "body": text } }],
        } }] }] });
        read_webhook(&body.to_string()).incoming.remove(0)
    };
    let heard = say("Kan ik volgende week betalen?");
    assert_eq!((heard.from.as_str(), heard.at, heard.stops), ("+31600000101", Some(NOW), false));
    for text in ["STOP", " stop.", "Stop aub", "Afmelden", "stop met appen"] {
        assert!(say(text).stops, "{text}");
    }
    for text in ["Ik stop met werken", "Stop de verhuizing", "stopcontact", ""] {
        assert!(!say(text).stops, "{text}");
    }
}

#[test]
fn nothing_that_is_told_is_lost_and_nothing_panics() {
    for body in ["", "5", "{\"entry\":5}", "{\"entry\":[{\"changes\":[{\"value\":{\"statuses\":[5,{}]}}]}]}"]
    {
        assert!(read_webhook(body).told.statuses.is_empty(), "{body}");
    }
    let mixed = r#"{"entry":[{"changes":[{"value":{"statuses":[{"id":"a","status":"verdampt"},{"id":"b","status":"read","timestamp":"1795000000"}],"messages":[{"type":"image"}],"errors":[{"code":131042}]}}]}]}"#;
    let webhook = read_webhook(mixed);
    assert_eq!(webhook.told.statuses.len(), 1);
    assert_eq!((webhook.told.statuses[0].fate, webhook.told.statuses[0].at), (Fate::Read, Some(NOW)));
    assert_eq!(webhook.told.findings.len(), 3);
}
