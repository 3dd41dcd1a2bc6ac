//! `/dossier/{nr}/bewijs`: what must be there before a dossier may go to the bailiff, what shows it, and what is missing; one
//! person asks, another agrees. Judges refuse evictions when a landlord cannot show these steps.
//!
//! What would be claimed stands beside it, to the cent what the set claims, so that both agree to the same amounts.
//!
//! The list is that of `houvast handover` and of the bailiff's set: [`domain::law_in_motion::evidence`]. It is worked out again at
//! every step, so nobody agrees to what is not true any more.

use std::sync::LazyLock;

use axum::response::Response;
use domain::calendar::Day;
use domain::dossier::CircumstanceKind;
use domain::ids::TenancyId;
use domain::law::collection_costs::VatConditions;
use domain::law::{Law, LawGap};
use domain::law_in_motion::evidence::{Behind, Claimant, Evidence, Requirement, are_two_people, evidence};
use domain::law_in_motion::handover::{HandoverSet, handover_set};
use domain::staff::Right;
use maud::{Markup, html};
use store::Book;
use store::handovers::{By, Handover, NotTaken};

use crate::answer::{self, Failure};
use crate::app::{Change, House, Visit};
use crate::asked::{Asked, encode};
use crate::case::{self, Present};
use crate::dossier::way_back;
use crate::formulier::{self, Wrong};
use crate::signed::Signed;
use crate::{frame, parts, tweede};

/// The law as shipped; the policy cannot change it.
static LAW: LazyLock<Law> = LazyLock::new(policy::law::shipped);

/// The evidence of a dossier today, what would be claimed, and the hand-over that is open.
struct File {
    evidence: Evidence,
    claim: HandoverSet,
    handover: Option<Handover>,
    /// The bailiff has it since that day.
    at_bailiff: Option<Day>,
}

impl File {
    fn of(book: &Book, house: &House, id: TenancyId, present: &Present) -> Result<File, Failure> {
        let handover = book.open_handover(id)?;
        let letters = book.letters_on_file(id)?;
        let claimant = match &house.post {
            Some(post) => post.claimant().map_err(Failure::Form)?,
            None => Claimant::default(),
        };
        let behind = Behind {
            books_as_of: book.books_as_of()?,
            claimant: &claimant,
            agreement: handover.as_ref().map(|handover| &handover.agreement),
        };
        let ground = present.ground(house);
        let at_bailiff = ground.holding(CircumstanceKind::AtBailiff).map(|held| held.since);
        let gap = |gap: LawGap| Failure::Broken(gap.to_string());
        let evidence = evidence(&ground, &LAW, &letters, &behind).map_err(gap)?;
        let claim = handover_set(&ground, &LAW, &letters, VatConditions::OWN_COLLECTION).map_err(gap)?;
        Ok(File { evidence, claim, handover, at_bailiff })
    }

    fn waits(&self) -> Option<&Handover> {
        self.handover.as_ref().filter(|handover| handover.agreement.agreed.is_none())
    }

    /// Nothing is agreed to or handed over while something is missing: what it is, and what to do.
    fn refusal(&self) -> Failure {
        let missing: Vec<&str> = self.evidence.missing().map(|one| one.missing.as_str()).collect();
        Failure::Conflict(format!("Niet alles is er nu. {}", missing.join(" ")))
    }

    fn is_exported(&self) -> bool {
        self.handover.as_ref().is_some_and(|handover| handover.exported_on.is_some())
    }
}

/// `GET`
pub(crate) fn page(visit: &Visit, number: &str, asked: &Asked) -> Result<Response, Failure> {
    let id = case::find(visit, number, "bewijs")?;
    let present = Present::of(visit.house, visit.book, id, visit.now.day)?;
    let file = File::of(visit.book, visit.house, id, &present)?;
    shown(visit, number, id, &file, asked, &Wrong::default())
}

