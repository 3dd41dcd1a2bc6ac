//! What was delivered about a tenancy, in a few hundred bytes: derived from the truth, kept in step with it in the same
//! transaction, and all the night has to read beside what nights wrote: position and steps. So no night writes it. A first
//! byte says which form it is; one that is not known means rebuild.
//!
//! Numbers are variable-length (seven bits a byte, zigzag where they can be negative), days are differences from the
//! entry before, and the usual amount of the tenancy is written once.

use domain::calendar::Day;
use domain::dossier::{Arrangement, ChosenCategory, Circumstance, Contact, Dossier, Position, Tenancy};
use domain::ids::{Key, TenancyId};
use domain::ledger::Entry;
use domain::money::Cents;

use crate::codes::{Code, channels_code, channels_from};

/// The form of nearly every dossier.
const FORM: u8 = 1;
/// The same, with categories that people chose behind it.
const FORM_WITH_CHOSEN: u8 = 2;

/// The bytes are not of this form, or damaged: rebuild from the truth.
#[derive(Debug, PartialEq, Eq)]
pub struct Unreadable;

/// Packs a dossier without position and steps; `bytes` is emptied first.
pub fn pack(dossier: &Dossier, bytes: &mut Vec<u8>) {
    bytes.clear();
    bytes.push(if dossier.chosen.is_empty() { FORM } else { FORM_WITH_CHOSEN });
    let mut out = Writer { bytes };
    out.tenancy(&dossier.tenancy);
    out.entries(&dossier.entries);
    out.unsigned(dossier.circumstances.len() as u64);
    for circumstance in &dossier.circumstances {
        out.byte(circumstance.kind.code());
        out.day(circumstance.since);
        out.optional_day(circumstance.until);
        out.optional_day(circumstance.closed_on);
        out.optional_cents(circumstance.cents);
    }
    out.unsigned(dossier.contacts.len() as u64);
    for contact in &dossier.contacts {
        out.day(contact.day);
        out.byte(contact.channel.code() | u8::from(contact.reached) << 6 | u8::from(contact.incoming) << 7);
    }
    out.unsigned(dossier.arrangements.len() as u64);
    for arrangement in &dossier.arrangements {
        out.day(arrangement.agreed_on);
        out.day(arrangement.covers_until);
        out.optional_day(arrangement.ended_on);
        out.unsigned(arrangement.instalments.len() as u64);
        for (day, cents) in &arrangement.instalments {
            out.day(*day);
            out.signed(cents.0);
        }
    }
    if !dossier.chosen.is_empty() {
        out.unsigned(dossier.chosen.len() as u64);
    }
    for chosen in &dossier.chosen {
        out.unsigned(chosen.category.0.into());
        out.day(chosen.since);
        out.day(chosen.until);
        out.optional_day(chosen.ended_on);
    }
}

/// Unpacks into `dossier`, whose room is used again; its position and steps are then those of a new tenancy.
pub fn unpack(bytes: &[u8], id: TenancyId, dossier: &mut Dossier) -> Result<(), Unreadable> {
    let mut input = Reader { bytes };
    let form = input.byte()?;
    if form != FORM && form != FORM_WITH_CHOSEN {
        return Err(Unreadable);
    }
    dossier.tenancy = input.tenancy(id)?;
    dossier.position = Position::default();
    input.entries(&mut dossier.entries)?;
    dossier.circumstances.clear();
    for _ in 0..input.count()? {
        dossier.circumstances.push(Circumstance {
            kind: Code::from_code(input.byte()?).ok_or(Unreadable)?,
            since: input.day()?,
            until: input.optional_day()?,
            closed_on: input.optional_day()?,
            cents: input.optional_cents()?,
        });
    }
    dossier.contacts.clear();
    for _ in 0..input.count()? {
        let (day, bits) = (input.day()?, input.byte()?);
        let channel = Code::from_code(bits & 0x3f).ok_or(Unreadable)?;
        dossier.contacts.push(Contact {
            day,
            channel,
            reached: bits & 0x40 != 0,
            incoming: bits & 0x80 != 0,
        });
    }
    dossier.steps.clear();
    dossier.arrangements.clear();
    for _ in 0..input.count()? {
        let (agreed_on, covers_until, ended_on) = (input.day()?, input.day()?, input.optional_day()?);
        let terms = input.count()?;
        let mut instalments = Vec::with_capacity(terms);
        for _ in 0..terms {
            instalments.push((input.day()?, Cents(input.signed()?)));
        }
        dossier.arrangements.push(Arrangement { agreed_on, covers_until, instalments, ended_on });
    }
    dossier.chosen.clear();
    let chosen = if form == FORM_WITH_CHOSEN { input.count()? } else { 0 };
    for _ in 0..chosen {
        let category = u32::try_from(input.unsigned()?).map_err(|_| Unreadable)?;
        let (since, until, ended_on) = (input.day()?, input.day()?, input.optional_day()?);
        dossier.chosen.push(ChosenCategory { category: Key(category), since, until, ended_on });
    }
    if input.bytes.is_empty() { Ok(()) } else { Err(Unreadable) }
}

