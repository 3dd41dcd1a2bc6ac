//! `flows/<id>.toml`: a flow and its steps.

use super::dated::{self, Block};
use super::table::{Table, Text, one_of};
use super::{Draft, Reader, amount, condition, refer};
use crate::finding::Findings;
use crate::words;
use domain::ids::Key;
use domain::policy::{Action, Actor, Anchor, Flow, Mode, Origin, Policy, Step, Tone};

const FLOW_KEYS: [&str; 8] =
    ["id", "naam", "doel", "stap", "vanaf", "besluit", "uitleg", "steunt_op_eerdere_flow"];
const STEP_KEYS: [&str; 18] = [
    "id",
    "vanaf_dag",
    "tot_dag",
    "anker",
    "doe",
    "brief",
    "kanalen",
    "taak",
    "toon",
    "hulp",
    "door",
    "modus",
    "als",
    "controlegroep",
    "vanaf",
    "besluit",
    "uitleg",
    "naam",
];
/// Ten years: further away no step can be meant.
const FARTHEST: i64 = 3_653;
/// Half of the dossiers, in thousandths: with more the message is the exception.
const LARGEST_HOLD_OUT: i64 = 500;

pub(super) fn read(reader: &Reader<'_>, draft: &mut Draft, out: &mut Findings) {
    let files = reader.tables.iter().filter(|file| file.path.starts_with("flows/"));
    let blocks: Vec<Block<'_>> = files.map(|file| Block { layer: file.layer, table: file.table }).collect();
    let sorted = dated::sort("een flow", &blocks, reader.day, out);
    let letters_later = draft.later.clone();
    let steps = Steps { reader, policy: &draft.policy, later: &letters_later };
    let mut flows = Vec::new();
    for block in &sorted.now {
        flows.push(steps.flow(&block.table, &block.id, &block.place, false, out));
        if block.table.yes("steunt_op_eerdere_flow", false, out) {
            draft.relies_on_history.push(block.id.clone());
        }
    }
    for block in &sorted.later {
        steps.flow(&block.table, &block.id, &block.place, true, out);
        draft.later.push(block.id.clone());
    }
    draft.policy.flows = flows;
}

struct Steps<'a> {
    reader: &'a Reader<'a>,
    policy: &'a Policy,
    later: &'a [String],
}

