//! `/werk/agenda`: who is called and visited when, by day and by week; the route of a day on paper; and the same as a file for
//! a calendar.
//!
//! The file goes to a telephone that others may see: it says which dossier and, for a visit, where; no name, no amount and no
//! word for what it is about.

use std::collections::BTreeSet;

use axum::response::Response;
use connectors::channels::appointment::{self, Appointment as Entry};
use domain::appointment::{AppointmentKind, AppointmentState, clock};
use domain::calendar::{Day, Weekday};
use domain::staff::Right;
use maud::{Markup, html};
use store::appointments::{AgendaLine, Appointment};
use store::staff::{Staff, StaffId};

use crate::afspraak;
use crate::answer::{self, Failure};
use crate::app::Visit;
use crate::asked::{Asked, encode};
use crate::case;
use crate::frame::{self, Here};
use crate::huurders::address;
use crate::parts;
use crate::sheet::{self, Kind, Sheet, row};

/// What a form shows of the days ahead. Days.
const COMING: i32 = 14;
/// The file holds the last week, so that what was called off disappears, and three months ahead. Days.
const IN_THE_FILE: (i32, i32) = (7, 92);

/// What is looked at.
struct View {
    /// First day.
    from: Day,
    /// Last day.
    until: Day,
    week: bool,
    /// Whose; `None` is everybody's.
    whose: Option<StaffId>,
}

impl View {
    fn of(visit: &Visit, asked: &Asked) -> View {
        let day = Day::parse_iso(asked.get("dag")).unwrap_or(visit.now.day);
        let week = asked.get("weergave") == "week";
        let monday = day - (day.weekday() as i32 - Weekday::Monday as i32);
        let (from, until) = if week { (monday, monday + 6) } else { (day, day) };
        let whose = match asked.get("van") {
            "allen" => None,
            other => Some(other.parse().map_or(visit.who.id(), StaffId)),
        };
        View { from, until, week, whose }
    }

    fn address(&self, day: Day) -> String {
        format!("/werk/agenda?{}", self.query(day))
    }

    fn query(&self, day: Day) -> String {
        let week = if self.week { "&weergave=week" } else { "" };
        format!("dag={day}{week}&van={}", self.van())
    }

    fn van(&self) -> String {
        self.whose.map_or("allen".into(), |id| id.0.to_string())
    }

    /// What somebody may see of it: own appointments, and those in own districts; and the days on which there are others that stand.
    fn lines(&self, visit: &Visit) -> Result<(Vec<AgendaLine>, BTreeSet<Day>), Failure> {
        let seat = &visit.who.staff.seat;
        let mut lines = visit.book.agenda(self.from, self.until)?;
        lines.retain(|line| self.whose.is_none_or(|id| line.appointment.with == id));
        let seen =
            |line: &AgendaLine| line.appointment.with == visit.who.id() || seat.reaches(&line.district);
        let (seen, unseen): (Vec<_>, Vec<_>) = lines.into_iter().partition(seen);
        let stand = unseen.iter().filter(|line| line.appointment.state != AppointmentState::Cancelled);
        let elsewhere = stand.map(|line| line.appointment.slot.day).collect();
        Ok((seen, elsewhere))
    }
}

/// `/werk/agenda`
pub(crate) fn page(visit: &Visit, asked: &Asked) -> Result<Response, Failure> {
    let view = View::of(visit, asked);
    let (lines, elsewhere) = view.lines(visit)?;
    let staff = visit.book.staff()?;
    let step = if view.week { 7 } else { 1 };
    let title = match view.whose.and_then(|id| staff.iter().find(|one| one.id == id)) {
        Some(one) => format!("Agenda van {}", one.name),
        None => "Agenda van iedereen".to_string(),
    };
    let main = html! {
        p.terug { a href="/werk" { "‹ Mijn werk" } }
        h1 { (title) }
        nav.bladeren aria-label="Andere dagen" {
            a rel="prev" href=(view.address(view.from - step)) { "‹ " @if view.week { "Vorige week" } @else { "Vorige dag" } }
            a href=(view.address(visit.now.day)) { "Vandaag" }
            a rel="next" href=(view.address(view.from + step)) { @if view.week { "Volgende week" } @else { "Volgende dag" } " ›" }
        }
        (choice(visit, &view, &staff))
        @for day in (view.from.0..=view.until.0).map(Day) {
            @let of_day: Vec<&AgendaLine> = lines.iter().filter(|line| line.appointment.slot.day == day).collect();
            @if !view.week || !of_day.is_empty() || day.weekday() != Weekday::Sunday { (one_day(&view, day, &of_day, elsewhere.contains(&day))) }
        }
        @if visit.who.may(Right::Export) { p { (sheet::files("/werk/agenda", &view.query(view.from))) } }
        p.knoppen { a href="/werk/agenda.ics" { "Mijn afspraken voor een andere agenda (.ics)" } }
    };
    visit.looks_at(None, "agenda");
    Ok(frame::page(visit, &title, Here::Work, &main))
}

