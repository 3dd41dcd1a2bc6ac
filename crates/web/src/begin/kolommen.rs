//! `/begin/kolommen`: which column is which, with the first rows of the list and how their values are read.

use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use super::trail;
use crate::answer::{self, Failure};
use crate::app::{Change, Visit};
use crate::asked::Asked;
use crate::frame::{self, Here};
use crate::parts;
use crate::reception::{Chosen, ColumnSeen, ListSeen};

/// Rows of the list that are shown.
const ROWS: usize = 5;

/// A group of columns: its heading, why they matter, and each column with its label.
struct Group {
    title: &'static str,
    why: &'static str,
    columns: &'static [(&'static str, &'static str)],
}

static GROUPS: [Group; 5] = [
    Group {
        title: "Zonder deze vier is de lijst niet te lezen",
        why: "",
        columns: &[
            ("dossier", "Dossier: nummer van het huurcontract"),
            ("post", "Post: nummer van de factuur of boeking"),
            ("vervaldatum", "Vervaldatum"),
            ("openstaand", "Openstaand bedrag"),
        ],
    },
    Group {
        title: "Als een aparte kolom zegt wat een schuld is en wat een tegoed",
        why: "Staat een tegoed in uw lijst met een min, dan is deze kolom niet nodig.",
        columns: &[("debet_credit", "Debet of credit: D of C, S of H")],
    },
    Group {
        title: "Zonder deze drie vraagt Houvast niemand om geld",
        why: "Ontbreekt er een, dan wordt een stap die om geld vraagt een taak: gegevens nakijken. Met huurregels in de lijst mag de maandhuur ontbreken.",
        columns: &[
            ("ingangsdatum", "Ingangsdatum van het contract"),
            ("huur", "Huur per maand"),
            ("incasso", "Automatische incasso: ja of nee"),
        ],
    },
    Group {
        title: "Om huurders te vinden en te bereiken",
        why: "Zonder e-mail en mobiel blijft de brief over; zonder adres gaat er niets uit.",
        columns: &[
            ("naam", "Naam van de huurder"),
            ("adres", "Straat, of straat en huisnummer samen"),
            ("huisnummer", "Huisnummer, als het een eigen kolom heeft"),
            ("huisletter", "Huisletter, als die een eigen kolom heeft"),
            ("toevoeging", "Toevoeging, als die een eigen kolom heeft"),
            ("postcode", "Postcode"),
            ("plaats", "Plaats"),
            ("gemeente", "Gemeente, voor signalen aan de gemeente"),
            ("wijk", "Wijk, om het werk te verdelen"),
            ("email", "E-mailadres"),
            ("mobiel", "Mobiel nummer"),
            ("whatsapp_sinds", "WhatsApp: dag van het akkoord"),
        ],
    },
    Group {
        title: "Maakt het beeld beter",
        why: "Met de omschrijving ziet Houvast of iets huur is of, bijvoorbeeld, een afrekening.",
        columns: &[
            ("bedrag", "Oorspronkelijk bedrag"),
            ("omschrijving", "Omschrijving van de post"),
            ("einddatum", "Einddatum van het contract"),
        ],
    },
];

/// `/begin/kolommen`
pub(crate) fn page(visit: &Visit, _: &Asked) -> Result<Response, Failure> {
    show(visit, None, "")
}

