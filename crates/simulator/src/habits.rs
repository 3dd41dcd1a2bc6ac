//! How somebody pays: temperament, way of paying, own pay day, and the story of the period (a lost job, a hard winter).
//!
//! In go seed, number and horizon; out come habits and, for each month, the chances of paying late, in part or not at
//! all. The figures are calibrated on what Dutch landlords report; they never judge a real person.

use crate::chance::Chance;
use crate::life::Horizon;
use domain::calendar::Month;

const HABITS: u32 = 3;

/// How somebody deals with the rent. Truth of the simulation; the landlord does not know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Temperament {
    /// Always pays, hardly ever late.
    Excellent,
    /// Forgets now and then, and puts it right.
    Sloppy,
    /// Always a little behind.
    Dragging,
    /// Gets into trouble and does not get out by himself.
    Problem,
}

impl Temperament {
    /// All temperaments.
    pub const ALL: [Temperament; 4] =
        [Temperament::Excellent, Temperament::Sloppy, Temperament::Dragging, Temperament::Problem];
}

/// When somebody who pays by hand usually pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PayRhythm {
    /// On the 1st or 2nd.
    FirstDays,
    /// On the 23rd to 26th of the month before, when wages come in.
    DayOfWages,
    /// On the 20th to 25th of the month itself: three weeks late, every month.
    LateInMonth,
    /// Somewhere from the 1st to the 8th.
    FirstWeek,
}

/// What happened to somebody in the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Story {
    /// Nothing special.
    Steady,
    /// Lost the job in this month, found another so many months later.
    JobLoss(Month, u8),
    /// Fell ill, and recovered so many months later.
    Illness(Month, u8),
    /// Separated; half a year of disorder follows.
    Separation(Month),
    /// Income comes on another day from this month: now pays this many days after the first.
    IncomeDayMoved(Month, i8),
    /// December is dear: January and February fail.
    HardWinter,
    /// August and September fail, after the holidays.
    LongSummer,
    /// Pays later and later from this month on.
    Sliding(Month),
    /// Lets it slip all year and puts everything right with the holiday money in May.
    HolidayMoney,
    /// The first months of a tenancy go wrong.
    SlowStart,
}

/// How somebody pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Habits {
    /// Temperament.
    pub temperament: Temperament,
    /// Pays by direct debit at the beginning of the period.
    pub direct_debit: bool,
    /// Day of the month of the direct debit: 1 or 2.
    pub collection_day: u8,
    /// When he pays by hand.
    pub rhythm: PayRhythm,
    /// Days from the first of the month to the usual payment; negative is before it.
    pub pay_offset: i8,
    /// Of a thousand payments by hand, how many carry a reference to the claim.
    pub designates_permille: u16,
    /// What happened to him.
    pub story: Story,
}

/// The chances of a month, in permille.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Risk {
    /// Pays days later than usual, but within the month.
    pub late: u32,
    /// Pays nothing.
    pub miss: u32,
    /// Pays a part.
    pub part: u32,
    /// Puts old arrears right without being asked.
    pub mends: u32,
}

impl Habits {
    /// The habits of the tenant of this tenancy.
    pub fn of(seed: u64, index: u32, horizon: Horizon) -> Habits {
        let chance = &mut Chance::of(seed, index, HABITS);
        let temperament = chance.weighted(&[
            (710, Temperament::Excellent),
            (190, Temperament::Sloppy),
            (64, Temperament::Dragging),
            (36, Temperament::Problem),
        ]);
        let direct_debit = chance.permille(match temperament {
            Temperament::Excellent => 720,
            Temperament::Sloppy => 600,
            Temperament::Dragging => 400,
            Temperament::Problem => 350,
        });
        let (rhythm, pay_offset) = pay_rhythm(chance);
        Habits {
            temperament,
            direct_debit,
            collection_day: chance.pick(&[1, 2]),
            rhythm,
            pay_offset,
            designates_permille: chance.weighted(&[(55, 0), (25, 300), (20, 950)]),
            story: story(chance, temperament, horizon),
        }
    }

    /// The chances of this month, season and story included.
    pub fn risk(&self, month: Month, months_rented: i32) -> Risk {
        let (late, miss, part, mends) = match self.temperament {
            Temperament::Excellent => (8, 1, 0, 950),
            Temperament::Sloppy => (24, 3, 2, 900),
            Temperament::Dragging => (75, 26, 11, 610),
            Temperament::Problem => (70, 285, 70, 40),
        };
        let factor = season_permille(month);
        let risk = Risk {
            late: late * factor / 1_000,
            miss: miss * factor / 1_000,
            part: part * factor / 1_000,
            mends,
        };
        self.story.colours(risk, month, months_rented)
    }

