//! Letter texts: what must be in them, what must not, and how they look with their fields filled in.

mod base;

use base::*;
use domain::dossier::ContactChannel;
use domain::policy::Tone;
use policy::letters::RenderError;

const MAIL: &str = "brieven/herinnering/e-mail.vriendelijk.md";
const LETTER14: &str = "brieven/veertiendagenbrief/brief.vriendelijk.md";
const SMS: &str = "brieven/herinnering/sms.vriendelijk.txt";

#[track_caller]
fn in_mail(old: &str, new: &str, expected: &str, words: &str) {
    finds(&[(MAIL, &swap(REMINDER, old, new))], &format!("{MAIL}:{expected}"), words);
}

#[track_caller]
fn in_sms(text: &str, words: &str) {
    finds(&[(SMS, text)], &format!("{SMS}:1: fout"), words);
}

#[test]
fn fields_and_blocks_exist() {
    in_mail("((aanhef))", "((aanhf))", "1: fout", "Bedoelde u \"aanhef\"?");
    in_mail(
        "[[blok: zo-betaalt-u]]",
        "((betaallink))\n[[blok: zo-betalt-u]]",
        "7: fout",
        "Bedoelde u \"zo-betaalt-u\"?",
    );
    in_mail("Bel", "((overlst??Bel snel.))\nBel", "10: fout", "Bedoelde u \"overlast\"?");
    in_mail("Bel ((consulent))", "Bel ((consulent)) of ((code", "10: fout", "haak open die niet sluit");
    in_mail("Bel", "**Bel**", "10: waarschuwing", "koppen (#) en lijsten (-)");
    finds_among(
        &[("brieven/blokken/zo-betaalt-u.md", "Betaal ((betaallink)).\n[[blok: zo-betaalt-u]]\n")],
        "brieven/blokken/zo-betaalt-u.md:1: fout",
        "bevat zichzelf",
    );
    finds_among(
        &[("brieven/blokken/zo-betaalt-u.md", "slot: ja\nMet ((betaallnk)).\n")],
        "brieven/blokken/zo-betaalt-u.md:2: fout",
        "Bedoelde u \"betaallink\"?",
    );
}

#[test]
fn a_letter_that_asks_for_money_is_complete() {
    in_mail("Het gaat om ((bedrag)).\n", "", "1: fout", "het bedrag");
    in_mail("[[blok: zo-betaalt-u]]", "", "1: fout", "hoe de huurder betaalt");
    in_mail("Bel ((consulent)).\n", "", "1: fout", "wie de huurder kan spreken");
    let silent = swap(
        REMINDER,
        "Betalen in delen kan ook.\nDe gemeente ((gemeente)) kan helpen.",
        "Wij bellen de gemeente.",
    );
    finds(&[(MAIL, &silent)], &format!("{MAIL}:1: fout"), "als betalen niet lukt");
    let bare = "id = \"aankondiging\"\nnaam = \"x\"\nsoort = \"vroegsignaal\"\nbewijs = \"aankondiging-vroegsignaal\"\n";
    finds(
        &[("brieven/aankondiging/brief.toml", bare)],
        "brieven/aankondiging/brief.toml:1: fout",
        "geen onderwerp",
    );
}

#[test]
fn the_fourteen_day_letter_keeps_to_its_words() {
    let plain = "Betaal binnen veertien dagen vanaf de dag\nnadat deze brief bij u is bezorgd.";
    finds_among(
        &[(LETTER14, &swap(FOURTEEN, plain, "Betaal binnen 16 dagen na heden."))],
        &format!("{LETTER14}:4: fout"),
        "na heden\" maakt de brief ongeldig",
    );
    finds(
        &[(LETTER14, &swap(FOURTEEN, plain, "Betaal snel."))],
        &format!("{LETTER14}:1: fout"),
        "vaste zinnen. Schrijf: \"binnen veertien dagen vanaf de dag",
    );
    finds(
        &[(LETTER14, &swap(FOURTEEN, "((incassokosten))", "kosten"))],
        &format!("{LETTER14}:1: fout"),
        "incassokosten",
    );
    let perhaps = swap(FOURTEEN, plain, &format!("((overlast??{plain}))"));
    finds(&[(LETTER14, &perhaps)], &format!("{LETTER14}:1: fout"), "vaste zinnen");
    is_sound(&[(LETTER14, &swap(FOURTEEN, "veertien", "14"))]);
}

