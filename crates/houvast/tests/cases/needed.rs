//! Tasks whose reason is gone leave the desks, and come back when the night is done over without that reason.

use domain::calendar::Day;

use crate::landlord::{LAST_DAY, Landlord, opening, rows, simulated};

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
    for night in first.0 + 1..=last.0 {
        let night = Day(night);
        landlord.deliver(&simulated.delivery(night - 2, night.previous()));
        landlord.night(night);
    }
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

/// The landlord delivers nothing for days. As far as anybody knows nobody paid, so what lay on a desk goes no sooner than at a
/// landlord who finds such books fresh enough.
#[test]
fn books_that_are_late_take_nothing_from_a_desk() {
    let simulated = simulated(78, 400, 14);
    let first = Day::parse_iso(LAST_DAY).expect("a constant") - 6;
    let left_after_three_nights = |fresh: &str| {
        let landlord = Landlord::new();
        let policy = landlord.folder.join("beleid");
        assert!(landlord.houvast(&["policy", "init", &policy.display().to_string()]).status.success());
        let path = policy.join("instellingen.toml");
        let settings = std::fs::read_to_string(&path).expect("the settings are readable");
        let changed = settings.replace("boeken_vers = \"1 dag\"", &format!("boeken_vers = \"{fresh}\""));
        assert!(changed != settings || fresh == "1 dag", "there is something to change");
        std::fs::write(&path, changed).expect("the settings are writable");
        landlord.deliver(&opening(&simulated, first.previous()));
        for night in first.0..=first.0 + 3 {
            landlord.night(Day(night));
        }
        let of_the_first =
            format!("select id from task where day = {} and state = 'open' order by id", first.0);
        rows(&landlord.book(), &of_the_first)
    };
    let left = left_after_three_nights("1 dag");
    assert_eq!(left, left_after_three_nights("10 dagen"));
    assert!(left.len() > 10, "{}", left.len());
}

/// Nobody calls for weeks: of the same call about a dossier one is left on the desk, the newest.
#[test]
fn who_did_not_call_last_week_does_not_call_twice() {
    let (landlord, simulated) = (Landlord::new(), simulated(77, 400, 14));
    let last = Day::parse_iso(LAST_DAY).expect("a constant");
    let first = last - 30;
    landlord.deliver(&opening(&simulated, first.previous()));
    landlord.night(first);
    for night in first.0 + 1..=last.0 {
        landlord.deliver(&simulated.delivery(Day(night) - 2, Day(night).previous()));
        landlord.night(Day(night));
    }
    let replaced = "select count(*) from task old join task new on new.tenancy = old.tenancy and new.kind = old.kind \
         and new.done_by = old.done_by and new.flow = old.flow and new.day > old.day and new.flow <> '' and new.state = 'open' \
         where old.flow <> '' and old.state = ";
    let open = format!("{replaced} 'open' and new.day < {}", last.0);
    assert_eq!(rows(&landlord.book(), &open), ["Integer(0)"]);
    let gone = rows(&landlord.book(), &format!("{replaced} 'vervallen'"));
    assert_ne!(gone, ["Integer(0)"], "somebody was to be called twice in a month");
}
