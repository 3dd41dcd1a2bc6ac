//! Pulls the plug at every numbered point of taking in a delivery and running a night, runs again, and finds the same
//! book: nothing lost, nothing doubled.

use std::fs;

use crate::landlord::{Landlord, opening, simulated, standing};

/// The least number of times the process must really have been killed for this test to mean something.
const LEAST_KILLS: u32 = 200;

#[test]
fn a_kill_at_any_point_and_a_second_run_lose_and_double_nothing() {
    let simulated = simulated(7, 36, 3);
    let until = simulated.horizon.to;
    let delivery = opening(&simulated, until);
    let night = until.next().to_string();
    let undisturbed = {
        let landlord = Landlord::new();
        landlord.deliver(&delivery);
        landlord.night(until.next());
        standing(&landlord.folder)
    };
    assert!(undisturbed.len() > 200, "there is something to lose");
    let mut kills = 0;
    for point in 1.. {
        let landlord = Landlord::new();
        landlord.deliver(&delivery);
        let stop_at = |point: u32| {
            let mut command = landlord.command(&["night", &night, "--json"]);
            command
                .env("HOUVAST_STOP_AT_POINT", point.to_string())
                .output()
                .expect("the executable starts")
                .status
        };
        if stop_at(point).success() {
            break;
        }
        kills += 1;
        // Every third time the power goes again while starting over.
        if point % 3 == 0 && !stop_at(point / 2 + 1).success() {
            kills += 1;
        }
        landlord.night(until.next());
        let after = standing(&landlord.folder);
        assert_eq!(after.len(), undisturbed.len(), "killed at point {point}");
        for (now, before) in after.iter().zip(&undisturbed) {
            assert_eq!(now, before, "killed at point {point}");
        }
    }
    println!("{kills} kills, each followed by a run that found the same book");
    assert!(kills >= LEAST_KILLS, "only {kills} kills");
}

/// A landlord whose last night can be done over with another threshold, so that the new night differs from the old one.
fn with_another_threshold() -> (Landlord, String) {
    let simulated = simulated(13, 40, 6);
    let until = simulated.horizon.to;
    let landlord = Landlord::new();
    landlord.deliver(&opening(&simulated, until));
    let folder = landlord.folder.join("beleid");
    assert!(landlord.houvast(&["policy", "init", folder.to_str().unwrap()]).status.success());
    landlord.night(until.next());
    let file = folder.join("categorieen.toml");
    let text = fs::read_to_string(&file).unwrap();
    let new = "kenmerk = \"huurt_sinds\", minder_dan = ";
    let changed = text.replace(&format!("{new}\"6 maanden\""), &format!("{new}\"30 jaar\""));
    assert_ne!(text, changed);
    fs::write(&file, changed).unwrap();
    (landlord, until.next().to_string())
}

#[test]
fn a_night_done_over_is_the_old_one_or_the_new_one_whenever_the_power_goes() {
    let (landlord, night) = with_another_threshold();
    let old = standing(&landlord.folder);
    let mut killed = Vec::new();
    let new = loop {
        let point = 1 + 3 * killed.len();
        let mut command = landlord.command(&["night", &night, "--json"]);
        command.env("HOUVAST_STOP_AT_POINT", point.to_string());
        let over = command.output().expect("the executable starts").status.success();
        let now = standing(&landlord.folder);
        if over {
            break now;
        }
        killed.push(now);
    };
    assert_ne!(new, old, "another threshold, another night");
    assert!(killed.len() > 10, "only {} kills", killed.len());
    for (at, after) in killed.iter().enumerate() {
        assert!(*after == old || *after == new, "kill {at} left neither the old night nor the new one");
    }
}

#[test]
fn a_night_that_cannot_be_written_leaves_the_one_it_would_replace() {
    let (landlord, night) = with_another_threshold();
    let old = standing(&landlord.folder);
    assert!(
        old.iter().any(|row| row.contains("\"task\"")) && old.iter().any(|row| row.contains("\"outbox\""))
    );
    let full =
        "create trigger vol before insert on night_run begin select raise(abort, 'de schijf is vol'); end";
    landlord.book().connection().execute_batch(full).unwrap();
    let failed = landlord.houvast(&["night", &night]);
    assert!(!failed.status.success());
    assert!(String::from_utf8_lossy(&failed.stderr).contains("de schijf is vol"));
    assert_eq!(standing(&landlord.folder), old);
    landlord.book().connection().execute_batch("drop trigger vol").unwrap();
    assert!(landlord.houvast(&["night", &night]).status.success());
    assert_ne!(standing(&landlord.folder), old);
}
