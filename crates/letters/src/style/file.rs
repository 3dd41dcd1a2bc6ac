//! Reads `huisstijl.toml`, one key at a time; what is wrong is told with its line.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{HouseStyle, Logo, LogoFormat, StyleError, Window, contrast};
use crate::document::shown;

/// Largest logo, in bytes: it goes into every letter.
const LARGEST_LOGO: usize = 1_000_000;
/// Lowest contrast of text (WCAG 2.2, 1.4.3).
const LOWEST_CONTRAST: f64 = 4.5;

pub(super) fn read(
    file: &str,
    text: &str,
    logo: &dyn Fn(&str) -> Option<Vec<u8>>,
) -> Result<HouseStyle, StyleError> {
    let source = Source { file, text };
    let table = DeTable::parse(text).map_err(|error| {
        source.wrong(
            error.span().map_or(0, |span| span.start),
            "Deze regel is geen geldige TOML. Kijk naar aanhalingstekens, haken en het =-teken.",
        )
    })?;
    let whole = Part { source: &source, at: 0, table: table.get_ref() };
    whole.only(&["naam", "afzender", "retouradres", "voet", "logo", "kleuren", "venster"])?;
    let name = whole.text("naam")?.filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| source.wrong(0, "Zet hier naam = \"…\": de naam van de afzender."))?;
    let mut style = HouseStyle::plain(&name);
    style.sender = whole.lines("afzender")?;
    style.footer = whole.lines("voet")?;
    style.return_line = match whole.text("retouradres")? {
        Some(line) => line,
        None if style.sender.is_empty() => String::new(),
        None => format!("{name}, {}", style.sender.join(", ")),
    };
    if let Some(colours) = whole.part("kleuren")? {
        read_colours(&mut style, &colours)?;
    }
    if let Some(window) = whole.part("venster")? {
        style.window = read_window(&window)?;
    }
    if let Some(part) = whole.part("logo")? {
        style.logo = Some(read_logo(&part, &name, logo)?);
    }
    Ok(style)
}

fn read_colours(style: &mut HouseStyle, part: &Part<'_>) -> Result<(), StyleError> {
    part.only(&["huis", "tekst", "vlak"])?;
    let colour = |key: &str, into: &mut String| -> Result<(), StyleError> {
        let Some(value) = part.text(key)? else { return Ok(()) };
        let ratio = contrast(&value, "#ffffff").ok_or_else(|| {
            part.wrong(key, "Schrijf een kleur als \"#17456e\": een hekje en zes cijfers of a-f.")
        })?;
        if ratio < LOWEST_CONTRAST {
            return Err(part.wrong(
                key,
                "Deze kleur is te licht om te lezen. Neem een donkerder kleur (contrast ten minste 4,5 op 1).",
            ));
        }
        *into = value;
        Ok(())
    };
    colour("huis", &mut style.accent)?;
    colour("tekst", &mut style.ink)?;
    if let Some(tint) = part.text("vlak")? {
        let readable = [&style.ink, &style.accent]
            .iter()
            .all(|text| contrast(text, &tint).is_some_and(|ratio| ratio >= LOWEST_CONTRAST));
        if !readable {
            return Err(part.wrong(
                "vlak",
                "Op dit vlak is de tekst niet te lezen. Neem een lichtere kleur als \"#eef3f7\".",
            ));
        }
        style.tint = tint;
    }
    Ok(())
}

