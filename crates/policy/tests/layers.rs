//! A landlord's own folder over a starting policy, and the starting policies themselves.

mod base;

use base::*;
use policy::PolicyFiles;

fn own(changes: &[(&str, &str)]) -> PolicyFiles {
    let about = ("beleid.toml", "naam = \"Eigen\"\nbasis = \"woonbron\"\n");
    PolicyFiles::from_texts(std::iter::once(about).chain(changes.iter().copied()))
}

#[test]
fn every_preset_loads_without_errors() {
    assert!(policy::presets().contains(&"woonbron"));
    for name in policy::presets() {
        let loaded = policy::load(&policy::preset(name).unwrap(), day("2026-11-21"));
        assert!(loaded.policy.is_some(), "{name}:\n{}", listed(&loaded.findings));
    }
    assert!(policy::preset("er-is-niets").is_none());
}

#[test]
fn own_blocks_replace_blocks_with_the_same_id() {
    let base = policy::load(&own(&[]), day("2026-11-21")).policy.expect("the basis is sound");
    let overlay = "[[voorrang]]\nid = \"storno\"\nals = [ { kenmerk = \"storno_reden\", is = \"geweigerd\" } ]\nflow = \"storno\"\nvervangt = \"nee\"\n";
    let files = own(&[("instellingen.toml", "te_laat_na = \"8 dagen\"\n"), ("voorrang.toml", overlay)]);
    let loaded = policy::load(&files, day("2026-11-21"));
    let policy = sound(loaded);
    assert_eq!(policy.settings.late_after_days, 8);
    assert_eq!(policy.settings.small_amount, base.settings.small_amount);
    let ids = |policy: &domain::policy::Policy| {
        policy.overlays.iter().map(|one| one.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&policy), ids(&base));
    assert_eq!(policy.overlays.iter().find(|one| one.id == "storno").unwrap().origin.file, "voorrang.toml");
    assert_eq!(policy.overlays[0].origin.file, "woonbron/voorrang.toml");
    assert_eq!(policy.categories.len(), base.categories.len());
    assert_ne!(policy.hash, base.hash);
}

#[test]
fn own_categories_replace_the_whole_list() {
    let rest = "[[categorie]]\nid = \"iedereen\"\nnaam = \"Iedereen\"\nkleur = \"groen\"\nflow = \"goed\"\nuitleg = \"U huurt bij ons.\"\n";
    let loaded = policy::load(&own(&[("categorieen.toml", rest)]), day("2026-11-21"));
    let policy = sound(loaded);
    assert_eq!(policy.categories.len(), 1);
}

#[test]
fn a_folder_is_read_like_the_same_texts() {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in texts() {
        let file = folder.path().join(&path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    std::fs::write(folder.path().join("aantekening.docx"), [0xff, 0xfe]).unwrap();
    let files = PolicyFiles::from_folder(folder.path()).unwrap();
    assert_eq!(files, with(&[]));
    assert_eq!(files.hash(), with(&[]).hash());
    assert_eq!(files.get("beleid.toml"), Some("naam = \"Proef\"\n"));
    assert!(PolicyFiles::from_folder(&folder.path().join("weg")).is_err());
    std::fs::write(folder.path().join("beleid.toml"), [0xff, 0xfe]).unwrap();
    let error = PolicyFiles::from_folder(folder.path()).unwrap_err();
    assert!(error.to_string().contains("beleid.toml"), "{error}");
}

#[test]
fn golden_dossiers_do_not_change_the_hash_and_letters_do() {
    let plain = with(&[]).hash();
    assert_eq!(with(&[("dossiers/een.dossier", "verhaal")]).hash(), plain);
    assert_ne!(with(&[("brieven/blokken/zo-betaalt-u.md", "Anders ((betaallink)).")]).hash(), plain);
}

#[test]
fn a_locked_block_is_not_the_landlords_to_change() {
    let preset = policy::preset("woonbron").unwrap();
    let blocks = preset.effective().into_iter().filter(|file| file.path.starts_with("brieven/blokken/"));
    let locked = blocks.into_iter().find(|file| file.text.starts_with("slot: ja")).expect("a locked block");
    let loaded = policy::load(&own(&[(&locked.path, "Eigen woorden.")]), day("2026-11-21"));
    let list = listed(&loaded.findings);
    assert!(list.contains(&format!("{}:1:1: fout: Dit blok is op slot", locked.path)), "{list}");
    assert!(loaded.policy.is_none());
}

#[test]
fn own_flow_files_and_letter_texts_replace_those_of_the_basis() {
    let flow = "id = \"goed\"\nnaam = \"Eigen\"\n[[stap]]\nid = \"bellen\"\nvanaf_dag = \"4 dagen\"\ndoe = \"taak\"\ntaak = \"bellen\"\n";
    let policy = sound(policy::load(&own(&[("flows/goed.toml", flow)]), day("2026-11-21")));
    let goed = policy.flows.iter().find(|flow| flow.id == "goed").unwrap();
    assert_eq!((goed.name.as_str(), goed.steps.len()), ("Eigen", 1));
    let later = flow.replace("naam =", "vanaf = 2027-03-01\nnaam =");
    let files = own(&[("flows/goed-2027.toml", &later)]);
    let steps = |on: &str| {
        let policy = sound(policy::load(&files, day(on)));
        policy.flows.iter().find(|flow| flow.id == "goed").unwrap().steps.len()
    };
    assert!(steps("2027-02-28") > 1);
    assert_eq!(steps("2027-03-01"), 1);
}
