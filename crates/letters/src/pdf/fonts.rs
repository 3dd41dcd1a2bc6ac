//! The four fonts of a letter: which of them draws a sign, and how they shape a text.

use krilla::text::Font;
use rustybuzz::{Direction, Face, Language, UnicodeBuffer};

/// Noto Sans, SIL Open Font License 1.1; see `fonts/README.md`. Regular and bold, for each script.
const FILES: [&[u8]; 4] = [
    include_bytes!("../../fonts/NotoSans-Regular.ttf"),
    include_bytes!("../../fonts/NotoSans-Bold.ttf"),
    include_bytes!("../../fonts/NotoSansArabic-Regular.ttf"),
    include_bytes!("../../fonts/NotoSansArabic-Bold.ttf"),
];

/// Height of a capital, as a part of the size: a line of text takes so much, and what is between two lines comes on top.
pub(super) const CAPITAL: f32 = 0.714;

/// The fonts, ready to shape and to be put into a file.
pub(super) struct Fonts {
    faces: Vec<(Face<'static>, Font)>,
}

/// One of the fonts.
pub(super) type FontId = usize;

/// A drawing of one or more signs, in visual order; measures are parts of the size.
pub(super) struct Shaped {
    pub(super) id: u32,
    /// Where its signs begin in the text that was shaped.
    pub(super) start: usize,
    pub(super) advance: f32,
    pub(super) x_offset: f32,
    pub(super) y_offset: f32,
}

impl Fonts {
    pub(super) fn new() -> Fonts {
        let font = |bytes: &'static [u8]| Face::from_slice(bytes, 0).zip(Font::new(bytes.into(), 0));
        Fonts {
            faces: FILES.into_iter().map(|bytes| font(bytes).expect("our own fonts are whole")).collect(),
        }
    }

    /// The first font that has this sign.
    pub(super) fn with(&self, sign: char, bold: bool) -> Option<FontId> {
        let has = |id: &FontId| self.faces[*id].0.glyph_index(sign).is_some();
        [usize::from(bold), usize::from(bold) + 2].into_iter().find(has)
    }

    pub(super) fn font(&self, id: FontId) -> Font {
        self.faces[id].1.clone()
    }

    /// The bytes of all of them, for drawings with text in them.
    pub(super) fn files() -> impl Iterator<Item = &'static [u8]> {
        FILES.into_iter()
    }

    /// Shapes a text in one font and one direction; what stands around it decides how its first and last letter join.
    pub(super) fn shape(
        &self,
        id: FontId,
        (before, text, after): (&str, &str, &str),
        right_to_left: bool,
        language: Option<&Language>,
    ) -> Vec<Shaped> {
        let face = &self.faces[id].0;
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_pre_context(before);
        buffer.set_post_context(after);
        buffer.set_direction(if right_to_left { Direction::RightToLeft } else { Direction::LeftToRight });
        if let Some(language) = language {
            buffer.set_language(language.clone());
        }
        let shaped = rustybuzz::shape(face, &[], buffer);
        let em = face.units_per_em() as f32;
        let glyphs = shaped.glyph_infos().iter().zip(shaped.glyph_positions());
        glyphs
            .map(|(info, position)| Shaped {
                id: info.glyph_id,
                start: info.cluster as usize,
                advance: position.x_advance as f32 / em,
                x_offset: position.x_offset as f32 / em,
                y_offset: position.y_offset as f32 / em,
            })
            .collect()
    }
}