/// `POST`: asked, agreed or withdrawn.
pub(crate) fn act(change: &mut Change, number: &str) -> Result<Response, Failure> {
    let id = case::to_change(change, number)?;
    let present = Present::of(change.house, change.book, id, change.now.day)?;
    let file = File::of(change.book, change.house, id, &present)?;
    let (form, who) = (change.form, change.who);
    let by = By { name: &who.staff.name, on: change.now.day, account: Some((who.id(), change.now)) };
    if form.get("wat") == "vragen"
        && let Some(why) = tweede::may_not_ask(change.house, change.book, who, change.now)?
    {
        return Err(Failure::Form(why));
    }
    let taken = match form.get("wat") {
        "vragen" => match asked_why(form, &file) {
            Ok(why) => change.book.ask_handover(id, by, why)?,
            Err(wrong) => {
                return change.show(|visit| {
                    visit.looks_at(Some(id), "bewijs");
                    shown(visit, number, id, &file, form, &wrong)
                });
            }
        },
        "akkoord" if !who.may(Right::Agree) => return Err(Failure::NotAllowed),
        "overgedragen" if !may_hand_over(who, &file) => return Err(Failure::NotAllowed),
        "akkoord" | "overgedragen" if !file.evidence.may_be_asked() => return Err(file.refusal()),
        "akkoord" => match tweede::may_not_agree(change.house, change.book, who, change.now)? {
            Some(why) => return Err(Failure::Form(why)),
            None => change.book.agree_handover(id, by)?,
        },
        "overgedragen" if form.get("klopt") != "ja" => {
            return Err(Failure::Form("Vink aan dat de set bij de deurwaarder is.".into()));
        }
        "overgedragen" => {
            let told = change.book.put_handed_over(id, change.now.day)?;
            if told == Ok(true) {
                let what = "overgedragen aan de deurwaarder";
                change.book.log(change.now, Some(who.id()), Some(id), "gewijzigd", what)?;
            }
            told.map(drop)
        }
        "intrekken" if file.is_exported() => Err(NotTaken::AlreadyAgreed),
        "intrekken" => {
            let asked_by = file.handover.as_ref().map_or("", |handover| &handover.agreement.asked_by);
            if are_two_people(asked_by, by.name) && !who.may(Right::Agree) {
                return Err(Failure::NotAllowed);
            }
            change.book.close_handover(id, by, &format!("ingetrokken door {}", by.name))?
        }
        _ => return Err(Failure::Form("Deze handeling kennen wij niet. Ververs de pagina.".into())),
    };
    taken.map_err(|why| Failure::Conflict(parts::sentence(&in_words(why)).to_string()))?;
    Ok(answer::see_other(&format!("/dossier/{}/bewijs?gedaan=1", encode(number))))
}

/// Why it is asked, when it may be asked at all: nobody is asked to agree to half a case.
fn asked_why<'a>(form: &'a Asked, file: &File) -> Result<&'a str, Wrong> {
    let mut wrong = Wrong::default();
    if !file.evidence.may_be_asked() {
        wrong.with("eisen", "Nog niet alles is er. Zie hieronder wat ontbreekt.");
    }
    let note = formulier::note(form.get("notitie"), "waarom dit de laatste weg is");
    match wrong.take("notitie", note) {
        Some(why) if wrong.is_empty() => Ok(why),
        _ => Err(wrong),
    }
}

fn in_words(why: NotTaken) -> String {
    match why {
        NotTaken::NotAsked => "er is niet om akkoord gevraagd, of de vraag is ingetrokken".into(),
        other => format!("{}.", other.dutch()),
    }
}

fn shown(
    visit: &Visit,
    number: &str,
    id: TenancyId,
    file: &File,
    form: &Asked,
    wrong: &Wrong,
) -> Result<Response, Failure> {
    let head = visit.book.dossier_head(id)?.unwrap_or_default();
    let missing = file.evidence.missing().count() as u64;
    let main = html! {
        (way_back(&head))
        h1 { "Kan dit dossier naar de deurwaarder?" }
        (wrong.summary())
        @if !form.get("gedaan").is_empty() { p.melding role="status" { "Vastgelegd." } }
        p.dossier-indeling { @match (file.at_bailiff, missing) {
            (Some(day), _) => { strong { "Dit dossier ligt sinds " (parts::day(day)) " bij de deurwaarder." } " Hieronder staat hoe het vandaag zou zijn." },
            (None, 0) => strong { "Ja, alles is er." },
            _ => strong { "Nog niet: " (parts::plural(missing, "ding ontbreekt", "dingen ontbreken")) "." },
        } }
        p { a href={ "/dossier/" (encode(number)) "/bewijs.pdf" } { "Dit bewijs als PDF" } }
        div.twee {
            section.kader #eisen aria-labelledby="lijst" {
                h2 #lijst { "Wat er moet zijn" }
                ul.regels.eisen { @for one in &file.evidence.requirements { li { (requirement(one)) } } }
            }
            div {
                (claim(&file.claim))
                (two_people(visit, number, file, form, wrong)?)
            }
        }
    };
    Ok(wrong.page(visit, "Bewijs voor overdracht", &main))
}

