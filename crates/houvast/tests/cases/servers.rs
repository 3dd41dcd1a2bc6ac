//! The book on a real PostgreSQL server: the same as in a file, whatever is delivered; and several workers over one book, killed
//! while they work, send everything once.

use std::process::{Child, Command, Stdio};

use domain::calendar::Day;

use crate::landlord::{LAST_DAY, Landlord, opening, simulated, standing_in};
use crate::work::{begins, judge, once, work};

/// The least number of times a worker must really have been killed for a test to mean something.
const LEAST_KILLS: u32 = 60;

/// A landlord in a file and one on a server.
fn both(test: &str) -> Option<[Landlord; 2]> {
    Some([Landlord::new(), Landlord::on_a_server(test)?])
}

fn assert_same(file: &Landlord, server: &Landlord, when: &str) {
    let (in_file, on_server) = (standing_in(&file.book()), standing_in(&server.book()));
    assert_eq!(in_file.len(), on_server.len(), "{when}");
    for (here, there) in in_file.iter().zip(&on_server) {
        assert_eq!(here, there, "{when}");
    }
}

#[test]
fn the_same_deliveries_give_the_same_book_night_after_night() {
    let Some([file, server]) = both("the same deliveries") else { return };
    let simulated = simulated(17, 300, 8);
    let last = Day::parse_iso(LAST_DAY).expect("a constant");
    let first = last - 12;
    for until in (0..=12).map(|at| first + at) {
        let delivery = match until == first {
            true => opening(&simulated, until),
            false => simulated.delivery(until.previous(), until),
        };
        for landlord in [&file, &server] {
            landlord.deliver(&delivery);
            landlord.night(until.next());
        }
        assert_same(&file, &server, &format!("after the night of {}", until.next()));
    }
    for landlord in [&file, &server] {
        landlord.night(last.next());
    }
    assert_same(&file, &server, "after the last night was done over");
    for landlord in [&file, &server] {
        assert!(landlord.houvast(&["rebuild"]).status.success());
    }
    assert_same(&file, &server, "built anew from the truth");
}

#[test]
fn a_landlord_with_faulty_deliveries_is_judged_the_same() {
    let Some(address) = simulator::database::new_landlord("faulty deliveries") else { return };
    let landlord = Landlord::new();
    let found = landlord.folder.join("gevonden").display().to_string();
    let simulate = |more: &[&str]| {
        let usual = [
            "simulate",
            "--woningen",
            "150",
            "--nachten",
            "70",
            "--zaad",
            "4",
            "--json",
            "--dossiers",
            &found,
        ];
        let output = landlord.houvast(&[&usual, more].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    };
    assert_eq!(simulate(&[]), simulate(&["--store", &address]));
}

#[test]
fn a_kill_while_reading_and_deciding_loses_and_doubles_nothing() {
    let Some([file, _]) = both("kills by night") else { return };
    let simulated = simulated(7, 36, 3);
    let delivery = opening(&simulated, simulated.horizon.to);
    let night = simulated.horizon.to.next();
    file.deliver(&delivery);
    file.night(night);
    let mut kills = 0;
    for point in (1..).step_by(23) {
        let Some(server) = Landlord::on_a_server("kills by night") else { return };
        server.deliver(&delivery);
        let mut command = server.command(&["night", &night.to_string(), "--json"]);
        command.env("HOUVAST_STOP_AT_POINT", point.to_string());
        if command.output().expect("the executable starts").status.success() {
            break;
        }
        kills += 1;
        server.night(night);
        assert_same(&file, &server, &format!("killed at point {point}"));
    }
    assert!(kills > 10, "only {kills} kills");
}

#[test]
fn two_workers_over_one_book_killed_at_any_moment_send_everything_once() {
    let (mut seed, mut kills, mut left) = (0x2545_f491_4f6c_dd1d_u64, 0, 0);
    for pass in 1.. {
        let Some(landlord) = Landlord::on_a_server("two workers") else { return };
        let (landlord, outside) = begins(landlord, 60 + pass, 700);
        for (time, rounds, points) in [("03:30", 4, 900), ("10:00", 14, 30)] {
            for _ in 0..rounds {
                let mut next = || {
                    seed =
                        seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    1 + (seed >> 33) % points
                };
                let workers = [next(), next()].map(|point| begin(&landlord, time, Some(point)));
                kills += workers.map(ends).iter().filter(|code| code.is_none()).count() as u32;
            }
            let workers = [(); 2].map(|()| begin(&landlord, time, None));
            // Who finds that the other has the night in hand stops with the code for that.
            let codes = workers.map(ends);
            assert!(
                codes.contains(&Some(0)) && codes.iter().all(|code| matches!(code, Some(0 | 5))),
                "{codes:?}"
            );
        }
        for time in ["10:01", "11:30", "16:00"] {
            once(&landlord, time);
        }
        left += judge(&landlord, &outside);
        if kills >= LEAST_KILLS {
            break;
        }
        assert!(pass < 12, "{kills} kills in {pass} passes");
    }
    println!("{kills} kills of two workers over one book; {left} messages left");
    assert!(left > 30, "only {left} messages left");
}

fn begin(landlord: &Landlord, time: &str, stop_at: Option<u64>) -> Child {
    let mut command: Command = work(landlord, time, &["--once"]);
    if let Some(point) = stop_at {
        command.env("HOUVAST_STOP_AT_POINT", point.to_string());
    }
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the executable starts")
}

/// Its exit code; none when it was killed.
fn ends(mut worker: Child) -> Option<i32> {
    worker.wait().expect("it ends").code()
}