#[test]
fn a_phone_lies_on_the_table() {
    is_sound(&[(
        SMS,
        "Dag ((aanhef)), uw huur is nog niet binnen. Betaal of spreek iets af: ((betaallink)) Groet, ((verhuurder))\n",
    )]);
    in_sms("Betaal ((bedrag)) met ((betaallink)).", "((bedrag)) hoort niet");
    in_sms("U heeft een Schuld. Betaal met ((betaallink)).", "\"schuld\" hoort niet");
    in_sms("Betaal uw achterstand met ((betaallink)).", "\"achterstand\" hoort niet");
    in_sms("Betaal met ((betaallink)). Groet, Yılmaz", "\"ı\" past niet in een gewone sms");
    let long = format!("Betaal met ((betaallink)).{}", " Bel ons.".repeat(14));
    in_sms(&long, "Er passen er 160 in één sms");
    let whatsapp = "brieven/herinnering/whatsapp.vriendelijk.txt";
    finds(&[(whatsapp, "Uw schuld is groot.")], &format!("{whatsapp}:1: fout"), "\"schuld\" hoort niet");
}

#[test]
fn hard_texts_are_warned_about_on_their_line() {
    let long =
        "Deze zin is met opzet zo lang dat niemand hem in een keer uit kan lezen en toch gaat hij nog door.";
    in_mail("Bel ((consulent)).", &format!("{long}\nBel ((consulent))."), "10: waarschuwing", "22 woorden");
    let hard = "Incassowerkzaamheden veroorzaken onnodige complicaties. Onderhandelingsresultaten continueren ongewijzigd. ".repeat(4);
    in_mail("Bel ((consulent)).", &format!("{hard}\nBel ((consulent))."), "1: waarschuwing", "Flesch-Douma");
}

#[test]
fn a_letter_can_be_shown_with_its_fields() {
    let text = "Beste ((aanhef)),\n((overlast??Wij bellen u. ))Uw huur is laat.\n((budgetcoach??De coach van ((gemeente)) helpt.))\n\n\n\n[[blok: zo-betaalt-u]]\nBel ((consulent)) over ((bedrag)). Hulp is er. De gemeente ook.\n";
    let loaded = load(&[(MAIL, text)]);
    let fields = |name: &str| match name {
        "aanhef" => Some("mevrouw Visser".to_owned()),
        "consulent" => Some("Sandra de Boer".to_owned()),
        "bedrag" => Some("€ 549,40".to_owned()),
        "betaallink" => Some("betaal.example/b/1".to_owned()),
        "overlast" => Some("nee".to_owned()),
        _ => None,
    };
    let show = |channel, tone| loaded.letters.render("herinnering", channel, tone, &fields);
    assert_eq!(
        show(ContactChannel::Email, Tone::Strict).unwrap(),
        "Beste mevrouw Visser,\nUw huur is laat.\n\nBetaal met betaal.example/b/1.\nBel Sandra de Boer over € 549,40. Hulp is er. De gemeente ook."
    );
    assert_eq!(loaded.letters.subject("herinnering", &fields).unwrap(), "Uw huur");
    assert_eq!(show(ContactChannel::Letter, Tone::Plain), Err(RenderError::MissingField("gemeente".into())));
    assert_eq!(
        show(ContactChannel::Sms, Tone::Plain),
        Err(RenderError::NoText("herinnering".into(), ContactChannel::Sms))
    );
    let unknown = loaded.letters.render("niets", ContactChannel::Email, Tone::Plain, &fields);
    assert_eq!(unknown, Err(RenderError::UnknownLetter("niets".into())));
}

/// Whoever fills in the fields reads there what each one means.
#[test]
fn every_field_is_described_and_every_description_is_a_field() {
    let page = include_str!("../../../startbeleid/woonbron/velden.md");
    let described: Vec<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("- ")?.split_once(": ").map(|(word, _)| word))
        .collect();
    for field in policy::words::FIELDS {
        assert!(described.contains(&field.word), "{} stands not in velden.md", field.word);
    }
    // A value stands in texts with u and with je alike.
    for field in policy::words::FIELDS {
        let words = field.example.to_lowercase();
        let speaks = words.split_whitespace().any(|word| ["u", "uw", "je", "jou", "jouw"].contains(&word));
        assert!(!speaks, "{}: {}", field.word, field.example);
    }
    for word in described {
        assert!(policy::words::field_named(word).is_some(), "{word} of velden.md is no field");
    }
}
