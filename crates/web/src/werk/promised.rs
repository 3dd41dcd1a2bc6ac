//! Appointments in the list of work: who counts on us today stands first, in order of time; contact for which a later day was
//! agreed waits for that day; an appointment without a task is work as well.

use std::sync::OnceLock;

use domain::appointment::AppointmentState;
use domain::calendar::Day;
use domain::money::Cents;
use domain::policy::{Actor, TaskKind};
use domain::staff::Role;
use domain::team::Colleague;
use domain::work::Urgency;
use store::acts::Moved;
use store::appointments::{AgendaLine, Appointment};
use store::screens::OpenTask;

use super::Ranked;
use crate::answer::Failure;
use crate::app::Visit;
use crate::kijkers::Viewed;

/// Gives each task its appointment, and adds those without a task.
/// Appointments of who is away are those of who stands in.
pub(super) fn place(visit: &Visit, people: &[Colleague], ranked: &mut Vec<Ranked>) -> Result<(), Failure> {
    let (today, seat, me) = (visit.now.day, &visit.who.staff.seat, visit.who.id());
    let stands_in = |of: i64| people.iter().any(|one| one.id == me.0 && one.stands_in_for.contains(&of));
    for line in visit.book.appointments_that_stand()? {
        let one = &line.appointment;
        let own = one.with == me || seat.role == Role::TeamLeader || stands_in(one.with.0);
        let urgency = if own { Urgency::of_appointment(one.slot, today) } else { Urgency::Later };
        let contacts = (0..ranked.len())
            .filter(|at| ranked[*at].task.tenancy == one.tenancy && is_contact(&ranked[*at]))
            .filter(|at| ranked[*at].urgency != Urgency::Appointment);
        let contacts: Vec<usize> = contacts.collect();
        if urgency == Urgency::Later {
            for at in contacts {
                ranked[at].urgency = Urgency::Later;
                // The first of several: they come in order of time.
                ranked[at].appointment.get_or_insert_with(|| one.clone());
            }
            continue;
        }
        let fits = |at: &&usize| ranked[**at].task.kind == one.kind.task().dutch();
        let its_own = contacts.iter().find(fits).copied();
        for at in contacts {
            // Another way to reach the tenant waits for what was agreed.
            let urgency = if its_own == Some(at) { urgency } else { Urgency::Later };
            (ranked[at].urgency, ranked[at].appointment) = (urgency, Some(one.clone()));
        }
        match its_own {
            Some(_) => {}
            None if seat.reaches(&line.district) => {
                let mut one = without_a_task(&line, urgency);
                one.asked.extend(stands_in(line.appointment.with.0).then_some(me.0));
                ranked.push(one);
            }
            None => {}
        }
    }
    Ok(())
}

fn is_contact(ranked: &Ranked) -> bool {
    TaskKind::of(&ranked.task.kind).is_some_and(TaskKind::is_contact)
}

fn without_a_task(line: &AgendaLine, urgency: Urgency) -> Ranked {
    let one = line.appointment.clone();
    let task = OpenTask {
        id: String::new(),
        tenancy: one.tenancy,
        dossier: one.dossier.clone(),
        name: line.name.clone(),
        street: line.street.clone(),
        district: line.district.clone(),
        phone: line.phone.clone(),
        kind: one.kind.task().dutch().into(),
        done_by: Actor::Consultant.dutch().into(),
        flow: String::new(),
        step: String::new(),
        laid_on: one.slot.day,
        category: None,
        arrears: Cents::default(),
    };
    let asked = vec![one.with.0];
    Ranked {
        task,
        moved: Moved::default(),
        asked,
        waiting: 0,
        urgency,
        appointment: Some(one),
        why: OnceLock::new(),
    }
}

/// What is to be done now: the first that does not wait for its own time, else the first of today's appointments. What a
/// colleague has open is passed over, while there is anything else.
pub(crate) fn first_to_do<'a>(
    today: Day,
    viewed: &Viewed,
    all: impl Iterator<Item = &'a Ranked> + Clone,
) -> Option<&'a Ranked> {
    let timed = |one: &&Ranked| one.appointment.as_ref().is_some_and(|agreed| agreed.slot.day >= today);
    let promised = |one: &&Ranked| one.urgency == Urgency::Appointment;
    let free = all.clone().filter(|one| !viewed.contains_key(&one.task.tenancy));
    // Nearly always the very first of them: the list is not gone through for it.
    let found = free.clone().find(|one| !timed(one)).or_else(|| free.clone().find(promised));
    found.or_else(|| all.clone().find(|one| !timed(one))).or_else(|| all.clone().find(promised))
}

/// What was agreed, as a reason: `Belafspraak 3 december 2026, 10.30–10.45 uur, met Sandra de Boer`.
pub(super) fn reason(one: &Appointment, today: Day) -> String {
    debug_assert_eq!(one.state, AppointmentState::Planned);
    let how = if one.slot.day < today { ". Hoe liep het af?" } else { "" };
    format!("{} {}, met {}{how}", crate::parts::sentence(one.kind.dutch()), one.slot, one.with_name)
}
