//! From a letter to the data of its page: what stands where, in which words, and the QR codes as drawings.

use serde_json::{Value, json};

use super::{Letter, LetterError};
use crate::document::{Document, Part, Run, shown};
use crate::labels::Labels;
use crate::payment::PaymentPanel;

/// What the template gets.
pub(super) struct Page {
    pub(super) data: Value,
    /// Drawings by the name the template knows them.
    pub(super) codes: Vec<(&'static str, String)>,
}

pub(super) fn lay_out(letter: &Letter) -> Result<Page, LetterError> {
    let labels = Labels::of(&letter.language);
    let mut codes = Vec::new();
    let panel = match &letter.payment {
        Some(payment) => Some(drawn(payment, labels, &mut codes)?),
        None => None,
    };
    let mut parts = arranged(&letter.body, letter.payment.as_ref(), panel, labels);
    let closing = parts.split_off(parts.len() - closing_parts(&letter.body));
    let reference = broken(&shown(letter.reference.trim()));
    let mut meta = vec![(labels.date, labels.day(letter.day))];
    if !reference.is_empty() {
        meta.push((labels.reference, reference));
    }
    let (year, month, day) = letter.day.ymd();
    let data = json!({
        "language": letter.language, "labels": labels.language, "page": labels.page,
        "subject": broken(&shown(letter.subject.trim())), "day": [year, month, day], "address": letter.address.lines(),
        "meta": meta, "parts": parts, "closing": closing,
    });
    Ok(Page { data, codes })
}

/// The QR codes of a payment, as the template shows them.
fn drawn(
    payment: &PaymentPanel,
    labels: &Labels,
    codes: &mut Vec<(&'static str, String)>,
) -> Result<Vec<Value>, LetterError> {
    let refused = |_| LetterError::PaymentCode;
    let alt =
        labels.page_code.replace("{site}", &shown(&payment.site)).replace("{code}", &shown(&payment.code));
    codes.push(("page-code.svg", payment.page_code().map_err(refused)?.svg()));
    let mut shown_codes = vec![json!({ "file": "page-code.svg", "alt": alt, "caption": labels.scan })];
    if payment.epc {
        codes.push(("transfer-code.svg", payment.transfer_code().map_err(refused)?.svg()));
        shown_codes.push(
            json!({ "file": "transfer-code.svg", "alt": labels.transfer_code, "caption": labels.scan_transfer }),
        );
    }
    Ok(shown_codes)
}

/// The parts in order, with the payment panel in the place of the list that says how to pay, or else before the closing.
fn arranged(
    body: &Document,
    payment: Option<&PaymentPanel>,
    codes: Option<Vec<Value>>,
    labels: &Labels,
) -> Vec<Value> {
    let (Some(payment), Some(codes)) = (payment, codes) else {
        return body.parts.iter().map(part).collect();
    };
    let amount = (labels.amount, payment.amount_in_euros());
    if let Some(section) = payment.section(body) {
        let (title, items) = (&body.parts[section.start], &body.parts[section.end - 1]);
        let (Part::Heading(title), Part::Bullets(items)) = (title, items) else {
            unreachable!("a section of both")
        };
        let items: Vec<_> = items.iter().map(|item| runs(&payment.emphasised(item))).collect();
        let panel =
            json!({ "kind": "pay", "title": runs(title), "items": items, "rows": [amount], "codes": codes });
        let (before, after) = (&body.parts[..section.start], &body.parts[section.end..]);
        return before.iter().map(part).chain([panel]).chain(after.iter().map(part)).collect();
    }
    let rows = payment.rows(labels);
    let title = json!([{ "text": labels.pay, "bold": false }]);
    let panel = json!({ "kind": "pay", "title": title, "items": [], "rows": rows, "codes": codes });
    let (text, closing) = body.parts.split_at(body.parts.len() - closing_parts(body));
    text.iter().map(part).chain([panel]).chain(closing.iter().map(part)).collect()
}

/// The greeting and the name below it: the last paragraphs, at most two, when they are short.
fn closing_parts(body: &Document) -> usize {
    let short = |part: &&Part| match part {
        Part::Paragraph(lines) => {
            lines.iter().all(|line| line.iter().map(|run| run.text.chars().count()).sum::<usize>() < 90)
        }
        Part::Heading(_) | Part::Bullets(_) | Part::Table(_) => false,
    };
    body.parts.iter().rev().take(2).take_while(short).count()
}

fn part(part: &Part) -> Value {
    match part {
        Part::Heading(title) => json!({ "kind": "heading", "runs": runs(title) }),
        Part::Paragraph(lines) => {
            json!({ "kind": "paragraph", "lines": lines.iter().map(|line| runs(line)).collect::<Vec<_>>() })
        }
        Part::Bullets(items) => {
            json!({ "kind": "bullets", "lines": items.iter().map(|item| runs(item)).collect::<Vec<_>>() })
        }
        Part::Table(table) => {
            let right: Vec<bool> = (0..table.columns()).map(|column| table.is_amounts(column)).collect();
            let rows: Vec<Vec<String>> =
                table.rows.iter().map(|row| row.iter().map(|cell| broken(cell)).collect()).collect();
            json!({ "kind": "table", "head": table.head, "rows": rows, "right": right })
        }
    }
}

fn runs(runs: &[Run]) -> Value {
    runs.iter().map(|run| json!({ "text": broken(&run.text), "bold": run.bold })).collect()
}

/// Longest word, in signs, that surely fits on a line or in a column.
const LONGEST_WORD: usize = 40;

/// A text in which no word is too long for a line: a longer one may break where an invisible space stands.
fn broken(text: &str) -> String {
    let mut broken = String::with_capacity(text.len());
    let mut length = 0;
    for sign in text.chars() {
        length = if sign.is_whitespace() { 0 } else { length + 1 };
        if length > LONGEST_WORD {
            broken.push('\u{200b}');
            length = 1;
        }
        broken.push(sign);
    }
    broken
}
