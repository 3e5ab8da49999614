//! The mentors whom somebody keeps in mind: a row each, in their own partition.

use domain::mentor::{Approval, MentorError};
use domain::{Now, UserId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::commit::{CommitError, Guard};
use crate::mentors::MentorWriteError;
use crate::read::{LAST, Stretch};
use crate::row::{Item, s};
use crate::transact::Terms;
use crate::{Cursor, Page, Pass, ReadError, Store, keys};

/// One of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Favourite {
    pub mentor: UserId,
    pub at: Timestamp,
}

/// The mentor is there and approved.
const SHOWN: Guard = Guard::Named("shown");

impl Store {
    /// Keeps a mentor in mind; twice is once.
    pub async fn add_favourite(&self, pass: &Pass, mentor: UserId, now: Now) -> Result<(), MentorWriteError> {
        let shown = Terms::new("approval = :approved").value(":approved", s(Approval::Approved.to_string()));
        let row = Favourite { mentor, at: now.0 };
        let written = self
            .transaction()
            .gate(pass)
            .check(SHOWN, &keys::mentor(mentor), &shown)
            .put(Guard::Fresh, &keys::favourite(pass.user, mentor), &row, Item::new(), Terms::anyway())
            .commit()
            .await;
        written.map_err(|lost| match lost {
            CommitError::Lost { guard: SHOWN, .. } => MentorError::NoSuchMentor.into(),
            CommitError::Lost { guard: Guard::Gate, .. } => MentorWriteError::Ended,
            lost => MentorWriteError::Commit(lost),
        })
    }

    /// Forgets one, whether or not it was there.
    pub async fn remove_favourite(&self, user: UserId, mentor: UserId) -> Result<(), MentorWriteError> {
        let key = keys::favourite(user, mentor);
        let transaction = self.transaction().delete(Guard::Fresh, &key, &Terms::default());
        transaction.commit().await.map_err(MentorWriteError::Commit)
    }

    /// A page of them, in the order of the mentors' ids.
    pub async fn favourites(
        &self,
        user: UserId,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<Favourite>, ReadError> {
        let stretch = Stretch {
            index: None,
            pk: user.to_string(),
            between: (FAVOURITES.to_owned(), format!("{FAVOURITES}{LAST}")),
            after: after.map(Cursor::place),
            descending: false,
            limit: i32::try_from(limit + 1).unwrap_or(i32::MAX),
        };
        Ok(Page::cut(self.list::<Favourite>(&stretch).await?, limit, |row| keys::favourite(user, row.mentor).sk))
    }
}

const FAVOURITES: &str = "favourite#";
