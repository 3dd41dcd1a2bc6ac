//! Short texts of numbers, written without the machinery that can write anything: a page shows hundreds of amounts and days.
//!
//! A text is made from its end, because that is where the digits of a number come from. It holds no more than an amount or a
//! day needs, and needs no room of its own elsewhere.

/// Bytes of the longest one.
const ROOM: usize = 48;

/// A short text.
#[derive(Clone, Copy)]
pub struct Short {
    bytes: [u8; ROOM],
    from: usize,
}

impl Default for Short {
    fn default() -> Short {
        Short { bytes: [0; ROOM], from: ROOM }
    }
}

impl Short {
    /// Puts a text in front of what is there.
    pub(crate) fn before(&mut self, text: &str) {
        let from = self.from - text.len();
        self.bytes[from..self.from].copy_from_slice(text.as_bytes());
        self.from = from;
    }

    /// Puts the last digits of a number in front, so many; gives what is left of it.
    pub(crate) fn digits(&mut self, mut number: u64, count: usize) -> u64 {
        for _ in 0..count {
            self.from -= 1;
            self.bytes[self.from] = b'0' + (number % 10) as u8;
            number /= 10;
        }
        number
    }

    /// Puts a whole number in front.
    pub(crate) fn number(&mut self, mut number: u64) {
        number = self.digits(number, 1);
        while number > 0 {
            number = self.digits(number, 1);
        }
    }

    /// Puts a whole number in front, with zeros before it when it is narrower than this.
    pub(crate) fn signed(&mut self, number: i32, width: usize) {
        let end = self.from;
        self.number(number.unsigned_abs().into());
        let sign = if number < 0 { "-" } else { "" };
        while end - self.from + sign.len() < width {
            self.before("0");
        }
        self.before(sign);
    }

    /// Puts all 32 digits of a number to the base of sixteen in front.
    pub(crate) fn hex(&mut self, mut number: u128) {
        for _ in 0..32 {
            self.from -= 1;
            self.bytes[self.from] = b"0123456789abcdef"[(number % 16) as usize];
            number /= 16;
        }
    }

    /// Puts a whole number in front with a point between thousands, as the Dutch write it.
    pub(crate) fn grouped(&mut self, mut number: u64) {
        while number >= 1_000 {
            number = self.digits(number, 3);
            self.before(".");
        }
        self.number(number);
    }

    /// The text.
    pub fn text(&self) -> &str {
        // Only whole texts and digits were put there.
        std::str::from_utf8(&self.bytes[self.from..]).unwrap_or_default()
    }
}

/// `1234`
pub fn plain(number: u64) -> Short {
    let mut short = Short::default();
    short.number(number);
    short
}

/// `1.234`
pub fn grouped(number: u64) -> Short {
    let mut short = Short::default();
    short.grouped(number);
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_they_are_written_elsewhere() {
        for number in [0, 7, 10, 999, 1_000, 1_001, 45_678, 1_000_000, u64::MAX] {
            assert_eq!(plain(number).text(), number.to_string());
            assert_eq!(grouped(number).text().replace('.', ""), number.to_string());
        }
        for number in [0, 0x1f, u128::MAX] {
            let mut hex = Short::default();
            hex.hex(number);
            assert_eq!(hex.text(), format!("{number:032x}"));
        }
        for number in [0, 5, -5, 987, 2_026, -2_026, 12_345, i32::MIN] {
            let mut padded = Short::default();
            padded.signed(number, 4);
            assert_eq!(padded.text(), format!("{number:04}"));
        }
        assert_eq!((grouped(999).text(), grouped(1_234_567).text()), ("999", "1.234.567"));
    }
}
