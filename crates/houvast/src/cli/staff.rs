//! What can be asked about the people who work with Houvast.

use clap::Subcommand;
use domain::staff::Role;

/// The people who work with Houvast.
#[derive(Debug, Subcommand)]
pub enum StaffCommand {
    /// Voegt iemand toe en toont de uitnodiging om een wachtwoord te kiezen.
    #[command(after_help = "\
Voorbeelden
  houvast staff add --naam \"Sandra de Boer\" --mail s.deboer@example.nl --rol huurconsulent --wijk Noord --wijk Centrum
  houvast staff add --naam \"Karim Aydin\" --mail k.aydin@example.nl --rol teamleider

Rollen: huurconsulent, medewerker, beheerder, teamleider, controleur. Zonder --wijk geldt de rol voor alle wijken.")]
    Add {
        /// Zoals collega's de persoon kennen.
        #[arg(long = "naam")]
        name: String,
        /// Het e-mailadres om mee aan te melden.
        #[arg(long = "mail")]
        email: String,
        /// Wat de persoon mag.
        #[arg(long = "rol", value_parser = role)]
        role: Role,
        /// Een wijk van deze persoon; vaker noemen mag.
        #[arg(long = "wijk", value_name = "WIJK")]
        districts: Vec<String>,
    },
    /// Wie er met Houvast werkt.
    List,
    /// Stuurt iemand opnieuw een uitnodiging, bijvoorbeeld na een vergeten wachtwoord.
    Invite {
        /// Het e-mailadres.
        #[arg(long = "mail")]
        email: String,
    },
    /// Sluit een account; wat de persoon deed blijft op naam staan.
    Close {
        /// Het e-mailadres.
        #[arg(long = "mail")]
        email: String,
    },
}

fn role(text: &str) -> Result<Role, String> {
    Role::of(text).ok_or_else(|| {
        let known: Vec<&str> = Role::ALL.into_iter().map(Role::dutch).collect();
        format!("kies uit {}", known.join(", "))
    })
}
