//! What somebody can pay a month beside his household: income less what goes out, and the terms that fit in what is left.
//!
//! In goes what a tenant says of his own money; out come the room a month and the shortest arrangement within it, or why there is
//! none. No amount is filled in for anybody: what is not said is not known, and what a household needs for food it says itself.
//! Nothing here is kept.

use super::terms::{Division, LimitCheck, check_limits, divide};
use crate::calendar::Day;
use crate::facts::Ground;
use crate::money::Cents;

/// Terms beyond this number are no arrangement.
const MOST_TERMS: i64 = 120;

/// A line of the household, a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Post {
    /// Wages or benefit of everybody who pays along.
    Income,
    /// Allowances: for rent, care, children.
    Allowances,
    /// The rent that goes on.
    Rent,
    /// Gas, light and water.
    Energy,
    /// Insurance for care and what one pays oneself.
    Care,
    /// Food and what else is bought every week.
    Groceries,
    /// Bus, bicycle, car.
    Transport,
    /// School, sports, somebody to look after them.
    Children,
    /// What is paid off elsewhere.
    OtherDebts,
    /// Telephone, insurances, taxes.
    Other,
}

impl Post {
    /// All lines, in the order in which they are asked.
    pub const ALL: [Post; 10] = [
        Post::Income,
        Post::Allowances,
        Post::Rent,
        Post::Energy,
        Post::Care,
        Post::Groceries,
        Post::Transport,
        Post::Children,
        Post::OtherDebts,
        Post::Other,
    ];

    /// The word in forms and in the book.
    pub const fn dutch(self) -> &'static str {
        match self {
            Post::Income => "inkomen",
            Post::Allowances => "toeslagen",
            Post::Rent => "huur",
            Post::Energy => "energie",
            Post::Care => "zorg",
            Post::Groceries => "boodschappen",
            Post::Transport => "vervoer",
            Post::Children => "kinderen",
            Post::OtherDebts => "schulden",
            Post::Other => "overig",
        }
    }

    /// Does it come in? Else it goes out.
    pub const fn comes_in(self) -> bool {
        matches!(self, Post::Income | Post::Allowances)
    }

    /// Does every household have it, so that a line without an amount means that it is not known?
    pub const fn is_needed(self) -> bool {
        matches!(self, Post::Income | Post::Rent | Post::Energy | Post::Care | Post::Groceries)
    }
}

/// What a tenant says of his money, a month. Lines that are not there he does not have.
pub type Household = std::collections::BTreeMap<Post, Cents>;

/// No line of a household is as much. Cents.
const MOST_A_MONTH: i64 = 10_000_000;

/// The amount of a line as somebody types it, zero too.
pub fn amount(text: &str) -> Option<Cents> {
    Cents::parse(text).filter(|cents| (0..MOST_A_MONTH).contains(&cents.0))
}

/// What is left of a month; below zero when more goes out than comes in. `None` while something is missing that every household
/// has.
pub fn room_of(household: &Household) -> Option<Cents> {
    if !Post::ALL.into_iter().all(|post| !post.is_needed() || household.contains_key(&post)) {
        return None;
    }
    let signed = |(post, cents): (&Post, &Cents)| if post.comes_in() { *cents } else { -*cents };
    Some(household.iter().map(signed).sum())
}

/// Whether there is an arrangement that somebody can afford.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fit {
    /// These terms: the fewest that each fit in the room.
    Terms(Vec<(Day, Cents)>),
    /// These would fit in the room, and not in the landlord's limits; with the limits that they break.
    OutsideLimits(Vec<(Day, Cents)>, Vec<LimitCheck>),
    /// There is no room, or so little that it would take for ever.
    NoRoom,
}

