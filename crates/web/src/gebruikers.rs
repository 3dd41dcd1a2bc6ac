//! `/inrichting/gebruikers`: the accounts of the people who work here, for who keeps them.
//!
//! In go forms of an administrator; out come accounts, roles, districts and invitations, each with a line in the log. Nobody
//! changes the own account here, and the last administrator who can sign in stays. An invitation is shown once, to who made it.

use std::sync::PoisonError;

use axum::response::Response;
use domain::staff::{Role, Seat};
use maud::{Markup, html};
use store::staff::{NotChanged, Staff, StaffId};

use crate::answer::{self, Failure};
use crate::app::{Change, House, Visit};
use crate::asked::Asked;
use crate::formulier::Wrong;
use crate::frame::{self, Here};
use crate::parts;
use crate::sheet::{self, Kind, Sheet, row};
use crate::signed::Token;

/// How long an invitation can be used. Seconds.
const INVITED_FOR: i64 = 3 * 86_400;
/// The longest name or address. Characters.
const LONGEST: usize = 120;
/// Lines of the log on the page of an account.
const LINES: u32 = 30;

/// `/inrichting/gebruikers`
pub(crate) fn list(visit: &Visit, asked: &Asked, wrong: &Wrong) -> Result<Response, Failure> {
    let staff = visit.book.staff()?;
    let main = html! {
        h1 { "Gebruikers" }
        (wrong.summary())
        p { "Wie met Houvast werkt, met welke rol en voor welke wijken. Wat iemand deed blijft op naam staan, ook als het account is gesloten." }
        table.kaarten {
            caption { "Gebruikers, open accounts eerst" }
            thead { tr { th scope="col" { "Naam" } th scope="col" { "Rol" } th scope="col" { "Wijken" } th scope="col" { "Laatst aangemeld" } th scope="col" { "Stand" } } }
            tbody { @for one in &staff { tr {
                th scope="row" { a href=(address(one.id)) data-rij { (one.name) } span.onder { (one.email) } }
                td { (one.seat.role.dutch()) }
                td { (districts_of(&one.seat)) }
                td { @match one.signed_in_at { Some(at) => (parts::moment(visit.house, at)), None => span.zacht { "nog niet" } } }
                td { (state(one)) }
            } } }
        }
        p { (sheet::files("/inrichting/gebruikers", "")) }
        section aria-labelledby="nieuw" {
            h2 #nieuw { "Iemand toevoegen" }
            form.kader.doen method="post" action="/inrichting/gebruikers" {
                (frame::seal(visit.who))
                (text_field(wrong, "naam", "Naam, zoals collega's de persoon kennen", "text", asked.get("naam")))
                (text_field(wrong, "mail", "E-mailadres, om mee aan te melden", "email", asked.get("mail")))
                (seat_fields(visit, wrong, asked)?)
                p { button.hoofd type="submit" { "Toevoegen en uitnodigen" } }
                p.zacht { "U krijgt daarna een adres te zien dat u zelf aan de persoon geeft. Houvast verstuurt het niet." }
            }
        }
    };
    Ok(wrong.page_in(visit, "Gebruikers", Here::Accounts, &main))
}

/// `/inrichting/gebruikers.xlsx`, `.csv`, `.json`
pub(crate) fn file(visit: &Visit, _: &Asked, kind: Kind) -> Result<Response, Failure> {
    let rows = visit.book.staff()?.into_iter().map(|one| {
        let (state, role, districts) = (state(&one), one.seat.role.dutch(), districts_of(&one.seat));
        let last = one.signed_in_at.map(|at| (visit.house.wall)(at).0);
        row![one.name, one.email, role, districts, last, state]
    });
    let sheet = Sheet {
        name: "gebruikers".into(),
        about: "Gebruikers".into(),
        heads: &["naam", "e-mailadres", "rol", "wijken", "laatst aangemeld", "stand"],
        rows: rows.collect(),
    };
    sheet.answer(visit, kind)
}

fn address(id: StaffId) -> String {
    format!("/inrichting/gebruikers/{}", id.0)
}

fn districts_of(seat: &Seat) -> String {
    if seat.districts.is_empty() { "alle wijken".into() } else { seat.districts.join(", ") }
}

fn state(one: &Staff) -> &'static str {
    match (one.closed_at, one.has_password, one.signed_in_at) {
        (Some(_), _, _) => "gesloten",
        (None, false, None) => "uitgenodigd",
        (None, _, _) => "open",
    }
}

fn text_field(wrong: &Wrong, id: &str, label: &str, kind: &str, filled: &str) -> Markup {
    html! { p {
        label for=(id) { (label) }
        input id=(id) name=(id) type=(kind) required maxlength=(LONGEST) autocomplete="off" value=(filled) aria-describedby=[wrong.describes(id)];
        (wrong.at(id))
    } }
}

