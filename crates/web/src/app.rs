//! What every page needs: the book, the policy, the calendar, and what was worked out and can be kept for a while.
//!
//! One connection for each page that is being made, from a small stock. A page sees the book as it is at one moment.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use axum::response::Response;
use domain::calendar::Day;
use domain::calendar::holidays::EquatedDays;
use domain::facts::FactId;
use domain::plan::Night;
use domain::policy::Policy;
use policy::Letters;
use store::nights::NightRun;
use store::{Book, StoreError};

use crate::answer::Failure;
use crate::portfolio::Kept;

/// Connections that are kept when nobody uses them.
const CONNECTIONS_KEPT: usize = 4;

/// The web pages of one landlord. Cheap to clone: all clones share what they know.
#[derive(Clone)]
pub struct App(Arc<Door>);

/// Makes a policy of the texts that a night kept, when a night has been run with other rules than the pages know.
pub type Reload = Box<dyn Fn(&str, Day) -> Option<(Policy, Letters)> + Send + Sync>;

/// The house as it is now, and how to furnish it anew when the rules have changed.
struct Door {
    house: Mutex<Arc<House>>,
    reload: Reload,
}

/// The landlord behind the pages.
pub(crate) struct House {
    book_path: PathBuf,
    idle: Mutex<Vec<Book>>,
    pub(crate) kept: Mutex<Kept>,
    /// The policy that holds.
    pub(crate) policy: Policy,
    /// Facts it looks at.
    pub(crate) needed: Vec<FactId>,
    /// The texts of its letters.
    pub(crate) letters: Letters,
    calendar: EquatedDays,
    /// The landlord's name.
    pub(crate) landlord: String,
}

/// Somebody asks for a page: the book at one moment, and the last night in it.
pub(crate) struct Visit<'a> {
    /// The landlord.
    pub(crate) house: &'a House,
    /// Its book.
    pub(crate) book: &'a Book,
    /// The last night, once there has been one.
    pub(crate) last: Option<NightRun>,
}

impl App {
    /// The pages of a book under a policy. The book is opened when the first page is asked for.
    pub fn new(
        book_path: PathBuf,
        policy: Policy,
        letters: Letters,
        calendar: EquatedDays,
        landlord_name: String,
        reload: Reload,
    ) -> App {
        let house = House::furnish(book_path, policy, letters, calendar, landlord_name);
        App(Arc::new(Door { house: Mutex::new(Arc::new(house)), reload }))
    }

    /// Makes a page on a thread that may wait for the disk.
    pub(crate) async fn show(
        self,
        make: impl FnOnce(&Visit) -> Result<Response, Failure> + Send + 'static,
    ) -> Response {
        let door = Arc::clone(&self.0);
        let made = tokio::task::spawn_blocking(move || door.open()?.visit(make)).await;
        let made = made.unwrap_or_else(|_| Err(Failure::Broken("een pagina kwam niet af".into())));
        made.unwrap_or_else(|failure| failure.page(&self.0.house().landlord))
    }

    /// The page for an address that is not there.
    pub(crate) fn no_such_page(&self) -> Response {
        Failure::NoPage.page(&self.0.house().landlord)
    }
}

impl Door {
    fn house(&self) -> Arc<House> {
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
        let fresh = Arc::new(House::furnish(house.book_path.clone(), policy, letters, calendar, landlord));
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
    ) -> House {
        let needed = policy.facts_needed();
        let (idle, kept) = (Mutex::default(), Mutex::default());
        House { book_path, idle, kept, policy, needed, letters, calendar, landlord }
    }

    fn put_back(&self, book: Book) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < CONNECTIONS_KEPT {
            idle.push(book);
        }
    }

    fn visit(&self, make: impl FnOnce(&Visit) -> Result<Response, Failure>) -> Result<Response, Failure> {
        let book = self.open()?;
        let made = book.at_one_moment(|book| {
            let last = book.last_night()?;
            make(&Visit { house: self, book, last })
        })?;
        self.put_back(book);
        made
    }

    fn open(&self) -> Result<Book, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| Book::open_to_read(&self.book_path), Ok)
    }

    /// A night under the policy that holds now.
    pub(crate) fn night(&self, today: Day, books_as_of: Day) -> Night<'_> {
        Night { today, policy: &self.policy, needed: &self.needed, calendar: &self.calendar, books_as_of }
    }
}
