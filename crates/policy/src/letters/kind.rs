//! What a letter is for: the word `soort` in its `brief.toml`.

/// What a letter is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LetterKind {
    /// Before the pay day.
    Beforehand,
    /// Reminder.
    Reminder,
    /// Demand.
    Demand,
    /// The 14-day letter of art. 6:96 lid 6 BW.
    FourteenDayLetter,
    /// Invitation to talk.
    Invitation,
    /// Announcement of a visit or a step.
    Announcement,
    /// Announcement of an early signal to the municipality.
    EarlySignal,
    /// Arrangement made, at risk or broken; a term that comes up.
    Arrangement,
    /// Thanks.
    Thanks,
    /// Welcome to a new tenant.
    Welcome,
    /// Final bill.
    FinalBill,
    /// Condolence.
    Condolence,
    /// To the heirs.
    Heirs,
    /// Last chance before the bailiff.
    LastChance,
    /// Not for the tenant.
    Internal,
    /// Anything else.
    #[default]
    Other,
}

impl LetterKind {
    /// Can a tenant do without a friendly letter of this kind? Then it may be held back to measure what it does, and a
    /// tenant may want no more of it.
    pub const fn can_be_missed(self) -> bool {
        matches!(
            self,
            LetterKind::Beforehand
                | LetterKind::Reminder
                | LetterKind::Invitation
                | LetterKind::Thanks
                | LetterKind::Welcome
        )
    }

    /// All kinds.
    pub const ALL: [LetterKind; 16] = [
        LetterKind::Beforehand,
        LetterKind::Reminder,
        LetterKind::Demand,
        LetterKind::FourteenDayLetter,
        LetterKind::Invitation,
        LetterKind::Announcement,
        LetterKind::EarlySignal,
        LetterKind::Arrangement,
        LetterKind::Thanks,
        LetterKind::Welcome,
        LetterKind::FinalBill,
        LetterKind::Condolence,
        LetterKind::Heirs,
        LetterKind::LastChance,
        LetterKind::Internal,
        LetterKind::Other,
    ];

    /// The word in `brief.toml`.
    pub const fn dutch(self) -> &'static str {
        match self {
            LetterKind::Beforehand => "vooraf",
            LetterKind::Reminder => "herinnering",
            LetterKind::Demand => "aanmaning",
            LetterKind::FourteenDayLetter => "veertiendagenbrief",
            LetterKind::Invitation => "uitnodiging",
            LetterKind::Announcement => "aankondiging",
            LetterKind::EarlySignal => "vroegsignaal",
            LetterKind::Arrangement => "regeling",
            LetterKind::Thanks => "dank",
            LetterKind::Welcome => "welkom",
            LetterKind::FinalBill => "eindafrekening",
            LetterKind::Condolence => "condoleance",
            LetterKind::Heirs => "erfgenamen",
            LetterKind::LastChance => "laatste-kans",
            LetterKind::Internal => "intern",
            LetterKind::Other => "overig",
        }
    }
}
