//! How far somebody has read. Marks go forward only.

use std::collections::BTreeSet;

use domain::chat::{Chat, ChatError, Member, Message};
use domain::event::ChatNews;
use domain::id::{MessageId, NoticeId};
use domain::notice::NoticeError;
use domain::{Now, UserId};

use super::{ChatWriteError, Desk, as_read, desk_keys, with};
use crate::commit::{CommitError, Guard};
use crate::keys;
use crate::transact::Terms;
use crate::written::WriteError;
use crate::{NoticeWriteError, Pass, Store};

impl Store {
    /// They have read up to this message. Returns the chat after that.
    pub async fn mark_read(&self, id: MessageId, pass: &Pass, now: Now) -> Result<Chat, ChatWriteError> {
        let place = self.place(id).await?;
        self.anew(|| async {
            let found = self.find(&desk_keys(place.chat, pass.user)).await?;
            let Desk { mut chat, me, .. } = self.chat_desk(&found, place.chat, pass).await.map_err(no_such_message)?;
            if place.sequence == 0 {
                return Err(ChatError::NoSuchMessage.into());
            }
            let Some(member) = chat.read_to(&me, place.sequence) else { return Ok(chat) };
            self.write_mark(&chat, &member, pass, now).await?;
            chat.members.insert(pass.user, member);
            Ok(chat)
        })
        .await
    }

    async fn write_mark(&self, chat: &Chat, member: &Member, pass: &Pass, now: Now) -> Result<(), CommitError> {
        let terms = with(as_read(Terms::new("attribute_exists(pk)"), chat, pass.user), ":me", member);
        let event = self.chat_event(ChatNews::Read, chat, member.read, pass.user, now);
        self.transaction()
            .gate(pass)
            .update(Guard::Version, &keys::chat(chat.id), "SET members.#me = :me", &terms)
            .event(&event)
            .commit()
            .await
    }
}

impl Store {
    /// Of these, whoever has read this message by now has read the notice of it.
    pub async fn read_meanwhile(
        &self,
        message: &Message,
        noticed: &BTreeSet<UserId>,
        now: Now,
    ) -> Result<(), NoticeWriteError> {
        if noticed.is_empty() {
            return Ok(());
        }
        let Some(chat) = self.get::<Chat>(&keys::chat(message.chat)).await? else { return Ok(()) };
        for reader in noticed.iter().filter(|reader| chat.read_by(**reader) >= message.sequence) {
            match self.read_notice(*reader, NoticeId::of_message(message, *reader), now).await {
                Ok(_) | Err(WriteError::Refused(NoticeError::NoSuchNotice)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// A message of another's chat is like one that is not there.
pub(super) fn no_such_message(error: ChatWriteError) -> ChatWriteError {
    match error {
        WriteError::Refused(ChatError::NoSuchChat) => ChatError::NoSuchMessage.into(),
        other => other,
    }
}
