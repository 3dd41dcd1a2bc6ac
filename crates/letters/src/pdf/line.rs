//! From a text in pieces to lines that fit a width: fonts, direction of reading, where a line may end.

use std::collections::BTreeSet;
use std::ops::Range;

use icu_segmenter::LineSegmenter;
use icu_segmenter::options::LineBreakOptions;
use krilla::text::{GlyphId, KrillaGlyph};
use rustybuzz::Language;
use unicode_bidi::{Level, ParagraphBidiInfo};

use super::fonts::{FontId, Fonts};

/// A piece of a text in one weight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) bold: bool,
    /// It stays on one line where it fits on one: somebody types it over.
    pub(super) whole: bool,
}

impl Piece {
    pub(super) fn new(text: &str, bold: bool) -> Piece {
        Piece { text: text.to_owned(), bold, whole: false }
    }
}

/// One line, ready to be drawn.
#[derive(Clone, Debug)]
pub(super) struct SetLine {
    pub(super) text: String,
    /// In visual order: the font, where it begins from the left of the line, and its drawings.
    pub(super) runs: Vec<(FontId, f32, Vec<KrillaGlyph>)>,
    /// Without the space behind it.
    pub(super) width: f32,
    /// That space, where it stands at the left: the line reads from right to left.
    pub(super) space_before: f32,
}

/// Sets texts, and remembers the signs that no font has.
pub(super) struct Setter<'a> {
    pub(super) fonts: &'a Fonts,
    pub(super) missing: BTreeSet<char>,
}

impl Setter<'_> {
    /// A text in lines no wider than `width` (in points). A word that is wider breaks where it must.
    pub(super) fn set(
        &mut self,
        pieces: &[Piece],
        (size, width): (f32, f32),
        right_to_left: bool,
        language: &str,
    ) -> Vec<SetLine> {
        let text: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        if text.is_empty() {
            return Vec::new();
        }
        let base = if right_to_left { Level::rtl() } else { Level::ltr() };
        let bidi = ParagraphBidiInfo::new(&text, Some(base));
        let spans = self.shaped(pieces, &text, &bidi.levels, language);
        let measure = Measure::of(&text, &spans, size);
        let set = SetText { text: &text, bidi: &bidi, spans: &spans, measure: &measure, size };
        let lines = measure.balanced(&text, &places_to_break(pieces, &text), width);
        lines.into_iter().map(|line| set.line(line)).collect()
    }

    /// The text in spans of one font and one direction, each shaped.
    fn shaped(&mut self, pieces: &[Piece], text: &str, levels: &[Level], language: &str) -> Vec<Span> {
        let language: Option<Language> = language.parse().ok();
        let mut spans: Vec<Span> = Vec::new();
        let weights = pieces.iter().flat_map(|piece| piece.text.chars().map(|_| piece.bold));
        for ((at, sign), bold) in text.char_indices().zip(weights) {
            let Some(font) = self.fonts.with(sign, bold) else {
                self.missing.insert(sign);
                continue;
            };
            let end = at + sign.len_utf8();
            match spans.last_mut() {
                Some(span) if (span.font, span.level) == (font, levels[at]) && span.text.end == at => {
                    span.text.end = end
                }
                _ => spans.push(Span { font, level: levels[at], text: at..end, glyphs: Vec::new() }),
            }
        }
        for span in &mut spans {
            let Range { start, end } = span.text;
            let around = (&text[..start], &text[start..end], &text[end..]);
            span.glyphs = self
                .fonts
                .shape(span.font, around, span.level.is_rtl(), language.as_ref())
                .into_iter()
                .map(|one| {
                    let id = GlyphId::new(one.id);
                    let range = start + one.start..start + one.start;
                    KrillaGlyph::new(id, one.advance, one.x_offset, one.y_offset, 0.0, range, None)
                })
                .collect();
            span.close_ranges();
        }
        spans
    }
}

/// A part of a text in one font and one direction.
struct Span {
    font: FontId,
    level: Level,
    text: Range<usize>,
    /// In visual order; each knows the signs that it draws.
    glyphs: Vec<KrillaGlyph>,
}

