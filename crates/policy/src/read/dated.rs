//! Dated blocks: of the blocks with one id, the newest that has begun holds.
//!
//! A block of a higher layer goes before one underneath, from the day on which it begins. What begins later is read
//! as well, so that a mistake shows now and not on the first night; what has been replaced is left in peace.

use crate::finding::Findings;
use crate::read::table::Table;
use domain::calendar::Day;
use domain::policy::Origin;

/// A block with its id and its first day.
#[derive(Clone, Copy)]
pub struct Block<'a> {
    /// Which layer it is in, lowest is 0.
    pub layer: usize,
    /// The table.
    pub table: Table<'a>,
}

/// The blocks of one kind, sorted out for a day.
#[derive(Default)]
pub struct Sorted<'a> {
    /// Holds today, in order.
    pub now: Vec<Dated<'a>>,
    /// Begins later.
    pub later: Vec<Dated<'a>>,
}

/// A block with what was read of it.
#[derive(Clone)]
pub struct Dated<'a> {
    /// Its id.
    pub id: String,
    /// Where the id stands.
    pub place: Origin,
    /// Its first day.
    pub from: Option<Day>,
    /// The table.
    pub table: Table<'a>,
    layer: usize,
    sequence: usize,
}

/// Sorts out which blocks hold on a day. `what` names the kind: "een categorie".
pub fn sort<'a>(what: &str, blocks: &[Block<'a>], day: Day, out: &mut Findings) -> Sorted<'a> {
    let mut all: Vec<Dated<'a>> = Vec::new();
    for (sequence, block) in blocks.iter().enumerate() {
        let Some(id) = block.table.needed(what, "id", out) else { continue };
        if !is_id(&id.value) {
            out.error(
                &id.place,
                format!(
                    "Een id bestaat uit kleine letters, cijfers en streepjes. Schrijf bijvoorbeeld \"{}\".",
                    as_id(&id.value)
                ),
            );
            continue;
        }
        let from = block.table.day("vanaf", out);
        let (layer, table) = (block.layer, block.table);
        all.push(Dated { id: id.value, place: id.place, from, table, layer, sequence });
    }
    all.sort_by(|a, b| (&a.id, a.layer, a.from, a.sequence).cmp(&(&b.id, b.layer, b.from, b.sequence)));
    for pair in all.windows(2) {
        if (&pair[0].id, pair[0].layer, pair[0].from) == (&pair[1].id, pair[1].layer, pair[1].from) {
            let since = pair[1].from.map_or("zonder vanaf".into(), |from| format!("met vanaf = {from}"));
            out.error(
                &pair[1].place,
                format!("\"{}\" staat er twee keer {since} (ook op {}:{}). Geef één van de twee een andere id of vanaf.", pair[1].id, pair[0].place.file, pair[0].place.line),
            );
        }
    }
    choose(all, day)
}

/// Of every id the block that holds, in its place; and what begins later.
fn choose(all: Vec<Dated<'_>>, day: Day) -> Sorted<'_> {
    let mut sorted = Sorted::default();
    for group in all.chunk_by(|a, b| a.id == b.id) {
        let begun = |block: &&Dated<'_>| block.from.is_none_or(|from| from <= day);
        let lowest = group[0].layer;
        if let Some(holds) = group.iter().rfind(begun) {
            let below = group.iter().filter(|block| block.layer == lowest).rfind(begun);
            let sequence = below.map_or(holds.sequence, |block| block.sequence);
            sorted.now.push(Dated { sequence, ..holds.clone() });
        }
        sorted.later.extend(group.iter().filter(|block| !begun(block)).cloned());
    }
    sorted.now.sort_by_key(|block| block.sequence);
    sorted
}

/// Small letters, digits and dashes.
pub fn is_id(text: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.len() <= 60 && text.bytes().all(letter)
}

/// The nearest thing to an id.
fn as_id(text: &str) -> String {
    let dashed = text.to_lowercase().replace([' ', '_'], "-");
    dashed.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').take(40).collect()
}
