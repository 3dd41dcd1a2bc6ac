//! Proposals on `/post`, and `/post/voorstel/{id}`: messages that leave only when somebody lets them.
//!
//! Whoever may answer sees who, why and how much, reads the message as it would leave, and answers: let it go, or not, with a
//! reason. An answer can be taken back until the message has left. A letter with effect in law is answered one by one, after
//! reading. What is not answered is proposed anew by the next night. What is let go when it is too late for today leaves on the next
//! working day, when a night then wants the very same message; a letter with effect in law is asked about again.

use std::collections::{BTreeMap, BTreeSet};

use axum::response::Response;
use domain::dossier::{ContactChannel, Milestone};
use domain::send::{TimeOfDay, last_hour};
use maud::{Markup, html};
use store::post::{By, Moment, Outgoing, Proposal, Stage};

use crate::answer::{self, Failure};
use crate::app::{Change, House, Visit};
use crate::asked::{Asked, encode};
use crate::bericht::laid_out;
use crate::case::{self, Case};
use crate::frame::{self, Here};
use crate::parts;
use crate::post_room::{AsItLeaves, CAN_BE_TAKEN_BACK};

/// So many of one letter are shown, and let go, at once.
const AT_ONCE: usize = 50;
/// The longest reason. Characters.
const LONGEST_REASON: usize = 300;

/// The proposals of the last night about tenants whom this seat reaches.
fn within_reach(visit: &Visit) -> Result<Vec<Proposal>, Failure> {
    let Some(last) = &visit.last else { return Ok(Vec::new()) };
    let mut all = visit.book.proposals(last.id)?;
    all.retain(|one| visit.who.staff.seat.reaches(&one.district));
    Ok(all)
}

/// How many messages wait for who asks.
pub(crate) fn waiting(visit: &Visit) -> Result<usize, Failure> {
    let mut all = within_reach(visit)?;
    all.retain(|one| one.stage == Stage::Asked && may_answer(visit, one));
    Ok(all.len())
}

fn may_answer(visit: &Visit, one: &Proposal) -> bool {
    visit.who.staff.seat.releases(visit.house.policy.done_by(&one.step.0, &one.step.1))
}

/// Does the letter have effect in law, so that every one is decided apart?
fn is_serious(house: &House, letter: &str) -> bool {
    let known = house.policy.letters.iter().find(|known| known.id == letter);
    known.is_some_and(|letter| letter.milestone == Some(Milestone::FourteenDayLetter))
}

/// The line on `/werk`.
pub(crate) fn line(visit: &Visit) -> Result<Markup, Failure> {
    let number = waiting(visit)?;
    Ok(html! {
        @if number > 0 { p { a href="/post" {
            (parts::plural(number as u64, "bericht wacht", "berichten wachten")) " op uw vrijgave"
        } } }
    })
}

/// The section of `/post`.
pub(crate) fn section(visit: &Visit, asked: &Asked) -> Result<Markup, Failure> {
    let all = within_reach(visit)?;
    let of = |stage: Stage| all.iter().filter(move |one| one.stage == stage).collect::<Vec<&Proposal>>();
    let (open, released, declined) = (of(Stage::Asked), of(Stage::Released), of(Stage::Declined));
    if all.is_empty() {
        return Ok(done(asked));
    }
    visit.looks_at(None, "voorstellen");
    Ok(html! {
        section aria-labelledby="wacht-op-vrijgave" {
            h2 #wacht-op-vrijgave { "Wacht op vrijgave" }
            (done(asked))
            @if open.is_empty() { p { "Alles is beantwoord." } }
            @else {
                @for why in too_late_for(visit, open.iter().map(|one| (one.channel.as_str(), one.letter.as_str()))) { p.melding role="status" { (why) } }
                p { "Dit gaat alleen uit als u het laat gaan. Vlak voor het versturen kijken wij opnieuw: wie intussen betaalde, krijgt niets. Zonder antwoord vervalt het vannacht, en legt de nacht het opnieuw voor als het dan nog klopt." }
                @for group in open.chunk_by(|one, next| one.letter == next.letter) { (of_letter(visit, group)?) }
            }
            @if !released.is_empty() { (answered(visit, &released, "Vrijgegeven en nog niet weg", "Terughalen")) }
            @if !declined.is_empty() { (answered(visit, &declined, "Vandaag niet verstuurd", "Weer voorleggen")) }
        }
    })
}

