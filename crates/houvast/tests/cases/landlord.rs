//! A small simulated landlord in a folder of its own, and the real executable to run on it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use domain::calendar::Day;
use simulator::life::Horizon;
use simulator::vera::{Delivery, Landlord as Simulated};
use store::db::{Row, Value};
use store::{Book, Place, Server};
use tempfile::TempDir;

/// The last day the simulated landlord delivers.
pub const LAST_DAY: &str = "2026-06-16";

/// What every secret of a test is, in `HOUVAST_PROEF_GEHEIM`.
pub const SECRET: &str = "0123456789abcdefghijklmnop";

/// The file that says that all data of a landlord are invented.
pub const INVENTED: &str = ".houvast-demo";

/// A landlord's folder with the executable.
pub struct Landlord {
    /// Kept so that the folder lives as long as the test.
    _home: TempDir,
    /// The landlord's folder.
    pub folder: PathBuf,
    place: Place,
}

impl Landlord {
    /// An empty folder.
    pub fn new() -> Landlord {
        let home = TempDir::new().expect("a scratch folder");
        let folder = home.path().join("verhuurder");
        std::fs::create_dir_all(folder.join("aanlevering")).expect("a folder");
        // Everybody in it is invented, so the clock may be set.
        std::fs::write(folder.join(INVENTED), "").expect("a mark");
        let place = Place::File(folder.join("boek.sqlite"));
        Landlord { _home: home, folder, place }
    }

    /// An empty folder that says that its book is on a server. `None` where there is no PostgreSQL.
    pub fn on_a_server(test: &str) -> Option<Landlord> {
        let address = simulator::database::new_landlord(test)?;
        let landlord = Landlord::new();
        let says = format!("plaats = \"{address}\"\n");
        std::fs::write(landlord.folder.join("boek.toml"), says).expect("the file is written");
        let place = Server::parse(&address).expect("an address").into();
        Some(Landlord { place, ..landlord })
    }

    /// The book.
    pub fn book(&self) -> Book {
        Book::open(&self.place).expect("the book opens")
    }

    /// Lays a delivery down.
    pub fn deliver(&self, delivery: &Delivery) {
        delivery.write_to(&self.folder.join("aanlevering")).expect("the delivery is written");
    }

    /// Runs the executable on this landlord.
    pub fn houvast(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the executable starts")
    }

    /// The command, to add variables to.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_houvast"));
        command.args(arguments).arg("--map").arg(&self.folder).env("HOUVAST_PROEF_GEHEIM", SECRET);
        command.env("HOUVAST_VOORBEELD_SLEUTEL", "sleutel");
        command
    }

    /// Runs a night that must succeed, and gives its report.
    pub fn night(&self, day: Day) -> serde_json::Value {
        let output = self.houvast(&["night", &day.to_string(), "--json"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("the report is JSON")
    }
}

/// A simulated landlord of so many homes with so many months of history.
pub fn simulated(seed: u64, homes: u32, months: i32) -> Simulated {
    let to = Day::parse_iso(LAST_DAY).expect("a constant");
    Simulated::new(seed, homes, Horizon::months_before(to, months))
}

/// Everything up to `until` in one delivery.
pub fn opening(simulated: &Simulated, until: Day) -> Delivery {
    simulated.delivery(simulated.horizon.from.previous(), until)
}

/// What stands in a book, without the numbers that tell how often a night was run.
pub fn standing(folder: &Path) -> Vec<String> {
    standing_in(&Book::open(&folder.join("boek.sqlite")).expect("the book opens"))
}

/// The same, of a book that is open.
pub fn standing_in(book: &Book) -> Vec<String> {
    let queries = [
        "select 'ledger', tenancy, seq, booked_on, due_on, kind, reason, cents, source from ledger order by tenancy, seq",
        "select 'tenancy', id, external, starts_on, ends_on, rent, reachable, refused, deceased_on from tenancy order by id",
        "select 'circumstance', tenancy, since, external, kind, until, closed_on, cents, why from circumstance order by external",
        "select 'position', tenancy, wake, category, since, outcome from position order by tenancy",
        "select 'step', tenancy, day, cycle, step, channel, milestone from step_taken order by tenancy, day, step",
        "select 'task', id, tenancy, day, kind, mode, state from task where state <> 'vervallen' order by id",
        "select 'outbox', id, tenancy, day, letter, channel, amount, state from outbox where state <> 'vervallen' order by id",
        "select 'packed', tenancy, hex(bytes) from packed order by tenancy",
        "select 'day_total', day, charged, paid, payments from day_total order by day",
        "select 'delivery', name, state, rows, changes from delivery order by name",
        "select 'finding', file, row, severity, reason from finding order by delivery, file, row, reason",
    ];
    queries.iter().flat_map(|query| rows(book, query)).collect()
}

/// The rows of a query as text.
pub fn rows(book: &Book, query: &str) -> Vec<String> {
    let mut statement = book.connection().prepare(query).expect("the query is right");
    let columns = statement.column_count();
    let read = |row: &Row| {
        let values = (0..columns).map(|at| Ok(format!("{:?}", row.get::<Value>(at)?)));
        Ok(values.collect::<store::db::Result<Vec<String>>>()?.join(" "))
    };
    let rows = statement.query_map([], read).expect("the query runs");
    rows.collect::<Result<_, _>>().expect("the rows can be read")
}
