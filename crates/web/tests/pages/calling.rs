//! The task to call: whom, at which number, and what to do when there is none.

use crate::desktop::Desktop;
use crate::landlord::LEADER;
use crate::working::{Office, part};

#[test]
fn the_numbers_to_call_stand_with_the_task_and_without_one_it_says_what_to_do() {
    let office = Office::new();
    let desk = Desktop::who_owes(&office, LEADER);
    let book = office.book();
    let task = "insert into task select 'proef', max(id), ?1, max(day), 'bellen', 'huurconsulent', 'automatisch', '', '', 'open' from night_run";
    book.connection().execute(task, [desk.id().0]).unwrap();
    let numbers = |mobile: &str, phone: &str| {
        let update = "update person set name = 'M. Postma', mobile = ?2, phone = ?3 where external in \
             (select person from tenancy_person where tenancy = ?1)";
        book.connection().execute(update, (desk.id().0, mobile, phone)).unwrap();
        let page = desk.sees("?taak=proef").text;
        part(&page, "id=\"doen\"", "<form").expect("what stands above the outcome").to_string()
    };
    let with = numbers("06-1234 5678", "058 123 45 67");
    for told in
        ["M. Postma", "href=\"tel:0612345678\">06-1234 5678<", "href=\"tel:0581234567\"", "Voicemail?"]
    {
        assert!(with.contains(told), "{told}: {with}");
    }
    let without = numbers("", "");
    assert!(without.contains("geen nummer dat klopt") && without.contains("huisbezoek"), "{without}");
    assert!(!without.contains("tel:") && !without.contains("Voicemail?"));
}
