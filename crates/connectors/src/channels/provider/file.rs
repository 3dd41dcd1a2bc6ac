//! Reads the file of a provider.
//!
//! In: its name and text. Out: a description, or every problem with its line. Nothing is skipped in silence: a word
//! that is not known is a finding, with the nearest word that is.

use super::values::{FIELDS, fields_in};
use super::{Answer, Content, Description, Exception, Meaning, ProviderFinding, Report};
use crate::channels::Fate;
use crate::mapping::nearest;
use crate::misread::Misread;
use serde_json::Value as Json;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

const MEANINGS: [(&str, Meaning); 4] = [
    ("aangenomen", Meaning::Accepted),
    ("later", Meaning::Later),
    ("onbruikbaar", Meaning::Unusable),
    ("geweigerd", Meaning::Refused),
];
const FATES: [(&str, Option<Fate>); 6] = [
    ("aangenomen", Some(Fate::Accepted)),
    ("bezorgd", Some(Fate::Delivered)),
    ("gelezen", Some(Fate::Read)),
    ("mislukt", Some(Fate::Failed)),
    ("onbruikbaar", Some(Fate::AddressUnusable)),
    ("niets", None),
];
const FORMS: [(&str, bool); 2] = [("json", false), ("formulier", true)];
const YES_NO: [(&str, bool); 2] = [("ja", true), ("nee", false)];
const METHODS: [(&str, bool); 2] = [("POST", false), ("PUT", true)];
const NUMBERS: [(&str, &str); 3] = [("+31612345678", "+"), ("31612345678", ""), ("0031612345678", "00")];

const TOP: [&str; 12] = [
    "naam",
    "bron",
    "gelezen",
    "adres",
    "methode",
    "sleutel",
    "afzender",
    "nummervorm",
    "herhalen_is_veilig",
    "wachttijd",
    "koppen",
    "bericht",
];
const PARTS: [&str; 2] = ["antwoord", "status"];

type Value<'t> = Spanned<DeValue<'t>>;

pub(super) fn read(file: &str, text: &str) -> Result<Description, Vec<ProviderFinding>> {
    let mut reading = Reading { file, text, findings: Vec::new() };
    let description = match DeTable::parse(text) {
        Ok(root) => reading.description(root.get_ref()),
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            reading.say(at, Misread::of(text, &error).message);
            None
        }
    };
    description.filter(|_| reading.findings.is_empty()).ok_or(reading.findings)
}

struct Reading<'t> {
    file: &'t str,
    text: &'t str,
    findings: Vec<ProviderFinding>,
}

