//! What one of the short forms on a dossier records: which act, with its day, amount and words. In goes the form; out comes the
//! act, or what is wrong, by the field in which it is.

use domain::calendar::Day;
use domain::dossier::{CircumstanceKind, ContactChannel};
use domain::money::Cents;
use domain::policy::TaskKind;
use store::acts::Record;

use crate::asked::Asked;
use crate::formulier::{self, Wrong, day_between};
use crate::parts;

/// A promise lies no further ahead. Days.
pub(super) const FURTHEST_PROMISE: i32 = 62;
/// A hold lasts no longer without somebody looking again. Days.
pub(super) const LONGEST_HOLD: i32 = 92;

/// What may be found about being able and wanting to pay.
pub(super) const FINDINGS: [(&str, CircumstanceKind, &str); 4] = [
    ("kan-en-wil", CircumstanceKind::CanAndWill, "kan betalen en wil betalen"),
    ("kan-wil-niet", CircumstanceKind::CanButWillNot, "kan betalen en wil niet"),
    ("kan-niet-wil", CircumstanceKind::CannotButWill, "kan niet betalen en wil wel"),
    ("kan-niet-wil-niet", CircumstanceKind::CannotAndWillNot, "kan niet betalen en wil niet"),
];

/// An act as the form means it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Deed {
    /// In words, for the timeline and the log.
    pub(super) kind: String,
    pub(super) records: Vec<Record>,
    /// Which task it finishes.
    pub(super) finishes: Finishes,
}

/// Which task an act finishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finishes {
    /// None: it stays where it is.
    Nothing,
    /// The one at hand, whatever it asks.
    AtHand,
    /// One that asks this: the one at hand, or another that lies open.
    Asking(&'static [TaskKind]),
    /// The same, after the last of several tries.
    Trying(&'static [TaskKind]),
}

/// What a talk answers, wherever it was.
const TALK: &[TaskKind] = &[TaskKind::Call, TaskKind::Visit, TaskKind::OfficeTalk];

/// The field for words of an act: every form on the page has its own.
pub(super) fn note_field(deed: &str) -> &'static str {
    match deed {
        "toezegging" => "waarom-toezegging",
        "pauze" => "waarom-pauze",
        "betwist" => "waarom-betwist",
        "bevinding" => "waarom-bevinding",
        "hulp" => "waarom-hulp",
        _ => "notitie",
    }
}

/// What must be written with an act; empty where nothing must.
fn note_about(deed: &str) -> &'static str {
    match deed {
        "pauze" => "waarom alles moet wachten",
        "betwist" => "wat de huurder betwist",
        "hulp" => "wie de hulp geeft",
        "bevinding" => "waaruit dat blijkt",
        "notitie" => "wat u wilt onthouden",
        "klaar" => "hoe de taak is afgehandeld",
        _ => "",
    }
}

impl Deed {
    /// Reads a form; `None` when something is wrong with it.
    pub(super) fn of(form: &Asked, today: Day, wrong: &mut Wrong) -> Option<Deed> {
        let word = form.get("handeling");
        let deed = match contact(word) {
            Some(deed) => Some(deed),
            None => Deed::with_fields(word, form, today, wrong),
        };
        wrong.take(note_field(word), formulier::note(form.get("notitie"), note_about(word)));
        deed.filter(|_| wrong.is_empty())
    }

    fn with_fields(word: &str, form: &Asked, today: Day, wrong: &mut Wrong) -> Option<Deed> {
        let circumstance = |kind, until, cents| Record::Circumstance { kind, until, cents };
        let deed = |kind: &str, records, finishes| Some(Deed { kind: kind.to_string(), records, finishes });
        let until = |furthest: i32| day_between(form.get("tot"), today, today + furthest);
        match word {
            "toezegging" => {
                let cents = amount(form.get("bedrag"))
                    .and_then(|cents| cents.ok_or("Vul in welk bedrag de huurder toezegt.".to_string()));
                let cents = wrong.take("bedrag", cents);
                let (until, cents) = wrong.take("tot", until(FURTHEST_PROMISE)).zip(cents)?;
                let kind = format!("toezegging: {} uiterlijk {}", parts::money(cents), until.dutch());
                let spoken = Record::Contact { channel: ContactChannel::Phone, reached: true };
                let promise = circumstance(CircumstanceKind::Promise, Some(until), Some(cents));
                deed(&kind, vec![spoken, promise], Finishes::Asking(TALK))
            }
            "pauze" => {
                let until = wrong.take("pauze-tot", until(LONGEST_HOLD))?;
                let kind = format!("alles stilgezet tot en met {}", until.dutch());
                deed(&kind, vec![circumstance(CircumstanceKind::Hold, Some(until), None)], Finishes::Nothing)
            }
            "betwist" => {
                let cents = wrong.take("betwist-bedrag", amount(form.get("bedrag")))?;
                let about =
                    cents.map_or("het hele bedrag".to_string(), |cents| parts::money(cents).to_string());
                let dispute = circumstance(CircumstanceKind::Dispute, None, cents);
                // Our letters say that we find it out, so it lies with somebody.
                let found_out = Record::Task(TaskKind::CheckData);
                deed(&format!("betwist: {about}"), vec![dispute, found_out], Finishes::Nothing)
            }
            "hulp" => {
                deed("hulp loopt", vec![circumstance(CircumstanceKind::Help, None, None)], Finishes::Nothing)
            }
            "bevinding" => {
                let found = FINDINGS.into_iter().find(|(word, _, _)| *word == form.get("bevinding"));
                let found = found.ok_or("Kies wat u hebt vastgesteld.".to_string());
                let (_, kind, spoken) = wrong.take("bevinding", found)?;
                let records = vec![circumstance(kind, None, None)];
                deed(
                    &format!("vastgesteld: {spoken}"),
                    records,
                    Finishes::Asking(&[TaskKind::CanWillFinding]),
                )
            }
            "notitie" => deed("notitie", Vec::new(), Finishes::Nothing),
            "klaar" => deed("taak afgehandeld", Vec::new(), Finishes::AtHand),
            _ => {
                wrong.with("notitie", "Deze handeling kennen wij niet. Ververs de pagina.");
                None
            }
        }
    }
}