    /// Days from the first of this month to the usual payment by hand.
    pub fn offset_in(&self, month: Month) -> i32 {
        let usual = i32::from(self.pay_offset);
        match self.story {
            Story::IncomeDayMoved(from, offset) if month >= from => i32::from(offset),
            Story::Sliding(from) if month >= from => usual + (2 * (month - from)).rem_euclid(28),
            _ => usual,
        }
    }
}

impl Story {
    fn colours(self, mut risk: Risk, month: Month, months_rented: i32) -> Risk {
        let number = month.ym().1;
        let since = |from: Month| month - from;
        match self {
            Story::JobLoss(from, months) | Story::Illness(from, months) => {
                if (0..i32::from(months)).contains(&since(from)) {
                    risk = Risk {
                        late: risk.late + 200,
                        miss: risk.miss + 220,
                        part: risk.part + 160,
                        mends: 60,
                    };
                } else if since(from) >= 0 {
                    risk.mends = risk.mends.max(350);
                }
            }
            Story::Separation(from) if (0..6).contains(&since(from)) => {
                risk = Risk { late: risk.late + 250, miss: risk.miss + 90, part: risk.part + 60, mends: 300 };
            }
            Story::HardWinter if number <= 2 => {
                risk =
                    Risk { late: risk.late + 150, miss: risk.miss + 200, part: risk.part + 100, mends: 150 };
            }
            Story::LongSummer if number == 8 || number == 9 => {
                risk =
                    Risk { late: risk.late + 150, miss: risk.miss + 180, part: risk.part + 60, mends: 200 };
            }
            Story::HolidayMoney => {
                risk.miss += 25;
                risk.mends = if number == 5 { 900 } else { risk.mends / 3 };
            }
            Story::SlowStart if months_rented < 6 => {
                risk =
                    Risk { late: risk.late + 200, miss: risk.miss + 120, part: risk.part + 80, mends: 350 };
            }
            _ => {}
        }
        risk
    }
}

/// How much more often the rent of this month goes unpaid: January and February, August and September.
fn season_permille(month: Month) -> u32 {
    match month.ym().1 {
        1 => 1_700,
        2 => 1_300,
        8 => 1_400,
        9 => 1_500,
        _ => 900,
    }
}

fn pay_rhythm(chance: &mut Chance) -> (PayRhythm, i8) {
    let rhythm = chance.weighted(&[
        (50, PayRhythm::FirstDays),
        (30, PayRhythm::DayOfWages),
        (6, PayRhythm::LateInMonth),
        (14, PayRhythm::FirstWeek),
    ]);
    let offset = match rhythm {
        PayRhythm::FirstDays => chance.between(0, 1),
        PayRhythm::DayOfWages => chance.between(-8, -5),
        PayRhythm::LateInMonth => chance.between(19, 24),
        PayRhythm::FirstWeek => chance.between(0, 7),
    };
    (rhythm, offset as i8)
}

fn story(chance: &mut Chance, temperament: Temperament, horizon: Horizon) -> Story {
    let months = (horizon.to.month() - horizon.from.month()).max(1);
    let when = horizon.from.month() + chance.between(0, months);
    let spell = chance.between(3, 9) as u8;
    let (job, ill, moved) =
        (Story::JobLoss(when, spell), Story::Illness(when, spell), chance.between(4, 9) as i8);
    let (apart, moved) = (Story::Separation(when), Story::IncomeDayMoved(when, moved));
    match temperament {
        Temperament::Excellent => chance.weighted(&[
            (955, Story::Steady),
            (12, job),
            (6, ill),
            (6, apart),
            (15, moved),
            (6, Story::SlowStart),
        ]),
        Temperament::Sloppy => chance.weighted(&[
            (560, Story::Steady),
            (60, job),
            (20, ill),
            (40, apart),
            (60, moved),
            (100, Story::HardWinter),
            (90, Story::LongSummer),
            (40, Story::HolidayMoney),
            (30, Story::SlowStart),
        ]),
        Temperament::Dragging => chance.weighted(&[
            (300, Story::Steady),
            (100, job),
            (200, Story::HolidayMoney),
            (150, Story::Sliding(when)),
            (150, Story::HardWinter),
            (100, Story::LongSummer),
        ]),
        Temperament::Problem => chance.weighted(&[
            (350, Story::Steady),
            (200, job),
            (200, ill),
            (100, apart),
            (150, Story::Sliding(when)),
        ]),
    }
}