impl Reading<'_> {
    fn description(&mut self, root: &DeTable<'_>) -> Option<Description> {
        self.only(root, TOP.iter().chain(&PARTS));
        let name = self.needed(root, "naam", "de naam van de aanbieder");
        let address = self.address(root);
        let put = self.choice(root, "methode", &METHODS, Some(false));
        let sender = self.sender(root);
        let number_start = self.choice(root, "nummervorm", &NUMBERS, None);
        let repeat_is_safe = self.choice(root, "herhalen_is_veilig", &YES_NO, None);
        let timeout_seconds = self.seconds(root);
        let secret_name = self.secret_name(root);
        let headers = self.headers(root, secret_name.is_some());
        let content = self.content(root);
        let answer = self.answer(root);
        let status = match root.get("status") {
            Some(value) => Some(self.report(value)?),
            None => None,
        };
        Some(Description {
            name: name?,
            address: address?,
            put: put?,
            secret_name,
            sender: sender?,
            number_start: number_start?,
            repeat_is_safe: repeat_is_safe?,
            timeout_seconds: timeout_seconds?,
            headers,
            content: content?,
            answer: answer?,
            status,
        })
    }

    /// Only https, or this machine itself; and nothing about a person in it.
    fn address(&mut self, root: &DeTable<'_>) -> Option<String> {
        let address = self.needed(root, "adres", "het adres (https://...) van de aanbieder")?;
        let at = root.get("adres").map_or(0, |value| value.span().start);
        let rest = address.strip_prefix("http://").unwrap_or_default();
        let host = rest.split(['/', '?']).next().unwrap_or_default();
        let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
        let is_here = ["127.0.0.1", "localhost", "[::1]"].contains(&host);
        let plain = address.bytes().all(|b| b.is_ascii_graphic());
        if !plain || !(address.starts_with("https://") || is_here) || address.contains('@') {
            self.say(
                at,
                "Het adres begint met https:// en heeft geen spaties, gebruikersnaam of wachtwoord."
                    .to_owned(),
            );
            return None;
        }
        if address.contains(['{', '}']) {
            self.say(at, "In het adres hoort niets van het bericht: adressen komen in logboeken.".to_owned());
            return None;
        }
        Some(address)
    }

    /// Letters or digits, as short as telephones show (GSM 03.40: 11 characters).
    fn sender(&mut self, root: &DeTable<'_>) -> Option<String> {
        let sender = self.needed(root, "afzender", "de afzender die de huurder ziet")?;
        let digits = sender.trim_start_matches('+').bytes().all(|b| b.is_ascii_digit());
        let fits = sender.is_ascii() && sender.len() <= if digits { 16 } else { 11 };
        if !fits {
            let at = root.get("afzender").map_or(0, |value| value.span().start);
            self.say(
                at,
                "Een afzender is hoogstens 11 gewone letters en cijfers, of een telefoonnummer.".to_owned(),
            );
        }
        fits.then_some(sender)
    }

    fn seconds(&mut self, root: &DeTable<'_>) -> Option<u32> {
        let Some(value) = root.get("wachttijd") else { return Some(20) };
        let words = value.get_ref().as_str().unwrap_or_default();
        let number = words.strip_suffix(" seconden").and_then(|number| number.parse().ok());
        if number.is_none_or(|number| !(1..=120).contains(&number)) {
            self.say(
                value.span().start,
                "Schrijf de wachttijd als \"20 seconden\" (1 tot en met 120).".to_owned(),
            );
        }
        number
    }

    fn secret_name(&mut self, root: &DeTable<'_>) -> Option<String> {
        let value = root.get("sleutel")?;
        let name = value.get_ref().as_str().unwrap_or_default();
        let is_name = !name.is_empty()
            && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
            && name.starts_with("HOUVAST_");
        if !is_name {
            self.say(
                value.span().start,
                "Hier hoort de naam van een omgevingsvariabele die met HOUVAST_ begint, nooit de sleutel zelf.".to_owned(),
            );
        }
        is_name.then(|| name.to_owned())
    }

    fn headers(&mut self, root: &DeTable<'_>, has_secret: bool) -> Vec<(String, String)> {
        let Some(value) = root.get("koppen") else { return Vec::new() };
        let headers = self.texts(value, "Hier horen koppen van de vorm Naam = \"waarde\".");
        for (name, content, at) in &headers {
            let at = *at;
            let token = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') && !name.is_empty();
            if !token || content.chars().any(char::is_control) {
                self.say(at, format!("De kop {name} heeft een teken dat daar niet mag."));
            }
            if content.contains("{naar}") || content.contains("{tekst}") {
                self.say(at, format!("In de kop {name} hoort niets over de huurder."));
            }
            if content.contains("{sleutel}") && !has_secret {
                self.say(
                    at,
                    "Hier staat {sleutel}, maar bovenaan staat niet sleutel = \"HOUVAST_...\".".to_owned(),
                );
            }
            self.known_fields(at, content);
        }
        headers.into_iter().map(|(name, content, _)| (name, content)).collect()
    }

    fn content(&mut self, root: &DeTable<'_>) -> Option<Content> {
        let (at, table) = self.part(root, "bericht", "hoe een bericht eruitziet")?;
        self.only(table, &["vorm", "inhoud", "velden"]);
        let whole;
        let content = if self.choice(table, "vorm", &FORMS, None)? {
            let Some(value) = table.get("velden") else {
                self.say(at, "Bij vorm = \"formulier\" horen [bericht.velden].".to_owned());
                return None;
            };
            let fields = self.texts(value, "Hier horen velden van de vorm naam = \"waarde\".");
            fields.iter().for_each(|(_, value, at)| self.known_fields(*at, value));
            whole = fields.iter().map(|(_, value, _)| value.as_str()).collect::<Vec<_>>().join(" ");
            Content::Form(fields.into_iter().map(|(name, value, _)| (name, value)).collect())
        } else {
            let Some((start, text)) = self.string(table, "inhoud") else {
                self.say(at, "Bij vorm = \"json\" hoort inhoud = '''{ ... }'''.".to_owned());
                return None;
            };
            match serde_json::from_str::<Json>(&text) {
                Ok(json) => {
                    self.known_fields(start, &text);
                    whole = text;
                    Content::Json(json)
                }
                Err(error) => {
                    let line = self.line_of(start) + error.line() as u32;
                    self.say_on(
                        line,
                        "De inhoud is geen geldige JSON. Kijk of er een komma of aanhalingsteken mist."
                            .to_owned(),
                    );
                    return None;
                }
            }
        };
        for field in ["{naar}", "{tekst}"] {
            if !whole.contains(field) {
                self.say(at, format!("In het bericht ontbreekt {field}."));
            }
        }
        Some(content)
    }

    fn known_fields(&mut self, at: usize, text: &str) {
        for field in fields_in(text).filter(|field| !FIELDS.contains(field)) {
            self.unknown(at, "Het veld", field, FIELDS);
        }
    }

    fn answer(&mut self, root: &DeTable<'_>) -> Option<Answer> {
        let (at, table) = self.part(root, "antwoord", "wat een antwoord betekent")?;
        self.only(table, MEANINGS.iter().map(|(word, _)| word).chain(&["nummer", "uitzondering"]));
        let mut codes: Vec<(u16, Meaning)> = Vec::new();
        for (word, meaning) in MEANINGS {
            let Some(value) = table.get(word) else { continue };
            for code in value.get_ref().as_array().map(|list| list.iter()).into_iter().flatten() {
                let number =
                    code.get_ref().as_integer().and_then(|number| number.as_str().parse::<u16>().ok());
                match number.filter(|number| (100..600).contains(number)) {
                    Some(number) if codes.iter().any(|(listed, _)| *listed == number) => {
                        self.say(code.span().start, format!("Code {number} staat er twee keer."));
                    }
                    Some(number) => codes.push((number, meaning)),
                    None => {
                        self.say(code.span().start, "Hier horen HTTP-codes, zoals 200 of 429.".to_owned())
                    }
                }
            }
            if !value.get_ref().is_array() {
                self.say(
                    value.span().start,
                    format!("Schrijf {word} als een lijst van codes: {word} = [200]."),
                );
            }
        }
        if !codes.iter().any(|(_, meaning)| *meaning == Meaning::Accepted) {
            self.say(
                at,
                "Er staat niet bij welke code een bericht is aangenomen: aangenomen = [200].".to_owned(),
            );
        }
        let exceptions = self.exceptions(table, &MEANINGS);
        Some(Answer { codes, exceptions, id: self.string(table, "nummer").map(|(_, path)| path) })
    }

    fn report(&mut self, value: &Value<'_>) -> Option<Report> {
        let at = value.span().start;
        let Some(table) = value.get_ref().as_table() else {
            self.say(at, "Hier hoort [status].".to_owned());
            return None;
        };
        self.only(
            table,
            &["vorm", "lijst", "kenmerk", "nummer", "woord", "tijd", "reden", "woorden", "uitzondering"],
        );
        let form = self.choice(table, "vorm", &FORMS, None);
        let path = |reading: &Self, name| reading.string(table, name).map(|(_, path)| path);
        let (reference, id) = (path(self, "kenmerk"), path(self, "nummer"));
        if reference.is_none() && id.is_none() {
            self.say(at, "Er staat niet waar ons kenmerk of het nummer van de aanbieder staat.".to_owned());
        }
        let word = self.needed(table, "woord", "waar de status staat");
        let mut words = Vec::new();
        match table.get("woorden") {
            Some(value) => {
                for (name, fate, at) in
                    self.texts(value, "Hier horen regels van de vorm woord = \"bezorgd\".")
                {
                    match FATES.iter().find(|(known, _)| *known == fate) {
                        Some((_, fate)) => words.push((name, *fate)),
                        None => self.unknown(at, "Het woord", &fate, FATES.map(|(word, _)| word)),
                    }
                }
            }
            None => self.say(at, "Er staat niet wat de woorden betekenen: [status.woorden].".to_owned()),
        }
        let exceptions = self.exceptions(table, &FATES);
        Some(Report {
            form: form?,
            list: path(self, "lijst"),
            reference,
            id,
            word: word?,
            at: path(self, "tijd"),
            detail: path(self, "reden"),
            words,
            exceptions,
        })
    }

    fn exceptions<T: Copy>(&mut self, table: &DeTable<'_>, known: &[(&'static str, T)]) -> Vec<Exception<T>> {
        let mut exceptions = Vec::new();
        let Some(value) = table.get("uitzondering") else { return exceptions };
        for one in value.get_ref().as_array().map(|list| list.iter()).into_iter().flatten() {
            let Some(fields) = one.get_ref().as_table() else { continue };
            self.only(fields, &["pad", "is", "wordt"]);
            let path = self.needed(fields, "pad", "waar in het antwoord gekeken wordt");
            let becomes = self.choice(fields, "wordt", known, None);
            let list = fields.get("is").and_then(|value| value.get_ref().as_array());
            let texts =
                list.map(|list| list.iter().filter_map(|item| item.get_ref().as_str().map(str::to_owned)));
            let equals: Vec<String> = texts.into_iter().flatten().collect();
            if equals.is_empty() {
                self.say(one.span().start, "Bij een uitzondering hoort is = [\"waarde\"].".to_owned());
            }
            if let (Some(path), Some(becomes)) = (path, becomes) {
                exceptions.push(Exception { path, equals, becomes });
            }
        }
        if !value.get_ref().is_array() {
            self.say(
                value.span().start,
                "Schrijf een uitzondering met dubbele haken: [[...uitzondering]].".to_owned(),
            );
        }
        exceptions
    }
}

