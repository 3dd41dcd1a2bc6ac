//! Cuts XML into tags and text where they lie, without copying.
//!
//! In goes text of a file from where the reading is; out comes the first [`Piece`] of it and its length, or that the text
//! ends in the middle of one. Nothing is kept: which elements are open, and whether they close in order, is known by
//! [`super::xml`]. The form is that of XML 1.0 as far as messages of banks have it; a document type is named, not read.
//! A library does the same at half the speed (docs/decisions/0041) and is what the tests hold this against.

/// A piece of XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// `<name attributes>`, or `<name attributes/>` when it is empty.
    Open { name: &'a str, attributes: &'a str, is_empty: bool },
    /// `</name>`.
    Close(&'a str),
    /// Text up to the next tag or reference, or a part of it when the text ends there; also what a CDATA section holds.
    Text(&'a str),
    /// What stands between `&` and `;`.
    Reference(&'a str),
    /// A comment, an instruction or the XML declaration: nothing to read.
    Aside,
    /// `<!DOCTYPE`.
    DocumentType,
}

/// What begins a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum First<'a> {
    /// A piece, and how many bytes it takes.
    Piece(Piece<'a>, usize),
    /// The text ends in the middle of a piece.
    Cut,
    /// This is not XML.
    Broken,
}

/// The first piece of a text that is not empty.
#[inline]
pub(crate) fn first(text: &str) -> First<'_> {
    let bytes = text.as_bytes();
    match (bytes.first(), bytes.get(1)) {
        (Some(b'<'), Some(b'/')) => close(text),
        (Some(b'<'), Some(b'!')) => declaration(text),
        (Some(b'<'), Some(b'?')) => aside(text, "<?", "?>"),
        (Some(b'<'), Some(_)) => open(text),
        (Some(b'<'), None) | (None, _) => First::Cut,
        (Some(b'&'), _) => reference(text),
        _ => {
            let end = bytes.iter().position(|byte| matches!(byte, b'<' | b'&')).unwrap_or(bytes.len());
            First::Piece(Piece::Text(&text[..end]), end)
        }
    }
}

#[inline]
fn open(text: &str) -> First<'_> {
    let bytes = text.as_bytes();
    let Some(end) = name_end(bytes, 1) else { return First::Cut };
    if !begins_name(bytes[1]) {
        return First::Broken;
    }
    let name = &text[1..end];
    match (bytes[end], bytes.get(end + 1)) {
        (b'>', _) => First::Piece(Piece::Open { name, attributes: "", is_empty: false }, end + 1),
        (b'/', Some(b'>')) => First::Piece(Piece::Open { name, attributes: "", is_empty: true }, end + 2),
        (b'/', Some(_)) | (b'"' | b'\'' | b'<', _) => First::Broken,
        (b'/', None) => First::Cut,
        _ => {
            let Some(close) = tag_end(bytes, end) else { return First::Cut };
            let is_empty = bytes[close - 1] == b'/';
            let attributes = &text[end..close - usize::from(is_empty)];
            First::Piece(Piece::Open { name, attributes, is_empty }, close + 1)
        }
    }
}

#[inline]
fn close(text: &str) -> First<'_> {
    let bytes = text.as_bytes();
    let Some(end) = name_end(bytes, 2) else { return First::Cut };
    let blanks = bytes[end..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    match bytes.get(end + blanks) {
        Some(b'>') => First::Piece(Piece::Close(&text[2..end]), end + blanks + 1),
        Some(_) => First::Broken,
        None => First::Cut,
    }
}

/// Where a name ends that begins at a place; at a quote or another tag it is none.
#[inline]
fn name_end(bytes: &[u8], from: usize) -> Option<usize> {
    let ends = |byte: &u8| matches!(byte, b'>' | b'/' | b' ' | b'\n' | b'\r' | b'\t' | b'"' | b'\'' | b'<');
    bytes[from..].iter().position(ends).map(|length| from + length)
}

fn begins_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte == b':' || !byte.is_ascii()
}

/// Where a tag with attributes ends; `>` inside quotes is text.
fn tag_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut quote = None;
    bytes[from..]
        .iter()
        .position(|byte| match (quote, byte) {
            (Some(open), byte) => {
                quote = quote.filter(|_| *byte != open);
                false
            }
            (None, b'"' | b'\'') => {
                quote = Some(*byte);
                false
            }
            (None, byte) => *byte == b'>',
        })
        .map(|length| from + length)
}

