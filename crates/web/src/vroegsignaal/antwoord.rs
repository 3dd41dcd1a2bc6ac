//! What the municipality answered, told by who heard it: by telephone, by letter, in a portal. Files with answers are read at the prompt.

use axum::response::Response;
use domain::ids::TenancyId;
use domain::law_in_motion::municipal_answer::{Effect, MunicipalAnswer};
use domain::staff::Right;
use maud::{Markup, html};
use store::acts::Record;
use store::early_signals::{SignalSent, Told};

use super::LAW;
use crate::answer::{self, Failure};
use crate::app::{Change, Visit};
use crate::asked::{Asked, encode};
use crate::doen::not_done;
use crate::formulier::{self, Wrong};
use crate::{case, werk};

/// How telling an answer begins, in the log and on lists.
pub(crate) const ANSWER_TOLD: &str = "gemeente: ";

/// The signal that waits for an answer: the newest.
fn waiting(signals: &[SignalSent]) -> Option<&SignalSent> {
    signals.iter().rev().find(|one| one.answer.is_none() && one.fetched_on.is_some())
}

/// The form, while a signal that left waits for an answer.
pub(super) fn section(
    visit: &Visit,
    (number, id): (&str, TenancyId),
    signals: &[SignalSent],
    form: &Asked,
    wrong: &Wrong,
) -> Result<Markup, Failure> {
    let Some(one) = waiting(signals).filter(|_| visit.who.may(Right::Record)) else { return Ok(html! {}) };
    let today = visit.now.day;
    let day = if form.get("dag").is_empty() { today.to_string() } else { form.get("dag").to_string() };
    let choice = html! {
        select #antwoord name="antwoord" required aria-describedby=[wrong.describes("antwoord")] {
            option value="" { "Kies" }
            @for answer in MunicipalAnswer::ALL {
                option value=(answer.dutch()) selected[answer.dutch() == form.get("antwoord")] { (answer.dutch()) }
            }
        }
    };
    Ok(html! {
        details.doen-meer open[!wrong.is_empty() && form.get("wat") == "antwoord"] {
            summary { "Antwoord van de gemeente vastleggen" }
            form.kader.doen method="post" action={ "/dossier/" (encode(number)) "/vroegsignaal" } {
                (formulier::unseen(visit, id, form)?)
                input type="hidden" name="wat" value="antwoord";
                input type="hidden" name="signaal" value=(one.number);
                (formulier::field(wrong, "antwoord", "Wat antwoordde de gemeente?", &choice))
                (formulier::date(wrong, "dag", "Op welke dag?", &day, (one.sent_on, today)))
                p { button type="submit" { "Leg het antwoord vast" } }
                p.zacht { "Loopt er hulp, dan rust alles. Zegt de gemeente dat er iets niet klopt, dan staat alles stil tot een collega heeft gekeken." }
            }
        }
    })
}

/// `POST`: somebody passes an answer on.
pub(super) fn tell(change: &mut Change, number: &str) -> Result<Response, Failure> {
    let id = case::to_change(change, number)?;
    let (form, today) = (change.form, change.now.day);
    let signals = change.book.signals_of(id)?;
    let signal = signals.iter().find(|one| one.number == form.get("signaal")).ok_or(Failure::NoPage)?;
    let mut wrong = Wrong::default();
    let known = MunicipalAnswer::from_dutch(form.get("antwoord"));
    let answer = wrong.take("antwoord", known.ok_or_else(|| "Kies wat de gemeente antwoordde.".to_string()));
    let on = wrong.take("dag", formulier::day_between(form.get("dag"), signal.sent_on, today));
    let (Some(answer), Some(on)) = (answer, on) else {
        return change.show(|visit| super::shown(visit, number, form, &wrong));
    };
    let rule = LAW.early_signal.at(today).map_err(|gap| Failure::Broken(gap.to_string()))?;
    let told = Told { number: signal.number.clone(), answer, on, help_until: on + rule.pause_days_max };
    let kind = format!("{ANSWER_TOLD}{}", answer.dutch());
    let follows = match answer.effect() {
        Effect::Closes => "",
        Effect::HelpRuns => "er loopt hulp",
        Effect::PersonLooks => "alles staat stil tot een collega heeft gekeken",
    };
    let done = change.act(id, &kind, follows, "", vec![Record::SignalAnswer(told)])?;
    let done = done.map_err(|why| not_done(why, number))?;
    let back = format!("/dossier/{}?klaar={done}", encode(number));
    Ok(answer::see_other(&werk::lijst::keep_in(&back, &werk::lijst::held(form))))
}
