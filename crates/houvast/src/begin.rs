//! `houvast begin`: how a landlord begins, and from which night it is for real.

use domain::calendar::Day;
use store::Book;

use crate::failure::Failure;
use crate::landlord::Landlord;

/// Says how it stands, after changing it when that was asked.
pub fn begin(landlord: &Landlord, from: Option<Day>, afresh: bool, shadow: bool) -> Result<String, Failure> {
    let book = landlord.book()?;
    let _lock = if from.is_some() || shadow { Some(book.lock_night()?) } else { None };
    if (from.is_some() || shadow) && !book.begin_for_real(from, afresh)? {
        return Err(Failure::usage(
            "dat kan niet meer: er is al een nacht gedraaid die telt, of de nacht van die dag is al geweest",
        ));
    }
    standing(&book)
}

fn standing(book: &Book) -> Result<String, Failure> {
    Ok(match book.beginning()? {
        None if book.last_night()?.is_some() => "Alle nachten van deze verhuurder tellen.".into(),
        None => "Er is nog geen nacht geweest. Begint u met een lijst met openstaande posten, dan is de eerste nacht schaduw.".into(),
        Some(beginning) => match beginning.over_on {
            None => "Schaduw: nachten laten zien wat zij zouden doen, en er gaat niets uit. Beslis vanaf welke dag het echt is met \
                     houvast begin --vanaf DAG."
                .into(),
            Some(day) => {
                let how = if beginning.afresh {
                    "Wie al te laat is, krijgt eerst de eerste stap van een ronde."
                } else {
                    "Rondes die liepen, lopen door."
                };
                format!("Vanaf de nacht van {} is het echt; nachten ervoor zijn schaduw. {how}", day.dutch())
            }
        },
    })
}