/// What was just answered.
fn done(asked: &Asked) -> Markup {
    let count = |name: &str| asked.get(name).parse::<u64>().unwrap_or(0);
    let (gone, later, late, stuck) = (count("vrij"), count("morgen"), count("te-laat"), count("kan-niet"));
    html! {
        @if gone > 0 { p.melding.goed role="status" {
            (parts::plural(gone, "bericht", "berichten")) " vrijgegeven. Het eerste kwartier gaat er nog niets van uit: tot dan kunt u het terughalen."
        } }
        @if later > 0 { p.melding.goed role="status" {
            (parts::plural(later, "bericht", "berichten")) " vrijgegeven voor de eerstvolgende werkdag: vandaag is het te laat. Verandert er intussen iets, dan vragen wij het u opnieuw."
        } }
        @if late > 0 { p.melding role="status" { (parts::plural(late, "bericht was", "berichten waren")) " intussen al beantwoord, vervallen of weg." } }
        @if stuck > 0 { p.melding role="status" {
            (parts::plural(stuck, "bericht kan zo niet weg en is", "berichten kunnen zo niet weg en zijn")) " niet vrijgegeven. Kies “Bekijk” om te lezen waarom."
        } }
        @if !asked.get("niet").is_empty() { p.melding.goed role="status" { "Dit bericht gaat niet uit. De stap is overgeslagen." } }
        @if !asked.get("terug").is_empty() { p.melding.goed role="status" { "Teruggehaald: het wacht weer op vrijgave." } }
    }
}

fn of_letter(visit: &Visit, group: &[&Proposal]) -> Result<Markup, Failure> {
    let letter = &group[0].letter;
    let name = parts::letter_name(&visit.house.policy, letter);
    let shown = &group[..group.len().min(AT_ONCE)];
    let mut rows = Vec::new();
    for one in shown {
        let case = Case::of(visit, one.tenancy, visit.last.clone())?;
        rows.push((one, case.explanation.line));
    }
    let mine: Vec<&str> =
        shown.iter().filter(|one| may_answer(visit, one)).map(|one| one.id.as_str()).collect();
    let together = mine.len() > 1 && !is_serious(visit.house, letter);
    Ok(html! {
        details.voorstellen open {
            summary { strong { (name) } " · " (parts::plural(group.len() as u64, "bericht", "berichten")) }
            @if mine.is_empty() { p.zacht { "Hierover beslist uw teamleider." } }
            table.kaarten role="table" {
                caption.verborgen { "Voorstellen: " (name) }
                thead role="rowgroup" { tr role="row" {
                    th role="columnheader" scope="col" { "Huurder" } th role="columnheader" scope="col" { "Waarom" }
                    th.getal role="columnheader" scope="col" { "Gevraagd" } th role="columnheader" scope="col" { "Wacht" }
                    th role="columnheader" scope="col" { "Antwoord" }
                } }
                tbody role="rowgroup" { @for (one, why) in &rows { (row(visit, one, why)) } }
            }
            @if group.len() > shown.len() { p.zacht { "De eerste " (AT_ONCE) ". De rest volgt als deze beantwoord zijn." } }
            @if together {
                form.knoppen method="post" action="/post/voorstellen" {
                    (frame::seal(visit.who))
                    input type="hidden" name="nummers" value=(mine.join(","));
                    button type="submit" { "Laat deze " (mine.len()) " gaan" span.verborgen { ": " (name) } }
                }
            }
        }
    })
}

fn row(visit: &Visit, one: &Proposal, why: &str) -> Markup {
    let name = if one.name.is_empty() { &one.dossier } else { &one.name };
    let (may, at_once) = (may_answer(visit, one), !is_serious(visit.house, &one.letter));
    html! {
        tr role="row" {
            th role="rowheader" scope="row" {
                a href={ "/dossier/" (encode(&one.dossier)) } { (parts::sentence(name)) }
                span.onder { (one.dossier) }
            }
            td role="cell" { (why) }
            td.getal role="cell" { @if let Some(cents) = one.amount { (parts::money(cents)) } @else { span.zacht { "–" } } }
            td role="cell" { (waits(visit, one)) }
            td role="cell" {
                div.knoppen {
                    a.knop-klein href={ "/post/voorstel/" (one.id) } { "Bekijk" span.verborgen { " het bericht aan " (name) } }
                    @if may && at_once { (let_go(visit, one, name)) }
                }
            }
        }
    }
}

