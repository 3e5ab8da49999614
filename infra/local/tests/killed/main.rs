//! The local cloud is killed with SIGKILL under load: what it acknowledged is there afterwards.

#![expect(clippy::unwrap_used, reason = "a test says so by failing")]

mod browser;
mod people;
mod running;
mod screen;
mod stored;
mod told;
