//! Appointments as a file for a calendar (iCalendar, RFC 5545): one for the tenant, or the agenda of one of us.
//!
//! In go appointments; out comes the text of an `.ics` file. The same appointment keeps its UID: a change goes out
//! with a higher sequence and replaces the first, a cancellation removes it. Times are clock times in Amsterdam, with
//! the rules of summer time in the file (since 1996: last Sundays of March and October, Directive 2000/84/EC), so no
//! calendar has to guess. METHOD:PUBLISH asks for no answer: the tenant answers with his code or by telephone. For the
//! same reason it holds no address of an attendee; a calendar is often shared, so no amount and no word for debt
//! belongs in it either: the caller's words are taken as they are.

use domain::calendar::Day;
use domain::calendar::ics::{compact, escaped, folded};

/// An appointment with a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// Our own number of the appointment; it never changes.
    pub id: String,
    /// Domain of the landlord, for the UID.
    pub domain: String,
    /// Name of the landlord; with the address the organizer, who may change and cancel (RFC 5546 3.2.1).
    pub organizer_name: String,
    /// E-mail address of the landlord.
    pub organizer_address: String,
    /// 0 at first, one higher for every change and for the cancellation.
    pub sequence: u32,
    /// The moment this version was made, in seconds since 1970.
    pub made_at: i64,
    /// Day, in Amsterdam.
    pub day: Day,
    /// Begin, in minutes after midnight in Amsterdam.
    pub from_minute: u32,
    /// How long it lasts, in minutes.
    pub minutes: u32,
    /// What it is: `Belafspraak met Sandra de Boer`.
    pub summary: String,
    /// Anything more, several lines if need be.
    pub description: String,
    /// Where, when it is somewhere.
    pub location: Option<String>,
    /// It will not take place.
    pub cancelled: bool,
}

/// Rules of the clock in Amsterdam since 1996.
const AMSTERDAM: [&str; 17] = [
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Amsterdam",
    "BEGIN:DAYLIGHT",
    "TZNAME:CEST",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "DTSTART:19960331T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZNAME:CET",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "DTSTART:19961027T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
];

/// The file for a tenant: an appointment, or its cancellation.
pub fn invitation(appointment: &Appointment) -> String {
    let method = if appointment.cancelled { "METHOD:CANCEL" } else { "METHOD:PUBLISH" };
    file(method, std::slice::from_ref(appointment))
}

/// The file for one of us: all appointments; those that were cancelled say so and disappear from the calendar.
pub fn agenda(appointments: &[Appointment]) -> String {
    file("METHOD:PUBLISH", appointments)
}

fn file(method: &str, appointments: &[Appointment]) -> String {
    let head =
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Houvast//Afspraken//NL", "CALSCALE:GREGORIAN", method];
    let head = head.into_iter().chain(AMSTERDAM).map(str::to_owned);
    let lines = head.chain(appointments.iter().flat_map(event)).chain(["END:VCALENDAR".to_owned()]);
    lines.map(|line| folded(&line)).collect()
}

fn event(appointment: &Appointment) -> Vec<String> {
    let end = appointment.from_minute + appointment.minutes;
    let mut lines = vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}", escaped(&format!("{}@{}", appointment.id, appointment.domain))),
        format!("DTSTAMP:{}", utc(appointment.made_at)),
        organizer(appointment),
        format!("SEQUENCE:{}", appointment.sequence),
        format!("DTSTART;TZID=Europe/Amsterdam:{}", local(appointment.day, appointment.from_minute)),
        format!("DTEND;TZID=Europe/Amsterdam:{}", local(appointment.day, end)),
        format!("SUMMARY:{}", escaped(&appointment.summary)),
        format!("STATUS:{}", if appointment.cancelled { "CANCELLED" } else { "CONFIRMED" }),
    ];
    if !appointment.description.is_empty() {
        lines.push(format!("DESCRIPTION:{}", escaped(&appointment.description)));
    }
    if let Some(location) = &appointment.location {
        lines.push(format!("LOCATION:{}", escaped(location)));
    }
    lines.extend(["TRANSP:OPAQUE", "END:VEVENT"].map(str::to_owned));
    lines
}

/// A name between quotes has no quotes, and an address no sign that would end it.
fn organizer(appointment: &Appointment) -> String {
    let name: String = appointment.organizer_name.chars().filter(|c| !c.is_control() && *c != '"').collect();
    let plain = |c: &char| c.is_ascii_graphic() && !"\",;:\\<>".contains(*c);
    let address: String = appointment.organizer_address.chars().filter(plain).collect();
    format!("ORGANIZER;CN=\"{name}\":mailto:{address}")
}

/// `20261203T163000`; minutes past midnight run on into the next day.
fn local(day: Day, minute: u32) -> String {
    let day = compact(day + (minute / 1440) as i32);
    format!("{day}T{:02}{:02}00", minute / 60 % 24, minute % 60)
}

