//! Pulls the plug while letters, e-mails, text messages and WhatsApp messages leave: at every kind of moment, over a thousand times, with a
//! real mail server and real telephones on the other side. Nothing reaches anybody twice, and nothing is lost: a message
//! is in the world, or the book says why not.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use domain::calendar::Day;
use store::Book;

use crate::landlord::{Landlord, opening, rows, simulated};
use crate::outside::Outside;
use crate::whatsapp::{NIGHT, whatsapp_first};

/// The least number of times the process must really have been killed for this test to mean something.
const LEAST_KILLS: u32 = 1_000;
/// Attempts to finish one delivery, after which it is left to finish in peace.
const KILLS_IN_A_PASS: u32 = 220;

#[test]
fn a_thousand_kills_double_nothing_and_lose_nothing() {
    let simulated = simulated(31, 1_200, 9);
    let night = Day::parse_iso(NIGHT).expect("a constant");
    let landlord = Landlord::new();
    landlord.deliver(&opening(&simulated, night.previous()));
    fs::write(
        landlord.folder.join("verzenden.toml"),
        "stand = \"echt\"\n[verhuurder]\nnaam = \"Voorbeeld Wonen\"\n",
    )
    .unwrap();
    whatsapp_first(&landlord.folder);
    landlord.night(night);
    landlord
        .book()
        .connection()
        .query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))
        .expect("the book is one file");
    let mut kills = Kills { seed: 0x9e37_79b9, count: 0, by_channel: [0; 4] };
    let mut pass = 0;
    while kills.count < LEAST_KILLS {
        pass += 1;
        let folder = landlord.folder.parent().expect("a folder").join(format!("ronde-{pass}"));
        copy(&landlord.folder, &folder);
        one_pass(&folder, night, &mut kills);
        fs::remove_dir_all(&folder).expect("the copy goes");
        assert!(pass < 40, "{} kills in {pass} passes", kills.count);
    }
    println!("{} kills in {pass} passes; messages that left: {:?}", kills.count, kills.by_channel);
    assert!(
        kills.by_channel.iter().all(|count| *count > 0),
        "every channel was used: {:?}",
        kills.by_channel
    );
}

struct Kills {
    seed: u64,
    count: u32,
    by_channel: [usize; 4],
}

impl Kills {
    /// A point to stop at: mostly soon, sometimes far, so that every kind of moment comes up.
    fn point(&mut self) -> u64 {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let drawn = self.seed >> 33;
        if drawn.is_multiple_of(12) { 1 + drawn / 12 % 150 } else { 1 + drawn / 12 % 14 }
    }
}

/// One delivery, killed again and again, then finished in peace.
fn one_pass(folder: &Path, night: Day, kills: &mut Kills) {
    let outside = Outside::around_folder(folder);
    outside.join_whatsapp(folder, "\"herinnering-1/whatsapp.vriendelijk\" = \"huur_herinnering_1\"\n");
    let planned = rows(&book(folder), "select id from outbox where state = 'klaar'").len();
    assert!(planned > 30, "{planned} messages");
    for _ in 0..KILLS_IN_A_PASS {
        let point = kills.point();
        if deliver(folder, night, "10:00", Some(point)) {
            break;
        }
        kills.count += 1;
    }
    for time in ["10:00", "11:30", "17:00"] {
        assert!(deliver(folder, night, time, None), "it finishes in peace");
    }
    judge(folder, &outside, kills);
}

/// Every message is in the world once, or the book says why not.
fn judge(folder: &Path, outside: &Outside, kills: &mut Kills) {
    let reached = outside.reached(folder);
    for (id, ways) in &reached {
        assert_eq!(ways.len(), 1, "{id} reached the world by {ways:?}");
    }
    let mut known = 0;
    for row in rows(&book(folder), "select id, state, reason from outbox") {
        let parts: Vec<&str> = row.split('"').collect();
        let (id, state, reason) = (parts[1], parts[3], parts[5]);
        let in_world = reached.get(&id[..24]);
        known += usize::from(in_world.is_some());
        match (state, in_world) {
            ("aangenomen", Some(ways)) => {
                let at = ["e-mail", "sms", "whatsapp", "brief"]
                    .iter()
                    .position(|way| way == &ways[0])
                    .expect("a channel");
                kills.by_channel[at] += 1;
            }
            ("aangenomen", None) => panic!("{id} is lost: the book says it left"),
            ("onzeker", ways) => {
                let one_way = |ways: &Vec<&str>| matches!(ways[..], ["e-mail" | "whatsapp"]);
                assert!(ways.is_none_or(one_way), "only mail and WhatsApp can be uncertain: {ways:?}");
                assert!(!reason.is_empty());
            }
            ("schaduw" | "wacht op vrijgave", None) => {}
            ("vastgehouden" | "vervallen" | "mislukt", None) => assert!(!reason.is_empty(), "{id} {state}"),
            (state, in_world) => panic!("{id} is {state}, and in the world: {in_world:?}"),
        }
    }
    assert_eq!(known, reached.len(), "nothing left that the book does not know");
    let uncertain = rows(&book(folder), "select count(*) from outbox where state = 'onzeker'");
    let asked =
        rows(&book(folder), "select count(*) from task where kind = 'bericht-nakijken' and state = 'open'");
    assert_eq!(uncertain, asked, "a person is asked about each");
}

fn deliver(folder: &Path, night: Day, time: &str, stop_at: Option<u64>) -> bool {
    let mut command = Command::new(env!("CARGO_BIN_EXE_houvast"));
    command.args(["deliver", "--dag", &night.to_string(), "--now", time, "--json", "--map"]).arg(folder);
    command.env("HOUVAST_VOORBEELD_SLEUTEL", "sleutel").stdout(Stdio::null()).stderr(Stdio::null());
    if let Some(point) = stop_at {
        command.env("HOUVAST_STOP_AT_POINT", point.to_string());
    }
    command.status().expect("the executable starts").success()
}

fn book(folder: &Path) -> Book {
    Book::open(&folder.join("boek.sqlite")).expect("the book opens")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}
