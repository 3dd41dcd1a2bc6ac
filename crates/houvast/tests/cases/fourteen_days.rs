//! The 14-day letter from night to ledger: released by a person, set as a real PDF with exact figures, posted, and what
//! follows from it once its term is over; and every way in which nothing follows.

use std::fs;
use std::process::Command;

use domain::dossier::CostsClause;
use store::codes::Code;

use crate::landlord::{Landlord, rows};
use crate::outside::{Outside, letters};

pub const FLOW: &str = r#"
id = "zeer-goed"
naam = "Proef"
doel = "Alleen de veertiendagenbrief."

[[stap]]
id = "veertiendagenbrief"
vanaf_dag = "24 dagen"
doe = "bericht"
brief = "veertiendagenbrief"
kanalen = ["brief"]
modus = "voorstel"
als = [ { kenmerk = "dagen_sinds_veertiendagenbrief", meer_dan = "60 dagen" } ]
"#;

/// The list of open items of a day, with one item of 1 October.
pub fn list(landlord: &Landlord, day: &str, open: &str) {
    let text = format!(
        "Contractnummer;Naam;Factuurnr;Vervaldatum;Openstaand bedrag;Maandhuur;Ingangsdatum;Adres;Postcode;Plaats\n\
         1001;mevrouw A. van Dijk;F-2;01-10-2026;{open};549,40;01-07-2019;Voorbeeldstraat 10;1234 AB;Rotterdam\n"
    );
    fs::write(landlord.folder.join(format!("aanlevering/posten-{day}.csv")), text).unwrap();
}

/// What a list does not tell: the municipality, and whether the costs clause is fair.
pub fn known_besides(landlord: &Landlord, clause: CostsClause) {
    let set = format!(
        "update unit set municipality = 'Rotterdam'; update tenancy set costs_clause = {};",
        clause.code()
    );
    landlord.book().connection().execute_batch(&set).unwrap();
    assert!(landlord.houvast(&["rebuild"]).status.success());
}

/// A landlord who charges costs and whose only flow is this one.
pub fn with_flow(flow: &str) -> Landlord {
    let landlord = Landlord::new();
    let policy = landlord.folder.join("beleid");
    assert!(landlord.houvast(&["policy", "init", policy.to_str().unwrap()]).status.success());
    let settings = policy.join("instellingen.toml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, text.replace("incassokosten = \"nee\"", "incassokosten = \"ja\"")).unwrap();
    fs::write(policy.join("flows/zeer-goed.toml"), flow).unwrap();
    fs::write(landlord.folder.join("koppeling.toml"), "[openstaande_posten]\nincasso_als_leeg = \"nee\"\n")
        .unwrap();
    // This landlord knows his tenants: no shadow, and rounds that run go on.
    let begun = landlord.houvast(&["begin", "--vanaf", "2026-10-01", "--midden-in-de-ronde"]);
    assert!(begun.status.success(), "{}", String::from_utf8_lossy(&begun.stderr));
    landlord
}

/// A landlord who charges costs, on the morning of 28 October: the letter was proposed and a person released it.
fn released(clause: CostsClause) -> (Landlord, Outside) {
    let landlord = with_flow(FLOW);
    list(&landlord, "2026-10-01", "549,40");
    landlord.night("2026-10-02".parse_day());
    list(&landlord, "2026-10-27", "549,40");
    landlord.night("2026-10-28".parse_day());
    known_besides(&landlord, clause);
    let outside = Outside::around(&landlord);
    let id = rows(&landlord.book(), "select id from outbox where state = 'wacht op vrijgave'");
    let id = id[0].split('"').nth(1).expect("an id");
    assert!(landlord.houvast(&["post", "release", id, "--door", "B. Jansen"]).status.success());
    (landlord, outside)
}

fn delivered(landlord: &Landlord) -> (String, String) {
    landlord.deliver_post("2026-10-28".parse_day(), "10:00");
    only_letter(landlord)
}

/// The words of the one letter that lies before the print house, and its reference.
pub fn only_letter(landlord: &Landlord) -> (String, String) {
    let letters = letters(&landlord.folder);
    assert_eq!(letters.len(), 1, "{letters:?}");
    let read = Command::new("pdftotext").args(["-layout"]).arg(&letters[0]).arg("-").output().unwrap();
    let text = String::from_utf8(read.stdout).unwrap();
    let words: Vec<&str> = text.split_whitespace().collect();
    (words.join(" "), letters[0].file_stem().unwrap().to_str().unwrap().to_owned())
}

pub fn status(landlord: &Landlord, lines: &str, heard_on: &str) {
    let path = landlord.folder.join("status.csv");
    fs::write(&path, format!("id;status;datum\n{lines}\n")).unwrap();
    let heard = landlord.hear(&path, heard_on.parse_day());
    assert!(heard["findings"].as_array().is_some_and(Vec::is_empty), "{heard}");
}