fn utc(moment: i64) -> String {
    let days = i32::try_from(moment.div_euclid(86_400)).unwrap_or_default();
    let seconds = moment.rem_euclid(86_400);
    let day = compact(Day(0) + days);
    format!("{day}T{:02}{:02}{:02}Z", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit() -> Appointment {
        Appointment {
            id: "7c21".to_owned(),
            domain: "voorbeeldwonen.example".to_owned(),
            organizer_name: "Voorbeeld Wonen".to_owned(),
            organizer_address: "huur@voorbeeldwonen.example".to_owned(),
            sequence: 0,
            made_at: 1_795_000_000,
            day: Day::parse_iso("2026-12-03").unwrap(),
            from_minute: 16 * 60 + 30,
            minutes: 15,
            summary: "Gesprek met Sandra de Boer".to_owned(),
            description: String::new(),
            location: None,
            cancelled: false,
        }
    }

    fn line<'c>(calendar: &'c str, name: &str) -> &'c str {
        calendar.lines().find(|line| line.starts_with(name)).unwrap_or_default()
    }

    #[test]
    fn an_appointment_is_clock_time_in_amsterdam() {
        let text = invitation(&visit());
        assert_eq!(line(&text, "DTSTART;"), "DTSTART;TZID=Europe/Amsterdam:20261203T163000");
        assert_eq!(line(&text, "DTEND;"), "DTEND;TZID=Europe/Amsterdam:20261203T164500");
        assert_eq!(line(&text, "DTSTAMP"), "DTSTAMP:20261118T110640Z");
        assert_eq!(utc(1_767_270_600), "20260101T123000Z");
        let organizer = "ORGANIZER;CN=\"Voorbeeld Wonen\":mailto:huur@voorbeeldwonen.example";
        assert_eq!(line(&text.replace("\r\n ", ""), "ORGANIZER"), organizer);
        assert_eq!(line(&text, "UID"), "UID:7c21@voorbeeldwonen.example");
        assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        let late = Appointment { from_minute: 23 * 60 + 50, minutes: 20, ..visit() };
        assert_eq!(line(&invitation(&late), "DTEND;"), "DTEND;TZID=Europe/Amsterdam:20261204T001000");
    }

    #[test]
    fn a_change_and_a_cancellation_replace_the_first() {
        let changed = invitation(&Appointment { sequence: 1, ..visit() });
        assert_eq!((line(&changed, "SEQUENCE"), line(&changed, "METHOD")), ("SEQUENCE:1", "METHOD:PUBLISH"));
        let cancelled = invitation(&Appointment { sequence: 2, cancelled: true, ..visit() });
        assert_eq!(
            (line(&cancelled, "METHOD"), line(&cancelled, "STATUS")),
            ("METHOD:CANCEL", "STATUS:CANCELLED")
        );
        assert_eq!(line(&cancelled, "UID"), line(&invitation(&visit()), "UID"));
    }

    #[test]
    fn an_agenda_is_one_calendar_with_an_event_for_each() {
        let other = Appointment { id: "8d".to_owned(), cancelled: true, sequence: 1, ..visit() };
        let text = agenda(&[visit(), other]);
        for (words, times) in [
            ("BEGIN:VCALENDAR\r\n", 1),
            ("METHOD:PUBLISH\r\n", 1),
            ("BEGIN:VTIMEZONE\r\n", 1),
            ("BEGIN:VEVENT\r\n", 2),
            ("STATUS:CANCELLED\r\n", 1),
        ] {
            assert_eq!(text.matches(words).count(), times, "{words}");
        }
        assert!(agenda(&[]).ends_with("END:VTIMEZONE\r\nEND:VCALENDAR\r\n"));
    }

    #[test]
    fn long_and_hostile_words_stay_one_field() {
        let hostile = Appointment {
            summary: "Bezoek, plein; hoek\\straat\r\nEND:VEVENT\r\nATTENDEE:mailto:x@example.org".to_owned(),
            description: "é".repeat(200),
            location: Some("Kerkstraat 1\rBEGIN:VALARM".to_owned()),
            organizer_name: "Wonen\"\r\nATTENDEE:x".to_owned(),
            ..visit()
        };
        let text = invitation(&hostile);
        assert!(text.lines().all(|line| line.len() <= 75), "{text}");
        assert!(text.lines().all(|line| !line.starts_with("ATTENDEE") && !line.starts_with("BEGIN:VALARM")));
        let whole = text.replace("\r\n ", "");
        assert_eq!(
            line(&whole, "SUMMARY"),
            "SUMMARY:Bezoek\\, plein\\; hoek\\\\straat\\nEND:VEVENT\\nATTENDEE:mailto:x@example.org"
        );
        assert_eq!(line(&whole, "DESCRIPTION"), format!("DESCRIPTION:{}", "é".repeat(200)));
    }
}
