//! One change of one booking, whoever asks for it: read, decided, written. The decision is the
//! endpoint's own; everything around it is here.

use api::{AtWrite, Caller, Describe, Error, IfMatch, Keyed, Now, Once, Operation, Path};
use axum::extract::{FromRequest, FromRequestParts, Request};
use domain::BookingId;
use domain::booking::{Booking, BookingError, Side};
use domain::event::{Happened, News};
use serde::de::DeserializeOwned;
use store::{BookingMove, BookingWriteError, By, CommitError};
use utoipa::ToSchema;

use crate::App;

/// A request to change a booking, with its body.
pub struct Change<T> {
    pub asked: Asked,
    pub body: T,
}

/// Who asks, when, for which booking, which version of it they have seen, once or not.
pub struct Asked {
    pub caller: Caller,
    pub now: domain::Now,
    pub id: BookingId,
    pub seen: Option<u32>,
    pub once: Once,
}

impl<T> Change<T> {
    pub fn map<U>(self, what: impl FnOnce(T) -> U) -> Change<U> {
        Change { asked: self.asked, body: what(self.body) }
    }
}

impl<T: DeserializeOwned> FromRequest<App> for Change<T> {
    type Rejection = Error;
    async fn from_request(request: Request, app: &App) -> Result<Self, Error> {
        let (mut parts, body) = request.into_parts();
        let AtWrite(caller) = AtWrite::<Caller>::from_request_parts(&mut parts, app).await?;
        let Ok(Now(now)) = Now::from_request_parts(&mut parts, app).await;
        let Path(id) = Path::from_request_parts(&mut parts, app).await?;
        let IfMatch(seen) = IfMatch::from_request_parts(&mut parts, app).await?;
        let Keyed(body, once) = Keyed::from_request(Request::from_parts(parts, body), app).await?;
        Ok(Self { asked: Asked { caller, now, id, seen, once }, body })
    }
}

impl<T: ToSchema> Describe for Change<T> {
    fn describe(operation: &mut Operation) {
        AtWrite::<Caller>::describe(operation);
        Path::<BookingId>::describe(operation);
        IfMatch::describe(operation);
        Keyed::<T>::describe(operation);
    }
}

/// How often a decision is made: anew when its booking changed under it.
const TRIES: usize = 4;

impl Asked {
    /// Reads the booking, lets `decide` move it, writes the move.
    pub async fn change(
        &self,
        app: &App,
        news: News,
        decide: impl Fn(Booking, Side) -> Result<Booking, BookingError>,
    ) -> Result<Booking, Error> {
        let decide = &decide;
        self.until_decided(|| self.attempt(app, news, decide)).await
    }

    /// Tries until nobody else was faster. Whoever is overtaken each time was refused nothing: they come again.
    pub async fn until_decided<F>(&self, attempt: impl Fn() -> F) -> Result<Booking, Error>
    where
        F: Future<Output = Result<Booking, BookingWriteError>>,
    {
        for _ in 0..TRIES {
            let done = attempt().await;
            if !self.overtaken(&done) {
                return Ok(done?);
            }
        }
        Err(BookingWriteError::Commit(CommitError::Busy).into())
    }

    async fn attempt(
        &self,
        app: &App,
        news: News,
        decide: &impl Fn(Booking, Side) -> Result<Booking, BookingError>,
    ) -> Result<Booking, BookingWriteError> {
        let key = self.once.by(self.caller.id);
        let (booking, kept) = app.house.store.booking_for(self.id, key.as_ref(), self.now).await?;
        if let Some(kept) = kept.replay()? {
            return Ok(kept);
        }
        let (before, side) = self.seen_of(booking)?;
        let after = decide(before.clone(), side)?;
        let event = app.event(self.now, Happened::booking(news, &after));
        let by = By::Session(&self.caller.pass);
        let step = BookingMove { before: &before, after: &after, per_day: None, event: &event, by, key: key.as_ref() };
        app.house.store.move_booking(step, self.now).await
    }

    /// The booking and the caller's side of it, at the version that they have seen. To a stranger it
    /// does not exist.
    pub fn seen_of(&self, booking: Option<Booking>) -> Result<(Booking, Side), BookingError> {
        let booking = booking.ok_or(BookingError::NoSuchBooking)?;
        let side = booking.side_of(self.caller.id, self.caller.roles).ok_or(BookingError::NoSuchBooking)?;
        match self.seen {
            Some(seen) if seen != booking.version => Err(BookingError::Stale(booking.version)),
            _ => Ok((booking, side)),
        }
    }

    /// Losing to another change is no error to somebody who named no version: it is decided anew.
    fn overtaken(&self, done: &Result<Booking, BookingWriteError>) -> bool {
        match done {
            Err(BookingWriteError::Booking(BookingError::Stale(now))) => self.seen.is_none_or(|seen| seen == *now),
            _ => false,
        }
    }
}
