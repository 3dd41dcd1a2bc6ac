//! Units, persons and tenancies: the landlord's master data, of which the newest delivery holds.

use domain::calendar::Day;
use domain::delivery::{PersonRow, Representation, TenancyRow, UnitRow};
use domain::dossier::{Channels, CircumstanceKind, CostsClause, Dossier, Tenancy};
use domain::ids::{Key, TenancyId};

use super::Work;
use super::circumstances::Placed;
use crate::book::StoreError;
use crate::codes::{Code, channels_code};
use crate::db::OptionalExtension;
use crate::post::{PAST_RETURNED, RETURNED, Reach, reach_of};

impl Work<'_> {
    pub(super) fn take_unit(&mut self, unit: &UnitRow) -> Result<bool, StoreError> {
        let mut insert = self.transaction.prepare_cached(
            "insert into unit as u values (?1, ?2, ?3, ?4, ?5, ?6, ?7) on conflict (external) do update set \
             street = excluded.street, house_number = excluded.house_number, postcode = excluded.postcode, \
             town = excluded.town, municipality = excluded.municipality, district = excluded.district \
             where (u.street, u.house_number, u.postcode, u.town, u.municipality, u.district) is distinct from \
             (excluded.street, excluded.house_number, excluded.postcode, excluded.town, excluded.municipality, excluded.district)",
        )?;
        let changed = insert.execute((
            &unit.external,
            &unit.street,
            &unit.house_number,
            &unit.postcode,
            &unit.town,
            &unit.municipality,
            &unit.district,
        ))?;
        drop(insert);
        if changed > 0 {
            self.forget_returned_post(&unit.external)?;
        }
        Ok(changed > 0)
    }

    /// Another address was delivered: that post came back from the old one says nothing about it.
    fn forget_returned_post(&mut self, unit: &str) -> Result<(), StoreError> {
        let mut open = self.transaction.prepare_cached(
            "update circumstance set closed_on = ?2 where closed_on is null and external >= ?3 and external < ?4 \
             and (select unit from tenancy where id = circumstance.tenancy) = ?1 returning tenancy",
        )?;
        let rows = open.query_map((unit, self.today.0, RETURNED, PAST_RETURNED), |row| row.get(0))?;
        let tenancies: Vec<u32> = rows.collect::<Result<_, _>>()?;
        drop(open);
        for id in tenancies {
            self.reload_circumstances(TenancyId(id))?;
        }
        Ok(())
    }

    pub(super) fn take_person(&mut self, person: &PersonRow) -> Result<bool, StoreError> {
        let mut holds = person.clone();
        self.own_contacts.hold(self.transaction, &mut holds)?;
        let person = &holds;
        let refused = person.refused.iter().copied().fold(Channels::default(), Channels::with);
        let mut insert = self.transaction.prepare_cached(
            "insert into person as p values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) on conflict (external) do update set \
             name = excluded.name, salutation = excluded.salutation, born_on = excluded.born_on, \
             deceased_on = excluded.deceased_on, language = excluded.language, email = excluded.email, \
             mobile = excluded.mobile, phone = excluded.phone, refused = excluded.refused, \
             whatsapp_since = excluded.whatsapp_since where \
             (p.name, p.salutation, p.born_on, p.deceased_on, p.language, p.email, p.mobile, p.phone, p.refused, p.whatsapp_since) is distinct from \
             (excluded.name, excluded.salutation, excluded.born_on, excluded.deceased_on, excluded.language, \
             excluded.email, excluded.mobile, excluded.phone, excluded.refused, excluded.whatsapp_since)",
        )?;
        let mut changed = insert.execute((
            &person.external,
            &person.name,
            &person.salutation,
            person.born_on.map(|day| day.0),
            person.deceased_on.map(|day| day.0),
            &person.language,
            &person.email,
            &person.mobile,
            &person.phone,
            channels_code(refused),
            person.whatsapp_since.map(|day| day.0),
        ))? > 0;
        drop(insert);
        changed |= self.keep_representations(person)?;
        changed |= self.keep_post_address(person)?;
        if changed {
            for id in self.tenancies_of(&person.external)? {
                self.refresh_from_persons(id)?;
                self.represent(id, &person.external)?;
            }
        }
        Ok(changed)
    }

    /// Keeps where business post for the person goes. One that is delivered no more is forgotten.
    fn keep_post_address(&mut self, person: &PersonRow) -> Result<bool, StoreError> {
        let Some(post) = &person.post else {
            let mut forget = self.transaction.prepare_cached("delete from person_post where person = ?1")?;
            return Ok(forget.execute([&person.external])? > 0);
        };
        let mut upsert = self.transaction.prepare_cached(
            "insert into person_post as p values (?1, ?2, ?3, ?4, ?5) on conflict (person) do update set \
             street = excluded.street, number = excluded.number, postcode = excluded.postcode, town = excluded.town \
             where (p.street, p.number, p.postcode, p.town) is distinct from \
             (excluded.street, excluded.number, excluded.postcode, excluded.town)",
        )?;
        let row = (&person.external, &post.street, &post.number, &post.postcode, &post.town);
        Ok(upsert.execute(row)? > 0)
    }

    /// Keeps who answers for the person's money. A role that is delivered no more has ended.
    fn keep_representations(&mut self, person: &PersonRow) -> Result<bool, StoreError> {
        let mut known = self
            .transaction
            .prepare_cached("select since, until, by from representation where person = ?1")?;
        type Role = (i32, Option<i32>, String);
        let rows = known.query_map([&person.external], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let before: Vec<Role> = rows.collect::<Result<_, _>>()?;
        drop(known);
        let role = |role: &Representation| (role.since.0, role.until.map(|day| day.0), role.by.clone());
        let mut now: Vec<Role> = person.represented.iter().map(role).collect();
        now.sort_unstable();
        let gone: Vec<&Role> = before.iter().filter(|old| !now.iter().any(|new| new.0 == old.0)).collect();
        for (since, until, by) in gone {
            let ended = until.map_or(self.today.0 - 1, |until| until.min(self.today.0 - 1)).max(*since);
            now.push((*since, Some(ended), by.clone()));
        }
        now.sort_unstable();
        if now == before {
            return Ok(false);
        }
        let mut upsert = self.transaction.prepare_cached(
            "insert into representation values (?1, ?2, ?3, ?4) on conflict (person, since) do update set \
             until = excluded.until, by = excluded.by",
        )?;
        for (since, until, by) in &now {
            upsert.execute((&person.external, since, until, by))?;
        }
        Ok(true)
    }

    /// Places on a tenancy what is known of who answers for this person's money.
    fn represent(&mut self, id: TenancyId, person: &str) -> Result<bool, StoreError> {
        let mut statement = self
            .transaction
            .prepare_cached("select since, until, by from representation where person = ?1 order by since")?;
        type Role = (i32, Option<i32>, String);
        let rows = statement.query_map([person], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let roles: Vec<Role> = rows.collect::<Result<_, _>>()?;
        drop(statement);
        let mut changed = false;
        for (since, until, by) in roles {
            changed |= self.place(
                id,
                &Placed {
                    external: format!("{person}/{}/bewind/{since}", id.0),
                    kind: CircumstanceKind::Administration,
                    since: Day(since),
                    until: until.map(Day),
                    closed_on: None,
                    cents: None,
                    why: format!("relatierol, door {by}"),
                },
            )?;
        }
        Ok(changed)
    }

    fn tenancies_of(&self, person: &str) -> Result<Vec<TenancyId>, StoreError> {
        let mut statement =
            self.transaction.prepare_cached("select tenancy from tenancy_person where person = ?1")?;
        let rows = statement.query_map([person], |row| row.get(0).map(TenancyId))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(super) fn take_tenancy(&mut self, row: &TenancyRow) -> Result<bool, StoreError> {
        let next = TenancyId(self.tenancies.len() as u32 + 1);
        let is_new = !self.tenancies.contains_key(&row.external);
        let id = *self.tenancies.entry(row.external.clone()).or_insert(next);
        if is_new {
            // Of a tenancy that nobody knew the book holds nothing: nothing is asked.
            self.at_hand.insert(id, new_dossier(id));
        }
        let clause = self.costs_clauses.get(&row.terms_version).copied().unwrap_or_default();
        // Another pay day than the one delivered before is news, and newer than what a person agreed here.
        let overtaken = "delete from pay_day_by_hand where tenancy = ?1 and exists \
             (select 1 from tenancy t where t.id = ?1 and t.accepted_pay_day is distinct from ?2)";
        self.transaction.prepare_cached(overtaken)?.put((id.0, row.accepted_pay_day))?;
        let mut insert = self.transaction.prepare_cached(
            "insert into tenancy as t values (?1, ?2, ?3, ?4, ?5, ?6, null, ?7, ?8, ?9, ?10, ?11, ?12, 0, 0) \
             on conflict (id) do update set unit = excluded.unit, starts_on = excluded.starts_on, \
             ends_on = excluded.ends_on, notice_on = excluded.notice_on, rent = excluded.rent, \
             direct_debit = excluded.direct_debit, accepted_pay_day = excluded.accepted_pay_day, \
             erp_class = excluded.erp_class, terms_version = excluded.terms_version, costs_clause = excluded.costs_clause \
             where (t.unit, t.starts_on, t.ends_on, t.notice_on, t.rent, t.direct_debit, t.accepted_pay_day, t.erp_class, \
             t.terms_version, t.costs_clause) is distinct from (excluded.unit, excluded.starts_on, excluded.ends_on, excluded.notice_on, excluded.rent, \
             excluded.direct_debit, excluded.accepted_pay_day, excluded.erp_class, excluded.terms_version, excluded.costs_clause)",
        )?;
        let changed = insert.execute((
            id.0,
            &row.external,
            &row.unit,
            row.starts_on.map(|day| day.0),
            row.ends_on.map(|day| day.0),
            row.notice_on.map(|day| day.0),
            row.rent.map(|cents| cents.0),
            row.direct_debit,
            row.accepted_pay_day,
            &row.erp_class,
            &row.terms_version,
            clause.code(),
        ))?;
        drop(insert);
        let persons_changed = self.take_tenants(id, &row.persons, is_new)?;
        if changed == 0 && !persons_changed {
            return Ok(false);
        }
        let by_hand = "select day from pay_day_by_hand where tenancy = ?1 order by act desc limit 1";
        let by_hand: Option<Option<u8>> = match is_new {
            true => None,
            false => {
                self.transaction.prepare_cached(by_hand)?.query_row([id.0], |row| row.get(0)).optional()?
            }
        };
        let tenancy = &mut self.dossier(id)?.tenancy;
        tenancy.starts_on = row.starts_on;
        tenancy.ends_on = row.ends_on;
        tenancy.notice_on = row.notice_on;
        tenancy.rent = row.rent;
        tenancy.direct_debit = row.direct_debit;
        tenancy.accepted_pay_day = by_hand.unwrap_or(row.accepted_pay_day);
        tenancy.erp_class = (!row.erp_class.is_empty()).then(|| Key::of(&row.erp_class));
        tenancy.costs_clause = clause;
        self.refresh_from_persons(id)?;
        Ok(true)
    }

    fn take_tenants(&mut self, id: TenancyId, persons: &[String], is_new: bool) -> Result<bool, StoreError> {
        if !is_new {
            let mut known = self
                .transaction
                .prepare_cached("select person from tenancy_person where tenancy = ?1 order by place")?;
            let before: Vec<String> = known.query_map([id.0], |row| row.get(0))?.collect::<Result<_, _>>()?;
            if before == persons {
                return Ok(false);
            }
            self.transaction.prepare_cached("delete from tenancy_person where tenancy = ?1")?.put([id.0])?;
        } else if persons.is_empty() {
            return Ok(false);
        }
        let mut insert = self.transaction.prepare_cached("insert into tenancy_person values (?1, ?2, ?3)")?;
        for (place, person) in persons.iter().enumerate() {
            insert.put((id.0, place as i64, person))?;
        }
        drop(insert);
        for person in persons {
            self.represent(id, person)?;
        }
        Ok(true)
    }

    /// Channels and death follow from the persons.
    fn refresh_from_persons(&mut self, id: TenancyId) -> Result<(), StoreError> {
        let Reach { reachable, refused, no_friendly_mail, deceased_on } = reach_of(self.transaction, id)?;
        let mut update = self.transaction.prepare_cached(
            "update tenancy set reachable = ?2, refused = ?3, deceased_on = ?4 where id = ?1",
        )?;
        let died = deceased_on.map(|day| day.0);
        update.put((id.0, channels_code(reachable), channels_code(refused), died))?;
        drop(update);
        let tenancy = &mut self.dossier(id)?.tenancy;
        (tenancy.reachable, tenancy.refused) = (reachable, refused);
        tenancy.no_friendly_mail = no_friendly_mail;
        tenancy.deceased_on = deceased_on;
        Ok(())
    }
}

/// The dossier of a tenancy of which nothing is known.
pub(super) fn new_dossier(id: TenancyId) -> Dossier {
    Dossier { tenancy: Tenancy { id, ..Tenancy::default() }, ..Dossier::default() }
}

/// What is known of the costs clause by version of the rental terms; from the landlord's `koppeling.toml`.
pub type CostsClauses = std::collections::BTreeMap<String, CostsClause>;
