//! What a tenant asks or tells: an act in the book like a colleague's, with a task where somebody must answer, and a word of it
//! to what the landlord knows of the tenant, so that nobody asks in another's name unseen.

use domain::appointment::{AppointmentKind, AppointmentState, Slot};
use domain::arrangement::own::{may_change_contact, may_choose_pay_day, may_delay_until};
use domain::calendar::Day;
use domain::dossier::CircumstanceKind;
use domain::facts::PayDayRule;
use domain::ids::TenancyId;
use domain::language::Language;
use domain::money::Cents;
use domain::policy::TaskKind;
use domain::send::TimeOfDay;
use domain::staff::Role;
use store::Book;
use store::acts::{Act, Ends, NotDone, Record};
use store::appointments::AppointmentChange;
use store::staff::StaffId;
use store::tenant_page::{OWN_CONTACT, OWN_PAY_DAY, SentAgain, TENANT};
use tenant::{Code, Done, Request, messages};

use super::look::{self, open_now};
use super::prove::chance_in_hex;
use super::{Case, Inside};
use crate::deliver::{Known, Now, Short, answer};
use crate::failure::Failure;
use crate::paper;

/// When somebody can call back, on each day: half an hour from then on. The last is for who works.
const MOMENTS: [TimeOfDay; 6] = [
    TimeOfDay(9 * 60 + 30),
    TimeOfDay(11 * 60),
    TimeOfDay(13 * 60 + 30),
    TimeOfDay(15 * 60),
    TimeOfDay(16 * 60 + 30),
    TimeOfDay(18 * 60 + 30),
];
/// How long such a call takes. Minutes.
const CALL_TAKES: u16 = 30;
/// Working days on which one can choose.
const DAYS: usize = 3;
/// So many things a day somebody can do with a code, and as many who proved that he is the tenant; and so many of them are told to what
/// we know of the tenant.
const MOST_A_DAY: usize = 20;
const TOLD_A_DAY: usize = 6;
/// The same request within so many seconds is one: somebody pressed twice, or a form was sent again.
const THE_SAME_WITHIN: i64 = 60;
/// A code is sent again between these minutes of the day.
const SENDS_FROM: u16 = 8 * 60;
const SENDS_UNTIL: u16 = 20 * 60;
/// Who lets rooms has several tenancies at an address; more than this are no home.
const MOST_AT_AN_ADDRESS: usize = 8;
/// No sooner than so many minutes from now.
const NOTICE: u16 = 60;

impl Inside {
    pub(super) fn request(&self, code: &Code, token: &str, request: &Request) -> Result<Done, Failure> {
        let _turn = self.turn();
        let mut book = self.landlord.book()?;
        let Some(mut case) = self.case(&book, code)? else { return Ok(Done::NotHere) };
        case.proven = self.proof_holds(&book, &case, token)?;
        if request.needs_proof() && !case.proven {
            return Ok(Done::NeedsProof);
        }
        let (book, case) = (&mut book, &case);
        match request {
            Request::CallBack { slot, phone, about } => self.call_back(book, case, *slot, (phone, about)),
            Request::NotRight { words } => self.not_right(book, case, words),
            Request::Help { words } => {
                self.ask(book, case, "vraagt hulp met geld", words, TaskKind::ReferToHelp)
            }
            Request::Sharing { may } => self.sharing(book, case, *may),
            Request::PayLater { day } => self.pay_later(book, case, *day),
            Request::LessAMonth { words } => {
                self.ask(book, case, "vraagt een regeling met minder per maand", words, TaskKind::Arrangement)
            }
            Request::Arrange(wish) => self.arrange(book, case, wish),
            Request::ChangeArrangement { words } => self.change_arrangement(book, case, words),
            Request::Contact { mobile, email } => self.contact(book, case, mobile, email),
            Request::PayDay { day } => self.pay_day(book, case, *day),
        }
    }

    /// Records an act of the tenant; what it makes superfluous goes at once. The very same a moment later is asked already.
    pub(super) fn act(
        &self,
        book: &mut Book,
        case: &Case,
        kind: &str,
        note: &str,
        mut records: Vec<Record>,
    ) -> Result<Done, Failure> {
        // Who only holds a letter uses up nothing of who proved it is him.
        if book.acts_of_tenant(case.tenancy, case.now.day, case.proven)? >= MOST_A_DAY {
            return Ok(Done::NotHere);
        }
        records.extend(case.proven.then_some(Record::Proven));
        let by = book.tenants_account()?;
        let (tenancy, at) = (case.tenancy, case.now.moment());
        let kind = format!("{kind} (huurderspagina)");
        let act = Act { tenancy, by, name: TENANT, at, kind: &kind, note, task: "", records };
        Ok(match book.act_once(&act, THE_SAME_WITHIN)? {
            Ok(_) => {
                self.take_away(book, tenancy);
                Done::Holds
            }
            Err(NotDone::Taken) => Done::Taken,
            Err(NotDone::AskedAlready) => Done::AskedAlready,
            Err(_) => Done::Changed,
        })
    }

