//! Nights and the demo that somebody begins at a page: each on a thread of its own, told by its [`crate::watch::Watch`].

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::calendar::Day;
use web::DemoSeen;

use super::told;
use crate::landlord::Landlord;
use crate::paper;

/// How long a page waits to see a night begin.
const BEGINS_WITHIN: Duration = Duration::from_secs(2);

/// Is everything there that a night needs?
pub fn ready(landlord: &Landlord, day: Day) -> Result<(), String> {
    landlord.mapping().map_err(told)?;
    landlord.policy(day).map_err(told)?;
    let book = landlord.book().map_err(told)?;
    // Given back at once: it only says that nobody else is at work.
    book.lock_night().map(drop).map_err(told)
}

/// Begins the night of a day, asked for today, with these deliveries let in although they are held; it goes on by itself.
pub fn begin(landlord: &Landlord, day: Day, today: Day, released: Vec<String>) -> Result<(), String> {
    let before = crate::watch::seen(landlord).map(|night| (night.began, night.day));
    let here = Landlord::in_folder(&landlord.folder);
    let thread = std::thread::spawn(move || {
        if let Err(failure) = crate::ahead::run(&here, day, today, &released) {
            paper::warn(format_args!("nacht {day}: {failure}"));
        }
    });
    // The page after this one shows the night: it must be there to be seen.
    let waited = std::time::Instant::now();
    while waited.elapsed() < BEGINS_WITHIN && !thread.is_finished() {
        let now = crate::watch::seen(landlord).filter(|night| night.runs);
        if now.is_some_and(|night| before != Some((night.began, night.day))) {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

/// Where the demo of who begins here lies: beside the landlord's own folder, so that nothing of it comes near the own book.
fn folder_of(landlord: &Landlord) -> PathBuf {
    let name = landlord
        .folder
        .file_name()
        .map_or_else(|| "houvast".into(), |name| name.to_string_lossy().into_owned());
    landlord.folder.with_file_name(format!("{name}-demo"))
}

/// Begins to make the demo beside the landlord; once is enough.
pub fn begin_demo(landlord: &Landlord, seen: &Arc<Mutex<DemoSeen>>) -> Result<(), String> {
    let mut now = seen.lock().unwrap_or_else(PoisonError::into_inner);
    if matches!(*now, DemoSeen::Being(..) | DemoSeen::Ready(_)) {
        return Ok(());
    }
    *now = DemoSeen::Being("De verzonnen verhuurder maken".into(), 0, 1);
    drop(now);
    let (folder, telling) = (folder_of(landlord), Arc::clone(seen));
    std::thread::spawn(move || {
        let say = |state: DemoSeen| *telling.lock().unwrap_or_else(PoisonError::into_inner) = state;
        let made = crate::demo::make_and_serve(
            &folder,
            &mut |what, done, of| say(DemoSeen::Being(what.to_string(), done, of)),
            &mut |port| say(DemoSeen::Ready(port)),
        );
        if let Err(failure) = made {
            paper::warn(format_args!("demo: {failure}"));
            say(DemoSeen::Failed(told(failure)));
        }
    });
    Ok(())
}
