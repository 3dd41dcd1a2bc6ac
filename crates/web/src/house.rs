//! The landlord behind the pages: its book, its policy, and what was worked out and can be kept for a while.
//!
//! One connection for each page that is being made, from a small stock; one that writes. A page sees the book as it is at one
//! moment, and what it showed of tenants is in the log before it leaves. Nothing is decided here.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::response::Response;
use domain::calendar::Day;
use domain::calendar::holidays::EquatedDays;
use domain::clocks::Clocks;
use domain::facts::FactId;
use domain::plan::{Desk, Night};
use domain::policy::Policy;
use policy::Letters;
use store::looks::{AtWork, Look};
use store::nights::NightRun;
use store::post::Moment;
use store::staff::StaffId;
use store::{Book, Place, StoreError};

use crate::answer::Failure;
use crate::app::{Visit, Wall};
use crate::looks::{Looks, Stamp};
use crate::memory::Memory;
use crate::portfolio::Kept;
use crate::post_room::PostRoom;
use crate::reception::Reception;
use crate::signed::{Signed, Token};

/// Connections that are kept when nobody uses them: a new one has to read every statement anew.
const CONNECTIONS_KEPT: usize = 16;

/// The landlord behind the pages.
pub(crate) struct House {
    pub(crate) place: Place,
    pub(crate) idle: Mutex<Vec<Book>>,
    /// The one connection that writes: changes come one after another.
    pub(crate) writer: Mutex<Option<Book>>,
    /// Who looked at what; the same log whatever the rules.
    pub(crate) looks: Arc<Looks>,
    pub(crate) kept: Mutex<Kept>,
    /// What was worked out and holds until the book changes.
    pub(crate) memory: Memory,
    /// The stamp of the book when its last night was last asked for, with the answer.
    pub(crate) last: Mutex<Option<(Stamp, Option<NightRun>)>>,
    /// The stamp of the book when this was last seen to be the house under the rules of its last night.
    pub(crate) right_as_of: Mutex<Option<Stamp>>,
    /// The policy that holds.
    pub(crate) policy: Policy,
    /// Facts it looks at.
    pub(crate) needed: Vec<FactId>,
    /// Its thresholds that time can cross, once they were gathered.
    pub(crate) clocks: OnceLock<Arc<Clocks>>,
    /// The texts of its letters.
    pub(crate) letters: Letters,
    pub(crate) calendar: EquatedDays,
    /// The landlord's name.
    pub(crate) landlord: String,
    /// What may be asked about post.
    pub(crate) post: Option<Arc<PostRoom>>,
    /// What may be asked for who begins.
    pub(crate) reception: Option<Arc<dyn Reception>>,
    /// What the clocks showed.
    pub(crate) wall: Wall,
    /// The address of the pages, where it is said.
    pub(crate) pages: Option<String>,
    /// Passkeys can be used.
    pub(crate) passkeys: bool,
    /// Invented data.
    pub(crate) demo: bool,
    /// People may sign in with a password, so an invitation to choose one is of use.
    pub(crate) passwords: bool,
    /// The service that says what roles people have, where one does.
    pub(crate) roles_from: Option<String>,
    /// Invitations that are shown once, on the next page of who made them: by whom, for whom, and the token.
    pub(crate) shown_once: Arc<Mutex<Vec<(StaffId, StaffId, Token)>>>,
    /// Who gives help here, as the landlord names them.
    pub(crate) helpers: Vec<String>,
}

impl House {
    /// The same house under another policy.
    pub(crate) fn under(&self, policy: Policy, letters: Letters) -> House {
        House {
            looks: Arc::clone(&self.looks),
            memory: Memory::default(),
            last: Mutex::default(),
            right_as_of: Mutex::default(),
            place: self.place.clone(),
            idle: Mutex::default(),
            writer: Mutex::default(),
            kept: Mutex::default(),
            needed: policy.facts_needed(),
            clocks: OnceLock::new(),
            policy,
            letters,
            calendar: self.calendar.clone(),
            landlord: self.landlord.clone(),
            post: self.post.clone(),
            reception: self.reception.clone(),
            wall: Arc::clone(&self.wall),
            pages: self.pages.clone(),
            passkeys: self.passkeys,
            demo: self.demo,
            passwords: self.passwords,
            roles_from: self.roles_from.clone(),
            shown_once: Arc::clone(&self.shown_once),
            helpers: self.helpers.clone(),
        }
    }

