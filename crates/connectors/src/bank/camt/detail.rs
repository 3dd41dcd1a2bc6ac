//! One transaction inside an entry (`TxDtls`).

use domain::bank::{Currency, Entry, Money, Payment, Reason};
use domain::money::Cents;

use super::super::amount::signed;
use super::super::party::Sides;
use super::super::tags::Tag::{self, *};
use super::super::told::Told;
use super::super::xml::Held;
use super::{bank_code, direction, read_amount, short};

/// What is known of the transaction.
#[derive(Default)]
pub(super) struct Detail {
    /// Its own amount.
    pub amount: Option<(Cents, Currency)>,
    debit: Option<bool>,
    transaction: Option<(Cents, Currency)>,
    instructed: Option<(Cents, Currency)>,
    sides: Sides,
    payment: Payment,
    own_code: String,
    cost: bool,
}

impl Detail {
    /// Takes an element below `TxDtls`.
    pub fn take(&mut self, path: &[Tag], held: &Held, told: &mut Told) {
        let payment = &mut self.payment;
        let text = held.text;
        match path {
            [Refs, field] => reference(payment, *field, text, told),
            [Amt] => self.amount = Some((read_amount(held, told).cents, held.currency)),
            [CdtDbtInd] => self.debit = direction(held, told),
            [AmtDtls, TxAmt, Amt] => self.transaction = Some((read_amount(held, told).cents, held.currency)),
            [AmtDtls, InstdAmt, Amt] => {
                self.instructed = Some((read_amount(held, told).cents, held.currency))
            }
            [RltdPties | RltdAgts, party @ ..] => {
                self.sides.take(party, text);
            }
            [RmtInf, Ustrd] => line(&mut payment.text, &short(text, 140, "Ustrd", told)),
            [RmtInf, Strd, CdtrRefInf, Ref] if !text.is_empty() => {
                payment.structured.push(short(text, 35, "Ref", told));
            }
            [RmtInf, Strd, AddtlRmtInf] => line(&mut payment.text, text),
            [AddtlTxInf] => line(&mut payment.text, text),
            [RtrInf, Rsn, Cd | Prtry] => {
                payment.reasons.push(Reason { code: text.to_owned(), text: String::new() });
            }
            [RtrInf, AddtlInf] => match payment.reasons.last_mut() {
                Some(reason) => line(&mut reason.text, text),
                None => payment.reasons.push(Reason { code: String::new(), text: text.to_owned() }),
            },
            [Purp, Cd | Prtry] => text.clone_into(&mut payment.purpose),
            [BkTxCd, code @ ..] => bank_code(code, text, &mut payment.bank_code, &mut self.own_code),
            [Chrgs, ..] => self.cost = true,
            _ => {}
        }
    }

    /// The payment, with its amount in the currency of the entry where the file has one.
    pub fn payment(self, entry: &Entry, came_in: bool, ours: &str) -> Payment {
        let mut payment = self.payment;
        let came_in = self.debit.map_or(came_in, |debit| !debit);
        let known = [self.amount, self.transaction, self.instructed];
        let same = known.into_iter().flatten().find(|(_, currency)| *currency == entry.money.currency);
        let any = same.or_else(|| known.into_iter().flatten().next());
        payment.money = any.map(|(cents, currency)| -> Money { signed(cents, currency, came_in) });
        if payment.bank_code.is_empty() {
            payment.bank_code = self.own_code;
        }
        payment.creditor_id = self.sides.creditor_id();
        let came_back = entry.reversal || !payment.reasons.is_empty();
        payment.counterparty = self.sides.counterparty(ours, came_in, came_back);
        payment
    }
}

fn reference(payment: &mut Payment, field: Tag, text: &str, told: &mut Told) {
    let place = match field {
        EndToEndId => &mut payment.end_to_end,
        MndtId => &mut payment.mandate,
        PmtInfId => &mut payment.batch_id,
        AcctSvcrRef => &mut payment.bank_reference,
        TxId => &mut payment.transaction_id,
        InstrId if payment.transaction_id.is_empty() => &mut payment.transaction_id,
        _ => return,
    };
    *place = short(text, 35, field.name(), told);
}

/// Adds a line to a text.
pub(in crate::bank) fn line(text: &mut String, more: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(more);
}
