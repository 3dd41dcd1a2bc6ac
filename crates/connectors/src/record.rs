//! One object of a delivery, asked for by VERA attribute name, whether it came as a line of JSON or a row of CSV.
//!
//! A line of JSON is cut into attributes once and looked into only where somebody asks: no tree of values is built, and
//! what nobody asks for (debtor, details, a BSN) is passed over unread. What is there in another shape than VERA
//! prescribes, such as a number sent as text, a code without its object or one object where a list is asked, is read
//! all the same.

use crate::decimal::{self, Amount};
use crate::decode;
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// One object.
#[derive(Clone, Debug)]
pub(crate) enum Record<'a> {
    /// A JSON object.
    Object(Object<'a>),
    /// A row of CSV, or the part of one below a dotted heading.
    Columns(Columns<'a>),
    /// A value where an object is asked: its id or code.
    Scalar(Cow<'a, str>),
}

/// The attributes of a JSON object, each with its value as it stands in the file.
#[derive(Clone, Debug)]
pub(crate) struct Object<'a>(Vec<(Cow<'a, str>, &'a str)>);

/// A row of CSV below a prefix of dotted headings.
#[derive(Clone, Debug)]
pub(crate) struct Columns<'a> {
    pub(crate) headings: &'a [String],
    pub(crate) fields: &'a [Cow<'a, str>],
    pub(crate) prefix: String,
}

impl<'a> Record<'a> {
    /// Reads a JSON object. The error says nothing of the content, because it may hold what we must not keep.
    pub(crate) fn parse(json: &'a str) -> Result<Record<'a>, serde_json::Error> {
        serde_json::from_str(json).map(Record::Object)
    }

    /// The id of the object: in the source system, in the system that sends it, or its code.
    pub(crate) fn own_id(&self) -> Option<Cow<'a, str>> {
        match self {
            Record::Scalar(text) => decode::tidy(text.clone()),
            _ => ["idExtern", "id", "code"].into_iter().find_map(|name| self.text(name)),
        }
    }

    /// A value as text, tidied; `None` when it is absent, empty or no single value.
    pub(crate) fn text(&self, path: &str) -> Option<Cow<'a, str>> {
        match self {
            Record::Object(object) => decode::tidy(scalar(object.value(path)?)?),
            Record::Columns(columns) => decode::tidy(columns.value(path)?),
            Record::Scalar(_) => None,
        }
    }

    /// An amount, from its digits.
    pub(crate) fn amount(&self, path: &str) -> Amount {
        let is_number = match self {
            Record::Object(object) => object.value(path).is_some_and(|raw| !raw.starts_with('"')),
            _ => false,
        };
        match self.text(path) {
            None => Amount::Missing,
            Some(text) if is_number => decimal::from_number(&text),
            Some(text) => decimal::from_dutch_text(&text),
        }
    }

    /// A code: `soort{code}`, or `soort` itself.
    pub(crate) fn code(&self, path: &str) -> Option<Cow<'a, str>> {
        self.child(path).and_then(|child| match child {
            Record::Scalar(text) => decode::tidy(text),
            child => child.text("code"),
        })
    }

    /// The id another object is named by: `overeenkomst{idExtern}`, `overeenkomst{id}`, or `overeenkomst` itself.
    pub(crate) fn reference(&self, path: &str) -> Option<Cow<'a, str>> {
        self.child(path)?.own_id()
    }

    /// The `naam` of an object such as a town, or the value itself.
    pub(crate) fn name(&self, path: &str) -> Option<Cow<'a, str>> {
        match self.child(path)? {
            Record::Scalar(text) => decode::tidy(text),
            child => child.text("naam"),
        }
    }

    /// The objects of a list. One object where a list is asked is a list of one.
    pub(crate) fn list(&self, path: &str) -> Vec<Record<'a>> {
        match self {
            Record::Object(object) => match object.value(path) {
                Some(raw) if raw.starts_with('[') => elements(raw),
                Some(raw) => one(raw).into_iter().collect(),
                None => Vec::new(),
            },
            Record::Columns(columns) => columns.list(path),
            Record::Scalar(_) => Vec::new(),
        }
    }

    /// An extra attribute by name: an entry of `extra-attributen`, a dotted heading, or an attribute of its own.
    pub(crate) fn extra(&self, name: &str) -> Option<Cow<'a, str>> {
        let named =
            |entry: &Record<'a>| entry.text("naam").is_some_and(|text| text.eq_ignore_ascii_case(name));
        let entry = self.list("extra-attributen").into_iter().find(named);
        entry
            .and_then(|entry| entry.text("waarde"))
            .or_else(|| self.text(&format!("extra-attributen.{name}")))
            .or_else(|| self.text(name))
    }

    /// The attributes by name, for the few places where the names are the content.
    pub(crate) fn entries(&self) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
        match self {
            Record::Object(object) => {
                let entry = |(name, raw): &(Cow<'a, str>, &'a str)| Some((name.clone(), scalar(raw)?));
                object.0.iter().filter_map(entry).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What stands below an attribute.
    pub(crate) fn child(&self, path: &str) -> Option<Record<'a>> {
        match self {
            Record::Object(object) => one(object.value(path)?),
            Record::Columns(columns) => match columns.value(path).filter(|text| !text.trim().is_empty()) {
                Some(text) => Some(Record::Scalar(text)),
                None => columns.below(&format!("{path}.")),
            },
            Record::Scalar(_) => None,
        }
    }
}

