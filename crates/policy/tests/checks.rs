//! What can never happen and what the law forbids is found, with file and line.

mod base;

use base::*;
use policy::Severity;

/// One change in the flow gives exactly this.
#[track_caller]
fn in_flow(old: &str, new: &str, expected: &str, words: &str) {
    finds(&[("flows/goed.toml", &swap(FLOW, old, new))], &format!("flows/goed.toml:{expected}"), words);
}

/// The same, beside other findings.
#[track_caller]
fn also_in_flow(old: &str, new: &str, expected: &str, words: &str) {
    finds_among(&[("flows/goed.toml", &swap(FLOW, old, new))], &format!("flows/goed.toml:{expected}"), words);
}

/// A category above `nieuw`.
fn category(id: &str, conditions: &str) -> String {
    format!(
        "[[categorie]]\nid = \"{id}\"\nnaam = \"{id}\"\nkleur = \"rood\"\nflow = \"goed\"\nuitleg = \"Een zin.\"\n{conditions}\n\n"
    )
}

fn categories(own: &[(&str, &str)]) -> String {
    own.iter().map(|(id, conditions)| category(id, conditions)).collect()
}

#[test]
fn a_category_within_earlier_ones_is_never_reached() {
    let low = r#"als = [ { kenmerk = "te_laat_12", hoogstens = "3 keer" } ]"#;
    let high = r#"als = [ { kenmerk = "te_laat_12", minstens = "4 keer" } ]"#;
    let middle = r#"als = [ { kenmerk = "te_laat_12", tussen = ["2 keer", "5 keer"] }, { kenmerk = "overlast", is = "ja" } ]"#;
    let covered = categories(&[("laag", low), ("hoog", high), ("midden", middle), ("rest", "")]);
    finds_among(
        &[("categorieen.toml", &covered)],
        "categorieen.toml:18: fout",
        "\"midden\" wordt nooit bereikt: wie hier past, past al bij \"laag\", \"hoog\"",
    );
    let half = categories(&[("laag", low), ("midden", middle), ("rest", "")]);
    let loaded = load(&[("categorieen.toml", &half)]);
    assert!(loaded.policy.is_some(), "{}", listed(&loaded.findings));
    let notices: Vec<_> =
        loaded.findings.iter().filter(|finding| finding.severity == Severity::Notice).collect();
    assert_eq!(notices.len(), 1);
    assert!(
        notices[0]
            .to_string()
            .starts_with("categorieen.toml:10:6: opmerking: \"midden\" overlapt met \"laag\"")
    );
}

#[test]
fn one_alternative_that_is_never_reached_is_a_warning() {
    let first = r#"als = [ { kenmerk = "overlast", is = "ja" } ]"#;
    let second = r#"een_van = [ [ { kenmerk = "overlast", is = "ja" }, { kenmerk = "kwetsbaar", is = "ja" } ], [ { kenmerk = "kwetsbaar", is = "ja" } ] ]"#;
    let text = categories(&[("een", first), ("twee", second), ("rest", "")]);
    finds(
        &[("categorieen.toml", &text)],
        "categorieen.toml:10: waarschuwing",
        "Deze groep wordt nooit bereikt",
    );
}

#[test]
fn the_last_category_is_for_everybody_else_and_no_other_is() {
    let some = r#"als = [ { kenmerk = "overlast", is = "ja" } ]"#;
    finds(
        &[("categorieen.toml", &categories(&[("een", some)]))],
        "categorieen.toml:2: fout",
        "voor alle anderen",
    );
    let first = categories(&[("een", ""), ("twee", some), ("rest", "")]);
    finds(&[("categorieen.toml", &first)], "categorieen.toml:2: fout", "alles wat eronder staat");
}

#[test]
fn conditions_that_contradict_each_other_are_found() {
    let never = r#"als = [ { kenmerk = "te_laat_12", minstens = "3 keer" }, { kenmerk = "te_laat_12", hoogstens = "2 keer" } ]"#;
    let text = categories(&[("een", never), ("rest", "")]);
    finds(&[("categorieen.toml", &text)], "categorieen.toml:2: fout", "Dit kan nooit samen gelden");
    let negative = r#"als = [ { kenmerk = "te_laat_12", minder_dan = "0 keer" } ]"#;
    finds(
        &[("categorieen.toml", &categories(&[("een", negative), ("rest", "")]))],
        "categorieen.toml:2: fout",
        "nooit",
    );
    let step = "als = [ { kenmerk = \"overlast\", is = \"ja\" }, { kenmerk = \"overlast\", is = \"nee\" } ]\nid = \"bezoek\"";
    also_in_flow("id = \"bezoek\"", step, "14: fout", "Stap \"bezoek\" kan nooit");
}

