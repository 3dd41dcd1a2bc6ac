//! Delivery as a landlord meets it: nothing before the cut-off, everything once after it, a payment of this morning, a
//! bounce that comes back by letter, a trial, the emergency stop, a night done over, and answers that make no sense.

use std::fs;

use domain::calendar::Day;

use crate::landlord::{Landlord, opening, rows, simulated};
use crate::outside::{Outside, letters};

/// A working day, the day after the rent was due.
pub const NIGHT: &str = "2026-06-02";

/// A landlord with last night's messages ready, and the day of that night.
fn after_a_night(seed: u64) -> (Landlord, simulator::vera::Landlord, Outside, Day) {
    let simulated = simulated(seed, 900, 9);
    let night = Day::parse_iso(NIGHT).expect("a constant");
    let landlord = Landlord::new();
    landlord.deliver(&opening(&simulated, night.previous()));
    let outside = Outside::around(&landlord);
    landlord.night(night);
    (landlord, simulated, outside, night)
}

fn count(landlord: &Landlord, state: &str) -> usize {
    rows(&landlord.book(), &format!("select id from outbox where state = '{state}'")).len()
}

#[test]
fn nothing_leaves_before_the_cut_off_and_everything_once_after_it() {
    let (landlord, _, outside, night) = after_a_night(21);
    let planned = count(&landlord, "klaar");
    assert!(planned > 10, "{planned} messages");
    let early = landlord.deliver_post(night, "08:00");
    assert_eq!(early["before_cut_off"], true);
    assert!(outside.reached(&landlord.folder).is_empty());
    let one = rows(&landlord.book(), "select id from outbox where state = 'klaar' order by id limit 1");
    let id = one[0].split('"').nth(1).expect("an id");
    let cancelled = landlord.houvast(&["post", "cancel", id, "--door", "de teamleider"]);
    assert!(cancelled.status.success(), "{}", String::from_utf8_lossy(&cancelled.stderr));
    landlord.deliver_post(night, "10:00");
    let reached = outside.reached(&landlord.folder);
    assert!(reached.values().all(|ways| ways.len() == 1), "{reached:?}");
    assert_eq!(reached.len(), count(&landlord, "aangenomen"));
    assert!(reached.len() + planned / 3 >= planned, "{} of {planned} left", reached.len());
    assert!(!reached.contains_key(&id[..24]), "what was cancelled stays");
    let again = landlord.deliver_post(night, "11:00");
    assert!(again["handed_over"].as_object().is_some_and(|ways| ways.is_empty()), "{again}");
    assert_eq!(outside.reached(&landlord.folder), reached);
}

#[test]
fn a_payment_of_this_morning_cancels_what_asks_for_it() {
    let (landlord, simulated, outside, night) = after_a_night(22);
    let waiting =
        rows(&landlord.book(), "select tenancy from outbox where state = 'klaar' and amount is not null");
    landlord.deliver(&simulated.delivery(night.previous(), night));
    let report = landlord.deliver_post(night, "08:12");
    let cancelled = rows(
        &landlord.book(),
        "select o.tenancy from outbox o where o.state = 'vervallen' and o.reason <> '' and not exists \
         (select 1 from step_taken s where s.tenancy = o.tenancy and s.day = o.day and s.step = o.step_key)",
    );
    assert!(!waiting.is_empty() && !cancelled.is_empty(), "{report}");
    assert!(report["cancelled"].as_object().is_some_and(|reasons| !reasons.is_empty()), "{report}");
    landlord.deliver_post(night, "10:12");
    let reached = outside.reached(&landlord.folder);
    for id in rows(&landlord.book(), "select id from outbox where state = 'vervallen'") {
        let id = id.split('"').nth(1).expect("an id");
        assert!(!reached.contains_key(&id[..24]), "{id} was cancelled");
    }
}

#[test]
fn mail_that_comes_back_goes_by_letter_the_next_night() {
    let (landlord, simulated, outside, night) = after_a_night(23);
    // Everybody who gets mail today has an address that is gone.
    let gone = "update person set email = 'weg.' || email where external in (select tp.person from tenancy_person tp \
         join outbox o on o.tenancy = tp.tenancy where o.channel = 'e-mail' and o.state = 'klaar')";
    landlord.book().connection().execute(gone, []).expect("the addresses change");
    landlord.deliver_post(night, "10:00");
    let heard = landlord.hear(&outside.bounces(), night);
    assert!(heard["news"].as_u64().is_some_and(|news| news > 0), "somebody's address is gone: {heard}");
    assert_eq!(landlord.hear(&outside.bounces(), night)["news"], 0, "twice is no news");
    let reports = landlord.hear(&outside.reports(), night);
    assert!(reports["news"].as_u64().is_some_and(|news| news > 0), "{reports}");
    assert_ne!(count(&landlord, "bezorgd"), 0, "text messages arrived");
    let returned = rows(&landlord.book(), "select id from outbox where state = 'teruggekomen' order by id");
    assert!(!returned.is_empty());
    landlord.deliver(&simulated.delivery(night.previous(), night));
    landlord.night(night.next());
    landlord.deliver_post(night.next(), "10:00");
    let by_letter = rows(
        &landlord.book(),
        "select count(*) from attempt a join attempt b on b.message = a.message and b.number > a.number \
         where a.fate = 'teruggekomen' and b.channel = 'brief' and b.outcome = 'aangenomen'",
    );
    assert_ne!(by_letter, ["Integer(0)"], "{returned:?}");
    assert!(
        letters(&landlord.folder).iter().all(|path| fs::read(path).expect("a letter").starts_with(b"%PDF"))
    );
}

