//! From sheets to a file: PDF/A-2a and PDF/UA-1, with what is what for who does not see it.

use krilla::color::rgb::Color;
use krilla::configure::validate::{Accessibility, Archival};
use krilla::configure::{Configuration, ConfigurationBuilder};
use krilla::error::KrillaError;
use krilla::geom::{Path, PathBuilder, Point, Rect, Size, Transform};
use krilla::metadata::{DateTime, Metadata, TextDirection};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, SpanTag};
use krilla::{Document, SerializeSettings};
use krilla_svg::{SurfaceExt, SvgSettings};

use super::fonts::Fonts;
use super::house::{House, Logo};
use super::sheet::{Mark, PAPER, Role, What};
use super::tags::Tags;
use crate::payment::Drawing;

/// What a file says of itself.
pub(super) struct About {
    pub(super) title: String,
    pub(super) language: String,
    pub(super) right_to_left: bool,
    /// Year, month, day.
    pub(super) day: (i32, u8, u8),
    /// The same for the same letter, and another for another.
    pub(super) identity: String,
}

/// The writer's own checks; a file that does not pass them is an error.
pub(super) fn checks() -> Configuration {
    let both = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1);
    both.finish().expect("PDF/A-2a and PDF/UA-1 go together in PDF 1.7")
}

/// Draws all pages.
pub(super) fn write(
    pages: Vec<Vec<Mark>>,
    mut tags: Tags,
    (fonts, house): (&Fonts, &House),
    configuration: Configuration,
    about: About,
) -> Result<Vec<u8>, KrillaError> {
    let settings = SerializeSettings { configuration, enable_tagging: true, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    for (number, marks) in pages.into_iter().enumerate() {
        let paper = Size::from_wh(PAPER.0, PAPER.1).expect("paper has a size");
        let mut page = document.start_page_with(PageSettings::new(paper));
        let mut surface = page.surface();
        for mark in marks {
            draw(&mut surface, mark, (fonts, house), &mut tags, number);
        }
        surface.finish();
        page.finish();
    }
    document.set_outline(tags.outline());
    document.set_tag_tree(tags.tree(&about.language));
    document.set_metadata(metadata(about, &house.style.name));
    document.finish()
}

fn metadata(about: About, author: &str) -> Metadata {
    let (year, month, day) = about.day;
    let direction = if about.right_to_left { TextDirection::RightToLeft } else { TextDirection::LeftToRight };
    Metadata::new()
        .title(about.title)
        .authors(vec![author.to_owned()])
        .language(about.language)
        .creator("Houvast".to_owned())
        .creation_date(DateTime::new(u16::try_from(year).unwrap_or_default()).month(month).day(day))
        .document_id(about.identity)
        .text_direction(direction)
}

fn draw(surface: &mut Surface, mark: Mark, (fonts, house): (&Fonts, &House), tags: &mut Tags, page: usize) {
    let Mark { what, x, y, role } = mark;
    let language = match &what {
        What::Text { language, .. } => *language,
        _ => None,
    };
    let artifact = |kind| ContentTag::Artifact(Artifact::with_kind(kind));
    let piece = surface.start_tagged(match (role, &what) {
        (Role::Part(_), What::Text { .. }) => ContentTag::Span(SpanTag::empty().with_lang(language)),
        (Role::Part(_), _) => ContentTag::Other,
        (Role::Header, _) => artifact(ArtifactType::Header),
        (Role::Footer, _) => artifact(ArtifactType::Footer),
        (Role::Decoration, _) => artifact(ArtifactType::Layout),
    });
    let area = match what {
        What::Text { line, size, ink, .. } => {
            surface.set_fill(Some(solid(ink)));
            for (font, offset, glyphs) in &line.runs {
                let start = Point::from_xy(x + offset, y);
                surface.draw_glyphs(start, glyphs, fonts.font(*font), &line.text, size, false);
            }
            Rect::from_xywh(x, y - size, line.width.max(1.0), size)
        }
        What::Fill { width, height, radius, ink } => {
            surface.set_fill(Some(solid(ink)));
            if let Some(path) = rounded((x, y, width, height), radius) {
                surface.draw_path(&path);
            }
            Rect::from_xywh(x, y, width, height)
        }
        What::Code { drawing, side } => {
            code(surface, &drawing, (x, y), side);
            Rect::from_xywh(x, y, side, side)
        }
        What::Logo { width, height } => {
            logo(surface, house, (x, y), (width, height));
            Rect::from_xywh(x, y, width, height)
        }
    };
    surface.end_tagged();
    if let (Role::Part(node), Some(area)) = (role, area) {
        tags.drawn(node, piece, page, area);
    }
}

fn solid(ink: Color) -> Fill {
    Fill { paint: ink.into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

/// A rectangle with round corners; a quarter of a circle as a curve (Bézier, 0.5523 of the radius).
fn rounded((x, y, width, height): (f32, f32, f32, f32), radius: f32) -> Option<Path> {
    let mut path = PathBuilder::new();
    if radius <= 0.0 {
        path.push_rect(Rect::from_xywh(x, y, width, height)?);
        return path.finish();
    }
    let (right, bottom, bend) = (x + width, y + height, radius * (1.0 - 0.5523));
    path.move_to(x + radius, y);
    path.line_to(right - radius, y);
    path.cubic_to(right - bend, y, right, y + bend, right, y + radius);
    path.line_to(right, bottom - radius);
    path.cubic_to(right, bottom - bend, right - bend, bottom, right - radius, bottom);
    path.line_to(x + radius, bottom);
    path.cubic_to(x + bend, bottom, x, bottom - bend, x, bottom - radius);
    path.line_to(x, y + radius);
    path.cubic_to(x, y + bend, x + bend, y, x + radius, y);
    path.close();
    path.finish()
}

/// Black runs on white, with the white edge that a code needs.
fn code(surface: &mut Surface, drawing: &Drawing, (x, y): (f32, f32), side: f32) {
    let module = side / drawing.side() as f32;
    let mut black = PathBuilder::new();
    for (column, row, length) in drawing.runs() {
        let (left, top) = (x + column as f32 * module, y + row as f32 * module);
        if let Some(run) = Rect::from_xywh(left, top, length as f32 * module, module) {
            black.push_rect(run);
        }
    }
    surface.set_fill(Some(solid(Color::white())));
    if let Some(ground) = rounded((x, y, side, side), 0.0) {
        surface.draw_path(&ground);
    }
    surface.set_fill(Some(solid(Color::black())));
    if let Some(black) = black.finish() {
        surface.draw_path(&black);
    }
}

fn logo(surface: &mut Surface, house: &House, (x, y): (f32, f32), (width, height): (f32, f32)) {
    let Some(size) = Size::from_wh(width, height) else { return };
    surface.push_transform(&Transform::from_translate(x, y));
    match &house.logo {
        Some(Logo::Drawing(tree)) => {
            surface.draw_svg(tree, size, SvgSettings::default());
        }
        Some(Logo::Picture(image)) => surface.draw_image(image.clone(), size),
        Some(Logo::Unreadable) | None => {}
    }
    surface.pop();
}
