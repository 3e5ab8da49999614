//! Mentors' profiles. A profile's row is never written whole: sessions and ratings are counted on it
//! by bookings at the same time, so an edit names the attributes that it means.

use domain::account::Account;
use domain::account::audit::Deed;
use domain::availability::Availability;
use domain::event::Happened;
use domain::mentor::{Approval, Mentor, MentorError};
use domain::problem::Invalid;
use domain::{Kind, Kinds, Now, Problem, Roles, UserId};

use crate::audit::Doing;
use crate::commit::{CommitError, Guard};
use crate::idempotency::Mismatch;
use crate::row::{from_row, number};
use crate::transact::Terms;
use crate::{IdempotencyKey, Kept, Pass, ReadError, Store, keys};

mod list;
mod steps;
use steps::{ACCOUNT, HOURS, listed};

/// Why nothing of a mentor was written.
#[derive(Debug, thiserror::Error)]
pub enum MentorWriteError {
    #[error(transparent)]
    Mentor(#[from] MentorError),
    #[error("The session has ended. Sign in again.")]
    Ended,
    /// Another row of the mentor's moved in between: read again and decide again.
    #[error("The service is busy. Try again.")]
    Raced,
    #[error(transparent)]
    Mismatch(#[from] Mismatch),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Commit(CommitError),
}

impl From<Invalid> for MentorWriteError {
    fn from(invalid: Invalid) -> Self {
        Self::Mentor(invalid.into())
    }
}

impl Kinds for MentorWriteError {
    const KINDS: &'static [Kind] = &[
        Kind::Invalid,
        Kind::Unauthenticated,
        Kind::Forbidden,
        Kind::Missing,
        Kind::Conflict,
        Kind::Mismatch,
        Kind::Unavailable,
        Kind::Internal,
    ];
}

impl Problem for MentorWriteError {
    fn kind(&self) -> Kind {
        match self {
            Self::Mentor(error) => error.kind(),
            Self::Ended => Kind::Unauthenticated,
            Self::Raced => Kind::Unavailable,
            Self::Mismatch(error) => error.kind(),
            Self::Read(error) => error.kind(),
            Self::Commit(error) => error.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Mentor(error) => error.code(),
            other => other.kind().code(),
        }
    }
    fn field(&self) -> Option<&str> {
        match self {
            Self::Mentor(error) => error.field(),
            Self::Mismatch(error) => error.field(),
            _ => None,
        }
    }
    fn retry_after(&self) -> Option<u32> {
        match self {
            Self::Raced => Some(1),
            Self::Read(error) => error.retry_after(),
            Self::Commit(error) => error.retry_after(),
            _ => None,
        }
    }
}

/// What is filed of one person as a mentor, as it is now.
#[derive(Clone, Debug)]
pub struct MentorFile {
    pub account: Option<Account>,
    pub mentor: Option<Mentor>,
    /// None before the first hours are set.
    pub hours: Option<Availability>,
}

/// One change of a profile: from what was read to what was decided.
#[derive(Clone, Copy)]
pub struct MentorEdit<'a> {
    pub before: &'a Mentor,
    pub after: &'a Mentor,
    /// The hours as they were read: they follow the profile's zone.
    pub hours: Option<&'a Availability>,
    pub pass: &'a Pass,
}

impl Store {
    /// Everything filed of one person as a mentor, in one round trip.
    pub async fn mentor_file(&self, id: UserId) -> Result<MentorFile, ReadError> {
        let [account, mentor, hours] = [keys::account(id), keys::mentor(id), keys::availability(id)];
        let mut rows = self.get_all(&[account.clone(), mentor.clone(), hours.clone()], true).await?;
        Ok(MentorFile {
            account: rows.remove(&account).map(from_row).transpose()?,
            mentor: rows.remove(&mentor).map(from_row).transpose()?,
            hours: rows.remove(&hours).map(from_row).transpose()?,
        })
    }

    /// Writes a new profile. Returns that of an earlier request with the same key where there was one.
    pub async fn add_mentor(
        &self,
        mentor: &Mentor,
        hours: Option<&Availability>,
        (pass, key): (&Pass, Option<&IdempotencyKey>),
        now: Now,
    ) -> Result<Mentor, MentorWriteError> {
        let written = self
            .transaction()
            .gate(pass)
            .put(Guard::New, &keys::mentor(mentor.id), mentor, listed(mentor), Terms::absent())
            .keep_zone(mentor, hours)
            .telling(Some(Happened::MentorChanged { mentor: mentor.id }), now)
            .idempotent(key, mentor, now)
            .commit()
            .await;
        match (written, key) {
            (Ok(()), _) => Ok(mentor.clone()),
            (Err(CommitError::Lost { guard: Guard::Key, current }), Some(key)) => {
                match key.read(current.as_ref(), now)? {
                    Kept::Nothing => Err(MentorWriteError::Raced),
                    kept => kept.replay()?.ok_or(MentorWriteError::Raced),
                }
            }
            (Err(lost), _) => Err(lost_by(lost)),
        }
    }

