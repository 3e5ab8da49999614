//! `POST /v1/bookings`: asks a mentor for a stretch of their free time.

use api::{AtWrite, BareCreated, Created, Error, Keyed, Mentee, Now, Once, Refused, Tagged};
use axum::extract::State;
use domain::availability::WallTime;
use domain::booking::{Booking, BookingError};
use domain::desk::{Asked, Desk, Request};
use domain::event::{Happened, News};
use domain::text::{Description, Topic};
use domain::{BookingId, UserId, Zone};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer};
use store::{BookingMove, BookingWriteError, By, NewBooking};
use utoipa::ToSchema;

use crate::App;
use crate::mansa::MansaBooking;
use crate::view::BookingView;

/// What a mentee asks for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Ask {
    mentor_id: UserId,
    /// An instant, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    start: Timestamp,
    /// Minutes.
    duration: u16,
    /// The zone in which mails show the time; the mentor's where none is sent.
    timezone: Option<Zone>,
    topic: Topic,
    #[serde(default)]
    description: Description,
}

/// Document 1's words for the same.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MansaAsk {
    mentor_id: UserId,
    /// Wall time in the mentor's zone unless `timezone` is sent.
    #[schema(value_type = String, format = Date)]
    session_date: Date,
    #[schema(value_type = String)]
    #[serde(deserialize_with = "wall_time")]
    start_time: WallTime,
    /// Midnight is the end of the date.
    #[schema(value_type = String)]
    #[serde(deserialize_with = "wall_time")]
    end_time: WallTime,
    timezone: Option<Zone>,
    topic: Topic,
    #[serde(default)]
    description: Option<Description>,
}

fn wall_time<'de, D: Deserializer<'de>>(from: D) -> Result<WallTime, D::Error> {
    let text = String::deserialize(from)?;
    WallTime::parse("time", &text).map_err(serde::de::Error::custom)
}

impl From<Ask> for Request {
    fn from(ask: Ask) -> Self {
        let time = Asked::Instant { start: ask.start, minutes: ask.duration, zone: ask.timezone };
        Self { mentor: ask.mentor_id, time, topic: ask.topic, description: ask.description }
    }
}

impl From<MansaAsk> for Request {
    fn from(ask: MansaAsk) -> Self {
        let MansaAsk { session_date: date, start_time: start, end_time: end, timezone: zone, .. } = ask;
        let time = Asked::Wall { date, start, end, zone };
        Self { mentor: ask.mentor_id, time, topic: ask.topic, description: ask.description.unwrap_or_default() }
    }
}

pub async fn main(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Mentee>,
    Now(now): Now,
    Keyed(ask, once): Keyed<Ask>,
) -> Result<Tagged<Created<BookingView>>, Refused<BookingWriteError>> {
    let booking = request(&app, &caller, now, &once, ask.into()).await?;
    Ok(Tagged(booking.version, Created(BookingView::of(booking))))
}

pub async fn mansa(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Mentee>,
    Now(now): Now,
    Keyed(ask, once): Keyed<MansaAsk>,
) -> Result<BareCreated<MansaBooking>, Refused<BookingWriteError>> {
    let booking = request(&app, &caller, now, &once, ask.into()).await?;
    Ok(BareCreated(MansaBooking::of(booking)))
}

async fn request(app: &App, caller: &Mentee, now: domain::Now, once: &Once, ask: Request) -> Result<Booking, Error> {
    let key = once.by(caller.id);
    let facts = app.house.store.desk((ask.mentor, caller.id, &caller.pass), &ask.time, key.as_ref(), now).await?;
    if let Some(kept) = facts.kept.replay()? {
        return Ok(kept);
    }
    let desk = facts.desk.ok_or(BookingError::NoSuchMentor)?;
    let per_day = desk.availability.rules.per_day;
    let booking = book(app, desk, caller.id, ask, now).await?;
    let event = app.event(now, Happened::booking(News::Requested, &booking));
    let new = NewBooking { booking: &booking, per_day, event: &event, pass: &caller.pass, key: key.as_ref() };
    Ok(app.house.store.add_booking(new, facts.gate, now).await?)
}

/// Books at the desk; where only lapsed requests are in the way, they are expired first (promise 3).
async fn book(app: &App, mut desk: Desk, mentee: UserId, ask: Request, now: domain::Now) -> Result<Booking, Error> {
    let id = BookingId::fresh(now, &app.house.entropy);
    match desk.book(id, mentee, ask.clone(), now) {
        Err(BookingError::SlotTaken) => {
            free_lapsed(app, &mut desk, mentee, &ask.time, now).await?;
            Ok(desk.book(id, mentee, ask, now)?)
        }
        decided => Ok(decided?),
    }
}

/// Expires the lapsed requests that are in the way, each in its own transaction, and clears the desk
/// of them; one that somebody else has ended in the meantime is out of the way as well.
pub async fn free_lapsed(
    app: &App,
    desk: &mut Desk,
    mentee: UserId,
    time: &Asked,
    now: domain::Now,
) -> Result<(), BookingWriteError> {
    for before in app.house.store.bookings_by_id(&desk.in_the_way(mentee, time)).await? {
        if !before.status.holds_time() || ended(app, &before, now).await? {
            desk.freed_of(&before);
        }
    }
    Ok(())
}

/// Has this lapsed request ended now, by us or by somebody else?
async fn ended(app: &App, before: &Booking, now: domain::Now) -> Result<bool, BookingWriteError> {
    let Ok(after) = before.clone().expire(now) else { return Ok(false) };
    let event = app.event(now, Happened::booking(News::Expired, &after));
    let step = BookingMove { before, after: &after, per_day: None, event: &event, by: By::Clock, key: None };
    match app.house.store.move_booking(step, now).await {
        Ok(_) | Err(BookingWriteError::Booking(BookingError::NoSuchBooking)) => Ok(true),
        Err(BookingWriteError::Booking(BookingError::Stale(_))) => {
            let now = app.house.store.booking(before.id).await?;
            Ok(now.is_none_or(|now| !now.status.holds_time()))
        }
        Err(error) => Err(error),
    }
}
