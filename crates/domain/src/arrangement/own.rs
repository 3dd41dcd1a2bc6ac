//! What a tenant may agree to alone, on the tenant's page: an arrangement inside the landlord's limits for that, and a few
//! days of delay. Outside them a person looks first; nobody is sent away.
//!
//! In go a dossier on a day and terms; out comes whether they hold at once. Nothing here records anything.

use super::terms::{LimitCheck, check_limits};
use crate::calendar::Day;
use crate::dossier::CircumstanceKind;
use crate::facts::{Ground, PayDayRule};
use crate::money::Cents;
use crate::pay_day_trial::is_held_out;
use crate::promise::PromiseState;

/// Numbers of terms to choose from; a landlord that allows more has the page offer its most as well.
const USUAL: [u32; 4] = [2, 3, 4, 6];
/// A promise that was broken no longer ago than this asks for a person. Months.
const REMEMBERED: i32 = 3;

/// Holds terms against everything that must be so for a tenant to agree to them alone: the landlord's limits for everybody,
/// and those for tenants.
pub fn check_own_limits(ground: &Ground, terms: &[(Day, Cents)]) -> Vec<LimitCheck> {
    let settings = ground.settings;
    let check = |is_kept, sentence: String| LimitCheck { is_kept, sentence };
    let total: Cents = terms.iter().map(|(_, cents)| *cents).sum();
    let mut checks = check_limits(ground, ground.today, terms);
    let most = settings.own_arrangement_terms as usize;
    checks.push(check(terms.len() <= most, format!("Op de huurderspagina in hoogstens {most} keer.")));
    let rents = i64::from(settings.own_arrangement_rents);
    let highest = ground.standing.rent.map(|rent| Cents(rent.0 * rents));
    checks.push(check(
        highest.is_some_and(|highest| total <= highest),
        format!("Over hoogstens {rents} keer de maandhuur: het gaat om € {total}."),
    ));
    let months = settings.own_arrangement_after_months;
    let long = ground.dossier.tenancy.starts_on.is_some_and(|from| from.plus_months(months) <= ground.today);
    checks.push(check(long, format!("De huurder huurt minstens {months} maanden.")));
    checks.extend(rested(ground));
    checks.extend(must_not_hold(ground));
    checks
}

/// Was no other arrangement agreed not long ago? `None` when the landlord does not mind.
fn rested(ground: &Ground) -> Option<LimitCheck> {
    let months = ground.settings.own_arrangement_rest_months;
    let since = ground.today.plus_months(-months);
    let last = ground.standing.arrangements.iter().map(|state| state.agreed_on).max();
    (months > 0).then(|| LimitCheck {
        is_kept: last.is_none_or(|day| day <= since),
        sentence: format!("In de laatste {months} maanden is geen andere regeling afgesproken."),
    })
}

/// What asks for a person whatever the terms: somebody else answers for the money, or the law has begun to speak.
fn must_not_hold(ground: &Ground) -> Vec<LimitCheck> {
    use CircumstanceKind::{Administration, EvictionAnnounced, HandoverAgreed, Hold, Judgment};
    let kinds = [Administration, Judgment, EvictionAnnounced, HandoverAgreed, Hold];
    let holding = kinds.into_iter().filter_map(|kind| ground.holding(kind));
    let mut checks: Vec<LimitCheck> = holding
        .map(|held| LimitCheck {
            is_kept: false,
            sentence: format!("Er geldt sinds {}: {}.", held.since.dutch(), held.kind.dutch()),
        })
        .collect();
    if let Some(day) = ground.died_on() {
        checks.push(LimitCheck {
            is_kept: false,
            sentence: format!("De huurder overleed op {}.", day.dutch()),
        });
    }
    checks
}

