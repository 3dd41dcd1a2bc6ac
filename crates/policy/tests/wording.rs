//! Words that may not stand in a letter, each named with file, line and column.

mod base;

use base::*;

const MAIL: &str = "brieven/herinnering/e-mail.vriendelijk.md";
const LETTER14: &str = "brieven/veertiendagenbrief/brief.vriendelijk.md";

/// The reminder with a sentence more, on line 10.
fn reminder_with(sentence: &str) -> String {
    swap(REMINDER, "Bel ((consulent)).", &format!("{sentence}\nBel ((consulent))."))
}

/// law.md 1.3: a term counted from a day before the day after delivery gives no right to costs.
#[test]
fn every_void_term_of_a_fourteen_day_letter_is_found_where_it_stands() {
    let void = [
        "binnen veertien dagen na heden",
        "binnen 14 dagen na dagtekening",
        "binnen 14 dagen na de dagtekening",
        "binnen 14 dagen na datering",
        "binnen veertien dagen na verzending",
        "binnen veertien dagen na de verzending",
        "binnen 14 dagen na de datum van deze brief",
        "binnen 14 dagen na datum",
        "binnen 14 dagen na dato",
        "binnen 14 dagen na vandaag",
        "binnen 14 dagen na de poststempel",
        "binnen 14 dagen vanaf heden",
        "binnen 14 dagen vanaf vandaag",
        "binnen 14 dagen vanaf de datum van deze brief",
        "binnen 14 dagen vanaf dagtekening",
        "binnen 14 dagen vanaf verzending",
        "binnen 14 dagen, gerekend vanaf heden",
        "binnen 16 dagen na heden",
    ];
    for words in void {
        let text = swap(FOURTEEN, "Lukt dat niet?", &format!("Betaal {words}. Lukt dat niet?"));
        let loaded = load(&[(LETTER14, &text)]);
        let list = listed(&loaded.findings);
        // "Betaal binnen 14 " is 17 characters long, "Betaal binnen veertien " 23.
        let column = words.find("dagen").unwrap() + "Betaal ".len() + 1;
        let expected = format!("{LETTER14}:10:{column}: fout: \"");
        assert!(list.contains(&expected) && list.contains("maakt de brief ongeldig"), "{words}: {list}");
        assert!(loaded.policy.is_none(), "{words}");
    }
    let short = swap(FOURTEEN, "vanaf de dag\nnadat deze", "nadat deze");
    finds_among(&[(LETTER14, &short)], &format!("{LETTER14}:4:15: fout: \"veertien dagen nadat"), "ongeldig");
}

/// law.md 1.3: one term, the exact amounts, no other costs. A list of forbidden words cannot know the next wrong term.
#[test]
fn what_only_the_books_know_is_not_typed() {
    for (sentence, why) in [
        ("Betaalt u niet binnen tien dagen, dan komen de kosten erbij.", "tweede termijn"),
        ("Doe het liefst binnen een week.", "tweede termijn"),
        ("Betaal binnen 10 dagen.", "tweede termijn"),
        ("U moet ook 25 euro extra betalen.", "Typ geen bedrag"),
        ("Er komen administratiekosten bij.", "geen andere kosten"),
    ] {
        let text = swap(FOURTEEN, "Lukt dat niet?", &format!("{sentence} Lukt dat niet?"));
        finds_among(&[(LETTER14, &text)], &format!("{LETTER14}:10:"), why);
    }
    for (sentence, why) in [
        ("Er komt € 25 bij.", "Typ geen bedrag"),
        ("Er komt €25,00 bij.", "Typ geen bedrag"),
        ("Betaal op NL91 ABNA 0417 1643 00.", "Typ geen rekeningnummer"),
        ("Dan melden wij dit aan uw werkgever.", "dreigt met"),
        ("Dan komt u bij het BKR.", "dreigt met"),
    ] {
        finds_among(&[(MAIL, &reminder_with(sentence))], &format!("{MAIL}:10:"), why);
    }
    let named = swap(REMINDER, "((aanhef))", "mevrouw Jansen");
    finds_among(&[(MAIL, &named)], &format!("{MAIL}:"), "Typ geen naam");
    is_sound(&[(MAIL, &reminder_with("Een rekenvoorbeeld: de huur is 549 euro."))]);
}

#[test]
fn a_fixed_last_day_is_found() {
    let text = swap(FOURTEEN, "Lukt dat niet?", "Betaal uiterlijk op 14 december 2026. Lukt dat niet?");
    finds(&[(LETTER14, &text)], &format!("{LETTER14}:10:8: fout"), "noemt een datum als termijn");
}

#[test]
fn a_hard_word_gets_a_better_one() {
    for (sentence, column, better) in [
        ("Betaal derhalve snel.", 8, "Beter: daarom."),
        ("U dient te betalen.", 3, "Beter: moet."),
        ("Wij zien geen restant.", 15, "Beter: wat overblijft."),
        ("Bel indien u vragen heeft.", 5, "Beter: als."),
        ("Wij nemen maatregelen.", 11, "Beter: zeg precies wat u doet."),
    ] {
        let place = format!("{MAIL}:10:{column}: waarschuwing");
        finds(&[(MAIL, &reminder_with(sentence))], &place, better);
    }
    is_sound(&[(MAIL, &reminder_with("Als u vragen heeft, bel dan."))]);
}

