//! Words looked up in a text, whatever the capitals, the punctuation and the line ends between them.

/// The words of a text in small letters, each with the byte where it begins.
pub struct Words<'a>(Vec<(usize, &'a str)>);

impl<'a> Words<'a> {
    /// Takes a text in small letters apart.
    pub fn of(small: &'a str) -> Words<'a> {
        let mut words = Vec::new();
        for word in small.split_whitespace() {
            // A slice of `small`, so its place follows from its address.
            let at = word.as_ptr() as usize - small.as_ptr() as usize;
            let inner = word.trim_start_matches(is_mark);
            words.push((at + word.len() - inner.len(), inner.trim_end_matches(is_mark)));
        }
        Words(words)
    }

    /// Where these words stand, one after the other. A star at the end of a word stands for any ending, one at its
    /// beginning for any beginning; 14 and "veertien" are one word.
    pub fn places<'p>(&'p self, phrase: &'p str) -> impl Iterator<Item = usize> + 'p {
        let wanted: Vec<Wanted<'p>> = phrase.split_whitespace().map(Wanted::of).collect();
        let windows = self.0.windows(wanted.len().max(1));
        let fits = move |window: &&[(usize, &str)]| {
            !wanted.is_empty() && wanted.iter().zip(*window).all(|(wanted, (_, word))| wanted.fits(word))
        };
        windows.filter(fits).map(|window| window[0].0)
    }
}

/// A word that is looked for.
enum Wanted<'p> {
    Whole(&'p str),
    Start(&'p str),
    End(&'p str),
    Part(&'p str),
}

impl<'p> Wanted<'p> {
    fn of(word: &'p str) -> Wanted<'p> {
        let word = word.trim_matches(|letter: char| is_mark(letter) && letter != '*');
        match (word.strip_prefix('*'), word.strip_suffix('*')) {
            (Some(_), Some(_)) => Wanted::Part(word.trim_matches('*')),
            (Some(end), None) => Wanted::End(end),
            (None, Some(start)) => Wanted::Start(start),
            (None, None) => Wanted::Whole(in_full(word)),
        }
    }

    fn fits(&self, word: &str) -> bool {
        match self {
            Wanted::Whole(wanted) => *wanted == in_full(word),
            Wanted::Start(wanted) => word.starts_with(wanted),
            Wanted::End(wanted) => word.ends_with(wanted),
            Wanted::Part(wanted) => word.contains(wanted),
        }
    }
}

fn is_mark(letter: char) -> bool {
    !letter.is_alphanumeric() && letter != '€'
}

fn in_full(word: &str) -> &str {
    match word {
        "14" => "veertien",
        "15" => "vijftien",
        word => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_over_line_ends_and_beside_marks() {
        let text = "betaal (binnen 14 dagen\nna heden). de deurwaarderskosten zijn hoog.";
        let words = Words::of(text);
        let first = |phrase| words.places(phrase).next();
        assert_eq!(first("veertien dagen na heden"), text.find("14"));
        assert_eq!(first("deurwaarder*"), text.find("deurwaarder"));
        assert_eq!(first("*kosten"), text.find("deurwaarder"));
        assert_eq!(first("dagen na"), text.find("dagen"));
        assert_eq!(first("na hede"), None);
        assert_eq!(first("zijn hoog"), text.find("zijn"));
    }
}
