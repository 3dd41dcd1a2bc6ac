//! What can be asked about the legal road: letters, signals, hand-overs.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use domain::calendar::Day;

use super::{day, somebody};

/// Early signals.
#[derive(Debug, Subcommand)]
pub enum SignalCommand {
    /// Toont waar elk vroegsignaal staat, en wat er nog ontbreekt.
    List {
        /// De dag (jjjj-mm-dd); vandaag als er niets staat.
        #[arg(long = "dag", value_parser = day)]
        day: Option<Day>,
    },
    /// Zet de vroegsignalen klaar die mogen, per gemeente, als JSON (DDAS) en CSV.
    #[command(
        after_help = "Voorbeeld: houvast signal export gemeente --door \"A. de Vries\" --dossier HO-0000123"
    )]
    Export {
        /// De map waarin de bestanden komen.
        #[arg(value_name = "MAP")]
        to: PathBuf,
        /// Wie dit doorgeeft.
        #[command(flatten)]
        by: By,
        /// Alleen deze dossiers; alle die mogen als er niets staat.
        #[arg(long = "dossier", value_name = "NUMMER")]
        only: Vec<String>,
    },
    /// Leest de antwoorden van een gemeente in (JSON of CSV).
    Answer {
        /// Het bestand.
        #[arg(value_name = "BESTAND")]
        file: PathBuf,
        /// De dag (jjjj-mm-dd) als het bestand er geen noemt; vandaag als er niets staat.
        #[arg(long = "dag", value_parser = day)]
        day: Option<Day>,
    },
    /// Legt vast dat een huurder bezwaar maakt: er gaat niets naar de gemeente.
    Object {
        /// Nummer van het dossier.
        dossier: String,
        /// Wie dit vastlegt.
        #[command(flatten)]
        by: By,
    },
}

/// Hand-overs to the bailiff.
#[derive(Debug, Subcommand)]
pub enum HandoverCommand {
    /// Toont wat er nog ontbreekt voordat dit dossier naar de deurwaarder mag.
    Show {
        /// Nummer van het dossier.
        dossier: String,
        /// De dag (jjjj-mm-dd); vandaag als er niets staat.
        #[arg(long = "dag", value_parser = day)]
        day: Option<Day>,
    },
    /// Vraagt akkoord voor de overdracht. Een andere collega beslist.
    Ask {
        /// Nummer van het dossier.
        dossier: String,
        /// Wie vraagt.
        #[command(flatten)]
        by: By,
        /// Waarom.
        #[arg(long = "waarom", default_value = "")]
        why: String,
    },
    /// Geeft akkoord, als een ander dan wie vroeg.
    Agree {
        /// Nummer van het dossier.
        dossier: String,
        /// Wie akkoord geeft.
        #[command(flatten)]
        by: By,
    },
    /// Zet de bestanden voor de deurwaarder klaar. Alleen als niets ontbreekt.
    Export {
        /// Nummer van het dossier.
        dossier: String,
        /// De map waarin de bestanden komen.
        #[arg(value_name = "MAP")]
        to: PathBuf,
        /// De dag (jjjj-mm-dd); vandaag als er niets staat.
        #[arg(long = "dag", value_parser = day)]
        day: Option<Day>,
    },
    /// Leest het statusbestand van de deurwaarder in (CSV).
    Status {
        /// Het bestand.
        #[arg(value_name = "BESTAND")]
        file: PathBuf,
    },
}

/// 14-day letters.
#[derive(Debug, Subcommand)]
pub enum FourteenCommand {
    /// Toont de veertiendagenbrieven van een dossier, hun stand, en wat een brief nu zou vragen.
    Show {
        /// Nummer van het dossier.
        dossier: String,
        /// De dag (jjjj-mm-dd); vandaag als er niets staat.
        #[arg(long = "dag", value_parser = day)]
        day: Option<Day>,
    },
    /// Toont de veertiendagenbrief van vandaag zoals hij weg zou gaan, en verstuurt hem met --ja.
    #[command(after_help = "Voorbeeld: houvast fourteen send HO-0000123 --door \"A. de Vries\" --ja")]
    Send {
        /// Nummer van het dossier.
        dossier: String,
        /// Wie beslist.
        #[command(flatten)]
        by: By,
        /// Alles klopt: de brief gaat uit met de volgende verzending, en de taak is klaar.
        #[arg(long = "ja")]
        yes: bool,
    },
    /// Leest bewijs van verzending in (CSV: dossier, gemaakt, gepost, bezorgd, retour).
    Posted {
        /// Het bestand.
        #[arg(value_name = "BESTAND")]
        file: PathBuf,
    },
    /// Zet het advies aan de boekhouding klaar: incassokosten.csv.
    Advice {
        /// De map waarin het bestand komt.
        #[arg(value_name = "MAP")]
        to: PathBuf,
        /// De dag (jjjj-mm-dd); vandaag als er niets staat.
        #[arg(long = "dag", value_parser = day)]
        day: Option<Day>,
    },
}

/// Who does it, and when.
#[derive(Clone, Debug, Args)]
pub struct By {
    /// Naam van de medewerker.
    #[arg(long = "door", value_name = "NAAM", value_parser = somebody)]
    pub name: String,
    /// De dag (jjjj-mm-dd); vandaag als er niets staat.
    #[arg(long = "dag", value_parser = day)]
    pub day: Option<Day>,
}
