//! Which part of a term of an arrangement may be collected by direct debit: never more than was announced, never what is paid
//! already, and nothing where something speaks against it.
//!
//! In goes a dossier on a day, with everything seen and booked; out comes an amount, or why not. Whether there is a mandate, and
//! whether the tenant was told in time, is asked elsewhere.

use crate::calendar::Day;
use crate::dossier::CircumstanceKind;
use crate::facts::Ground;
use crate::money::Cents;

/// Why a term is not collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotCollected {
    /// The tenant paid it already.
    Paid,
    /// The tenant has died.
    Deceased,
    /// A debt scheme or breathing space holds.
    DebtScheme,
    /// A person stopped everything.
    Hold,
    /// Something is disputed.
    Disputed,
    /// Somebody else answers for the tenant's money.
    Represented,
    /// A payment came back and is left to settle.
    ReversalSettling,
    /// It is not known what was paid, for this reason.
    Unknown(&'static str),
}

impl NotCollected {
    /// In Dutch.
    pub const fn dutch(self) -> &'static str {
        match self {
            NotCollected::Paid => "al betaald",
            NotCollected::Deceased => "huurder overleden",
            NotCollected::DebtScheme => "schuldregeling of afkoelingsperiode",
            NotCollected::Hold => "alles staat stil",
            NotCollected::Disputed => "de huurder betwist iets",
            NotCollected::Represented => "bewind: overleg met de bewindvoerder",
            NotCollected::ReversalSettling => "er kwam net een betaling terug",
            NotCollected::Unknown(why) => why,
        }
    }
}

/// What may be collected of the term that falls due on a day; `None` when no running arrangement has one then.
pub fn term_to_collect(ground: &Ground, due: Day) -> Option<Result<Cents, NotCollected>> {
    let state = ground.running_arrangement()?;
    let arrangement = ground.dossier.arrangements.iter().rfind(|one| one.agreed_on == state.agreed_on)?;
    let term: Cents =
        arrangement.instalments.iter().filter(|(day, _)| *day == due).map(|(_, cents)| *cents).sum();
    if term.0 <= 0 {
        return None;
    }
    if let Some(why) = against(ground) {
        return Some(Err(why));
    }
    // What the terms after this one ask is not due yet; an older term that was missed was announced for its own day.
    let short = (state.remaining - arrangement.asked_after(due)).at_least_zero();
    let cents = short.min(term);
    Some(if cents.0 > 0 { Ok(cents) } else { Err(NotCollected::Paid) })
}

