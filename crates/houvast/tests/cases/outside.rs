//! The outside world of a test landlord: a real mail server and real telephones on loopback, and what arrived in them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use domain::calendar::Day;
use simulator::post::{MailWorld, TextWorld};

use crate::landlord::Landlord;

/// Letters of a message id that a reference begins with.
const ID_LETTERS: usize = 24;

/// What the number of a mail to staff begins with.
pub const TO_STAFF: [&str; 2] = ["ochtend-", "verzending-"];

/// The running world.
pub struct Outside {
    _mail: MailWorld,
    texts: TextWorld,
    folder: PathBuf,
}

impl Outside {
    /// Starts the world beside the landlord's folder and sets the landlord up to send to it.
    pub fn around(landlord: &Landlord) -> Outside {
        Outside::around_folder(&landlord.folder)
    }

    /// As [`Outside::around`], for a copy of a landlord's folder.
    pub fn around_folder(landlord: &Path) -> Outside {
        let folder = landlord.join("buiten");
        let mail = MailWorld::start(&folder.join("postvak")).expect("the mail server starts");
        let texts = TextWorld::start(&folder.join("telefoons")).expect("the telephones start");
        let provider = include_str!("../../../../startbeleid/aanbieders/voorbeeld.toml")
            .replace("127.0.0.1:8025", &format!("127.0.0.1:{}", texts.port()))
            .replace("20 seconden", "2 seconden");
        fs::write(landlord.join("aanbieder.toml"), provider).expect("the file is written");
        fs::write(landlord.join("verzenden.toml"), settings(mail.port())).expect("the file is written");
        Outside { _mail: mail, texts, folder }
    }

    /// Joins WhatsApp; `templates` are lines of `[whatsapp.sjablonen]`.
    pub fn join_whatsapp(&self, landlord: &Path, templates: &str) {
        let path = landlord.join("verzenden.toml");
        let settings = fs::read_to_string(&path).expect("the settings");
        let port = self.texts.port();
        let whatsapp = format!(
            "[whatsapp]\nadres = \"http://127.0.0.1:{port}/v23.0\"\nnummer = \"100000000000002\"\n\
             sleutel = \"HOUVAST_VOORBEELD_SLEUTEL\"\nper_minuut = 60000\n[whatsapp.sjablonen]\n{templates}"
        );
        fs::write(path, settings + &whatsapp).expect("the file is written");
    }

    /// Lets providers report by the web and tenants stop friendly mail, WhatsApp joined.
    pub fn open_doors(&self, landlord: &Path) {
        self.join_whatsapp(landlord, "\"herinnering-1/whatsapp.vriendelijk\" = \"huur_herinnering_1\"\n");
        let path = landlord.join("verzenden.toml");
        let settings = fs::read_to_string(&path).expect("the settings");
        let secret = "melding = \"HOUVAST_PROEF_GEHEIM\"\n";
        let settings = settings
            .replace("[sms]\n", &format!("[sms]\n{secret}"))
            .replace("[whatsapp]\n", &format!("[whatsapp]\n{secret}app_geheim = \"HOUVAST_PROEF_GEHEIM\"\n"));
        let stop = "[afmelden]\nadres = \"https://meldingen.voorbeeldwonen.example\"\n\
             sleutel = \"HOUVAST_PROEF_GEHEIM\"\nmailadres = \"afmelden@voorbeeldwonen.example\"\n";
        fs::write(path, settings + stop).expect("the file is written");
    }

    /// A tenant sends us a WhatsApp message; Meta's report of it lies with the other reports.
    pub fn tenant_writes(&self, from: &str, text: &str, moment: i64) {
        self.texts.tenant_writes(from, text, moment).expect("the report is written");
    }

    /// Where mail that came back lies.
    pub fn bounces(&self) -> PathBuf {
        self.folder.join("postvak/bounces")
    }

    /// Where the provider's reports lie.
    pub fn reports(&self) -> PathBuf {
        self.folder.join("telefoons/statuses")
    }

