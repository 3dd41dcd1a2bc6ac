//! `werklijsten.toml`: how tasks are shown to people.

use super::Reader;
use super::table::{Table, one_of};
use crate::finding::Findings;
use crate::words;
use domain::policy::{Policy, WorkList};

const KEYS: [&str; 7] = ["id", "naam", "taken", "door", "vanaf", "besluit", "uitleg"];

pub(super) fn read(reader: &Reader<'_>, policy: &mut Policy, out: &mut Findings) {
    let sorted = reader.sorted("een werklijst", "werklijsten.toml", "werklijst", out);
    for block in &sorted.now {
        let list = one(&block.table, &block.id, out);
        policy.work_lists.extend(list);
    }
    for block in &sorted.later {
        one(&block.table, &block.id, out);
    }
}

fn one(table: &Table<'_>, id: &str, out: &mut Findings) -> Option<WorkList> {
    table.only("een werklijst", &KEYS, out);
    for key in ["besluit", "uitleg"] {
        table.text(key, out);
    }
    let name = table.needed("een werklijst", "naam", out)?.value;
    let texts = table.list("taken", out);
    if texts.is_empty() {
        out.error(&table.place_of("taken"), "Zeg welke taken op deze lijst staan: taken = [\"bellen\"].");
    }
    let known = words::tasks();
    let tasks = texts.iter().filter_map(|text| one_of("taak", text, &known, out)).collect();
    let by = table.word("door", &words::actors(), out);
    Some(WorkList { id: id.to_owned(), name, tasks, by })
}
