//! What screens and reports show. To be written.
