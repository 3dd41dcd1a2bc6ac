//! `houvast staff`: who works with Houvast. And the people of the demo.

use domain::staff::{Role, Seat};
use store::Book;
use store::staff::{Staff, StaffId};

use crate::cli::StaffCommand;
use crate::deliver::Now;
use crate::failure::Failure;
use crate::landlord::Landlord;

/// How long an invitation can be used. Seconds.
const INVITED_FOR: i64 = 3 * 86_400;

/// Adds, lists, invites or closes.
pub fn staff(landlord: &Landlord, command: &StaffCommand, now: Now) -> Result<String, Failure> {
    let book = landlord.book()?;
    match command {
        StaffCommand::Add { name, email, role, districts } => {
            let unknown: Vec<&String> = {
                let known = book.districts()?;
                districts.iter().filter(|district| !known.contains(district)).collect()
            };
            if let Some(unknown) = unknown.first() {
                let known = book.districts()?.join(", ");
                return Err(Failure::usage(format!("de wijk “{unknown}” kennen wij niet; wel: {known}")));
            }
            if !email.contains('@') || name.trim().is_empty() {
                return Err(Failure::usage("geef een naam en een e-mailadres met een @"));
            }
            let seat = Seat { role: *role, districts: districts.clone() };
            let added = book.add_staff(email, name.trim(), &seat, now.seconds)?;
            let id = added.ok_or_else(|| Failure::usage(format!("{email} heeft al een account")))?;
            book.log(now.moment(), None, None, "account geopend", role.dutch())?;
            invite(&book, id, now)
        }
        StaffCommand::List => Ok(list(&book.staff()?)),
        StaffCommand::Invite { email } => {
            let staff = of(&book, email)?;
            book.log(now.moment(), None, None, "uitgenodigd", staff.seat.role.dutch())?;
            invite(&book, staff.id, now)
        }
        StaffCommand::Close { email } => {
            let staff = of(&book, email)?;
            book.close_staff(staff.id, now.seconds)?;
            book.log(now.moment(), None, None, "account gesloten", staff.seat.role.dutch())?;
            Ok(format!("Het account van {} is gesloten.", staff.name))
        }
    }
}

fn of(book: &Book, email: &str) -> Result<Staff, Failure> {
    let found = book.account(email)?;
    let (staff, _) = found.ok_or_else(|| {
        Failure::usage(format!("{email} heeft geen open account; kijk met: houvast staff list"))
    })?;
    Ok(staff)
}

fn invite(book: &Book, id: StaffId, now: Now) -> Result<String, Failure> {
    let token = web::Token::fresh();
    book.invite(id, &token.hash(), now.seconds + INVITED_FOR)?;
    Ok(format!(
        "Geef deze persoon dit adres, achter het adres waarop Houvast bij u draait. Het werkt één keer, drie dagen lang:\n  /uitnodiging/{}",
        token.text()
    ))
}

fn list(all: &[Staff]) -> String {
    if all.is_empty() {
        return "Er zijn nog geen medewerkers. Voeg de eerste toe met: houvast staff add".into();
    }
    let line = |one: &Staff| {
        let districts =
            if one.seat.districts.is_empty() { "alle wijken".into() } else { one.seat.districts.join(", ") };
        let state = match (one.closed_at, one.has_password) {
            (Some(_), _) => ", gesloten",
            (None, false) => ", nog geen wachtwoord",
            (None, true) => "",
        };
        format!("{}  {} ({}; {districts}{state})", one.email, one.name, one.seat.role.dutch())
    };
    all.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The districts of Sandra and those of Renske, in the demo.
pub fn districts_of_the_demo(book: &Book) -> Result<(Vec<String>, Vec<String>), Failure> {
    let mut first = book.districts()?;
    let second = first.split_off(first.len() / 2);
    Ok((first, second))
}

/// Six invented people to be in the demo: two consultants who share the districts, and one of each other role.
pub fn of_the_demo(book: &Book, now: Now) -> Result<(), Failure> {
    let (first, second) = districts_of_the_demo(book)?;
    let people = [
        ("Sandra de Boer", "sandra", Role::Consultant, first.as_slice()),
        ("Renske Postma", "renske", Role::Consultant, second.as_slice()),
        ("Karim Aydin", "karim", Role::TeamLeader, &[]),
        ("Joke van Dam", "joke", Role::Administrator, &[]),
        ("Thomas Visser", "thomas", Role::Auditor, &[]),
        ("Mo Haddad", "mo", Role::Employee, &[]),
    ];
    for (name, mail, role, districts) in people {
        let seat = Seat { role, districts: districts.to_vec() };
        book.add_staff(&format!("{mail}@voorbeeldwonen.example"), name, &seat, now.seconds)?;
    }
    Ok(())
}
