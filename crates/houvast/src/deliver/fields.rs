//! The fields of a letter, filled from the books at the moment of sending (`startbeleid/woonbron/velden.md`).
//!
//! In go the dossier as it is now, the person and the settings; out comes the value of a field by its word. What is not
//! known has no value, and a text that needs it does not leave: nothing is guessed.

use std::collections::BTreeMap;

use domain::calendar::holidays::EquatedDays;
use domain::calendar::{DUTCH_MONTHS, Day, Month};
use domain::dossier::{Circumstance, CircumstanceKind, ContactChannel, Dossier};
use domain::language::{capital, greeted};
use domain::law::fourteen_day_letter::{LetterRule, presumed_delivery};
use domain::law_in_motion::early_signal::stated_signal_day;
use domain::ledger::paid::paid_of;
use domain::ledger::{Entry, EntryKind, OpenItem};
use domain::money::Cents;
use domain::plan::Desk;
use store::post::Addressee;
use store::screens::DossierHead;

use super::road::LegalRoad;
use super::settings::SendSettings;

/// Days a tenant gets to pay or to call. Days.
const DAYS_TO_ANSWER: i32 = 7;

/// What the fields are filled from.
pub struct Known<'a> {
    /// The day.
    pub today: Day,
    /// The day up to which the landlord's books are known.
    pub books_as_of: Day,
    /// Working days and delivery days.
    pub calendar: &'a EquatedDays,
    /// How the landlord sends.
    pub settings: &'a SendSettings,
    /// Who rents what.
    pub head: &'a DossierHead,
    /// To whom it goes.
    pub to: &'a Addressee,
    /// The dossier, without the step itself.
    pub dossier: &'a Dossier,
    /// Account and standing on this day.
    pub desk: &'a Desk,
    /// The day of the month that his own rhythm proposes to the tenant.
    pub proposed_pay_day: Option<u8>,
    /// The cycle of the step.
    pub cycle: Day,
    /// The items it is about, oldest first.
    pub items: &'a [OpenItem],
    /// Over which channel.
    pub channel: ContactChannel,
    /// What it asks for.
    pub amount: Option<Cents>,
    /// The personal payment code, eight signs.
    pub code: &'a str,
    /// Costs and terms.
    pub road: &'a LegalRoad,
}

