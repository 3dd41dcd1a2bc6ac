//! What every book promises, of a book in a file.

use store::Place;
use tempfile::TempDir;

#[path = "contract/acts.rs"]
mod acts;
#[path = "contract/book.rs"]
mod book;
#[path = "contract/post.rs"]
mod post;
#[path = "contract/seen.rs"]
mod seen;
#[path = "contract/together.rs"]
mod together;

/// Where a book may be made that is gone after the test.
struct Fresh {
    place: Place,
    _folder: TempDir,
}

fn fresh(_test: &str) -> Option<Fresh> {
    let folder = tempfile::tempdir().expect("a scratch folder");
    Some(Fresh { place: Place::File(folder.path().join("boek.sqlite")), _folder: folder })
}
