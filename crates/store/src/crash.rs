//! Numbered points at which a test may stop the process, as a power cut would. Armed by the executable; asleep otherwise.

use std::sync::atomic::{AtomicU64, Ordering};

/// How many points are left before the process stops; zero is asleep.
static LEFT: AtomicU64 = AtomicU64::new(0);

/// Stops the process at the `point`-th point from now on.
pub fn arm(point: u64) {
    LEFT.store(point, Ordering::SeqCst);
}

/// A point. Nothing happens here unless a test asked for it.
pub fn point() {
    if LEFT.load(Ordering::Relaxed) > 0 && LEFT.fetch_sub(1, Ordering::SeqCst) == 1 {
        std::process::abort();
    }
}
