//! What every book promises, of a book on a real PostgreSQL server.

use store::{Place, Server};

#[path = "contract/acts.rs"]
mod acts;
#[path = "contract/book.rs"]
mod book;
#[path = "contract/post.rs"]
mod post;
#[path = "contract/seen.rs"]
mod seen;

/// Where a book may be made that is gone after the tests.
struct Fresh {
    place: Place,
}

fn fresh(test: &str) -> Option<Fresh> {
    let address = simulator::database::new_landlord(test)?;
    Some(Fresh { place: Server::parse(&address).expect("an address").into() })
}