#[test]
fn an_overlay_behind_one_that_replaces_is_never_reached() {
    let hidden = format!(
        "{OVERLAYS}\n[[voorrang]]\nid = \"tweede\"\nals = [ {{ kenmerk = \"overleden\", is = \"ja\" }}, {{ kenmerk = \"bewind\", is = \"ja\" }} ]\nflow = \"erfgenamen\"\nvervangt = \"ja\"\n"
    );
    finds(&[("voorrang.toml", &hidden)], "voorrang.toml:8: fout", "komt nooit aan de beurt");
}

#[test]
fn dead_steps_are_found() {
    in_flow(
        "vanaf_dag = \"12 dagen\"",
        "vanaf_dag = \"12 dagen\"\ntot_dag = \"11 dagen\"",
        "13: fout",
        "voorbij voordat hij begint",
    );
    in_flow("vanaf_dag = \"12 dagen\"", "vanaf_dag = \"2 dagen\"", "13: fout", "volgorde van dag");
    in_flow("vanaf_dag = \"3 dagen\"", "vanaf_dag = \"-3 dagen\"", "5: fout", "volgende-betaaldag");
    also_in_flow(
        "vanaf_dag = \"12 dagen\"",
        "vanaf_dag = \"12 dagen\"\nanker = \"volgende-betaaldag\"",
        "13: fout",
        "dagen onder nul",
    );
    also_in_flow(
        "vanaf_dag = \"12 dagen\"",
        "vanaf_dag = \"1 dag\"\nanker = \"ontruiming\"",
        "13: fout",
        "na de ontruiming",
    );
    also_in_flow(
        "kanalen = [\"e-mail\", \"brief\"]",
        "kanalen = [\"e-mail\", \"brief\", \"whatsapp\"]\ntoon = \"zakelijk\"",
        "5: fout",
        "geen tekst voor whatsapp",
    );
}

#[test]
fn a_letter_twice_in_a_flow_is_found() {
    also_in_flow(
        "brief = \"aankondiging\"",
        "brief = \"herinnering\"",
        "27: fout",
        "dezelfde brief als \"herinnering\"",
    );
}

#[test]
fn a_text_that_is_only_stricter_is_not_used_for_a_softer_step() {
    let mut texts = texts();
    texts.retain(|(path, _)| path != "brieven/herinnering/e-mail.vriendelijk.md");
    texts.push(("brieven/herinnering/e-mail.strikt.md".into(), REMINDER.into()));
    let loaded = policy::load(&policy::PolicyFiles::from_texts(texts), day("2026-11-21"));
    assert!(listed(&loaded.findings).contains(
        "flows/goed.toml:5:6: fout: De brief \"herinnering\" heeft voor e-mail alleen een strengere toon"
    ));
}

#[test]
fn a_step_nobody_in_the_flow_can_reach_is_found() {
    let only_new = CATEGORIES.replace(
        "naam = \"Goede betaler\"\nkleur = \"groen\"\nflow = \"goed\"",
        "naam = \"Goede betaler\"\nkleur = \"groen\"\nflow = \"rest\"",
    );
    let rest = FLOW.replace("id = \"goed\"", "id = \"rest\"");
    let never = swap(
        FLOW,
        "taak = \"huisbezoek\"",
        "taak = \"huisbezoek\"\nals = [ { kenmerk = \"huurt_sinds\", minstens = \"1 jaar\" } ]",
    );
    let files =
        [("categorieen.toml", only_new.as_str()), ("flows/rest.toml", &rest), ("flows/goed.toml", &never)];
    finds(&files, "flows/goed.toml:13: waarschuwing", "komt nooit");
    let late = format!(
        "{FLOW}\n[[stap]]\nid = \"laat\"\nvanaf_dag = \"365 dagen\"\nanker = \"ingang\"\ndoe = \"taak\"\ntaak = \"intake\"\n"
    );
    let files =
        [("categorieen.toml", only_new.as_str()), ("flows/rest.toml", &rest), ("flows/goed.toml", &late)];
    finds(&files, "flows/goed.toml:47: waarschuwing", "komt te laat");
}

