//! A session as calendars know it (RFC 5545, RFC 5546). One UID for its whole life, a SEQUENCE that
//! grows with the booking's version, times in UTC. The house is the organiser and the reader the
//! only attendee: neither side learns the other's address from it.

use domain::Email;
use domain::booking::{Booking, Status};
use icalendar::{Attendee, Calendar, Class, Component, Event, EventLike, EventStatus, PartStat, Property, Role};
use jiff::Timestamp;

use crate::house::Mailbox;
use crate::letter::one_line;

/// What a calendar is to do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display)]
#[strum(serialize_all = "UPPERCASE")]
pub enum Method {
    Request,
    Cancel,
    Publish,
}

/// An iCalendar object and its method, which the mail's part repeats.
#[derive(Clone, Debug, PartialEq)]
pub struct Invite {
    pub method: Method,
    pub ics: String,
}

/// The invitation, its change or its withdrawal, as the booking's status has it.
pub(crate) fn invite(booking: &Booking, other: &str, reader: (&str, &Email), house: &Mailbox) -> Invite {
    let method = if booking.status.holds_time() { Method::Request } else { Method::Cancel };
    let mut event = event(booking, other);
    event.append_property(party("ORGANIZER", &house.name, &house.email));
    event.attendee(attendee(booking.status, reader));
    Invite { method, ics: calendar(method).push(event).done().to_string() }
}

/// An empty calendar of ours.
pub(crate) fn calendar(method: Method) -> Calendar {
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//Ithaca//Sessions//EN"));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar.append_property(Property::new("METHOD", method.to_string()));
    calendar
}

/// The session with `other`, without who is invited.
pub(crate) fn event(booking: &Booking, other: &str) -> Event {
    let mut event = Event::new();
    event
        .uid(&format!("{}@ithaca", booking.id.uuid()))
        .sequence(booking.version)
        .summary(&format!("{} with {}", one_line(booking.topic.as_str()), one_line(other)))
        .status(status(booking.status))
        .class(Class::Private)
        .add_property("DTSTAMP", utc(booking.updated))
        .add_property("LAST-MODIFIED", utc(booking.updated))
        .add_property("DTSTART", utc(booking.span.start))
        .add_property("DTEND", utc(booking.span.end));
    if !booking.description.is_empty() {
        event.description(&booking.description.as_str().replace('\r', ""));
    }
    place(&mut event, booking);
    event
}

fn place(event: &mut Event, booking: &Booking) {
    if let Some(link) = &booking.link {
        event.location(link.as_str()).url(link.as_str());
    } else if !booking.platform.is_empty() {
        event.location(&one_line(booking.platform.as_str()));
    }
}

fn status(status: Status) -> EventStatus {
    match status {
        Status::Pending => EventStatus::Tentative,
        status if status.holds_time() => EventStatus::Confirmed,
        _ => EventStatus::Cancelled,
    }
}

fn attendee(status: Status, (name, email): (&str, &Email)) -> Attendee {
    let answered = if status == Status::Pending { PartStat::Tentative } else { PartStat::Accepted };
    Attendee::new(format!("mailto:{email}"))
        .cn(parameter(name))
        .role(Role::ReqParticipant)
        .partstat(answered)
        .rsvp(false)
}

fn party(key: &str, name: &str, email: &Email) -> Property {
    Property::new(key, format!("mailto:{email}")).add_parameter("CN", &parameter(name)).done()
}

/// A name as a parameter: the crate quotes it but does not guard against quotes and line breaks.
fn parameter(name: &str) -> String {
    one_line(&name.replace('"', "'"))
}

/// `20261123T100000Z`.
fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}
