//! The promises that name a race. Everybody waits at a barrier and goes at once. Small here, with its time
//! printed; at the size of its promise with
//!
//!     RACES=full cargo test --profile full --workspace races -- --nocapture
//!
//! The embedded table writes one transaction after the other, so that conflicts are put in at its door.

mod bookings;
mod contention;
mod families;
mod limits;
pub mod screens;

use std::time::Instant;

use futures::future::join_all;
use tokio::sync::Barrier;

use crate::proofs::option;

/// So many at once, and so often.
struct Size {
    clients: usize,
    rounds: usize,
    promise: &'static str,
    since: Instant,
}

/// The size of a promise's race, clients and rounds: the suite's, or with `RACES=full` the promise's own.
fn size(promise: &'static str, suite: (usize, usize), full: (usize, usize)) -> Size {
    let (clients, rounds) = if option("RACES").is_some_and(|size| size == "full") { full } else { suite };
    Size { clients, rounds, promise, since: Instant::now() }
}

impl Drop for Size {
    fn drop(&mut self) {
        println!("{}: race({}, {}) {:.1?}", self.promise, self.clients, self.rounds, self.since.elapsed());
    }
}

/// What each of so many gets who all go at once.
async fn race<T, F: Future<Output = T>>(many: usize, act: impl Fn(usize) -> F) -> Vec<T> {
    let barrier = Barrier::new(many);
    let one = |number: usize| {
        let (barrier, act) = (&barrier, act(number));
        async move {
            barrier.wait().await;
            act.await
        }
    };
    join_all((0..many).map(one)).await
}
