//! The fields of a letter that are known today, by the word the letters use.

use std::collections::BTreeMap;

use domain::calendar::{DUTCH_MONTHS, Day};
use domain::dossier::CircumstanceKind;
use domain::language::greeted;
use domain::law_in_motion::early_signal;
use domain::ledger::paid::paid_of;
use domain::money::Cents;
use policy::letters::OWN_WORDS;
use policy::words::field_named;
use store::StoreError;
use store::appointments::Appointment;
use store::screens::{DossierHead, MessageLine};

use crate::app::{House, Visit};
use crate::case::Case;
use crate::huurders::address;

/// Stand around the name of a field that is not known yet; no keyboard makes them.
pub(super) const OPEN: char = '\u{e000}';
pub(super) const CLOSED: char = '\u{e001}';

/// What is known.
pub(super) struct Filling(BTreeMap<&'static str, String>);

impl Filling {
    /// Fills in what the dossier knows on the day of the message.
    pub(super) fn of(
        visit: &Visit,
        case: &Case,
        head: &DossierHead,
        message: &MessageLine,
    ) -> Result<Filling, StoreError> {
        let mut filling = Filling(BTreeMap::new());
        filling.who(visit, head);
        let objects = case.ground(visit.house).holding(CircumstanceKind::SignalObjection).is_some();
        filling.put("geen_bezwaar", if objects { "" } else { "ja" });
        let may_follow = early_signal::may_follow(&case.ground(visit.house));
        filling.put("melding_volgt", if may_follow { "ja" } else { "nee" });
        filling.money(visit.house, case, message);
        filling.days(case);
        filling.visit(visit.book.next_visit(case.dossier.tenancy.id, visit.now.day)?.as_ref());
        Ok(filling)
    }

    /// Fills in what else is known.
    pub(super) fn with<const N: usize>(mut self, known: [(&'static str, String); N]) -> Filling {
        for (field, value) in known {
            self.put(field, value);
        }
        self
    }

    /// The value of a field; a field that exists and is not known stays visible as such.
    pub(super) fn value(&self, field: &str) -> Option<String> {
        if let Some(known) = self.0.get(field) {
            return Some(known.clone());
        }
        if field == OWN_WORDS {
            return None;
        }
        field_named(field).map(|field| format!("{OPEN}{}{CLOSED}", field.word))
    }

    fn put(&mut self, field: &'static str, value: impl Into<String>) {
        let value: String = value.into();
        let value = value.replace([OPEN, CLOSED], "");
        if !value.trim().is_empty() {
            self.0.insert(field, value);
        }
    }

    /// Without a visit the sentences about one fall away.
    fn visit(&mut self, agreed: Option<&Appointment>) {
        self.put("zonder_bezoekdag", if agreed.is_some() { "nee" } else { "ja" });
        let day = agreed.map(|one| format!("{} {}", one.slot.day.weekday().dutch(), one.slot.day.dutch()));
        self.put("bezoekdag", day.unwrap_or_else(|| "nee".into()));
        if let Some(one) = agreed {
            self.put("bezoektijd", format!("{} uur", domain::appointment::clock(one.slot.from)));
            self.put("bezoektijdvak", one.slot.between());
        }
    }

    fn who(&mut self, visit: &Visit, head: &DossierHead) {
        if let Some(person) = head.persons.first() {
            self.put("naam", &person.name);
            let all: Vec<String> = head.persons.iter().map(|one| greeted(&one.name)).collect();
            self.put("aanhef", all.join(" en "));
        }
        if !head.street.is_empty() {
            self.put("adres", address(&head.street, &head.postcode, &head.town));
        }
        self.put("contractnummer", &head.dossier);
        self.put("kenmerk", &head.dossier);
        self.put("gemeente", &head.municipality);
        self.put("verhuurder", &visit.house.landlord);
    }

    fn money(&mut self, house: &House, case: &Case, message: &MessageLine) {
        let standing = &case.desk.standing;
        let late = case.ground(house).items_to_ask();
        let line = |item: &domain::ledger::OpenItem| {
            let month = item.due_on.month().dutch();
            let kind = crate::parts::sentence(item.kind.dutch());
            let day = standing.pay_day.agreed(item.kind, item.due_on);
            format!("- {kind} {month}: {}. Te betalen op {}.", euros(item.open), day.dutch())
        };
        let paid = paid_of(&late, &case.dossier.entries, &case.desk.account, case.today);
        self.put("deel_betaald", if paid.0 > 0 { euros(paid) } else { "nee".into() });
        let mut months: Vec<domain::calendar::Month> = late.iter().map(|item| item.due_on.month()).collect();
        months.dedup();
        if !late.is_empty() {
            self.put("posten_samen", euros(late.iter().map(|item| item.open).sum()));
        }
        self.put("posten", late.iter().map(line).collect::<Vec<_>>().join("\n"));
        self.put("maanden", joined(&months));
        match months.len() {
            0 => {}
            1 => self.put("aantal_maanden", "1 maand"),
            more => self.put("aantal_maanden", format!("{more} maanden")),
        }
        if let Some(amount) = message.amount {
            self.put("bedrag", euros(amount));
            self.put("qr", "ja");
        }
        let balance = case.desk.account.balance_to_tell(&case.dossier, case.today);
        self.put("saldo", euros(balance));
        if let Some(rent) = standing.rent {
            self.put("huur", euros(rent));
        }
        if let Some((day, cents)) = standing.arrangement().and_then(|state| state.missed.or(state.next)) {
            self.put("termijnbedrag", euros(cents));
            self.put("termijndag", day.dutch());
        }
    }

    fn days(&mut self, case: &Case) {
        let known = |day: Option<Day>| day.map_or(String::new(), Day::dutch);
        self.put("vandaag", case.today.dutch());
        self.put("peildatum", case.books_as_of.dutch());
        self.put("vervaldag", known(case.desk.standing.oldest.map(|(due_on, _)| due_on)));
        self.put("einddatum", known(case.dossier.tenancy.ends_on));
        let next = (case.today.month() + 1).first_day();
        self.put("betaaldag", case.desk.standing.pay_day.pay_by(next).dutch());
        let sent = case.dossier.steps.iter().rev().find(|step| step.channel.is_some());
        self.put("vorige_brief", known(sent.map(|step| step.day)));
    }
}

fn euros(cents: Cents) -> String {
    format!("€ {cents}")
}

/// `oktober en november`
fn joined(months: &[domain::calendar::Month]) -> String {
    let names: Vec<&str> = months.iter().map(|month| DUTCH_MONTHS[month.ym().1 as usize - 1]).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => (*one).to_string(),
        [first @ .., last] => format!("{} en {last}", first.join(", ")),
    }
}
