//! `/inzicht/betaaldag`: whether proposing an own pay day helps, against the random group to whom it was not proposed.

use axum::response::Response;
use domain::calendar::Day;
use domain::pay_day_trial::{Group, count};
use domain::staff::Right;
use maud::{Markup, html};

use super::percent;
use crate::answer::Failure;
use crate::app::Visit;
use crate::asked::Asked;
use crate::parts;
use crate::sheet::{self, Cell, Kind, Sheet, row};

/// Periods one may look at. Months.
const PERIODS: [i32; 3] = [3, 6, 12];
/// Groups smaller than this say nothing.
const FEW: u64 = 30;

/// `/inzicht/betaaldag?maanden=6`
pub(crate) fn page(visit: &Visit, asked: &Asked) -> Result<Response, Failure> {
    let months = period(asked);
    let (since, [asked_group, held_out]) = groups(visit, months)?;
    visit.looks_at(None, "effect van de betaaldag");
    let share = visit.house.policy.settings.pay_day_hold_out_percent;
    let main = html! {
        p { "Sommige huurders betalen elke maand op dezelfde, latere dag. Houvast stelt hun die dag voor als eigen betaaldag. Een klein, geloot deel krijgt dat voorstel niet. Zo is te zien of het voorstel iets uitmaakt." }
        nav.keuze aria-label="Over welke tijd" { ul { @for period in PERIODS { li {
            a href={ "/inzicht/betaaldag?maanden=" (period) } aria-current=[(period == months).then_some("true")] { (period) " maanden" }
        } } } }
        (verdict(&asked_group, &held_out, share))
        (table(&asked_group, &held_out, since))
        @if visit.who.may(Right::Export) { p { (sheet::files("/inzicht/betaaldag", &format!("maanden={months}"))) } }
        p.zacht { "Iedereen telt in de groep waarin hij is geloot, ook wie het voorstel niet aannam. Wie niets voorgesteld krijgt, verliest niets: zijn eigen ritme telt gewoon mee, en wie om een andere dag vraagt, krijgt hem. Hoe groot de groep is, staat in het beleid: betaaldag_controlegroep = “" (share) " %”." }
    };
    Ok(super::page(visit, "Eigen betaaldag", "/inzicht/betaaldag", &main))
}

fn period(asked: &Asked) -> i32 {
    asked.get("maanden").parse().ok().filter(|months| PERIODS.contains(months)).unwrap_or(6)
}

/// Who was asked and who was not, over so many months, and since when that is.
fn groups(visit: &Visit, months: i32) -> Result<(Day, [Group; 2]), Failure> {
    let today = visit.today()?;
    let since = super::months_back(today, months);
    let settings = &visit.house.policy.settings;
    let (mut asked, mut held_out) = (Group::default(), Group::default());
    super::each_within_reach(visit, &mut |dossier, _| {
        if let Some(one) = count(dossier, settings, since, today) {
            if one.held_out { held_out.add(&one) } else { asked.add(&one) }
        }
    })?;
    Ok((since, [asked, held_out]))
}

/// `/inzicht/betaaldag.xlsx`, `.csv`, `.json`
pub(crate) fn file(visit: &Visit, asked: &Asked, kind: Kind) -> Result<Response, Failure> {
    let (since, groups) = groups(visit, period(asked))?;
    visit.looks_at(None, "effect van de betaaldag als bestand");
    let rows = ["met voorstel", "zonder voorstel"].into_iter().zip(&groups).map(|(name, group)| {
        let late = group.late_of_a_thousand().map(Cell::Count);
        let days = (group.paid > 0).then(|| tenths(group.days, group.paid));
        let [tenancies, accepted, claims] = [group.tenancies, group.accepted, group.claims].map(Cell::Count);
        row![name, tenancies, accepted, claims, late, days]
    });
    let sheet = Sheet {
        name: "betaaldag".into(),
        about: format!("Eigen betaaldag: wie op {} steeds later betaalde", since.dutch()),
        heads: &[
            "groep",
            "huurders",
            "met een afgesproken dag",
            "huren sindsdien",
            "te laat per duizend",
            "dagen tot betaald",
        ],
        rows: rows.collect(),
    };
    sheet.answer(visit, kind)
}

/// What may be said, and no more.
fn verdict(asked: &Group, held_out: &Group, share: i64) -> Markup {
    html! { p.melding {
        @if share == 0 { "Er is geen controlegroep: het beleid stelt iedereen een dag voor. Zo is niet te meten of dat helpt." }
        @else if asked.tenancies < FEW || held_out.tenancies < FEW {
            "Er zijn nog te weinig huurders om iets over te zeggen: minstens " (FEW) " in elke groep."
        } @else { @match (asked.late_of_a_thousand(), held_out.late_of_a_thousand()) {
            (Some(with), Some(without)) if with < without => { "Met een voorstel was " strong { (percent(with)) } " van de huren te laat, zonder voorstel " (percent(without)) "." }
            (Some(with), Some(without)) if with > without => { "Met een voorstel was " strong { (percent(with)) } " van de huren te laat, zonder voorstel minder: " (percent(without)) "." }
            (Some(with), Some(_)) => { "In beide groepen was " (percent(with)) " van de huren te laat." }
            _ => "In deze tijd verviel nog geen huur.",
        } }
    } }
}

fn table(asked: &Group, held_out: &Group, since: Day) -> Markup {
    let row = |name: &str, group: &Group| {
        html! { tr {
            th scope="row" { (name) }
            td.getal { (parts::count(group.tenancies)) }
            td.getal { (parts::count(group.accepted)) }
            td.getal { (parts::count(group.claims)) }
            td.getal { @match group.late_of_a_thousand() { Some(late) => (percent(late)), None => "–" } }
            td.getal { @if group.paid > 0 { (tenths(group.days, group.paid)) } @else { "–" } }
        } }
    };
    let table = html! { table {
        caption { "Wie op " (since.dutch()) " steeds later betaalde, op een vaste dag en niet per incasso" }
        thead { tr { th scope="col" { "Groep" } th.getal scope="col" { "Huurders" } th.getal scope="col" { "Met een afgesproken dag" } th.getal scope="col" { "Huren sindsdien" } th.getal scope="col" { "Te laat" } th.getal scope="col" { "Dagen tot betaald" } } }
        tbody { (row("Met voorstel", asked)) (row("Zonder voorstel (controlegroep)", held_out)) }
    } };
    parts::wide("Met en zonder voorstel", &table)
}

/// `20,3`
fn tenths(sum: i64, count: u64) -> String {
    let tenths = sum * 10 / count as i64;
    format!("{},{}", tenths / 10, tenths % 10)
}
