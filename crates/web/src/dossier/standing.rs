//! How things stand: what is owed, what was agreed, which day this tenant pays, who helps, and what else holds.

use domain::arrangement::{ArrangementState, Progress};
use domain::calendar::Day;
use domain::dossier::{CircumstanceKind, ContactChannel};
use domain::facts::{Ground, PayDayRule};
use domain::money::Cents;
use domain::staff::Right;
use maud::{Markup, html};

use crate::answer::Failure;
use crate::app::Visit;
use crate::asked::encode;
use crate::case::Case;
use crate::doen::doorverwijzing;
use crate::gevoelig;
use crate::parts;

/// The section of a dossier.
pub(crate) fn section(
    visit: &Visit,
    case: &Case,
    number: &str,
    has_referrals: bool,
) -> Result<Markup, Failure> {
    let to = format!("/dossier/{}", encode(number));
    Ok(html! {
        section.kader aria-labelledby="stand" {
            h2 #stand { "Stand" }
            dl.stand-lijst {
                (money(visit, case, &to))
                div { dt { "Regeling" } dd {
                    (arrangement(case))
                    @if visit.who.may(Right::Record) && !case.dossier.arrangements.is_empty() { span.onder { a.los-adres href={ (to) "/doe/machtiging" } { "Termijnen incasseren: machtiging" } } }
                } }
                div { dt { "Betaaldag" } dd { (pay_day(case)) @if visit.who.may(Right::Record) { span.onder { a href={ (to) "/doe/betaaldag" } { "Ritme bekijken of vastleggen" } } } } }
                div { dt { "Incasso" } dd { (direct_debit(case)) } }
                div { dt { "Hulp" } dd { (help(visit, case)) @if has_referrals { (doorverwijzing::line(visit, number, case.dossier.tenancy.id)?) } } }
                div { dt { "Gemeente" } dd { a href={ (to) "/vroegsignaal" } { (municipality(visit, case)) } } }
                div { dt { "Contact" } dd { (contact(case)) } }
                div { dt { "Bereikbaar" } dd { (reachable(case)) } }
            }
            (circumstances(case))
            (gevoelig::line(visit, number, sensitive(case)))
        }
    })
}

fn municipality(visit: &Visit, case: &Case) -> Markup {
    let ground = case.ground(visit.house);
    html! {
        @if let Some(objection) = ground.holding(CircumstanceKind::SignalObjection) { "bezwaar op " (parts::day(objection.since)) }
        @else if let Some(signal) = ground.holding(CircumstanceKind::EarlySignal) { "doorgegeven op " (parts::day(signal.since)) }
        @else { "Vroegsignaal en bezwaar" }
    }
}

fn money(visit: &Visit, case: &Case, to: &str) -> Markup {
    let how = |fact: &str| format!("{to}/geld#kenmerk-{fact}");
    let standing = &case.desk.standing;
    let ground = case.ground(visit.house);
    let (not_late, doubt) = (standing.due - standing.arrears, ground.money_in_doubt());
    let prescribed = ground.prescribed();
    let rent = standing.rent.filter(|rent| rent.0 > 0);
    html! {
        div.groot {
            dt { "Achterstand" }
            dd {
                a.getal-bron href=(how("arrears")) { strong { (parts::money(standing.arrears)) } }
                @if let Some(rent) = rent.filter(|_| standing.arrears.0 > 0) {
                    span.onder { (months(standing.arrears, rent)) " maand huur" }
                }
                span.onder { a href={ (to) "/geld" } { "Hoe berekend?" } " · " a href={ (to) "/kosten" } { "Wat dit gaat kosten" } }
            }
        }
        @if not_late.0 > 0 { div { dt { "Open, betaaldag nog niet voorbij" } dd { a href=(how("due_balance")) { (parts::money(not_late)) } } } }
        @if prescribed.0 > 0 { div { dt { "Ouder dan vijf jaar" } dd { a href=(how("prescribed")) { (parts::money(prescribed)) } span.onder { "vragen wij niet; telt niet mee in de achterstand" } } } }
        @if doubt.0 > 0 { div { dt { "Wordt nagekeken" } dd { a href={ (to) "/geld#boekingen" } { (parts::money(doubt)) } span.onder { "gezien, misschien al geboekt; telt nog niet mee" } } } }
        div { dt { "Waarvan betwist" } dd { a href=(how("disputed")) { (parts::money(ground.disputed())) } } }
        @if standing.arrears.0 > 0 { div { dt { "Nu te vragen" } dd { a href=(how("claimable")) { (parts::money(ground.claimable())) } } } }
        div { dt { "Huur per maand" } dd { @if let Some(rent) = rent { a href={ (to) "/geld#boekingen" } { (parts::money(rent)) } } @else { "onbekend" } } }
    }
}