/// The numbers of terms that can be offered: those that a tenant may agree to alone and whose terms are not too small; when
/// none can be agreed to alone, those that can be asked for.
pub fn numbers_of_terms(ground: &Ground, total: Cents) -> Vec<u32> {
    let most = ground.settings.own_arrangement_terms;
    if most < 2 {
        return Vec::new();
    }
    let least = ground.settings.arrangement_least_term;
    let fits = |times: &u32| *times <= most && total.0 / i64::from(*times) >= least.0.max(1);
    let mut numbers: Vec<u32> = USUAL.into_iter().chain([most]).filter(fits).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// The last day to which a tenant may put off paying alone; `None` when that is not for him to say now.
pub fn may_delay_until(ground: &Ground) -> Option<Day> {
    let days = ground.settings.own_delay_days;
    let broken = ground.broken_agreements_since(ground.today.plus_months(-REMEMBERED)) > 0;
    let runs = ground.promise_runs_until().is_some() || ground.running_arrangement().is_some();
    let promised_lately = ground.circumstances(CircumstanceKind::Promise).any(|promise| {
        promise.since > ground.today.plus_months(-1) && ground.last_promise() != PromiseState::Kept
    });
    let asks_a_person =
        !must_not_hold(ground).is_empty() || ground.holding(CircumstanceKind::AtBailiff).is_some();
    (days > 0 && !broken && !runs && !promised_lately && !asks_a_person).then_some(ground.today + days)
}

/// May a tenant agree to this day of the month alone?
pub fn may_choose_pay_day(ground: &Ground, day: u8) -> bool {
    let due_on = ground.account.claims.last().map_or(ground.today.month().first_day(), |claim| claim.due_on);
    let later = PayDayRule::Accepted(day).pay_by(due_on) - due_on;
    let most = ground.settings.own_pay_day_days;
    let asks_a_person =
        !must_not_hold(ground).is_empty() || ground.holding(CircumstanceKind::AtBailiff).is_some();
    most > 0 && (1..=28).contains(&day) && later <= most && !asks_a_person
}

/// The day of the month on which a tenant usually pays: the learned days after the due day of the newest claim, for rent need not be
/// due on the first.
pub fn usual_day_of_month(ground: &Ground) -> Option<u32> {
    let (learned, newest) = (ground.standing.learned?, ground.account.claims.last()?);
    Some((newest.due_on + learned.offset_days).day_of_month())
}

/// The day of the month on which a tenant usually pays, when the landlord's settings call it a rhythm; days that not every
/// month has are none.
pub fn usual_pay_day(ground: &Ground) -> Option<u8> {
    ground.standing.learned.filter(|learned| learned.is_steady(ground.settings))?;
    u8::try_from(usual_day_of_month(ground)?).ok().filter(|day| *day <= 28)
}

/// The day of the month that is proposed to the tenant himself: his own rhythm, where he may choose it alone and it is later
/// than the contract's day. Whoever is left out of the proposals to see whether they help is not proposed one here either.
pub fn proposed_pay_day(ground: &Ground) -> Option<u8> {
    let (tenancy, settings) = (&ground.dossier.tenancy, ground.settings);
    let is_later = ground.standing.learned.is_some_and(|learned| learned.is_steadily_later(settings));
    let left_out = is_held_out(tenancy.id, settings.pay_day_hold_out_percent);
    let asked = is_later && !left_out && tenancy.direct_debit != Some(true);
    usual_pay_day(ground)
        .filter(|day| asked && tenancy.accepted_pay_day != Some(*day) && may_choose_pay_day(ground, *day))
}

/// May a tenant change by himself how we reach him? Not where somebody else answers for him.
pub fn may_change_contact(ground: &Ground) -> bool {
    ground.holding(CircumstanceKind::Administration).is_none() && ground.died_on().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arrangement::schedule;
    use crate::dossier::{Arrangement, Circumstance, Dossier, Tenancy};
    use crate::facts::Standing;
    use crate::ledger::{Account, Entry, EntryKind};
    use crate::policy::Settings;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).unwrap()
    }

    const TODAY: &str = "2026-11-20";

    /// Two months of rent open, of a tenancy of two years; changed by `change`.
    fn tried<T>(change: impl FnOnce(&mut Dossier, &mut Settings), look: impl FnOnce(&Ground) -> T) -> T {
        let rent = |due: &str| Entry {
            booked_on: day(due),
            due_on: Some(day(due)),
            kind: EntryKind::Rent,
            reason: None,
            cents: Cents(54_940),
        };
        let mut dossier = Dossier {
            tenancy: Tenancy {
                starts_on: Some(day("2024-11-01")),
                rent: Some(Cents(54_940)),
                ..Tenancy::default()
            },
            entries: vec![rent("2026-10-01"), rent("2026-11-01")],
            ..Dossier::default()
        };
        let mut settings = Settings::default();
        change(&mut dossier, &mut settings);
        let mut account = Account::default();
        account.settle(&dossier, day(TODAY));
        let standing = Standing::of(&dossier, &account, &settings, day(TODAY));
        look(&Ground {
            dossier: &dossier,
            today: day(TODAY),
            settings: &settings,
            account: &account,
            standing: &standing,
        })
    }

    fn kept(times: u32, change: impl FnOnce(&mut Dossier, &mut Settings)) -> bool {
        tried(change, |ground| {
            let terms = schedule(Cents(109_880), day("2026-11-25"), times);
            check_own_limits(ground, &terms).iter().all(|check| check.is_kept)
        })
    }

    fn holds(kind: CircumstanceKind) -> Circumstance {
        Circumstance { kind, since: day("2026-11-01"), until: None, closed_on: None, cents: None }
    }

    #[test]
    fn the_usual_day_is_counted_from_the_day_on_which_rent_is_due_and_is_one_everywhere() {
        let pays_on_the_24th = |dossier: &mut Dossier, _: &mut Settings| {
            let due = |month: u32| day(&format!("2026-{month:02}-03"));
            let entry =
                |kind, booked_on, due_on, cents| Entry { booked_on, due_on, kind, reason: None, cents };
            dossier.entries.clear();
            for month in 4..=10 {
                dossier.entries.push(entry(EntryKind::Rent, due(month), Some(due(month)), Cents(54_940)));
                dossier.entries.push(entry(EntryKind::Payment, due(month) + 21, None, Cents(-54_940)));
            }
            dossier.entries.push(entry(EntryKind::Rent, due(11), Some(due(11)), Cents(54_940)));
        };
        tried(pays_on_the_24th, |ground| {
            assert_eq!((usual_day_of_month(ground), usual_pay_day(ground)), (Some(24), Some(24)));
            assert_eq!((crate::facts::learned_pay_day::FACT.read)(ground), crate::facts::Value(24));
        });
    }

    #[test]
    fn two_months_in_four_terms_hold_at_once() {
        assert!(kept(4, |_, _| ()));
        assert!(!kept(7, |_, _| ()), "more terms than the landlord lets a tenant choose");
        assert!(!kept(4, |_, settings| settings.own_arrangement_rents = 1), "more than a month of rent");
        assert!(!kept(4, |dossier, _| dossier.tenancy.starts_on = Some(day("2026-10-01"))), "a new tenant");
        assert!(!kept(4, |dossier, _| dossier.tenancy.starts_on = None), "what is not known is not long");
    }

    #[test]
    fn who_agreed_not_long_ago_or_is_represented_speaks_to_a_person_first() {
        let earlier = |dossier: &mut Dossier| {
            dossier.arrangements.push(Arrangement {
                agreed_on: day("2026-08-01"),
                covers_until: day("2026-07-01"),
                instalments: Vec::new(),
                ended_on: Some(day("2026-09-01")),
            });
        };
        assert!(!kept(4, |dossier, _| earlier(dossier)));
        assert!(kept(4, |dossier, settings| {
            earlier(dossier);
            settings.own_arrangement_rest_months = 0;
        }));
        for kind in
            [CircumstanceKind::Administration, CircumstanceKind::AtBailiff, CircumstanceKind::Judgment]
        {
            assert!(!kept(4, |dossier, _| dossier.circumstances.push(holds(kind))), "{}", kind.dutch());
        }
    }

    #[test]
    fn what_is_offered_fits_the_amount_and_the_landlord() {
        let offered = |cents, most| {
            tried(
                |_, settings| settings.own_arrangement_terms = most,
                |ground| numbers_of_terms(ground, Cents(cents)),
            )
        };
        assert_eq!(offered(109_880, 6), [2, 3, 4, 6]);
        assert_eq!(offered(109_880, 10), [2, 3, 4, 6, 10]);
        assert_eq!(offered(8_000, 6), [2, 3], "terms of 25 euro at least");
        assert!(offered(109_880, 0).is_empty() && offered(3_000, 6).is_empty());
    }

    #[test]
    fn a_pay_day_is_chosen_within_the_landlords_days_and_not_where_somebody_else_answers() {
        let chosen =
            |day, change: fn(&mut Dossier, &mut Settings)| tried(change, |g| may_choose_pay_day(g, day));
        assert!(chosen(1, |_, _| ()) && chosen(25, |_, _| ()));
        assert!(!chosen(26, |_, _| ()) && !chosen(0, |_, _| ()) && !chosen(29, |_, _| ()));
        assert!(chosen(28, |_, settings| settings.own_pay_day_days = 27));
        assert!(!chosen(1, |_, settings| settings.own_pay_day_days = 0));
        let represented: fn(&mut Dossier, &mut Settings) =
            |dossier, _| dossier.circumstances.push(holds(CircumstanceKind::Administration));
        assert!(!chosen(25, represented) && !tried(represented, may_change_contact));
        assert!(tried(|_, _| (), may_change_contact));
    }

    #[test]
    fn who_always_pays_on_the_22nd_is_proposed_the_22nd() {
        // A year of rents, each paid three weeks later; the last is open.
        let pays = |dossier: &mut Dossier, after: i32| {
            dossier.entries.clear();
            let first = day("2025-11-01").month();
            for month in 0..13 {
                let due = (first + month).first_day();
                let entry = |kind, on, cents| Entry {
                    booked_on: on,
                    due_on: Some(due),
                    kind,
                    reason: None,
                    cents: Cents(cents),
                };
                dossier.entries.push(entry(EntryKind::Rent, due, 54_940));
                if month < 12 {
                    dossier.entries.push(entry(EntryKind::Payment, due + after, -54_940));
                }
            }
        };
        let proposed = |after, change: fn(&mut Dossier, &mut Settings)| {
            let both = |dossier: &mut Dossier, settings: &mut Settings| {
                settings.pay_day_hold_out_percent = 0;
                pays(dossier, after);
                change(dossier, settings);
            };
            tried(both, proposed_pay_day)
        };
        assert_eq!(proposed(21, |_, _| ()), Some(22));
        assert_eq!(proposed(1, |_, _| ()), None, "on time is no other day");
        assert_eq!(proposed(29, |_, _| ()), None, "not every month has the 30th");
        assert_eq!(proposed(21, |dossier, _| dossier.tenancy.accepted_pay_day = Some(22)), None, "he has it");
        assert_eq!(proposed(21, |dossier, _| dossier.tenancy.direct_debit = Some(true)), None);
        assert_eq!(proposed(21, |_, settings| settings.own_pay_day_days = 10), None, "not his alone");
        assert_eq!(proposed(21, |_, settings| settings.pay_day_hold_out_percent = 100), None, "left out");
    }

    #[test]
    fn a_delay_is_given_once_and_not_to_who_broke_a_promise() {
        let until = |change: fn(&mut Dossier, &mut Settings)| tried(change, may_delay_until);
        assert_eq!(until(|_, _| ()), Some(day("2026-12-04")));
        assert_eq!(until(|_, settings| settings.own_delay_days = 0), None);
        assert_eq!(
            until(|dossier, _| dossier.circumstances.push(holds(CircumstanceKind::Administration))),
            None
        );
        let promised = |dossier: &mut Dossier, since: &str, until: &str| {
            dossier.circumstances.push(Circumstance {
                since: day(since),
                until: Some(day(until)),
                ..holds(CircumstanceKind::Promise)
            });
        };
        assert_eq!(
            tried(|dossier, _| promised(dossier, "2026-11-18", "2026-11-25"), may_delay_until),
            None,
            "one runs"
        );
        assert_eq!(
            tried(|dossier, _| promised(dossier, "2026-10-01", "2026-10-10"), may_delay_until),
            None,
            "broken"
        );
        assert!(tried(|dossier, _| promised(dossier, "2026-01-01", "2026-01-10"), may_delay_until).is_some());
    }
}
