//! `/dossier/{nr}/doe/machtiging`: the tenant's leave to collect the terms of an arrangement from an account, recorded, replaced or
//! ended.

use axum::response::Response;
use domain::bank::check_digits::{iban, plain};
use domain::calendar::Day;
use domain::ids::TenancyId;
use maud::{Markup, html};
use store::acts::Record;
use store::debits::{Mandate, NewMandate};

use super::{recorded, way_back};
use crate::answer::Failure;
use crate::app::{Change, Visit};
use crate::asked::{Asked, encode};
use crate::case;
use crate::formulier::{self, Wrong, date, field};
use crate::parts;

/// The longest name of who holds an account. Characters.
const LONGEST_NAME: usize = 70;
/// A mandate that is not used for so long lapses (36 months); an older one is not recorded.
const OLDEST_DAYS: i32 = 1_095;

/// `GET`
pub(crate) fn page(visit: &Visit, number: &str, asked: &Asked) -> Result<Response, Failure> {
    let id = case::find(visit, number, "machtiging")?;
    shown(visit, number, id, asked, &Wrong::default())
}

/// `POST`: a mandate is recorded, or ends.
pub(crate) fn act(change: &mut Change, number: &str) -> Result<Response, Failure> {
    let id = case::to_change(change, number)?;
    let (form, today) = (change.form, change.now.day);
    let mut wrong = Wrong::default();
    let note = wrong.take("notitie", formulier::note(form.get("notitie"), ""));
    if form.get("wat") == "einde" {
        let records = vec![Record::MandateEnds];
        return recorded(change, number, id, "machtiging beëindigd", note.unwrap_or_default(), "", records);
    }
    let account = wrong.take("rekening", account(form.get("rekening")));
    let holder = wrong.take("naam", holder(form.get("naam")));
    let signed_on =
        wrong.take("getekend", formulier::day_between(form.get("getekend"), today - OLDEST_DAYS, today));
    let (Some(iban), Some(holder), Some(signed_on), Some(note)) = (account, holder, signed_on, note) else {
        return change.show(|visit| {
            visit.looks_at(Some(id), "machtiging");
            shown(visit, number, id, form, &wrong)
        });
    };
    let records = vec![Record::Mandate(NewMandate { iban, holder, signed_on })];
    recorded(change, number, id, "machtiging vastgelegd", note, "", records)
}

fn account(text: &str) -> Result<String, String> {
    if iban(text) {
        return Ok(plain(text));
    }
    Err("Dit rekeningnummer klopt niet. Een IBAN begint met twee letters, bijvoorbeeld NL.".into())
}

fn holder(text: &str) -> Result<String, String> {
    let name = text.trim();
    match name.chars().count() {
        0 => Err("Vul in op wiens naam de rekening staat.".into()),
        1..=LONGEST_NAME => Ok(name.to_owned()),
        _ => Err(format!("De naam is langer dan {LONGEST_NAME} tekens.")),
    }
}

fn shown(
    visit: &Visit,
    number: &str,
    id: TenancyId,
    form: &Asked,
    wrong: &Wrong,
) -> Result<Response, Failure> {
    let head = visit.book.dossier_head(id)?.unwrap_or_default();
    let mandate = visit.book.mandate_of(id)?;
    let today = visit.now.day;
    let within = (today - OLDEST_DAYS, today);
    let unseen = formulier::unseen(visit, id, form)?;
    let main = html! {
        (way_back(&head, form))
        h1 { "Machtiging voor automatische incasso" }
        (wrong.summary())
        (now(number, mandate.as_ref(), &unseen))
        (record(number, form, wrong, within, &unseen))
    };
    Ok(wrong.page(visit, "Machtiging", &main))
}

fn now(number: &str, mandate: Option<&Mandate>, unseen: &Markup) -> Markup {
    html! {
        @match mandate {
            None => p { "Er is geen machtiging. Termijnen van een regeling maakt de huurder zelf over." }
            Some(mandate) => section.kader aria-labelledby="nu" {
                h2 #nu { "Nu" }
                dl.stand-lijst {
                    div { dt { "Rekening" } dd { (mandate.given.iban) ", op naam van " (mandate.given.holder) } }
                    div { dt { "Getekend op" } dd { (parts::day(mandate.given.signed_on)) } }
                    div { dt { "Kenmerk" } dd { (mandate.reference) } }
                    @if !mandate.stopped.is_empty() { div { dt { "Let op" } dd { "De bank gaf een incasso terug met code " (mandate.stopped) ". Er wordt niets meer geïncasseerd tot u een nieuwe machtiging vastlegt." } } }
                }
                form method="post" action={ "/dossier/" (encode(number)) "/doe/machtiging" } {
                    (unseen)
                    p { button type="submit" name="wat" value="einde" { "Beëindig de machtiging" } }
                }
            }
        }
    }
}

fn record(number: &str, form: &Asked, wrong: &Wrong, within: (Day, Day), unseen: &Markup) -> Markup {
    html! {
        section.kader.doen aria-labelledby="vastleggen" {
            h2 #vastleggen { "Machtiging vastleggen" }
            form method="post" action={ "/dossier/" (encode(number)) "/doe/machtiging" } {
                (unseen)
                (field(wrong, "rekening", "Rekening (IBAN)", &html! {
                    input #rekening name="rekening" required autocomplete="off" value=(form.get("rekening")) aria-describedby=[wrong.describes("rekening")];
                }))
                (field(wrong, "naam", "Op naam van", &html! {
                    input #naam name="naam" required autocomplete="off" maxlength=(LONGEST_NAME) value=(form.get("naam")) aria-describedby=[wrong.describes("naam")];
                }))
                (date(wrong, "getekend", "Getekend op", form.get("getekend"), within))
                (formulier::words(wrong, "notitie", "Notitie (mag leeg)", form.get("notitie"), false))
                p { button.hoofd type="submit" name="wat" value="vastleggen" { "Leg de machtiging vast" } }
            }
            p.zacht { "Alleen met een getekende machtiging die u kunt laten zien. Stuur daarna de bevestiging van de regeling: daarin leest de huurder wanneer wij afschrijven, en van welke rekening. Zonder die bevestiging incasseren wij niets." }
        }
    }
}
