//! Who works with Houvast, and who may do what.
//!
//! A role says what somebody may do, districts say for whom. Both are asked at every page and every act, here and nowhere
//! else: a screen that hides a button has decided nothing.

use crate::policy::Actor;

/// What somebody is at the landlord.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Speaks with tenants: huurconsulent.
    Consultant,
    /// Any other employee, who sees something at an address and passes it on.
    Employee,
    /// Keeps policy, texts and accounts; decides about no tenant.
    Administrator,
    /// Leads a team of consultants and agrees to what needs a second person.
    TeamLeader,
    /// Looks at everything and changes nothing.
    Auditor,
}

/// What may or may not be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// Look at dossiers, lists and nights.
    SeeDossiers,
    /// Record contact, promises, findings and holds, and finish tasks.
    Record,
    /// Agree, as the second person, to what one person may not decide alone.
    Agree,
    /// Take an export of personal data away.
    Export,
    /// Look at policy and texts.
    SeePolicy,
    /// Read who looked at what and who changed what.
    ReadLog,
    /// Let a proposed message go, or not; send a letter from its task.
    Release,
    /// Stop everything that leaves, go on, and send now.
    StopPost,
    /// Look at the own account and change how one signs in.
    OwnAccount,
    /// Open, change and close accounts of others.
    ManageAccounts,
    /// Give a tenant everything that is kept about him (art. 15 AVG).
    AnswerTenant,
    /// Read the help, and say what one thinks of a page.
    ReadHelp,
    /// Read what people think of the pages.
    ReadFeedback,
    /// Look up an address, without who rents there, and leave a signal about it.
    LeaveSignal,
    /// Bring in lists, say which column is which, run a night, and decide from when nights count.
    BringIn,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 5] =
        [Role::Consultant, Role::Employee, Role::Administrator, Role::TeamLeader, Role::Auditor];

    /// The word that is stored, typed and shown.
    pub const fn dutch(self) -> &'static str {
        match self {
            Role::Consultant => "huurconsulent",
            Role::Employee => "medewerker",
            Role::Administrator => "beheerder",
            Role::TeamLeader => "teamleider",
            Role::Auditor => "controleur",
        }
    }

    /// The role behind a word.
    pub fn of(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.dutch() == word)
    }

    /// May this role do it at all?
    pub const fn may(self, right: Right) -> bool {
        use Right::{
            Agree, AnswerTenant, BringIn, Export, LeaveSignal, ManageAccounts, OwnAccount, ReadFeedback,
            ReadHelp, ReadLog, Record, Release, SeeDossiers, SeePolicy, StopPost,
        };
        if matches!(right, OwnAccount | ReadHelp) {
            return true;
        }
        match self {
            Role::Consultant => {
                matches!(right, SeeDossiers | Record | Export | SeePolicy | Release | LeaveSignal)
            }
            Role::Employee => matches!(right, LeaveSignal),
            Role::Administrator => {
                matches!(right, SeePolicy | ReadLog | ManageAccounts | ReadFeedback | BringIn)
            }
            Role::TeamLeader => {
                let own = matches!(right, SeeDossiers | Record | Agree | Export | SeePolicy | ReadLog);
                own || matches!(right, Release | StopPost | AnswerTenant | LeaveSignal | BringIn)
            }
            Role::Auditor => matches!(right, SeeDossiers | SeePolicy | ReadLog),
        }
    }
}

/// Whether single keys do something on the pages (WCAG 2.1.4): somebody who speaks to the computer may not want them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keys {
    /// A key alone.
    #[default]
    Alone,
    /// Only together with Alt.
    WithAlt,
    /// Never.
    Off,
}

impl Keys {
    /// All of them.
    pub const ALL: [Keys; 3] = [Keys::Alone, Keys::WithAlt, Keys::Off];

    /// The word that is stored and sent.
    pub const fn dutch(self) -> &'static str {
        match self {
            Keys::Alone => "aan",
            Keys::WithAlt => "met-alt",
            Keys::Off => "uit",
        }
    }

    /// The one behind a word.
    pub fn of(word: &str) -> Option<Keys> {
        Keys::ALL.into_iter().find(|keys| keys.dutch() == word)
    }
}

/// A person's place: a role, and the districts it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// What may be done.
    pub role: Role,
    /// For whom: names of districts as the landlord delivers them; empty is all of them.
    pub districts: Vec<String>,
}

impl Seat {
    /// Does this seat reach a dossier in this district? A dossier without a district belongs to everybody, so that nobody
    /// falls between two consultants.
    pub fn reaches(&self, district: &str) -> bool {
        self.districts.is_empty() || district.is_empty() || self.districts.iter().any(|own| own == district)
    }

    /// Is there a district that both reach?
    pub fn meets(&self, other: &Seat) -> bool {
        let everywhere = |seat: &Seat| seat.districts.is_empty();
        everywhere(self) || everywhere(other) || self.districts.iter().any(|district| other.reaches(district))
    }

    /// May this seat let a message go whose step the policy gives to somebody? What is the team leader's waits for one.
    pub fn releases(&self, done_by: Actor) -> bool {
        let mine = done_by != Actor::TeamLeader || self.role == Role::TeamLeader;
        mine && self.role.may(Right::Release)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_records_also_sees_and_who_keeps_the_rules_or_controls_records_nothing() {
        for role in Role::ALL {
            assert!(!role.may(Right::Record) || role.may(Right::SeeDossiers), "{}", role.dutch());
            assert!(!role.may(Right::Agree) || role.may(Right::Record), "{}", role.dutch());
            assert_eq!(Role::of(role.dutch()), Some(role));
        }
        assert!(!Role::Auditor.may(Right::Record) && Role::Auditor.may(Right::ReadLog));
        assert!(!Role::Administrator.may(Right::SeeDossiers) && Role::Administrator.may(Right::SeePolicy));
        assert!(!Role::Employee.may(Right::SeeDossiers) && Role::Employee.may(Right::LeaveSignal));
        assert!(!Role::Auditor.may(Right::LeaveSignal));
        for role in Role::ALL {
            assert!(role.may(Right::OwnAccount));
            let gives_rights = role.may(Right::ManageAccounts);
            assert_eq!(gives_rights, role == Role::Administrator, "{}", role.dutch());
            assert!(!gives_rights || !role.may(Right::SeeDossiers), "who gives rights sees no dossier");
        }
        assert_eq!(Role::of("directeur"), None);
    }

    #[test]
    fn a_seat_reaches_its_districts_and_who_has_none() {
        let seat = Seat { role: Role::Consultant, districts: vec!["Noord".into()] };
        assert!(seat.reaches("Noord") && seat.reaches("") && !seat.reaches("Zuid"));
        assert!(Seat { role: Role::TeamLeader, districts: Vec::new() }.reaches("Zuid"));
    }

    #[test]
    fn who_may_let_a_message_go_is_said_by_the_policy() {
        let seat = |role| Seat { role, districts: Vec::new() };
        for by in Actor::ALL {
            assert!(seat(Role::TeamLeader).releases(by));
            assert_eq!(seat(Role::Consultant).releases(by), by != Actor::TeamLeader, "{}", by.dutch());
            assert!(!seat(Role::Auditor).releases(by) && !seat(Role::Administrator).releases(by));
        }
        assert!(!Role::Consultant.may(Right::StopPost));
    }
}
