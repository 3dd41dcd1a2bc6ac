//! From a letter to what stands on its page, in reading order and in words; the QR codes as drawings.

use super::line::Piece;
use super::{Letter, LetterError};
use crate::document::{Document, Part, Run, Table, shown};
use crate::labels::Labels;
use crate::payment::{Drawing, PaymentPanel};

/// A line of text.
pub(super) type Line = Vec<Piece>;

/// What stands on the page of a letter below the window.
pub(super) struct Page {
    pub(super) subject: String,
    pub(super) labels: &'static Labels,
    /// Beside the window: a label and what it is.
    pub(super) meta: Vec<(&'static str, String)>,
    pub(super) blocks: Vec<Block>,
    /// The greeting and the name below it; they stay together.
    pub(super) closing: Vec<Block>,
}

/// A part of a letter.
pub(super) enum Block {
    Heading(Line),
    Paragraph(Vec<Line>),
    Bullets(Vec<Line>),
    Table(Table),
    Pay(Panel),
}

/// How to pay.
pub(super) struct Panel {
    pub(super) title: Line,
    pub(super) items: Vec<Line>,
    pub(super) rows: Vec<(&'static str, String)>,
    pub(super) codes: Vec<Code>,
}

/// A QR code with what stands below it and what it is, for who does not see it.
pub(super) struct Code {
    pub(super) drawing: Drawing,
    pub(super) caption: &'static str,
    pub(super) alt: String,
}

pub(super) fn lay_out(letter: &Letter) -> Result<Page, LetterError> {
    let labels = Labels::of(&letter.language);
    let panel = match &letter.payment {
        Some(payment) => Some((payment, drawn(payment, labels)?)),
        None => None,
    };
    let mut blocks = arranged(&letter.body, panel, labels);
    let closing = blocks.split_off(blocks.len() - closing_parts(&letter.body));
    let reference = shown(letter.reference.trim());
    let mut meta = vec![(labels.date, labels.language.day(letter.day))];
    if !reference.is_empty() {
        meta.push((labels.reference, reference));
    }
    Ok(Page { subject: shown(letter.subject.trim()), labels, meta, blocks, closing })
}

/// The QR codes of a payment.
fn drawn(payment: &PaymentPanel, labels: &Labels) -> Result<Vec<Code>, LetterError> {
    let refused = |_| LetterError::PaymentCode;
    let alt =
        labels.page_code.replace("{site}", &shown(&payment.site)).replace("{code}", &shown(&payment.code));
    let drawing = payment.page_code().map_err(refused)?;
    let mut codes = vec![Code { drawing, caption: labels.scan, alt }];
    if payment.epc {
        let drawing = payment.transfer_code().map_err(refused)?;
        codes.push(Code { drawing, caption: labels.scan_transfer, alt: labels.transfer_code.to_owned() });
    }
    Ok(codes)
}

/// The parts in order, with the payment panel in the place of the list that says how to pay, or else before the closing.
fn arranged(body: &Document, panel: Option<(&PaymentPanel, Vec<Code>)>, labels: &Labels) -> Vec<Block> {
    let whole = panel.as_ref().map_or_else(Vec::new, |(payment, _)| payment.typed_over());
    let block = |part: &Part| block_of(part, &whole);
    let Some((payment, codes)) = panel else {
        return body.parts.iter().map(block).collect();
    };
    let end = body.parts.len() - closing_parts(body);
    let place = payment.section(body).unwrap_or(end..end);
    let panel = match &body.parts[place.clone()] {
        [Part::Heading(title), Part::Bullets(items)] => Panel {
            title: line_of(title, &[], false),
            items: items.iter().map(|item| line_of(item, &whole, true)).collect(),
            rows: vec![(labels.amount, payment.amount_in_euros())],
            codes,
        },
        _ => Panel {
            title: vec![Piece::new(labels.pay, false)],
            items: Vec::new(),
            rows: payment.rows(labels),
            codes,
        },
    };
    let (before, after) = (&body.parts[..place.start], &body.parts[place.end..]);
    before.iter().map(block).chain([Block::Pay(panel)]).chain(after.iter().map(block)).collect()
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

fn block_of(part: &Part, whole: &[String]) -> Block {
    let lines = |lines: &[Vec<Run>]| lines.iter().map(|line| line_of(line, whole, false)).collect();
    match part {
        Part::Heading(title) => Block::Heading(line_of(title, whole, false)),
        Part::Paragraph(text) => Block::Paragraph(lines(text)),
        Part::Bullets(items) => Block::Bullets(lines(items)),
        Part::Table(table) => Block::Table(table.clone()),
    }
}

/// A line in pieces. What a person types over (`whole`) stays on one line, and is bold where it is the point.
fn line_of(line: &[Run], whole: &[String], bold_whole: bool) -> Line {
    let mut pieces = Vec::new();
    for run in line {
        let mut rest = run.text.replace('\u{a0}', " ");
        let mut push = |text: &str, bold: bool, whole: bool| {
            if !text.is_empty() {
                pieces.push(Piece { text: shown(text), bold, whole });
            }
        };
        while let Some((at, value)) = first_of(&rest, whole) {
            push(&rest[..at], run.bold, false);
            push(&value, run.bold || bold_whole, true);
            rest = rest.split_off(at + value.len());
        }
        push(&rest, run.bold, false);
    }
    pieces
}

/// The first of these values in a text, and the longest that begins there; spaces are compared as spaces.
fn first_of(text: &str, values: &[String]) -> Option<(usize, String)> {
    let values = values.iter().map(|value| value.replace('\u{a0}', " "));
    let found = values.filter_map(|value| text.find(&value).map(|at| (at, value)));
    found.min_by_key(|(at, value)| (*at, usize::MAX - value.len()))
}
