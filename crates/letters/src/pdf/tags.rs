//! What is what, for who does not see it: the tree of headings, paragraphs, lists, tables and figures that goes along in the file.

use std::num::NonZeroU16;

use krilla::destination::XyzDestination;
use krilla::geom::{Point, Rect};
use krilla::outline::{Outline, OutlineNode};
use krilla::tagging::{BBox, Identifier, Node, Tag, TagGroup, TagKind, TagTree};

/// A place in the tree.
pub(super) type NodeId = usize;

/// The tree as it grows, in reading order.
#[derive(Default)]
pub(super) struct Tags {
    nodes: Vec<TagNode>,
    top: Vec<NodeId>,
}

struct TagNode {
    tag: TagKind,
    below: Vec<NodeId>,
    on_paper: Vec<Identifier>,
    /// Its title and where it stands, when it is a heading.
    heading: Option<(String, Option<(usize, Point)>)>,
}

impl Tags {
    /// A new part, below another or at the top.
    pub(super) fn add(&mut self, above: Option<NodeId>, tag: impl Into<TagKind>) -> NodeId {
        let id = self.nodes.len();
        self.nodes.push(TagNode { tag: tag.into(), below: Vec::new(), on_paper: Vec::new(), heading: None });
        match above {
            Some(above) => self.nodes[above].below.push(id),
            None => self.top.push(id),
        }
        id
    }

    /// A heading; the title also goes into the table of contents of the file.
    pub(super) fn heading(&mut self, above: Option<NodeId>, level: u16, title: String) -> NodeId {
        let id =
            self.add(above, Tag::Hn(NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN), Some(title.clone())));
        self.nodes[id].heading = Some((title, None));
        id
    }

    /// What was drawn there belongs to this part.
    pub(super) fn drawn(&mut self, id: NodeId, piece: Identifier, page: usize, area: Rect) {
        let node = &mut self.nodes[id];
        node.on_paper.push(piece);
        if let Some((_, place @ None)) = &mut node.heading {
            *place = Some((page, Point::from_xy(area.left(), area.top())));
        }
        if let TagKind::Figure(figure) = &mut node.tag {
            figure.set_bbox(Some(BBox::new(page, area)));
        }
    }

    /// The headings, as a reader lists them beside the page.
    pub(super) fn outline(&self) -> Outline {
        let mut outline = Outline::new();
        let headings = self.nodes.iter().filter_map(|node| node.heading.as_ref());
        for (title, place) in headings {
            let (page, point) = place.unwrap_or((0, Point::from_xy(0.0, 0.0)));
            outline.push_child(OutlineNode::new(title.clone(), XyzDestination::new(page, point)));
        }
        outline
    }

    pub(super) fn tree(&self, language: &str) -> TagTree {
        let mut tree = TagTree::new().with_lang(Some(language.to_owned()));
        self.top.iter().for_each(|id| tree.push(self.group(*id)));
        tree
    }

    fn group(&self, id: NodeId) -> TagGroup {
        let node = &self.nodes[id];
        let pieces = node.on_paper.iter().map(|piece| Node::from(*piece));
        let below = node.below.iter().map(|id| Node::from(self.group(*id)));
        TagGroup::with_children(node.tag.clone(), pieces.chain(below).collect())
    }
}
