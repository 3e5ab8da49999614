//! Examples: values of the types that are said and told.

use domain::Now;
use domain::alert::Alert;
use domain::announcement::{Announcement, Audience, Tone};
use domain::booking::Status;
use domain::chat::{Chat, Message, MessageKind};
use domain::event::{Event, Happened, News};
use domain::frame::{Data, Frame, Name, Passing, Resumed};
use domain::id::{AlertId, AnnouncementId, BookingId, ChatId, EventId, MessageId, NoticeId, UserId};
use domain::problem::{Invalid, Kind};
use domain::text::{ClientId, Content, HttpsUrl, PersonName, Tidings, Title, Topic};
use jiff::{SignedDuration, Timestamp};
use realtime::{Fault, Heard, Marked, Said, Utterance};
use serde_json::{Value as Json, json};

/// A Monday morning.
const AT: Timestamp = Timestamp::constant(1_795_420_800, 0);
/// Where the reader stands in what they were told.
const PLACE: u64 = 42;

/// What a client says of this action.
pub fn said(action: &str) -> Vec<Said> {
    let chat_id = Some(chat());
    let all = vec![
        Said::Ping {},
        Said::Resume { after: PLACE - 1 },
        Said::Subscribe {},
        Said::Typing { chat_id },
        Said::Read { message_id: MessageId::born_with(AT, [8; 10]) },
    ];
    let send = utterance().ok().map(|words| Said::Send(Box::new(words)));
    all.into_iter().chain(send).filter(|said| json!(said)["action"] == action).collect()
}

fn chat() -> ChatId {
    Chat::id_between(UserId::born_with(AT, [5; 10]), UserId::born_with(AT, [7; 10]))
}

fn utterance() -> Result<Utterance, Invalid> {
    Ok(Utterance {
        chat_id: Some(chat()),
        content: Content::parse("See you at ten.")?,
        kind: MessageKind::Text,
        attachments: Vec::new(),
        reply_to: None,
        client_id: Some(ClientId::parse("7f9c")?),
    })
}

/// What comes of it.
fn message() -> Result<Message, Invalid> {
    let words = utterance()?;
    Ok(Message {
        id: MessageId::born_with(AT, [8; 10]),
        chat: chat(),
        sequence: 3,
        author: UserId::born_with(AT, [5; 10]),
        author_name: PersonName::parse("Mina Mentor")?,
        kind: words.kind,
        content: Some(words.content),
        reply_to: None,
        client: words.client_id,
        at: AT,
        edited: None,
        deleted: None,
        version: 1,
    })
}

pub fn subscribed() -> Json {
    json!({"type": "subscribed", "event": "subscribed", "at": AT})
}

pub fn sent() -> Json {
    json!({"type": "sent", "event": "sent", "id": "1", "data": message().ok().map(|said| Data::message(&said)), "at": AT})
}

pub fn heard() -> Json {
    json!({"type": "heard", "event": "heard", "data": Heard { chat_id: chat() }, "at": AT})
}

pub fn marked() -> Json {
    json!({"type": "marked", "event": "marked", "data": Marked { chat_id: chat(), unread_count: 0 }, "at": AT})
}

/// Of the moment only.
pub fn passing(name: Name) -> Option<Passing> {
    let (id, user) = (EventId::born_with(AT, [1; 10]), UserId::born_with(AT, [5; 10]));
    match name {
        Name::ChatTyping => Some(Passing::typing(id, (chat(), user, PersonName::parse("Mina Mentor").ok()?), Now(AT))),
        Name::Presence => Some(Passing::presence(&Event { id, at: AT, what: Happened::Presence { user } }, user, true)),
        _ => None,
    }
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
    let (code, message) = (Kind::Limited.code().to_owned(), "At most 30 messages a minute.".to_owned());
    Fault { code, message, field: None, retry_after: Some(12) }.frame()
}

/// Frames of this name, one of each kind of data that it brings.
pub fn frames(name: Name) -> Vec<Frame> {
    let data = match name {
        Name::Notification => meeting(News::Confirmed),
        Name::Reminder => meeting(News::RemindHour),
        Name::Alert => alert().map(|alert| alert.frame().data),
        Name::Announcement => announcement().map(|announcement| announcement.frame().data),
        Name::ChatMessage => message().map(|said| Data::message(&said)),
        Name::ChatEdited => message().map(|said| Data::message(&Message { edited: Some(AT), version: 2, ..said })),
        Name::ChatDeleted => message().map(|said| Data::message(&Message { content: None, deleted: Some(AT), ..said })),
        Name::ChatRead => Ok(Data::Read { chat_id: chat(), user_id: UserId::born_with(AT, [7; 10]), sequence: 3 }),
        Name::ChatTyping | Name::Presence => return Vec::new(),
    };
    let (id, notice) = (EventId::born_with(AT, [1; 10]), NoticeId::born_with(AT, [2; 10]));
    let kept = matches!(name, Name::Notification | Name::Reminder | Name::Alert | Name::Announcement);
    let placed = |data| Frame { id, name, data, at: AT, sequence: PLACE, notice: kept.then_some(notice) };
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
