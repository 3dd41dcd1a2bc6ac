//! The bytes of a bank's file as text: decoded, counted by line, and never more of it in memory than one field.
//!
//! In go bytes in UTF-8, UTF-16, or what the XML declaration says; out comes UTF-8, a buffer at a time. A byte that is no
//! UTF-8 is taken for Windows-1252 and counted. A field longer than [`FIELD_MOST`] stops the reading: no bank sends one,
//! and a hostile file must not fill the memory.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes read at a time.
const BUFFER: usize = 128 * 1024;
/// The longest field, tag or comment, in bytes.
pub(crate) const FIELD_MOST: usize = 1024 * 1024;
/// What the error of a field that is too long says.
pub(crate) const TOO_LONG: &str = "field too long";

/// What the bytes were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Encoded {
    /// Name of the encoding.
    pub name: &'static str,
    /// Bytes that were not what the file said; taken for Windows-1252.
    pub mended: u64,
    /// Of those, how many are no letter of Windows-1252 either.
    pub strange: u64,
    /// Did the file name an encoding nobody knows?
    pub unknown: bool,
}

/// A decoding reader.
pub(crate) struct Input<R> {
    inner: R,
    raw: Vec<u8>,
    out: String,
    at: usize,
    ended: bool,
    decoder: Option<Decoder>,
    encoded: Encoded,
    line: u64,
    left: usize,
}

impl<R: Read> Input<R> {
    /// Looks at the first bytes and decides how to decode.
    pub fn new(inner: R) -> io::Result<Input<R>> {
        let mut input = Input {
            inner,
            raw: Vec::with_capacity(BUFFER),
            out: String::with_capacity(BUFFER),
            at: 0,
            ended: false,
            decoder: None,
            encoded: Encoded { name: "utf-8", ..Encoded::default() },
            line: 1,
            left: FIELD_MOST,
        };
        input.fill_raw()?;
        input.sniff();
        input.decode();
        Ok(input)
    }

    /// The first decoded bytes, without taking them.
    pub fn head(&self) -> &[u8] {
        self.window().as_bytes()
    }

    /// The decoded text that is not taken yet: whole letters, one buffer or what [`Input::more`] made of it.
    pub fn window(&self) -> &str {
        &self.out[self.at..]
    }

    /// Does the file end with this window?
    pub fn is_last(&self) -> bool {
        self.ended && self.raw.is_empty()
    }

    /// Takes bytes of the window; the line is where the reading came.
    pub fn advance(&mut self, length: usize, line: u64) {
        self.at += length;
        self.line = line;
        self.refresh();
    }

    /// Puts the next buffer behind what is not taken; false at the end of the file.
    pub fn more(&mut self) -> io::Result<bool> {
        if self.is_last() {
            return Ok(false);
        }
        if self.out.len() - self.at > FIELD_MOST {
            return Err(io::Error::other(TOO_LONG));
        }
        let kept = self.out.split_off(self.at);
        self.fill_raw()?;
        self.decode();
        if !kept.is_empty() {
            self.out.insert_str(0, &kept);
        }
        Ok(true)
    }

    /// The line the reading is at, counted from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// What the bytes were, as far as read.
    pub fn encoded(&self) -> Encoded {
        self.encoded
    }

    /// A field ended: the next one may be as long again.
    pub fn refresh(&mut self) {
        self.left = FIELD_MOST;
    }

