//! What is misspelt or missing is named with file and line, and with what to write instead.

mod base;

use base::*;
use domain::policy::{Action, Anchor, Colour, Mode};
use policy::Severity;

#[track_caller]
fn in_categories(old: &str, new: &str, expected: &str, words: &str) {
    let text = swap(CATEGORIES, old, new);
    finds(&[("categorieen.toml", &text)], &format!("categorieen.toml:{expected}"), words);
}

/// The same, beside other findings.
#[track_caller]
fn also_in_categories(old: &str, new: &str, expected: &str, words: &str) {
    let text = swap(CATEGORIES, old, new);
    finds_among(&[("categorieen.toml", &text)], &format!("categorieen.toml:{expected}"), words);
}

#[track_caller]
fn in_flow(old: &str, new: &str, expected: &str, words: &str) {
    let text = swap(FLOW, old, new);
    finds_among(&[("flows/goed.toml", &text)], &format!("flows/goed.toml:{expected}"), words);
}

#[test]
fn a_sound_policy_compiles() {
    is_sound(&[]);
    let policy = load(&[]).policy.unwrap();
    assert_eq!(policy.categories.len(), 2);
    assert_eq!(policy.categories[0].colour, Colour::Grey);
    assert_eq!(policy.categories[0].origin.line, 2);
    assert_eq!(policy.categories[0].valid_from, Some(day("2026-01-01")));
    assert_eq!(policy.categories[0].enter[0][0].text, "huurt_sinds minder_dan \"6 maanden\"");
    assert_eq!(policy.categories[0].enter[0][0].max, 5);
    assert_eq!(policy.categories[1].enter, vec![Vec::new()]);
    assert!(policy.categories[1].stay.is_empty());
    let goed = &policy.flows[policy.categories[0].flow];
    assert_eq!((goed.id.as_str(), goed.steps.len()), ("goed", 6));
    assert_eq!((goed.steps[0].anchor, goed.steps[0].mode), (Anchor::PayDay, Mode::Automatic));
    assert!(matches!(&goed.steps[0].action, Action::Message { channels, .. } if channels.len() == 2));
    assert_eq!(policy.settings, domain::policy::Settings::default());
}

#[test]
fn unknown_words_come_with_a_suggestion() {
    in_categories("huurt_sinds", "huurt_sins", "7: fout", "Bedoelde u \"huurt_sinds\"?");
    in_categories("minder_dan", "minderdan", "7: fout", "Bedoelde u \"minder_dan\"?");
    in_categories("\"grijs\"", "\"grijz\"", "4: fout", "Bedoelde u \"grijs\"?");
    also_in_categories("kleur", "kleurr", "4: fout", "Bedoelde u \"kleur\"?");
    in_categories("\"6 maanden\"", "\"6\"", "7: fout", "\"6 maanden\"");
    in_categories("\"6 maanden\"", "6", "7: fout", "los getal");
    in_categories("flow = \"goed\"", "flow = \"geod\"", "5: fout", "Bedoelde u \"goed\"?");
    in_categories("2026-01-01", "\"2026-01-01\"", "6: fout", "zonder aanhalingstekens");
    in_categories("[[categorie]]", "[[categori]]", "1: fout", "Bedoelde u \"categorie\"?");
    in_flow("brief = \"herinnering\"", "brief = \"herinering\"", "8: fout", "Bedoelde u \"herinnering\"?");
    in_flow("\"e-mail\"", "\"email\"", "9: fout", "Bedoelde u \"e-mail\"?");
    in_flow("huisbezoek", "huisbezoeken", "16: fout", "Bedoelde u \"huisbezoek\"?");
    in_flow("doe = \"taak\"", "doe = \"taken\"", "15: fout", "Kies uit: bericht, taak.");
    in_flow("\"3 dagen\"", "\"3 maanden\"", "6: fout", "\"3 dagen\"");
    in_flow("automatisch", "automaties", "10: fout", "Bedoelde u \"automatisch\"?");
    in_flow("id = \"bezoek\"", "id = \"Het bezoek\"", "13: fout", "het-bezoek");
}

