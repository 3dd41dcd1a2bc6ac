//! Bytes to text: UTF-8 with or without a byte order mark, Windows-1252, UTF-16 with a mark.
//!
//! Text that people typed is tidied on the way: no spaces around it, no control characters in it.

use std::borrow::Cow;

/// The byte order mark of UTF-8.
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// The bytes without a UTF-8 byte order mark.
pub(crate) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes)
}

/// UTF-8 where it is, Windows-1252 where it cannot be UTF-8.
pub(crate) fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// True when the file says by its mark that it is UTF-16.
pub(crate) fn is_utf16(start: &[u8]) -> bool {
    start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff")
}

/// UTF-16 with a mark as UTF-8.
pub(crate) fn utf16(bytes: &[u8]) -> String {
    let encoding = if bytes.starts_with(b"\xff\xfe") { encoding_rs::UTF_16LE } else { encoding_rs::UTF_16BE };
    encoding.decode_with_bom_removal(bytes).0.into_owned()
}

/// Text without spaces around it and control characters in it; `None` when nothing is left.
pub(crate) fn tidy(text: Cow<'_, str>) -> Option<Cow<'_, str>> {
    let is_space = |c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}' || c == '\u{200b}';
    let text = match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_matches(is_space)),
        Cow::Owned(text) => Cow::Owned(text.trim_matches(is_space).to_owned()),
    };
    if text.is_empty() {
        return None;
    }
    if text.bytes().any(|b| b < b' ' || b == 0x7f) {
        return Some(Cow::Owned(text.replace(char::is_control, " ")));
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_name_gives_the_same_name() {
        assert_eq!(text("Café".as_bytes()), "Café");
        assert_eq!(text(b"Caf\xe9"), "Café");
        assert_eq!(text(b"\x80 5"), "€ 5");
        assert_eq!(utf16(b"\xff\xfeC\0a\0f\0\xe9\0"), "Café");
        assert_eq!(without_mark(b"\xef\xbb\xbfabc"), b"abc");
        assert!(is_utf16(b"\xfe\xff\0C"));
    }

    #[test]
    fn tidy_text_has_no_loose_ends() {
        assert_eq!(tidy(Cow::Borrowed("  Jan \u{a0}")).as_deref(), Some("Jan"));
        assert_eq!(tidy(Cow::Borrowed("a\tb")).as_deref(), Some("a b"));
        assert_eq!(tidy(Cow::Borrowed(" \u{feff}\t")), None);
    }
}
