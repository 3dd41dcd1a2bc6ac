//! The command line: what can be asked, with examples.

mod bank;
mod legal;
mod post;
mod staff;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use domain::calendar::Day;
use domain::send::TimeOfDay;

pub use bank::{BankCommand, DebitArgs};
pub use legal::{FourteenCommand, HandoverCommand, SignalCommand};
pub use post::PostCommand;
pub use staff::StaffCommand;

/// Houvast: sociaal huurincasso, elke nacht opnieuw, met bij elk besluit de reden.
#[derive(Debug, Parser)]
#[command(
    version,
    about,
    after_help = "\
Voorbeelden
  houvast demo                       een verzonnen verhuurder met 16.000 woningen, en een pagina om rond te kijken
  houvast night                      leest nieuwe aanleveringen en draait de nacht van vandaag
  houvast deliver                    verstuurt wat de nacht klaarzette en nu nog klopt
  houvast work                       blijft draaien en doet dit alles op zijn uur
  houvast explain HO-0000123         waarom dit dossier staat waar het staat
  houvast policy check beleid        kijkt een beleid na, met bestand en regel
  houvast facts                      alle kenmerken waarmee een beleid kan werken
  houvast signal list                waar elk vroegsignaal staat, en wat er ontbreekt
  houvast handover show HO-0000123   wat er ontbreekt voordat dit naar de deurwaarder mag
  houvast costs HO-0000123           wat dit kost over twee, drie en zes maanden
  houvast bank read afschrift.xml    wat er in een bankbestand staat, met elk gebrek bij naam

Uitgangscodes
  0 gelukt · 1 onverwachte fout · 2 opdracht niet begrepen of iets ontbreekt · 3 fout in beleid of koppeling
  4 nacht aangehouden: een mens moet eerst kijken · 5 er draait al een nacht · 6 een meting of simulatie haalt het niet
  7 een bankbestand is geweigerd · 8 gestopt omdat iemand dat vroeg"
)]
pub struct Cli {
    /// Map van de verhuurder: boek, aanlevering, beleid en koppeling.
    #[arg(long = "map", global = true, default_value = "demo", value_name = "MAP")]
    pub folder: PathBuf,
    /// Waar het boek is: postgres://gebruiker@server/database?verhuurder=naam; zonder dit een bestand in de map.
    #[arg(long, global = true, value_name = "ADRES")]
    pub store: Option<String>,
    /// Uitvoer als JSON, zonder voortgang.
    #[arg(long, global = true)]
    pub json: bool,
    /// Wat er moet gebeuren.
    #[command(subcommand)]
    pub command: Command,
}

/// What can be asked.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Maakt een verzonnen verhuurder, draait zijn nachten en toont wat er besloten is.
    #[command(after_help = "Voorbeeld: houvast demo --woningen 2000 --nachten 20 --adres 127.0.0.1:8080")]
    Demo(DemoArgs),
    /// Zegt hoe deze verhuurder begint: in de schaduw, of vanaf welke dag het echt is.
    #[command(after_help = "\
Wie begint met een lijst met openstaande posten, begint in de schaduw: nachten laten zien wat zij zouden doen en er gaat niets uit.
  houvast begin                             hoe het nu staat
  houvast begin --vanaf 2026-12-01          vanaf die nacht is het echt; iedereen krijgt eerst de eerste stap van een ronde
  houvast begin --vanaf 2026-12-01 --midden-in-de-ronde
                                            ieder krijgt de stap van de dag waarop hij nu is
  houvast begin --schaduw                   toch nog niet echt (zolang er geen echte nacht is geweest)")]
    Begin {
        /// De eerste nacht die telt (jjjj-mm-dd).
        #[arg(long = "vanaf", value_parser = day, conflicts_with = "shadow")]
        from: Option<Day>,
        /// Rondes die lopen, lopen door: ook als iemand dan als eerste een late stap krijgt.
        #[arg(long = "midden-in-de-ronde", requires = "from")]
        in_the_middle: bool,
        /// Nachten laten alleen zien.
        #[arg(long = "schaduw")]
        shadow: bool,
    },
    /// Leest nieuwe aanleveringen en draait de nacht van een dag.
    #[command(after_help = "\
