//! What passed the door: how many calls, what they cost, and which had to wait for which. Whatever is
//! to befall a call is kept here too, since it goes by the call's number.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use crate::fault::{Fault, When};
use crate::twin::Twin;

/// What some work cost.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cost {
    /// Calls that each had to wait for the one before.
    pub round_trips: usize,
    /// All calls, in order of their start.
    pub calls: Vec<String>,
    /// The bytes of the rows that each of them writes, or of the call where it writes none.
    pub said: Vec<usize>,
    pub rcu: f64,
    pub wcu: f64,
    /// Bytes of all calls' bodies, and of their answers'.
    pub sent: usize,
    pub received: usize,
}

/// Calls in a row, read units and write units.
pub type Units = (usize, f64, f64);

impl Cost {
    /// What does not depend on how long a number is.
    pub fn units(&self) -> Units {
        (self.round_trips, self.rcu, self.wcu)
    }
}

/// What an operation may cost: sequential round trips, read units, write units, each at most.
#[derive(Clone, Copy, Debug)]
pub struct Budget(pub usize, pub f64, pub f64);

impl Budget {
    /// Panics where `cost` is over it, or was not counted at all.
    #[track_caller]
    #[expect(clippy::print_stdout, reason = "the table of costs, for who runs with --nocapture")]
    pub fn holds(&self, what: &str, cost: &Cost) {
        let Self(round_trips, rcu, wcu) = *self;
        println!("{what}: {} round trips, {} RCU, {} WCU", cost.round_trips, cost.rcu, cost.wcu);
        let within = cost.round_trips <= round_trips && cost.rcu <= rcu && cost.wcu <= wcu;
        assert!(within, "{what} costs {cost:?}, over {self:?}");
        assert!(cost.round_trips > 0, "{what} was not counted");
    }
}

/// The meter.
#[derive(Clone, Default)]
pub struct Meter(Arc<Mutex<Seen>>, Arc<AtomicUsize>);

