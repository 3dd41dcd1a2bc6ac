//! Flaws of one file while it is read: handed on with a place, and not more of a kind than somebody reads.

use domain::bank::{Defect, Place};

use super::Item;

/// So many flaws of one code are told one by one.
const EACH: u32 = 25;

/// Hands flaws and everything else on.
pub(crate) struct Told<'a> {
    sink: &'a mut dyn FnMut(Item),
    counts: Vec<(&'static str, u32, bool)>,
    /// Where the reading is.
    pub place: Place,
}

impl<'a> Told<'a> {
    pub fn new(sink: &'a mut dyn FnMut(Item)) -> Told<'a> {
        Told { sink, counts: Vec::new(), place: Place::default() }
    }

    /// Hands on what was read.
    pub fn give(&mut self, item: Item) {
        (self.sink)(item);
    }

    /// A flaw, here.
    pub fn defect(&mut self, code: &'static str, text: impl FnOnce() -> String) {
        self.tell(code, false, self.place, text);
    }

    /// A flaw of the statement, not of the entry before it.
    pub fn of_statement(&mut self, code: &'static str, text: impl FnOnce() -> String) {
        let place = Place { entry: 0, line: 0, ..self.place };
        self.tell(code, false, place, text);
    }

    /// Something to mention.
    pub fn notice(&mut self, code: &'static str, text: impl FnOnce() -> String) {
        self.tell(code, true, self.place, text);
    }

    fn tell(&mut self, code: &'static str, notice: bool, place: Place, text: impl FnOnce() -> String) {
        let same = |(other, _, of_kind): &(&'static str, u32, bool)| *other == code && *of_kind == notice;
        let at = match self.counts.iter().position(same) {
            Some(at) => at,
            None => {
                self.counts.push((code, 0, notice));
                self.counts.len() - 1
            }
        };
        self.counts[at].1 = self.counts[at].1.saturating_add(1);
        if self.counts[at].1 <= EACH {
            (self.sink)(Item::Defect(Defect { code, text: text(), notice, place }));
        }
    }

    /// Says how many were not told.
    pub fn finish(&mut self) {
        for (code, count, notice) in std::mem::take(&mut self.counts) {
            if count > EACH {
                let text = format!("Dit komt nog {} keer voor in dit bestand.", count - EACH);
                (self.sink)(Item::Defect(Defect { code, text, notice, place: Place::default() }));
            }
        }
    }
}