/// Small things.
impl Reading<'_> {
    fn only<'w>(&mut self, table: &DeTable<'_>, known: impl IntoIterator<Item = &'w &'static str> + Clone) {
        for (name, _) in table.iter() {
            if !known.clone().into_iter().any(|word| word == name.get_ref()) {
                self.unknown(
                    name.span().start,
                    "Het onderdeel",
                    name.get_ref(),
                    known.clone().into_iter().copied(),
                );
            }
        }
    }

    fn part<'v>(
        &mut self,
        root: &'v DeTable<'v>,
        name: &str,
        what: &str,
    ) -> Option<(usize, &'v DeTable<'v>)> {
        let found = root.get(name).and_then(|value| Some((value.span().start, value.get_ref().as_table()?)));
        if found.is_none() {
            self.say(0, format!("Het onderdeel [{name}] ontbreekt: {what}."));
        }
        found
    }

    fn string(&self, table: &DeTable<'_>, name: &str) -> Option<(usize, String)> {
        let value = table.get(name)?;
        let text = value.get_ref().as_str()?;
        (!text.trim().is_empty()).then(|| (value.span().start, text.to_owned()))
    }

    fn needed(&mut self, table: &DeTable<'_>, name: &str, what: &str) -> Option<String> {
        let found = self.string(table, name);
        if found.is_none() {
            let at = table.get(name).map_or(0, |value| value.span().start);
            self.say(at, format!("{name} ontbreekt: {what}."));
        }
        found.map(|(_, text)| text)
    }

    fn choice<T: Copy>(
        &mut self,
        table: &DeTable<'_>,
        name: &str,
        known: &[(&'static str, T)],
        otherwise: Option<T>,
    ) -> Option<T> {
        let Some((at, word)) = self.string(table, name) else {
            if otherwise.is_none() {
                let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
                let at = table.get(name).map_or(0, |value| value.span().start);
                self.say(at, format!("{name} ontbreekt. Kies uit: {}.", words.join(", ")));
            }
            return otherwise;
        };
        let found = known.iter().find(|(known, _)| *known == word).map(|(_, meaning)| *meaning);
        if found.is_none() {
            self.unknown(at, "Het woord", &word, known.iter().map(|(word, _)| *word));
        }
        found
    }

    fn texts(&mut self, value: &Value<'_>, otherwise: &str) -> Vec<(String, String, usize)> {
        let Some(table) = value.get_ref().as_table() else {
            self.say(value.span().start, otherwise.to_owned());
            return Vec::new();
        };
        let mut pairs = Vec::new();
        for (name, value) in table.iter() {
            match value.get_ref().as_str() {
                Some(text) => pairs.push((name.get_ref().to_string(), text.to_owned(), name.span().start)),
                None => self.say(value.span().start, otherwise.to_owned()),
            }
        }
        pairs
    }

    fn unknown<'w>(&mut self, at: usize, what: &str, word: &str, known: impl IntoIterator<Item = &'w str>) {
        let known: Vec<&str> = known.into_iter().collect();
        let hint = match nearest(word, known.iter().copied()) {
            Some(near) => format!("Bedoelt u \"{near}\"?"),
            None => format!("Kies uit: {}.", known.join(", ")),
        };
        self.say(at, format!("{what} \"{word}\" is niet bekend. {hint}"));
    }

    fn line_of(&self, at: usize) -> u32 {
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        1 + before.iter().filter(|byte| **byte == b'\n').count() as u32
    }

    fn say(&mut self, at: usize, message: String) {
        self.say_on(self.line_of(at), message);
    }

    fn say_on(&mut self, line: u32, message: String) {
        self.findings.push(ProviderFinding { file: self.file.to_owned(), line, message });
    }
}
