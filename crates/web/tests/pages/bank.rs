//! The bank on screen: what waits is given to a dossier and taken back, what is no rent leaves the list and comes back, and who may not
//! record changes nothing.

use axum::http::StatusCode;
use domain::bank::{
    Account, Currency, Entry, Money, Party, Payment, Reason, Reference, ReferenceKind, Statement, Where,
};
use domain::calendar::Day;
use domain::dossier::Dossier;
use domain::ledger::{Account as Books, EntryKind};
use domain::money::Cents;
use store::bank::{BankFile, BankItem, BankState, BankTaken, Unread};

use crate::desktop::{Desktop, HOSTILE, numbers, today};
use crate::landlord::{self, AUDITOR, CONSULTANT, EMPLOYEE, LEADER};
use crate::working::{Answer, Office, part};

/// A payer that would be a program.
const PAYER: &str = "J. <script>alert(1)</script> Jansen";

fn payment(cents: i64, text: &str, code: &str) -> Entry {
    let money = Money { cents: Cents(cents), currency: Currency::EUR };
    let reasons =
        if code.is_empty() { vec![] } else { vec![Reason { code: code.into(), ..Reason::default() }] };
    let found = Reference {
        kind: ReferenceKind::Other,
        value: text.into(),
        place: Where::Structured,
        checked: false,
    };
    let one = Payment {
        counterparty: Party { name: PAYER.into(), account: "NL20INGB0001234567".into(), ..Party::default() },
        text: text.into(),
        references: if text.starts_with("HO") { vec![found] } else { vec![] },
        reasons,
        ..Payment::default()
    };
    Entry { statement: 1, money, booked_on: Some(today()), payments: vec![one], ..Entry::default() }
}

fn take(office: &Office, number: u8, entries: Vec<Entry>) -> BankTaken {
    let statement = Statement {
        index: 1,
        id: format!("A{number}"),
        number: number.to_string(),
        account: Account { number: "NL91ABNA0417164300".into(), ..Account::default() },
        currency: Currency::EUR,
        from: Some(today()),
        ..Statement::default()
    };
    let file = BankFile { hash: [number; 32], name: format!("afschrift {number}"), signature: number.into() };
    let taken = office.book().take_bank_file(&file, today(), &mut |sink| {
        sink(BankItem::Opened(statement.clone()));
        for (at, entry) in entries.iter().enumerate() {
            sink(BankItem::Entry(Entry { index: at as u64 + 1, ..entry.clone() }));
        }
        sink(BankItem::Closed(statement.clone()));
        Ok("camt.053".into())
    });
    taken.expect("the book takes it").expect("it is new")
}

fn waiting(office: &Office) -> Vec<String> {
    let lines = office.book().bank_payments(BankState::Waits).unwrap();
    lines.into_iter().map(|line| line.key).collect()
}

fn sends(office: &Office, person: usize, address: &str, form: &str) -> Answer {
    let form = format!("zegel={}&{form}", office.seal(person));
    office.post(&landlord::cookie(person), address, &form)
}

fn owes(dossier: &Dossier, on: Day) -> Cents {
    let mut books = Books::default();
    books.settle(dossier, on);
    books.balance()
}

