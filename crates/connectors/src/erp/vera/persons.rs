//! BRG Relatie: a person with the ways to reach them, the ways they refused, and who answers for their money.
//!
//! The citizen service number is never read. An address or number that cannot be used is named and left empty, so that
//! nothing is sent into the void.

use super::text;
use crate::intake::At;
use crate::postal;
use crate::reach::{self, Number};
use crate::record::Record;
use domain::calendar::Day;
use domain::delivery::{PersonRow, PostAddress, Representation};
use domain::dossier::ContactChannel;

/// The person of a record.
pub(super) fn row(external: String, record: &Record<'_>, at: &mut At<'_, '_>) -> Option<PersonRow> {
    let salutation = salutation(&text(record, "aanhef"));
    let mut person = PersonRow {
        name: name(record, salutation),
        salutation: salutation.to_owned(),
        born_on: at.day(record, "geboortedatum"),
        deceased_on: at.day(record, "overlijdensdatum"),
        language: language(&record.code("voorkeurstaal").unwrap_or_default()),
        refused: refused(record, at),
        whatsapp_since: whatsapp_since(record, at),
        represented: represented(record, at),
        post: post(record, at),
        external,
        ..PersonRow::default()
    };
    if person.name.is_empty() {
        let reason = "De naam ontbreekt. De relatie is ingelezen, maar kan niet worden aangeschreven; vul de naam in de bron aan.";
        at.notice("achternaam", "", reason);
    }
    reachable(record, &mut person, at);
    Some(person)
}

/// `heer`, `mevrouw`, or empty when the form of address names both or neither.
fn salutation(form: &str) -> &'static str {
    let form = form.to_lowercase();
    let mut words = form.split(|c: char| !c.is_alphanumeric());
    let has = |word: &str| matches!(word, "heer" | "dhr" | "hr");
    let hers = |word: &str| matches!(word, "mevrouw" | "mevr" | "mw");
    match (words.clone().any(has), words.any(hers)) {
        (true, false) => "heer",
        (false, true) => "mevrouw",
        _ => "",
    }
}

/// `de heer J. van der Berg`; without a form of address initials and name.
fn name(record: &Record<'_>, salutation: &str) -> String {
    let first =
        |paths: &[&str]| paths.iter().find_map(|path| record.text(path)).unwrap_or_default().into_owned();
    let initials = match first(&["voorletters", "initialen"]) {
        given if !given.is_empty() => dotted(&given),
        _ => first(&["voornaam", "roepnaam"])
            .chars()
            .next()
            .map_or(String::new(), |letter| format!("{letter}.")),
    };
    let surname = first(&["achternaam", "geslachtsnaam"]);
    if surname.is_empty() {
        return first(&["aanschrijfnaam", "naam"]);
    }
    let form = match salutation {
        "heer" => "de heer",
        other => other,
    };
    let parts = [form, &initials, &text(record, "tussenvoegsels"), &surname].map(str::to_owned);
    parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ")
}

/// `JP` as `J.P.`; what has dots or small letters stays as it is.
fn dotted(initials: &str) -> String {
    let capitals_only = initials.len() <= 6 && initials.chars().all(char::is_uppercase);
    if capitals_only {
        initials.chars().map(|letter| format!("{letter}.")).collect()
    } else {
        initials.to_owned()
    }
}

/// The ISO code of a language; the VERA codes of TAAL (Woonruimteverdeling) are turned into it.
fn language(code: &str) -> String {
    match code {
        "NLD" => "nl".to_owned(),
        "ENG" => "en".to_owned(),
        "DUI" => "de".to_owned(),
        "FRA" => "fr".to_owned(),
        "SPA" => "es".to_owned(),
        "TUR" => "tr".to_owned(),
        other => other.to_lowercase(),
    }
}

