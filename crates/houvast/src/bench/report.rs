//! What a benchmark prints: ratios and equalities that pass or fail, with the seconds beside them for the reader.

use std::fmt;

use serde_json::{Value, json};

use super::measure::{Sample, median};

/// A bound and what was measured against it.
#[derive(Clone, Debug, PartialEq)]
pub struct Gate {
    /// Its number in `docs/performance.md`.
    pub number: &'static str,
    /// The bound, in words.
    pub bound: String,
    /// What was measured.
    pub measured: String,
    /// Does it hold?
    pub pass: bool,
}

impl Gate {
    /// At least so many times faster, or so much more, than something else.
    pub fn at_least(number: &'static str, bound: f64, measured: f64) -> Gate {
        let pass = measured >= bound;
        Gate { number, bound: format!(">= {bound}x"), measured: format!("{measured:.1}x"), pass }
    }

    /// At most so much.
    pub fn at_most(number: &'static str, bound: f64, measured: f64, unit: &str) -> Gate {
        let pass = measured <= bound;
        Gate { number, bound: format!("<= {bound}{unit}"), measured: format!("{measured:.2}{unit}"), pass }
    }

    /// Two things are equal.
    pub fn equal(number: &'static str, what: &str, differences: usize) -> Gate {
        let pass = differences == 0;
        Gate { number, bound: format!("{what} equal"), measured: format!("{differences} differ"), pass }
    }
}

/// One measured thing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// What.
    pub what: String,
    /// Every run of it.
    pub samples: Vec<Sample>,
    /// Highest memory use, bytes.
    pub peak_bytes: Option<u64>,
    /// Ledger rows behind one run.
    pub rows: Option<u64>,
    /// Times faster than the reference, each round against the reference of the same round, median.
    pub against_reference: Option<f64>,
    /// Times slower than reading the same dossiers from memory.
    pub against_floor: Option<f64>,
    /// What came out, as one number: equal for equal results.
    pub checksum: Option<u64>,
    /// Bounds.
    pub gates: Vec<Gate>,
    /// What else there is to say.
    pub note: String,
}

impl Line {
    /// A line about something measured some times.
    pub fn of(what: impl Into<String>, samples: Vec<Sample>) -> Line {
        Line { what: what.into(), samples, ..Line::default() }
    }

    /// Median seconds on the wall.
    pub fn wall(&self) -> f64 {
        median(self.samples.iter().map(|sample| sample.wall))
    }

    /// Least seconds on the wall.
    pub fn least(&self) -> f64 {
        self.samples.iter().map(|sample| sample.wall).fold(f64::INFINITY, f64::min)
    }

    /// Mean processor seconds: the clock is coarse, so the mean says more than a median.
    pub fn cpu(&self) -> f64 {
        self.samples.iter().map(|sample| sample.cpu).sum::<f64>() / self.samples.len().max(1) as f64
    }

    fn json(&self) -> Value {
        let gates: Vec<Value> = self
            .gates
            .iter()
            .map(|gate| json!({ "number": gate.number, "bound": gate.bound, "measured": gate.measured, "pass": gate.pass }))
            .collect();
        let seconds = (!self.samples.is_empty()).then(|| {
            json!({ "median": self.wall(), "least": self.least(), "cpu": self.cpu(), "runs": self.samples.len() })
        });
        json!({
            "what": self.what, "seconds": seconds, "peak_bytes": self.peak_bytes, "rows": self.rows,
            "against_reference": self.against_reference, "against_floor": self.against_floor,
            "checksum": self.checksum.map(|sum| format!("{sum:016x}")), "gates": gates, "note": self.note,
        })
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.what)?;
        let mut parts = Vec::new();
        if !self.samples.is_empty() {
            let ms = |seconds: f64| seconds * 1e3;
            parts.push(format!("median {:.2} ms, least {:.2} ms", ms(self.wall()), ms(self.least())));
            parts.push(format!("cpu {:.3} s", self.cpu()));
        }
        if let Some(rows) = self.rows {
            parts.push(format!("{:.1} M rows/s", rows as f64 / self.wall() / 1e6));
        }
        if let Some(bytes) = self.peak_bytes {
            parts.push(format!("peak {:.0} MB", bytes as f64 / 1e6));
        }
        if let Some(ratio) = self.against_reference {
            parts.push(format!("{ratio:.1}x reference"));
        }
        if let Some(ratio) = self.against_floor {
            parts.push(format!("{ratio:.0}x floor"));
        }
        if let Some(sum) = self.checksum {
            parts.push(format!("checksum {sum:016x}"));
        }
        if !self.note.is_empty() {
            parts.push(self.note.clone());
        }
        if !parts.is_empty() {
            write!(f, "\n    {}", parts.join("; "))?;
        }
        for gate in &self.gates {
            let word = if gate.pass { "PASS" } else { "FAIL" };
            write!(f, "\n    {word} {}: {} ({})", gate.number, gate.measured, gate.bound)?;
        }
        Ok(())
    }
}

/// The lines of a benchmark.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// In order of measuring.
    pub lines: Vec<Line>,
}

impl Report {
    /// Adds the lines of another report.
    pub fn append(&mut self, other: Report) {
        self.lines.extend(other.lines);
    }

    /// Do all bounds hold?
    pub fn passes(&self) -> bool {
        self.lines.iter().flat_map(|line| &line.gates).all(|gate| gate.pass)
    }

    /// The report for machines.
    pub fn json(&self) -> Value {
        let lines: Vec<Value> = self.lines.iter().map(Line::json).collect();
        json!({ "passes": self.passes(), "lines": lines })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            writeln!(f, "{line}")?;
        }
        Ok(())
    }
}
