//! A real PostgreSQL server for tests, started from the system's own programs and gone with the process that asked for it.
//!
//! One server for all tests of a process, in a folder of its own, over a socket there; every landlord gets a schema. Its
//! language is Dutch on purpose: the order of texts must not depend on it.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Makes a server and says where it is; ends it and its folder when nobody listens any more, also after a crash. `$1` is the
/// folder of its programs, `$2` its port. With a certificate (`$3`), its key (`$4`) and who vouches for it (`$5`) it is also there
/// over the network, encrypted, for `incasso` with a password.
const SERVER: &str = r#"
set -e
cd /
export LC_ALL=C
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
"$1/initdb" -D "$home/data" -U houvast --auth=trust --encoding=UTF8 --locale-provider=icu --icu-locale=nl --no-sync \
  >"$home/log" 2>&1 || { cat "$home/log" >&2; exit 1; }
if [ -n "$3" ]; then
  (umask 077; printf '%s' "$4" >"$home/data/server.key")
  printf '%s' "$3" >"$home/data/server.crt"
  printf '%s' "$5" >"$home/authority.pem"
  printf 'local all all trust\nhostssl all incasso all scram-sha-256\n' >"$home/data/pg_hba.conf"
  network="-c listen_addresses=127.0.0.1 -c ssl=on"
else
  network="-c listen_addresses="
fi
"$1/postgres" -D "$home/data" -k "$home" -c port="$2" $network -c fsync=off -c max_connections=300 >>"$home/log" 2>&1 &
server=$!
until "$1/pg_isready" -q -h "$home" -p "$2"; do
  kill -0 $server || { cat "$home/log" >&2; exit 1; }
  sleep 0.02
done
[ -z "$3" ] || "$1/psql" -q -h "$home" -p "$2" -U houvast postgres \
  -c "create role incasso login password 'ge heim'; grant create on database postgres to incasso"
echo "$home"
cat >/dev/null
kill -INT $server
wait $server
"#;

/// Where Debian keeps the programs of each version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The port in the name of the socket.
const PORT: u16 = 5432;

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
    let server = SERVER_OF_THIS_PROCESS.get_or_init(|| programs().map(|folder| start(&folder, PORT, None)));
    let Some(server) = server else { return skipped(test) };
    let number = LANDLORDS.fetch_add(1, Ordering::Relaxed);
    Some(format!("postgres://houvast@/postgres?host={}&verhuurder=proef-{number}", server.home))
}

fn skipped<T>(test: &str) -> Option<T> {
    println!("SKIPPED: {test} on PostgreSQL (no postgresql here)");
    None
}

/// What a server proves who it is with, in PEM.
pub struct Secure {
    /// The certificate of who vouches for it.
    pub authority: String,
    /// Its own certificate.
    pub certificate: String,
    /// The key of that.
    pub key: String,
}

/// A server of its own for one test, over the network of this machine.
pub struct Network {
    _server: Server,
    /// Its port on 127.0.0.1.
    pub port: u16,
    /// The file with who vouches for it.
    pub authority: PathBuf,
}

/// Starts a server that is there over the network, encrypted only, for `incasso` with the password `ge heim`.
///
/// # Panics
///
/// When PostgreSQL is here and does not start.
pub fn over_the_network(test: &str, secure: &Secure) -> Option<Network> {
    let Some(folder) = programs() else { return skipped(test) };
    let free = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    let port = free.expect("a free port").port();
    let server = start(&folder, port, Some(secure));
    let authority = Path::new(&server.home).join("authority.pem");
    Some(Network { _server: server, port, authority })
}

/// The folder with the programs of the newest version.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let number = |path: &Path| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let newest = versions.map(|entry| entry.path()).max_by_key(|path| number(path))?.join("bin");
    newest.join("initdb").is_file().then_some(newest)
}

/// PostgreSQL refuses to run as root: then it runs as the user that Debian made for it.
fn start(programs: &Path, port: u16, secure: Option<&Secure>) -> Server {
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.trim_ascii() == b"0");
    let mut command = Command::new(if is_root { "runuser" } else { "sh" });
    if is_root {
        command.args(["-u", "postgres", "--", "sh"]);
    }
    command.args(["-c", SERVER, "sh"]).arg(programs).arg(port.to_string());
    if let Some(Secure { authority, certificate, key }) = secure {
        command.args([certificate, key, authority]);
    }
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a shell starts");
    let mut home = String::new();
    BufReader::new(child.stdout.take().expect("it is piped"))
        .read_line(&mut home)
        .expect("the server says where it is");
    let home = home.trim_end().to_string();
    assert!(home.starts_with('/'), "PostgreSQL does not start: {:?}", child.wait());
    Server { _alive: child.stdin.take().expect("it is piped"), _child: child, home }
}