/// The shortest arrangement over a debt, from a first day on, of which no term is above the room.
pub fn fit(ground: &Ground, debt: Cents, room: Cents, first: Day) -> Fit {
    if room.0 <= 0 || debt.0 <= 0 {
        return Fit::NoRoom;
    }
    let times = (debt.0 + room.0 - 1) / room.0;
    if times > MOST_TERMS {
        return Fit::NoRoom;
    }
    let Ok(terms) = divide(debt, None, Division::Times(times as u32), first) else { return Fit::NoRoom };
    let mut checks = check_limits(ground, ground.today, &terms);
    checks.retain(|check| !check.is_kept);
    match checks.is_empty() {
        true => Fit::Terms(terms),
        false => Fit::OutsideLimits(terms, checks),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dossier::{Dossier, Tenancy};
    use crate::facts::Standing;
    use crate::ledger::Account;
    use crate::policy::Settings;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).unwrap()
    }

    /// A household as somebody tells it, in euros.
    fn household(told: &[(Post, i64)]) -> Household {
        told.iter().map(|(post, euros)| (*post, Cents::euros(*euros))).collect()
    }

    const TOLD: [(Post, i64); 5] = [
        (Post::Income, 1_450),
        (Post::Rent, 550),
        (Post::Energy, 180),
        (Post::Care, 140),
        (Post::Groceries, 400),
    ];

    #[test]
    fn a_line_is_an_amount_of_a_month() {
        for (text, cents) in [("0", 0), ("549,40", 54_940), ("€ 1.098,80", 109_880), ("99999,99", 9_999_999)]
        {
            assert_eq!(amount(text), Some(Cents(cents)), "{text}");
        }
        for text in ["", "-1", "100000", "veel", "1e3"] {
            assert_eq!(amount(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_left_is_what_comes_in_less_what_goes_out() {
        let mut told = TOLD.to_vec();
        assert_eq!(room_of(&household(&told)), Some(Cents::euros(180)));
        told.extend([
            (Post::Allowances, 310),
            (Post::OtherDebts, 95),
            (Post::Children, 60),
            (Post::Other, 90),
        ]);
        assert_eq!(room_of(&household(&told)), Some(Cents::euros(245)));
        told.push((Post::Transport, 300));
        assert_eq!(room_of(&household(&told)), Some(Cents::euros(-55)));
    }

    #[test]
    fn what_every_household_has_and_is_not_told_is_not_zero() {
        for without in TOLD {
            let told: Vec<(Post, i64)> = TOLD.into_iter().filter(|one| *one != without).collect();
            assert_eq!(room_of(&household(&told)), None, "without {}", without.0.dutch());
        }
    }

    fn fits(debt: i64, room: i64) -> Fit {
        let dossier = Dossier { tenancy: Tenancy::default(), ..Dossier::default() };
        let (settings, account, today) = (Settings::default(), Account::default(), day("2026-11-20"));
        let standing = Standing::of(&dossier, &account, &settings, today);
        let ground =
            Ground { dossier: &dossier, today, settings: &settings, account: &account, standing: &standing };
        fit(&ground, Cents(debt), Cents(room), day("2026-12-01"))
    }

    #[test]
    fn the_fewest_terms_that_each_fit_in_the_room_are_proposed() {
        let Fit::Terms(terms) = fits(109_880, 18_000) else { panic!("it fits") };
        assert_eq!(terms.len(), 7);
        assert!(terms.iter().all(|(_, cents)| cents.0 <= 18_000));
        assert_eq!(terms.iter().map(|(_, cents)| cents.0).sum::<i64>(), 109_880);
        assert_eq!(fits(109_880, 109_880), Fit::Terms(vec![(day("2026-12-01"), Cents(109_880))]));
    }

    #[test]
    fn no_room_is_no_arrangement_and_too_little_is_a_second_persons() {
        for room in [0, -5_000, 900] {
            assert_eq!(fits(109_880, room), Fit::NoRoom, "{room}");
        }
        // Twenty-two months where the landlord allows twelve, and terms of less than 25 euro.
        for (debt, room) in [(109_880, 5_000), (10_000, 2_000)] {
            let Fit::OutsideLimits(terms, broken) = fits(debt, room) else { panic!("{debt} in {room}") };
            assert!(terms.iter().all(|(_, cents)| cents.0 <= room) && !broken.is_empty());
        }
    }
}