    /// Writes what an edit changes, and nothing that others count.
    pub async fn edit_mentor(&self, edit: &MentorEdit<'_>) -> Result<(), MentorWriteError> {
        self.transaction().gate(edit.pass).mentor(edit).commit().await.map_err(lost_by)
    }

    /// Writes an admin's answer with the role that it gives, its trace and the mail's event.
    pub async fn answer_mentor(
        &self,
        edit: &MentorEdit<'_>,
        (account, roles): (&Account, Roles),
    ) -> Result<(), MentorWriteError> {
        let MentorEdit { after, pass, .. } = *edit;
        let approved = after.approval == Approval::Approved;
        let (name, reason) = (after.name.clone(), after.approval_reason.clone());
        let answered = Happened::MentorAnswered { mentor: after.id, name, approved, reason };
        let deed = if approved { Deed::MentorApproved } else { Deed::MentorRejected };
        let note = after.approval_reason.as_str();
        self.transaction()
            .gate(pass)
            .mentor(edit)
            .roles(account, roles, after)
            .audited(&Doing { by: Some(pass.user), deed, on: Some(after.id), note }, Now(after.updated))
            .telling(Some(answered), Now(after.updated))
            .commit()
            .await
            .map_err(lost_by)
    }
}

/// What a lost condition means to a mentor.
pub(crate) fn lost_by(lost: CommitError) -> MentorWriteError {
    let CommitError::Lost { guard, current } = lost else { return MentorWriteError::Commit(lost) };
    match guard {
        Guard::Gate => MentorWriteError::Ended,
        Guard::New => MentorError::Exists.into(),
        Guard::Version => match current.as_ref().and_then(|row| number(row, "version")) {
            Some(version) => MentorError::Stale(version).into(),
            None => MentorWriteError::Raced,
        },
        HOURS | ACCOUNT => MentorWriteError::Raced,
        guard => MentorWriteError::Commit(CommitError::Lost { guard, current }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::{Item, n};

    fn meant(guard: Guard, version: Option<u32>) -> MentorWriteError {
        let current = version.map(|version| Item::from([("version".to_owned(), n(version))]));
        lost_by(CommitError::Lost { guard, current })
    }

    #[test]
    fn a_lost_condition_means_what_its_guard_stands_for() {
        assert!(matches!(meant(Guard::Gate, None), MentorWriteError::Ended));
        assert!(matches!(meant(Guard::New, None), MentorWriteError::Mentor(MentorError::Exists)));
        assert!(matches!(meant(Guard::Version, Some(4)), MentorWriteError::Mentor(MentorError::Stale(4))));
        for beside in [Guard::Version, HOURS, ACCOUNT] {
            assert!(matches!(meant(beside, None), MentorWriteError::Raced), "{beside:?}");
        }
        assert!(matches!(meant(Guard::Fresh, None), MentorWriteError::Commit(CommitError::Lost { .. })));
        assert!(matches!(lost_by(CommitError::Busy), MentorWriteError::Commit(CommitError::Busy)));
    }

    #[test]
    fn each_error_says_what_the_one_inside_it_says() {
        let said = |error: MentorWriteError| (error.kind(), error.field().map(str::to_owned), error.retry_after());
        assert_eq!(said(Invalid::new("bio", "is bad").into()), (Kind::Invalid, Some("bio".into()), None));
        assert_eq!(said(MentorWriteError::Ended), (Kind::Unauthenticated, None, None));
        assert_eq!(said(MentorWriteError::Raced), (Kind::Unavailable, None, Some(1)));
        assert_eq!(said(Mismatch.into()), (Kind::Mismatch, Some("Idempotency-Key".into()), None));
        assert_eq!(said(ReadError::Busy.into()), (Kind::Unavailable, None, Some(1)));
        assert_eq!(said(MentorWriteError::Commit(CommitError::Busy)), (Kind::Unavailable, None, Some(1)));
        assert_eq!(MentorWriteError::from(MentorError::Exists).code(), "ALREADY_EXISTS");
        assert_eq!(MentorWriteError::Raced.code(), Kind::Unavailable.code());
    }
}
