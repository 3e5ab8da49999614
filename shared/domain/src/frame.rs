//! What people are told at once: frames on their sockets, kept for a day in the order of the person's own
//! sequence, so that whoever was away for a moment misses nothing (ruling 31).

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Now;
use crate::announcement::Tone;
use crate::booking::{Booking, Side, Status};
use crate::chat::{Message, MessageKind, TYPING};
use crate::event::{ChatNews, Event, Happened, News};
use crate::id::{AlertId, AnnouncementId, BookingId, ChatId, EventId, MessageId, NoticeId, UserId};
use crate::text::{ClientId, HttpsUrl, PersonName, Tidings, Title, Topic};

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
    #[serde(rename = "chat.message")]
    #[strum(serialize = "chat.message")]
    ChatMessage,
    #[serde(rename = "chat.edited")]
    #[strum(serialize = "chat.edited")]
    ChatEdited,
    #[serde(rename = "chat.deleted")]
    #[strum(serialize = "chat.deleted")]
    ChatDeleted,
    #[serde(rename = "chat.read")]
    #[strum(serialize = "chat.read")]
    ChatRead,
    #[serde(rename = "chat.typing")]
    #[strum(serialize = "chat.typing")]
    ChatTyping,
    #[serde(rename = "presence")]
    #[strum(serialize = "presence")]
    Presence,
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
    /// What stands at a place of a chat, as it is when it is told.
    #[serde(rename_all = "camelCase")]
    Message {
        chat_id: ChatId,
        id: MessageId,
        /// Its place in the chat.
        sequence: u64,
        sender_id: UserId,
        #[schema(value_type = String)]
        sender_name: PersonName,
        /// Empty once it is deleted.
        content: String,
        r#type: MessageKind,
        reply_to: Option<MessageId>,
        /// The sender's own name for it.
        #[schema(value_type = Option<String>)]
        client_id: Option<ClientId>,
        #[schema(value_type = String)]
        created_at: Timestamp,
        #[schema(value_type = Option<String>)]
        edited_at: Option<Timestamp>,
        deleted: bool,
    },
    /// Somebody has read up to a place of a chat.
    #[serde(rename_all = "camelCase")]
    Read { chat_id: ChatId, user_id: UserId, sequence: u64 },
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

/// Of the moment only: it has no place in anybody's sequence, and is not kept.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PassingFrame)]
pub struct Passing {
    pub id: EventId,
    pub r#type: Name,
    pub event: Name,
    pub data: PassingData,
    #[schema(value_type = String)]
    pub at: Timestamp,
}

/// What passes.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PassingData {
    #[serde(rename_all = "camelCase")]
    Typing {
        chat_id: ChatId,
        user_id: UserId,
        #[schema(value_type = String)]
        name: PersonName,
        /// Nobody types any more after this, unless it is said again.
        #[schema(value_type = String)]
        expires_at: Timestamp,
    },
    /// Somebody with whom the reader has a chat has come, or gone.
    #[serde(rename_all = "camelCase")]
    Presence { user_id: UserId, online: bool },
}

impl Passing {
    pub fn typing(id: EventId, (chat_id, user_id, name): (ChatId, UserId, PersonName), now: Now) -> Self {
        let data = PassingData::Typing { chat_id, user_id, name, expires_at: now.plus(TYPING) };
        Self { id, r#type: Name::ChatTyping, event: Name::ChatTyping, data, at: now.0 }
    }

    pub fn presence(event: &Event, user_id: UserId, online: bool) -> Self {
        let data = PassingData::Presence { user_id, online };
        Self { id: event.id, r#type: Name::Presence, event: Name::Presence, data, at: event.at }
    }
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

impl Frame {
    /// The chat that it is about.
    pub fn chat(&self) -> Option<ChatId> {
        match self.data {
            Data::Message { chat_id, .. } | Data::Read { chat_id, .. } => Some(chat_id),
            _ => None,
        }
    }

    /// What happened in a chat, for everybody in it; nothing where there is nothing to show yet.
    pub fn of_chat(event: &Event, message: Option<&Message>) -> Option<Self> {
        let Happened::Chat { news, chat, sequence, by, .. } = event.what else { return None };
        let name = match news {
            ChatNews::Opened => return None,
            ChatNews::Said => Name::ChatMessage,
            ChatNews::Edited => Name::ChatEdited,
            ChatNews::Deleted => Name::ChatDeleted,
            ChatNews::Read => Name::ChatRead,
        };
        let data = match news {
            ChatNews::Read => Data::Read { chat_id: chat, user_id: by, sequence },
            _ => Data::message(message?),
        };
        Some(Self { id: event.id, name, data, at: event.at, sequence: 0, notice: None })
    }
}

impl Data {
    pub fn message(message: &Message) -> Self {
        Self::Message {
            chat_id: message.chat,
            id: message.id,
            sequence: message.sequence,
            sender_id: message.author,
            sender_name: message.author_name.clone(),
            content: message.text().to_owned(),
            r#type: message.kind,
            reply_to: message.reply_to,
            client_id: message.client.clone(),
            created_at: message.at,
            edited_at: message.edited,
            deleted: message.deleted.is_some(),
        }
    }

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
