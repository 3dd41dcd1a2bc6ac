//! What the pages ask of the executable when a landlord begins: keep a list that was uploaded, look into it, read it on trial,
//! take it in, run or stop a night, make the demo.
//!
//! The pages touch no file and start no process: they ask here. An `Err` is a Dutch sentence for the person at the page.

use domain::calendar::Day;
use domain::money::Cents;

/// The largest list that is taken. Bytes.
pub const LARGEST_LIST: usize = 64 * 1024 * 1024;
/// What is said of a larger one.
pub const TOO_LARGE: &str = "Dit bestand is groter dan 64 MB. Dat is geen lijst met openstaande posten; staan er betaalde posten in? Laat die weg.";

/// A file that comes in, piece by piece. Dropped before it is finished, nothing of it stays.
pub trait Upload: Send {
    /// The next piece.
    fn write(&mut self, bytes: &[u8]) -> Result<(), String>;
    /// That was all.
    fn finish(self: Box<Self>) -> Result<(), String>;
}

/// For what a file comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A list of open items, to take in.
    OpenItems,
    /// The action list of the old process, to compare with.
    OldActions,
}

/// A list that waits to be taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What it was called where it came from.
    pub name: String,
    /// The day up to which it tells; `None` until somebody says.
    pub day: Option<Day>,
}

/// A column of a list, and where it seems to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnSeen {
    /// Its word, as `koppeling.toml` has it.
    pub word: &'static str,
    /// A list without it cannot be read.
    pub required: bool,
    /// The heading it is found under; empty when it is not.
    pub heading: String,
    /// How the first values under that heading are read: as it stands there, and what Houvast makes of it.
    pub readings: Vec<(String, Option<String>)>,
}

/// What a list looks like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListSeen {
    /// `CSV, Windows-1252, puntkomma tussen de velden`.
    pub form: String,
    /// Names of its sheets, of a workbook.
    pub sheets: Vec<String>,
    /// The sheet that is read; empty is the first one.
    pub sheet: String,
    /// The row with the headings.
    pub heading_row: u32,
    /// Its headings.
    pub headings: Vec<String>,
    /// Rows below them.
    pub count: u64,
    /// The first of those, each with its number.
    pub rows: Vec<(u32, Vec<String>)>,
    /// Headings that are never read, because of what stands under them.
    pub never_read: Vec<String>,
    /// The columns.
    pub columns: Vec<ColumnSeen>,
    /// Direct debit where the list does not say.
    pub debit_when_silent: Option<bool>,
}

/// What somebody chose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// Sheet of a workbook; empty is the first one.
    pub sheet: String,
    /// Word of a column and the heading it stands under; an empty heading: not in this list.
    pub columns: Vec<(String, String)>,
    /// Direct debit where the list does not say.
    pub debit_when_silent: Option<bool>,
}

/// Something wrong in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The row, or 0 for the list as a whole.
    pub row: u32,
    /// The column.
    pub field: String,
    /// What stands there.
    pub value: String,
    /// What is wrong and what happens.
    pub reason: String,
    /// The row is left out.
    pub refused: bool,
}

/// What stood in the list before and is not in this one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gone {
    /// Items of the list before, and what stood open of them.
    pub before: u64,
    /// See `before`.
    pub open_before: Cents,
    /// Items that are not in this list, and what stood open of them.
    pub items: u64,
    /// See `items`.
    pub open: Cents,
    /// Dossiers of which nothing is in this list.
    pub dossiers: u64,
    /// The first of those.
    pub named: Vec<String>,
}

/// What a list came to when it was read on trial.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tried {
    /// Rows that can be read.
    pub items: u64,
    /// Dossiers they are about.
    pub dossiers: u64,
    /// What stands open together.
    pub open: Cents,
    /// The oldest and the newest due day.
    pub due: Option<(Day, Day)>,
    /// Rows that are left out.
    pub refused: u64,
    /// Rows that are read and worth a look.
    pub noticed: u64,
    /// The first of those, rows that are left out first.
    pub remarks: Vec<Remark>,
    /// Dossiers without start of the tenancy, without rent, and of which nobody knows whether they pay by direct debit.
    pub without: [u64; 3],
    /// Dossiers with an address that has no house number, and one of those addresses.
    pub no_number: (u64, String),
    /// What names and descriptions say of tenants beside a debt, and in which rows.
    pub alarming: Vec<(String, Vec<u32>)>,
    /// What the list before said and this one does not.
    pub gone: Gone,
    /// Why this list must not be taken in; empty when it may.
    pub objections: Vec<String>,
    /// The night that would be run.
    pub night: Option<Day>,
}

/// A stage of a night that runs or ran.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stage {
    /// What is done, in Dutch.
    pub name: String,
    /// So much is done.
    pub done: u64,
    /// Of so much; `None` when nobody knows yet.
    pub of: Option<u64>,
    /// How long it took or takes. Milliseconds.
    pub took: u64,
    /// Where it stands.
    pub state: StageState,
}

/// Where a stage stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StageState {
    /// Still to come.
    #[default]
    Waits,
    /// At work.
    Runs,
    /// Done.
    Done,
}

/// A night that runs, or the last one that ran.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NightSeen {
    /// Its day.
    pub day: Option<Day>,
    /// When it began, in seconds since 1970.
    pub began: i64,
    /// It is at work now.
    pub runs: bool,
    /// Its stages.
    pub stages: Vec<Stage>,
    /// How long it still takes, by what earlier nights of this landlord took. Seconds; `None` when nobody can say.
    pub left: Option<u64>,
    /// Somebody asked it to stop.
    pub stopping: bool,
    /// Why it ended without a result; empty when it did not.
    pub failed: String,
    /// It got to its end.
    pub finished: bool,
}

/// How far the demo is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DemoSeen {
    /// Nobody asked for it.
    NotYet,
    /// It is being made: what is done, so much, of so much.
    Being(String, u64, u64),
    /// It can be looked at on this port of this machine.
    Ready(u16),
    /// It was not made.
    Failed(String),
}

/// What the executable does for who begins.
pub trait Reception: Send + Sync {
    /// Opens a place for a file.
    fn upload(&self, purpose: Purpose, name: &str) -> Result<Box<dyn Upload>, String>;
    /// The list that waits.
    fn draft(&self) -> Option<Draft>;
    /// Throws the list that waits away.
    fn forget(&self) -> Result<(), String>;
    /// Looks into it.
    fn look(&self) -> Result<ListSeen, String>;
    /// Keeps which column is which.
    fn choose(&self, chosen: &Chosen) -> Result<(), String>;
    /// Keeps the day up to which the list tells.
    fn of_day(&self, day: Day) -> Result<(), String>;
    /// Looks into the action list of the old process.
    fn look_at_old(&self) -> Result<ListSeen, String>;
    /// What stands under two headings of it: dossier and action.
    fn read_old(&self, sheet: &str, dossier: &str, action: &str) -> Result<Vec<(String, String)>, String>;
    /// Reads it on trial.
    fn try_out(&self) -> Result<Tried, String>;
    /// Lays it with the deliveries and begins its night.
    fn take_in(&self) -> Result<Day, String>;
    /// Begins a night over what is there.
    fn begin_night(&self, released: Vec<String>) -> Result<Day, String>;
    /// Asks the night that runs to stop.
    fn stop_night(&self) -> Result<(), String>;
    /// The night that runs, also in another process, or the last one.
    fn night(&self) -> Option<NightSeen>;
    /// Begins to make the demo.
    fn begin_demo(&self) -> Result<(), String>;
    /// How far the demo is.
    fn demo(&self) -> DemoSeen;
}