#[test]
fn what_waits_is_given_to_a_dossier_counts_and_comes_back() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, CONSULTANT);
    let before = owes(&desk.dossier(), today());
    take(&office, 1, vec![payment(10_000, "voor mijn moeder", "")]);
    let [key] = &waiting(&office)[..] else { panic!("one payment waits") };
    let list = office.get(CONSULTANT, "/bank").text;
    assert!(list.contains("voor mijn moeder") && list.contains("100,00") && !list.contains("<script>alert"));
    let address = format!("/bank/betaling/{key}");
    let page = office.get(CONSULTANT, &address);
    assert!(page.status == StatusCode::OK && !page.text.contains("<script>alert"));

    let nobody =
        sends(&office, CONSULTANT, &address, "handeling=kies&dossier=bestaat-niet&notitie=zo+gezegd");
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nobody.text.contains("zo gezegd"), "nothing that was typed is lost");
    let number = desk.number().replace('/', "%2F");
    let chosen = sends(&office, CONSULTANT, &address, &format!("handeling=kies&dossier={number}"));
    assert!(chosen.goes_to().starts_with("/bank?klaar="));
    assert!(office.get(CONSULTANT, chosen.goes_to()).text.contains("Ongedaan maken"));
    assert_eq!(owes(&desk.dossier(), today()), before - Cents(10_000));
    assert!(waiting(&office).is_empty());
    let timeline = desk.sees("").text;
    assert!(timeline.contains("gezien, nog niet in de boeken"), "the dossier tells it");
    let twice = sends(&office, CONSULTANT, &address, &format!("handeling=kies&dossier={number}"));
    assert_eq!(twice.status, StatusCode::CONFLICT);

    assert!(desk.undoes(&chosen).goes_to().contains("terug"));
    assert_eq!(owes(&desk.dossier(), today()), before);
    assert_eq!(&waiting(&office), std::slice::from_ref(key), "it waits again");
    let again = sends(&office, CONSULTANT, &address, &format!("handeling=kies&dossier={number}"));
    assert!(again.goes_to().contains("klaar="), "and can be given once more");
    assert_eq!(owes(&desk.dossier(), today()), before - Cents(10_000));
    // Whoever paid from this account before is suggested the next time.
    take(&office, 2, vec![payment(20_000, "weer ik", "")]);
    let [next] = &waiting(&office)[..] else { panic!("one payment waits") };
    let suggested = office.get(CONSULTANT, &format!("/bank/betaling/{next}")).text;
    assert!(suggested.contains("Van deze rekening is eerder voor dit dossier betaald."));
    // Whoever works in another district is not told whose it is, and cannot give it to somebody else or take it away.
    let seat = "update staff set districts = 'Elders' where email = 'consulent@example.nl'";
    office.book().connection().execute(seat, []).unwrap();
    let elsewhere = format!("/bank/betaling/{next}");
    let page = office.get(CONSULTANT, &elsewhere).text;
    assert!(page.contains("Dit past bij een dossier in een andere wijk") && !page.contains(&desk.number()));
    assert!(office.get(CONSULTANT, "/bank").text.contains("in een andere wijk"));
    let away = sends(&office, CONSULTANT, &elsewhere, "handeling=geen-huur&reden=subsidie");
    assert_eq!(away.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(away.text.contains("Een collega van die wijk, of uw teamleider"));
    assert_eq!(waiting(&office).len(), 1, "it waits for who knows");
}

#[test]
fn an_amount_says_nothing_beside_the_numbers_of_others() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, CONSULTANT);
    let own = numbers(&office, CONSULTANT);
    let elsewhere: Vec<String> =
        numbers(&office, LEADER).into_iter().filter(|one| !own.contains(one)).collect();
    let owed = owes(&desk.dossier(), today());
    take(&office, 1, vec![payment(owed.0, "", ""), payment(owed.0, &elsewhere[..2].join(" en "), "")]);
    let seen: Vec<bool> = waiting(&office)
        .iter()
        .map(|key| office.get(CONSULTANT, &format!("/bank/betaling/{key}")).text)
        .map(|page| page.contains(&format!("value=\"{}\"", desk.number())))
        .collect();
    assert_eq!(seen.iter().filter(|suggested| **suggested).count(), 1, "only where nothing points elsewhere");
}

#[test]
fn what_a_colleague_did_can_be_taken_back_by_who_stands_in() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, CONSULTANT);
    take(&office, 1, vec![payment(10_000, "voor mijn moeder", "")]);
    let [key] = &waiting(&office)[..] else { panic!("one payment waits") };
    let address = format!("/bank/betaling/{key}");
    let typed = desk.number().to_lowercase().replace('/', "%2F");
    sends(&office, CONSULTANT, &address, &format!("handeling=kies&dossier={typed}")).goes_to();
    let late = sends(&office, LEADER, &address, &format!("handeling=kies&dossier={typed}"));
    assert!(
        late.status == StatusCode::CONFLICT && late.text.contains("hoort nu bij dossier"),
        "{}",
        late.text
    );
    let page =
        office.get(LEADER, &format!("/dossier/{}/doe/beeindigen", desk.number().replace('/', "%2F"))).text;
    let undo = part(&page, "action=\"/ongedaan/", "\"").expect("a way back").to_string();
    let seal = office.seal(LEADER);
    let back = office.post(&landlord::cookie(LEADER), &format!("/ongedaan/{undo}"), &format!("zegel={seal}"));
    assert!(back.goes_to().contains("terug=1"));
    assert_eq!(waiting(&office).len(), 1);
}

