//! What facts are read from: the dossier, its account, and the standing that one pass over both gives.

mod agreed;

use crate::arrangement::{self, ArrangementState, Past};
use crate::calendar::{Day, Month};
use crate::dossier::{Circumstance, CircumstanceKind, Dossier, Milestone, StepTaken};
use crate::ledger::{
    Account, Claim, Entry, EntryKind, OpenItem, ReversalReason, booked_by, corrected, open_items, seen,
};
use crate::money::Cents;
use crate::policy::{Mode, Settings};

/// A claim that is short by no more than this is money owed, but no lateness and no beginning of a flow: who always pays
/// a cent too little is no *sleper*.
pub const SMALL_CHANGE: Cents = Cents::euros(1);

/// Everything a fact, guard or check may look at.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// What was delivered and done.
    pub dossier: &'a Dossier,
    /// The night's day.
    pub today: Day,
    /// Thresholds of the policy.
    pub settings: &'a Settings,
    /// The account on this day.
    pub account: &'a Account,
    /// What one pass over dossier and account gave.
    pub standing: &'a Standing,
}

/// By which day of the month this tenant is measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PayDayRule {
    /// The due day itself.
    #[default]
    Contract,
    /// A day of the month agreed with the tenant.
    Accepted(u8),
    /// So many days after the due day, learned from a steady rhythm.
    Learned(i32),
}

/// The steady rhythm found in the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LearnedPayDay {
    /// Days after the due day, the lower median.
    pub offset_days: i32,
    /// Share of months within three days of it, percent.
    pub regular_percent: i64,
    /// Number of settled months behind it.
    pub months: usize,
}

impl LearnedPayDay {
    /// Do the landlord's settings call it a rhythm?
    pub fn is_steady(self, settings: &Settings) -> bool {
        self.months >= settings.learned_from_months
            && self.regular_percent >= settings.learned_regular_percent
    }

    /// Is it a rhythm on a day that would make the tenant late?
    pub fn is_steadily_later(self, settings: &Settings) -> bool {
        self.is_steady(settings) && self.offset_days > settings.late_after_days
    }
}

/// How things stand on a day, before any rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Rent a month: as delivered, else the last rent that was booked.
    pub rent: Option<Cents>,
    /// By which day lateness is measured.
    pub pay_day: PayDayRule,
    /// The rhythm found, whether it counts or not.
    pub learned: Option<LearnedPayDay>,
    /// Open on claims whose own pay day has passed, without what is prescribed.
    pub arrears: Cents,
    /// Open on claims whose due day has passed, without what is prescribed.
    pub due: Cents,
    /// Number of claims in arrears, small change left out.
    pub claims_in_arrears: u32,
    /// The oldest claim in arrears, small change left out: its due day and its own pay day.
    pub oldest: Option<(Day, Day)>,
    /// Months with a late claim: bit 0 is this month, bit 11 eleven months ago.
    pub late_months: u16,
    /// Months with a claim on which something can be said: settled, or late.
    pub judged_months: u16,
    /// Greatest number of days a claim of the last twelve months was late, counted from the own pay day.
    pub worst_late_days: i32,
    /// Last payment by the tenant.
    pub last_payment: Option<Day>,
    /// Payments below nine tenths of the rent in the last six calendar months.
    pub partial_payments_6: u32,
    /// Reversals that were not technical, in the last twelve calendar months.
    pub reversals_12: u32,
    /// The last reversal.
    pub last_reversal: Option<(Day, Option<ReversalReason>)>,
    /// How each arrangement known on the day goes, newest first.
    pub arrangements: Vec<ArrangementState>,
    /// The first day after today on which a claim falls due or passes its own pay day.
    pub next_claim_day: Option<Day>,
}

impl PayDayRule {
    /// The day on which a charge had to be paid: of rent the day that was agreed, of everything else the day it fell due.
    pub fn agreed(self, kind: EntryKind, due_on: Day) -> Day {
        let has_own_day = kind == EntryKind::Rent && matches!(self, PayDayRule::Accepted(_));
        if has_own_day { self.pay_by(due_on) } else { due_on }
    }

