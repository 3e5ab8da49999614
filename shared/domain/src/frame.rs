//! What people are told at once: frames on their sockets, kept for a day in the order of the person's own
//! sequence, so that whoever was away for a moment misses nothing (ruling 31).

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::announcement::Tone;
use crate::booking::{Booking, Side, Status};
use crate::event::{Event, Happened, News};
use crate::id::{AlertId, AnnouncementId, BookingId, EventId, NoticeId, UserId};
use crate::text::{HttpsUrl, PersonName, Tidings, Title, Topic};

/// For how long what was missed can be asked for.
pub const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// The names of document 3, and ours in their pattern.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::Display, strum::EnumIter, utoipa::ToSchema,
)]
#[schema(as = FrameName)]
pub enum Name {
    #[serde(rename = "notification.new")]
    #[strum(serialize = "notification.new")]
    Notification,
    #[serde(rename = "system.alert")]
    #[strum(serialize = "system.alert")]
    Alert,
    #[serde(rename = "system.announcement")]
    #[strum(serialize = "system.announcement")]
    Announcement,
    #[serde(rename = "meeting.reminder")]
    #[strum(serialize = "meeting.reminder")]
    Reminder,
}

/// Something to tell one person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// The event's that it comes from.
    pub id: EventId,
    pub name: Name,
    pub data: Data,
    pub at: Timestamp,
    /// Its place among all that this person was ever told, from 1; 0 while it has none.
    #[serde(default)]
    pub sequence: u64,
    /// The notice that says the same for longer, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<NoticeId>,
}

/// What a client needs to show a line and to open what it is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schema(as = FrameData)]
pub enum Data {
    #[serde(rename_all = "camelCase")]
    Meeting {
        news: News,
        booking_id: BookingId,
        /// The page of it, under the frontend's own root.
        link: String,
        /// The other one's name.
        #[schema(value_type = String)]
        with: PersonName,
        #[schema(value_type = String)]
        topic: Topic,
        status: Status,
        #[schema(value_type = String)]
        start: Timestamp,
        #[schema(value_type = String)]
        end: Timestamp,
        #[schema(value_type = Option<String>)]
        meeting_link: Option<HttpsUrl>,
    },
    #[serde(rename_all = "camelCase")]
    Alert { alert_id: AlertId, title: Title, message: Tidings, link: String },
    #[serde(rename_all = "camelCase")]
    Announcement { announcement_id: AnnouncementId, title: Title, message: Tidings, r#type: Tone, link: String },
}

/// A frame as clients see it: `type` and `event` are the same word, for either kind of them.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Frame)]
pub struct Shown {
    pub id: EventId,
    pub r#type: Name,
    pub event: Name,
    /// Ask for what comes after it.
    pub sequence: u64,
    /// To mark it as read by, where it is kept as a notification.
    #[serde(rename = "notificationId", skip_serializing_if = "Option::is_none")]
    pub notice: Option<NoticeId>,
    pub data: Data,
    #[schema(value_type = String)]
    pub at: Timestamp,
}

/// What somebody missed, in the order in which they were told.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Resumed {
    pub events: Vec<Shown>,
    /// There are more after these: ask again after `sequence`.
    pub more: bool,
    /// False where something in between is kept no more: load anew what is on the screen.
    pub whole: bool,
    /// The place to ask after next time.
    pub sequence: u64,
}

impl Frame {
    pub fn shown(self) -> Shown {
        let Self { id, name, data, at, sequence, notice } = self;
        Shown { id, r#type: name, event: name, sequence, notice, data, at }
    }

    /// What an event tells one side of its booking; nothing where it is nobody's news.
    pub fn of(event: &Event, side: Side) -> Option<(UserId, Self)> {
        let Happened::Booking { news, booking, .. } = &event.what else { return None };
        let name = if news.reminds() { Name::Reminder } else { Name::Notification };
        let (reader, with) = match side {
            Side::Mentor => (booking.mentor, &booking.mentee_name),
            _ => (booking.mentee, &booking.mentor_name),
        };
        let data = Data::meeting(*news, booking, with.clone());
        Some((reader, Self { id: event.id, name, data, at: event.at, sequence: 0, notice: None }))
    }
}

impl Data {
    fn meeting(news: News, booking: &Booking, with: PersonName) -> Self {
        Self::Meeting {
            news,
            booking_id: booking.id,
            link: format!("/bookings/{}", booking.id),
            with,
            topic: booking.topic.clone(),
            status: booking.status,
            start: booking.span.start,
            end: booking.span.end,
            meeting_link: booking.link.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn event(news: News) -> Event {
        let booking = crate::booking::sample(crate::booking::Status::Confirmed);
        let id = EventId::from(uuid::Uuid::nil());
        Event { id, at: "2026-11-23T08:00:00Z".parse().unwrap(), what: Happened::booking(news, &booking) }
    }

    #[test]
    fn a_frame_says_its_name_twice_and_what_it_is_about() {
        let event = event(News::Confirmed);
        let (reader, frame) = Frame::of(&event, Side::Mentee).unwrap();
        let told = json!(frame.shown());
        let Happened::Booking { booking, .. } = &event.what else { panic!("no booking") };
        assert_eq!(reader, booking.mentee);
        assert_eq!((&told["type"], &told["event"]), (&json!("notification.new"), &json!("notification.new")));
        assert_eq!(told["data"]["bookingId"], json!(booking.id));
        assert_eq!(told["data"]["with"], json!(booking.mentor_name));
    }

    #[test]
    fn reminders_have_a_name_of_their_own() {
        for news in [News::RemindDay, News::RemindHour, News::RemindSoon] {
            assert_eq!(Frame::of(&event(news), Side::Mentor).unwrap().1.name, Name::Reminder);
        }
    }
}
