//! Lines of a file, one at a time, however long the file; a line too long to be data is passed over, not held.
//!
//! In: any buffered reader. Out: each line without its line end, with its number.

use std::io::{self, BufRead, Read};

/// No object is longer than this; a longer line is damage.
pub(crate) const LINE_LENGTH_MAX: u64 = 4 * 1024 * 1024;

/// A line of a file.
pub(crate) struct Line<'b> {
    /// Counted from 1.
    pub(crate) number: u32,
    /// What it holds; `None` when it is too long to be data.
    pub(crate) bytes: Option<&'b [u8]>,
    /// False for a last line that just stops.
    pub(crate) ended: bool,
}

/// Reads lines into one buffer.
pub(crate) struct Lines<R> {
    reader: R,
    buffer: Vec<u8>,
    number: u32,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(reader: R) -> Lines<R> {
        Lines { reader, buffer: Vec::new(), number: 0 }
    }

    /// The next line, empty ones included; `None` at the end of the file.
    pub(crate) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        self.buffer.clear();
        let length = self.reader.by_ref().take(LINE_LENGTH_MAX + 1).read_until(b'\n', &mut self.buffer)?;
        if length == 0 {
            return Ok(None);
        }
        self.number = self.number.saturating_add(1);
        let ended = self.buffer.last() == Some(&b'\n');
        if !ended && length as u64 > LINE_LENGTH_MAX {
            self.reader.skip_until(b'\n')?;
            return Ok(Some(Line { number: self.number, bytes: None, ended: true }));
        }
        let bytes = self.buffer.strip_suffix(b"\n").unwrap_or(&self.buffer);
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let bytes = if self.number == 1 { crate::decode::without_mark(bytes) } else { bytes };
        Ok(Some(Line { number: self.number, bytes: Some(bytes), ended }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_too_long_is_passed_over_and_the_next_one_read() {
        let mut content = b"\xef\xbb\xbfeen\r\n\n".to_vec();
        content.extend(vec![b'x'; LINE_LENGTH_MAX as usize + 5]);
        content.extend(b"\ntwee");
        let mut lines = Lines::new(content.as_slice());
        let mut seen = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            seen.push((line.number, line.bytes.map(<[u8]>::to_vec), line.ended));
        }
        let expected = [
            (1, Some(b"een".to_vec()), true),
            (2, Some(Vec::new()), true),
            (3, None, true),
            (4, Some(b"twee".to_vec()), false),
        ];
        assert_eq!(seen, expected);
    }
}