/// `kant = "links"` or `"rechts"`, or the four measures.
fn read_window(part: &Part<'_>) -> Result<Window, StyleError> {
    part.only(&["kant", "van_links_mm", "van_boven_mm", "breedte_mm", "hoogte_mm"])?;
    let mut window = match part.text("kant")?.as_deref() {
        None | Some("links") => Window::LEFT,
        Some("rechts") => Window::RIGHT,
        Some(_) => return Err(part.wrong("kant", "Kies \"links\" of \"rechts\".")),
    };
    for (key, into) in [
        ("van_links_mm", &mut window.left_mm),
        ("van_boven_mm", &mut window.top_mm),
        ("breedte_mm", &mut window.width_mm),
        ("hoogte_mm", &mut window.height_mm),
    ] {
        if let Some(value) = part.number(key)? {
            *into = value;
        }
    }
    let fits = window.left_mm >= 10
        && window.left_mm + window.width_mm <= 200
        && window.width_mm >= 70
        && window.top_mm >= 30
        && window.top_mm + window.height_mm <= 100
        && window.height_mm >= 35;
    if fits {
        return Ok(window);
    }
    Err(part.source.wrong(
        part.at,
        "Dit venster valt niet op het bovenste deel van de brief. Het ligt tussen 30 en 100 mm van boven en 10 en 200 \
         mm van links, en is ten minste 70 bij 35 mm.",
    ))
}

fn read_logo(
    part: &Part<'_>,
    name: &str,
    file: &dyn Fn(&str) -> Option<Vec<u8>>,
) -> Result<Logo, StyleError> {
    part.only(&["bestand", "hoogte_mm", "tekst"])?;
    let wanted = part.text("bestand")?.unwrap_or_default();
    let plain = !wanted.is_empty() && !wanted.contains(['/', '\\']);
    let bytes = plain.then(|| file(&wanted)).flatten().ok_or_else(|| {
        part.wrong("bestand", "Dit bestand is er niet. Zet het logo in dezelfde map als de huisstijl.")
    })?;
    let format = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        LogoFormat::Png
    } else if bytes.windows(4).take(2_000).any(|window| window == b"<svg") {
        LogoFormat::Svg
    } else {
        return Err(part.wrong("bestand", "Een logo is een SVG- of een PNG-bestand."));
    };
    if bytes.len() > LARGEST_LOGO {
        return Err(part.wrong("bestand", "Dit logo is groter dan 1 MB, en het gaat in elke brief mee."));
    }
    let height_mm = part.number("hoogte_mm")?.unwrap_or(14);
    if !(5..=25).contains(&height_mm) {
        return Err(part.wrong("hoogte_mm", "Een logo is 5 tot 25 mm hoog."));
    }
    let alt = part.text("tekst")?.unwrap_or_else(|| format!("Logo van {name}"));
    Ok(Logo { bytes, format, height_mm, alt })
}

struct Source<'a> {
    file: &'a str,
    text: &'a str,
}

impl Source<'_> {
    fn wrong(&self, at: usize, text: &str) -> StyleError {
        let line = self.text.bytes().take(at).filter(|byte| *byte == b'\n').count() as u32 + 1;
        StyleError { file: self.file.to_owned(), line, text: text.to_owned() }
    }
}

/// A table of the file.
struct Part<'a> {
    source: &'a Source<'a>,
    at: usize,
    table: &'a DeTable<'a>,
}

impl<'a> Part<'a> {
    fn value(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.table.get(key)
    }

    fn wrong(&self, key: &str, text: &str) -> StyleError {
        self.source.wrong(self.value(key).map_or(self.at, |value| value.span().start), text)
    }

    fn only(&self, known: &[&str]) -> Result<(), StyleError> {
        let strange = self.table.keys().filter(|key| !known.contains(&key.get_ref().as_ref()));
        match strange.min_by_key(|key| key.span().start) {
            None => Ok(()),
            Some(key) => {
                let text = format!("Dit woord is hier niet bekend. Mogelijk zijn: {}.", known.join(", "));
                Err(self.source.wrong(key.span().start, &text))
            }
        }
    }

    fn text(&self, key: &str) -> Result<Option<String>, StyleError> {
        match self.value(key).map(Spanned::get_ref) {
            None => Ok(None),
            Some(DeValue::String(text)) => Ok(Some(shown(text.trim()))),
            Some(_) => Err(self.wrong(key, "Hier hoort tekst tussen aanhalingstekens.")),
        }
    }

    fn number(&self, key: &str) -> Result<Option<u32>, StyleError> {
        match self.value(key).map(Spanned::get_ref) {
            None => Ok(None),
            Some(DeValue::Integer(number)) if number.as_str().len() <= 4 => {
                number.as_str().parse().map(Some).map_err(|_| self.wrong(key, "Hier hoort een heel getal."))
            }
            Some(_) => Err(self.wrong(key, "Hier hoort een heel getal.")),
        }
    }

