//! What every book promises, of a book in a file.

use domain::calendar::Day;
use domain::ids::TenancyId;
use store::looks::Look;
use store::post::Moment;
use store::staff::StaffId;
use store::{Book, Place};
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

#[test]
fn looks_lie_beside_their_own_book_and_are_not_taken_for_those_of_another() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("boek.sqlite");
    let at = Moment { day: Day(20_000), seconds: 1 };
    let look = Look { at, who: StaffId(1), about: Some(TenancyId(7)), page: "dossier" };
    Book::open_to_log(&path).unwrap().log_looks(&[look], &[]).unwrap();
    let looks =
        |name: &str| Book::open(&folder.path().join(name)).unwrap().log_about(TenancyId(7)).unwrap().len();
    assert_eq!(looks("boek.sqlite"), 1);
    std::fs::rename(&path, folder.path().join("oud.sqlite")).unwrap();
    assert_eq!(looks("boek.sqlite"), 0, "a new book, where another one lay");
    assert_eq!(looks("oud.sqlite"), 1, "whatever it is called");
    let elsewhere = tempfile::tempdir().unwrap();
    std::fs::copy(folder.path().join("oud.sqlite"), elsewhere.path().join("boek.sqlite")).unwrap();
    let copy = Book::open_to_read(&elsewhere.path().join("boek.sqlite")).unwrap();
    assert!(copy.log_about(TenancyId(7)).unwrap().is_empty(), "the book alone can be read");
    drop(copy);
    Book::remove(&path).unwrap();
    Book::remove(&folder.path().join("oud.sqlite")).unwrap();
    let left: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.is_empty(), "{left:?}");
}
