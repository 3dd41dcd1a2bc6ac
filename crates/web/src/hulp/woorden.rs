//! The words of the trade, in plain Dutch.

use maud::{Markup, html};

/// A word, and what it means.
const WORDS: [(&str, &str); 22] = [
    ("Achterstand", "Wat betaald had moeten zijn en nog openstaat."),
    (
        "Beschermingsbewind",
        "De rechter geeft iemand het beheer over het geld van een huurder: de bewindvoerder. Onze post gaat dan naar die persoon.",
    ),
    ("Beslagvrije voet", "Het deel van een inkomen waar een deurwaarder niet aan mag komen."),
    (
        "BIK",
        "Besluit vergoeding voor buitengerechtelijke incassokosten: hoeveel incassokosten hoogstens gevraagd mogen worden bij welk bedrag.",
    ),
    (
        "Eigen betaaldag",
        "De dag waarop deze huurder gewoonlijk betaalt. Te laat telt vanaf die dag, als dat zo is afgesproken of in het beleid staat.",
    ),
    (
        "Indeling",
        "De groep waar een dossier vannacht in viel. Elke indeling heeft eigen stappen. Met Waarom? ziet u de regels.",
    ),
    ("Kan en wil", "Twee vragen die bepalen wat helpt: kan deze huurder betalen, en wil hij dat?"),
    (
        "Minnelijk traject",
        "Hulp van de gemeente om met alle schuldeisers samen een regeling te maken, zonder rechter.",
    ),
    (
        "Moratorium",
        "Een pauze die de rechter oplegt, hoogstens zes maanden, zodat iemand zijn schulden kan regelen. Wij sturen dan niets.",
    ),
    (
        "Ontruiming",
        "De huurder moet de woning uit na een vonnis. Het laatste middel; wij doen alles om het te voorkomen.",
    ),
    ("Overdracht", "De zaak gaat naar de deurwaarder. Twee mensen beslissen, en het bewijs moet er zijn."),
    ("Pauze", "Alles ligt stil tot een dag, met een reden."),
    ("Regeling", "Een afspraak om een achterstand in delen te betalen."),
    ("Signaal", "Wat een collega bij een woning zag. Niet hetzelfde als een vroegsignaal."),
    ("Storno", "Een incasso die terugkwam: de bank kon of mocht niet betalen."),
    ("Toezegging", "De huurder zegt welk bedrag hij uiterlijk wanneer betaalt."),
    (
        "Veertiendagenbrief",
        "De brief die eerst nodig is voordat er incassokosten gevraagd mogen worden. De huurder heeft daarna veertien dagen.",
    ),
    (
        "Vroegsignaal",
        "Een melding aan de gemeente dat iemand achterloopt, zodat zij hulp kan aanbieden. Daarvoor moet eerst aan vier eisen zijn voldaan.",
    ),
    (
        "Wachter",
        "Een reden om niets te doen, bijvoorbeeld een lopende regeling, een betwist bedrag of een overlijden.",
    ),
    (
        "WIK",
        "Wet incassokosten: wat een verhuurder aan kosten mag vragen, en dat eerst een veertiendagenbrief nodig is.",
    ),
    (
        "Wki",
        "Wet kwaliteit incassodienstverlening: hoe vaak en wanneer wij iemand mogen benaderen, en dat wij duidelijk moeten zijn.",
    ),
    (
        "WSNP",
        "Wet schuldsanering natuurlijke personen: een schuldregeling via de rechter. Oude schulden vallen erin; de nieuwe huur moet betaald worden.",
    ),
];

pub(super) fn section() -> Markup {
    html! {
        section.uitleg aria-labelledby="woorden" {
            h2 #woorden { "Woordenlijst" }
            dl.woorden { @for (word, meaning) in WORDS { div { dt { (word) } dd { (meaning) } } } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::WORDS;

    #[test]
    fn words_stand_in_order_and_once() {
        assert!(WORDS.windows(2).all(|pair| pair[0].0.to_lowercase() < pair[1].0.to_lowercase()));
    }
}
