//! `/dossier/{nr}/doe/doorverwijzing`: the tenant is referred to a budget coach or a social team, with his consent, and how that
//! goes until it ends.
//!
//! While a referral is under way help runs: nobody is dunned meanwhile. A referral that nobody picks up does not hold for ever:
//! until the helper has begun, help runs for a number of days only.

use axum::response::Response;
use domain::dossier::CircumstanceKind;
use domain::ids::TenancyId;
use domain::policy::TaskKind;
use maud::{Markup, html};
use store::acts::{Ends, Record};
use store::referrals::{NewReferral, Referral, ReferralState};

use super::{recorded, way_back};
use crate::answer::Failure;
use crate::app::{Change, Visit};
use crate::asked::{Asked, encode};
use crate::dossier::name_of;
use crate::formulier::{self, Wrong, day_between, field};
use crate::{case, parts};

/// So long help runs while the helper has not begun. Days.
const UNTIL_PICKED_UP: i32 = 28;
/// Consent is no older. Days.
const OLDEST_CONSENT: i32 = 92;
/// The longest name. Characters.
const LONGEST_NAME: usize = 120;

/// Kinds of help.
const KINDS: [&str; 5] = ["budgetcoach", "sociaal team", "schuldhulp", "gemeente", "andere hulp"];

/// `GET`
pub(crate) fn page(visit: &Visit, number: &str, asked: &Asked) -> Result<Response, Failure> {
    let id = case::find(visit, number, "doorverwijzing")?;
    shown(visit, number, id, asked, &Wrong::default())
}

/// `POST`: a new one, or one goes on.
pub(crate) fn act(change: &mut Change, number: &str) -> Result<Response, Failure> {
    let id = case::to_change(change, number)?;
    let form = change.form;
    let mut wrong = Wrong::default();
    let done = if form.get("doorverwijzing").is_empty() {
        begun(change, id, &mut wrong)?
    } else {
        moved(change, id, &mut wrong)?
    };
    match done {
        Some((kind, note, task, records)) => recorded(change, number, id, &kind, &note, &task, records),
        None => change.show(|visit| {
            visit.looks_at(Some(id), "doorverwijzing");
            shown(visit, number, id, form, &wrong)
        }),
    }
}

/// What is recorded: in words, a note, the task that it finishes, and the records.
type Done = Option<(String, String, String, Vec<Record>)>;

fn begun(change: &Change, id: TenancyId, wrong: &mut Wrong) -> Result<Done, Failure> {
    let (form, today) = (change.form, change.now.day);
    let partner = if form.get("naar").is_empty() { form.get("naar_anders") } else { form.get("naar") };
    let partner = wrong.take("naar_anders", name(partner, "naar wie u doorverwijst"));
    let kind = KINDS.into_iter().find(|kind| *kind == form.get("soort"));
    let kind = wrong.take("soort", kind.ok_or_else(|| "Kies wat voor hulp het is.".to_string()));
    let question = wrong.take("notitie", formulier::note(form.get("notitie"), "wat u vraagt"));
    let consent_by =
        wrong.take("toestemming_door", name(form.get("toestemming_door"), "wie toestemming gaf"));
    let consent_on = day_between(form.get("toestemming_op"), today - OLDEST_CONSENT, today);
    let consent_on = wrong.take("toestemming_op", consent_on);
    if form.get("toestemming") != "ja" {
        wrong.with("toestemming", "Zonder toestemming van de huurder gaat er niets naar een ander.");
    }
    let (Some(partner), Some(kind), Some(question), Some(consent_by), Some(consent_on), true) =
        (partner, kind, question, consent_by, consent_on, wrong.is_empty())
    else {
        return Ok(None);
    };
    let made = NewReferral {
        partner: partner.into(),
        kind: kind.into(),
        question: question.into(),
        consent_by: consent_by.into(),
        consent_on,
    };
    let help = Record::Circumstance {
        kind: CircumstanceKind::Help,
        until: Some(today + UNTIL_PICKED_UP),
        cents: None,
    };
    let said = format!("doorverwijzing naar {partner} ({kind}), met toestemming van {consent_by}");
    let task = change.book.open_task(id, TaskKind::ReferToHelp)?;
    Ok(Some((said, question.into(), task, vec![Record::Referral(made), help])))
}

