//! A payment that the payment provider told and that the bank tells again: paid out one by one or in one sum, by whom it can be
//! known and by whom it cannot, in whichever order. It counts once.

use std::time::Duration;

use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::money::Cents;
use simulator::bank::{Line, camt053};
use store::post::Moment;
use store::seen::{SeenBy, SeenMoney};

use crate::bank_in::{Owing, after_a_night, lay, sum_of_seen, take};
use crate::doors::Serving;
use crate::landlord::{Landlord, rows};
use crate::tenant_page::{MORNING, a_tenant, call, get, nobody_reaches, on_this_machine, post, until};

/// The provider told that somebody paid online.
fn told_by_provider(landlord: &Landlord, owing: &Owing, day: Day, id: &str) {
    let mut book = landlord.book();
    let tenancy = TenancyId(owing.tenancy.parse().expect("a number"));
    let at = Moment { day, seconds: i64::from(day.0) * 86_400 };
    book.begin_payment(id, tenancy, "mollie", owing.cents, at).expect("it is written down");
    let money = SeenMoney {
        tenancy,
        by: SeenBy::Provider,
        key: format!("mollie:{id}"),
        reference: owing.number.clone(),
        seen_on: day,
        cents: owing.cents,
    };
    book.see_money(&money).expect("it is recorded");
}

/// A line of the bank by which Mollie pays something out.
fn paid_out(cents: Cents, text: &str) -> Line {
    let (payer, account) = ("Stichting Mollie Payments".into(), "NL69INGB0123456789".into());
    Line { cents, payer, account, text: text.into(), ..Line::default() }
}

/// Takes in a statement of a day; gives how many payments on it count, wait and are the landlord's own collection.
fn told_by_bank(landlord: &Landlord, number: u32, day: Day, lines: &[Line]) -> (u64, u64, String) {
    let (statement, _) = camt053(number, day, Cents(i64::from(number) * 1_000_000), lines);
    lay(landlord, &format!("{number}.xml"), &statement);
    let told = take(landlord, day);
    let number_of = |name: &str| told[name].as_u64().expect("a number");
    (number_of("seen"), number_of("waiting"), told["files"][0]["state"].to_string())
}

fn counts(landlord: &Landlord, cents: Cents) -> bool {
    sum_of_seen(landlord) == [format!("Integer({})", -cents.0)]
}

#[test]
fn what_is_paid_out_counted_already_when_it_was_paid() {
    let (landlord, [one, other], night) = after_a_night(41, 400);
    told_by_provider(&landlord, &one, night, "tr_4Kq9aZ");
    told_by_provider(&landlord, &other, night, "tr_7Yw2bX");
    let both = one.cents + other.cents;
    assert!(counts(&landlord, both));

    // One sum, less what the provider keeps; and one payment apart, in words of the provider that hold our number.
    let sum = paid_out(both - Cents(64), "Uitbetaling 2611.01");
    let (_, waiting, state) = told_by_bank(&landlord, 101, night.next(), &[sum]);
    assert_eq!(waiting, 0, "{state}");
    assert!(state.contains("eigen incasso"), "{state}");
    let alone = paid_out(one.cents, &format!("Voorbeeld Wonen {}", one.number));
    told_by_bank(&landlord, 102, night.next(), std::slice::from_ref(&alone));
    assert!(counts(&landlord, both), "nothing counts anew");

    // The tenant's own transfer of that amount is another payment; and so is a second one that the provider never told.
    told_by_bank(&landlord, 103, night + 2, &[one.pays()]);
    assert!(counts(&landlord, both + one.cents));
    let again = told_by_bank(&landlord, 104, night + 2, &[alone]);
    assert!(
        counts(&landlord, both + one.cents + one.cents),
        "one line of the bank is one payment: {again:?}"
    );
}

#[test]
fn what_may_be_the_same_payment_or_holds_more_than_was_told_waits_for_a_person() {
    let (landlord, [one, _], night) = after_a_night(41, 400);
    told_by_provider(&landlord, &one, night, "tr_4Kq9aZ");
    let nobody = Line { payer: String::new(), account: String::new(), ..one.pays() };
    let more = paid_out(one.cents + Cents(1), "Uitbetaling 2611.01");
    let (seen, waiting, state) = told_by_bank(&landlord, 101, night.next(), &[nobody, more]);
    assert_eq!((seen, waiting), (0, 2), "{state}");
    assert!(counts(&landlord, one.cents));
    let because = rows(&landlord.book(), "select because from bank_payment where state = 'wacht'");
    assert!(because.iter().all(|why| why.contains("betaaldienst")), "{because:?}");
}

