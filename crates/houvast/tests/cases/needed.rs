//! Tasks whose reason is gone leave the desks, and come back when the night is done over without that reason.

use domain::calendar::Day;

use simulator::vera::Landlord as Simulated;

use crate::fourteen_days::{FLOW, ParseDay, list, with_flow};
use crate::landlord::{LAST_DAY, Landlord, opening, rows, simulated};

/// Nights after the first up to a last one, each with what came in the day before.
fn nights(landlord: &Landlord, simulated: &Simulated, first: Day, last: Day) {
    for night in (first.0 + 1..=last.0).map(Day) {
        landlord.deliver(&simulated.delivery(night - 2, night.previous()));
        landlord.night(night);
    }
}

#[test]
fn a_task_whose_reason_is_gone_leaves_the_desk_and_a_tenants_own_words_never_do() {
    let (landlord, simulated) = (Landlord::new(), simulated(77, 400, 14));
    let last = Day::parse_iso(LAST_DAY).expect("a constant");
    let first = last - 10;
    landlord.deliver(&opening(&simulated, first.previous()));
    landlord.night(first);
    let own_words = "insert into task select 'eigen-woorden', 1, min(tenancy), day, 'bericht-nakijken', 'huurconsulent', \
         'automatisch', '', '', 'open' from task";
    landlord.book().connection().execute(own_words, []).expect("a task");
    nights(&landlord, &simulated, first, last);
    let gone =
        "select g.id, g.night, t.day, t.state from task_gone g join task t on t.id = g.id order by g.id";
    let found = rows(&landlord.book(), gone);
    assert!(found.len() > 5, "in ten days somebody pays: {found:?}");
    let odd = "select count(*) from task_gone g join task t on t.id = g.id where t.day >= g.night and t.state = 'vervallen'";
    assert_eq!(rows(&landlord.book(), odd), ["Integer(0)"], "nothing goes on the day it was laid");
    let words = "select state from task where id = 'eigen-woorden'";
    assert_eq!(rows(&landlord.book(), words), ["Text(\"open\")"], "somebody wrote, and nobody answered");
    landlord.night(last);
    assert_eq!(rows(&landlord.book(), gone), found, "the same night again comes to the same");
}

/// The 14-day letter lies on a desk and the landlord delivers nothing for days: nobody may send it on such books, and nobody knows
/// that it is not needed. It is still there when books come, and goes when they say that the rent is paid.
#[test]
fn books_that_are_late_take_nothing_from_a_desk() {
    let (message, task) = ("doe = \"bericht\"\nbrief = ", "doe = \"taak\"\ntaak = ");
    let flow = FLOW.replace(message, task).replace("kanalen = [\"brief\"]\n", "");
    let landlord = with_flow(&flow);
    let open = || rows(&landlord.book(), "select kind from task where state = 'open'");
    list(&landlord, "2026-10-01", "549,40");
    landlord.night("2026-10-02".parse_day());
    list(&landlord, "2026-10-27", "549,40");
    for night in ["2026-10-28", "2026-10-29", "2026-10-30"] {
        landlord.night(night.parse_day());
        assert_eq!(open(), ["Text(\"veertiendagenbrief\")"], "{night}");
    }
    list(&landlord, "2026-10-30", "0,00");
    landlord.night("2026-10-31".parse_day());
    assert_eq!(open(), [""; 0], "it was paid");
}

/// Nobody calls for weeks: of the same call about a dossier one is left on the desk, the newest.
#[test]
fn who_did_not_call_last_week_does_not_call_twice() {
    let (landlord, simulated) = (Landlord::new(), simulated(77, 400, 14));
    let last = Day::parse_iso(LAST_DAY).expect("a constant");
    let first = last - 30;
    landlord.deliver(&opening(&simulated, first.previous()));
    landlord.night(first);
    nights(&landlord, &simulated, first, last);
    let replaced = "select count(*) from task old join task new on new.tenancy = old.tenancy and new.kind = old.kind \
         and new.done_by = old.done_by and new.flow = old.flow and new.day > old.day and new.flow <> '' and new.state = 'open' \
         where old.flow <> '' and old.state = ";
    let open = format!("{replaced} 'open' and new.day < {}", last.0);
    assert_eq!(rows(&landlord.book(), &open), ["Integer(0)"]);
    let gone = rows(&landlord.book(), &format!("{replaced} 'vervallen'"));
    assert_ne!(gone, ["Integer(0)"], "somebody was to be called twice in a month");
}
