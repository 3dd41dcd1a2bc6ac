//! A small sound policy, and a way to say what changes in it and what must be found.
#![allow(dead_code)]

use domain::calendar::Day;
use policy::{Finding, Loaded, PolicyFiles, Severity};

pub const SETTINGS: &str = r#"te_laat_na = "5 dagen"
klein_bedrag = "25 euro"
berichten_per_week = "2 keer"
pauze_tussen_stappen = "3 dagen"
bevinding_geldig = "90 dagen"
geleerde_betaaldag_telt = "ja"
geleerd_regelmaat = "80 %"
geleerd_vanaf = "6 keer"
betaaldag_controlegroep = "0 %"
boeken_vers = "1 dag"
storno_rust = "3 dagen"
incasso_onderweg = "5 dagen"
toezegging_speling = "2 werkdagen"
regeling_speling = "1 euro"
regeling_uitstel = "1 dag"
regeling_verbroken = "10 dagen"
regeling_hoogstens = "12 maanden"
regeling_termijn_minstens = "25 euro"
regeling_rust_na_verbroken = "12 maanden"
regeling_zelf_termijnen = "6 keer"
regeling_zelf_huren = "2 keer"
regeling_zelf_na = "3 maanden"
regeling_zelf_rust = "6 maanden"
later_betalen_hoogstens = "14 dagen"
betaaldag_zelf_hoogstens = "24 dagen"
deel_betalen_minstens = "10 euro"
vroegsignaal_pauze = "28 dagen"
incassokosten = "nee"
rente = "nee"
sms_vanaf = "09:00"
sms_tot = "19:00"
e_mail_vanaf = "08:00"
e_mail_tot = "20:00"
noodstop = "nee"
"#;

pub const CATEGORIES: &str = r#"[[categorie]]
id = "nieuw"
naam = "Nieuwe huurder"
kleur = "grijs"
flow = "goed"
vanaf = 2026-01-01
als = [ { kenmerk = "huurt_sinds", minder_dan = "6 maanden" } ]
uitleg = "U huurt nog maar kort bij ons."

[[categorie]]
id = "goed"
naam = "Goede betaler"
kleur = "groen"
flow = "goed"
uitleg = "U betaalt meestal op tijd."
"#;

pub const OVERLAYS: &str = r#"[[voorrang]]
id = "overleden"
als = [ { kenmerk = "overleden", is = "ja" } ]
flow = "erfgenamen"
vervangt = "ja"
"#;

/// Reminder, 14-day letter, announcement, visit, signal, bailiff: a flow that keeps the law.
pub const FLOW: &str = r#"id = "goed"
naam = "Goed betalend"

[[stap]]
id = "herinnering"
vanaf_dag = "3 dagen"
doe = "bericht"
brief = "herinnering"
kanalen = ["e-mail", "brief"]
modus = "automatisch"

[[stap]]
id = "bezoek"
vanaf_dag = "12 dagen"
doe = "taak"
taak = "huisbezoek"

[[stap]]
id = "veertien"
vanaf_dag = "20 dagen"
doe = "bericht"
brief = "veertiendagenbrief"
kanalen = ["brief"]
modus = "voorstel"

[[stap]]
id = "aankondiging"
vanaf_dag = "22 dagen"
doe = "bericht"
brief = "aankondiging"
kanalen = ["brief"]

[[stap]]
id = "signaal"
vanaf_dag = "30 dagen"
doe = "taak"
taak = "vroegsignaal"

[[stap]]
id = "deurwaarder"
vanaf_dag = "44 dagen"
doe = "taak"
taak = "deurwaarder-afwegen"
door = "teamleider"
"#;

pub const HEIRS: &str = r#"id = "erfgenamen"
naam = "Erfgenamen"

[[stap]]
id = "condoleance"
vanaf_dag = "3 dagen"
anker = "overlijden"
doe = "bericht"
brief = "condoleance"
kanalen = ["brief"]
"#;

pub const REMINDER: &str = "Beste ((aanhef)),\n\nUw huur is nog niet binnen.\nHet gaat om ((bedrag)).\n\n\
[[blok: zo-betaalt-u]]\n\nBetalen in delen kan ook.\nDe gemeente ((gemeente)) kan helpen.\nBel ((consulent)).\n";

pub const FOURTEEN: &str = "Beste ((aanhef)),\n\nU moet nog ((bedrag)) betalen.\nBetaal binnen veertien dagen vanaf de dag\n\
nadat deze brief bij u is bezorgd.\nAnders betaalt u ook ((incassokosten)).\n\n[[blok: zo-betaalt-u]]\n\n\
Lukt dat niet? Maak een afspraak.\nBel ((consulent)).\n";

pub const ANNOUNCEMENT: &str = "Op ((signaaldag)) geven wij uw naam door aan de gemeente.\n\
U mag nee zeggen. Bel ((telefoon)).\n";

