//! Letters: what is said to whom when something happened, and the one place that hands them to SES.
//! A file per family of letters; each is words, and one pair of templates makes text and HTML of
//! them. Only this crate names the SES SDK.

pub mod account;
pub mod alert;
pub mod booking;
mod calendar;
pub mod chat;
mod feed;
mod house;
mod letter;
mod mailer;
pub mod mentor;
mod mime;
mod when;

pub use calendar::{Invite, Method};
pub use feed::feed;
pub use house::{House, Links, Mailbox};
pub use letter::Letter;
pub use mailer::{MailError, Mailer};