fn moved(change: &Change, id: TenancyId, wrong: &mut Wrong) -> Result<Done, Failure> {
    let form = change.form;
    let mut known = change.book.referrals_of(id)?.into_iter();
    let one = known.find(|one| one.id.to_string() == form.get("doorverwijzing")).ok_or(Failure::NoPage)?;
    let to = ReferralState::of(form.get("hoe")).filter(|to| *to != ReferralState::Started);
    let to = wrong.take("hoe", to.ok_or_else(|| "Kies hoe het ervoor staat.".to_string()));
    let about = if to == Some(ReferralState::Stopped) { "waarom het stopt" } else { "" };
    let note = wrong.take("afloop", formulier::note(form.get("afloop"), about));
    let (Some(to), Some(note)) = (to, note) else { return Ok(None) };
    let today = change.now.day;
    let mut records: Vec<Record> = one
        .help
        .iter()
        .map(|help| Record::Ending { what: Ends::Circumstance, id: help.clone(), on: today })
        .collect();
    records.push(Record::ReferralMoves(one.id, to));
    if to == ReferralState::Running {
        records.push(Record::Circumstance { kind: CircumstanceKind::Help, until: None, cents: None });
    }
    let said = format!("doorverwijzing naar {}: {}", one.made.partner, to.dutch());
    Ok(Some((said, note.into(), String::new(), records)))
}

fn name<'a>(text: &'a str, about: &str) -> Result<&'a str, String> {
    match text.chars().count() {
        0 => Err(format!("Vul in {about}.")),
        1..=LONGEST_NAME => Ok(text),
        _ => Err(format!("De naam is langer dan {LONGEST_NAME} tekens.")),
    }
}

fn shown(
    visit: &Visit,
    number: &str,
    id: TenancyId,
    form: &Asked,
    wrong: &Wrong,
) -> Result<Response, Failure> {
    let head = visit.book.dossier_head(id)?.unwrap_or_default();
    let referrals = visit.book.referrals_of(id)?;
    let unseen = formulier::unseen(visit, id, form)?;
    let main = html! {
        (way_back(&head, form))
        h1 { "Doorverwijzen naar hulp" }
        (wrong.summary())
        @for one in &referrals { (one_referral(number, one, form, wrong, &unseen)) }
        (new_one(visit, number, &name_of(&head), form, (wrong, &unseen)))
    };
    Ok(wrong.page(visit, "Doorverwijzen", &main))
}

