//! What every page needs: the book, the policy, the calendar, and what was worked out and can be kept for a while.
//!
//! One connection for each page that is being made, from a small stock. A page sees the book as it is at one moment.

use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use axum::response::Response;
use domain::calendar::Day;
use domain::calendar::holidays::EquatedDays;
use domain::facts::FactId;
use domain::ids::TenancyId;
use domain::plan::Night;
use domain::policy::Policy;
use domain::staff::Right;
use policy::Letters;
use store::acts::{Act, NotDone, Record};
use store::nights::NightRun;
use store::post::Moment;
use store::{Book, StoreError};

use crate::answer::Failure;
use crate::asked::Asked;
use crate::patience::Patience;
use crate::portfolio::Kept;
use crate::post_room::PostRoom;
use crate::signed::{Signed, Token};

/// Connections that are kept when nobody uses them.
const CONNECTIONS_KEPT: usize = 4;

/// The web pages of one landlord. Cheap to clone: all clones share what they know.
#[derive(Clone)]
pub struct App(Arc<Door>);

/// Makes a policy of the texts that a night kept, when a night has been run with other rules than the pages know.
pub type Reload = Box<dyn Fn(&str, Day) -> Option<(Policy, Letters)> + Send + Sync>;

/// Tells what moment it is.
pub type Clock = Box<dyn Fn() -> Moment + Send + Sync>;

/// What the pages are about, and what they cannot know by themselves.
pub struct Furnishing {
    /// Where the book lies. It is opened when the first page is asked for.
    pub book: PathBuf,
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
    /// What the pages may ask about post; `None` where nothing leaves.
    pub post: Option<PostRoom>,
    /// Who gives help here, as the landlord names them.
    pub helpers: Vec<String>,
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
    /// Wrong passwords.
    pub(crate) patience: Mutex<Patience>,
}

/// The landlord behind the pages.
pub(crate) struct House {
    book_path: PathBuf,
    idle: Mutex<Vec<Book>>,
    /// The one connection that writes: changes come one after another.
    writer: Mutex<Option<Book>>,
    pub(crate) kept: Mutex<Kept>,
    /// The policy that holds.
    pub(crate) policy: Policy,
    /// Facts it looks at.
    pub(crate) needed: Vec<FactId>,
    /// The texts of its letters.
    pub(crate) letters: Letters,
    pub(crate) calendar: EquatedDays,
    /// The landlord's name.
    pub(crate) landlord: String,
    /// What may be asked about post.
    pub(crate) post: Option<Arc<PostRoom>>,
    /// Who gives help here, as the landlord names them.
    pub(crate) helpers: Vec<String>,
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
    /// What is looked at and goes into the log: about whom, and which page.
    looked: RefCell<Vec<(Option<TenancyId>, &'static str)>>,
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
}

impl App {
    /// The pages of a book under a policy.
    pub fn new(furnishing: Furnishing) -> App {
        let Furnishing { book, policy, letters, calendar, landlord, reload, clock, .. } = furnishing;
        let Furnishing { post, helpers, demo, secure, .. } = furnishing;
        let house = House::furnish(book, policy, letters, calendar, landlord, post.map(Arc::new), helpers);
        App(Arc::new(Door {
            house: Mutex::new(Arc::new(house)),
            reload,
            clock,
            demo,
            secure,
            patience: Mutex::default(),
        }))
    }

    /// Makes a page on a thread that may wait for the disk, for somebody who may see it. What was looked at about a tenant
    /// is in the log before the page leaves.
    pub(crate) async fn show(
        self,
        who: Signed,
        right: Right,
        make: impl FnOnce(&Visit) -> Result<Response, Failure> + Send + 'static,
    ) -> Response {
        self.at_the_door(move |door| {
            if !who.may(right) {
                return Err(Failure::NotAllowed);
            }
            door.open()?.visit(&who, (door.clock)(), make)
        })
        .await
    }

    /// Changes something, for somebody who may, when the form is one of ours.
    pub(crate) async fn change(
        self,
        who: Signed,
        right: Right,
        form: Asked,
        make: impl FnOnce(&mut Change) -> Result<Response, Failure> + Send + 'static,
    ) -> Response {
        self.at_the_door(move |door| {
            if !who.may(right) {
                return Err(Failure::NotAllowed);
            }
            if !who.sealed(form.get("zegel")) {
                return Err(Failure::NotOurForm);
            }
            let house = door.open()?;
            let (now, landlord) = ((door.clock)(), &*house);
            house.with_writer(|book| {
                make(&mut Change { house: landlord, book, who: &who, now, form: &form })
            })?
        })
        .await
    }

    /// Does something before anybody is known: signing in and out.
    pub(crate) async fn at_the_door(
        self,
        make: impl FnOnce(&Door) -> Result<Response, Failure> + Send + 'static,
    ) -> Response {
        let door = Arc::clone(&self.0);
        let made = tokio::task::spawn_blocking(move || make(&door)).await;
        let made = made.unwrap_or_else(|_| Err(Failure::Broken("een pagina kwam niet af".into())));
        made.unwrap_or_else(|failure| failure.page(&self.landlord()))
    }

    /// Whose session this is, while it lasts.
    pub(crate) async fn session(&self, token: Token) -> Result<Option<Signed>, Failure> {
        let door = Arc::clone(&self.0);
        let found = tokio::task::spawn_blocking(move || -> Result<Option<Signed>, Failure> {
            let now = (door.clock)().seconds;
            let house = door.house();
            let book = house.open()?;
            let found = book.session(&token.hash(), now)?;
            house.put_back(book);
            let Some((staff, note)) = found else { return Ok(None) };
            if note {
                house.with_writer(|book| book.session_seen(&token.hash(), now))??;
            }
            Ok(Some(Signed::new(staff, token)))
        });
        found.await.unwrap_or_else(|_| Err(Failure::Broken("een sessie kon niet worden gelezen".into())))
    }