/// `2,00`
fn months(arrears: Cents, rent: Cents) -> String {
    let hundredths = arrears.0 * 100 / rent.0;
    format!("{},{:02}", hundredths / 100, hundredths % 100)
}

fn arrangement(case: &Case) -> Markup {
    let Some(state) = case.desk.standing.arrangement() else { return html! { "geen" } };
    html! {
        (progress(state))
        @if let Some((day, cents)) = state.next.filter(|_| state.runs()) {
            span.onder { "volgende termijn " (parts::money(cents)) " op " (parts::day(day)) }
        }
        @if let Some((day, cents)) = state.missed {
            span.onder { "gemist: " (parts::money(cents)) " van " (parts::day(day)) }
        }
        @if state.runs() { span.onder { "nog " (parts::money(state.remaining)) " te gaan" } }
        (instalments(case, state))
    }
}

fn progress(state: &ArrangementState) -> Markup {
    html! {
        @match state.progress {
            Progress::Kept => { "loopt goed" @if state.repaired { ", één keer hersteld" } },
            Progress::AtRisk => strong { "in gevaar" },
            Progress::Broken => strong { "verbroken" },
            Progress::Completed => { "afgerond" },
            Progress::Ended => { "beëindigd" },
        }
        " sinds " (parts::day(state.since))
    }
}

fn instalments(case: &Case, state: &ArrangementState) -> Markup {
    let agreed = case.dossier.arrangements.iter().rev().find(|known| known.agreed_on == state.agreed_on);
    let terms: &[(Day, Cents)] = agreed.map_or(&[], |agreed| &agreed.instalments);
    let total: Cents = terms.iter().map(|(_, cents)| *cents).sum();
    let paid = total - state.remaining;
    let has_ended = state.progress == Progress::Ended;
    let mut sum = Cents::ZERO;
    let mut rows = Vec::new();
    for (day, cents) in terms {
        sum += *cents;
        let word = match (sum <= paid, *day < case.today) {
            _ if has_ended && *day >= state.since => "vervallen",
            _ if has_ended => "was afgesproken",
            (true, _) => "binnen",
            (false, true) => "niet binnen",
            (false, false) => "komt nog",
        };
        rows.push((*day, *cents, word));
    }
    html! {
        @if !rows.is_empty() {
            details.klein {
                summary { (parts::plural(rows.len() as u64, "termijn", "termijnen")) }
                ul.regels { @for (day, cents, word) in &rows {
                    li { (parts::day(*day)) ": " (parts::money(*cents)) ", " (word) }
                } }
            }
        }
    }
}

fn pay_day(case: &Case) -> Markup {
    let standing = &case.desk.standing;
    html! {
        @match standing.pay_day {
            PayDayRule::Contract => "volgens contract",
            PayDayRule::Accepted(day) => { "afgesproken: de " (day) "e" },
            PayDayRule::Learned(days) => { "eigen ritme: " (days) " dagen na de vervaldag" },
        }
        @if let Some(learned) = standing.learned {
            span.onder {
                "betaalde de laatste " (learned.months) " maanden meestal "
                @if learned.offset_days <= 0 { "op tijd of eerder" }
                @else { (parts::plural(learned.offset_days as u64, "dag", "dagen")) " na de vervaldag" }
                " (" (learned.regular_percent) "\u{a0}% van de maanden binnen drie dagen daarvan)"
            }
        }
    }
}

fn direct_debit(case: &Case) -> &'static str {
    match case.dossier.tenancy.direct_debit {
        Some(true) => "automatisch",
        Some(false) => "nee, maakt zelf over",
        None => "onbekend",
    }
}

fn help(visit: &Visit, case: &Case) -> Markup {
    let ground = case.ground(visit.house);
    html! {
        @if let Some(help) = ground.holding(CircumstanceKind::Help) { "loopt sinds " (parts::day(help.since)) }
        @else if let Some(day) = ground.help_closed_on() { "afgerond op " (parts::day(day)) }
        @else { "geen" }
    }
}

