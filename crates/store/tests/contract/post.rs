//! The post room, seen from outside: what was really sent, what came back, in whatever order it is told.

use domain::calendar::Day;
use domain::dossier::{Channels, ContactChannel, Dossier, Milestone, StepTaken, Tenancy};
use domain::ids::{Key, TenancyId};
use domain::law_in_motion::fourteen_days::{LetterOnFile, Posting};
use domain::money::Cents;
use domain::policy::TaskKind;
use proptest::prelude::*;
use store::Book;
use store::post::{By, Claim, Claimed, Fate, Found, Heard, MessageState, Moment, OnItsWay, Outcome, Told};

use crate::Fresh;

const TENANCY: TenancyId = TenancyId(1);
const MESSAGE: &str = "0123456789abcdef0123456789abcdef";
const LETTER: &str = "veertiendagenbrief";
const LEADER: By = By { name: "de teamleider", account: None };

fn day() -> Day {
    Day::parse_iso("2026-11-20").expect("a constant")
}

fn at(day: Day) -> Moment {
    Moment { day, seconds: i64::from(day.0) * 86_400 + 36_000 }
}

/// A book with one tenancy, one planned message and its step.
fn book(channel: ContactChannel) -> Option<(Fresh, Book)> {
    let fresh = crate::fresh("the post room")?;
    let mut book = Book::open(&fresh.place).expect("the book opens");
    let reachable = Channels::default().with(ContactChannel::Email).with(ContactChannel::Letter);
    let tenancy = Tenancy { id: TENANCY, reachable, ..Tenancy::default() };
    book.load(std::iter::once(Dossier { tenancy, ..Dossier::default() })).expect("the dossier goes in");
    let (day, step) = (day().0, Key::of(LETTER).0);
    let code = if channel == ContactChannel::Letter { 4 } else { 3 };
    let word = channel.dutch();
    let rows = format!(
        "insert into person values ('P1', 'mevrouw Proef', '', null, null, '', 'proef@example.org', '', '', 0, null);
         insert into tenancy_person values (1, 0, 'P1');
         insert into step_taken (tenancy, day, cycle, step, channel, milestone)
           values (1, {day}, {day}, {step}, {code}, 2);
         insert into outbox (id, run, tenancy, day, letter, tone, channel, mode, flow, step, state, step_key, cycle)
           values ('{MESSAGE}', 1, 1, {day}, '{LETTER}', '', '{word}', 'automatisch', '', '', 'klaar', {step}, {day});"
    );
    book.connection().execute_batch(&rows).expect("the rows go in");
    book.rebuild_packed().expect("the dossiers are packed");
    Some((fresh, book))
}

fn step(channel: ContactChannel, milestone: Option<Milestone>) -> StepTaken {
    let step = Key::of(LETTER);
    StepTaken { day: day(), cycle: day(), step, channel: Some(channel), milestone, posted_on: None }
}

fn dossier(book: &Book) -> Dossier {
    let mut packed = Dossier::default();
    assert!(book.unpack_one(TENANCY, &mut packed).expect("it is packed"));
    let truth = book.dossier_from_truth(TENANCY).expect("it can be read").expect("it is there");
    assert_eq!(packed, truth, "the packed form is what the truth says");
    packed
}

fn claim_for(book: &Book, channel: ContactChannel) -> Claim {
    Claim {
        message: book.message(MESSAGE).expect("it can be read").expect("it is there"),
        channel,
        person: "P1".into(),
        address: "proef@example.org".into(),
        batch: String::new(),
        provider: String::new(),
        amount: None,
        milestone: Some(Milestone::FourteenDayLetter),
        subject: "Proef".into(),
        text: "Beste mevrouw Proef".into(),
        wording: 'b',
        states: Some(LetterOnFile {
            made_on: day(),
            posting: Posting::NotProven,
            claims: vec![(day() - 50, Cents(54_940)), (day() - 19, Cents(54_940))],
            stated_costs: Cents(16_482),
            wording_valid: true,
            charged: None,
        }),
        visit: None,
    }
}

fn claim(book: &mut Book, channel: ContactChannel) -> OnItsWay {
    let claim = claim_for(book, channel);
    match book.claim(&[claim], at(day())).expect("it can be claimed").remove(0) {
        Claimed::Yes(on_its_way) => *on_its_way,
        other => panic!("{other:?}"),
    }
}

