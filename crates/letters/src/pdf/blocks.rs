//! The parts of a letter as strips of paper: headings, paragraphs, lists, tables, and the panel that says how to pay.

use std::rc::Rc;

use krilla::color::rgb::Color;
use krilla::tagging::{ListNumbering, TableHeaderScope, Tag};

use super::fonts::CAPITAL;
use super::line::{Piece, SetLine, Setter};
use super::page::{Block, Code, Line, Panel};
use super::sheet::{Area, Band, HIGHEST, MM, Mark, Role, What};
use super::tags::{NodeId, Tags};
use crate::document::Table;

/// Size of running text, and of what explains it.
pub(super) const TEXT: f32 = 11.0;
pub(super) const SMALL: f32 = 8.5;
/// Room between two lines, as a part of the size; between two parts of a letter.
pub(super) const LEADING: f32 = 0.62;
pub(super) const BETWEEN: f32 = 1.05 * TEXT;
/// Width of a QR code on paper: thirty millimetres, so that a phone reads it.
const CODE: f32 = 30.0 * MM;

/// The colours of a house, and what follows from them.
#[derive(Clone, Copy)]
pub(super) struct Inks {
    pub(super) text: Color,
    pub(super) accent: Color,
    pub(super) tint: Color,
    /// Of small text beside the text.
    pub(super) quiet: Color,
    /// Of lines in a table.
    pub(super) faint: Color,
}

/// How a text is set.
#[derive(Clone, Copy)]
pub(super) struct Look {
    pub(super) size: f32,
    pub(super) leading: f32,
    pub(super) ink: Color,
    pub(super) align: Align,
    pub(super) voice: Voice,
}

/// Towards which side of its area a text stands, for who reads the letter.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Start,
    Centre,
    End,
}

/// In whose words a text is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Voice {
    /// The letter, in its own language.
    Letter,
    /// The words that the page adds.
    Labels,
    /// The sender and the address, as they are written in the Netherlands.
    House,
}

/// Lines below each other, measured from their upper edge.
pub(super) struct Stack {
    pub(super) marks: Vec<Mark>,
    pub(super) height: f32,
}

impl Stack {
    pub(super) fn new() -> Stack {
        Stack { marks: Vec::new(), height: 0.0 }
    }

    /// Adds another one below, with room in between when there is something above.
    pub(super) fn put(&mut self, below: Stack, room: f32) {
        if !self.marks.is_empty() {
            self.height += room;
        }
        self.marks.extend(below.marks.into_iter().map(|mark| mark.down(self.height)));
        self.height += below.height;
    }
}

/// Sets the parts of one letter.
pub(super) struct Composer<'a> {
    pub(super) setter: Setter<'a>,
    pub(super) tags: Tags,
    pub(super) inks: Inks,
    /// The language of the letter and of the words that the page adds.
    pub(super) language: &'a str,
    pub(super) labels: &'static str,
    pub(super) right_to_left: bool,
    pub(super) labels_right_to_left: bool,
}