#[test]
fn what_is_no_rent_leaves_the_list_with_a_reason_and_comes_back() {
    let office = Office::new();
    take(&office, 1, vec![payment(50_000, "subsidie", "")]);
    let [key] = &waiting(&office)[..] else { panic!("one payment waits") };
    let address = format!("/bank/betaling/{key}");
    assert_eq!(
        sends(&office, LEADER, &address, "handeling=geen-huur&reden=").status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let away = sends(&office, LEADER, &address, &format!("handeling=geen-huur&reden={HOSTILE}"));
    assert!(office.get(LEADER, away.goes_to()).text.contains("Er wacht niets"));
    let aside = office.get(LEADER, "/bank?toon=geen-huur").text;
    assert!(aside.contains("subsidie") && !aside.contains("<script>alert"));
    let late = sends(&office, LEADER, &address, "handeling=geen-huur&reden=nog+eens");
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(sends(&office, LEADER, &address, "handeling=terug").goes_to().contains("terug"));
    assert_eq!(&waiting(&office), std::slice::from_ref(key));
    assert!(office.get(LEADER, "/bank?q=subsidie").text.contains("1\u{a0}betaling"));
    assert!(office.get(LEADER, "/bank?q=iets+anders").text.contains("Geen betaling past"));
    assert!(office.get(LEADER, "/bank.csv?toon=wacht").text.contains("subsidie"));
}

#[test]
fn what_the_landlord_never_booked_is_a_persons_question_and_the_answer_comes_back() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, CONSULTANT);
    let before = owes(&desk.dossier(), today());
    let book = office.book();
    let mut money = store::seen::SeenMoney {
        tenancy: desk.id(),
        by: store::seen::SeenBy::Provider,
        key: "dienst:tr_1/2".into(),
        reference: String::new(),
        seen_on: today() - 20,
        cents: Cents(3_333),
    };
    let mut writer = office.book();
    writer.see_money(&money).unwrap();
    money.key = "dienst:tr_2".into();
    let list = office.get(CONSULTANT, "/bank?toon=gezien").text;
    assert!(list.contains("33,33") && list.contains("Langer dan veertien dagen"));
    let address = "/bank/gezien/dienst%3Atr_1%2F2";
    assert!(office.get(CONSULTANT, address).text.contains("Wat was het?"));
    assert_eq!(
        sends(&office, CONSULTANT, address, "antwoord=telt-niet&wat=").status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let ended = sends(&office, CONSULTANT, address, "antwoord=telt-niet&wat=stond+al+bij+oktober");
    assert!(ended.goes_to().contains("klaar="));
    assert_eq!(owes(&desk.dossier(), today()), before);
    assert_eq!(
        sends(&office, CONSULTANT, address, "antwoord=telt-niet&wat=nog+eens").status,
        StatusCode::CONFLICT
    );
    assert!(desk.undoes(&ended).goes_to().contains("terug"));
    assert_eq!(owes(&desk.dossier(), today()), before - Cents(3_333), "it counts again");
    assert_eq!(book.seen_money(desk.id()).unwrap()[0].still_open, Cents(3_333));
}

