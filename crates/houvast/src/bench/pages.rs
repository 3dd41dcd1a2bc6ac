//! `bench pages`: what a page costs the server, how long eight people at once wait for one, and how soon after the start the
//! first page is there.
//!
//! The demo landlord is made in a scratch folder, with its real deliveries, and served by the executable itself in a process
//! of its own: what the clients cost does not count, and rights, the line in the log and the layout do.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::measure::{Sample, at_share, processor_seconds};
use super::report::{Gate, Line, Report};
use super::scene::Folder;
use super::{Failure, PagesOptions};

/// People that ask at the same time.
const CLIENTS: usize = 8;
/// Pages that each asks for.
const PAGES_EACH: usize = 60;
/// Somebody of the demo who sees everything.
const WHO: &str = "karim%40voorbeeldwonen.example";
/// Processor time of a page, in microseconds: of a list what was asked for from the beginning, of a dossier, for which that is the aim,
/// a little above what is measured (decisions 0043 and 0051).
const A_DOSSIER_MOST: f64 = 600.0;
const A_LIST_MOST: f64 = 250.0;
/// A start takes no longer.
const PATIENCE: Duration = Duration::from_secs(120);

pub fn run(options: &PagesOptions) -> Result<Report, Failure> {
    let folder = Folder::new()?;
    let landlord = folder.path("demo").display().to_string();
    let homes = options.homes.to_string();
    let made = Command::new(std::env::current_exe()?)
        .args([
            "demo",
            "--map",
            &landlord,
            "--woningen",
            &homes,
            "--nachten",
            "3",
            "--zonder-pagina",
            "--json",
        ])
        .stdout(Stdio::null())
        .status()?;
    if !made.success() {
        return Err("de demo kon niet worden gemaakt".into());
    }
    let mut report = Report::default();
    let mut starts = Vec::new();
    for _ in 0..3 {
        let server = Server::start(&landlord)?;
        starts.push(server.first_page);
    }
    let mut line = Line::of(format!("start to first page, {homes} homes"), starts);
    line.gates.push(Gate::at_most("P16", 300.0, line.wall() * 1e3, " ms"));
    report.lines.push(line);
    let server = Server::start(&landlord)?;
    let mut client = server.client()?;
    let dossiers = client.dossiers(options.pages)?;
    // Processor time is told in hundredths of a second: of fewer pages it says little.
    let list = vec!["/werk".to_string(); 500];
    for (what, pages, most) in
        [("a dossier", &dossiers, A_DOSSIER_MOST), ("the work list", &list, A_LIST_MOST)]
    {
        report.lines.push(one_by_one(&server, &mut client, what, pages, most)?);
    }
    report.lines.push(together(&server, &dossiers)?);
    Ok(report)
}

/// One after another: the processor time of the server for each.
fn one_by_one(
    server: &Server,
    client: &mut Client,
    what: &str,
    pages: &[String],
    most: f64,
) -> Result<Line, Failure> {
    client.get(&pages[0])?;
    let mut samples = Vec::new();
    let before = server.processor_seconds();
    for page in pages {
        let begun = Instant::now();
        client.get(page)?;
        samples.push(Sample { wall: begun.elapsed().as_secs_f64(), cpu: 0.0 });
    }
    let each = (server.processor_seconds() - before) * 1e6 / pages.len() as f64;
    let mut line = Line::of(format!("{what}, {} pages one after another", pages.len()), samples);
    line.note = format!("{each:.0} us of processor each");
    line.gates.push(Gate::at_most("P15", most, each, " us of processor"));
    Ok(line)
}

/// All clients at once, each over a connection of its own.
fn together(server: &Server, dossiers: &[String]) -> Result<Line, Failure> {
    let asked: Vec<Result<Vec<Sample>, Failure>> = thread::scope(|scope| {
        let ask = |from: usize| {
            let pages = dossiers.iter().cycle().skip(from * PAGES_EACH).take(PAGES_EACH);
            scope.spawn(move || {
                let mut client = server.client()?;
                let mut samples = Vec::new();
                for page in pages {
                    let begun = Instant::now();
                    client.get(page)?;
                    samples.push(Sample { wall: begun.elapsed().as_secs_f64(), cpu: 0.0 });
                }
                Ok(samples)
            })
        };
        let clients: Vec<_> = (0..CLIENTS).map(ask).collect();
        clients.into_iter().map(|client| client.join().expect("a client panicked")).collect()
    });
    let mut samples = Vec::new();
    for of_one in asked {
        samples.extend(of_one?);
    }
    let mut line = Line::of(format!("dossiers, {CLIENTS} people at once"), samples);
    let ms = |share: f64| at_share(line.samples.iter().map(|sample| sample.wall), share) * 1e3;
    let (p50, p99) = (ms(0.5), ms(0.99));
    line.note = format!("p50 {p50:.2} ms, p99 {p99:.2} ms over {}", line.samples.len());
    line.gates.push(Gate::at_most("P15", 20.0, p99, " ms"));
    Ok(line)
}