/// What would be claimed, and what is open and would not be.
fn claim(set: &HandoverSet) -> Markup {
    html! {
        section.kader #vordering aria-labelledby="gevorderd" {
            h2 #gevorderd { "Wat wordt gevorderd" }
            @if set.claims.is_empty() { p { "Niets: van geen veertiendagenbrief is de termijn voorbij terwijl er nog iets uit openstaat." } }
            @else { ul.regels { @for line in &set.claims { li {
                (parts::day(line.due_on)) ": " (line.kind.dutch()) ", open " (parts::money(line.open))
                @if line.open != line.charged { span.onder { "van " (parts::money(line.charged)) } }
            } } } }
            p { strong {
                "Hoofdsom " (parts::money(set.principal())) ", incassokosten " (parts::money(set.costs))
                ", rente " (parts::money(set.interest())) ". Samen " (parts::money(set.total())) "."
            } }
            @if !set.apart.is_empty() {
                h3 { "Open, en niet gevorderd" }
                ul.regels { @for (line, why) in &set.apart { li {
                    (parts::day(line.due_on)) ": " (line.kind.dutch()) ", open " (parts::money(line.open))
                    span.onder { (parts::sentence(why.dutch())) "." }
                } } }
            }
        }
    }
}

fn requirement(one: &Requirement) -> Markup {
    html! {
        p {
            @if one.is_met { span.uitslag.ja { "is er" } } @else { strong.uitslag.alarm { "ontbreekt" } }
            " " strong { (one.what) }
        }
        @for (day, what) in &one.proofs { span.onder { (parts::short_day(*day)) ": " (what) } }
        @if !one.is_met { p { (one.missing) } }
        p.bron { "Grond: " (one.ground) }
    }
}

/// Who asked, who agrees, and what can be done now.
fn two_people(
    visit: &Visit,
    number: &str,
    file: &File,
    form: &Asked,
    wrong: &Wrong,
) -> Result<Markup, Failure> {
    let to = format!("/dossier/{}/bewijs", encode(number));
    let ready = file.evidence.may_be_asked();
    let may = visit.who.may(Right::Record);
    let own = |handover: &Handover| !are_two_people(&handover.agreement.asked_by, &visit.who.staff.name);
    let not = tweede::may_not_agree(visit.house, visit.book, visit.who, visit.now)?;
    let not_asked = tweede::may_not_ask(visit.house, visit.book, visit.who, visit.now)?;
    Ok(html! {
        section.kader aria-labelledby="akkoord" {
            h2 #akkoord { "Twee mensen beslissen" }
            @match &file.handover {
                None if file.at_bailiff.is_some() => { p { "Er is al besloten: de deurwaarder heeft dit dossier." } }
                None => {
                    p { "De een vraagt akkoord, een teamleider kijkt mee en beslist. Tot dan verandert er niets voor de huurder." }
                    @if !ready { p { "Vragen kan pas als de andere eisen er zijn." } }
                    @else if let Some(why) = &not_asked { p { (why) } }
                    @else if may {
                        form.doen method="post" action=(to) {
                            (frame::seal(visit.who))
                            (formulier::words(wrong, "notitie", "Waarom is dit de laatste weg?", form.get("notitie"), true))
                            p { button.hoofd type="submit" name="wat" value="vragen" { "Vraag akkoord" } }
                        }
                    }
                }
                Some(handover) => {
                    p { (handover.agreement.asked_by) " vroeg akkoord op " (parts::day(handover.agreement.asked_on)) ": " q { (handover.why) } }
                    @if let Some((by, day)) = &handover.agreement.agreed { p { (by) " ging akkoord op " (parts::day(*day)) "." } }
                    @if let Some(day) = handover.exported_on { p { "Het dossier ligt sinds " (parts::day(day)) " bij de deurwaarder." } }
                }
            }
            @if let Some(waits) = file.waits() {
                @if own(waits) { p { "U vroeg dit zelf. Een teamleider die dit niet vroeg, beslist." } }
                @else if let Some(why) = &not { p { (why) } }
                @else if !ready { p.melding { "Niet alles is er. Akkoord geven kan niet." } }
                @else { (button(visit, &to, "akkoord", "Akkoord met overdracht")) }
            }
            @if let Some(handover) = file.handover.as_ref().filter(|handover| handover.exported_on.is_none()) {
                @if may && (own(handover) || visit.who.may(Right::Agree)) { (button(visit, &to, "intrekken", "Trek in")) }
                @if handover.agreement.stands() { (hand_over(visit, &to, file)) }
            }
        }
    })
}

