//! Payments find their tenancy, or wait; no cent is lost.

use super::*;
use crate::bank::check_digits::{make_kenmerk, make_rf};
use crate::bank::references::{self, Lines};
use crate::bank::{Batch, Currency, Money, Party};
use proptest::prelude::*;

const JANSEN: TenancyId = TenancyId(1);
const DE_BOER: TenancyId = TenancyId(2);

fn register() -> Register {
    let mut register = Register::default();
    for (id, contract, name, account, open) in [
        (JANSEN, "HO-0000111", "mevrouw A. Jansen", "NL91ABNA0417164300", 54_940),
        (DE_BOER, "HO-0000222", "de heer B. de Boer", "NL20INGB0001234567", 61_000),
    ] {
        register.add(Tenancy {
            id,
            contract: contract.into(),
            names: vec![name.into()],
            accounts: vec![account.into()],
            open: vec![OpenItem { item: format!("{contract}-11"), open: Cents(open) }],
        });
        let number = id.0.to_string();
        for reference in [make_kenmerk(&number).unwrap(), make_rf(contract).unwrap()] {
            register.issue(Issued { reference, target: Target::Tenancy(id, None) });
        }
    }
    register
        .issue(Issued { reference: "E2E-111-11".into(), target: Target::Tenancy(JANSEN, Some("11".into())) });
    register.issue(Issued { reference: "BATCH-11".into(), target: Target::Batch("BATCH-11".into()) });
    register
}

fn payment(text: &str, lines: Lines) -> Payment {
    let references = references::find(&[], &[], text, lines);
    Payment { text: text.into(), references, ..Payment::default() }
}

fn entry(cents: i64, payments: Vec<Payment>) -> Entry {
    let money = Money { cents: Cents(cents), currency: Currency::EUR };
    Entry { statement: 1, index: 1, money, details: payments.len() as u32, payments, ..Entry::default() }
}

fn outcomes(entry: &Entry) -> Vec<Outcome> {
    let allocated = allocate(&Statement::default(), entry, &register());
    assert_eq!(allocated.iter().map(|part| part.cents).sum::<Cents>(), entry.money.cents);
    allocated.into_iter().map(|part| part.outcome).collect()
}

#[track_caller]
fn goes_to(entry: &Entry, tenancy: TenancyId) {
    let outcomes = outcomes(entry);
    let exact = matches!(&outcomes[..], [Outcome::Exact { target: Target::Tenancy(found, _), .. }] if *found == tenancy);
    assert!(exact, "{outcomes:?}");
}

#[track_caller]
fn waits(entry: &Entry, because: Waiting, hints: &[Hint]) {
    let outcomes = outcomes(entry);
    let [Outcome::Suspense { because: found, suggestions }] = &outcomes[..] else { panic!("{outcomes:?}") };
    assert_eq!(*found, because);
    let first: Vec<Hint> = suggestions.first().map_or(Vec::new(), |suggestion| suggestion.hints.clone());
    assert_eq!(first, hints, "{suggestions:?}");
}

#[test]
fn a_reference_we_issued_decides_in_every_spelling() {
    let kenmerk = make_kenmerk("1").unwrap();
    let groups: Vec<&str> = (0..4).map(|at| &kenmerk[at * 4..at * 4 + 4]).collect();
    for text in [
        kenmerk.clone(),
        groups.join(" "),
        format!("huur november {kenmerk} mw Jansen"),
        format!("BETALINGSKENM.  {kenmerk}"),
        format!("huur {}\n{}", &kenmerk[..7], &kenmerk[7..]),
        make_rf("HO-0000111").unwrap(),
    ] {
        goes_to(&entry(54_940, vec![payment(&text, Lines::Cut)]), JANSEN);
    }
}

#[test]
fn a_debit_that_comes_back_goes_to_its_tenancy_with_the_reason() {
    let returned = Payment {
        end_to_end: "E2E-111-11".into(),
        reasons: vec![Reason { code: "AM04".into(), text: String::new() }],
        ..Payment::default()
    };
    let entry = entry(-54_940, vec![returned]);
    goes_to(&entry, JANSEN);
    let allocated = allocate(&Statement::default(), &entry, &register());
    assert_eq!((allocated[0].cents, allocated[0].reasons[0].code.as_str()), (Cents(-54_940), "AM04"));
}

