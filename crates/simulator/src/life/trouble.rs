//! What arrears bring about: attempts at contact, promises, findings, arrangements, help, signals, the bailiff.
//!
//! This is what the landlord's own people did and wrote down in the books before any system of ours; the habits decide
//! how it ends.

use super::Living;
use crate::events::{Agreed, Attempt, Happening};
use crate::habits::{Story, Temperament};
use domain::calendar::holidays::EquatedDays;
use domain::calendar::{Day, Month};
use domain::dossier::{CircumstanceKind, ContactChannel};
use domain::ledger::EntryKind;
use domain::money::Cents;

impl Living<'_> {
    /// Looks at the arrears at the end of the month and lets things happen.
    pub(super) fn trouble(&mut self, month: Month) {
        let open = self.books.due_before(month.last_day());
        let rent = self.life.first_rent.0;
        self.months_behind = if open * 10 >= rent * 9 { self.months_behind + 1 } else { 0 };
        if open * 10 < rent * 3 || self.rescued_on.is_some_and(|day| day <= month.first_day()) {
            return;
        }
        let reached = self.attempts(month, open * 10 / rent);
        let Some(reached) = reached else { return };
        if self.running.is_none() {
            self.promise(reached, open);
        }
        if open * 10 >= rent * 11 {
            self.finding(reached, open);
            self.arrange(month);
        }
        if self.months_behind >= 2 {
            self.serious(month, open);
        }
    }

    /// Calls and visits of this month; the day on which the tenant was spoken to, or just the last attempt.
    fn attempts(&mut self, month: Month, tenths: i64) -> Option<Day> {
        if !self.chance.permille(if tenths >= 10 { 850 } else { 450 }) {
            return None;
        }
        let mut last = None;
        for round in 0..=(tenths / 12).min(2) as i32 {
            let day = working_day(month.day(8) + round * 4 + self.chance.between(0, 3));
            let (channel, chances) = self.chance.weighted(&[
                (55, (ContactChannel::Phone, 430)),
                (15, (ContactChannel::Email, 180)),
                (15, (ContactChannel::Visit, 400)),
                (10, (ContactChannel::Letter, 60)),
                (5, (ContactChannel::Counter, 1_000)),
            ]);
            let reached = self.chance.permille(chances);
            let incoming = channel == ContactChannel::Counter || (reached && self.chance.permille(200));
            let note = if reached { self.chance.pick(TALKS) } else { "Niet bereikt" };
            self.life.contacts.push(Attempt { day, channel, incoming, reached, note });
            last = Some(day);
            if reached {
                break;
            }
        }
        last
    }

    /// The tenant promises to pay; two promises in three are kept.
    fn promise(&mut self, day: Day, open: i64) {
        let reached = self.life.contacts.last().is_some_and(|attempt| attempt.reached);
        if !reached || !self.chance.permille(240) {
            return;
        }
        let amount = open.min(self.life.first_rent.0);
        let until = day + self.chance.between(4, 12);
        let kept = self.chance.permille(match self.life.habits.temperament {
            Temperament::Excellent => 920,
            Temperament::Sloppy => 820,
            Temperament::Dragging => 620,
            Temperament::Problem => 280,
        });
        let paid_on = until - self.chance.between(0, 2);
        if kept {
            self.books.receive(EntryKind::Payment, paid_on, amount, None);
        }
        self.happens(CircumstanceKind::Promise, day, Some(until), Some(amount), "Belooft te betalen");
    }

    /// A consultant writes down what he or she found: can the tenant pay, does the tenant want to?
    fn finding(&mut self, day: Day, old: i64) {
        let reached = self.life.contacts.last().is_some_and(|attempt| attempt.reached);
        if !reached || day - self.found_on < 90 || !self.chance.permille(450) {
            return;
        }
        let poor =
            matches!(self.life.habits.story, Story::JobLoss(..) | Story::Illness(..) | Story::Separation(..));
        let kind = self.chance.weighted(&[
            (if poor { 10 } else { 40 }, CircumstanceKind::CanAndWill),
            (if poor { 5 } else { 20 }, CircumstanceKind::CanButWillNot),
            (if poor { 65 } else { 25 }, CircumstanceKind::CannotButWill),
            (20, CircumstanceKind::CannotAndWillNot),
        ]);
        self.found_on = day;
        self.happens(kind, day, None, None, "Bevinding na gesprek");
        let cannot = matches!(kind, CircumstanceKind::CannotButWill | CircumstanceKind::CannotAndWillNot);
        if cannot && self.chance.permille(400) {
            self.help(day, old);
        }
    }

    /// A budget coach or the social team comes in. Mostly it works: the rent is paid from then on.
    fn help(&mut self, day: Day, old: i64) {
        let since = day + self.chance.between(3, 14);
        let closed = since + self.chance.between(90, 240);
        self.happens(CircumstanceKind::Help, since, None, None, "Budgetcoach via het sociaal team");
        self.closes_last(closed);
        if self.chance.permille(450) {
            self.rescued_on = Some(since);
            let paid_on = since + self.chance.between(30, 120);
            let part = old * i64::from(self.chance.between(3, 10)) / 10;
            self.books.receive(EntryKind::Payment, paid_on, part, None);
        }
    }

    /// An arrangement of three to ten months; about a third breaks.
    fn arrange(&mut self, month: Month) {
        if self.running.is_some() || self.rescued_on.is_some() || !self.chance.permille(210) {
            return;
        }
        let agreed_on = working_day(month.day(20) + self.chance.between(0, 3));
        let covered = || self.books.open.iter().filter(|open| open.due < agreed_on);
        let old: i64 = covered().map(|open| open.cents).sum();
        let covers: Vec<u16> = covered().map(|open| open.number).collect();
        let Some(covers_until) = covered().map(|open| open.due).max() else { return };
        let count = (old / 7_500).clamp(2, 10) as u32;
        let day_of_month = self.chance.pick(&[1, 15, 25]);
        let terms = Cents(old).split(count);
        let instalments =
            (1..).zip(terms).map(|(later, cents)| ((month + later).day(day_of_month), cents)).collect();
        let breaks = self.chance.permille(290);
        let breaks_at = if breaks { self.chance.below(count) as usize } else { usize::MAX };
        self.life.arrangements.push(Agreed {
            agreed_on,
            covers,
            covers_until,
            instalments,
            ended_on: None,
            kept: true,
        });
        self.running = Some((self.life.arrangements.len() - 1, breaks_at));
    }

    /// Two months in a row with a month of arrears or more.
    fn serious(&mut self, month: Month, old: i64) {
        let day = working_day(month.day(21) + self.chance.between(0, 5));
        let rents = old / self.life.first_rent.0;
        if day - self.signalled_on > 180 && self.chance.permille(330) {
            self.signalled_on = day;
            if self.chance.permille(90) {
                self.happens(
                    CircumstanceKind::SignalObjection,
                    day,
                    None,
                    None,
                    "Wil geen melding bij de gemeente",
                );
            } else {
                self.happens(
                    CircumstanceKind::EarlySignal,
                    day,
                    None,
                    Some(old),
                    "Vroegsignaal aan de gemeente",
                );
                if self.chance.permille(220) {
                    self.help(day, old);
                }
            }
        }
        if self.life.terms_version == "2023-10" && self.running.is_none() && self.chance.permille(60) {
            let oldest = self.books.open.first().map_or(day, |open| open.due);
            self.books.charge(EntryKind::CollectionCosts, day, oldest, collection_costs(old));
        }
        if self.rescued_on.is_none() && self.chance.permille(32) {
            self.rescue(day, old);
        }
        if rents >= 3 && self.running.is_none() && self.rescued_on.is_none() {
            self.bailiff(day);
        }
        if self.life.habits.temperament == Temperament::Problem && self.chance.permille(30) {
            self.happens(CircumstanceKind::Vulnerable, day, None, None, "Extra aandacht nodig");
        }
    }

    /// Administration or a debt scheme: the new rent is paid, the old debt is settled by others.
    fn rescue(&mut self, day: Day, old: i64) {
        let (kind, why) = self.chance.weighted(&[
            (40, (CircumstanceKind::Administration, "Onder bewind gesteld")),
            (35, (CircumstanceKind::DebtScheme, "Minnelijke schuldregeling")),
            (15, (CircumstanceKind::StatutoryDebtScheme, "Wettelijke schuldsanering")),
            (10, (CircumstanceKind::BreathingSpace, "Afkoelingsperiode door de rechter")),
        ]);
        self.rescued_on = Some(day);
        let months = if kind == CircumstanceKind::BreathingSpace { 6 } else { 18 };
        let bounded =
            matches!(kind, CircumstanceKind::BreathingSpace | CircumstanceKind::StatutoryDebtScheme);
        let until = day.plus_months(months);
        self.happens(kind, day, bounded.then_some(until), None, why);
        let part = old * i64::from(self.chance.between(1, 4)) / 10;
        self.books.receive(EntryKind::Payment, day + self.chance.between(60, 200), part, None);
        if kind == CircumstanceKind::StatutoryDebtScheme {
            self.books.receive(EntryKind::WriteOff, day + self.chance.between(20, 60), old - part, None);
        }
    }

    fn bailiff(&mut self, day: Day) {
        let known = |kind, living: &Self| living.life.circumstances.iter().any(|known| known.kind == kind);
        if !known(CircumstanceKind::AtBailiff, self) {
            if self.chance.permille(380) {
                self.happens(CircumstanceKind::AtBailiff, day, None, None, "Overgedragen aan de deurwaarder");
            }
        } else if !known(CircumstanceKind::Judgment, self) {
            if self.chance.permille(350) {
                self.happens(CircumstanceKind::Judgment, day, None, None, "Vonnis van de kantonrechter");
            }
        } else if !known(CircumstanceKind::EvictionAnnounced, self) && self.chance.permille(250) {
            let until = working_day(day + self.chance.between(21, 45));
            self.happens(CircumstanceKind::EvictionAnnounced, day, Some(until), None, "Ontruiming aangezegd");
            self.avert_or_evict(until);
        }
    }

    /// Two of three announced evictions are averted at the last moment.
    fn avert_or_evict(&mut self, until: Day) {
        if self.chance.permille(670) {
            let lump = self.books.due_before(until) * 7 / 10;
            self.books.receive(EntryKind::Payment, until - 3, lump, None);
            self.closes_last(until - 2);
            self.rescued_on = Some(until);
        } else if self.life.term.ends_on.is_none() {
            self.life.term.notice_on = Some(until - 10);
            self.life.term.ends_on = Some(until);
        }
    }

    fn happens(
        &mut self,
        kind: CircumstanceKind,
        day: Day,
        until: Option<Day>,
        cents: Option<i64>,
        why: &'static str,
    ) {
        let cents = cents.map(Cents);
        self.life.circumstances.push(Happening {
            kind,
            known_on: day,
            since: day,
            until,
            closed_on: None,
            cents,
            why,
        });
    }

    fn closes_last(&mut self, day: Day) {
        if let Some(last) = self.life.circumstances.last_mut() {
            last.closed_on = Some(day);
        }
    }
}

/// Collection costs over a principal up to 5,000 euro, by the scale of 2012; the simulated landlord charges no more.
fn collection_costs(principal: i64) -> i64 {
    let first = principal.min(250_000) * 15 / 100;
    let second = (principal - 250_000).clamp(0, 250_000) / 10;
    (first + second).max(4_000)
}

fn working_day(day: Day) -> Day {
    EquatedDays::default().working_day_from(day)
}

const TALKS: &[&str] = &[
    "Gesproken, is het vergeten",
    "Gesproken, wacht op salaris",
    "Gesproken, heeft minder uren",
    "Gesproken, wil in delen betalen",
    "Gesproken, is ziek geweest",
    "Gesproken, vraagt om uitstel",
    "Gesproken, post niet geopend",
    "Gesproken, \"het geld is onderweg\"",
];
