//! Nothing goes out in the name of a tenant who has died.

use super::Promise;
use crate::plan::Act;

/// Nothing goes out in the name of a tenant who has died.
pub static PROMISE: Promise = Promise {
    id: "not_in_the_name_of_the_dead",
    sentence: "Aan een overleden huurder gaat niets uit, alleen aan de erfgenamen.",
    kept: |night, ground, step| match step.act {
        Act::Message { letter, .. } => ground.died_on().is_none() || night.policy.letters[letter].for_heirs,
        Act::Task(_) => true,
    },
};