/// What came of a call or a visit: one button says it all.
fn contact(word: &str) -> Option<Deed> {
    let (word, number) = word.split_once(':').unwrap_or((word, ""));
    let (phone, visit) = (ContactChannel::Phone, ContactChannel::Visit);
    let (kind, channel, reached) = match word {
        "gesproken" => ("gebeld, gesproken", phone, true),
        "geen-gehoor" => ("gebeld, geen gehoor", phone, false),
        "verkeerd-nummer" => ("gebeld, verkeerd nummer", phone, false),
        "thuis-gesproken" => ("op huisbezoek, gesproken", visit, true),
        "niet-thuis" => ("op huisbezoek, niet thuis", visit, false),
        _ => return None,
    };
    let finishes = match word {
        "geen-gehoor" => Finishes::Trying(&[TaskKind::Call]),
        _ if channel == visit => Finishes::Asking(&[TaskKind::Visit]),
        _ => Finishes::Asking(&[TaskKind::Call]),
    };
    let mut records = vec![Record::Contact { channel, reached }];
    if word == "verkeerd-nummer" && !number.is_empty() {
        // Nothing goes there any more, and somebody finds out what the right one is.
        records.extend([Record::WrongNumber(number.into()), Record::Task(TaskKind::CheckAddress)]);
    }
    Some(Deed { kind: kind.into(), records, finishes })
}

/// An amount above zero, when one was filled in.
pub(crate) fn amount(text: &str) -> Result<Option<Cents>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    match Cents::parse_typed(text) {
        Some(cents) if cents.0 > 0 && cents.0 < 100_000_000 => Ok(Some(cents)),
        _ => Err("Vul een bedrag in zoals 549,40.".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deed(query: &str) -> Result<Deed, Wrong> {
        let mut wrong = Wrong::default();
        let today = Day::parse_iso("2026-11-21").unwrap();
        Deed::of(&Asked::read(query), today, &mut wrong).ok_or(wrong)
    }

    #[test]
    fn a_call_needs_no_words_and_finishes_its_task_or_is_a_try() {
        assert_eq!(deed("handeling=gesproken").unwrap().finishes, Finishes::Asking(&[TaskKind::Call]));
        let done = deed("handeling=geen-gehoor").unwrap();
        assert_eq!(done.finishes, Finishes::Trying(&[TaskKind::Call]));
        assert_eq!(done.records, [Record::Contact { channel: ContactChannel::Phone, reached: false }]);
    }

    #[test]
    fn a_promise_has_an_amount_and_a_day_to_come_and_each_mistake_stands_at_its_field() {
        let done = deed("handeling=toezegging&bedrag=1.098%2C80&tot=2026-12-01").unwrap();
        assert_eq!(done.kind, "toezegging: €\u{a0}1.098,80 uiterlijk 1 december 2026");
        for (wrong, field) in [
            ("bedrag=&tot=2026-12-01", "bedrag"),
            ("bedrag=0&tot=2026-12-01", "bedrag"),
            ("bedrag=x&tot=2026-12-01", "bedrag"),
            ("bedrag=10&tot=2026-11-20", "tot"),
            ("bedrag=10&tot=2027-11-20", "tot"),
        ] {
            let told = deed(&format!("handeling=toezegging&{wrong}")).unwrap_err();
            assert!(told.describes(field).is_some(), "{wrong}");
        }
        let both = deed("handeling=toezegging&bedrag=x&tot=x").unwrap_err();
        assert!(both.describes("bedrag").is_some() && both.describes("tot").is_some());
    }

    #[test]
    fn what_stops_everything_has_an_end_and_a_reason() {
        assert!(deed("handeling=pauze&tot=2026-12-20&notitie=opname").unwrap().records.len() == 1);
        for (wrong, field) in [
            ("handeling=pauze&tot=2026-12-20", "waarom-pauze"),
            ("handeling=pauze&notitie=opname", "pauze-tot"),
            ("handeling=pauze&tot=2027-12-20&notitie=opname", "pauze-tot"),
            ("handeling=bevinding&bevinding=kan-niet-wil", "waarom-bevinding"),
            ("handeling=bevinding&notitie=x", "bevinding"),
            ("handeling=", "notitie"),
        ] {
            assert!(deed(wrong).unwrap_err().describes(field).is_some(), "{wrong}");
        }
    }
}
