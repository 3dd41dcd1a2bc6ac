//! Rights that one process has at a time: to run a night, to send, to send one message. A right ends with its process, also
//! when that is killed, so nobody ever has to give one back for somebody else.
//!
//! Beside a book in a file they are locks on files, and one worker sends at a time. On a server they are advisory locks that a
//! connection holds: what another worker has taken is passed over, as `skip locked` does, but the right lasts while a message
//! is on its way, which no transaction may.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::book::{Book, Place, StoreError};
use crate::db::{Connection, Server};

/// How often, and after how long, a right is asked for again.
const PAUSES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(50);

/// Running a night, and sending: never both.
const NIGHT: &str = "nacht";

/// A right; given back when dropped.
pub struct Right {
    _held: Held,
}

/// A lock on a file beside the book, or one that a connection holds.
enum Held {
    File { _file: File },
    Server { _connection: Connection },
}

/// The right to send, and what several who send at once share out among them.
pub struct Turns(Shared);

enum Shared {
    /// Nobody else sends.
    Alone {
        _right: Right,
    },
    Among(Connection),
}

impl Book {
    /// Takes the right to run a night; refused while another process has it, or sends.
    pub fn lock_night(&self) -> Result<Right, StoreError> {
        self.take_right(NIGHT)?.ok_or_else(|| StoreError::NightRunning(self.place().clone()))
    }

    /// Takes the right to send; refused during a night, and in a file while another process sends.
    pub fn lock_post(&self) -> Result<Turns, StoreError> {
        let Place::Server(server) = self.place() else {
            return Ok(Turns(Shared::Alone { _right: self.lock_night()? }));
        };
        let connection = Connection::to_server(server, true)?;
        if !ask_for_a_while(&connection, "pg_try_advisory_lock_shared", NIGHT)? {
            return Err(StoreError::NightRunning(self.place().clone()));
        }
        Ok(Turns(Shared::Among(connection)))
    }

    /// Takes a right by its name; `None` while another process has it. The name is that of a file beside a book in a file.
    pub fn take_right(&self, which: &str) -> Result<Option<Right>, StoreError> {
        let held = match self.place() {
            Place::File(path) => {
                lock_file(&path.with_extension(which))?.map(|file| Held::File { _file: file })
            }
            Place::Server(server) => lock_on(server, which)?.map(|held| Held::Server { _connection: held }),
        };
        Ok(held.map(|held| Right { _held: held }))
    }
}

impl Turns {
    /// Takes a turn; false while another process has it. Who sends alone has every turn.
    pub fn take(&self, what: &str) -> Result<bool, StoreError> {
        match &self.0 {
            Shared::Alone { .. } => Ok(true),
            Shared::Among(connection) => ask(connection, "pg_try_advisory_lock", what),
        }
    }

    /// Waits for a turn.
    pub fn wait_for(&self, what: &str) -> Result<(), StoreError> {
        let Shared::Among(connection) = &self.0 else { return Ok(()) };
        let Some(server) = connection.server() else { return Ok(()) };
        Ok(server.as_it_is(&format!("select pg_advisory_lock({})", server.right(what)))?)
    }

    /// Gives a turn back.
    pub fn give_back(&self, what: &str) -> Result<(), StoreError> {
        let Shared::Among(connection) = &self.0 else { return Ok(()) };
        ask(connection, "pg_advisory_unlock", what).map(|_| ())
    }
}

fn lock_file(path: &Path) -> Result<Option<File>, StoreError> {
    let failed = |error| StoreError::File(path.to_path_buf(), error);
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// A connection of its own holds it: the right ends with the connection.
fn lock_on(server: &Server, which: &str) -> Result<Option<Connection>, StoreError> {
    let connection = Connection::to_server(server, true)?;
    Ok(ask_for_a_while(&connection, "pg_try_advisory_lock", which)?.then_some(connection))
}

/// A server may need a moment to see that who had a right is gone.
fn ask_for_a_while(connection: &Connection, how: &str, which: &str) -> Result<bool, StoreError> {
    for _ in 0..PAUSES {
        if ask(connection, how, which)? {
            return Ok(true);
        }
        thread::sleep(PAUSE);
    }
    ask(connection, how, which)
}

/// Asks the server for a right, in its words. As it is, not as a statement that is kept: there is one for every message.
fn ask(connection: &Connection, how: &str, which: &str) -> Result<bool, StoreError> {
    let Some(server) = connection.server() else { return Ok(true) };
    Ok(server.is_true(&format!("select {how}({})", server.right(which)))?)
}
