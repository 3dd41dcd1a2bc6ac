//! Sheets of paper: what is drawn on them, and how blocks flow over them.
//!
//! All measures are points, from the upper left corner of the paper.

use std::rc::Rc;

use krilla::color::rgb::Color;

use super::line::SetLine;
use super::tags::NodeId;
use crate::payment::Drawing;

/// A millimetre.
pub(super) const MM: f32 = 72.0 / 25.4;
/// Width and height of A4.
pub(super) const PAPER: (f32, f32) = (210.0 * MM, 297.0 * MM);
/// Where the text stands.
pub(super) const COLUMN: Area = Area { left: 25.0 * MM, width: 160.0 * MM };
/// The first line of a second page.
const TOP: f32 = 24.0 * MM;
/// Below this is only what every page has.
const BOTTOM: f32 = (297.0 - 27.0) * MM;

/// A strip of paper from top to bottom.
#[derive(Clone, Copy, Debug)]
pub(super) struct Area {
    pub(super) left: f32,
    pub(super) width: f32,
}

/// What a drawing is for who does not see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A part of the letter.
    Part(NodeId),
    /// The top or the bottom that pages repeat.
    Header,
    Footer,
    /// A line, a background, a repeated heading: nothing to read.
    Decoration,
}

/// Something on paper.
#[derive(Clone)]
pub(super) struct Mark {
    pub(super) what: What,
    pub(super) x: f32,
    /// The upper edge; of a text the line on which it stands.
    pub(super) y: f32,
    pub(super) role: Role,
}

/// What stands there.
#[derive(Clone)]
pub(super) enum What {
    /// A line of text; `language` where it is another than that of the letter.
    Text { line: Rc<SetLine>, size: f32, ink: Color, language: Option<&'static str> },
    /// A filled area, perhaps with round corners.
    Fill { width: f32, height: f32, radius: f32, ink: Color },
    /// A QR code.
    Code { drawing: Rc<Drawing>, side: f32 },
    /// The logo of the house.
    Logo { width: f32, height: f32 },
}

impl Mark {
    pub(super) fn down(mut self, by: f32) -> Mark {
        self.y += by;
        self
    }
}

/// Less room between the parts of a letter than this is that between two lines, and stays.
const LEAST_ROOM: f32 = 7.5;
/// What is left of the room between parts where that saves a page.
const TIGHT: f32 = 0.7;

/// A strip of a page that does not break: a line, a row, a panel. Its drawings are measured from its upper edge.
#[derive(Clone)]
pub(super) struct Band {
    pub(super) marks: Vec<Mark>,
    pub(super) height: f32,
    /// Room above and below; of two that meet the larger counts, and none at the top of a page.
    pub(super) above: f32,
    pub(super) below: f32,
    /// It stands on one page with the next.
    pub(super) keep: bool,
    /// What a page begins with when this band is its first: the heading of its table.
    pub(super) heading: Option<Rc<(Vec<Mark>, f32)>>,
}

impl Band {
    pub(super) fn new(marks: Vec<Mark>, height: f32, above: f32, below: f32) -> Band {
        Band { marks, height, above, below, keep: false, heading: None }
    }
}

/// A strip is higher than a page.
#[derive(Debug)]
pub(super) struct TooHigh;

/// Most that a strip may be high.
pub(super) const HIGHEST: f32 = BOTTOM - TOP;

/// Pages as they fill.
#[derive(Clone)]
pub(super) struct Sheets {
    pub(super) pages: Vec<Vec<Mark>>,
    /// Lower edge of what stands on the last page.
    y: f32,
    /// Room that the last strip wants below it; none at the top of a page.
    below: Option<f32>,
}

impl Sheets {
    /// The first page, with what stands around the window, and where the text begins.
    pub(super) fn new(marks: Vec<Mark>, y: f32) -> Sheets {
        Sheets { pages: vec![marks], y, below: None }
    }

    /// Lays strips below each other; nearer to each other where that saves a page, so that no sheet has only a greeting.
    pub(super) fn fill(self, bands: Vec<Band>) -> Result<Sheets, TooHigh> {
        let nearer = |room: f32| if room > LEAST_ROOM { (room * TIGHT).max(LEAST_ROOM) } else { room };
        let tight =
            |band: &Band| Band { above: nearer(band.above), below: nearer(band.below), ..band.clone() };
        let tight: Vec<Band> = bands.iter().map(tight).collect();
        let (mut sheets, mut tighter) = (self.clone(), self);
        sheets.flow(bands)?;
        if sheets.pages.len() == 1 {
            return Ok(sheets);
        }
        tighter.flow(tight)?;
        Ok(if tighter.pages.len() < sheets.pages.len() { tighter } else { sheets })
    }