    /// What may be asked for who begins; these pages are there only where somebody answers.
    pub(crate) fn reception(&self) -> Result<&dyn Reception, Failure> {
        self.reception.as_deref().ok_or(Failure::NoPage)
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

    pub(crate) fn visit(
        &self,
        who: &Signed,
        now: Moment,
        make: impl FnOnce(&Visit) -> Result<Response, Failure>,
    ) -> Result<Response, Failure> {
        let book = self.open()?;
        let (made, looked, (looked_up, here)) = book.at_one_moment(|book| -> Result<_, Failure> {
            // The first question fixes the moment. What is kept holds at it when nothing changed around it, from the moment on
            // at which the book said who asks: another seat has other lists.
            book.changes_by_others()?;
            let stamp = self.looks.stamp().filter(|stamp| who.as_of == Some(*stamp));
            let last = self.last_night(book, stamp)?;
            let visit = Visit { stamp, ..Visit::of(self, book, who, now, last) };
            let made = make(&visit);
            Ok((made, visit.looked.take(), (visit.looked_up.get(), visit.here.get())))
        })??;
        self.put_back(book);
        let at_work = here.map(|(tenancy, until)| AtWork { who: who.id(), tenancy, until });
        if made.is_ok() && (!looked.is_empty() || at_work.is_some()) {
            let look = |(about, page)| Look { at: now, who: who.id(), about, page };
            self.looks.write(looked.into_iter().map(look).collect(), at_work)?;
        }
        if let Some(what) = looked_up {
            self.with_writer(|book| book.log(now, Some(who.id()), None, "opgezocht", what))??;
        }
        made
    }

    /// Is this the house under the rules of the last night, as the book stands?
    pub(crate) fn is_right(&self, stamp: Option<Stamp>) -> bool {
        stamp.is_some() && *self.right_as_of.lock().unwrap_or_else(PoisonError::into_inner) == stamp
    }

    /// It was seen to be; the stamp is of before it was looked at.
    pub(crate) fn was_right(&self, stamp: Option<Stamp>) {
        *self.right_as_of.lock().unwrap_or_else(PoisonError::into_inner) = stamp;
    }

    /// The last night, as the book has it under this stamp.
    pub(crate) fn last_night(
        &self,
        book: &Book,
        stamp: Option<Stamp>,
    ) -> Result<Option<NightRun>, StoreError> {
        let Some(stamp) = stamp else { return book.last_night() };
        let mut kept = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, last)) = kept.as_ref().filter(|(of, _)| *of == stamp) {
            return Ok(last.clone());
        }
        let last = book.last_night()?;
        if self.looks.stamp() == Some(stamp) {
            *kept = Some((stamp, last.clone()));
        }
        Ok(last)
    }

    /// Gives the connection that writes, when it is nobody else's turn.
    pub(crate) fn with_writer<T>(&self, write: impl FnOnce(&mut Book) -> T) -> Result<T, StoreError> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let book = match writer.as_mut() {
            Some(book) => book,
            None => writer.insert(Book::open(&self.place)?),
        };
        Ok(write(book))
    }

    pub(crate) fn open(&self) -> Result<Book, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| Book::open_to_show(&self.place), Ok)
    }

    /// A desk to decide at under that policy.
    pub(crate) fn desk(&self) -> Desk {
        Desk::with(Arc::clone(self.clocks.get_or_init(|| Arc::new(Clocks::of(&self.policy)))))
    }

    /// A night under the policy that holds now.
    pub(crate) fn night(&self, today: Day, books_as_of: Day) -> Night<'_> {
        Night { today, policy: &self.policy, needed: &self.needed, calendar: &self.calendar, books_as_of }
    }
}
