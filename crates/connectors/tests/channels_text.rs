//! Text messages through every ready provider file, against providers on loopback.

use connectors::channels::provider::{Provider, TextMessage};
use connectors::channels::{Attempt, Fate};
use simulator::post::TextWorld;
use std::fs;
use std::path::{Path, PathBuf};

/// File, and the part of its address that gives way to this machine.
const READY: [(&str, &str); 4] = [
    ("cm", "https://gw.cmtelecom.com"),
    ("spryng", "https://api.spryng.nl"),
    ("messagebird", "https://rest.messagebird.com"),
    ("voorbeeld", "http://127.0.0.1:8025"),
];

fn ready(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../startbeleid/aanbieders");
    fs::read_to_string(folder.join(format!("{name}.toml"))).unwrap()
}

fn at_world(name: &str, outside: &str, port: u16) -> Provider {
    let text = ready(name).replace(outside, &format!("http://127.0.0.1:{port}"));
    let text = text.replace("\"20 seconden\"", "\"2 seconden\"");
    let mut provider = Provider::from_toml("aanbieder.toml", &text).unwrap();
    provider.unlock(|name| name.starts_with("HOUVAST_").then(|| "een-sleutel".to_owned())).unwrap();
    provider
}

fn message(id: &str, to: &str) -> TextMessage {
    TextMessage {
        id: id.to_owned(),
        to: to.to_owned(),
        text: "Dag mevrouw Yilmaz, \"uw huur\" is nog niet binnen & {sleutel}: https://voorbeeldwonen.example/b/K7".to_owned(),
    }
}

