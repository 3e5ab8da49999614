//! What somebody wants to be told, and how.

use domain::UserId;
use domain::preference::{Kind as About, PreferenceError, Preferences};

use crate::commit::{CommitError, Guard};
use crate::row::Item;
use crate::transact::{Terms, Transaction};
use crate::written::WriteError;
use crate::{Pass, ReadError, Store, keys};

/// Why nobody's preferences were written.
pub type PreferenceWriteError = WriteError<PreferenceError>;

/// So often somebody else writes them in the same moment: they have few devices.
const TRIES: u32 = 20;

impl Store {
    /// As they are now.
    pub async fn preferences(&self, user: UserId) -> Result<Preferences, ReadError> {
        Ok(self.get(&keys::preferences(user)).await?.unwrap_or_default())
    }

    /// Changes the caller's own: what `change` makes of them as they are, in the version that `seen` names
    /// if it names one.
    pub async fn change_preferences(
        &self,
        pass: &Pass,
        seen: Option<u32>,
        change: impl Fn(Preferences) -> Preferences,
    ) -> Result<Preferences, PreferenceWriteError> {
        for attempt in 0..TRIES {
            let before = self.preferences(pass.user).await?;
            before.at_version(seen)?;
            let after = change(before.clone());
            let written = self.transaction().gate(pass).put_preferences(pass.user, &before, &after).commit().await;
            match written {
                Ok(()) => return Ok(if after == before { after } else { after.touched() }),
                Err(CommitError::Lost { guard: Guard::Version, .. }) => self.pause(attempt).await,
                Err(error) => return Err(error.into()),
            }
        }
        Err(CommitError::Busy.into())
    }

    /// Ends somebody's letters of one kind, whoever brings their link; twice is once.
    pub async fn unsubscribe(&self, user: UserId, about: About) -> Result<(), PreferenceWriteError> {
        for attempt in 0..TRIES {
            let before = self.preferences(user).await?;
            if !before.mails(about) {
                return Ok(());
            }
            let after = before.clone().unsubscribed(about);
            let written = self
                .transaction()
                .check(Guard::Gate, &keys::gate(user), &Terms::new("attribute_exists(pk)"))
                .put_preferences(user, &before, &after)
                .commit()
                .await;
            match written {
                // The account is gone, and its letters with it.
                Err(CommitError::Lost { guard: Guard::Gate, .. }) => return Err(PreferenceError::NoSuchLink.into()),
                Err(CommitError::Lost { .. }) => self.pause(attempt).await,
                done => return Ok(done?),
            }
        }
        Err(CommitError::Busy.into())
    }
}

impl Transaction<'_> {
    /// The next version of them; nothing where they are the same, so that twice is once.
    fn put_preferences(self, user: UserId, before: &Preferences, after: &Preferences) -> Self {
        if before == after {
            return self;
        }
        let next = after.clone().touched();
        self.put_version(Guard::Version, &keys::preferences(user), &next, Item::new(), before.version)
    }
}
