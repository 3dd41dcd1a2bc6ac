//! Guards: reasons not to act. One file each, listed here, shown on the dossier as the *stop list*.
//!
//! A guard looks at a dossier and the step that is due, and may forbid it, with a ground and, where it can, a last day.
//! No mode and no setting switches a guard off. Law goes before person, person before policy; a landlord may be milder
//! than the law, never stricter.

use crate::calendar::Day;
use crate::calendar::holidays::EquatedDays;
use crate::dossier::ContactChannel;
use crate::facts::Ground;
use crate::flow::Proposal;
use crate::policy::{Action, Letter, Policy, Step, TaskKind, Tone};

/// Declares the guard modules and their list, so that a new guard is one file and one line.
macro_rules! guards {
    ($($module:ident),+ $(,)?) => {
        $(pub mod $module;)+
        /// All guards, strongest ground first.
        pub static ALL: &[&Guard] = &[$(&$module::GUARD),+];
    };
}

guards![
    deceased,
    represented,
    debt_scheme,
    early_signal_pending,
    early_signal_proofs,
    bailiff_ladder,
    handover_agreed,
    dispute,
    quiet_day,
    emergency_stop,
    hold,
    arrangement_running,
    promise_running,
    help_running,
    missing_data,
    stale_books,
    money_in_doubt,
    collection_under_way,
    reversal_settling,
    own_pay_day,
    amount,
    hold_out,
    contact_budget,
    not_wanted,
    unreachable,
];

/// One reason not to act.
pub struct Guard {
    /// Name in code and in `--json`.
    pub id: &'static str,
    /// The word on screens and in golden dossiers.
    pub word: &'static str,
    /// Whose reason it is.
    pub strength: Strength,
    /// The ground: article, ruling, covenant or line of the policy.
    pub ground: &'static str,
    /// What it means for the reader, in one Dutch sentence.
    pub sentence: &'static str,
    /// Looks.
    pub look: fn(&Ground, &Plan) -> Option<Until>,
}

/// Whose reason a guard is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// The law.
    Law,
    /// A person.
    Person,
    /// The policy.
    Policy,
}

impl Strength {
    /// The Dutch word.
    pub const fn dutch(self) -> &'static str {
        match self {
            Strength::Law => "wet",
            Strength::Person => "medewerker",
            Strength::Policy => "beleid",
        }
    }
}

/// How long a guard forbids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Until {
    /// Up to and including this day, as far as is known today.
    Day(Day),
    /// Until something changes.
    Changed,
}

/// The step that is due, as guards see it.
#[derive(Clone, Copy)]
pub struct Plan<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// Working days and holidays.
    pub calendar: &'a EquatedDays,
    /// The day up to which the landlord's books are known.
    pub books_as_of: Day,
    /// The step in its flow.
    pub proposal: Proposal,
    /// What a message would ask for: the claimable amount, without what is covered, frozen or disputed.
    pub claimable: crate::money::Cents,
}

/// A guard that forbids a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Place in [`ALL`].
    pub guard: u8,
    /// How long.
    pub until: Until,
}

impl Block {
    /// The guard.
    pub fn guard(&self) -> &'static Guard {
        ALL[usize::from(self.guard)]
    }

    /// Only that it is no working day holds the step.
    pub fn is_day_of_rest(&self) -> bool {
        self.guard().id == "quiet_day"
    }

    /// The books are too old to know.
    pub fn is_of_old_books(&self) -> bool {
        self.guard().id == "stale_books"
    }

    /// It ends by itself or with the next delivery: no reason to forget a task that lies on a desk.
    pub fn passes(&self) -> bool {
        matches!(self.until, Until::Day(_)) || self.is_of_old_books()
    }
}

/// All guards that forbid the step, strongest first.
pub fn blocks(ground: &Ground, plan: &Plan) -> Vec<Block> {
    let looks = ALL.iter().enumerate();
    looks
        .filter_map(|(at, guard)| (guard.look)(ground, plan).map(|until| Block { guard: at as u8, until }))
        .collect()
}

impl<'a> Plan<'a> {
    /// The step.
    pub fn step(&self) -> &'a Step {
        self.proposal.of(self.policy)
    }

    /// The letter, when the step sends one.
    pub fn letter(&self) -> Option<&'a Letter> {
        match &self.step().action {
            Action::Message { letter, .. } => Some(&self.policy.letters[*letter]),
            Action::Task(_) => None,
        }
    }

    /// The task, when the step is one.
    pub fn task(&self) -> Option<TaskKind> {
        match self.step().action {
            Action::Task(kind) => Some(kind),
            Action::Message { .. } => None,
        }
    }

    /// A message that asks for money.
    pub fn asks_money(&self) -> bool {
        self.letter().is_some_and(|letter| letter.asks_money)
    }

    /// Presses the tenant: asks for money, or leads to a step with legal or serious effect. Preventing an eviction does
    /// not press, however serious it is.
    pub fn presses(&self) -> bool {
        self.asks_money() || self.task().is_some_and(|task| task.is_serious() && task != TaskKind::Eviction)
    }

    /// The channels the step could use, best first.
    pub fn channels(&self) -> &'a [ContactChannel] {
        match &self.step().action {
            Action::Message { channels, .. } => channels,
            Action::Task(_) => &[],
        }
    }
}

/// How a message of a step gets to the tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Over this channel.
    By(ContactChannel),
    /// It would reach him by e-mail only, and he wants no friendly mail any more.
    NotWanted,
    /// It does not.
    Nowhere,
}

/// The first channel of the step that reaches the tenant and that he has not refused.
pub fn usable_channel(ground: &Ground, plan: &Plan) -> Option<ContactChannel> {
    match way_of(ground, plan.policy, plan.step()) {
        Way::By(channel) => Some(channel),
        Way::NotWanted | Way::Nowhere => None,
    }
}

/// Is this a friendly message to somebody who wants no more of them over the only channel there is? Then the step is passed over.
pub fn is_not_wanted(ground: &Ground, policy: &Policy, step: &Step) -> bool {
    ground.dossier.tenancy.no_friendly_mail && way_of(ground, policy, step) == Way::NotWanted
}

/// A letter always reaches unless the address is known to be unusable, and cannot be refused (law.md 5.5); heirs and administrators
/// get letters only. Once a tenancy has ended the only address we know is somebody else's home: whoever lives there now must not
/// read it.
fn way_of(ground: &Ground, policy: &Policy, step: &Step) -> Way {
    use crate::dossier::CircumstanceKind::AddressUnusable;
    let Action::Message { letter, channels } = &step.action else { return Way::Nowhere };
    let letter = &policy.letters[*letter];
    let others_only = letter.for_heirs || letter.for_administrator;
    let tenancy = &ground.dossier.tenancy;
    let reaches = |channel: &ContactChannel| match channel {
        ContactChannel::Letter => {
            let moved_out = tenancy.ends_on.is_some_and(|last_day| last_day < ground.today);
            ground.holding(AddressUnusable).is_none() && (letter.for_administrator || !moved_out)
        }
        other => !others_only && tenancy.reachable.has(*other) && !tenancy.refused.has(*other),
    };
    let can_be_missed = letter.can_be_missed && step.tone == Tone::Friendly;
    let is_wanted = |channel: &ContactChannel| {
        *channel != ContactChannel::Email || !can_be_missed || !tenancy.no_friendly_mail
    };
    match channels.iter().copied().find(|channel| reaches(channel) && is_wanted(channel)) {
        Some(channel) => Way::By(channel),
        None if channels.iter().any(reaches) => Way::NotWanted,
        None => Way::Nowhere,
    }
}
