//! The confirmation that a tenant is owed who agreed on parts himself when none could leave: it leaves on the first day on
//! which it may, by the same look as any message that somebody asks for. After some days a person confirms instead.

use domain::calendar::Day;
use domain::dossier::Dossier;
use domain::send::TimeOfDay;
use store::Book;
use store::post::By;
use store::tenant_page::{OwnArrangement, TENANT};

use super::answer::{confirmation, confirming_letter};
use super::really_sends;
use crate::failure::Failure;
use crate::landlord::{Landlord, Usable};
use crate::now_on;

/// From so many days after the agreement on, what still cannot leave is a person's: the page says "within a week".
const TRIED_FOR: i32 = 3;
/// What was agreed longer ago than this has its task, or is over. Days.
const LOOKS_BACK: i32 = 31;

/// Makes the confirmations ready that are owed and may leave today, and lays a task for each that could not for days. It
/// comes after the night of the day.
pub fn confirm_what_is_owed(
    landlord: &Landlord,
    usable: &Usable,
    book: &mut Book,
    today: Day,
) -> Result<(), Failure> {
    if !really_sends(landlord)? || book.emergency_stop()?.is_some() {
        return Ok(());
    }
    let now = now_on(Some(today), Some(TimeOfDay(0)));
    for one in book.own_arrangements_without(confirming_letter(usable), today - LOOKS_BACK)? {
        let mut dossier = Dossier::default();
        if !book.unpack_one(one.tenancy, &mut dossier)? || !still_holds(&dossier, one.agreed_on) {
            continue;
        }
        let reach = (dossier.tenancy.reachable, dossier.tenancy.refused);
        match confirmation(landlord, usable, one.tenancy, reach, None, now) {
            Some(ready) => {
                let by = By { name: TENANT, account: None };
                book.ask_letter(one.tenancy, &ready, by, now.moment())?;
            }
            None if today - one.agreed_on >= TRIED_FOR => hand_over(book, &one, today)?,
            None => {}
        }
    }
    Ok(())
}

/// Does what was agreed on that day still hold?
fn still_holds(dossier: &Dossier, agreed_on: Day) -> bool {
    dossier.arrangements.iter().any(|one| one.agreed_on == agreed_on && one.ended_on.is_none())
}

fn hand_over(book: &mut Book, one: &OwnArrangement, today: Day) -> Result<(), Failure> {
    if book.ask_to_confirm(one, today)? {
        let text = "De bevestiging van de regeling kon niet uit. Een collega bevestigt haar zelf.";
        book.tell_of_page(one.tenancy, today, text)?;
    }
    Ok(())
}
