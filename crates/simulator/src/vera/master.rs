//! Units, relations and tenancies: each appears when the contract is signed, and again when something about it changes.

use super::Window;
use super::json::{Object, line};
use crate::life::Life;
use crate::people::Person;
use domain::calendar::{Day, Month};
use domain::dossier::{CircumstanceKind, ContactChannel};

pub(crate) fn units(lives: &[Life], window: Window) -> Vec<u8> {
    let mut out = Vec::new();
    for life in lives.iter().filter(|life| window.holds(life.term.signed_on)) {
        let home = &life.home;
        line(&mut out, |unit| {
            unit.text("idExtern", &unit_id(life));
            unit.code("soort", "WOO");
            unit.object("adres", |address| {
                address.text("straatnaam", home.street);
                address.text("huisnummer", &home.house_number.to_string());
                address.text_if("huisletter", home.house_letter);
                address.text("postcode", &home.postcode());
                address.object("woonplaats", |town| town.text("naam", home.town));
                address.object("gemeente", |municipality| municipality.text("naam", home.municipality));
            });
            unit.object("wijk", |district| district.text("naam", home.district));
        });
    }
    out
}

pub(crate) fn relations(lives: &[Life], window: Window) -> Vec<u8> {
    let mut out = Vec::new();
    if window.after == Day(i32::MIN) {
        for number in 0..ADMINISTRATORS {
            administrator(&mut out, number);
        }
    }
    for life in lives {
        let administered = life.administered_by_role();
        let known = administered.map(|(known, _)| known);
        let changes = [Some(life.term.signed_on), life.term.death_known_on, known, life.email_bad_on];
        if !life.known_on(window.until) || !window.holds_any(changes) {
            continue;
        }
        line(&mut out, |relation| tenant(relation, life, window.until));
        if let Some(partner) = life.co_tenant.filter(|_| window.holds(life.term.signed_on)) {
            line(&mut out, |relation| person(relation, &format!("{}-2", person_id(life)), &partner, false));
        }
    }
    out
}

/// How many administrators the town has.
const ADMINISTRATORS: u32 = 12;

fn administrator(out: &mut Vec<u8>, number: u32) {
    line(out, |relation| {
        relation.text("idExtern", &administrator_id(number));
        relation.code("soort", "NAT");
        relation.text("achternaam", &format!("Bewindvoering Voorbeeld {}", number + 1));
        relation.list("contactgegevens", [number], |detail, number| {
            detail.code("soort", "EMA");
            detail.text("waarde", &format!("bewind.{}@voorbeeld.example", number + 1));
            detail.code("status", "GEV");
        });
    });
}

fn administrator_id(number: u32) -> String {
    format!("R-BWI-{:02}", number + 1)
}

fn tenant(relation: &mut Object, life: &Life, day: Day) {
    person(relation, &person_id(life), &life.tenant, life.email_bad(day));
    if life.known_deceased(day) {
        relation.day_if("overlijdensdatum", life.term.died_on);
    }
    if let Some((_, since)) = life.administered_by_role().filter(|(known, _)| *known <= day) {
        relation.list("rollen", [since], |role, since| {
            role.code("soort", "BWI");
            role.day("begindatum", since);
            role.reference("rolRelatie", &administrator_id(life.index % ADMINISTRATORS));
        });
    }
}

fn person(relation: &mut Object, id: &str, person: &Person, email_bad: bool) {
    relation.text("idExtern", id);
    relation.code("soort", "NAT");
    relation.text("voorletters", &initials(person.initials));
    relation.text_if("tussenvoegsels", person.prefix);
    relation.text("achternaam", person.surname);
    relation.text_if("aanhef", person.salutation);
    relation.day("geboortedatum", person.born_on);
    relation.code("voorkeurstaal", person.language);
    let status = if email_bad { "ONG" } else { "GEV" };
    let details =
        [("EMA", person.email(), status), ("MOB", person.mobile(), "GEV"), ("TEL", person.phone(), "GEV")];
    let held =
        details.into_iter().filter_map(|(code, value, status)| value.map(|value| (code, value, status)));
    relation.list("contactgegevens", held, |detail, (code, value, status)| {
        detail.code("soort", code);
        detail.text("waarde", &value);
        detail.code("status", status);
    });
    let codes =
        [(ContactChannel::Email, "EMA"), (ContactChannel::Sms, "MOB"), (ContactChannel::Phone, "TEL")];
    let refused: Vec<&str> =
        codes.iter().filter(|(channel, _)| person.refused.has(*channel)).map(|(_, code)| *code).collect();
    let mut preferences = Vec::new();
    if !refused.is_empty() {
        preferences.push(("NIE", None, refused));
    }
    if let Some(since) = person.whatsapp_since() {
        preferences.push(("APP", Some(since), vec!["MOB"]));
    }
    if !preferences.is_empty() {
        relation.list("communicatievoorkeuren", preferences, |preference, (code, since, details)| {
            preference.code("soort", code);
            if let Some(since) = since {
                preference.day("begindatum", since);
            }
            preference.list("contactgegevens", details, |detail, code| detail.code("soort", code));
        });
    }
}

