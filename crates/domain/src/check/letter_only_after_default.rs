//! The 14-day letter goes by post and only after default.

use super::{Promise, is_fourteen_day_letter};
use crate::dossier::ContactChannel;
use crate::plan::Act;

/// The 14-day letter goes by post and only after default (art. 6:96 lid 6 BW; law.md 1.3).
pub static PROMISE: Promise = Promise {
    id: "letter_only_after_default",
    sentence: "De veertiendagenbrief gaat per post en pas als de huurder in verzuim is.",
    kept: |night, ground, step| {
        let by_post = matches!(step.act, Act::Message { channel: ContactChannel::Letter, .. });
        !is_fourteen_day_letter(night, step) || (by_post && ground.standing.due.0 > 0)
    },
};
