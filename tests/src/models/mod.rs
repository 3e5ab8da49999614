//! What several people do to one thing at once, unknown outcomes included, is what they might have done one
//! after the other: a small machine of its own and a search through the orders (Wing and Gong) say so.
//!
//! `SIM_SEED=7 MODEL_HISTORIES=1000 cargo test --workspace models -- --nocapture` for other and more histories.

mod booking;
mod family;
mod search;

use crate::proofs::option;

/// The first seed, and so many histories from there.
fn seeds() -> std::ops::Range<u64> {
    let number = |name: &str, usual: u64| option(name).and_then(|text| text.parse().ok()).unwrap_or(usual);
    let first = number("SIM_SEED", 1);
    first..first + number("MODEL_HISTORIES", 12)
}
