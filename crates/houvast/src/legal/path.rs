//! `houvast costs`: what a dossier costs in two, three and six months when nothing happens.

use domain::law_in_motion::cost_path::{Assumptions, CostPath, of_dossier};

use super::desk::LegalDesk;
use crate::failure::Failure;

/// The path as text or JSON.
pub fn path(desk: &LegalDesk, number: &str, json: bool) -> Result<String, Failure> {
    let id = desk.tenancy(number)?;
    let path = desk.look(id, |ground, _| of_dossier(ground, &desk.law, &Assumptions::default()))?;
    let path = path.map_err(|why| Failure::usage(why.dutch()))?;
    if json {
        return Ok(as_json(number, &path));
    }
    let mut lines = vec![format!(
        "Wat dossier {number} kost als er niets gebeurt, gerekend vanaf {}",
        desk.today.dutch()
    )];
    for station in &path.stations {
        lines.push(String::new());
        lines.push(format!(
            "Over {} maanden ({}): € {} — {}",
            station.months,
            station.day.dutch(),
            station.total(),
            station.phase
        ));
        for line in &station.lines {
            let file = if line.file.is_empty() { String::new() } else { format!(" ({})", line.file) };
            lines.push(format!(
                "  {:<32} € {:>10}  {}{file}",
                line.kind.dutch(),
                line.cents.to_string(),
                line.source
            ));
        }
    }
    lines.push(String::new());
    lines.extend(path.remarks.iter().map(|remark| format!("- {remark}")));
    lines.push("- Dit is een berekening om samen te bekijken, geen vordering.".into());
    Ok(lines.join("\n"))
}

fn as_json(number: &str, path: &CostPath) -> String {
    let stations: Vec<_> = path
        .stations
        .iter()
        .map(|station| {
            let lines: Vec<_> = station
                .lines
                .iter()
                .map(|line| {
                    serde_json::json!({ "soort": line.kind.dutch(), "centen": line.cents.0, "bron": line.source, "bestand": line.file })
                })
                .collect();
            serde_json::json!({
                "maanden": station.months, "dag": station.day.to_string(), "fase": station.phase,
                "totaal_centen": station.total().0, "regels": lines,
            })
        })
        .collect();
    serde_json::json!({
        "dossier": number, "tarieven_van": path.tariffs_of.to_string(), "stations": stations, "opmerkingen": path.remarks,
    })
    .to_string()
}
