//! The parts of a template that the local cloud makes.

use serde_json::Value as Json;
use std::{collections::BTreeMap, time::Duration};

/// A Lambda function. Its name is its folder's, its package's and its binary's.
#[derive(Debug, Clone)]
pub struct Function {
    pub name: String,
    /// Exactly the variables that the template lists, those of Globals merged in.
    pub environment: BTreeMap<String, String>,
    pub timeout: Duration,
    pub routes: Vec<Route>,
    pub streams: Vec<StreamSource>,
    pub schedules: Vec<Schedule>,
}

/// `ANY /v1/bookings/{proxy+}`, or `$default`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Upper case, or `ANY`.
    pub method: String,
    /// As the template writes it, or `$default`.
    pub path: String,
}

/// A WebSocket API.
#[derive(Debug, Clone)]
pub struct SocketApi {
    /// Where a message's body names its route, as a JSON pointer.
    pub selection: String,
    /// By route key: `$connect`, `$default`, `typing`.
    pub routes: BTreeMap<String, SocketRoute>,
}

/// Which function hears a route's messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocketRoute {
    pub function: String,
    /// Does the client get what the function replies?
    pub answers: bool,
}

/// A table stream that wakes a function.
#[derive(Debug, Clone)]
pub struct StreamSource {
    pub table: String,
    pub batch: usize,
    pub attempts: u32,
    /// A record is delivered when any of these matches it; always when there are none.
    pub patterns: Vec<Pattern>,
}

/// One event pattern, as `FilterCriteria` holds it.
#[derive(Debug, Clone)]
pub struct Pattern(pub Json);

/// `rate(1 minute)` and its like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    pub every: Duration,
}

/// A table, as the `CreateTable` call that makes it.
#[derive(Debug, Clone)]
pub struct Table {
    pub name: String,
    pub create: Json,
}

/// A bucket, by the name that it bears here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    pub name: String,
    pub cors: Option<Cors>,
}

/// A `CorsConfiguration`: the HTTP API's, or a bucket's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cors {
    pub origins: Vec<String>,
    pub methods: Vec<String>,
    pub headers: Vec<String>,
    pub expose: Vec<String>,
    pub max_age: Option<u64>,
    pub credentials: bool,
}
