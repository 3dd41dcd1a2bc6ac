//! A power cut while a payment is being recorded, at every point: the payment provider goes on knowing what was paid, and the
//! next start finds it, once.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::landlord::{Landlord, SECRET, rows};
use crate::tenant_page::{MORNING, a_tenant, call, until};

/// A provider outside the process that is killed: it speaks like Mollie and calls nobody.
struct Provider {
    address: String,
    payments: Arc<Mutex<BTreeMap<String, &'static str>>>,
}

impl Provider {
    fn start() -> Provider {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let payments = Arc::new(Mutex::new(BTreeMap::new()));
        let (known, own) = (Arc::clone(&payments), address.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                answer(&stream, &known, &own);
            }
        });
        Provider { address, payments }
    }

    fn is_paid(&self, id: &str) {
        self.payments.lock().unwrap().insert(id.to_string(), "paid");
    }
}

fn answer(stream: &TcpStream, payments: &Mutex<BTreeMap<String, &'static str>>, own: &str) {
    let mut reader = BufReader::new(stream);
    let (mut line, mut length) = (String::new(), 0);
    let _ = reader.read_line(&mut line);
    loop {
        let mut head = String::new();
        let _ = reader.read_line(&mut head);
        match head.trim_end().split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.parse().unwrap_or(0)
            }
            Some(_) => {}
            None => break,
        }
    }
    let _ = reader.read_exact(&mut vec![0; length]);
    let mut payments = payments.lock().unwrap();
    let asked = line.split(' ').nth(1).and_then(|path| path.strip_prefix("/v2/payments/"));
    let id = asked.map_or_else(|| format!("tr_{}", payments.len() + 1), str::to_string);
    let status = *payments.entry(id.clone()).or_insert("open");
    let body = format!(
        "{{\"id\":\"{id}\",\"status\":\"{status}\",\"amount\":{{\"currency\":\"EUR\",\"value\":\"549.40\"}},\"_links\":{{\"checkout\":{{\"href\":\"{own}/betalen/{id}\"}}}}}}"
    );
    let head = format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
    let mut stream = stream;
    let _ = stream.write_all(format!("{head}{body}").as_bytes());
}

/// `houvast serve` that stops like a power cut at a point, when one is given.
struct Serving(Child, u16);

impl Serving {
    fn start(landlord: &Landlord, stop_at: Option<u32>) -> Serving {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = landlord.command(&["serve", "--adres", &format!("127.0.0.1:{port}")]);
        if let Some(point) = stop_at {
            command.env("HOUVAST_STOP_AT_POINT", point.to_string());
        }
        let child = command.args(MORNING).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(began.elapsed() < Duration::from_secs(30), "it does not start");
            std::thread::sleep(Duration::from_millis(30));
        }
        Serving(child, port)
    }

    /// The provider calls about a payment. True when the process was cut off over it.
    fn hears(&mut self, id: &str) -> bool {
        let body = format!("id={id}");
        let call = format!(
            "POST /betaling/mollie/{SECRET} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(("127.0.0.1", self.1)).expect("a connection");
        stream.write_all(call.as_bytes()).expect("it is sent");
        let mut heard = Vec::new();
        // Who is cut off answers nothing.
        let _ = stream.read_to_end(&mut heard);
        if heard.starts_with(b"HTTP/1.1 200") {
            return false;
        }
        assert!(heard.is_empty(), "{}", String::from_utf8_lossy(&heard));
        let _ = self.0.wait();
        true
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_power_cut_while_a_payment_is_recorded_loses_and_doubles_nothing() {
    let mut cuts = 0;
    for point in 1..=8 {
        let (landlord, _outside, code) = a_tenant();
        let provider = Provider::start();
        let path = landlord.folder.join("verzenden.toml");
        let settings = fs::read_to_string(&path).unwrap();
        let mollie = format!(
            "aanbieder = \"mollie\"\nadres = \"{}\"\nsleutel = \"HOUVAST_PROEF_GEHEIM\"",
            provider.address
        );
        fs::write(path, settings.replace("aanbieder = \"demobank\"", &mollie)).unwrap();
        let began = {
            let serving = Serving::start(&landlord, None);
            call(serving.1, "POST", &format!("/b/{code}/betalen"), "", "bedrag=549%2C40")
                .leads_to()
                .to_string()
        };
        let id = began.rsplit('/').next().expect("a number");
        provider.is_paid(id);
        let cut = Serving::start(&landlord, Some(point)).hears(id);
        cuts += u32::from(cut);
        assert!(!Serving::start(&landlord, None).hears(id));
        until(&landlord, "select state from payment_request", &["Text(\"betaald\")"]);
        assert_eq!(
            rows(&landlord.book(), "select cents, still_open from seen_money"),
            ["Integer(54940) Integer(54940)"]
        );
        assert_eq!(
            rows(&landlord.book(), "select sum(cents) from ledger"),
            ["Integer(0)"],
            "at point {point}"
        );
        until(&landlord, "select state from outbox", &["Text(\"vervallen\")"]);
        if !cut {
            break;
        }
    }
    assert!(cuts >= 3, "only {cuts} points lie on the way");
}
