//! A due row of a booking. The decision is the domain's, on the booking as it is now; the write holds
//! its conditions, and to be second is no error.

use domain::booking::{Booking, BookingError};
use domain::due::Due;
use domain::event::{Event, Happened, News};
use domain::id::EventId;
use domain::verdict::{self, Verdict};
use domain::{Now, Problem};
use store::{BookingMove, BookingWriteError, By};

use crate::App;

/// Why a row stays.
pub(crate) type Failure = Box<dyn Problem + Send + Sync>;

/// Does what is due. Was there something to do?
pub(crate) async fn decide(app: &App, due: &Due, now: Now) -> Result<bool, Failure> {
    let booking = app.store.booking(due.booking).await.map_err(boxed)?;
    let verdict = verdict::on(due, booking.as_ref(), now);
    match (booking, verdict) {
        (Some(before), Verdict::Expire(after)) => expire(app, &before, &after, now).await,
        (Some(before), Verdict::Remind(after, news)) => {
            let event = app.news(news, &after, now);
            app.store.remind(&before, &after, Some(&event)).await.map_err(boxed)
        }
        (Some(before), Verdict::TooLate(after)) => app.store.remind(&before, &after, None).await.map_err(boxed),
        (_, Verdict::Leave) => Ok(false),
        (booking, _) => app.store.drop_due(due, booking.as_ref()).await.map_err(boxed),
    }
}

/// In its own transaction: the status, both calendars, the due row and the event.
async fn expire(app: &App, before: &Booking, after: &Booking, now: Now) -> Result<bool, Failure> {
    let event = app.news(News::Expired, after, now);
    let step = BookingMove { before, after, per_day: None, event: &event, by: By::Clock, key: None };
    match app.store.move_booking(step, now).await {
        Ok(_) => Ok(true),
        // Answered, moved or expired by somebody else in this very moment.
        Err(BookingWriteError::Booking(BookingError::Stale(_) | BookingError::NoSuchBooking)) => Ok(false),
        Err(error) => Err(boxed(error)),
    }
}

impl App {
    fn news(&self, news: News, booking: &Booking, now: Now) -> Event {
        Event { id: EventId::fresh(now, &self.entropy), at: now.0, what: Happened::booking(news, booking) }
    }
}

pub(crate) fn boxed(error: impl Problem + Send + Sync + 'static) -> Failure {
    Box::new(error)
}
