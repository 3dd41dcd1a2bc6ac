//! Measuring what a message does: who gets which wording, and who gets none so that the difference shows.
//!
//! In goes the id of a step ([`crate::plan::PlannedStep::content_id`]), which follows from dossier, letter and cycle; out
//! comes a choice that is the same on every run and even over many dossiers. A dossier is drawn anew each cycle, so
//! nobody stays without friendly messages for long. Nothing here looks at who the tenant is.

use crate::ids::ContentId;

/// Is the dossier in the hold-out of this step (*controlegroep*)? Then the step is held back (the guard `hold_out`).
///
/// `share_per_mille` is the share of dossiers held out: 0 none, 1000 all.
pub fn is_held_out(share_per_mille: u16, step: ContentId) -> bool {
    const HELD_OUT: ContentId = ContentId::NOTHING.and("controlegroep");
    drawn(HELD_OUT, step, 1_000) < u64::from(share_per_mille)
}

/// Which of `count` wordings a dossier gets: an index below `count`, never `previous` when there is another.
/// `None` when there are no wordings.
pub fn wording(count: usize, step: ContentId, previous: Option<usize>) -> Option<usize> {
    const WORDING: ContentId = ContentId::NOTHING.and("variant");
    let previous = previous.filter(|previous| *previous < count && count > 1);
    let choices = (count as u64).checked_sub(u64::from(previous.is_some())).filter(|choices| *choices > 0)?;
    let drawn = drawn(WORDING, step, choices) as usize;
    Some(match previous {
        Some(previous) if drawn >= previous => drawn + 1,
        _ => drawn,
    })
}

/// A number below `below` that follows from the step, and from `purpose` so that two draws say nothing about each other.
fn drawn(purpose: ContentId, step: ContentId, below: u64) -> u64 {
    let hash = purpose.and(step.hex().text()).0;
    // FNV-1a spreads the end of a text badly; the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) does.
    let mut mixed = (hash ^ (hash >> 64)) as u64;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed ^ (mixed >> 31)) % below
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The step of one dossier in one month.
    fn step(dossier: u32, month: u32) -> ContentId {
        ContentId::of(&[&format!("HO-{dossier:07}"), "1a2b3c4d", &format!("2026-{month:02}-01")])
    }

    #[test]
    fn a_tenth_is_held_out_whatever_the_month() {
        for month in 1..=12 {
            let held = (0..20_000).filter(|dossier| is_held_out(100, step(*dossier, month))).count();
            // Four times the standard deviation of 42.
            assert!((1_830..=2_170).contains(&held), "month {month}: {held} of 20.000");
        }
        assert!((0..1_000).all(|dossier| !is_held_out(0, step(dossier, 1))));
        assert!((0..1_000).all(|dossier| is_held_out(1_000, step(dossier, 1))));
    }

    #[test]
    fn the_same_step_is_drawn_the_same_and_a_larger_share_only_adds() {
        for dossier in 0..2_000 {
            let step = step(dossier, 3);
            assert_eq!(is_held_out(50, step), is_held_out(50, step));
            assert!(!is_held_out(50, step) || is_held_out(100, step));
        }
    }

    #[test]
    fn nobody_stays_held_out_by_chance() {
        let twice = (0..20_000)
            .filter(|dossier| is_held_out(100, step(*dossier, 1)) && is_held_out(100, step(*dossier, 2)))
            .count();
        assert!((140..=260).contains(&twice), "{twice} of 20.000, about 200 expected");
    }

    #[test]
    fn a_wording_never_comes_twice_in_a_row() {
        for count in 2..=4 {
            for dossier in 0..500 {
                let mut previous = None;
                for month in 1..=12 {
                    let chosen = wording(count, step(dossier, month), previous).unwrap();
                    assert!(chosen < count);
                    assert_ne!(Some(chosen), previous, "dossier {dossier}, month {month}");
                    previous = Some(chosen);
                }
            }
        }
        assert_eq!(wording(0, step(1, 1), None), None);
        assert_eq!(wording(1, step(1, 1), Some(0)), Some(0));
        assert!(wording(2, step(1, 1), Some(7)).unwrap() < 2);
    }

    #[test]
    fn wordings_are_spread_evenly_and_apart_from_the_hold_out() {
        for held in [false, true] {
            let group: Vec<u32> =
                (0..40_000).filter(|dossier| is_held_out(500, step(*dossier, 5)) == held).collect();
            let mut counts = [0_usize; 3];
            for dossier in &group {
                counts[wording(3, step(*dossier, 5), None).unwrap()] += 1;
            }
            let third = group.len() / 3;
            assert!(counts.iter().all(|count| count.abs_diff(third) < third / 20), "{counts:?}");
        }
    }
}
