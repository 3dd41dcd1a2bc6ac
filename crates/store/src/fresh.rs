//! New books for unit tests: one in a file, and one on a real server where PostgreSQL is on this machine.

use tempfile::TempDir;

use crate::{Book, Server};

/// A new book on every store there is; a file goes with its folder.
pub(crate) fn books(test: &str) -> Vec<(Option<TempDir>, Book)> {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let file = Book::open(&folder.path().join("boek.sqlite")).expect("the book opens");
    let mut books = vec![(Some(folder), file)];
    if let Some(address) = simulator::database::new_landlord(test) {
        let server = Server::parse(&address).expect("an address");
        books.push((None, Book::open(server).expect("the book opens on a server")));
    }
    books
}
