//! Against guessing: how often one network, and everybody together, may be wrong about a code.
//!
//! In go wrong codes with where they came from and the moment; out comes whether another may be tried, and an alarm. It
//! remembers ten minutes, in memory. Only who is wrong is counted; who shares his network waits with him.

use std::collections::BTreeMap;
use std::net::IpAddr;

/// Wrong codes are counted over so long. Seconds.
const WINDOW: i64 = 600;
/// So many wrong codes may come from one network.
const MOST: u32 = 10;
/// The same while the alarm is on.
const MOST_IN_ALARM: u32 = 2;
/// So many wrong codes from everywhere together are no tenants who mistype.
const MOST_IN_ALL: u32 = 200;
/// More networks than this are not remembered one by one.
const MOST_NETWORKS: usize = 20_000;
/// When there are, those of an earlier window are looked for so often. Seconds.
const FORGETS_EVERY: i64 = 10;

/// What the log says when somebody seems to be guessing codes.
pub const ALARM: &str = "ALARM huurderspagina: er worden codes geraden";

/// Where somebody comes from: an IPv4 address, or the first 64 bits of an IPv6 address (a household has all the rest).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Network(u64);

impl Network {
    /// The network of an address.
    pub fn of(address: IpAddr) -> Network {
        match address.to_canonical() {
            IpAddr::V4(four) => Network(u64::from(u32::from(four))),
            // Never an IPv4 address: those lie below 2^32.
            IpAddr::V6(six) => Network(((u128::from(six) >> 64) as u64) | (1 << 63)),
        }
    }
}

/// Counts.
#[derive(Debug, Default)]
pub struct Limits {
    wrong: BTreeMap<Network, (i64, u32)>,
    in_all: (i64, u32),
    told: Option<i64>,
    forgot: i64,
}

impl Limits {
    /// May somebody from here try a code at this moment? `now` is in seconds.
    pub fn may_try(&self, from: Network, now: i64) -> bool {
        let alarmed = self.is_alarmed(now);
        let most = if alarmed { MOST_IN_ALARM } else { MOST };
        match self.wrong.get(&from) {
            Some((since, count)) => now - since >= WINDOW || *count < most,
            // With so many networks guessing at once, who is not known among them waits with them.
            None => !alarmed || self.wrong.len() < MOST_NETWORKS,
        }
    }

    /// Somebody from here had a wrong code. True when it is time to raise the alarm: once in a window.
    pub fn was_wrong(&mut self, from: Network, now: i64) -> bool {
        if self.wrong.len() >= MOST_NETWORKS && now - self.forgot >= FORGETS_EVERY {
            self.forgot = now;
            self.wrong.retain(|_, (since, _)| now - *since < WINDOW);
        }
        if self.wrong.len() < MOST_NETWORKS || self.wrong.contains_key(&from) {
            count(self.wrong.entry(from).or_insert((now, 0)), now);
        }
        count(&mut self.in_all, now);
        let tell = self.is_alarmed(now) && self.told.is_none_or(|told| now - told >= WINDOW);
        if tell {
            self.told = Some(now);
        }
        tell
    }

    fn is_alarmed(&self, now: i64) -> bool {
        now - self.in_all.0 < WINDOW && self.in_all.1 > MOST_IN_ALL
    }
}

fn count(counted: &mut (i64, u32), now: i64) {
    if now - counted.0 >= WINDOW {
        *counted = (now, 0);
    }
    counted.1 = counted.1.saturating_add(1);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        Network::of(text.parse().unwrap())
    }

    #[test]
    fn who_is_wrong_ten_times_waits_ten_minutes_and_nobody_else_does() {
        let mut limits = Limits::default();
        let (here, there) = (network("192.0.2.1"), network("192.0.2.2"));
        for _ in 0..MOST {
            assert!(limits.may_try(here, 1_000));
            assert!(!limits.was_wrong(here, 1_000));
        }
        assert!(!limits.may_try(here, 1_000 + WINDOW - 1) && limits.may_try(here, 1_000 + WINDOW));
        assert!(limits.may_try(there, 1_000));
    }

    #[test]
    fn who_guesses_from_very_many_networks_does_not_guess_on_from_others() {
        let mut limits = Limits::default();
        for at in 0..MOST_NETWORKS as u64 {
            limits.was_wrong(Network(at), 1_000);
        }
        assert!(!limits.may_try(Network(u64::MAX), 1_001), "an uncounted network has no free guesses");
        assert!(limits.may_try(Network(u64::MAX), 1_000 + WINDOW));
    }

    #[test]
    fn a_household_with_many_addresses_is_one() {
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("::c000:201"), network("192.0.2.1"));
    }

    #[test]
    fn guessing_from_everywhere_raises_the_alarm_once_in_ten_minutes_and_makes_it_strict() {
        let mut limits = Limits::default();
        let told = (0..2 * MOST_IN_ALL)
            .filter(|at| limits.was_wrong(Network(u64::from(*at)), 1_000 + i64::from(*at / 10)))
            .count();
        assert_eq!(told, 1);
        let new = network("198.51.100.7");
        assert!(limits.may_try(new, 1_050), "who has a code is not kept out");
        limits.was_wrong(new, 1_050);
        limits.was_wrong(new, 1_050);
        assert!(!limits.may_try(new, 1_050));
        assert!(limits.may_try(new, 1_050 + WINDOW));
    }

    #[test]
    fn no_flood_of_addresses_fills_the_memory() {
        let mut limits = Limits::default();
        for at in 0..2 * MOST_NETWORKS as u64 {
            limits.was_wrong(Network(at), 1_000);
        }
        assert_eq!(limits.wrong.len(), MOST_NETWORKS);
        limits.was_wrong(Network(1), 1_000 + WINDOW);
        assert_eq!(limits.wrong.len(), 1);
    }
}