#[test]
fn what_nobody_uses_is_a_warning() {
    let spare = "id = \"los\"\nnaam = \"Los\"\n[[stap]]\nid = \"bellen\"\nvanaf_dag = \"3 dagen\"\ndoe = \"taak\"\ntaak = \"bellen\"\n";
    finds(&[("flows/los.toml", spare)], "flows/los.toml:1: waarschuwing", "gebruikt de flow \"los\"");
    let letter = "id = \"los\"\nnaam = \"Los\"\nsoort = \"uitnodiging\"\nonderwerp = \"Los\"\n";
    let letter = [("brieven/los/brief.toml", letter), ("brieven/los/brief.vriendelijk.md", "Kom langs.")];
    finds(&letter, "brieven/los/brief.toml:1: waarschuwing", "Geen enkele stap");
    let list = "[[werklijst]]\nid = \"a\"\nnaam = \"A\"\ntaken = [\"huisbezoek\", \"vroegsignaal\"]\n";
    finds(
        &[("werklijsten.toml", list)],
        "flows/goed.toml:40: waarschuwing",
        "staat op geen enkele werklijst",
    );
}

#[test]
fn people_decide_serious_steps() {
    in_flow(
        "taak = \"vroegsignaal\"",
        "taak = \"vroegsignaal\"\nmodus = \"automatisch\"",
        "34: fout",
        "daar beslist een mens over",
    );
    in_flow("modus = \"voorstel\"", "modus = \"automatisch\"", "19: fout", "daar beslist een mens over");
}

#[test]
fn the_fourteen_day_letter_goes_by_post_and_after_default() {
    let email = ("brieven/veertiendagenbrief/e-mail.vriendelijk.md", FOURTEEN);
    for channels in ["[\"e-mail\"]", "[\"e-mail\", \"brief\"]"] {
        let flow = swap(FLOW, "kanalen = [\"brief\"]\nmodus", &format!("kanalen = {channels}\nmodus"));
        finds(&[("flows/goed.toml", &flow), email], "flows/goed.toml:19: fout", "gaat per post");
    }
    let both = swap(FLOW, "kanalen = [\"brief\"]\nmodus", "kanalen = [\"brief\", \"e-mail\"]\nmodus");
    is_sound(&[("flows/goed.toml", &both), email]);
    also_in_flow(
        "vanaf_dag = \"20 dagen\"",
        "vanaf_dag = \"0 dagen\"",
        "19: fout",
        "voordat de huurder te laat is",
    );
    also_in_flow(
        "vanaf_dag = \"20 dagen\"",
        "vanaf_dag = \"20 dagen\"\nanker = \"indeling\"",
        "19: fout",
        "voordat de huurder te laat is",
    );
    let letter = "id = \"herinnering\"\nnaam = \"x\"\nsoort = \"herinnering\"\nonderwerp = \"x\"\nbewijs = \"veertiendagenbrief\"\n";
    finds_among(
        &[("brieven/herinnering/brief.toml", letter)],
        "brieven/herinnering/brief.toml:1: fout",
        "soort en bewijs",
    );
}

#[test]
fn the_bailiff_comes_last() {
    also_in_flow(
        "taak = \"huisbezoek\"",
        "taak = \"bellen\"",
        "40: fout",
        "ontbreekt in deze flow een huisbezoek",
    );
    also_in_flow("taak = \"vroegsignaal\"", "taak = \"bellen\"", "40: fout", "een vroegsignaal");
    in_flow("vanaf_dag = \"44 dagen\"", "vanaf_dag = \"36 dagen\"", "40: waarschuwing", "nog niet om");
    let alone = "id = \"goed\"\nnaam = \"Goed\"\nsteunt_op_eerdere_flow = \"ja\"\n[[stap]]\nid = \"deurwaarder\"\nvanaf_dag = \"44 dagen\"\ndoe = \"taak\"\ntaak = \"deurwaarder-afwegen\"\n";
    let loaded = load(&[("flows/goed.toml", alone)]);
    assert!(loaded.policy.is_some(), "{}", listed(&loaded.findings));
    let unmarked = swap(alone, "steunt_op_eerdere_flow = \"ja\"\n", "");
    finds_among(
        &[("flows/goed.toml", &unmarked)],
        "flows/goed.toml:4: fout",
        "een veertiendagenbrief, een huisbezoek, een vroegsignaal",
    );
    let proven = swap(
        &unmarked,
        "taak = \"deurwaarder",
        "als = [ { kenmerk = \"dagen_sinds_veertiendagenbrief\", tussen = [\"17 dagen\", \"200 dagen\"] }, { kenmerk = \"huisbezoeken_90\", minstens = \"1 keer\" }, { kenmerk = \"vroegsignaal\", is_niet = \"geen\" } ]\ntaak = \"deurwaarder",
    );
    assert!(load(&[("flows/goed.toml", &proven)]).policy.is_some());
}