fn telephones(folder: &Path) -> Vec<serde_json::Value> {
    let text = fs::read_to_string(folder.join("telephones.ndjson")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn statuses(folder: &Path, provider: &Provider) -> Vec<(String, Fate)> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder.join("statuses")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut all = Vec::new();
    for path in paths {
        let told = provider.read_status(&fs::read_to_string(path).unwrap());
        assert_eq!(told.findings, Vec::<String>::new());
        all.extend(told.statuses.into_iter().map(|status| (status.provider_id, status.fate)));
    }
    all
}

#[test]
fn a_message_arrives_word_for_word_and_every_refusal_means_the_same() {
    for (name, outside) in READY {
        let folder = tempfile::tempdir().unwrap();
        let world = TextWorld::start(folder.path()).unwrap();
        let mut provider = at_world(name, outside, world.port());
        let attempt = provider.send(&message("kenmerk-1", "+31600000101"));
        let Attempt::Accepted { provider_id } = attempt else { panic!("{name}: {attempt:?}") };
        let arrived = telephones(folder.path());
        assert_eq!(arrived.len(), 1, "{name}");
        assert_eq!(arrived[0]["text"], message("", "").text, "{name}");
        assert_eq!(arrived[0]["reference"], "kenmerk-1", "{name}");
        assert!(arrived[0]["to"].as_str().unwrap().ends_with("31600000101"), "{name}");
        let known_as = if name == "spryng" { provider_id } else { "kenmerk-1".to_owned() };
        assert_eq!(
            statuses(folder.path(), &provider),
            [(known_as.clone(), Fate::Accepted), (known_as, Fate::Delivered)],
            "{name}"
        );
        let unknown = provider.send(&message("kenmerk-2", "+31600000199"));
        match name {
            "spryng" => assert!(matches!(unknown, Attempt::Refused { .. }), "{name}: {unknown:?}"),
            _ => assert!(matches!(unknown, Attempt::AddressUnusable { .. }), "{name}: {unknown:?}"),
        }
        let busy = provider.send(&message("kenmerk-3", "+31600000188"));
        assert!(matches!(busy, Attempt::Later { after_seconds: Some(2), .. }), "{name}: {busy:?}");
        let again = provider.send(&message("kenmerk-3", "+31600000188"));
        assert!(matches!(again, Attempt::Accepted { .. }), "{name}: {again:?}");
        let no_credit = provider.send(&message("kenmerk-4", "+31600000155"));
        assert!(matches!(no_credit, Attempt::Refused { .. }), "{name}: {no_credit:?}");
        assert_eq!(telephones(folder.path()).len(), 2, "{name}");
    }
}

#[test]
fn without_an_answer_nobody_knows_unless_a_repeat_is_safe() {
    for (name, outside) in READY {
        let folder = tempfile::tempdir().unwrap();
        let world = TextWorld::start(folder.path()).unwrap();
        let mut provider = at_world(name, outside, world.port());
        let attempt = provider.send(&message("kenmerk-1", "+31600000177"));
        assert!(matches!(attempt, Attempt::Unknown { .. }), "{name}: {attempt:?}");
        assert_eq!(provider.repeat_is_safe(), name == "voorbeeld");
        if provider.repeat_is_safe() {
            // The provider knows it again: asking twice more brings nothing twice, also after it was started again.
            provider.send(&message("kenmerk-1", "+31600000177"));
            drop(world);
            let world = TextWorld::start(folder.path()).unwrap();
            at_world(name, outside, world.port()).send(&message("kenmerk-1", "+31600000177"));
        }
        assert_eq!(telephones(folder.path()).len(), 1, "{name}");
    }
}

#[test]
fn nobody_there_or_a_key_that_ran_out_is_later() {
    for (name, outside) in READY {
        let folder = tempfile::tempdir().unwrap();
        let world = TextWorld::start(folder.path()).unwrap();
        let mut provider = at_world(name, outside, world.port());
        provider.unlock(|_| Some("verlopen".to_owned())).unwrap();
        let attempt = provider.send(&message("1", "+31600000101"));
        assert!(matches!(attempt, Attempt::Later { .. }), "{name}: {attempt:?}");
        provider.unlock(|_| Some("een-sleutel".to_owned())).unwrap();
        drop(world);
        let attempt = provider.send(&message("1", "+31600000101"));
        assert!(matches!(attempt, Attempt::Later { .. }), "{name}: {attempt:?}");
    }
}

#[test]
fn a_number_that_is_gone_is_told_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let world = TextWorld::start(folder.path()).unwrap();
    for (name, outside) in READY {
        at_world(name, outside, world.port()).send(&message(name, "+31600000166"));
    }
    let files: Vec<String> = (1..=4)
        .map(|number| {
            let path = |ending| folder.path().join(format!("statuses/{number:06}.{ending}"));
            fs::read_to_string(path("json")).or_else(|_| fs::read_to_string(path("form"))).unwrap()
        })
        .collect();
    let fates: Vec<Fate> = READY
        .iter()
        .zip(&files)
        .map(|((name, outside), file)| {
            at_world(name, outside, world.port()).read_status(file).statuses[0].fate
        })
        .collect();
    // CM and Spryng do not say for certain that a number is gone: then it is no more than a failure.
    assert_eq!(fates, [Fate::Failed, Fate::Failed, Fate::AddressUnusable, Fate::AddressUnusable]);
}

#[test]
fn amounts_debt_and_impossible_numbers_never_leave() {
    let folder = tempfile::tempdir().unwrap();
    let world = TextWorld::start(folder.path()).unwrap();
    let mut provider = at_world("voorbeeld", READY[3].1, world.port());
    for text in ["Betaal 549,40 voor 27-11", "Uw schuld is hoog"] {
        let attempt = provider.send(&TextMessage { text: text.to_owned(), ..message("1", "+31600000101") });
        assert!(matches!(attempt, Attempt::Refused { .. }), "{attempt:?}");
    }
    for to in ["0600000101", "+31600000101\r\nX: y", "", "+", "+316000001012345678"] {
        let attempt = provider.send(&message("1", to));
        assert!(matches!(attempt, Attempt::AddressUnusable { .. }), "{to}: {attempt:?}");
    }
    assert!(telephones(folder.path()).is_empty());
    let mut locked = Provider::from_toml("v.toml", &ready("voorbeeld")).unwrap();
    assert!(matches!(locked.send(&message("1", "+31600000101")), Attempt::Later { .. }));
    assert!(locked.unlock(|_| None).is_err_and(|words| words.contains("HOUVAST_VOORBEELD_SLEUTEL")));
}

