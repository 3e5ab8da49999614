//! Chats and messages in the main API's words.

use std::collections::BTreeSet;

use domain::UserId;
use domain::chat::{Chat, ChatKind, Member, Message, MessageKind, Preview};
use domain::id::{BookingId, ChatId, FileId, MessageId};
use domain::text::{ClientId, PersonName};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A conversation.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChatView {
    id: ChatId,
    /// `general` (between two people), `task` or `support`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Which session it is about, if it is about one.
    booking_id: Option<BookingId>,
    participants: Vec<Participant>,
    last_message: Option<LastMessage>,
    /// How many messages the caller has not read.
    unread_count: u64,
    /// The place of the last message.
    sequence: u64,
    /// Which admin sees to a support chat.
    assignee_id: Option<UserId>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

/// Somebody of a conversation.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Participant {
    id: UserId,
    name: PersonName,
    /// The place up to which they have read.
    read: u64,
    /// Is one of their screens open? Only where it is asked who is there: of two people, looking at the chat or at
    /// the list. `presence` frames say when that changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    online: Option<bool>,
}

/// The beginning of the last message.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LastMessage {
    id: MessageId,
    sender_id: UserId,
    #[serde(rename = "type")]
    #[schema(inline)]
    kind: MessageKind,
    /// At most 100 characters; empty once it is deleted.
    content: String,
    deleted: bool,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// A message.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessageView {
    id: MessageId,
    chat_id: ChatId,
    /// Its place in the chat, from 1 on without a gap: this is the order.
    sequence: u64,
    sender_id: UserId,
    sender_name: PersonName,
    /// Empty once it is deleted.
    content: String,
    #[serde(rename = "type")]
    #[schema(inline)]
    kind: MessageKind,
    attachments: Vec<FileId>,
    reply_to: Option<MessageId>,
    client_id: Option<ClientId>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    edited_at: Option<Timestamp>,
    deleted: bool,
}

impl ChatView {
    pub fn of(chat: &Chat, viewer: UserId) -> Self {
        Self {
            id: chat.id,
            kind: word(chat.kind),
            booking_id: chat.booking(),
            participants: chat.members.iter().map(Participant::of).collect(),
            last_message: chat.last.as_ref().map(LastMessage::of),
            unread_count: chat.unread(viewer),
            sequence: chat.sequence,
            assignee_id: chat.assignee,
            created_at: chat.opened,
            updated_at: chat.at(),
        }
    }
}

impl ChatView {
    /// Beside the other one of two, whether they are there.
    pub fn showing(chat: &Chat, viewer: UserId, online: &BTreeSet<UserId>) -> Self {
        let mut view = Self::of(chat, viewer);
        let other = chat.other(viewer);
        for one in view.participants.iter_mut().filter(|one| Some(one.id) == other) {
            one.online = Some(online.contains(&one.id));
        }
        view
    }
}

/// Document 3's word for a kind.
fn word(kind: ChatKind) -> &'static str {
    match kind {
        ChatKind::Direct | ChatKind::Session => "general",
        ChatKind::Support => "support",
    }
}

impl Participant {
    fn of((id, member): (&UserId, &Member)) -> Self {
        Self { id: *id, name: member.name.clone(), read: member.read, online: None }
    }
}

impl LastMessage {
    fn of(last: &Preview) -> Self {
        let Preview { id, author, kind, text, at, deleted } = last.clone();
        Self { id, sender_id: author, kind, content: text, deleted, created_at: at }
    }
}

impl MessageView {
    pub fn of(message: Message) -> Self {
        Self {
            content: message.text().to_owned(),
            deleted: message.deleted.is_some(),
            id: message.id,
            chat_id: message.chat,
            sequence: message.sequence,
            sender_id: message.author,
            sender_name: message.author_name,
            kind: message.kind,
            attachments: Vec::new(),
            reply_to: message.reply_to,
            client_id: message.client,
            created_at: message.at,
            edited_at: message.edited,
        }
    }
}
