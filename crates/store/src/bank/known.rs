//! What we know, for finding whose a payment is: what tenants were asked to write, and what points at somebody.

use domain::bank::check_digits::{make_rf, plain};
use domain::bank::matching::{Issued, OpenItem, Register, Target, Tenancy, is_telling};
use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::ledger::Account;

use crate::book::{Book, StoreError};
use crate::db::Row;

impl Book {
    /// The references that tenants were given to pay with: the number of the dossier where nobody writes it by chance, its RF
    /// reference, the code on letters, what the landlord's bills carry, and what our own direct debits are called.
    pub(super) fn issued(&self) -> Result<Register, StoreError> {
        let mut register = Register::default();
        let mut issue = |tenancy: TenancyId, reference: String| {
            register.issue(Issued { reference, target: Target::Tenancy(tenancy, None) });
        };
        let read = |row: &Row| Ok((TenancyId(row.get(0)?), row.get::<String>(1)?));
        let mut dossiers = self.connection.prepare_cached("select id, external from tenancy")?;
        for row in dossiers.query_map([], read)? {
            let (tenancy, dossier) = row?;
            if is_telling(&plain(&dossier)) {
                issue(tenancy, dossier.clone());
            }
            make_rf(&dossier).into_iter().for_each(|reference| issue(tenancy, reference));
        }
        for query in [
            "select tenancy, code from payment_code",
            "select tenancy, code from payment_code_withdrawn",
            "select tenancy, end_to_end from debit",
            "select tenancy, reference from payment_reference order by reference, tenancy",
        ] {
            let mut statement = self.connection.prepare_cached(query)?;
            for row in statement.query_map([], read)? {
                let (tenancy, reference) = row?;
                issue(tenancy, reference);
            }
        }
        let mut files = self.connection.prepare_cached("select distinct file from debit")?;
        for file in files.query_map([], |row| row.get::<String>(0))? {
            // All of a file are collected on one day, in one batch.
            let batch = format!("{}-1", file?);
            register.issue(Issued { reference: batch.clone(), target: Target::Batch(batch) });
        }
        Ok(register)
    }

    /// The same with everything that only points at somebody: names, numbers, open amounts, and accounts that paid before.
    pub fn bank_register(&self, today: Day) -> Result<Register, StoreError> {
        let mut register = self.issued()?;
        let mut paid_from = std::collections::BTreeMap::<TenancyId, Vec<String>>::new();
        let query =
            "select distinct tenancy, account from bank_payment where tenancy is not null and account <> ''";
        let mut accounts = self.connection.prepare_cached(query)?;
        for row in accounts.query_map([], |row| Ok((TenancyId(row.get(0)?), row.get(1)?)))? {
            let (tenancy, account) = row?;
            paid_from.entry(tenancy).or_default().push(account);
        }
        let mut open = self.open_claims(today)?;
        for line in self.tenants()? {
            register.add(Tenancy {
                id: line.id,
                contract: line.dossier,
                names: line.names.lines().map(str::to_owned).collect(),
                accounts: paid_from.remove(&line.id).unwrap_or_default(),
                open: open.remove(&line.id).unwrap_or_default(),
            });
        }
        Ok(register)
    }

    fn open_claims(
        &self,
        today: Day,
    ) -> Result<std::collections::BTreeMap<TenancyId, Vec<OpenItem>>, StoreError> {
        let mut open = std::collections::BTreeMap::new();
        let mut account = Account::default();
        self.each_packed(&(0..u32::MAX), None, &mut |dossier, _| {
            account.settle(dossier, today);
            let claims = account.claims.iter().filter(|claim| claim.open.0 > 0);
            let items: Vec<OpenItem> =
                claims.map(|claim| OpenItem { item: claim.due_on.dutch(), open: claim.open }).collect();
            if !items.is_empty() {
                open.insert(dossier.tenancy.id, items);
            }
        })?;
        Ok(open)
    }
}
