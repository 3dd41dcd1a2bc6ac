//! The amount in a message is above zero, due, undisputed and right to the cent.

use super::Promise;
use crate::ledger::{booked_by, corrected};
use crate::money::Cents;
use crate::plan::Act;
use crate::policy::Anchor;

/// The amount in a message is above zero, due, undisputed and right to the cent. Recomputed from the entries without the
/// account: everything booked, less what is not due, covered, frozen, disputed or prescribed, can never be below what is asked.
pub static PROMISE: Promise = Promise {
    id: "amount_right",
    sentence: "Een bedrag in een bericht is groter dan nul, opeisbaar, niet betwist en klopt tot op de cent.",
    kept: |night, ground, step| {
        let Act::Message { letter, amount, .. } = step.act else { return true };
        if !night.policy.letters[letter].asks_money {
            return amount.is_none();
        }
        let Some(amount) = amount else { return false };
        let before_pay_day = step.proposal.is_some_and(|proposal| {
            matches!(proposal.of(night.policy).anchor, Anchor::NextPayDay | Anchor::FirstBill)
        });
        let booked = corrected::standing(booked_by(&ground.dossier.entries, ground.today));
        let due = booked.iter().filter(|entry| {
            let is_money = entry.cents.0 < 0 || !entry.kind.is_of_the_landlord();
            is_money || before_pay_day || entry.due_on.unwrap_or(entry.booked_on) < ground.today
        });
        let owed: Cents = due.map(|entry| entry.cents).sum();
        let most = if before_pay_day { owed } else { (owed - ground.prescribed()).max(ground.standing.due) - ground.disputed() };
        amount.0 > 0 && amount <= most.max(Cents::ZERO)
    },
};