Voorbeelden
  houvast night                             de nacht van vandaag
  houvast night 2026-11-21                  de nacht van een bepaalde dag
  houvast night --vrijgeven 2026-11-20      laat een aangehouden aanlevering toch toe
  houvast night --map mijn-woningen         een andere verhuurder

Wie de laatste nacht nog eens draait, bijvoorbeeld na een wijziging in het beleid, doet hem over: wat die nacht
klaarzette vervalt en wordt opnieuw bepaald.")]
    Night {
        /// De dag (jjjj-mm-dd); vandaag als er niets staat.
        #[arg(value_parser = day)]
        day: Option<Day>,
        /// Naam van een aangehouden aanlevering die een medewerker heeft bekeken en toch toelaat.
        #[arg(long = "vrijgeven", value_name = "NAAM")]
        released: Vec<String>,
        /// Leest alle dossiers uit de bron in plaats van alleen wat veranderde; de uitkomst is gelijk.
        #[arg(long = "alles")]
        everything: bool,
    },
    /// Verstuurt wat de nacht klaarzette en nu nog klopt: brieven, e-mails en sms-berichten.
    #[command(after_help = "\
Voorbeelden
  houvast deliver                           verstuurt wat nu mag; gerust vaker op een dag
  houvast deliver --proef                   stuurt alles alleen naar medewerkers

Vóór de verzendgrens (verzenden.toml) gaat er niets uit en kan alles nog worden ingetrokken met: houvast post cancel.
Nieuwe aanleveringen worden eerst gelezen: wie intussen betaalde, krijgt geen herinnering meer.")]
    Deliver {
        /// Doet alsof het zo laat is (uur:minuut), op de dag van --dag.
        #[arg(long = "now", value_parser = time)]
        time: Option<TimeOfDay>,
        /// De dag (jjjj-mm-dd); vandaag als er niets staat.
        #[arg(long = "dag", value_parser = day)]
        day: Option<Day>,
        /// Alleen naar de adressen van medewerkers; niets telt als verstuurd.
        #[arg(long = "proef", visible_alias = "trial")]
        trial: bool,
        /// Vraagt niets: het is de bedoeling dat dit echt naar huurders gaat, ook al is de klok verzet.
        #[arg(long = "ja")]
        yes: bool,
    },
    /// Blijft draaien en doet alles op zijn uur: inlezen, de nacht, de ochtendmail, verzenden, terugmeldingen lezen.
    #[command(after_help = "\
Voorbeelden
  houvast work --map mijn-woningen          blijft draaien; stoppen met Ctrl-C, na het bericht waar hij mee bezig is
  houvast work --once                       doet wat nu moet en stopt; voor een eigen klok, bijvoorbeeld elke vijf minuten
  houvast serve --work                      hetzelfde, met de pagina's erbij
  houvast work --json >> werk.ndjson        één regel JSON voor elk ding dat gedaan is

