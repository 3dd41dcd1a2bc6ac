//! Properties of the second look, over many simulated lives: with the same data a planned message may leave as it was
//! planned; with other data it leaves only if it is still right.

use domain::calendar::Day;
use domain::dossier::{Circumstance, CircumstanceKind, ContactChannel, Dossier};
use domain::facts::FactId;
use domain::ids::TenancyId;
use domain::ledger::{Entry, EntryKind};
use domain::money::Cents;
use domain::plan::{self, Act, Desk, Night, Outcome, PlannedStep};
use domain::policy::{Anchor, Policy};
use domain::send::{Planned, TimeOfDay, Verdict, Why, hours_of, look_again, wait_after};
use proptest::prelude::*;
use simulator::life::Horizon;
use simulator::portfolio;

/// A working day.
fn today() -> Day {
    Day::parse_iso("2026-06-17").expect("a constant")
}

const NOON: TimeOfDay = TimeOfDay(12 * 60);

struct Rules {
    policy: Policy,
    needed: Vec<FactId>,
    calendar: domain::calendar::holidays::EquatedDays,
}

impl Rules {
    fn shipped() -> Rules {
        let files = policy::preset("woonbron").expect("the preset is built in");
        let policy = policy::load(&files, today()).policy.expect("the preset is right");
        Rules { needed: policy.facts_needed(), policy, calendar: policy::law::shipped().equated_days }
    }

    fn night(&self) -> Night<'_> {
        let books_as_of = today().previous();
        Night {
            today: today(),
            policy: &self.policy,
            needed: &self.needed,
            calendar: &self.calendar,
            books_as_of,
        }
    }
}

/// Every simulated dossier for which the night plans a message, as it is before that night, with that step.
fn each_message(rules: &Rules, seed: u64, homes: u32, look: &mut dyn FnMut(&Dossier, PlannedStep)) -> u32 {
    let mut desk = Desk::default();
    let mut found = 0;
    for (number, life) in
        portfolio::lives(seed, homes, Horizon::months_before(today().previous(), 18)).enumerate()
    {
        if !life.known_on(today().previous()) {
            continue;
        }
        let dossier = portfolio::dossier(&life, TenancyId(number as u32), today().previous());
        let decision = plan::decide(&rules.night(), &dossier, &mut desk);
        if let Outcome::Step(step @ PlannedStep { act: Act::Message { .. }, .. }) = decision.outcome {
            found += 1;
            look(&dossier, step);
        }
    }
    found
}

/// The dossier as it stands after the night, brought back to how it would be without the step.
fn seen_again(rules: &Rules, dossier: &Dossier, step: PlannedStep, now: TimeOfDay) -> Verdict {
    let asked = match step.act {
        Act::Message { amount, .. } => amount,
        Act::Task(_) => None,
    };
    let planned = Planned { day: today(), step: step.key(&rules.policy), cycle: step.cycle, asked };
    let mut again = dossier.clone();
    again.steps.push(step.taken_on(today(), &rules.policy));
    planned.undone_in(&mut again);
    look_again(&rules.night(), &again, planned, now, &mut Desk::default())
}

fn entry(cents: Cents) -> Entry {
    Entry { booked_on: today(), due_on: None, kind: EntryKind::Payment, reason: None, cents }
}

#[test]
fn with_the_same_data_it_leaves_as_it_was_planned() {
    let rules = Rules::shipped();
    let messages = each_message(&rules, 20_260_617, 4_000, &mut |dossier, step| {
        let Verdict::Go(go) = seen_again(&rules, dossier, step, NOON) else {
            panic!("tenancy {}: {step:?}", dossier.tenancy.id.0);
        };
        assert_eq!(go.step, step, "tenancy {}", dossier.tenancy.id.0);
    });
    assert!(messages > 50, "{messages} messages");
}

#[test]
fn who_has_paid_everything_is_not_written_to_about_money() {
    let rules = Rules::shipped();
    let mut asked = 0;
    each_message(&rules, 7, 4_000, &mut |dossier, step| {
        let Act::Message { amount: Some(_), .. } = step.act else { return };
        asked += 1;
        let owed: Cents = dossier.entries.iter().map(|entry| entry.cents).sum();
        let mut paid = dossier.clone();
        paid.entries.push(entry(-owed));
        let verdict = seen_again(&rules, &paid, step, NOON);
        assert!(matches!(verdict, Verdict::Cancel(_)), "tenancy {}: {verdict:?}", dossier.tenancy.id.0);
    });
    assert!(asked > 20, "{asked} asked");
}

