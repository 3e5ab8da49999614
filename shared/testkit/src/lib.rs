//! What tests stand on: a local cloud each, people in it, a clock that stands still, a meter at the
//! table's door and the invariants of its rows.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

mod cloud;
mod documented;
mod door;
mod fault;
mod invariants;
mod meter;
mod past;
mod people;
mod policy;
mod reply;
mod schema;
mod snapshot;
mod socket;
mod twin;
mod whole;

pub use cloud::{START, TestCloud};
pub use fault::{Fault, When, only_reads};
pub use invariants::Dump;
pub use meter::{Budget, Cost, Meter, Pause, Units};
pub use past::Stale;
pub use people::Person;
pub use policy::{May, Policy, resource_name};
pub use reply::{Ask, Reply};
pub use schema::flaws;
pub use snapshot::Snapshot;
pub use socket::Socket;
pub use twin::Twin;
