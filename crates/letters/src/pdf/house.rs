//! The house style, ready for paper: its colours, and its logo as a drawing or a picture.

use std::sync::Arc;

use krilla::color::rgb::Color;
use krilla::image::Image;
use usvg::fontdb::Database;

use super::blocks::Inks;
use super::fonts::Fonts;
use super::sheet::MM;
use crate::style::{HouseStyle, LogoFormat};

/// A logo is no wider than this.
const WIDEST: f32 = 90.0 * MM;

/// A house style that can be printed.
pub(super) struct House {
    pub(super) style: HouseStyle,
    pub(super) inks: Inks,
    pub(super) logo: Option<Logo>,
}

/// What a logo is made of.
pub(super) enum Logo {
    Drawing(Box<usvg::Tree>),
    Picture(Image),
    /// The file is neither.
    Unreadable,
}

impl House {
    pub(super) fn new(style: &HouseStyle) -> House {
        let (text, accent) = (colour(&style.ink), colour(&style.accent));
        let (quiet, faint) = (lighter(text, 25), lighter(accent, 60));
        let inks = Inks { text, accent, tint: colour(&style.tint), quiet, faint };
        let logo = style.logo.as_ref().map(|logo| match logo.format {
            LogoFormat::Svg => drawing(&logo.bytes),
            LogoFormat::Png => {
                Image::from_png(logo.bytes.clone().into(), false).map_or(Logo::Unreadable, Logo::Picture)
            }
        });
        House { style: style.clone(), inks, logo }
    }

    /// Width and height of the logo on paper.
    pub(super) fn logo_size(&self) -> Option<(f32, f32)> {
        let (width, height) = match self.logo.as_ref()? {
            Logo::Drawing(tree) => (tree.size().width(), tree.size().height()),
            Logo::Picture(image) => (image.size().0 as f32, image.size().1 as f32),
            Logo::Unreadable => return None,
        };
        let high = self.style.logo.as_ref()?.height_mm as f32 * MM;
        let wide = width * high / height;
        let fits = (WIDEST / wide).min(1.0);
        Some((wide * fits, high * fits))
    }
}

/// Words in a drawing are set in our own fonts, and nothing outside the file is read.
fn drawing(bytes: &[u8]) -> Logo {
    let mut fonts = Database::new();
    Fonts::files().for_each(|file| fonts.load_font_data(file.to_vec()));
    let nothing_else = usvg::ImageHrefResolver {
        resolve_data: usvg::ImageHrefResolver::default_data_resolver(),
        resolve_string: Box::new(|_, _| None),
    };
    let options = usvg::Options {
        font_family: "Noto Sans".to_owned(),
        fontdb: Arc::new(fonts),
        image_href_resolver: nothing_else,
        ..usvg::Options::default()
    };
    usvg::Tree::from_data(bytes, &options).map_or(Logo::Unreadable, |tree| Logo::Drawing(Box::new(tree)))
}

/// `#rrggbb`; what is no colour is black: a house style is checked when it is read.
fn colour(text: &str) -> Color {
    let channel =
        |at: usize| text.get(at..at + 2).and_then(|part| u8::from_str_radix(part, 16).ok()).unwrap_or(0);
    Color::new(channel(1), channel(3), channel(5))
}

/// So many hundredths nearer to white.
fn lighter(colour: Color, hundredths: u32) -> Color {
    let channel = |value: u8| value + ((255 - u32::from(value)) * hundredths / 100) as u8;
    Color::new(channel(colour.red()), channel(colour.green()), channel(colour.blue()))
}
