//! A text of a letter as the checks read it: as it was written, or filled in and about to leave.

use crate::letters::phrases::Words;
use crate::letters::spelled_out::{Filling, SpelledOut};
use crate::letters::{LetterText, LetterTexts, Letters, TextKey};
use domain::calendar::Day;
use domain::dossier::ContactChannel;
use domain::policy::Origin;

/// The value of a field of this tenant.
pub type Values<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A text under a check.
pub struct Reading<'a> {
    /// All letters it stands among.
    pub letters: &'a Letters,
    /// The letter it is a text of.
    pub letter: &'a LetterTexts,
    /// Which text of that letter.
    pub key: TextKey,
    /// The text as written.
    pub text: &'a LetterText,
    /// What a tenant reads at most; at sending, what this tenant reads.
    pub most: SpelledOut<'a>,
    /// What stands there in any case; at sending, what this tenant reads.
    pub certain: SpelledOut<'a>,
    /// The day on which it must be right.
    pub day: Day,
    /// The values it was filled with, when it is about to leave.
    pub values: Option<Values<'a>>,
}

impl<'a> Reading<'a> {
    /// A text as it was written, filled with examples.
    pub fn written(
        letters: &'a Letters,
        letter: &'a LetterTexts,
        key: TextKey,
        text: &'a LetterText,
        day: Day,
    ) -> Reading<'a> {
        Reading {
            letters,
            letter,
            key,
            text,
            most: SpelledOut::of(letters, key, text, Filling::Most),
            certain: SpelledOut::of(letters, key, text, Filling::Certain),
            day,
            values: None,
        }
    }

    /// A text filled in for a tenant.
    pub fn filled(
        letters: &'a Letters,
        letter: &'a LetterTexts,
        key: TextKey,
        text: &'a LetterText,
        day: Day,
        values: Values<'a>,
    ) -> Reading<'a> {
        Reading {
            most: SpelledOut::of(letters, key, text, Filling::With(values)),
            certain: SpelledOut::of(letters, key, text, Filling::With(values)),
            values: Some(values),
            letters,
            letter,
            key,
            text,
            day,
        }
    }

    /// Is it read on paper or on a screen, with room for what must be in it?
    pub fn is_full(&self) -> bool {
        matches!(self.key.channel, ContactChannel::Letter | ContactChannel::Email)
    }

    /// Does it light up on a phone, or sound from it?
    pub fn is_short(&self) -> bool {
        matches!(self.key.channel, ContactChannel::Sms | ContactChannel::Whatsapp) || self.is_spoken()
    }

    /// Is it spoken, on a voice computer that others may hear?
    pub fn is_spoken(&self) -> bool {
        self.key.channel == ContactChannel::Phone
    }

    /// Where the first of these phrases stands that the author wrote, with that phrase.
    pub fn written_phrases<'p>(&self, phrases: impl IntoIterator<Item = &'p str>) -> Vec<(&'p str, Origin)> {
        let small = self.most.small();
        let words = Words::of(&small);
        let mut found: Vec<(usize, &str)> = Vec::new();
        for phrase in phrases {
            let at = words.places(phrase).find(|at| self.most.is_written(*at));
            found.extend(at.map(|at| (at, phrase)));
        }
        found.sort_unstable();
        found.into_iter().map(|(at, phrase)| (phrase, self.most.place(at))).collect()
    }

    /// Where these words stand, in whatever way they came there; else where the text begins.
    pub fn place_of(&self, phrase: &str) -> Origin {
        let small = self.most.small();
        let at = Words::of(&small).places(&phrase.to_lowercase()).next();
        at.map_or_else(|| self.text.origin.clone(), |at| self.most.place(at))
    }
}
