//! People write to each other: two who know each other, the two of a session, a student and support. What is said
//! has its place in the chat's own sequence, and that is the order: not the time, not the id.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::booking::Booking;
use crate::id::{ChatId, MessageId, UserId};
use crate::text::PersonName;
use crate::{Now, Role, Roles};

mod error;
mod message;
mod named;
mod report;
mod sought;

pub use error::ChatError;
pub use message::{Draft, Former, Message, MessageKind, Words};
use named::hashed;
pub use report::{Report, Standing, Verdict};
pub use sought::{MOST_WORDS, Sought, sought};

/// Who has not said for so long that they type, does not.
pub const TYPING: SignedDuration = SignedDuration::from_secs(5);

/// A chat's row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chat {
    pub id: ChatId,
    pub kind: ChatKind,
    /// Whose it is. Who of the admins has written in a support chat, or read it, is among them.
    pub members: BTreeMap<UserId, Member>,
    /// The place of the last message; 0 while there is none.
    pub sequence: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Preview>,
    /// Which admin sees to a support chat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<UserId>,
    pub opened: Timestamp,
}

/// What a chat is about.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::Display,
    strum::EnumIter,
    strum::EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ChatKind {
    /// Two people.
    Direct,
    /// The two of a booking.
    Session,
    /// A student and whoever of the admins answers.
    Support,
}

/// Somebody of a chat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// As it was when they last came or wrote.
    pub name: PersonName,
    /// The place up to which they have read; what they say themselves they have read.
    pub read: u64,
}

/// The beginning of the last message, for a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    pub id: MessageId,
    pub author: UserId,
    pub kind: MessageKind,
    /// Empty once it is deleted.
    pub text: String,
    pub at: Timestamp,
    #[serde(default)]
    pub deleted: bool,
}

/// Who may write to whom unasked: an admin to anybody and anybody to an admin who wrote first, else those
/// whom a confirmed booking has brought together. Support is open to everybody, in a chat of its own.
pub fn may_talk(me: Roles, met: bool) -> bool {
    me.has(Role::Admin) || met
}

impl Chat {
    /// Two people's, nothing said yet.
    pub fn between(one: &Account, other: &Account, now: Now) -> Self {
        Self::of(
            Self::id_between(one.id, other.id),
            ChatKind::Direct,
            &[(one.id, &one.name), (other.id, &other.name)],
            now.0,
        )
    }

    /// A student's with support. It is there as long as the student is, whether or not it has a row.
    pub fn with_support(student: &Account) -> Option<Self> {
        let student = Some(student).filter(|student| !student.roles.has(Role::Admin))?;
        Some(Self::of(
            Self::id_of_support(student.id),
            ChatKind::Support,
            &[(student.id, &student.name)],
            student.created,
        ))
    }

    /// The two of a booking. It is there from when the mentor has agreed, whether or not it has a row; once it has
    /// one it stays, whatever becomes of the booking.
    pub fn of_session(booking: &Booking) -> Option<Self> {
        let booking = Some(booking).filter(|booking| booking.status.is_agreed())?;
        let people = [(booking.mentor, &booking.mentor_name), (booking.mentee, &booking.mentee_name)];
        Some(Self::of(Self::id_of_session(booking.id), ChatKind::Session, &people, booking.updated))
    }

    fn of(id: ChatId, kind: ChatKind, people: &[(UserId, &PersonName)], opened: Timestamp) -> Self {
        let member = |(person, name): &(UserId, &PersonName)| (*person, Member { name: (*name).clone(), read: 0 });
        let members = people.iter().map(member).collect();
        Self { id, kind, members, sequence: 0, last: None, assignee: None, opened }
    }

    /// Theirs to read and to write in? To everybody else it does not exist.
    pub fn is_of(&self, user: UserId, roles: Roles) -> bool {
        match self.student() {
            // Who is no admin any more is out, whatever they have written in it.
            Some(student) => roles.has(Role::Admin) || student == user,
            None => self.members.contains_key(&user),
        }
    }

    /// In whose lists it stands; `None` is all admins'.
    pub fn owners(&self) -> Vec<Option<UserId>> {
        match self.student() {
            Some(student) => vec![Some(student), None],
            None => self.members.keys().copied().map(Some).collect(),
        }
    }

    /// The other one of two.
    pub fn other(&self, me: UserId) -> Option<UserId> {
        let other = self.members.keys().find(|member| **member != me).copied();
        other.filter(|_| self.student().is_none())
    }

    /// The place up to which somebody has read.
    pub fn read_by(&self, user: UserId) -> u64 {
        self.members.get(&user).map_or(0, |member| member.read)
    }

    /// How many messages somebody has not read.
    pub fn unread(&self, user: UserId) -> u64 {
        self.sequence.saturating_sub(self.read_by(user))
    }

    /// Has anybody but its author read it?
    pub fn is_read(&self, message: &Message) -> bool {
        let others = self.members.iter().filter(|(user, _)| **user != message.author);
        others.into_iter().any(|(_, member)| member.read >= message.sequence)
    }

    /// When something was said last.
    pub fn at(&self) -> Timestamp {
        self.last.as_ref().map_or(self.opened, |last| last.at)
    }

    /// The message that comes next, and the chat after it. Times never run back within a chat, so that a page
    /// before an instant is a page before a place.
    pub fn say(&self, draft: &Draft, now: Now) -> (Message, Self) {
        let sequence = self.sequence + 1;
        let message = Message::of(draft, self.id, sequence, now.0.max(self.at()));
        let mut after = self.clone();
        after.sequence = sequence;
        after.last = Some(message.preview());
        after.members.insert(draft.author, Member { name: draft.author_name.clone(), read: sequence });
        (message, after)
    }

    /// The member that somebody is once they have read up to a place; none where they had.
    pub fn read_to(&self, reader: &Account, sequence: u64) -> Option<Member> {
        let sequence = sequence.min(self.sequence);
        (self.read_by(reader.id) < sequence).then(|| Member { name: reader.name.clone(), read: sequence })
    }
}

#[cfg(test)]
mod tests;
