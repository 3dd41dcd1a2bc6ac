//! What every page needs: the book, the policy, the calendar, and what was worked out and can be kept for a while.
//!
//! One connection for each page that is being made, from a small stock. A page sees the book as it is at one moment.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::response::Response;
use domain::calendar::Day;
use domain::calendar::holidays::EquatedDays;
use domain::ids::TenancyId;
use domain::policy::Policy;
use domain::staff::Right;
use policy::Letters;
use store::nights::NightRun;
use store::post::Moment;
use store::{Book, Place, StoreError};

use crate::aanmelden;
use crate::answer::Failure;
use crate::asked::Asked;
use crate::elders::Elsewhere;
pub(crate) use crate::house::House;
use crate::looks::{Looks, Stamp};
use crate::memory::Memory;
use crate::once::Once;
use crate::passkeys::Passkeys;
use crate::patience::{Patience, Refused};
use crate::post_room::PostRoom;
use crate::reception::Reception;
use crate::sealed::Seal;
use crate::signed::{Sent, Signed, Token};
use crate::wachtwoord::Rows;

mod acting;
mod visit;

/// The web pages of one landlord. Cheap to clone: all clones share what they know.
#[derive(Clone)]
pub struct App(Arc<Door>);

/// Makes a policy of the texts that a night kept, when a night has been run with other rules than the pages know.
pub type Reload = Box<dyn Fn(&str, Day) -> Option<(Policy, Letters)> + Send + Sync>;

/// The day and the minute of the day that the clocks show where the landlord is, at a moment in seconds since 1970.
pub type Wall = Arc<dyn Fn(i64) -> (Day, u16) + Send + Sync>;

/// Tells what moment it is.
pub type Clock = Box<dyn Fn() -> Moment + Send + Sync>;

/// What the pages are about, and what they cannot know by themselves.
pub struct Furnishing {
    /// Where the book lies. It is opened when the first page is asked for.
    pub book: Place,
    /// The policy that holds.
    pub policy: Policy,
    /// The texts of its letters.
    pub letters: Letters,
    /// Working days and holidays.
    pub calendar: EquatedDays,
    /// The landlord's name.
    pub landlord: String,
    /// Reads an earlier policy.
    pub reload: Reload,
    /// The clock.
    pub clock: Clock,
    /// What the clocks showed at another moment.
    pub wall: Wall,
    /// The address at which browsers reach the pages: `https://houvast.voorbeeld.nl`, without a slash at the end. `None` when
    /// it is not said.
    pub pages: Option<String>,
    /// What the pages may ask about post; `None` where nothing leaves.
    pub post: Option<PostRoom>,
    /// Another service where people sign in.
    pub elsewhere: Option<Elsewhere>,
    /// People may sign in with a password.
    pub passwords: bool,
    /// Who gives help here, as the landlord names them.
    pub helpers: Vec<String>,
    /// What the pages may ask for who begins; `None` where nobody can begin at a page.
    pub reception: Option<Arc<dyn Reception>>,
    /// With this in the address the first account is made, while there is none.
    pub first_key: Option<Token>,
    /// Invented data: visitors may choose whom to be, without a password.
    pub demo: bool,
    /// Others than this machine can reach the pages: cookies travel over TLS only.
    pub secure: bool,
}

/// The house as it is now, how to furnish it anew when the rules have changed, and who comes in.
pub(crate) struct Door {
    house: Mutex<Arc<House>>,
    reload: Reload,
    clock: Clock,
    /// Visitors may choose whom to be.
    pub(crate) demo: bool,
    /// Cookies travel over TLS only.
    pub(crate) secure: bool,
    /// Tries at passwords.
    pub(crate) patience: Mutex<Patience>,
    /// Passkeys.
    pub(crate) passkeys: Passkeys,
    /// Another service where people sign in.
    pub(crate) elsewhere: Option<Elsewhere>,
    /// Closes what browsers keep while they are at the door; made when it is first needed.
    seal: OnceLock<Seal>,
    /// People may sign in with a password.
    pub(crate) passwords: bool,
    /// Passwords that are being worked out.
    pub(crate) rows: Rows,
    /// Tries that came to nothing.
    refused: Mutex<Refused>,
    /// The address of the pages, where it is said.
    pub(crate) pages: Option<String>,
    /// Hash of the key for the first account; gone when there is one.
    pub(crate) first_key: Mutex<Option<[u8; 32]>>,
    /// Forms that were carried out.
    once: Once,
    /// No new answers that go on: the pages are closing.
    pub(crate) closing: AtomicBool,
}

