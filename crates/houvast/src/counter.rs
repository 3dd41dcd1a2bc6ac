//! The counter behind the tenant's page: answers what [`tenant::Counter`] asks, from the book of one landlord.
//!
//! In goes a code with what somebody chose; out comes what that code may show, and acts in the book under the name of the
//! tenant. Amounts and limits come from the same functions as at night and on the pages of staff. What binds is done for who
//! has proven who it is. Nothing is logged that names a tenant.

mod agree;
mod look;
mod pay;
mod prove;
mod requests;
pub mod settings;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use connectors::psp::Provider;
use domain::appointment::Slot;
use domain::calendar::Day;
use domain::calendar::holidays::EquatedDays;
use domain::dossier::Dossier;
use domain::facts::Ground;
use domain::ids::TenancyId;
use domain::language::Language;
use domain::money::Cents;
use domain::plan::{self, Desk};
use store::Book;
use tenant::{
    Answer, Begun, Called, Code, Counter, Division, Done, House, Later, Payment, Proving, Request, Running,
    Seen, Sending, Way, Wish,
};

use crate::clock::Clock;
use crate::deliver::Now;
use crate::deliver::settings::SendSettings;
use crate::failure::Failure;
use crate::landlord::{Landlord, Usable};
use crate::money::MoneyDesk;
use crate::night::Rules;
use crate::paper;

/// The counter of a landlord.
#[derive(Clone)]
pub struct TenantDesk(Arc<Inside>);

/// The policy of a night, by its hash, as it holds on a day.
struct KeptRules {
    day: Day,
    policy: String,
    usable: Arc<Usable>,
}

struct Inside {
    landlord: Landlord,
    clock: Clock,
    settings: SendSettings,
    /// Who takes payments, by its word.
    provider: Option<(&'static str, Provider)>,
    /// What a provider must know to call us.
    webhook_secret: String,
    /// Where the page is, from outside.
    address: String,
    calendar: EquatedDays,
    /// Read once.
    rules: Mutex<Option<KeptRules>>,
    /// One request at a time: what was looked at still holds when it is recorded.
    one_at_a_time: Mutex<()>,
}

/// The counter of a landlord that has a tenant's page, listening here; `demo_bank` is where the demo's bank is.
pub fn open(
    landlord: &Landlord,
    clock: Clock,
    here: SocketAddr,
    demo_bank: Option<&str>,
) -> Result<Option<TenantDesk>, Failure> {
    let Some(settings) = SendSettings::of(landlord)? else { return Ok(None) };
    let Some(page) = settings.page.clone() else { return Ok(None) };
    let secret_of = |name: &str| std::env::var(name).ok();
    let (mut provider, mut webhook_secret) = (None, String::new());
    if let Some(paying) = &settings.paying {
        let account = paying.open(&secret_of, demo_bank)?;
        provider = account.map(|account| (paying.provider.dutch(), account));
        if !paying.webhook_name.is_empty() {
            webhook_secret = crate::deliver::needed_secret(&paying.webhook_name)?;
        } else if demo_bank.is_some() {
            webhook_secret = prove::chance_in_hex::<16>();
        }
    }
    Ok(Some(TenantDesk(Arc::new(Inside {
        landlord: Landlord::in_folder(&landlord.folder),
        clock,
        address: settings::address_of(&settings, &page, here),
        settings,
        provider,
        webhook_secret,
        calendar: crate::landlord::law().equated_days,
        rules: Mutex::new(None),
        one_at_a_time: Mutex::new(()),
    }))))
}

/// A code with which everything can be tried: something is open, it can be paid in parts at once, and a text arrives.
pub fn one_to_try(landlord: &Landlord, here: SocketAddr) -> Result<Option<String>, Failure> {
    let Some(desk) = open(landlord, Clock::default(), here, None)? else { return Ok(None) };
    let wish = Wish { times: 3, ..Wish::default() };
    for signs in desk.0.reader()?.payment_codes()? {
        let Some(code) = Code::read(&signs) else { continue };
        let Some(seen) = desk.0.look(&code)? else { continue };
        let by_text = matches!(seen.ways.first(), Some(Way::Text(_)));
        if by_text
            && seen.later_until.is_some()
            && desk.0.divide(&code, &wish)?.is_some_and(|parts| parts.at_once)
        {
            return Ok(Some(signs));
        }
    }
    Ok(None)
}

impl TenantDesk {
    /// Where the page is, from outside.
    pub fn address(&self) -> &str {
        &self.0.address
    }

    /// How it listens, when not with the pages of staff; and whether a server of the landlord's own stands before it.
    pub fn listens(&self) -> (Option<SocketAddr>, bool) {
        let page = self.0.settings.page.as_ref();
        page.map_or((None, false), |page| (page.listen, page.behind_proxy))
    }

    /// Asks the provider after payments of which it has not said how they ended. Gives how many it was asked about.
    pub fn follow_payments(&self) -> Result<usize, Failure> {
        self.0.follow_payments()
    }
}

/// One dossier, as it is now.
struct Case {
    tenancy: TenancyId,
    dossier: Dossier,
    desk: Desk,
    usable: Arc<Usable>,
    now: Now,
    /// It is known who asks: he proved it, or money says so.
    proven: bool,
}

impl Case {
    fn ground(&self) -> Ground<'_> {
        self.desk.ground(&self.dossier, self.now.day, &self.usable.policy.settings)
    }
}

