//! No messages on days that are no working days, no contact on Sundays and holidays.

use crate::guards::{Guard, Strength, Until};
use crate::policy::TaskKind;

/// No messages on days that are no working days, no contact on Sundays and holidays.
pub static GUARD: Guard = Guard {
    id: "quiet_day",
    word: "geen werkdag",
    strength: Strength::Law,
    ground: "Besluit kwaliteit incassodienstverlening (Stb. 2024, 44); berichten alleen op werkdagen",
    sentence: "Vandaag nemen wij geen contact op: het is geen werkdag.",
    look: |ground, plan| {
        let today = ground.today;
        let message = plan.letter().is_some() && !plan.calendar.is_working_day(today);
        let contact = plan.task().is_some_and(TaskKind::is_contact) && !plan.calendar.is_contact_day(today);
        (message || contact).then(|| Until::Day(plan.calendar.working_day_from(today).previous()))
    },
};
