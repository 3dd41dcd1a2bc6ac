//! `/hulp`: help inside the product, without internet: what each page is for, why the list stands in its order, what words mean, and
//! all keys. `/hulp/melding`: what somebody thinks of a page, for who keeps Houvast; `/inrichting/meldingen` is where that is read.

use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use crate::answer::{self, Failure};
use crate::app::{Change, Visit};
use crate::asked::{Asked, encode};
use crate::formulier::{self, Wrong};
use crate::frame::{self, Here};
use crate::sheet::{self, Kind, Sheet, row};
use crate::{parts, werk};

mod toetsen;
mod woorden;

pub(crate) use toetsen::page as keys;

/// The section about a kind of page.
fn section_of(at: &str) -> &'static str {
    const SECTIONS: [(&str, &str); 15] = [
        ("/werk/team", "team"),
        ("/werk/agenda", "agenda"),
        ("/werk", "werk"),
        ("/dossier/{number}/waarom", "waarom"),
        ("/dossier/{number}/doe/", "vastleggen"),
        ("/dossier", "dossier"),
        ("/huurders", "huurders"),
        ("/post", "post"),
        ("/bank", "bank"),
        ("/inzicht", "inzicht"),
        ("/vannacht", "nacht"),
        ("/nacht", "nacht"),
        ("/beleid", "beleid"),
        ("/helpen", "helpen"),
        ("/inrichting", "inrichting"),
    ];
    SECTIONS.into_iter().find(|(begin, _)| at.starts_with(begin)).map_or("begin", |(_, section)| section)
}

/// At the foot of every page: help about it, and a place to say what one thinks of it.
pub(crate) fn foot(at: &str) -> Markup {
    html! {
        p.hulp {
            a href={ "/hulp#" (section_of(at)) } { "Hulp bij deze pagina" }
            " · " a href="/hulp/toetsen" data-toetsenlijst { "Toetsen " kbd { "?" } }
            " · " a href={ "/hulp/melding?pagina=" (encode(at)) } { "Wat vindt u van deze pagina?" }
        }
    }
}

