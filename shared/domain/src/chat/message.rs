//! One message: said, maybe edited, maybe deleted. What it said before is kept for admins.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{ChatError, Preview};
use crate::id::{ChatId, FileId, MessageId, UserId};
use crate::text::{ClientId, Content, PersonName};
use crate::{Now, Role, Roles};

/// A list shows this much of a message, in characters.
const SHOWN: usize = 100;

/// A message's row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    pub id: MessageId,
    pub chat: ChatId,
    /// Its place in the chat, from 1 on without a gap.
    pub sequence: u64,
    pub author: UserId,
    pub author_name: PersonName,
    pub kind: MessageKind,
    /// None once it is deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<ClientId>,
    pub at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted: Option<Timestamp>,
    /// Grows with every change; what it said before stands under it in the history.
    pub version: u32,
}

/// What is in a message besides words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum MessageKind {
    #[default]
    Text,
    Image,
    File,
}

/// What somebody wants to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Words {
    pub content: Content,
    pub kind: MessageKind,
    pub attachments: Vec<FileId>,
    pub reply_to: Option<MessageId>,
    pub client: Option<ClientId>,
}

/// Words with an id and an author, not yet in any place.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub id: MessageId,
    pub author: UserId,
    pub author_name: PersonName,
    pub words: Words,
}

/// What a message said before it was changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Former {
    pub version: u32,
    pub content: Content,
    /// When it was changed, and by whom.
    pub until: Timestamp,
    pub by: UserId,
}

impl Words {
    /// Plain text.
    pub fn text(content: Content) -> Self {
        Self { content, kind: MessageKind::Text, attachments: Vec::new(), reply_to: None, client: None }
    }

    /// What tells these words from others, without the words.
    pub fn digest(&self) -> String {
        let reply_to = self.reply_to.map(|id| id.to_string()).unwrap_or_default();
        let kind = [self.kind as u8];
        super::hashed(&[b"words", self.content.as_str().as_bytes(), &kind, reply_to.as_bytes()]).to_string()
    }

    /// No file exists yet, so whichever is named is not there.
    pub fn check(&self) -> Result<(), ChatError> {
        match (self.attachments.is_empty(), self.kind) {
            (false, _) => Err(ChatError::NoSuchFile),
            (true, MessageKind::Image | MessageKind::File) => Err(ChatError::NothingAttached),
            (true, MessageKind::Text) => Ok(()),
        }
    }
}

impl Message {
    pub(super) fn of(draft: &Draft, chat: ChatId, sequence: u64, at: Timestamp) -> Self {
        let Words { content, kind, reply_to, client, .. } = draft.words.clone();
        Self {
            id: draft.id,
            chat,
            sequence,
            author: draft.author,
            author_name: draft.author_name.clone(),
            kind,
            content: Some(content),
            reply_to,
            client,
            at,
            edited: None,
            deleted: None,
            version: 1,
        }
    }

    /// What is left to show of its words.
    pub fn text(&self) -> &str {
        self.content.as_ref().map_or("", Content::as_str)
    }

    pub fn preview(&self) -> Preview {
        Preview {
            id: self.id,
            author: self.author,
            kind: self.kind,
            text: self.text().chars().take(SHOWN).collect(),
            at: self.at,
            deleted: self.deleted.is_some(),
        }
    }

    /// With other words, by its author.
    pub fn edit(&self, by: UserId, content: Content, now: Now) -> Result<Self, ChatError> {
        if by != self.author {
            return Err(ChatError::NotYours);
        }
        match &self.content {
            None => Err(ChatError::Deleted),
            Some(same) if *same == content => Ok(self.clone()),
            Some(_) => {
                Ok(Self { content: Some(content), edited: Some(now.0), version: self.version + 1, ..self.clone() })
            }
        }
    }

    /// Without any, by its author or an admin; twice is once.
    pub fn delete(&self, by: UserId, roles: Roles, now: Now) -> Result<Self, ChatError> {
        if by != self.author && !roles.has(Role::Admin) {
            return Err(ChatError::NotYours);
        }
        if self.content.is_none() {
            return Ok(self.clone());
        }
        Ok(Self { content: None, deleted: Some(now.0), version: self.version + 1, ..self.clone() })
    }

    /// What it says now, for the history.
    pub fn former(&self, by: UserId, now: Now) -> Option<Former> {
        let content = self.content.clone()?;
        Some(Former { version: self.version, content, until: now.0, by })
    }
}
