//! What passed the door: how many calls, what they cost, and which had to wait for which. Whatever is
//! to befall a call is kept here too, since it goes by the call's number.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::fault::{Fault, When};
use crate::twin::Twin;

/// What some work cost.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cost {
    /// Calls that each had to wait for the one before.
    pub round_trips: usize,
    /// All calls, in order of their start.
    pub calls: Vec<String>,
    pub rcu: f64,
    pub wcu: f64,
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
    fault: Option<(When, Fault)>,
    twin: Option<Twin>,
}

/// One call that came to its end.
pub(crate) struct Call {
    pub operation: String,
    pub started: Instant,
    pub ended: Instant,
    pub rcu: f64,
    pub wcu: f64,
}

impl Meter {
    pub(crate) fn start(&self) {
        self.seen(|seen| *seen = Seen { twin: seen.twin.take(), ..Seen::default() });
    }

    /// From now on this befalls the calls, counted from 0 again.
    pub(crate) fn befall(&self, when: When, fault: Fault) {
        self.start();
        self.seen(|seen| seen.fault = Some((when, fault)));
    }

    /// From now on the calls to the table say something else.
    pub(crate) fn disguise(&self, twin: Option<Twin>) {
        self.seen(|seen| seen.twin = twin);
    }

    pub(crate) fn twin(&self) -> Option<Twin> {
        self.seen(|seen| seen.twin.clone())
    }

    /// The fault that befalls this call, if one does.
    pub(crate) fn fate(&self, operation: &str) -> Option<Fault> {
        self.seen(|seen| {
            let call = seen.begun;
            seen.begun += 1;
            let (when, fault) = seen.fault?;
            (fault.concerns(operation) && when.befalls(call)).then_some(fault)
        })
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
        let mut calls = self.seen(std::mem::take).calls;
        calls.sort_by_key(|call| call.started);
        Cost {
            round_trips: longest_chain(&calls),
            rcu: calls.iter().map(|call| call.rcu).sum(),
            wcu: calls.iter().map(|call| call.wcu).sum(),
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