/// `/werk/agenda.xlsx`, `.csv`, `.json`: the appointments of these days.
pub(crate) fn list_file(visit: &Visit, asked: &Asked, kind: Kind) -> Result<Response, Failure> {
    visit.looks_at(None, "agenda als bestand");
    let view = View::of(visit, asked);
    let (lines, _) = view.lines(visit)?;
    let rows = lines.into_iter().map(|line| {
        let one = line.appointment;
        let slot = one.slot;
        let between = slot.between();
        row![
            slot.day,
            between,
            one.kind.dutch(),
            line.name,
            one.dossier,
            line.street,
            line.town,
            line.phone,
            one.place,
            one.with_name,
            one.state.dutch(),
            one.note
        ]
    });
    let sheet = Sheet {
        name: format!("agenda-{}", view.from),
        about: format!("Agenda van {} tot en met {}", view.from.dutch(), view.until.dutch()),
        heads: &[
            "dag", "tijd", "wat", "huurder", "dossier", "adres", "plaats", "telefoon", "waar", "met",
            "stand", "notitie",
        ],
        rows: rows.collect(),
    };
    sheet.answer(visit, kind)
}

fn choice(visit: &Visit, view: &View, staff: &[Staff]) -> Markup {
    let colleagues = staff.iter().filter(|one| {
        one.closed_at.is_none() && one.seat.role.may(Right::Record) && one.id != visit.who.id()
    });
    html! {
        form.filter action="/werk/agenda" method="get" {
            p { label for="dag" { "Dag" } input #dag name="dag" type="date" value=(view.from); }
            p { label for="weergave" { "Toon" } select #weergave name="weergave" {
                option value="dag" selected[!view.week] { "Dag" } option value="week" selected[view.week] { "Week" }
            } }
            p { label for="van" { "Van" } select #van name="van" {
                option value=(visit.who.id().0) { (visit.who.staff.name) }
                @for one in colleagues { option value=(one.id.0) selected[view.whose == Some(one.id)] { (one.name) } }
                option value="allen" selected[view.whose.is_none()] { "Iedereen" }
            } }
            p { button type="submit" { "Toon" } }
        }
    }
}

/// One day; `elsewhere` says that there are appointments in districts that are not for who asks, and no more of them.
fn one_day(view: &View, day: Day, lines: &[&AgendaLine], elsewhere: bool) -> Markup {
    let visits = lines.iter().filter(|line| is_a_stop(line)).count();
    html! {
        section.agenda-dag aria-labelledby={ "dag-" (day) } {
            h2 id={ "dag-" (day) } { (parts::sentence(day.weekday().dutch())) " " (parts::day(day)) }
            @if lines.is_empty() && !elsewhere { p.zacht { "Geen afspraken." } }
            @if !lines.is_empty() { ol.agenda { @for line in lines { (entry(line, view.whose.is_none())) } } }
            @if elsewhere { p.zacht { "Deze dag zijn er afspraken in wijken die u niet ziet." } }
            @if visits > 0 {
                p { a href={ "/werk/agenda/route?dag=" (day) "&van=" (view.van()) } { "Route van deze dag op papier" } }
            }
        }
    }
}

fn entry(line: &AgendaLine, names: bool) -> Markup {
    let one = &line.appointment;
    let over = one.state != AppointmentState::Planned;
    html! {
        li.vervallen[one.state == AppointmentState::Cancelled] {
            span.uur { (clock(one.slot.from)) "–" (clock(one.slot.until)) }
            span.tekst {
                a href=(afspraak::address_of(&one.dossier, one)) data-rij { (parts::sentence(one.kind.dutch())) ": " (who(line)) }
                @if over { " (" (one.state.dutch()) ")" }
                @if names { " · met " (one.with_name) }
                @if one.kind == AppointmentKind::Visit { span.onder { (where_to(line)) } }
                @if !one.note.is_empty() { span.onder { (one.note) } }
            }
        }
    }
}

fn who(line: &AgendaLine) -> String {
    if line.name.is_empty() { format!("dossier {}", line.appointment.dossier) } else { line.name.clone() }
}

fn where_to(line: &AgendaLine) -> String {
    if line.appointment.place.is_empty() {
        address(&line.street, &line.postcode, &line.town)
    } else {
        line.appointment.place.clone()
    }
}

/// A visit that stands.
fn is_a_stop(line: &AgendaLine) -> bool {
    line.appointment.kind == AppointmentKind::Visit && line.appointment.state == AppointmentState::Planned
}

/// Beside a form: what is already agreed in the days ahead.
pub(crate) fn coming(visit: &Visit) -> Result<Markup, Failure> {
    let today = visit.now.day;
    let mut lines = visit.book.agenda(today, today + COMING)?;
    lines.retain(|line| {
        line.appointment.with == visit.who.id() && line.appointment.state == AppointmentState::Planned
    });
    Ok(html! {
        section.kader aria-labelledby="komend" {
            h2 #komend { "Uw afspraken tot " (parts::day(today + COMING)) }
            @if lines.is_empty() { p { "U hebt nog niets afgesproken." } }
            @else { ul.regels { @for line in &lines { li {
                (line.appointment.slot) " · " (parts::sentence(line.appointment.kind.dutch()))
                @if !line.street.is_empty() { ", " (line.street) }
            } } } }
            p { a href="/werk/agenda?weergave=week" { "Agenda" } }
        }
    })
}

