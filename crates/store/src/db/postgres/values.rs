//! Values as PostgreSQL writes them: whole numbers, truths, text and bytes in its binary form.

use std::sync::Arc;

use bytes::BytesMut;
use postgres_protocol::Oid;
use rusqlite::types::{FromSqlError, ToSql, ToSqlOutput, Value};

use super::wire::Plan;
use crate::db::{Error, Result, ValueRef};

const BOOL: Oid = 16;
const BYTEA: Oid = 17;
const NAME: Oid = 19;
const INT8: Oid = 20;
const INT2: Oid = 21;
const INT4: Oid = 23;
const TEXT: Oid = 25;
const OID: Oid = 26;
const FLOAT8: Oid = 701;
const UNKNOWN: Oid = 705;
const VARCHAR: Oid = 1043;
const NUMERIC: Oid = 1700;

/// The values of many rows in one piece of memory.
pub(super) struct Cells {
    plan: Option<Arc<Plan>>,
    bytes: Vec<u8>,
    /// Where each value ends; below zero is no value.
    ends: Vec<(u32, i32)>,
}

impl Cells {
    /// For rows that nobody reads.
    pub(super) fn none() -> Cells {
        Cells { plan: None, bytes: Vec::new(), ends: Vec::new() }
    }

    pub(super) fn of(plan: Arc<Plan>) -> Cells {
        Cells { plan: Some(plan), ..Cells::none() }
    }

    pub(super) fn rows(&self) -> usize {
        self.plan.as_ref().map_or(0, |plan| self.ends.len() / plan.columns.len().max(1))
    }

    /// Adds a row as the server sent it: a number of columns, and each with its length.
    pub(super) fn add(&mut self, row: &[u8]) -> Result<()> {
        if self.plan.is_none() {
            return Ok(());
        }
        let base = u32::try_from(self.bytes.len()).map_err(|_| too_much())?;
        self.bytes.extend_from_slice(row);
        let mut at = 2;
        while at < row.len() {
            let length: [u8; 4] =
                row.get(at..at + 4).ok_or_else(damaged)?.try_into().map_err(|_| damaged())?;
            let length = i32::from_be_bytes(length);
            at += 4;
            self.ends.push((base + at as u32, length));
            at += usize::try_from(length).unwrap_or(0);
        }
        if at == row.len() { Ok(()) } else { Err(damaged()) }
    }

    pub(super) fn value(&self, row: usize, column: usize) -> Result<ValueRef<'_>> {
        let plan = self.plan.as_ref().ok_or_else(damaged)?;
        let (_, kind) = plan.columns.get(column).ok_or(Error::Value(FromSqlError::InvalidType))?;
        let (start, length) = self.ends[row * plan.columns.len() + column];
        let Ok(length) = usize::try_from(length) else { return Ok(ValueRef::Null) };
        read(*kind, &self.bytes[start as usize..start as usize + length])
    }
}

fn damaged() -> Error {
    std::io::Error::from(std::io::ErrorKind::InvalidData).into()
}

fn too_much() -> Error {
    std::io::Error::other("een antwoord van meer dan 4 GB").into()
}

fn read(kind: Oid, bytes: &[u8]) -> Result<ValueRef<'_>> {
    fn array<const N: usize>(bytes: &[u8]) -> Result<[u8; N]> {
        bytes.try_into().map_err(|_| damaged())
    }
    Ok(match kind {
        INT8 => ValueRef::Integer(i64::from_be_bytes(array(bytes)?)),
        INT4 => ValueRef::Integer(i32::from_be_bytes(array(bytes)?).into()),
        INT2 => ValueRef::Integer(i16::from_be_bytes(array(bytes)?).into()),
        OID => ValueRef::Integer(u32::from_be_bytes(array(bytes)?).into()),
        BOOL => ValueRef::Integer(i64::from(array::<1>(bytes)?[0])),
        NUMERIC => ValueRef::Integer(whole(bytes).ok_or_else(damaged)?),
        FLOAT8 => ValueRef::Real(f64::from_be_bytes(array(bytes)?)),
        TEXT | VARCHAR | NAME | UNKNOWN => ValueRef::Text(bytes),
        BYTEA => ValueRef::Blob(bytes),
        _ => return Err(FromSqlError::InvalidType.into()),
    })
}

