//! What a notice says: of a booking to either side, of a message to whoever had read everything before.

use crate::booking::{Booking, Side, Status};
use crate::chat::Message;
use crate::event::{Event, Happened, News};
use crate::id::{NoticeId, UserId};
use crate::time::Zone;

use super::{Notice, Type};

impl Notice {
    /// The notice that an event is for one side of its booking, with times on the reader's clock; none for
    /// whoever is known to have done it themselves.
    pub fn of(event: &Event, side: Side, zone: &Zone) -> Option<Self> {
        let Happened::Booking { news, booking, .. } = &event.what else { return None };
        if is_own_doing(*news, booking.status, side) {
            return None;
        }
        let when = zone.wall(booking.span.start).strftime("%A %-d %B %Y, %H:%M");
        Some(Self {
            id: NoticeId::of(event.id, event.at, &side.to_string()),
            sequence: 0,
            r#type: Type::Meeting,
            title: title(*news, booking, side),
            message: format!("{}: {when} ({})", booking.topic, zone.name()),
            link: format!("/bookings/{}", booking.id),
            read: false,
            at: event.at,
        })
    }
}

impl Notice {
    /// That there is something to read. Not what: words that are taken back stand nowhere else.
    pub fn of_message(message: &Message, reader: UserId) -> Self {
        Self {
            id: NoticeId::of_message(message, reader),
            sequence: 0,
            r#type: Type::Message,
            title: format!("{} wrote to you", message.author_name),
            message: "Open the chat to read it.".to_owned(),
            link: format!("/chats/{}", message.chat),
            read: false,
            at: message.at,
        }
    }
}

fn is_own_doing(news: News, status: Status, side: Side) -> bool {
    match (news, side) {
        (News::Requested | News::Rated, Side::Mentee) => true,
        (News::Cancelled, Side::Mentee) => status == Status::CancelledByMentee,
        (News::Cancelled, Side::Mentor) => status == Status::CancelledByMentor,
        _ => false,
    }
}

fn title(news: News, booking: &Booking, side: Side) -> String {
    let other = if side == Side::Mentor { &booking.mentee_name } else { &booking.mentor_name };
    match news {
        News::Requested => format!("{other} asks for a session"),
        News::Confirmed => format!("Your session with {other} is confirmed"),
        News::Declined => format!("The request for a session with {other} was declined"),
        News::Moved => format!("Your session with {other} is at another time"),
        News::Cancelled => format!("Your session with {other} is cancelled"),
        News::Expired => format!("The request for a session with {other} has lapsed"),
        News::LinkAdded => format!("Your session with {other} has a meeting link"),
        News::Completed => format!("Your session with {other} took place"),
        News::NoShow => format!("Your session with {other} did not take place"),
        News::Rated => format!("{other} has rated your session"),
        News::RemindDay => format!("Your session with {other} is coming up"),
        News::RemindHour => format!("Your session with {other} starts soon"),
        News::RemindSoon => format!("Your session with {other} starts in five minutes"),
    }
}