fn against(ground: &Ground) -> Option<NotCollected> {
    let holds = |kind| ground.holding(kind).is_some();
    let reversal = ground.standing.last_reversal.map(|(day, _)| day + ground.settings.reversal_settles_days);
    if ground.died_on().is_some() {
        Some(NotCollected::Deceased)
    } else if ground.debt_scheme().is_some() {
        Some(NotCollected::DebtScheme)
    } else if holds(CircumstanceKind::Hold) {
        Some(NotCollected::Hold)
    } else if holds(CircumstanceKind::Dispute) {
        Some(NotCollected::Disputed)
    } else if holds(CircumstanceKind::Administration) {
        Some(NotCollected::Represented)
    } else if reversal.is_some_and(|last_day| ground.today <= last_day) {
        Some(NotCollected::ReversalSettling)
    } else {
        ground.unknown_what_was_paid().map(NotCollected::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dossier::{Arrangement, Circumstance, Dossier};
    use crate::facts::Standing;
    use crate::ledger::{Account, Entry, EntryKind, ReversalReason};
    use crate::policy::Settings;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).unwrap()
    }

    /// 549.40 of October in two terms, from 25 November; `more` on the account.
    fn owing(more: &[(&str, EntryKind, i64)]) -> Dossier {
        let mut entries = vec![Entry {
            booked_on: day("2026-10-01"),
            due_on: Some(day("2026-10-01")),
            kind: EntryKind::Rent,
            reason: None,
            cents: Cents(54_940),
        }];
        entries.extend(more.iter().map(|(on, kind, cents)| Entry {
            booked_on: day(on),
            due_on: None,
            kind: *kind,
            reason: None,
            cents: Cents(*cents),
        }));
        let arrangement = Arrangement {
            agreed_on: day("2026-11-01"),
            covers_until: day("2026-11-01"),
            instalments: crate::arrangement::schedule(Cents(54_940), day("2026-11-25"), 2),
            ended_on: None,
        };
        Dossier { entries, arrangements: vec![arrangement], ..Dossier::default() }
    }

    fn asked(dossier: &Dossier, today: &str, due: &str) -> Option<Result<Cents, NotCollected>> {
        let (settings, mut account) = (Settings::default(), Account::default());
        let today = day(today);
        account.settle(dossier, today);
        let standing = Standing::of(dossier, &account, &settings, today);
        let ground = Ground { dossier, today, settings: &settings, account: &account, standing: &standing };
        term_to_collect(&ground, day(due))
    }

    #[test]
    fn a_term_is_collected_on_its_day_and_no_other() {
        let dossier = owing(&[]);
        assert_eq!(asked(&dossier, "2026-11-20", "2026-11-25"), Some(Ok(Cents(27_470))));
        assert_eq!(asked(&dossier, "2026-11-20", "2026-11-26"), None);
        assert_eq!(asked(&Dossier::default(), "2026-11-20", "2026-11-25"), None);
    }

    #[test]
    fn what_is_paid_or_seen_is_not_collected_again() {
        for kind in [EntryKind::Payment, EntryKind::SeenPayment] {
            let whole = owing(&[("2026-11-18", kind, -27_470)]);
            assert_eq!(asked(&whole, "2026-11-20", "2026-11-25"), Some(Err(NotCollected::Paid)));
            let part = owing(&[("2026-11-18", kind, -7_470)]);
            assert_eq!(asked(&part, "2026-11-20", "2026-11-25"), Some(Ok(Cents(20_000))));
            assert_eq!(asked(&whole, "2026-12-20", "2026-12-25"), Some(Ok(Cents(27_470))));
        }
    }

    #[test]
    fn nothing_is_collected_while_it_is_not_known_what_was_paid() {
        let mut dossier = owing(&[("2026-11-17", EntryKind::SeenPayment, -27_470)]);
        dossier.entries.push(Entry {
            booked_on: day("2026-11-18"),
            due_on: Some(day("2026-11-17")),
            kind: EntryKind::SeenPayment,
            reason: Some(ReversalReason::MaybeBooked),
            cents: Cents(27_470),
        });
        let collected = asked(&dossier, "2026-11-20", "2026-11-25");
        assert!(matches!(collected, Some(Err(NotCollected::Unknown(_)))), "{collected:?}");
    }

    #[test]
    fn nothing_is_collected_from_who_died_disputes_or_was_given_rest() {
        for (kind, why) in [
            (CircumstanceKind::Hold, NotCollected::Hold),
            (CircumstanceKind::Dispute, NotCollected::Disputed),
            (CircumstanceKind::BreathingSpace, NotCollected::DebtScheme),
            (CircumstanceKind::Administration, NotCollected::Represented),
            (
                CircumstanceKind::ItemUnread,
                NotCollected::Unknown("een post van de lijst kon niet worden gelezen"),
            ),
        ] {
            let mut dossier = owing(&[]);
            let since = day("2026-11-10");
            dossier.circumstances.push(Circumstance {
                kind,
                since,
                until: None,
                closed_on: None,
                cents: None,
            });
            assert_eq!(asked(&dossier, "2026-11-20", "2026-11-25"), Some(Err(why)), "{kind:?}");
        }
        let mut dead = owing(&[]);
        dead.tenancy.deceased_on = Some(day("2026-11-12"));
        assert_eq!(asked(&dead, "2026-11-20", "2026-11-25"), Some(Err(NotCollected::Deceased)));
    }
}
