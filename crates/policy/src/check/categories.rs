//! Categories: the first that fits, holds. So each must be reachable, and the last is everybody else.

use super::ranges::Region;
use crate::finding::Findings;
use crate::read::Draft;
use domain::policy::{All, Category};

/// More alternatives than this over all categories is not something people can oversee, nor we.
const MOST_GROUPS: usize = 500;

pub fn check(draft: &Draft, out: &mut Findings) {
    let categories = &draft.policy.categories;
    let groups: usize = categories.iter().map(|category| category.enter.len()).sum();
    if let Some(first) = categories.first().filter(|_| groups > MOST_GROUPS) {
        out.error(
            &first.origin,
            format!(
                "De categorieën hebben samen {groups} groepen voorwaarden. Maak er hoogstens {MOST_GROUPS}."
            ),
        );
        return;
    }
    let mut earlier: Vec<(&Category, Region)> = Vec::new();
    for (at, category) in categories.iter().enumerate() {
        let is_last = at + 1 == categories.len();
        contradictions(category, out);
        let takes_everybody = category.enter.iter().any(Vec::is_empty);
        if takes_everybody && !is_last {
            out.error(
                &category.origin,
                format!("\"{}\" past op iedereen: alles wat eronder staat, wordt nooit bereikt. Zet deze categorie onderaan.", category.id),
            );
            return;
        }
        if !takes_everybody && is_last {
            out.error(
                &category.origin,
                "De laatste categorie is voor alle anderen. Haal als en een_van weg, of zet er een categorie onder.",
            );
        }
        reachable(category, &earlier, takes_everybody, out);
        earlier.extend(category.enter.iter().map(|group| (category, Region::of(group))));
    }
}

/// Alternatives that can never hold.
fn contradictions(category: &Category, out: &mut Findings) {
    for group in category.enter.iter().chain(&category.stay) {
        if Region::of(group).is_empty() {
            out.error(&category.origin, format!("Dit kan nooit samen gelden: {}.", words(group)));
        }
    }
}

fn reachable(category: &Category, earlier: &[(&Category, Region)], everybody: bool, out: &mut Findings) {
    let groups: Vec<(&All, Region)> = category.enter.iter().map(|group| (group, Region::of(group))).collect();
    let covered =
        |region: &Region| region.is_empty() || region.is_covered_by(earlier.iter().map(|(_, region)| region));
    if groups.iter().all(|(_, region)| covered(region)) {
        if !groups.iter().all(|(_, region)| region.is_empty()) {
            let who = overlapping(&groups, earlier).join(", ");
            out.error(
                &category.origin,
                format!("\"{}\" wordt nooit bereikt: wie hier past, past al bij {who}. Zet deze categorie hoger of maak die krapper.", category.id),
            );
        }
        return;
    }
    for (group, region) in &groups {
        if !region.is_empty() && covered(region) {
            out.warning(
                &category.origin,
                format!(
                    "Deze groep wordt nooit bereikt: {}. Een eerdere categorie is al zo ruim.",
                    words(group)
                ),
            );
        }
    }
    let others = overlapping(&groups, earlier);
    if !everybody && !others.is_empty() {
        out.notice(
            &category.origin,
            format!(
                "\"{}\" overlapt met {}: wie in beide past, komt in de eerste. De volgorde beslist.",
                category.id,
                others.join(", ")
            ),
        );
    }
}

/// The earlier categories that can hold together with these alternatives.
fn overlapping(groups: &[(&All, Region)], earlier: &[(&Category, Region)]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (category, region) in earlier {
        let name = format!("\"{}\"", category.id);
        if !names.contains(&name) && groups.iter().any(|(_, own)| !own.and(region).is_empty()) {
            names.push(name);
        }
    }
    names
}

/// Conditions as the policy words them.
pub fn words(group: &All) -> String {
    group.iter().map(|condition| condition.text.as_str()).collect::<Vec<_>>().join(" en ")
}
