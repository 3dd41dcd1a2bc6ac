//! In which words a text speaks: its language, in Dutch its form, and which of several wordings it is.
//!
//! A text without a mark in its file name is Dutch, says *u*, and is the first wording: `brief.vriendelijk.md`. Marks
//! stand between the tone and the ending: one letter for another wording (`b`), `je` for the informal form, two letters
//! for another language (`en`).

use domain::dossier::ContactChannel;
pub use domain::language::Language;
use domain::policy::Tone;

/// How a Dutch text speaks to the reader. Other languages have no such choice here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// Formal.
    #[default]
    U,
    /// Informal.
    Je,
}

impl Form {
    /// Both forms.
    pub const ALL: [Form; 2] = [Form::U, Form::Je];

    /// The word in `beleid.toml` and in file names.
    pub const fn dutch(self) -> &'static str {
        match self {
            Form::U => "u",
            Form::Je => "je",
        }
    }
}

/// What a text of a letter is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextKey {
    /// Where it can be sent.
    pub channel: ContactChannel,
    /// How it speaks.
    pub tone: Tone,
    /// Its language.
    pub language: Language,
    /// Its form; [`Form::U`] for every language but Dutch.
    pub form: Form,
    /// Which wording: `a` is the one without a mark, then `b` to `h`.
    pub variant: char,
}

impl TextKey {
    /// The name of its file, without the ending: `whatsapp.vriendelijk.b.je`.
    pub fn file_name(&self) -> String {
        let mut name = format!("{}.{}", self.channel.dutch(), self.tone.dutch());
        if self.variant != 'a' {
            name.extend(['.', self.variant]);
        }
        if self.language != Language::Dutch {
            name.push_str(&format!(".{}", self.language.code()));
        } else if self.form != Form::U {
            name.push_str(&format!(".{}", self.form.dutch()));
        }
        name
    }
}

/// The language and form that a mark in a file name stands for.
pub fn spoken(mark: &str) -> Option<(Language, Form)> {
    if mark == Form::Je.dutch() {
        return Some((Language::Dutch, Form::Je));
    }
    let language = Language::ALL.into_iter().find(|language| language.code() == mark)?;
    (language != Language::Dutch).then_some((language, Form::U))
}

/// The wording, language and form of the marks between tone and ending, in that order; `None` when they say something
/// else.
pub fn marks<'a>(marks: impl Iterator<Item = &'a str>) -> Option<(char, Language, Form)> {
    let mut marks = marks.peekable();
    let letter = |mark: &&str| matches!(mark.as_bytes(), [b'b'..=b'h']);
    let variant = marks.next_if(letter).and_then(|mark| mark.chars().next()).unwrap_or('a');
    let (language, form) = match marks.next() {
        Some(mark) => spoken(mark)?,
        None => (Language::Dutch, Form::U),
    };
    marks.next().is_none().then_some((variant, language, form))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_say_wording_form_and_language() {
        let read = |text: &str| marks(text.split('.').filter(|mark| !mark.is_empty()));
        assert_eq!(read(""), Some(('a', Language::Dutch, Form::U)));
        assert_eq!(read("je"), Some(('a', Language::Dutch, Form::Je)));
        assert_eq!(read("b"), Some(('b', Language::Dutch, Form::U)));
        assert_eq!(read("c.je"), Some(('c', Language::Dutch, Form::Je)));
        assert_eq!(read("b.uk"), Some(('b', Language::Ukrainian, Form::U)));
        for wrong in ["a", "nl", "u", "xx", "en.b", "je.en", "z", "B", "en.en"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(Language::of_code("en-GB"), Some(Language::English));
        assert_eq!(Language::of_code("fr"), None);
    }
}
