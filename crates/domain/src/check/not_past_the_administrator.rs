//! Nothing goes past the administrator, guardian or budget manager.

use super::Promise;
use crate::dossier::CircumstanceKind;
use crate::plan::Act;

/// Nothing goes past the administrator, guardian or budget manager.
pub static PROMISE: Promise = Promise {
    id: "not_past_the_administrator",
    sentence: "Staat een huurder onder bewind, dan gaat de post naar de bewindvoerder.",
    kept: |night, ground, step| {
        let Act::Message { letter, .. } = step.act else { return true };
        let letter = &night.policy.letters[letter];
        ground.holding(CircumstanceKind::Administration).is_none()
            || letter.for_administrator
            || letter.for_heirs
    },
};
