//! A chat, opened before anything is said in it. Whoever opens it first, there is one.

use std::collections::BTreeSet;

use domain::chat::Chat;
use domain::event::ChatNews;
use domain::id::ChatId;
use domain::{Now, UserId};

use super::{ChatWriteError, SayTo, desk_keys};
use crate::commit::{CommitError, Guard};
use crate::row::from_row;
use crate::{Pass, Store};

impl Store {
    /// The chat in which something is to be said there.
    pub async fn open_chat(&self, pass: &Pass, to: SayTo, now: Now) -> Result<Chat, ChatWriteError> {
        let id = to.chat(pass.user)?;
        let found = self.find(&to.keys(id, pass.user)).await?;
        let desk = self.said_where(to, id, &found, (pass, now)).await?;
        if !desk.begins {
            return Ok(desk.chat);
        }
        let event = self.chat_event(ChatNews::Opened, &desk.chat, 0, pass.user, now);
        match self.transaction().gate(pass).begin_chat(&desk.chat).event(&event).commit().await {
            Ok(()) => Ok(desk.chat),
            Err(CommitError::Lost { guard: Guard::Version, current: Some(row) }) => Ok(from_row(row)?),
            Err(lost) => Err(lost.into()),
        }
    }

    /// A chat of theirs, and who of the two is there now.
    pub async fn chat_with_presence(
        &self,
        id: ChatId,
        pass: &Pass,
        now: Now,
    ) -> Result<(Chat, BTreeSet<UserId>), ChatWriteError> {
        let chat = self.chat(id, pass).await?;
        let others: BTreeSet<UserId> = chat.other(pass.user).into_iter().collect();
        let online = self.online(&others, now).await?;
        Ok((chat, online))
    }

    /// A chat of theirs, as it is now.
    pub async fn chat(&self, id: ChatId, pass: &Pass) -> Result<Chat, ChatWriteError> {
        let found = self.find(&desk_keys(id, pass.user)).await?;
        Ok(self.chat_desk(&found, id, pass).await?.chat)
    }
}
