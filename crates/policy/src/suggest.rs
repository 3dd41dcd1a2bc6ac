//! "Bedoelde u …?": the known word that lies nearest to an unknown one.
//!
//! In goes what somebody wrote and the words that exist; out comes the nearest, when it is near enough to be a slip of
//! the pen.

/// Longer words are cut off before they are compared.
const LONGEST: usize = 60;

/// The nearest of the known words, when it is near enough.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written: Vec<char> = normal(word).chars().take(LONGEST).collect();
    let best = known.into_iter().map(|candidate| (distance(&written, candidate), candidate)).min()?;
    let longest = written.len().max(best.1.chars().count());
    (best.0 <= (longest / 3).max(1)).then_some(best.1)
}

/// The end of a sentence about an unknown word: what was probably meant, or which words there are.
pub fn hint<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    match nearest(word, known.iter().copied()) {
        Some(near) => format!("Bedoelde u \"{near}\"?"),
        None if known.is_empty() => "Er is er nog geen.".into(),
        None if known.len() <= 12 => format!("Kies uit: {}.", known.join(", ")),
        None => format!("Kies bijvoorbeeld uit: {}, …", known[..8].join(", ")),
    }
}

/// Small letters, and one kind of dash.
fn normal(word: &str) -> String {
    word.trim().to_lowercase().replace(['_', ' '], "-")
}

/// Number of letters to add, drop, change or swap with a neighbour.
fn distance(written: &[char], candidate: &str) -> usize {
    let target: Vec<char> = normal(candidate).chars().take(LONGEST).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=target.len()).collect();
    for (row, letter) in written.iter().enumerate() {
        let mut line = vec![row + 1];
        for (column, other) in target.iter().enumerate() {
            let changed = above[column] + usize::from(letter != other);
            let mut least = changed.min(above[column + 1] + 1).min(line[column] + 1);
            let swapped =
                row > 0 && column > 0 && *letter == target[column - 1] && written[row - 1] == *other;
            if swapped {
                least = least.min(before[column - 1] + 1);
            }
            line.push(least);
        }
        before = std::mem::replace(&mut above, line);
    }
    above[target.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_recognised() {
        let known = ["maanden_achter", "huurt_sinds", "achterstand"];
        assert_eq!(nearest("maanden-achter", known), Some("maanden_achter"));
        assert_eq!(nearest("maaden_achter", known), Some("maanden_achter"));
        assert_eq!(nearest("hurut_sinds", known), Some("huurt_sinds"));
        assert_eq!(nearest("iets heel anders", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(hint("x", ["ja", "nee"]), "Kies uit: ja, nee.");
    }
}
