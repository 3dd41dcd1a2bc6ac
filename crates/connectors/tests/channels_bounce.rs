//! Mail that comes back, in the shapes in which it does: written after the public formats, with invented people.

use connectors::channels::bounce::{Returned, read};
use connectors::channels::email::{Email, MailSettings, Mailer, Security};
use connectors::channels::{Fate, Status};
use simulator::post::MailWorld;
use std::fs;
use std::path::Path;

fn file(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bounces").join(name)).unwrap()
}

fn one_status(name: &str) -> Status {
    match read(&file(name)) {
        Returned::Statuses(mut statuses) if statuses.len() == 1 => statuses.remove(0),
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn every_shape_is_placed_and_judged() {
    for (name, fate, detail) in [
        (
            "postfix-unknown-user.eml",
            Fate::AddressUnusable,
            "5.1.1 (recipient address rejected user unknown mailbox)",
        ),
        ("postfix-delayed.eml", Fate::Accepted, "4.4.1"),
        ("exim-report.eml", Fate::AddressUnusable, "5.0.0 (no such user)"),
        ("exim-old.eml", Fate::AddressUnusable, "zonder code (message error recipient address failed)"),
        ("exchange-not-found.eml", Fate::AddressUnusable, "5.1.10 (recipient not address)"),
        ("gmail-full.eml", Fate::Failed, "5.2.2 (account quota)"),
        ("tag-only.eml", Fate::Failed, "5.7.1 (message rejected policy)"),
    ] {
        let status = one_status(name);
        assert_eq!(status.provider_id, "0a1b2c3d", "{name}");
        assert_eq!(status.fate, fate, "{name}");
        if name != "exim-old.eml" {
            assert_eq!(status.detail, detail, "{name}");
        }
    }
    assert_eq!(one_status("postfix-unknown-user.eml").at, Some(1_794_791_411));
}

#[test]
fn replies_are_no_bounces_and_what_cannot_be_placed_goes_to_a_person() {
    assert_eq!(read(&file("out-of-office.eml")), Returned::AutomaticReply);
    for name in ["person.eml", "nameless.eml", "complaint.eml"] {
        let Returned::Finding(words) = read(&file(name)) else { panic!("{name}") };
        assert!(!words.contains("verzonnen") && !words.contains('@'), "{words}");
    }
    assert!(matches!(read(b""), Returned::Finding(_)));
    assert!(matches!(read(&[0xff; 4000]), Returned::Finding(_)));
}

#[test]
fn half_a_bounce_never_panics_and_never_blames_an_address_without_a_code() {
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bounces")).unwrap() {
        let whole = fs::read(entry.unwrap().path()).unwrap();
        for end in (0..whole.len()).step_by(7) {
            if let Returned::Statuses(statuses) = read(&whole[..end]) {
                let blames = statuses.iter().any(|status| status.fate == Fate::AddressUnusable);
                let text = String::from_utf8_lossy(&whole[..end]).to_lowercase();
                let has_ground =
                    text.contains("5.1.1") || text.contains("no such user") || text.contains("unrouteable");
                assert!(!blames || has_ground);
            }
        }
    }
}

#[test]
fn what_a_mail_server_sends_back_finds_its_message() {
    let folder = tempfile::tempdir().unwrap();
    let world = MailWorld::start(folder.path()).unwrap();
    let mut mailer = Mailer::new(&MailSettings {
        host: "127.0.0.1".to_owned(),
        port: world.port(),
        security: Security::NoneOnLoopback,
        account: None,
        authority: None,
        sender_name: "Voorbeeld Wonen".to_owned(),
        sender_address: "huur@voorbeeldwonen.example".to_owned(),
        reply_to: None,
        bounce_address: "retour@voorbeeldwonen.example".to_owned(),
        tag_bounces: false,
        timeout_seconds: 20,
    })
    .unwrap();
    for (id, to) in [
        ("eerste/1", "weg.jansen@example.org"),
        ("2", "volgelopen.jansen@example.org"),
        ("3", "a@example.org"),
    ] {
        mailer.send(&Email {
            id: id.to_owned(),
            to: to.to_owned(),
            subject: "Uw huur".to_owned(),
            text: "Uw huur is nog niet binnen.".to_owned(),
            html: None,
            language: "nl".to_owned(),
            sent_at: 1_795_000_000,
            unsubscribe: None,
            calendar: None,
        });
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(folder.path().join("bounces")).unwrap() {
        let Returned::Statuses(statuses) = read(&fs::read(entry.unwrap().path()).unwrap()) else { panic!() };
        found.extend(statuses.into_iter().map(|status| (status.provider_id, status.fate)));
    }
    found.sort();
    assert_eq!(found, [("2".to_owned(), Fate::Failed), ("eerste/1".to_owned(), Fate::AddressUnusable)]);
}
