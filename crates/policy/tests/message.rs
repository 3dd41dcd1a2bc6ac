//! A message that leaves is checked once more, on the words this tenant gets.

mod base;

use base::*;
use domain::dossier::ContactChannel;
use domain::ids::ContentId;
use domain::policy::{TaskKind, Tone};
use policy::Letters;
use policy::letters::{Form, Language, Message, Request, TextKey, tasks_ahead};

const MAIL: &str = "brieven/herinnering/e-mail.vriendelijk.md";
const SMS: &str = "brieven/herinnering/sms.vriendelijk.txt";
const LETTER14: &str = "brieven/veertiendagenbrief/brief.vriendelijk.md";

/// What is known of mevrouw Visser on 21 November 2026.
fn known(field: &str) -> Option<String> {
    let value = match field {
        "aanhef" => "mevrouw Visser",
        "bedrag" => "€ 549,40",
        "incassokosten" => "€ 82,41",
        "totaal_met_kosten" => "€ 631,81",
        "betaallink" => "betaal.example/b/1",
        "gemeente" => "Heerenveen",
        "consulent" => "Sandra de Boer",
        "telefoon" => "0512 00 00 00",
        "uiterlijk" => "27 november 2026",
        "signaaldag" => "1 december 2026",
        _ => return None,
    };
    Some(value.to_owned())
}

fn request(letter: &str, channel: ContactChannel) -> Request<'_> {
    Request {
        letter,
        channel,
        tone: Tone::Friendly,
        language: Language::Dutch,
        day: day("2026-11-21"),
        seed: ContentId::of(&["HO-0000123"]),
        previous: None,
        ahead: &[],
        own: "",
    }
}

fn letters(changes: &[(&str, &str)]) -> Letters {
    load(changes).letters
}

#[track_caller]
fn sent(letters: &Letters, request: &Request<'_>) -> Message {
    letters.message(request, &known).unwrap_or_else(|found| panic!("{}", listed(&found)))
}

/// It does not leave, and the only error is this.
#[track_caller]
fn stays(
    changes: &[(&str, &str)],
    letter: &str,
    channel: ContactChannel,
    fields: &dyn Fn(&str) -> Option<String>,
    expected: &str,
) {
    let found = letters(changes).message(&request(letter, channel), fields).unwrap_err();
    let errors: Vec<String> =
        found.iter().filter(|finding| finding.is_error()).map(ToString::to_string).collect();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].starts_with(expected), "expected {expected} in {}", errors[0]);
}

/// As [`known`], with one value changed.
fn but<'a>(field: &'a str, value: &'a str) -> impl Fn(&str) -> Option<String> + 'a {
    move |asked| if asked == field { Some(value.to_owned()) } else { known(asked) }
}

#[test]
fn a_message_is_what_the_tenant_reads() {
    let message = sent(&letters(&[]), &request("herinnering", ContactChannel::Email));
    assert_eq!(
        message.text,
        "Beste mevrouw Visser,\n\nUw huur is nog niet binnen.\nHet gaat om € 549,40.\n\n\
         Betaal met betaal.example/b/1.\n\nBetalen in delen kan ook.\nDe gemeente Heerenveen kan helpen.\nBel Sandra de Boer."
    );
    assert_eq!((message.subject.as_str(), message.key.variant), ("Uw huur", 'a'));
    assert_eq!(message.remarks, []);
    let same = sent(&letters(&[]), &request("herinnering", ContactChannel::Email));
    assert_eq!(message, same);
    let block = ("brieven/blokken/zo-betaalt-u.md", "Betaal via ((betaallink)).\n");
    let other = sent(&letters(&[block]), &request("herinnering", ContactChannel::Email));
    assert_ne!(message.hash, other.hash);
}

#[test]
fn nothing_leaves_with_an_open_field() {
    let nobody = but("consulent", " ");
    stays(
        &[],
        "herinnering",
        ContactChannel::Email,
        &nobody,
        &format!("{MAIL}:10:5: fout: Het veld ((consulent))"),
    );
    let none = but("betaallink", "");
    stays(
        &[],
        "herinnering",
        ContactChannel::Email,
        &none,
        "brieven/blokken/zo-betaalt-u.md:2:12: fout: Het veld ((betaallink))",
    );
    let expected =
        "brieven/niets/brief.toml:1:1: fout: Er is niets te versturen: deze brief bestaat niet (e-mail)";
    stays(&[], "niets", ContactChannel::Email, &known, expected);
    stays(
        &[],
        "herinnering",
        ContactChannel::Sms,
        &known,
        "brieven/herinnering/brief.toml:1:1: fout: Er is niets",
    );
}

#[test]
fn no_amount_that_is_not_above_zero_and_no_day_that_is_past() {
    for wrong in ["€ 0,00", "€ -20,00", "onbekend"] {
        let fields = but("bedrag", wrong);
        stays(&[], "herinnering", ContactChannel::Email, &fields, &format!("{MAIL}:4:13: fout: ((bedrag))"));
    }
    let before = swap(REMINDER, "((bedrag)).", "((bedrag)). Betaal vóór ((uiterlijk)).");
    let late = but("uiterlijk", "21 november 2026");
    let expected = format!("{MAIL}:4:37: fout: ((uiterlijk)) is 21 november 2026");
    stays(&[(MAIL, &before)], "herinnering", ContactChannel::Email, &late, &expected);
}

