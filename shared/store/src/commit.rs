//! Sending a transaction: a condition that lost is an answer; contention is not an error and is
//! tried again with full jitter until patience ends.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::CancellationReason;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Kind, Kinds, Problem, UserId};

use crate::gate::seen_open;
use crate::row::Item;
use crate::transact::{Step, Transaction};
use crate::{ReadError, Store};

/// What may come of a decided write: the decision's own kinds, a lost condition's, and the table's.
pub(crate) const WRITTEN: &[Kind] = &[
    Kind::Invalid,
    Kind::Unauthenticated,
    Kind::Forbidden,
    Kind::Missing,
    Kind::Conflict,
    Kind::Limited,
    Kind::Mismatch,
    Kind::Unavailable,
    Kind::Internal,
];

/// Which promise an action stands for; a lost condition names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// The caller may act: active, this session, within the limit.
    Gate,
    /// The idempotency key is new.
    Key,
    /// The row is as it was read.
    Version,
    /// The row is new.
    New,
    /// This person's quarters are free (or still ours).
    Quarters(UserId),
    /// Cannot fail: a fresh id, or no condition.
    Fresh,
    /// One of an aggregate's own, by name.
    Named(&'static str),
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// A condition did not hold; `current` is the row as it is.
    #[error("a condition was lost: {guard:?}")]
    Lost { guard: Guard, current: Option<Item> },
    #[error("The service is busy. Try again.")]
    Busy,
    #[error("the table did not answer: {0}")]
    Table(String),
    #[error(transparent)]
    Flaw(#[from] ReadError),
}

impl Kinds for CommitError {
    const KINDS: &'static [Kind] = &[Kind::Unavailable, Kind::Internal];
}

impl Problem for CommitError {
    fn kind(&self) -> Kind {
        match self {
            Self::Busy => Kind::Unavailable,
            // A lost condition that its aggregate has no words for is a mistake of ours.
            Self::Lost { .. } | Self::Table(_) | Self::Flaw(_) => Kind::Internal,
        }
    }
    fn retry_after(&self) -> Option<u32> {
        matches!(self, Self::Busy).then_some(1)
    }
}

impl Transaction<'_> {
    /// Writes everything, or nothing and says why. The token makes a repeated send, ours or the
    /// SDK's after a lost answer, the same transaction.
    pub async fn commit(self) -> Result<(), CommitError> {
        let (store, steps) = self.steps()?;
        let token = URL_SAFE_NO_PAD.encode(store.entropy.bytes::<16>());
        let mut patience = store.patience();
        loop {
            let done = store.attempt(&steps, &token).await;
            if !matches!(done, Err(CommitError::Busy)) || !patience.lasts().await {
                return done.inspect(|()| held(&steps));
            }
        }
    }
}

/// What was written under the gate's condition has seen it open.
fn held(steps: &[Step]) {
    if steps.iter().any(|step| step.guard == Guard::Gate) {
        seen_open();
    }
}

impl Store {
    async fn attempt(&self, steps: &[Step], token: &str) -> Result<(), CommitError> {
        let actions = steps.iter().map(|step| step.action.clone()).collect();
        let call = self.db.transact_write_items().set_transact_items(Some(actions)).client_request_token(token);
        match call.send().await {
            Ok(_) => Ok(()),
            Err(error) => Err(judge(error, steps)),
        }
    }
}

fn judge(error: SdkError<TransactWriteItemsError>, steps: &[Step]) -> CommitError {
    if let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) = error.as_service_error() {
        return cancelled_because(cancelled.cancellation_reasons(), steps);
    }
    if is_busy(error.code()) { CommitError::Busy } else { CommitError::Table(chain(&error)) }
}

/// The first lost condition decides, the idempotency key before all: a repeated request loses its
/// other conditions to itself.
fn cancelled_because(reasons: &[CancellationReason], steps: &[Step]) -> CommitError {
    let lost = || reasons.iter().zip(steps).filter(|(reason, _)| reason.code() == Some("ConditionalCheckFailed"));
    let first = lost().find(|(_, step)| step.guard == Guard::Key).or_else(|| lost().next());
    match first {
        Some((reason, step)) => CommitError::Lost { guard: step.guard, current: reason.item().cloned() },
        None if reasons.iter().any(|reason| is_busy(reason.code())) => CommitError::Busy,
        None => CommitError::Table(format!("{reasons:?}")),
    }
}