#[test]
fn who_paid_a_part_since_the_night_is_not_reminded_that_day() {
    let rules = Rules::shipped();
    let mut asked = 0;
    each_message(&rules, 7, 4_000, &mut |dossier, step| {
        let Act::Message { amount: Some(amount), .. } = step.act else { return };
        asked += 1;
        let mut paid = dossier.clone();
        paid.entries.push(entry(Cents(-amount.0 / 2)));
        let verdict = seen_again(&rules, &paid, step, NOON);
        assert!(matches!(verdict, Verdict::Cancel(_)), "tenancy {}: {verdict:?}", dossier.tenancy.id.0);
    });
    assert!(asked > 20, "{asked} asked");
}

#[test]
fn a_reason_to_stop_that_came_in_after_the_night_stops_the_message_and_says_so() {
    let rules = Rules::shipped();
    let mut stopped = 0;
    each_message(&rules, 7, 2_000, &mut |dossier, step| {
        let hold = Circumstance {
            kind: CircumstanceKind::Hold,
            since: today(),
            until: None,
            closed_on: None,
            cents: None,
        };
        let mut held = dossier.clone();
        held.circumstances.push(hold);
        match seen_again(&rules, &held, step, NOON) {
            Verdict::Cancel(why) => {
                stopped += u32::from(matches!(why, Why::Guard(block) if block.guard().id == "hold"));
                assert!(why.sentence().ends_with('.'));
            }
            verdict => panic!("tenancy {}: {verdict:?}", dossier.tenancy.id.0),
        }
    });
    assert!(stopped > 10, "{stopped} stopped by the hold itself");
}

#[test]
fn a_channel_that_broke_is_passed_over_for_the_next() {
    let rules = Rules::shipped();
    let mut fell_back = 0;
    each_message(&rules, 7, 4_000, &mut |dossier, step| {
        let Act::Message { channel, .. } = step.act else { return };
        if channel == ContactChannel::Letter {
            return;
        }
        let mut broken = dossier.clone();
        broken.tenancy.reachable.0 &= !(1 << channel as u8);
        match seen_again(&rules, &broken, step, NOON) {
            Verdict::Go(go) => {
                let Act::Message { channel: next, .. } = go.step.act else { panic!("no message") };
                assert_ne!(next, channel, "tenancy {}", dossier.tenancy.id.0);
                fell_back += 1;
            }
            Verdict::Cancel(_) | Verdict::Wait(_) => {}
        }
    });
    assert!(fell_back > 20, "{fell_back} fell back");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever was paid meanwhile and whatever time it is: a message leaves inside its hours only, and the amount it
    /// asks is that of the items it lists, never more than is owed.
    #[test]
    fn what_leaves_is_right_at_that_moment(seed in 0_u64..1_000, minutes in 0_u16..1_440, percent in 0_i64..=100) {
        let rules = Rules::shipped();
        let now = TimeOfDay(minutes);
        each_message(&rules, seed, 150, &mut |dossier, step| {
            let owed: Cents = dossier.entries.iter().map(|entry| entry.cents).sum();
            let mut after = dossier.clone();
            if owed.0 > 0 {
                after.entries.push(entry(Cents(-owed.0 * percent / 100)));
            }
            let Verdict::Go(go) = seen_again(&rules, &after, step, now) else { return };
            let Act::Message { channel, amount, .. } = go.step.act else { panic!("no message") };
            if let Some(hours) = hours_of(&rules.policy.settings, channel) {
                assert!(hours.from <= now && now < hours.until, "{now} is outside the hours");
            }
            let anchor = go.step.proposal.expect("a message stands in a flow").of(&rules.policy).anchor;
            if let Some(amount) = amount
                && !matches!(anchor, Anchor::NextPayDay | Anchor::FirstBill)
            {
                let listed: Cents = go.items.iter().map(|item| item.open).sum();
                assert!(amount.0 > 0 && amount == listed, "{amount}, but the items come to {listed}");
            }
        });
    }

    /// A schedule of retries never shortens what the other side asked, and always ends.
    #[test]
    fn retries_respect_the_other_side_and_end(attempt in 1_u32..40, told in proptest::option::of(0_u32..100_000)) {
        if let Some(wait) = wait_after(attempt, told) {
            prop_assert!(wait >= told.unwrap_or(0) && wait >= 60 && attempt <= 5);
        }
    }
}