#[test]
fn the_fourteen_day_letter_is_right_to_the_cent() {
    let total = swap(FOURTEEN, "((incassokosten)).", "((incassokosten)). Samen ((totaal_met_kosten)).");
    let changes: &[(&str, &str)] = &[(LETTER14, &total)];
    sent(&letters(changes), &request("veertiendagenbrief", ContactChannel::Letter));
    let wrong = but("totaal_met_kosten", "€ 631,80");
    let expected = format!("{LETTER14}:6:47: fout: € 549,40 en € 82,41 zijn samen niet € 631,80");
    stays(changes, "veertiendagenbrief", ContactChannel::Letter, &wrong, &expected);
    let free = but("incassokosten", "€ 0,00");
    stays(
        &[],
        "veertiendagenbrief",
        ContactChannel::Letter,
        &free,
        &format!("{LETTER14}:6:22: fout: ((incassokosten)) is geen bedrag boven nul"),
    );
    let either = swap(
        FOURTEEN,
        "Anders betaalt u ook ((incassokosten)).",
        "((incassokosten??Anders betaalt u ook ((incassokosten)).))((zonder_kosten??Er komen geen kosten bij.))",
    );
    let either: &[(&str, &str)] = &[(LETTER14, &either)];
    let without = but("incassokosten", "");
    let without = |field: &str| match field {
        "incassokosten" => None,
        "zonder_kosten" => Some("ja".to_owned()),
        other => without(other),
    };
    let asked = request("veertiendagenbrief", ContactChannel::Letter);
    let message = letters(either).message(&asked, &without).unwrap();
    assert!(message.text.contains("Er komen geen kosten bij") && !message.text.contains("Anders"));
    let message = sent(&letters(either), &asked);
    assert!(message.text.contains("Anders betaalt u ook € 82,41"), "{}", message.text);
    let expected = format!("{LETTER14}:6:22: fout: Het veld ((incassokosten)) is niet bekend");
    stays(&[], "veertiendagenbrief", ContactChannel::Letter, &without, &expected);
    let silent = swap(
        FOURTEEN,
        "Anders betaalt u ook ((incassokosten)).",
        "((zonder_kosten??Er komen geen kosten bij.))",
    );
    let found = load(&[(LETTER14, &silent)]);
    assert!(found.findings.iter().any(|finding| finding.text.contains("precieze incassokosten niet")));
    let void = swap(FOURTEEN, "Anders", "Of betaal binnen 14 dagen\nna dagtekening. Anders");
    let expected = format!("{LETTER14}:6:21: fout: \"dagen na dagtekening\" maakt de brief ongeldig");
    stays(&[(LETTER14, &void)], "veertiendagenbrief", ContactChannel::Letter, &known, &expected);
}

#[test]
fn an_announcement_leaves_a_week_to_object() {
    sent(&letters(&[]), &request("aankondiging", ContactChannel::Letter));
    let soon = but("signaaldag", "27 november 2026");
    let file = "brieven/aankondiging/brief.vriendelijk.md";
    stays(
        &[],
        "aankondiging",
        ContactChannel::Letter,
        &soon,
        &format!("{file}:1:4: fout: ((signaaldag)) is 27 november 2026. Geef"),
    );
    let silent = swap(ANNOUNCEMENT, "U mag nee zeggen. ", "");
    let expected = format!(
        "{file}:1:1: fout: Deze brief kondigt een vroegsignaal aan. Er ontbreekt: hoe de huurder nee zegt"
    );
    stays(&[(file, &silent)], "aankondiging", ContactChannel::Letter, &known, &expected);
}

#[test]
fn a_letter_threatens_only_with_what_comes() {
    let text = swap(REMINDER, "Bel", "Anders komt de deurwaarder.\nBel");
    let letters = letters(&[(MAIL, &text)]);
    let asked = request("herinnering", ContactChannel::Email);
    let found = letters.message(&asked, &known).unwrap_err();
    assert_eq!(
        found[0].to_string(),
        format!(
            "{MAIL}:10:16: fout: \"deurwaarder\" dreigt met de deurwaarder of de rechter. Dat hoort niet bij de stappen die hierna komen."
        )
    );
    sent(&letters, &Request { ahead: &[TaskKind::BailiffGate], ..asked });
    let policy = sound(load(&[]));
    let at = policy.flows.iter().position(|flow| flow.id == "goed").unwrap();
    assert_eq!(tasks_ahead(&policy, at, 0), [TaskKind::EarlySignal, TaskKind::BailiffGate]);
    assert_eq!(tasks_ahead(&policy, at, 5), [TaskKind::BailiffGate]);
}

