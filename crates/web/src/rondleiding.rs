//! `/rondleiding`: five minutes around, as ordinary pages: what this is, whom to be, and what to try first.

use axum::response::Response;
use maud::{Markup, html};

use crate::answer::{self, Failure};
use crate::app::Door;
use crate::asked::Asked;
use crate::frame;

/// A stop of the tour: its name, and what to see there.
struct Stop {
    name: &'static str,
    see: &'static [&'static str],
    /// Where to go, and what that is called.
    go: &'static [(&'static str, &'static str)],
}

static STOPS: [Stop; 5] = [
    Stop {
        name: "Wat is dit?",
        see: &[
            "Houvast leest elke nacht de boeken van een verhuurder. Het rekent uit wie te laat is, gemeten aan de eigen betaaldag, en deelt elke huurder in.",
            "Daarna kiest het per huurder één stap: een bericht, of een taak voor een mens. Van elke keuze staat erbij waarom.",
            "Stappen met gevolgen in het recht zet Houvast nooit zelf: daarover beslist een mens.",
        ],
        go: &[],
    },
    Stop {
        name: "Wie wilt u zijn?",
        see: &[
            "Een huurconsulent ziet het werk van de eigen wijken. Een teamleider ziet alles en mag de post stilzetten.",
            "Een beheerder past het beleid en de lijsten aan en ziet geen dossiers. Een controleur ziet alles en verandert niets.",
            "In de demo kiest u een naam; een wachtwoord is niet nodig. Wisselen kan altijd: afmelden, en een ander kiezen.",
        ],
        go: &[("/aanmelden", "Kies wie u bent")],
    },
    Stop {
        name: "Doe één taak",
        see: &[
            "Als huurconsulent begint u bij Werk. Bovenaan staat wie u nu het beste helpt, met de reden.",
            "Open de eerste taak. Belt u en neemt niemand op? Druk op 2: het is vastgelegd, en de volgende taak opent vanzelf.",
            "Vergist? Druk op U, of op Ongedaan maken.",
        ],
        go: &[("/werk", "Naar het werk")],
    },
    Stop {
        name: "Vraag waarom",
        see: &[
            "In elk dossier staat Waarom. Daar staat elke regel die Houvast bekeek, met wat het zag, en wat de uitkomst zou veranderen.",
            "Ook wat niet gebeurde staat er: welke wachter hield een stap tegen, en tot wanneer.",
        ],
        go: &[("/huurders", "Zoek een huurder")],
    },
    Stop {
        name: "Kijk naar de nacht",
        see: &[
            "Vannacht is het verslag: wat er binnenkwam, wie van indeling wisselde, wat er klaarligt en wat werd tegengehouden.",
            "Bij Post ziet u wat er uitgaat, en bij Beleid de regels in woorden. De regels zelf zijn tekstbestanden die u mag veranderen.",
            "Klaar met kijken? Met een lijst met openstaande posten begint u met uw eigen gegevens, in de schaduw: er gaat dan niets uit.",
        ],
        go: &[("/vannacht", "Naar vannacht"), ("/beleid", "Naar het beleid")],
    },
];

/// `/rondleiding`
pub(crate) fn page(door: &Door, asked: &Asked) -> Result<Response, Failure> {
    let at = asked.get("halte").parse().unwrap_or(1).clamp(1, STOPS.len());
    let stop = &STOPS[at - 1];
    let main = html! {
        p.zacht { "Rondleiding, " (at) " van " (STOPS.len()) @if door.demo { " · alle huurders zijn verzonnen" } }
        h1 { (stop.name) }
        @for text in stop.see { p { (text) } }
        @if !stop.go.is_empty() { p { @for (at, (to, name)) in stop.go.iter().enumerate() {
            @if at > 0 { " " } a.knop.rustig href=(to) { (name) }
        } } }
        (way(at))
    };
    let title = format!("Rondleiding: {}", stop.name);
    Ok(answer::page(frame::bare(&door.house().landlord, &title, &main)))
}

fn way(at: usize) -> Markup {
    let to = |stop: usize| format!("/rondleiding?halte={stop}");
    html! {
        nav.bladeren aria-label="Haltes van de rondleiding" {
            @if at > 1 { a rel="prev" href=(to(at - 1)) { "‹ " (STOPS[at - 2].name) } }
            @if at < STOPS.len() { a rel="next" href=(to(at + 1)) { (STOPS[at].name) " ›" } }
        }
    }
}