    /// At most six lines of text.
    fn lines(&self, key: &str) -> Result<Vec<String>, StyleError> {
        let Some(value) = self.value(key) else { return Ok(Vec::new()) };
        let wrong =
            || self.wrong(key, "Hier horen hoogstens zes regels: [\"eerste regel\", \"tweede regel\"].");
        let DeValue::Array(values) = value.get_ref() else { return Err(wrong()) };
        if values.len() > 6 {
            return Err(wrong());
        }
        let line = |value: &Spanned<DeValue<'_>>| match value.get_ref() {
            DeValue::String(text) => Ok(shown(text.trim())),
            _ => Err(wrong()),
        };
        values.iter().map(line).collect()
    }

    fn part(&self, key: &str) -> Result<Option<Part<'a>>, StyleError> {
        let Some(value) = self.value(key) else { return Ok(None) };
        match value.get_ref() {
            DeValue::Table(table) => Ok(Some(Part { source: self.source, at: value.span().start, table })),
            _ => Err(self.wrong(key, &format!("Maak hier een deel van: [{key}]."))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FULL: &str = r##"naam = "Voorbeeld Wonen"
afzender = ["Postbus 1", "1234 AB  ONS DORP"]
voet = ["010 000 00 00", "www.voorbeeld.example"]
[logo]
bestand = "logo.svg"
hoogte_mm = 12
[kleuren]
huis = "#8a1538"
[venster]
kant = "rechts"
van_boven_mm = 50
"##;

    fn check(text: &str, expected: Result<(), (u32, &str)>) {
        let read = read("huisstijl.toml", text, &|name| (name == "logo.svg").then(|| b"<svg/>".to_vec()));
        match (read, expected) {
            (Ok(_), Ok(())) => {}
            (Err(error), Err((line, words))) => {
                assert!(error.line == line && error.text.contains(words), "{error}");
            }
            (got, expected) => panic!("{got:?}, not {expected:?}"),
        }
    }

    #[test]
    fn a_whole_style() {
        let style = read("huisstijl.toml", FULL, &|_| Some(b"<svg/>".to_vec())).unwrap();
        assert_eq!(style.return_line, "Voorbeeld Wonen, Postbus 1, 1234 AB  ONS DORP");
        assert_eq!(style.window, Window { top_mm: 50, ..Window::RIGHT });
        assert_eq!(style.logo.unwrap().alt, "Logo van Voorbeeld Wonen");
    }

    #[test]
    fn a_name_is_enough() {
        check("naam = \"Voorbeeld Wonen\"", Ok(()));
        check("", Err((1, "naam")));
    }

    #[test]
    fn what_is_wrong_has_a_line() {
        let named = |rest: &str| format!("naam = \"V\"\n{rest}");
        for (text, line, words) in [
            ("kleur = 1", 2, "Mogelijk zijn: naam"),
            ("naam = 2", 2, "geen geldige TOML"),
            ("voet = [1]", 2, "zes regels"),
            ("[kleuren]\nhuis = \"#ffcc00\"", 3, "te licht"),
            ("[kleuren]\ntekst = \"blauw\"", 3, "hekje"),
            ("[kleuren]\nvlak = \"#17456e\"", 3, "lichtere"),
            ("[venster]\nkant = \"midden\"", 3, "links"),
            ("[venster]\nvan_links_mm = 150", 2, "valt niet"),
            ("[venster]\nvan_links_mm = 1.5", 3, "heel getal"),
            ("[logo]\nbestand = \"../geheim.svg\"", 3, "dezelfde map"),
            ("[logo]\nbestand = \"weg.png\"", 3, "dezelfde map"),
            ("[logo]\nbestand = \"logo.svg\"\nhoogte_mm = 90", 4, "5 tot 25"),
        ] {
            check(&named(text), Err((line, words)));
        }
    }
}