/// Values by field.
#[derive(Debug)]
pub struct Fields(BTreeMap<&'static str, String>);

impl Fields {
    /// Fills in what is known.
    pub fn of(known: &Known) -> Fields {
        let mut fields = Fields(BTreeMap::new());
        fields.who(known);
        fields.money(known);
        fields.costs(known);
        fields.days(known);
        fields.payment(known);
        fields
    }

    /// The value of a field; `None` when it is not known.
    pub fn value(&self, field: &str) -> Option<String> {
        self.0.get(field).cloned()
    }

    fn put(&mut self, field: &'static str, value: impl Into<String>) {
        let value: String = value.into();
        if !value.trim().is_empty() {
            self.0.insert(field, value);
        }
    }

    fn who(&mut self, known: &Known) {
        let Known { head, to, settings, .. } = known;
        self.put("naam", &to.name);
        let letter = known.letter_is_for_heirs();
        self.put("aanhef", if letter { "nabestaanden".to_string() } else { known.greeting() });
        if !head.street.is_empty() {
            self.put("adres", format!("{}, {} {}", head.street, head.postcode, head.town));
        }
        self.put("contractnummer", &head.dossier);
        self.put("gemeente", &head.municipality);
        let is_objection = |held: &Circumstance| {
            held.kind == CircumstanceKind::SignalObjection && held.holds_on(known.today)
        };
        let objects = known.dossier.circumstances.iter().any(is_objection);
        self.put("geen_bezwaar", if objects { "" } else { "ja" });
        self.put("melding_volgt", if known.road.signal_may_follow { "ja" } else { "" });
        let sender = &settings.sender;
        self.put("verhuurder", &sender.name);
        self.put("website", &sender.website);
        self.put("mailadres", &sender.mail_address);
        self.put("telefoon", &sender.phone);
        if let Some(consultant) = settings.consultant(&head.district) {
            self.put("consulent", &consultant.name);
            self.put("consulent_voornaam", consultant.name.split(' ').next().unwrap_or_default());
            self.put("telefoon", &consultant.phone);
        }
    }

    fn money(&mut self, known: &Known) {
        let items = known.items;
        let line = |item: &OpenItem| {
            let (kind, month) = (capital(item.kind.dutch()), item.due_on.month().dutch());
            let day = known.desk.standing.pay_day.agreed(item.kind, item.due_on);
            format!("- {kind} {month}: {}. U moest dit betalen op {}.", euros(item.open), day.dutch())
        };
        let paid = paid_of(items, &known.dossier.entries, &known.desk.account, known.today);
        self.put("deel_betaald", if paid.0 > 0 { euros(paid) } else { String::new() });
        if !items.is_empty() {
            self.put("posten_samen", euros(items.iter().map(|item| item.open).sum()));
        }
        self.put("posten", items.iter().map(line).collect::<Vec<_>>().join("\n"));
        let mut months: Vec<Month> = items.iter().map(|item| item.due_on.month()).collect();
        if months.is_empty() {
            months.push(known.cycle.month());
        }
        months.sort_unstable();
        months.dedup();
        self.put("maanden", joined(&months));
        self.put(
            "aantal_maanden",
            match months.len() {
                1 => "1 maand".to_string(),
                more => format!("{more} maanden"),
            },
        );
        if let Some(amount) = known.amount {
            self.put("bedrag", euros(amount));
            let has_code =
                known.channel == ContactChannel::Letter && !known.settings.sender.payment_site.is_empty();
            self.put("qr", if has_code { "ja" } else { "" });
        }
        let balance = known.desk.account.balance_to_tell(known.dossier, known.today);
        self.put("saldo", euros(balance));
        if let Some(rent) = known.desk.standing.rent {
            self.put("huur", euros(rent));
        }
        if let Some((day, cents)) =
            known.desk.standing.arrangement().and_then(|state| state.missed.or(state.next))
        {
            self.put("termijnbedrag", euros(cents));
            self.put("termijndag", day.dutch());
        }
        if let Some(arrangement) = known.dossier.arrangements.last() {
            let line = |(day, cents): &(Day, Cents)| format!("- Op {}: {}.", day.dutch(), euros(*cents));
            let total: Cents = arrangement.instalments.iter().map(|(_, cents)| *cents).sum();
            self.put("regeling_samen", euros(total));
            self.put("regeling", arrangement.instalments.iter().map(line).collect::<Vec<_>>().join("\n"));
        }
    }

    /// What a 14-day letter of today announces, to the cent; or that it announces none.
    fn costs(&mut self, known: &Known) {
        self.put("laatste_dag", known.road.last_day.map_or(String::new(), Day::dutch));
        let Ok(draft) = &known.road.draft else { return };
        match draft.costs {
            Ok(costs) => {
                self.put("incassokosten", euros(costs.total()));
                self.put("totaal_met_kosten", euros(draft.principal + costs.total()));
            }
            Err(_) => self.put("zonder_kosten", "ja"),
        }
    }

    fn days(&mut self, known: &Known) {
        let standing = &known.desk.standing;
        let optional = |day: Option<Day>| day.map_or(String::new(), Day::dutch);
        self.put("vandaag", known.today.dutch());
        // Money that others saw since counts too, so that is when we looked.
        let is_seen = |entry: &&Entry| entry.kind == EntryKind::SeenPayment && entry.booked_on <= known.today;
        let seen = known.dossier.entries.iter().filter(is_seen).map(|entry| entry.booked_on).max();
        self.put("peildatum", known.books_as_of.max(seen.unwrap_or(known.books_as_of)).dutch());
        let oldest = standing.oldest.map(|(due_on, _)| standing.pay_day.agreed(EntryKind::Rent, due_on));
        self.put("vervaldag", optional(oldest));
        self.put("einddatum", optional(known.dossier.tenancy.ends_on));
        let answer = known.calendar.working_day_from(known.arrives() + DAYS_TO_ANSWER);
        self.put("uiterlijk", answer.dutch());
        self.put("signaaldag", stated_signal_day(known.channel, known.today, known.calendar).dutch());
        let next = (known.today.month() + 1).first_day();
        let pay_day = standing.pay_day.pay_by(if known.cycle > known.today { known.cycle } else { next });
        self.put("betaaldag", pay_day.dutch());
        self.put("gewone_betaaldag", known.proposed_pay_day.map_or(String::new(), |day| day.to_string()));
        let sent = known.dossier.steps.iter().rev().find(|step| step.channel.is_some());
        self.put("vorige_brief", optional(sent.map(|step| step.day)));
        let since = standing.oldest.map(|(due_on, _)| due_on);
        self.put("pogingen", attempts(known.dossier, since, known.today));
    }

    fn payment(&mut self, known: &Known) {
        let sender = &known.settings.sender;
        self.put("iban", grouped(&sender.iban));
        self.put("ten_name_van", &sender.in_the_name_of);
        self.put("kenmerk", &known.head.dossier);
        match known.head.debit_account.as_str() {
            "" => self.put("zonder_incasso", "ja"),
            account => self.put("incassorekening", grouped(account)),
        }
        if !sender.payment_site.is_empty() {
            self.put("betaalsite", &sender.payment_site);
            self.put("code", shown(known.code));
            self.put("betaallink", format!("{}/b/{}", sender.payment_site, known.code));
        }
    }
}

impl Known<'_> {
    /// Who follows *Beste*: on paper all who are on the envelope, elsewhere the one who reads it.
    fn greeting(&self) -> String {
        let others = if self.channel == ContactChannel::Letter { self.to.others.as_slice() } else { &[] };
        let names = std::iter::once(&self.to.name).chain(others);
        in_a_row(&names.map(|name| greeted(name)).collect::<Vec<_>>())
    }

    fn letter_is_for_heirs(&self) -> bool {
        self.to.deceased
    }

    /// The day on which it is presumed to be read: post is posted a working day later and takes two delivery days.
    pub fn arrives(&self) -> Day {
        if self.channel != ContactChannel::Letter {
            return self.today;
        }
        let posted = self.calendar.plus_working_days(self.today, 1);
        presumed_delivery(&LetterRule { delivery_days: 2, ..LetterRule::default() }, self.calendar, posted)
    }
}

