//! Pulls the plug at every numbered point of taking in a delivery and running a night, runs again, and finds the same
//! book: nothing lost, nothing doubled.

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
