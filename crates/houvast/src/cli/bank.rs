//! What can be asked about files of a bank.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use domain::calendar::Day;

use super::{day, somebody};

/// Files of a bank.
#[derive(Debug, Subcommand)]
pub enum BankCommand {
    /// Leest afschriften (camt.053, camt.052, camt.054, MT940) en incassobestanden (pain) en toont wat erin staat.
    #[command(after_help = "\
Voorbeelden
  houvast bank read afschrift.xml                 saldi, boekingen, kenmerken, tegenpartijen en gebreken
  houvast bank read 2026-11/                      een map vol: ook of de afschriften op elkaar aansluiten
  houvast bank read a.xml b.sta c.zip --json      voor een programma; bedragen als tekst en in centen

Wat een bestand is, blijkt uit de inhoud, niet uit de naam. Een gebrek (een saldo dat niet klopt, een veld dat ontbreekt)
wordt genoemd en de rest gelezen: code 0. Een bestand dat niet te lezen is of iets probeert, wordt geweigerd met de
reden: code 7; de andere bestanden staan er dan wel. Er wordt niets opgeslagen of geboekt.")]
    Read {
        /// Bestanden, mappen of zip-bestanden.
        #[arg(required = true, value_name = "BESTAND")]
        files: Vec<PathBuf>,
    },
    /// Leest afschriften in het boek: een betaling met een kenmerk van ons telt meteen mee, de rest wacht op een medewerker.
    #[command(after_help = "\
Voorbeelden
  houvast bank take                        wat er nieuw is in de map bank/ van de verhuurder
  houvast bank take afschrift.xml          een bestand van elders

Een betaling telt één keer, ook als hetzelfde afschrift nog eens komt en als de verhuurder haar daarna boekt. Wat niemand kan
plaatsen, wacht op /bank. houvast night, deliver en work lezen de map bank/ vanzelf. Een bestand dat niet te lezen is, laat
niets achter: code 7.")]
    Take {
        /// Bestanden, mappen of zip-bestanden; zonder: de map bank/.
        #[arg(value_name = "BESTAND")]
        files: Vec<PathBuf>,
        /// De dag (jjjj-mm-dd); zonder: vandaag.
        #[arg(long = "dag", value_parser = day)]
        day: Option<Day>,
    },
}

/// A collection of terms.
#[derive(Debug, Args)]
pub struct DebitArgs {
    /// De dag waarop de termijnen vervallen (jjjj-mm-dd).
    #[arg(value_name = "DAG", value_parser = day)]
    pub due: Day,
    /// Wie het bestand maakt.
    #[arg(long = "door", value_name = "NAAM", value_parser = somebody)]
    pub by: Option<String>,
    /// Maak het bestand.
    #[arg(long = "ja", requires = "by")]
    pub yes: bool,
    /// De dag van vandaag (jjjj-mm-dd), om te proberen.
    #[arg(long = "dag", value_parser = day)]
    pub day: Option<Day>,
}