    /// Lays a task on a consultant's desk, once.
    pub(super) fn ask(
        &self,
        book: &mut Book,
        case: &Case,
        kind: &str,
        note: &str,
        task: TaskKind,
    ) -> Result<Done, Failure> {
        if book.is_asked(case.tenancy, &format!("{kind} (huurderspagina)"))? {
            return Ok(Done::AskedAlready);
        }
        let done = self.act(book, case, kind, note, vec![Record::Task(task)])?;
        if done != Done::Holds {
            return Ok(done);
        }
        self.tell_known(case);
        Ok(Done::SomebodyLooks)
    }

    /// Another number or address holds at once where a one-time code to the old one proved who it is; that one is told. Otherwise
    /// a person looks first.
    fn contact(&self, book: &mut Book, case: &Case, mobile: &str, email: &str) -> Result<Done, Failure> {
        let parts = [("mobiel", mobile), ("e-mail", email)];
        let given = parts.into_iter().filter(|(_, text)| !text.is_empty());
        let note = given.map(|(what, text)| format!("{what}: {text}")).collect::<Vec<_>>().join(", ");
        let known = self.known(book, case)?;
        if known.is_empty() || !may_change_contact(&case.ground()) {
            return self.ask(book, case, "geeft andere contactgegevens", &note, TaskKind::CheckData);
        }
        // As it is dialled: without the blanks and dashes that people write.
        let mobile = mobile.chars().filter(|sign| sign.is_ascii_digit() || *sign == '+').collect();
        let email = email.to_string();
        let done = self.act(book, case, OWN_CONTACT, &note, vec![Record::OwnContact { mobile, email }])?;
        if done == Done::Holds {
            self.tell(case, Some(known), &messages::contact_was_changed);
        }
        Ok(holds_once(done))
    }

    /// Within the landlord's limits a pay day holds at once.
    fn pay_day(&self, book: &mut Book, case: &Case, day: u8) -> Result<Done, Failure> {
        if !may_choose_pay_day(&case.ground(), day) {
            let kind = format!("wil betalen op de {day}e van de maand");
            return self.ask(book, case, &kind, "", TaskKind::ProposePayDay);
        }
        if case.ground().standing.pay_day == PayDayRule::Accepted(day) {
            return Ok(Done::Holds);
        }
        let kind = format!("{OWN_PAY_DAY}: de {day}e");
        let done = self.act(book, case, &kind, "", vec![Record::PayDay(Some(day))])?;
        if done == Done::Holds {
            self.tell(case, None, &move |language, landlord, phone| {
                messages::pay_day_was_chosen(language, day, landlord, phone)
            });
        }
        Ok(holds_once(done))
    }

    /// Tells what the landlord knows of the tenant that something was asked.
    pub(super) fn tell_known(&self, case: &Case) {
        self.tell(case, None, &messages::something_was_asked);
    }

    /// Tells the tenant something, where `known` says or where he is reached now: beside the request, which does not wait for it.
    pub(super) fn tell(
        &self,
        case: &Case,
        known: Option<Vec<Known>>,
        words: &dyn Fn(Language, &str, &str) -> messages::Words,
    ) {
        let told = || -> Result<(), Failure> {
            let book = self.reader()?;
            // What went to an old number is told whatever else was told today.
            if known.is_none() && acts_today(&book, case)? > TOLD_A_DAY {
                return Ok(());
            }
            let known = match known {
                Some(known) => known,
                None => self.known(&book, case)?,
            };
            let sender = &self.settings.sender;
            let language =
                book.addressee(case.tenancy, case.now.day)?.map_or(String::new(), |to| to.language);
            let words = words(Language::of_code(&language).unwrap_or_default(), &sender.name, &sender.phone);
            let (landlord, settings, now) = (self.landlord.folder.clone(), self.settings.clone(), case.now);
            std::thread::spawn(move || {
                let landlord = crate::landlord::Landlord::in_folder(&landlord);
                let reference = format!("gevraagd-{}", chance_in_hex::<8>());
                let sent = landlord.book_to_read().and_then(|book| {
                    let (reference, subject, text) = (&*reference, &*words.subject, &*words.text);
                    let short = Short { reference, subject, text, may_come_twice: false };
                    answer(&landlord, &settings, &book, &known, &short, now)
                });
                if let Err(failure) = sent {
                    paper::warn(format_args!("huurderspagina: {failure}"));
                }
            });
            Ok(())
        };
        if let Err(failure) = told() {
            paper::warn(format_args!("huurderspagina: {failure}"));
        }
    }

