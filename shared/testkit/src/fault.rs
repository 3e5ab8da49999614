//! What can go wrong between a function and its table, put in at the door: the code under test is
//! the code that ships.

use http::StatusCode;
use serde_json::{Value, json};

/// One kind of trouble with one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The call never takes effect; the answer is a 500.
    Before,
    /// The call takes effect and its answer is lost.
    LostAnswer,
    /// Told to slow down, without effect.
    Throttled,
    /// A transaction meets another one, without effect.
    Conflict,
}

/// Which calls it befalls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// The k-th call from now, counted from 0.
    Call(usize),
    /// That one and every later one.
    From(usize),
    /// This share of all calls, in percent; a call's own number decides, so a run repeats.
    Percent(u64),
}

impl When {
    pub(crate) fn befalls(self, call: usize) -> bool {
        match self {
            Self::Call(k) => call == k,
            Self::From(k) => call >= k,
            // A Weyl sequence: evenly spread, and not in step with anything.
            Self::Percent(share) => {
                (call as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32 & 0xFFFF < share * 0xFFFF / 100
            }
        }
    }
}

impl Fault {
    /// Only transactions meet each other.
    pub(crate) fn concerns(self, operation: &str) -> bool {
        self != Self::Conflict || operation == "TransactWriteItems"
    }

    /// The answer in place of the table's own.
    pub(crate) fn answer(self, request: &Value) -> (StatusCode, Value) {
        let bad = StatusCode::BAD_REQUEST;
        let named = |name: &str| json!({"__type": format!("com.amazonaws.dynamodb.v20120810#{name}"), "message": "as the test wants it"});
        match self {
            Self::Before | Self::LostAnswer => (StatusCode::INTERNAL_SERVER_ERROR, named("InternalServerError")),
            Self::Throttled => (bad, named("ProvisionedThroughputExceededException")),
            Self::Conflict => {
                let items = request["TransactItems"].as_array().map_or(1, Vec::len);
                let mut reasons = vec![json!({"Code": "None"}); items];
                reasons[0] = json!({"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"});
                let mut answer = named("TransactionCanceledException");
                answer["CancellationReasons"] = json!(reasons);
                (bad, answer)
            }
        }
    }
}
