//! What the compiler sees of the world: one template, four fonts, a house style and the data of one letter.
//!
//! There is no file system, no network, no package and no clock behind it.

use std::collections::HashMap;

use serde_json::{Value, json};
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::style::{HouseStyle, LogoFormat};

/// Noto Sans, SIL Open Font License 1.1; see `fonts/README.md`.
const FONTS: [&[u8]; 4] = [
    include_bytes!("../../fonts/NotoSans-Regular.ttf"),
    include_bytes!("../../fonts/NotoSans-Bold.ttf"),
    include_bytes!("../../fonts/NotoSansArabic-Regular.ttf"),
    include_bytes!("../../fonts/NotoSansArabic-Bold.ttf"),
];
const TEMPLATE: &str = include_str!("letter.typ");

pub(super) struct Paper {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
    house: HashMap<FileId, Bytes>,
    letter: HashMap<FileId, Bytes>,
}

impl Paper {
    pub(super) fn new(style: &HouseStyle) -> Paper {
        let fonts: Vec<Font> = FONTS.iter().filter_map(|bytes| Font::new(Bytes::new(*bytes), 0)).collect();
        Paper {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            template: Source::new(file("letter.typ"), TEMPLATE.to_owned()),
            house: house_files(style),
            letter: HashMap::new(),
        }
    }

    /// Takes in the data of one letter, in the place of the one before.
    pub(super) fn load(&mut self, data: String, codes: Vec<(&'static str, String)>) {
        self.letter.clear();
        self.letter.insert(file("letter.json"), Bytes::from_string(data));
        for (name, svg) in codes {
            self.letter.insert(file(name), Bytes::from_string(svg));
        }
    }

    /// The signs in the texts of a letter for which no font has a drawing, each once, in order.
    pub(super) fn missing_signs(&self, data: &Value) -> Vec<char> {
        let mut missing = Vec::new();
        let drawn = |sign: char| self.fonts.iter().any(|font| font.info().coverage.contains(sign as u32));
        each_text(data, &mut |text| {
            missing.extend(text.chars().filter(|sign| !sign.is_ascii() && !drawn(*sign)));
        });
        missing.sort_unstable();
        missing.dedup();
        missing
    }
}

fn each_text(data: &Value, look: &mut dyn FnMut(&str)) {
    match data {
        Value::String(text) => look(text),
        Value::Array(values) => values.iter().for_each(|value| each_text(value, look)),
        Value::Object(values) => values.values().for_each(|value| each_text(value, look)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn house_files(style: &HouseStyle) -> HashMap<FileId, Bytes> {
    let mut files = HashMap::new();
    let logo = style.logo.as_ref().map(|logo| {
        let name = match logo.format {
            LogoFormat::Svg => "logo.svg",
            LogoFormat::Png => "logo.png",
        };
        files.insert(file(name), Bytes::new(logo.bytes.clone()));
        json!({ "file": name, "height": logo.height_mm, "alt": logo.alt })
    });
    let window = style.window;
    let house = json!({
        "name": style.name, "logo": logo, "accent": style.accent, "ink": style.ink, "tint": style.tint,
        "sender": style.sender, "return_line": style.return_line, "footer": style.footer,
        "window": {
            "left": window.left_mm, "top": window.top_mm, "width": window.width_mm, "height": window.height_mm,
        },
    });
    files.insert(file("house.json"), Bytes::from_string(house.to_string()));
    files
}

fn file(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("our own names are plain");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

impl World for Paper {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() { Ok(self.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.letter.get(&id).or_else(|| self.house.get(&id)).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