impl Composer<'_> {
    pub(super) fn look(&self, size: f32) -> Look {
        let (align, voice) = (Align::Start, Voice::Letter);
        Look { size, leading: LEADING * size, ink: self.inks.text, align, voice }
    }

    pub(super) fn small(&self) -> Look {
        Look { ink: self.inks.quiet, voice: Voice::Labels, ..self.look(SMALL) }
    }

    /// A text in lines, each measured from its own upper edge.
    fn lines(&mut self, texts: &[Line], look: Look, area: Area, role: Role) -> Vec<Mark> {
        let (language, right_to_left) = match look.voice {
            Voice::Letter => (self.language, self.right_to_left),
            Voice::Labels => (self.labels, self.labels_right_to_left),
            Voice::House => ("nl", false),
        };
        let spoken = match look.voice {
            Voice::Labels if self.labels != self.language => Some(self.labels),
            Voice::House if self.language != "nl" => Some("nl"),
            _ => None,
        };
        let mut marks = Vec::new();
        for text in texts {
            for line in self.setter.set(text, (look.size, area.width), right_to_left, language) {
                let x = self.place(&line, look, area) - line.space_before;
                let what =
                    What::Text { line: Rc::new(line), size: look.size, ink: look.ink, language: spoken };
                marks.push(Mark { what, x, y: CAPITAL * look.size, role });
            }
        }
        marks
    }

    fn place(&self, line: &SetLine, look: Look, area: Area) -> f32 {
        let left = match look.voice {
            Voice::House => true,
            Voice::Letter | Voice::Labels => !self.right_to_left,
        };
        let room = area.width - line.width;
        area.left
            + match look.align {
                Align::Centre => room / 2.0,
                Align::Start if left => 0.0,
                Align::End if !left => 0.0,
                Align::Start | Align::End => room,
            }
    }

    /// A text as one whole.
    pub(super) fn stack(&mut self, texts: &[Line], look: Look, area: Area, role: Role) -> Stack {
        let mut stack = Stack::new();
        for mark in self.lines(texts, look, area, role) {
            stack.put(Stack { marks: vec![mark], height: CAPITAL * look.size }, look.leading);
        }
        stack
    }

    /// A text that may go over pages, but not with one line alone on either.
    fn text(
        &mut self,
        texts: &[Line],
        look: Look,
        area: Area,
        role: Role,
        (above, below): (f32, f32),
    ) -> Vec<Band> {
        let lines = self.lines(texts, look, area, role);
        let last = lines.len().saturating_sub(1);
        let band = |(at, mark): (usize, Mark)| Band {
            keep: at < last && (at == 0 || at + 1 == last),
            ..Band::new(
                vec![mark],
                CAPITAL * look.size,
                if at == 0 { above } else { look.leading },
                if at == last { below } else { 0.0 },
            )
        };
        lines.into_iter().enumerate().map(band).collect()
    }

    pub(super) fn heading(&mut self, level: u16, title: &Line, area: Area) -> Vec<Band> {
        let size = if level == 1 { 15.0 } else { 12.0 };
        let room = if level == 1 { (0.0, 1.1 * size) } else { (1.35 * size, 0.65 * size) };
        let node = self.tags.heading(None, level, words(title));
        let look = Look { ink: self.inks.accent, ..self.look(size) };
        let mut bands = self.text(&[bold(title)], look, area, Role::Part(node), room);
        bands.iter_mut().for_each(|band| band.keep = true);
        bands
    }

    /// One part of a letter.
    pub(super) fn block(&mut self, block: Block, area: Area) -> Vec<Band> {
        match block {
            Block::Heading(title) => self.heading(2, &title, area),
            Block::Paragraph(lines) => {
                let node = self.tags.add(None, Tag::P);
                self.text(&lines, self.look(TEXT), area, Role::Part(node), (BETWEEN, BETWEEN))
            }
            Block::Bullets(items) => self.bullets(&items, area),
            Block::Table(table) => self.table(&table, area),
            Block::Pay(panel) => vec![self.panel(panel, area)],
        }
    }

    /// Towards the side where reading begins, so much of an area; and what is left of it.
    fn split(&self, area: Area, start: f32, between: f32) -> (Area, Area) {
        let rest = area.width - start - between;
        if self.right_to_left {
            let first = Area { left: area.left + area.width - start, width: start };
            return (first, Area { left: area.left, width: rest });
        }
        (Area { left: area.left, width: start }, Area { left: area.left + start + between, width: rest })
    }

    fn bullets(&mut self, items: &[Line], area: Area) -> Vec<Band> {
        let list = self.tags.add(None, Tag::L(ListNumbering::Disc));
        let mut bands = Vec::new();
        for (at, item) in items.iter().enumerate() {
            let above = if at == 0 { BETWEEN } else { 0.8 * TEXT };
            let below = if at + 1 == items.len() { BETWEEN } else { 0.0 };
            bands.extend(self.bullet(list, item, area, (above, below)));
        }
        bands
    }

    fn bullet(&mut self, list: NodeId, item: &Line, area: Area, room: (f32, f32)) -> Vec<Band> {
        let node = self.tags.add(Some(list), Tag::LI);
        let (point, body) = (self.tags.add(Some(node), Tag::Lbl), self.tags.add(Some(node), Tag::LBody));
        let (margin, rest) = self.split(area, 0.6 * TEXT, 0.6 * TEXT);
        let look = Look { ink: self.inks.accent, ..self.look(TEXT) };
        let point = self.lines(&[vec![Piece::new("•", false)]], look, margin, Role::Part(point));
        let mut bands = self.text(std::slice::from_ref(item), self.look(TEXT), rest, Role::Part(body), room);
        if let Some(first) = bands.first_mut() {
            first.marks.splice(0..0, point);
        }
        bands
    }

    fn table(&mut self, table: &Table, area: Area) -> Vec<Band> {
        let node = self.tags.add(None, Tag::Table);
        let columns = self.columns(table, area);
        let amounts: Vec<bool> = (0..table.columns()).map(|column| table.is_amounts(column)).collect();
        let mut bands = Vec::new();
        let mut heading = None;
        if !table.head.is_empty() {
            let row = self.row(&table.head, &columns, &amounts, (node, true));
            let repeated = row.marks.iter().map(|mark| Mark { role: Role::Decoration, ..mark.clone() });
            heading = Some(Rc::new((repeated.collect(), row.height)));
            bands.push(Band { keep: true, ..Band::new(row.marks, row.height, 0.0, 0.0) });
        }
        for cells in &table.rows {
            let row = self.row(cells, &columns, &amounts, (node, false));
            bands.extend(cut(row).into_iter().map(|band| Band { heading: heading.clone(), ..band }));
        }
        if let Some(first) = bands.first_mut() {
            first.above = BETWEEN;
        }
        if let Some(last) = bands.last_mut() {
            last.below = BETWEEN;
        }
        bands
    }

    /// Columns of amounts are as wide as they need, the others share the rest.
    fn columns(&mut self, table: &Table, area: Area) -> Vec<Area> {
        let count = table.columns();
        let inset = 2.0 * CELL.0;
        let most = (1.5 * area.width / count.max(1) as f32).min(area.width);
        let mut widths = vec![None; count];
        for column in (0..count).filter(|column| table.is_amounts(*column)) {
            let rows = [&table.head].into_iter().chain(&table.rows);
            let cells = rows.filter_map(|row| row.get(column)).map(|cell| vec![Piece::new(cell, true)]);
            let cells: Vec<Line> = cells.collect();
            let needs = self.widest(&cells, self.look(TEXT)) + inset;
            widths[column] = Some(needs.min(most));
        }
        let taken: f32 = widths.iter().flatten().sum();
        let open = widths.iter().filter(|width| width.is_none()).count().max(1) as f32;
        let share = (area.width - taken).max(0.0) / open;
        let mut rest = area;
        let mut areas = Vec::new();
        for width in widths {
            let (column, after) = self.split(rest, width.unwrap_or(share), 0.0);
            areas.push(column);
            rest = after;
        }
        areas
    }

    fn row(
        &mut self,
        cells: &[String],
        columns: &[Area],
        amounts: &[bool],
        (table, head): (NodeId, bool),
    ) -> Stack {
        let row = self.tags.add(Some(table), Tag::TR);
        let mut all = Stack::new();
        for ((cell, column), amount) in cells.iter().zip(columns).zip(amounts) {
            let node = match head {
                true => self.tags.add(Some(row), Tag::TH(TableHeaderScope::Column)),
                false => self.tags.add(Some(row), Tag::TD),
            };
            let align = if *amount { Align::End } else { Align::Start };
            let look = Look { align, ..self.look(TEXT) };
            let inside = Area { left: column.left + CELL.0, width: column.width - 2.0 * CELL.0 };
            let text = self.stack(&[vec![Piece::new(cell, head)]], look, inside, Role::Part(node));
            all.marks.extend(text.marks.into_iter().map(|mark| mark.down(CELL.1)));
            all.height = all.height.max(text.height);
        }
        all.height = all.height.max(CAPITAL * TEXT) + 2.0 * CELL.1;
        let (ink, height) = if head { (self.inks.accent, 0.8) } else { (self.inks.faint, 0.4) };
        for column in columns {
            let what = What::Fill { width: column.width, height, radius: 0.0, ink };
            all.marks.push(Mark { what, x: column.left, y: all.height - height, role: Role::Decoration });
        }
        all
    }

    /// How to pay: in words, with the codes beside it. One whole.
    fn panel(&mut self, panel: Panel, area: Area) -> Band {
        let (side, edge) = (5.0 * MM, 4.5 * MM);
        let inside = Area { left: area.left + side, width: area.width - 2.0 * side };
        let (words, codes) = self.split(inside, inside.width - CODE - 6.0 * MM, 6.0 * MM);
        let words = self.ways_to_pay(&panel, words);
        let codes = self.codes(panel.codes, codes);
        let height = words.height.max(codes.height) + 2.0 * edge;
        let ground = What::Fill { width: area.width, height, radius: 1.5 * MM, ink: self.inks.tint };
        let mut marks = vec![Mark { what: ground, x: area.left, y: 0.0, role: Role::Decoration }];
        marks.extend(words.marks.into_iter().chain(codes.marks).map(|mark| mark.down(edge)));
        Band::new(marks, height, 1.5 * TEXT, 1.5 * TEXT)
    }

    fn ways_to_pay(&mut self, panel: &Panel, area: Area) -> Stack {
        let title = self.tags.heading(None, 2, words(&panel.title));
        let look = Look { ink: self.inks.accent, ..self.look(12.0) };
        let mut all = self.stack(&[bold(&panel.title)], look, area, Role::Part(title));
        if !panel.items.is_empty() {
            for (at, band) in self.bullets(&panel.items, area).into_iter().enumerate() {
                let room = if at == 0 { 0.8 * 12.0 } else { band.above };
                all.put(Stack { marks: band.marks, height: band.height }, room);
            }
        }
        let label_width = match &panel.rows[..] {
            [(label, _)] => self.widest(&[vec![Piece::new(label, false)]], self.small()),
            _ => 28.0 * MM,
        };
        for (at, (label, value)) in panel.rows.iter().enumerate() {
            let node = self.tags.add(None, Tag::P);
            let (left, right) = self.split(area, label_width, 0.8 * SMALL);
            let mut row = self.stack(&[vec![Piece::new(label, false)]], self.small(), left, Role::Part(node));
            let value =
                self.stack(&[vec![Piece::new(value, true)]], self.look(TEXT), right, Role::Part(node));
            // Both stand on the same line.
            row.marks = row.marks.into_iter().map(|mark| mark.down(CAPITAL * (TEXT - SMALL))).collect();
            row.height = (row.height + CAPITAL * (TEXT - SMALL)).max(value.height);
            row.marks.extend(value.marks);
            all.put(row, if at == 0 { 1.1 * TEXT } else { 0.75 * TEXT });
        }
        all
    }

    /// How wide the widest of these is, each on one line.
    fn widest(&mut self, texts: &[Line], look: Look) -> f32 {
        let all = Area { left: 0.0, width: f32::MAX };
        let width = |mark: Mark| match mark.what {
            What::Text { line, .. } => line.width,
            What::Fill { .. } | What::Code { .. } | What::Logo { .. } => 0.0,
        };
        self.lines(texts, look, all, Role::Decoration).into_iter().map(width).fold(0.0, f32::max)
    }

    fn codes(&mut self, codes: Vec<Code>, area: Area) -> Stack {
        let mut all = Stack::new();
        for code in codes {
            let figure = self.tags.add(None, Tag::Figure(Some(code.alt)));
            let what = What::Code { drawing: Rc::new(code.drawing), side: CODE };
            let mark = Mark { what, x: area.left, y: 0.0, role: Role::Part(figure) };
            all.put(Stack { marks: vec![mark], height: CODE }, 3.0 * MM);
            let caption = self.tags.add(None, Tag::P);
            let look = Look { align: Align::Centre, ..self.small() };
            let text = self.stack(&[vec![Piece::new(code.caption, false)]], look, area, Role::Part(caption));
            all.put(text, 0.5 * SMALL);
        }
        all
    }
}

/// Room beside and above the text of a cell.
const CELL: (f32, f32) = (0.3 * TEXT, 0.45 * TEXT);

/// A row that is too high for a page, in strips of a line; the others as they are.
fn cut(row: Stack) -> Vec<Band> {
    if row.height <= HIGHEST / 2.0 {
        return vec![Band::new(row.marks, row.height, 0.0, 0.0)];
    }
    let step = CAPITAL * TEXT + LEADING * TEXT;
    let count = (row.height / step).ceil() as usize;
    let mut strips: Vec<Band> = (0..count).map(|_| Band::new(Vec::new(), step, 0.0, 0.0)).collect();
    for mark in row.marks {
        let at = ((mark.y / step) as usize).min(count - 1);
        strips[at].marks.push(mark.down(-(at as f32) * step));
    }
    strips
}

fn words(line: &Line) -> String {
    line.iter().map(|piece| piece.text.as_str()).collect()
}

fn bold(line: &Line) -> Line {
    line.iter().map(|piece| Piece { bold: true, ..piece.clone() }).collect()
}
