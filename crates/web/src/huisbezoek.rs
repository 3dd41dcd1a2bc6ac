//! `/dossier/{nr}/huisbezoek`: what goes along on a visit, on paper: a form to fill in by hand, and a card for who is not at home.
//!
//! The card is the policy's own text, without an amount and without a reason; what nobody knows here is a line to write on.
//! The form is for one of us and says what is open, because that is what the talk is about.

use axum::response::Response;
use domain::appointment::{AppointmentKind, AppointmentState};
use domain::calendar::Day;
use domain::dossier::ContactChannel;
use domain::policy::Tone;
use maud::{Markup, html};
use store::appointments::Appointment;
use store::screens::{DossierHead, MessageLine};

use crate::answer::Failure;
use crate::app::Visit;
use crate::case::{self, Case};
use crate::dossier::{name_of, way_back};
use crate::frame::{self, Here};
use crate::huurders::address;
use crate::post_room::AtTheDoor;
use crate::{afspraak, bericht, parts};

/// The letter of the policy that is left behind.
const CARD: &str = "deurkaart";

/// `/dossier/{number}/huisbezoek`
pub(crate) fn page(visit: &Visit, number: &str) -> Result<Response, Failure> {
    let id = case::find(visit, number, "bezoekformulier")?;
    let head = visit.book.dossier_head(id)?.unwrap_or_default();
    let case = Case::of(visit, id, visit.last.clone())?;
    let planned = visit.book.appointments_of(id)?.into_iter().find(|one| {
        one.kind == AppointmentKind::Visit
            && one.state == AppointmentState::Planned
            && one.slot.day >= visit.now.day
    });
    let title = format!("Huisbezoek: {}", name_of(&head));
    let main = html! {
        (way_back(&head))
        p.niet-afdrukken { "Druk deze pagina af met uw browser (Ctrl+P): het formulier op het eerste blad, de kaart op het tweede. Doe de kaart in een envelop." }
        section.bezoek aria-labelledby="formulier" {
            h1 #formulier { (title) }
            (whom(&head, planned.as_ref()))
            (open(visit, &case))
            (talk())
        }
        (card(visit, &case, &head, planned.as_ref())?)
    };
    Ok(frame::page(visit, &title, Here::Tenants, &main))
}

fn whom(head: &DossierHead, planned: Option<&Appointment>) -> Markup {
    let phones: Vec<String> = head.persons.iter().filter_map(|one| one.numbers().next().cloned()).collect();
    html! {
        dl.stand-lijst {
            div { dt { "Adres" } dd { @match planned {
                Some(one) => (afspraak::where_is(one, head)),
                None => (address(&head.street, &head.postcode, &head.town)),
            } } }
            div { dt { "Afspraak" } dd { @match planned {
                Some(one) => { (one.slot) ", " (one.with_name) },
                None => "nog niet gemaakt",
            } } }
            @if !phones.is_empty() { div { dt { "Telefoon" } dd { (phones.join(" · ")) } } }
            div { dt { "Dossier" } dd { (head.dossier) } }
        }
    }
}

fn open(visit: &Visit, case: &Case) -> Markup {
    let items = case.ground(visit.house).items_to_ask();
    let day = |day: Day| parts::short_day(day);
    html! {
        h2 { "Wat openstaat" }
        @if items.is_empty() { p { "Er staat vandaag niets open dat wij mogen vragen." } }
        @else { ul.regels {
            @for item in &items { li { (parts::sentence(item.kind.dutch())) " " (item.due_on.month().dutch()) ": " (parts::money(item.open)) } }
            li { strong { "Samen " (parts::money(items.iter().map(|item| item.open).sum())) } ", boeken bij tot en met " (day(case.books_as_of)) }
        } }
    }
}

/// What is asked and found, to tick and to write.
fn talk() -> Markup {
    let ticks = |words: &[&str]| html! { ul.aankruisen { @for word in words { li { "☐ " (word) } } } };
    html! {
        h2 { "Het gesprek" }
        (ticks(&["gesproken", "niet thuis, kaart achtergelaten", "wilde nu niet praten"]))
        p { "Hoe gaat het? Wat is er veranderd?" } div.schrijfregels { span {} span {} span {} }
        (ticks(&["kan betalen", "kan het nu niet betalen", "wil graag een oplossing", "ziet dat nu niet zitten"]))
        p { "Afgesproken (bedrag, dag, hoe):" } div.schrijfregels { span {} span {} }
        (ticks(&["budgetcoach", "sociaal team of gemeente", "huurtoeslag nakijken", "gegevens delen mag", "gegevens delen mag niet"]))
        p { "Klacht of reparatie:" } div.schrijfregels { span {} }
        p { "Volgende afspraak: dag en tijd" } div.schrijfregels { span {} }
    }
}

fn card(
    visit: &Visit,
    case: &Case,
    head: &DossierHead,
    planned: Option<&Appointment>,
) -> Result<Markup, Failure> {
    let known = visit.house.policy.letters.iter().any(|letter| letter.id == CARD);
    let message = MessageLine {
        id: String::new(),
        day: case.today,
        letter: CARD.into(),
        tone: Tone::Friendly.dutch().into(),
        channel: ContactChannel::Letter.dutch().into(),
        amount: None,
        state: String::new(),
        reason: String::new(),
    };
    let who = planned.map_or(&visit.who.staff.name, |one| &one.with_name);
    // Where nothing is known of how to reach us, there is a line to write on.
    let reached =
        visit.house.post_room().ok().and_then(|room| room.at_the_door(case.dossier.tenancy.id, who).ok());
    let AtTheDoor { phone, site, code } = reached.unwrap_or_default();
    let filled = [("consulent", who.clone()), ("telefoon", phone), ("betaalsite", site), ("code", code)];
    let ground = case.ground(visit.house);
    let nobody = match (ground.died_on(), case.dossier.tenancy.ends_on) {
        (Some(_), _) => Some("De huurder is overleden. Laat geen kaart achter; schrijf de nabestaanden."),
        (None, Some(last)) if last < visit.now.day => {
            Some("De huurder woont hier niet meer. Laat geen kaart achter.")
        }
        _ => None,
    };
    if let Some(why) = nobody {
        return Ok(html! { p.melding { (why) } });
    }
    Ok(html! {
        section.deurkaart aria-label="Kaart voor aan de deur" {
            @if known { (bericht::text_with(visit, case, head, &message, filled)?) }
            @else { p { "Het beleid heeft geen brief “" (CARD) "”. Schrijf zelf een kaart, zonder bedrag en zonder reden." } }
        }
    })
}
