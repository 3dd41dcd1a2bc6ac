//! A visit with a day is announced with that day, and by mail with an appointment for the tenant's calendar.

use std::fs;

use domain::appointment::{AppointmentKind, Slot};
use domain::calendar::Day;
use domain::calendar::holidays::EquatedDays;
use domain::ids::TenancyId;
use domain::send::TimeOfDay;
use domain::staff::{Role, Seat};
use store::acts::{Act, Record};
use store::appointments::AppointmentChange;
use store::post::Moment;
use store::staff::StaffId;

use crate::landlord::{LAST_DAY, Landlord, opening, rows, simulated};
use crate::outside::Outside;

/// Plans a visit five days later for everybody to whom the night wants to announce one, a quarter of an hour after another.
fn plan_visits(landlord: &Landlord, by: StaffId, night: Day) -> usize {
    let mut book = landlord.book();
    let calendar = EquatedDays::default();
    let day = calendar.working_day_from(night + 5);
    let query =
        "select distinct tenancy from outbox where letter = 'huisbezoek-aankondiging' and state = 'klaar'";
    let ids: Vec<u32> = rows(&book, query)
        .iter()
        .map(|row| row.trim_start_matches("Integer(").trim_end_matches(')').parse().expect("a number"))
        .collect();
    for (at, id) in (0..).zip(&ids) {
        let slot = Slot::new(day, TimeOfDay(8 * 60 + 15 * at), 15, &calendar).expect("within hours");
        let change =
            AppointmentChange::Plan { kind: AppointmentKind::Visit, with: by, slot, place: String::new() };
        let act = Act {
            tenancy: TenancyId(*id),
            by,
            name: "S. Proef",
            at: Moment { day: night, seconds: i64::from(night.0) * 86_400 + 30_000 },
            kind: "huisbezoek gepland",
            note: "",
            task: "",
            records: vec![Record::Appointment(change)],
        };
        book.act(&act).expect("the book works").expect("nobody else is there then");
    }
    ids.len()
}

#[test]
fn the_announcement_says_the_day_and_the_mail_brings_it_for_the_calendar() {
    let (landlord, simulated) = (Landlord::new(), simulated(61, 1_500, 14));
    let last = Day::parse_iso(LAST_DAY).expect("a constant");
    let first = last - 14;
    landlord.deliver(&opening(&simulated, first.previous()));
    let _outside = Outside::around(&landlord);
    landlord.night(first);
    let seat = Seat { role: Role::Consultant, districts: Vec::new() };
    let by =
        landlord.book().add_staff("proef@example.org", "S. Proef", &seat, 0).unwrap().expect("an account");
    let mut planned = 0;
    for night in first.0 + 1..=last.0 {
        let night = Day(night);
        landlord.deliver(&simulated.delivery(night - 2, night.previous()));
        landlord.night(night);
        planned += plan_visits(&landlord, by, night);
        landlord.deliver_post(night, "10:00");
    }
    assert!(planned > 3, "{planned} visits");
    let told = "select a.channel, a.text, p.day from attempt a join outbox o on o.id = a.message \
         join appointment p on p.tenancy = o.tenancy where o.letter = 'huisbezoek-aankondiging' \
         and a.outcome = 'aangenomen' and a.appointment is not null";
    let book = landlord.book();
    let mut statement = book.connection().prepare(told).expect("the query is right");
    let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, Day(row.get(2)?))));
    let found: Vec<(String, String, Day)> = found.expect("it runs").map(Result::unwrap).collect();
    assert!(!found.is_empty(), "no announcement left");
    for (channel, text, day) in &found {
        let whole = day.dutch();
        let in_the_year = &whole[..whole.len() - " 2026".len()];
        assert!(text.contains(in_the_year), "per {channel}, {day}: {text}");
    }
    let mails = landlord.folder.join("buiten/postvak/post");
    let with_calendar = fs::read_dir(mails)
        .expect("a mailbox")
        .filter_map(|entry| fs::read_to_string(entry.ok()?.path()).ok())
        .filter(|mail| mail.contains("text/calendar"))
        .count();
    let by_mail = found.iter().filter(|(channel, _, _)| channel == "e-mail").count();
    println!("{planned} visits, {} announced with their day, {by_mail} by mail", found.len());
    assert_eq!(with_calendar, by_mail, "every mail about a visit has the appointment in it");
    assert!(by_mail > 0, "somebody is reached by mail");
}