    fn fill_raw(&mut self) -> io::Result<()> {
        let before = self.raw.len();
        self.raw.resize(BUFFER.max(before + 1), 0);
        let mut length = before;
        while length == before {
            match self.inner.read(&mut self.raw[length..]) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(read) => length += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.raw.truncate(before);
                    return Err(error);
                }
            }
        }
        self.raw.truncate(length);
        Ok(())
    }

    fn sniff(&mut self) {
        let raw = &self.raw;
        let (encoding, mark) = match raw.as_slice() {
            [0xEF, 0xBB, 0xBF, ..] => (None, 3),
            [0xFF, 0xFE, ..] => (Some(UTF_16LE), 2),
            [0xFE, 0xFF, ..] => (Some(UTF_16BE), 2),
            [b'<', 0, ..] => (Some(UTF_16LE), 0),
            [0, b'<', ..] => (Some(UTF_16BE), 0),
            raw => match declared(raw) {
                Some(label) => {
                    let encoding = Encoding::for_label(label);
                    self.encoded.unknown = encoding.is_none();
                    // A file that can be read this far is not UTF-16, whatever it says.
                    (encoding.filter(|one| one.is_ascii_compatible() && *one != encoding_rs::UTF_8), 0)
                }
                None => (None, 0),
            },
        };
        self.raw.drain(..mark);
        if let Some(encoding) = encoding {
            self.encoded.name = if encoding == WINDOWS_1252 { "windows-1252" } else { encoding.name() };
            self.decoder = Some(encoding.new_decoder_without_bom_handling());
        }
    }

    fn decode(&mut self) {
        self.out.clear();
        self.at = 0;
        let Some(decoder) = &mut self.decoder else { return self.pass_through() };
        self.out.reserve(decoder.max_utf8_buffer_length(self.raw.len()).unwrap_or(self.raw.len() * 4));
        let (_, _, wrong) = decoder.decode_to_string(&self.raw, &mut self.out, self.ended);
        self.encoded.mended += u64::from(wrong);
        self.raw.clear();
    }

    /// UTF-8 goes through as it is; a byte that is none becomes what it is in Windows-1252.
    fn pass_through(&mut self) {
        match String::from_utf8(std::mem::take(&mut self.raw)) {
            Ok(text) => {
                self.raw = std::mem::replace(&mut self.out, text).into_bytes();
                self.raw.clear();
            }
            Err(error) => {
                self.raw = error.into_bytes();
                self.mend();
            }
        }
    }

    fn mend(&mut self) {
        let mut from = 0;
        for chunk in self.raw.utf8_chunks() {
            self.out.push_str(chunk.valid());
            from += chunk.valid().len();
            let wrong = chunk.invalid();
            // The start of a letter whose rest is still to come.
            let is_cut = from + wrong.len() == self.raw.len() && !self.ended;
            if is_cut && std::str::from_utf8(wrong).is_err_and(|error| error.error_len().is_none()) {
                break;
            }
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(wrong);
            self.out.push_str(&text);
            self.encoded.strange += text.chars().filter(|letter| letter.is_control()).count() as u64;
            self.encoded.mended += wrong.len() as u64;
            from += wrong.len();
        }
        self.raw.drain(..from);
    }
}

/// The encoding an XML declaration names.
fn declared(raw: &[u8]) -> Option<&[u8]> {
    let head = raw.strip_prefix(b"<?xml")?;
    let end = head.windows(2).take(256).position(|pair| pair == b"?>")?;
    let head = &head[..end];
    let at = head.windows(8).position(|part| part == b"encoding")? + 8;
    let quote = at + head[at..].iter().position(|byte| matches!(byte, b'"' | b'\''))?;
    let rest = &head[quote + 1..];
    let close = rest.iter().position(|byte| *byte == head[quote])?;
    Some(&rest[..close])
}

impl<R: Read> Read for Input<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let length = available.len().min(buffer.len());
        buffer[..length].copy_from_slice(&available[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl<R: Read> BufRead for Input<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.at == self.out.len() && !(self.ended && self.raw.is_empty()) {
            self.fill_raw()?;
            self.decode();
        }
        if self.left == 0 && self.at < self.out.len() {
            return Err(io::Error::other(TOO_LONG));
        }
        let end = self.out.len().min(self.at + self.left);
        Ok(&self.out.as_bytes()[self.at..end])
    }

    fn consume(&mut self, length: usize) {
        let taken = &self.out.as_bytes()[self.at..self.at + length];
        self.line += taken.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.at += length;
        self.left -= length.min(self.left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time, as the slowest disk would.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
            buffer[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    #[track_caller]
    fn check(bytes: &[u8], expected: &str, name: &str, mended: bool) {
        for slow in [false, true] {
            let source: Box<dyn Read> = if slow { Box::new(Slow(bytes)) } else { Box::new(bytes) };
            let mut input = Input::new(source).unwrap();
            let mut text = String::new();
            input.read_to_string(&mut text).unwrap();
            // One byte at a time, the declaration is not seen whole.
            if !slow {
                assert_eq!((text.as_str(), input.encoded().name), (expected, name));
                assert_eq!(input.encoded().mended > 0, mended);
            }
        }
    }

    #[test]
    fn every_encoding_of_a_bank_is_read() {
        check("café €".as_bytes(), "café €", "utf-8", false);
        check(b"\xEF\xBB\xBFcaf\xC3\xA9", "café", "utf-8", false);
        check(b"caf\xE9 \x80", "café €", "utf-8", true);
        check(b"caf\xC3", "cafÃ", "utf-8", true);
        check(b"\xFF\xFEa\0\xE9\0", "aé", "UTF-16LE", false);
        check(b"\xFE\xFF\0a", "a", "UTF-16BE", false);
        let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?>caf\xE9";
        check(latin, "<?xml version='1.0' encoding='ISO-8859-1'?>café", "windows-1252", false);
        check(b"", "", "utf-8", false);
    }

    #[test]
    fn a_field_without_end_stops_the_reading() {
        let endless = io::repeat(b'x');
        let mut input = Input::new(endless).unwrap();
        let error = io::copy(&mut input, &mut io::sink()).unwrap_err();
        assert_eq!(error.to_string(), TOO_LONG);
    }
}
