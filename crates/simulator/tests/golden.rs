//! The golden dossiers of the shipped starting policies, each with the policy that holds in its first night.

use domain::calendar::Day;
use domain::calendar::holidays::EquatedDays;
use simulator::golden;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The starting policies of this repository.
fn starting_policies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../startbeleid")
}

fn dossiers(preset: &str) -> Vec<(String, String)> {
    let folder = starting_policies().join(preset).join("dossiers");
    let mut found: Vec<(String, String)> = fs::read_dir(&folder)
        .unwrap_or_else(|why| panic!("{}: {why}", folder.display()))
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|end| end == "dossier"))
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("text"))
        })
        .collect();
    found.sort();
    found
}

fn all_hold(preset: &str, at_least: usize) {
    let files = policy::preset(preset).expect("a shipped policy");
    let calendar = EquatedDays::default();
    let (mut failures, mut policies) = (Vec::new(), BTreeMap::new());
    let dossiers = dossiers(preset);
    for (name, text) in &dossiers {
        let day =
            golden::parse(text).ok().and_then(|golden| golden.nights.first().map(|nights| nights.first));
        let day = day.unwrap_or_else(|| Day::parse_iso("2026-11-21").expect("a day"));
        let policy = policies.entry(day).or_insert_with(|| {
            let loaded = policy::load(&files, day);
            loaded.policy.unwrap_or_else(|| panic!("the policy {preset} has errors: {:#?}", loaded.findings))
        });
        if let Err(failure) = golden::run(text, policy, &calendar) {
            failures.push(failure.shown(name, text));
        }
    }
    let count = failures.len();
    assert!(
        failures.is_empty(),
        "{count} of {} dossiers do not hold:\n\n{}",
        dossiers.len(),
        failures.join("\n")
    );
    assert!(dossiers.len() >= at_least, "there are only {} dossiers for {preset}", dossiers.len());
}

#[test]
fn the_dossiers_of_the_attentive_policy_hold() {
    all_hold("woonbron", 60);
}

#[test]
fn the_dossiers_of_the_strict_policy_hold() {
    all_hold("accolade", 5);
}

/// Guards that never show as a block, because an overlay or a task of the night comes first; and the dossier that shows
/// what they do.
const SHOWN_OTHERWISE: [(&str, &str); 5] = [
    ("deceased", "overleden-niets-op-naam"),
    ("debt_scheme", "schuldregeling-oude-schuld-rust"),
    ("represented", "bewind-post-naar-bewindvoerder"),
    ("missing_data", "huur-onbekend"),
    ("unreachable", "niemand-bereikbaar"),
];

#[test]
fn every_guard_has_a_dossier() {
    let dossiers = dossiers("woonbron");
    for guard in domain::guards::ALL {
        let otherwise = SHOWN_OTHERWISE.iter().find(|(id, _)| *id == guard.id);
        let shown = dossiers.iter().any(|(name, text)| match otherwise {
            Some((_, dossier)) => name == dossier,
            None => ["geblokkeerd door", "geen stap, omdat"]
                .iter()
                .any(|start| text.contains(&format!("{start} {}", guard.word))),
        });
        assert!(shown, "no dossier shows the guard \"{}\" ({})", guard.word, guard.id);
    }
}

#[test]
fn every_category_has_a_dossier() {
    for preset in ["woonbron", "accolade"] {
        let files = policy::preset(preset).expect("a shipped policy");
        let policy =
            policy::load(&files, Day::parse_iso("2026-11-21").expect("a day")).policy.expect("no errors");
        let texts = dossiers(preset);
        for category in policy.categories {
            let named = format!("categorie {}", category.id);
            let shown = texts.iter().any(|(_, text)| text.lines().any(|line| line.trim().ends_with(&named)));
            assert!(shown, "no dossier of {preset} shows the category {}", category.id);
        }
    }
}
