//! How far somebody has read. Marks go forward only.

use domain::Now;
use domain::chat::{Chat, ChatError, Member};
use domain::event::ChatNews;
use domain::id::MessageId;

use super::{ChatWriteError, desk_keys, with};
use crate::commit::{CommitError, Guard};
use crate::keys;
use crate::row::n;
use crate::transact::Terms;
use crate::{Pass, Store};

impl Store {
    /// They have read up to this message. Returns the chat after that.
    pub async fn mark_read(&self, id: MessageId, pass: &Pass, now: Now) -> Result<Chat, ChatWriteError> {
        let place = self.place(id).await?.ok_or(ChatError::NoSuchMessage)?;
        let found = self.find(&desk_keys(place.chat, pass.user)).await?;
        let desk = self.chat_desk(&found, place.chat, pass).await.map_err(no_such_message)?;
        let Some(member) = desk.chat.read_to(&desk.me, place.sequence) else { return Ok(desk.chat) };
        self.write_mark(desk.chat, member, pass, now).await
    }

    async fn write_mark(&self, mut chat: Chat, member: Member, pass: &Pass, now: Now) -> Result<Chat, ChatWriteError> {
        let behind = Terms::new("attribute_not_exists(members.#me) OR members.#me.#read < :read")
            .name("#me", pass.user.to_string())
            .name("#read", "read")
            .value(":read", n(member.read));
        let behind = with(behind, ":me", &member);
        let event = self.chat_event(ChatNews::Read, chat.id, member.read, pass.user, now);
        let written = self
            .transaction()
            .gate(pass)
            .update(Guard::Version, &keys::chat(chat.id), "SET members.#me = :me", &behind)
            .event(&event)
            .commit()
            .await;
        match written {
            // Another screen of theirs has shown more.
            Ok(()) | Err(CommitError::Lost { guard: Guard::Version, .. }) => {
                chat.members.insert(pass.user, member);
                Ok(chat)
            }
            Err(CommitError::Lost { guard: Guard::Gate, .. }) => Err(ChatWriteError::Ended),
            Err(lost) => Err(ChatWriteError::Commit(lost)),
        }
    }
}

/// A message of another's chat is like one that is not there.
pub(super) fn no_such_message(error: ChatWriteError) -> ChatWriteError {
    match error {
        ChatWriteError::Chat(ChatError::NoSuchChat) => ChatError::NoSuchMessage.into(),
        other => other,
    }
}
