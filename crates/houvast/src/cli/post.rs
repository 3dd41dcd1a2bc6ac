//! The commands of the post room.

use clap::Subcommand;
use domain::calendar::Day;
use domain::send::TimeOfDay;

use super::{day, somebody, time};

/// What can be done in the post room.
#[derive(Debug, Subcommand)]
pub enum PostCommand {
    /// Wat er nog niet weg is, wat op vrijgave wacht, en wat onzeker is.
    List {
        /// Toont van elk voorstel ook de tekst, zoals hij nu weg zou gaan.
        #[arg(long = "tekst")]
        with_text: bool,
        /// De dag (jjjj-mm-dd); vandaag als er niets staat.
        #[arg(long = "dag", value_parser = day)]
        day: Option<Day>,
    },
    /// Trekt een bericht in dat nog niet weg is.
    Cancel {
        /// Nummer van het bericht, of het begin ervan.
        id: String,
        /// Wie dit doet.
        #[arg(long = "door", value_name = "NAAM", value_parser = somebody)]
        by: String,
    },
    /// Geeft een bericht vrij dat op een medewerker wacht.
    Release {
        /// Nummer van het bericht, of het begin ervan.
        id: String,
        /// Wie dit doet.
        #[arg(long = "door", value_name = "NAAM", value_parser = somebody)]
        by: String,
        /// De dag (jjjj-mm-dd); vandaag als er niets staat.
        #[arg(long = "dag", value_parser = day)]
        day: Option<Day>,
        /// Doet alsof het zo laat is (uur:minuut), op de dag van --dag.
        #[arg(long = "now", value_parser = time)]
        time: Option<TimeOfDay>,
    },
    /// Noteert wat er met een onzeker bericht gebeurde.
    Settle {
        /// Nummer van het bericht, of het begin ervan.
        id: String,
        /// Het is wel vertrokken. Zonder deze vlag: niet, en de nacht besluit opnieuw.
        #[arg(long = "vertrokken")]
        it_left: bool,
        /// Wie dit naging.
        #[arg(long = "door", value_name = "NAAM", value_parser = somebody)]
        by: String,
    },
    /// Noodstop: er gaat niets meer uit, ook niet als er net wordt verstuurd.
    Stop {
        /// Waarom.
        #[arg(value_name = "REDEN")]
        why: String,
        /// Wie dit doet.
        #[arg(long = "door", value_name = "NAAM", value_parser = somebody)]
        by: String,
    },
    /// Heft de noodstop op.
    Go {
        /// Wie dit doet.
        #[arg(long = "door", value_name = "NAAM", value_parser = somebody)]
        by: String,
    },
}
