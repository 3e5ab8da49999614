//! What every HTTP function shares: start-up, who calls, bodies and replies, errors, the route
//! table and the `OpenAPI` document that it makes. Knows HTTP and Lambda; decides nothing.

mod aws;
mod body;
mod boot;
mod caller;
mod card;
mod cookie;
mod error;
mod fetch;
mod gates;
mod gateway;
mod house;
mod openapi;
mod page;
mod paging;
mod path;
mod query;
mod refused;
mod reply;
mod request;
mod routes;
mod serve;
pub mod token;
mod turn;
mod vars;

pub use aws::aws;
pub use body::{Body, Keyed, Once, Upload, unsaid};
pub use boot::BootError;
pub use caller::{Admin, AtWrite, Caller, Mentee, Mentor, Rank};
pub use card::card_at;
pub use cookie::Cookies;
pub use error::{Error, Failure, status};
pub use fetch::fetch;
pub use gateway::{Answer, Event, answer};
pub use house::{House, Housed};
pub use openapi::{Describe, Operation, clashes, document};
pub use page::Page;
pub use paging::{Paging, Turn};
pub use path::Path;
pub use query::Query;
pub use refused::Refused;
pub use reply::{Accepted, Array, Bare, BareCreated, Created, Data, Done, Listing, NoContent, Tagged};
pub use request::{IfMatch, Now, Origin, SourceIp};
pub use routes::{Collect, Route, Routes};
pub use serve::{listen, serve};
pub use vars::{Vars, vars};