    /// The own pay day of a claim that falls due on `due_on`.
    pub fn pay_by(self, due_on: Day) -> Day {
        match self {
            PayDayRule::Contract => due_on,
            PayDayRule::Learned(offset) => due_on + offset,
            PayDayRule::Accepted(day_of_month) => {
                let month = due_on.month();
                let same_month = month.day(day_of_month.into());
                if same_month >= due_on { same_month } else { (month + 1).day(day_of_month.into()) }
            }
        }
    }
}

impl Standing {
    /// Reads the standing of a dossier; `account` must have been settled on `today`.
    pub fn of(dossier: &Dossier, account: &Account, settings: &Settings, today: Day) -> Standing {
        Standing::with(dossier, account, &mut Past::default(), settings, today)
    }

    /// The same, with what is known of earlier days.
    pub fn with(
        dossier: &Dossier,
        account: &Account,
        past: &mut Past,
        settings: &Settings,
        today: Day,
    ) -> Standing {
        let month = today.month();
        let rent = dossier.tenancy.rent.or_else(|| last_rent(dossier, today));
        let learned = learn_pay_day(&account.claims, month);
        let mut standing =
            Standing { rent, learned, pay_day: rule(dossier, learned, settings), ..Standing::default() };
        standing.judge_claims(account, dossier, today, settings);
        standing.look_back_over_entries(dossier, month, today);
        let known = dossier.arrangements.iter().rev().filter(|arrangement| arrangement.agreed_on <= today);
        standing
            .arrangements
            .extend(known.map(|one| arrangement::judge(one, dossier, account, past, settings, today)));
        standing
    }

    fn judge_claims(&mut self, account: &Account, dossier: &Dossier, today: Day, settings: &Settings) {
        let month = today.month();
        let window_start = (month - 11).first_day();
        let month_start = month.first_day();
        for claim in &account.claims {
            let in_window = claim.due_on >= window_start;
            if !in_window && claim.open.is_zero() {
                continue;
            }
            let pay_by = self.pay_day.pay_by(claim.due_on);
            // What is prescribed is asked of nobody, so it is nowhere reckoned among what is.
            if claim.open.0 > 0 && !dossier.is_prescribed(claim.due_on, today) {
                self.count_open(claim, pay_by, today);
            }
            let small_change = claim.open.0 > 0 && claim.open <= SMALL_CHANGE;
            if !in_window || claim.due_on > today || small_change {
                continue;
            }
            let bit = if claim.due_on >= month_start { 1 } else { 1 << (month - claim.due_on.month()) };
            let late_days = claim.settled_on.unwrap_or(today) - pay_by;
            self.worst_late_days = self.worst_late_days.max(late_days);
            if late_days > settings.late_after_days {
                self.late_months |= bit;
                self.judged_months |= bit;
            } else if claim.settled_on.is_some() {
                self.judged_months |= bit;
            } else {
                self.wake_on(pay_by + settings.late_after_days + 1, today);
            }
        }
    }

    fn count_open(&mut self, claim: &Claim, pay_by: Day, today: Day) {
        if claim.due_on < today {
            self.due += claim.open;
        } else {
            self.wake_on(claim.due_on.next(), today);
        }
        if pay_by < today {
            self.arrears += claim.open;
            if claim.open > SMALL_CHANGE {
                self.claims_in_arrears += 1;
                self.oldest.get_or_insert((claim.due_on, pay_by));
            }
        } else {
            self.wake_on(pay_by.next(), today);
        }
    }

    fn wake_on(&mut self, day: Day, today: Day) {
        if day > today && self.next_claim_day.is_none_or(|earlier| day < earlier) {
            self.next_claim_day = Some(day);
        }
    }