#[test]
fn money_that_may_be_booked_already_counts_when_somebody_says_so() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, CONSULTANT);
    let before = owes(&desk.dossier(), today());
    let paid =
        desk.dossier().entries.into_iter().rfind(|one| one.kind == EntryKind::Payment && one.cents.0 < 0);
    let paid = paid.expect("who owes paid once");
    let money = store::seen::SeenMoney {
        tenancy: desk.id(),
        by: store::seen::SeenBy::Bank,
        key: "bank:9".into(),
        reference: String::new(),
        seen_on: paid.booked_on,
        cents: Cents(1_000) - paid.cents,
    };
    office.book().see_money(&money).unwrap();
    assert_eq!(owes(&desk.dossier(), today()), before - Cents(1_000), "the rest may be booked already");
    office.book().ask_about_seen(today()).unwrap();
    let tasks = office.book().open_tasks_about(desk.id()).unwrap();
    assert!(tasks.iter().any(|task| task.kind == "betaling-nakijken"), "it is asked at once");
    assert!(office.get(CONSULTANT, "/bank?toon=gezien").text.contains("misschien al geboekt"));
    let address = "/bank/gezien/bank%3A9";
    let page = office.get(CONSULTANT, address).text;
    assert!(page.contains("Ja, dat is deze betaling") && page.contains("Nee, dat is ander geld"));
    assert_eq!(sends(&office, CONSULTANT, address, "antwoord=weet-niet").status, StatusCode::NOT_FOUND);

    let dossier = || office.get(CONSULTANT, &format!("/dossier/{}", desk.number().replace('/', "%2F"))).text;
    assert!(dossier().contains("Wordt nagekeken"), "who has the tenant on the telephone sees it");

    let booked = sends(&office, CONSULTANT, address, "antwoord=geboekt&notitie=");
    assert!(!dossier().contains("Wordt nagekeken"));
    assert_eq!(owes(&desk.dossier(), today()), before - Cents(1_000));
    assert_eq!(sends(&office, CONSULTANT, address, "antwoord=ander-geld").status, StatusCode::CONFLICT);
    assert!(desk.undoes(&booked).goes_to().contains("terug"));
    let other = sends(&office, CONSULTANT, address, &format!("antwoord=ander-geld&notitie={HOSTILE}"));
    assert!(other.goes_to().contains("klaar="));
    assert_eq!(owes(&desk.dossier(), today()), before - money.cents, "all of it counts");
    assert!(desk.undoes(&other).goes_to().contains("terug"));
    assert_eq!(owes(&desk.dossier(), today()), before - Cents(1_000), "and is in doubt again");
    let timeline = dossier();
    assert!(timeline.contains("Tot dat is nagekeken") && !timeline.contains("<script>alert"));
}

#[test]
fn money_that_nobody_booked_is_work_until_somebody_says_what_it_was() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, CONSULTANT);
    let seen_on = |days| store::seen::SeenMoney {
        tenancy: desk.id(),
        by: store::seen::SeenBy::Bank,
        key: format!("bank:{days}"),
        reference: String::new(),
        seen_on: today() - days,
        cents: Cents(3_333 + i64::from(days)),
    };
    let mut book = office.book();
    book.see_money(&seen_on(13)).unwrap();
    book.see_money(&seen_on(14)).unwrap();
    let lies = || {
        let tasks = office.book().open_tasks_about(desk.id()).unwrap();
        tasks.into_iter().filter(|task| task.kind == "betaling-nakijken").collect::<Vec<_>>()
    };
    book.ask_about_seen(today()).unwrap();
    book.ask_about_seen(today()).unwrap();
    let [task] = &lies()[..] else { panic!("one task, about what is old enough: {:?}", lies()) };
    let list = office.get(CONSULTANT, "/werk?lijst=wijk&stap=betaling-nakijken").text;
    assert!(list.contains("33,47, gezien via de bank op"), "the list says why");
    let page =
        office.get(CONSULTANT, &format!("/dossier/{}?taak={}", desk.number().replace('/', "%2F"), task.id));
    assert!(page.text.contains("/bank/gezien/bank%3A14") && page.text.contains("Zeg wat het was"));

    let ended =
        sends(&office, CONSULTANT, "/bank/gezien/bank%3A14", "antwoord=telt-niet&wat=stond+bij+oktober");
    assert!(ended.goes_to().contains("klaar="));
    assert!(lies().is_empty(), "the answer finishes the task");
    assert!(desk.undoes(&ended).goes_to().contains("terug"));
    assert_eq!(lies().len(), 1, "and taken back it is a question again");

    // Who only closes it is asked again: the money goes on counting.
    let form = format!("handeling=klaar&notitie=komt+nog&taak={}", task.id);
    let address = format!("/dossier/{}/doe", desk.number().replace('/', "%2F"));
    assert!(sends(&office, CONSULTANT, &address, &form).goes_to().contains("klaar="));
    book.ask_about_seen(today() + 13).unwrap();
    assert!(!lies().iter().any(|one| one.id == task.id));
    book.ask_about_seen(today() + 14).unwrap();
    assert!(lies().iter().any(|one| one.id == task.id));
}

