//! At sending only: the values that were filled in make sense together. Silence is recoverable; a wrong letter is not.

use super::early_signal::OBJECTION_DAYS;
use super::fourteen_day_letter::is_the_letter;
use super::reading::Reading;
use crate::finding::Findings;
use crate::letters::spelled_out::Gap;
use domain::calendar::Day;
use domain::dossier::Milestone;
use domain::money::Cents;
use domain::policy::Origin;

/// Days that lie ahead of whoever reads about them.
const AHEAD: [&str; 5] = ["uiterlijk", "signaaldag", "bezoekdag", "laatste_dag", "betaaldag"];

pub fn check(reading: &Reading<'_>, out: &mut Findings) {
    gaps(reading, out);
    if reading.values.is_none() {
        return;
    }
    ahead(reading, out);
    if reading.letter.letter.asks_money {
        above_zero(reading, "bedrag", out);
    }
    if is_the_letter(reading.letter) {
        costs(reading, out);
    }
    if reading.letter.letter.milestone == Some(Milestone::SignalAnnouncement) {
        time_to_object(reading, out);
    }
}

/// Nothing stays open. In a text as written the fields are known to exist already.
fn gaps(reading: &Reading<'_>, out: &mut Findings) {
    for (gap, place) in reading.most.gaps.iter().filter(|_| reading.values.is_some()) {
        let text = match gap {
            Gap::Field(name) => format!("Het veld (({name})) is niet bekend. Zonder gaat dit bericht niet uit."),
            Gap::Block(id) => format!("Het blok \"{id}\" is er niet. Zonder gaat dit bericht niet uit."),
            Gap::Bracket => "Hier gaat een haak open die niet sluit.".to_owned(),
        };
        out.error(place, text);
    }
}

fn ahead(reading: &Reading<'_>, out: &mut Findings) {
    for (field, place) in &reading.most.fields {
        let day = value(reading, field).and_then(|value| Day::parse_dutch(&value));
        if let Some(day) = day.filter(|day| AHEAD.contains(&field.as_str()) && *day <= reading.day) {
            out.error(place, format!("(({field})) is {}. Die dag moet nog komen.", day.dutch()));
        }
    }
}

fn above_zero(reading: &Reading<'_>, field: &str, out: &mut Findings) {
    let stands = reading.most.fields.iter().find(|(name, _)| name == field);
    let Some((_, place)) = stands else { return };
    if amount(reading, field).is_none_or(|cents| cents.0 <= 0) {
        out.error(place, format!("(({field})) is geen bedrag boven nul. Zo gaat dit bericht niet uit."));
    }
}

/// The costs are named to the cent, and amount and costs make the total. Without costs none are named.
fn costs(reading: &Reading<'_>, out: &mut Findings) {
    if value(reading, "incassokosten").is_some() {
        above_zero(reading, "incassokosten", out);
    }
    let amounts = ["bedrag", "incassokosten", "totaal_met_kosten"].map(|field| amount(reading, field));
    if let [Some(due), Some(costs), Some(total)] = amounts
        && due + costs != total
        && reading.most.has_field("totaal_met_kosten")
    {
        out.error(
            &place_of_field(reading, "totaal_met_kosten"),
            format!("€ {due} en € {costs} zijn samen niet € {total}. Twee totalen maken de brief ongeldig."),
        );
    }
}

fn time_to_object(reading: &Reading<'_>, out: &mut Findings) {
    let day = value(reading, "signaaldag").and_then(|value| Day::parse_dutch(&value));
    let place = place_of_field(reading, "signaaldag");
    match day {
        Some(day) if day < reading.day + OBJECTION_DAYS => out.error(
            &place,
            format!(
                "((signaaldag)) is {}. Geef de huurder minstens {OBJECTION_DAYS} dagen om bezwaar te maken.",
                day.dutch()
            ),
        ),
        Some(_) => {}
        None => out.error(&place, "((signaaldag)) is geen dag. Zonder dag gaat deze brief niet uit."),
    }
}

fn value(reading: &Reading<'_>, field: &str) -> Option<String> {
    reading.values.and_then(|values| values(field))
}

fn amount(reading: &Reading<'_>, field: &str) -> Option<Cents> {
    Cents::parse(value(reading, field)?.trim().trim_start_matches('€').trim())
}

fn place_of_field(reading: &Reading<'_>, field: &str) -> Origin {
    let stands = reading.most.fields.iter().find(|(name, _)| name == field);
    stands.map_or_else(|| reading.text.origin.clone(), |(_, place)| place.clone())
}