fn show(visit: &Visit, form: Option<&Asked>, wrong: &str) -> Result<Response, Failure> {
    let reception = visit.house.reception()?;
    let Some(draft) = reception.draft() else { return Ok(answer::see_other("/begin/lijst")) };
    let seen = reception.look();
    let title = if wrong.is_empty() { "Kolommen aanwijzen" } else { "Fout: kolommen aanwijzen" };
    let main = html! {
        h1 { "Welke kolom is wat?" }
        (trail(visit, "/begin/kolommen")?)
        @if !wrong.is_empty() { p.melding.alarm role="alert" { (wrong) } }
        @match &seen {
            Err(why) => {
                p.melding.alarm role="alert" { (why) }
                p { a href="/begin/lijst" { "Kies een andere lijst" } }
            },
            Ok(seen) => {
                (about(&draft.name, seen))
                (first_rows(seen))
                (choices(visit, seen, form))
            },
        }
    };
    let mut response = frame::page(visit, title, Here::Begin, &main);
    if !wrong.is_empty() || seen.is_err() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

fn about(name: &str, seen: &ListSeen) -> Markup {
    html! {
        p { strong { (name) } ": " (seen.form) ", " (parts::plural(seen.count, "regel", "regels")) ". De koppen staan in regel " (seen.heading_row)
            @if !seen.sheet.is_empty() { " van blad " strong { (seen.sheet) } } "." }
        @if !seen.never_read.is_empty() { p.melding {
            "De kolom " strong { (seen.never_read.join(", ")) } " wordt nooit gelezen: een burgerservicenummer hoort hier niet. Laat hem een volgende keer weg."
        } }
    }
}

fn first_rows(seen: &ListSeen) -> Markup {
    let table = html! {
        table {
            caption { "De eerste regels, zoals ze in de lijst staan" }
            thead { tr { th scope="col" { "Regel" } @for heading in &seen.headings { th scope="col" { (heading) } } } }
            tbody { @for (number, texts) in seen.rows.iter().take(ROWS) { tr {
                th scope="row" { (number) } @for text in texts { td { (text) } }
            } } }
        }
    };
    parts::wide("De eerste regels van de lijst", &table)
}

fn choices(visit: &Visit, seen: &ListSeen, form: Option<&Asked>) -> Markup {
    html! {
        form.veldenlijst.kolommen method="post" action="/begin/kolommen" {
            (frame::seal(visit.who))
            @if seen.sheets.len() > 1 { (sheets(seen)) }
            @else { input type="hidden" name="blad" value=(seen.sheet); }
            @for group in &GROUPS {
                fieldset {
                    legend { (group.title) }
                    @if !group.why.is_empty() { p.zacht { (group.why) } }
                    @for (word, label) in group.columns {
                        @if let Some(column) = seen.columns.iter().find(|column| column.word == *word) {
                            (choice(seen, column, label, form))
                        }
                    }
                    @if group.columns.iter().any(|(word, _)| *word == "incasso") { (debit(seen, form)) }
                }
            }
            div.knoppen {
                button.hoofd type="submit" name="handeling" value="verder" { "Verder: nakijken" }
                button type="submit" name="handeling" value="kijk" { "Bewaar en bekijk de waarden" }
            }
            p.zacht { "Wat u kiest staat in " code { "koppeling.toml" } " in de map van deze verhuurder, en geldt ook voor de lijsten van morgen." }
        }
    }
}

fn sheets(seen: &ListSeen) -> Markup {
    html! {
        fieldset {
            legend { "Blad" }
            p { label for="blad" { "In welk blad staan de posten?" }
                select #blad name="blad" { @for name in &seen.sheets { option value=(name) selected[*name == seen.sheet] { (name) } } } }
            p { button type="submit" name="handeling" value="blad" { "Lees dit blad" } }
        }
    }
}

/// What is chosen for a column: in the form that comes back, else as it was found.
fn chosen<'a>(column: &'a ColumnSeen, form: Option<&'a Asked>) -> &'a str {
    form.map_or(column.heading.as_str(), |form| form.get(field_of(column.word)))
}

fn choice(seen: &ListSeen, column: &ColumnSeen, label: &str, form: Option<&Asked>) -> Markup {
    let (id, is) = (field_of(column.word), chosen(column, form));
    let unread = column.readings.iter().any(|(_, read)| read.is_none());
    html! {
        div.kolom {
            p { label for=(id) { (label) }
                select id=(id) name=(id) aria-describedby=[(!column.readings.is_empty()).then(|| format!("zo-{id}"))] {
                    option value="" selected[is.is_empty()] { @if column.required { "Kies een kolom" } @else { "Staat niet in deze lijst" } }
                    @for heading in seen.headings.iter().filter(|heading| !heading.is_empty() && !seen.never_read.contains(heading)) {
                        option value=(heading) selected[heading == is] { (heading) }
                    }
                }
            }
            @if !column.readings.is_empty() && is == column.heading {
                p.zacht.klein id={ "zo-" (id) } {
                    "Zo lezen wij het: "
                    @for (at, (text, read)) in column.readings.iter().enumerate() {
                        @if at > 0 { " · " }
                        @match read {
                            Some(read) if read == text => (text),
                            Some(read) => { (text) " is " (read) },
                            None => strong.alarm { (text) " begrijpen wij niet" },
                        }
                    }
                    @if unread { ". Is dit de goede kolom?" }
                }
            }
        }
    }
}

fn debit(seen: &ListSeen, form: Option<&Asked>) -> Markup {
    let is = match (form, seen.debit_when_silent) {
        (Some(form), _) => form.get("incasso_als_leeg"),
        (None, Some(true)) => "ja",
        (None, Some(false)) => "nee",
        (None, None) => "",
    };
    html! {
        p { label for="incasso_als_leeg" { "Zegt de lijst niets over incasso?" }
            select #incasso_als_leeg name="incasso_als_leeg" {
                option value="" selected[is.is_empty()] { "Dan weten wij het niet" }
                option value="nee" selected[is == "nee"] { "Dan betaalt de huurder zelf" }
                option value="ja" selected[is == "ja"] { "Dan is het automatische incasso" }
            }
        }
    }
}

/// The name of the field of a column.
fn field_of(word: &str) -> &'static str {
    const FIELDS: [(&str, &str); 23] = [
        ("dossier", "kolom-dossier"),
        ("post", "kolom-post"),
        ("vervaldatum", "kolom-vervaldatum"),
        ("openstaand", "kolom-openstaand"),
        ("debet_credit", "kolom-debet_credit"),
        ("bedrag", "kolom-bedrag"),
        ("omschrijving", "kolom-omschrijving"),
        ("naam", "kolom-naam"),
        ("adres", "kolom-adres"),
        ("huisnummer", "kolom-huisnummer"),
        ("huisletter", "kolom-huisletter"),
        ("toevoeging", "kolom-toevoeging"),
        ("postcode", "kolom-postcode"),
        ("plaats", "kolom-plaats"),
        ("gemeente", "kolom-gemeente"),
        ("wijk", "kolom-wijk"),
        ("huur", "kolom-huur"),
        ("ingangsdatum", "kolom-ingangsdatum"),
        ("einddatum", "kolom-einddatum"),
        ("email", "kolom-email"),
        ("mobiel", "kolom-mobiel"),
        ("incasso", "kolom-incasso"),
        ("whatsapp_sinds", "kolom-whatsapp_sinds"),
    ];
    FIELDS.iter().find(|(known, _)| *known == word).map_or("kolom", |(_, field)| field)
}

/// The choices are kept.
pub(crate) fn keep(change: &mut Change) -> Result<Response, Failure> {
    let form = change.form;
    let reception = change.house.reception()?;
    let deed = form.get("handeling");
    let words = GROUPS.iter().flat_map(|group| group.columns).map(|(word, _)| *word);
    let columns = match deed {
        // Another sheet has other headings: what is usual is looked for anew.
        "blad" => Vec::new(),
        _ => words.map(|word| (word.to_string(), form.get(field_of(word)).to_string())).collect(),
    };
    let debit_when_silent = match form.get("incasso_als_leeg") {
        "ja" => Some(true),
        "nee" => Some(false),
        _ => None,
    };
    let chosen = Chosen { sheet: form.get("blad").to_string(), columns, debit_when_silent };
    if let Err(why) = reception.choose(&chosen) {
        return change.show(|visit| show(visit, Some(form), &why));
    }
    change.book.log(change.now, Some(change.who.id()), None, "gewijzigd", "koppeling.toml")?;
    Ok(answer::see_other(if deed == "verder" { "/begin/nakijken" } else { "/begin/kolommen" }))
}