impl<'a> Object<'a> {
    /// The value at a path; of an attribute that stands there twice the last one.
    fn value(&self, path: &str) -> Option<&'a str> {
        let Some((name, rest)) = path.split_once('.') else { return self.own(path) };
        let inner: Object<'a> = serde_json::from_str(self.own(name)?).ok()?;
        inner.value(rest)
    }

    fn own(&self, name: &str) -> Option<&'a str> {
        self.0.iter().rev().find(|(key, _)| key == name).map(|&(_, raw)| raw)
    }
}

impl<'a> Columns<'a> {
    fn value(&self, path: &str) -> Option<Cow<'a, str>> {
        let position =
            self.headings.iter().position(|heading| match heading.split_at_checked(self.prefix.len()) {
                Some((start, rest)) => {
                    start.eq_ignore_ascii_case(&self.prefix) && rest.eq_ignore_ascii_case(path)
                }
                None => false,
            })?;
        self.fields.get(position).cloned()
    }

    /// The part of the row under a longer prefix; `None` when nothing is filled in there.
    fn below(&self, path: &str) -> Option<Record<'a>> {
        let prefix = format!("{}{path}", self.prefix);
        let filled = self.headings.iter().zip(self.fields).any(|(heading, field)| {
            heading.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(&prefix))
                && !field.trim().is_empty()
        });
        filled.then_some(Record::Columns(Columns { headings: self.headings, fields: self.fields, prefix }))
    }

    fn list(&self, path: &str) -> Vec<Record<'a>> {
        let start = format!("{}{path}[", self.prefix);
        let index = |heading: &String| {
            let rest = heading
                .get(..start.len())
                .filter(|part| part.eq_ignore_ascii_case(&start))
                .map(|_| &heading[start.len()..]);
            rest.and_then(|rest| rest.split_once(']')).and_then(|(number, _)| number.parse::<u16>().ok())
        };
        let mut indexes: Vec<u16> = self.headings.iter().filter_map(index).collect();
        indexes.sort_unstable();
        indexes.dedup();
        let element = |path: String| match self.value(&path).filter(|text| !text.trim().is_empty()) {
            Some(text) => Some(Record::Scalar(text)),
            None => self.below(&format!("{path}.")),
        };
        if indexes.is_empty() {
            return element(path.to_owned()).into_iter().collect();
        }
        indexes.into_iter().filter_map(|number| element(format!("{path}[{number}]"))).collect()
    }
}

/// A JSON value as a record of its own.
fn one(raw: &str) -> Option<Record<'_>> {
    match raw.as_bytes().first()? {
        b'{' => Record::parse(raw).ok(),
        b'[' => elements(raw).into_iter().next(),
        _ => scalar(raw).map(Record::Scalar),
    }
}

fn elements(raw: &str) -> Vec<Record<'_>> {
    let values: Vec<&RawValue> = serde_json::from_str(raw).unwrap_or_default();
    values.into_iter().filter_map(|value| one(value.get())).collect()
}

/// The text of a JSON value that is no object, list or null: a string unescaped, anything else as it is spelled.
fn scalar(raw: &str) -> Option<Cow<'_, str>> {
    match raw.as_bytes().first()? {
        b'{' | b'[' | b'n' => None,
        b'"' if raw.contains('\\') => serde_json::from_str(raw).ok().map(Cow::Owned),
        b'"' => raw.get(1..raw.len() - 1).map(Cow::Borrowed),
        _ => Some(Cow::Borrowed(raw)),
    }
}

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Attributes)
    }
}

struct Attributes;

impl<'de> Visitor<'de> for Attributes {
    type Value = Object<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
        let mut attributes = Vec::with_capacity(16);
        while let Some(Name(name)) = map.next_key()? {
            let value: &'de RawValue = map.next_value()?;
            if is_forbidden(&name) {
                continue;
            }
            attributes.push((name, value.get()));
        }
        Ok(Object(attributes))
    }
}

