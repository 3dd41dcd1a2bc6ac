//! Thresholds that facts and guards use; each is a line of `instellingen.toml`.

use crate::beginning::Beginning;
use crate::money::Cents;
use crate::send::{Hours, TimeOfDay};

/// Thresholds. Every one but the last is a line of `instellingen.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// A claim is late when it is paid more than so many days after the own pay day. Days.
    pub late_after_days: i32,
    /// Below this amount nobody is written to.
    pub small_amount: Cents,
    /// Automatic messages to a household in seven days, over all channels.
    pub messages_per_week: u32,
    /// Least number of days between two steps when the waiting time of the flow does not say.
    pub pause_between_steps_days: i32,
    /// A can/will finding holds so many days.
    pub finding_valid_days: i32,
    /// A learned pay day counts like an agreed one.
    pub learned_pay_day_counts: bool,
    /// Share of months that must lie within three days of the learned pay day. Percent.
    pub learned_regular_percent: i64,
    /// Least number of settled months from which a pay day is learned.
    pub learned_from_months: usize,
    /// Share of the tenancies to whom no own pay day is proposed, so that the effect can be measured. Percent.
    pub pay_day_hold_out_percent: i64,
    /// Books older than this hold all messages. Days.
    pub books_fresh_days: i32,
    /// A reversal is left to settle so many days before anybody is written to.
    pub reversal_settles_days: i32,
    /// A direct debit is given so many days after the due day to reach the books before anybody is written to.
    pub collection_under_way_days: i32,
    /// Working days after the promised day before a promise counts as broken.
    pub promise_slack_working_days: u32,
    /// An instalment may be short by this much.
    pub arrangement_tolerance: Cents,
    /// Days after an instalment's day before the arrangement is at risk.
    pub arrangement_grace_days: i32,
    /// Days after an instalment's day before an arrangement that was not repaired is broken.
    pub arrangement_broken_days: i32,
    /// A person may agree to an arrangement that is done within so many months; a longer one needs a second person.
    pub arrangement_most_months: i32,
    /// The least term a person may agree to alone; the last one may be lower.
    pub arrangement_least_term: Cents,
    /// So many months after a broken arrangement a new one needs a second person; 0 does not mind.
    pub arrangement_rest_after_broken_months: i32,
    /// A tenant may agree alone, on the tenant's page, to so many terms at most; 0 is none.
    pub own_arrangement_terms: u32,
    /// To such an arrangement about so many months of rent at most.
    pub own_arrangement_rents: u32,
    /// Not before the tenancy has lasted so many months.
    pub own_arrangement_after_months: i32,
    /// Not within so many months after another arrangement was agreed; 0 does not mind.
    pub own_arrangement_rest_months: i32,
    /// A tenant may put off paying by so many days on the tenant's page; 0 is none.
    pub own_delay_days: i32,
    /// A tenant may choose a pay day alone, on the tenant's page, so many days after the due day at most; 0 is none.
    pub own_pay_day_days: i32,
    /// The least part that can be paid on the tenant's page.
    pub least_part: Cents,
    /// All steps stop for so many days after an early signal, at most (covenant, law.md 3.3).
    pub signal_pause_days: i32,
    /// Are collection costs charged at all? Off by default (law.md decision 2).
    pub charge_collection_costs: bool,
    /// Is statutory interest charged? Off by default (law.md 2.2).
    pub charge_interest: bool,
    /// In these hours a text message or WhatsApp message may reach somebody.
    pub text_hours: Hours,
    /// In these hours an e-mail may reach somebody.
    pub email_hours: Hours,
    /// Nothing is sent, whatever a step's mode says.
    pub emergency_stop: bool,
    /// How this landlord begins. No line of `instellingen.toml`: it stands in the book.
    pub beginning: Option<Beginning>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            late_after_days: 5,
            small_amount: Cents::euros(25),
            messages_per_week: 2,
            pause_between_steps_days: 3,
            finding_valid_days: 90,
            learned_pay_day_counts: true,
            learned_regular_percent: 80,
            learned_from_months: 6,
            pay_day_hold_out_percent: 0,
            books_fresh_days: 1,
            reversal_settles_days: 3,
            collection_under_way_days: 5,
            promise_slack_working_days: 2,
            arrangement_tolerance: Cents::euros(1),
            arrangement_grace_days: 1,
            arrangement_broken_days: 10,
            arrangement_most_months: 12,
            arrangement_least_term: Cents::euros(25),
            arrangement_rest_after_broken_months: 12,
            own_arrangement_terms: 6,
            own_arrangement_rents: 2,
            own_arrangement_after_months: 3,
            own_arrangement_rest_months: 6,
            own_delay_days: 14,
            own_pay_day_days: 24,
            least_part: Cents::euros(10),
            signal_pause_days: 28,
            charge_collection_costs: false,
            charge_interest: false,
            text_hours: Hours { from: TimeOfDay(9 * 60), until: TimeOfDay(19 * 60) },
            email_hours: Hours { from: TimeOfDay(8 * 60), until: TimeOfDay(20 * 60) },
            emergency_stop: false,
            beginning: None,
        }
    }
}
