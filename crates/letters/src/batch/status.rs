//! The status file of a print house: which letter was printed, posted or came back.
//!
//! In goes a CSV as print houses and their spreadsheets write it (`;`, `,` or tab, with or without quotes and byte order
//! mark, columns in any order); out come the lines that say something about a letter, and findings for the rows that do
//! not. One bad row never stops the rest. Whether an id is known is for the caller to see.

use domain::calendar::Day;

/// What happened to a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusKind {
    /// Printed, still at the print house.
    Printed,
    /// Given to the postal service.
    Posted,
    /// Came back undelivered.
    Returned,
}

/// One line of a status file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusLine {
    /// The row in the file, counted from 1.
    pub row: u32,
    /// Id of the message.
    pub id: String,
    /// What happened.
    pub kind: StatusKind,
    /// When; `None` when the file does not say.
    pub day: Option<Day>,
    /// Why, in the words of the print house; empty when it does not say.
    pub reason: String,
}

/// A row that says nothing we can use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusFinding {
    /// The row in the file, counted from 1.
    pub row: u32,
    /// What is wrong and what is expected, in Dutch, without what stands there.
    pub text: String,
}

/// Reads a status file.
pub fn read_status_file(bytes: &[u8]) -> (Vec<StatusLine>, Vec<StatusFinding>) {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}');
    let mut rows = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let finding = |row: u32, text: &str| StatusFinding { row, text: text.to_owned() };
    let Some((row, head)) = rows.next() else {
        return (Vec::new(), vec![finding(1, "Het bestand is leeg.")]);
    };
    let separator = [';', '\t', ','].into_iter().max_by_key(|separator| head.matches(*separator).count());
    let separator = separator.unwrap_or(';');
    let Some(columns) = Columns::of(&cells(head, separator)) else {
        let text = "De eerste regel moet de koppen hebben, met ten minste id (of bestand) en status.";
        return (Vec::new(), vec![finding(row, text)]);
    };
    let (mut lines, mut findings) = (Vec::new(), Vec::new());
    for (row, line) in rows {
        match columns.line(row, &cells(line, separator)) {
            Ok(line) => lines.push(line),
            Err(text) => findings.push(finding(row, text)),
        }
    }
    (lines, findings)
}

struct Columns {
    id: usize,
    status: usize,
    day: Option<usize>,
    reason: Option<usize>,
}

impl Columns {
    fn of(head: &[String]) -> Option<Columns> {
        let find = |names: &[&str]| {
            names.iter().find_map(|name| head.iter().position(|cell| cell.eq_ignore_ascii_case(name)))
        };
        Some(Columns {
            id: find(&["id", "kenmerk", "bestand", "bestandsnaam", "file"])?,
            status: find(&["status", "gebeurtenis"])?,
            day: find(&["datum", "dag", "date", "statusdatum"]),
            reason: find(&["reden", "retourreden", "omschrijving", "reason"]),
        })
    }

    fn line(&self, row: u32, cells: &[String]) -> Result<StatusLine, &'static str> {
        let cell = |at: usize| cells.get(at).map_or("", String::as_str);
        let id = cell(self.id);
        let id = id.rsplit(['/', '\\']).next().unwrap_or_default();
        let id = id.strip_suffix(".pdf").unwrap_or(id);
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err("Deze rij heeft geen id van een brief.");
        }
        let kind = kind(cell(self.status))
            .ok_or("De status van deze rij is niet bekend. Verwacht: gedrukt, gepost of retour.")?;
        let day = match self.day.map(cell).unwrap_or_default() {
            "" => None,
            text => {
                Some(read_day(text).ok_or("De datum van deze rij is niet te lezen. Verwacht: 21-11-2026.")?)
            }
        };
        let reason = self.reason.map(cell).unwrap_or_default().chars().take(200).collect();
        Ok(StatusLine { row, id: id.to_owned(), kind, day, reason })
    }
}

fn kind(word: &str) -> Option<StatusKind> {
    match word.to_lowercase().as_str() {
        "gedrukt" | "geprint" | "printed" => Some(StatusKind::Printed),
        "gepost" | "verzonden" | "aangeboden" | "posted" | "mailed" => Some(StatusKind::Posted),
        "retour" | "geretourneerd" | "teruggekomen" | "returned" => Some(StatusKind::Returned),
        _ => None,
    }
}

/// A day, with or without a time behind it.
fn read_day(text: &str) -> Option<Day> {
    Day::parse_dutch(text).or_else(|| Day::parse_dutch(text.split([' ', 'T']).next()?))
}

/// The cells of one line; a quoted cell may hold the separator and doubled quotes.
fn cells(line: &str, separator: char) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut signs = line.chars().peekable();
    while let Some(sign) = signs.next() {
        let cell = cells.last_mut().expect("there is always a cell");
        match sign {
            '"' if quoted && signs.peek() == Some(&'"') => {
                signs.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.trim().is_empty() => quoted = true,
            sign if sign == separator && !quoted => cells.push(String::new()),
            sign => cell.push(sign),
        }
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(String, StatusKind, Option<String>, String)> {
        let (lines, findings) = read_status_file(text.as_bytes());
        assert_eq!(findings, []);
        lines
            .into_iter()
            .map(|line| (line.id, line.kind, line.day.map(|day| day.to_string()), line.reason))
            .collect()
    }

    #[test]
    fn a_file_from_excel_and_one_from_a_program_say_the_same() {
        let expected = [
            ("a1".to_owned(), StatusKind::Posted, Some("2026-11-21".to_owned()), String::new()),
            (
                "b2".to_owned(),
                StatusKind::Returned,
                Some("2026-11-27".to_owned()),
                "verhuisd; \"weg\"".to_owned(),
            ),
        ];
        assert_eq!(
            told(
                "\u{feff}Id;Status;Datum;Reden\r\na1;Gepost;21-11-2026;\r\n\r\nb2;Retour;27-11-2026;\"verhuisd; \"\"weg\"\"\"\r\n"
            ),
            expected
        );
        assert_eq!(
            told(
                "reason,date,file,status\n,2026-11-21T08:00:00Z,partij/a1.pdf,posted\n\"verhuisd; \"\"weg\"\"\",2026-11-27,b2.pdf,returned"
            ),
            expected
        );
    }

    #[test]
    fn a_bad_row_is_named_and_the_rest_is_read() {
        let file = "id;status;datum\na1;gedrukt;\nb2;kwijt;\n;gepost;\nc3;gepost;32-13-2026\nd4\n\"e5;gepost\nf6;gepost;21 november 2026";
        let (lines, findings) = read_status_file(file.as_bytes());
        assert_eq!(lines.iter().map(|line| line.id.as_str()).collect::<Vec<_>>(), ["a1", "f6"]);
        assert_eq!(findings.iter().map(|finding| finding.row).collect::<Vec<_>>(), [3, 4, 5, 6, 7]);
    }

    #[test]
    fn a_file_without_headings_is_a_finding() {
        for (file, row) in [("a1;gepost;21-11-2026", 1), ("\n\nniets", 3), ("", 1), ("\u{0}\u{1}", 1)] {
            let (lines, findings) = read_status_file(file.as_bytes());
            assert!(lines.is_empty());
            assert_eq!(findings.iter().map(|finding| finding.row).collect::<Vec<_>>(), [row]);
        }
        assert_eq!(read_status_file(&[0xff, 0xfe, 0x00]).0, []);
    }
}
