//! The commands as a landlord uses them: the same delivery twice, a night that is held, a night done over with another
//! threshold, two nights at once, an explanation, a policy with a mistake.

use std::fs;

use crate::landlord::{Landlord, opening, rows, simulated, standing};

#[test]
fn a_folder_that_is_not_there_is_named_and_not_made() {
    let landlord = Landlord::new();
    let typo = landlord.folder.with_file_name("verhuuder");
    let path = typo.to_str().expect("a path");
    let said = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_houvast"));
        let output = command.args(arguments).output().expect("it runs");
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stderr).lines().count(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    for arguments in [
        &["policy", "check", path][..],
        &["night", "2026-06-16", "--map", path],
        &["begin", "--map", path],
        &["work", "--once", "--map", path],
    ] {
        let (code, lines, told) = said(arguments);
        assert_eq!((code, lines), (Some(2), 1), "{told}");
        assert!(told.contains("verhuuder is er niet"), "{told}");
        assert!(!typo.exists(), "{arguments:?}");
    }
}

#[test]
fn the_same_delivery_twice_changes_nothing() {
    let simulated = simulated(11, 40, 6);
    let until = simulated.horizon.to;
    let landlord = Landlord::new();
    let mut delivery = opening(&simulated, until);
    landlord.deliver(&delivery);
    landlord.night(until.next());
    let before = standing(&landlord.folder);
    delivery.name = "nog-eens".into();
    landlord.deliver(&delivery);
    let report = landlord.night(until.next());
    assert_eq!(report["deliveries"][0]["state"], "al bekend");
    assert_eq!(standing(&landlord.folder), before);
}

#[test]
fn wrong_totals_hold_the_night_until_a_person_has_looked() {
    let simulated = simulated(12, 40, 6);
    let until = simulated.horizon.to;
    let landlord = Landlord::new();
    let mut delivery = opening(&simulated, until);
    delivery.manifest.tenancies = Some(12_345);
    delivery.seal();
    landlord.deliver(&delivery);
    let held = landlord.houvast(&["night", &until.next().to_string()]);
    assert_eq!(held.status.code(), Some(4));
    let told = String::from_utf8_lossy(&held.stderr).into_owned();
    assert!(told.contains("12345 lopende huurovereenkomsten") && told.contains("--vrijgeven"), "{told}");
    assert_eq!(rows(&landlord.book(), "select count(*) from ledger"), ["Integer(0)"]);
    let name = delivery.name.clone();
    let released = landlord.houvast(&["night", &until.next().to_string(), "--vrijgeven", &name]);
    assert!(released.status.success(), "{}", String::from_utf8_lossy(&released.stderr));
    assert_ne!(rows(&landlord.book(), "select count(*) from ledger"), ["Integer(0)"]);
}

#[test]
fn another_threshold_and_the_night_done_over_show_the_effect() {
    let simulated = simulated(13, 300, 14);
    let until = simulated.horizon.to;
    let landlord = Landlord::new();
    landlord.deliver(&opening(&simulated, until));
    let folder = landlord.folder.join("beleid");
    let init = landlord.houvast(&["policy", "init", folder.to_str().unwrap()]);
    assert!(init.status.success(), "{}", String::from_utf8_lossy(&init.stderr));
    let before = landlord.night(until.next());
    let file = folder.join("categorieen.toml");
    let text = fs::read_to_string(&file).unwrap();
    let changed = text.replace(
        r#"kenmerk = "huurt_sinds", minder_dan = "6 maanden""#,
        r#"kenmerk = "huurt_sinds", minder_dan = "30 jaar""#,
    );
    assert_ne!(text, changed);
    fs::write(&file, changed).unwrap();
    let check = landlord.houvast(&["policy", "check", folder.to_str().unwrap()]);
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stderr));
    let after = landlord.night(until.next());
    let new = |report: &serde_json::Value| report["placed"]["Nieuwe huurder"].as_u64().unwrap_or(0);
    assert!(new(&after) > new(&before) + 50, "{} was {}", new(&after), new(&before));
    let twice = "select tenancy, count(*) from step_taken group by tenancy, day, step having count(*) > 1";
    assert!(rows(&landlord.book(), twice).is_empty());
    let original = text;
    fs::write(&file, original).unwrap();
    let again = landlord.night(until.next());
    assert_eq!(again["placed"], before["placed"], "the same rules give the same night");
    assert_eq!(again["messages"], before["messages"]);
}

#[test]
fn a_second_night_at_the_same_time_is_refused() {
    let simulated = simulated(14, 20, 3);
    let landlord = Landlord::new();
    landlord.deliver(&opening(&simulated, simulated.horizon.to));
    let lock = landlord.book().lock_night().expect("nobody else is at work");
    let refused = landlord.houvast(&["night", &simulated.horizon.to.next().to_string()]);
    assert_eq!(refused.status.code(), Some(5));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("er draait al een nacht"));
    drop(lock);
    landlord.night(simulated.horizon.to.next());
}

