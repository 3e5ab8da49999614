//! What happened, for those who must be told: rows of the outbox. Each is self-contained, written in
//! the transaction of the change it reports, and holds no secret: a login mail's event carries a
//! challenge's id, from which code and link are derived again (`account::challenge`).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
/// The names of all kinds of one of these.
pub use strum::VariantNames;

use crate::account::{Purpose, Surface};
use crate::alert::Alert;
use crate::announcement::Announcement;
use crate::booking::Booking;
use crate::email::Email;
use crate::id::{ChallengeId, ChatId, EventId, UserId};
use crate::text::{PersonName, Reason};
use crate::time::Span;

/// One event. `at` is the instant of the change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub id: EventId,
    pub at: Timestamp,
    #[serde(flatten)]
    pub what: Happened,
}

/// What happened; the tag is the stable name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, VariantNames)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Happened {
    /// A booking was made or moved on; its row as it is after that.
    Booking {
        news: News,
        booking: Box<Booking>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<Span>,
    },
    /// A code and a link are to be mailed.
    Challenged {
        challenge: ChallengeId,
        email: Email,
        purpose: Purpose,
        surface: Surface,
    },
    /// Somebody registered an address that has an account.
    RegisteredAgain {
        email: Email,
        surface: Surface,
    },
    PasswordChanged {
        email: Email,
    },
    MentorAnswered {
        mentor: UserId,
        name: PersonName,
        approved: bool,
        reason: Reason,
    },
    /// One or all of somebody's sessions have ended: open connections are to end with them.
    SessionsEnded {
        user: UserId,
    },
    /// An account is deleted: what was its owner's alone is to go with it.
    AccountDeleted {
        user: UserId,
    },
    /// Somebody's first connection has opened, or their last one ended.
    Presence {
        user: UserId,
    },
    /// Many are told, a page at a time; each page's end is the next one's beginning.
    Announced {
        announcement: Box<Announcement>,
        /// Where this page begins; the first where there is nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<String>,
    },
    /// Somebody is named by an emergency alert.
    Alerted {
        alert: Box<Alert>,
        to: UserId,
    },
    /// A mentor's profile changed: the search rows are to follow.
    MentorChanged {
        mentor: UserId,
    },
    /// Something was said in a chat, or happened to what was said. Its words are in the message's own row and
    /// nowhere else, so that what is deleted is told to nobody.
    Chat {
        news: ChatNews,
        chat: ChatId,
        /// Which message; for `read`, the last one that was.
        sequence: u64,
        by: UserId,
        /// Whoever says or reads something has read on: from this place.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<u64>,
    },
    /// Somebody had read everything in a chat, and now there is this.
    Unread {
        to: UserId,
        chat: ChatId,
        sequence: u64,
    },
}

/// What happened in a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, strum::Display, VariantNames)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ChatNews {
    /// It was opened, and nothing is said in it yet.
    Opened,
    Said,
    Edited,
    Deleted,
    Read,
}

impl ChatNews {
    /// Has whoever did it read what was there?
    pub fn reads(self) -> bool {
        matches!(self, Self::Said | Self::Read)
    }
}

/// What happened to a booking.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    strum::Display,
    strum::EnumIter,
    VariantNames,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[schema(as = BookingNews)]
pub enum News {
    Requested,
    Confirmed,
    Declined,
    Moved,
    Cancelled,
    Expired,
    LinkAdded,
    Completed,
    NoShow,
    Rated,
    RemindDay,
    RemindHour,
    /// It starts in five minutes: on the screen, never by mail.
    RemindSoon,
}

impl News {
    /// Is it of a session to come, and of no interest once that has moved?
    pub fn reminds(self) -> bool {
        matches!(self, Self::RemindDay | Self::RemindHour | Self::RemindSoon)
    }
}

impl Happened {
    /// News of a booking as it is now.
    pub fn booking(news: News, booking: &Booking) -> Self {
        Self::Booking { news, booking: Box::new(booking.clone()), before: None }
    }
}

#[cfg(test)]
mod tests {
    use super::ChatNews;

    #[test]
    fn who_speaks_or_reads_has_read_what_was_there_and_who_takes_words_back_has_not() {
        assert!(ChatNews::Said.reads() && ChatNews::Read.reads());
        assert!(![ChatNews::Opened, ChatNews::Edited, ChatNews::Deleted].into_iter().any(ChatNews::reads));
    }
}