/// The whole policy: path and text.
pub fn texts() -> Vec<(String, String)> {
    let letter = |id: &str, kind: &str, more: &str| {
        let head =
            format!("id = \"{id}\"\nnaam = \"{id}\"\nsoort = \"{kind}\"\nonderwerp = \"Uw huur\"\n{more}\n");
        (format!("brieven/{id}/brief.toml"), head)
    };
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    vec![
        file("beleid.toml", "naam = \"Proef\"\n"),
        file("instellingen.toml", SETTINGS),
        file("categorieen.toml", CATEGORIES),
        file("voorrang.toml", OVERLAYS),
        file("flows/goed.toml", FLOW),
        file("flows/erfgenamen.toml", HEIRS),
        letter("herinnering", "herinnering", "vraagt_geld = \"ja\"\nbewijs = \"schriftelijke-herinnering\""),
        letter(
            "veertiendagenbrief",
            "veertiendagenbrief",
            "vraagt_geld = \"ja\"\nbewijs = \"veertiendagenbrief\"",
        ),
        letter("aankondiging", "vroegsignaal", "bewijs = \"aankondiging-vroegsignaal\""),
        letter("condoleance", "condoleance", "voor_erfgenamen = \"ja\"\nbewijs = \"condoleance\""),
        file("brieven/herinnering/brief.vriendelijk.md", REMINDER),
        file("brieven/herinnering/e-mail.vriendelijk.md", REMINDER),
        file("brieven/veertiendagenbrief/brief.vriendelijk.md", FOURTEEN),
        file("brieven/aankondiging/brief.vriendelijk.md", ANNOUNCEMENT),
        file("brieven/condoleance/brief.vriendelijk.md", "Wij condoleren u met uw verlies.\n"),
        file("brieven/blokken/zo-betaalt-u.md", "slot: ja\nBetaal met ((betaallink)).\n"),
    ]
}

/// The policy with some texts changed or added.
pub fn with(changes: &[(&str, &str)]) -> PolicyFiles {
    let own = changes.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    PolicyFiles::from_texts(texts().into_iter().chain(own))
}

pub fn day(text: &str) -> Day {
    Day::parse_iso(text).unwrap()
}

pub fn load(changes: &[(&str, &str)]) -> Loaded {
    policy::load(&with(changes), day("2026-11-21"))
}

pub fn listed(findings: &[Finding]) -> String {
    findings.iter().map(|finding| format!("{finding}\n")).collect()
}

/// The policy, which must be sound.
#[track_caller]
pub fn sound(loaded: Loaded) -> domain::policy::Policy {
    let list = listed(&loaded.findings);
    loaded.policy.unwrap_or_else(|| panic!("{list}"))
}

/// The finding as it is shown; also without its column, so that a test may leave that out.
fn is_shown_as(finding: &Finding, expected: &str) -> bool {
    let plain = Finding { column: 0, ..finding.clone() };
    finding.to_string().starts_with(expected) || plain.to_string().starts_with(expected)
}

/// With this change there is exactly one error or warning, at this file and line, and its text holds these words.
#[track_caller]
pub fn finds(changes: &[(&str, &str)], expected: &str, words: &str) {
    let loaded = load(changes);
    let found: Vec<&Finding> =
        loaded.findings.iter().filter(|finding| finding.severity != Severity::Notice).collect();
    let list = listed(&loaded.findings);
    assert_eq!(found.len(), 1, "expected one finding, got:\n{list}");
    assert!(is_shown_as(found[0], expected), "expected {expected} in:\n{list}");
    assert!(found[0].text.contains(words), "expected \"{words}\" in:\n{list}");
}

/// Among what is found is this.
#[track_caller]
pub fn finds_among(changes: &[(&str, &str)], expected: &str, words: &str) {
    let loaded = load(changes);
    let fits = |finding: &Finding| is_shown_as(finding, expected) && finding.text.contains(words);
    assert!(
        loaded.findings.iter().any(fits),
        "expected {expected} … {words} in:\n{}",
        listed(&loaded.findings)
    );
}

/// With this change there is no error and no warning.
#[track_caller]
pub fn is_sound(changes: &[(&str, &str)]) {
    let loaded = load(changes);
    let wrong = loaded.findings.iter().any(|finding| finding.severity != Severity::Notice);
    assert!(!wrong && loaded.policy.is_some(), "{}", listed(&loaded.findings));
}

/// A text with one part replaced.
#[track_caller]
pub fn swap(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "{old} is not in the text");
    text.replacen(old, new, 1)
}

/// One change in one file of the policy.
#[track_caller]
pub fn swapped(path: &str, text: &str, old: &str, new: &str) -> (String, String) {
    (path.to_owned(), swap(text, old, new))
}
