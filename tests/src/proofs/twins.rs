//! Broken twins: the same house with one careless change, made by rewriting what it tells the table.
//! Each must be caught; the table in the output says by what.
//!
//! `cargo test --workspace twins -- --nocapture` prints it.

use std::sync::Arc;

use futures::StreamExt;
use futures::stream;
use serde_json::Value;
use testkit::{Fault, Twin, When};

use super::operations;
use super::outcome::{Clean, Start, Trouble};
use super::rivals::Rival;
use super::wire;

/// What the careless change does to the rows of a kind.
#[derive(Clone, Copy, Debug)]
enum Change {
    /// Their condition is gone.
    Unconditional,
    /// They are not written.
    Dropped,
    /// One of them is not written.
    OneDropped,
    /// They are written in a transaction of their own.
    Apart,
    /// The transaction has no token.
    Tokenless,
}

/// What looks for it.
#[derive(Clone, Copy, Debug)]
enum Check {
    /// The act, and the same again, with nothing going wrong.
    Run,
    /// The process is gone after its first write.
    Gone,
    /// The answer to its write is lost.
    Lost,
    /// Somebody comes first.
    First(Rival),
}

type Case = (&'static str, Change, &'static str, Check);

/// The operation, what is changed, of which rows, and what catches it.
const TWINS: &[Case] = &[
    ("POST /v1/bookings", Change::Unconditional, "day#", Check::First(Rival::SameHour)),
    ("POST /v1/bookings", Change::Unconditional, "gate", Check::First(Rival::Suspension)),
    ("POST /v1/bookings", Change::OneDropped, "day#", Check::Run),
    ("POST /v1/bookings", Change::Dropped, "due#", Check::Run),
    ("POST /v1/bookings", Change::Dropped, "outbox#", Check::Run),
    ("POST /v1/bookings", Change::Dropped, "key", Check::Run),
    ("POST /v1/bookings", Change::Apart, "outbox#", Check::Gone),
    ("POST /v1/bookings", Change::Apart, "day#", Check::Gone),
    ("POST /v1/bookings", Change::Apart, "key", Check::Gone),
    ("POST /v1/bookings, without a key", Change::Tokenless, "booking", Check::Lost),
    ("POST /v1/bookings/{id}/confirm", Change::Unconditional, "booking", Check::First(Rival::Cancellation)),
    ("POST /v1/bookings/{id}/confirm", Change::Unconditional, "gate", Check::First(Rival::Suspension)),
    ("POST /v1/bookings/{id}/confirm", Change::Dropped, "outbox#", Check::Run),
    ("POST /v1/bookings/{id}/confirm", Change::OneDropped, "due#", Check::Run),
    ("POST /v1/bookings/{id}/confirm", Change::Apart, "outbox#", Check::Gone),
    ("POST /v1/bookings/{id}/cancel", Change::Dropped, "day#", Check::Run),
    ("POST /v1/bookings/{id}/cancel", Change::Dropped, "due#", Check::Run),
    ("POST /v1/bookings/{id}/reschedule", Change::OneDropped, "day#", Check::Run),
    ("POST /v1/bookings/{id}/reschedule", Change::Apart, "day#", Check::Gone),
    ("PUT /v1/bookings/{id}/meeting-link", Change::Unconditional, "booking", Check::First(Rival::Cancellation)),
    ("POST /v1/bookings/{id}/complete", Change::Dropped, "mentor", Check::Run),
    ("POST /v1/bookings/{id}/feedback", Change::Dropped, "mentor", Check::Run),
    ("POST /v1/bookings/{id}/complete", Change::Unconditional, "gate", Check::First(Rival::Suspension)),
    ("POST /v1/bookings/{id}/feedback", Change::Apart, "mentor", Check::Gone),
    ("POST /v1/bookings/{id}/answer", Change::Unconditional, "booking", Check::First(Rival::Oneself)),
];

impl Change {
    fn twin(self, what: &'static str) -> Twin {
        Arc::new(move |operation, request: Value| {
            if !wire::writes(operation, &request, what) {
                return vec![request];
            }
            match self {
                Self::Unconditional => vec![wire::unconditional(request, what)],
                Self::Dropped => wire::without(request, what),
                Self::OneDropped => wire::without_one(request, what),
                Self::Apart => wire::apart(&request, what),
                Self::Tokenless => vec![wire::tokenless(request)],
            }
        })
    }
}

impl Check {
    async fn complaints(self, start: &Start<'_>, clean: &Clean, twin: Twin) -> Vec<String> {
        let write = clean.cost.calls.iter().rposition(|call| call == "TransactWriteItems").expect("a write");
        let fault = match self {
            Self::First(rival) => return start.after(rival, clean, Some(twin)).await,
            Self::Run => None,
            Self::Gone => Some((When::Call(write), Fault::GoneAfter)),
            Self::Lost => Some((When::Call(write), Fault::LostAnswer)),
        };
        let passes = !matches!(self, Self::Gone);
        let trouble =
            Trouble { name: format!("{self:?}"), fault, second: None, twin: Some(twin), passes, cuts_mail: false };
        start.complaints(clean, &trouble).await
    }
}

/// The first complaint, in short; none where the twin got away.
async fn caught(case: &Case) -> Option<String> {
    let (name, change, what, check) = *case;
    let operations = operations::all();
    let operation = operations.iter().find(|operation| operation.name == name).expect("an operation");
    let start = Start::of(operation).await;
    let clean = start.clean().await;
    let complaints = check.complaints(&start, &clean, change.twin(what)).await;
    let line = complaints.first()?.replace('\n', " ");
    Some(line.strip_prefix(name).unwrap_or(&line).chars().take(110).collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_broken_twin_is_caught() {
    let run = async |case: &Case| (format!("{}: {:?} {}", case.0, case.1, case.2), caught(case).await);
    let outcomes: Vec<_> = stream::iter(TWINS).map(run).buffered(4).collect().await;
    for (twin, caught) in &outcomes {
        println!("{twin:72} | {}", caught.as_deref().unwrap_or("NOT CAUGHT"));
    }
    let free: Vec<_> = outcomes.iter().filter(|(_, caught)| caught.is_none()).map(|(twin, _)| twin).collect();
    assert!(free.is_empty(), "not caught: {free:#?}");
    assert!(TWINS.len() >= 25, "{} twins", TWINS.len());
}