/// A sum: digits in groups of four, the first one standing `weight` groups before the point. `None` when it is no whole
/// number of eight bytes.
fn whole(bytes: &[u8]) -> Option<i64> {
    let words: Vec<i16> = bytes.chunks_exact(2).map(|pair| i16::from_be_bytes([pair[0], pair[1]])).collect();
    let (&[groups, weight, sign, _], digits) = words.split_first_chunk::<4>()?;
    if groups as usize != digits.len() || digits.len() > (weight + 1).max(0) as usize {
        return None;
    }
    let digit = |at: i16| digits.get(at as usize).copied().unwrap_or(0);
    let size =
        (0..=weight).try_fold(0_i64, |sum, at| sum.checked_mul(10_000)?.checked_add(digit(at).into()))?;
    match sign {
        0 => Some(size),
        0x4000 => Some(-size),
        _ => None,
    }
}

/// Writes a value for a parameter of this kind, with its length before it.
pub(super) fn write(value: &dyn ToSql, kind: Oid, out: &mut BytesMut) -> Result<()> {
    let output = value.to_sql()?;
    let value = match &output {
        ToSqlOutput::Borrowed(value) => *value,
        ToSqlOutput::Owned(Value::Null) => ValueRef::Null,
        ToSqlOutput::Owned(Value::Integer(number)) => ValueRef::Integer(*number),
        ToSqlOutput::Owned(Value::Real(number)) => ValueRef::Real(*number),
        ToSqlOutput::Owned(Value::Text(text)) => ValueRef::Text(text.as_bytes()),
        ToSqlOutput::Owned(Value::Blob(bytes)) => ValueRef::Blob(bytes),
        _ => return Err(FromSqlError::InvalidType.into()),
    };
    let mut sized = |bytes: &[u8]| {
        let length = i32::try_from(bytes.len()).map_err(|_| too_much())?;
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(bytes);
        Ok(())
    };
    let small = |_| Error::Value(FromSqlError::InvalidType);
    match (value, kind) {
        (ValueRef::Null, _) => {
            out.extend_from_slice(&(-1_i32).to_be_bytes());
            Ok(())
        }
        (ValueRef::Integer(number), INT8) => sized(&number.to_be_bytes()),
        (ValueRef::Integer(number), INT4) => sized(&i32::try_from(number).map_err(small)?.to_be_bytes()),
        (ValueRef::Integer(number), INT2) => sized(&i16::try_from(number).map_err(small)?.to_be_bytes()),
        (ValueRef::Integer(number), BOOL) => sized(&[u8::from(number != 0)]),
        // A number beside a text is compared as text, in SQLite too.
        (ValueRef::Integer(number), TEXT | VARCHAR) => sized(number.to_string().as_bytes()),
        (ValueRef::Real(number), FLOAT8) => sized(&number.to_be_bytes()),
        (ValueRef::Text(text), TEXT | VARCHAR | UNKNOWN) if text.contains(&0) => {
            // A text cannot hold this character here; from a delivery it is damage anyway.
            sized(String::from_utf8_lossy(text).replace('\0', "\u{fffd}").as_bytes())
        }
        (ValueRef::Text(text), TEXT | VARCHAR | UNKNOWN) => sized(text),
        (ValueRef::Blob(bytes), BYTEA) => sized(bytes),
        _ => Err(FromSqlError::InvalidType.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::whole;

    fn numeric(words: [i16; 6], groups: usize) -> Vec<u8> {
        words[..4 + groups].iter().flat_map(|word| word.to_be_bytes()).collect()
    }

    #[test]
    fn a_sum_is_read_to_the_unit() {
        assert_eq!(whole(&numeric([0, 0, 0, 0, 0, 0], 0)), Some(0));
        assert_eq!(whole(&numeric([1, 0, 0, 0, 54, 0], 1)), Some(54));
        assert_eq!(whole(&numeric([2, 1, 0x4000, 0, 54, 9_40], 2)), Some(-540_940));
        assert_eq!(whole(&numeric([1, 2, 0, 0, 3, 0], 1)), Some(300_000_000));
    }

    #[test]
    fn a_part_of_a_unit_is_refused() {
        assert_eq!(whole(&numeric([1, -1, 0, 2, 5_000, 0], 1)), None);
        assert_eq!(whole(&numeric([1, 5, 0, 0, 9_999, 0], 1)), None);
    }
}