    fn look_back_over_entries(&mut self, dossier: &Dossier, month: Month, today: Day) {
        let (year_ago, half_year_ago) = ((month - 11).first_day(), (month - 5).first_day());
        let mut taken_back = 0;
        for entry in seen::counted(booked_by(&dossier.entries, today)).iter().rev() {
            if entry.kind.is_payment() && entry.cents.0 < 0 && self.last_payment.is_none() {
                self.last_payment = Some(entry.booked_on);
            }
            if entry.booked_on < year_ago && self.last_payment.is_some() {
                break;
            }
            if entry.kind.is_payment() && entry.cents.0 < 0 && entry.booked_on >= half_year_ago {
                let partial = self.rent.is_some_and(|rent| -entry.cents.0 * 10 < rent.0 * 9);
                self.partial_payments_6 += u32::from(partial);
            }
            if entry.kind == EntryKind::Reversal && entry.booked_on >= year_ago {
                let counts = u32::from(!entry.reason.is_some_and(ReversalReason::is_technical));
                if entry.cents.0 > 0 {
                    self.last_reversal.get_or_insert((entry.booked_on, entry.reason));
                    self.reversals_12 += counts;
                } else {
                    // A reversal that was booked wrongly and taken back.
                    taken_back += counts;
                }
            }
        }
        self.reversals_12 = self.reversals_12.saturating_sub(taken_back);
    }

    /// The newest arrangement that runs, or else the newest that was agreed: one that was ended never hides one that runs.
    pub fn arrangement(&self) -> Option<&ArrangementState> {
        self.arrangements.iter().find(|state| state.runs()).or(self.arrangements.first())
    }

    /// Number of late months among the last `months` calendar months, this one included.
    pub fn late_months_in(&self, months: u32) -> i64 {
        i64::from((self.late_months & ((1 << months) - 1)).count_ones())
    }

    /// Length of the run of judged months, back from the last one judged, in which `late` held.
    /// This month does not break the run while nothing can be said about it.
    pub fn run_of(&self, late: bool) -> i64 {
        let mut run = 0;
        for month in 0..12 {
            let bit = 1 << month;
            let judged = self.judged_months & bit != 0;
            if !judged && month == 0 {
                continue;
            }
            if !judged || (self.late_months & bit != 0) != late {
                break;
            }
            run += 1;
        }
        run
    }
}

fn last_rent(dossier: &Dossier, today: Day) -> Option<Cents> {
    let booked = corrected::standing(booked_by(&dossier.entries, today));
    booked.iter().rfind(|entry| entry.kind == EntryKind::Rent && entry.cents.0 > 0).map(|entry| entry.cents)
}

/// The lower median of the days between due day and settlement over the twelve months before this one, and how many
/// months lie within three days of it. Unsettled months count against it.
fn learn_pay_day(claims: &[Claim], month: Month) -> Option<LearnedPayDay> {
    let (from, until) = ((month - 12).first_day(), month.first_day());
    let start = claims.partition_point(|claim| claim.due_on < from);
    let end = claims.partition_point(|claim| claim.due_on < until);
    let (mut offsets, mut months) = ([0_i32; 32], 0);
    let in_window = &claims[start..end];
    for claim in
        in_window.iter().filter_map(|claim| claim.settled_on.map(|on| (on - claim.due_on).max(0))).take(32)
    {
        offsets[months] = claim;
        months += 1;
    }
    let offsets = &mut offsets[..months];
    offsets.sort_unstable();
    let offset_days = *offsets.get(months.checked_sub(1)? / 2)?;
    let regular = offsets.iter().filter(|offset| (*offset - offset_days).abs() <= 3).count();
    Some(LearnedPayDay { offset_days, regular_percent: (regular * 100 / in_window.len()) as i64, months })
}

/// Agreed goes before learned; a learned day counts only when it would otherwise make the tenant late and lies within
/// the month.
fn rule(dossier: &Dossier, learned: Option<LearnedPayDay>, settings: &Settings) -> PayDayRule {
    if let Some(day) = dossier.tenancy.accepted_pay_day {
        return PayDayRule::Accepted(day);
    }
    match learned {
        Some(rhythm)
            if settings.learned_pay_day_counts
                && rhythm.is_steadily_later(settings)
                && rhythm.offset_days <= 27 =>
        {
            PayDayRule::Learned(rhythm.offset_days)
        }
        _ => PayDayRule::Contract,
    }
}