fn waits(visit: &Visit, one: &Proposal) -> Markup {
    html! { @match visit.now.day - one.since { ..=0 => "sinds vandaag", 1 => "1 dag", days => { (days) " dagen" } } }
}

fn let_go(visit: &Visit, one: &Proposal, name: &str) -> Markup {
    html! {
        form method="post" action={ "/post/voorstel/" (one.id) } {
            (frame::seal(visit.who))
            button type="submit" name="handeling" value="laat-gaan" { "Laat gaan" span.verborgen { ": " (name) } }
        }
    }
}

/// What was answered today and can still be taken back.
fn answered(visit: &Visit, list: &[&Proposal], title: &str, back: &str) -> Markup {
    html! {
        details {
            summary { (title) " (" (list.len()) ")" }
            ul.regels { @for one in list { li {
                a href={ "/dossier/" (encode(&one.dossier)) } { (parts::sentence(if one.name.is_empty() { &one.dossier } else { &one.name })) } ", "
                a href={ "/post/voorstel/" (one.id) } { (parts::letter_name(&visit.house.policy, &one.letter)) }
                @if !one.reason.is_empty() { span.onder { (one.reason) } }
                @if may_answer(visit, one) {
                    form method="post" action={ "/post/voorstel/" (one.id) } {
                        (frame::seal(visit.who))
                        button type="submit" name="handeling" value="terug" { (back) span.verborgen { ": " (one.name) } }
                    }
                }
            } } }
        }
    }
}

/// The proposal with this id, for somebody in whose reach it is.
fn find(visit: &Visit, id: &str) -> Result<Proposal, Failure> {
    let message = visit.book.message(id)?.ok_or(Failure::NoPage)?;
    case::within_reach(visit.book, &visit.who.staff.seat, message.tenancy)?;
    let found = within_reach(visit)?.into_iter().find(|one| one.id == id);
    found.ok_or_else(|| {
        Failure::Conflict("Dit voorstel is intussen vervallen of het bericht is al weg.".into())
    })
}

/// `/post/voorstel/{id}`: the message as it would leave, and the answers.
pub(crate) fn page(visit: &Visit, id: &str) -> Result<Response, Failure> {
    let one = find(visit, id)?;
    visit.looks_at(Some(one.tenancy), "voorstel");
    let case = Case::of(visit, one.tenancy, visit.last.clone())?;
    let title = parts::letter_name(&visit.house.policy, &one.letter);
    let seen = visit.house.post_room()?.message(id, false);
    let may = may_answer(visit, &one);
    let main = html! {
        p.terug { a href="/post" { "‹ Post" } }
        h1 { (title) " aan " (if one.name.is_empty() { one.dossier.clone() } else { one.name.clone() }) }
        p { a href={ "/dossier/" (encode(&one.dossier)) } { "Dossier " (one.dossier) } ". " (case.explanation.line) " Wacht " (waits(visit, &one)) "." }
        @match &seen {
            Ok(shown) => (as_it_leaves(shown, &format!("/post/voorstel/{id}/brief.pdf"))),
            Err(why) => p.melding.alarm { strong { "Zo kan dit bericht niet weg. " } (why) },
        }
        @for why in too_late_for(visit, [(one.channel.as_str(), one.letter.as_str())].into_iter()) { p.melding role="status" { (why) } }
        @match one.stage {
            Stage::Asked if may => (answers(visit, &one, seen.is_ok())),
            Stage::Asked => p.zacht { "Over dit bericht beslist uw teamleider." },
            Stage::Released => p { "Dit bericht is vrijgegeven en nog niet weg." },
            Stage::Declined => p { "Dit bericht gaat niet uit: besloten door " (one.reason) },
        }
    };
    Ok(frame::page(visit, &title, Here::Post, &main))
}

