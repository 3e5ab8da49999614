//! The fault sweep: every operation, every call that it makes, every way in which a call can go wrong.
//!
//! `SIM_ONLY=confirm cargo test --workspace sweep -- --nocapture` sweeps the operations with that in their names;
//! `SIM_FULL=1` leaves out nothing: no call of a row of the same, no end of what has not written yet, no call from
//! which on all fails, and no kind of call that fails alone.

use std::time::Instant;

use futures::StreamExt;
use futures::stream;
use testkit::{Fault, When, only_reads};

use super::operation::Operation;
use super::operations;
use super::outcome::{Clean, Start, Trouble};

/// Runs in which the table fails for ever wait most of their time.
const WAITING_AT_ONCE: usize = 24;
const AT_ONCE: usize = 3;
/// Many more, and two cores are so busy that a send of SES passes its attempt's five seconds and is made again.
const OPERATIONS_AT_ONCE: usize = 8;
/// Complaints beyond these are only counted.
const TOLD: usize = 20;

/// A test for each line, of these groups of operations; and all of them, so that none is forgotten.
macro_rules! sweeps {
    ($($name:ident: $($group:ident)+;)*) => {
        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            hold([$(operations::$group::all()),+].into_iter().flatten().collect()).await;
        })*

        fn swept() -> Vec<Operation> {
            [$($(operations::$group::all()),+),*].into_iter().flatten().collect()
        }
    };
}

sweeps! {
    whatever_goes_wrong_in_bookings_is_told_honestly_and_ends_well: bookings;
    whatever_goes_wrong_in_accounts_is_told_honestly_and_ends_well: accounts;
    whatever_goes_wrong_in_mentors_is_told_honestly_and_ends_well: mentors;
    whatever_goes_wrong_in_realtime_and_notices_is_told_honestly_and_ends_well: notices realtime;
    whatever_goes_wrong_in_chat_is_told_honestly_and_ends_well: chat;
    whatever_goes_wrong_in_listeners_ends_well: events;
}

#[test]
fn every_operation_is_swept_once() {
    let names = |operations: Vec<Operation>| {
        let mut names: Vec<&str> = operations.iter().map(|operation| operation.name).collect();
        names.sort_unstable();
        names
    };
    assert_eq!(names(swept()), names(operations::all()));
}

/// Sweeps them all and panics with whatever was dishonest.
async fn hold(operations: Vec<Operation>) {
    let only = option("SIM_ONLY").unwrap_or_default();
    let chosen: Vec<_> = operations.iter().filter(|operation| operation.name.contains(&only)).collect();
    let started = Instant::now();
    let swept: Vec<_> = stream::iter(chosen).map(sweep).buffer_unordered(OPERATIONS_AT_ONCE).collect().await;
    let runs: usize = swept.iter().map(|(runs, _)| runs).sum();
    let complaints: Vec<String> = swept.into_iter().flat_map(|(_, complaints)| complaints).collect();
    println!("{} operations, {runs} runs, {:.1?}", operations.len(), started.elapsed());
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
    let (for_ever, once): (Vec<_>, Vec<_>) = troubles.into_iter().partition(Trouble::lasts);
    let once = stream::iter(once).map(run).buffer_unordered(AT_ONCE).concat();
    let for_ever = stream::iter(for_ever).map(run).buffer_unordered(WAITING_AT_ONCE).concat();
    let (once, for_ever) = futures::join!(once, for_ever);
    (runs, [once, for_ever].concat())
}

/// Each call, each fault: once, and for ever; and each kind of call for ever, while the others go on.
pub fn troubles(operation: &Operation, clean: &Clean) -> Vec<Trouble> {
    let calls = clean.cost.calls.iter().enumerate();
    let one = |(k, call): (usize, &String)| {
        let written = clean.cost.calls[..k].iter().any(|call| !only_reads(call));
        let tells = |fault: &Fault| everything() || written || !only_reads(call) || !fault.ends_the_process();
        let once = Fault::ALL.into_iter().filter(|fault| fault.concerns(call)).filter(tells);
        let (of, n) = clean.named(k);
        let once = once.map(|fault| trouble(When::Nth(of, n), fault, call));
        let for_ever = lasting(call, k).iter().map(|fault| trouble(When::FromNth(of, n), *fault, call));
        once.chain(for_ever).collect::<Vec<_>>()
    };
    let is_event = !operation.name.contains('/');
    // A letter whose sending nobody could write down is sent again.
    let mail = |trouble: Trouble| Trouble { cuts_mail: is_event && !trouble.passes, ..trouble };
    let calls = calls.filter(|(k, _)| everything() || !in_a_row(&clean.cost.calls, *k));
    calls.flat_map(one).chain(hot(operation, clean)).map(mail).collect()
}

/// One partition takes no more, or one service: who passes over that does the rest as if all were well. A request
/// without its transaction does nothing, and who cannot read ends.
fn hot(operation: &Operation, clean: &Clean) -> Vec<Trouble> {
    let calls = &clean.cost.calls;
    let is_request = operation.name.contains('/');
    let idle = |of: &str| only_reads(of) || is_request && of == "TransactWriteItems";
    let each = (0..calls.len()).filter(|k| everything() || !idle(&calls[*k]) && !in_a_row(calls, *k));
    let from = |(of, n)| trouble(When::Every(of, n), Fault::Throttled, of);
    each.map(|k| from(clean.named(k))).collect()
}

/// What fails from this call on.
fn lasting(call: &str, k: usize) -> &'static [Fault] {
    match k {
        _ if everything() => &[Fault::Before, Fault::Throttled],
        _ if only_reads(call) && k > 0 => &[],
        _ => &[Fault::Throttled],
    }
}

/// The same call as the two before it, or for a read the one: one of several rows, hours or shards.
fn in_a_row(calls: &[String], k: usize) -> bool {
    let row = if only_reads(&calls[k]) { 1 } else { 2 };
    k >= row && calls[k - row..k].iter().all(|call| *call == calls[k])
}

pub fn everything() -> bool {
    option("SIM_FULL").is_some()
}

pub fn option(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "an option of the test run, not of a function")]
    std::env::var(name).ok()
}

fn trouble(when: When, fault: Fault, call: &str) -> Trouble {
    Trouble {
        name: format!("{call} {when:?} {fault:?}"),
        fault: Some((when, fault)),
        second: None,
        twin: None,
        passes: !when.lasts() && !fault.ends_the_process(),
        cuts_mail: false,
    }
}
