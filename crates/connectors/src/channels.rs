//! What every way out of the house has in common: what an attempt comes to, and what a provider tells afterwards.
//!
//! In goes one finished message; out comes an [`Attempt`]. A channel never decides whether a message may go, never
//! retries by itself and never keeps anything: the outbox worker does. What an attempt came to is told so that the
//! worker need not know which provider it was.

pub mod appointment;
pub mod bounce;
pub mod email;
mod open_text;
pub mod phone;
pub mod provider;
pub(crate) mod request;
pub mod secret;
mod told;
pub mod whatsapp;

/// What became of one attempt to hand a message over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// The other side took it over.
    Accepted {
        /// The number under which the other side knows it; statuses come back under it.
        provider_id: String,
    },
    /// Not now (busy, too many, no connection): nothing was handed over, the same message may be tried again.
    Later {
        /// No sooner than this many seconds from now, when the other side said so.
        after_seconds: Option<u32>,
        /// What the other side said, without personal data.
        reason: String,
    },
    /// This address does not work: never try it again, take the next channel.
    AddressUnusable {
        /// What the other side said, without personal data.
        reason: String,
    },
    /// The other side does not want this message (wrong template, no credit, forbidden): a person must look.
    Refused {
        /// What the other side said, without personal data.
        reason: String,
    },
    /// The connection broke when the other side may have had it already. It is not tried again blindly.
    Unknown {
        /// What was seen last.
        reason: String,
    },
}

impl Attempt {
    /// What it means when it was the repeat of an attempt of which nobody knows how it ended: *not now* says nothing about the
    /// first time, so it may still have left.
    pub fn asked_again(self) -> Attempt {
        match self {
            Attempt::Later { reason, .. } => Attempt::Unknown { reason },
            other => other,
        }
    }
}

/// How a message that was handed over fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// The provider has it.
    Accepted,
    /// Printed, not yet posted.
    Printed,
    /// Given to the postal service.
    Posted,
    /// Arrived at the device or mailbox.
    Delivered,
    /// Opened by the reader, where the channel tells.
    Read,
    /// Did not arrive, and the address will not work next time either.
    AddressUnusable,
    /// Did not arrive; the address may be right.
    Failed,
}

/// One status told by a provider, a bounce or a status file. They come in any order and more than once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The number under which the other side knows the message, or our own where that is what it tells.
    pub provider_id: String,
    /// How it fares.
    pub fate: Fate,
    /// The moment the other side names, in seconds since 1970, when it does.
    pub at: Option<i64>,
    /// Reason or code as told, without personal data.
    pub detail: String,
}

/// Of two things told about one message, the one that counts, whatever the order in which they came and however often.
/// A failure counts above a delivery: a server on the way may say *delivered* before the last one refuses, and whoever
/// was not reached must not be taken for reached. Only what was read cannot have failed.
pub fn later_of(one: Fate, other: Fate) -> Fate {
    let weight = |fate: Fate| match fate {
        Fate::Accepted => 0,
        Fate::Printed => 1,
        Fate::Posted => 2,
        Fate::Delivered => 3,
        Fate::Failed => 4,
        Fate::AddressUnusable => 5,
        Fate::Read => 6,
    };
    if weight(one) >= weight(other) { one } else { other }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_and_the_number_of_statuses_do_not_matter() {
        let all = [
            Fate::Accepted,
            Fate::Printed,
            Fate::Posted,
            Fate::Delivered,
            Fate::Read,
            Fate::AddressUnusable,
            Fate::Failed,
        ];
        for one in all {
            assert_eq!(later_of(one, one), one);
            for other in all {
                assert_eq!(later_of(one, other), later_of(other, one));
                for third in all {
                    assert_eq!(later_of(later_of(one, other), third), later_of(one, later_of(other, third)));
                }
            }
        }
        assert_eq!(later_of(Fate::Read, Fate::Accepted), Fate::Read);
        assert_eq!(later_of(Fate::Delivered, Fate::Failed), Fate::Failed);
        assert_eq!(later_of(Fate::AddressUnusable, Fate::Failed), Fate::AddressUnusable);
    }
}