impl Ground<'_> {
    /// The circumstances of a kind that are known on this day, newest first.
    pub fn circumstances(&self, kind: CircumstanceKind) -> impl Iterator<Item = &Circumstance> {
        let today = self.today;
        self.dossier.circumstances.iter().rev().filter(move |c| c.kind == kind && c.since <= today)
    }

    /// The circumstance of this kind that holds today, if one does.
    pub fn holding(&self, kind: CircumstanceKind) -> Option<&Circumstance> {
        self.circumstances(kind).find(|circumstance| circumstance.holds_on(self.today))
    }

    /// The arrangement's state, while it runs.
    pub fn running_arrangement(&self) -> Option<&ArrangementState> {
        self.standing.arrangement().filter(|state| state.runs())
    }
}

/// Readings that more than one fact or guard needs.
impl<'a> Ground<'a> {
    /// What may be asked of the tenant today: arrears, without what is disputed, what a running arrangement covers, and
    /// old debt that a debt scheme has frozen. Never below zero.
    pub fn claimable(&self) -> Cents {
        let open: Cents = self.claims_to_ask().map(|claim| claim.open).sum();
        (open - self.disputed()).at_least_zero()
    }

    /// The oldest claim that may be asked about: its due day and its own pay day.
    pub fn oldest_to_ask(&self) -> Option<(Day, Day)> {
        let claim = self.claims_to_ask().find(|claim| claim.open > SMALL_CHANGE)?;
        Some((claim.due_on, self.standing.pay_day.pay_by(claim.due_on)))
    }

    /// The items behind [`Ground::claimable`], oldest first: they add up to it to the cent, and a letter lists no others.
    pub fn items_to_ask(&self) -> Vec<OpenItem> {
        let asked: Vec<Day> = self.claims_to_ask().map(|claim| claim.due_on).collect();
        let mut items = open_items(&self.dossier.entries, self.account, self.today);
        items.retain(|item| asked.binary_search(&item.due_on).is_ok());
        self.without_disputed(items)
    }

    /// These items without what is disputed: a dispute that does not say which item it is about is taken off the oldest.
    pub fn without_disputed(&self, mut items: Vec<OpenItem>) -> Vec<OpenItem> {
        let mut disputed = self.disputed();
        for item in &mut items {
            let part = disputed.min(item.open);
            item.open -= part;
            disputed -= part;
        }
        items.retain(|item| item.open.0 > 0);
        items
    }

    /// Claims in arrears outside a running arrangement and a debt scheme that can be demanded, oldest first.
    fn claims_to_ask(&self) -> impl Iterator<Item = &Claim> {
        let arranged = self.running_arrangement().map(|state| state.covers_until);
        let frozen = self.debt_scheme().map(|scheme| scheme.since);
        let outside = move |claim: &&Claim| {
            arranged.is_none_or(|until| claim.due_on > until)
                && frozen.is_none_or(|since| claim.due_on >= since)
        };
        let today = self.today;
        let pay_day = self.standing.pay_day;
        let in_arrears = move |claim: &&Claim| claim.open.0 > 0 && pay_day.pay_by(claim.due_on) < today;
        let demandable = |claim: &&Claim| !self.is_prescribed(claim.due_on);
        self.account.claims.iter().filter(in_arrears).filter(outside).filter(demandable)
    }

    /// What is disputed today: the stated amount, or all arrears when none is stated.
    pub fn disputed(&self) -> Cents {
        self.circumstances(CircumstanceKind::Dispute)
            .filter(|dispute| dispute.holds_on(self.today))
            .map(|dispute| dispute.cents.unwrap_or(self.standing.due))
            .sum()
    }

    /// The day of death, as delivered or as the bank said it (reversal MD07), however long ago and whatever came after.
    pub fn died_on(&self) -> Option<Day> {
        let told = self.dossier.tenancy.deceased_on.filter(|day| *day <= self.today);
        let by_bank = |entry: &&Entry| entry.reason == Some(ReversalReason::DebtorDeceased);
        // What the bank told us before the landlord booked it is no money.
        let counts = |entry: &&Entry| entry.cents.0 > 0 || !entry.kind.is_of_the_landlord();
        told.or_else(|| {
            let booked = booked_by(&self.dossier.entries, self.today);
            booked.iter().find(by_bank)?;
            let stands = corrected::standing(booked);
            stands.iter().filter(counts).find(by_bank).map(|entry| entry.booked_on)
        })
    }