    /// Lays strips below each other, over as many pages as they take.
    fn flow(&mut self, bands: Vec<Band>) -> Result<(), TooHigh> {
        let mut rest = bands.into_iter().peekable();
        while rest.peek().is_some() {
            let mut together = Vec::new();
            for band in rest.by_ref() {
                let keep = band.keep;
                together.push(band);
                if !keep {
                    break;
                }
            }
            self.lay(together)?;
        }
        Ok(())
    }

    /// On this page, or on the next, or else as far as it goes.
    fn lay(&mut self, together: Vec<Band>) -> Result<(), TooHigh> {
        let mut height = 0.0;
        let mut below = self.below;
        for band in &together {
            height += room(below, band.above) + band.height;
            below = Some(band.below);
        }
        let fits_on_one = height <= HIGHEST;
        if fits_on_one && self.y + height > BOTTOM {
            self.turn(&together[0]);
        }
        for band in together {
            if band.height > HIGHEST {
                return Err(TooHigh);
            }
            if self.y + room(self.below, band.above) + band.height > BOTTOM {
                self.turn(&band);
            }
            self.y += room(self.below, band.above);
            self.draw(band.marks);
            self.y += band.height;
            self.below = Some(band.below);
        }
        Ok(())
    }

    fn turn(&mut self, first: &Band) {
        self.pages.push(Vec::new());
        (self.y, self.below) = (TOP, None);
        if let Some(heading) = &first.heading {
            self.draw(heading.0.clone());
            self.y += heading.1;
            self.below = Some(0.0);
        }
    }

    fn draw(&mut self, marks: Vec<Mark>) {
        let y = self.y;
        let page = self.pages.last_mut().expect("there is always a page");
        page.extend(marks.into_iter().map(|mark| mark.down(y)));
    }
}

fn room(below: Option<f32>, above: f32) -> f32 {
    below.map_or(0.0, |below| below.max(above))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Strips of 100 points, with room of 10 in between; `kept` says which stand with the next.
    fn pages(count: usize, kept: &[usize], heading: bool) -> Vec<usize> {
        let mark = Mark {
            what: What::Fill { width: 1.0, height: 1.0, radius: 0.0, ink: Color::black() },
            x: 0.0,
            y: 0.0,
            role: Role::Decoration,
        };
        let heading = heading.then(|| Rc::new((vec![mark.clone()], 50.0)));
        let bands = (0..count).map(|at| Band {
            keep: kept.contains(&at),
            heading: heading.clone(),
            ..Band::new(vec![mark.clone()], 100.0, 10.0, 0.0)
        });
        let mut sheets = Sheets::new(Vec::new(), TOP);
        sheets.flow(bands.collect()).unwrap();
        for page in &sheets.pages {
            assert!(page.iter().all(|mark| mark.y >= TOP && mark.y + 100.0 <= BOTTOM));
        }
        sheets.pages.iter().map(Vec::len).collect()
    }

    #[test]
    fn strips_fill_a_page_and_what_is_kept_together_goes_on_together() {
        assert_eq!(pages(8, &[], false), [6, 2]);
        assert_eq!(pages(8, &[5], false), [5, 3], "the sixth stands with the seventh");
        assert_eq!(pages(8, &[0, 1, 2, 3, 4, 5, 6], false), [6, 2], "more than a page cannot stay together");
        assert_eq!(pages(8, &[], true), [6, 3], "a second page begins with the heading");
    }

    #[test]
    fn a_page_is_saved_where_less_room_does_it() {
        let strips = |height: f32| {
            let bands = (0..7).map(|_| Band::new(Vec::new(), height, 11.0, 11.0)).collect();
            Sheets::new(Vec::new(), TOP).fill(bands).unwrap()
        };
        let fits = (HIGHEST - 6.0 * 11.0) / 7.0;
        assert_eq!(strips(fits - 0.1).pages.len(), 1);
        assert_eq!(strips(fits + 2.0).pages.len(), 1, "with less room");
        assert_eq!(strips(fits + 4.0).pages.len(), 2, "but not without");
    }

    #[test]
    fn a_strip_higher_than_a_page_is_refused() {
        let mut sheets = Sheets::new(Vec::new(), TOP);
        assert!(sheets.flow(vec![Band::new(Vec::new(), HIGHEST + 1.0, 0.0, 0.0)]).is_err());
    }
}
