//! Checks on a policy that could be read.
use crate::finding::Findings;
use crate::read::Draft;

pub fn all(_draft: &Draft, _out: &mut Findings) {}