/// `/hulp`
pub(crate) fn page(visit: &Visit) -> Result<Response, Failure> {
    let main = html! {
        h1 { "Hulp" }
        p #begin { "Elke nacht leest Houvast de boeken, deelt elk dossier in en kiest één volgende stap. Wat een mens moet doen, ligt op " a href="/werk" { "Mijn werk" } " met de reden erbij. U beslist; wat u vastlegt kunt u terugdraaien, behalve wat al de deur uit is." }
        nav.inhoud aria-label="Op deze pagina" { ul {
            @for (id, title, _) in SECTIONS { li { a href={ "#" (id) } { (title) } } }
            li { a href="#volgorde" { "Waarom deze volgorde?" } }
            li { a href="#woorden" { "Woordenlijst" } }
            li { a href="/hulp/toetsen" { "Toetsen" } }
        } }
        @for (id, title, texts) in SECTIONS {
            section.uitleg aria-labelledby=(id) { h2 id=(id) { (title) } @for text in texts { p { (text) } } }
        }
        section.uitleg aria-labelledby="volgorde" { h2 #volgorde { "Waarom deze volgorde?" } p { (werk::WHY_THIS_ORDER) } }
        (woorden::section())
    };
    Ok(frame::page(visit, "Hulp", Here::Elsewhere, &main))
}

/// What every kind of page is for.
const SECTIONS: [(&str, &str, &[&str]); 14] = [
    (
        "werk",
        "Mijn werk",
        &[
            "Eén lijst met één stap per rij en waarom die nu helpt. Met B begint u bovenaan; na elke taak gaat de volgende vanzelf open. Wat een collega open heeft, slaat Houvast over.",
            "De tabs tellen mee: vandaag, langer dan een week, later, de hele wijk en bij een collega. Wat u kiest staat in het adres. U kunt het bewaren als weergave of aan een collega sturen.",
            "Vink rijen aan om er samen iets mee te doen. Er komt geen vraag of u het zeker weet: met U draait u alles terug, zeven dagen lang.",
            "Is de reden van een taak weg, bijvoorbeeld omdat er is betaald, dan vervalt de taak. Dat staat boven de lijst.",
        ],
    ),
    (
        "team",
        "Team",
        &[
            "Hier ziet u wie wat heeft, per wijk en per soort werk. U neemt taken over van een collega, of geeft ze terug.",
            "Bent u weg? Meld het met een eerste en laatste dag. Wie waarneemt krijgt zolang uw taken, afspraken en wijken.",
        ],
    ),
    (
        "agenda",
        "Agenda",
        &[
            "Belafspraken en huisbezoeken per dag en week, als route op papier en als bestand voor uw eigen agenda. In dat bestand staan geen namen en bedragen.",
        ],
    ),
    (
        "huurders",
        "Huurders",
        &[
            "Zoek op naam, adres, nummer of telefoon. De lijst is te filteren en mee te nemen als Excel, CSV of JSON.",
        ],
    ),
    (
        "dossier",
        "Dossier",
        &[
            "Bovenaan staat wat er vannacht is besloten en waarom, daaronder hoe het ervoor staat en alles wat er was. In het blok Doen legt u vast wat er gebeurde: vaak is één toets genoeg.",
            "Klopt er iets niet aan wat u invult, dan komt het formulier terug zoals u het invulde. Was een collega u voor, dan ziet u beide en kiest u.",
            "Naar wie niet aangeschreven mag worden gaat niets uit; de redenen staan onder Niet aanschrijven, want.",
        ],
    ),
    (
        "vastleggen",
        "Regeling, pauze, afspraak",
        &[
            "Een regeling binnen de grenzen van het beleid legt u zelf vast; daarbuiten kijkt een teamleider mee. Een pauze en een zelf gekozen indeling hebben altijd een laatste dag en een reden.",
        ],
    ),
    (
        "waarom",
        "Waarom?",
        &["Elke regel die is geprobeerd, met wat hij zag. Onderaan staat wat het anders zou maken."],
    ),
    (
        "post",
        "Post",
        &[
            "Alles wat uitgaat, wacht tot een vast uur en kan tot dan worden tegengehouden. Een voorstel gaat pas uit als iemand het laat gaan. Met de noodstop gaat er niets uit.",
        ],
    ),
    (
        "bank",
        "Bank",
        &[
            "Wat de bank vertelde sinds de laatste boeking. Geld met een kenmerk van ons telt meteen mee: wie betaalde, krijgt geen herinnering. Boekt de administratie het daarna zelf, dan telt het niet nog eens.",
            "Geld zonder kenmerk wacht hier tot iemand zegt van wie het is. Houvast stelt dossiers voor en zegt waarom. U kiest; met U draait u het terug.",
        ],
    ),
    (
        "inzicht",
        "Inzicht",
        &[
            "Of wat wij met huurders afspreken ook lukt. Achter elk getal staan de dossiers waar het van komt, van de wijken die u ziet.",
            "Bij regelingen ziet u na hoeveel maanden welk deel nog niet is verbroken. Een regeling van vorige week telt niet als geslaagd: elke maand tellen alleen de regelingen die zo lang zijn gevolgd.",
            "Bij de eigen betaaldag vergelijkt u wie een voorstel kreeg met een geloot deel dat er geen kreeg.",
        ],
    ),
    (
        "nacht",
        "De nacht",
        &["Wat er binnenkwam, wie er in een andere indeling kwam, en welke taken en berichten er kwamen."],
    ),
    ("beleid", "Beleid", &["De regels in woorden: indelingen, stappen, brieven en wachters."]),
    (
        "helpen",
        "Iemand helpen",
        &[
            "Voor iedereen bij de verhuurder: zoek een adres en laat een signaal achter. U ziet niets van de huurder of van geld. De huurconsulent leest het signaal en u ziet wat ermee gebeurde.",
        ],
    ),
    (
        "inrichting",
        "Inrichting",
        &["Voor wie Houvast beheert. Bij Meldingen staat wat collega's van de pagina's vinden."],
    ),
];

/// `/hulp/melding`
pub(crate) fn tell(visit: &Visit, asked: &Asked, wrong: &Wrong) -> Result<Response, Failure> {
    let page = kind_of_page(asked.get("pagina"));
    let thanks = !asked.get("dank").is_empty();
    let main = html! {
        h1 { "Wat vindt u van deze pagina?" }
        (wrong.summary())
        @if thanks { p.melding.goed role="status" { strong { "Dank u. " } "Wie Houvast bij u beheert, leest het. " a href="/" { "Verder met uw werk" } } }
        form.kader.doen method="post" action="/hulp/melding" {
            (frame::seal(visit.who))
            input type="hidden" name="pagina" value=(page);
            p { "Het gaat over: " strong { (spoken(page)) } }
            (formulier::words(wrong, "notitie", "Wat werkt niet, wat mist u, of wat is juist prettig?", asked.get("notitie"), true))
            p.zacht { "Schrijf geen namen of andere gegevens van huurders op. Wij bewaren uw naam, de soort pagina en het moment." }
            p { button.hoofd type="submit" { "Verstuur" } }
        }
    };
    let mut response = frame::page(visit, "Melding over een pagina", Here::Elsewhere, &main);
    if !wrong.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// A kind of page as an address names it, when it is one: nothing else is kept.
fn kind_of_page(text: &str) -> &str {
    let plain = |letter: char| letter.is_ascii_lowercase() || matches!(letter, '/' | '{' | '}' | '-');
    if text.starts_with('/') && text.len() <= 80 && text.chars().all(plain) { text } else { "/" }
}

/// `dossier, waarom`
fn spoken(page: &str) -> String {
    let words: Vec<&str> =
        page.split('/').filter(|word| !word.is_empty() && !word.starts_with('{')).collect();
    if words.is_empty() { "Houvast als geheel".into() } else { words.join(", ") }
}

/// Somebody says what she thinks.
pub(crate) fn told(change: &mut Change) -> Result<Response, Failure> {
    let form = change.form;
    let mut wrong = Wrong::default();
    let note = formulier::note(form.get("notitie"), "wat u ervan vindt");
    let Some(note) = wrong.take("notitie", note) else {
        return change.show(|visit| tell(visit, form, &wrong));
    };
    change.book.tell(change.who.id(), kind_of_page(form.get("pagina")), note, change.now)?;
    Ok(answer::see_other("/hulp/melding?dank=1"))
}

/// `/inrichting/meldingen`
pub(crate) fn feedback(visit: &Visit) -> Result<Response, Failure> {
    let all = visit.book.feedback()?;
    let main = html! {
        h1 { "Meldingen over de pagina's" }
        p { "Wat collega's van de pagina's vinden. Onderaan elke pagina staat een link om iets te melden." }
        @if all.is_empty() { p { "Er is nog niets gemeld." } }
        @else { table.kaarten {
            caption { "Wat nog open staat eerst" }
            thead { tr { th scope="col" { "Pagina" } th scope="col" { "Wat" } th scope="col" { "Van" } th scope="col" { "Wanneer" } th scope="col" { "Stand" } } }
            tbody { @for one in &all { tr {
                th scope="row" { (spoken(&one.page)) }
                td { (one.note) }
                td { (one.who) }
                td { (parts::short_day(one.day)) span.onder { (parts::ago(visit.now.seconds - one.moment)) } }
                td { form method="post" action="/inrichting/meldingen" {
                    (frame::seal(visit.who))
                    input type="hidden" name="melding" value=(one.id);
                    @if one.handled_by.is_empty() { button type="submit" name="wat" value="klaar" { "Afgehandeld" span.verborgen { ": " (spoken(&one.page)) } } }
                    @else { "afgehandeld door " (one.handled_by) " " button type="submit" name="wat" value="open" { "Toch niet" span.verborgen { ": " (spoken(&one.page)) } } }
                } }
            } } }
        } }
        @if !all.is_empty() { p { (sheet::files("/inrichting/meldingen", "")) } }
    };
    Ok(frame::page(visit, "Meldingen", Here::Feedback, &main))
}

/// `/inrichting/meldingen.xlsx`, `.csv`, `.json`
pub(crate) fn feedback_file(visit: &Visit, _: &Asked, kind: Kind) -> Result<Response, Failure> {
    let rows = visit.book.feedback()?.into_iter().map(|one| {
        let page = spoken(&one.page);
        row![one.day, page, one.note, one.who, one.handled_by]
    });
    let sheet = Sheet {
        name: "meldingen".into(),
        about: "Meldingen over de pagina's".into(),
        heads: &["dag", "pagina", "wat", "van", "afgehandeld door"],
        rows: rows.collect(),
    };
    sheet.answer(visit, kind)
}

/// One of them is dealt with, or not after all.
pub(crate) fn handle(change: &mut Change) -> Result<Response, Failure> {
    let id = change.form.get("melding").parse::<i64>().map_err(|_| Failure::NoPage)?;
    change.book.handle_feedback(id, change.who.id(), change.now, change.form.get("wat") == "klaar")?;
    Ok(answer::see_other("/inrichting/meldingen"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feedback_names_a_kind_of_page_and_never_a_tenant() {
        assert_eq!(kind_of_page("/dossier/{number}/waarom"), "/dossier/{number}/waarom");
        for odd in ["/dossier/HO-12", "https://elders", "", "/huurders?q=jansen", "/a<b>"] {
            assert_eq!(kind_of_page(odd), "/");
        }
        assert_eq!(spoken("/dossier/{number}/waarom"), "dossier, waarom");
    }

    #[test]
    fn help_of_a_page_leads_to_a_section_that_is_there() {
        for at in [
            "/werk",
            "/werk/team/{id}",
            "/dossier/{number}/doe/{deed}",
            "/nachten",
            "/bank",
            "/inzicht/betaaldag",
        ] {
            let section = section_of(at);
            assert!(SECTIONS.iter().any(|(id, _, _)| *id == section), "{at}: {section}");
        }
        assert_eq!(section_of("/iets"), "begin");
    }
}