/// `K7QF-M3XR`
pub fn shown(code: &str) -> String {
    match code.split_at_checked(4) {
        Some((first, second)) => format!("{first}-{second}"),
        None => code.to_string(),
    }
}

/// An account in groups of four.
pub fn grouped(iban: &str) -> String {
    let signs: Vec<char> = iban.chars().filter(|c| !c.is_whitespace()).collect();
    signs.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// `Op 5 november 2026 ging er een brief uit. Op 9 november 2026 is er gebeld.`
fn attempts(dossier: &Dossier, since: Option<Day>, today: Day) -> String {
    let Some(since) = since else { return String::new() };
    let sent = dossier.steps.iter().filter_map(|step| Some((step.day, step.channel?)));
    let ours = dossier.contacts.iter().filter(|contact| !contact.incoming);
    let mut told: Vec<(Day, &str)> = sent
        .chain(ours.map(|contact| (contact.day, contact.channel)))
        .filter(|(day, _)| *day > since && *day <= today)
        .filter_map(|(day, channel)| Some((day, what_was_done(channel)?)))
        .collect();
    told.sort_unstable();
    told.dedup();
    let sentences: Vec<String> =
        told.into_iter().map(|(day, what)| format!("Op {} {what}.", day.dutch())).collect();
    sentences.join(" ")
}

/// What was done over a channel, without speaking to anybody.
fn what_was_done(channel: ContactChannel) -> Option<&'static str> {
    match channel {
        ContactChannel::Letter => Some("ging er een brief uit"),
        ContactChannel::Email => Some("ging er een e-mail uit"),
        ContactChannel::Sms | ContactChannel::Whatsapp => Some("ging er een bericht uit"),
        ContactChannel::Phone => Some("is er gebeld"),
        ContactChannel::Visit => Some("is er aangebeld"),
        ContactChannel::Counter => None,
    }
}

fn euros(cents: Cents) -> String {
    format!("€ {cents}")
}

/// `oktober en november`
fn joined(months: &[Month]) -> String {
    let names: Vec<String> =
        months.iter().map(|month| DUTCH_MONTHS[month.ym().1 as usize - 1].to_string()).collect();
    in_a_row(&names)
}

/// `A, B en C`
pub fn in_a_row(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} en {last}", first.join(", ")),
    }
}

#[cfg(test)]
#[path = "fields_tests.rs"]
mod tests;
