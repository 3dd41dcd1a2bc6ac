//! BRG Contactmoment: an attempt at contact, or a contact.

use super::text;
use crate::intake::At;
use crate::record::Record;
use domain::delivery::ContactRow;
use domain::dossier::ContactChannel;

/// The contact of a record.
pub(super) fn row(external: String, record: &Record<'_>, at: &mut At<'_, '_>) -> Option<ContactRow> {
    let tenancy = at.required_tenancy(record)?;
    let day = at.required_day(record, "datum")?;
    let code = record.code("kanaal").unwrap_or_default();
    let channel = match at.intake.mapping.channels.get(&*code) {
        Some(Some(channel)) => *channel,
        Some(None) => {
            at.notice_once(
                "kanaal",
                &code,
                "Deze contactmomenten tellen niet mee: zo staat het in koppeling.toml.",
            );
            return None;
        }
        None if code.is_empty() => {
            let reason = "Het kanaal ontbreekt. De regel is niet ingelezen; vul het kanaal in de bron aan.";
            at.refuse("kanaal", "", reason);
            return None;
        }
        None => {
            let reason = format!(
                "Dit kanaal is niet bekend. De regel is niet ingelezen; zet in koppeling.toml onder [kanalen] wat het is, \
                 bijvoorbeeld \"{code}\" = \"telefoon\"."
            );
            at.refuse("kanaal", &code, &reason);
            return None;
        }
    };
    let incoming = record.code("richting").is_some_and(|direction| direction == "INK");
    let reached = record
        .extra("gesproken")
        .map(|said| said.eq_ignore_ascii_case("ja") || said == "true" || said == "1");
    let (subject, story) = (text(record, "onderwerp"), text(record, "omschrijving"));
    let note = match (subject.is_empty(), story.is_empty()) {
        (false, false) => format!("{subject}: {story}"),
        _ => subject + &story,
    };
    // Who comes to us, or stands at the counter, is spoken to, unless the source says otherwise.
    let reached = reached.unwrap_or(incoming || channel == ContactChannel::Counter);
    Some(ContactRow { external, tenancy, day, channel, incoming, reached, note })
}

#[cfg(test)]
mod tests {
    use crate::erp::vera::{Entity, read_one};
    use domain::delivery::{Row, Severity};
    use domain::dossier::ContactChannel;

    #[test]
    fn a_contact_is_read_and_an_unknown_channel_refused() {
        let json = r#"{"idExtern": "CM-1", "datum": "2026-11-10T09:15:00Z", "kanaal": {"code": "TEL"}, "richting": {"code": "UIT"},
            "onderwerp": "Achterstand", "omschrijving": "belt terug", "extra-attributen": [{"naam": "gesproken", "waarde": "ja"},
            {"naam": "overeenkomst", "waarde": "HO-1"}]}"#
            .replace('\n', " ");
        let (rows, findings) = read_one(Entity::Contacts, &json);
        let Some(Row::Contact(contact)) = rows.first() else { panic!("{findings:?}") };
        assert_eq!(
            (contact.tenancy.as_str(), contact.channel, contact.reached),
            ("HO-1", ContactChannel::Phone, true)
        );
        assert_eq!((contact.note.as_str(), contact.incoming), ("Achterstand: belt terug", false));
        let (rows, findings) = read_one(Entity::Contacts, &json.replace("TEL", "FAX"));
        assert!(rows.is_empty());
        assert_eq!((findings[0].severity, findings[0].value.as_str()), (Severity::RowRefused, "FAX"));
    }
}
