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
        self == Self::Pending || self.is_agreed()
    }

    /// Has the mentor agreed, and nobody called it off?
    pub fn is_agreed(self) -> bool {
        matches!(self, Self::Confirmed | Self::Completed | Self::NoShowByMentor | Self::NoShowByMentee)
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

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;

    #[test]
    fn what_was_declined_expired_or_cancelled_holds_no_time_and_all_but_a_request_is_agreed() {
        use Status::{CancelledByAdmin, CancelledByMentee, CancelledByMentor, Declined, Expired};
        for status in Status::iter() {
            let gone = [Declined, Expired, CancelledByMentor, CancelledByMentee, CancelledByAdmin].contains(&status);
            assert_eq!(status.holds_time(), !gone, "{status}");
            assert_eq!(status.is_agreed(), status.holds_time() && status != Status::Pending, "{status}");
        }
    }

    #[test]
    fn a_rating_is_its_stars() {
        let stars = |stars: u8| Rating::try_from(stars).map(u8::from).ok();
        assert_eq!([0, 1, 3, 5, 6].map(stars), [None, Some(1), Some(3), Some(5), None]);
    }

    #[test]
    fn a_booking_lasts_as_long_as_its_span() {
        assert_eq!(moves::tests::booking(Status::Pending).minutes(), 60);
    }

    #[test]
    fn each_error_has_its_kind_code_and_field() {
        use BookingError as E;
        let rule = E::Rule { field: "end_time", issue: "too long".to_owned() };
        let illegal = E::IllegalMove { from: Status::Expired, to: "confirmed" };
        let table = [
            (E::NoSuchMentor, Kind::Missing, Kind::Missing.code(), None),
            (E::NoSuchBooking, Kind::Missing, Kind::Missing.code(), None),
            (E::Oneself, Kind::Invalid, Kind::Invalid.code(), Some("mentor_id")),
            (rule, Kind::Invalid, Kind::Invalid.code(), Some("end_time")),
            (E::NotYours("no"), Kind::Forbidden, Kind::Forbidden.code(), None),
            (E::SlotTaken, Kind::Conflict, "SLOT_TAKEN", None),
            (E::NotAvailable, Kind::Conflict, "NOT_AVAILABLE", None),
            (E::DayFull, Kind::Conflict, "DAY_FULL", None),
            (illegal, Kind::Conflict, "ILLEGAL_TRANSITION", None),
            (E::NotStarted, Kind::Conflict, "NOT_STARTED", None),
            (E::AlreadyStarted, Kind::Conflict, "ALREADY_STARTED", None),
            (E::NotConfirmed, Kind::Conflict, "NOT_CONFIRMED", None),
            (E::NotCompleted, Kind::Conflict, "NOT_COMPLETED", None),
            (E::AlreadyRated, Kind::Conflict, "ALREADY_RATED", None),
            (E::Stale(2), Kind::Conflict, "STALE_VERSION", None),
        ];
        for (error, kind, code, field) in table {
            assert_eq!((error.kind(), error.code(), error.field()), (kind, code, field), "{error:?}");
        }
    }
}