/// Somebody asks for a page: the book at one moment, and the last night in it.
pub(crate) struct Visit<'a> {
    /// The landlord.
    pub(crate) house: &'a House,
    /// Its book.
    pub(crate) book: &'a Book,
    /// The last night, once there has been one.
    pub(crate) last: Option<NightRun>,
    /// Who asks.
    pub(crate) who: &'a Signed,
    /// When.
    pub(crate) now: Moment,
    /// What the book looks like at that moment, where that is known.
    pub(crate) stamp: Option<Stamp>,
    /// What is looked at and goes into the log: about whom, and which page.
    pub(crate) looked: RefCell<Vec<(Option<TenancyId>, &'static str)>>,
    /// What was looked up and goes into the log: who may not see dossiers looks up addresses.
    pub(crate) looked_up: Cell<Option<&'static str>>,
    /// The dossier somebody works on now, and until when others are told so, in seconds since 1970.
    pub(crate) here: Cell<Option<(TenancyId, i64)>>,
}

/// Somebody changes something.
pub(crate) struct Change<'a> {
    /// The landlord.
    pub(crate) house: &'a House,
    /// The book, to write in.
    pub(crate) book: &'a mut Book,
    /// Who.
    pub(crate) who: &'a Signed,
    /// When.
    pub(crate) now: Moment,
    /// The form.
    pub(crate) form: &'a Asked,
    /// The address it was sent to.
    pub(crate) at: &'a str,
}

impl App {
    /// The pages of a book under a policy.
    pub fn new(furnishing: Furnishing) -> App {
        let Furnishing { book, policy, letters, calendar, landlord, reload, clock, wall, pages, .. } =
            furnishing;
        let passkeys = Passkeys::at(pages.as_deref());
        let house = House {
            looks: Arc::new(Looks::of(book.clone())),
            memory: Memory::default(),
            last: Mutex::default(),
            right_as_of: Mutex::default(),
            place: book,
            idle: Mutex::default(),
            writer: Mutex::default(),
            kept: Mutex::default(),
            needed: policy.facts_needed(),
            clocks: OnceLock::new(),
            policy,
            letters,
            calendar,
            landlord,
            post: furnishing.post.map(Arc::new),
            reception: furnishing.reception,
            wall,
            pages: pages.clone(),
            passkeys: passkeys.can(),
            demo: furnishing.demo,
            passwords: furnishing.passwords,
            roles_from: furnishing.elsewhere.as_ref().and_then(Elsewhere::says_roles),
            shown_once: Arc::default(),
            helpers: furnishing.helpers,
        };
        App(Arc::new(Door {
            house: Mutex::new(Arc::new(house)),
            reload,
            clock,
            demo: furnishing.demo,
            secure: furnishing.secure,
            patience: Mutex::default(),
            passkeys,
            elsewhere: furnishing.elsewhere,
            seal: OnceLock::new(),
            passwords: furnishing.passwords,
            rows: Rows::default(),
            refused: Mutex::default(),
            pages,
            first_key: Mutex::new(furnishing.first_key.map(|key| key.hash())),
            once: Once::default(),
            closing: AtomicBool::new(false),
        }))
    }

    /// Makes a page for somebody who may see it. What was looked at about a tenant is in the log before the page leaves.
    pub(crate) async fn show(
        self,
        who: Signed,
        right: Right,
        make: impl FnOnce(&Visit) -> Result<Response, Failure> + Send + 'static,
    ) -> Response {
        self.at_the_door(move |door| door.show_if(&who, right, make)).await
    }

    /// The same for a page that is soon there: the thread that answers makes it, and is handed nothing.
    pub(crate) fn show_here(
        &self,
        who: &Signed,
        right: Right,
        make: impl FnOnce(&Visit) -> Result<Response, Failure>,
    ) -> Response {
        self.answer(here(|| self.0.show_if(who, right, make)))
    }

