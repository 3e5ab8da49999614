//! What was somebody's alone goes with their account: what they were told, their preferences, lists and search words.
//! What they said stays, for those to whom they said it.

use std::collections::BTreeSet;

use domain::UserId;
use domain::chat::Chat;
use domain::notice::Inbox;
use serde::Deserialize;

use crate::chats::Found;
use crate::commit::{CommitError, Guard};
use crate::keys::{self, Key};
use crate::read::{LAST, Stretch};
use crate::row::Item;
use crate::{ReadError, Store, batch};

/// So many rows of each kind at once.
const AT_ONCE: usize = 100;

impl Store {
    /// Takes a part of it away; says whether there is more. Nothing new comes: their inbox is ended first, and
    /// whoever would tell them something writes under its version; words and lists are held to it afterwards.
    pub async fn erase(&self, user: UserId) -> Result<bool, CommitError> {
        self.end_inbox(user).await?;
        let parts = futures::future::try_join_all(own(user).into_iter().map(|own| self.some_of(own))).await?;
        let more = parts.iter().any(|part| part.len() == AT_ONCE);
        let keys = parts.into_iter().flatten().chain([keys::preferences(user)]);
        let deletes: Vec<_> = keys.map(|key| batch::delete(&key)).collect::<Result<_, _>>()?;
        self.write_many(&deletes).await?;
        Ok(more)
    }

    /// Whose accounts are deleted, of those in whose lists the chat stands.
    pub(crate) async fn gone(&self, chat: &Chat) -> Result<BTreeSet<UserId>, ReadError> {
        let inboxes: Vec<Key> = inboxes(chat).collect();
        self.find(&inboxes).await?.ended(chat)
    }

    async fn end_inbox(&self, user: UserId) -> Result<(), CommitError> {
        // They may be told something in this very moment.
        self.anew(|| async {
            let before = self.inbox(user).await?;
            if before.ended {
                return Ok(());
            }
            let (key, version) = (keys::last_frame(user), before.version);
            self.transaction().put_version(Guard::Version, &key, &before.end(), Item::new(), version).commit().await
        })
        .await
    }

    async fn some_of(&self, (pk, between): (String, (String, String))) -> Result<Vec<Key>, ReadError> {
        let limit = i32::try_from(AT_ONCE).unwrap_or(i32::MAX);
        let stretch = Stretch { index: None, pk: pk.clone(), between, after: None, descending: false, limit };
        let rows: Vec<Named> = self.list_now(&stretch).await?;
        Ok(rows.into_iter().map(|row| Key::new(&pk, row.sk)).collect())
    }
}

/// Partitions, and between which sort keys those rows are.
fn own(user: UserId) -> [(String, (String, String)); 6] {
    let under = |prefix: &str| (prefix.to_owned(), format!("{prefix}{LAST}"));
    [
        (keys::notices(user, None), under("ntc_")),
        (keys::frames(user), under("e#")),
        (keys::said(Some(user)), (" ".to_owned(), LAST.to_owned())),
        (keys::mentors_announcements(user), under("ann_")),
        (user.to_string(), under("chat#")),
        (user.to_string(), under("favourite#")),
    ]
}

/// Where it stands whether the owners of a chat are still there.
pub(crate) fn inboxes(chat: &Chat) -> impl Iterator<Item = Key> {
    chat.owners().into_iter().flatten().map(keys::last_frame)
}

impl Found {
    /// Whose accounts are deleted, of those in whose lists the chat stands, as far as their inboxes are here.
    pub(crate) fn ended(&self, chat: &Chat) -> Result<BTreeSet<UserId>, ReadError> {
        let mut ended = BTreeSet::new();
        for user in chat.owners().into_iter().flatten() {
            let inbox: Option<Inbox> = self.get(&keys::last_frame(user))?;
            if inbox.is_some_and(|inbox| inbox.ended) {
                ended.insert(user);
            }
        }
        Ok(ended)
    }
}

#[derive(Deserialize)]
struct Named {
    sk: String,
}