#[test]
fn a_trial_reaches_staff_only_and_counts_for_nothing() {
    let (landlord, _, outside, night) = after_a_night(24);
    let before = crate::landlord::standing(&landlord.folder);
    let day = night.to_string();
    let output = landlord
        .command(&["deliver", "--proef", "--dag", &day, "--now", "10:00"])
        .env("HOUVAST_VOORBEELD_SLEUTEL", "sleutel")
        .output()
        .expect("the executable starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(crate::landlord::standing(&landlord.folder), before);
    let (mails, texts) = (outside.mails(), outside.texts());
    assert!(!mails.is_empty() && !texts.is_empty());
    for mail in &mails {
        let to = mail.lines().find_map(|line| line.strip_prefix("To: ")).expect("a header");
        assert_eq!(to.trim(), "proef@voorbeeldwonen.example");
        assert!(mail.contains("[proef HO-"), "the dossier is named by its number");
    }
    assert!(texts.iter().all(|text| text["to"].as_str().is_some_and(|to| to.ends_with("600000001"))));
    assert!(letters(&landlord.folder).is_empty(), "the print house sees nothing");
}

#[test]
fn the_emergency_stop_stops_everything_until_it_is_lifted() {
    let (landlord, _, outside, night) = after_a_night(25);
    let stop = landlord.houvast(&["post", "stop", "verkeerde brieven", "--door", "de teamleider"]);
    assert!(stop.status.success(), "{}", String::from_utf8_lossy(&stop.stderr));
    let report = landlord.deliver_post(night, "10:00");
    assert!(report["stopped"].as_str().is_some_and(|why| why.contains("verkeerde brieven")), "{report}");
    assert!(outside.reached(&landlord.folder).is_empty());
    landlord.houvast(&["post", "go", "--door", "de teamleider"]);
    landlord.deliver_post(night, "10:30");
    assert!(!outside.reached(&landlord.folder).is_empty());
}

#[test]
fn a_night_done_over_sends_nothing_twice() {
    let (landlord, _, outside, night) = after_a_night(26);
    landlord.deliver_post(night, "10:00");
    let sent = outside.reached(&landlord.folder);
    assert!(!sent.is_empty());
    landlord.night(night);
    landlord.deliver_post(night, "11:00");
    let after = outside.reached(&landlord.folder);
    for (id, ways) in &sent {
        assert_eq!(after[id], *ways, "{id}");
    }
    let book = landlord.book();
    let last = book.last_night().unwrap().expect("a night");
    let shown = book.post_messages(last.id).unwrap();
    assert!(
        sent.keys().all(|id| shown.iter().any(|one| one.id.starts_with(id.as_str()))),
        "what left stays on the list of its day"
    );
    let counted: u64 = book.messages_in(last.id).unwrap().iter().map(|one| one.count).sum();
    assert_eq!(counted as usize, shown.len());
    let twice = "select tenancy, day, count(*) from step_taken where channel is not null group by 1, 2 having count(*) > 1";
    assert!(rows(&landlord.book(), twice).is_empty());
}

#[test]
fn what_did_not_leave_is_decided_anew_and_answers_without_sense_lose_nothing() {
    let (landlord, simulated, outside, night) = after_a_night(27);
    let planned = count(&landlord, "klaar");
    landlord.deliver(&simulated.delivery(night.previous(), night));
    landlord.night(night.next());
    let old =
        rows(&landlord.book(), &format!("select id from outbox where state = 'klaar' and day = {}", night.0));
    assert!(planned > 0 && old.is_empty(), "yesterday's messages lapsed or were planned anew");
    landlord.deliver_post(night.next(), "10:00");
    let sent = outside.reached(&landlord.folder).len();
    let folder = landlord.folder.join("onzin");
    fs::create_dir_all(&folder).unwrap();
    fs::write(
        folder.join("a.csv"),
        "id;status;datum\nbestaat-niet;gepost;21-11-2026\n;;\nx;onzin;99-99-9999\n",
    )
    .unwrap();
    fs::write(folder.join("b.eml"), [0_u8, 159, 146, 150]).unwrap();
    fs::write(folder.join("c.json"), "{\"status\": [").unwrap();
    fs::write(folder.join("d.bin"), "?").unwrap();
    let heard = landlord.hear(&folder, night.next());
    assert!(heard["findings"].as_array().is_some_and(|findings| findings.len() >= 5), "{heard}");
    assert_eq!(heard["news"], 0);
    assert_eq!(outside.reached(&landlord.folder).len(), sent);
    let list = landlord.houvast(&["post", "list"]);
    assert!(String::from_utf8_lossy(&list.stdout).contains("niet te plaatsen"));
}