/// The citizen service number is never kept, wherever it stands (art. 46 UAVG: no law lets us).
pub(crate) fn is_forbidden(name: &str) -> bool {
    let name = name.rsplit('.').next().unwrap_or(name);
    let starts = |word: &str| {
        let mut letters = name.bytes().filter(u8::is_ascii_alphanumeric);
        word.bytes().all(|letter| letters.next().is_some_and(|other| other.eq_ignore_ascii_case(&letter)))
    };
    starts("bsn") || starts("burgerservicenummer") || starts("sofinummer")
}

/// A heading of a list that says its column holds the citizen service number, anywhere in its words.
pub(crate) fn is_forbidden_heading(heading: &str) -> bool {
    is_forbidden(heading) || heading.split(|c: char| !c.is_ascii_alphanumeric()).any(is_forbidden)
}

/// The name of an attribute, borrowed from the line when it has no escapes.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NameVisitor)
    }
}

struct NameVisitor;

impl<'de> Visitor<'de> for NameVisitor {
    type Value = Name<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Name<'de>, E> {
        Ok(Name(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Name<'de>, E> {
        Ok(Name(Cow::Owned(text.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::money::Cents;

    #[test]
    fn json_is_read_in_every_shape_it_comes_in() {
        let json = r#"{"idExtern": "A-1", "soort": {"code": "VOR"}, "detailSoort": "PRO", "bedrag": 549.4, "saldo": "549,40",
            "overeenkomst": {"id": 77001}, "relaties": {"idExtern": "R-1"}, "boekingen": ["B-1", {"idExtern": "B-2"}],
            "extra-attributen": [{"naam": "retourcode", "waarde": "AM04"}], "leeg": null, "bsn": "123456782",
            "woonplaats": {"naam": "Wolvega\tO"}, "omschrijving": "huur \u20ac 5"}"#;
        let record = Record::parse(json).unwrap();
        assert_eq!(record.own_id().as_deref(), Some("A-1"));
        assert_eq!(record.code("soort").as_deref(), Some("VOR"));
        assert_eq!(record.code("detailSoort").as_deref(), Some("PRO"));
        assert_eq!(record.amount("bedrag"), Amount::Exact(Cents(54_940)));
        assert_eq!(record.amount("saldo"), Amount::Exact(Cents(54_940)));
        assert_eq!(record.reference("overeenkomst").as_deref(), Some("77001"));
        assert_eq!(record.list("relaties")[0].own_id().as_deref(), Some("R-1"));
        let bookings: Vec<_> = record.list("boekingen").iter().filter_map(Record::own_id).collect();
        assert_eq!(bookings, ["B-1", "B-2"]);
        assert_eq!(record.extra("retourcode").as_deref(), Some("AM04"));
        assert_eq!(record.text("leeg"), None);
        assert_eq!(record.text("soort"), None);
        assert_eq!(record.name("woonplaats").as_deref(), Some("Wolvega O"));
        assert_eq!(record.text("omschrijving").as_deref(), Some("huur € 5"));
        assert_eq!(record.text("bsn"), None);
        assert!(!format!("{record:?}").contains("123456782"));
    }

    #[test]
    fn csv_with_dotted_headings_reads_the_same() {
        let headings: Vec<String> = [
            "idExtern",
            "soort.code",
            "overeenkomst.idExtern",
            "relaties[0].idExtern",
            "relaties[1].idExtern",
            "boekingen.idExtern",
            "extra-attributen.retourcode",
            "adres.woonplaats.naam",
        ]
        .map(str::to_owned)
        .to_vec();
        let fields: Vec<Cow<'_, str>> =
            ["B-1", "VOR", "HO-1", "R-1", "", "B-9", "AM04", "Wolvega"].map(Cow::Borrowed).to_vec();
        let record = Record::Columns(Columns { headings: &headings, fields: &fields, prefix: String::new() });
        assert_eq!(record.code("soort").as_deref(), Some("VOR"));
        assert_eq!(record.reference("overeenkomst").as_deref(), Some("HO-1"));
        assert_eq!(record.list("relaties").len(), 1);
        assert_eq!(record.list("boekingen")[0].own_id().as_deref(), Some("B-9"));
        assert_eq!(record.extra("retourcode").as_deref(), Some("AM04"));
        let address = record.child("adres").unwrap();
        assert_eq!(address.name("woonplaats").as_deref(), Some("Wolvega"));
        assert!(record.child("wijk").is_none());
    }

    #[test]
    fn depth_and_damage_do_no_harm() {
        let deep = format!(r#"{{"a": {}1{}, "idExtern": "x"}}"#, "[".repeat(200_000), "]".repeat(200_000));
        assert_eq!(Record::parse(&deep).unwrap().own_id().as_deref(), Some("x"));
        assert_eq!(Record::parse(&deep).unwrap().text("a"), None);
        for broken in ["", "[]", "12", r#"{"a": "#, "{\"a\": \"\0\"}", r#"{"a":1}x"#] {
            assert!(Record::parse(broken).is_err(), "{broken}");
        }
    }
}