De uren staan in verzenden.toml:
  verzendgrens = \"08:30\"
  [werk]
  nacht = \"03:00\"
  ochtendmail = \"07:00\"
  terugmeldingen = [\"status\"]             mappen met statusbestanden en teruggekomen e-mail

Er werkt er hooguit één tegelijk per verhuurder; een tweede stopt meteen (code 5). Stond de computer uit, dan draait alleen
de nacht van vandaag: er wordt niets ingehaald. Een aanlevering die nog wordt weggeschreven moet tien seconden stil liggen.")]
    Work {
        /// Doet wat nu moet en stopt.
        #[arg(long)]
        once: bool,
        /// Zet de klok bij het begin op deze dag (jjjj-mm-dd), om te proberen.
        #[arg(long = "dag", value_parser = day)]
        day: Option<Day>,
        /// Zet de klok bij het begin op deze tijd (uur:minuut), om te proberen.
        #[arg(long = "now", value_parser = time)]
        time: Option<TimeOfDay>,
    },
    /// De postkamer: bekijken, intrekken, vrijgeven, alles stilzetten.
    #[command(subcommand)]
    Post(PostCommand),
    /// Leest wat er van berichten terechtkwam: statusbestand van de drukker, teruggekomen e-mail, meldingen over sms.
    Status {
        /// Een bestand (.csv, .eml, .json) of een map daarmee.
        #[arg(value_name = "BESTAND|MAP")]
        from: PathBuf,
        /// De dag (jjjj-mm-dd); vandaag als er niets staat.
        #[arg(long = "dag", value_parser = day)]
        day: Option<Day>,
    },
    /// Mailt elke consulent wat de nacht op het bureau legde, met waarom, telefoonnummer en link.
    #[command(after_help = "Voorbeelden: houvast morning · houvast morning --naar-map ochtend")]
    Morning {
        /// Zet de mails als pagina in deze map en verstuurt niets.
        #[arg(long = "naar-map")]
        folder_for_mails: Option<PathBuf>,
    },
    /// Legt uit waarom een dossier staat waar het staat, en wat dat zou veranderen.
    #[command(
        after_help = "Voorbeelden: houvast explain HO-0000123 · houvast explain HO-0000123 2026-11-01 --json"
    )]
    Explain {
        /// Nummer van het dossier (de huurovereenkomst).
        dossier: String,
        /// De nacht (jjjj-mm-dd); de laatste als er niets staat.
        #[arg(value_parser = day)]
        day: Option<Day>,
    },
    /// Beleid nakijken of klaarzetten.
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Alle kenmerken: woord, eenheid, betekenis en bron.
    Facts,
    /// Laat een verzonnen verhuurder jaren draaien, met fouten in de aanlevering, en laat een controleur oordelen.
    #[command(after_help = "Voorbeeld: houvast simulate --woningen 300 --nachten 365 --zaad 7")]
    Simulate(SimulateArgs),
    /// Vroegsignalen aan de gemeente: stand, doorgeven, antwoorden, bezwaar.
    #[command(subcommand)]
    Signal(SignalCommand),
    /// Overdracht aan de deurwaarder: wat ontbreekt, akkoord van twee mensen, bestanden, status.
    #[command(subcommand)]
    Handover(HandoverCommand),
    /// Veertiendagenbrieven: stand, bewijs van verzending, advies over incassokosten.
    #[command(subcommand)]
    Fourteen(FourteenCommand),
    /// Wat een dossier kost over twee, drie en zes maanden als er niets gebeurt.
    #[command(after_help = "Voorbeeld: houvast costs HO-0000123 2026-11-21")]
    Costs {
        /// Nummer van het dossier.
        dossier: String,
        /// De dag (jjjj-mm-dd); vandaag als er niets staat.
        #[arg(value_parser = day)]
        day: Option<Day>,
    },
    /// Maakt alles wat afgeleid is opnieuw uit de bron (na een melding over een gepakt dossier).
    Rebuild,
    /// Toont de pagina van een bestaand boek.
    Serve {
        /// Adres en poort.
        #[arg(long = "adres", default_value = "127.0.0.1:8080")]
        address: std::net::SocketAddr,
        /// Doet intussen ook het werk van houvast work.
        #[arg(long, conflicts_with_all = ["day", "time"])]
        work: bool,
        /// Zet de klok bij het begin op deze dag (jjjj-mm-dd), om te proberen.
        #[arg(long = "dag", value_parser = day)]
        day: Option<Day>,
        /// Zet de klok bij het begin op deze tijd (uur:minuut), om te proberen.
        #[arg(long = "now", value_parser = time)]
        time: Option<TimeOfDay>,
    },
    /// Termijnen van regelingen als incassobestand voor de bank (pain.008): wat mag, wat niet en waarom.
    #[command(after_help = "\
Voorbeelden
  houvast debit 2026-12-25                                  wat er op die dag te incasseren is
  houvast debit 2026-12-25 --door \"A. de Vries\" --ja       maakt het bestand in de map incasso/

Alleen van wie een machtiging gaf en op tijd een bevestiging kreeg; nooit van wie al betaalde. Wie incasseert staat in incasso.toml.")]
    Debit(DebitArgs),
    /// Bestanden van de bank lezen.
    #[command(subcommand)]
    Bank(BankCommand),
    /// Wie er met Houvast werkt: toevoegen, uitnodigen, sluiten.
    #[command(subcommand)]
    Staff(StaffCommand),
    /// Waar het boek ligt: verhuizen van een bestand naar een server, of terug.
    #[command(subcommand)]
    Store(StoreCommand),
    /// Meet snelheid en geheugen naast dezelfde klus in SQL.
    #[command(subcommand)]
    Bench(BenchCommand),
}