    /// The debt scheme or breathing space that holds today.
    pub fn debt_scheme(&self) -> Option<&Circumstance> {
        [
            CircumstanceKind::StatutoryDebtScheme,
            CircumstanceKind::BreathingSpace,
            CircumstanceKind::DebtScheme,
        ]
        .into_iter()
        .find_map(|kind| self.holding(kind))
    }

    /// The newest can/will finding: its number in the order of the fact's words, and its day.
    pub fn latest_finding(&self) -> Option<(i64, Day)> {
        const KINDS: [CircumstanceKind; 4] = [
            CircumstanceKind::CanAndWill,
            CircumstanceKind::CanButWillNot,
            CircumstanceKind::CannotButWill,
            CircumstanceKind::CannotAndWillNot,
        ];
        let known = self.dossier.circumstances.iter().rev().filter(|c| c.since <= self.today);
        known
            .filter_map(|c| KINDS.iter().position(|kind| *kind == c.kind).map(|at| (at as i64 + 1, c)))
            .map(|(which, c)| {
                (if c.closed_on.is_some_and(|day| day <= self.today) { 0 } else { which }, c.since)
            })
            .next()
    }

    /// The newest finding, while it holds.
    pub fn can_will_finding(&self) -> Option<(i64, Day)> {
        self.latest_finding().filter(|(_, since)| self.today - *since <= self.settings.finding_valid_days)
    }

    /// The day on which the last help ended, when none is running, and whether somebody closed it or its time was up.
    fn help_over(&self) -> Option<(Day, bool)> {
        if self.holding(CircumstanceKind::Help).is_some() {
            return None;
        }
        let ended = self.circumstances(CircumstanceKind::Help);
        let ended = ended.filter_map(|help| Some((help.closed_on.or(help.until)?, help.closed_on.is_some())));
        ended.filter(|(day, _)| *day <= self.today).max()
    }

    /// The day on which the last help was closed, when none is running.
    pub fn help_closed_on(&self) -> Option<Day> {
        self.help_over().map(|(day, _)| day)
    }

    /// Did the last help end because its time was up, without anybody closing it?
    pub fn help_lapsed(&self) -> bool {
        self.help_over().is_some_and(|(_, was_closed)| !was_closed)
    }

    /// The steps that were really taken: what shadow nights showed does not count once the landlord has begun.
    pub fn steps(&self) -> impl DoubleEndedIterator<Item = &'a StepTaken> {
        let from = self.settings.beginning.and_then(|beginning| beginning.counts_from(self.today));
        self.dossier.steps.iter().filter(move |step| from.is_none_or(|from| step.day >= from))
    }

    /// The steps of which a message really left: while nights only show, nobody gets anything.
    pub fn sent(&self) -> impl Iterator<Item = &'a StepTaken> {
        let shows = self.settings.beginning.is_some_and(|beginning| beginning.is_shadow(self.today));
        self.steps().filter(move |step| step.channel.is_some() && !shows)
    }

    /// How far a step goes by itself tonight.
    pub fn mode(&self, mode: Mode) -> Mode {
        self.settings.beginning.map_or(mode, |beginning| beginning.mode(mode, self.today))
    }

    /// The last day on which a step with this milestone was taken about the present arrears: in the cycle of the oldest
    /// claim in arrears or later. A letter counts from the day it was posted, where that is known.
    pub fn milestone_on(&self, milestone: Milestone) -> Option<Day> {
        let (oldest, _) = self.standing.oldest?;
        let steps = self.steps().rev().filter(|step| step.day <= self.today && step.cycle >= oldest);
        let proven = steps.filter(|step| step.milestone == Some(milestone));
        proven.map(StepTaken::proves_from).find(|day| *day <= self.today)
    }
}
