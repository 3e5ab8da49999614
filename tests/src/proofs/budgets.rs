//! What every operation may cost: a line of `budgets.txt` each, counted among 1,000 rows and among
//! 100,000 of others' whole lives. A missing line, or a figure that grows, fails; the line to write is in the message.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use testkit::{Cost, TestCloud};

use super::crowd::crowded;
use super::operation::{Operation, patient};
use super::operations;

const TABLE: &str = include_str!("budgets.txt");
/// Ids and numbers differ in length from run to run, by no more than this share of the bytes.
const SLACK: usize = 50;

/// At most: calls in a row, read units, write units, bytes sent to and received from all services.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Line {
    round_trips: usize,
    rcu: f64,
    wcu: f64,
    sent: usize,
    received: usize,
}

impl Line {
    fn of(cost: &Cost) -> Self {
        let Cost { round_trips, rcu, wcu, sent, received, .. } = *cost;
        // A sum of nothing is minus nought.
        Self { round_trips, rcu: rcu + 0.0, wcu: wcu + 0.0, sent, received }
    }

    fn parse(text: &str) -> Option<Self> {
        let mut fields = text.split_whitespace();
        let mut next = || fields.next();
        Some(Self {
            round_trips: next()?.parse().ok()?,
            rcu: next()?.parse().ok()?,
            wcu: next()?.parse().ok()?,
            sent: next()?.parse().ok()?,
            received: next()?.parse().ok()?,
        })
    }

    fn holds(&self, cost: &Self) -> bool {
        let bytes = |most: usize, is: usize| is <= most + most / SLACK;
        cost.round_trips <= self.round_trips
            && cost.rcu <= self.rcu
            && cost.wcu <= self.wcu
            && bytes(self.sent, cost.sent)
            && bytes(self.received, cost.received)
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { round_trips, rcu, wcu, sent, received } = self;
        write!(f, "{round_trips:3} {rcu:7} {wcu:6} {sent:8} {received:9}")
    }
}

/// The checked-in table, by operation.
fn budgets() -> BTreeMap<&'static str, Line> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let parsed = |line: &'static str| {
        let (figures, name) = line.split_once(" | ").unwrap_or_else(|| panic!("no operation in {line:?}"));
        (name, Line::parse(figures).unwrap_or_else(|| panic!("no budget in {line:?}")))
    };
    lines.map(parsed).collect()
}

/// The numbers that accounts have been given in the crowd.
static GIVEN: AtomicU64 = AtomicU64::new(1_000_000);

/// What the operation costs in a cloud that others use as well.
async fn cost_of(operation: &Operation, cloud: &TestCloud) -> Line {
    let (snapshot, act) = operation.stage().await;
    snapshot.pour(cloud);
    // Each was staged where accounts are counted from one.
    let given = GIVEN.fetch_add(1000, Ordering::Relaxed);
    cloud.write(&store::keys::account_counter(), &serde_json::json!({"given": given})).await;
    cloud.hold_stream();
    cloud.calm();
    let reply = act.act(cloud).await;
    assert!((200..400).contains(&reply.status), "{} is answered {}: {}", operation.name, reply.status, reply.text);
    Line::of(&cloud.cost())
}

/// The requests of all operations; what listeners cost depends on what waits, and is counted alone.
async fn complaints_among(count: usize) -> Vec<String> {
    let (crowd, budgets) = (crowded(count).await, budgets());
    let mut complaints = Vec::new();
    for operation in operations::all() {
        let alone = TestCloud::start_with(patient).await;
        let is_event = !operation.name.contains('/');
        let cost = cost_of(&operation, if is_event { &alone } else { &crowd }).await;
        match budgets.get(operation.name) {
            Some(budget) if budget.holds(&cost) => {}
            _ => complaints.push(format!("{cost} | {}", operation.name)),
        }
    }
    complaints
}

fn none(count: usize, complaints: &[String]) {
    assert!(
        complaints.is_empty(),
        "among {count} rows, dearer than tests/src/proofs/budgets.txt says, or not there:\n{}",
        complaints.join("\n")
    );
}

#[tokio::test]
async fn every_operation_keeps_its_budget_among_a_thousand_rows() {
    none(1_000, &complaints_among(1_000).await);
}

#[tokio::test]
async fn every_operation_keeps_the_same_budget_among_a_hundred_thousand_rows() {
    none(100_000, &complaints_among(100_000).await);
}

#[test]
fn every_budget_is_of_an_operation() {
    let there: Vec<&str> = operations::all().iter().map(|operation| operation.name).collect();
    let idle: Vec<_> = budgets().into_keys().filter(|name| !there.contains(name)).collect();
    assert!(idle.is_empty(), "budgets of nothing: {idle:?}");
}
