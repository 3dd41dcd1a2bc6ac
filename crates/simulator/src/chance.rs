//! Chance that can be had again: a small generator (SplitMix64) fed by a seed, never by the machine.
//!
//! In go a seed, the number of a tenancy and the name of a stream; out come whole numbers. Every subject draws from a
//! stream of its own, so that a change in one (say, names) leaves all others as they were. It never uses floats.

/// A stream of chance. Two streams with the same origin give the same numbers.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// The stream of one subject of one tenancy.
    ///
    /// ```
    /// # use simulator::chance::Chance;
    /// assert_eq!(Chance::of(1, 7, 3).draw(), Chance::of(1, 7, 3).draw());
    /// assert_ne!(Chance::of(1, 7, 3).draw(), Chance::of(1, 8, 3).draw());
    /// ```
    pub const fn of(seed: u64, index: u32, stream: u32) -> Chance {
        let place = ((index as u64) << 32) | stream as u64;
        Chance(mix(mix(seed ^ 0x5851_f42d_4c95_7f2d) ^ mix(place.wrapping_add(0x1405_7b7e_f767_814f))))
    }

    /// The next 64 bits.
    pub const fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A number below `bound`; 0 when the bound is 0.
    pub const fn below(&mut self, bound: u32) -> u32 {
        (((self.draw() >> 32) * bound as u64) >> 32) as u32
    }

    /// A number from `low` to `high`, both included.
    pub const fn between(&mut self, low: i32, high: i32) -> i32 {
        low + self.below((high - low + 1) as u32) as i32
    }

    /// True in `parts` of a thousand cases.
    pub const fn permille(&mut self, parts: u32) -> bool {
        self.below(1_000) < parts
    }

    /// One of these.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u32) as usize]
    }

    /// One of these, each as often as its weight says.
    pub fn weighted<T: Copy>(&mut self, from: &[(u32, T)]) -> T {
        let total = from.iter().map(|(weight, _)| weight).sum();
        let mut at = self.below(total);
        for &(weight, thing) in from {
            if at < weight {
                return thing;
            }
            at -= weight;
        }
        from[0].1
    }
}

const fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_are_even_and_stay_within_bounds() {
        let mut chance = Chance::of(20_260_617, 1, 1);
        let mut seen = [0_u32; 10];
        for _ in 0..10_000 {
            seen[chance.below(10) as usize] += 1;
            assert!((-3..=4).contains(&chance.between(-3, 4)));
        }
        assert!(seen.iter().all(|&count| (850..1_150).contains(&count)), "{seen:?}");
        assert_eq!(chance.below(0), 0);
    }

    #[test]
    fn weights_are_kept() {
        let mut chance = Chance::of(5, 5, 5);
        let heavy = (0..10_000).filter(|_| chance.weighted(&[(1, false), (9, true)])).count();
        assert!((8_800..9_200).contains(&heavy), "{heavy}");
    }
}
