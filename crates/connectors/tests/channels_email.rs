//! E-mail against a mail server that was not written here, on loopback: what arrives, and what every refusal comes to.

use connectors::channels::Attempt;
use connectors::channels::email::{Email, MailSettings, Mailer, Security, Unsubscribe};
use mail_parser::{MessageParser, MimeHeaders};
use simulator::post::MailWorld;
use simulator::post::mail_world::MailManners;
use std::fs;
use std::path::Path;

fn settings(port: u16) -> MailSettings {
    MailSettings {
        host: "localhost".to_owned(),
        port,
        security: Security::NoneOnLoopback,
        account: None,
        authority: None,
        sender_name: "Voorbeeld Wonen".to_owned(),
        sender_address: "huur@voorbeeldwonen.example".to_owned(),
        reply_to: Some("vragen@voorbeeldwonen.example".to_owned()),
        bounce_address: "retour@voorbeeldwonen.example".to_owned(),
        tag_bounces: true,
        timeout_seconds: 20,
    }
}

fn email(to: &str) -> Email {
    Email {
        id: "0a1b2c3d".to_owned(),
        to: to.to_owned(),
        subject: "Uw huur van november".to_owned(),
        text: "Beste mevrouw Yılmaz,\n\nUw huur is nog niet binnen.\n.\nGroet\n".to_owned(),
        html: Some("<p lang=\"nl\">Beste mevrouw Yılmaz</p>".to_owned()),
        language: "nl".to_owned(),
        sent_at: 1_795_000_000,
        unsubscribe: Some(Unsubscribe {
            page: "https://betaal.voorbeeldwonen.example/geen-mail/0123abcd-1.00ff".to_owned(),
            mailbox: "afmelden@voorbeeldwonen.example".to_owned(),
            subject: "afmelden.0123abcd-1.00ff".to_owned(),
        }),
        calendar: None,
    }
}

fn arrived(folder: &Path) -> Vec<Vec<u8>> {
    let mut paths: Vec<_> =
        fs::read_dir(folder.join("post")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| fs::read(path).unwrap()).collect()
}

/// A world, what sending to this address comes to, and what arrived.
fn sent_to(to: &str) -> (Attempt, usize) {
    let folder = tempfile::tempdir().unwrap();
    let world = MailWorld::start(folder.path()).unwrap();
    let attempt = Mailer::new(&settings(world.port())).unwrap().send(&email(to));
    (attempt, arrived(folder.path()).len())
}

#[test]
fn a_message_arrives_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let world = MailWorld::start(folder.path()).unwrap();
    let mut mailer = Mailer::new(&settings(world.port())).unwrap();
    let attempt = mailer.send(&email("s.yilmaz@example.org"));
    assert_eq!(attempt, Attempt::Accepted { provider_id: "0a1b2c3d".to_owned() });
    let mail = arrived(folder.path()).remove(0);
    let mail = MessageParser::default().parse(&mail).unwrap();
    assert_eq!(mail.message_id(), Some("houvast.0a1b2c3d@voorbeeldwonen.example"));
    assert_eq!(mail.subject(), Some("Uw huur van november"));
    assert_eq!(mail.date().unwrap().to_timestamp(), 1_795_000_000);
    assert_eq!(mail.return_path().as_text(), Some("retour+0a1b2c3d@voorbeeldwonen.example"));
    // A long header is folded on its way.
    let header = |name: &'static str| mail.header_raw(name).map(|text| text.trim().replace("\r\n", ""));
    assert_eq!(header("Auto-Submitted").as_deref(), Some("auto-generated"));
    assert_eq!(header("Content-Language").as_deref(), Some("nl"));
    assert_eq!(header("List-Unsubscribe-Post").as_deref(), Some("List-Unsubscribe=One-Click"));
    assert_eq!(
        header("List-Unsubscribe").as_deref(),
        Some(
            "<mailto:afmelden@voorbeeldwonen.example?subject=afmelden.0123abcd-1.00ff>, \
             <https://betaal.voorbeeldwonen.example/geen-mail/0123abcd-1.00ff>"
        )
    );
    let text = mail.body_text(0).unwrap().replace("\r\n", "\n");
    assert_eq!(text.trim_end(), "Beste mevrouw Yılmaz,\n\nUw huur is nog niet binnen.\n.\nGroet");
    assert_eq!(mail.body_html(0).unwrap(), "<p lang=\"nl\">Beste mevrouw Yılmaz</p>");
}

#[test]
fn the_same_message_is_the_same_to_the_byte_and_one_connection_serves_many() {
    let folder = tempfile::tempdir().unwrap();
    let world = MailWorld::start(folder.path()).unwrap();
    let mut mailer = Mailer::new(&settings(world.port())).unwrap();
    for to in ["a@example.org", "onbekend.b@example.org", "a@example.org", "c@example.org"] {
        mailer.send(&email(to));
    }
    let mails = arrived(folder.path());
    assert_eq!(mails.len(), 3);
    assert_eq!(mails[0], mails[1]);
}

