//! A real PostgreSQL server for tests, started from the system's own programs and gone with the process that asked for it.
//!
//! One server for all tests of a process, in a folder of its own, over a socket there; every landlord gets a schema. Its
//! language is Dutch on purpose: the order of texts must not depend on it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Makes a server and says where it is; ends it and its folder when nobody listens any more, also after a crash. `$1` is the
/// folder of its programs.
const SERVER: &str = r#"
set -e
cd /
export LC_ALL=C
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
"$1/initdb" -D "$home/data" -U houvast --auth=trust --encoding=UTF8 --locale-provider=icu --icu-locale=nl --no-sync \
  >"$home/log" 2>&1 || { cat "$home/log" >&2; exit 1; }
"$1/postgres" -D "$home/data" -k "$home" -c listen_addresses= -c fsync=off -c max_connections=300 >>"$home/log" 2>&1 &
server=$!
until "$1/pg_isready" -q -h "$home"; do
  kill -0 $server || { cat "$home/log" >&2; exit 1; }
  sleep 0.02
done
echo "$home"
cat >/dev/null
kill -INT $server
wait $server
"#;

/// Where Debian keeps the programs of each version.
const DEBIAN: &str = "/usr/lib/postgresql";

struct Server {
    /// The server runs for as long as this is open.
    _alive: ChildStdin,
    _child: Child,
    home: String,
}

static SERVER_OF_THIS_PROCESS: OnceLock<Option<Server>> = OnceLock::new();
static LANDLORDS: AtomicU32 = AtomicU32::new(0);

/// The address of a book that is not there yet, on a server of this process. `None`, and a line that says so, where PostgreSQL
/// is not on this machine.
///
/// # Panics
///
/// When PostgreSQL is here and does not start.
pub fn new_landlord(test: &str) -> Option<String> {
    let server = SERVER_OF_THIS_PROCESS.get_or_init(|| programs().map(|folder| start(&folder))).as_ref();
    let Some(server) = server else {
        println!("SKIPPED: {test} on PostgreSQL (no postgresql here)");
        return None;
    };
    let number = LANDLORDS.fetch_add(1, Ordering::Relaxed);
    Some(format!("postgres://houvast@/postgres?host={}&verhuurder=proef-{number}", server.home))
}

/// The folder with the programs of the newest version.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let number = |path: &Path| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let newest = versions.map(|entry| entry.path()).max_by_key(|path| number(path))?.join("bin");
    newest.join("initdb").is_file().then_some(newest)
}

/// PostgreSQL refuses to run as root: then it runs as the user that Debian made for it.
fn start(programs: &Path) -> Server {
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.trim_ascii() == b"0");
    let mut command = Command::new(if is_root { "runuser" } else { "sh" });
    if is_root {
        command.args(["-u", "postgres", "--", "sh"]);
    }
    command.args(["-c", SERVER, "sh"]).arg(programs);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a shell starts");
    let mut home = String::new();
    BufReader::new(child.stdout.take().expect("it is piped"))
        .read_line(&mut home)
        .expect("the server says where it is");
    let home = home.trim_end().to_string();
    assert!(home.starts_with('/'), "PostgreSQL does not start: {:?}", child.wait());
    Server { _alive: child.stdin.take().expect("it is piped"), _child: child, home }
}