/// A comment, a CDATA section, a document type.
fn declaration(text: &str) -> First<'_> {
    const CDATA: &str = "<![CDATA[";
    const TYPE: &str = "<!DOCTYPE";
    let begins = |with: &str| text.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with));
    if begins("<!--") {
        return aside(text, "<!--", "-->");
    }
    if let Some(held) = text.strip_prefix(CDATA) {
        return match held.find("]]>") {
            Some(end) => First::Piece(Piece::Text(&held[..end]), CDATA.len() + end + "]]>".len()),
            None => First::Cut,
        };
    }
    if begins(TYPE) {
        return First::Piece(Piece::DocumentType, TYPE.len());
    }
    let could = |whole: &str| whole.get(..text.len()).is_some_and(|head| head.eq_ignore_ascii_case(text));
    if could("<!--") || could(CDATA) || could(TYPE) { First::Cut } else { First::Broken }
}

/// What begins and ends with these marks.
fn aside<'a>(text: &str, begin: &str, end: &str) -> First<'a> {
    match text[begin.len()..].find(end) {
        Some(at) => First::Piece(Piece::Aside, begin.len() + at + end.len()),
        None => First::Cut,
    }
}

fn reference(text: &str) -> First<'_> {
    let ends = |byte: &u8| matches!(byte, b';' | b'&' | b'<');
    match text.as_bytes()[1..].iter().position(ends).map(|length| length + 1) {
        Some(end) if text.as_bytes()[end] == b';' => First::Piece(Piece::Reference(&text[1..end]), end + 1),
        Some(_) => First::Broken,
        None => First::Cut,
    }
}

/// What a reference stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Letter {
    /// One of the five of XML, or the number of a letter.
    Is(char),
    /// The number of what XML has no letter for: `&#27;`, `&#0;`.
    Forbidden,
    /// An entity of a file's own, or no reference at all.
    Unknown,
}