/// What can be done with the book as a whole.
#[derive(Debug, Subcommand)]
pub enum StoreCommand {
    /// Verhuist het boek met alles wat erin staat naar een server, of naar een bestand.
    #[command(after_help = "\
Voorbeelden
  houvast store move postgres://incasso@db/houvast?verhuurder=noord      van het bestand in de map naar een server
  houvast --store postgres://incasso@db/houvast?verhuurder=noord store move map/boek.sqlite
                                                                         en terug

Stop eerst houvast serve en houvast work. Alles gaat in één keer over of niets; elke rij wordt teruggelezen en vergeleken. Waar al
een boek staat wordt niets overschreven. In het oude boek gaat daarna niets meer door: twee boeken zouden een huurder dubbel schrijven.")]
    Move {
        /// Waarheen: postgres://gebruiker@server/database?verhuurder=naam, of een bestand.
        #[arg(value_name = "ADRES|BESTAND")]
        to: String,
    },
}

/// What can be done with a policy.
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Kijkt een map met beleid na: onbekende woorden, overlap, dode stappen, strijd met de wet.
    Check {
        /// De map met beleid.
        #[arg(default_value = "beleid", value_name = "MAP")]
        policy: PathBuf,
        /// De dag waarop het beleid moet gelden; vandaag als er niets staat.
        #[arg(long = "dag", value_parser = day)]
        day: Option<Day>,
    },
    /// Toont een brief of bericht met voorbeelden ingevuld; er wordt niets verstuurd.
    #[command(after_help = "\
Voorbeelden
  houvast policy letter                              welke brieven er zijn
  houvast policy letter herinnering-1                alle teksten van deze brief
  houvast policy letter herinnering-1 --kanaal sms --toon strikt
  houvast policy letter herinnering-1 --taal en --beleid accolade")]
    Letter(LetterArgs),
    /// Zet een startbeleid neer als begin van een eigen beleid.
    Init {
        /// De map die gemaakt wordt.
        #[arg(default_value = "beleid", value_name = "MAP")]
        policy: PathBuf,
        /// Welk startbeleid.
        #[arg(long = "basis", default_value = "woonbron")]
        preset: String,
    },
}

/// Which texts of which letter to show.
#[derive(Debug, Args)]
pub struct LetterArgs {
    /// De brief; zonder naam een lijst van alle brieven.
    pub letter: Option<String>,
    /// De map met beleid, of de naam van een startbeleid; zonder keuze het beleid van de verhuurder.
    #[arg(long = "beleid", value_name = "MAP")]
    pub policy: Option<PathBuf>,
    /// sms, whatsapp, e-mail of brief.
    #[arg(long = "kanaal")]
    pub channel: Option<String>,
    /// vriendelijk, zakelijk of strikt.
    #[arg(long = "toon")]
    pub tone: Option<String>,
    /// nl, en, tr, ar, pl of uk.
    #[arg(long = "taal")]
    pub language: Option<String>,
    /// u of je.
    #[arg(long = "vorm")]
    pub form: Option<String>,
    /// De dag waarop het beleid moet gelden; vandaag als er niets staat.
    #[arg(long = "dag", value_parser = day)]
    pub day: Option<Day>,
}

/// The demo.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Aantal woningen.
    #[arg(long = "woningen", default_value_t = 16_000)]
    pub homes: u32,
    /// Aantal nachten dat gedraaid wordt.
    #[arg(long = "nachten", default_value_t = 45)]
    pub nights: u32,
    /// Zaad van het toeval.
    #[arg(long = "zaad", default_value_t = crate::demo::SEED)]
    pub seed: u64,
    /// Laatste nacht (jjjj-mm-dd); vandaag als er niets staat.
    #[arg(long = "dag", value_parser = day)]
    pub day: Option<Day>,
    /// Adres en poort van de pagina.
    #[arg(long = "adres", default_value = "127.0.0.1:8080")]
    pub address: std::net::SocketAddr,
    /// Maakt en draait alleen, zonder pagina.
    #[arg(long = "zonder-pagina")]
    pub no_page: bool,
}

