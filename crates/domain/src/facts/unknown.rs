//! Is it known what was paid? Until it is, nothing is asked, collected or told of arrears, by whichever road.

use crate::dossier::CircumstanceKind;
use crate::facts::Ground;
use crate::ledger::seen::doubt;
use crate::money::Cents;

impl Ground<'_> {
    /// What was seen and does not count today, because it may be booked already.
    pub fn money_in_doubt(&self) -> Cents {
        doubt::in_doubt(&self.dossier.entries, self.today)
    }

    /// Why it is not known today what was paid, in Dutch words: until it is, nothing is collected, nobody is told of arrears and no
    /// costs are booked.
    pub fn unknown_what_was_paid(&self) -> Option<&'static str> {
        if self.money_in_doubt().0 > 0 {
            return Some("een betaling wordt nagekeken");
        }
        let unread = self.holding(CircumstanceKind::ItemUnread);
        unread.map(|_| "een post van de lijst kon niet worden gelezen")
    }
}