/// For which channels it is too late today, in words, of messages with their channel and letter; and what becomes of one that is let
/// go now.
fn too_late_for<'a>(visit: &Visit, messages: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<String> {
    let minute = soonest(visit.house, visit.now);
    let kinds: BTreeSet<(&str, bool)> =
        messages.map(|(channel, letter)| (channel, is_serious(visit.house, letter))).collect();
    let told = |(channel, serious): (&str, bool)| {
        let known = ContactChannel::ALL.into_iter().find(|known| known.dutch() == channel)?;
        let last = last_hour(&visit.house.policy.settings, known, minute)?;
        let then = if serious {
            "Laat u deze brief nu gaan, dan leggen wij hem morgen opnieuw voor."
        } else {
            "Laat u het nu gaan, dan gaat het de eerstvolgende werkdag uit. Verandert er intussen iets, dan vragen wij het u opnieuw."
        };
        Some(format!("Per {channel} gaat er vandaag niets meer uit: dat kan tot {last} uur. {then}"))
    };
    kinds.into_iter().filter_map(told).collect()
}

/// When a message leaves at the soonest that is let go now.
fn soonest(house: &House, now: Moment) -> TimeOfDay {
    TimeOfDay((house.wall)(now.seconds + CAN_BE_TAKEN_BACK).1)
}

/// A message as it would leave: what to know, to whom, and the words.
pub(crate) fn as_it_leaves(shown: &AsItLeaves, printed: &str) -> Markup {
    html! {
        dl.stand-lijst {
            div { dt { "Kanaal" } dd { (shown.channel) } }
            @if let Some(cents) = shown.amount { div { dt { "Gevraagd" } dd { (parts::money(cents)) } } }
            @for (name, text) in &shown.facts { div { dt { (name) } dd { (text) } } }
            @if !shown.leaves.is_empty() { div { dt { "Gaat uit" } dd { (shown.leaves) } } }
        }
        @if shown.channel == "brief" && !printed.is_empty() { p { a href=(printed) { "Bekijk hem zoals hij gedrukt wordt (pdf)" } } }
        article.brief aria-label="Tekst zoals hij weg zou gaan" {
            p.zacht { @for (at, line) in shown.to.iter().enumerate() { @if at > 0 { br; } (line) } }
            @if !shown.subject.is_empty() { p.onderwerp { span.zacht { "Onderwerp: " } (shown.subject) } }
            (laid_out(&shown.text))
        }
    }
}