/// The first usable address or number of each kind; the preferred one (`voorkeur` EER) goes before the others.
fn reachable(record: &Record<'_>, person: &mut PersonRow, at: &mut At<'_, '_>) {
    let mut ways = record.list("contactgegevens");
    ways.retain(|way| way.code("status").as_deref() != Some("ONG"));
    ways.sort_by_key(|way| way.code("voorkeur").as_deref() != Some("EER"));
    for way in &ways {
        let value = text(way, "waarde");
        if value.is_empty() {
            continue;
        }
        match way.code("soort").as_deref() {
            Some("EMA") => match reach::email(&value) {
                Some(email) => keep(&mut person.email, email),
                None => at.notice(
                    "contactgegevens.waarde",
                    &value,
                    "Dit is geen bruikbaar e-mailadres. Het blijft leeg; verbeter het in de bron.",
                ),
            },
            Some("MOB" | "TEL") => match reach::telephone(&value) {
                Some(Number::Mobile(number)) => keep(&mut person.mobile, number),
                Some(Number::Landline(number)) => keep(&mut person.phone, number),
                None => at.notice(
                    "contactgegevens.waarde",
                    &value,
                    "Dit is geen bruikbaar telefoonnummer. Het blijft leeg; verbeter het in de bron.",
                ),
            },
            _ => {}
        }
    }
}

fn keep(field: &mut String, value: String) {
    if field.is_empty() {
        *field = value;
    }
}

/// The channels a person has refused, as long as the refusal holds.
fn refused(record: &Record<'_>, at: &mut At<'_, '_>) -> Vec<ContactChannel> {
    let mut refused = Vec::new();
    for preference in record.list("communicatievoorkeuren") {
        let code = preference.code("soort").unwrap_or_default();
        if !at.intake.mapping.refusals.iter().any(|refusal| *refusal == code) {
            continue;
        }
        let ended = at.day(&preference, "einddatum");
        if ended.is_some_and(|last| at.intake.as_of.is_some_and(|as_of| last < as_of)) {
            continue;
        }
        let ways = preference.list("contactgegevens");
        for way in &ways {
            let channels: &[ContactChannel] = match way.code("soort").as_deref() {
                Some("EMA") => &[ContactChannel::Email],
                Some("MOB") => &[ContactChannel::Sms, ContactChannel::Whatsapp],
                Some("TEL") => &[ContactChannel::Phone],
                Some("POS") => &[ContactChannel::Letter],
                Some("SOC") => &[ContactChannel::Whatsapp],
                _ => &[],
            };
            refused.extend(channels);
        }
        if ways.is_empty() {
            let reason = "De weigering noemt geen kanaal en heeft geen gevolg. Vul in de bron aan welk contactgegeven is geweigerd.";
            at.notice("communicatievoorkeuren.contactgegevens", &code, reason);
        }
    }
    refused.sort_unstable();
    refused.dedup();
    refused
}

/// The day on which the person agreed to WhatsApp, as long as that holds. A consent without a day proves nothing.
fn whatsapp_since(record: &Record<'_>, at: &mut At<'_, '_>) -> Option<Day> {
    let mut since = None;
    for preference in record.list("communicatievoorkeuren") {
        let code = preference.code("soort").unwrap_or_default();
        if !at.intake.mapping.consents.iter().any(|consent| *consent == code) {
            continue;
        }
        let ended = at.day(&preference, "einddatum");
        if ended.is_some_and(|last| at.intake.as_of.is_some_and(|as_of| last < as_of)) {
            continue;
        }
        let begun = at.day(&preference, "begindatum");
        if begun.is_none() {
            let reason = "De toestemming voor WhatsApp heeft geen begindatum en telt niet. Vul de dag van de toestemming in de bron aan.";
            at.notice("communicatievoorkeuren.begindatum", &code, reason);
        }
        since = since.max(begun);
    }
    since
}

/// Who answers for this person's money.
fn represented(record: &Record<'_>, at: &mut At<'_, '_>) -> Vec<Representation> {
    let mut represented = Vec::new();
    for role in record.list("rollen") {
        let code = role.code("soort").unwrap_or_default();
        if !at.intake.mapping.representatives.iter().any(|representative| *representative == code) {
            continue;
        }
        let since = at.start_or_always(&role, "begindatum");
        let until = at.day(&role, "einddatum");
        let by = role.reference("rolRelatie").unwrap_or_default().into_owned();
        represented.push(Representation { since, until, by });
    }
    represented
}

