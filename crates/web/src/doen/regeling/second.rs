//! The second person: an arrangement outside the landlord's limits is agreed to or refused by somebody else than who asked, and
//! can be withdrawn by who asked.

use axum::response::Response;
use domain::arrangement::terms::{check_limits, items_to_arrange};
use domain::dossier::Arrangement;
use domain::ids::TenancyId;
use domain::money::Cents;
use domain::policy::TaskKind;
use domain::staff::Right;
use maud::{Markup, html};
use store::Book;
use store::acts::{AskedArrangement, Record};
use store::post::Moment;

use super::confirmation::Confirmation;
use super::{comes_back, end_running, in_words, recorded, terms};
use crate::answer::Failure;
use crate::app::{Change, House, Visit};
use crate::asked::{Asked, encode};
use crate::case::Present;
use crate::formulier::{self, Wrong};
use crate::signed::Signed;
use crate::{parts, tweede};

/// Why who looks may not agree, if so.
fn may_not_agree(
    house: &House,
    book: &Book,
    (who, now): (&Signed, Moment),
    waits: &AskedArrangement,
) -> Result<Option<String>, Failure> {
    if waits.by == who.id() {
        return Ok(Some("U vroeg dit zelf. Een teamleider die dit niet vroeg, beslist.".into()));
    }
    tweede::may_not_agree(house, book, who, now)
}

/// Why it cannot be agreed to any more, if so.
fn is_overtaken(present: &Present, house: &House, asked: &Arrangement) -> Option<String> {
    let first = asked.instalments.first().map_or(present.today, |(day, _)| *day);
    if first < present.today {
        return Some(format!("De eerste termijn was op {}: die dag is voorbij.", first.dutch()));
    }
    let total: Cents = asked.instalments.iter().map(|(_, cents)| *cents).sum();
    let items = items_to_arrange(&present.ground(house));
    let covered = items.iter().filter(|item| item.due_on <= asked.covers_until);
    let open: Cents = covered.map(|item| item.open).sum();
    (open != total)
        .then(|| format!("Er staat nu {} open in plaats van {}.", parts::money(open), parts::money(total)))
}

/// What is asked, and what who looks can do with it.
pub(super) fn section(
    visit: &Visit,
    number: &str,
    (present, id): (&Present, TenancyId),
    waits: &AskedArrangement,
    form: &Asked,
    wrong: &Wrong,
) -> Result<Markup, Failure> {
    let asked = &waits.arrangement;
    let checks = check_limits(&present.ground(visit.house), asked.agreed_on, &asked.instalments);
    let overtaken = is_overtaken(present, visit.house, asked);
    let not = may_not_agree(visit.house, visit.book, (visit.who, visit.now), waits)?;
    Ok(html! {
        section.kader.nu aria-labelledby="gevraagd" {
            h2 #gevraagd { span.kopje { "Wacht op akkoord" } (in_words(&asked.instalments)) }
            p { (waits.name) " vroeg dit op " (parts::day(asked.agreed_on)) ": " q { (waits.why) } }
            (terms(&asked.instalments))
            ul.regels { @for check in checks.iter().filter(|check| !check.is_kept) { li { "Past niet bij het beleid: " (check.sentence) } } }
            @if let Some(why) = &overtaken { p.melding { (why) " Akkoord geven kan niet meer. Trek de vraag in of wijs haar af, en maak een nieuwe regeling." } }
            form.doen method="post" action={ "/dossier/" (encode(number)) "/doe/regeling" } {
                (formulier::unseen(visit, id, form)?)
                input type="hidden" name="vraag" value=(waits.act);
                @match not {
                    None => {
                        (formulier::words(wrong, "notitie", "Waarom? (bij akkoord mag dit leeg)", form.get("notitie"), false))
                        @if overtaken.is_none() { (Confirmation::of(visit.house, &present.dossier, id, "", asked).line()) }
                        p.knoppen {
                            @if overtaken.is_none() { button.hoofd type="submit" name="wat" value="akkoord" { "Akkoord: leg de regeling vast" } }
                            button type="submit" name="wat" value="weigeren" { "Niet akkoord" }
                        }
                    }
                    Some(why) => p { (why) },
                }
                @if waits.by == visit.who.id() { p { button type="submit" name="wat" value="intrekken" { "Trek de vraag in" } } }
            }
        }
    })
}

/// The second person decides, or the first withdraws.
pub(super) fn decide(change: &mut Change, number: &str, id: TenancyId) -> Result<Response, Failure> {
    let gone = || Failure::Conflict("Hierover is al beslist, of de vraag is ingetrokken.".into());
    let waits = change.book.asked_arrangement(id)?.ok_or_else(gone)?;
    if change.form.get("vraag") != waits.act.to_string() {
        return Err(gone());
    }
    let refuses = change.form.get("wat") == "weigeren";
    let about = if refuses { "waarom u niet akkoord gaat" } else { "" };
    let note = match formulier::note(change.form.get("notitie"), about) {
        Ok(note) => note,
        Err(what) => return comes_back(change, number, id, &what),
    };
    let what = in_words(&waits.arrangement.instalments);
    let decided = Record::Decided(waits.act);
    if change.form.get("wat") == "intrekken" {
        if waits.by != change.who.id() {
            return Err(Failure::NotAllowed);
        }
        let kind = format!("vraag om akkoord ingetrokken: regeling van {what}");
        return recorded(change, number, id, &kind, note, "", vec![decided]);
    }
    match may_not_agree(change.house, change.book, (change.who, change.now), &waits)? {
        Some(_) if !change.who.may(Right::Agree) => return Err(Failure::NotAllowed),
        Some(why) => return Err(Failure::Form(why)),
        None => {}
    }
    if refuses {
        let kind = format!("niet akkoord met een regeling: {what}");
        return recorded(change, number, id, &kind, note, "", vec![decided]);
    }
    let present = Present::of(change.house, change.book, id, change.now.day)?;
    if let Some(why) = is_overtaken(&present, change.house, &waits.arrangement) {
        return Err(Failure::Conflict(format!("{why} Akkoord geven kan niet meer.")));
    }
    let mut records = vec![decided];
    records.extend(end_running(change.book, change.house, id, &present)?);
    let agreed = Arrangement { agreed_on: present.today, ..waits.arrangement };
    let confirmed = Confirmation::of(change.house, &present.dossier, id, "", &agreed);
    let (letter, by) = confirmed.sending(change.now.seconds);
    records.push(Record::Arrangement(agreed));
    records.extend(letter);
    let kind = format!("akkoord met een regeling, gevraagd door {}: {what}{by}", waits.name);
    let task = change.book.open_task(id, TaskKind::Arrangement)?;
    recorded(change, number, id, &kind, note, &task, records)
}