/// `AM` becomes `A.M.`
fn initials(letters: &str) -> String {
    letters.chars().flat_map(|letter| [letter, '.']).collect()
}

pub(crate) fn tenancies(lives: &[Life], window: Window) -> Vec<u8> {
    let mut out = Vec::new();
    for life in lives.iter().filter(|life| life.known_on(window.until) && tenancy_changed(life, window)) {
        line(&mut out, |tenancy| write_tenancy(tenancy, life, window.until));
    }
    out
}

fn tenancy_changed(life: &Life, window: Window) -> bool {
    let term = &life.term;
    let pay_day = life.accepted_pay_day.map(|(known, _)| known);
    let ended = term.ends_on.map(Day::next);
    let rise = Month::from_ym(window.until.ymd().0, 7).first_day();
    window.holds_any([
        Some(term.signed_on),
        Some(term.starts_on),
        term.notice_on,
        ended,
        pay_day,
        life.debit_switched_on,
        (!life.frozen_rent && term.runs_on(rise)).then_some(rise),
    ])
}

fn write_tenancy(tenancy: &mut Object, life: &Life, day: Day) {
    let term = &life.term;
    let notice_on = term.notice_on.filter(|notice| *notice <= day);
    tenancy.text("idExtern", &life.dossier());
    tenancy.code("soort", "HUU");
    tenancy.code("status", status(life, day));
    tenancy.day("begindatum", term.starts_on);
    tenancy.day_if("einddatum", term.ends_on_known(day));
    tenancy.day_if("opzegdatum", notice_on);
    tenancy.cents("brutohuur", life.rent_on(day));
    let people =
        [Some((person_id(life), "HUU")), life.co_tenant.map(|_| (format!("{}-2", person_id(life)), "MDH"))];
    tenancy.list("relaties", people.into_iter().flatten(), |relation, (id, role)| {
        relation.text("idExtern", &id);
        relation.code("rol", role);
    });
    tenancy.list("eenheden", [unit_id(life)], |unit, id| unit.text("idExtern", &id));
    ways_of_paying(tenancy, life, day);
    tenancy.list("sturingslabels", [life.erp_class], |label, class| {
        label.code("soort", "KLANTCLASSIFICATIE");
        label.code("label", class);
    });
    tenancy.code("bewakingsstatus", "NOR");
    tenancy.extra(&[("voorwaardenversie", life.terms_version)]);
}

fn status(life: &Life, day: Day) -> &'static str {
    let term = &life.term;
    if term.ends_on.is_some_and(|last| last < day) {
        "BEE"
    } else if term.ends_on_known(day).is_some() {
        "OPG"
    } else {
        "LOP"
    }
}

/// The way of paying that held, and the one that holds; the accepted own pay day stands with payment by hand.
fn ways_of_paying(tenancy: &mut Object, life: &Life, day: Day) {
    let begin = life.term.starts_on;
    let switched = life.debit_switched_on.filter(|switched| *switched <= day && *switched > begin);
    let now = (life.direct_debit_on(day), switched.unwrap_or(begin), None);
    let before = switched.map(|switched| (life.habits.direct_debit, begin, Some(switched.previous())));
    tenancy.list("betaalwijzen", before.into_iter().chain([now]), |way, (by_debit, since, until)| {
        way.code("soort", if by_debit { "INC" } else { "OVB" });
        if let Some(pay_day) = life.accepted_pay_day_on(day).filter(|_| !by_debit) {
            way.code("incassomoment", &format!("{pay_day:03}"));
        }
        way.day("begindatum", since);
        way.day_if("einddatum", until);
    });
}

impl Life {
    /// Half of the landlord's files show administration as a role of the relation: day known and first day.
    pub(super) fn administered_by_role(&self) -> Option<(Day, Day)> {
        let shown = self.index.is_multiple_of(2);
        let administered =
            self.circumstances.iter().find(|known| known.kind == CircumstanceKind::Administration);
        administered.filter(|_| shown).map(|happening| (happening.known_on, happening.since))
    }
}

fn unit_id(life: &Life) -> String {
    format!("E-{:07}", life.index + 1)
}

pub(super) fn person_id(life: &Life) -> String {
    format!("R-{:07}", life.index + 1)
}
