//! What can go wrong between a function and what it stands on, put in at the door: the code under
//! test is the code that ships.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use local::Service;
use serde_json::{Value, json};

/// One kind of trouble with one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The call never takes effect; the answer is a 500.
    Before,
    /// The call takes effect and its answer is lost.
    LostAnswer,
    /// Told to slow down, without effect.
    Throttled,
    /// A transaction meets another one, without effect.
    Conflict,
    /// The process dies with the call on its lips: no effect.
    GoneBefore,
    /// The call takes effect, and the process dies before it hears so.
    GoneAfter,
    /// The deadline passes while the call is under way; then it takes effect all the same.
    TooLate,
}

/// Which calls it befalls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// The k-th call from now, counted from 0.
    Call(usize),
    /// That one and every later one.
    From(usize),
    /// The n-th call of this name, counted from 0: calls that go side by side come in any order.
    Nth(&'static str, usize),
    /// That one and whichever call comes later.
    FromNth(&'static str, usize),
    /// That one and every later one of this name, and none of another.
    Every(&'static str, usize),
    /// This share of all calls, in percent; a call's own number decides, so a run repeats.
    Percent(u64),
}

impl When {
    /// Does it go on for ever?
    pub fn lasts(self) -> bool {
        matches!(self, Self::From(_) | Self::FromNth(..) | Self::Every(..))
    }

    /// `seen` has the names of the calls so far, this one the last.
    pub(crate) fn befalls(self, call: usize, seen: &[String]) -> bool {
        let nth = |of: &str, n: usize| seen.iter().filter(|name| *name == of).count() > n;
        match self {
            Self::Call(k) => call == k,
            Self::From(k) => call >= k,
            Self::Nth(of, n) => seen.last().is_some_and(|name| name == of) && nth(of, n) && !nth(of, n + 1),
            Self::FromNth(of, n) => nth(of, n),
            Self::Every(of, n) => seen.last().is_some_and(|name| name == of) && nth(of, n),
            // A Weyl sequence: evenly spread, and not in step with anything.
            Self::Percent(share) => {
                (call as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32 & 0xFFFF < share * 0xFFFF / 100
            }
        }
    }
}

impl Fault {
    /// Every kind, in the order in which a sweep goes through them.
    pub const ALL: [Self; 7] = [
        Self::Before,
        Self::LostAnswer,
        Self::Throttled,
        Self::Conflict,
        Self::GoneBefore,
        Self::GoneAfter,
        Self::TooLate,
    ];

    /// Only transactions meet each other; and of a call that only reads there is no effect that an answer could be
    /// lost without: to its caller a lost answer is a failure, and an end is an end.
    pub fn concerns(self, operation: &str) -> bool {
        match self {
            Self::Conflict => operation == "TransactWriteItems",
            Self::LostAnswer | Self::GoneAfter | Self::TooLate => !only_reads(operation),
            Self::Before | Self::Throttled | Self::GoneBefore => true,
        }
    }

    /// Does the call reach what it was for, sooner or later?
    pub fn takes_effect(self) -> bool {
        matches!(self, Self::LostAnswer | Self::GoneAfter | Self::TooLate)
    }

    /// Is nobody left to hear the answer?
    pub fn ends_the_process(self) -> bool {
        matches!(self, Self::GoneBefore | Self::GoneAfter | Self::TooLate)
    }

    /// The answer in place of the service's own.
    pub(crate) fn answer(self, service: Service, request: &[u8]) -> Response {
        let slow = self == Self::Throttled;
        match service {
            Service::DynamoDb => self.of_the_table(&serde_json::from_slice(request).unwrap_or_default()),
            Service::Connections if slow => json_of(StatusCode::TOO_MANY_REQUESTS, &named("LimitExceededException")),
            Service::Connections => json_of(StatusCode::INTERNAL_SERVER_ERROR, &named("InternalServerError")),
            Service::Google if slow => StatusCode::TOO_MANY_REQUESTS.into_response(),
            Service::Google => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            Service::S3 if slow => xml(StatusCode::SERVICE_UNAVAILABLE, "SlowDown"),
            Service::S3 => xml(StatusCode::INTERNAL_SERVER_ERROR, "InternalError"),
            Service::Ses if slow => json_of(StatusCode::TOO_MANY_REQUESTS, &named("TooManyRequestsException")),
            Service::Ses => json_of(StatusCode::INTERNAL_SERVER_ERROR, &named("InternalServiceErrorException")),
        }
    }

    fn of_the_table(self, request: &Value) -> Response {
        let of = |name: &str| named(&format!("com.amazonaws.dynamodb.v20120810#{name}"));
        match self {
            Self::Throttled => json_of(StatusCode::BAD_REQUEST, &of("ProvisionedThroughputExceededException")),
            Self::Conflict => {
                let items = request["TransactItems"].as_array().map_or(1, Vec::len);
                let mut reasons = vec![json!({"Code": "None"}); items];
                reasons[0] = json!({"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"});
                let mut answer = of("TransactionCanceledException");
                answer["CancellationReasons"] = json!(reasons);
                json_of(StatusCode::BAD_REQUEST, &answer)
            }
            _ => json_of(StatusCode::INTERNAL_SERVER_ERROR, &of("InternalServerError")),
        }
    }
}

fn named(name: &str) -> Value {
    json!({"__type": name, "message": "as the test wants it"})
}

fn json_of(status: StatusCode, answer: &Value) -> Response {
    (status, [(CONTENT_TYPE, "application/x-amz-json-1.0")], answer.to_string()).into_response()
}

fn xml(status: StatusCode, code: &str) -> Response {
    let body = format!("<Error><Code>{code}</Code><Message>as the test wants it</Message></Error>");
    (status, [(CONTENT_TYPE, "application/xml")], body).into_response()
}

/// Does a call of this name to the table change nothing?
pub fn only_reads(operation: &str) -> bool {
    ["GetItem", "BatchGetItem", "Query"].contains(&operation)
}
