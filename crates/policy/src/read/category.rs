//! `categorieen.toml` and `voorrang.toml`: who goes into which flow.

use super::table::{Table, Text};
use super::{Draft, Reader, condition, refer, start_of};
use crate::finding::Findings;
use crate::words;
use domain::calendar::Day;
use domain::ids::Key;
use domain::policy::{Category, Origin, Overlay};

const CATEGORY_KEYS: [&str; 11] = [
    "id",
    "naam",
    "kleur",
    "flow",
    "vanaf",
    "besluit",
    "als",
    "een_van",
    "blijft",
    "blijft_een_van",
    "uitleg",
];
const OVERLAY_KEYS: [&str; 9] =
    ["id", "naam", "flow", "vervangt", "vanaf", "besluit", "als", "een_van", "uitleg"];

pub(super) fn read(reader: &Reader<'_>, draft: &mut Draft, out: &mut Findings) {
    let sorted = reader.sorted("een categorie", "categorieen.toml", "categorie", out);
    for block in &sorted.now {
        let read = category(draft, &block.table, &block.id, (&block.place, block.from), false, out);
        draft.policy.categories.extend(read);
    }
    for block in &sorted.later {
        category(draft, &block.table, &block.id, (&block.place, block.from), true, out);
    }
    if sorted.now.is_empty() {
        let place =
            sorted.later.first().map_or_else(|| start_of("categorieen.toml"), |block| block.place.clone());
        let day = reader.day.dutch();
        out.error(
            &place,
            format!("Op {day} geldt geen enkele categorie. Geef er een met een eerdere vanaf."),
        );
    }
    let sorted = reader.sorted("een voorrangsregel", "voorrang.toml", "voorrang", out);
    for block in &sorted.now {
        let read = overlay(draft, &block.table, &block.id, &block.place, false, out);
        draft.policy.overlays.extend(read);
    }
    for block in &sorted.later {
        overlay(draft, &block.table, &block.id, &block.place, true, out);
    }
}

fn category(
    draft: &Draft,
    table: &Table<'_>,
    id: &str,
    (origin, valid_from): (&Origin, Option<Day>),
    later: bool,
    out: &mut Findings,
) -> Option<Category> {
    table.only("een categorie", &CATEGORY_KEYS, out);
    let name = table.needed("een categorie", "naam", out);
    let colour = table.needed("een categorie", "kleur", out);
    let colour = colour.and_then(|_| table.word("kleur", &words::colours(), out));
    let flow = flow(draft, table, "een categorie", later, out);
    let for_tenant = table.text("uitleg", out).map(|text| text.value).unwrap_or_default();
    if for_tenant.is_empty() {
        out.warning(
            origin,
            "Hier ontbreekt \"uitleg\". Schrijf in gewone taal waarom een huurder hierin komt.",
        );
    }
    let decision = table.text("besluit", out).map(|text| text.value).unwrap_or_default();
    let has_conditions = table.has("als") || table.has("een_van");
    let enter = condition::alternatives(table, "als", "een_van", out);
    let stay = condition::alternatives(table, "blijft", "blijft_een_van", out);
    let stays_unread = stay.is_none() && (table.has("blijft") || table.has("blijft_een_van"));
    if stays_unread {
        return None;
    }
    Some(Category {
        key: Key::of(id),
        id: id.to_owned(),
        name: name?.value,
        colour: colour?,
        flow: flow?,
        enter: if has_conditions { enter? } else { vec![Vec::new()] },
        stay: stay.unwrap_or_default(),
        for_tenant,
        decision,
        valid_from,
        origin: origin.clone(),
    })
}

fn overlay(
    draft: &Draft,
    table: &Table<'_>,
    id: &str,
    origin: &Origin,
    later: bool,
    out: &mut Findings,
) -> Option<Overlay> {
    table.only("een voorrangsregel", &OVERLAY_KEYS, out);
    for key in ["naam", "besluit", "uitleg"] {
        table.text(key, out);
    }
    let flow = flow(draft, table, "een voorrangsregel", later, out);
    table.needed("een voorrangsregel", "vervangt", out);
    let replaces = table.yes("vervangt", true, out);
    if !table.has("als") && !table.has("een_van") {
        out.error(
            origin,
            "Een voorrangsregel zonder als of een_van geldt voor iedereen. Zet erbij voor wie hij is.",
        );
        return None;
    }
    let when = condition::alternatives(table, "als", "een_van", out)?;
    Some(Overlay { id: id.to_owned(), when, flow: flow?, replaces, origin: origin.clone() })
}

fn flow(draft: &Draft, table: &Table<'_>, what: &str, later: bool, out: &mut Findings) -> Option<usize> {
    let name: Text = table.needed(what, "flow", out)?;
    let ids: Vec<&str> = draft.policy.flows.iter().map(|flow| flow.id.as_str()).collect();
    refer("De flow", &name, &ids, &draft.later, later, out)
}