#[test]
fn the_early_signal_has_its_proofs() {
    also_in_flow(
        "vanaf_dag = \"30 dagen\"",
        "vanaf_dag = \"29 dagen\"",
        "34: fout",
        "30 dagen na de betaaldag",
    );
    in_flow("vanaf_dag = \"22 dagen\"", "vanaf_dag = \"25 dagen\"", "34: fout", "zitten 5 dagen");
    also_in_flow(
        "brief = \"aankondiging\"",
        "brief = \"condoleance\"",
        "34: fout",
        "geen aankondiging van het vroegsignaal",
    );
    also_in_flow(
        "brief = \"herinnering\"",
        "brief = \"condoleance\"",
        "34: fout",
        "geen schriftelijke herinnering",
    );
    let flow = swap(FLOW, "kanalen = [\"e-mail\", \"brief\"]", "kanalen = [\"sms\", \"brief\"]");
    let sms = ("brieven/herinnering/sms.vriendelijk.txt", "Betaal met ((betaallink)).");
    finds(&[("flows/goed.toml", &flow), sms], "flows/goed.toml:5: fout", "moet schriftelijk");
    let silent = swap(REMINDER, "De gemeente ((gemeente)) kan helpen.\n", "");
    finds(
        &[("brieven/herinnering/e-mail.vriendelijk.md", &silent)],
        "brieven/herinnering/e-mail.vriendelijk.md:1: fout",
        "noemt de gemeente niet",
    );
}

#[test]
fn no_more_messages_than_the_budget() {
    let budget = swap(SETTINGS, "\"2 keer\"", "\"1 keer\"");
    finds(&[("instellingen.toml", &budget)], "flows/goed.toml:27: fout", "2 berichten in zeven dagen");
    let apart = swap(FLOW, "vanaf_dag = \"22 dagen\"", "vanaf_dag = \"27 dagen\"");
    let apart = swap(
        &swap(&apart, "vanaf_dag = \"30 dagen\"", "vanaf_dag = \"34 dagen\""),
        "\"44 dagen\"",
        "\"50 dagen\"",
    );
    is_sound(&[("instellingen.toml", &budget), ("flows/goed.toml", &apart)]);
}

#[test]
fn nothing_goes_out_in_the_name_of_the_deceased() {
    let wrong = swap(HEIRS, "brief = \"condoleance\"", "brief = \"aankondiging\"");
    finds_among(
        &[("flows/erfgenamen.toml", &wrong)],
        "flows/erfgenamen.toml:5: fout",
        "naar iemand die overleden is",
    );
    also_in_flow(
        "brief = \"aankondiging\"",
        "brief = \"condoleance\"",
        "27: fout",
        "deze flow is ook voor wie leeft",
    );
    finds(
        &[("voorrang.toml", &swap(OVERLAYS, "vervangt = \"ja\"", "vervangt = \"nee\""))],
        "voorrang.toml:2: fout",
        "volgt de gewone flow nog",
    );
    let second = format!(
        "[[voorrang]]\nid = \"overlast\"\nals = [ {{ kenmerk = \"overlast\", is = \"ja\" }} ]\nflow = \"goed\"\nvervangt = \"nee\"\n{OVERLAYS}"
    );
    finds(&[("voorrang.toml", &second)], "voorrang.toml:7: waarschuwing", "bovenaan");
}

#[test]
fn strict_words_wait_for_the_fourteen_day_letter() {
    in_flow(
        "kanalen = [\"e-mail\", \"brief\"]",
        "kanalen = [\"e-mail\", \"brief\"]\ntoon = \"strikt\"",
        "5: waarschuwing",
        "is strikt",
    );
    let after = swap(FLOW, "brief = \"aankondiging\"", "brief = \"aankondiging\"\ntoon = \"strikt\"");
    is_sound(&[("flows/goed.toml", &after)]);
    let only = category("wil-niet", r#"als = [ { kenmerk = "kan_wil", is = "kan wel, wil niet" } ]"#)
        .replace("flow = \"goed\"", "flow = \"streng\"");
    let strict = swap(
        FLOW,
        "kanalen = [\"e-mail\", \"brief\"]",
        "kanalen = [\"e-mail\", \"brief\"]\ntoon = \"strikt\"",
    )
    .replace("id = \"goed\"", "id = \"streng\"");
    is_sound(&[("categorieen.toml", &format!("{only}{CATEGORIES}")), ("flows/streng.toml", &strict)]);
}
