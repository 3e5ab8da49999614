//! A mentee asks for a stretch of a mentor's time; the mentor answers; it happens; it is rated.
//! States are an enum; a move returns the next state or the reason why not.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::id::{BookingId, UserId};
use crate::problem::{Kind, Kinds, Problem};
use crate::text::{Description, Feedback, HttpsUrl, PersonName, Platform, Reason, Topic};
use crate::time::{Now, Span, Zone};

mod moves;
#[cfg(test)]
pub(crate) use moves::tests::booking as sample;
pub use moves::{Answer, Side};

/// A pending request that nobody answers is dropped after this long, or at its start.
pub const HOLD: SignedDuration = SignedDuration::from_hours(48);

/// One booking, as it is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Booking {
    pub id: BookingId,
    pub mentor: UserId,
    pub mentee: UserId,
    /// Both names as they were when it was asked for, so that a list is one read.
    pub mentor_name: PersonName,
    pub mentee_name: PersonName,
    pub span: Span,
    /// What the mentor's calendar gives up for it: `span` and the buffers.
    pub held: Span,
    /// The mentor's own date on which it starts: what the per-day limit counts by.
    pub home: jiff::civil::Date,
    /// The zone the time was chosen in.
    pub zone: Zone,
    pub topic: Topic,
    #[serde(default, skip_serializing_if = "Description::is_empty")]
    pub description: Description,
    pub status: Status,
    #[serde(default, skip_serializing_if = "Reason::is_empty")]
    pub reason: Reason,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<HttpsUrl>,
    #[serde(default, skip_serializing_if = "Platform::is_empty")]
    pub platform: Platform,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    #[serde(default, skip_serializing_if = "Feedback::is_empty")]
    pub feedback: Feedback,
    /// When it was asked for; since the last move while it is pending again.
    pub asked: Timestamp,
    pub updated: Timestamp,
    /// The next row of the due walk that is about this booking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<crate::due::Due>,
    /// Grows with every change: `booking_version`, and the SEQUENCE of its invitations.
    pub version: u32,
}

/// Where a booking stands.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    strum::EnumIter,
    strum::EnumString,
    strum::Display,
    strum::IntoStaticStr,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[schema(as = BookingStatus)]
pub enum Status {
    Pending,
    Confirmed,
    Completed,
    Declined,
    Expired,
    CancelledByMentor,
    CancelledByMentee,
    CancelledByAdmin,
    NoShowByMentor,
    NoShowByMentee,
}

impl Status {
    /// Does it hold its quarters of the calendars?
    pub fn holds_time(self) -> bool {
        matches!(self, Self::Pending | Self::Confirmed | Self::Completed | Self::NoShowByMentor | Self::NoShowByMentee)
    }

    /// Is the session still to come, or to be answered?
    pub fn is_live(self) -> bool {
        matches!(self, Self::Pending | Self::Confirmed)
    }
}

/// One to five.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "u8", into = "u8")]
#[schema(value_type = u8, minimum = 1, maximum = 5)]
pub struct Rating(u8);

impl TryFrom<u8> for Rating {
    type Error = crate::problem::Invalid;
    fn try_from(stars: u8) -> Result<Self, Self::Error> {
        (1..=5)
            .contains(&stars)
            .then_some(Self(stars))
            .ok_or_else(|| crate::problem::Invalid::new("rating", "must be from 1 to 5"))
    }
}

impl From<Rating> for u8 {
    fn from(rating: Rating) -> Self {
        rating.0
    }
}

/// Why a booking cannot be made or moved.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BookingError {
    #[error("No such mentor.")]
    NoSuchMentor,
    #[error("No such booking.")]
    NoSuchBooking,
    #[error("A mentor cannot book themselves.")]
    Oneself,
    #[error("This time is already taken.")]
    SlotTaken,
    #[error("The mentor is not available at this time.")]
    NotAvailable,
    #[error("{issue}")]
    Rule { field: &'static str, issue: String },
    #[error("The mentor's limit of sessions for this day is reached.")]
    DayFull,
    #[error("A booking that is {from} cannot become {to}.")]
    IllegalMove { from: Status, to: &'static str },
    #[error("{0}")]
    NotYours(&'static str),
    #[error("The session has not started yet.")]
    NotStarted,
    #[error("The session has already started.")]
    AlreadyStarted,
    #[error("The booking is not confirmed.")]
    NotConfirmed,
    #[error("The booking is not completed.")]
    NotCompleted,
    #[error("The session is already rated.")]
    AlreadyRated,
    #[error("The booking was changed in the meantime: it is now version {0}.")]
    Stale(u32),
}

impl Kinds for BookingError {
    const KINDS: &'static [Kind] = &[Kind::Invalid, Kind::Forbidden, Kind::Missing, Kind::Conflict];
}

impl Problem for BookingError {
    fn kind(&self) -> Kind {
        match self {
            Self::NoSuchMentor | Self::NoSuchBooking => Kind::Missing,
            Self::Oneself | Self::Rule { .. } => Kind::Invalid,
            Self::NotYours(_) => Kind::Forbidden,
            _ => Kind::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::SlotTaken => "SLOT_TAKEN",
            Self::NotAvailable => "NOT_AVAILABLE",
            Self::DayFull => "DAY_FULL",
            Self::IllegalMove { .. } => "ILLEGAL_TRANSITION",
            Self::NotStarted => "NOT_STARTED",
            Self::AlreadyStarted => "ALREADY_STARTED",
            Self::NotConfirmed => "NOT_CONFIRMED",
            Self::NotCompleted => "NOT_COMPLETED",
            Self::AlreadyRated => "ALREADY_RATED",
            Self::Stale(_) => "STALE_VERSION",
            other => other.kind().code(),
        }
    }

    fn field(&self) -> Option<&str> {
        match self {
            Self::Rule { field, .. } => Some(field),
            Self::Oneself => Some("mentor_id"),
            _ => None,
        }
    }
}

impl Booking {
    /// When a request that nobody answers is dropped.
    pub fn expires(&self) -> Timestamp {
        Now(self.asked).plus(HOLD).min(self.span.start)
    }

    /// Is this a request whose time to be answered is over?
    pub fn lapsed(&self, now: Now) -> bool {
        self.status == Status::Pending && self.expires() <= now.0
    }

    pub fn minutes(&self) -> i64 {
        self.span.minutes()
    }
}
