//! A broken twin of the house: the same binary, with what it tells the table rewritten on the wire. A
//! condition stripped, a transaction split, a row dropped: what a careless change would have done.

use std::sync::Arc;

use serde_json::Value;

/// Turns a call's operation and request into the requests that are sent in its place, one after the
/// other. The last one's answer is the answer, or the first one's that fails; no request is a success that
/// says nothing.
pub type Twin = Arc<dyn Fn(&str, Value) -> Vec<Value> + Send + Sync>;
