//! The rules of a mentorship organisation. Pure: no async, no AWS, no HTTP, no environment.
//! Clock, ids and randomness come in as arguments; a file per subject.

pub mod account;
pub mod alert;
pub mod announcement;
pub mod availability;
pub mod booking;
pub mod calendar;
pub mod card;
pub mod chat;
pub mod connection;
pub mod desk;
pub mod due;
pub mod email;
pub mod entropy;
pub mod event;
pub mod frame;
pub mod id;
pub mod mentor;
pub mod notice;
pub mod preference;
pub mod problem;
pub mod role;
pub mod search;
pub mod signed;
pub mod text;
pub mod time;
pub mod verdict;

pub use email::Email;
pub use entropy::Entropy;
pub use id::{BookingId, UserId};
pub use problem::{Kind, Kinds, Problem};
pub use role::{Role, Roles};
pub use time::{Now, Span, Zone};
