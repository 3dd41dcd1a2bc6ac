//! What came in before a night: deliveries, their rows, and what was odd about them.

use maud::{Markup, html};
use store::screens::{DeliveryLine, FindingLine};

use crate::answer::Failure;
use crate::app::Visit;
use crate::parts;

/// So many findings of a delivery are shown; the rest is counted.
const FINDINGS_SHOWN: u32 = 12;

/// The section of a report.
pub(crate) fn section(visit: &Visit, deliveries: &[DeliveryLine]) -> Result<Markup, Failure> {
    let mut odd = Vec::new();
    for delivery in deliveries.iter().filter(|delivery| delivery.findings.iter().sum::<u64>() > 0) {
        odd.push((delivery, visit.book.findings_of(delivery.id, FINDINGS_SHOWN)?));
    }
    Ok(html! {
        section aria-labelledby="ingekomen" {
            h2 #ingekomen { "Wat er binnenkwam" }
            @if deliveries.is_empty() { p { "Er kwam geen levering binnen sinds de nacht ervoor." } }
            @else { (parts::wide("Leveringen", &table(deliveries))) }
            @for (delivery, findings) in &odd { (findings_of(delivery, findings)) }
        }
    })
}

fn table(deliveries: &[DeliveryLine]) -> Markup {
    html! {
        table {
            caption { "Leveringen sinds de nacht ervoor" }
            thead { tr {
                th scope="col" { "Levering" } th scope="col" { "Boeken tot en met" }
                th.getal scope="col" { "Rijen" } th.getal scope="col" { "Gewijzigd" }
                th.getal scope="col" { "Opmerkingen" } th.getal scope="col" { "Geweigerde rijen" }
                th scope="col" { "Toestand" }
            } }
            tbody { @for delivery in deliveries { tr {
                th scope="row" { (delivery.name) " " span.zacht { (delivery.kind) } }
                td { @if let Some(day) = delivery.as_of { (parts::short_day(day)) } @else { "onbekend" } }
                td.getal { (parts::count(delivery.rows)) }
                td.getal { (parts::count(delivery.changes)) }
                td.getal { (parts::count(delivery.findings[0])) }
                td.getal { (parts::count(delivery.findings[1])) }
                td { (state(delivery)) }
            } } }
        }
    }
}

fn state(delivery: &DeliveryLine) -> Markup {
    html! {
        @match delivery.state.as_str() {
            _ if delivery.kind == store::intake::NO_DELIVERY => "terzijde gelegd",
            "aangehouden" => strong.alarm { "aangehouden: iemand moet kijken" },
            other => (other),
        }
    }
}

fn findings_of(delivery: &DeliveryLine, findings: &[FindingLine]) -> Markup {
    let total: u64 = delivery.findings.iter().sum();
    let left = total.saturating_sub(findings.len() as u64);
    html! {
        details open[delivery.findings[2] > 0] {
            summary { (parts::plural(total, "bevinding", "bevindingen")) " in " (delivery.name) }
            ul.regels {
                @for finding in findings { li {
                    span.soort { (severity(finding.severity)) }
                    " " (finding.reason) " "
                    span.zacht { (finding.file) @if finding.row > 0 { ", rij " (finding.row) } }
                } }
            }
            @if left > 0 { p.zacht { "En nog " (parts::count(left)) "." } }
        }
    }
}

const fn severity(code: u8) -> &'static str {
    match code {
        0 => "opmerking",
        1 => "rij geweigerd",
        _ => "houdt de nacht tegen",
    }
}