#[test]
fn every_refusal_has_its_own_meaning() {
    let (attempt, kept) = sent_to("onbekend.jansen@example.org");
    let Attempt::AddressUnusable { reason } = attempt else { panic!("{attempt:?}") };
    assert_eq!(reason, "550 5.1.1 (recipient address rejected user unknown)");
    assert_eq!(kept, 0);
    let (attempt, _) = sent_to("druk.jansen@example.org");
    assert_eq!(attempt, Attempt::Later { after_seconds: None, reason: "451 4.2.1 (busy)".to_owned() });
    let (attempt, _) = sent_to("verboden.jansen@example.org");
    assert!(matches!(attempt, Attempt::Refused { .. }), "{attempt:?}");
    let (attempt, kept) = sent_to("spam.jansen@example.org");
    assert!(matches!(attempt, Attempt::Refused { .. }), "{attempt:?}");
    assert_eq!(kept, 0);
    let (attempt, _) = sent_to("vol.jansen@example.org");
    assert!(matches!(attempt, Attempt::Later { after_seconds: Some(_), .. }), "{attempt:?}");
}

#[test]
fn a_line_that_breaks_before_the_end_is_later_and_after_the_end_is_unknown() {
    let (attempt, kept) = sent_to("afgebroken.jansen@example.org");
    assert!(matches!(attempt, Attempt::Later { .. }), "{attempt:?}");
    assert_eq!(kept, 0);
    let (attempt, kept) = sent_to("stil.jansen@example.org");
    assert!(matches!(attempt, Attempt::Unknown { .. }), "{attempt:?}");
    assert_eq!(kept, 1, "the server has it, although it never said so");
}

#[test]
fn nobody_listening_is_later() {
    let port = MailWorld::start(tempfile::tempdir().unwrap().path()).unwrap().port();
    let attempt = Mailer::new(&settings(port)).unwrap().send(&email("a@example.org"));
    assert!(matches!(attempt, Attempt::Later { .. }), "{attempt:?}");
}

#[test]
fn a_server_that_put_us_off_takes_it_the_second_time() {
    let folder = tempfile::tempdir().unwrap();
    let world = MailWorld::start(folder.path()).unwrap();
    let mut mailer = Mailer::new(&settings(world.port())).unwrap();
    assert!(matches!(mailer.send(&email("druk.a@example.org")), Attempt::Later { .. }));
    assert!(matches!(mailer.send(&email("druk.a@example.org")), Attempt::Accepted { .. }));
}

#[test]
fn hostile_names_and_subjects_add_no_header_and_no_address() {
    let folder = tempfile::tempdir().unwrap();
    let world = MailWorld::start(folder.path()).unwrap();
    let mut hostile = settings(world.port());
    hostile.sender_name = "Wonen\"\r\nBcc: iedereen@example.org\r\nX: <kwaad@example.org>,".to_owned();
    let mut mailer = Mailer::new(&hostile).unwrap();
    let mut mail = email("a@example.org");
    mail.subject = "Uw huur\r\nBcc: iedereen@example.org\r\n\r\n<script>\u{202e}é".to_owned();
    mail.id = "1\r\nX-Kwaad: ja/é@>".to_owned();
    mail.language = "nl\r\nX-Kwaad: ja".to_owned();
    mail.text = ".\r\n\r\n.\r\nMAIL FROM:<x@example.org>\r\n".to_owned();
    let attempt = mailer.send(&mail);
    assert_eq!(attempt, Attempt::Accepted { provider_id: mail.id.clone() });
    let raw = arrived(folder.path());
    assert_eq!(raw.len(), 1);
    let read = MessageParser::default().parse(&raw[0]).unwrap();
    assert!(read.header("Bcc").is_none() && read.header("X-Kwaad").is_none() && read.header("X").is_none());
    assert_eq!(read.to().unwrap().first().unwrap().address(), Some("a@example.org"));
    assert_eq!(read.from().unwrap().iter().count(), 1);
    assert_eq!(read.subject(), Some("Uw huur Bcc: iedereen@example.org <script>\u{202e}é"));
    assert!(read.body_text(0).unwrap().contains("MAIL FROM:<x@example.org>"));
}

