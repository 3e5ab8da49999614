//! Broken twins: the same house with one careless change, made by rewriting what it tells the table.
//! Each must be caught, by a check that has nothing to say of the house itself: so whatever it says is of the
//! twin. The table in the output says by what.
//!
//! `cargo test --workspace twins -- --nocapture` prints it; `SIM_ONLY=login` leaves it at the operations with that in
//! their names.

mod table;

use std::sync::Arc;

use futures::StreamExt;
use futures::stream;
use serde_json::Value;
use testkit::{Fault, Twin, When};

use super::operations;
use super::outcome::{Clean, Start, Trouble};
use super::rivals::Rival;
use super::sweep::option;
use super::wire;
use table::TWINS;

/// What the careless change does to the rows of a kind.
#[derive(Clone, Copy, Debug)]
enum Change {
    /// Their condition is gone.
    Unconditional,
    /// They are not written.
    Dropped,
    /// One of them is not written.
    OneDropped,
    /// They are not deleted.
    Kept,
    /// They are written in a transaction of their own.
    Apart,
    /// The transaction has no token.
    Tokenless,
}

/// What looks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Check {
    /// The act, and the same again, with nothing going wrong.
    Run,
    /// The process is gone after its last write.
    Gone,
    /// The answer to that is lost.
    Lost,
    /// Somebody comes first.
    First(Rival),
}

type Case = (&'static str, Change, &'static str, Check);

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
                Self::Kept => wire::without_deletes(operation, request, what),
                Self::Apart => wire::apart(&request, what),
                Self::Tokenless => vec![wire::tokenless(request)],
            }
        })
    }
}

impl Check {
    /// What it has to say of a twin; of the house itself, where there is none.
    async fn complaints(self, start: &Start<'_>, clean: &Clean, twin: Option<Twin>) -> Vec<String> {
        let (of, n) = clean.named(clean.last_write());
        let fault = match self {
            Self::First(rival) => return start.after(rival, clean, twin).await,
            Self::Run => None,
            Self::Gone => Some((When::Nth(of, n), Fault::GoneAfter)),
            Self::Lost => Some((When::Nth(of, n), Fault::LostAnswer)),
        };
        let passes = self != Self::Gone;
        let cuts_mail = !passes && start.is_event();
        let trouble = Trouble { name: format!("{self:?}"), fault, second: None, twin, passes, cuts_mail };
        start.complaints(clean, &trouble).await
    }
}

/// The twins of one operation, each with the first complaint, in short; none where it got away.
async fn caught(cases: &[Case]) -> Vec<(String, Option<String>)> {
    let name = cases[0].0;
    let operations = operations::all();
    let operation = operations.iter().find(|operation| operation.name == name).expect("an operation");
    let start = Start::of(operation).await;
    let clean = start.clean().await;
    let (mut controls, mut outcomes) = (Vec::new(), Vec::new());
    for &(_, change, what, check) in cases {
        if !controls.contains(&check) {
            let found = check.complaints(&start, &clean, None).await;
            assert!(
                found.is_empty(),
                "{name}: {check:?} complains of the house itself, so it proves nothing: {found:#?}"
            );
            controls.push(check);
        }
        let complaints = check.complaints(&start, &clean, Some(change.twin(what))).await;
        let line = complaints.first().map(|complaint| short(name, complaint));
        outcomes.push((format!("{name}: {change:?} {what}"), line));
    }
    outcomes
}

/// One line, without the operation that it begins with.
fn short(name: &str, complaint: &str) -> String {
    let line = complaint.replace('\n', " ");
    line.strip_prefix(name).unwrap_or(&line).chars().take(110).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_broken_twin_is_caught() {
    let only = option("SIM_ONLY").unwrap_or_default();
    let of_each = TWINS.chunk_by(|one, next| one.0 == next.0).filter(|cases| cases[0].0.contains(&only));
    let outcomes: Vec<(String, Option<String>)> = stream::iter(of_each).map(caught).buffered(4).concat().await;
    for (twin, caught) in &outcomes {
        println!("{twin:72} | {}", caught.as_deref().unwrap_or("NOT CAUGHT"));
    }
    let free: Vec<_> = outcomes.iter().filter(|(_, caught)| caught.is_none()).map(|(twin, _)| twin).collect();
    assert!(free.is_empty(), "not caught: {free:#?}");
    assert!(outcomes.len() >= 41 || !only.is_empty(), "{} twins", outcomes.len());
}