/// `houvast serve` in a process of its own; it ends with this.
struct Server {
    child: Child,
    address: SocketAddr,
    first_page: Sample,
}

impl Server {
    fn start(landlord: &str) -> Result<Server, Failure> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let begun = Instant::now();
        let child = Command::new(std::env::current_exe()?)
            .args(["serve", "--map", landlord, "--adres", &address.to_string()])
            .stdout(Stdio::null())
            .spawn()?;
        let mut server = Server { child, address, first_page: Sample::default() };
        while begun.elapsed() < PATIENCE {
            if server.stranger().and_then(|mut client| client.get("/aanmelden")).is_ok() {
                server.first_page.wall = begun.elapsed().as_secs_f64();
                return Ok(server);
            }
            thread::sleep(Duration::from_millis(1));
        }
        Err("de pagina's kwamen niet".into())
    }

    fn processor_seconds(&self) -> f64 {
        processor_seconds(&self.child.id().to_string())
    }

    fn stranger(&self) -> Result<Client, Failure> {
        let stream = TcpStream::connect(self.address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Client { host: self.address, stream: BufReader::new(stream), cookie: String::new() })
    }

    /// Somebody who has signed in.
    fn client(&self) -> Result<Client, Failure> {
        let mut client = self.stranger()?;
        client.sign_in()?;
        Ok(client)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One connection over which pages are asked for, and nothing else of a browser.
struct Client {
    host: SocketAddr,
    stream: BufReader<TcpStream>,
    cookie: String,
}

impl Client {
    fn sign_in(&mut self) -> Result<(), Failure> {
        let body = format!("mail={WHO}");
        let kind = "content-type: application/x-www-form-urlencoded\r\n";
        let answer = self.ask("POST", "/aanmelden", kind, &body)?;
        let cookies = answer.head.lines().filter_map(|line| line.strip_prefix("set-cookie: "));
        let pairs: Vec<&str> = cookies.filter_map(|cookie| cookie.split(';').next()).collect();
        self.cookie = format!("cookie: {}\r\n", pairs.join("; "));
        if answer.status == 303 { Ok(()) } else { Err(format!("aanmelden gaf {}", answer.status).into()) }
    }

    /// A page that must be there.
    fn get(&mut self, path: &str) -> Result<String, Failure> {
        let answer = self.ask("GET", path, "", "")?;
        if answer.status == 200 {
            Ok(answer.body)
        } else {
            Err(format!("een pagina gaf {}", answer.status).into())
        }
    }

    /// The addresses of the first dossiers in the list of tenants.
    fn dossiers(&mut self, count: usize) -> Result<Vec<String>, Failure> {
        let mut found = Vec::new();
        for leaf in 1.. {
            let list = self.get(&format!("/huurders?blad={leaf}"))?;
            let before = found.len();
            let links = list.split("href=\"").filter_map(|part| part.split('"').next());
            found.extend(links.filter(|link| link.starts_with("/dossier/")).map(str::to_string));
            if found.len() >= count || found.len() == before {
                break;
            }
        }
        found.truncate(count);
        if found.is_empty() { Err("er zijn geen dossiers".into()) } else { Ok(found) }
    }

    fn ask(&mut self, method: &str, path: &str, extra: &str, body: &str) -> Result<Answer, Failure> {
        let (host, cookie, length) = (self.host, &self.cookie, body.len());
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\n{cookie}{extra}content-length: {length}\r\n\r\n{body}"
        );
        self.stream.get_mut().write_all(head.as_bytes())?;
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if self.stream.read_line(&mut head)? == 0 {
                return Err("de verbinding brak af".into());
            }
        }
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        self.stream.read_exact(&mut body)?;
        Ok(Answer { status, head, body: String::from_utf8_lossy(&body).into_owned() })
    }
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}
