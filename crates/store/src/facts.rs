//! The facts of a record in a hundred bytes instead of a thousand: their names stand once with the night, their values in
//! the same order with each record.
//!
//! In go the facts a policy looked at; out come names and bytes, and back. Names are those of the code and stay; one that
//! a later version no longer knows is passed over.

use domain::facts::{ALL, FactId, Value};

use crate::packed::{Reader, Writer, unzigzag, zigzag};

/// Between two names.
const MARK: char = ';';
/// Codes of what is no number; a number is its zigzag form and two more.
const NEVER: u64 = 0;
const MISSING: u64 = 1;

/// The names of these facts, in order.
pub(crate) fn names(facts: &[FactId]) -> String {
    let names: Vec<&str> = facts.iter().map(|id| id.fact().id).collect();
    names.join(&MARK.to_string())
}

/// Writes values; `bytes` is emptied first.
pub(crate) fn pack(facts: &[(FactId, Value)], bytes: &mut Vec<u8>) {
    bytes.clear();
    let mut out = Writer { bytes };
    for (_, value) in facts {
        match *value {
            value if value.is_never() => out.unsigned(NEVER),
            value if value.is_missing() => out.unsigned(MISSING),
            Value(number) => out.unsigned(zigzag(number).saturating_add(2)),
        }
    }
}

/// Reads values back under their names; stops where the bytes end.
pub(crate) fn unpack(names: &str, bytes: &[u8]) -> Vec<(FactId, Value)> {
    let mut input = Reader { bytes };
    let mut facts = Vec::new();
    for name in names.split(MARK) {
        let Ok(code) = input.unsigned() else { break };
        let value = match code {
            NEVER => Value::NEVER,
            MISSING => Value::MISSING,
            code => Value(unzigzag(code - 2)),
        };
        facts.extend(ALL.iter().position(|fact| fact.id == name).map(|at| (FactId(at as u8), value)));
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_come_back_with_their_names() {
        let values = [Value::NEVER, Value(0), Value(-54_940), Value::MISSING, Value(i64::from(i32::MAX))];
        let facts: Vec<_> = (0..).map(FactId).zip(values).collect();
        let ids: Vec<_> = facts.iter().map(|(id, _)| *id).collect();
        let mut bytes = Vec::new();
        pack(&facts, &mut bytes);
        assert_eq!(unpack(&names(&ids), &bytes), facts);
        let forgotten = names(&ids).replacen(ids[1].fact().id, "a_fact_of_long_ago", 1);
        let left = facts.iter().copied().filter(|(id, _)| *id != ids[1]).collect::<Vec<_>>();
        assert_eq!(unpack(&forgotten, &bytes), left);
    }
}