impl Inside {
    fn now(&self) -> Now {
        self.clock.now()
    }

    fn turn(&self) -> MutexGuard<'_, ()> {
        self.one_at_a_time.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reader(&self) -> Result<Book, Failure> {
        self.landlord.book_to_read()
    }

    /// The policy that the last night was run with, kept until another night or another day.
    fn rules(&self, book: &Book, day: Day) -> Result<Arc<Usable>, Failure> {
        let last = book.last_night()?.map_or(String::new(), |night| night.policy);
        let mut kept = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.as_ref().filter(|known| known.day == day && known.policy == last) {
            return Ok(Arc::clone(&known.usable));
        }
        let usable = Arc::new(self.landlord.policy_of_night(book, &last, day)?);
        *kept = Some(KeptRules { day, policy: last, usable: Arc::clone(&usable) });
        Ok(usable)
    }

    /// The dossier behind a code; `None` when it is no code of ours, or nothing has been open for a month.
    fn case(&self, book: &Book, code: &Code) -> Result<Option<Case>, Failure> {
        let Some(tenancy) = book.tenancy_of_code(code.signs())? else { return Ok(None) };
        let case = self.case_of(book, tenancy)?;
        Ok(case.filter(look::code_holds))
    }

    fn case_of(&self, book: &Book, tenancy: TenancyId) -> Result<Option<Case>, Failure> {
        let now = self.now();
        let mut dossier = Dossier::default();
        if !book.unpack_one(tenancy, &mut dossier)? {
            return Ok(None);
        }
        let usable = self.rules(book, now.day)?;
        let mut desk = Desk::default();
        let rules = Rules::of(&usable.policy, &self.calendar);
        plan::read(&rules.night(now.day, now.day), &dossier, &mut desk);
        Ok(Some(Case { tenancy, dossier, desk, usable, now, proven: false }))
    }

    /// What a change makes superfluous goes at once: messages that wait, and tasks.
    fn take_away(&self, book: &mut Book, tenancy: TenancyId) {
        let now = self.now();
        let gone = MoneyDesk::of(&self.landlord, book, now).and_then(|desk| desk.take_away(book, tenancy));
        // It is recorded; what could not be taken away now goes at the next delivery, which looks again.
        if let Err(failure) = gone {
            paper::warn(format_args!("huurderspagina: {failure}"));
        }
    }

    fn person(&self, district: &str) -> (String, String) {
        let sender = &self.settings.sender;
        match self.settings.consultant(district) {
            Some(one) if one.phone.is_empty() => (one.name.clone(), sender.phone.clone()),
            Some(one) => (one.name.clone(), one.phone.clone()),
            None => (String::new(), sender.phone.clone()),
        }
    }
}

/// What went wrong is for the log, without a name or a code; the page says that it cannot be done now.
fn told<T>(result: Result<T, Failure>) -> Result<T, Later> {
    result.map_err(|failure| {
        paper::warn(format_args!("huurderspagina: {failure}"));
        Later
    })
}

impl Counter for TenantDesk {
    fn house(&self) -> House {
        let sender = &self.0.settings.sender;
        House {
            landlord: sender.name.clone(),
            phone: sender.phone.clone(),
            site: sender.payment_site.clone(),
            today: self.0.now().day,
        }
    }

    fn look(&self, code: &Code) -> Result<Option<Seen>, Later> {
        told(self.0.look(code))
    }

    fn begin_payment(&self, code: &Code, cents: Cents, language: Language) -> Result<Begun, Later> {
        told(self.0.begin_payment(code, cents, language))
    }

    fn payment(&self, code: &Code, number: &str) -> Result<Option<Payment>, Later> {
        told(self.0.payment(code, number))
    }

    fn divide(&self, code: &Code, wish: &Wish) -> Result<Option<Division>, Later> {
        told(self.0.divide(code, wish))
    }

    fn slots(&self, code: &Code) -> Result<Vec<Slot>, Later> {
        told(self.0.slots(code))
    }

    fn send_code(&self, code: &Code, language: Language) -> Result<Sending, Later> {
        told(self.0.send_code(code, language))
    }

    fn prove(&self, code: &Code, answer: &Answer) -> Result<Proving, Later> {
        told(self.0.prove(code, answer))
    }

    fn is_proven(&self, code: &Code, token: &str) -> Result<bool, Later> {
        told(self.0.is_proven(code, token))
    }

    fn request(&self, code: &Code, token: &str, request: &Request) -> Result<Done, Later> {
        told(self.0.request(code, token, request))
    }

    fn running(&self, code: &Code, token: &str) -> Result<Option<Running>, Later> {
        told(self.0.running(code, token))
    }

    fn proposed_pay_day(&self, code: &Code, token: &str) -> Result<Option<u8>, Later> {
        told(self.0.proposed_pay_day(code, token))
    }

    fn send_again(&self, postcode: &str, house_number: &str) -> Result<(), Later> {
        let (desk, postcode, number) = (self.clone(), postcode.to_string(), house_number.to_string());
        // Whoever asks does not wait: how long it takes would tell whether somebody lives there.
        std::thread::spawn(move || {
            let _ = told(desk.0.send_again(&postcode, &number));
        });
        Ok(())
    }

    fn provider_calls(&self, provider: &str, secret: &str, body: &str) -> Called {
        self.0.provider_calls(provider, secret, body)
    }

    fn alarm(&self, what: &str) {
        paper::warn(what);
    }
}