#[test]
fn conditions_say_what_they_need() {
    let condition = |new: &str, words: &str| {
        in_categories("{ kenmerk = \"huurt_sinds\", minder_dan = \"6 maanden\" }", new, "7: fout", words);
    };
    condition(r#"{ kenmerk = "huurt_sinds" }"#, "minstens = \"6 maanden\"");
    condition(r#"{ minstens = "6 maanden" }"#, "ontbreekt \"kenmerk\"");
    condition(r#"{ kenmerk = "overleden", minstens = "ja" }"#, "Gebruik is of is_niet");
    condition(r#"{ kenmerk = "dagen_sinds_contact", minder_dan = "nooit" }"#, "Gebruik is of is_niet");
    condition(r#"{ kenmerk = "regeling", is = "nagekoomen" }"#, "Bedoelde u \"nagekomen\"?");
    condition(r#"{ kenmerk = "regeling", een_van = ["geen", "voltooid"] }"#, "liggen niet naast elkaar");
    condition(r#"{ kenmerk = "huurt_sinds", tussen = ["1 maand"] }"#, "twee waarden nodig");
    condition(r#"{ kenmerk = "huurt_sinds", tussen = ["3 maanden", "1 maand"] }"#, "past geen enkele waarde");
    condition("\"altijd\"", "blok tussen accolades");
    condition("", "als is leeg");
}

#[test]
fn operators_become_bounds() {
    let bounds = |condition: &str| {
        let text = swap(CATEGORIES, "kenmerk = \"huurt_sinds\", minder_dan = \"6 maanden\"", condition);
        let loaded = load(&[("categorieen.toml", &text)]);
        let found = sound(loaded).categories[0].enter[0].clone();
        found.iter().map(|test| (test.min, test.max, test.not)).collect::<Vec<_>>()
    };
    let least = i64::MIN + 1;
    assert_eq!(bounds(r#"kenmerk = "maanden_achter", minstens = "1,5 maand""#), [(150, i64::MAX, false)]);
    assert_eq!(bounds(r#"kenmerk = "maanden_achter", meer_dan = "1 maand""#), [(101, i64::MAX, false)]);
    assert_eq!(bounds(r#"kenmerk = "achterstand", hoogstens = "25 euro""#), [(least, 2_500, false)]);
    assert_eq!(bounds(r#"kenmerk = "regeling", is_niet = "nagekomen""#), [(1, 1, true)]);
    assert_eq!(bounds(r#"kenmerk = "regeling", een_van = ["in gevaar", "nagekomen"]"#), [(1, 2, false)]);
    assert_eq!(bounds(r#"kenmerk = "dagen_sinds_contact", is = "nooit""#), [(i64::MAX, i64::MAX, false)]);
    assert_eq!(
        bounds(r#"kenmerk = "te_laat_12", minstens = "1 keer", minder_dan = "3 keer""#),
        [(1, i64::MAX, false), (least, 2, false)]
    );
}

#[test]
fn conditions_and_alternatives_hold_together() {
    let text = swap(
        CATEGORIES,
        "uitleg",
        "een_van = [ [ { kenmerk = \"overlast\", is = \"ja\" } ], [ { kenmerk = \"kwetsbaar\", is = \"ja\" } ] ]\nuitleg",
    );
    let policy = load(&[("categorieen.toml", &text)]).policy.unwrap();
    let sizes: Vec<usize> = policy.categories[0].enter.iter().map(Vec::len).collect();
    assert_eq!(sizes, [2, 2]);
}

#[test]
fn missing_parts_are_named() {
    in_categories("naam = \"Goede betaler\"\n", "", "10: fout", "ontbreekt \"naam\"");
    in_categories("id = \"goed\"\n", "", "10: fout", "ontbreekt \"id\"");
    in_categories("uitleg = \"U betaalt meestal op tijd.\"\n", "", "11: waarschuwing", "uitleg");
    in_flow("vanaf_dag = \"3 dagen\"\n", "", "4: fout", "ontbreekt \"vanaf_dag\"");
    in_flow("kanalen = [\"e-mail\", \"brief\"]\n", "", "4: fout", "kanalen");
    finds(
        &[("voorrang.toml", &swap(OVERLAYS, "als = [ { kenmerk = \"overleden\", is = \"ja\" } ]\n", ""))],
        "voorrang.toml:2: fout",
        "geldt voor iedereen",
    );
}

#[test]
fn settings_are_checked() {
    let setting = |old: &str, new: &str, expected: &str, words: &str| {
        finds(
            &[("instellingen.toml", &swap(SETTINGS, old, new))],
            &format!("instellingen.toml:{expected}"),
            words,
        );
    };
    setting("te_laat_na = \"5 dagen\"", "te_laat_na = \"5\"", "1: fout", "\"4 dagen\"");
    setting("te_laat_na = \"5 dagen\"", "te_laat_na = \"90 dagen\"", "1: fout", "te hoog");
    setting("noodstop = \"nee\"", "", "1: waarschuwing", "noodstop");
    setting(
        "noodstop = \"nee\"",
        "noodstop = \"nee\"\nnoodstp = \"ja\"",
        "35: fout",
        "Bedoelde u \"noodstop\"?",
    );
    setting(
        "te_laat_na = \"5 dagen\"",
        "te_laat_na = [ { waarde = \"7 dagen\", vanaf = 2027-01-01 } ]",
        "1: fout",
        "geen waarde",
    );
    let dated = "te_laat_na = [ { waarde = \"5 dagen\" }, { waarde = \"7 dagen\", vanaf = 2026-11-21 }, { waarde = \"9 dagen\", vanaf = 2027-01-01 } ]";
    let loaded = load(&[("instellingen.toml", &swap(SETTINGS, "te_laat_na = \"5 dagen\"", dated))]);
    assert_eq!(loaded.policy.unwrap().settings.late_after_days, 7);
}

#[test]
fn the_newest_block_that_has_begun_holds() {
    let twice = format!(
        "{CATEGORIES}\n[[categorie]]\nid = \"nieuw\"\nnaam = \"Nieuw\"\nkleur = \"rood\"\nflow = \"goed\"\nvanaf = 2026-01-01\nuitleg = \"Kort.\"\n"
    );
    finds_among(
        &[("categorieen.toml", &twice)],
        "categorieen.toml:18: fout",
        "staat er twee keer met vanaf = 2026-01-01 (ook op categorieen.toml:2)",
    );

    let newer = swap(
        CATEGORIES,
        "[[categorie]]\nid = \"goed\"",
        "[[categorie]]\nid = \"nieuw\"\nnaam = \"Nieuw 2027\"\nkleur = \"rood\"\nflow = \"goed\"\nvanaf = 2027-01-01\nals = [ { kenmerk = \"huurt_sinds\", minder_dan = \"9 maanden\" } ]\nuitleg = \"Kort.\"\n\n[[categorie]]\nid = \"goed\"",
    );
    let files = with(&[("categorieen.toml", &newer)]);
    let name = |on: &str| policy::load(&files, day(on)).policy.unwrap().categories[0].name.clone();
    assert_eq!(name("2026-12-31"), "Nieuwe huurder");
    assert_eq!(name("2027-01-01"), "Nieuw 2027");
    let early = policy::load(&files, day("2025-06-01"));
    assert_eq!(early.policy.unwrap().categories.len(), 1);
}

#[test]
fn nothing_that_holds_on_the_day_is_an_error() {
    let later = swap(
        &CATEGORIES.replace("2026-01-01", "2027-01-01"),
        "id = \"goed\"",
        "id = \"goed\"\nvanaf = 2027-01-01",
    );
    finds_among(
        &[("categorieen.toml", &later)],
        "categorieen.toml:",
        "Op 21 november 2026 geldt geen enkele categorie",
    );
    let flow = swap(FLOW, "naam =", "vanaf = 2027-01-01\nnaam =");
    finds_among(&[("flows/goed.toml", &flow)], "categorieen.toml:5: fout", "geldt op deze dag nog niet");
}

#[test]
fn mistakes_in_a_later_block_show_now() {
    let later = format!(
        "{CATEGORIES}\n[[categorie]]\nid = \"straks\"\nnaam = \"Straks\"\nkleur = \"paars\"\nflow = \"goed\"\nvanaf = 2027-01-01\nuitleg = \"Later.\"\n"
    );
    finds(&[("categorieen.toml", &later)], "categorieen.toml:20: fout", "paars");
}

#[test]
fn toml_that_cannot_be_read_stops_there() {
    finds(
        &[("categorieen.toml", "[[categorie]]\nid = \"goed\nnaam = 3\n")],
        "categorieen.toml:2: fout",
        "aanhalingstekens",
    );
    finds(&[("flows/goed.toml", "id = \"goed\"\nid = \"weer\"\n")], "flows/goed.toml:2: fout", "staat er al");
    assert!(load(&[("flows/goed.toml", "=")]).policy.is_none());
}

#[test]
fn files_that_do_not_belong_are_named() {
    finds(&[("categorien.toml", "")], "categorien.toml:1: fout", "Bedoelde u \"categorieen.toml\"?");
    finds(
        &[("brieven/herinnering/brief.vriendlijk.md", "Tekst.")],
        "brieven/herinnering/brief.vriendlijk.md:1: fout",
        "Bedoelde u \"brief.vriendelijk.md\"?",
    );
    finds(
        &[("brieven/nieuw/brief.strikt.md", "Tekst.")],
        "brieven/nieuw/brief.strikt.md:1: fout",
        "geen brief.toml",
    );
    finds_among(
        &[("brieven/anders/brief.toml", "id = \"iets\"\nnaam = \"x\"\nsoort = \"dank\"\n")],
        "brieven/anders/brief.toml:1: fout",
        "dezelfde naam",
    );
    finds(
        &[("beleid.toml", "naam = \"x\"\nbasis = \"woonbronn\"\n")],
        "beleid.toml:2: fout",
        "De basis \"woonbronn\" kennen wij niet",
    );
}

#[test]
fn a_finding_reads_as_file_line_severity_text() {
    let loaded = load(&[("categorieen.toml", &swap(CATEGORIES, "\"groen\"", "\"geel\""))]);
    assert_eq!(
        loaded.findings[0].to_string(),
        "categorieen.toml:13:9: fout: \"geel\" kennen wij niet als kleur. Kies uit: grijs, groen, oranje, blauw, rood."
    );
    assert_eq!(loaded.findings[0].severity, Severity::Error);
}