#[test]
fn what_the_bank_told_first_does_not_count_again_when_the_provider_tells_it() {
    let (landlord, [one, _], night) = after_a_night(41, 400);
    let alone = paid_out(one.cents, &format!("Voorbeeld Wonen {}", one.number));
    assert_eq!(told_by_bank(&landlord, 101, night.next(), &[alone]).0, 1);
    told_by_provider(&landlord, &one, night, "tr_4Kq9aZ");
    assert!(counts(&landlord, one.cents));
    told_by_provider(&landlord, &one, night, "tr_7Yw2bX");
    assert!(counts(&landlord, one.cents + one.cents), "one line of the bank is one payment");
}

/// Begins to pay; gives the port and path of the page at the bank.
fn begins(serving: &Serving, code: &str) -> (u16, String) {
    on_this_machine(post(serving, &format!("/b/{code}/betalen"), "bedrag=549%2C40").leads_to())
}

#[test]
fn what_the_landlord_gives_back_at_the_provider_is_owed_again() {
    let (landlord, _outside, code) = a_tenant();
    let serving = Serving::start(&landlord, &MORNING);
    let (bank, path) = begins(&serving, &code);
    call(bank, "POST", &path, "", "wat=betaal");
    until(&landlord, "select still_open, went_back from seen_money", &["Integer(54940) Integer(0)"]);
    call(bank, "POST", &path, "", "wat=terug");
    until(&landlord, "select still_open, went_back from seen_money", &["Integer(53940) Integer(1000)"]);
    call(bank, "POST", &path, "", "wat=terug");
    assert!(get(&serving, &format!("/b/{code}")).body.contains("€\u{a0}10,00"));
    let told = "select text from post_event where text like '%ging%terug'";
    assert_eq!(rows(&landlord.book(), told).len(), 1, "the timeline tells it once");
    assert_eq!(sum_of_seen(&landlord), ["Integer(-53940)"]);
}

#[test]
fn while_a_bank_is_at_work_no_other_payment_begins_and_the_page_says_so() {
    let (landlord, _outside, code) = a_tenant();
    // What the bank is at is only known by asking.
    nobody_reaches(&landlord);
    let serving = Serving::start(&landlord, &MORNING);
    let (bank, path) = begins(&serving, &code);
    call(bank, "POST", &path, "", "wat=traag");
    std::thread::sleep(Duration::from_millis(400));
    let second = post(&serving, &format!("/b/{code}/betalen"), "bedrag=549%2C40");
    assert!(second.code == 422 && second.body.contains("Uw bank is nog bezig"), "{}", second.code);
    let page = get(&serving, &format!("/b/{code}")).body;
    assert!(page.contains("Betaal niet nog een keer") && !page.contains("/betalen\""), "there is no button");
    until(&landlord, "select state from payment_request", &["Text(\"betaald\")"]);
}

#[test]
fn who_paid_twice_all_the_same_is_work_for_a_colleague() {
    let (landlord, _outside, code) = a_tenant();
    let serving = Serving::start(&landlord, &MORNING);
    let (one, other) = (begins(&serving, &code), begins(&serving, &code));
    for (bank, path) in [&one, &other] {
        call(*bank, "POST", path, "", "wat=betaal");
    }
    let both = ["Text(\"betaald\")", "Text(\"betaald\")"];
    until(&landlord, "select state from payment_request", &both);
    let asked = "select t.kind, t.state, a.note from task_asked k join task t on t.id = k.task join act a on a.id = k.act";
    until(&landlord, "select count(*) from task_asked", &["Integer(1)"]);
    let task = &rows(&landlord.book(), asked)[0];
    assert!(task.contains("betaling-nakijken") && task.contains("open") && task.contains("549,40"), "{task}");
    drop(serving);
    landlord.night(domain::calendar::Day::parse_iso("2026-10-28").unwrap());
    assert!(rows(&landlord.book(), asked)[0].contains("\"open\""), "no night takes it away");
}
