//! What stands around the text: the sender, the address in the window, date and reference; and what every page repeats.

use krilla::tagging::Tag;

use super::blocks::{Align, Composer, Look, SMALL, Stack, Voice};
use super::fonts::CAPITAL;
use super::house::House;
use super::line::Piece;
use super::page::{Line, Page};
use super::sheet::{Area, COLUMN, MM, Mark, PAPER, Role, Sheets, What};
use crate::address::AddressBlock;
use crate::style::Window;

/// The upper edge of logo and sender.
const HEAD: f32 = 14.0 * MM;
/// The sender stands here, and most of what stands beside the window.
const RIGHT: Area = Area { left: 125.0 * MM, width: 60.0 * MM };
/// The address keeps so far from the edges of the window, because paper slides.
const SLIDES: f32 = 5.0 * MM;

/// The first page with all that is not its text; the text begins below the window.
pub(super) fn first_sheet(
    composer: &mut Composer,
    house: &House,
    address: &AddressBlock,
    page: &Page,
) -> Sheets {
    let mut marks = name_or_logo(composer, house);
    marks.extend(sender(composer, house));
    let window = house.style.window;
    marks.extend(in_the_window(composer, house, address));
    marks.extend(beside_the_window(composer, window, page));
    let below = (window.top_mm + window.height_mm) as f32 * MM + 9.0 * MM;
    Sheets::new(marks, below)
}

fn name_or_logo(composer: &mut Composer, house: &House) -> Vec<Mark> {
    if let Some((width, height)) = house.logo_size() {
        let alt = house.style.logo.as_ref().map(|logo| logo.alt.clone());
        let figure = composer.tags.add(None, Tag::Figure(alt));
        let what = What::Logo { width, height };
        return vec![Mark { what, x: COLUMN.left, y: HEAD, role: Role::Part(figure) }];
    }
    let node = composer.tags.add(None, Tag::P);
    let look = house_look(composer, 19.0);
    let area = Area { left: COLUMN.left, width: 90.0 * MM };
    let name = vec![Piece::new(&house.style.name, true)];
    let look = Look { ink: composer.inks.accent, ..look };
    at(HEAD, composer.stack(&[name], look, area, Role::Part(node)))
}

fn sender(composer: &mut Composer, house: &House) -> Vec<Mark> {
    if house.style.sender.is_empty() {
        return Vec::new();
    }
    let node = composer.tags.add(None, Tag::P);
    let look = Look { ink: composer.inks.quiet, leading: 0.5 * 9.0, ..house_look(composer, 9.0) };
    let lines = std::iter::once(vec![Piece::new(&house.style.name, true)]);
    let lines: Vec<Line> = lines.chain(house.style.sender.iter().map(|line| plain(line))).collect();
    at(HEAD, composer.stack(&lines, look, RIGHT, Role::Part(node)))
}

fn in_the_window(composer: &mut Composer, house: &House, address: &AddressBlock) -> Vec<Mark> {
    let window = house.style.window;
    let area =
        Area { left: window.left_mm as f32 * MM + SLIDES, width: window.width_mm as f32 * MM - 2.0 * SLIDES };
    let mut all = Stack::new();
    if !house.style.return_line.is_empty() {
        let node = composer.tags.add(None, Tag::P);
        let look = Look { ink: composer.inks.quiet, ..house_look(composer, 7.0) };
        all.put(composer.stack(&[plain(&house.style.return_line)], look, area, Role::Part(node)), 0.0);
    }
    let node = composer.tags.add(None, Tag::P);
    let lines: Vec<Line> = address.lines().iter().map(|line| plain(line)).collect();
    let look = Look { leading: 0.5 * 10.5, ..house_look(composer, 10.5) };
    all.put(composer.stack(&lines, look, area, Role::Part(node)), 2.2 * MM);
    at(middle(window, all.height), all)
}

fn beside_the_window(composer: &mut Composer, window: Window, page: &Page) -> Vec<Mark> {
    let from = match window.left_mm {
        ..60 => (window.left_mm + window.width_mm + 10).max(125) as f32 * MM,
        _ => COLUMN.left,
    };
    let area = Area { left: from, width: RIGHT.width };
    let mut all = Stack::new();
    for (label, value) in &page.meta {
        let node = composer.tags.add(None, Tag::P);
        let mut one = composer.stack(&[plain(label)], composer.small(), area, Role::Part(node));
        let look = composer.look(10.5);
        one.put(composer.stack(&[plain(value)], look, area, Role::Part(node)), 0.45 * 10.5);
        all.put(one, 3.0 * MM);
    }
    at(middle(window, all.height), all)
}

/// What pages repeat: who writes and about what on all but the first, and on all of them how to reach the landlord.
pub(super) fn repeat(composer: &mut Composer, house: &House, page: &Page, sheets: &mut Sheets) {
    let count = sheets.pages.len();
    for (at, marks) in sheets.pages.iter_mut().enumerate() {
        if at > 0 {
            marks.splice(0..0, running_head(composer, house, &page.subject));
        }
        let number =
            page.labels.page.replace("{page}", &(at + 1).to_string()).replace("{pages}", &count.to_string());
        let number = if count > 1 { number } else { String::new() };
        marks.extend(foot(composer, house, &number));
    }
}

fn running_head(composer: &mut Composer, house: &House, subject: &str) -> Vec<Mark> {
    let look = Look { voice: Voice::Letter, ..composer.small() };
    let text = format!("{} · {subject}", house.style.name);
    at(16.8 * MM - CAPITAL * SMALL, composer.stack(&[plain(&text)], look, COLUMN, Role::Header))
}

fn foot(composer: &mut Composer, house: &House, number: &str) -> Vec<Mark> {
    let y = PAPER.1 - 27.0 * MM + 8.0 * MM;
    let what = What::Fill { width: COLUMN.width, height: 0.6, radius: 0.0, ink: composer.inks.accent };
    let mut marks = vec![Mark { what, x: COLUMN.left, y, role: Role::Footer }];
    let small = composer.small();
    let words = house.style.footer.join(" · ");
    let words_area = Area { width: COLUMN.width - 28.0 * MM, ..COLUMN };
    let words =
        composer.stack(&[plain(&words)], Look { voice: Voice::House, ..small }, words_area, Role::Footer);
    let look = Look { align: Align::End, ..small };
    let number_area = Area { left: COLUMN.left + COLUMN.width - 26.0 * MM, width: 26.0 * MM };
    let number = composer.stack(&[plain(number)], look, number_area, Role::Footer);
    marks.extend(at(y + 2.2 * MM, words));
    marks.extend(at(y + 2.2 * MM, number));
    marks
}

fn house_look(composer: &Composer, size: f32) -> Look {
    Look { voice: Voice::House, ..composer.look(size) }
}

fn plain(text: &str) -> Line {
    vec![Piece::new(text, false)]
}

fn middle(window: Window, height: f32) -> f32 {
    (window.top_mm as f32 + window.height_mm as f32 / 2.0) * MM - height / 2.0
}

fn at(y: f32, stack: Stack) -> Vec<Mark> {
    stack.marks.into_iter().map(|mark| mark.down(y)).collect()
}
