//! The letters of an ordinary sms (GSM 03.38): which fit, how much room they take, and how a name is written in them.

/// Letters beside a-z, A-Z and 0-9 that fit.
const OTHER_LETTERS: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà€[]{}\\^~|";
/// Letters that take two places.
const WIDE: &str = "€[]{}\\^~|";
/// Letters of names that do not fit, and the nearest that do.
const NEAREST: &[(&str, &str)] = &[
    ("áâãāăą", "a"),
    ("ÀÁÂÃĀĂĄ", "A"),
    ("ćčç", "c"),
    ("ĆČ", "C"),
    ("ďđ", "d"),
    ("ĎĐ", "D"),
    ("êëēėęě", "e"),
    ("ÈÊËĒĖĘĚ", "E"),
    ("ğģ", "g"),
    ("ĞĢ", "G"),
    ("íîïīįı", "i"),
    ("ÌÍÎÏĪĮİ", "I"),
    ("ķ", "k"),
    ("łļľ", "l"),
    ("ŁĻĽ", "L"),
    ("ńņň", "n"),
    ("ŃŅŇ", "N"),
    ("óôõōő", "o"),
    ("ÒÓÔÕŌŐ", "O"),
    ("řŕ", "r"),
    ("ŘŔ", "R"),
    ("śšşș", "s"),
    ("ŚŠŞȘ", "S"),
    ("ťţț", "t"),
    ("ŤŢȚ", "T"),
    ("úûūůűų", "u"),
    ("ÙÚÛŪŮŰŲ", "U"),
    ("ýÿ", "y"),
    ("ÝŸ", "Y"),
    ("źžż", "z"),
    ("ŹŽŻ", "Z"),
    ("’‘ʼ", "'"),
    ("“”„", "\""),
    ("–—‑", "-"),
    ("\u{a0}\u{202f}", " "),
    ("ĳ", "ij"),
    ("œ", "oe"),
];

/// Does this letter fit?
pub fn fits(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || OTHER_LETTERS.contains(letter)
}

/// Places that one letter takes.
pub fn width(letter: char) -> usize {
    if WIDE.contains(letter) { 2 } else { 1 }
}

/// A name in letters that fit, as far as there are such: Yılmaz becomes Yilmaz.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match NEAREST.iter().find(|(letters, _)| !fits(letter) && letters.contains(letter)) {
            Some((_, near)) => plain.push_str(near),
            None => plain.push(letter),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_in_letters_that_fit() {
        assert_eq!(plain("Yılmaz-Çelik, Zoë Wójcik, IJsbrand"), "Yilmaz-Çelik, Zoe Wojcik, IJsbrand");
        assert!(plain("Şükrü Žižková").chars().all(fits));
        assert!(!plain("Наталія").chars().all(fits));
    }
}
