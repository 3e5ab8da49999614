//! Everyone's time. Real until somebody moves it: then real plus an offset, or standing still.

use jiff::{SignedDuration, Timestamp};
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::watch;

/// The time that events carry, shared by the gateway, the schedule, the stream and the mailbox.
#[derive(Clone)]
pub struct Clock {
    mode: Arc<RwLock<Mode>>,
    moved: Arc<watch::Sender<u64>>,
}

#[derive(Clone, Copy)]
enum Mode {
    Running(SignedDuration),
    Frozen(Timestamp),
}

impl Clock {
    /// The machine's own time.
    pub fn real() -> Self {
        Self::in_mode(Mode::Running(SignedDuration::ZERO))
    }

    /// Stands at this instant until it is moved.
    pub fn frozen(at: Timestamp) -> Self {
        Self::in_mode(Mode::Frozen(at))
    }

    fn in_mode(mode: Mode) -> Self {
        Self { mode: Arc::new(RwLock::new(mode)), moved: Arc::new(watch::Sender::new(0)) }
    }

    pub fn now(&self) -> Timestamp {
        match *self.mode.read().unwrap_or_else(PoisonError::into_inner) {
            Mode::Running(offset) => machine_time().saturating_add(offset).unwrap_or(Timestamp::MAX),
            Mode::Frozen(at) => at,
        }
    }

    /// Puts the clock at an instant. A running clock runs on from there.
    pub fn set(&self, at: Timestamp) {
        self.change(|mode| match mode {
            Mode::Running(_) => Mode::Running(at.duration_since(machine_time())),
            Mode::Frozen(_) => Mode::Frozen(at),
        });
    }

    /// Stops the clock at an instant.
    pub fn freeze(&self, at: Timestamp) {
        self.change(|_| Mode::Frozen(at));
    }

    /// Moves the clock on, or back where `by` is negative.
    pub fn advance(&self, by: SignedDuration) {
        self.set(self.now().saturating_add(by).unwrap_or(Timestamp::MAX));
    }

    /// The machine's own time again.
    pub fn release(&self) {
        self.change(|_| Mode::Running(SignedDuration::ZERO));
    }

    /// Tells whoever waits for a time that the clock was moved.
    pub fn moves(&self) -> watch::Receiver<u64> {
        self.moved.subscribe()
    }

    fn change(&self, next: impl Fn(Mode) -> Mode) {
        let mut mode = self.mode.write().unwrap_or_else(PoisonError::into_inner);
        *mode = next(*mode);
        drop(mode);
        self.moved.send_modify(|count| *count += 1);
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the clock that everything else is handed")]
fn machine_time() -> Timestamp {
    Timestamp::now()
}

#[cfg(test)]
mod tests {
    use super::Clock;
    use jiff::{SignedDuration, Timestamp};

    #[test]
    fn a_frozen_clock_moves_only_when_told() {
        let noon: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let clock = Clock::frozen(noon);
        assert_eq!(clock.now(), noon);
        clock.advance(SignedDuration::from_mins(90));
        assert_eq!(clock.now(), "2026-03-01T13:30:00Z".parse().unwrap());
    }

    #[test]
    fn a_running_clock_runs_on_from_where_it_is_put() {
        let clock = Clock::real();
        let then: Timestamp = "2030-01-01T00:00:00Z".parse().unwrap();
        clock.set(then);
        let later = clock.now();
        assert!(later >= then && later.duration_since(then) < SignedDuration::from_secs(5));
        clock.release();
        assert!(clock.now() < then);
    }
}
