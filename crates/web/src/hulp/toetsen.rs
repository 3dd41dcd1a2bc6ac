//! `/hulp/toetsen`: all keys, per page. The same list is in the window that `?` opens.

use axum::response::Response;
use maud::html;

use crate::answer::Failure;
use crate::app::Visit;
use crate::frame::{self, Here};

/// Pages, each with its keys and what they do.
const KEYS: [(&str, &[(&str, &str)]); 4] = [
    (
        "Overal",
        &[
            ("/", "Zoek een huurder"),
            ("?", "Deze lijst"),
            ("U", "Draai de laatste handeling terug"),
            ("Ctrl K", "Ga ergens heen of doe iets, door te typen"),
            ("G W", "Ga naar Werk"),
            ("G H", "Ga naar Huurders"),
            ("G P", "Ga naar Post"),
            ("G V", "Ga naar Vannacht"),
            (
                "Ctrl Enter",
                "Verstuur het formulier; waar eerst iets wordt uitgerekend, ga naar de knop die het vastlegt",
            ),
            ("Esc", "Sluit een venster, of verlaat een veld"),
        ],
    ),
    (
        "Mijn werk",
        &[
            ("B", "Begin met de eerste taak"),
            ("J K", "Volgende of vorige rij (ook ↓ en ↑)"),
            ("Enter", "Open de rij"),
            ("X", "Vink de rij aan"),
            ("A", "Vink alles aan"),
            ("E", "Aangevinkte taken: klaar"),
            ("L", "Aangevinkte taken: later"),
            ("G", "Aangevinkte taken: geef aan een collega"),
            ("D", "Agenda"),
            ("T", "Team"),
        ],
    ),
    (
        "Dossier",
        &[
            ("1", "Gesproken"),
            ("2", "Geen gehoor, of niet thuis"),
            ("3", "Toezegging"),
            ("4", "Verkeerd nummer"),
            ("5", "Alleen notitie"),
            ("N", "Schrijf een notitie"),
            ("E", "Taak klaar"),
            ("L", "Bel later"),
            ("H", "Huisbezoek plannen"),
            ("P", "Alles stilzetten"),
            ("R", "Regeling"),
            ("V", "Bekijk de veertiendagenbrief, als die taak er ligt"),
            ("W", "Waarom deze indeling"),
        ],
    ),
    ("Afspraak", &[("1", "Ging door"), ("2", "Geen gehoor, of niet thuis"), ("X", "Zeg af")]),
];

/// The page.
pub(crate) fn page(visit: &Visit) -> Result<Response, Failure> {
    let main = html! {
        h1 { "Toetsen" }
        p { "Toetsen werken als u niet in een veld typt. Alles kan ook met de muis of met Tab." }
        div #toetsenlijst.toetsenlijst { @for (place, keys) in KEYS {
            table {
                caption { (place) }
                thead { tr { th scope="col" { "Toets" } th scope="col" { "Wat" } } }
                tbody { @for (key, what) in keys { tr {
                    th scope="row" { @for part in key.split(' ') { kbd { (part) } " " } }
                    td { (what) }
                } } }
            }
        } }
    };
    Ok(frame::page(visit, "Toetsen", Here::Elsewhere, &main))
}
