//! Overlays: each can hold, and is not hidden behind one that replaces everything.

use super::categories::words;
use super::ranges::Region;
use crate::finding::Findings;
use crate::read::Draft;

/// More than this is not something people can oversee, nor we.
const MOST_OVERLAYS: usize = 100;

pub fn check(draft: &Draft, out: &mut Findings) {
    if let Some(first) = draft.policy.overlays.first().filter(|_| draft.policy.overlays.len() > MOST_OVERLAYS)
    {
        out.error(
            &first.origin,
            format!("Er zijn meer dan {MOST_OVERLAYS} voorrangsregels. Maak er minder."),
        );
        return;
    }
    let mut replacing: Vec<Region> = Vec::new();
    for overlay in &draft.policy.overlays {
        let regions: Vec<Region> = overlay.when.iter().map(Region::of).collect();
        for (group, _) in overlay.when.iter().zip(&regions).filter(|(_, region)| region.is_empty()) {
            out.error(&overlay.origin, format!("Dit kan nooit samen gelden: {}.", words(group)));
        }
        let possible: Vec<&Region> = regions.iter().filter(|region| !region.is_empty()).collect();
        if !possible.is_empty() && possible.iter().all(|region| region.is_covered_by(&replacing)) {
            out.error(
                &overlay.origin,
                format!("\"{}\" komt nooit aan de beurt: een voorrangsregel erboven met vervangt = \"ja\" is al zo ruim.", overlay.id),
            );
        }
        if overlay.replaces {
            replacing.extend(regions);
        }
    }
}
