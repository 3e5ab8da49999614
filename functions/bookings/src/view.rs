//! A booking in the main API's words.

use api::{Data, Tagged};
use domain::booking::{Booking, Rating, Status};
use domain::text::{Description, Feedback, HttpsUrl, PersonName, Platform, Reason, Topic};
use domain::{BookingId, UserId, Zone};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A booking.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookingView {
    id: BookingId,
    mentor_id: UserId,
    mentee_id: UserId,
    mentor_name: PersonName,
    mentee_name: PersonName,
    #[schema(value_type = String, format = DateTime)]
    start: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    end: Timestamp,
    duration: i64,
    /// The zone in which the time was chosen.
    timezone: Zone,
    topic: Topic,
    description: Description,
    status: Status,
    reason: Reason,
    meeting_url: Option<HttpsUrl>,
    meeting_platform: Platform,
    #[schema(value_type = Option<u8>)]
    rating: Option<Rating>,
    feedback: Feedback,
    /// Until when a request waits for its answer.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
    version: u32,
}

/// The reply that shows a booking, with its version.
pub fn shown(booking: Booking) -> Tagged<Data<BookingView>> {
    Tagged(booking.version, Data(BookingView::of(booking)))
}

impl BookingView {
    pub fn of(booking: Booking) -> Self {
        Self {
            duration: booking.minutes(),
            expires_at: (booking.status == Status::Pending).then(|| booking.expires()),
            id: booking.id,
            mentor_id: booking.mentor,
            mentee_id: booking.mentee,
            mentor_name: booking.mentor_name,
            mentee_name: booking.mentee_name,
            start: booking.span.start,
            end: booking.span.end,
            timezone: booking.zone,
            topic: booking.topic,
            description: booking.description,
            status: booking.status,
            reason: booking.reason,
            meeting_url: booking.link,
            meeting_platform: booking.platform,
            rating: booking.rating,
            feedback: booking.feedback,
            created_at: booking.id.born(),
            updated_at: booking.updated,
            version: booking.version,
        }
    }
}
