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
        self.anew(|| async {
            let before = self.preferences(pass.user).await?;
            before.at_version(seen)?;
            let after = change(before.clone());
            self.transaction().gate(pass).put_preferences(pass.user, &before, &after).commit().await?;
            Ok(if after == before { after } else { after.touched() })
        })
        .await
    }

    /// Ends somebody's letters of one kind, whoever brings their link; twice is once.
    pub async fn unsubscribe(&self, user: UserId, about: About) -> Result<(), PreferenceWriteError> {
        self.anew(|| async {
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
                Err(CommitError::Lost { guard: Guard::Gate, .. }) => Err(PreferenceError::NoSuchLink.into()),
                done => Ok(done?),
            }
        })
        .await
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