#[test]
fn a_status_that_is_not_understood_is_told_and_stops_no_other() {
    let provider = Provider::from_toml("spryng.toml", &ready("spryng")).unwrap();
    let told = provider.read_status(
        r#"{"Messages":[{"MessageId":"a","Status":"Verdampt"},{"Status":"Delivered"},{"MessageId":"b","Status":"delivered","OccurredAtTime":"2026-02-18T15:18:08.8212423Z"},{"MessageId":"c","Status":"Received"}]}"#,
    );
    assert_eq!(told.findings.len(), 2);
    assert_eq!(told.statuses.len(), 1);
    assert_eq!((told.statuses[0].fate, told.statuses[0].at), (Fate::Delivered, Some(1_771_427_888)));
    for body in ["", "{", "[]", "null", "{\"Messages\":5}", "a=b"] {
        let told = provider.read_status(body);
        assert!(told.statuses.is_empty() && !told.findings.is_empty(), "{body}");
    }
}

#[test]
fn a_wrong_file_is_refused_with_line_and_suggestion() {
    let good = ready("voorbeeld");
    for (from, to, line, part) in [
        ("naam = \"Voorbeeld-sms\"", "nam = \"V\"", 3, "Bedoelt u \"naam\"?"),
        ("http://127.0.0.1:8025/berichten", "http://sms.example.org/x", 6, "https://"),
        ("http://127.0.0.1:8025/berichten", "https://sms.example.org/{naar}", 6, "logboeken"),
        ("http://127.0.0.1:8025/berichten", "http://127.0.0.1@sms.example.org/", 6, "https://"),
        ("\"HOUVAST_VOORBEELD_SLEUTEL\"", "\"geheim123\"", 7, "nooit de sleutel zelf"),
        ("\"Voorbeeld\"", "\"Voorbeeld Wonen\"", 8, "hoogstens 11"),
        ("\"+31612345678\"", "\"06\"", 9, "Kies uit"),
        ("\"ja\"", "\"jaa\"", 10, "Bedoelt u \"ja\"?"),
        ("\"20 seconden\"", "\"20\"", 11, "20 seconden"),
        ("tekst = \"{tekst}\"", "tekst = \"{text}\"", 22, "Bedoelt u \"tekst\"?"),
        ("Idempotency-Key = \"{id}\"", "Id = \"{naar}\"", 15, "huurder"),
        ("later = [401, 429, 503]", "later = [401, 201]", 28, "twee keer"),
        ("wordt = \"onbruikbaar\"", "wordt = \"weg\"", 35, "Kies uit"),
        ("bezorgd = \"bezorgd\"", "bezorgd = \"bezogd\"", 46, "Bedoelt u \"bezorgd\"?"),
        ("[antwoord]", "[antword]", 26, "Bedoelt u \"antwoord\"?"),
        ("vorm = \"formulier\"", "vorm = ", 18, "TOML"),
    ] {
        let text = good.replacen(from, to, 1);
        assert_ne!(text, good, "{from}");
        let findings = Provider::from_toml("x.toml", &text).err().unwrap_or_default();
        let found = findings.iter().any(|finding| finding.message.contains(part) && finding.line == line);
        assert!(found, "{to}: {findings:?}");
    }
    let json = ready("cm").replace("\"reference\": \"{id}\"", "\"reference\": {id}");
    let findings = Provider::from_toml("cm.toml", &json).err().unwrap();
    assert_eq!(findings[0].line, 33, "{findings:?}");
}
