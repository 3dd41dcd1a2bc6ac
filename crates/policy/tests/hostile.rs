//! No text, however strange, makes the reader panic, hang or say nothing.

mod base;

use base::*;
use policy::PolicyFiles;
use proptest::prelude::*;

const FILES: [&str; 9] = [
    "beleid.toml",
    "instellingen.toml",
    "categorieen.toml",
    "voorrang.toml",
    "werklijsten.toml",
    "flows/goed.toml",
    "brieven/herinnering/brief.toml",
    "brieven/herinnering/e-mail.vriendelijk.md",
    "brieven/blokken/zo-betaalt-u.md",
];

#[test]
fn huge_and_deep_texts_are_refused() {
    let deep = format!("categorie = {}{}", "[".repeat(20_000), "]".repeat(20_000));
    finds_among(&[("categorieen.toml", &deep)], "categorieen.toml:1: fout", "");
    let huge = "# niets\n".repeat(200_000);
    finds(&[("categorieen.toml", &huge)], "categorieen.toml:1: fout", "groter dan 1 MB");
    let many: String =
        (0..4_000).map(|at| format!("[[categorie]]\nid = \"c{at}\"\nkleur = \"x\"\n")).collect();
    let loaded = load(&[("categorieen.toml", &many)]);
    assert!(loaded.policy.is_none() && loaded.findings.len() <= 1_000);
    let long = format!("[[categorie]]\nid = \"{}\"\n", "a".repeat(100_000));
    assert!(load(&[("categorieen.toml", &long)]).findings.iter().all(|finding| finding.text.len() < 500));
}

#[test]
fn more_rules_than_people_can_oversee_are_refused() {
    let category = |at: usize, als: &str| {
        format!(
            "[[categorie]]\nid = \"c{at}\"\nnaam = \"c\"\nkleur = \"rood\"\nflow = \"goed\"\nuitleg = \"c\"\n{als}\n"
        )
    };
    let als = |at: usize| format!("als = [ {{ kenmerk = \"te_laat_12\", is = \"{at} keer\" }} ]");
    let many: String = (0..2_000).map(|at| category(at, &als(at))).chain([category(2_000, "")]).collect();
    finds(&[("categorieen.toml", &many)], "categorieen.toml:2: fout", "2001 groepen");
    let step = |at: usize| {
        format!("\n[[stap]]\nid = \"s{at}\"\nvanaf_dag = \"50 dagen\"\ndoe = \"taak\"\ntaak = \"bellen\"\n")
    };
    let steps: String = (0..2_000).map(step).collect();
    finds(&[("flows/goed.toml", &format!("{FLOW}{steps}"))], "flows/goed.toml:1: fout", "2006 stappen");
}

#[test]
fn strange_numbers_are_refused() {
    for value in [
        "99999999999999999999999",
        "-0.0e400",
        "inf",
        "nan",
        "0x7fffffffffffffff",
        "1979-05-27T07:32:00Z",
        "[[[]]]",
        "{}",
    ] {
        let text = swap(FLOW, "\"3 dagen\"", value);
        finds_among(&[("flows/goed.toml", &text)], "flows/goed.toml:", "");
    }
    for value in [
        "\"99999999999999999999 dagen\"",
        "\"-9999999999 dagen\"",
        "\"1000000000 weken\"",
        "\"٣ dagen\"",
        "\" dagen\"",
        "\"\"",
    ] {
        let text = swap(FLOW, "\"3 dagen\"", value);
        finds_among(&[("flows/goed.toml", &text)], "flows/goed.toml:6: fout", "vanaf_dag");
    }
}

#[test]
fn blocks_that_contain_each_other_end() {
    let blocks = [
        ("brieven/blokken/een.md", "[[blok: twee]] [[blok: twee]]"),
        ("brieven/blokken/twee.md", "[[blok: een]] [[blok: een]]"),
    ];
    finds_among(&blocks, "brieven/blokken/een.md:1: fout", "bevat zichzelf");
}

/// Words and marks that the language is made of, so that much of it gets past the first gate.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("[[categorie]]\n"),
        Just("[[stap]]\n"),
        Just("[[voorrang]]\n"),
        Just("id = "),
        Just("als = "),
        Just("een_van = "),
        Just("kenmerk"),
        Just(" = "),
        Just("\"huurt_sinds\""),
        Just("\"6 maanden\""),
        Just("\"regeling\""),
        Just("{ "),
        Just(" }"),
        Just("[ "),
        Just(" ]"),
        Just(", "),
        Just("\n"),
        Just("minstens"),
        Just("is_niet"),
        Just("\"nooit\""),
        Just("2026-01-01"),
        Just("vanaf = "),
        Just("\"é€\""),
        Just("(("),
        Just("))"),
        Just("[[blok: "),
        Just("]]"),
        Just("??"),
        Just("slot: ja\n"),
        Just("basis = \"woonbron\"\n"),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn no_text_makes_it_panic(file in 0..FILES.len(), text in prop_oneof![any::<String>(), pieces()]) {
        let loaded = load(&[(FILES[file], &text)]);
        prop_assert!(loaded.policy.is_some() || !loaded.findings.is_empty());
        prop_assert!(loaded.findings.iter().all(|finding| finding.line >= 1 && !finding.file.is_empty()));
    }

    #[test]
    fn no_slip_in_a_good_text_makes_it_panic(file in 0..4_usize, at in 0..2_000_usize, put in "\\PC{0,4}") {
        let (path, text) = [("categorieen.toml", CATEGORIES), ("flows/goed.toml", FLOW), ("instellingen.toml", SETTINGS), (FILES[7], REMINDER)][file];
        let mut letters: Vec<char> = text.chars().collect();
        let at = at % letters.len();
        letters.splice(at..(at + 1), put.chars());
        let loaded = load(&[(path, &letters.iter().collect::<String>())]);
        prop_assert!(loaded.policy.is_some() || !loaded.findings.is_empty());
    }

    #[test]
    fn any_path_is_taken(path in "\\PC{0,30}", text in "\\PC{0,30}") {
        let files = PolicyFiles::from_texts([(path, text)]);
        prop_assert!(policy::load(&files, day("2026-11-21")).policy.is_none());
    }
}
