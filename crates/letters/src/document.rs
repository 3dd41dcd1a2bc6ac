//! The parts of a text: headings, paragraphs, lists and tables.
//!
//! In goes the text of a letter with its fields filled in; out comes a [`Document`] that paper and screen both set. Every
//! text becomes some document: what is no markup is a paragraph. Signs that steer instead of show (control characters,
//! marks that turn the direction of reading) are left out, so that a name cannot rearrange the letter around it.

/// A text, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The parts, in reading order.
    pub parts: Vec<Part>,
}

/// One part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A heading (`# …`); below the subject of the letter.
    Heading(Vec<Run>),
    /// A paragraph: its lines, which stay apart as they were written.
    Paragraph(Vec<Vec<Run>>),
    /// A list (`- …`).
    Bullets(Vec<Vec<Run>>),
    /// A table (`| … | … |`).
    Table(Table),
}

/// A piece of a line in one weight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The words.
    pub text: String,
    /// Between `**`.
    pub bold: bool,
}

/// Rows of cells; every row is as wide as the widest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Headings of the columns: the row above a line of dashes. Empty without such a line.
    pub head: Vec<String>,
    /// The rows below.
    pub rows: Vec<Vec<String>>,
}

impl Document {
    /// Reads a text.
    ///
    /// ```
    /// # use letters::document::{Document, Part};
    /// let document = Document::read("Beste mevrouw,\n\n# Zo betaalt u\n\n- Scan de code.\n- Of bel ons.");
    /// assert!(matches!(&document.parts[2], Part::Bullets(items) if items.len() == 2));
    /// ```
    pub fn read(text: &str) -> Document {
        let mut parts = Vec::new();
        let mut lines = text.lines().map(str::trim).peekable();
        while let Some(line) = lines.next() {
            if line.is_empty() {
                continue;
            }
            if let Some(title) = heading(line) {
                parts.push(Part::Heading(runs(title)));
                continue;
            }
            let kind = Kind::of(line);
            let mut block = vec![line];
            while let Some(next) =
                lines.next_if(|next| !next.is_empty() && heading(next).is_none() && Kind::of(next) == kind)
            {
                block.push(next);
            }
            parts.push(match kind {
                Kind::Plain => Part::Paragraph(block.into_iter().map(runs).collect()),
                Kind::Bullet => {
                    Part::Bullets(block.iter().filter_map(|line| bullet(line)).map(runs).collect())
                }
                Kind::Row => Part::Table(table(&block)),
            });
        }
        Document { parts }
    }
}

impl Table {
    /// Does this column hold amounts, so that it is set to the right? A column of amounts has at least one, and nothing
    /// else but empty cells.
    pub fn is_amounts(&self, column: usize) -> bool {
        let mut cells = self.rows.iter().filter_map(|row| row.get(column)).filter(|cell| !cell.is_empty());
        let amount = |cell: &String| {
            let figures = cell.trim_start_matches(['€', '-', '−', ' ', '\u{a0}']);
            figures.starts_with(|c: char| c.is_ascii_digit())
                && figures.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',')
        };
        let mut seen = false;
        cells.all(|cell| {
            seen = true;
            amount(cell)
        }) && seen
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.rows.iter().map(Vec::len).chain([self.head.len()]).max().unwrap_or(0)
    }
}

/// The words of runs, without their weight.
pub fn plain(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Bullet,
    Row,
}

impl Kind {
    fn of(line: &str) -> Kind {
        if bullet(line).is_some() {
            Kind::Bullet
        } else if line.len() > 1 && line.starts_with('|') {
            Kind::Row
        } else {
            Kind::Plain
        }
    }
}

fn heading(line: &str) -> Option<&str> {
    let title = line.trim_start_matches('#');
    let is_heading = title.len() < line.len() && title.starts_with(' ') && !title.trim().is_empty();
    is_heading.then(|| title.trim())
}

fn bullet(line: &str) -> Option<&str> {
    line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")).map(str::trim).filter(|item| !item.is_empty())
}

fn table(block: &[&str]) -> Table {
    let mut rows: Vec<Vec<String>> = block.iter().map(|line| cells(line)).collect();
    let is_rule = |row: &Vec<String>| {
        row.iter().all(|cell| cell.contains('-') && cell.chars().all(|c| c == '-' || c == ':' || c == ' '))
    };
    let head = if rows.get(1).is_some_and(is_rule) { rows.remove(0) } else { Vec::new() };
    rows.retain(|row| !is_rule(row));
    let mut table = Table { head, rows };
    let columns = table.columns();
    if !table.head.is_empty() {
        table.head.resize(columns, String::new());
    }
    table.rows.iter_mut().for_each(|row| row.resize(columns, String::new()));
    table
}