#[test]
fn an_sms_fits_with_the_real_names() {
    let text = "Dag ((aanhef)), uw huur is nog niet binnen. Kijk op ((betaallink)) Groet, Wonen";
    let letters = letters(&[(SMS, text)]);
    let asked = request("herinnering", ContactChannel::Sms);
    let message = letters.message(&asked, &but("aanhef", "mevrouw Yılmaz-Şükrü")).unwrap();
    assert!(message.text.starts_with("Dag mevrouw Yilmaz-Sükrü, uw huur"), "{}", message.text);
    let wide =
        "mevrouw van der Meulen-van Amstelveen tot Nieuwerkerk aan den IJssel en zo nog een hele tijd door";
    let found = letters.message(&asked, &but("aanhef", wide)).unwrap_err();
    assert!(found[0].to_string().starts_with(&format!("{SMS}:1:1: fout: Deze sms is 170")), "{}", found[0]);
    let strange = letters.message(&asked, &but("aanhef", "пані Шевченко")).unwrap_err();
    assert!(
        strange[0].to_string().starts_with(&format!("{SMS}:1:5: fout: Het teken \"п\"")),
        "{}",
        strange[0]
    );
}

#[test]
fn a_long_name_is_a_remark_and_stops_nothing() {
    let long = "mevrouw A B C D E F G H I J K L M N O P Q R S";
    let message =
        letters(&[]).message(&request("herinnering", ContactChannel::Email), &but("aanhef", long)).unwrap();
    assert_eq!(message.remarks.len(), 1);
    assert!(message.remarks[0].to_string().starts_with(&format!("{MAIL}:1:1: waarschuwing: Deze zin heeft")));
}

#[test]
fn a_wording_does_not_come_twice_in_a_row() {
    let second =
        ("brieven/herinnering/e-mail.vriendelijk.b.md", &*REMINDER.replace("nog niet binnen", "er nog niet"));
    let letters = letters(&[second]);
    let asked = request("herinnering", ContactChannel::Email);
    for previous in ['a', 'b'] {
        let message = sent(&letters, &Request { previous: Some(previous), ..asked });
        assert_ne!(message.key.variant, previous);
        let second = message.key.variant == 'b';
        assert_eq!(message.text.contains("er nog niet"), second);
    }
    let chosen: Vec<char> = (0..40)
        .map(|dossier| {
            let seed = ContentId::of(&[&format!("HO-{dossier:07}")]);
            sent(&letters, &Request { seed, ..asked }).key.variant
        })
        .collect();
    assert!(chosen.contains(&'a') && chosen.contains(&'b'));
}

const ENGLISH: &str = "Hello,\n\nWe have not received your rent yet. The gemeente can help.\nPlease pay ((bedrag)) before ((uiterlijk)).\n\n[[blok: zo-betaalt-u]]\n\n\
Can you not pay? Call ((consulent)).\n";

fn translated(reviewed: &str) -> Vec<(&'static str, String)> {
    let text = format!("onderwerp: Your rent\nnagekeken: {reviewed}\n{ENGLISH}");
    vec![
        ("brieven/herinnering/e-mail.vriendelijk.en.md", text),
        (
            "brieven/blokken/hulp-in-uw-taal.en.md",
            "Do you need help with this letter? Call ((telefoon)).".to_owned(),
        ),
    ]
}

fn borrowed<'a>(changes: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    changes.iter().map(|(path, text)| (*path, text.as_str())).collect()
}

#[test]
fn a_translation_leaves_once_a_person_has_checked_it() {
    let asked = Request { language: Language::English, ..request("herinnering", ContactChannel::Email) };
    let changes = translated("ja");
    let message = sent(&letters(&borrowed(&changes)), &asked);
    assert_eq!(message.key.language, Language::English);
    assert_eq!(message.subject, "Your rent");
    // A date in figures, and the locked block as the law has it: in Dutch.
    assert!(
        message.text.contains("before 27-11-2026.\n\nBetaal met betaal.example/b/1."),
        "{}",
        message.text
    );
    let changes = translated("nee");
    let unchecked = letters(&borrowed(&changes));
    let message = sent(&unchecked, &asked);
    assert_eq!((message.key.language, message.subject.as_str()), (Language::Dutch, "Uw huur"));
    assert!(
        message
            .text
            .ends_with("Bel Sandra de Boer.\n\nDo you need help with this letter? Call 0512 00 00 00.")
    );
    let key = TextKey { language: Language::English, form: Form::U, ..message.key };
    assert!(unchecked.show("herinnering", key, &known).unwrap().starts_with("Hello,"));
    let dutch = sent(&unchecked, &Request { language: Language::Polish, ..asked });
    assert!(dutch.text.ends_with("Bel Sandra de Boer."));
}

#[test]
fn je_where_the_landlord_says_je() {
    let informal = REMINDER.replace("Uw", "Je");
    let changes = [
        ("beleid.toml", "naam = \"Proef\"\naanspreekvorm = \"je\"\n"),
        ("brieven/herinnering/e-mail.vriendelijk.je.md", &*informal),
    ];
    let letters = letters(&changes);
    let message = sent(&letters, &request("herinnering", ContactChannel::Email));
    assert_eq!(message.key.form, Form::Je);
    assert!(message.text.contains("Je huur is nog niet binnen."));
    let message = sent(&letters, &request("herinnering", ContactChannel::Letter));
    assert_eq!(message.key.form, Form::U);
}
