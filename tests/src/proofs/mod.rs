//! Proofs that run by themselves. Every route of the routers and every function without HTTP is an
//! [`Operation`](operation::Operation) with a start state of its own; faults, budgets and authority are
//! then asked of all of them, those of today and those to come. What has no entry fails the build.

mod authority;
mod budgets;
mod callers;
pub mod coverage;
pub mod crowd;
mod late;
mod mails;
mod objects;
pub mod operation;
pub mod operations;
mod outcome;
mod pairs;
mod replay;
mod rivals;
mod shape;
mod shut_out;
mod stale;
pub mod sweep;
mod twins;
mod uninvited;
mod wire;

pub use sweep::option;
