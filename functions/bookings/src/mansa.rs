//! A booking in document 1's words: `snake_case`, bare UUIDs, wall times in the zone it was chosen in.

use domain::Zone;
use domain::booking::{Booking, Rating, Status};
use domain::text::{Description, Feedback, HttpsUrl, PersonName, Platform, Reason, Topic};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A booking of document 1.
#[derive(Debug, Serialize, ToSchema)]
pub struct MansaBooking {
    id: Uuid,
    mentor_id: Uuid,
    mentee_id: Uuid,
    mentor_name: PersonName,
    mentee_name: PersonName,
    /// The instant at which the session starts.
    #[schema(value_type = String, format = DateTime)]
    session_date: Timestamp,
    /// Wall time in `timezone`.
    start_time: String,
    end_time: String,
    timezone: Zone,
    duration_minutes: i64,
    topic: Topic,
    description: Description,
    status: Status,
    reason: Reason,
    meeting_url: Option<HttpsUrl>,
    meeting_platform: Option<Platform>,
    #[schema(value_type = Option<u8>)]
    rating: Option<Rating>,
    mentor_feedback: Option<Feedback>,
    booking_version: u32,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

impl MansaBooking {
    pub fn of(booking: Booking) -> Self {
        let wall = |at| booking.zone.wall(at).time().strftime("%H:%M:%S").to_string();
        Self {
            start_time: wall(booking.span.start),
            end_time: wall(booking.span.end),
            duration_minutes: booking.minutes(),
            id: booking.id.uuid(),
            mentor_id: booking.mentor.uuid(),
            mentee_id: booking.mentee.uuid(),
            mentor_name: booking.mentor_name,
            mentee_name: booking.mentee_name,
            session_date: booking.span.start,
            timezone: booking.zone,
            topic: booking.topic,
            description: booking.description,
            status: booking.status,
            reason: booking.reason,
            meeting_url: booking.link,
            meeting_platform: Some(booking.platform).filter(|platform| !platform.is_empty()),
            rating: booking.rating,
            mentor_feedback: Some(booking.feedback).filter(|feedback| !feedback.is_empty()),
            booking_version: booking.version,
            created_at: booking.id.born(),
            updated_at: booking.updated,
        }
    }
}
