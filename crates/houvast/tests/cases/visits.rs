//! A visit that was planned, as the tenant hears of it: the announcement says day, time and who comes, the e-mail carries a file
//! for the calendar; without a visit it asks for a moment; and what would arrive too late goes to a person.

use domain::appointment::{AppointmentKind, AppointmentState, Slot};
use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::send::TimeOfDay;
use domain::staff::{Role, Seat};
use store::acts::{Act, Record};
use store::appointments::AppointmentChange;
use store::post::Moment;
use store::staff::StaffId;

use crate::landlord::{Landlord, opening, simulated};
use crate::outside::Outside;

/// A Tuesday in the middle of the month, when visits are announced.
const NIGHT: &str = "2026-06-16";

/// The announcements that wait to leave: tenancy and channel.
fn announced(landlord: &Landlord) -> Vec<(u32, String)> {
    let book = landlord.book();
    let query = "select tenancy, channel from outbox where letter = 'huisbezoek-aankondiging' and state = 'klaar' order by id";
    let mut statement = book.connection().prepare(query).expect("the query is right");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("the query runs");
    rows.collect::<Result<_, _>>().expect("the rows can be read")
}

fn plan(landlord: &Landlord, by: StaffId, tenancy: u32, day: Day, from: u16, today: Day) {
    let slot = Slot { day, from: TimeOfDay(from), until: TimeOfDay(from + 30) };
    let change =
        AppointmentChange::Plan { kind: AppointmentKind::Visit, with: by, slot, place: String::new() };
    act(landlord, by, tenancy, change, today);
}

fn act(landlord: &Landlord, by: StaffId, tenancy: u32, change: AppointmentChange, today: Day) {
    let act = Act {
        tenancy: TenancyId(tenancy),
        by,
        name: "Renske Proef",
        at: Moment { day: today, seconds: i64::from(today.0) * 86_400 + 25_000 },
        kind: "huisbezoek",
        note: "",
        task: "",
        records: vec![Record::Appointment(change)],
    };
    landlord.book().act(&act).expect("the book takes it").expect("the time is free");
}

/// What was said to a tenant: the text, and the version of the appointment that it stated.
fn said(landlord: &Landlord, tenancy: u32) -> Option<(String, Option<u32>)> {
    let book = landlord.book();
    let query = "select a.text, a.appointment_version from attempt a join outbox o on o.id = a.message \
         where o.tenancy = ?1 and o.letter = 'huisbezoek-aankondiging' and a.outcome = 'aangenomen'";
    let mut statement = book.connection().prepare(query).expect("the query is right");
    let mut rows = statement.query([tenancy]).expect("the query runs");
    let row = rows.next().expect("the rows can be read")?;
    Some((row.get(0).expect("a text"), row.get(1).expect("a version or none")))
}

#[test]
fn the_announcement_says_the_day_that_was_agreed() {
    let simulated = simulated(31, 900, 9);
    let night = Day::parse_iso(NIGHT).expect("a constant");
    let landlord = Landlord::new();
    landlord.deliver(&opening(&simulated, night.previous()));
    let outside = Outside::around(&landlord);
    landlord.night(night);
    let announced = announced(&landlord);
    assert!(announced.len() > 4, "{announced:?}");
    let seat = Seat { role: Role::Consultant, districts: Vec::new() };
    let by = landlord.book().add_staff("renske@example.nl", "Renske Proef", &seat, 0);
    let by = by.expect("an account").expect("a new one");

    // The first asks for a moment, the second is visited today, everybody else next week.
    let (free, too_late) = (announced[0].0, announced[1].0);
    plan(&landlord, by, too_late, night, 18 * 60, night);
    let visited = &announced[2..];
    for (at, (tenancy, _)) in visited.iter().enumerate() {
        let (day, from) = (night + 7 + at as i32 / 16, 9 * 60 + 30 * (at as u16 % 16));
        plan(&landlord, by, *tenancy, day, from, night);
    }
    landlord.deliver_post(night, "10:00");

    let (text, version) = said(&landlord, free).expect("it left");
    assert!(!text.contains("juni") && version.is_none(), "nobody agreed on anything: {text}");
    assert_eq!(said(&landlord, too_late), None, "it would come too late");
    let book = landlord.book();
    let held = "select reason from outbox where tenancy = ?1 and letter = 'huisbezoek-aankondiging' and state = 'vastgehouden'";
    let why: String = book.connection().query_row(held, [too_late], |row| row.get(0)).expect("it is held");
    assert!(why.contains("komt te laat"), "{why}");
    let mut by_mail = 0;
    for (tenancy, channel) in visited {
        let Some((text, version)) = said(&landlord, *tenancy) else { continue };
        assert_eq!(version, Some(0), "{channel}");
        assert!(text.contains("dinsdag 23 juni") || text.contains("woensdag 24 juni"), "{channel}: {text}");
        assert!(text.contains("Renske"), "who comes has a name: {text}");
        by_mail += usize::from(channel == "e-mail");
    }
    let (first, _) =
        visited.iter().find(|(tenancy, _)| said(&landlord, *tenancy).is_some()).expect("one left");
    let told = || landlord.book().told_otherwise(TenancyId(*first), night).expect("the book reads");
    assert_eq!(told(), [], "what was told is so");
    let id =
        landlord.book().next_visit(TenancyId(*first), night).expect("the book reads").expect("it stands").id;
    let off = AppointmentChange::End { id, state: AppointmentState::Cancelled };
    act(&landlord, by, *first, off, night);
    assert!(told().iter().all(|one| one.cancelled) && told().len() == 1, "{:?}", told());
    let mails = outside.mails();
    let invitations = mails.iter().filter(|mail| mail.contains("filename=\"afspraak.ics\"")).count();
    assert_eq!(invitations, by_mail, "every e-mail that says a day carries it, and no other");
    let says_method = |mail: &&String| mail.contains("text/calendar; charset=utf-8; method=PUBLISH");
    assert_eq!(mails.iter().filter(says_method).count(), by_mail);
    assert!(visited.iter().filter(|(tenancy, _)| said(&landlord, *tenancy).is_some()).count() > 2);
}