    /// The landlord's name.
    pub(crate) fn landlord(&self) -> String {
        self.0.house().landlord.clone()
    }

    /// The page for an address that is not there.
    pub(crate) fn no_such_page(&self) -> Response {
        Failure::NoPage.page(&self.landlord())
    }
}

impl Door {
    /// What moment it is.
    pub(crate) fn now(&self) -> Moment {
        (self.clock)()
    }

    /// The house as it is.
    pub(crate) fn house(&self) -> Arc<House> {
        Arc::clone(&self.house.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The house with the rules of the last night: pages tell the story of that night, also when it was run with another
    /// policy while they were being served.
    fn open(&self) -> Result<Arc<House>, StoreError> {
        let house = self.house();
        let book = house.open()?;
        let Some(last) = book.last_night()?.filter(|last| last.policy != house.policy.hash.to_string())
        else {
            house.put_back(book);
            return Ok(house);
        };
        let texts = book.policy_files(&last.policy)?;
        house.put_back(book);
        let Some((policy, letters)) = texts.and_then(|texts| (self.reload)(&texts, last.day)) else {
            return Ok(house);
        };
        let (calendar, landlord) = (house.calendar.clone(), house.landlord.clone());
        let (path, post, helpers) = (house.book_path.clone(), house.post.clone(), house.helpers.clone());
        let fresh = Arc::new(House::furnish(path, policy, letters, calendar, landlord, post, helpers));
        *self.house.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&fresh);
        Ok(fresh)
    }
}

impl House {
    fn furnish(
        book_path: PathBuf,
        policy: Policy,
        letters: Letters,
        calendar: EquatedDays,
        landlord: String,
        post: Option<Arc<PostRoom>>,
        helpers: Vec<String>,
    ) -> House {
        let needed = policy.facts_needed();
        let (idle, writer, kept) = (Mutex::default(), Mutex::default(), Mutex::default());
        House { book_path, idle, writer, kept, policy, needed, letters, calendar, landlord, post, helpers }
    }

    /// What may be asked about post; where nothing leaves, nothing may.
    pub(crate) fn post_room(&self) -> Result<&PostRoom, Failure> {
        let closed =
            || Failure::Form("Er gaat nog niets uit: hoe er wordt verstuurd, is nog niet ingesteld.".into());
        self.post.as_deref().ok_or_else(closed)
    }

    pub(crate) fn put_back(&self, book: Book) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < CONNECTIONS_KEPT {
            idle.push(book);
        }
    }

    fn visit(
        &self,
        who: &Signed,
        now: Moment,
        make: impl FnOnce(&Visit) -> Result<Response, Failure>,
    ) -> Result<Response, Failure> {
        let book = self.open()?;
        let (made, looked) = book.at_one_moment(|book| -> Result<_, Failure> {
            let last = book.last_night()?;
            let visit = Visit { house: self, book, last, who, now, looked: RefCell::default() };
            let made = make(&visit);
            Ok((made, visit.looked.take()))
        })??;
        self.put_back(book);
        if made.is_ok() && !looked.is_empty() {
            self.with_writer(|book| {
                looked
                    .iter()
                    .try_for_each(|(about, page)| book.log(now, Some(who.id()), *about, "bekeken", page))
            })??;
        }
        made
    }

    /// Gives the connection that writes, when it is nobody else's turn.
    pub(crate) fn with_writer<T>(&self, write: impl FnOnce(&mut Book) -> T) -> Result<T, StoreError> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let book = match writer.as_mut() {
            Some(book) => book,
            None => writer.insert(Book::open(&self.book_path)?),
        };
        Ok(write(book))
    }

    pub(crate) fn open(&self) -> Result<Book, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| Book::open_to_read(&self.book_path), Ok)
    }

    /// A night under the policy that holds now.
    pub(crate) fn night(&self, today: Day, books_as_of: Day) -> Night<'_> {
        Night { today, policy: &self.policy, needed: &self.needed, calendar: &self.calendar, books_as_of }
    }
}

impl Change<'_> {
    /// Writes down what this person did about a dossier and what it records; `task` is what it finishes, or empty.
    pub(crate) fn act(
        &mut self,
        tenancy: TenancyId,
        kind: &str,
        note: &str,
        task: &str,
        records: Vec<Record>,
    ) -> Result<Result<i64, NotDone>, Failure> {
        let (by, name, at) = (self.who.id(), &self.who.staff.name, self.now);
        Ok(self.book.act(&Act { tenancy, by, name, at, kind, note, task, records })?)
    }

    /// Makes a page instead of a change: a form that comes back to who sent it. What it shows of a tenant is in the log.
    pub(crate) fn show(
        &mut self,
        make: impl FnOnce(&Visit) -> Result<Response, Failure>,
    ) -> Result<Response, Failure> {
        let (house, who, now, last) = (self.house, self.who, self.now, self.book.last_night()?);
        let visit = Visit { house, book: self.book, last, who, now, looked: RefCell::default() };
        let made = make(&visit)?;
        for (about, page) in visit.looked.take() {
            self.book.log(now, Some(who.id()), about, "bekeken", page)?;
        }
        Ok(made)
    }
}

impl Visit<'_> {
    /// Notes for the log that this page is about a tenant, or takes personal data away.
    pub(crate) fn looks_at(&self, about: Option<TenancyId>, page: &'static str) {
        self.looked.borrow_mut().push((about, page));
    }
}
