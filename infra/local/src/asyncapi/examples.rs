//! Examples: values of the types that are said and told.

use domain::alert::Alert;
use domain::announcement::{Announcement, Audience, Tone};
use domain::booking::Status;
use domain::event::News;
use domain::frame::{Data, Frame, Name, Resumed};
use domain::id::{AlertId, AnnouncementId, BookingId, EventId, NoticeId, UserId};
use domain::problem::{Invalid, Kind};
use domain::text::{HttpsUrl, PersonName, Tidings, Title, Topic};
use jiff::{SignedDuration, Timestamp};
use realtime::Said;
use serde_json::{Value as Json, json};

/// A Monday morning.
const AT: Timestamp = Timestamp::constant(1_795_420_800, 0);
/// Where the reader stands in what they were told.
const PLACE: u64 = 42;

/// What a client says of this action.
pub fn said(action: &str) -> Vec<Said> {
    let all = vec![Said::Ping {}, Said::Resume { after: PLACE - 1 }];
    all.into_iter().filter(|said| json!(said)["action"] == action).collect()
}

pub fn pong() -> Json {
    json!({"type": "pong", "event": "pong", "at": AT})
}

/// To `{"action": "resume", "after": …, "id": "1"}`.
pub fn resumed() -> Json {
    let events = frames(Name::Notification).into_iter().map(Frame::shown).collect();
    let missed = Resumed { events, more: false, whole: true, sequence: PLACE };
    json!({"type": "resumed", "event": "resumed", "id": "1", "data": missed, "at": AT})
}

pub fn wrong() -> Json {
    let data = json!({"code": Kind::Invalid.code(), "message": "missing field `after`"});
    json!({"type": "error", "event": "error", "data": data})
}

/// Frames of this name, one of each kind of data that it brings.
pub fn frames(name: Name) -> Vec<Frame> {
    let data = match name {
        Name::Notification => meeting(News::Confirmed),
        Name::Reminder => meeting(News::RemindHour),
        Name::Alert => alert().map(|alert| alert.frame().data),
        Name::Announcement => announcement().map(|announcement| announcement.frame().data),
    };
    let (id, notice) = (EventId::born_with(AT, [1; 10]), NoticeId::born_with(AT, [2; 10]));
    let placed = |data| Frame { id, name, data, at: AT, sequence: PLACE, notice: Some(notice) };
    data.ok().map(placed).into_iter().collect()
}

fn meeting(news: News) -> Result<Data, Invalid> {
    let booking_id = BookingId::born_with(AT, [3; 10]);
    let start = AT + SignedDuration::from_hours(26);
    Ok(Data::Meeting {
        news,
        booking_id,
        link: format!("/bookings/{booking_id}"),
        with: PersonName::parse("Mina Mentor")?,
        topic: Topic::parse("Ownership")?,
        status: Status::Confirmed,
        start,
        end: start + SignedDuration::from_hours(1),
        meeting_link: Some(HttpsUrl::parse("meetingLink", "https://meet.example.org/mina")?),
    })
}

fn alert() -> Result<Alert, Invalid> {
    Ok(Alert {
        id: AlertId::born_with(AT, [4; 10]),
        by: UserId::born_with(AT, [5; 10]),
        title: Title::parse("The building is closed")?,
        message: Tidings::parse("Water in the cellar: please stay at home today.")?,
        at: AT,
    })
}

fn announcement() -> Result<Announcement, Invalid> {
    Ok(Announcement {
        id: AnnouncementId::born_with(AT, [6; 10]),
        by: UserId::born_with(AT, [5; 10]),
        title: Title::parse("Maintenance")?,
        message: Tidings::parse("Tonight at eight, for an hour.")?,
        tone: Tone::Warning,
        audience: Audience::All,
        at: AT,
        expires: AT + SignedDuration::from_hours(12),
    })
}
