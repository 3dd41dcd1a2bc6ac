//! Statements as JSON: one document, written while it is read.

use std::io::{self, Write};

use connectors::bank::{FileRead, Item, Refused};
use domain::bank::chain::Break;
use domain::bank::check_digits;
use domain::bank::{
    Balance, Currency, Defect, Entry, Money, Payment, Reference, ReferenceKind, Statement, StatementKind,
    Sums, Where,
};
use domain::calendar::Day;
use domain::money::Cents;
use serde_json::{Value, json};

use super::{Shown, Totals, decimal, one_line};

/// Where the writing is.
#[derive(Default)]
pub(super) struct Json {
    files: u32,
    statements: u32,
    entries: u64,
    read: bool,
    defects: Vec<Value>,
    notices: Vec<Value>,
}

impl Shown for Json {
    fn begin(&mut self, paper: &mut dyn Write) -> io::Result<()> {
        write!(paper, "{{\"files\":[")
    }

    fn file(
        &mut self,
        paper: &mut dyn Write,
        name: &str,
        head: &Result<FileRead, Refused>,
    ) -> io::Result<()> {
        let comma = if self.files > 0 { "," } else { "" };
        *self = Json { files: self.files + 1, read: head.is_ok(), ..Json::default() };
        write!(paper, "{comma}\n{{\"file\":{}", json!(name))?;
        match head {
            Ok(file) => write!(
                paper,
                ",\"read\":true,\"refused\":null,\"format\":{},\"message_id\":{},\"encoding\":{},\"statements\":[",
                json!(file.format),
                or_null(&file.message_id),
                json!(file.encoding)
            ),
            Err(refused) => {
                let Refused { code, text, line } = refused;
                let line = Some(line).filter(|line| **line > 0);
                write!(
                    paper,
                    ",\"read\":false,\"refused\":{}",
                    json!({ "code": code, "text": text, "line": line })
                )
            }
        }
    }

    fn item(&mut self, paper: &mut dyn Write, item: Item) -> io::Result<()> {
        match item {
            Item::Opened(statement) => {
                let comma = if self.statements > 0 { "," } else { "" };
                self.statements += 1;
                self.entries = 0;
                write!(paper, "{comma}\n {{\"index\":{},\"entries\":[", statement.index)
            }
            Item::Entry(entry) => {
                let comma = if self.entries > 0 { "," } else { "" };
                self.entries += 1;
                write!(paper, "{comma}\n  {}", self::entry(&entry))
            }
            Item::Closed(statement) => {
                let Value::Object(fields) = self::statement(&statement) else { return Ok(()) };
                write!(paper, "]")?;
                for (name, value) in fields {
                    write!(paper, ",\n  {}:{value}", json!(name))?;
                }
                write!(paper, "}}")
            }
            Item::Defect(defect) => {
                let list = if defect.notice { &mut self.notices } else { &mut self.defects };
                list.push(self::defect(&defect));
                Ok(())
            }
        }
    }

    fn end_file(&mut self, paper: &mut dyn Write) -> io::Result<()> {
        if self.read {
            let (defects, notices) = (std::mem::take(&mut self.defects), std::mem::take(&mut self.notices));
            write!(paper, "],\n \"defects\":{},\n \"notices\":{}", json!(defects), json!(notices))?;
        }
        write!(paper, "}}")
    }

    fn end(&mut self, paper: &mut dyn Write, breaks: &[Break], totals: Totals) -> io::Result<()> {
        let place = |(file, statement): &(String, u32)| json!({ "file": file, "statement": statement });
        let breaks: Vec<Value> = breaks
            .iter()
            .map(|one| {
                json!({
                    "code": one.code, "text": one.text, "account": one.account,
                    "before": place(&one.before), "after": place(&one.after),
                })
            })
            .collect();
        let Totals { files, refused, statements, entries, defects } = totals;
        let totals = json!({
            "files": files, "refused": refused, "statements": statements, "entries": entries, "defects": defects,
        });
        write!(paper, "],\n\"chain\":{},\n\"totals\":{totals}}}", json!(breaks))
    }
}

