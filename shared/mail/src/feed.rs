//! A person's bookings as a calendar to subscribe to.

use domain::UserId;
use domain::booking::Booking;
use icalendar::Property;

use crate::calendar::{Method, calendar, event};

/// How often a calendar may ask again (RFC 7986).
const REFRESH: &str = "PT1H";

/// The bookings of `reader` that hold time, each with the other side's name.
pub fn feed<'b>(reader: UserId, bookings: impl IntoIterator<Item = &'b Booking>) -> String {
    let mut feed = calendar(Method::Publish);
    feed.name("Ithaca");
    feed.append_property(Property::new("REFRESH-INTERVAL", REFRESH).add_parameter("VALUE", "DURATION").done());
    feed.append_property(Property::new("X-PUBLISHED-TTL", REFRESH));
    for booking in bookings.into_iter().filter(|booking| booking.status.holds_time()) {
        let other = if booking.mentor == reader { &booking.mentee_name } else { &booking.mentor_name };
        feed.push(event(booking, other.as_str()));
    }
    feed.to_string()
}
