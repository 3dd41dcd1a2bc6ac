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
    let mut meta = vec![(labels.date, labels.language.day(letter.day))];
    if !reference.is_empty() {
        meta.push((labels.reference, reference));
    }
    let (year, month, day) = letter.day.ymd();
    let data = json!({
        "language": letter.language, "labels": labels.language.code(), "page": labels.page,
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
    let whole = payment.map_or_else(Vec::new, PaymentPanel::typed_over);
    let part = |part: &Part| part_of(part, &whole);
    let (Some(payment), Some(codes)) = (payment, codes) else {
        return body.parts.iter().map(part).collect();
    };
    let end = body.parts.len() - closing_parts(body);
    let place = payment.section(body).unwrap_or(end..end);
    let panel = match &body.parts[place.clone()] {
        [Part::Heading(title), Part::Bullets(items)] => {
            let items: Vec<Value> = items.iter().map(|item| runs(item, &whole, true)).collect();
            let amount = (labels.amount, payment.amount_in_euros());
            json!({ "kind": "pay", "title": runs(title, &[], false), "items": items, "rows": [amount], "codes": codes })
        }
        _ => {
            let title = [Run { text: labels.pay.to_owned(), bold: false }];
            let rows = payment.rows(labels);
            json!({ "kind": "pay", "title": runs(&title, &[], false), "items": [], "rows": rows, "codes": codes })
        }
    };
    let (before, after) = (&body.parts[..place.start], &body.parts[place.end..]);
    before.iter().map(part).chain([panel]).chain(after.iter().map(part)).collect()
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

fn part_of(part: &Part, whole: &[String]) -> Value {
    let lines = |lines: &[Vec<Run>]| lines.iter().map(|line| runs(line, whole, false)).collect::<Vec<_>>();
    match part {
        Part::Heading(title) => json!({ "kind": "heading", "runs": runs(title, whole, false) }),
        Part::Paragraph(text) => json!({ "kind": "paragraph", "lines": lines(text) }),
        Part::Bullets(items) => json!({ "kind": "bullets", "lines": lines(items) }),
        Part::Table(table) => {
            let right: Vec<bool> = (0..table.columns()).map(|column| table.is_amounts(column)).collect();
            let rows: Vec<Vec<String>> =
                table.rows.iter().map(|row| row.iter().map(|cell| broken(cell)).collect()).collect();
            json!({ "kind": "table", "head": table.head, "rows": rows, "right": right })
        }
    }
}

/// A line for the template. What a person types over (`whole`) stays on one line, and is bold where it is the point.
fn runs(line: &[Run], whole: &[String], bold_whole: bool) -> Value {
    let mut pieces = Vec::new();
    for run in line {
        let mut rest = run.text.replace('\u{a0}', " ");
        let mut push = |text: &str, bold: bool, whole: bool| {
            if !text.is_empty() {
                pieces.push(json!({ "text": broken(&shown(text)), "bold": bold, "whole": whole }));
            }
        };
        while let Some((at, value)) = first_of(&rest, whole) {
            push(&rest[..at], run.bold, false);
            push(&value, run.bold || bold_whole, true);
            rest = rest.split_off(at + value.len());
        }
        push(&rest, run.bold, false);
    }
    Value::Array(pieces)
}

/// The first of these values in a text, and the longest that begins there; spaces are compared as spaces.
fn first_of(text: &str, values: &[String]) -> Option<(usize, String)> {
    let values = values.iter().map(|value| value.replace('\u{a0}', " "));
    let found = values.filter(|value| value.chars().count() <= LONGEST_WORD);
    let found = found.filter_map(|value| text.find(&value).map(|at| (at, value)));
    found.min_by_key(|(at, value)| (*at, usize::MAX - value.len()))
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
