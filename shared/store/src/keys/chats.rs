//! Where chats are, and what is said in them.

use domain::UserId;
use domain::chat::ChatKind;
use domain::id::{ChatId, MessageId};
use jiff::Timestamp;

use super::{Key, instant};

pub fn chat(id: ChatId) -> Key {
    Key::new(id, "chat")
}

/// What was said at this place.
pub fn message(chat: ChatId, sequence: u64) -> Key {
    Key::new(chat, format_args!("{MESSAGE}{sequence:012}"))
}

/// What the sort keys of a chat's messages begin with.
pub const MESSAGE: &str = "m#";

/// What it said when it was of this version.
pub fn former(chat: ChatId, sequence: u64, version: u32) -> Key {
    Key::new(chat, format_args!("{}{version}", formers(sequence)))
}

/// What those of one message begin with.
pub fn formers(sequence: u64) -> String {
    format!("h#{sequence:012}#")
}

/// Where a message is.
pub fn whereabouts(id: MessageId) -> Key {
    Key::new(id, "place")
}

/// The two of this chat have had a confirmed booking.
pub fn met(pair: ChatId) -> Key {
    Key::new(pair, "met")
}

pub fn typing(chat: ChatId) -> Key {
    Key::new(chat, "typing")
}

/// Whose list of chats: a person's, or all admins' (`None`).
pub fn chat_owner(whose: Option<UserId>) -> String {
    whose.map_or_else(|| "support".to_owned(), |user| user.to_string())
}

/// A chat in a list.
pub fn membership(whose: Option<UserId>, chat: ChatId) -> Key {
    Key::new(chat_owner(whose), format_args!("chat#{chat}"))
}

/// Index gsi4: a list of chats.
pub fn chat_list(whose: Option<UserId>) -> String {
    format!("{}#chats", chat_owner(whose))
}

/// All of one kind.
pub fn chat_prefix(kind: ChatKind) -> String {
    format!("{kind}#")
}

/// The order within one kind: by when something was said last, then id.
pub fn chat_place(at: Timestamp, chat: ChatId) -> String {
    format!("{}#{chat}", instant(at))
}