/// Role and districts, as `filled` has them.
fn seat_fields(visit: &Visit, wrong: &Wrong, filled: &Asked) -> Result<Markup, Failure> {
    let districts = visit.book.districts()?;
    let ticked: Vec<&str> = filled.all("wijk").collect();
    Ok(html! {
        p {
            label for="rol" { "Rol" }
            select #rol name="rol" required aria-describedby=[wrong.describes("rol")] {
                option value="" { "Kies een rol" }
                @for role in Role::ALL { option value=(role.dutch()) selected[filled.get("rol") == role.dutch()] { (role.dutch()) ": " (what_for(role)) } }
            }
            (wrong.at("rol"))
        }
        @if !districts.is_empty() {
            fieldset #wijk {
                legend { "Wijken" }
                p.zacht { "Vinkt u niets aan, dan werkt deze persoon voor alle wijken." }
                div.vinkjes { @for district in &districts {
                    p.vinkje { label { input type="checkbox" name="wijk" value=(district) checked[ticked.contains(&district.as_str())]; span { (district) } } }
                } }
                (wrong.at("wijk"))
            }
        }
    })
}

const fn what_for(role: Role) -> &'static str {
    match role {
        Role::Consultant => "spreekt met huurders en legt vast",
        Role::Employee => "zoekt een adres op en geeft door wat er aan de hand is",
        Role::Administrator => "beheert accounts en ziet geen dossiers",
        Role::TeamLeader => "ziet alles en gaat akkoord als tweede",
        Role::Auditor => "kijkt en verandert niets",
    }
}

/// The seat of a form, or what is wrong with it.
fn seat(change: &Change, wrong: &mut Wrong) -> Result<Option<Seat>, Failure> {
    let role = Role::of(change.form.get("rol")).ok_or_else(|| "Kies een rol.".to_string());
    let role = wrong.take("rol", role);
    let known = change.book.districts()?;
    let districts: Vec<String> =
        change.form.all("wijk").filter(|one| !one.is_empty()).map(str::to_string).collect();
    if districts.iter().any(|one| !known.contains(one)) {
        wrong.with("wijk", "Een van de wijken kennen wij niet.");
    }
    Ok(role.map(|role| Seat { role, districts }))
}

/// Somebody is added and invited.
pub(crate) fn add(change: &mut Change) -> Result<Response, Failure> {
    let mut wrong = Wrong::default();
    let (name, mail) = (change.form.get("naam"), change.form.get("mail"));
    if name.is_empty() || name.chars().count() > LONGEST || name.chars().any(char::is_control) {
        wrong.with("naam", format!("Vul een naam in (hooguit {LONGEST} tekens)."));
    }
    let is_mail = mail.split_once('@').is_some_and(|(who, host)| !who.is_empty() && !host.is_empty());
    if !is_mail || mail.chars().count() > LONGEST || mail.contains(char::is_whitespace) {
        wrong.with("mail", "Vul een e-mailadres in, met een @.");
    }
    let seat = seat(change, &mut wrong)?;
    if let (true, Some(seat)) = (wrong.is_empty(), &seat) {
        if let Some(id) = change.book.add_staff(mail, name, seat, change.now.seconds)? {
            log(change, id, "account geopend", &format!("{}; {}", seat.role.dutch(), districts_of(seat)))?;
            return invited(change, id);
        }
        wrong.with("mail", "Met dit e-mailadres is er al een account, misschien een gesloten.");
    }
    let form = change.form;
    change.show(|visit| list(visit, form, &wrong))
}

fn log(change: &Change, about: StaffId, what: &str, detail: &str) -> Result<(), Failure> {
    Ok(change.book.log_account(change.now, Some(change.who.id()), about, what, detail)?)
}

/// Makes an invitation and goes to the page that shows it once.
fn invited(change: &mut Change, id: StaffId) -> Result<Response, Failure> {
    if !change.house.passwords {
        return Ok(answer::see_other(&format!("{}?klaar=zonder", address(id))));
    }
    let token = Token::fresh();
    change.book.invite(id, &token.hash(), change.now.seconds + INVITED_FOR)?;
    log(change, id, "uitgenodigd", "")?;
    let mut shown = change.house.shown_once.lock().unwrap_or_else(PoisonError::into_inner);
    shown.retain(|(by, _, _)| *by != change.who.id());
    shown.push((change.who.id(), id, token));
    Ok(answer::see_other(&address(id)))
}

/// The invitation that was just made, the first time its page is asked for.
fn shown_once(house: &House, by: StaffId, about: StaffId) -> Option<Token> {
    let mut shown = house.shown_once.lock().unwrap_or_else(PoisonError::into_inner);
    let at = shown.iter().position(|(who, whom, _)| (*who, *whom) == (by, about))?;
    Some(shown.remove(at).2)
}