    /// Changes something, for somebody who may, when the form is one of ours.
    pub(crate) async fn change(
        self,
        sent: Sent,
        right: Right,
        make: impl FnOnce(&mut Change) -> Result<Response, Failure> + Send + 'static,
    ) -> Response {
        self.change_after(sent, right, |_, _| Ok(()), |change, ()| make(change)).await
    }

    /// The same for what takes long to find out: that is done first, while nobody waits for the connection that writes.
    pub(crate) async fn change_after<T>(
        self,
        sent: Sent,
        right: Right,
        find_out: impl FnOnce(&House, &Asked) -> Result<T, Failure> + Send + 'static,
        make: impl FnOnce(&mut Change, T) -> Result<Response, Failure> + Send + 'static,
    ) -> Response {
        self.at_the_door(move |door| {
            if !sent.who.may(right) {
                return Err(Failure::NotAllowed);
            }
            if !sent.who.sealed(sent.form.get("zegel")) {
                return aanmelden::of_before(&sent, &door.house().landlord).ok_or(Failure::NotOurForm);
            }
            let known = Once::form(&sent);
            let Sent { who, form, at, .. } = sent;
            let house = door.open(None)?;
            let (now, landlord) = ((door.clock)(), &*house);
            let found = find_out(landlord, &form)?;
            house.with_writer(|book| {
                door.once.not_again(known.as_ref(), &at, book)?;
                let done =
                    make(&mut Change { house: landlord, book, who: &who, now, form: &form, at: &at }, found)?;
                door.once.remember(known, &done);
                Ok(done)
            })?
        })
        .await
    }

    /// Does something before anybody is known: signing in and out. It may take long, so a thread of its own does it.
    pub(crate) async fn at_the_door(
        self,
        make: impl FnOnce(&Door) -> Result<Response, Failure> + Send + 'static,
    ) -> Response {
        let door = Arc::clone(&self.0);
        let made = tokio::task::spawn_blocking(move || make(&door)).await;
        self.answer(made.ok())
    }

    /// What was made, or why not; `None` when it broke off.
    fn answer(&self, made: Option<Result<Response, Failure>>) -> Response {
        let made = made.unwrap_or_else(|| Err(Failure::Broken("een pagina kwam niet af".into())));
        made.unwrap_or_else(|failure| failure.page(&self.landlord()))
    }

    /// Whose session this is, while it lasts; `is_use` when a person asks and not a page by itself.
    pub(crate) async fn session(&self, token: Token, is_use: bool) -> Result<Option<Signed>, Failure> {
        if let Some(known) = self.known_session(&token) {
            return Ok(Some(known));
        }
        let door = &self.0;
        let found = here(|| -> Result<Option<Signed>, Failure> {
            let Moment { day: today, seconds: now } = (door.clock)();
            let (house, hash) = (door.house(), token.hash());
            let stamp = house.looks.stamp();
            let book = house.open()?;
            let found = book.session(&hash, now)?;
            let Some((staff, note)) = found else {
                house.put_back(book);
                return Ok(None);
            };
            let staff = book.standing_in(staff, today)?;
            house.put_back(book);
            if note && is_use {
                house.looks.session_seen(&hash, now)?;
            }
            if let Some(stamp) = stamp {
                house.memory.keep_session(stamp, hash, &staff, now);
            }
            Ok(Some(Signed::new(staff, token, stamp)))
        });
        found.unwrap_or_else(|| Err(Failure::Broken("een sessie kon niet worden gelezen".into())))
    }

    /// Whose session this is, when that is known without asking the book.
    fn known_session(&self, token: &Token) -> Option<Signed> {
        let house = self.0.house();
        let stamp = house.looks.stamp_at_once()?;
        let staff = house.memory.session(stamp, &token.hash(), self.0.now().seconds)?;
        Some(Signed::new(staff, token.clone(), Some(stamp)))
    }

    /// What may be asked for who begins.
    pub(crate) fn reception(&self) -> Option<Arc<dyn Reception>> {
        self.0.house().reception.clone()
    }

    /// Answers that go on come to their end.
    pub(crate) fn close(&self) {
        self.0.closing.store(true, std::sync::atomic::Ordering::Relaxed);
    }

