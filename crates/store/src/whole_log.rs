//! The whole log, for who oversees: every look and every change, whichever file they stand in, newest first.
//!
//! Both kinds of lines only grow, so each is read by its own number from the newest back, and the two are laid together by their
//! moments. Whoever leafs on from where a part ended misses no line and meets none twice, also when others came meanwhile; and
//! the newest lines cost the same however long the log is.

use domain::calendar::Day;

use crate::book::{Book, StoreError};
use crate::db::Row;
use crate::staff::{AuditLine, StaffId};

/// What a look is called among what people did.
const LOOK: &str = "bekeken";

const CHANGES: &str = "select a.day, coalesce(s.name, ''), coalesce(t.external, ''), a.what, a.detail, a.moment, \
     coalesce(b.name, ''), a.id, coalesce(u.district, '') from audit a left join staff s on s.id = a.staff \
     left join staff b on b.id = a.about_staff left join tenancy t on t.id = a.tenancy \
     left join unit u on u.external = t.unit where a.id < ?1 and a.day between ?2 and ?3 \
     and (?4 < 0 or coalesce(a.staff, 0) = ?4) and (?5 = '' or a.what = ?5) order by a.id desc limit ?6";

const LOOKS: &str = "select l.day, coalesce(s.name, ''), coalesce(t.external, ''), 'bekeken', l.page, l.moment, \
     '', l.id, coalesce(u.district, '') from looked l left join staff s on s.id = l.staff \
     left join tenancy t on t.id = l.tenancy left join unit u on u.external = t.unit where l.id < ?1 \
     and l.day between ?2 and ?3 and (?4 < 0 or l.staff = ?4) and (?5 = '' or ?5 = 'bekeken') order by l.id desc limit ?6";

/// Which lines of the log.
#[derive(Clone, Copy, Debug)]
pub struct LinesOf<'a> {
    /// Of whom; `StaffId(0)` is nobody who was signed in.
    pub who: Option<StaffId>,
    /// Of which kind; empty is all kinds.
    pub what: &'a str,
    /// From this day.
    pub first: Day,
    /// To this one.
    pub last: Day,
}

/// A place in the log: older than these numbers, of what people did and of looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlaceInLog {
    /// Of what people did.
    pub changes: i64,
    /// Of looks.
    pub looks: i64,
}

impl PlaceInLog {
    /// Before the newest line.
    pub const NEWEST: PlaceInLog = PlaceInLog { changes: i64::MAX, looks: i64::MAX };
}

/// A line with its number.
struct Numbered {
    number: i64,
    line: AuditLine,
}

impl Book {
    /// So many lines, newest first, from a place on, and the place where the rest begins, if there is more. Of lines about a dossier
    /// only those in a district that `reaches`.
    pub fn log_lines(
        &self,
        of: &LinesOf,
        from: PlaceInLog,
        most: usize,
        reaches: &dyn Fn(&str) -> bool,
    ) -> Result<(Vec<AuditLine>, Option<PlaceInLog>), StoreError> {
        let mut changes = self.numbered(CHANGES, of, from.changes, most + 1, reaches)?.into_iter().peekable();
        let mut looks = self.numbered(LOOKS, of, from.looks, most + 1, reaches)?.into_iter().peekable();
        let (mut lines, mut place) = (Vec::new(), from);
        while lines.len() < most {
            let look = match (looks.peek(), changes.peek()) {
                (Some(look), Some(change)) => look.line.moment >= change.line.moment,
                (look, _) => look.is_some(),
            };
            let next = if look { looks.next() } else { changes.next() };
            let Some(Numbered { number, line }) = next else { break };
            *(if look { &mut place.looks } else { &mut place.changes }) = number;
            lines.push(line);
        }
        let more = looks.peek().is_some() || changes.peek().is_some();
        Ok((lines, more.then_some(place)))
    }

    /// Of one kind: as many as were asked that are within reach, or all there are.
    fn numbered(
        &self,
        query: &str,
        of: &LinesOf,
        mut before: i64,
        most: usize,
        reaches: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<Numbered>, StoreError> {
        let mut statement = self.connection.prepare_cached(query)?;
        let (who, limit) = (of.who.map_or(-1, |who| who.0), i64::try_from(most).unwrap_or(i64::MAX));
        let read = |row: &Row| -> crate::db::Result<(Numbered, String)> {
            Ok((Numbered { number: row.get(7)?, line: AuditLine::read(row)? }, row.get(8)?))
        };
        let mut found = Vec::new();
        loop {
            let asked = (before, of.first.0, of.last.0, who, of.what, limit);
            let some = statement.query_map(asked, read)?.collect::<Result<Vec<_>, _>>()?;
            let is_all = some.len() < most;
            before = some.last().map_or(before, |(last, _)| last.number);
            let here =
                |(one, district): &(Numbered, String)| one.line.dossier.is_empty() || reaches(district);
            found.extend(some.into_iter().filter(here).map(|(one, _)| one));
            if is_all || found.len() >= most {
                found.truncate(most);
                return Ok(found);
            }
        }
    }

    /// The kinds of lines that there are, in order.
    pub fn kinds_of_lines(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare_cached("select distinct what from audit")?;
        let mut kinds = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
        kinds.push(LOOK.into());
        kinds.sort_unstable();
        kinds.dedup();
        Ok(kinds)
    }
}
