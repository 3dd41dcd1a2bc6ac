//! Prints how a simulated portfolio compares with the figures it is calibrated on.
//!
//! `cargo run --release -p simulator --example calibration -- 16000 20260617 24`

use domain::calendar::Day;
use simulator::calibration::Calibration;

fn main() {
    let numbers: Vec<u64> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let homes = numbers.first().map_or(16_000, |&homes| homes as u32);
    let seed = numbers.get(1).copied().unwrap_or(20_260_617);
    let as_of = Day::from_ymd(2026, 6, 17).unwrap_or_default();
    let months = numbers.get(2).map_or(24, |&months| months as i32);
    println!("{}", Calibration::measure(seed, homes, as_of, months));
}