impl Span {
    /// The signs of a drawing go on to those of the next one in reading order.
    fn close_ranges(&mut self) {
        let mut starts: Vec<usize> = self.glyphs.iter().map(|glyph| glyph.text_range.start).collect();
        starts.push(self.text.end);
        starts.sort_unstable();
        starts.dedup();
        for glyph in &mut self.glyphs {
            let next = starts.partition_point(|start| *start <= glyph.text_range.start);
            glyph.text_range.end = starts[next];
        }
    }
}

/// Where a line may end, the end of the text included: by UAX 14, but not inside what stays whole.
fn places_to_break(pieces: &[Piece], text: &str) -> Vec<usize> {
    let mut whole = Vec::new();
    let mut at = 0;
    for piece in pieces {
        let end = at + piece.text.len();
        if piece.whole {
            whole.push(at + 1..end);
        }
        at = end;
    }
    let segmenter = const { LineSegmenter::new_for_non_complex_scripts(LineBreakOptions::default()) };
    let is_free = |place: &usize| *place > 0 && !whole.iter().any(|range| range.contains(place));
    segmenter.segment_str(text).filter(is_free).collect()
}

/// A last line that is shorter than this part of the width looks forgotten.
const ALONE: f32 = 0.1;

/// How far each place of a text is from its beginning, when all of it stood on one line.
struct Measure {
    /// By byte, in points.
    until: Vec<f32>,
    /// Where a drawing begins: a word that must break does so there.
    starts: Vec<usize>,
}

impl Measure {
    fn of(text: &str, spans: &[Span], size: f32) -> Measure {
        let mut until = vec![0.0; text.len() + 1];
        let glyphs = || spans.iter().flat_map(|span| &span.glyphs);
        glyphs().for_each(|glyph| until[glyph.text_range.end] += glyph.x_advance * size);
        let mut sum = 0.0;
        for width in &mut until {
            sum += *width;
            *width = sum;
        }
        let mut starts: Vec<usize> = glyphs().map(|glyph| glyph.text_range.start).collect();
        starts.sort_unstable();
        Measure { until, starts }
    }

    fn width(&self, range: Range<usize>) -> f32 {
        self.until[range.end] - self.until[range.start]
    }

    /// The same, but with no short word alone on the last line where a word more there does it.
    fn balanced(&self, text: &str, places: &[usize], width: f32) -> Vec<Range<usize>> {
        let lines = self.lines(text, places, width);
        let is_short = lines.last().is_some_and(|last| self.width(last.clone()) < ALONE * width);
        if lines.len() < 2 || !is_short {
            return lines;
        }
        let narrower = self.lines(text, places, (1.0 - ALONE) * width);
        if narrower.len() == lines.len() { narrower } else { lines }
    }

    /// As much on each line as fits.
    fn lines(&self, text: &str, places: &[usize], width: f32) -> Vec<Range<usize>> {
        let fits =
            |from: usize, to: usize| self.width(from..from + text[from..to].trim_end().len()) <= width + 0.01;
        let mut lines = Vec::new();
        let (mut from, mut good) = (0, 0);
        for place in places.iter().copied() {
            while !fits(from, place) {
                let end = if good > from { good } else { self.forced(from, place, width) };
                lines.push(from..end);
                (from, good) = (end, end);
            }
            good = place;
        }
        if from < text.len() {
            lines.push(from..text.len());
        }
        lines
    }

    /// Where a word that is wider than a line breaks.
    fn forced(&self, from: usize, place: usize, width: f32) -> usize {
        let inside = self.starts.iter().copied().filter(|start| *start > from && *start < place);
        let mut end = None;
        for start in inside {
            if end.is_some() && self.width(from..start) > width {
                break;
            }
            end = Some(start);
        }
        end.unwrap_or(place)
    }
}

struct SetText<'a> {
    text: &'a str,
    bidi: &'a ParagraphBidiInfo<'a>,
    spans: &'a [Span],
    measure: &'a Measure,
    size: f32,
}

