//! `/beleid`: the policy as it is loaded, in words: categories in order, flows, and the lists the program itself brings.

use axum::response::Response;
use domain::policy::{Action, Anchor, AnyOf, Category, Flow, Origin, Overlay, Policy, Step};
use maud::{Markup, html};

use crate::answer::Failure;
use crate::app::Visit;
use crate::frame::{self, Here};
use crate::parts;

mod lists;

/// `/beleid`
pub(crate) fn page(visit: &Visit) -> Result<Response, Failure> {
    let policy = &visit.house.policy;
    let main = html! {
        h1 { "Beleid" }
        p { "Dit zijn de regels die nu gelden, zoals Houvast ze heeft gelezen. Versie " code { (policy.hash) } "." }
        nav.keuze aria-label="Op deze pagina" { ul {
            @for (to, name) in [("indelingen", "Indelingen"), ("voorrang", "Voorrang"), ("flows", "Flows"),
                ("wachters", "Wachters"), ("beloften", "Beloften"), ("kenmerken", "Kenmerken")] {
                li { a href={ "#" (to) } { (name) } }
            }
        } }
        (categories(policy))
        (overlays(policy))
        (flows(policy))
        (lists::guards())
        (lists::promises())
        (lists::facts())
    };
    Ok(frame::page(visit, "Beleid", Here::Policy, &main))
}

fn categories(policy: &Policy) -> Markup {
    html! {
        section aria-labelledby="indelingen" {
            h2 #indelingen { "Indelingen" }
            p { "Elke nacht opnieuw, van boven naar beneden. De eerste die past, geldt." }
            ol.regels-lijst { @for category in &policy.categories { (category_rule(policy, category)) } }
        }
    }
}

fn category_rule(policy: &Policy, category: &Category) -> Markup {
    let flow = &policy.flows[category.flow];
    html! {
        li id={ "indeling-" (category.id) } {
            h3 { (parts::category(category)) }
            div.voorwaarden { (conditions("Wie past hier?", &category.enter)) }
            @if !category.stay.is_empty() { div.voorwaarden { (conditions("Wie hier al was, blijft als:", &category.stay)) } }
            @if !category.for_tenant.is_empty() { blockquote { (category.for_tenant) } }
            p.bron {
                "Flow " a href={ "#flow-" (flow.id) } { (flow.name) } " · " (origin(&category.origin))
                @if !category.decision.is_empty() { " · besluit: " (category.decision) }
                @if let Some(day) = category.valid_from { " · vanaf " (parts::day(day)) }
            }
        }
    }
}

fn conditions(question: &str, alternatives: &AnyOf) -> Markup {
    let always = alternatives.iter().any(Vec::is_empty);
    html! {
        p.vraag { (question) }
        @if always { p { "Iedereen die bij geen eerdere regel past." } }
        @else if alternatives.is_empty() { p { "Niemand." } }
        @else { ul { @for (at, all) in alternatives.iter().enumerate() { li {
            @if at > 0 { em { "of " } }
            @for (place, condition) in all.iter().enumerate() {
                @if place > 0 { em { " en " } }
                (parts::condition(condition))
            }
        } } } }
    }
}

fn origin(origin: &Origin) -> Markup {
    html! { code { (origin.file) ":" (origin.line) } }
}

fn overlays(policy: &Policy) -> Markup {
    let row = |overlay: &Overlay| {
        let flow = &policy.flows[overlay.flow];
        html! { li {
            strong { (parts::sentence(&parts::words(&overlay.id))) } ": flow " a href={ "#flow-" (flow.id) } { (flow.name) }
            @if overlay.replaces { ", in plaats van de eigen flow." } @else { ", en daarna de eigen flow." }
            (conditions("Geldt als:", &overlay.when))
            p.bron { (origin(&overlay.origin)) }
        } }
    };
    html! {
        section aria-labelledby="voorrang" {
            h2 #voorrang { "Voorrang" }
            p { "Deze flows gaan voor de flow van de indeling, in deze volgorde." }
            ol.regels-lijst { @for overlay in &policy.overlays { (row(overlay)) } }
        }
    }
}

fn flows(policy: &Policy) -> Markup {
    html! {
        section aria-labelledby="flows" {
            h2 #flows { "Flows" }
            @for flow in &policy.flows { (one_flow(policy, flow)) }
        }
    }
}

fn one_flow(policy: &Policy, flow: &Flow) -> Markup {
    html! {
        section.flow id={ "flow-" (flow.id) } {
            h3 { (flow.name) }
            p { (flow.aim) }
            ol.stappen { @for step in &flow.steps { (one_step(policy, step)) } }
            p.bron { (origin(&flow.origin)) }
        }
    }
}

fn one_step(policy: &Policy, step: &Step) -> Markup {
    let help: Vec<String> = step.help.iter().map(|help| parts::words(help)).collect();
    html! {
        li {
            span.wanneer { (when(step)) }
            span {
                @match &step.action {
                    Action::Message { letter, channels } => {
                        strong { (policy.letters[*letter].name) }
                        " per " (channels.iter().map(|channel| channel.dutch()).collect::<Vec<_>>().join(", anders ")) ", " (step.tone.dutch())
                    },
                    Action::Task(kind) => { strong { (parts::sentence(kind.spoken())) } " door " (step.by.dutch()) },
                }
                " · " (step.mode.dutch())
                @if !step.when.is_empty() { span.onder { "alleen als " @for (at, condition) in step.when.iter().enumerate() {
                    @if at > 0 { " en " } (parts::condition(condition)) } } }
                @if !help.is_empty() { span.onder { "biedt aan: " (help.join(", ")) } }
            }
        }
    }
}

/// `3 dagen na de betaaldag`
fn when(step: &Step) -> String {
    let anchor = anchor(step.anchor);
    let days = |number: i32| format!("{number} {}", if number == 1 { "dag" } else { "dagen" });
    let from = match step.offset_days {
        0 => format!("op {anchor}"),
        before if before < 0 => format!("{} voor {anchor}", days(-before)),
        after => format!("{} na {anchor}", days(after)),
    };
    let until = step.until_days.map_or(String::new(), |last| format!(", tot en met dag {last}"));
    format!("{from}{until}")
}

const fn anchor(anchor: Anchor) -> &'static str {
    match anchor {
        Anchor::PayDay => "de betaaldag",
        Anchor::NextPayDay => "de volgende betaaldag",
        Anchor::Start => "de ingang van de huur",
        Anchor::Notice => "de opzegging",
        Anchor::End => "het einde van de huur",
        Anchor::FinalBill => "de eindafrekening",
        Anchor::FirstBill => "de eerste nota",
        Anchor::Death => "het overlijden",
        Anchor::HelpClosed => "het einde van de hulp",
        Anchor::Category => "de nacht van indeling",
        Anchor::NextInstalment => "de volgende termijn",
        Anchor::MissedInstalment => "de gemiste termijn",
        Anchor::Eviction => "de ontruiming",
    }
}
