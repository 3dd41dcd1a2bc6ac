//! The short forms on the page of a dossier: what came of a call or a visit, a promise, a hold, a dispute, a finding, help.
//!
//! A form that could not be carried out stands there as it was filled in, open, with what is wrong beside the field.

use domain::ids::TenancyId;
use domain::policy::TaskKind;
use maud::{Markup, html};
use store::screens::{DossierHead, PersonLine};

use super::bellen;
use super::deed::{FINDINGS, FURTHEST_PROMISE, LONGEST_HOLD, note_field};
use super::finishing::{TRIES, unanswered};
use super::stuiting;
use crate::answer::Failure;
use crate::app::Visit;
use crate::asked::{Asked, encode};
use crate::case::Case;
use crate::formulier::{self, Wrong, field, key_button, key_button_after};
use crate::{parts, werk};

/// What was sent, when it comes back.
struct Back<'a> {
    form: &'a Asked,
    wrong: &'a Wrong,
}

impl Back<'_> {
    /// Is it this form that comes back?
    fn is_of(&self, deed: &str) -> bool {
        !self.wrong.is_empty() && self.form.get("handeling") == deed
    }

    /// What was filled in, when it is this form that comes back.
    fn filled(&self, deed: &str, name: &str) -> &str {
        if self.is_of(deed) { self.form.get(name) } else { "" }
    }

    /// A field for an amount.
    fn amount(&self, deed: &str, id: &str, label: &str, required: bool) -> Markup {
        let input = html! {
            input id=(id) name="bedrag" inputmode="decimal" required[required] placeholder=[required.then_some("549,40")]
                value=(self.filled(deed, "bedrag")) aria-describedby=[self.wrong.describes(id)];
        };
        field(self.wrong, id, label, &input)
    }

    /// A field for a last day.
    fn until(
        &self,
        deed: &str,
        id: &str,
        label: &str,
        usual: &str,
        within: (domain::calendar::Day, i32),
    ) -> Markup {
        let (first, days) = within;
        let value = if self.is_of(deed) { self.form.get("tot") } else { usual };
        let input = html! {
            input id=(id) name="tot" type="date" required min=(first) max=(first + days) value=(value) aria-describedby=[self.wrong.describes(id)];
        };
        field(self.wrong, id, label, &input)
    }

    /// A form that opens when it is needed.
    fn more(&self, (key, title): (&str, &str), deed: &str, to: &str, inside: &Markup, why: bool) -> Markup {
        let id = note_field(deed);
        html! {
            details.doen-meer open[self.is_of(deed)] {
                summary data-toets=[(!key.is_empty()).then_some(key)] { (title) @if !key.is_empty() { " " kbd { (key.to_uppercase()) } } }
                form method="post" action=(to) {
                    (inside)
                    (field(self.wrong, id, if why { "Waarom" } else { "Notitie (mag leeg)" }, &html! {
                        textarea id=(id) name="notitie" rows="2" required[why] aria-describedby=[self.wrong.describes(id)] { (self.filled(deed, "notitie")) }
                    }))
                    p { button type="submit" name="handeling" value=(deed) { "Leg vast" span.verborgen { ": " (title) } } }
                }
            }
        }
    }
}

