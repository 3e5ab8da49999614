//! What must hold of any bytes that a stranger sends, a function per subject: nothing panics, and what
//! is taken is what it seems. `fuzz/` runs them with bytes that a fuzzer makes up, `cargo test` with
//! those in `fuzz/corpus`. No function of ours links this.
//!
//! Each says whether the bytes were taken, so that a corpus in which nothing is taken any more (a token
//! of a form that we left, say) is found out.

mod csv;
mod cursor;
mod email;
mod events;
mod gateway;
mod id;
mod link;
mod multipart;
mod password;
mod photo;
mod requests;
mod seeds;
mod socket;
mod stage;
mod table;
mod text;
mod time;
mod token;

pub use seeds::{Seed, seeds};

/// A subject: its name is that of its file in `fuzz/fuzz_targets` and of its folder in `fuzz/corpus`.
pub struct Target {
    pub name: &'static str,
    /// Panics when a property does not hold; true when the bytes were taken.
    pub holds: fn(&[u8]) -> bool,
}

macro_rules! targets {
    ($($name:ident $holds:path;)*) => {
        /// Every subject.
        pub const TARGETS: &[Target] = &[$(Target { name: stringify!($name), holds: $holds }),*];
        $(pub fn $name(bytes: &[u8]) -> bool { $holds(bytes) })*
    };
}

targets! {
    gateway gateway::holds;
    stream events::stream;
    schedule events::schedule;
    request requests::request;
    socket socket::holds;
    multipart multipart::holds;
    photo photo::holds;
    csv csv::holds;
    cursor cursor::holds;
    token token::holds;
    link link::holds;
    id id::holds;
    time time::holds;
    email email::holds;
    text text::holds;
    password password::holds;
}