/// The flow `goed` ends with the bailiff; without that step the word may not stand there.
#[test]
fn a_threat_must_come_true_in_the_same_flow() {
    let gate = FLOW.find("\n[[stap]]\nid = \"deurwaarder\"").unwrap();
    let milder = &FLOW[..gate];
    for (sentence, column, word) in [
        ("Anders komt de deurwaarder langs.", 16, "deurwaarder"),
        ("Dan gaan wij naar de rechter.", 22, "rechter"),
        ("Dan volgt een ontruiming.", 15, "ontruim"),
        ("U raakt dan uw huis kwijt.", 16, "huis kwijt"),
    ] {
        let text = reminder_with(sentence);
        is_sound(&[(MAIL, &text)]);
        let place = format!("{MAIL}:10:{column}: fout: \"{word}\" dreigt met");
        finds(
            &[(MAIL, &text), ("flows/goed.toml", milder)],
            &place,
            "komt in flow \"goed\" niet na stap \"herinnering\"",
        );
    }
    let costs = reminder_with("Dan komen er incassokosten bij.");
    is_sound(&[(MAIL, &costs)]);
}

#[test]
fn a_text_keeps_to_one_form() {
    finds(
        &[(MAIL, &reminder_with("Wil je bellen?"))],
        &format!("{MAIL}:10:5: waarschuwing"),
        "hier staat \"je\"",
    );
    let je = "brieven/herinnering/e-mail.vriendelijk.je.md";
    let mixed = format!("onderwerp: Je huur\n{REMINDER}");
    finds(&[(je, &mixed)], &format!("{je}:4:1: waarschuwing"), "hier staat \"uw\"");
    let informal = REMINDER.replace("Uw", "Je");
    let place = "brieven/herinnering/brief.toml:4:14: waarschuwing";
    finds(&[(je, &informal)], place, "en er staat \"uw\" in");
    let informal = format!("onderwerp: Je huur\n{informal}");
    is_sound(&[(je, &informal)]);
    let speaks = ("beleid.toml", "naam = \"Proef\"\naanspreekvorm = \"je\"\n");
    let found = listed(&load(&[speaks, (je, &informal)]).findings);
    assert!(
        found.contains("van \"herinnering\" is er alleen een tekst met u: brief.vriendelijk."),
        "{found}"
    );
    finds_among(
        &[("beleid.toml", "naam = \"Proef\"\naanspreekvorm = \"jij\"\n")],
        "beleid.toml:2:17: fout",
        "Kies uit: u, je",
    );
}

#[test]
fn a_translation_keeps_the_legal_blocks_and_brings_no_dutch() {
    let english = "brieven/herinnering/e-mail.vriendelijk.en.md";
    let good = "onderwerp: Your rent\nHello,\n\nThe gemeente can help. You have to pay ((bedrag)). Please call ((telefoon)).\n\n[[blok: zo-betaalt-u]]\n";
    let loaded = load(&[(english, good)]);
    assert!(loaded.policy.is_some(), "{}", listed(&loaded.findings));
    let notice = "brieven/herinnering/brief.toml:1:6: opmerking: Nog niet nagekeken door iemand die de taal spreekt: Engels.";
    assert!(listed(&loaded.findings).contains(notice), "{}", listed(&loaded.findings));
    let bare = swap(good, "[[blok: zo-betaalt-u]]\n", "");
    finds_among(&[(english, &bare)], &format!("{english}:2:1: fout"), "het vaste blok \"zo-betaalt-u\"");
    let dutch = swap(good, "Hello", "Hello ((aanhef))");
    finds_among(&[(english, &dutch)], &format!("{english}:2:7: fout"), "((aanhef)) is altijd Nederlands");
    let locked = ("brieven/blokken/zo-betaalt-u.en.md", "Pay with ((betaallink)).\n");
    finds_among(&[(english, good), locked], "brieven/blokken/zo-betaalt-u.en.md:1:1: fout", "op slot");
    let open = ("brieven/blokken/groet.md", "Met vriendelijke groet\n");
    let with_open = format!("{good}\n[[blok: groet]]\n");
    finds_among(
        &[(english, &with_open), open],
        &format!("{english}:8:1: fout"),
        "Schrijf brieven/blokken/groet.en.md",
    );
    let nameless = swap(good, "onderwerp: Your rent\n", "");
    finds(&[(english, &nameless)], &format!("{english}:1:1: fout"), "Deze vertaling heeft geen onderwerp");
    let doubtful = format!("nagekeken: bijna\n{good}");
    finds(&[(english, &doubtful)], &format!("{english}:1:12: fout"), "nagekeken: ja of nagekeken: nee");
    let french = "brieven/herinnering/e-mail.vriendelijk.fr.md";
    finds(&[(french, good)], &format!("{french}:1:1: fout"), "Bedoelde u \"e-mail.vriendelijk.md\"?");
}

