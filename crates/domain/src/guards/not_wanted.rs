//! A friendly message to somebody who wants no more of them by e-mail, of a step that has no other way.

use crate::guards::{Guard, Strength, Until, is_not_wanted};

/// A friendly message to somebody who wants no more of them by e-mail, of a step that has no other way.
pub static GUARD: Guard = Guard {
    id: "not_wanted",
    word: "wil geen vriendelijke e-mail",
    strength: Strength::Person,
    ground: "wens van de huurder",
    sentence: "De huurder wil geen vriendelijke berichten meer per e-mail, en deze stap heeft geen andere weg. De volgende stappen gaan door.",
    look: |ground, plan| is_not_wanted(ground, plan.policy, plan.step()).then_some(Until::Changed),
};