/// The forms, for who may record. `asked` is what the address asks, or the form that comes back with something wrong.
pub(crate) fn section(
    visit: &Visit,
    head: &DossierHead,
    asked: &Asked,
    case: &Case,
    wrong: &Wrong,
) -> Result<Markup, Failure> {
    let (id, number) = (case.dossier.tenancy.id, head.dossier.as_str());
    let mut numbers: Vec<&String> = Vec::new();
    for number in head.persons.iter().flat_map(PersonLine::numbers) {
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    let tasks = visit.book.open_tasks_of(id)?;
    let task = tasks.iter().find(|(id, _)| id == asked.get("taak")).or(tasks.first());
    let kind = task.map_or("", |(_, kind)| kind.as_str());
    let to = format!("/dossier/{}/doe", encode(number));
    let list = werk::lijst::at_hand(asked);
    let elsewhere = |page: &str| werk::lijst::keep_in(&format!("{to}{page}"), asked);
    let hidden = html! {
        (formulier::unseen(visit, id, asked)?)
        @if let Some((id, _)) = task { input type="hidden" name="taak" value=(id); }
    };
    Ok(html! {
        section.kader.doen aria-labelledby="doen" {
            h2 #doen { span.kopje { "Doen" } @if kind.is_empty() { "Geen open taak" } @else { (werk::spoken(kind)) } }
            @if kind == TaskKind::FourteenDayLetter.dutch() {
                @let from = if list.is_empty() { list } else { format!("?{list}") };
                p { a.knop href={ "/dossier/" (encode(number)) "/veertiendagenbrief" (from) } data-toets="v" { "Bekijk en verstuur de brief " kbd { "V" } } }
            }
            @if kind == TaskKind::EarlySignal.dutch() {
                p { a.knop href=(werk::lijst::keep_in(&format!("/dossier/{}/vroegsignaal", encode(number)), asked)) data-toets="v" { "Bekijk en geef door " kbd { "V" } } }
            }
            @if kind == TaskKind::CheckMoney.dutch() { (seen_money(visit, case.dossier.tenancy.id, task)?) }
            @if kind == TaskKind::Call.dutch() {
                (bellen::section(visit, head))
                @let tries = unanswered(&case.dossier, visit.now.day) % TRIES;
                @if tries > 0 { p { "Dit is poging " (tries + 1) " van " (TRIES) ". Kies een ander deel van de dag, ook eens de avond." } }
            }
            (outcome(&to, &hidden, (kind, task.is_some()), &numbers, &Back { form: asked, wrong }))
            (others(visit, &to, &hidden, &Back { form: asked, wrong }))
            p.knoppen.elders {
                a.knop.rustig href=(elsewhere("/bericht")) data-toets="m" { "Bericht " kbd { "M" } }
                a.knop.rustig href=(elsewhere("/regeling")) data-toets="r" { "Regeling " kbd { "R" } }
                a.knop.rustig href=(elsewhere("/betaaldag")) { "Betaaldag" }
                a.knop.rustig href=(elsewhere("/doorverwijzing")) { "Doorverwijzen naar hulp" }
                a.knop.rustig href=(elsewhere("/beeindigen")) { "Beëindigen of terugdraaien" }
                a.knop.rustig href=(elsewhere("/indeling")) { "Indeling kiezen" }
                a.knop.rustig href=(elsewhere("/code")) { "Code intrekken" }
                @if stuiting::is_a_question(&case.ground(visit.house)) { a.knop.rustig href=(elsewhere("/stuiting")) { "Stuiting vastleggen" } }
            }
        }
    })
}

/// The money that a task asks about, and where a person says what it was.
fn seen_money(visit: &Visit, id: TenancyId, task: Option<&(String, String)>) -> Result<Markup, Failure> {
    let asked = match task {
        Some((task, _)) => visit.book.seen_money_behind(id, task)?,
        None => None,
    };
    Ok(html! {
        @if let Some(row) = asked {
            p { (row.sentence()) ". "
                @if row.in_doubt.0 > 0 { "Tot u zegt wat het was, vragen wij de huurder niets." }
                @else { "Wacht uw administratie nog op deze betaling? Sluit dan de taak; over veertien dagen vragen wij het weer." } }
            p { a.knop href={ "/bank/gezien/" (encode(&row.money.key)) } { "Zeg wat het was" } }
        }
    })
}

/// What came of a call or a visit: one key each.
fn outcome(
    to: &str,
    hidden: &Markup,
    (kind, has_task): (&str, bool),
    numbers: &[&String],
    back: &Back,
) -> Markup {
    let own = !back.wrong.is_empty() && note_field(back.form.get("handeling")) == "notitie";
    let filled = if own { back.form.get("notitie") } else { "" };
    html! {
        form method="post" action=(to) {
            (hidden)
            (field(back.wrong, "notitie", if has_task { "Notitie (nodig bij “Alleen notitie” en “Taak klaar”)" } else { "Notitie" }, &html! {
                textarea #notitie name="notitie" rows="2" data-toets="n" aria-describedby=[back.wrong.describes("notitie")] { (filled) }
            }))
            p.knoppen {
                @if kind == TaskKind::Visit.dutch() {
                    (key_button("1", "thuis-gesproken", "Gesproken aan huis")) (key_button("2", "niet-thuis", "Niet thuis"))
                } @else {
                    (key_button("1", "gesproken", "Gesproken")) (key_button("2", "geen-gehoor", "Geen gehoor"))
                    @for (at, number) in numbers.iter().enumerate() { (wrong_number(at, number, numbers.len())) }
                }
                (key_button_after("notitie", "5", "notitie", "Alleen notitie"))
                @if has_task { (key_button_after("notitie", "e", "klaar", "Taak klaar")) }
            }
            @if has_task && ![TaskKind::Call, TaskKind::Visit].iter().any(|asks| asks.dutch() == kind) {
                p.zacht { "Een gesprek staat in de tijdlijn; deze taak blijft liggen tot u “Taak klaar” kiest." }
            }
        }
    }
}

/// Somebody else answered: the button names the number where there are more.
fn wrong_number(at: usize, number: &str, of: usize) -> Markup {
    let (deed, key) = (format!("verkeerd-nummer:{number}"), (at == 0).then_some("4"));
    html! {
        button type="submit" name="handeling" value=(deed) data-toets=[key] {
            "Verkeerd nummer" @if of > 1 { ": " (number) } @if let Some(key) = key { " " kbd { (key) } }
        }
    }
}

fn others(visit: &Visit, to: &str, hidden: &Markup, back: &Back) -> Markup {
    let today = visit.now.day;
    let month = (today + 31).to_string();
    html! {
        (back.more(("3", "Toezegging"), "toezegging", to, &html! {
            (hidden)
            (back.amount("toezegging", "bedrag", "Bedrag", true))
            (back.until("toezegging", "tot", "Uiterlijk op", "", (today, FURTHEST_PROMISE)))
        }, false))
        (back.more(("p", "Alles stilzetten"), "pauze", to, &html! {
            (hidden) (back.until("pauze", "pauze-tot", "Tot en met", &month, (today, LONGEST_HOLD)))
        }, true))
        (back.more(("", "Klopt niet: betwist"), "betwist", to, &html! {
            (hidden) (back.amount("betwist", "betwist-bedrag", "Bedrag (leeg: alles)", false))
        }, true))
        (back.more(("", "Kan en wil betalen?"), "bevinding", to, &html! {
            (hidden)
            (field(back.wrong, "bevinding", "Vastgesteld", &html! {
                select #bevinding name="bevinding" required aria-describedby=[back.wrong.describes("bevinding")] {
                    option value="" { "Kies" }
                    @for (word, _, spoken) in FINDINGS {
                        option value=(word) selected[word == back.filled("bevinding", "bevinding")] { (parts::sentence(spoken)) }
                    }
                }
            }))
        }, true))
        (back.more(("", "Hulp loopt"), "hulp", to, hidden, true))
    }
}