#[test]
fn an_sms_in_another_alphabet_has_room_of_its_own() {
    let head = (
        "brieven/herinnering/brief.toml",
        "id = \"herinnering\"\nnaam = \"x\"\nsoort = \"herinnering\"\nvraagt_geld = \"ja\"\nonderwerp = \"Uw huur\"\nbewijs = \"schriftelijke-herinnering\"\n",
    );
    let dutch = ("brieven/herinnering/sms.vriendelijk.txt", "Uw huur is er nog niet: ((betaallink))");
    let path = "brieven/herinnering/sms.vriendelijk.uk.txt";
    is_sound(&[head, dutch, (path, "Ми ще не отримали оренду. Оплатити: ((betaallink))")]);
    let long = "Ми ще не отримали вашу оренду за цей місяць. Будь ласка, зателефонуйте нам сьогодні, завтра або післязавтра. ((betaallink))";
    finds(&[head, dutch, (path, long)], &format!("{path}:1:1: fout"), "Er passen er 134");
    finds(
        &[head, dutch, (path, "У вас борг. ((betaallink))")],
        &format!("{path}:1:7: fout"),
        "\"борг\" hoort niet",
    );
}

#[test]
fn a_voice_computer_does_not_hear_what_it_is_about_and_no_step_speaks_by_itself() {
    let head = (
        "brieven/herinnering/brief.toml",
        "id = \"herinnering\"\nnaam = \"x\"\nsoort = \"herinnering\"\nvraagt_geld = \"ja\"\nonderwerp = \"Uw huur\"\nbewijs = \"schriftelijke-herinnering\"\n",
    );
    let path = "brieven/herinnering/telefoon.vriendelijk.txt";
    is_sound(&[head, (path, "U spreekt met ((consulent)). Wilt u mij bellen? Dat kan op ((telefoon)).")]);
    for (text, column, word) in [
        ("Bel mij over uw huur: ((telefoon)).", 17, "\"huur\" hoort niet in een ingesproken bericht"),
        ("U moet nog betalen. Bel ((telefoon)).", 12, "\"betal\" hoort niet in een ingesproken bericht"),
        ("U hebt een achterstand. Bel ((telefoon)).", 12, "\"achterstand\" hoort niet"),
        ("Het gaat om ((bedrag)). Bel ((telefoon)).", 13, "((bedrag)) hoort niet"),
    ] {
        finds(&[head, (path, text)], &format!("{path}:1:{column}: fout"), word);
    }
    let long = "Bel mij op ((telefoon)). ".repeat(20);
    finds(&[head, (path, &long)], &format!("{path}:1:1: fout"), "Meer dan 75");
    let spoken = swap(FLOW, "kanalen = [\"", "kanalen = [\"telefoon\", \"");
    finds(&[("flows/goed.toml", &spoken)], "flows/goed.toml:", "telefoon");
}

#[test]
fn only_a_message_that_nobody_needs_has_a_hold_out() {
    let step = |from: &str, to: &str| swap(FLOW, from, &format!("controlegroep = \"10 %\"\n{to}"));
    let tone = "brief = \"herinnering\"";
    let letter = (
        "brieven/herinnering/brief.toml",
        "id = \"herinnering\"\nnaam = \"x\"\nsoort = \"herinnering\"\nvraagt_geld = \"ja\"\nonderwerp = \"Uw huur\"\n",
    );
    let rest = swap(&step(tone, tone), "id = \"goed\"", "steunt_op_eerdere_flow = \"ja\"\nid = \"goed\"");
    let policy = sound(load(&[letter, ("flows/goed.toml", &rest)]));
    let shares: Vec<u16> = policy.flows[1].steps.iter().map(|step| step.hold_out_per_mille).collect();
    assert_eq!(shares, [100, 0, 0, 0, 0, 0]);
    finds(
        &[("flows/goed.toml", &step(tone, tone))],
        "flows/goed.toml:5:6: fout",
        "deze brief telt als bewijs",
    );
    let task = "taak = \"huisbezoek\"";
    finds(
        &[("flows/goed.toml", &step(task, task))],
        "flows/goed.toml:13:6: fout",
        "een taak is voor iedereen",
    );
    let plain = swap(&rest, "controlegroep", "toon = \"zakelijk\"\ncontrolegroep");
    finds(
        &[letter, ("flows/goed.toml", &plain)],
        "flows/goed.toml:6:6: fout",
        "alleen een vriendelijk bericht",
    );
    for wrong in ["0 %", "60 %", "10", "1,25 %", "-1 %"] {
        let text = rest.replace("\"10 %\"", &format!("\"{wrong}\""));
        finds(&[letter, ("flows/goed.toml", &text)], "flows/goed.toml:9:17: fout", "\"10 %\" of \"2,5 %\"");
    }
    let half = rest.replace("\"10 %\"", "\"2,5 %\"");
    assert_eq!(sound(load(&[letter, ("flows/goed.toml", &half)])).flows[1].steps[0].hold_out_per_mille, 25);
}