fn contact(case: &Case) -> Markup {
    let known = || case.dossier.contacts.iter().rev().filter(|contact| contact.day <= case.today);
    let tries = known()
        .take_while(|contact| !contact.reached)
        .filter(|contact| case.today - contact.day <= 30)
        .count();
    html! {
        @if let Some(spoken) = known().find(|contact| contact.reached) {
            "gesproken op " (parts::day(spoken.day)) " (" (spoken.channel.dutch()) ")"
        } @else { "nog niet gesproken" }
        @if tries > 0 {
            span.onder { (parts::plural(tries as u64, "poging", "pogingen")) " zonder gehoor in de laatste 30 dagen" }
        }
    }
}

fn reachable(case: &Case) -> Markup {
    let tenancy = &case.dossier.tenancy;
    let list = |holds: &dyn Fn(ContactChannel) -> bool| {
        let words: Vec<&str> =
            ContactChannel::ALL.into_iter().filter(|way| holds(*way)).map(ContactChannel::dutch).collect();
        words.join(", ")
    };
    let refused = list(&|way| tenancy.refused.has(way));
    let reachable = list(&|way| tenancy.reachable.has(way) && !tenancy.refused.has(way));
    html! {
        @if reachable.is_empty() { "alleen per brief" } @else { (reachable) }
        @if !refused.is_empty() { span.onder { "wil geen " (refused) } }
        @if tenancy.no_friendly_mail { span.onder { "wil geen vriendelijke berichten meer per e-mail" } }
    }
}

/// How many sensitive things hold now.
fn sensitive(case: &Case) -> usize {
    let holds = case.dossier.circumstances.iter().filter(|known| known.holds_on(case.today));
    holds.filter(|known| known.kind.is_sensitive()).count()
}

/// What else holds; sensitive things have a page of their own.
/// Sensitive, and nobody should speak about money before knowing it; which of them it is stands behind the look.
const CHANGES_WHOM_TO_SPEAK_TO: [CircumstanceKind; 4] = [
    CircumstanceKind::Administration,
    CircumstanceKind::DebtScheme,
    CircumstanceKind::StatutoryDebtScheme,
    CircumstanceKind::BreathingSpace,
];

/// What nobody may overlook who calls or writes: a death, the bailiff, a judgment, an eviction.
pub(crate) fn heavy(ground: &Ground) -> Markup {
    use CircumstanceKind::{AtBailiff, EvictionAnnounced, Judgment};
    let since = |kind| ground.holding(kind).map(|held| held.since);
    let lines = [
        (since(AtBailiff), "Bij de deurwaarder sinds"),
        (since(Judgment), "Vonnis van"),
        (since(EvictionAnnounced), "Ontruiming aangezegd op"),
    ];
    let known: Vec<_> = lines.into_iter().filter_map(|(day, words)| Some((day?, words))).collect();
    html! {
        @if let Some(day) = ground.died_on() { p.melding {
            strong { "Overleden op " (parts::day(day)) ". " } "Bel of schrijf alleen de nabestaanden, of wie de erfenis regelt."
        } }
        @if CHANGES_WHOM_TO_SPEAK_TO.into_iter().any(|kind| ground.holding(kind).is_some()) { p.melding {
            "Lees eerst wat hier gevoelig is, voor u belt of iets afspreekt."
        } }
        @if !known.is_empty() { p.melding { @for (at, (day, words)) in known.iter().enumerate() {
            @if at > 0 { " · " } (words) " " (parts::day(*day))
        } } }
    }
}

fn circumstances(case: &Case) -> Markup {
    let open =
        |known: &&domain::dossier::Circumstance| known.holds_on(case.today) && !known.kind.is_sensitive();
    let holding: Vec<_> = case.dossier.circumstances.iter().filter(open).collect();
    html! {
        @if !holding.is_empty() {
            details.klein {
                summary { "Wat er speelt (" (holding.len()) ")" }
                ul.regels { @for known in holding { li {
                    (parts::sentence(known.kind.dutch())) " sinds " (parts::day(known.since))
                    @if let Some(day) = known.until { ", tot en met " (parts::day(day)) }
                    @if let Some(cents) = known.cents { ", " (parts::money(cents)) }
                } } }
            }
        }
    }
}