fn send(book: &mut Book, channel: ContactChannel) -> OnItsWay {
    let attempt = claim(book, channel);
    let accepted = Outcome::Accepted { provider_id: "aanbieder-7".into() };
    book.settle(&[(&attempt, accepted)], at(day())).expect("it is written down");
    attempt
}

fn state(book: &Book) -> MessageState {
    book.message(MESSAGE).expect("it can be read").expect("it is there").state
}

fn hear(book: &mut Book, fate: Fate, on: Day) -> Heard {
    let told = Told { about: "aanbieder-7".into(), fate, at: Some(at(on)), detail: String::new() };
    book.hear("proef", 1, &told, at(on)).expect("it is heard")
}

#[test]
fn a_letter_proves_something_from_the_day_it_was_posted() {
    let Some((_fresh, mut book)) = book(ContactChannel::Letter) else { return };
    send(&mut book, ContactChannel::Letter);
    assert_eq!(dossier(&book).steps, [step(ContactChannel::Letter, None)], "handed over is not posted");
    hear(&mut book, Fate::Printed, day());
    assert_eq!(dossier(&book).steps, [step(ContactChannel::Letter, None)]);
    hear(&mut book, Fate::Posted, day() + 3);
    let proven = step(ContactChannel::Letter, Some(Milestone::FourteenDayLetter));
    assert_eq!(dossier(&book).steps, [StepTaken { posted_on: Some(day() + 3), ..proven }]);
}

fn on_file(book: &Book) -> Vec<LetterOnFile> {
    book.letters_on_file(TENANCY).expect("they can be read")
}

#[test]
fn a_fourteen_day_letter_is_on_file_from_the_moment_it_left() {
    let Some((_fresh, mut book)) = book(ContactChannel::Letter) else { return };
    let stated = claim_for(&book, ContactChannel::Letter).states.expect("it states something");
    let attempt = claim(&mut book, ContactChannel::Letter);
    assert_eq!(on_file(&book), [], "an attempt is not a letter that left");
    assert_eq!(book.last_wording(TENANCY, LETTER).unwrap(), None);
    let accepted = Outcome::Accepted { provider_id: "aanbieder-7".into() };
    book.settle(&[(&attempt, accepted)], at(day())).expect("it is written down");
    assert_eq!(on_file(&book), std::slice::from_ref(&stated));
    assert_eq!(book.last_wording(TENANCY, LETTER).unwrap(), Some('b'));
    hear(&mut book, Fate::Posted, day() + 3);
    assert_eq!(on_file(&book), [LetterOnFile { posting: Posting::Posted(day() + 3), ..stated }]);
}

#[test]
fn what_is_told_of_a_letter_on_file_comes_to_the_same_in_every_order() {
    for fates in [[Fate::Posted, Fate::AddressUnusable], [Fate::AddressUnusable, Fate::Posted]] {
        let Some((_fresh, mut book)) = book(ContactChannel::Letter) else { return };
        send(&mut book, ContactChannel::Letter);
        for fate in fates {
            hear(&mut book, fate, if fate == Fate::Posted { day() + 1 } else { day() + 6 });
        }
        assert_eq!(on_file(&book)[0].posting, Posting::CameBack(day() + 1, day() + 6), "{fates:?}");
    }
    let Some((_fresh, mut book)) = book(ContactChannel::Letter) else { return };
    let attempt = claim(&mut book, ContactChannel::Letter);
    let unsure = Outcome::Uncertain { reason: "de drukker antwoordt niet".into() };
    book.settle(&[(&attempt, unsure)], at(day())).expect("it is written down");
    assert_eq!(on_file(&book), [], "nobody knows whether it left");
    assert!(book.settle_uncertain(MESSAGE, Found::Left, LEADER, at(day())).expect("it is settled"));
    assert_eq!(on_file(&book).len(), 1);
}

