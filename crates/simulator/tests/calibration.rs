//! The portfolio looks like that of a Dutch landlord, within wide bands, whatever the seed.

use domain::calendar::Day;
use simulator::calibration::{Calibration, share};

#[test]
fn a_portfolio_looks_like_a_dutch_landlord() {
    let as_of = Day::from_ymd(2026, 6, 17).unwrap();
    for seed in [20_260_617, 8] {
        let figures = Calibration::measure(seed, 16_000, as_of, 24);
        println!("seed {seed}\n{figures}");
        let within = |what: &str, value: u64, low: u64, high: u64| {
            assert!((low..=high).contains(&value), "seed {seed}: {what} is {value}, not in {low}..={high}");
        };
        within("arrears", figures.arrears_share(), 550, 850);
        within("arrears of rent", figures.arrears_of_rent(), 60, 105);
        within("direct debit", share(figures.direct_debit, figures.homes), 6_300, 7_000);
        within("broken arrangements", figures.broken_share(), 2_700, 4_300);
        within("late reversals", share(figures.late_reversals, figures.reversals), 600, 1_300);
        within("bookings a tenancy", figures.bookings * 100 / figures.homes, 4_300, 5_000);
        within("began", share(figures.began, figures.homes), 1_250, 1_550);
        within("ended", share(figures.ended, figures.homes), 350, 620);
        within("accepted pay days", share(figures.accepted, figures.rhythms[2]), 5_000, 7_000);
        for (at, (low, high)) in [(0, (6_900, 7_350)), (1, (1_750, 2_100)), (2, (520, 760)), (3, (270, 450))]
        {
            within("temperament", share(figures.temperaments[at], figures.homes), low, high);
        }
        for (at, (low, high)) in
            [(0, (4_700, 5_300)), (1, (2_700, 3_300)), (2, (450, 750)), (3, (1_150, 1_650))]
        {
            within("rhythm", share(figures.rhythms[at], figures.rhythms.iter().sum()), low, high);
        }
        let unpaid =
            |month: usize| share(figures.unpaid_by_month[month - 1].0, figures.unpaid_by_month[month - 1].1);
        assert!(unpaid(1) > unpaid(6) && unpaid(9) > unpaid(6), "seed {seed}: winter and summer must show");
        assert!(figures.circumstances.iter().all(|(_, count)| *count > 0) || figures.homes < 60_000);
    }
}
