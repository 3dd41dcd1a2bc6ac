//! Acts beside deliveries: what a person ended stays ended while the landlord's system repeats itself, and comes back when it says
//! something new.

use domain::calendar::Day;
use domain::delivery::{ArrangementRow, CircumstanceRow, Place, Row, Stated, TenancyRow};
use domain::dossier::{CircumstanceKind, ContactChannel, Dossier};
use domain::ids::TenancyId;
use domain::law_in_motion::municipal_answer::MunicipalAnswer;
use domain::money::Cents;
use domain::policy::TaskKind;
use domain::staff::{Role, Seat};
use store::Book;
use store::acts::{Act, Ends, NotDone, Record};
use store::early_signals::{SignalSent, Told};
use store::intake::{Announced, Fed};
use store::post::{Moment, Received};
use store::staff::StaffId;
use store::tenant_page::Answered;

use crate::Fresh;

fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a constant")
}

fn today() -> Day {
    day("2026-11-20")
}

/// A landlord who delivers one tenancy with a dispute and an arrangement.
struct Landlord {
    _fresh: Fresh,
    book: Book,
    by: StaffId,
    deliveries: u8,
    dispute: CircumstanceRow,
    arrangement: ArrangementRow,
}

impl Landlord {
    fn new() -> Option<Landlord> {
        let fresh = crate::fresh("acts of people")?;
        let book = Book::open(&fresh.place).expect("the book opens");
        let seat = Seat { role: Role::Consultant, districts: Vec::new() };
        let by = book.add_staff("proef@example.org", "S. Proef", &seat, 0).unwrap().expect("an account");
        let dispute = CircumstanceRow {
            external: "O1".into(),
            tenancy: "T1".into(),
            kind: CircumstanceKind::Dispute,
            since: day("2026-11-01"),
            until: None,
            closed_on: None,
            cents: Some(Cents(10_000)),
            why: "lekkage".into(),
        };
        let arrangement = ArrangementRow {
            external: "R1".into(),
            tenancy: "T1".into(),
            agreed_on: day("2026-11-01"),
            covers: Vec::new(),
            instalments: vec![(day("2026-12-01"), Cents(5_000)), (day("2027-01-01"), Cents(5_000))],
            ended_on: None,
        };
        let mut landlord = Landlord { _fresh: fresh, book, by, deliveries: 0, dispute, arrangement };
        landlord.delivers();
        Some(landlord)
    }

    fn delivers(&mut self) {
        self.deliveries += 1;
        let announced = Announced {
            hash: [self.deliveries; 32],
            signature: 0,
            name: format!("proef {}", self.deliveries),
            kind: "vera".into(),
            released: true,
            costs_clauses: Default::default(),
        };
        let tenancy = TenancyRow { external: "T1".into(), ..TenancyRow::default() };
        let rows = [
            Row::Tenancy(tenancy),
            Row::Circumstance(self.dispute.clone()),
            Row::Arrangement(self.arrangement.clone()),
        ];
        let taken = self.book.take_in(&announced, today(), &mut |sink| {
            for row in &rows {
                sink(Fed::Row(Place { file: "proef.ndjson".into(), row: 1 }, row.clone()));
            }
            Ok(Stated { as_of: Some(today() + i32::from(self.deliveries)), ..Stated::default() })
        });
        taken.expect("the book takes it").expect("the source reads");
    }

    fn dossier(&self) -> Dossier {
        let mut packed = Dossier::default();
        assert!(self.book.unpack_one(TenancyId(1), &mut packed).unwrap());
        let truth = self.book.dossier_from_truth(TenancyId(1)).unwrap().expect("it is there");
        assert_eq!(packed, truth, "the packed form is what the truth says");
        packed
    }

    fn does(&mut self, records: Vec<Record>) -> Result<i64, NotDone> {
        self.does_as("proef", records)
    }

    fn does_as(&mut self, kind: &str, records: Vec<Record>) -> Result<i64, NotDone> {
        let at = Moment { day: today(), seconds: 1_000 };
        let act = Act {
            tenancy: TenancyId(1),
            by: self.by,
            name: "S. Proef",
            at,
            kind,
            note: "",
            task: "",
            records,
        };
        self.book.act(&act).unwrap()
    }