fn account(book: &store::Book, number: &str) -> Result<Staff, Failure> {
    let id = number.parse().ok().map(StaffId).ok_or(Failure::NoPage)?;
    book.staff_by_id(id)?.ok_or(Failure::NoPage)
}

/// `/inrichting/gebruikers/{nr}`
pub(crate) fn page(visit: &Visit, number: &str, asked: &Asked, wrong: &Wrong) -> Result<Response, Failure> {
    let one = account(visit.book, number)?;
    let invitation = shown_once(visit.house, visit.who.id(), one.id);
    let own = one.id == visit.who.id();
    let main = html! {
        p.terug { a href="/inrichting/gebruikers" { "‹ Gebruikers" } }
        h1 { (one.name) }
        (said(asked))
        (wrong.summary())
        @if let Some(token) = &invitation { (the_invitation(visit, &one, token)) }
        dl.stand-lijst {
            div { dt { "E-mailadres" } dd { (one.email) } }
            div { dt { "Stand" } dd { (state(&one)) } }
            div { dt { "Laatst aangemeld" } dd { @match one.signed_in_at { Some(at) => (parts::moment(visit.house, at)), None => "nog niet" } } }
        }
        @if own { p.melding { "Dit is uw eigen account. Uw rol en wijken verandert een andere beheerder; de rest staat bij " a href="/mijn" { "Mijn account" } "." } }
        @else if one.closed_at.is_some() { (reopening(visit, &one)) }
        @else { div.twee { (seat_form(visit, &one, asked, wrong)?) (ways(visit, &one)) } }
        (history(visit, &one)?)
    };
    Ok(wrong.page_in(visit, &one.name, Here::Accounts, &main))
}

fn said(asked: &Asked) -> Markup {
    let text = match asked.get("klaar") {
        "rol" => "De rol en wijken zijn bewaard. Ze gelden vanaf de volgende pagina die deze persoon opent.",
        "zonder" => "Een uitnodiging is niet nodig: deze persoon meldt zich aan met uw eigen aanmelddienst.",
        "gesloten" => "Het account is gesloten. Deze persoon is overal afgemeld.",
        "open" => "Het account is weer open, met de wegen om aan te melden die er waren.",
        _ => return html! {},
    };
    html! { p.melding.goed role="status" { (text) } }
}

fn the_invitation(visit: &Visit, one: &Staff, token: &Token) -> Markup {
    let pages = visit.house.pages.as_deref().unwrap_or_default();
    html! {
        section.melding.goed role="status" aria-labelledby="uitnodiging" {
            h2 #uitnodiging { "Uitnodiging voor " (one.name) }
            p { "Geef dit adres aan deze persoon en aan niemand anders. Het werkt één keer, drie dagen lang, en u ziet het alleen nu." }
            p.eenmalig { (pages) "/uitnodiging/" (token.text()) }
            @if pages.is_empty() { p { "Zet er het adres voor waarop u Houvast opent." } }
            @else if ["http://localhost", "http://127."].iter().any(|here| pages.starts_with(here)) {
                p { "Dit adres werkt alleen op deze computer. Werken collega's op een andere? Zet dan eerst in aanmelden.toml op welk adres zij Houvast openen." }
            }
        }
    }
}

fn seat_form(visit: &Visit, one: &Staff, asked: &Asked, wrong: &Wrong) -> Result<Markup, Failure> {
    let now = Asked::of_pairs(
        std::iter::once(("rol", one.seat.role.dutch()))
            .chain(one.seat.districts.iter().map(|district| ("wijk", district.as_str()))),
    );
    let filled = if wrong.is_empty() { &now } else { asked };
    Ok(html! {
        section.kader.doen aria-labelledby="zetel" {
            h2 #zetel { "Rol en wijken" }
            @if let (Some(name), true) = (&visit.house.roles_from, visit.book.is_tied(one.id)?) {
                p.melding { "De rol van deze persoon komt van " (name) ". Wat u hier kiest, geldt tot de volgende keer aanmelden." }
            }
            form method="post" action={ (address(one.id)) "/rol" } {
                (frame::seal(visit.who))
                (seat_fields(visit, wrong, filled)?)
                p { button.hoofd type="submit" { "Bewaren" } }
            }
        }
    })
}