#[test]
fn post_to_an_administrator_that_comes_back_says_nothing_about_the_home() {
    let Some((_fresh, mut book)) = book(ContactChannel::Letter) else { return };
    book.connection()
        .execute_batch(
            "insert into person values ('R-9', 'Stichting Voorbeeldbewind', '', null, null, '', '', '', '', 0, null);
             insert into person_post values ('R-9', 'Postbus', '120', '1234 AD', 'Rotterdam');
             insert into representation values ('P1', 20000, null, 'R-9');",
        )
        .expect("the rows go in");
    let administrator = |book: &Book| {
        let to = book.addressee(TENANCY, day()).expect("it can be read").expect("there is a tenant");
        to.administrator.expect("somebody answers for the money")
    };
    let known = administrator(&book);
    let post = known.post.expect("it was delivered");
    assert_eq!((known.name.as_str(), post.number.as_str()), ("Stichting Voorbeeldbewind", "120"));
    let claim = Claim {
        person: known.person,
        address: "Stichting Voorbeeldbewind\nPostbus 120\n1234 AD ROTTERDAM".into(),
        ..claim_for(&book, ContactChannel::Letter)
    };
    let Claimed::Yes(attempt) = book.claim(&[claim], at(day())).expect("it can be claimed").remove(0) else {
        panic!("it may be tried")
    };
    let accepted = Outcome::Accepted { provider_id: "aanbieder-7".into() };
    book.settle(&[(&attempt, accepted)], at(day())).expect("it is written down");
    assert!(!administrator(&book).came_back);
    hear(&mut book, Fate::AddressUnusable, day() + 3);
    assert!(administrator(&book).came_back);
    assert_eq!(dossier(&book).circumstances, [], "the tenant still lives where he lives");
}

#[test]
fn an_email_that_bounces_was_not_sent_and_its_address_does_not_reach_any_more() {
    let Some((_fresh, mut book)) = book(ContactChannel::Email) else { return };
    send(&mut book, ContactChannel::Email);
    assert_eq!(dossier(&book).steps, [step(ContactChannel::Email, Some(Milestone::FourteenDayLetter))]);
    assert_eq!(hear(&mut book, Fate::AddressUnusable, day()), Heard::New);
    assert_eq!((state(&book), dossier(&book).steps), (MessageState::Returned, vec![]));
    assert!(!dossier(&book).tenancy.reachable.has(ContactChannel::Email));
    let touched = "select count(*) from touched";
    let news: i64 = book.connection().query_row(touched, [], |row| row.get(0)).expect("it is counted");
    assert_eq!(news, 1, "the next night looks at it");
}

#[test]
fn what_did_not_leave_on_its_day_was_not_sent() {
    let Some((_fresh, mut book)) = book(ContactChannel::Email) else { return };
    assert_eq!(book.lapse_before(day(), at(day())).expect("it can lapse"), 0, "its day is not over");
    assert_eq!(book.lapse_before(day().next(), at(day().next())).expect("it can lapse"), 1);
    assert_eq!((state(&book), dossier(&book).steps), (MessageState::Lapsed, vec![]));
}

#[test]
fn who_cancels_by_hand_passes_the_step_over_without_its_counting_as_sent() {
    let Some((_fresh, mut book)) = book(ContactChannel::Email) else { return };
    assert!(book.cancel_by(MESSAGE, "de teamleider", at(day())).expect("it can be cancelled"));
    assert!(!book.cancel_by(MESSAGE, "de teamleider", at(day())).expect("twice is too late"));
    let passed_over = StepTaken { channel: None, ..step(ContactChannel::Email, None) };
    assert_eq!(dossier(&book).steps, [passed_over]);
}

/// Who of the dossiers has news for the next night, whatever its wake day.
fn has_news(book: &Book) -> bool {
    let query = "select exists (select 1 from touched where tenancy = ?1)";
    book.connection().query_row(query, [TENANCY.0], |row| row.get(0)).expect("it is asked")
}

#[test]
fn who_wants_no_friendly_mail_more_is_known_to_the_next_night() {
    let Some((_fresh, mut book)) = book(ContactChannel::Email) else { return };
    let attempt = send(&mut book, ContactChannel::Email);
    book.connection().execute("delete from touched", []).expect("a night was");
    assert!(!dossier(&book).tenancy.no_friendly_mail);
    for is_news in [true, false] {
        assert!(book.stop_friendly(&attempt.reference, "proef", at(day())).expect("he may say so"));
        assert!(dossier(&book).tenancy.no_friendly_mail, "packed and truth agree");
        assert_eq!(has_news(&book), is_news, "once");
        book.connection().execute("delete from touched", []).expect("a night was");
    }
    // A co-tenant steps in whom we write to instead: it was not his wish.
    let other = "insert into person values ('P0', 'de heer Proef', '', null, null, '', 'ander@example.org', '', '', 0, null); \
         update tenancy_person set person = 'P0'";
    book.connection().execute_batch(other).expect("another one");
    book.rebuild_packed().expect("the dossiers are packed");
    assert!(!dossier(&book).tenancy.no_friendly_mail);
}

