//! Everything that was tried, as a tree: each rule in order with what it saw, and the guards that stopped a step.

use super::{Node, asks, block_text, by_choice, saw};
use crate::classify::{Classified, FactValues, Truth, all_hold, any_holds};
use crate::dossier::{ChosenCategory, Dossier};
use crate::guards::Block;
use crate::plan::{Decision, Outcome};
use crate::policy::{AnyOf, Category, Condition, Policy};

/// While a person's choice holds, no rule is looked at.
pub(super) fn tree_of_choice(
    policy: &Policy,
    category: &Category,
    chosen: &ChosenCategory,
    decision: &Decision,
) -> Vec<Node> {
    let choice = Node { text: by_choice(chosen), verdict: Some(Truth::Yes), children: Vec::new() };
    let text = format!("Met de hand gekozen: {}", category.name);
    let left = format!("De {} regels van het beleid zijn niet bekeken.", policy.categories.len());
    let mut nodes = vec![
        Node { text, verdict: Some(Truth::Yes), children: vec![choice] },
        Node { text: left, verdict: None, children: Vec::new() },
    ];
    nodes.extend(guards_at_work(decision));
    nodes
}

/// Every rule that was looked at, in order, and what stopped the step.
pub(super) fn tree(
    policy: &Policy,
    facts: &FactValues,
    classified: &Classified,
    dossier: &Dossier,
    decision: &Decision,
) -> Vec<Node> {
    let mut nodes = Vec::new();
    for (index, category) in
        policy.categories.iter().enumerate().take(decision.category.max(classified.category) + 1)
    {
        let here = dossier.position.category == Some(category.key);
        let entered = any_holds(&category.enter, facts);
        let stayed = if here { any_holds(&category.stay, facts) } else { Truth::No };
        let mut children = alternatives(&category.enter, facts, "");
        if here && !category.stay.is_empty() {
            children.extend(alternatives(&category.stay, facts, "blijft: "));
        }
        let origin = &category.origin;
        nodes.push(Node {
            text: format!("{}. {} ({}, regel {})", index + 1, category.name, origin.file, origin.line),
            verdict: Some(entered.max(stayed)),
            children,
        });
    }
    let left = policy.categories.len() - nodes.len();
    if left > 0 {
        let text = format!("De overige {left} regels zijn niet meer bekeken.");
        nodes.push(Node { text, verdict: None, children: Vec::new() });
    }
    nodes.extend(guards_at_work(decision));
    nodes
}

/// The guards that stopped the step, as a branch.
fn guards_at_work(decision: &Decision) -> Option<Node> {
    let Outcome::Blocked { blocks, .. } = &decision.outcome else { return None };
    let children = blocks.iter().map(guard_node).collect();
    Some(Node { text: "Wachters".into(), verdict: None, children })
}

fn alternatives(alternatives: &AnyOf, facts: &FactValues, prefix: &str) -> Vec<Node> {
    let condition = |condition: &Condition| Node {
        text: format!("{prefix}{} (nodig: {})", saw(condition, facts), asks(condition)),
        verdict: Some(condition.test(facts.get(condition.fact))),
        children: Vec::new(),
    };
    match alternatives.as_slice() {
        [] => Vec::new(),
        [one] => one.iter().map(condition).collect(),
        more => {
            let group = |(at, all): (usize, &Vec<Condition>)| Node {
                text: format!("{prefix}mogelijkheid {}", at + 1),
                verdict: Some(all_hold(all, facts)),
                children: all.iter().map(condition).collect(),
            };
            more.iter().enumerate().map(group).collect()
        }
    }
}

fn guard_node(block: &Block) -> Node {
    let guard = block.guard();
    Node {
        text: format!(
            "{}. {} Grond ({}): {}",
            block_text(block),
            guard.sentence,
            guard.strength.dutch(),
            guard.ground
        ),
        verdict: Some(Truth::Yes),
        children: Vec::new(),
    }
}
