//! What the form of an arrangement says: which claims, from which day, in how many terms; worked out to the cent and held
//! against the landlord's limits, or what is wrong with it, field by field.

use domain::arrangement::terms::{
    Division, LimitCheck, NotDivided, check_limits, divide, items_to_arrange, proposed_first_day,
};
use domain::calendar::Day;
use domain::dossier::Arrangement;
use domain::ledger::OpenItem;
use domain::money::Cents;

use crate::app::House;
use crate::asked::Asked;
use crate::case::Present;
use crate::doen::amount;
use crate::formulier::{Wrong, day_between};

/// A first term lies no further ahead. Days.
pub(super) const FURTHEST_FIRST: i32 = 92;
/// So many terms stand in a form that nobody filled in yet.
const USUAL_TIMES: i64 = 4;

/// Everything that fell due on one day: an arrangement covers it whole or not at all.
pub(super) struct Choice {
    pub(super) due_on: Day,
    pub(super) what: String,
    pub(super) open: Cents,
    pub(super) ticked: bool,
}

/// The form, worked out.
pub(super) struct Wish {
    pub(super) choices: Vec<Choice>,
    /// Terms of an amount; else a number of terms.
    pub(super) by_amount: bool,
    /// The fields as they were typed, or as they are proposed.
    pub(super) first: String,
    pub(super) times: String,
    pub(super) each: String,
    pub(super) part: String,
    /// Of what is ticked.
    pub(super) total: Cents,
    pub(super) terms: Vec<(Day, Cents)>,
    pub(super) checks: Vec<LimitCheck>,
    pub(super) wrong: Wrong,
    /// How the tenant gets it confirmed, or `geen`.
    pub(super) confirmed_by: String,
    today: Day,
}

impl Wish {
    /// Reads a form or an address; an empty one proposes.
    pub(super) fn of(present: &Present, house: &House, asked: &Asked) -> Wish {
        let ground = present.ground(house);
        let filled = !asked.get("vorm").is_empty();
        let items = items_to_arrange(&ground);
        let choices = choices(&items, |due_on| {
            !filled || asked.all("post").any(|day| Day::parse_iso(day) == Some(due_on))
        });
        let total: Cents = choices.iter().filter(|one| one.ticked).map(|one| one.open).sum();
        let typed = |name: &str, proposed: String| {
            if filled { asked.get(name).to_string() } else { proposed }
        };
        let least = ground.settings.arrangement_least_term.0.max(1);
        let usual = USUAL_TIMES.min(total.0 / least).max(1);
        let mut wish = Wish {
            by_amount: asked.get("vorm") == "bedrag",
            first: typed("dag", proposed_first_day(ground.standing.pay_day, present.today).to_string()),
            times: typed("aantal", usual.to_string()),
            each: typed("bedrag", String::new()),
            part: typed("deel", String::new()),
            choices,
            total,
            terms: Vec::new(),
            checks: Vec::new(),
            wrong: Wrong::default(),
            confirmed_by: typed("bevestiging", String::new()),
            today: present.today,
        };
        if !wish.choices.is_empty() {
            wish.work_out();
        }
        if !wish.terms.is_empty() {
            wish.checks = check_limits(&ground, present.today, &wish.terms);
        }
        wish
    }

    /// A form that nobody filled in, with so many terms.
    pub(super) fn proposing(present: &Present, house: &House, times: usize) -> Wish {
        let empty = Wish::of(present, house, &Asked::default());
        let times = times.to_string();
        let days: Vec<String> = empty.choices.iter().map(|one| one.due_on.to_string()).collect();
        let posts = days.iter().map(|day| ("post", day.as_str()));
        let typed = [("vorm", "aantal"), ("aantal", times.as_str()), ("dag", empty.first.as_str())];
        Wish::of(present, house, &Asked::of_pairs(typed.into_iter().chain(posts)))
    }

    fn work_out(&mut self) {
        let ticked = self.choices.iter().filter(|one| one.ticked).count();
        if ticked == 0 {
            self.wrong.with("posten", "Vink aan waarover de regeling gaat.");
        } else if !self.choices[..ticked].iter().all(|one| one.ticked) {
            let what = "Een regeling geldt voor alles tot en met een dag. Vink ook aan wat ouder is.";
            self.wrong.with("posten", what);
        }
        let read = day_between(&self.first, self.today, self.today + FURTHEST_FIRST);
        let first = self.wrong.take("dag", read);
        let part = self.wrong.take("deel", amount(&self.part));
        let division = if self.by_amount {
            let each = amount(&self.each).and_then(|each| {
                each.ok_or_else(|| "Vul in hoeveel de huurder per keer betaalt.".to_string())
            });
            self.wrong.take("bedrag", each).map(Division::Each)
        } else {
            let times = self.times.parse().map_err(|_| "Vul in hoeveel keer, zoals 4.".to_string());
            self.wrong.take("aantal", times).map(Division::Times)
        };
        let (Some(first), Some(part), Some(division)) = (first, part, division) else { return };
        if ticked == 0 {
            return;
        }
        match divide(self.total, part, division, first) {
            Ok(terms) => self.terms = terms,
            Err(NotDivided::Nothing) => self.wrong.with("posten", "Er is niets om te verdelen."),
            Err(NotDivided::FirstPart) => {
                self.wrong.with("deel", "Het eerste deel is niet lager dan het hele bedrag.");
            }
            Err(NotDivided::Number) => {
                let field = if self.by_amount { "bedrag" } else { "aantal" };
                self.wrong.with(field, "Zo komt het niet uit: van 1 tot en met 120 keer.");
            }
        }
    }

    /// It can be recorded, or asked.
    pub(super) fn is_ready(&self) -> bool {
        self.wrong.is_empty() && !self.terms.is_empty()
    }

    /// One person may decide.
    pub(super) fn is_within_limits(&self) -> bool {
        self.checks.iter().all(|check| check.is_kept)
    }

    /// The terms as one line, so that what is recorded is what was seen.
    pub(super) fn seen(&self) -> String {
        let terms = self.terms.iter().map(|(day, cents)| format!("{day}:{}", cents.0));
        terms.collect::<Vec<_>>().join(" ")
    }

    /// The arrangement, agreed today.
    pub(super) fn arrangement(&self) -> Arrangement {
        let covered = self.choices.iter().filter(|one| one.ticked).map(|one| one.due_on).max();
        Arrangement {
            agreed_on: self.today,
            covers_until: covered.unwrap_or(self.today),
            instalments: self.terms.clone(),
            ended_on: None,
        }
    }
}

/// The items by the day they fell due, oldest first.
fn choices(items: &[OpenItem], ticked: impl Fn(Day) -> bool) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for item in items {
        match choices.last_mut() {
            Some(same) if same.due_on == item.due_on => {
                same.open += item.open;
                if !same.what.contains(item.kind.dutch()) {
                    same.what.push_str(", ");
                    same.what.push_str(item.kind.dutch());
                }
            }
            _ => choices.push(Choice {
                due_on: item.due_on,
                what: item.kind.dutch().to_string(),
                open: item.open,
                ticked: ticked(item.due_on),
            }),
        }
    }
    choices
}
