//! A call that the table is too busy for is tried again, a little later each time and not for ever. So is a decision
//! that somebody else's write has overtaken.

use std::time::{Duration, Instant};

use crate::Store;
use crate::commit::{CommitError, Guard};
use crate::written::WriteError;

/// How long something is tried in a storm before the caller is told to come back.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is left of it.
pub(crate) struct Patience<'a> {
    store: &'a Store,
    since: Instant,
    tries: u32,
}

impl Store {
    pub(crate) fn patience(&self) -> Patience<'_> {
        Patience { store: self, since: Instant::now(), tries: 0 }
    }

    /// Reads, decides and writes; anew where somebody else has changed what was read.
    pub(crate) async fn anew<T, E, F>(&self, act: impl Fn() -> F) -> Result<T, E>
    where
        E: Overtaken,
        F: Future<Output = Result<T, E>>,
    {
        let mut patience = None;
        loop {
            match act().await {
                Err(error) if error.is_overtaken() => {}
                done => return done,
            }
            // From here on: the first try may have been a long one.
            if !patience.get_or_insert_with(|| self.patience()).lasts().await {
                return Err(CommitError::Busy.into());
            }
        }
    }

    async fn pause(&self, attempt: u32) {
        tokio::time::sleep(jitter(attempt, u16::from_le_bytes(self.entropy.bytes()))).await;
    }
}

/// Why nothing was written, which may be that what was read had changed.
pub(crate) trait Overtaken: From<CommitError> {
    fn is_overtaken(&self) -> bool;
}

impl Overtaken for CommitError {
    fn is_overtaken(&self) -> bool {
        matches!(self, Self::Lost { guard: Guard::Version, .. })
    }
}

impl<E> Overtaken for WriteError<E> {
    fn is_overtaken(&self) -> bool {
        matches!(self, Self::Commit(error) if error.is_overtaken())
    }
}

impl Patience<'_> {
    /// Waits before the next try. False when it is over, at once.
    pub(crate) async fn lasts(&mut self) -> bool {
        let lasts = self.since.elapsed() < PATIENCE;
        if lasts {
            self.store.pause(self.tries).await;
            self.tries += 1;
        }
        lasts
    }
}

/// Full jitter: anywhere up to 20 ms, 40 ms, ... 640 ms.
fn jitter(attempt: u32, chance: u16) -> Duration {
    let most = 20u64 << attempt.min(5);
    Duration::from_millis(u64::from(chance) % most + 1)
}

#[cfg(test)]
mod tests {
    use domain::notice::NoticeError;

    use super::*;

    #[test]
    fn a_pause_is_anywhere_up_to_twice_the_last_ones_most_and_640_milliseconds() {
        let pauses = |attempt| (0..=u16::MAX).map(move |chance| jitter(attempt, chance).as_millis());
        let most: Vec<u128> = (0..8).filter_map(|attempt| pauses(attempt).max()).collect();
        assert_eq!(most, [20, 40, 80, 160, 320, 640, 640, 640]);
        assert!((0..8).all(|attempt| pauses(attempt).min() == Some(1)));
    }

    #[test]
    fn only_what_is_no_longer_as_it_was_read_is_decided_anew() {
        let lost = |guard| CommitError::Lost { guard, current: None };
        assert!(lost(Guard::Version).is_overtaken());
        assert!(WriteError::<NoticeError>::from(lost(Guard::Version)).is_overtaken());
        let quarters = Guard::Quarters(uuid::Uuid::nil().into());
        for guard in [Guard::Gate, Guard::Key, Guard::New, Guard::Fresh, quarters, Guard::Named("ticket")] {
            assert!(!lost(guard).is_overtaken(), "{guard:?}");
            assert!(!WriteError::<NoticeError>::from(lost(guard)).is_overtaken(), "{guard:?}");
        }
        assert!(!CommitError::Busy.is_overtaken());
        assert!(!WriteError::from(NoticeError::NoSuchNotice).is_overtaken());
    }
}