/// The letter a reference stands for.
pub(crate) fn letter(reference: &str) -> Letter {
    let number = |digits: &str, radix: u32| {
        if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
            return Letter::Unknown;
        }
        let letter = u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
        let allowed = |letter: &char| {
            (*letter >= ' ' || matches!(letter, '\t' | '\n' | '\r'))
                && !matches!(letter, '\u{fffe}' | '\u{ffff}')
        };
        letter.filter(allowed).map_or(Letter::Forbidden, Letter::Is)
    };
    match reference {
        "amp" => Letter::Is('&'),
        "lt" => Letter::Is('<'),
        "gt" => Letter::Is('>'),
        "quot" => Letter::Is('"'),
        "apos" => Letter::Is('\''),
        _ => match reference.strip_prefix('#') {
            Some(code) => {
                code.strip_prefix('x').map_or_else(|| number(code, 10), |digits| number(digits, 16))
            }
            None => Letter::Unknown,
        },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use quick_xml::Reader;
    use quick_xml::events::Event;

    use super::*;

    /// The pieces of a text as the library reads them, written out; `Err` where it refuses the text.
    fn read_by_library(text: &str) -> Result<Vec<String>, ()> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_unmatched_ends = true;
        let mut pieces = Vec::new();
        loop {
            match reader.read_event().map_err(|_| ())? {
                Event::Start(tag) => {
                    pieces.push(format!("open {}|{}", tag.name().as_ref(), tag.attributes_raw()))
                }
                Event::Empty(tag) => {
                    pieces.push(format!("empty {}|{}", tag.name().as_ref(), tag.attributes_raw()))
                }
                Event::End(tag) => pieces.push(format!("close {}", tag.name().as_ref())),
                Event::Text(text) => pieces.push(format!("text {}", text.into_inner())),
                Event::CData(text) => pieces.push(format!("text {}", text.into_inner())),
                Event::GeneralRef(name) => pieces.push(format!("reference {}", name.into_inner())),
                Event::Comment(_) | Event::PI(_) | Event::Decl(_) => pieces.push("aside".to_owned()),
                Event::DocType(_) => return Err(()),
                Event::Eof => return Ok(pieces),
            }
        }
    }

    fn read(text: &str) -> Result<Vec<String>, ()> {
        let (mut at, mut pieces) = (0, Vec::new());
        while at < text.len() {
            let First::Piece(piece, length) = first(&text[at..]) else { return Err(()) };
            at += length;
            pieces.push(match piece {
                Piece::Open { name, attributes, is_empty: false } => format!("open {name}|{attributes}"),
                Piece::Open { name, attributes, .. } => format!("empty {name}|{attributes}"),
                Piece::Close(name) => format!("close {name}"),
                Piece::Text(text) => format!("text {text}"),
                Piece::Reference(name) => format!("reference {name}"),
                Piece::Aside => "aside".to_owned(),
                Piece::DocumentType => return Err(()),
            });
        }
        Ok(pieces)
    }

    /// Scraps of XML, whole and broken, in any order.
    fn scraps() -> impl Strategy<Value = String> {
        let scrap = prop_oneof![
            Just("<Ntry>".to_owned()),
            Just("</Ntry>".to_owned()),
            Just("</a:Ntry \n>".to_owned()),
            Just("<Amt Ccy=\"EUR\" x='>\"'>".to_owned()),
            Just("<RvslInd/>".to_owned()),
            Just("<RvslInd a=\"/\" />".to_owned()),
            Just("<!-- een > en een - -->".to_owned()),
            Just("<![CDATA[1 < 2 ]] &amp;]]>".to_owned()),
            Just("<?xml version='1.0'?>".to_owned()),
            Just("&amp;".to_owned()),
            Just("&#8364;".to_owned()),
            "[a-z é€\n]{1,6}",
            "[<>/!?&;=\"' a-]{1,3}",
        ];
        proptest::collection::vec(scrap, 0..12).prop_map(|scraps| scraps.concat())
    }

    #[test]
    fn what_is_whole_is_read() {
        let text = "<?xml version='1.0'?><Ntry><!-- een > en een - --><Amt Ccy=\"EUR\" x='>\"'>1&amp;2</Amt \n><RvslInd/>\
             <a:b c=\"/\" /><![CDATA[1 < 2 ]] &amp;]]>é €&#8364;</Ntry>\n";
        let ours = read(text);
        assert!(ours.is_ok_and(|pieces| pieces.len() == 15));
        assert_eq!(read(text), read_by_library(text));
    }

    #[test]
    fn a_quote_or_another_tag_is_no_part_of_a_name() {
        for broken in ["<a'<Amt Ccy=\"EUR\" x='>\"'>", "<a\"b>", "<a<b>", "</a'>", "</a<b>"] {
            assert_eq!(read(broken), Err(()), "{broken}");
        }
    }

    proptest! {
        #[test]
        fn whoever_reads_it_the_pieces_are_the_same(text in scraps()) {
            // What is read is read alike, and what the library refuses is refused. It takes more than XML has: that we refuse.
            if let ours @ Ok(_) = read(&text) {
                prop_assert_eq!(ours, read_by_library(&text));
            }
        }

        #[test]
        fn wherever_a_window_ends_the_pieces_come_to_the_same(text in scraps(), cut in 0_usize..80) {
            prop_assume!(read(&text).is_ok());
            let cut = (0..=cut.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            let (mut at, window) = (0, &text[..cut]);
            while at < window.len() {
                match first(&window[at..]) {
                    First::Piece(_, length) => at += length,
                    First::Cut => break,
                    First::Broken => prop_assert!(false, "{window:?} is not broken, it is cut"),
                }
            }
            let again = read(&text[at..]).map(|pieces| pieces.concat());
            let before = read(&text[..at]).map(|pieces| pieces.concat());
            let whole = read(&text).map(|pieces| pieces.concat());
            let joined = before.and_then(|before| again.map(|again| before + &again));
            // A text that was cut is two pieces of one text.
            prop_assert_eq!(joined.map(|all| all.replace("text ", "")), whole.map(|all| all.replace("text ", "")));
        }
    }

    #[test]
    fn references_are_letters_or_nothing() {
        for (reference, expected) in [
            ("amp", Letter::Is('&')),
            ("apos", Letter::Is('\'')),
            ("#65", Letter::Is('A')),
            ("#x20AC", Letter::Is('€')),
            ("#10", Letter::Is('\n')),
            ("#0", Letter::Forbidden),
            ("#27", Letter::Forbidden),
            ("#x110000", Letter::Forbidden),
            ("#xD800", Letter::Forbidden),
            ("#99999999999", Letter::Forbidden),
            ("#", Letter::Unknown),
            ("#x", Letter::Unknown),
            ("#+65", Letter::Unknown),
            ("lol", Letter::Unknown),
        ] {
            assert_eq!(letter(reference), expected, "{reference}");
        }
    }
}