/// Entries of one kind byte: the kind in the low five bits, then what differs from the usual.
mod entry_bits {
    pub const HAS_DUE: u8 = 0x20;
    pub const USUAL_CENTS: u8 = 0x40;
    pub const HAS_REASON: u8 = 0x80;
}

/// Puts numbers at the end of bytes.
pub(crate) struct Writer<'a> {
    pub(crate) bytes: &'a mut Vec<u8>,
}

impl Writer<'_> {
    fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    pub(crate) fn unsigned(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    fn signed(&mut self, value: i64) {
        self.unsigned((value << 1 ^ value >> 63) as u64);
    }

    fn day(&mut self, day: Day) {
        self.signed(day.0.into());
    }

    fn optional_day(&mut self, day: Option<Day>) {
        self.unsigned(day.map_or(0, |day| zigzag(day.0.into()) + 1));
    }

    fn optional_cents(&mut self, cents: Option<Cents>) {
        self.unsigned(cents.map_or(0, |cents| zigzag(cents.0) + 1));
    }

    fn tenancy(&mut self, tenancy: &Tenancy) {
        for day in [tenancy.starts_on, tenancy.ends_on, tenancy.notice_on, tenancy.deceased_on] {
            self.optional_day(day);
        }
        self.optional_cents(tenancy.rent);
        let debit = tenancy.direct_debit.map_or(0, |yes| 1 + u8::from(yes));
        let (has_class, no_mail) = (tenancy.erp_class.is_some(), tenancy.no_friendly_mail);
        self.byte(
            debit | tenancy.costs_clause.code() << 2 | u8::from(has_class) << 4 | u8::from(no_mail) << 5,
        );
        self.byte(tenancy.accepted_pay_day.unwrap_or(0));
        if let Some(class) = tenancy.erp_class {
            self.bytes.extend_from_slice(&class.0.to_le_bytes());
        }
        self.byte(channels_code(tenancy.reachable) as u8);
        self.byte(channels_code(tenancy.refused) as u8);
    }

    fn entries(&mut self, entries: &[Entry]) {
        self.unsigned(entries.len() as u64);
        let usual = entries.last().map_or(0, |entry| entry.cents.0.abs());
        self.unsigned(usual as u64);
        let mut before = Day(0);
        for entry in entries {
            let is_usual = entry.cents.0.abs() == usual;
            let mut bits = entry.kind.code();
            bits |= if entry.due_on.is_some() { entry_bits::HAS_DUE } else { 0 };
            bits |= if is_usual { entry_bits::USUAL_CENTS } else { 0 };
            bits |= if entry.reason.is_some() { entry_bits::HAS_REASON } else { 0 };
            self.byte(bits);
            let negative = u64::from(entry.cents.0 < 0);
            self.unsigned(zigzag((entry.booked_on - before).into()) << 1 | negative);
            before = entry.booked_on;
            if let Some(due_on) = entry.due_on {
                self.signed((due_on - entry.booked_on).into());
            }
            if !is_usual {
                self.unsigned(entry.cents.0.unsigned_abs());
            }
            if let Some(reason) = entry.reason {
                self.byte(reason.code());
            }
        }
    }
}