fn cells(line: &str) -> Vec<String> {
    let inner = line.strip_prefix('|').unwrap_or(line);
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    inner.split('|').map(|cell| shown(cell.trim())).collect()
}

/// A line in runs: what stands between two `**` is bold. A `**` without its pair is text.
fn runs(line: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut push = |text: &str, bold: bool| {
        let text = shown(text);
        if !text.is_empty() {
            runs.push(Run { text, bold });
        }
    };
    let mut rest = line;
    while let Some((before, from)) = rest.split_once("**") {
        let Some((inside, after)) = from.split_once("**") else { break };
        push(before, false);
        push(inside, true);
        rest = after;
    }
    push(rest, false);
    runs
}

/// A text with only what shows: control characters and marks that steer the direction of reading are left out. A euro
/// sign keeps its amount on the same line, and groups of figures (telephone, account) stay together.
pub fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut signs = text.chars().filter(|c| !steers(*c)).peekable();
    while let Some(sign) = signs.next() {
        let figures = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let before = shown.chars().next_back();
        let together =
            sign == ' ' && figures(signs.peek().copied()) && (before == Some('€') || figures(before));
        shown.push(if together { '\u{a0}' } else { sign });
    }
    shown
}

fn steers(c: char) -> bool {
    // U+200C and U+200D join Arabic letters and stay.
    let invisible = matches!(c, '\u{ad}' | '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{2060}' | '\u{feff}');
    let direction =
        matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || invisible || direction
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(part: &Part) -> Vec<String> {
        match part {
            Part::Heading(line) => vec![plain(line)],
            Part::Paragraph(lines) | Part::Bullets(lines) => lines.iter().map(|line| plain(line)).collect(),
            Part::Table(table) => table.rows.iter().map(|row| row.join(" · ")).collect(),
        }
    }

    #[test]
    fn a_letter_falls_into_its_parts() {
        let text = "Beste mevrouw Voorbeeld,\n\nEr staat **€ 549,40** open.\nTot zover.\n# Dit staat open\n| Wat | Bedrag |\n|---|--:|\n| Huur mei | € 549,40 |\n| Water |\n- Scan\n- Bel\nKlaar.";
        let document = Document::read(text);
        let kinds: Vec<Vec<String>> = document.parts.iter().map(words).collect();
        assert_eq!(
            kinds,
            [
                vec!["Beste mevrouw Voorbeeld,"],
                vec!["Er staat €\u{a0}549,40 open.", "Tot zover."],
                vec!["Dit staat open"],
                vec!["Huur mei · €\u{a0}549,40", "Water · "],
                vec!["Scan", "Bel"],
                vec!["Klaar."],
            ]
        );
        let Part::Table(table) = &document.parts[3] else { panic!("a table") };
        assert_eq!(table.head, ["Wat", "Bedrag"]);
        assert!(table.is_amounts(1) && !table.is_amounts(0));
        let Part::Paragraph(lines) = &document.parts[1] else { panic!("a paragraph") };
        assert!(lines[0][1].bold && !lines[0][0].bold);
    }

    #[test]
    fn what_is_no_markup_stays_text() {
        for line in ["#huur", "#", "-", "a ** b", "|", "#eval(\"1\")", "<script>", "* "] {
            let document = Document::read(line);
            assert_eq!(document.parts.iter().map(words).collect::<Vec<_>>(), [vec![line.trim()]], "{line}");
        }
        assert_eq!(Document::read(" \n\n").parts, []);
    }

    #[test]
    fn figures_that_belong_together_stay_on_one_line() {
        assert_eq!(shown("bel 010 000 00 00 op 4 mei"), "bel 010\u{a0}000\u{a0}00\u{a0}00 op 4 mei");
        assert_eq!(shown("€ 5 of € vijf"), "€\u{a0}5 of € vijf");
    }

    #[test]
    fn signs_that_steer_do_not_reach_the_letter() {
        assert_eq!(shown("J\u{202e}nessnaJ\u{7}\u{200b}"), "JnessnaJ");
        assert_eq!(shown("می\u{200c}خواهم"), "می\u{200c}خواهم");
    }
}
