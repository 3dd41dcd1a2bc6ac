//! What a message says of a visit that was agreed, and the invitation that goes with it.
//!
//! In go the letter and the book; out come the values of its fields about the visit and a file for the tenant's calendar. A
//! letter that asks for a visit names the day when there is one, and asks for a moment when there is none. One that can
//! only arrive afterwards does not leave.

use connectors::channels::appointment;
use domain::appointment::clock;
use domain::calendar::{DUTCH_MONTHS, Day};
use domain::ids::TenancyId;
use policy::letters::LetterTexts;
use store::Book;
use store::appointments::Appointment;

use super::settings::SendSettings;
use crate::failure::Failure;

/// The field that says the day of a visit.
const DAY: &str = "bezoekdag";

/// The visit that a message is about.
pub struct Visit<'a> {
    /// The letter asks for a visit, or tells of one.
    is_about: bool,
    agreed: Option<Appointment>,
    settings: &'a SendSettings,
}

impl<'a> Visit<'a> {
    /// The first visit that is planned, when the letter speaks of one.
    pub fn of(
        book: &Book,
        texts: Option<&LetterTexts>,
        tenancy: TenancyId,
        today: Day,
        settings: &'a SendSettings,
    ) -> Result<Visit<'a>, Failure> {
        let is_about = texts.is_some_and(|texts| texts.has_field(DAY));
        let agreed = if is_about { book.next_visit(tenancy, today)? } else { None };
        Ok(Visit { is_about, agreed, settings })
    }

    /// The value of a field that it knows better than the dossier.
    pub fn value(&self, field: &str) -> Option<String> {
        let Some(agreed) = &self.agreed else {
            return (self.is_about && field == "zonder_bezoekdag").then(|| "ja".to_string());
        };
        match field {
            DAY => Some(spoken(agreed.slot.day)),
            "bezoektijd" => Some(format!("{} uur", clock(agreed.slot.from))),
            "bezoektijdvak" => Some(agreed.slot.between()),
            "consulent" => Some(agreed.with_name.clone()),
            "consulent_voornaam" => agreed.with_name.split(' ').next().map(str::to_string),
            "telefoon" => self.phone().map(str::to_string),
            _ => None,
        }
    }

    /// The direct number of who comes, when it is known.
    fn phone(&self) -> Option<&'a str> {
        self.settings.direct_number(&self.agreed.as_ref()?.with_name)
    }

    /// Why the message comes too late, when it is read on this day at the earliest.
    pub fn too_late(&self, read_on: Day) -> Option<String> {
        let agreed = self.agreed.as_ref().filter(|agreed| agreed.slot.day <= read_on)?;
        Some(format!(
            "Het huisbezoek is op {}; de aankondiging komt te laat. Bel de huurder of verzet het bezoek.",
            agreed.slot
        ))
    }

    /// Number and version of the appointment that the message states.
    pub fn stated(&self) -> Option<(i64, u32)> {
        self.agreed.as_ref().map(|agreed| (agreed.id.0, agreed.version))
    }

    /// The file for the tenant's calendar; `None` without a visit, or without an address that can answer for it.
    pub fn invitation(&self) -> Option<String> {
        let agreed = self.agreed.as_ref()?;
        let sender = &self.settings.sender;
        let (_, domain) = sender.mail_address.split_once('@')?;
        let phone = self.phone().unwrap_or(&sender.phone);
        Some(appointment::invitation(&appointment::Appointment {
            id: format!("afspraak-{}", agreed.id.0),
            domain: domain.to_string(),
            organizer_name: sender.name.clone(),
            organizer_address: sender.mail_address.clone(),
            sequence: agreed.version,
            made_at: agreed.made_at,
            day: agreed.slot.day,
            from_minute: agreed.slot.from.0.into(),
            minutes: agreed.slot.minutes().into(),
            summary: format!("{} van {} komt langs", agreed.with_name, sender.name),
            description: format!("Past dit niet? Bel {phone}."),
            location: Some(agreed.place.clone()).filter(|place| !place.is_empty()),
            cancelled: false,
        }))
    }
}

/// `donderdag 3 december`: a visit is never so far ahead that the year is needed.
fn spoken(day: Day) -> String {
    let (_, month, of_month) = day.ymd();
    format!("{} {of_month} {}", day.weekday().dutch(), DUTCH_MONTHS[month as usize - 1])
}
