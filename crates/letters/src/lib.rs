//! What a message looks like on paper and on screen.
//!
//! In goes a finished text (small markup: headings, lists, tables), an address and the landlord's house style; out come a
//! PDF that a blind reader and an archive can both use ([`pdf`]), an e-mail ([`screen`]) and the batches a print house
//! takes ([`batch`]). This crate decides nothing, sends nothing and knows no dossier: what it is handed it sets, the same
//! bytes for the same input, or it says why not. Text from outside is always text, never code.

pub mod address;
pub mod batch;
pub mod document;
pub mod labels;
mod links;
pub mod payment;
pub mod pdf;
pub mod screen;
pub mod style;

pub use address::{AddressBlock, PostalAddress};
pub use document::Document;
pub use payment::PaymentPanel;
pub use pdf::{Letter, LetterError, Press, Printed};
pub use style::HouseStyle;
