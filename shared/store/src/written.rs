//! Why a write was not made, where that is the decision's own reason or one that any write may have.

use domain::alert::AlertError;
use domain::announcement::{AnnouncementError, WithdrawalError};
use domain::chat::ChatError;
use domain::notice::NoticeError;
use domain::preference::PreferenceError;
use domain::{Kind, Kinds, Now, Problem};
use serde::de::DeserializeOwned;

use crate::commit::{CommitError, Guard, WRITTEN};
use crate::idempotency::Mismatch;
use crate::{IdempotencyKey, Kept, ReadError};

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError<E> {
    #[error(transparent)]
    Refused(E),
    #[error("The session has ended. Sign in again.")]
    Ended,
    #[error(transparent)]
    Mismatch(Mismatch),
    #[error(transparent)]
    Read(ReadError),
    #[error(transparent)]
    Commit(CommitError),
}

/// What a decision says no with, and all that its write may come to.
pub trait Decided: Problem {
    const WRITTEN: &'static [Kind];
}

impl Decided for AlertError {
    const WRITTEN: &'static [Kind] =
        &[Kind::Invalid, Kind::Unauthenticated, Kind::Missing, Kind::Mismatch, Kind::Unavailable, Kind::Internal];
}

impl Decided for AnnouncementError {
    const WRITTEN: &'static [Kind] =
        &[Kind::Invalid, Kind::Unauthenticated, Kind::Mismatch, Kind::Unavailable, Kind::Internal];
}

impl Decided for WithdrawalError {
    const WRITTEN: &'static [Kind] = &[Kind::Unauthenticated, Kind::Missing, Kind::Unavailable, Kind::Internal];
}

impl Decided for ChatError {
    const WRITTEN: &'static [Kind] = WRITTEN;
}

impl Decided for NoticeError {
    const WRITTEN: &'static [Kind] = &[Kind::Unauthenticated, Kind::Missing, Kind::Unavailable, Kind::Internal];
}

impl Decided for PreferenceError {
    const WRITTEN: &'static [Kind] =
        &[Kind::Unauthenticated, Kind::Missing, Kind::Conflict, Kind::Unavailable, Kind::Internal];
}

impl<E: Decided> Kinds for WriteError<E> {
    const KINDS: &'static [Kind] = E::WRITTEN;
}

impl<E: Decided + 'static> Problem for WriteError<E> {
    fn kind(&self) -> Kind {
        self.inner().map_or(Kind::Unauthenticated, Problem::kind)
    }
    fn code(&self) -> &'static str {
        self.inner().map_or(Kind::Unauthenticated.code(), Problem::code)
    }
    fn field(&self) -> Option<&str> {
        self.inner().and_then(Problem::field)
    }
    fn retry_after(&self) -> Option<u32> {
        self.inner().and_then(Problem::retry_after)
    }
}

impl<E: Decided + 'static> WriteError<E> {
    /// What it passes on; nothing where the session has ended.
    fn inner(&self) -> Option<&dyn Problem> {
        match self {
            Self::Refused(error) => Some(error),
            Self::Ended => None,
            Self::Mismatch(error) => Some(error),
            Self::Read(error) => Some(error),
            Self::Commit(error) => Some(error),
        }
    }
}

impl<E: Decided> From<E> for WriteError<E> {
    fn from(error: E) -> Self {
        Self::Refused(error)
    }
}

impl<E> From<Mismatch> for WriteError<E> {
    fn from(error: Mismatch) -> Self {
        Self::Mismatch(error)
    }
}

impl<E> From<ReadError> for WriteError<E> {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

/// A gate that is shut is a session that has ended, whatever else the transaction held.
impl<E> From<CommitError> for WriteError<E> {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Lost { guard: Guard::Gate, .. } => Self::Ended,
            other => Self::Commit(other),
        }
    }
}

/// What came of a write under a key: what it wrote, or what an earlier one with the same key did.
pub(crate) fn once<T: DeserializeOwned, E>(
    written: Result<(), CommitError>,
    new: T,
    key: Option<&IdempotencyKey>,
    now: Now,
) -> Result<T, WriteError<E>> {
    match (written, key) {
        (Ok(()), _) => Ok(new),
        (Err(CommitError::Lost { guard: Guard::Key, current }), Some(key)) => {
            let kept: Kept<T> = key.read(current.as_ref(), now)?;
            Ok(kept.replay()?.ok_or(CommitError::Busy)?)
        }
        (Err(error), _) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Alerting = WriteError<AlertError>;

    fn lost(guard: Guard) -> CommitError {
        CommitError::Lost { guard, current: None }
    }

    #[test]
    fn a_shut_gate_is_a_session_that_has_ended_and_any_other_lost_condition_is_not() {
        assert!(matches!(Alerting::from(lost(Guard::Gate)), WriteError::Ended));
        assert!(matches!(Alerting::from(lost(Guard::Version)), WriteError::Commit(_)));
    }

    #[test]
    fn each_says_what_the_one_inside_it_says() {
        let said = |error: Alerting| (error.kind(), error.field().map(str::to_owned), error.retry_after());
        let nobody = AlertError::Nobody(uuid::Uuid::nil().into());
        assert_eq!(said(nobody.into()), (Kind::Invalid, Some("userIds".into()), None));
        assert_eq!(said(WriteError::Ended), (Kind::Unauthenticated, None, None));
        assert_eq!(said(Mismatch.into()), (Kind::Mismatch, Some("Idempotency-Key".into()), None));
        assert_eq!(said(ReadError::Busy.into()), (Kind::Unavailable, None, Some(1)));
        assert_eq!(said(CommitError::Busy.into()), (Kind::Unavailable, None, Some(1)));
        let stale: WriteError<PreferenceError> = PreferenceError::Stale(4).into();
        assert_eq!(stale.code(), PreferenceError::Stale(4).code());
    }
}
