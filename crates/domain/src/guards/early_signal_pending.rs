//! The municipality is at work: collection pauses.

use crate::dossier::CircumstanceKind;
use crate::guards::{Guard, Strength, Until};

/// The municipality is at work: collection pauses.
pub static GUARD: Guard = Guard {
    id: "early_signal_pending",
    word: "vroegsignaal in behandeling",
    strength: Strength::Law,
    ground: "art. 2 Besluit gemeentelijke schuldhulpverlening; Landelijk Convenant Vroegsignalering",
    sentence: "De gemeente is met dit dossier bezig: wij vragen nu niets.",
    look: |ground, plan| {
        let signal = ground.holding(CircumstanceKind::EarlySignal)?;
        let last_day = signal.since + ground.settings.signal_pause_days;
        (plan.presses() && ground.today <= last_day).then_some(Until::Day(last_day))
    },
};
