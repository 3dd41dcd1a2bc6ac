//! To whom, and over which channels: an address on which a message came back does not reach, until the landlord delivers
//! another one.

use domain::calendar::Day;
use domain::delivery::PostAddress;
use domain::dossier::{Channels, CircumstanceKind, ContactChannel};
use domain::ids::TenancyId;

use super::repack;
use crate::acts::NotDone;
use crate::book::{Book, StoreError};
use crate::codes::{Code, channels_code, channels_from};
use crate::db::{Connection, OptionalExtension, Transaction};
use crate::dossiers::circumstances_of;

/// Messages to one address that failed without saying that the address is wrong, before it counts as unusable.
const FAILURES: u32 = 3;
/// The same on WhatsApp: it is the tenant's choice beside other ways, and an own message makes it usable again.
const WHATSAPP_FAILURES: u32 = 1;

/// Who a message about a tenancy is for: the first living tenant; when none lives on, the first, in whose place the heirs
/// stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addressee {
    /// The landlord's id of the person.
    pub person: String,
    /// How a letter addresses the person.
    pub name: String,
    /// The names of the other living tenants, who owe the rent as well: a letter goes to all of them.
    pub others: Vec<String>,
    /// Language code, or empty.
    pub language: String,
    /// E-mail address, or empty.
    pub email: String,
    /// Mobile number, or empty.
    pub mobile: String,
    /// Nobody lives on.
    pub deceased: bool,
    /// Who answers for this person's money on a day, as far as delivered.
    pub administrator: Option<Administrator>,
}

/// Somebody who answers for a person's money: administrator, guardian or budget manager.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Administrator {
    /// The landlord's id of the person.
    pub person: String,
    /// The name on a letter; empty when it was not delivered.
    pub name: String,
    /// Where post goes.
    pub post: Option<PostAddress>,
    /// Post came back from where it goes now.
    pub came_back: bool,
}

/// How a tenancy can be reached, and whether anybody lives on.
pub(crate) struct Reach {
    pub reachable: Channels,
    pub refused: Channels,
    pub no_friendly_mail: bool,
    pub deceased_on: Option<Day>,
}

/// Channels and death follow from the persons: the first living tenant is the one we write to; the tenancy counts as
/// deceased only when no tenant lives on.
pub(crate) fn reach_of(connection: &Connection, id: TenancyId) -> Result<Reach, StoreError> {
    let mut statement = connection.prepare_cached(
        "select p.email, p.mobile, p.phone, p.refused, p.deceased_on, \
         exists (select 1 from unusable_address u where u.person = p.external and u.channel = ?2 and u.address = p.email), \
         exists (select 1 from unusable_address u where u.person = p.external and u.channel = ?3 and u.address = p.mobile), \
         exists (select 1 from unusable_address u where u.person = p.external and u.channel = ?4 and u.address = p.mobile), \
         exists (select 1 from unusable_address u where u.person = p.external and u.channel = ?5 and u.address = p.mobile), \
         exists (select 1 from unusable_address u where u.person = p.external and u.channel = ?5 and u.address = p.phone), \
         p.whatsapp_since > coalesce((select s.since from asked_to_stop s \
         where s.tenancy = t.tenancy and s.person = p.external and s.channel = ?4), p.whatsapp_since - 1), \
         exists (select 1 from asked_to_stop s where s.tenancy = t.tenancy and s.person = p.external and s.channel = ?2) \
         from tenancy_person t join person p on p.external = t.person where t.tenancy = ?1 order by t.place",
    )?;
    let mut rows = statement.query((
        id.0,
        ContactChannel::Email.code(),
        ContactChannel::Sms.code(),
        ContactChannel::Whatsapp.code(),
        ContactChannel::Phone.code(),
    ))?;
    let (mut reachable, mut refused) =
        (Channels::default().with(ContactChannel::Letter), Channels::default());
    let (mut living, mut deceased_on, mut no_friendly_mail) = (false, None, false);
    while let Some(row) = rows.next()? {
        let died: Option<i32> = row.get(4)?;
        if let Some(died) = died {
            deceased_on = deceased_on.max(Some(died));
            continue;
        }
        if living {
            continue;
        }
        living = true;
        refused = channels_from(row.get(3)?);
        no_friendly_mail = row.get(11)?;
        let filled = |column: usize| row.get_ref(column).and_then(|v| Ok(!v.as_str()?.is_empty()));
        let (no_email, no_text, no_whatsapp): (bool, bool, bool) = (row.get(5)?, row.get(6)?, row.get(7)?);
        let (not_his, nor_this): (bool, bool) = (row.get(8)?, row.get(9)?);
        let agreed = row.get::<Option<bool>>(10)?.unwrap_or(false);
        let ways = [
            (filled(0)? && !no_email, ContactChannel::Email),
            (filled(1)? && !no_text, ContactChannel::Sms),
            (filled(1)? && agreed && !no_whatsapp, ContactChannel::Whatsapp),
            (filled(1)? && !not_his, ContactChannel::Phone),
            (filled(2)? && !nor_this, ContactChannel::Phone),
        ];
        reachable = ways.iter().filter(|(has, _)| *has).fold(reachable, |set, (_, way)| set.with(*way));
    }
    let deceased_on = deceased_on.filter(|_| !living).map(Day);
    Ok(Reach { reachable, refused, no_friendly_mail, deceased_on })
}

