//! A letter text spelled out: blocks put in, optional sentences kept, fields filled with their examples.
//!
//! So a check sees what a tenant sees at most, and can still say in which file and on which line it was written.

use crate::letters::markup::{self, Part};
use crate::letters::{LetterText, Letters};
use crate::words::{Content, field_named};
use domain::policy::Origin;

/// Longer than any letter: blocks that contain each other stop here.
const LONGEST: usize = 100_000;

/// A spelled-out text.
#[derive(Default)]
pub struct SpelledOut {
    /// What a tenant reads at most.
    pub text: String,
    /// The fields that stand in it, in order.
    pub fields: Vec<(String, Origin)>,
    /// Its length when every field is as wide as it may get, in characters of an sms.
    pub sms_width: usize,
    /// Words that were written, without those of fields.
    pub literal: String,
    lines: Vec<(usize, Origin)>,
    certain_only: bool,
}

impl SpelledOut {
    /// Spells out a text.
    pub fn of(letters: &Letters, text: &LetterText) -> SpelledOut {
        let mut spelled = SpelledOut::default();
        spelled.add(letters, text.text.trim_end(), &text.origin, &mut Vec::new());
        spelled
    }

    /// Spells out what stands in a text in any case: optional sentences are left out. What must be in a letter is looked
    /// for here.
    pub fn certain(letters: &Letters, text: &LetterText) -> SpelledOut {
        let mut spelled = SpelledOut { certain_only: true, ..SpelledOut::default() };
        spelled.add(letters, text.text.trim_end(), &text.origin, &mut Vec::new());
        spelled
    }

    /// Is the field in the text?
    pub fn has_field(&self, name: &str) -> bool {
        self.fields.iter().any(|(field, _)| field == name)
    }

    /// Does a field bring this?
    pub fn has_content(&self, content: Content) -> bool {
        self.fields.iter().any(|(name, _)| field_named(name).is_some_and(|field| field.content == content))
    }

    /// Where these words begin; capitals do not matter.
    pub fn place_of(&self, words: &str) -> Option<Origin> {
        let small = self.text.to_ascii_lowercase();
        small.find(words).map(|at| self.place(at))
    }

    /// Where a byte of the text was written.
    pub fn place(&self, offset: usize) -> Origin {
        let at = self.lines.partition_point(|(start, _)| *start <= offset);
        self.lines.get(at.saturating_sub(1)).map(|(_, origin)| origin.clone()).unwrap_or_default()
    }

    fn add(&mut self, letters: &Letters, text: &str, origin: &Origin, open: &mut Vec<String>) {
        let Ok(parts) = markup::parse(text) else { return };
        let at = |line: u32| Origin { file: origin.file.clone(), line: origin.line + line - 1 };
        for part in parts {
            if self.text.len() > LONGEST {
                return;
            }
            match part {
                Part::Text(words, line) => self.words(words, &at(line)),
                Part::Field(name, line) => self.field(name, at(line)),
                Part::Optional(..) if self.certain_only => {}
                Part::Optional(_, sentence, line) => self.add(letters, sentence, &at(line), open),
                Part::Block(id, _) => {
                    let block = letters.blocks.get(id).filter(|_| !open.iter().any(|outer| outer == id));
                    if let Some(block) = block {
                        open.push(id.to_owned());
                        self.add(letters, block.text.trim_end(), &block.origin, open);
                        open.pop();
                    }
                }
            }
        }
    }

    fn words(&mut self, words: &str, origin: &Origin) {
        for (line, words) in (0..).zip(words.split_inclusive('\n')) {
            self.lines
                .push((self.text.len(), Origin { file: origin.file.clone(), line: origin.line + line }));
            self.text.push_str(words);
        }
        self.literal.push_str(words);
        self.sms_width += words.chars().map(sms_width).sum::<usize>();
    }

    fn field(&mut self, name: &str, origin: Origin) {
        self.lines.push((self.text.len(), origin.clone()));
        let (example, width) = field_named(name).map_or(("…", 1), |field| (field.example, field.width));
        self.text.push_str(example);
        self.sms_width += width;
        self.fields.push((name.to_owned(), origin));
    }
}

/// Characters that one character takes in an sms.
fn sms_width(letter: char) -> usize {
    if "€[]{}\\^~|".contains(letter) { 2 } else { 1 }
}