    /// The mails that arrived, as text.
    pub fn mails(&self) -> Vec<String> {
        let read = |path: PathBuf| String::from_utf8_lossy(&fs::read(path).expect("a mail")).into_owned();
        files(&self.folder.join("postvak/post")).into_iter().map(read).collect()
    }

    /// The text messages that arrived, one line each.
    pub fn texts(&self) -> Vec<serde_json::Value> {
        let text = fs::read_to_string(self.folder.join("telefoons/telephones.ndjson")).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).expect("a line")).collect()
    }

    /// Every message about a tenant that reached the world, by the first letters of the message's id: how often, over which channels.
    pub fn reached(&self, landlord: &Path) -> BTreeMap<String, Vec<&'static str>> {
        let mut reached: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
        for mail in self.mails() {
            let header =
                mail.lines().find_map(|line| line.strip_prefix("X-Houvast-Id: ")).expect("our number");
            if TO_STAFF.iter().any(|word| header.starts_with(word)) {
                continue;
            }
            reached.entry(header[..ID_LETTERS].to_string()).or_default().push("e-mail");
        }
        for text in self.texts() {
            let reference = text["reference"].as_str().expect("our number");
            let way = if text["provider"] == "whatsapp" { "whatsapp" } else { "sms" };
            reached.entry(reference[..ID_LETTERS].to_string()).or_default().push(way);
        }
        for letter in letters(landlord) {
            let name = letter.file_name().expect("a name").to_string_lossy().into_owned();
            reached.entry(name[..ID_LETTERS].to_string()).or_default().push("brief");
        }
        reached
    }
}

/// The letters that lie before the print house.
pub fn letters(landlord: &Path) -> Vec<PathBuf> {
    let mut letters = Vec::new();
    for batch in files(&landlord.join("post")).into_iter().filter(|path| path.is_dir()) {
        assert!(batch.with_extension("zip").exists(), "a batch appears whole");
        letters.extend(files(&batch));
    }
    letters
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .map(|entries| entries.map(|entry| entry.expect("an entry").path()).collect())
        .unwrap_or_default();
    files.retain(|path| !path.file_name().expect("a name").to_string_lossy().starts_with('.'));
    files.sort();
    files
}

impl Landlord {
    /// Delivers at a time of a day; must succeed. Gives the report.
    pub fn deliver_post(&self, day: Day, time: &str) -> serde_json::Value {
        let day = day.to_string();
        let output = self
            .command(&["deliver", "--dag", &day, "--now", time, "--json"])
            .env("HOUVAST_VOORBEELD_SLEUTEL", "sleutel")
            .output()
            .expect("the executable starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("the report is JSON")
    }

    /// Takes in what the world tells; must succeed. Gives the report.
    pub fn hear(&self, from: &Path, day: Day) -> serde_json::Value {
        let output = self
            .command(&["status", from.to_str().expect("a path"), "--dag", &day.to_string(), "--json"])
            .env("HOUVAST_VOORBEELD_SLEUTEL", "sleutel")
            .output()
            .expect("the executable starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("the report is JSON")
    }
}

fn settings(mail_port: u16) -> String {
    format!(
        "stand = \"echt\"
[verhuurder]
naam = \"Voorbeeld Wonen\"
telefoon = \"0990 00 00 00\"
website = \"www.voorbeeldwonen.example\"
mailadres = \"huur@voorbeeldwonen.example\"
iban = \"NL12BANK0123456789\"
ten_name_van = \"Voorbeeld Wonen\"
betaalsite = \"betaal.voorbeeldwonen.example\"
[[consulent]]
naam = \"Sandra de Boer\"
telefoon = \"0990 00 00 01\"
[proef]
e-mail = \"proef@voorbeeldwonen.example\"
mobiel = \"0600000001\"
[e-mail]
server = \"127.0.0.1\"
poort = {mail_port}
beveiliging = \"geen\"
afzender = \"huur@voorbeeldwonen.example\"
retour = \"retour@voorbeeldwonen.example\"
per_minuut = 60000
[sms]
aanbieder = \"aanbieder.toml\"
per_minuut = 60000
[brief]
map = \"post\"
"
    )
}