#[test]
fn who_said_so_before_the_book_knew_it_is_told_to_the_night_when_the_book_is_opened() {
    let Some((fresh, book)) = book(ContactChannel::Email) else { return };
    let rows = "insert into asked_to_stop values (1, 'P1', 3, 20000, 'proef'), (1, 'P9', 3, 20000, 'proef'); \
         drop index asked_to_stop_by_person; delete from touched; drop index early_signal_by_act; \
         drop index early_signal_by_answer; alter table early_signal drop column answer_act; \
         alter table early_signal drop column act; alter table early_signal drop column told; \
         alter table early_signal drop column fetched_on";
    book.connection().execute_batch(rows).expect("as it was");
    let older = ["update form set number = 35", "pragma user_version = 35"];
    assert!(older.iter().any(|older| book.connection().execute_batch(older).is_ok()));
    drop(book);
    let book = Book::open(&fresh.place).expect("the book opens");
    assert!(dossier(&book).tenancy.no_friendly_mail, "packed and truth agree");
    assert!(has_news(&book));
}

#[test]
fn nothing_is_claimed_while_the_emergency_stop_is_on() {
    let Some((_fresh, mut book)) = book(ContactChannel::Email) else { return };
    book.stop_post("verkeerde brieven", LEADER, at(day())).expect("it stops");
    let claim = claim_for(&book, ContactChannel::Email);
    let asked = book.claim(std::slice::from_ref(&claim), at(day())).expect("it can be asked");
    assert_eq!((asked, state(&book)), (vec![Claimed::Stopped], MessageState::Ready));
    assert!(book.resume_post(LEADER, at(day())).expect("it goes on"));
    assert!(matches!(book.claim(&[claim], at(day())).expect("it can be asked")[0], Claimed::Yes(_)));
}

#[test]
fn an_uncertain_message_becomes_a_task_and_stays_until_a_person_or_a_status_says() {
    let Some((_fresh, mut book)) = book(ContactChannel::Email) else { return };
    let attempt = claim(&mut book, ContactChannel::Email);
    let unknown = Outcome::Uncertain { reason: "de verbinding brak".into() };
    book.settle(&[(&attempt, unknown)], at(day())).expect("it is written down");
    assert_eq!(book.lapse_before(day() + 9, at(day() + 9)).expect("it can lapse"), 0);
    let open = |book: &Book| -> i64 {
        let query = "select count(*) from task where kind = ?1 and state = 'open'";
        let kind = TaskKind::CheckMessage.dutch();
        book.connection().query_row(query, [kind], |row| row.get(0)).expect("it is counted")
    };
    assert_eq!((state(&book), open(&book)), (MessageState::Uncertain, 1));
    let told = Told { about: attempt.reference, fate: Fate::Delivered, at: None, detail: String::new() };
    assert_eq!(book.hear("proef", 1, &told, at(day())).expect("it is heard"), Heard::New);
    assert_eq!((state(&book), open(&book)), (MessageState::Delivered, 0));
}

#[test]
fn a_status_about_nothing_of_ours_is_kept_as_a_finding() {
    let Some((_fresh, mut book)) = book(ContactChannel::Email) else { return };
    for _ in 0..2 {
        assert_eq!(hear(&mut book, Fate::Delivered, day()), Heard::Unknown);
    }
    assert_eq!(book.post_findings(10).expect("findings").len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Statuses in any order, any number of times, leave the same message, steps and reach.
    #[test]
    fn statuses_come_to_the_same_in_every_order(
        fates in prop::collection::vec(prop::sample::select(Fate::ALL.to_vec()), 1..6),
        letter in any::<bool>(),
        turn in any::<prop::sample::Index>(),
    ) {
        let channel = if letter { ContactChannel::Letter } else { ContactChannel::Email };
        let after = |order: &[Fate]| {
            let (_fresh, mut book) = book(channel)?;
            send(&mut book, channel);
            for fate in order {
                hear(&mut book, *fate, day());
            }
            let dossier = dossier(&book);
            Some((state(&book), dossier.steps, dossier.tenancy.reachable, dossier.circumstances))
        };
        let mut other = fates.clone();
        other.rotate_left(turn.index(fates.len()));
        other.reverse();
        other.extend_from_slice(&fates);
        prop_assert_eq!(after(&fates), after(&other));
    }
}