    fn ends(&mut self, what: Ends, id: &str) -> Result<i64, NotDone> {
        self.does(vec![Record::Ending { what, id: id.into(), on: today() }])
    }

    fn undoes(&mut self, act: i64) -> Result<TenancyId, NotDone> {
        self.book.undo(act, self.by, Moment { day: today(), seconds: 2_000 }).unwrap()
    }

    fn disputed(&self) -> bool {
        self.dossier().circumstances[0].holds_on(today())
    }

    fn arranged(&self) -> bool {
        self.dossier().arrangements[0].ended_on.is_none()
    }
}

#[test]
fn what_was_ended_stays_so_while_deliveries_repeat_and_comes_back_with_news() {
    let Some(mut landlord) = Landlord::new() else { return };
    landlord.ends(Ends::Circumstance, "O1").unwrap();
    landlord.ends(Ends::Arrangement, "R1").unwrap();
    assert_eq!(landlord.ends(Ends::Circumstance, "O1"), Err(NotDone::EndedAlready));
    assert_eq!(landlord.ends(Ends::Circumstance, "onbekend"), Err(NotDone::EndedAlready));
    landlord.delivers();
    assert!(!landlord.disputed() && !landlord.arranged(), "the same again is no news");
    landlord.dispute.cents = Some(Cents(20_000));
    landlord.delivers();
    assert!(landlord.disputed() && !landlord.arranged(), "another amount is");
    landlord.arrangement.instalments.pop();
    landlord.delivers();
    assert!(landlord.arranged(), "so are other terms");
}

#[test]
fn an_act_is_taken_back_with_all_it_recorded_and_not_while_something_rests_on_it() {
    let Some(mut landlord) = Landlord::new() else { return };
    let before = landlord.dossier();
    let hold = Record::Circumstance { kind: CircumstanceKind::Hold, until: None, cents: None };
    let placed = landlord.does(vec![hold]).unwrap();
    let chosen = Record::Category { category: "goed".into(), until: today() + 10 };
    let chose = landlord.does(vec![chosen]).unwrap();
    let ended = landlord.ends(Ends::Circumstance, &format!("handeling/{placed}/0")).unwrap();
    let stopped = landlord.ends(Ends::Category, &chose.to_string()).unwrap();
    assert!(landlord.dossier().chosen_category(today()).is_none());
    assert_eq!(landlord.undoes(placed), Err(NotDone::EndedAlready));
    assert_eq!(landlord.undoes(chose), Err(NotDone::EndedAlready));
    for act in [stopped, ended, chose, placed] {
        landlord.undoes(act).unwrap();
    }
    assert_eq!(landlord.dossier(), before);
    assert_eq!(landlord.undoes(placed), Err(NotDone::UndoneAlready));
}

#[test]
fn the_log_says_that_something_was_found_and_not_what() {
    let Some(mut landlord) = Landlord::new() else { return };
    let finding = Record::Circumstance { kind: CircumstanceKind::CannotAndWillNot, until: None, cents: None };
    let found = landlord.does_as("vastgesteld: kan niet betalen en wil niet", vec![finding]).unwrap();
    landlord.undoes(found).unwrap();
    landlord.does_as("pauze tot en met 1 december", Vec::new()).unwrap();
    let told: Vec<String> =
        landlord.book.log_about(TenancyId(1)).unwrap().into_iter().map(|line| line.detail).collect();
    assert_eq!(told, ["vastgesteld", "pauze tot en met 1 december", "vastgesteld"], "newest first");
}

#[test]
fn the_account_of_the_tenants_is_nobodys() {
    let Some(landlord) = Landlord::new() else { return };
    let book = &landlord.book;
    let tenants = book.tenants_account().unwrap();
    let seat = Seat { role: Role::TeamLeader, districts: Vec::new() };
    assert!(book.staff_by_id(tenants).unwrap().is_none());
    assert!(book.set_seat(tenants, &seat).unwrap().is_err());
    assert!(!book.reopen_staff(tenants).unwrap());
    assert!(book.take_ways_away(tenants).unwrap().is_err());
    assert_eq!(book.tenants_account().unwrap(), tenants);
}

