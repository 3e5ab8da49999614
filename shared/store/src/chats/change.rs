//! A message with other words, or without any. What it said goes into its history, for admins.

use domain::account::Account;
use domain::account::audit::Deed;
use domain::chat::{Chat, ChatError, Former, Message};
use domain::event::{ChatNews, Event};
use domain::id::MessageId;
use domain::{Now, Role};

use super::read::no_such_message;
use super::{ChatWriteError, Desk, Place, desk_keys};
use crate::audit::Doing;
use crate::commit::{CommitError, Guard};
use crate::keys;
use crate::read::{LAST, Stretch};
use crate::row::Item;
use crate::transact::Transaction;
use crate::{Pass, ReadError, Store};

/// A message that was changed more often is shown by its first so many versions.
const MOST_FORMERS: i32 = 1000;

impl Store {
    /// Reads the message, lets `decide` change it, writes the change.
    pub async fn change_message(
        &self,
        id: MessageId,
        pass: &Pass,
        news: ChatNews,
        decide: impl Fn(&Message, &Account) -> Result<Message, ChatError>,
        now: Now,
    ) -> Result<Message, ChatWriteError> {
        let place = self.place(id).await?;
        self.anew(|| async {
            let (Desk { chat, me, .. }, before) = self.placed(&place, pass, news).await?;
            let after = decide(&before, &me)?;
            let Some(former) = before.former(pass.user, now).filter(|_| after != before) else { return Ok(after) };
            self.write_change(&chat, (&after, &former), pass, news, now).await?;
            Ok(after)
        })
        .await
    }

    /// The message and its chat, if that is theirs. An admin takes away what stands in anybody's.
    async fn placed(&self, place: &Place, pass: &Pass, news: ChatNews) -> Result<(Desk, Message), ChatWriteError> {
        let key = keys::message(place.chat, place.sequence);
        let mut wanted = desk_keys(place.chat, pass.user);
        wanted.push(key.clone());
        let found = self.find(&wanted).await?;
        let removes = |me: &Account| news == ChatNews::Deleted && me.roles.has(Role::Admin);
        let may = |chat: &Chat, me: &Account| removes(me) || chat.is_of(me.id, me.roles);
        let desk = self.chat_desk_where(&found, place.chat, pass, may).await.map_err(no_such_message)?;
        Ok((desk, found.get(&key)?.ok_or(ChatError::NoSuchMessage)?))
    }

    async fn write_change(
        &self,
        chat: &Chat,
        (after, former): (&Message, &Former),
        pass: &Pass,
        news: ChatNews,
        now: Now,
    ) -> Result<(), CommitError> {
        let event = self.chat_event(news, chat, after.sequence, pass.user, now);
        let transaction = self.transaction().gate(pass).reword(chat, (after, former), &event);
        let own = pass.user == after.author;
        let note = after.id.to_string();
        let doing = Doing { by: Some(pass.user), deed: Deed::MessageDeleted, on: Some(after.author), note: &note };
        let transaction = if own { transaction } else { transaction.audited(&doing, now) };
        transaction.commit().await
    }

    /// What a message said before, the first version first.
    pub async fn formers(&self, id: MessageId) -> Result<Option<Vec<Former>>, ReadError> {
        let place: Option<Place> = self.get(&keys::whereabouts(id)).await?;
        let Some(place) = place else { return Ok(None) };
        let prefix = keys::formers(place.sequence);
        let stretch = Stretch {
            index: None,
            pk: place.chat.to_string(),
            between: (prefix.clone(), format!("{prefix}{LAST}")),
            after: None,
            descending: false,
            limit: MOST_FORMERS,
        };
        let mut formers: Vec<Former> = self.list_now(&stretch).await?;
        formers.sort_by_key(|former| former.version);
        Ok(Some(formers))
    }
}

impl Transaction<'_> {
    /// The message after a change, what it said before that, the chat's list, and the news of it.
    pub(super) fn reword(self, chat: &Chat, (after, former): (&Message, &Former), event: &Event) -> Self {
        let key = keys::message(chat.id, after.sequence);
        self.put_version(Guard::Version, &key, after, Item::new(), former.version)
            .put_new(Guard::Version, &keys::former(chat.id, after.sequence, former.version), former)
            .follow_last(chat, after)
            .event(event)
    }
}