fn answers(visit: &Visit, one: &Proposal, can_go: bool) -> Markup {
    let to = format!("/post/voorstel/{}", one.id);
    html! {
        section.kader.doen aria-labelledby="antwoord" {
            h2 #antwoord { "Uw antwoord" }
            @if can_go {
                form method="post" action=(to) {
                    (frame::seal(visit.who))
                    button.hoofd type="submit" name="handeling" value="laat-gaan" data-toets="1" { "Laat gaan " kbd { "1" } }
                }
            }
            form method="post" action=(to) {
                (frame::seal(visit.who))
                p { label for="reden" { "Waarom niet?" }
                    input #reden name="reden" required maxlength=(LONGEST_REASON) autocomplete="off"; }
                p { button type="submit" name="handeling" value="niet" { "Niet versturen" } }
            }
        }
    }
}

/// `/post/voorstel/{id}/brief.pdf`
pub(crate) fn printed(visit: &Visit, id: &str) -> Result<Response, Failure> {
    let one = find(visit, id)?;
    visit.looks_at(Some(one.tenancy), "voorstel als brief");
    let shown = visit.house.post_room()?.message(id, true).map_err(Failure::Form)?;
    Ok(answer::pdf(shown.pdf))
}

/// One proposal is answered, or an answer is taken back.
pub(crate) fn answer(change: &mut Change, id: &str) -> Result<Response, Failure> {
    let message = may_change(change, id)?;
    let (now, name) = (change.now, change.who.staff.name.clone());
    let by = By { name: &name, account: Some(change.who.id()) };
    let late = || {
        Failure::Conflict(
            "Dit voorstel is intussen beantwoord of vervallen, of het bericht is al weg.".into(),
        )
    };
    let (done, next) = match change.form.get("handeling") {
        "laat-gaan" if let Some(why) = cannot_go(change, &[id.to_string()])?.remove(id) => {
            return Err(Failure::Conflict(format!(
                "Zo kan dit bericht niet weg, dus het is niet vrijgegeven. {why}"
            )));
        }
        "laat-gaan" => match lets_go(change, &message)? {
            None => (false, ""),
            Some(Leaves::Today) => (true, "/post?vrij=1"),
            Some(Leaves::Later) => (true, "/post?morgen=1"),
        },
        "niet" => (change.book.decline(id, &reason(change.form)?, by, now)?, "/post?niet=1"),
        "terug" => (change.book.ask_again(id, by, now)?, "/post?terug=1"),
        _ => return Err(Failure::Form("Deze handeling kennen wij niet. Ververs de pagina.".into())),
    };
    if done { Ok(answer::see_other(next)) } else { Err(late()) }
}

/// All proposals of one letter that were on the page.
pub(crate) fn answer_all(change: &mut Change) -> Result<Response, Failure> {
    let ids: Vec<String> =
        change.form.get("nummers").split(',').filter(|id| !id.is_empty()).map(str::to_string).collect();
    if ids.len() > AT_ONCE {
        return Err(Failure::Form(format!("Laat er hooguit {AT_ONCE} tegelijk gaan.")));
    }
    let stuck = cannot_go(change, &ids)?;
    let (mut gone, mut later, mut late) = (0, 0, 0);
    for id in ids.iter().filter(|id| !stuck.contains_key(*id)) {
        let message = may_change(change, id)?;
        if is_serious(change.house, &message.letter) {
            return Err(Failure::Form(
                "Deze brief heeft gevolgen in het recht: beslis per huurder, na het lezen.".into(),
            ));
        }
        *match lets_go(change, &message)? {
            Some(Leaves::Today) => &mut gone,
            Some(Leaves::Later) => &mut later,
            None => &mut late,
        } += 1;
    }
    let more = [("morgen", later), ("kan-niet", stuck.len())];
    let more = more.iter().filter(|(_, count)| *count > 0).map(|(name, count)| format!("&{name}={count}"));
    Ok(answer::see_other(&format!("/post?vrij={gone}&te-laat={late}{}", more.collect::<String>())))
}

/// Which of these would not leave: what cannot go is not said to be let go.
fn cannot_go(change: &Change, ids: &[String]) -> Result<BTreeMap<String, String>, Failure> {
    Ok(change.house.post_room()?.cannot_go(ids))
}

/// When a message that was let go leaves.
enum Leaves {
    Today,
    /// On the next working day, when a night wants it just so.
    Later,
}

/// A proposal is let go; `None` when it does not wait for an answer any more.
fn lets_go(change: &mut Change, message: &Outgoing) -> Result<Option<Leaves>, Failure> {
    let by = By { name: &change.who.staff.name, account: Some(change.who.id()) };
    let settings = &change.house.policy.settings;
    let is_late = last_hour(settings, message.channel, soonest(change.house, change.now)).is_some();
    if is_late && !is_serious(change.house, &message.letter) {
        return Ok(change.book.release_late(&message.id, by, change.now)?.then_some(Leaves::Later));
    }
    let after = Some(change.now.seconds + CAN_BE_TAKEN_BACK);
    Ok(change.book.release_proposal(&message.id, by, after, change.now)?.then_some(Leaves::Today))
}

fn reason(form: &Asked) -> Result<String, Failure> {
    let why = form.get("reden");
    match why.chars().count() {
        0 => Err(Failure::Form("Schrijf er kort bij waarom dit bericht niet uitgaat.".into())),
        1..=LONGEST_REASON => Ok(why.to_string()),
        _ => Err(Failure::Form(format!("De reden is langer dan {LONGEST_REASON} tekens. Maak haar korter."))),
    }
}

/// Is the message in reach, and is it this person's to decide?
fn may_change(change: &Change, id: &str) -> Result<Outgoing, Failure> {
    let message = change.book.message(id)?.ok_or(Failure::NoPage)?;
    let seat = &change.who.staff.seat;
    case::within_reach(change.book, seat, message.tenancy)?;
    let (flow, step) = change.book.step_of_message(id)?;
    if !seat.releases(change.house.policy.done_by(&flow, &step)) {
        return Err(Failure::NotAllowed);
    }
    Ok(message)
}
