//! One payment comes in during the day: how long until the dossier has been decided anew and that is on disk?

use domain::calendar::Day;
use domain::dossier::Dossier;
use domain::ids::TenancyId;
use domain::ledger::{Entry, EntryKind};
use domain::money::Cents;
use domain::plan::{self, Desk, Night, NightPlan, PlannedDossier};
use store::Book;
use store::load::News;

use super::Failure;
use super::measure::{Sample, timed};
use super::scene::Scene;

/// Takes in so many payments one by one, spread over the tenancies, and decides and commits after each. Each is committed
/// as a run of its own, under a day of its own because a day has one run that stands.
pub fn payments(scene: &Scene, book: &mut Book, today: Day, count: u32) -> Result<Vec<Sample>, Failure> {
    let tenancies = scene.portfolio.tenancies;
    let night = scene.night(today);
    let mut samples = Vec::new();
    for at in 0..count {
        let id = TenancyId((u64::from(at) * 7_919 % u64::from(tenancies)) as u32);
        let mut dossier = Dossier::default();
        if !book.unpack_one(id, &mut dossier)? {
            continue;
        }
        let entry = Entry {
            booked_on: today,
            due_on: None,
            kind: EntryKind::Payment,
            reason: None,
            cents: Cents(-dossier.tenancy.rent.map_or(50_000, |rent| rent.0)),
        };
        let news = News { id, entries: vec![entry], ..News::default() };
        let head = scene.head(today + 1 + at as i32);
        let (done, sample) = timed(|| -> Result<(), Failure> {
            book.take_in_news([&news])?;
            let mut plan = NightPlan::default();
            book.unpack_one(id, &mut dossier)?;
            plan.dossiers.push(planned(&night, &dossier));
            book.commit(&head, &scene.policy, &plan)?;
            Ok(())
        });
        done?;
        samples.push(sample);
    }
    Ok(samples)
}

/// The plan for one dossier.
fn planned(night: &Night, dossier: &Dossier) -> PlannedDossier {
    let mut desk = Desk::default();
    let decision = plan::decide(night, dossier, &mut desk);
    let (tenancy, before) = (dossier.tenancy.id, dossier.position);
    let facts = night.needed.iter().map(|id| (*id, desk.facts.get(*id))).collect();
    PlannedDossier { tenancy, before, decision, facts }
}
