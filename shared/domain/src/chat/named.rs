//! Ids that are made of what they are about: whoever asks for the same thing, there is one.

use aws_lc_rs::digest;
use uuid::Uuid;

use super::{Chat, ChatKind};
use crate::id::{BookingId, ChatId, MessageId, UserId};

impl Chat {
    /// The chat of two people, in whichever order they are named.
    pub fn id_between(one: UserId, other: UserId) -> ChatId {
        let (first, second) = (one.min(other).uuid(), one.max(other).uuid());
        hashed(&[b"direct", first.as_bytes(), second.as_bytes()]).into()
    }

    /// A student's chat with support.
    pub fn id_of_support(student: UserId) -> ChatId {
        Self::id_about(student.uuid())
    }

    /// The chat of a booking's two.
    pub fn id_of_session(booking: BookingId) -> ChatId {
        Self::id_about(booking.uuid())
    }

    /// What a chat is about has an id, and so has the chat: the same bits, as a UUID of version 8.
    fn id_about(subject: Uuid) -> ChatId {
        versioned(subject, 8).into()
    }

    /// What this chat would be about: a student, a booking. There may be no such thing.
    pub fn subject(id: ChatId) -> Uuid {
        versioned(id.uuid(), 7)
    }

    /// Whose chat with support it is.
    pub fn student(&self) -> Option<UserId> {
        self.about(ChatKind::Support).map(UserId::from)
    }

    /// Which session's it is.
    pub fn booking(&self) -> Option<BookingId> {
        self.about(ChatKind::Session).map(BookingId::from)
    }

    fn about(&self, kind: ChatKind) -> Option<Uuid> {
        (self.kind == kind).then(|| Self::subject(self.id))
    }

    /// The message that this author calls so: the same name is the same message.
    pub fn id_of_message(chat: ChatId, author: UserId, name: &str) -> MessageId {
        hashed(&[b"message", chat.uuid().as_bytes(), author.uuid().as_bytes(), name.as_bytes()]).into()
    }
}

/// A UUID of version 8 that says nothing of what it is made of.
pub(super) fn hashed(parts: &[&[u8]]) -> Uuid {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_le_bytes());
        context.update(part);
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&context.finish().as_ref()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// The same bits under another version's number.
fn versioned(id: Uuid, version: u8) -> Uuid {
    let mut bytes = id.into_bytes();
    bytes[6] = (bytes[6] & 0x0F) | (version << 4);
    Uuid::from_bytes(bytes)
}