#[test]
fn a_refused_record_leaves_nothing_of_its_act_behind() {
    let Some(mut landlord) = Landlord::new() else { return };
    let before = landlord.dossier();
    let hold = Record::Circumstance { kind: CircumstanceKind::Hold, until: None, cents: None };
    let gone = Record::Ending { what: Ends::Arrangement, id: "weg".into(), on: today() };
    assert_eq!(landlord.does(vec![hold.clone(), gone.clone()]), Err(NotDone::EndedAlready));
    let at = Moment { day: today(), seconds: 1_000 };
    let by = landlord.by;
    let act = |records: Vec<Record>| Act {
        tenancy: TenancyId(1),
        by,
        name: "S. Proef",
        at,
        kind: "proef",
        note: "",
        task: "",
        records,
    };
    let acts = [act(vec![hold.clone(), gone]), act(Vec::new()), act(vec![hold])];
    let done = landlord.book.act_together(&acts).unwrap();
    assert!(done[0].is_err() && done[1].is_ok() && done[2].is_ok());
    assert_eq!(landlord.dossier().circumstances.len(), before.circumstances.len() + 1);
    let first = done[1].unwrap();
    let everybody = |_: &Book, _: TenancyId| true;
    let undone = landlord.book.undo_together(first, landlord.by, at, &everybody).unwrap();
    assert_eq!(undone, (2, 0));
    assert_eq!(landlord.dossier(), before);
}

#[test]
fn the_same_request_at_once_through_several_processes_is_one_and_another_is_another() {
    let Some(mut landlord) = Landlord::new() else { return };
    let asks = |book: &mut Book, kind: &str, seconds: i64| {
        let at = Moment { day: today(), seconds };
        let records = vec![Record::Task(TaskKind::ReferToHelp)];
        let (tenancy, by, name) = (TenancyId(1), landlord.by, "S. Proef");
        let act = Act { tenancy, by, name, at, kind, note: "", task: "", records };
        book.act_once(&act, 60).unwrap()
    };
    let place = &landlord._fresh.place;
    let done = std::thread::scope(|scope| {
        let ask = || asks(&mut Book::open(place).unwrap(), "vraagt hulp", 1_000).is_ok();
        let asked: Vec<_> = (0..6).map(|_| scope.spawn(ask)).collect();
        asked.into_iter().map(|one| one.join().unwrap()).filter(|done| *done).count()
    });
    assert_eq!(done, 1, "six at once");
    assert_eq!(asks(&mut landlord.book, "vraagt hulp", 1_060), Err(NotDone::AskedAlready));
    asks(&mut landlord.book, "vraagt hulp", 1_061).expect("a minute later it may be meant");
    // Who says no, yes and no again means the last.
    for kind in ["nee", "ja", "nee"] {
        asks(&mut landlord.book, kind, 1_062).expect("it is another than the one before");
    }
}

#[test]
fn a_code_that_was_withdrawn_opens_nothing_is_never_given_again_and_comes_back_until_there_is_another() {
    let Some(mut landlord) = Landlord::new() else { return };
    let give = |landlord: &mut Landlord, from: u8| {
        let mut next = from;
        let mut chance = |bytes: &mut [u8]| {
            bytes.fill(next);
            next += 1;
        };
        landlord.book.payment_code(TenancyId(1), &mut chance).unwrap()
    };
    let whose = |landlord: &Landlord, code: &str| landlord.book.tenancy_of_code(code).unwrap();
    assert_eq!(landlord.does(vec![Record::CodeWithdrawn]), Err(NotDone::EndedAlready), "there is none");
    let first = give(&mut landlord, 1);
    let (token, now) = ([9; 32], 1_000);
    let proof = Answered::Otherwise(true);
    landlord.book.try_proof(TenancyId(1), proof, &token, now + 1_800, now).unwrap();

    let withdrawn = landlord.does(vec![Record::CodeWithdrawn]).unwrap();
    assert_eq!(whose(&landlord, &first), None);
    assert!(!landlord.book.proof_holds(TenancyId(1), &token, now).unwrap(), "who proved it proves it anew");
    landlord.undoes(withdrawn).unwrap();
    assert_eq!((whose(&landlord, &first), give(&mut landlord, 5)), (Some(TenancyId(1)), first.clone()));

    let withdrawn = landlord.does(vec![Record::CodeWithdrawn]).unwrap();
    let second = give(&mut landlord, 1);
    assert_ne!(second, first, "chance that repeats itself is asked again");
    assert_eq!(whose(&landlord, &second), Some(TenancyId(1)));
    assert_eq!(landlord.undoes(withdrawn), Err(NotDone::CodeGiven));
    assert_eq!((whose(&landlord, &first), whose(&landlord, &second)), (None, Some(TenancyId(1))));
}