    fn not_right(&self, book: &mut Book, case: &Case, words: &str) -> Result<Done, Failure> {
        let kind = "zegt dat het bedrag niet klopt";
        if book.is_asked(case.tenancy, &format!("{kind} (huurderspagina)"))? {
            return Ok(Done::AskedAlready);
        }
        let open: Cents = open_now(&case.ground()).iter().map(|item| item.open).sum();
        let mut records = vec![Record::Task(TaskKind::CheckMessage)];
        if open.0 > 0 {
            records.push(Record::Circumstance {
                kind: CircumstanceKind::Dispute,
                until: None,
                cents: Some(open),
            });
        }
        let done = self.act(book, case, kind, words, records)?;
        if done != Done::Holds {
            return Ok(done);
        }
        self.tell_known(case);
        Ok(Done::SomebodyLooks)
    }

    /// Refusing costs nothing; allowing again was proven ([`Request::needs_proof`]) and ends every objection that stands.
    fn sharing(&self, book: &mut Book, case: &Case, may: bool) -> Result<Done, Failure> {
        let objects = case.ground().holding(CircumstanceKind::SignalObjection).is_some();
        let objection =
            Record::Circumstance { kind: CircumstanceKind::SignalObjection, until: None, cents: None };
        let (kind, records) = match (may, objects) {
            (false, true) => return Ok(Done::AskedAlready),
            (false, false) => ("wil niet dat wij gegevens aan de gemeente geven", vec![objection]),
            (true, false) => ("vindt goed dat wij gegevens aan de gemeente geven", Vec::new()),
            (true, true) => {
                let ends = |id| Record::Ending { what: Ends::Circumstance, id, on: case.now.day };
                let standing = book.objections_of(case.tenancy)?;
                (
                    "vindt nu goed dat wij gegevens aan de gemeente geven",
                    standing.into_iter().map(ends).collect(),
                )
            }
        };
        let done = self.act(book, case, kind, "", records)?;
        if done == Done::Holds {
            self.tell_known(case);
        }
        Ok(done)
    }

    fn pay_later(&self, book: &mut Book, case: &Case, day: Day) -> Result<Done, Failure> {
        let ground = case.ground();
        let open: Cents = open_now(&ground).iter().map(|item| item.open).sum();
        let allowed = may_delay_until(&ground).is_some_and(|until| day > case.now.day && day <= until);
        if !allowed || open.0 <= 0 {
            return Ok(Done::NotHere);
        }
        let promise =
            Record::Circumstance { kind: CircumstanceKind::Promise, until: Some(day), cents: Some(open) };
        let kind = format!("betaalt later: op {}", day.dutch());
        let done = self.act(book, case, &kind, &kind, vec![promise])?;
        if done == Done::Holds {
            self.tell_known(case);
        }
        Ok(holds_once(done))
    }

    pub(super) fn slots(&self, code: &Code) -> Result<Vec<Slot>, Failure> {
        let book = self.reader()?;
        let Some(case) = self.case(&book, code)? else { return Ok(Vec::new()) };
        Ok(self.free(&book, &case)?.into_iter().map(|(slot, _)| slot).collect())
    }

    /// Moments at which a colleague of the district is free, with who.
    fn free(&self, book: &Book, case: &Case) -> Result<Vec<(Slot, StaffId)>, Failure> {
        let district = book.district_of(case.tenancy)?;
        let now = case.now;
        let mut free = Vec::new();
        let days =
            (0..21).map(|ahead| now.day + ahead).filter(|day| self.calendar.is_working_day(*day)).take(DAYS);
        for day in days {
            let team = book.team(day)?;
            let able = team.iter().filter(|one| {
                one.seat.role == Role::Consultant
                    && !one.is_away
                    && one.seat.reaches(&district)
                    && one.can(Some(TaskKind::Call))
            });
            let able: Vec<StaffId> = able.map(|one| StaffId(one.id)).collect();
            let taken = book.agenda(day, day)?;
            for from in MOMENTS {
                if day == now.day && from.0 < now.time.0 + NOTICE {
                    continue;
                }
                let Ok(slot) = Slot::new(day, from, CALL_TAKES, &self.calendar) else { continue };
                let busy = |who: StaffId| {
                    taken.iter().map(|line| &line.appointment).any(|one| {
                        one.state == AppointmentState::Planned
                            && (one.with == who || one.tenancy == case.tenancy)
                            && one.slot.from < slot.until
                            && slot.from < one.slot.until
                    })
                };
                free.extend(able.iter().find(|who| !busy(**who)).map(|who| (slot, *who)));
            }
        }
        Ok(free)
    }

