//! What somebody is told stays for a while where they can look it up: notices, and which of them they have
//! read.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::Now;
use crate::chat::Message;
use crate::id::{EventId, NoticeId, UserId};
use crate::problem::{Kind, Kinds, Problem};
use crate::time::utc_day;

mod words;

/// A notice is kept to the end of this many days after its own.
pub const DAYS: i64 = 90;

/// What a notice is about: the words of document 3's filter.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, strum::Display, strum::EnumIter, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[schema(as = NoticeType)]
pub enum Type {
    TaskUpdate,
    #[serde(alias = "payments")]
    PaymentReceived,
    Message,
    #[serde(alias = "meetings")]
    Meeting,
    System,
}

/// One line under somebody's bell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    pub id: NoticeId,
    /// Its place among all that this person was ever told, as the frame's; 0 while it has none.
    #[serde(default)]
    pub sequence: u64,
    pub r#type: Type,
    pub title: String,
    pub message: String,
    /// The page of what it is about, under the frontend's own root.
    pub link: String,
    /// Marked by itself. Below the person's mark it has been read as well: [`Inbox::is_unread`].
    #[serde(default)]
    pub read: bool,
    pub at: Timestamp,
}

/// Why nothing was done with a notice.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoticeError {
    #[error("No such notification.")]
    NoSuchNotice,
}

impl Kinds for NoticeError {
    const KINDS: &'static [Kind] = &[Kind::Missing];
}

impl Problem for NoticeError {
    fn kind(&self) -> Kind {
        match self {
            Self::NoSuchNotice => Kind::Missing,
        }
    }
}

impl NoticeId {
    /// The same for the same event and reader, however often it is told; sorts by the event's time.
    pub fn of(event: EventId, at: Timestamp, whose: &str) -> Self {
        Self::derived(at, &[event.uuid().as_bytes(), whose.as_bytes()])
    }

    /// That there is this message for somebody: who has read it knows which notice that was.
    pub fn of_message(message: &Message, reader: UserId) -> Self {
        Self::derived(message.at, &[message.id.uuid().as_bytes(), reader.uuid().as_bytes()])
    }
}

impl Notice {
    /// The day by which it is counted and kept.
    pub fn day(&self) -> Date {
        utc_day(self.at)
    }

    /// When nobody sees it any more.
    pub fn ends(&self) -> Timestamp {
        midnight(later(self.day(), DAYS + 1))
    }
}

/// The first instant whose notices are still kept.
pub fn kept_since(now: Now) -> Timestamp {
    midnight(later(utc_day(now.0), -DAYS))
}

fn later(day: Date, days: i64) -> Date {
    day.checked_add(days.days()).unwrap_or(day)
}

fn midnight(day: Date) -> Timestamp {
    day.at(0, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).map(|at| at.timestamp()).unwrap_or_default()
}

/// Where a person stands in all that they were told.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Inbox {
    /// The place of what they were told last.
    pub sequence: u64,
    /// Whatever was told up to this place has been read: one mark, however much it was.
    pub seen: u64,
    /// How many past that are unread, by their day: with the day go those that the broom takes.
    pub unread: BTreeMap<Date, u32>,
    /// The account is deleted, and nothing more is told. This stays, for whoever would.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub ended: bool,
    pub version: u32,
}

impl Inbox {
    /// One more thing is told, at the next place; days that are kept no more are forgotten.
    #[must_use]
    pub fn told(mut self, notice: Option<&Notice>, now: Now) -> Self {
        let since = utc_day(kept_since(now));
        self.unread.retain(|day, _| *day >= since);
        if let Some(day) = notice.map(Notice::day).filter(|day| *day >= since) {
            *self.unread.entry(day).or_default() += 1;
        }
        Self { sequence: self.sequence + 1, ..self }.changed()
    }

    pub fn is_unread(&self, notice: &Notice) -> bool {
        !notice.read && notice.sequence > self.seen
    }

    /// One that was unread is so no more.
    #[must_use]
    pub fn without(mut self, notice: &Notice) -> Self {
        let day = notice.day();
        let left = self.unread.get(&day).copied().unwrap_or_default().saturating_sub(1);
        if left == 0 {
            self.unread.remove(&day);
        } else {
            self.unread.insert(day, left);
        }
        self.changed()
    }

    /// Everything has been read.
    #[must_use]
    pub fn all_read(self) -> Self {
        Self { seen: self.sequence, unread: BTreeMap::new(), ..self }.changed()
    }

    /// Nothing is told any more.
    #[must_use]
    pub fn end(self) -> Self {
        Self { ended: true, ..self.all_read() }
    }

    /// How many are unread and still kept.
    pub fn count(&self, now: Now) -> u32 {
        let since = utc_day(kept_since(now));
        self.unread.range(since..).map(|(_, count)| count).sum()
    }

    fn changed(self) -> Self {
        Self { version: self.version + 1, ..self }
    }
}

#[cfg(test)]
mod tests;