impl SetText<'_> {
    fn line(&self, line: Range<usize>) -> SetLine {
        let text = &self.text[line.clone()];
        let (levels, parts) = self.bidi.visual_runs(line.clone());
        let mut runs = Vec::new();
        let mut x = 0.0;
        for part in parts {
            let inside =
                self.spans.iter().filter(|span| span.text.start < part.end && part.start < span.text.end);
            let mut inside: Vec<&Span> = inside.collect();
            if levels[part.start].is_rtl() {
                inside.reverse();
            }
            for span in inside {
                let of_the_part = |glyph: &&KrillaGlyph| part.contains(&glyph.text_range.start);
                let mut glyphs: Vec<KrillaGlyph> = span.glyphs.iter().filter(of_the_part).cloned().collect();
                for glyph in &mut glyphs {
                    glyph.text_range = glyph.text_range.start - line.start..glyph.text_range.end - line.start;
                }
                let width: f32 = glyphs.iter().map(|glyph| glyph.x_advance * self.size).sum();
                if !glyphs.is_empty() {
                    runs.push((span.font, x, glyphs));
                }
                x += width;
            }
        }
        let width = self.measure.width(line.start..line.start + text.trim_end().len());
        let reads_from_the_right = self.bidi.paragraph_level.is_rtl();
        SetLine {
            text: text.to_owned(),
            runs,
            width,
            space_before: if reads_from_the_right { x - width } else { 0.0 },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(pieces: &[Piece], width: f32, right_to_left: bool) -> (Vec<SetLine>, BTreeSet<char>) {
        let fonts = Fonts::new();
        let mut setter = Setter { fonts: &fonts, missing: BTreeSet::new() };
        let lines = setter.set(pieces, (11.0, width), right_to_left, "nl");
        (lines, setter.missing)
    }

    fn texts(lines: &[SetLine]) -> Vec<&str> {
        lines.iter().map(|line| line.text.as_str()).collect()
    }

    #[test]
    fn a_text_loses_nothing_and_no_line_is_wider_than_it_may_be() {
        let text = "Uw huur van november is nog niet binnen. Rechtsbijstandsverzekeringspremie: € 1.549,40, op NL12 BANK.";
        let pieces = [Piece::new(&text[..30], false), Piece::new(&text[30..], true)];
        for width in (20..600).step_by(7) {
            let width = width as f32;
            let (lines, _) = set(&pieces, width, false);
            assert_eq!(texts(&lines).concat(), text, "{width}");
            assert!(lines.iter().all(|line| line.width <= width + 0.1), "{width}: {:?}", texts(&lines));
        }
    }

    #[test]
    fn lines_end_between_words_and_what_is_typed_over_stays_whole() {
        let code = Piece { text: "K7QF-M3XR".to_owned(), bold: true, whole: true };
        for width in 70..200 {
            let pieces =
                [Piece::new("Vul deze code in: ", false), code.clone(), Piece::new(" en klik", false)];
            let (lines, _) = set(&pieces, width as f32, false);
            assert_eq!(texts(&lines).iter().filter(|line| line.contains("K7QF-M3XR")).count(), 1, "{width}");
            assert!(texts(&lines).iter().all(|line| !line.starts_with(' ')), "{width}");
        }
    }

    #[test]
    fn a_short_word_does_not_stand_alone_on_the_last_line() {
        let text =
            "Een achterstand wordt snel groter. Hoe eerder wij elkaar spreken, hoe makkelijker het is.";
        let (all, _) = set(&[Piece::new(text, false)], 10_000.0, false);
        let (lines, _) = set(&[Piece::new(text, false)], all[0].width - 5.0, false);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].text.split(' ').count() > 1, "{:?}", texts(&lines));
    }

    #[test]
    fn arabic_is_read_from_the_right_and_figures_in_it_from_the_left() {
        let (lines, _) = set(&[Piece::new("المبلغ 549,40 الآن", false)], 400.0, true);
        let order: Vec<usize> =
            lines[0].runs.iter().flat_map(|run| &run.2).map(|glyph| glyph.text_range.start).collect();
        let at = |text: &str| lines[0].text.find(text).unwrap();
        let place = |start: usize| order.iter().position(|one| *one == start).unwrap();
        assert!(place(at("الآن")) < place(at("549")), "the last word stands at the left");
        assert!(place(at("549")) < place(at("40 ")), "figures go on to the right");
        assert!(place(at("40 ")) < place(0), "the first word stands at the right");
    }

    #[test]
    fn signs_without_a_font_are_remembered() {
        assert_eq!(set(&[Piece::new("Beste 王 😀", false)], 400.0, false).1, ['王', '😀'].into());
    }
}
