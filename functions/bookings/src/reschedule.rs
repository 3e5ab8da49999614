//! `POST /v1/bookings/{id}/reschedule`: the same booking at another time, both calendars in one go.

use api::{Data, Refused, Tagged};
use axum::extract::State;
use domain::Zone;
use domain::booking::{Booking, BookingError};
use domain::desk::Asked as AskedTime;
use domain::event::{Happened, News};
use jiff::Timestamp;
use serde::Deserialize;
use store::{BookingMove, BookingWriteError, By};
use utoipa::ToSchema;

use crate::App;
use crate::change::{Asked, Change};
use crate::request::free_lapsed;
use crate::view::{BookingView, shown};

/// The new time.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct To {
    #[schema(value_type = String, format = DateTime)]
    start: Timestamp,
    /// Minutes; as long as before where none is sent.
    duration: Option<u16>,
    timezone: Option<Zone>,
}

pub async fn main(
    State(app): State<App>,
    change: Change<To>,
) -> Result<Tagged<Data<BookingView>>, Refused<BookingWriteError>> {
    let Change { asked, body: to } = &change;
    Ok(shown(asked.until_decided(|| attempt(&app, asked, to)).await?))
}

async fn attempt(app: &App, asked: &Asked, to: &To) -> Result<Booking, BookingWriteError> {
    let (store, now) = (&app.house.store, asked.now);
    let key = asked.once.by(asked.caller.id);
    let (booking, kept) = store.booking_for(asked.id, key.as_ref(), now).await?;
    if let Some(kept) = kept.replay()? {
        return Ok(kept);
    }
    let (before, side) = asked.seen_of(booking)?;
    let time = to.time(&before);
    let facts = store.desk((before.mentor, before.mentee, &asked.caller.pass), &time, None, now).await?;
    let mut desk = facts.desk.ok_or(BookingError::NoSuchMentor)?;
    let after = match desk.reschedule(before.clone(), side, &time, now) {
        Err(BookingError::SlotTaken) => {
            free_lapsed(app, &mut desk, before.mentee, &time, now).await?;
            desk.reschedule(before.clone(), side, &time, now)?
        }
        decided => decided?,
    };
    let moved = Happened::Booking { news: News::Moved, booking: Box::new(after.clone()), before: Some(before.span) };
    let event = app.event(now, moved);
    let (per_day, by) = (desk.availability.rules.per_day, By::Session(&asked.caller.pass));
    let step = BookingMove { before: &before, after: &after, per_day, event: &event, by, key: key.as_ref() };
    store.move_booking(step, now).await
}

impl To {
    fn time(&self, before: &Booking) -> AskedTime {
        let minutes = self.duration.or_else(|| before.minutes().try_into().ok()).unwrap_or_default();
        let zone = Some(self.timezone.clone().unwrap_or_else(|| before.zone.clone()));
        AskedTime::Instant { start: self.start, minutes, zone }
    }
}
