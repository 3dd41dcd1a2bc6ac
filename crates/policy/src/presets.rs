//! The starting policies that are shipped inside the program: every folder of `startbeleid/`, put in by `build.rs`.

use crate::files::{Layer, PolicyFiles};

/// Name of a preset, and path and text of its files.
type Embedded = (&'static str, &'static [(&'static str, &'static str)]);

static EMBEDDED: &[Embedded] = include!(concat!(env!("OUT_DIR"), "/presets.rs"));

/// The names of the shipped starting policies.
pub fn presets() -> Vec<&'static str> {
    EMBEDDED.iter().map(|(name, _)| *name).collect()
}

/// A shipped starting policy with everything underneath it; `None` when there is none of this name.
pub fn preset(name: &str) -> Option<PolicyFiles> {
    PolicyFiles::of_preset(name)
}

/// The files of one preset, without what lies underneath.
pub(crate) fn layer(name: &str) -> Option<Layer> {
    let (name, files) = EMBEDDED.iter().find(|(known, _)| *known == name)?;
    Some(Layer::of((*name).to_owned(), files.iter().copied()))
}