fn or_null(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { json!(text) }
}

fn day(day: Option<Day>) -> Value {
    day.map_or(Value::Null, |day| json!(day.to_string()))
}

fn money(money: &Money) -> Value {
    let (amount, cents) = told(money.cents, money.currency);
    json!({ "amount": amount, "cents": cents, "currency": or_null(money.currency.as_str()) })
}

/// An amount in decimals, and in the smallest units of its currency: a yen has no cents. `null` where the unit is finer than
/// what was read.
fn told(cents: Cents, currency: Currency) -> (String, Value) {
    match currency.decimals() {
        0 if cents.0 % 100 == 0 => ((cents.0 / 100).to_string(), json!(cents.0 / 100)),
        2 => (decimal(cents), json!(cents.0)),
        _ => (decimal(cents), Value::Null),
    }
}

fn sums(sums: &Sums, currency: Currency) -> Value {
    let mut value = json!({});
    for (name, cents) in [("credit", sums.credit), ("debit", sums.debit), ("net", sums.net())] {
        let (amount, cents) = told(cents, currency);
        value[name] = json!(amount);
        value[format!("{name}_cents")] = cents;
    }
    value
}

fn balance(balance: &Balance) -> Value {
    let mut value = money(&balance.money);
    value["code"] = or_null(&balance.kind);
    value["date"] = day(balance.day);
    value
}

fn statement(statement: &Statement) -> Value {
    let kind = match statement.kind {
        StatementKind::Statement => "statement",
        StatementKind::Report => "report",
        StatementKind::Notification => "notification",
        StatementKind::Status => "status",
        StatementKind::Orders => "orders",
    };
    let account = &statement.account;
    let iban = check_digits::looks_like_iban(&account.number).then_some(&account.number);
    let tally = &statement.tally;
    let mut totals = sums(&tally.booked, statement.currency);
    totals["entries"] = json!(tally.entries);
    totals["details"] = json!(tally.details);
    totals["other_currency_entries"] = json!(tally.foreign);
    totals["pending_entries"] = json!(tally.pending_entries);
    totals["pending"] = sums(&tally.pending, statement.currency);
    json!({
        "kind": kind,
        "id": or_null(&statement.id),
        "sequence": or_null(&statement.number),
        "legal_sequence": or_null(&statement.legal_number),
        "account": {
            "number": or_null(&account.number), "iban": iban,
            "iban_valid": iban.map(|iban| check_digits::iban(iban)),
            "currency": or_null(account.currency.as_str()), "owner": or_null(&account.owner),
            "bic": or_null(&account.bank),
        },
        "currency": or_null(statement.currency.as_str()),
        "from": day(statement.from), "to": day(statement.to), "created": day(statement.made_on),
        "opening": statement.opening.as_ref().map(balance),
        "closing": statement.closing.as_ref().map(balance),
        "balances": statement.balances.iter().map(balance).collect::<Vec<_>>(),
        "balances_add_up": statement.adds_up(),
        "text": or_null(&one_line(&statement.text)),
        "totals": totals,
    })
}