/// Codes that mean "not now".
pub(crate) fn is_busy(code: Option<&str>) -> bool {
    matches!(
        code,
        Some(
            "TransactionConflict"
                | "TransactionConflictException"
                | "TransactionInProgressException"
                | "ThrottlingError"
                | "ThrottlingException"
                | "ProvisionedThroughputExceeded"
                | "ProvisionedThroughputExceededException"
                | "RequestLimitExceeded"
                | "LimitExceededException"
        )
    )
}

/// An error and what caused it, on one line, for the log.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        line = format!("{line}: {next}");
        cause = next.source();
    }
    line
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::types::{ConditionCheck, TransactWriteItem};

    use super::*;
    use crate::row::n;

    fn steps(guards: &[Guard]) -> Vec<Step> {
        let check = ConditionCheck::builder().table_name("t").condition_expression("c").set_key(Some(Item::new()));
        let action = TransactWriteItem::builder().condition_check(check.build().unwrap()).build();
        guards.iter().map(|guard| Step { action: action.clone(), guard: *guard }).collect()
    }

    fn because(codes: &[&str], guards: &[Guard]) -> CommitError {
        let reason = |(i, code): (usize, &&str)| {
            let row = Item::from([("place".to_owned(), n(i))]);
            CancellationReason::builder().code(*code).set_item(Some(row)).build()
        };
        cancelled_because(&codes.iter().enumerate().map(reason).collect::<Vec<_>>(), &steps(guards))
    }

    #[test]
    fn the_first_lost_condition_decides_and_the_key_before_all() {
        let lost = "ConditionalCheckFailed";
        let first = because(&["None", lost, lost], &[Guard::Gate, Guard::New, Guard::Version]);
        assert!(
            matches!(first, CommitError::Lost { guard: Guard::New, current: Some(row) } if crate::row::number(&row, "place") == Some(1))
        );
        let key = because(&[lost, "None", lost], &[Guard::Gate, Guard::New, Guard::Key]);
        assert!(matches!(key, CommitError::Lost { guard: Guard::Key, .. }));
        let unlost = because(&[lost, "None", "None"], &[Guard::Gate, Guard::New, Guard::Key]);
        assert!(matches!(unlost, CommitError::Lost { guard: Guard::Gate, .. }));
    }

    #[tokio::test]
    async fn only_what_held_the_gate_has_seen_it_open() {
        let nobody = uuid::Uuid::nil();
        let pass = crate::Pass { user: nobody.into(), session: nobody.into(), epoch: 0 };
        let unseen = async |guards: &[Guard]| {
            let write = async {
                crate::let_in_unseen(pass);
                held(&steps(guards));
            };
            crate::watching_the_gate(write).await.1
        };
        assert_eq!(unseen(&[Guard::New, Guard::Gate]).await, None);
        assert_eq!(unseen(&[Guard::New, Guard::Version]).await, Some(pass));
    }

    #[test]
    fn contention_is_not_an_error_unless_a_condition_is_lost_as_well() {
        let both = [Guard::Gate, Guard::New];
        assert!(matches!(because(&["None", "TransactionConflict"], &both), CommitError::Busy));
        assert!(matches!(because(&["ThrottlingError", "None"], &both), CommitError::Busy));
        let lost = because(&["TransactionConflict", "ConditionalCheckFailed"], &both);
        assert!(matches!(lost, CommitError::Lost { guard: Guard::New, .. }));
        assert!(matches!(because(&["ValidationError", "None"], &both), CommitError::Table(_)));
        assert!(!is_busy(None) && !is_busy(Some("ConditionalCheckFailed")));
    }

    #[test]
    fn only_who_is_busy_is_asked_again() {
        let table = CommitError::Table("gone".into());
        assert_eq!((CommitError::Busy.kind(), CommitError::Busy.retry_after()), (Kind::Unavailable, Some(1)));
        assert_eq!((table.kind(), table.retry_after()), (Kind::Internal, None));
    }

    #[test]
    fn an_error_is_written_with_its_causes_on_one_line() {
        #[derive(Debug, thiserror::Error)]
        #[error("outer")]
        struct Outer(#[source] std::fmt::Error);
        assert_eq!(chain(&Outer(std::fmt::Error)), format!("outer: {}", std::fmt::Error));
    }
}
