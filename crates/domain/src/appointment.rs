//! Appointments with a tenant: somebody calls back or comes by, on a day, between two times.
//!
//! In go a day, a time and how long it takes; out comes a [`Slot`], or the reason why nobody may be called or visited then.
//! Whether the slot is still free is the book's to say: it knows what everybody has.

use std::fmt;

use crate::calendar::Day;
use crate::calendar::holidays::EquatedDays;
use crate::policy::TaskKind;
use crate::send::{TimeOfDay, WIDEST_HOURS};

/// What was agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AppointmentKind {
    /// We call back.
    Call,
    /// We come by.
    Visit,
}

impl AppointmentKind {
    /// Both kinds.
    pub const ALL: [AppointmentKind; 2] = [AppointmentKind::Call, AppointmentKind::Visit];

    /// The word that is stored and shown.
    pub const fn dutch(self) -> &'static str {
        match self {
            AppointmentKind::Call => "belafspraak",
            AppointmentKind::Visit => "huisbezoek",
        }
    }

    /// The kind behind a word.
    pub fn of(word: &str) -> Option<AppointmentKind> {
        AppointmentKind::ALL.into_iter().find(|kind| kind.dutch() == word)
    }

    /// The task that such an appointment is for.
    pub const fn task(self) -> TaskKind {
        match self {
            AppointmentKind::Call => TaskKind::Call,
            AppointmentKind::Visit => TaskKind::Visit,
        }
    }
}

/// What became of an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AppointmentState {
    /// It stands.
    Planned,
    /// It took place.
    Kept,
    /// Nobody was there, or nobody answered.
    Missed,
    /// It was called off.
    Cancelled,
}

impl AppointmentState {
    /// All states.
    pub const ALL: [AppointmentState; 4] = [
        AppointmentState::Planned,
        AppointmentState::Kept,
        AppointmentState::Missed,
        AppointmentState::Cancelled,
    ];

    /// The word that is stored and shown.
    pub const fn dutch(self) -> &'static str {
        match self {
            AppointmentState::Planned => "gepland",
            AppointmentState::Kept => "doorgegaan",
            AppointmentState::Missed => "gemist",
            AppointmentState::Cancelled => "afgezegd",
        }
    }

    /// The state behind a word.
    pub fn of(word: &str) -> Option<AppointmentState> {
        AppointmentState::ALL.into_iter().find(|state| state.dutch() == word)
    }
}

/// A day with a beginning and an end, on the clock of the landlord. In order of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot {
    /// The day.
    pub day: Day,
    /// First minute.
    pub from: TimeOfDay,
    /// First minute after.
    pub until: TimeOfDay,
}

/// Shortest and longest appointment. Minutes.
pub const LENGTHS: (u16, u16) = (5, 240);

/// Why nobody may be called or visited then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoSlot {
    /// A Sunday or a holiday.
    QuietDay,
    /// Before seven in the morning or after eight in the evening.
    Hours,
    /// Shorter or longer than [`LENGTHS`].
    Length,
}

impl NoSlot {
    /// The reason, with the way out.
    pub const fn dutch(self) -> &'static str {
        match self {
            NoSlot::QuietDay => "Dit is een zondag of feestdag. Kies een andere dag.",
            NoSlot::Hours => "Kies een tijd tussen 7.00 en 20.00 uur; daarbuiten nemen wij geen contact op.",
            NoSlot::Length => "Een afspraak duurt minstens vijf minuten en hoogstens vier uur.",
        }
    }
}

impl Slot {
    /// A slot in which contact is allowed: no Sunday, no holiday, not before seven and not after eight in the evening (Besluit
    /// kwaliteit incassodienstverlening, Stb. 2024, 44). `minutes` is how long it takes.
    ///
    /// # Errors
    /// Which of these it would break.
    pub fn new(day: Day, from: TimeOfDay, minutes: u16, calendar: &EquatedDays) -> Result<Slot, NoSlot> {
        if !(LENGTHS.0..=LENGTHS.1).contains(&minutes) {
            return Err(NoSlot::Length);
        }
        let until = TimeOfDay(from.0 + minutes);
        if from < WIDEST_HOURS.from || until > WIDEST_HOURS.until {
            return Err(NoSlot::Hours);
        }
        if !calendar.is_contact_day(day) {
            return Err(NoSlot::QuietDay);
        }
        Ok(Slot { day, from, until })
    }

    /// How long it takes. Minutes.
    pub const fn minutes(&self) -> u16 {
        self.until.0 - self.from.0
    }

    /// `tussen 10.30 en 11.00 uur`
    pub fn between(&self) -> String {
        format!("tussen {} en {} uur", clock(self.from), clock(self.until))
    }
}

/// `3 december 2026, 10.30–11.00 uur`
impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}–{} uur", self.day.dutch(), clock(self.from), clock(self.until))
    }
}

/// `9.30`, as Dutch sentences write a time.
pub fn clock(time: TimeOfDay) -> String {
    format!("{}.{:02}", time.0 / 60, time.0 % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(day: &str, from: &str, minutes: u16) -> Result<Slot, NoSlot> {
        let (day, from) = (Day::parse_iso(day).unwrap(), TimeOfDay::parse(from).unwrap());
        Slot::new(day, from, minutes, &EquatedDays::default())
    }

    #[test]
    fn nobody_is_called_at_night_on_sundays_or_at_christmas() {
        assert_eq!(slot("2026-11-24", "06:55", 10), Err(NoSlot::Hours));
        assert_eq!(slot("2026-11-24", "19:50", 15), Err(NoSlot::Hours));
        assert!(slot("2026-11-24", "07:00", 5).is_ok() && slot("2026-11-24", "19:45", 15).is_ok());
        assert_eq!(slot("2026-11-22", "10:00", 30), Err(NoSlot::QuietDay), "a Sunday");
        assert_eq!(slot("2026-12-25", "10:00", 30), Err(NoSlot::QuietDay));
        assert_eq!(slot("2026-11-24", "10:00", 0), Err(NoSlot::Length));
        assert_eq!(slot("2026-11-24", "10:00", u16::MAX), Err(NoSlot::Length));
    }

    #[test]
    fn a_slot_reads_as_dutch_and_stands_in_order_of_time() {
        let early = slot("2026-12-03", "09:05", 30).unwrap();
        assert_eq!(early.to_string(), "3 december 2026, 9.05–9.35 uur");
        assert_eq!(early.between(), "tussen 9.05 en 9.35 uur");
        assert_eq!(early.minutes(), 30);
        let mut slots =
            [slot("2026-12-04", "08:00", 30).unwrap(), slot("2026-12-03", "14:00", 30).unwrap(), early];
        slots.sort();
        assert_eq!(slots.map(|slot| slot.from.0), [545, 840, 480]);
    }
}