#[test]
fn every_dossier_can_be_explained_and_the_story_is_that_of_the_night() {
    let simulated = simulated(15, 120, 14);
    let until = simulated.horizon.to;
    let landlord = Landlord::new();
    landlord.deliver(&opening(&simulated, until));
    landlord.night(until.next());
    let categories = rows(
        &landlord.book(),
        "select t.external, d.category from decision d join tenancy t on t.id = d.tenancy order by t.id limit 25",
    );
    assert!(!categories.is_empty());
    let policy = policy::load(&policy::preset("woonbron").unwrap(), until).policy.unwrap();
    for row in categories {
        let parts: Vec<&str> = row.split('"').collect();
        let (number, category) = (parts[1], parts[3]);
        let output = landlord.houvast(&["explain", number, "--json"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let name = &policy.categories.iter().find(|c| c.id == category).unwrap().name;
        assert!(told["line"].as_str().unwrap().starts_with(name.as_str()), "{told}");
        assert!(!told["tree"].as_array().unwrap().is_empty());
    }
    let unknown = landlord.houvast(&["explain", "HO-bestaat-niet"]);
    assert_eq!(unknown.status.code(), Some(2));
}

#[test]
fn a_mistake_in_the_policy_is_named_with_file_and_line_and_stops_the_night() {
    let landlord = Landlord::new();
    let folder = landlord.folder.join("beleid");
    landlord.houvast(&["policy", "init", folder.to_str().unwrap()]);
    let file = folder.join("categorieen.toml");
    let text = fs::read_to_string(&file).unwrap().replacen("huurt_sinds", "huurt_sins", 1);
    fs::write(&file, text).unwrap();
    let check = landlord.houvast(&["policy", "check", folder.to_str().unwrap()]);
    assert_eq!(check.status.code(), Some(3));
    let told = String::from_utf8_lossy(&check.stderr).into_owned();
    assert!(told.contains("categorieen.toml:") && told.contains("huurt_sinds"), "{told}");
    let night = landlord.houvast(&["night", "2026-06-17"]);
    assert_eq!(night.status.code(), Some(3));
}

#[test]
fn an_earlier_night_is_explained_as_it_was() {
    let simulated = simulated(16, 300, 14);
    let until = simulated.horizon.to;
    let landlord = Landlord::new();
    landlord.deliver(&opening(&simulated, until - 12));
    for offset in (0..12).rev() {
        let day = until - offset;
        landlord.deliver(&simulated.delivery(day.previous(), day));
        landlord.night(day.next());
    }
    let steps = rows(
        &landlord.book(),
        "select t.external, n.day from decision d join tenancy t on t.id = d.tenancy join night_run n on n.id = d.run \
         where d.outcome like 'stap%' order by n.day, t.id",
    );
    assert!(steps.len() > 20, "{}", steps.len());
    let mut same: Vec<(String, String)> = Vec::new();
    for row in steps.iter().step_by(3) {
        let number = row.split('"').nth(1).unwrap();
        let day: i32 = row.split("Integer(").nth(1).unwrap().trim_end_matches(')').parse().unwrap();
        let day = domain::calendar::Day(day).to_string();
        let output = landlord.houvast(&["explain", number, &day, "--json"]);
        let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let line = told["line"].as_str().unwrap();
        assert!(line.contains("Vandaag staat") || line.contains("Vandaag ligt"), "{number} {day}: {line}");
        same.extend(
            told["recorded_otherwise"].as_array().unwrap().is_empty().then(|| (number.to_string(), day)),
        );
    }
    // The landlord gives another rent: what that night saw is said beside it.
    landlord.book().connection().execute("update tenancy set rent = rent + 10000", []).unwrap();
    let is_told = same.iter().any(|(number, day)| {
        let output = landlord.houvast(&["explain", number, day]);
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        told.contains("Die nacht was het anders") && told.contains("achterstand in maanden huur: toen")
    });
    assert!(is_told, "{same:?}");
}

#[test]
fn simulated_months_with_faults_leave_the_auditor_without_objections() {
    for seed in ["1", "2", "3"] {
        let landlord = Landlord::new();
        let found = landlord.folder.join("gevonden");
        let found = found.to_str().unwrap();
        let arguments =
            ["simulate", "--woningen", "120", "--nachten", "120", "--zaad", seed, "--dossiers", found];
        let output = landlord.houvast(&arguments);
        assert!(output.status.success(), "seed {seed}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn both_presets_can_be_a_beginning() {
    for preset in ["woonbron", "accolade"] {
        let landlord = Landlord::new();
        let folder = landlord.folder.join("beleid");
        let init = landlord.houvast(&["policy", "init", folder.to_str().unwrap(), "--basis", preset]);
        assert!(init.status.success(), "{}", String::from_utf8_lossy(&init.stderr));
        let check = landlord.houvast(&["policy", "check", folder.to_str().unwrap(), "--dag", "2026-11-21"]);
        assert!(check.status.success(), "{preset}: {}", String::from_utf8_lossy(&check.stderr));
    }
}
