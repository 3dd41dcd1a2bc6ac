//! A debt scheme or breathing space freezes the old debt.

use crate::guards::{Guard, Strength, Until};

/// A debt scheme or breathing space freezes the old debt.
pub static GUARD: Guard = Guard {
    id: "debt_scheme",
    word: "schuldregeling",
    strength: Strength::Law,
    ground: "art. 5 Wgs; art. 287b, 301 en 305 Fw",
    sentence: "Er loopt een schuldregeling of afkoelingsperiode: oude schuld blijft rusten, alleen nieuwe huur telt.",
    look: |ground, plan| {
        let scheme = ground.debt_scheme()?;
        let about_old_debt = plan.presses() && plan.claimable.is_zero();
        about_old_debt.then_some(scheme.until.map_or(Until::Changed, Until::Day))
    },
};