/// Whoever asked or agreed, and whoever may agree, hands over: while two people stand behind it.
fn may_hand_over(who: &Signed, file: &File) -> bool {
    let Some(handover) = &file.handover else { return false };
    let agreed_by = handover.agreement.agreed.as_ref().map_or("", |(by, _)| by);
    let is_one = [handover.agreement.asked_by.as_str(), agreed_by].contains(&who.staff.name.as_str());
    handover.agreement.stands() && (is_one || who.may(Right::Agree))
}

/// The set to take along, and saying that it was handed over.
fn hand_over(visit: &Visit, to: &str, file: &File) -> Markup {
    html! {
        h3 { "De set voor de deurwaarder" }
        @if !may_hand_over(visit.who, file) { p { "Wie akkoord vroeg of gaf, haalt de set hier op." } }
        @else if !file.evidence.is_complete() { p { "Niet alles is er. De set komt pas als niets ontbreekt." } }
        @else {
            p { a.knop href={ (to) "/set.zip" } { "Download de set (zip)" } }
            p.zacht { "Huurder, woning, posten, brieven, en dit bewijs als PDF. Dat u haar ophaalt, staat in het logboek." }
            form.doen method="post" action=(to) {
                (frame::seal(visit.who))
                p.vinkje { label { input type="checkbox" name="klopt" value="ja" required; span { "De set is bij de deurwaarder. Dit is niet terug te draaien." } } }
                p { button type="submit" name="wat" value="overgedragen" { "Leg vast dat het is overgedragen" } }
            }
        }
    }
}

/// `/dossier/{nr}/bewijs/set.zip`: the bailiff's set, for who may hand over.
pub(crate) fn set(visit: &Visit, number: &str) -> Result<Response, Failure> {
    let id = case::find(visit, number, "set voor de deurwaarder")?;
    let present = Present::of(visit.house, visit.book, id, visit.now.day)?;
    let file = File::of(visit.book, visit.house, id, &present)?;
    if !may_hand_over(visit.who, &file) {
        return Err(Failure::NotAllowed);
    }
    if !file.evidence.is_complete() {
        return Err(file.refusal());
    }
    let zip = visit.house.post_room()?.handover(number).map_err(Failure::Form)?;
    Ok(answer::file(zip, "application/zip", "overdracht.zip"))
}

/// `/dossier/{nr}/bewijs.pdf`: this page on paper, also while something is missing, for who may see it.
pub(crate) fn printed(visit: &Visit, number: &str) -> Result<Response, Failure> {
    case::find(visit, number, "bewijs als PDF")?;
    Ok(answer::pdf(visit.house.post_room()?.evidence(number).map_err(Failure::Form)?))
}

fn button(visit: &Visit, to: &str, word: &str, text: &str) -> Markup {
    html! {
        form.doen method="post" action=(to) {
            (frame::seal(visit.who))
            p { button.hoofd type="submit" name="wat" value=(word) { (text) } }
        }
    }
}
