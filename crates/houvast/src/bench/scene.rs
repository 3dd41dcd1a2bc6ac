//! The stage of a benchmark: a simulated portfolio in a scratch book, the starting policy, and what comes in every day.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use domain::calendar::Day;
use domain::calendar::holidays::EquatedDays;
use domain::dossier::Dossier;
use domain::facts::FactId;
use domain::ids::{ContentId, TenancyId};
use domain::plan::Night;
use domain::policy::Policy;
use simulator::life::{Horizon, Life};
use simulator::portfolio;
use store::commit::RunHead;
use store::load::News;
use store::{Book, Place, Server};

use super::{Failure, Portfolio};
use crate::landlord::{self, Landlord, Usable};
use crate::night::Rules;

/// Days simulated after the night, at every size, so that lives do not depend on what is measured.
pub const DAYS_AHEAD: i32 = 60;

/// Rules and portfolio of a benchmark.
pub struct Scene {
    /// The portfolio.
    pub portfolio: Portfolio,
    /// The policy.
    pub policy: Policy,
    /// Its texts, kept with every night.
    texts: String,
    hash: ContentId,
    /// Facts it looks at.
    pub needed: Vec<FactId>,
    /// Working days.
    pub calendar: EquatedDays,
    folder: Folder,
    /// A scratch schema, when the book is on a server.
    store: Option<Server>,
}

impl Drop for Scene {
    fn drop(&mut self) {
        if let Some(server) = self.store.take() {
            let _ = Book::remove(server);
        }
    }
}

impl Scene {
    /// Sets the stage; nothing is simulated yet. The book will be in a file.
    pub fn new(portfolio: Portfolio) -> Result<Scene, Failure> {
        Scene::on(portfolio, None)
    }

    /// The same, with the book on a server, in a schema of its own.
    pub fn on(portfolio: Portfolio, server: Option<&Server>) -> Result<Scene, Failure> {
        let files = policy::preset("woonbron").ok_or("the starting policy is not built in")?;
        let Usable { policy, texts, hash, .. } = landlord::usable(&files, portfolio.night)
            .map_err(|failure| format!("the starting policy has errors: {failure}"))?;
        let needed = policy.facts_needed();
        let folder = Folder::new()?;
        let schema = folder.name().to_lowercase();
        let store = server.map(|server| Server { schema, ..server.clone() });
        Ok(Scene { portfolio, policy, texts, hash, needed, calendar: EquatedDays::default(), folder, store })
    }

    /// The rules as the night takes them.
    pub fn rules(&self) -> Rules<'_> {
        Rules::of(&self.policy, &self.calendar)
    }

    /// The landlord of these books, with nothing in his folder.
    pub fn landlord(&self) -> Landlord {
        Landlord::in_folder(&self.folder.0)
    }

    /// A night; the books are those of the evening before.
    pub fn night(&self, today: Day) -> Night<'_> {
        let (policy, needed, calendar) = (&self.policy, self.needed.as_slice(), &self.calendar);
        Night { today, policy, needed, calendar, books_as_of: today.previous() }
    }

    /// What a run of a night is known by.
    pub fn head(&self, day: Day) -> RunHead {
        RunHead {
            day,
            engine: "bench".into(),
            policy_hash: self.hash,
            policy_files: self.texts.clone(),
            law_hash: ContentId::default(),
            books_as_of: day.previous(),
        }
    }

    /// The lives of the portfolio, made on the way.
    fn lives(&self) -> impl Iterator<Item = Life> {
        let Portfolio { tenancies, months, seed, night } = self.portfolio;
        let horizon = Horizon { from: night.plus_months(-months), to: night + DAYS_AHEAD };
        portfolio::lives(seed, tenancies, horizon)
    }

    /// A new book with everything known at the end of `as_of`.
    pub fn book(&self, as_of: Day) -> Result<Book, Failure> {
        let file = || Place::File(self.folder.path("book.houvast"));
        let mut book = Book::open(self.store.clone().map_or_else(file, Place::from))?;
        book.load(self.lives().filter_map(|life| known(&life, as_of)))?;
        Ok(book)
    }

    /// A copy of a book, to write in.
    pub fn copy(&self, book: &Book) -> Result<Book, Failure> {
        book.connection().query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
        let path = self.folder.path("copy.houvast");
        for ending in ["houvast-wal", "houvast-shm"] {
            let _ = fs::remove_file(path.with_extension(ending));
        }
        fs::copy(self.folder.path("book.houvast"), &path)?;
        Ok(Book::open(&path)?)
    }

    /// What comes in on one day, tenancy by tenancy: for sizes whose stories do not fit in memory.
    pub fn news(&self, day: Day) -> Vec<News> {
        let of_day = |life: Life| News::between(known(&life, day.previous()).as_ref(), &known(&life, day)?);
        self.lives().filter_map(of_day).collect()
    }

    /// Every tenancy with its dossier at the end of `as_of` and what comes in on each of the days after it.
    pub fn stories(&self, as_of: Day, days: u32) -> Vec<Story> {
        self.lives().map(|life| Story::of(&life, as_of, days)).collect()
    }
}

/// One tenancy over some days.
pub struct Story {
    /// Its dossier before the first day; `None` when nobody has signed yet.
    pub begin: Option<Dossier>,
    /// What comes in, by place of the day.
    pub news: Vec<(u32, News)>,
}

impl Story {
    fn of(life: &Life, as_of: Day, days: u32) -> Story {
        let begin = known(life, as_of);
        let mut before = begin.clone();
        let mut news = Vec::new();
        for day in 0..days {
            let Some(now) = known(life, as_of + 1 + day as i32) else { continue };
            news.extend(News::between(before.as_ref(), &now).map(|news| (day, news)));
            before = Some(now);
        }
        Story { begin, news }
    }
}

/// What comes in on one of the days of some stories, in order of tenancy.
pub fn news_of(stories: &[Story], day: u32) -> Vec<News> {
    let of_day = |story: &Story| story.news.iter().find(|(at, _)| *at == day).map(|(_, news)| news.clone());
    stories.iter().filter_map(of_day).collect()
}

/// The dossier as the books hold it at the end of a day, once there is one.
fn known(life: &Life, as_of: Day) -> Option<Dossier> {
    let mut dossier = life.known_on(as_of).then(|| portfolio::dossier(life, TenancyId(life.index), as_of))?;
    dossier.tenancy.erp_class = None; // a book loaded past the delivery formats keeps no words
    Some(dossier)
}

/// A scratch folder, gone afterwards.
pub struct Folder(PathBuf);

impl Folder {
    /// A new one.
    pub fn new() -> Result<Folder, Failure> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("houvast-bench-{}-{number}", std::process::id()));
        fs::create_dir_all(&path)?;
        Ok(Folder(path))
    }

    /// What it is called.
    fn name(&self) -> String {
        self.0.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Something in it.
    pub fn path(&self, name: &str) -> PathBuf {
        Path::join(&self.0, name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
