//! The one place through which the command line speaks. Much of what it prints was written elsewhere: by a bank, a landlord, a
//! tenant. A control character in that could write over what stands on the terminal, or do worse, so none comes through.

use std::fmt::Display;
use std::io::{self, Write};

/// Prints a text and ends the line. Who closes the pipe halfway has read enough.
pub fn say(text: impl Display) {
    let _ = writeln!(Paper::on(io::stdout().lock()), "{text}");
}

/// Prints a question; the answer comes on the same line.
pub fn ask(text: impl Display) {
    let mut paper = Paper::on(io::stdout().lock());
    let _ = write!(paper, "{text}");
    let _ = paper.flush();
}

/// Tells on the other channel that something is wrong, or what goes on.
pub fn warn(text: impl Display) {
    let _ = writeln!(Paper::on(io::stderr().lock()), "{text}");
}

/// Writes on, without control characters; tabs and ends of lines pass.
pub struct Paper<W> {
    under: W,
    /// The first byte of a letter of two that may be a control character; the second is still to come.
    held: bool,
    line: Vec<u8>,
}

impl<W: Write> Paper<W> {
    /// Paper on something that takes bytes.
    pub fn on(under: W) -> Paper<W> {
        Paper { under, held: false, line: Vec::new() }
    }
}

impl<W: Write> Write for Paper<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.line.clear();
        for byte in bytes {
            if std::mem::take(&mut self.held) {
                // U+0080 to U+009F.
                if (0x80..=0x9f).contains(byte) {
                    continue;
                }
                self.line.push(0xc2);
            }
            match byte {
                b'\t' | b'\n' => self.line.push(*byte),
                0..b' ' | 0x7f => {}
                0xc2 => self.held = true,
                _ => self.line.push(*byte),
            }
        }
        self.under.write_all(&self.line)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.under.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_pass_and_control_characters_do_not_wherever_a_piece_ends() {
        let text = "X\u{1b}]0;pwn\u{7}\r\u{9b}2J\u{7f}\0 caf\u{e9} \u{a0}§ €\t!\n";
        for length in 1..=text.len() {
            let mut paper = Paper::on(Vec::new());
            for piece in text.as_bytes().chunks(length) {
                paper.write_all(piece).unwrap();
            }
            assert_eq!(String::from_utf8(paper.under).unwrap(), "X]0;pwn2J caf\u{e9} \u{a0}§ €\t!\n");
        }
    }
}
