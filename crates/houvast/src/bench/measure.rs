//! Clocks, memory and the limit of the machine, read from what the operating system tells of this process.
//!
//! Where the system does not tell (no `/proc`), CPU time and memory are left out and the gates on them do not pass or
//! fail.

use std::fs;
use std::hint::black_box;
use std::thread;
use std::time::Instant;

/// What one run cost.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sample {
    /// Seconds on the wall.
    pub wall: f64,
    /// Seconds of processor time over all threads; a hundredth at best.
    pub cpu: f64,
}

/// Runs `work` once and says what it cost.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Sample) {
    let (cpu, wall) = (cpu_seconds(), Instant::now());
    let made = work();
    (made, Sample { wall: wall.elapsed().as_secs_f64(), cpu: cpu_seconds() - cpu })
}

/// The middle of a list, of an even number the mean of the two in the middle; zero of an empty one.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let (low, high) = (values.len().saturating_sub(1) / 2, values.len() / 2);
    match (values.get(low), values.get(high)) {
        (Some(low), Some(high)) => f64::midpoint(*low, *high),
        _ => 0.0,
    }
}

/// The value below which a share of the list lies; zero of an empty list.
pub fn at_share(values: impl IntoIterator<Item = f64>, share: f64) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    values.get((last as f64 * share).round() as usize).copied().unwrap_or(0.0)
}

/// Processor time of this process so far, ended threads included.
fn cpu_seconds() -> f64 {
    processor_seconds("self")
}

/// Processor time of a process so far, ended threads included.
pub fn processor_seconds(process: &str) -> f64 {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let after_name = text.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

/// Forgets the highest memory use so far.
pub fn forget_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// Highest memory use since [`forget_peak`], in bytes; `None` where the system does not tell.
pub fn peak_bytes() -> Option<u64> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

/// Bytes a second that `threads` threads read from memory: the floor under any night.
pub fn memory_rate(threads: u32) -> f64 {
    let words: Vec<u64> = (0..8 << 20).collect();
    let part = words.len() / threads.max(1) as usize;
    let mut best = f64::INFINITY;
    for _ in 0..5 {
        let begun = Instant::now();
        thread::scope(|scope| {
            for chunk in words.chunks(part) {
                scope.spawn(move || black_box(chunk.iter().fold(0_u64, |sum, word| sum.wrapping_add(*word))));
            }
        });
        best = best.min(begun.elapsed().as_secs_f64());
    }
    (words.len() * 8) as f64 / best
}

/// Mixes numbers into one (FNV-1a), for checksums.
pub fn mix(hash: u64, number: u64) -> u64 {
    number
        .to_le_bytes()
        .into_iter()
        .fold(hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// Where [`mix`] begins.
pub const MIX_START: u64 = 0xcbf2_9ce4_8422_2325;
