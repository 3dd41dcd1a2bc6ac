//! Who is asked to do a task: by district, by skill, and by who is there.
//!
//! In go a task and the people of a team, each with districts, skills and whether she is away today; out come those on whose
//! desk it lies. Somebody always is asked while anybody is there: a task that nobody has the skill for goes to all of the
//! district, and one of a district where everybody is away goes to who leads the team. Nothing here knows a tenant.

use crate::policy::TaskKind;
use crate::staff::{Right, Role, Seat};

/// One of the people among whom work is divided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// Number of the account.
    pub id: i64,
    /// Role and districts, those of the people she stands in for included.
    pub seat: Seat,
    /// What she does; empty is everything.
    pub skills: Vec<TaskKind>,
    /// She is not there today.
    pub is_away: bool,
    /// Who is away today and named her as stand-in.
    pub stands_in_for: Vec<i64>,
}

/// A task, as it is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work<'a> {
    /// What has to be done; `None` when this version has no name for it.
    pub kind: Option<TaskKind>,
    /// District of the home, or empty.
    pub district: &'a str,
    /// The policy gives it to the team leader.
    pub is_the_leaders: bool,
    /// Who was asked by name, or took it.
    pub given_to: Option<i64>,
}

impl Colleague {
    /// Does she do this kind of work?
    pub fn can(&self, kind: Option<TaskKind>) -> bool {
        self.skills.is_empty() || kind.is_none_or(|kind| self.skills.contains(&kind))
    }

    fn is_there(&self) -> bool {
        !self.is_away && self.seat.role.may(Right::Record)
    }
}

/// On whose desks a task lies, by number of the account, in the order of the team.
///
/// Who was asked by name goes first, or who stands in for her. Else those of the district who have the skill; without any, all
/// of the district. Team leaders are asked for what is theirs and for what nobody else is there for.
pub fn asked(work: Work, team: &[Colleague]) -> Vec<i64> {
    let those = |fits: &dyn Fn(&Colleague) -> bool| -> Vec<i64> {
        team.iter().filter(|one| one.is_there() && fits(one)).map(|one| one.id).collect()
    };
    if let Some(given_to) = work.given_to {
        // Who no longer reaches the district does not see the task: then it is the district's again.
        let reached = |one: &Colleague| one.seat.reaches(work.district);
        let named = those(&|one| one.id == given_to && reached(one));
        let named = if named.is_empty() {
            those(&|one| one.stands_in_for.contains(&given_to) && reached(one))
        } else {
            named
        };
        if !named.is_empty() {
            return named;
        }
    }
    let leads = |one: &Colleague| one.seat.role == Role::TeamLeader && one.seat.reaches(work.district);
    let works = |one: &Colleague| one.seat.role != Role::TeamLeader && one.seat.reaches(work.district);
    if !work.is_the_leaders {
        for with_skill in [true, false] {
            let found = those(&|one| works(one) && (!with_skill || one.can(work.kind)));
            if !found.is_empty() {
                return found;
            }
        }
    }
    those(&leads)
}

/// About how long a task of a kind takes, telephone and writing down included. Minutes.
///
/// Estimates of our own, to see who has too much on her desk; nobody is measured by them. Six minutes for a call follows from
/// 50 tasks in a working day of five hours.
pub const fn minutes(kind: TaskKind) -> u32 {
    match kind {
        TaskKind::Call | TaskKind::ProposePayDay | TaskKind::CheckMessage => 6,
        TaskKind::CheckAddress | TaskKind::CheckData | TaskKind::CheckMoney | TaskKind::CloseCase => 10,
        TaskKind::Arrangement | TaskKind::CanWillFinding | TaskKind::FourteenDayLetter => 15,
        TaskKind::ReferToHelp | TaskKind::EarlySignal | TaskKind::Leaving => 20,
        TaskKind::OfficeTalk | TaskKind::Intake | TaskKind::CaseMeeting | TaskKind::Heirs => 30,
        TaskKind::Visit | TaskKind::BailiffGate => 45,
        TaskKind::Eviction => 60,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colleague(id: i64, role: Role, districts: &[&str]) -> Colleague {
        let districts = districts.iter().map(ToString::to_string).collect();
        let seat = Seat { role, districts };
        Colleague { id, seat, skills: Vec::new(), is_away: false, stands_in_for: Vec::new() }
    }

    /// Sandra in Noord, Renske in Noord and Zuid, Karim leads.
    fn team() -> [Colleague; 3] {
        [
            colleague(1, Role::Consultant, &["Noord"]),
            colleague(2, Role::Consultant, &["Noord", "Zuid"]),
            colleague(3, Role::TeamLeader, &[]),
        ]
    }

    fn call(district: &str) -> Work<'_> {
        Work { kind: Some(TaskKind::Call), district, is_the_leaders: false, given_to: None }
    }

    #[test]
    fn a_task_lies_with_its_district_and_the_leaders_with_the_leader() {
        assert_eq!(asked(call("Noord"), &team()), [1, 2]);
        assert_eq!(asked(call("Zuid"), &team()), [2]);
        assert_eq!(asked(call(""), &team()), [1, 2], "without a district it is everybody's");
        assert_eq!(asked(call("Oost"), &team()), [3], "nobody works there: the leader sees it");
        assert_eq!(asked(Work { is_the_leaders: true, ..call("Noord") }, &team()), [3]);
    }

    #[test]
    fn who_has_the_skill_goes_first_and_without_any_nothing_falls_between() {
        let mut team = team();
        team[0].skills = vec![TaskKind::Visit];
        assert_eq!(asked(call("Noord"), &team), [2]);
        assert_eq!(asked(Work { kind: Some(TaskKind::Visit), ..call("Noord") }, &team), [1, 2]);
        team[1].skills = vec![TaskKind::Visit];
        assert_eq!(asked(call("Noord"), &team), [1, 2]);
        assert_eq!(asked(Work { kind: None, ..call("Noord") }, &team), [1, 2]);
    }

    #[test]
    fn of_who_is_away_the_stand_in_is_asked_else_the_district_else_the_leader() {
        let mut team = team();
        let given = Work { given_to: Some(2), ..call("Noord") };
        assert_eq!(asked(given, &team), [2]);
        team[1].is_away = true;
        assert_eq!(asked(given, &team), [1], "back to the district");
        assert_eq!(asked(call("Zuid"), &team), [3]);
        team[0].stands_in_for = vec![2];
        team[0].seat.districts.push("Zuid".into());
        assert_eq!(asked(Work { given_to: Some(2), ..call("Zuid") }, &team), [1]);
        assert_eq!(asked(call("Zuid"), &team), [1]);
        team[0].is_away = true;
        team[2].is_away = true;
        assert!(asked(call("Zuid"), &team).is_empty(), "nobody is there");
        team[0].is_away = false;
        team[0].seat.districts = vec!["Noord".into()];
        team[1].is_away = false;
        let taken = Work { given_to: Some(1), ..call("Zuid") };
        assert_eq!(asked(taken, &team), [2], "who no longer reaches Zuid holds nothing back from it");
    }

    #[test]
    fn who_records_nothing_is_never_asked() {
        let team = [colleague(1, Role::Auditor, &[]), colleague(2, Role::Employee, &[])];
        assert!(asked(Work { given_to: Some(1), ..call("Noord") }, &team).is_empty());
    }

    #[test]
    fn every_kind_of_work_takes_time() {
        assert!(TaskKind::ALL.into_iter().all(|kind| (5..=60).contains(&minutes(kind))));
    }
}
