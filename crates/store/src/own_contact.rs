//! Number and e-mail address that a tenant gave himself, after proof of who he is. They hold at once, and until a delivery says another
//! one than it said before: then the landlord's own administration knows it too, or knows better.

use std::collections::BTreeMap;

use domain::delivery::PersonRow;
use domain::dossier::ContactChannel;

use crate::acts::{Act, NotDone};
use crate::book::StoreError;
use crate::codes::Code;
use crate::db::{Connection, OptionalExtension, Row, Transaction};
use crate::post::reach_again;

/// What a person gave, beside what was delivered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Given {
    mobile: Said,
    email: Said,
}

/// One of both: as given, and as delivered before. Empty when it was not given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Said {
    now: String,
    was: String,
}

/// What persons gave, for a delivery.
#[derive(Default)]
pub(crate) struct OwnContacts(BTreeMap<String, Given>);

impl OwnContacts {
    pub(crate) fn of(of: &Connection) -> Result<OwnContacts, StoreError> {
        let mut statement = of.prepare_cached("select distinct person from own_contact")?;
        let persons = statement.query_map([], |row| row.get::<String>(0))?.collect::<Result<Vec<_>, _>>()?;
        let mut all = BTreeMap::new();
        for person in persons {
            let given = given_by(of, &person)?;
            all.insert(person, given);
        }
        Ok(OwnContacts(all))
    }

    /// A delivered person as he holds: what he gave himself stays while the delivery says what it said before. What it says
    /// anew holds from now on.
    pub(crate) fn hold(&mut self, of: &Connection, person: &mut PersonRow) -> Result<(), StoreError> {
        let Some(given) = self.0.get_mut(&person.external) else { return Ok(()) };
        let both = [
            ("mobile", &mut given.mobile, &mut person.mobile),
            ("email", &mut given.email, &mut person.email),
        ];
        for (column, said, delivered) in both {
            if said.now.is_empty() {
                continue;
            }
            if *delivered == said.was {
                delivered.clone_from(&said.now);
            } else {
                let forget = format!("update own_contact set {column} = '' where person = ?1");
                of.prepare_cached(&forget)?.execute([&person.external])?;
                *said = Said::default();
            }
        }
        Ok(())
    }
}

/// The newest of each that a person gave and that still holds.
fn given_by(of: &Connection, person: &str) -> Result<Given, StoreError> {
    let query = "select mobile, email, was_mobile, was_email from own_contact where person = ?1 order by act";
    let mut statement = of.prepare_cached(query)?;
    let read = |row: &Row| {
        let said =
            |now, was| -> crate::db::Result<Said> { Ok(Said { now: row.get(now)?, was: row.get(was)? }) };
        Ok(Given { mobile: said(0, 2)?, email: said(1, 3)? })
    };
    let mut newest = Given::default();
    for row in statement.query_map([person], read)? {
        let row = row?;
        if !row.mobile.now.is_empty() {
            newest.mobile = row.mobile;
        }
        if !row.email.now.is_empty() {
            newest.email = row.email;
        }
    }
    Ok(newest)
}

/// Records what a tenant gave as part of act `id`: it holds at once.
pub(crate) fn put(
    of: &Transaction,
    act: &Act,
    id: i64,
    (mobile, email): (&str, &str),
) -> Result<Result<(), NotDone>, StoreError> {
    // Whom we write to, as `Book::addressee` has it.
    let query = "select p.external, p.mobile, p.email from tenancy_person t join person p on p.external = t.person \
         where t.tenancy = ?1 and p.deceased_on is null order by t.place limit 1";
    type Known = (String, String, String);
    let known: Option<Known> = of
        .prepare_cached(query)?
        .query_row([act.tenancy.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((person, known_mobile, known_email)) = known else { return Ok(Err(NotDone::EndedAlready)) };
    let before = given_by(of, &person)?;
    let delivered = |said: Said, known: String| if said.now.is_empty() { known } else { said.was };
    let insert = "insert into own_contact values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    of.prepare_cached(insert)?.execute((
        id,
        act.tenancy.0,
        &person,
        mobile,
        email,
        delivered(before.mobile, known_mobile),
        delivered(before.email, known_email),
    ))?;
    for (column, value) in [("mobile", mobile), ("email", email)] {
        if !value.is_empty() {
            change(of, &person, column, value)?;
        }
    }
    if !mobile.is_empty() {
        // Who agreed to WhatsApp did so on the number that he had.
        let stop = "insert into asked_to_stop values (?1, ?2, ?3, ?4, ?5) on conflict do nothing";
        let whatsapp = ContactChannel::Whatsapp.code();
        of.prepare_cached(stop)?.execute((act.tenancy.0, &person, whatsapp, act.at.day.0, source(id)))?;
    }
    reach_again(of, &person)?;
    Ok(Ok(()))
}

/// Why WhatsApp rests.
fn source(id: i64) -> String {
    format!("ander nummer (handeling {id})")
}

/// Takes back what act `id` recorded: what held before holds again.
pub(crate) fn take_back(of: &Transaction, id: i64) -> Result<(), StoreError> {
    let query =
        "delete from own_contact where act = ?1 returning person, mobile, email, was_mobile, was_email";
    type Gone = (String, String, String, String, String);
    let gone: Option<Gone> = of
        .prepare_cached(query)?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
        .optional()?;
    let Some((person, mobile, email, was_mobile, was_email)) = gone else { return Ok(()) };
    let left = given_by(of, &person)?;
    for (column, given, was, left) in
        [("mobile", mobile, was_mobile, left.mobile.now), ("email", email, was_email, left.email.now)]
    {
        if !given.is_empty() {
            change(of, &person, column, if left.is_empty() { &was } else { &left })?;
        }
    }
    of.prepare_cached("delete from asked_to_stop where person = ?1 and source = ?2")?
        .execute((&person, source(id)))?;
    reach_again(of, &person)
}

fn change(of: &Transaction, person: &str, column: &str, value: &str) -> Result<(), StoreError> {
    let update = format!("update person set {column} = ?2 where external = ?1");
    of.prepare_cached(&update)?.execute((person, value))?;
    Ok(())
}
