//! Names that do not change: typed numbers and ids that follow from content, so that doing a thing twice makes it once.

use std::fmt;

use crate::digits::Short;

/// A tenancy's number inside one book. Given by the store in order of first delivery; people see the dossier number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TenancyId(pub u32);

/// The short form of an id from the policy (category, flow, step, letter): FNV-1a of its text. The policy check
/// refuses two ids with one key, so a key stands for exactly one word.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub u32);

impl Key {
    /// The key of an id.
    pub const fn of(id: &str) -> Key {
        let bytes = id.as_bytes();
        let (mut hash, mut index) = (0x811c_9dc5_u32, 0);
        while index < bytes.len() {
            hash = (hash ^ bytes[index] as u32).wrapping_mul(0x0100_0193);
            index += 1;
        }
        Key(hash)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

/// The id of something a night makes (task, message, record): 128-bit FNV-1a of what it is about. The same night on the
/// same books gives the same ids, so a second run, or a run after a crash, doubles nothing.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentId(pub u128);

impl ContentId {
    /// The id of a thing described by these parts, in this order. Each part ends with a mark, so `["ab", "c"]` and
    /// `["a", "bc"]` differ.
    pub fn of(parts: &[&str]) -> ContentId {
        parts.iter().fold(ContentId::NOTHING, |id, part| id.and(part))
    }

    /// The id of no parts at all, from which others begin.
    pub(crate) const NOTHING: ContentId = ContentId(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);

    /// The id of the same parts and one more.
    pub(crate) const fn and(self, part: &str) -> ContentId {
        let (bytes, mut hash, mut at) = (part.as_bytes(), self.0, 0);
        while at <= bytes.len() {
            let byte = if at < bytes.len() { bytes[at] } else { 0x1f };
            hash = (hash ^ byte as u128).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
            at += 1;
        }
        ContentId(hash)
    }

    /// Its text.
    pub fn hex(self) -> Short {
        let mut short = Short::default();
        short.hex(self.0);
        short
    }
}

impl fmt::Display for ContentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.hex().text())
    }
}

impl fmt::Debug for ContentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