pub fn said(landlord: &Landlord, arguments: &[&str]) -> String {
    let output = landlord.houvast(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn shown(landlord: &Landlord, day: &str) -> String {
    said(landlord, &["fourteen", "show", "1001", "--dag", day])
}

fn advised(landlord: &Landlord, day: &str) -> String {
    let to = landlord.folder.join("boekhouding");
    said(landlord, &["fourteen", "advice", to.to_str().unwrap(), "--dag", day])
}

#[test]
fn it_leaves_with_exact_figures_and_brings_its_costs_once() {
    let (landlord, _outside) = released(CostsClause::Fair);
    let (text, reference) = delivered(&landlord);
    for words in [
        "Huur oktober 2026: € 549,40.",
        "Samen is dat € 549,40.",
        "binnen veertien dagen vanaf de dag nadat deze brief bij u is bezorgd",
        "Die kosten zijn € 82,41. U betaalt dan samen € 631,81.",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("november 2026"), "the last day never stands in the letter itself: {text}");
    let unposted = shown(&landlord, "2026-10-28");
    assert!(unposted.contains("€ 549,40, kosten € 82,41. Er is geen bewijs"), "{unposted}");
    assert!(advised(&landlord, "2026-12-01").starts_with("0 adviezen"), "without proof nothing follows");

    // Thursday 29 October; delivered on Saturday; the fourteenth day is a Saturday, so the term ends on Monday.
    status(&landlord, &format!("{reference};gepost;29-10-2026"), "2026-10-30");
    let running = shown(&landlord, "2026-10-30");
    assert!(running.contains("loopt tot en met 16 november 2026"), "{running}");
    assert!(running.contains("Alles staat al in een brief die telt."), "{running}");
    assert!(advised(&landlord, "2026-11-19").starts_with("0 adviezen"), "three weeks are always safe");
    assert!(advised(&landlord, "2026-11-20").starts_with("1 adviezen"));
    let file = fs::read_to_string(landlord.folder.join("boekhouding/incassokosten.csv")).unwrap();
    assert!(file.contains("1001;2026-11-20;82,41;0,00;82,41;549,40;2026-10-28;"), "{file}");
    assert!(advised(&landlord, "2026-11-21").starts_with("0 adviezen"), "never twice");
}

#[test]
fn a_letter_that_came_back_or_was_posted_too_late_brings_nothing() {
    let (landlord, _outside) = released(CostsClause::Fair);
    let (_, reference) = delivered(&landlord);
    status(&landlord, &format!("{reference};retour;05-11-2026\n{reference};gepost;29-10-2026"), "2026-11-05");
    let back = shown(&landlord, "2026-12-01");
    assert!(back.contains("De brief telt niet: hij kwam op 5 november 2026 terug"), "{back}");
    assert!(back.contains("Een brief van vandaag vraagt € 549,40."), "only a new letter repairs it: {back}");
    assert!(advised(&landlord, "2026-12-01").starts_with("0 adviezen"));

    // Between making and posting the tenant paid a part: the letter then asked too much.
    let (landlord, _outside) = released(CostsClause::Fair);
    let (_, reference) = delivered(&landlord);
    list(&landlord, "2026-10-30", "300,00");
    landlord.night("2026-10-31".parse_day());
    known_besides(&landlord, CostsClause::Fair);
    status(&landlord, &format!("{reference};gepost;02-11-2026"), "2026-11-03");
    let late = shown(&landlord, "2026-12-01");
    assert!(late.contains("hij vroeg € 549,40 terwijl er € 300,00 openstond"), "{late}");
    assert!(advised(&landlord, "2026-12-01").starts_with("0 adviezen"));
}

#[test]
fn without_a_fair_clause_it_announces_no_costs_and_brings_none() {
    let (landlord, _outside) = released(CostsClause::Unfair);
    let (text, reference) = delivered(&landlord);
    assert!(text.contains("Voor deze brief betaalt u geen kosten.") && !text.contains("82,41"), "{text}");
    status(&landlord, &format!("{reference};gepost;29-10-2026"), "2026-10-30");
    let shown = shown(&landlord, "2026-12-01");
    assert!(shown.contains("€ 549,40, kosten € 0,00. De termijn was voorbij op 16 november 2026"), "{shown}");
    assert!(advised(&landlord, "2026-12-01").starts_with("0 adviezen"));
}

#[test]
fn it_is_held_with_a_reason_when_its_own_text_needs_costs_that_do_not_come() {
    let (landlord, _outside) = released(CostsClause::Unknown);
    let text = landlord.folder.join("beleid/brieven/veertiendagenbrief/brief.vriendelijk.md");
    let own = fs::read_to_string(&text).unwrap();
    // The policy of the night is the one that sends: a text of tonight changes nothing this morning.
    fs::write(&text, own.replace("[[blok: veertiendagen-kosten]]", "Anders betaalt u ((incassokosten))."))
        .unwrap();
    landlord.night("2026-10-28".parse_day());
    known_besides(&landlord, CostsClause::Unknown);
    let id = rows(&landlord.book(), "select id from outbox where state = 'wacht op vrijgave'");
    let id = id[0].split('"').nth(1).expect("an id").to_owned();
    landlord.houvast(&["post", "release", &id, "--door", "B. Jansen"]);
    landlord.deliver_post("2026-10-28".parse_day(), "10:00");
    let held = rows(&landlord.book(), "select reason from outbox where state = 'vastgehouden'");
    assert_eq!(held.len(), 1);
    assert!(held[0].contains("niemand heeft het kostenbeding in het contract beoordeeld"), "{held:?}");
    assert!(letters(&landlord.folder).is_empty());
}

/// A day of a test.
pub trait ParseDay {
    fn parse_day(&self) -> domain::calendar::Day;
}

impl ParseDay for str {
    fn parse_day(&self) -> domain::calendar::Day {
        domain::calendar::Day::parse_iso(self).expect("a day")
    }
}