/// A call that has not come to its end.
pub(crate) struct UnderWay(Arc<AtomicUsize>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[derive(Default)]
struct Seen {
    begun: usize,
    calls: Vec<Call>,
    faults: Vec<(When, Fault)>,
    /// The calls that came to where faults are, in their order.
    named: Vec<String>,
    /// What they befell.
    befallen: Vec<String>,
    twin: Option<Twin>,
    /// What a function said that the table does not understand, with what it answered.
    nonsense: Option<String>,
    pause: Option<(usize, Arc<Gate>)>,
}

/// Where a call waits until it may go on.
#[derive(Default)]
struct Gate {
    reached: Notify,
    open: Notify,
}

/// A call that is to wait before it takes effect, so that somebody else comes first.
pub struct Pause(Arc<Gate>);

impl Pause {
    /// Waits until the call has come to the door.
    pub async fn reached(&self) {
        self.0.reached.notified().await;
    }

    pub fn go(&self) {
        self.0.open.notify_one();
    }
}

/// One call that came to its end.
pub(crate) struct Call {
    pub operation: String,
    pub said: usize,
    pub started: Instant,
    pub ended: Instant,
    pub rcu: f64,
    pub wcu: f64,
    pub sent: usize,
    pub received: usize,
}

impl Meter {
    pub(crate) fn start(&self) {
        self.seen(|seen| {
            *seen = Seen { twin: seen.twin.take(), nonsense: seen.nonsense.take(), ..Seen::default() };
        });
    }

    /// From now on this befalls the calls, counted from 0 again.
    pub(crate) fn befall(&self, when: When, fault: Fault) {
        self.start();
        self.befall_too(when, fault);
    }

    /// And this besides; of two that befall one call the first does.
    pub(crate) fn befall_too(&self, when: When, fault: Fault) {
        self.seen(|seen| seen.faults.push((when, fault)));
    }

    /// From now on the calls to the table say something else.
    pub(crate) fn disguise(&self, twin: Option<Twin>) {
        self.seen(|seen| seen.twin = twin);
    }

    pub(crate) fn twin(&self) -> Option<Twin> {
        self.seen(|seen| seen.twin.clone())
    }

    /// The table does not understand this, and a function of ours said it: no fault explains that.
    pub(crate) fn not_understood(&self, operation: &str, answer: &[u8]) {
        let told = format!("{operation}: {}", String::from_utf8_lossy(answer));
        self.seen(|seen| _ = seen.nonsense.get_or_insert(told));
    }

    pub(crate) fn nonsense(&self) -> Option<String> {
        self.seen(|seen| seen.nonsense.clone())
    }

    /// The k-th call from now waits at the door.
    pub(crate) fn pause_before(&self, k: usize) -> Pause {
        self.start();
        let gate = Arc::new(Gate::default());
        self.seen(|seen| seen.pause = Some((k, Arc::clone(&gate))));
        Pause(gate)
    }

    /// This call's number; the one that was to wait has waited.
    pub(crate) async fn next(&self) -> usize {
        let (call, gate) = self.seen(|seen| {
            let call = seen.begun;
            seen.begun += 1;
            (call, seen.pause.take_if(|(k, _)| *k == call))
        });
        if let Some((_, gate)) = gate {
            gate.reached.notify_one();
            gate.open.notified().await;
        }
        call
    }

    /// The fault that befalls this call, if one does.
    pub(crate) fn fate(&self, call: usize, operation: &str) -> Option<Fault> {
        self.seen(|seen| {
            seen.named.push(operation.to_owned());
            let befalls = |(when, fault): &&(When, Fault)| fault.concerns(operation) && when.befalls(call, &seen.named);
            let fault = seen.faults.iter().find(befalls).map(|(_, fault)| *fault)?;
            seen.befallen.push(operation.to_owned());
            Some(fault)
        })
    }

    pub(crate) fn befallen(&self) -> Vec<String> {
        self.seen(|seen| seen.befallen.clone())
    }

    /// Until what is returned is dropped, a call is under way.
    pub(crate) fn begin(&self) -> UnderWay {
        self.1.fetch_add(1, Ordering::SeqCst);
        UnderWay(Arc::clone(&self.1))
    }

    /// Waits until no call is under way, those of the dead included.
    pub(crate) async fn rest(&self) {
        while self.1.load(Ordering::SeqCst) > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    pub(crate) fn passed(&self, call: Call) {
        self.seen(|seen| seen.calls.push(call));
    }

    pub(crate) fn stop(&self) -> Cost {
        let mut calls = self.seen(|seen| {
            let left = Seen { nonsense: seen.nonsense.take(), ..Seen::default() };
            std::mem::replace(seen, left).calls
        });
        calls.sort_by_key(|call| call.started);
        Cost {
            round_trips: longest_chain(&calls),
            rcu: calls.iter().map(|call| call.rcu).sum(),
            wcu: calls.iter().map(|call| call.wcu).sum(),
            sent: calls.iter().map(|call| call.sent).sum(),
            received: calls.iter().map(|call| call.received).sum(),
            said: calls.iter().map(|call| call.said).collect(),
            calls: calls.into_iter().map(|call| call.operation).collect(),
        }
    }

    fn seen<T>(&self, look: impl FnOnce(&mut Seen) -> T) -> T {
        look(&mut self.0.lock().expect("the meter"))
    }
}

/// A call waited for every call that had ended when it started.
fn longest_chain(calls: &[Call]) -> usize {
    let mut depths: Vec<(Instant, usize)> = Vec::new();
    for call in calls {
        let before = depths.iter().filter(|(ended, _)| *ended <= call.started).map(|(_, depth)| *depth).max();
        depths.push((call.ended, before.unwrap_or(0) + 1));
    }
    depths.into_iter().map(|(_, depth)| depth).max().unwrap_or(0)
}