fn one_referral(number: &str, one: &Referral, form: &Asked, wrong: &Wrong, unseen: &Markup) -> Markup {
    let state = one.state();
    let mine = form.get("doorverwijzing") == one.id.to_string();
    let id = format!("verwijzing-{}", one.id);
    html! {
        section.kader aria-labelledby=(id) {
            h2 id=(id) { span.kopje { (parts::sentence(&one.made.kind)) } (one.made.partner) ": " (state.dutch()) }
            p { "Vraag: " q { (one.made.question) } }
            p.zacht { "Toestemming van " (one.made.consent_by) " op " (parts::day(one.made.consent_on)) "." }
            ul.regels { @for (state, day, who) in &one.steps { li { (parts::day(*day)) ": " (state.dutch()) ", vastgelegd door " (who) } } }
            @if !state.is_over() {
                form.doen method="post" action={ "/dossier/" (encode(number)) "/doe/doorverwijzing" } {
                    (unseen)
                    input type="hidden" name="doorverwijzing" value=(one.id);
                    @let note = format!("afloop-{}", one.id);
                    p { label for=(note) { "Notitie (verplicht als het stopt)" }
                        textarea id=(note) name="afloop" rows="2" { @if mine { (form.get("afloop")) } } }
                    @if mine { span #afloop { (wrong.at("afloop")) (wrong.at("hoe")) } }
                    p.knoppen {
                        @if state == ReferralState::Started { button type="submit" name="hoe" value="loopt" { "Hulp loopt" } }
                        button type="submit" name="hoe" value="klaar" { "Klaar" }
                        button type="submit" name="hoe" value="gestopt" { "Gestopt" }
                    }
                }
            }
        }
    }
}

fn new_one(
    visit: &Visit,
    number: &str,
    tenant: &str,
    form: &Asked,
    (wrong, unseen): (&Wrong, &Markup),
) -> Markup {
    let helpers = &visit.house.helpers;
    let filled = |name: &str, otherwise: String| {
        if form.get(name).is_empty() { otherwise } else { form.get(name).to_string() }
    };
    let today = visit.now.day;
    html! {
        form.kader.doen method="post" action={ "/dossier/" (encode(number)) "/doe/doorverwijzing" } {
            h2 { "Nieuwe doorverwijzing" }
            (unseen)
            @if !helpers.is_empty() {
                (field(wrong, "naar", "Naar", &html! {
                    select #naar name="naar" {
                        option value="" { "Iemand anders, hieronder" }
                        @for helper in helpers { option value=(helper) selected[helper == form.get("naar")] { (helper) } }
                    }
                }))
            }
            (field(wrong, "naar_anders", if helpers.is_empty() { "Naar" } else { "Naar iemand anders" }, &html! {
                input #naar_anders name="naar_anders" value=(form.get("naar_anders")) maxlength=(LONGEST_NAME) autocomplete="off" aria-describedby=[wrong.describes("naar_anders")];
            }))
            (field(wrong, "soort", "Wat voor hulp", &html! {
                select #soort name="soort" required aria-describedby=[wrong.describes("soort")] {
                    option value="" { "Kies" }
                    @for kind in KINDS { option value=(kind) selected[kind == form.get("soort")] { (parts::sentence(kind)) } }
                }
            }))
            (formulier::words(wrong, "notitie", "Wat vraagt u? (geen medische gegevens)", form.get("notitie"), true))
            fieldset #toestemming aria-describedby=[wrong.describes("toestemming")] {
                legend { "Toestemming van de huurder" }
                p.vinkje { label { input type="checkbox" name="toestemming" value="ja" checked[form.get("toestemming") == "ja"];
                    span { "De huurder weet naar wie hij gaat en wat wij doorgeven, en vindt dat goed." } } }
                (wrong.at("toestemming"))
                (field(wrong, "toestemming_door", "Wie gaf toestemming", &html! {
                    input #toestemming_door name="toestemming_door" required value=(filled("toestemming_door", tenant.into())) maxlength=(LONGEST_NAME) autocomplete="off" aria-describedby=[wrong.describes("toestemming_door")];
                }))
                (formulier::date(wrong, "toestemming_op", "Wanneer", &filled("toestemming_op", today.to_string()), (today - OLDEST_CONSENT, today)))
            }
            p { button.hoofd type="submit" { "Leg vast" } }
            p.zacht { "Vanaf nu rusten onze aanmaningen: " (UNTIL_PICKED_UP) " dagen tot de hulp begint, en daarna zolang de hulp loopt. Houvast stuurt niets naar de hulpverlener: dat doet u zelf." }
        }
    }
}

/// The line on the dossier.
pub(crate) fn line(visit: &Visit, number: &str, id: TenancyId) -> Result<Markup, Failure> {
    let referrals = visit.book.referrals_of(id)?;
    Ok(html! {
        @for one in &referrals { span.onder {
            a href={ "/dossier/" (encode(number)) "/doe/doorverwijzing" } { (one.made.partner) }
            ": " (one.state().dutch()) @if let Some((_, day, _)) = one.steps.last() { " sinds " (parts::day(*day)) }
        } }
    })
}