/// The address for business post: a postal address goes before one for invoices, and that before an office. Where a
/// person lives is not read. An address that is not complete is none.
fn post(record: &Record<'_>, at: &mut At<'_, '_>) -> Option<PostAddress> {
    let mut found: Vec<(usize, PostAddress)> = Vec::new();
    for one in record.list("adressen") {
        let kind = one.code("soort").unwrap_or_default();
        let Some(rank) = ["POS", "FAC", "BEZ"].iter().position(|known| *known == kind) else { continue };
        let ended = at.day(&one, "einddatum");
        if ended.is_some_and(|last| at.intake.as_of.is_some_and(|as_of| last < as_of)) {
            continue;
        }
        let Some(inside) = one.child("adres") else { continue };
        let (house_box, street) = (text(&inside, "postbusnummer"), text(&inside, "straatnaam"));
        let number = postal::house_number(
            &text(&inside, "huisnummer"),
            &text(&inside, "huisletter"),
            &text(&inside, "huisnummerToevoeging"),
        );
        let (street, number) =
            if house_box.is_empty() { (street, number) } else { ("Postbus".to_owned(), house_box) };
        let postcode = postal::postcode(&text(&inside, "postcode"));
        let town = inside.name("woonplaats").unwrap_or_default().into_owned();
        if [&street, &number, &postcode, &town].iter().any(|part| part.is_empty()) {
            let reason = "Dit postadres is niet compleet en wordt niet gebruikt; vul het in de bron aan.";
            at.notice("adressen", "", reason);
            continue;
        }
        found.push((rank, PostAddress { street, number, postcode, town }));
    }
    found.into_iter().min_by_key(|(rank, _)| *rank).map(|(_, address)| address)
}

#[cfg(test)]
mod tests {
    use crate::erp::vera::{Entity, read_one};
    use domain::calendar::Day;
    use domain::delivery::{Finding, PersonRow, Representation, Row};
    use domain::dossier::ContactChannel;

    fn person(json: &str) -> (PersonRow, Vec<Finding>) {
        let (mut rows, findings) = read_one(Entity::Persons, &json.replace('\n', " "));
        match rows.pop() {
            Some(Row::Person(person)) => (person, findings),
            other => panic!("no person: {other:?}"),
        }
    }

