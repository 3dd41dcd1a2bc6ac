//! How a line of a calendar file is written (RFC 5545): for appointments of staff and terms of tenants alike.

use super::Day;

/// `20261125`
pub fn compact(day: Day) -> String {
    let (year, month, day) = day.ymd();
    format!("{year:04}{month:02}{day:02}")
}

/// Text as section 3.3.11 wants it: signs with a meaning get a backslash, a new line becomes `\n`, nothing else that cannot be
/// printed stays.
pub fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// The line with its end, in pieces of 75 bytes at most, cut between letters (section 3.1).
pub fn folded(line: &str) -> String {
    let mut out = String::new();
    let mut width = 0;
    for c in line.chars() {
        if width + c.len_utf8() > 75 {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(c);
        width += c.len_utf8();
    }
    out + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_breaks_out_of_its_line_and_no_letter_is_cut() {
        assert_eq!(escaped("a;b,c\\d\r\nBEGIN:X\u{7}"), "a\\;b\\,c\\\\d\\nBEGIN:X ");
        let long = "é".repeat(100);
        let lines = folded(&long);
        assert!(lines.lines().all(|line| line.len() <= 75), "{lines}");
        assert_eq!(lines.replace("\r\n ", "").trim_end(), long);
        assert_eq!(compact(Day::from_ymd(2026, 1, 5).unwrap()), "20260105");
    }
}
