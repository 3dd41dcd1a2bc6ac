//! What happens to anybody, in arrears or not: a dispute about a leak, nuisance, a hold, post that comes back, a lost
//! e-mail address, a changed way of paying, administration of old.

use super::Life;
use crate::chance::Chance;
use crate::events::Happening;
use crate::habits::Temperament;
use domain::calendar::Day;
use domain::dossier::CircumstanceKind;
use domain::money::Cents;

const INCIDENTS: u32 = 7;

/// Kind, how many in 10,000 tenancies a year, shortest and longest duration in days, and why.
const KINDS: &[(CircumstanceKind, u32, i32, i32, &str)] = &[
    (CircumstanceKind::Dispute, 80, 14, 90, "Reparatieverzoek: lekkage in de badkamer"),
    (CircumstanceKind::Nuisance, 60, 60, 300, "Melding van overlast"),
    (CircumstanceKind::Vulnerable, 70, 365, 2_000, "Extra aandacht nodig"),
    (CircumstanceKind::Hold, 40, 10, 60, "In overleg met de huurconsulent"),
    (CircumstanceKind::AddressUnusable, 15, 20, 120, "Post retour: onbekend op dit adres"),
];

impl Life {
    /// Draws the incidents of this life.
    pub(super) fn incidents(&mut self, seed: u64) {
        let chance = &mut Chance::of(seed, self.index, INCIDENTS);
        let days = self.horizon.days();
        let begin = self.horizon.from.max(self.term.starts_on);
        for &(kind, rate, shortest, longest, why) in KINDS {
            if chance.below(10_000) >= rate * days as u32 / 365 {
                continue;
            }
            let since = self.horizon.from + chance.between(0, days);
            let closed_on = Some(since + chance.between(shortest, longest));
            let amount = Cents(i64::from(chance.between(50, 400)) * 100);
            let about_money = kind == CircumstanceKind::Dispute && chance.permille(600);
            if since >= begin {
                let cents = about_money.then_some(amount);
                self.circumstances.push(Happening {
                    kind,
                    known_on: since,
                    since,
                    until: None,
                    closed_on,
                    cents,
                    why,
                });
            }
        }
        self.old_administration(chance, begin);
        self.changes(chance, begin, days);
    }

    /// One tenancy in a hundred is under administration from the beginning; the administrator pays on time.
    fn old_administration(&mut self, chance: &mut Chance, begin: Day) {
        let careless = self.habits.temperament >= Temperament::Dragging;
        if !chance.permille(if careless { 40 } else { 6 }) {
            return;
        }
        self.habits.temperament = self.habits.temperament.min(Temperament::Sloppy);
        let kind = CircumstanceKind::Administration;
        let since = begin - chance.between(0, 900);
        let why = "Onder bewind gesteld";
        self.circumstances.push(Happening {
            kind,
            known_on: begin,
            since,
            until: None,
            closed_on: None,
            cents: None,
            why,
        });
    }

    fn changes(&mut self, chance: &mut Chance, begin: Day, days: i32) {
        let when = begin + chance.between(30, days.max(31));
        if chance.below(1_000) < 15 * days as u32 / 365 {
            self.debit_switched_on = Some(when);
        }
        if self.tenant.has_email && chance.below(1_000) < 10 * days as u32 / 365 {
            self.email_bad_on = Some(when + 11);
        }
    }
}
