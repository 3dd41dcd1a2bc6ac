//! Progress on long work, with the time that is honestly left; silent when nobody looks or with `--json`.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar for work in known steps.
pub struct Progress(ProgressBar);

impl Progress {
    /// A bar of so many steps. `quiet` hides it.
    pub fn new(what: &str, steps: u64, quiet: bool) -> Progress {
        let bar = ProgressBar::new(steps);
        if quiet {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        let template = "{msg:<28} {bar:30} {pos}/{len}  nog {eta}";
        bar.set_style(ProgressStyle::with_template(template).expect("the template is a constant"));
        bar.set_message(what.to_string());
        Progress(bar)
    }

    /// So many steps are done.
    pub fn at(&self, step: u64) {
        self.0.set_position(step);
    }

    /// One step more is done.
    pub fn step(&self) {
        self.0.inc(1);
    }

    /// All is done: the bar goes away.
    pub fn done(self) {
        self.0.finish_and_clear();
    }
}