/// `/werk/agenda/route`: the visits of a day in order of time, on one sheet.
pub(crate) fn route(visit: &Visit, asked: &Asked) -> Result<Response, Failure> {
    let view = View { week: false, ..View::of(visit, asked) };
    let view = View { until: view.from, ..view };
    let (mut lines, _) = view.lines(visit)?;
    lines.retain(is_a_stop);
    let names: Vec<&str> = {
        let mut names: Vec<&str> = lines.iter().map(|line| line.appointment.with_name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names
    };
    let main = html! {
        p.terug { a href=(view.address(view.from)) { "‹ Agenda" } }
        h1 { "Route van " (view.from.weekday().dutch()) " " (parts::day(view.from)) }
        p { @if names.is_empty() { "Er zijn geen huisbezoeken gepland." } @else { (names.join(", ")) ": " (parts::plural(lines.len() as u64, "bezoek", "bezoeken")) ", op volgorde van tijd." } }
        @if !lines.is_empty() { (stops(&lines, names.len() > 1)) }
        p.niet-afdrukken { "Druk deze pagina af met uw browser (Ctrl+P). Neem niet meer mee dan u nodig hebt, en gooi het papier daarna in de afgesloten bak." }
    };
    for line in &lines {
        visit.looks_at(Some(line.appointment.tenancy), "route");
    }
    Ok(frame::page(visit, "Route", Here::Work, &main))
}

fn stops(lines: &[AgendaLine], names: bool) -> Markup {
    html! {
        table.route {
            caption { "Huisbezoeken op volgorde van tijd" }
            thead { tr {
                th scope="col" { "Tijd" } th scope="col" { "Adres" } th scope="col" { "Huurder" } th scope="col" { "Telefoon" }
                @if names { th scope="col" { "Wie" } }
                th scope="col" { "Afloop" }
            } }
            tbody { @for line in lines { tr {
                th scope="row" { (clock(line.appointment.slot.from)) "–" (clock(line.appointment.slot.until)) }
                td { (where_to(line)) @if !line.appointment.note.is_empty() { span.onder { (line.appointment.note) } } }
                td { (who(line)) span.onder { a href={ "/dossier/" (encode(&line.appointment.dossier)) "/huisbezoek" } { (line.appointment.dossier) } } }
                td { (line.phone) }
                @if names { td { (line.appointment.with_name) } }
                td { "☐ gesproken" br; "☐ niet thuis" }
            } } }
        }
    }
}

/// `/werk/agenda.ics`: the appointments of who asks.
pub(crate) fn file(visit: &Visit) -> Result<Response, Failure> {
    let today = visit.now.day;
    let mut lines = visit.book.agenda(today - IN_THE_FILE.0, today + IN_THE_FILE.1)?;
    lines.retain(|line| line.appointment.with == visit.who.id());
    visit.looks_at(None, "agenda als bestand");
    let entries: Vec<Entry> = lines.iter().map(|line| in_a_calendar(visit, line)).collect();
    Ok(answer::calendar(appointment::agenda(&entries)))
}

/// `/dossier/{nr}/afspraak/{id}/agenda.ics`: one appointment.
pub(crate) fn file_of_one(visit: &Visit, (number, id): (&str, &str)) -> Result<Response, Failure> {
    let tenancy = case::find(visit, number, "afspraak als bestand")?;
    let Appointment { id, slot, .. } = afspraak::one_of(visit.book, tenancy, id)?;
    let lines = visit.book.agenda(slot.day, slot.day)?;
    let line = lines.iter().find(|line| line.appointment.id == id).ok_or(Failure::NoPage)?;
    Ok(answer::calendar(appointment::agenda(&[in_a_calendar(visit, line)])))
}

fn in_a_calendar(visit: &Visit, line: &AgendaLine) -> Entry {
    let one = &line.appointment;
    let what = match one.kind {
        AppointmentKind::Call => "Terugbellen",
        AppointmentKind::Visit => "Huisbezoek",
    };
    Entry {
        id: format!("afspraak-{}", one.id.0),
        domain: one.with_email.split('@').nth(1).unwrap_or_default().to_string(),
        organizer_name: visit.house.landlord.clone(),
        organizer_address: one.with_email.clone(),
        sequence: one.version,
        made_at: one.made_at,
        day: one.slot.day,
        from_minute: one.slot.from.0.into(),
        minutes: one.slot.minutes().into(),
        summary: format!("{what} {}", one.dossier),
        description: String::new(),
        location: (one.kind == AppointmentKind::Visit).then(|| where_to(line)),
        cancelled: one.state == AppointmentState::Cancelled,
    }
}
