//! The fault sweep: every operation, every call that it makes, every way in which a call can go wrong.
//! `SIM_SEED` chooses the pairs of faults; `SIM_PAIRS` how many there are of each operation.

use futures::StreamExt;
use futures::stream;
use testkit::{Fault, When};

use super::operation::Operation;
use super::operations;
use super::outcome::{Clean, Start, Trouble};

/// Runs that wait for an answer need no core.
const AT_ONCE: usize = 16;
const OPERATIONS_AT_ONCE: usize = 12;
/// Complaints beyond these are only counted.
const TOLD: usize = 20;

#[tokio::test]
async fn whatever_goes_wrong_in_bookings_is_told_honestly_and_ends_well() {
    hold(operations::bookings::all()).await;
}

/// Sweeps them all and panics with whatever was dishonest.
#[expect(clippy::print_stdout, reason = "how much was swept, for who runs with --nocapture")]
async fn hold(operations: Vec<Operation>) {
    let swept: Vec<_> = stream::iter(&operations).map(sweep).buffer_unordered(OPERATIONS_AT_ONCE).collect().await;
    let runs: usize = swept.iter().map(|(runs, _)| runs).sum();
    let complaints: Vec<String> = swept.into_iter().flat_map(|(_, complaints)| complaints).collect();
    println!("{} operations, {runs} runs", operations.len());
    let first: Vec<String> = complaints.iter().take(TOLD).cloned().collect();
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), first.join("\n"));
}

/// How many runs, and what was dishonest in them.
async fn sweep(operation: &Operation) -> (usize, Vec<String>) {
    let start = Start::of(operation).await;
    let clean = start.clean().await;
    let troubles = troubles(operation, &clean);
    let runs = troubles.len();
    let run = async |trouble: Trouble| start.complaints(&clean, &trouble).await;
    (runs, stream::iter(troubles).map(run).buffer_unordered(AT_ONCE).concat().await)
}

/// Each call, each fault: once, and for ever.
pub fn troubles(operation: &Operation, clean: &Clean) -> Vec<Trouble> {
    let calls = clean.cost.calls.iter().enumerate();
    let one = |(k, call): (usize, &String)| {
        let faults = Fault::ALL.into_iter().filter(|fault| fault.concerns(call));
        let once = faults.map(|fault| trouble(When::Call(k), fault, call));
        let for_ever = [Fault::Before, Fault::Throttled].map(|fault| trouble(When::From(k), fault, call));
        once.chain(for_ever).collect::<Vec<_>>()
    };
    let of_events = !operation.name.contains('/');
    let settle = |trouble: Trouble| Trouble { cuts_mail: of_events, ..trouble };
    calls.flat_map(one).map(settle).collect()
}

fn trouble(when: When, fault: Fault, call: &str) -> Trouble {
    Trouble {
        name: format!("{call} {when:?} {fault:?}"),
        fault: Some((when, fault)),
        twin: None,
        passes: matches!(when, When::Call(_)) && !fault.ends_the_process(),
        cuts_mail: false,
    }
}
