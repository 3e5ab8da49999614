//! Where chats are, and what is said in them.

use domain::UserId;
use domain::chat::{ChatKind, Message, Report, Standing};
use domain::id::{ChatId, MessageId, ReportId};
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

/// What somebody says against a message.
pub fn report(id: ReportId) -> Key {
    Key::new(id, "report")
}

/// Index gsi3: the reports that stand so.
pub fn report_list(status: Standing) -> String {
    format!("reports#{status}")
}

/// The order among those: by when it was said, then id.
pub fn report_place(report: &Report) -> String {
    format!("{}#{}", instant(report.at), report.id)
}

/// What the partitions of messages' words begin with.
pub const SAID: &str = "find#said#";

/// The partition of the words of somebody's chats, or of all support chats.
pub fn said(whose: Option<UserId>) -> String {
    format!("{SAID}{}", chat_owner(whose))
}

/// One word of a message: by word, then the latest first.
pub fn said_word(whose: Option<UserId>, word: &str, message: &Message) -> Key {
    let back = END_OF_TIME - message.at.as_millisecond();
    Key::new(said(whose), format_args!("{word}#{back:013}#{}", message.id))
}

/// The last millisecond of thirteen digits, in the year 2286.
const END_OF_TIME: i64 = 9_999_999_999_999;
