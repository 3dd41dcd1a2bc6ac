//! The formats of the systems landlords keep their books in: one module each.

pub(crate) mod open_items;
pub(crate) mod vera;
