//! The house style of a landlord: `huisstijl.toml`.
//!
//! In goes the file with its logo beside it; out comes a [`HouseStyle`], or the first thing that is wrong with file and
//! line. Everything but the name has a sensible default, so a landlord without a logo has a decent letter. Colours that
//! are too light to read are refused (WCAG 2.2, 1.4.3: 4.5 to 1).

mod file;

use std::fmt;
use std::path::Path;

/// How a landlord's letters look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HouseStyle {
    /// Name of the sender.
    pub name: String,
    /// Logo, when there is one; without it the name is set in the colour of the house.
    pub logo: Option<Logo>,
    /// Headings, lines, and the name: `#rrggbb`.
    pub accent: String,
    /// Running text: `#rrggbb`.
    pub ink: String,
    /// Behind the payment panel: `#rrggbb`.
    pub tint: String,
    /// Address of the sender, below or beside the logo.
    pub sender: Vec<String>,
    /// One line above the address in the window.
    pub return_line: String,
    /// Where the address shows.
    pub window: Window,
    /// Bottom of every page: telephone, website, number in the trade register, account.
    pub footer: Vec<String>,
}

/// A logo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its kind.
    pub format: LogoFormat,
    /// Height on paper.
    pub height_mm: u32,
    /// What it shows, for who does not see it.
    pub alt: String,
}

/// The kinds of file a logo may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogoFormat {
    /// Drawing.
    Svg,
    /// Picture.
    Png,
}

/// The window of the envelope, in millimetres on the paper, from its left and upper edge.
///
/// The address keeps five millimetres from its edges, because paper slides in an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// From the left edge of the paper.
    pub left_mm: u32,
    /// From the upper edge of the paper.
    pub top_mm: u32,
    /// Width.
    pub width_mm: u32,
    /// Height.
    pub height_mm: u32,
}

impl Window {
    /// Window at the left: 20 mm from the side, 45 to 90 mm from the top. The address field of DIN 5008 form B, that fits
    /// an envelope of 110 x 220 mm (EA5/6) and of 114 x 229 mm (C5/6).
    pub const LEFT: Window = Window { left_mm: 20, top_mm: 45, width_mm: 90, height_mm: 45 };
    /// The same at the right.
    pub const RIGHT: Window = Window { left_mm: 105, top_mm: 45, width_mm: 90, height_mm: 45 };
}

/// What is wrong with a house style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StyleError {
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: u32,
    /// What is wrong and what to write instead, in Dutch.
    pub text: String,
}

/// `huisstijl.toml:3: …`
impl fmt::Display for StyleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.text)
    }
}

impl std::error::Error for StyleError {}

impl HouseStyle {
    /// A plain style: the name, and nothing that has to be thought up.
    pub fn plain(name: &str) -> HouseStyle {
        HouseStyle {
            name: name.to_owned(),
            logo: None,
            accent: "#17456e".to_owned(),
            ink: "#1a1a1a".to_owned(),
            tint: "#eef3f7".to_owned(),
            sender: Vec::new(),
            return_line: String::new(),
            window: Window::LEFT,
            footer: Vec::new(),
        }
    }

    /// Reads `huisstijl.toml`; the logo lies in the same folder.
    ///
    /// # Errors
    /// When the file or its logo cannot be read, a word is unknown, a colour is too light or a window off the page.
    pub fn load(path: &Path) -> Result<HouseStyle, StyleError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(path).map_err(|error| StyleError {
            file: name.clone(),
            line: 1,
            text: format!("Dit bestand is niet te lezen ({}).", error.kind()),
        })?;
        let folder = path.parent().unwrap_or(Path::new("."));
        HouseStyle::read(&name, &text, &|logo| std::fs::read(folder.join(logo)).ok())
    }

    /// Reads the text of a house style. `file` is its name in findings; `logo` gives the bytes of the file that the style
    /// names.
    ///
    /// # Errors
    /// As [`HouseStyle::load`].
    pub fn read(
        file: &str,
        text: &str,
        logo: &dyn Fn(&str) -> Option<Vec<u8>>,
    ) -> Result<HouseStyle, StyleError> {
        file::read(file, text, logo)
    }
}

/// The contrast of a colour against white or another colour (WCAG 2.2): 1 to 21. `None` when one is no `#rrggbb`.
pub fn contrast(one: &str, other: &str) -> Option<f64> {
    let (one, other) = (luminance(one)?, luminance(other)?);
    Some((one.max(other) + 0.05) / (one.min(other) + 0.05))
}

fn luminance(colour: &str) -> Option<f64> {
    let digits = colour.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&digits[at..at + 2], 16).ok()?) / 255.0;
        Some(if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) })
    };
    Some(0.2126 * channel(0)? + 0.7152 * channel(2)? + 0.0722 * channel(4)?)
}
