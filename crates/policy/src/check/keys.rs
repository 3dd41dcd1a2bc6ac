//! Two ids never share one key, so that a key stands for exactly one word.

use crate::finding::Findings;
use crate::read::Draft;
use domain::ids::Key;
use domain::policy::{Action, Origin};
use std::collections::BTreeMap;

pub fn check(draft: &Draft, out: &mut Findings) {
    let policy = &draft.policy;
    let categories = policy.categories.iter().map(|category| (category.id.clone(), &category.origin));
    once(categories, out);
    once(policy.flows.iter().map(|flow| (flow.id.clone(), &flow.origin)), out);
    let letters = draft.letters.list.iter().map(|letter| (letter.letter.id.clone(), &letter.origin));
    let tasks = policy.flows.iter().flat_map(|flow| {
        let tasks = flow.steps.iter().filter(|step| matches!(step.action, Action::Task(_)));
        tasks.map(|step| (format!("{}/{}", flow.id, step.id), &step.origin))
    });
    once(letters.chain(tasks), out);
}

fn once<'a>(ids: impl Iterator<Item = (String, &'a Origin)>, out: &mut Findings) {
    let mut known: BTreeMap<Key, String> = BTreeMap::new();
    for (id, origin) in ids {
        match known.get(&Key::of(&id)) {
            Some(other) if *other != id => {
                out.error(origin, format!("De id's \"{id}\" en \"{other}\" lijken voor het programma op elkaar. Kies een andere id."));
            }
            _ => {
                known.insert(Key::of(&id), id);
            }
        }
    }
}