/// What came back, and where it had gone.
pub(super) struct CameBack<'a> {
    pub tenancy: TenancyId,
    pub person: &'a str,
    pub channel: ContactChannel,
    pub address: &'a str,
    pub message: &'a str,
    pub reason: &'a str,
    pub on: Day,
}

/// Keeps that an address does not work, and takes the channel away from everybody who is reached there. Post that comes
/// back is a circumstance of the tenancy: an address is looked into by a person.
pub(super) fn mark_unusable(transaction: &Transaction, back: &CameBack) -> Result<(), StoreError> {
    let mut lives_here =
        transaction.prepare_cached("select 1 from tenancy_person where tenancy = ?1 and person = ?2")?;
    // A letter to an administrator says nothing about the home.
    if back.channel == ContactChannel::Letter && lives_here.exists((back.tenancy.0, back.person))? {
        return place_unusable_home(transaction, back);
    }
    transaction
        .prepare_cached(
            "insert into unusable_address values (?1, ?2, ?3, ?4, ?5, ?6) on conflict do nothing",
        )?
        .execute((back.person, back.channel.code(), back.address, back.on.0, back.reason, back.message))?;
    reach_again(transaction, back.person)
}

/// Somebody who called heard that this is not the tenant's number: nobody is called or written to there any more, by act `id`.
pub(crate) fn put_wrong_number(
    of: &Transaction,
    (tenancy, today): (TenancyId, Day),
    id: i64,
    number: &str,
) -> Result<Result<(), NotDone>, StoreError> {
    let query = "select p.external, p.mobile = ?2 from tenancy_person t join person p on p.external = t.person \
         where t.tenancy = ?1 and ?2 <> '' and (p.mobile = ?2 or p.phone = ?2)";
    let mut persons = of.prepare_cached(query)?;
    let read = |row: &crate::db::Row| Ok((row.get::<String>(0)?, row.get::<bool>(1)?));
    let who: Vec<(String, bool)> = persons.query_map((tenancy.0, number), read)?.collect::<Result<_, _>>()?;
    for (person, is_mobile) in &who {
        let texts = [ContactChannel::Sms, ContactChannel::Whatsapp].into_iter().filter(|_| *is_mobile);
        for channel in texts.chain([ContactChannel::Phone]) {
            of.prepare_cached(
                "insert into unusable_address values (?1, ?2, ?3, ?4, ?5, ?6) on conflict do nothing",
            )?
            .execute((
                person,
                channel.code(),
                number,
                today.0,
                "verkeerd nummer",
                by_act(id),
            ))?;
        }
        reach_again(of, person)?;
    }
    Ok(if who.is_empty() { Err(NotDone::NumberGone) } else { Ok(()) })
}

/// The number at which person `p` is called: mobile, else the other one, and none that is somebody else's.
pub(crate) const NUMBER_TO_CALL: &str = "case when p.mobile <> '' and not exists (select 1 from unusable_address w \
       where w.person = p.external and w.channel = 5 and w.address = p.mobile) then p.mobile \
     when p.phone <> '' and not exists (select 1 from unusable_address w \
       where w.person = p.external and w.channel = 5 and w.address = p.phone) then p.phone else '' end";

/// Takes back that a number is not the tenant's.
pub(crate) fn take_wrong_number_back(of: &Transaction, id: i64) -> Result<(), StoreError> {
    let query = "delete from unusable_address where message = ?1 returning person";
    let mut gone = of.prepare_cached(query)?;
    let persons: Vec<String> = gone.query_map([by_act(id)], |row| row.get(0))?.collect::<Result<_, _>>()?;
    persons.iter().try_for_each(|person| reach_again(of, person))
}

/// What stands where the message would that came back.
fn by_act(id: i64) -> String {
    format!("handeling {id}")
}