#[test]
fn a_batch_of_ours_is_known_by_its_name() {
    let mut whole = entry(1_000_000, vec![Payment::default()]);
    whole.details = 0;
    whole.batch = Some(Batch { batch_id: "BATCH-11".into(), count: Some(20), ..Batch::default() });
    assert!(matches!(&outcomes(&whole)[..], [Outcome::Exact { target: Target::Batch(_), .. }]));
    // One debit of it that came back is not the batch.
    let one = Payment { batch_id: "BATCH-11".into(), end_to_end: "E2E-111-11".into(), ..Payment::default() };
    goes_to(&entry(-54_940, vec![one]), JANSEN);
}

#[test]
fn without_a_reference_of_ours_money_waits_with_suggestions() {
    let text = payment("huur contract HO-0000222 nov", Lines::Parts);
    waits(&entry(100, vec![text]), Waiting::NoReference, &[Hint::ContractInText]);
    let party =
        |name: &str, account: &str| Party { name: name.into(), account: account.into(), ..Party::default() };
    let known = Payment { counterparty: party("X", "NL91ABNA0417164300"), ..Payment::default() };
    let claim = Hint::EqualsClaim("HO-0000111-11".into());
    waits(
        &entry(54_940, vec![known]),
        Waiting::NoReference,
        &[Hint::KnownAccount, Hint::EqualsBalance, claim],
    );
    let named = Payment { counterparty: party("B de Boer", ""), ..Payment::default() };
    waits(&entry(1, vec![named]), Waiting::NoReference, &[Hint::Name]);
    waits(&entry(1, vec![Payment::default()]), Waiting::NoReference, &[]);
    let strange = payment("5000056789012345", Lines::Parts);
    waits(&entry(1, vec![strange]), Waiting::NoReference, &[]);
}

#[test]
fn two_references_or_unclear_parts_are_never_guessed() {
    let both = format!("{} en {}", make_kenmerk("1").unwrap(), make_kenmerk("2").unwrap());
    let several = entry(100, vec![payment(&both, Lines::Parts)]);
    waits(&several, Waiting::SeveralReferences, &[Hint::OneOfSeveralReferences]);
    let kenmerk = payment(&make_kenmerk("1").unwrap(), Lines::Parts);
    let unclear = entry(100, vec![kenmerk.clone(), Payment::default()]);
    waits(&unclear, Waiting::PartsUnclear, &[Hint::OneOfSeveralReferences]);
    let mut dollars = entry(100, vec![kenmerk]);
    dollars.money.currency = Currency::parse("USD").unwrap();
    waits(&dollars, Waiting::OtherCurrency, &[Hint::OneOfSeveralReferences]);
}

#[test]
fn two_equal_payments_are_two_and_one_statement_read_twice_is_one() {
    let statement = Statement { id: "S-1".into(), ..Statement::default() };
    let first = entry(100, vec![Payment::default()]);
    let second = Entry { index: 2, ..first.clone() };
    assert_ne!(PaymentKey::of(&statement, &first, 0), PaymentKey::of(&statement, &second, 0));
    assert_eq!(PaymentKey::of(&statement, &first, 0), PaymentKey::of(&statement.clone(), &first.clone(), 0));
    let pending = Entry { status: EntryStatus::Pending, ..first };
    assert!(allocate(&statement, &pending, &register()).is_empty());
}

proptest! {
    /// Whatever a bank gives, the parts are the entry.
    #[test]
    fn no_cent_of_an_entry_is_lost(
        cents in -1_000_000_i64..1_000_000,
        parts in proptest::collection::vec(proptest::option::of(-1_000_000_i64..1_000_000), 1..5),
        last_makes_it_fit: bool,
        text in "[0-9A-Z ]{0,40}",
    ) {
        let mut payments: Vec<Payment> = parts
            .iter()
            .map(|part| Payment {
                money: part.map(|cents| Money { cents: Cents(cents), currency: Currency::EUR }),
                ..payment(&text, Lines::Parts)
            })
            .collect();
        if last_makes_it_fit {
            let others: i64 = parts[1..].iter().flatten().sum();
            payments[0].money = Some(Money { cents: Cents(cents - others), currency: Currency::EUR });
        }
        outcomes(&entry(cents, payments));
    }
}
