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
        let wanted: Vec<&str> = phrase.split_whitespace().collect();
        let fits = move |window: &[(usize, &str)]| {
            wanted.iter().zip(window).all(|(wanted, (_, word))| is_word(wanted, word))
        };
        let length = phrase.split_whitespace().count().max(1);
        self.0.windows(length).filter(move |window| fits(window)).map(|window| window[0].0)
    }
}

fn is_mark(letter: char) -> bool {
    !letter.is_alphanumeric() && letter != '€'
}

fn is_word(wanted: &str, word: &str) -> bool {
    let wanted = wanted.trim_matches(|letter: char| is_mark(letter) && letter != '*');
    match (wanted.strip_prefix('*'), wanted.strip_suffix('*')) {
        (Some(_), Some(_)) => word.contains(wanted.trim_matches('*')),
        (Some(end), None) => word.ends_with(end),
        (None, Some(start)) => word.starts_with(start),
        (None, None) => in_full(wanted) == in_full(word),
    }
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