    /// Are the pages closing?
    pub(crate) fn is_closing(&self) -> bool {
        self.0.closing.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// The landlord's name.
    pub(crate) fn landlord(&self) -> String {
        self.0.house().landlord.clone()
    }

    /// Do cookies travel over TLS only?
    pub(crate) fn secure(&self) -> bool {
        self.0.secure
    }

    /// The host at which browsers reach the pages, where it is said.
    pub(crate) fn host(&self) -> Option<&str> {
        let address = self.0.pages.as_deref()?;
        address.split_once("://").map(|(_, host)| host)
    }

    /// The answer to a form that is not ours.
    pub(crate) fn not_our_form(&self) -> Response {
        Failure::NotOurForm.page(&self.landlord())
    }

    /// The page for an address that is not there.
    pub(crate) fn no_such_page(&self) -> Response {
        Failure::NoPage.page(&self.landlord())
    }
}

/// Does what is soon done on the thread that answers; `None` when it broke off.
fn here<T>(make: impl FnOnce() -> T) -> Option<T> {
    // A page that breaks off leaves behind what a thread of its own would: see those who hold a lock.
    catch_unwind(AssertUnwindSafe(make)).ok()
}

impl Door {
    /// What moment it is.
    pub(crate) fn now(&self) -> Moment {
        (self.clock)()
    }

    /// What closes and opens words that browsers keep: with the key that all who serve this book have.
    pub(crate) fn seal(&self) -> Result<&Seal, StoreError> {
        if let Some(seal) = self.seal.get() {
            return Ok(seal);
        }
        let mut fresh = [0; 32];
        getrandom::fill(&mut fresh).expect("the system gives random bytes");
        let key = self.house().with_writer(|book| book.key_of_the_door(&fresh))??;
        Ok(self.seal.get_or_init(|| Seal::with(&key)))
    }

    /// The house as it is.
    pub(crate) fn house(&self) -> Arc<House> {
        Arc::clone(&self.house.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A page for somebody, if he may see it.
    fn show_if(
        &self,
        who: &Signed,
        right: Right,
        make: impl FnOnce(&Visit) -> Result<Response, Failure>,
    ) -> Result<Response, Failure> {
        if who.may(right) { self.show(who, make) } else { Err(Failure::NotAllowed) }
    }

    /// A page for somebody, whatever he may.
    pub(crate) fn show(
        &self,
        who: &Signed,
        make: impl FnOnce(&Visit) -> Result<Response, Failure>,
    ) -> Result<Response, Failure> {
        self.open(who.as_of)?.visit(who, self.now(), make)
    }

    /// Somebody was not let in; the log says so, once a minute at most.
    pub(crate) fn refused(&self, why: &str) -> Result<(), StoreError> {
        let now = self.now();
        let more = self.refused.lock().unwrap_or_else(PoisonError::into_inner).one_more(now.seconds);
        let Some(more) = more else { return Ok(()) };
        self.house()
            .with_writer(|book| book.log(now, None, None, "niet aangemeld", &format!("{why}{more}")))?
    }

    /// The house with the rules of the last night: pages tell the story of that night, also when it was run with another
    /// policy while they were being served. `as_of` is how the book looked a moment ago, where that was asked.
    fn open(&self, as_of: Option<Stamp>) -> Result<Arc<House>, StoreError> {
        let house = self.house();
        let stamp = as_of.or_else(|| house.looks.stamp());
        if house.is_right(stamp) {
            return Ok(house);
        }
        let book = house.open()?;
        let beginning = book.beginning()?;
        let last = house.last_night(&book, stamp)?;
        let last = last.filter(|last| last.policy != house.policy.hash.to_string());
        if last.is_none() && beginning == house.policy.settings.beginning {
            house.put_back(book);
            house.was_right(stamp);
            return Ok(house);
        }
        let other = match &last {
            Some(last) => book.policy_files(&last.policy)?.and_then(|texts| (self.reload)(&texts, last.day)),
            None => Some((house.policy.clone(), house.letters.clone())),
        };
        house.put_back(book);
        let Some((mut policy, letters)) = other else { return Ok(house) };
        policy.settings.beginning = beginning;
        let fresh = Arc::new(house.under(policy, letters));
        *self.house.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&fresh);
        Ok(fresh)
    }
}
