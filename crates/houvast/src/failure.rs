//! Why a command stops: a sentence for the reader, and an exit code for the script.

use std::fmt;
use std::path::Path;
use std::process::ExitCode;

use store::StoreError;

/// Why a command stops.
#[derive(Debug)]
pub struct Failure {
    kind: Kind,
    text: String,
}

/// The exit codes, as `houvast --help` lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Something unexpected.
    Other = 1,
    /// The command was not understood, or what it needs is not there.
    Usage = 2,
    /// The policy or the mapping has an error.
    Policy = 3,
    /// The night is held: a person must look first.
    Held = 4,
    /// Another night is at work.
    Busy = 5,
    /// A measurement or simulation missed its target.
    Missed = 6,
    /// A file of a bank is refused.
    Refused = 7,
    /// Somebody asked the night to stop.
    Stopped = 8,
}

impl Failure {
    /// The command was not understood, or what it needs is not there.
    pub fn usage(text: impl Into<String>) -> Failure {
        Failure { kind: Kind::Usage, text: text.into() }
    }

    /// The policy or the mapping has an error.
    pub fn policy(text: impl Into<String>) -> Failure {
        Failure { kind: Kind::Policy, text: text.into() }
    }

    /// The night is held.
    pub fn held(text: impl Into<String>) -> Failure {
        Failure { kind: Kind::Held, text: text.into() }
    }

    /// A measurement or simulation missed its target.
    pub fn missed(text: impl Into<String>) -> Failure {
        Failure { kind: Kind::Missed, text: text.into() }
    }

    /// A file of a bank is refused.
    pub fn refused(text: impl Into<String>) -> Failure {
        Failure { kind: Kind::Refused, text: text.into() }
    }

    /// Somebody asked the night to stop.
    pub fn stopped(text: impl Into<String>) -> Failure {
        Failure { kind: Kind::Stopped, text: text.into() }
    }

    /// Anything else.
    pub fn other(text: impl Into<String>) -> Failure {
        Failure { kind: Kind::Other, text: text.into() }
    }

    /// A file or folder cannot be read or written.
    pub fn file(path: &Path, error: &std::io::Error) -> Failure {
        Failure::other(format!("{}: {error}", path.display()))
    }

    /// Another process is at work in the same book.
    pub fn busy(text: impl Into<String>) -> Failure {
        Failure { kind: Kind::Busy, text: text.into() }
    }

    /// Is it only that another process is at work? Then trying again soon helps.
    pub fn is_busy(&self) -> bool {
        self.kind == Kind::Busy
    }

    /// The code the process ends with.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.kind as u8)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        let kind = match error {
            StoreError::NightRunning(_) => Kind::Busy,
            StoreError::Moved { .. } | StoreError::NotEmpty(_) | StoreError::NoBook(_) => Kind::Usage,
            _ => Kind::Other,
        };
        Failure { kind, text: error.to_string() }
    }
}