fn entry(entry: &Entry) -> Value {
    let mut value = money(&entry.money);
    value["index"] = json!(entry.index);
    value["direction"] = json!(if entry.money.cents.0 < 0 { "debit" } else { "credit" });
    value["booking_date"] = day(entry.booked_on);
    value["value_date"] = day(entry.value_on);
    value["status"] = or_null(&entry.status_word);
    value["reversal"] = json!(entry.reversal);
    value["entry_reference"] = or_null(&entry.reference);
    value["bank_reference"] = or_null(&entry.bank_reference);
    value["transaction_code"] = or_null(&entry.bank_code);
    value["proprietary_code"] = or_null(&entry.own_code);
    value["text"] = or_null(&one_line(&entry.text));
    value["charges"] = entry.charges.iter().map(money).collect();
    value["batch"] = entry.batch.as_ref().map_or(Value::Null, |batch| {
        json!({
            "message_id": or_null(&batch.message_id), "payment_information_id": or_null(&batch.batch_id),
            "count": batch.count, "total": batch.total.as_ref().map(money),
        })
    });
    let details: Vec<Value> = entry.payments.iter().take(entry.details as usize).map(payment).collect();
    match entry.payments.as_slice() {
        // What the one payment says is what the entry says.
        [only] => merge(&mut value, fields(only)),
        several => {
            merge(&mut value, fields(&Payment::default()));
            let all =
                |of: fn(&Payment) -> Vec<Value>| -> Vec<Value> { several.iter().flat_map(of).collect() };
            value["structured_references"] =
                json!(all(|payment| payment.structured.iter().map(|one| json!(one)).collect()));
            value["references"] = json!(all(|payment| payment.references.iter().map(reference).collect()));
            value["reason_codes"] =
                json!(all(|payment| payment.reasons.iter().map(|one| json!(one.code)).collect()));
        }
    }
    value["details"] = json!(details);
    value
}

fn merge(value: &mut Value, more: Value) {
    if let (Value::Object(value), Value::Object(more)) = (value, more) {
        value.extend(more);
    }
}

/// A payment as one of several: its amount, and its fields.
fn payment(payment: &Payment) -> Value {
    let mut value =
        payment.money.as_ref().map_or(json!({ "amount": null, "cents": null, "currency": null }), money);
    value["bank_reference"] = or_null(&payment.bank_reference);
    value["transaction_code"] = or_null(&payment.bank_code);
    merge(&mut value, fields(payment));
    value
}

fn fields(payment: &Payment) -> Value {
    let party = &payment.counterparty;
    let iban = check_digits::looks_like_iban(&party.account).then_some(&party.account);
    let reasons: Vec<&str> =
        payment.reasons.iter().map(|reason| reason.code.as_str()).filter(|code| !code.is_empty()).collect();
    let reason_texts: Vec<&str> =
        payment.reasons.iter().map(|reason| reason.text.as_str()).filter(|text| !text.is_empty()).collect();
    json!({
        "counterparty": {
            "name": or_null(&party.name), "account": or_null(&party.account), "iban": iban,
            "iban_valid": iban.map(|iban| check_digits::iban(iban)), "bic": or_null(&party.bank),
            "on_behalf_of": or_null(&party.on_behalf_of),
        },
        "end_to_end_id": or_null(&payment.end_to_end),
        "mandate_id": or_null(&payment.mandate),
        "creditor_id": or_null(&payment.creditor_id),
        "payment_information_id": or_null(&payment.batch_id),
        "transaction_id": or_null(&payment.transaction_id),
        "sequence_type": or_null(&payment.sequence),
        "purpose": or_null(&payment.purpose),
        "remittance": or_null(&one_line(&payment.text)),
        "structured_references": payment.structured,
        "references": payment.references.iter().map(reference).collect::<Vec<_>>(),
        "reason_codes": reasons,
        "reason_texts": reason_texts,
    })
}

fn reference(reference: &Reference) -> Value {
    let kind = match reference.kind {
        ReferenceKind::Rf => "rf",
        ReferenceKind::Kenmerk => "betalingskenmerk",
        ReferenceKind::Other => "other",
    };
    let place = match reference.place {
        Where::Structured => "structured",
        Where::Keyword => "keyword",
        Where::BankField => "bank-field",
        Where::Text => "text",
    };
    json!({ "kind": kind, "value": reference.value, "valid": reference.checked, "found_in": place })
}

fn defect(defect: &Defect) -> Value {
    let place = defect.place;
    json!({
        "code": defect.code, "text": defect.text, "place": place.to_string(),
        "line": Some(place.line).filter(|line| *line > 0),
        "statement": Some(place.statement).filter(|statement| *statement > 0),
        "entry": Some(place.entry).filter(|entry| *entry > 0),
    })
}
