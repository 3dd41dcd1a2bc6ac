//! Against guessing: how often one network, the site it lies in, and everybody together, may be wrong about a code.
//!
//! In go wrong codes with where they came from and the moment; out comes whether another may be tried, and an alarm. It
//! remembers ten minutes, in memory. Only who is wrong is counted; who shares his network waits with him. When so many are
//! wrong together that it can only be guessing, everybody waits but who came in with a code of his own not long ago.

use std::collections::BTreeMap;
use std::net::IpAddr;

/// Wrong codes are counted over so long. Seconds.
const WINDOW: i64 = 600;
/// So many wrong codes may come from one network.
const MOST: u32 = 10;
/// The same while the alarm is on.
const MOST_IN_ALARM: u32 = 2;
/// So many wrong codes may come from one site: a provider of telephones can have many tenants in it.
const MOST_OF_SITE: u32 = 40;
/// The same while the alarm is on.
const MOST_OF_SITE_IN_ALARM: u32 = 8;
/// So many wrong codes from everywhere together are looked up while the alarm is on: at this pace a guess hits one of 16,000
/// codes once in some months.
const MOST_IN_ALL_IN_ALARM: u32 = 2_000;
/// Who came in is known for so long. Seconds.
const KNOWN_FOR: i64 = 7 * 86_400;
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

    /// The site of an IPv6 network: its first 48 bits, which one customer can have as a whole. An IPv4 address has none.
    fn site(self) -> Option<Network> {
        (self.0 >> 63 == 1).then_some(Network(self.0 >> 16 << 16))
    }
}

/// Counts.
#[derive(Debug, Default)]
pub struct Limits {
    wrong: BTreeMap<Network, (i64, u32)>,
    of_site: BTreeMap<Network, (i64, u32)>,
    in_all: (i64, u32),
    came_in: BTreeMap<Network, i64>,
    told: Option<i64>,
    forgot: i64,
}

impl Limits {
    /// May somebody from here try a code at this moment? `now` is in seconds.
    pub fn may_try(&self, from: Network, now: i64) -> bool {
        let alarmed = self.is_alarmed(now);
        let (most, most_of_site) =
            if alarmed { (MOST_IN_ALARM, MOST_OF_SITE_IN_ALARM) } else { (MOST, MOST_OF_SITE) };
        let below = |counted: Option<&(i64, u32)>, most: u32| {
            counted.is_none_or(|(since, count)| now - since >= WINDOW || *count < most)
        };
        let everybody_waits = alarmed && self.in_all.1 >= MOST_IN_ALL_IN_ALARM;
        below(self.wrong.get(&from), most)
            && from.site().is_none_or(|site| below(self.of_site.get(&site), most_of_site))
            && (!everybody_waits || self.is_known(from, now))
    }

    /// Somebody from here showed a code that is ours.
    pub fn came_in(&mut self, from: Network, now: i64) {
        if self.came_in.len() >= MOST_NETWORKS {
            self.came_in.retain(|_, at| now - *at < KNOWN_FOR);
        }
        if self.came_in.len() < MOST_NETWORKS || self.came_in.contains_key(&from) {
            self.came_in.insert(from, now);
        }
    }

    fn is_known(&self, from: Network, now: i64) -> bool {
        self.came_in.get(&from).is_some_and(|at| now - at < KNOWN_FOR)
    }

    /// Somebody from here had a wrong code. True when it is time to raise the alarm: once in a window.
    pub fn was_wrong(&mut self, from: Network, now: i64) -> bool {
        if self.wrong.len() >= MOST_NETWORKS && now - self.forgot >= FORGETS_EVERY {
            self.forgot = now;
            self.wrong.retain(|_, (since, _)| now - *since < WINDOW);
            self.of_site.retain(|_, (since, _)| now - *since < WINDOW);
        }
        if self.wrong.len() < MOST_NETWORKS || self.wrong.contains_key(&from) {
            count(self.wrong.entry(from).or_insert((now, 0)), now);
            if let Some(site) = from.site() {
                count(self.of_site.entry(site).or_insert((now, 0)), now);
            }
        }
        // Who has a code of his own and guesses others is nobody we know.
        self.came_in.remove(&from);
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

    /// Limits in alarm, by networks from a number on.
    fn alarmed(from: u64) -> Limits {
        let mut limits = Limits::default();
        for at in 0..=u64::from(MOST_IN_ALL) {
            limits.was_wrong(Network(from + at), 1_000);
        }
        limits
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
    fn who_holds_a_whole_site_does_not_guess_from_each_of_its_networks() {
        let home = |at: u64| network(&format!("2001:db8:7:{at:x}::1"));
        let tried = |limits: &mut Limits, homes: u64| {
            (0..homes)
                .filter(|at| {
                    let may = limits.may_try(home(*at), 1_000);
                    if may {
                        limits.was_wrong(home(*at), 1_000);
                    }
                    may
                })
                .count()
        };
        let mut limits = Limits::default();
        assert_eq!(tried(&mut limits, 500), MOST_OF_SITE as usize);
        assert!(limits.may_try(network("2001:db8:8::1"), 1_000), "a neighbour is another site");
        assert!(limits.may_try(network("192.0.2.1"), 1_000) && limits.may_try(network("192.0.2.2"), 1_000));
        assert!(limits.may_try(home(600), 1_000 + WINDOW));
        let mut limits = alarmed(0);
        assert_eq!(tried(&mut limits, 500), MOST_OF_SITE_IN_ALARM as usize);
    }

    #[test]
    fn while_very_many_guess_only_who_came_in_with_a_code_comes_in() {
        let (known, new) = (network("192.0.2.1"), network("192.0.2.2"));
        let mut limits = Limits::default();
        limits.came_in(known, 500);
        for at in 0..u64::from(MOST_IN_ALL_IN_ALARM) {
            assert!(limits.may_try(Network(1 << 40 | at), 1_000));
            limits.was_wrong(Network(1 << 40 | at), 1_000);
        }
        assert!(limits.may_try(known, 1_001) && !limits.may_try(new, 1_001));
        limits.was_wrong(known, 1_001);
        assert!(!limits.may_try(known, 1_001), "a code of his own is no leave to guess others");
        assert!(limits.may_try(new, 1_000 + WINDOW));
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