    #[test]
    fn a_person_is_named_as_a_letter_names_them() {
        let name = |json: &str| person(json).0.name;
        let json = r#"{"idExtern": "R-1", "voorletters": "JP", "tussenvoegsels": "van der", "achternaam": "Berg", "aanhef": "De heer"}"#;
        assert_eq!(name(json), "de heer J.P. van der Berg");
        assert_eq!(name(&json.replace("De heer", "Geachte mevrouw")), "mevrouw J.P. van der Berg");
        assert_eq!(name(&json.replace("De heer", "De heer/mevrouw")), "J.P. van der Berg");
        assert_eq!(name(r#"{"idExtern": "R-1", "voornaam": "Fatima", "achternaam": "Amrani"}"#), "F. Amrani");
        assert_eq!(name(r#"{"idExtern": "R-1", "naam": "Stichting Bewind"}"#), "Stichting Bewind");
        let (nobody, findings) = person(r#"{"idExtern": "R-1", "bsn": "123456782"}"#);
        assert_eq!((nobody.name.as_str(), findings.len()), ("", 1));
    }

    #[test]
    fn unusable_ways_are_named_and_left_empty() {
        let (person, findings) = person(
            r#"{"idExtern": "R-1", "achternaam": "Jansen", "voorkeurstaal": {"code": "AR"}, "geboortedatum": "1980-02-30",
            "contactgegevens": [{"soort": {"code": "EMA"}, "waarde": "jansen(at)x.nl"}, {"soort": "EMA", "waarde": "a@x.nl"},
            {"soort": "EMA", "waarde": "b@x.nl", "voorkeur": "EER"}, {"soort": {"code": "MOB"}, "waarde": "06-12345678", "status": "ONG"},
            {"soort": {"code": "TEL"}, "waarde": "0561 123456"}, {"soort": {"code": "MOB"}, "waarde": 612345679}]}"#,
        );
        assert_eq!(
            (person.email.as_str(), person.mobile.as_str(), person.phone.as_str()),
            ("b@x.nl", "0612345679", "0561123456")
        );
        assert_eq!((person.language.as_str(), person.born_on), ("ar", None));
        let fields: Vec<&str> = findings.iter().map(|finding| finding.field.as_str()).collect();
        assert_eq!(fields, ["geboortedatum", "contactgegevens.waarde"]);
    }

    #[test]
    fn an_administrator_has_an_address_for_post() {
        let json = r#"{"idExtern": "R-9", "naam": "Stichting Voorbeeldbewind", "adressen": [
            {"soort": "WOO", "adres": {"straatnaam": "Thuisweg", "huisnummer": 1, "postcode": "1234AB", "woonplaats": "Rotterdam"}},
            {"soort": {"code": "BEZ"}, "adres": {"straatnaam": "Kantoorlaan", "huisnummer": 5, "postcode": "1234AC", "woonplaats": {"naam": "Rotterdam"}}},
            {"soort": {"code": "POS"}, "adres": {"postbusnummer": "120", "postcode": "1234ad", "woonplaats": {"naam": "Rotterdam"}}},
            {"soort": {"code": "POS"}, "adres": {"straatnaam": "Halfweg", "postcode": "1234AE"}}]}"#;
        let (one, findings) = person(json);
        let post = one.post.expect("it has one");
        let parts = [post.street.as_str(), &post.number, &post.postcode, &post.town];
        assert_eq!(parts, ["Postbus", "120", "1234 AD", "Rotterdam"]);
        assert_eq!(findings.len(), 1, "the one that is not complete is named: {findings:?}");
        let (one, _) = person(&json.replace("POS", "WOO"));
        assert_eq!(one.post.expect("the office").street, "Kantoorlaan");
        let (one, _) = person(&json.replace("POS", "WOO").replace("BEZ", "WOO"));
        assert_eq!(one.post, None, "where somebody lives is not read");
    }

    #[test]
    fn refusals_and_representation() {
        let (person, findings) = person(
            r#"{"idExtern": "R-1", "achternaam": "Jansen", "overlijdensdatum": "2026-11-09T23:00:00Z",
            "communicatievoorkeuren": [{"soort": {"code": "NIE"}, "contactgegevens": [{"soort": {"code": "MOB"}}, {"soort": "EMA"}]},
            {"soort": "NIE", "einddatum": "2026-11-01", "contactgegevens": [{"soort": "TEL"}]}, {"soort": "KLA", "contactgegevens": [{"soort": "POS"}]}],
            "rollen": [{"soort": {"code": "BWI"}, "begindatum": "2025-03-01", "rolRelatie": {"idExtern": "R-9"}}, {"soort": "CUR"}, {"soort": "HUU"}]}"#,
        );
        assert_eq!(person.refused, [ContactChannel::Sms, ContactChannel::Whatsapp, ContactChannel::Email]);
        assert_eq!(person.deceased_on, Day::parse_iso("2026-11-10"));
        let since = Day::parse_iso("2025-03-01").unwrap();
        let expected = [
            Representation { since, until: None, by: "R-9".into() },
            Representation { since: Day(0), until: None, by: String::new() },
        ];
        assert_eq!(person.represented, expected);
        assert_eq!(findings.len(), 1);
    }

    #[test]
    fn consent_to_whatsapp_needs_its_day_and_ends() {
        let consent = |of: &str| {
            person(&format!(
                r#"{{"idExtern": "R-1", "achternaam": "Jansen", "communicatievoorkeuren": [{{"soort": {of}}}]}}"#
            ))
        };
        let (agreed, findings) = consent(r#"{"code": "APP"}, "begindatum": "2026-02-03""#);
        assert_eq!((agreed.whatsapp_since, findings.len()), (Day::parse_iso("2026-02-03"), 0));
        let (undated, findings) = consent(r#"{"code": "APP"}"#);
        assert_eq!((undated.whatsapp_since, findings.len()), (None, 1));
        let ended = r#""APP", "begindatum": "2026-02-03", "einddatum": "2026-03-01""#;
        assert_eq!(consent(ended).0.whatsapp_since, None);
        assert_eq!(consent(r#""KLA", "begindatum": "2026-02-03""#).0.whatsapp_since, None);
    }
}
