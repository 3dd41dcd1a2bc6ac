//! What is wrong with a policy text, where, and what to write instead.
//!
//! Everything this crate has to say about a policy is a [`Finding`]: a Dutch sentence with file and line. Nothing here
//! decides whether a policy may be used; an error means it may not ([`crate::Loaded::policy`] is then empty).

use domain::policy::Origin;
use std::fmt;

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The policy cannot be used.
    Error,
    /// It can be used, but this is probably not what was meant.
    Warning,
    /// Good to know; nothing is wrong.
    Notice,
}

impl Severity {
    /// The Dutch word.
    pub const fn dutch(self) -> &'static str {
        match self {
            Severity::Error => "fout",
            Severity::Warning => "waarschuwing",
            Severity::Notice => "opmerking",
        }
    }
}

/// Something about one line of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// File, relative to the policy folder; of a policy underneath with its name in front.
    pub file: String,
    /// Line, counted from 1.
    pub line: u32,
    /// Column, in characters counted from 1; 0 when it is not known.
    pub column: u32,
    /// How serious it is.
    pub severity: Severity,
    /// What is wrong and what to write instead, in Dutch.
    pub text: String,
}

impl Finding {
    /// Does it refuse the policy, or hold the message?
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// `categorieen.toml:12:3: fout: …`
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)?;
        if self.column > 0 {
            write!(f, ":{}", self.column)?;
        }
        write!(f, ": {}: {}", self.severity.dutch(), self.text)
    }
}

/// No more findings than a person can use are kept of one policy.
const MOST: usize = 500;

/// Collects findings.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    list: Vec<Finding>,
    errors: usize,
}

impl Findings {
    /// The policy cannot be used because of this.
    pub fn error(&mut self, at: &Origin, text: impl Into<String>) {
        self.errors += 1;
        self.add(at, Severity::Error, text.into());
    }

    /// This is probably not what was meant.
    pub fn warning(&mut self, at: &Origin, text: impl Into<String>) {
        self.add(at, Severity::Warning, text.into());
    }

    /// Good to know.
    pub fn notice(&mut self, at: &Origin, text: impl Into<String>) {
        self.add(at, Severity::Notice, text.into());
    }

    /// Has there been an error, kept or not?
    pub const fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// Is there an error in this file?
    pub fn in_file(&self, file: &str) -> bool {
        self.list.iter().any(|finding| finding.severity == Severity::Error && finding.file == file)
    }

    /// Adds what a check found, except in files that could not be read well.
    pub fn merge(&mut self, found: Findings, unread: &Findings) {
        for finding in found.list.into_iter().filter(|finding| !unread.in_file(&finding.file)) {
            self.errors += usize::from(finding.severity == Severity::Error);
            self.keep(finding);
        }
    }

    /// The findings in order of file and line, each once.
    pub fn sorted(mut self) -> Vec<Finding> {
        let key = |finding: &Finding| (finding.file.clone(), finding.line, finding.column, finding.severity);
        self.list.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| a.text.cmp(&b.text)));
        self.list.dedup();
        self.list
    }

    fn add(&mut self, at: &Origin, severity: Severity, text: String) {
        self.keep(Finding { file: at.file.clone(), line: at.line, column: at.column, severity, text });
    }

    /// Errors are kept even when there are too many of the other kinds.
    fn keep(&mut self, finding: Finding) {
        let room = if finding.severity == Severity::Error { 2 * MOST } else { MOST };
        if self.list.len() < room {
            self.list.push(finding);
        }
    }
}