#[test]
fn what_is_wrong_with_the_files_is_seen_to_by_name_and_comes_back() {
    let office = Office::new();
    let file = BankFile { hash: [9; 32], name: "afschrift 9".into(), signature: 9 };
    let refused =
        office.book().take_bank_file(&file, today(), &mut |_| Err(Unread::Refused("Breekt af.".into())));
    assert!(refused.is_ok());
    let alarm = || office.book().bank_alarms(today()).unwrap().pop().expect("one alarm");
    assert!(office.get(CONSULTANT, "/bank").text.contains("Let op."));
    let file = office.get(LEADER, "/bank.csv?toon=bestanden").text;
    assert!(file.contains("afschrift 9;") && file.contains("Breekt af."), "{file}");
    let address = format!("/bank/melding/{}", alarm().id);
    assert_eq!(sends(&office, AUDITOR, &address, "handeling=gezien").status, StatusCode::FORBIDDEN);
    let seen = sends(&office, CONSULTANT, &address, &format!("handeling=gezien&notitie={HOSTILE}"));
    assert_eq!(seen.goes_to(), "/bank");
    let page = office.get(LEADER, "/bank").text;
    assert!(!page.contains("Let op.") && page.contains("Gezien door") && !page.contains("<script>alert"));
    assert_eq!(sends(&office, LEADER, &address, "handeling=terug").goes_to(), "/bank");
    assert!(alarm().seen.is_none());
    let unknown = sends(&office, LEADER, "/bank/melding/bestaat-niet", "handeling=gezien");
    assert_eq!(unknown.status, StatusCode::CONFLICT);
}

#[test]
fn what_came_back_says_why_and_a_death_without_a_dossier_waits() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, CONSULTANT);
    let number = desk.number();
    let taken = take(&office, 1, vec![payment(-5_000, &number, "AM04"), payment(-6_000, "onbekend", "MD07")]);
    assert_eq!((taken.returned, taken.waiting), (1, 1));
    let list = office.get(LEADER, "/bank?toon=terug").text;
    assert!(list.contains("te weinig saldo") || list.contains("Te weinig saldo"), "the reason is told");
    let [key] = &waiting(&office)[..] else { panic!("the death waits for its dossier") };
    let chosen = sends(
        &office,
        CONSULTANT,
        &format!("/bank/betaling/{key}"),
        &format!("handeling=kies&dossier={}", number.replace('/', "%2F")),
    );
    assert!(chosen.goes_to().contains("klaar="));
    assert!(desk.sees("").text.contains("overleden"), "the dossier knows");
    assert_eq!(desk.undoes(&chosen).status, StatusCode::CONFLICT, "a death is not unsaid by a button");
}

#[test]
fn who_may_not_record_looks_or_sees_nothing_and_changes_nothing() {
    let office = Office::new();
    take(&office, 1, vec![payment(10_000, "voor mijn moeder", "")]);
    let [key] = &waiting(&office)[..] else { panic!("one payment waits") };
    let address = format!("/bank/betaling/{key}");
    let looks = office.get(AUDITOR, &address);
    assert!(looks.status == StatusCode::OK && !looks.text.contains("Haal van de lijst"));
    assert_eq!(
        sends(&office, AUDITOR, &address, "handeling=geen-huur&reden=x").status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(office.get(EMPLOYEE, "/bank").status, StatusCode::FORBIDDEN);
    assert_eq!(office.get(LEADER, "/bank/betaling/bestaat-niet").status, StatusCode::NOT_FOUND);
    let forged = office.post(&landlord::cookie(LEADER), &address, "zegel=x&handeling=geen-huur&reden=x");
    assert_ne!(forged.status, StatusCode::SEE_OTHER);
    assert_eq!(&waiting(&office), std::slice::from_ref(key));
}