fn ways(visit: &Visit, one: &Staff) -> Markup {
    let form = |deed: &str, inside: Markup| {
        html! { form method="post" action={ (address(one.id)) "/" (deed) } { (frame::seal(visit.who)) (inside) } }
    };
    html! {
        section.kader.doen aria-labelledby="toegang" {
            h2 #toegang { "Toegang" }
            p { "Wachtwoord vergeten, of moet deze persoon wachten omdat er te vaak een fout wachtwoord is geprobeerd? Met een nieuwe uitnodiging kiest hij een ander en kan hij meteen verder." }
            (form("uitnodigen", html! {
                p.vinkje { label { input type="checkbox" name="intrekken" value="ja"; span { "Laat wachtwoord en passkeys van nu meteen vervallen: een computer of telefoon is kwijt" } } }
                p { button.knop-link type="submit" { "Nieuwe uitnodiging" } }
            }))
            p { "Werkt deze persoon hier niet meer?" }
            (form("sluiten", html! { p { button.knop-link type="submit" { "Sluit dit account" } } }))
        }
    }
}

fn reopening(visit: &Visit, one: &Staff) -> Markup {
    html! {
        section.kader aria-labelledby="toegang" {
            h2 #toegang { "Toegang" }
            p { "Dit account is gesloten: deze persoon kan zich niet aanmelden." }
            form method="post" action={ (address(one.id)) "/openen" } {
                (frame::seal(visit.who)) p { button.hoofd type="submit" { "Open dit account weer" } }
            }
        }
    }
}

fn history(visit: &Visit, one: &Staff) -> Result<Markup, Failure> {
    let lines = visit.book.log_about_account(one.id, LINES)?;
    Ok(html! {
        section aria-labelledby="logboek" {
            h2 #logboek { "Logboek van dit account" }
            @if lines.is_empty() { p { "Er staat nog niets in." } }
            @else {
                table.kaarten {
                    caption { "De laatste eerst, hooguit " (LINES) " regels" }
                    thead { tr { th scope="col" { "Wat" } th scope="col" { "Waarover" } th scope="col" { "Wie" } th scope="col" { "Wanneer" } } }
                    tbody { @for line in &lines { tr {
                        th scope="row" { (line.what) }
                        td { @if line.detail.is_empty() { "–" } @else { (line.detail) } }
                        td { @if line.who.is_empty() { "wie de machine beheert" } @else { (line.who) } }
                        td { (parts::moment(visit.house, line.moment)) }
                    } } }
                }
            }
        }
    })
}

/// Something is done about an account of somebody else.
pub(crate) fn deed(change: &mut Change, (number, deed): (&str, &str)) -> Result<Response, Failure> {
    let one = account(change.book, number)?;
    if one.id == change.who.id() {
        return Err(Failure::Form("Uw eigen account verandert een andere beheerder.".into()));
    }
    match deed {
        "rol" => change_seat(change, &one),
        "uitnodigen" => invite(change, &one),
        "sluiten" => {
            done(change.book.close_unless_last(one.id, change.now.seconds)?)?;
            log(change, one.id, "account gesloten", "")?;
            Ok(answer::see_other(&format!("{}?klaar=gesloten", address(one.id))))
        }
        "openen" => {
            if change.book.reopen_staff(one.id)? {
                log(change, one.id, "account heropend", "")?;
            }
            Ok(answer::see_other(&format!("{}?klaar=open", address(one.id))))
        }
        _ => Err(Failure::NoPage),
    }
}

fn done(changed: Result<(), NotChanged>) -> Result<(), Failure> {
    changed.map_err(|why| match why {
        NotChanged::Nobody => Failure::NoPage,
        NotChanged::LastAdministrator => Failure::Form(
            "Dit is de laatste beheerder die zich kan aanmelden. Geef eerst iemand anders die rol.".into(),
        ),
    })
}

fn change_seat(change: &mut Change, one: &Staff) -> Result<Response, Failure> {
    let mut wrong = Wrong::default();
    let seat = seat(change, &mut wrong)?;
    let (true, Some(seat)) = (wrong.is_empty(), seat) else {
        let (form, number) = (change.form, one.id.0.to_string());
        return change.show(|visit| page(visit, &number, form, &wrong));
    };
    if seat != one.seat {
        done(change.book.set_seat(one.id, &seat)?)?;
        let told = |seat: &Seat| format!("{}; {}", seat.role.dutch(), districts_of(seat));
        log(change, one.id, "rol of wijken veranderd", &format!("{} → {}", told(&one.seat), told(&seat)))?;
    }
    Ok(answer::see_other(&format!("{}?klaar=rol", address(one.id))))
}

fn invite(change: &mut Change, one: &Staff) -> Result<Response, Failure> {
    if one.closed_at.is_some() {
        return Err(Failure::Form("Dit account is gesloten. Open het eerst weer.".into()));
    }
    if change.form.get("intrekken") == "ja" {
        done(change.book.take_ways_away(one.id)?)?;
        log(change, one.id, "wachtwoord en passkeys ingetrokken", "")?;
    }
    invited(change, one.id)
}
