//! No shipped text waits for a field that nothing fills.

use domain::calendar::holidays::EquatedDays;
use domain::dossier::{Arrangement, Contact, StepTaken, Tenancy};
use domain::ids::{ContentId, Key};
use domain::law_in_motion::fourteen_days::NoDraft;
use domain::ledger::{Entry, EntryKind};
use domain::plan;
use domain::policy::{Action, Step};
use policy::letters::{Language, Request, tasks_ahead};
use policy::{Letters, preset};

use super::*;
use crate::night::Rules;

const SETTINGS: &str = r#"
[verhuurder]
naam = "Voorbeeld Wonen"
telefoon = "0990 00 00 00"
website = "www.voorbeeldwonen.example"
mailadres = "huur@voorbeeldwonen.example"
iban = "NL00BANK0123456789"
ten_name_van = "Voorbeeld Wonen"
betaalsite = "betaal.voorbeeldwonen.example"
[[consulent]]
naam = "Sandra de Boer"
telefoon = "0990 00 00 01"
"#;

fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a constant")
}

/// Somebody about whom everything is known that a letter may speak of: rent open, an arrangement over an older month, a
/// call and a letter behind him, and a tenancy that ends.
fn dossier() -> Dossier {
    let rent = |due_on: &str| Entry {
        booked_on: day(due_on),
        due_on: Some(day(due_on)),
        kind: EntryKind::Rent,
        reason: None,
        cents: Cents(54_940),
    };
    Dossier {
        tenancy: Tenancy {
            starts_on: Some(day("2019-07-01")),
            ends_on: Some(day("2026-12-31")),
            rent: Some(Cents(54_940)),
            ..Tenancy::default()
        },
        entries: vec![rent("2026-09-01"), rent("2026-10-01"), rent("2026-11-01")],
        arrangements: vec![Arrangement {
            agreed_on: day("2026-09-20"),
            covers_until: day("2026-09-01"),
            instalments: vec![(day("2026-11-25"), Cents(27_470)), (day("2026-12-25"), Cents(27_470))],
            ended_on: None,
        }],
        contacts: vec![Contact {
            day: day("2026-11-09"),
            channel: ContactChannel::Phone,
            reached: false,
            incoming: false,
        }],
        steps: vec![StepTaken {
            day: day("2026-11-05"),
            cycle: day("2026-10-01"),
            step: Key::of("herinnering-1"),
            channel: Some(ContactChannel::Letter),
            milestone: None,
            posted_on: None,
        }],
        ..Dossier::default()
    }
}

/// What keeps the texts of a step from leaving, channel by channel.
fn refusals(letters: &Letters, policy: &domain::policy::Policy, step: (usize, usize)) -> Vec<String> {
    let of: &Step = &policy.flows[step.0].steps[step.1];
    let Action::Message { letter, channels } = &of.action else { return Vec::new() };
    let (today, calendar, dossier) = (day("2026-11-20"), EquatedDays::default(), dossier());
    let rules = Rules::of(policy, &calendar);
    let night = rules.night(today, today.previous());
    let mut desk = Desk::default();
    let items = plan::read(&night, &dossier, &mut desk).0.items_to_ask();
    let settings: SendSettings = toml::from_str(SETTINGS).expect("settings as docs/verzenden.md has them");
    let head = DossierHead {
        dossier: "1004".into(),
        street: "Voorbeeldstraat 10".into(),
        postcode: "1234 AB".into(),
        town: "Rotterdam".into(),
        municipality: "Rotterdam".into(),
        ..DossierHead::default()
    };
    let to = Addressee { person: "P1".into(), name: "mevrouw A. van Dijk".into(), ..Addressee::default() };
    let road = LegalRoad { draft: Err(NoDraft::NothingInDefault), last_day: None, signal_may_follow: true };
    let ahead = tasks_ahead(policy, step.0, step.1);
    let mut refusals = Vec::new();
    for channel in channels.iter().copied() {
        let fields = Fields::of(&Known {
            today,
            books_as_of: today.previous(),
            calendar: &calendar,
            settings: &settings,
            head: &head,
            to: &to,
            dossier: &dossier,
            desk: &desk,
            proposed_pay_day: None,
            cycle: day("2026-10-01"),
            items: &items,
            channel,
            amount: Some(items.iter().map(|item| item.open).sum()),
            code: "K7QFM3XR",
            road: &road,
        });
        let request = Request {
            letter: &policy.letters[*letter].id,
            channel,
            tone: of.tone,
            language: Language::Dutch,
            day: today,
            seed: ContentId(0),
            previous: None,
            ahead: &ahead,
            own: "",
        };
        let found = letters.message(&request, &|field| fields.value(field)).err().unwrap_or_default();
        let errors = found.iter().filter(|finding| finding.is_error());
        refusals.extend(errors.map(|finding| format!("{}: {finding}", of.id)));
    }
    refusals
}

#[test]
fn every_text_that_a_shipped_flow_sends_can_leave() {
    for name in ["woonbron", "accolade"] {
        let loaded = policy::load(&preset(name).expect("it is shipped"), day("2026-11-20"));
        let (policy, letters) = (loaded.policy.expect("it is sound"), loaded.letters);
        let steps = policy
            .flows
            .iter()
            .enumerate()
            .flat_map(|(flow, of)| (0..of.steps.len()).map(move |step| (flow, step)));
        let refused: Vec<String> = steps.flat_map(|step| refusals(&letters, &policy, step)).collect();
        assert!(refused.is_empty(), "{name}:\n{}", refused.join("\n"));
    }
}

#[test]
fn what_was_tried_is_told_in_whole_sentences() {
    let told = attempts(&dossier(), Some(day("2026-10-01")), day("2026-11-20"));
    assert_eq!(told, "Op 5 november 2026 ging er een brief uit. Op 9 november 2026 is er gebeld.");
    assert_eq!(attempts(&dossier(), Some(day("2026-11-10")), day("2026-11-20")), "");
}
