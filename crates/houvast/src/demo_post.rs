//! The outside world of the demo: a mail server, telephones and a print house on this machine, so that the last nights'
//! messages really leave and really come back. Everybody in it is invented; nothing leaves the machine.

use std::fs;
use std::path::{Path, PathBuf};

use domain::calendar::Day;
use domain::calendar::holidays::EquatedDays;
use domain::send::TimeOfDay;
use simulator::post::{MailWorld, TextWorld};

use crate::clock::Clock;
use crate::deliver::{self, Delivered};
use crate::failure::Failure;
use crate::landlord::Landlord;
use crate::now_on;
use crate::stop::Stop;

/// The invented provider of text messages, as the starting policy describes it.
const PROVIDER: &str = include_str!("../../../startbeleid/aanbieders/voorbeeld.toml");
/// When the demo's post leaves.
const TEN_O_CLOCK: TimeOfDay = TimeOfDay(10 * 60);

/// The running world.
pub struct PostWorld {
    _mail: MailWorld,
    _texts: TextWorld,
    mailbox: PathBuf,
    telephones: PathBuf,
    print_house: PathBuf,
}

/// The first night whose messages really leave: the last working day but one, so that what bounces comes back by letter
/// on the last.
pub fn first_real_night(last_night: Day, calendar: &EquatedDays) -> Day {
    let working_day_until = |mut day: Day| {
        while !calendar.is_working_day(day) {
            day = day.previous();
        }
        day
    };
    working_day_until(working_day_until(last_night).previous())
}

impl PostWorld {
    /// Starts the world and sets the landlord up to send to it. What earlier nights planned counts as sent: that past is
    /// invented.
    pub fn start(landlord: &Landlord, first: Day) -> Result<PostWorld, Failure> {
        let folder = &landlord.folder;
        let (mailbox, telephones) = (folder.join("postvak"), folder.join("telefoons"));
        let mail = MailWorld::start(&mailbox).map_err(|error| Failure::file(&mailbox, &error))?;
        let texts = TextWorld::start(&telephones).map_err(|error| Failure::file(&telephones, &error))?;
        let provider = PROVIDER
            .replace("127.0.0.1:8025", &format!("127.0.0.1:{}", texts.port()))
            .replace("sleutel = \"HOUVAST_VOORBEELD_SLEUTEL\"\n", "")
            .replace("Bearer {sleutel}", "Bearer proef")
            .replace("20 seconden", "2 seconden");
        write(&folder.join("aanbieder.toml"), &provider)?;
        let mut book = landlord.book()?;
        let (_, second) = crate::staff::districts_of_the_demo(&book)?;
        write(&folder.join("verzenden.toml"), &settings(mail.port(), &second))?;
        write(&folder.join("partners.toml"), PARTNERS)?;
        book.take_for_sent(first)?;
        let print_house = folder.join("drukker");
        fs::create_dir_all(&print_house).map_err(|error| Failure::file(&print_house, &error))?;
        Ok(PostWorld { _mail: mail, _texts: texts, mailbox, telephones, print_house })
    }

    /// Delivers what a night planned, and brings back what the world says of it.
    pub fn after_night(&self, landlord: &Landlord, day: Day) -> Result<Delivered, Failure> {
        let now = now_on(Some(day), Some(TEN_O_CLOCK));
        let clock = Clock::set_to(Some(day), Some(TEN_O_CLOCK));
        let delivered = deliver::run(landlord, clock, false, &Stop::default())?;
        let print_status = self.print_status(landlord, day, &delivered.batches)?;
        for told in [self.mailbox.join("bounces"), self.telephones.join("statuses"), print_status] {
            if told.exists() {
                deliver::hear(landlord, &told, now)?;
            }
        }
        Ok(delivered)
    }

    /// The print house posts every letter on the day it gets it, and says so in a file.
    fn print_status(&self, landlord: &Landlord, day: Day, batches: &[String]) -> Result<PathBuf, Failure> {
        let mut text = String::from("id;status;datum\n");
        for batch in batches {
            let folder = landlord.folder.join("post").join(batch);
            let failed = |error: std::io::Error| Failure::file(&folder, &error);
            for entry in fs::read_dir(&folder).map_err(failed)? {
                let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
                text.push_str(&format!("{name};gepost;{day}\n"));
            }
        }
        let path = self.print_house.join(format!("status-{day}.csv"));
        write(&path, &text)?;
        Ok(path)
    }
}

/// Who this invented landlord is for a municipality and a bailiff.
const PARTNERS: &str = "\
naam = \"Voorbeeld Wonen\"
kvk = \"90000000\"                     # verzonnen
deurwaarder = \"Kantoor Voorbeeld\"

[gemeenten]                          # verzonnen
Zilverveen = \"9901\"
Oosterdam = \"9902\"
Heidewoude = \"9903\"
";

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| Failure::file(path, &error))
}

/// The settings for sending; letters about the last districts come from Renske, all others from Sandra: whose work it is.
fn settings(mail_port: u16, of_renske: &[String]) -> String {
    format!(
        "\
# Hoe de berichten van deze verzonnen verhuurder het huis uitgaan. Alles blijft op deze machine.
stand = \"echt\"            # \"proef\": alles gaat alleen naar de adressen onder [proef]
verzendgrens = \"08:30\"    # tot dan gaat er niets uit, en kan alles worden ingetrokken

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

[[consulent]]
naam = \"Renske Postma\"
telefoon = \"0990 00 00 02\"
wijken = {of_renske:?}

[proef]
e-mail = \"proef@voorbeeldwonen.example\"
mobiel = \"0600000001\"

[e-mail]
server = \"127.0.0.1\"
poort = {mail_port}
beveiliging = \"geen\"      # alleen op deze machine; anders starttls of tls
afzender = \"huur@voorbeeldwonen.example\"
retour = \"retour@voorbeeldwonen.example\"
per_minuut = 60000

[sms]
aanbieder = \"aanbieder.toml\"
per_minuut = 60000

[brief]
map = \"post\"

[huurderspagina]          # de pagina van de huurder, achter de code van een brief

[betalen]
aanbieder = \"demobank\"   # een bank op deze machine; anders mollie of tikkie
naam = \"iDEAL | Wero\"
"
    )
}