/// Works out again how a person can be reached, for everything he rents.
pub(crate) fn reach_again(transaction: &Transaction, person: &str) -> Result<(), StoreError> {
    let mut tenancies = transaction.prepare_cached("select tenancy from tenancy_person where person = ?1")?;
    let ids: Vec<u32> = tenancies.query_map([person], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for id in ids {
        let id = TenancyId(id);
        let reach = reach_of(transaction, id)?;
        transaction
            .prepare_cached("update tenancy set reachable = ?2 where id = ?1")?
            .execute((id.0, channels_code(reach.reachable)))?;
        repack(transaction, id, |dossier| {
            dossier.tenancy.reachable = reach.reachable;
            dossier.tenancy.no_friendly_mail = reach.no_friendly_mail;
        })?;
    }
    Ok(())
}

/// Did so many messages to this address fail that it must be taken for unusable?
pub(super) fn failed_too_often(
    transaction: &Transaction,
    person: &str,
    channel: ContactChannel,
    address: &str,
) -> Result<bool, StoreError> {
    let query = "select count(*) from attempt where person = ?1 and channel = ?2 and address = ?3 and fate = 'mislukt'";
    let failed: u32 =
        transaction.prepare_cached(query)?.query_row((person, channel.dutch(), address), |row| row.get(0))?;
    Ok(failed >= if channel == ContactChannel::Whatsapp { WHATSAPP_FAILURES } else { FAILURES })
}

fn place_unusable_home(transaction: &Transaction, back: &CameBack) -> Result<(), StoreError> {
    let external = format!("{RETURNED}{}/{}", back.tenancy.0, back.on.0);
    let mut insert = transaction.prepare_cached(
        "insert into circumstance values (?1, ?2, ?3, ?4, null, null, null, ?5, 'houvast') on conflict do nothing",
    )?;
    let kind = CircumstanceKind::AddressUnusable.code();
    insert.execute((back.tenancy.0, back.on.0, external, kind, back.reason))?;
    let list = circumstances_of(transaction, back.tenancy)?;
    repack(transaction, back.tenancy, |dossier| dossier.circumstances = list)
}

/// How the ids of circumstances begin that returned post placed.
pub(crate) const RETURNED: &str = "retour/";
/// The first id after them all.
pub(crate) const PAST_RETURNED: &str = "retour0";

impl Book {
    /// Who a message about this tenancy is for, on a day; `None` when no person was delivered.
    pub fn addressee(&self, id: TenancyId, on: Day) -> Result<Option<Addressee>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select p.external, p.name, p.language, p.email, p.mobile, p.deceased_on is not null, \
             coalesce((select r.by from representation r where r.person = p.external and r.since <= ?2 \
             and (r.until is null or r.until >= ?2) order by r.since desc limit 1), '') \
             from tenancy_person t join person p on p.external = t.person where t.tenancy = ?1 \
             order by p.deceased_on is not null, t.place limit 1",
        )?;
        let read = |row: &crate::db::Row| {
            let administrator: String = row.get(6)?;
            let administrator = (!administrator.is_empty())
                .then(|| Administrator { person: administrator, ..Administrator::default() });
            Ok(Addressee {
                person: row.get(0)?,
                name: row.get(1)?,
                others: Vec::new(),
                language: row.get(2)?,
                email: row.get(3)?,
                mobile: row.get(4)?,
                deceased: row.get(5)?,
                administrator,
            })
        };
        let mut found = statement.query_row((id.0, on.0), read).optional()?;
        if let Some(administrator) = found.as_mut().and_then(|to| to.administrator.as_mut()) {
            self.complete(administrator)?;
        }
        if let Some(to) = found.as_mut() {
            let mut others = self.connection.prepare_cached(
                "select p.name from tenancy_person t join person p on p.external = t.person where t.tenancy = ?1 \
                 and p.external <> ?2 and p.deceased_on is null and p.name not in ('', ?3) order by t.place",
            )?;
            let names = others.query_map((id.0, &to.person, &to.name), |row| row.get(0))?;
            to.others = names.collect::<Result<_, _>>()?;
        }
        Ok(found)
    }

    /// Looks up name and address of an administrator.
    fn complete(&self, administrator: &mut Administrator) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select p.name, a.street, a.number, a.postcode, a.town, exists (select 1 from unusable_address u \
             where u.person = p.external and u.channel = ?2 and instr(u.address, a.street || ' ' || a.number) > 0) \
             from person p left join person_post a on a.person = p.external where p.external = ?1",
        )?;
        let mut rows = statement.query((&administrator.person, ContactChannel::Letter.code()))?;
        let Some(row) = rows.next()? else { return Ok(()) };
        administrator.name = row.get(0)?;
        let street: Option<String> = row.get(1)?;
        if let Some(street) = street {
            let (number, postcode, town) = (row.get(2)?, row.get(3)?, row.get(4)?);
            administrator.post = Some(PostAddress { street, number, postcode, town });
            administrator.came_back = row.get(5)?;
        }
        Ok(())
    }
}
