//! Signals to the municipality against the real exchange model. The model lies beside the project (`HOUVAST_SHARED_DATA`, or
//! `shared/data` next to the workspace); where it is absent the tests that need it say so and return.

use connectors::partners::municipality::{Signal, export, read_answers};
use connectors::partners::{Home, Partners, Party};
use domain::calendar::Day;
use domain::money::Cents;
use std::path::{Path, PathBuf};

fn shared_data(test: &str) -> Option<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder =
        std::env::var_os("HOUVAST_SHARED_DATA").map_or(workspace.join("../shared/data"), PathBuf::from);
    let model = folder.join("vroegsignalering");
    if model.is_dir() {
        return Some(model);
    }
    println!("SKIPPED: {test} (no shared data here)");
    None
}

fn partners() -> Partners {
    let text = "naam = 'Voorbeeld Wonen'\nkvk = '12345678'\nleverancierscode = 'VBW'\n[gemeenten]\nRotterdam = '0599'\nDelft = '0503'\n";
    Partners::read(text).expect("a good file")
}

fn signal(id: &str, municipality: &str) -> Signal {
    let day = |text: &str| Day::parse_iso(text).expect("a day");
    Signal {
        id: id.into(),
        crisis: false,
        warm: false,
        cents: Cents(109_880),
        arisen_on: day("2026-10-01"),
        signalled_on: day("2026-11-21"),
        client: Party {
            name: "mevrouw A. van Dijk".into(),
            born_on: Some(day("1985-06-15")),
            phone: "+31 6 0000 0001".into(),
            email: "a@example.org".into(),
        },
        home: Home {
            street: "Voorbeeldstraat 10A".into(),
            house_number: "10A".into(),
            postcode: "1234 AB".into(),
            town: municipality.into(),
            municipality: municipality.into(),
        },
    }
}

#[test]
fn each_municipality_gets_its_own_files_and_an_unknown_one_is_a_finding() {
    let signals =
        [signal("1", "Rotterdam"), signal("2", "Delft"), signal("3", "rotterdam"), signal("4", "Ons Dorp")];
    let (files, findings) = export(&partners(), &signals, "2026-11-21T10:00:00Z");
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "vroegsignalen-0503-2026-11-21.json",
            "vroegsignalen-0503-2026-11-21.csv",
            "vroegsignalen-0599-2026-11-21.json",
            "vroegsignalen-0599-2026-11-21.csv",
        ]
    );
    assert_eq!((findings.len(), findings[0].value.as_str()), (1, "Ons Dorp"));
    let csv = String::from_utf8(files[3].bytes.clone()).expect("text");
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[1].contains(
        ";1098;2026-10-01;2026-11-21;Huur;A.;van;Dijk;1985-06-15;Voorbeeldstraat;10;A;1234AB;Rotterdam;"
    ));
    let json = String::from_utf8(files[2].bytes.clone()).expect("text");
    for kept_home in ["Burgerservicenummer", "example.org", "0000 0001"] {
        assert!(!json.contains(kept_home), "{kept_home}");
    }
}

/// Says what is wrong with a file by the exchange model; `None` where no judge is at hand. The judge is Python's
/// `jsonschema`: forty crates for one test would be too many (docs/decisions/0013).
fn judged(model: &Path, json: &[u8]) -> Option<String> {
    const JUDGE: &str = "
import json, sys
try:
    import jsonschema
except ImportError:
    print('ABSENT')
    sys.exit(0)
schema = json.load(open(sys.argv[1], encoding='utf-8'))
judge = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
print('; '.join(error.message for error in judge.iter_errors(json.load(open(sys.argv[2], encoding='utf-8')))))
";
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("signals.json");
    std::fs::write(&file, json).expect("written");
    let mut python = std::process::Command::new("python3");
    let schema = model.join("json_schema_Uitwisselmodel.json");
    let output = python.arg("-W").arg("ignore").arg("-c").arg(JUDGE).arg(schema).arg(file).output().ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (said != "ABSENT").then_some(said)
}

#[test]
fn every_file_validates_against_the_exchange_model() {
    let test = "every_file_validates_against_the_exchange_model";
    let Some(model) = shared_data(test) else { return };
    let mut bare = signal("2", "Delft");
    (bare.client, bare.cents) = (Party { name: "Yılmaz".into(), ..Party::default() }, Cents(4_999));
    let (files, _) = export(&partners(), &[signal("1", "Rotterdam"), bare], "2026-11-21T10:00:00Z");
    for file in files.iter().filter(|file| file.name.ends_with(".json")) {
        let Some(said) = judged(&model, &file.bytes) else {
            println!("SKIPPED: {test} (no python3 with jsonschema here)");
            return;
        };
        assert_eq!(said, "", "{}", file.name);
    }
    // The judge is awake: a wrong kind of amount is refused.
    let text = String::from_utf8(files[0].bytes.clone()).expect("text");
    let wrong = text.replace("\"bedrag\": 49", "\"bedrag\": \"veel\"");
    assert_ne!(wrong, text);
    assert_ne!(judged(&model, wrong.as_bytes()), Some(String::new()));
}

#[test]
fn the_examples_of_the_model_are_read_as_answers() {
    let Some(model) = shared_data("the_examples_of_the_model_are_read_as_answers") else { return };
    for (example, at_least) in [("enkelvoudigVoorbeeld.json", 1), ("meervoudigVoorbeeld.json", 2)] {
        let bytes = std::fs::read(model.join(example)).expect("an example");
        let (rows, findings) = read_answers(example, &bytes);
        assert!(findings.is_empty(), "{example}: {findings:?}");
        assert!(rows.len() >= at_least, "{example}: {rows:?}");
        assert!(rows.iter().all(|(_, row)| row.signal.starts_with("VS-") && row.day.is_some()), "{example}");
    }
}