impl Steps<'_> {
    fn flow(&self, table: &Table<'_>, id: &str, origin: &Origin, later: bool, out: &mut Findings) -> Flow {
        table.only("een flow", &FLOW_KEYS, out);
        let name = table.needed("een flow", "naam", out).map(|text| text.value).unwrap_or_default();
        let aim = table.text("doel", out).map(|text| text.value).unwrap_or_default();
        for key in ["besluit", "uitleg"] {
            table.text(key, out);
        }
        let tables = table.tables("stap", out);
        if tables.is_empty() {
            out.warning(
                origin,
                format!("De flow \"{id}\" heeft geen stappen: er gebeurt niets. Voeg een [[stap]] toe."),
            );
        }
        let blocks: Vec<Block<'_>> = tables.into_iter().map(|table| Block { layer: 0, table }).collect();
        let sorted = dated::sort("een stap", &blocks, self.reader.day, out);
        let mut steps = Vec::new();
        for block in &sorted.now {
            steps.extend(self.step(&block.table, id, &block.id, &block.place, later, out));
        }
        for block in &sorted.later {
            self.step(&block.table, id, &block.id, &block.place, true, out);
        }
        Flow { key: Key::of(id), id: id.to_owned(), name, aim, steps, origin: origin.clone() }
    }

    fn step(
        &self,
        table: &Table<'_>,
        flow: &str,
        id: &str,
        origin: &Origin,
        later: bool,
        out: &mut Findings,
    ) -> Option<Step> {
        table.only("een stap", &STEP_KEYS, out);
        for key in ["besluit", "uitleg", "naam"] {
            table.text(key, out);
        }
        let offset =
            table.needed("een stap", "vanaf_dag", out).and_then(|text| days("vanaf_dag", &text, out));
        let until = table.text("tot_dag", out).map(|text| days("tot_dag", &text, out));
        let anchor = or_default(table, "anker", Anchor::PayDay, &words::anchors(), out);
        let tone = or_default(table, "toon", Tone::Friendly, &words::tones(), out);
        let mode = or_default(table, "modus", Mode::Proposal, &words::modes(), out);
        let help = table.list("hulp", out);
        for word in &help {
            one_of("hulp", word, &words::HELP, out);
        }
        let when = condition::all(table, "als", out);
        let action = self.action(table, later, out);
        let who =
            if matches!(action, Some(Action::Message { .. })) { Actor::Houvast } else { Actor::Consultant };
        let by = or_default(table, "door", who, &words::actors(), out);
        let hold_out = share("controlegroep", table, out);
        let action = action?;
        let key = match &action {
            Action::Message { letter, .. } => self.policy.letters[*letter].key,
            Action::Task(kind) => kind.step_key(flow, id),
        };
        Some(Step {
            key,
            id: id.to_owned(),
            anchor: anchor?,
            offset_days: offset?,
            until_days: match until {
                Some(until) => Some(until?),
                None => None,
            },
            action,
            tone: tone?,
            help: help.into_iter().map(|word| word.value).collect(),
            by: by?,
            mode: mode?,
            when: when?,
            hold_out_per_mille: hold_out?,
            origin: origin.clone(),
        })
    }

    fn action(&self, table: &Table<'_>, later: bool, out: &mut Findings) -> Option<Action> {
        table.needed("een stap", "doe", out)?;
        if table.word("doe", &[("bericht", true), ("taak", false)], out)? {
            unused(table, &["taak"], "bericht", out);
            return self.message(table, later, out);
        }
        unused(table, &["brief", "kanalen", "toon"], "taak", out);
        table.needed("een taak", "taak", out)?;
        table.word("taak", &words::tasks(), out).map(Action::Task)
    }

    fn message(&self, table: &Table<'_>, later: bool, out: &mut Findings) -> Option<Action> {
        let name = table.needed("een bericht", "brief", out);
        let ids: Vec<&str> = self.policy.letters.iter().map(|letter| letter.id.as_str()).collect();
        let letter = name.and_then(|name| refer("De brief", &name, &ids, self.later, later, out));
        let texts = table.list("kanalen", out);
        if texts.is_empty() {
            out.error(
                &table.place_of("kanalen"),
                "Zeg waarover het bericht gaat: kanalen = [\"e-mail\", \"brief\"].",
            );
        }
        let mut channels = Vec::new();
        for text in &texts {
            match one_of("kanaal", text, &words::CHANNELS, out) {
                Some(channel) if channels.contains(&channel) => {
                    out.error(&text.place, format!("\"{}\" staat er twee keer.", text.value));
                }
                Some(channel) => channels.push(channel),
                None => return None,
            }
        }
        (!channels.is_empty()).then_some(Action::Message { letter: letter?, channels })
    }
}

/// A word, or what holds when it is not there; `None` when it cannot be read.
fn or_default<T: Copy>(
    table: &Table<'_>,
    key: &str,
    otherwise: T,
    known: &[(&str, T)],
    out: &mut Findings,
) -> Option<T> {
    if table.has(key) { table.word(key, known, out) } else { Some(otherwise) }
}

/// Keys that say nothing in this kind of step.
fn unused(table: &Table<'_>, keys: &[&str], kind: &str, out: &mut Findings) {
    for key in keys.iter().filter(|key| table.has(key)) {
        out.warning(&table.place_of(key), format!("{key} doet niets bij doe = \"{kind}\". Haal het weg."));
    }
}

/// A share in thousandths; zero when it is not there.
fn share(key: &str, table: &Table<'_>, out: &mut Findings) -> Option<u16> {
    if !table.has(key) {
        return Some(0);
    }
    let text = table.text(key, out)?;
    let read = amount::per_mille(&text.value).filter(|share| (1..=LARGEST_HOLD_OUT).contains(share));
    if read.is_none() {
        out.error(
            &text.place,
            format!("Schrijf {key} als \"10 %\" of \"2,5 %\", hoogstens {} %.", LARGEST_HOLD_OUT / 10),
        );
    }
    read.and_then(|share| u16::try_from(share).ok())
}

fn days(key: &str, text: &Text, out: &mut Findings) -> Option<i32> {
    let read = amount::days(&text.value).filter(|days| days.abs() <= FARTHEST);
    if read.is_none() {
        out.error(
            &text.place,
            format!("Schrijf {key} als \"3 dagen\", \"2 weken\" of \"-5 dagen\" (tot tien jaar)."),
        );
    }
    read.map(|days| days as i32)
}
