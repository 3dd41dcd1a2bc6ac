//! What lies on every consultant's desk this morning: all open tasks, whichever night or delivery laid them, and those that
//! the last night took off because their reason is gone.

use std::collections::BTreeMap;

use domain::calendar::Day;
use domain::facts::tells_sensitive;
use domain::plan::{self, Desk, Night};
use store::Book;
use store::screens::OpenTask;

use super::settings::SendSettings;
use crate::failure::Failure;
use crate::needed;

/// Why, where that is not for a mailbox.
const ELSEWHERE: &str = "waarom, staat in het dossier";

/// A task that still has to be done, with why.
pub(super) struct Open {
    /// The task.
    pub task: OpenTask,
    /// Why, in one line.
    pub why: String,
    /// Sending laid it, or words of the tenant.
    pub of_post: bool,
}

/// What lies on one desk.
#[derive(Default)]
pub(super) struct OnDesk {
    /// To be done, the first first.
    pub open: Vec<Open>,
    /// Laid earlier, and not needed any more.
    pub gone: Vec<OpenTask>,
}

/// All desks by their place in the settings, and how many tasks are nobody's.
pub(super) fn desks(
    book: &Book,
    night: &Night,
    settings: &SendSettings,
    today: Day,
) -> Result<(BTreeMap<usize, OnDesk>, usize), Failure> {
    let mut desks: BTreeMap<usize, OnDesk> = BTreeMap::new();
    let mut nobody = 0;
    let mut room = Desk::default();
    for task in book.open_tasks()? {
        let Some(desk) = settings.desk(&task.done_by, &task.district) else {
            nobody += 1;
            continue;
        };
        if let Some(why) = needed::why(book, night, &task, &mut room)? {
            let on_desk = desks.entry(desk).or_default();
            // What is sensitive stands behind a look that is logged, not in a mailbox.
            let line = if tells_sensitive(&why.line) { ELSEWHERE.into() } else { why.line };
            on_desk.open.push(Open { task, why: line, of_post: why.of_post });
        }
    }
    // Told on the morning after, and not again.
    let gone = if night.today == today { book.gone_tasks(today)? } else { Vec::new() };
    for task in gone {
        if let Some(desk) = settings.desk(&task.done_by, &task.district) {
            desks.entry(desk).or_default().gone.push(task);
        }
    }
    let tasks = desks.values_mut().flat_map(|on_desk| &mut on_desk.open).map(|open| &mut open.task);
    book.tell_arrears(tasks, |dossier| plan::read(night, dossier, &mut room).0.standing.arrears)?;
    for on_desk in desks.values_mut() {
        // The order of the work list: a mail and the screen must not disagree.
        on_desk.open.sort_by_key(|open| open.task.order(today));
    }
    Ok((desks, nobody))
}