#[test]
fn what_a_tenant_did_is_counted_apart_for_who_proved_it_and_for_who_only_has_a_code() {
    let Some(mut landlord) = Landlord::new() else { return };
    let tenant = landlord.book.tenants_account().unwrap();
    landlord.does(vec![Record::Proven]).unwrap();
    landlord.by = tenant;
    for records in [vec![], vec![Record::Proven], vec![]] {
        landlord.does(records).unwrap();
    }
    let count = |day, proven| landlord.book.acts_of_tenant(TenancyId(1), day, proven).unwrap();
    assert_eq!((count(today(), true), count(today(), false)), (1, 2), "colleagues are not counted");
    assert_eq!((count(today().next(), true), count(today().next(), false)), (0, 0));
}

#[test]
fn an_interruption_that_a_person_saw_is_kept_with_what_it_is_about_and_taken_back() {
    let Some(mut landlord) = Landlord::new() else { return };
    let (on, covers_until) = (day("2023-03-10"), day("2021-11-05"));
    let told = landlord.does(vec![Record::Interrupted { on, covers_until }]).unwrap();
    let known = |landlord: &Landlord| -> Vec<(Day, Option<Day>)> {
        let all = landlord.dossier().circumstances.into_iter();
        let told = all.filter(|one| one.kind == CircumstanceKind::PrescriptionInterrupted);
        told.map(|one| (one.since, one.until)).collect()
    };
    assert_eq!(known(&landlord), [(on, Some(covers_until))]);
    landlord.undoes(told).unwrap();
    assert!(known(&landlord).is_empty());
}

#[test]
fn a_signal_given_at_a_page_lets_collection_rest_until_it_is_taken_back_and_stays_once_its_file_left() {
    let Some(mut landlord) = Landlord::new() else { return };
    let signal = || {
        Record::Signal(SignalSent {
            number: "T1-2026-11-20".into(),
            tenancy: TenancyId(1),
            sent_on: today(),
            cents: Cents(54_940),
            arisen_on: day("2026-10-01"),
            crisis: false,
            sent_by: "S. Proef".into(),
            told: "{}".into(),
            fetched_on: None,
            answer: None,
        })
    };
    let rests = |landlord: &Landlord| {
        let known = landlord.dossier().circumstances;
        known.iter().any(|one| one.kind == CircumstanceKind::EarlySignal && one.holds_on(today()))
    };
    let given = landlord.does(vec![signal()]).unwrap();
    assert!(rests(&landlord));
    assert_eq!(landlord.does(vec![signal()]), Err(NotDone::SignalGiven));
    landlord.undoes(given).unwrap();
    assert!(!rests(&landlord) && landlord.book.signals_of(TenancyId(1)).unwrap().is_empty());

    let given = landlord.does(vec![signal()]).unwrap();
    let waits = |landlord: &Landlord| landlord.book.signals_to_fetch().unwrap();
    let has_left = |landlord: &Landlord| landlord.book.acts_about(TenancyId(1)).unwrap()[0].has_left;
    assert_eq!(waits(&landlord), [("T1".to_string(), String::new(), today())]);
    assert!(!has_left(&landlord));
    landlord.book.signal_fetched("T1-2026-11-20", today()).unwrap();
    assert!(waits(&landlord).is_empty() && has_left(&landlord));
    landlord.book.signal_fetched("T1-2026-11-20", today() + 2).unwrap();
    assert_eq!(landlord.undoes(given), Err(NotDone::SignalLeft), "its file may be there already");
    let kept = &landlord.book.signals_of(TenancyId(1)).unwrap()[0];
    assert_eq!((kept.fetched_on, kept.told.as_str()), (Some(today()), "{}"));
    // Somebody passes the answer on: help runs, and it is taken back whole.
    let told = |number: &str| {
        Record::SignalAnswer(Told {
            number: number.into(),
            answer: MunicipalAnswer::HelpWithMoney,
            on: today(),
            help_until: today() + 30,
        })
    };
    let helps = |landlord: &Landlord| {
        let known = landlord.dossier().circumstances;
        known.iter().any(|one| one.kind == CircumstanceKind::Help && one.holds_on(today()))
    };
    assert_eq!(landlord.does(vec![told("T9-2026-11-20")]), Err(NotDone::SignalAnswered), "nobody's");
    let answered = landlord.does(vec![told("T1-2026-11-20")]).unwrap();
    assert!(helps(&landlord) && !rests(&landlord));
    assert_eq!(landlord.does(vec![told("T1-2026-11-20")]), Err(NotDone::SignalAnswered), "once");
    landlord.undoes(answered).unwrap();
    assert!(!helps(&landlord) && rests(&landlord));
    assert_eq!(landlord.book.signals_of(TenancyId(1)).unwrap()[0].answer, None);
    let answer = MunicipalAnswer::ALL[0];
    landlord.book.put_answer("T1-2026-11-20", answer, today(), today() + 28).unwrap();
    assert!(landlord.book.signals_of(TenancyId(1)).unwrap()[0].answer.is_some());
}