pub(crate) const fn zigzag(value: i64) -> u64 {
    (value << 1 ^ value >> 63) as u64
}

pub(crate) const fn unzigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

/// Takes numbers from the front of bytes.
pub(crate) struct Reader<'a> {
    pub(crate) bytes: &'a [u8],
}

impl Reader<'_> {
    #[inline]
    fn byte(&mut self) -> Result<u8, Unreadable> {
        let (first, rest) = self.bytes.split_first().ok_or(Unreadable)?;
        self.bytes = rest;
        Ok(*first)
    }

    fn array(&mut self) -> Result<[u8; 4], Unreadable> {
        let (first, rest) = self.bytes.split_first_chunk::<4>().ok_or(Unreadable)?;
        self.bytes = rest;
        Ok(*first)
    }

    #[inline]
    pub(crate) fn unsigned(&mut self) -> Result<u64, Unreadable> {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
            shift += 7;
            if shift > 63 {
                return Err(Unreadable);
            }
        }
    }

    #[inline]
    fn signed(&mut self) -> Result<i64, Unreadable> {
        self.unsigned().map(unzigzag)
    }

    /// A number of things that follow: each takes a byte at least.
    fn count(&mut self) -> Result<usize, Unreadable> {
        let count = self.unsigned()? as usize;
        if count <= self.bytes.len() { Ok(count) } else { Err(Unreadable) }
    }

    #[inline]
    fn day(&mut self) -> Result<Day, Unreadable> {
        self.signed().map(|days| Day(days as i32))
    }

    fn optional_day(&mut self) -> Result<Option<Day>, Unreadable> {
        let value = self.unsigned()?;
        Ok(value.checked_sub(1).map(|value| Day(unzigzag(value) as i32)))
    }

    fn optional_cents(&mut self) -> Result<Option<Cents>, Unreadable> {
        let value = self.unsigned()?;
        Ok(value.checked_sub(1).map(|value| Cents(unzigzag(value))))
    }

    fn tenancy(&mut self, id: TenancyId) -> Result<Tenancy, Unreadable> {
        let (starts_on, ends_on, notice_on, deceased_on) =
            (self.optional_day()?, self.optional_day()?, self.optional_day()?, self.optional_day()?);
        let rent = self.optional_cents()?;
        let (bits, pay_day) = (self.byte()?, self.byte()?);
        let erp_class = if bits & 0x10 != 0 { Some(Key(u32::from_le_bytes(self.array()?))) } else { None };
        Ok(Tenancy {
            id,
            starts_on,
            ends_on,
            notice_on,
            deceased_on,
            rent,
            direct_debit: (bits & 3).checked_sub(1).map(|yes| yes == 1),
            accepted_pay_day: Some(pay_day).filter(|day| *day > 0),
            erp_class,
            costs_clause: Code::from_code(bits >> 2 & 3).ok_or(Unreadable)?,
            reachable: channels_from(self.byte()?.into()),
            refused: channels_from(self.byte()?.into()),
            no_friendly_mail: bits & 0x20 != 0,
        })
    }

    fn entries(&mut self, entries: &mut Vec<Entry>) -> Result<(), Unreadable> {
        entries.clear();
        let count = self.unsigned()? as usize;
        let usual = self.unsigned()? as i64;
        let mut before = Day(0);
        for _ in 0..count {
            let bits = self.byte()?;
            let head = self.unsigned()?;
            let booked_on = before + unzigzag(head >> 1) as i32;
            before = booked_on;
            let due_on =
                if bits & entry_bits::HAS_DUE != 0 { Some(booked_on + self.signed()? as i32) } else { None };
            let size = if bits & entry_bits::USUAL_CENTS != 0 { usual } else { self.unsigned()? as i64 };
            let reason =
                if bits & entry_bits::HAS_REASON != 0 { Code::from_code(self.byte()?) } else { None };
            let cents = Cents(if head & 1 == 1 { -size } else { size });
            let kind = Code::from_code(bits & 0x1f).ok_or(Unreadable)?;
            entries.push(Entry { booked_on, due_on, kind, reason, cents });
        }
        Ok(())
    }
}
