//! Two things go wrong in one run: the first passes, and before the end comes another. Asked of what people
//! do most and lose most by: booking, login, refresh.
//!
//! A sample of all pairs, which `SIM_SEED` chooses (printed, so that a run can be had again to the letter);
//! `SIM_FULL=1 cargo test --workspace two_things -- --nocapture` goes through every one.

use domain::Entropy;
use futures::StreamExt;
use futures::stream;
use testkit::{Fault, When};

use super::operations;
use super::outcome::{Clean, Start, Trouble};
use super::sweep::{everything, option};

const OPERATIONS: [&str; 3] = ["POST /v1/bookings", "POST /v1/auth/login", "POST /v1/auth/refresh"];
/// So many of each operation's pairs, unless all are asked for.
const SAMPLE: usize = 40;
const AT_ONCE: usize = 6;

/// Every first fault that somebody is left to hear of, and every second one at a later call. A call that
/// failed is made again, so there is one call more.
fn pairs(clean: &Clean) -> Vec<Trouble> {
    let calls = clean.cost.calls.len();
    let first =
        |k: usize| Fault::ALL.into_iter().filter(|fault| !fault.ends_the_process()).map(move |fault| (k, fault));
    let second = |k: usize| (k + 1..=calls).flat_map(|then| Fault::ALL.map(|fault| (then, fault)));
    let all = (0..calls).flat_map(first).flat_map(|one| second(one.0).map(move |other| (one, other)));
    let known = |(k, fault): (usize, Fault)| clean.cost.calls.get(k).is_none_or(|call| fault.concerns(call));
    let trouble = |((k, fault), other)| {
        let (of, n) = clean.named(k);
        trouble((When::Nth(of, n), fault), other)
    };
    all.filter(|(one, _)| known(*one)).map(trouble).collect()
}

fn trouble((when, fault): (When, Fault), (then, second): (usize, Fault)) -> Trouble {
    Trouble {
        name: format!("{when:?} {fault:?}, then call {then} {second:?}"),
        fault: Some((when, fault)),
        second: Some((When::Call(then), second)),
        twin: None,
        passes: !second.ends_the_process(),
        cuts_mail: false,
    }
}

/// So many of them, by the seed alone.
fn sample(mut pairs: Vec<Trouble>, seed: u64, many: usize) -> Vec<Trouble> {
    let entropy = Entropy::seeded(seed);
    let mut chosen = Vec::new();
    while chosen.len() < many && !pairs.is_empty() {
        let place = u64::from_le_bytes(entropy.bytes()) % pairs.len() as u64;
        chosen.push(pairs.swap_remove(usize::try_from(place).expect("a place")));
    }
    chosen
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_things_that_go_wrong_in_one_run_are_told_honestly_too() {
    let seed = option("SIM_SEED").and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let many = if everything() { usize::MAX } else { SAMPLE };
    let mut complaints = Vec::new();
    for operation in operations::all().iter().filter(|operation| OPERATIONS.contains(&operation.name)) {
        let start = Start::of(operation).await;
        let clean = start.clean().await;
        let (all, run) = (pairs(&clean), async |trouble: Trouble| start.complaints(&clean, &trouble).await);
        println!("{}: {} of {} pairs, SIM_SEED={seed}", operation.name, many.min(all.len()), all.len());
        let chosen = stream::iter(sample(all, seed, many)).map(run);
        complaints.extend(chosen.buffer_unordered(AT_ONCE).concat().await);
    }
    assert!(complaints.is_empty(), "SIM_SEED={seed}, {} complaints:\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn a_seed_chooses_the_same_pairs_again_and_another_seed_others() {
    let pairs =
        || (0..100).map(|k| trouble((When::Call(k), Fault::Before), (k + 1, Fault::Before))).collect::<Vec<_>>();
    let names = |seed| sample(pairs(), seed, 10).into_iter().map(|one| one.name).collect::<Vec<_>>();
    assert_eq!(names(7), names(7));
    assert_ne!(names(7), names(8));
}