/// The simulation.
#[derive(Debug, Args)]
pub struct SimulateArgs {
    /// Aantal woningen.
    #[arg(long = "woningen", default_value_t = 200)]
    pub homes: u32,
    /// Aantal nachten.
    #[arg(long = "nachten", default_value_t = 200)]
    pub nights: u32,
    /// Zaad van het toeval.
    #[arg(long = "zaad", default_value_t = 1)]
    pub seed: u64,
    /// Zonder fouten in de aanlevering.
    #[arg(long = "zonder-fouten")]
    pub no_faults: bool,
    /// Map waarin een mislukking als gouden dossier komt te staan.
    #[arg(long = "dossiers", default_value = "gevonden")]
    pub found: PathBuf,
}

/// What can be measured.
#[derive(Debug, Subcommand)]
pub enum BenchCommand {
    /// Een hele nacht, een stille nacht en de drukste nacht, naast SQL in hetzelfde bestand.
    Night(BenchArgs),
    /// Zesendertig nachten achter elkaar: stapsgewijs gelijk aan alles opnieuw.
    Replay(BenchArgs),
    /// Hoe de kosten groeien met het aantal woningen.
    Scale {
        /// Aantallen woningen.
        #[arg(long = "aantallen", value_delimiter = ',', default_values_t = [16_000, 80_000, 400_000])]
        sizes: Vec<u32>,
        /// Aantal ronden.
        #[arg(long = "ronden", default_value_t = 3)]
        rounds: u32,
    },
    /// Brieven als PDF/A en PDF/UA: brieven per processorseconde, grootte en geheugen, naast WeasyPrint als dat er is.
    Letters {
        /// Aantal brieven.
        #[arg(long = "aantal", default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..=9_999))]
        count: u32,
    },
    /// Pagina's van de demo: processortijd per pagina, wachten met acht mensen tegelijk, tijd tot de eerste pagina.
    Pages {
        /// Aantal woningen van de demo.
        #[arg(long = "woningen", default_value_t = 16_000)]
        homes: u32,
        /// Aantal dossiers dat wordt geopend.
        #[arg(long = "aantal", default_value_t = 300)]
        pages: usize,
    },
    /// Een groot bankafschrift (camt.053) van bytes tot toegewezen betalingen, naast een kale XML-lezer.
    Camt {
        /// Aantal boekingen.
        #[arg(long = "boekingen", default_value_t = 150_000, value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
        entries: u32,
        /// Aantal ronden.
        #[arg(long = "ronden", default_value_t = 3)]
        rounds: u32,
    },
    /// Alle nachten achter elkaar, met één tabel.
    All(BenchArgs),
}

/// Size of a measurement.
#[derive(Clone, Debug, Args)]
pub struct BenchArgs {
    /// Aantal woningen.
    #[arg(long = "woningen", default_value_t = 16_000)]
    pub tenancies: u32,
    /// Aantal ronden.
    #[arg(long = "ronden", default_value_t = 3)]
    pub rounds: u32,
    /// Aantal nachten om af te spelen.
    #[arg(long = "nachten", default_value_t = 36)]
    pub nights: u32,
    /// Zaad van het toeval.
    #[arg(long = "zaad", default_value_t = 20_260_617)]
    pub seed: u64,
}

/// Reads a time as people write it.
fn time(text: &str) -> Result<TimeOfDay, String> {
    TimeOfDay::parse(text).ok_or_else(|| format!("“{text}” is geen tijd; schrijf bijvoorbeeld 08:30"))
}

/// Reads a day as people write it.
/// Who does something has a name: it stands with the act for ever.
fn somebody(text: &str) -> Result<String, String> {
    let name = text.trim();
    if name.is_empty() { Err("noem wie dit doet".into()) } else { Ok(name.to_string()) }
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse_dutch(text).ok_or_else(|| format!("“{text}” is geen dag; schrijf bijvoorbeeld 2026-11-21"))
}