#[test]
fn a_wrong_number_is_not_used_any_more_until_another_comes_or_it_is_taken_back() {
    let Some(mut landlord) = Landlord::new() else { return };
    let (mobile, landline) = ("0612345678", "0511123456");
    let person = "insert into person (external, name, salutation, language, email, mobile, phone, refused) \
         values ('P1', 'A. Proef', '', '', '', ?1, ?2, 0)";
    landlord.book.connection().execute(person, (mobile, landline)).unwrap();
    landlord.book.connection().execute("insert into tenancy_person values (1, 1, 'P1')", []).unwrap();
    let ways = |landlord: &Landlord| {
        [ContactChannel::Sms, ContactChannel::Phone].map(|way| landlord.dossier().tenancy.reachable.has(way))
    };
    let wrong = |number: &str| vec![Record::WrongNumber(number.into()), Record::Task(TaskKind::CheckAddress)];
    assert_eq!(landlord.does(wrong("0699999999")), Err(NotDone::NumberGone), "it is nobody's here");

    let first = landlord.does(wrong(mobile)).unwrap();
    assert_eq!(ways(&landlord), [false, true], "the other number still reaches");
    let head = landlord.book.dossier_head(TenancyId(1)).unwrap().unwrap();
    assert_eq!(head.persons[0].numbers().collect::<Vec<_>>(), [landline]);
    let told = Received {
        provider_id: "B1".into(),
        channel: ContactChannel::Sms,
        numbers: vec![mobile.into()],
        at: Moment { day: today(), seconds: 1_500 },
        text: "U hebt het verkeerde nummer".into(),
        stops: false,
    };
    landlord.book.take_received(&told, told.at).unwrap();
    assert_eq!(ways(&landlord), [false, true], "whoever answers there is not the tenant");
    assert_eq!(
        landlord.book.parties_of(TenancyId(1)).unwrap()[0].phone,
        landline,
        "nor is a partner told it"
    );
    let calls: Vec<_> = landlord.book.open_tasks_about(TenancyId(1)).unwrap();
    assert!(!calls.is_empty() && calls.iter().all(|task| task.phone == landline), "{calls:?}");
    let second = landlord.does(wrong(landline)).unwrap();
    assert_eq!(ways(&landlord), [false, false]);
    let open = landlord.book.open_tasks_of(TenancyId(1)).unwrap();
    let (task, _) = open.iter().find(|(_, kind)| *kind == TaskKind::CheckAddress.dutch()).unwrap();
    assert!(landlord.book.asked_with(task).unwrap().unwrap().0.starts_with("een collega legde vast: "));

    landlord.undoes(second).unwrap();
    landlord.undoes(first).unwrap();
    assert_eq!(ways(&landlord), [true, true], "taken back, it is the tenant's again");
    let open = landlord.book.open_tasks_of(TenancyId(1)).unwrap();
    let left: Vec<_> = open.iter().map(|(_, kind)| kind.as_str()).collect();
    assert_eq!(left, [TaskKind::CheckMessage.dutch()], "only the answer is still to be read");
}