    fn call_back(
        &self,
        book: &mut Book,
        case: &Case,
        slot: Slot,
        (phone, about): (&str, &str),
    ) -> Result<Done, Failure> {
        let standing = book.appointments_of(case.tenancy)?;
        let waits = |one: &store::appointments::Appointment| {
            one.kind == AppointmentKind::Call
                && one.state == AppointmentState::Planned
                && one.slot.day >= case.now.day
        };
        if let Some(one) = standing.iter().find(|one| waits(one)) {
            return Ok(if one.slot == slot { Done::Holds } else { Done::AskedAlready });
        }
        let Some((_, with)) = self.free(book, case)?.into_iter().find(|(known, _)| *known == slot) else {
            return Ok(Done::Taken);
        };
        // Nobody proved that it is the tenant's.
        let number = match phone {
            "" => String::new(),
            phone => format!(
                "Op een nummer dat wij niet kennen: {phone}. Vraag eerst naar geboortedatum en adres. "
            ),
        };
        let note = format!("{number}{about}");
        let planned =
            AppointmentChange::Plan { kind: AppointmentKind::Call, with, slot, place: String::new() };
        let kind = format!("wil teruggebeld worden: {slot}");
        let done = self.act(book, case, &kind, note.trim(), vec![Record::Appointment(planned)])?;
        if done == Done::Holds {
            self.tell_known(case);
        }
        Ok(done)
    }

    /// Sends the codes of an address to what the landlord knows of who rents there, each his own. Nobody hears whether there is one.
    pub(super) fn send_again(&self, postcode: &str, house_number: &str) -> Result<(), Failure> {
        let plain =
            |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_uppercase();
        let (postcode, number) = (plain(postcode), plain(house_number));
        if postcode.len() != 6 || number.is_empty() {
            return Ok(());
        }
        let mut book = self.landlord.book()?;
        let now = self.now();
        for tenancy in book.tenancies_at(&postcode, &number, now.day)?.into_iter().take(MOST_AT_AN_ADDRESS) {
            self.send_again_to(&mut book, tenancy, now)?;
        }
        Ok(())
    }

    fn send_again_to(&self, book: &mut Book, tenancy: TenancyId, now: Now) -> Result<(), Failure> {
        // Anybody can name an address: who lives there is sent something by day, when there is something to pay, and once a day.
        let by_day = (SENDS_FROM..SENDS_UNTIL).contains(&now.time.0);
        let case = self.case_of(book, tenancy)?.filter(|case| by_day && look::code_holds(case));
        let Some(case) = case else { return Ok(()) };
        let known = self.known(book, &case)?;
        if known.is_empty() {
            return Ok(());
        }
        match book.count_sent_again(tenancy, now.day)? {
            SentAgain::May => {}
            SentAgain::Had => return Ok(()),
            SentAgain::Flood => {
                paper::warn(format_args!(
                    "ALARM huurderspagina: er wordt heel vaak om een code gevraagd; vandaag gaat er geen meer uit"
                ));
                return Ok(());
            }
        }
        let code = book.payment_code(tenancy, &mut |bytes| {
            getrandom::fill(bytes).expect("the system gives random bytes");
        })?;
        let language = book.addressee(tenancy, now.day)?.map_or(String::new(), |to| to.language);
        let sender = &self.settings.sender;
        let link = format!("{}/b/{code}", self.address.trim_start_matches("https://"));
        let words =
            messages::code_again(Language::of_code(&language).unwrap_or_default(), &link, &sender.name);
        let reference = &format!("opnieuw-{}", chance_in_hex::<8>());
        let (subject, text) = (&*words.subject, &*words.text);
        let short = Short { reference, subject, text, may_come_twice: false };
        if let Some(sent) = answer(&self.landlord, &self.settings, book, &known, &short, now)? {
            let text = format!("Huurderspagina: code opnieuw gestuurd per {}", sent.channel.dutch());
            book.tell_of_page(tenancy, now.day, &text)?;
        }
        Ok(())
    }
}

/// What holds at once and was asked a moment ago holds.
pub(super) const fn holds_once(done: Done) -> Done {
    if matches!(done, Done::AskedAlready) { Done::Holds } else { done }
}

/// What was done today under the name of this tenant.
fn acts_today(book: &Book, case: &Case) -> Result<usize, Failure> {
    let acts = book.acts_about(case.tenancy)?;
    Ok(acts.iter().filter(|act| act.who == TENANT && act.day == case.now.day).count())
}