#[test]
fn impossible_addresses_and_pages_are_found_before_anything_is_said() {
    for to in ["", "geen adres", "a@b@c", "a@example.org\r\nRCPT TO:<b@example.org>", "<a@example.org>"] {
        let (attempt, kept) = sent_to(to);
        assert!(matches!(attempt, Attempt::AddressUnusable { .. }), "{to:?}: {attempt:?}");
        assert_eq!(kept, 0);
    }
    let mut odd = email("a@example.org");
    let right = odd.unsubscribe.clone().unwrap();
    for wrong in [
        Unsubscribe { page: "https://x.example/>\r\nBcc: b@example.org".to_owned(), ..right.clone() },
        Unsubscribe { page: "http://x.example/afmelden".to_owned(), ..right.clone() },
        Unsubscribe { mailbox: "a@example.org>, <mailto:b@example.org".to_owned(), ..right.clone() },
        Unsubscribe { subject: "x\r\nBcc: b@example.org".to_owned(), ..right.clone() },
    ] {
        odd.unsubscribe = Some(wrong);
        let attempt = Mailer::new(&settings(1)).unwrap().send(&odd);
        assert!(matches!(attempt, Attempt::Refused { .. }), "{attempt:?}");
    }
}

#[test]
fn plain_text_to_another_machine_is_refused_beforehand() {
    let mut elsewhere = settings(25);
    elsewhere.host = "mail.voorbeeldwonen.example".to_owned();
    assert!(Mailer::new(&elsewhere).is_err_and(|words| words.contains("zonder versleuteling")));
}

/// An authority that is only ours, and a server certificate it signed: PEM of the first, DER of the second.
fn certificates(name: &str) -> (Vec<u8>, (Vec<u8>, Vec<u8>)) {
    let mut authority = rcgen::CertificateParams::new(Vec::<String>::new()).unwrap();
    authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let authority_key = rcgen::KeyPair::generate().unwrap();
    let authority_certificate = authority.self_signed(&authority_key).unwrap();
    let issuer = rcgen::Issuer::new(authority, authority_key);
    let key = rcgen::KeyPair::generate().unwrap();
    let server =
        rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    (authority_certificate.pem().into_bytes(), (server.der().to_vec(), key.serialize_der()))
}

#[test]
fn starttls_and_tls_with_a_password_arrive() {
    for tls_at_once in [false, true] {
        let (authority, certificate) = certificates("localhost");
        let folder = tempfile::tempdir().unwrap();
        let account = Some(("houvast".to_owned(), "een-wachtwoord".to_owned()));
        let manners = MailManners { certificate: Some(certificate), tls_at_once, account: account.clone() };
        let world = MailWorld::start_with(folder.path(), manners).unwrap();
        let mut safe = settings(world.port());
        safe.security = if tls_at_once { Security::Tls } else { Security::StartTls };
        safe.authority = Some(authority);
        safe.account = account;
        let mut mailer = Mailer::new(&safe).unwrap();
        assert!(matches!(mailer.send(&email("a@example.org")), Attempt::Accepted { .. }));
        assert!(matches!(mailer.send(&email("b@example.org")), Attempt::Accepted { .. }));
        assert_eq!(arrived(folder.path()).len(), 2);
        for account in [Some(("houvast".to_owned(), "verkeerd".to_owned())), None] {
            safe.account = account;
            let attempt = Mailer::new(&safe).unwrap().send(&email("a@example.org"));
            assert!(matches!(attempt, Attempt::Later { .. }), "{attempt:?}");
        }
    }
}

#[test]
fn a_certificate_of_somebody_else_and_a_missing_starttls_send_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["localhost", "iemand-anders.example"] {
        let (authority, certificate) = certificates(name);
        let manners = MailManners { certificate: Some(certificate), ..MailManners::default() };
        let world = MailWorld::start_with(folder.path(), manners).unwrap();
        let mut safe = settings(world.port());
        safe.security = Security::StartTls;
        safe.authority = (name != "localhost").then_some(authority);
        let attempt = Mailer::new(&safe).unwrap().send(&email("a@example.org"));
        assert!(matches!(attempt, Attempt::Later { .. }), "{attempt:?}");
    }
    let world = MailWorld::start(folder.path()).unwrap();
    let mut safe = settings(world.port());
    safe.security = Security::StartTls;
    assert!(matches!(Mailer::new(&safe).unwrap().send(&email("a@example.org")), Attempt::Later { .. }));
    assert!(arrived(folder.path()).is_empty());
}

#[test]
fn a_mail_with_an_appointment_carries_it_as_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let world = MailWorld::start(folder.path()).unwrap();
    let mut mail = email("a@example.org");
    mail.calendar = Some("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n".to_owned());
    Mailer::new(&settings(world.port())).unwrap().send(&mail);
    let raw = arrived(folder.path()).remove(0);
    let read = MessageParser::default().parse(&raw).unwrap();
    let file = read.attachment(0).unwrap();
    assert_eq!(file.attachment_name(), Some("afspraak.ics"));
    assert!(file.text_contents().unwrap().starts_with("BEGIN:VCALENDAR"));
}
