//! Bookings: each change of one is a single transaction that holds the decision's conditions.

use domain::account::Gate;
use domain::booking::{Booking, BookingError, Rating, Status};
use domain::event::Event;
use domain::id::BookingId;
use domain::{Kind, Kinds, Now, Problem, UserId};

use crate::calendar::held_by_others;
use crate::commit::{CommitError, Guard, WRITTEN};
use crate::gate::{admits, free_place, read_gate};
use crate::idempotency::Mismatch;
use crate::row::{Item, from_row, n, number};
use crate::transact::{Terms, Transaction, indexed};
use crate::{IdempotencyKey, Kept, Pass, ReadError, Store, keys};

mod list;
pub use list::ListBookings;

/// Why a booking was not written.
#[derive(Debug, thiserror::Error)]
pub enum BookingWriteError {
    #[error(transparent)]
    Booking(#[from] BookingError),
    /// Seconds until there is room again.
    #[error("At most 3 bookings an hour.")]
    Limited(u32),
    #[error("The session has ended. Sign in again.")]
    Ended,
    #[error(transparent)]
    Mismatch(#[from] Mismatch),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Commit(CommitError),
}

impl Kinds for BookingWriteError {
    const KINDS: &'static [Kind] = WRITTEN;
}

impl Problem for BookingWriteError {
    fn kind(&self) -> Kind {
        match self {
            Self::Booking(error) => error.kind(),
            Self::Limited(_) => Kind::Limited,
            Self::Ended => Kind::Unauthenticated,
            Self::Mismatch(error) => error.kind(),
            Self::Read(error) => error.kind(),
            Self::Commit(error) => error.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Booking(error) => error.code(),
            other => other.kind().code(),
        }
    }
    fn field(&self) -> Option<&str> {
        match self {
            Self::Booking(error) => error.field(),
            Self::Mismatch(error) => error.field(),
            _ => None,
        }
    }
    fn retry_after(&self) -> Option<u32> {
        match self {
            Self::Limited(seconds) => Some(*seconds),
            Self::Read(error) => error.retry_after(),
            Self::Commit(error) => error.retry_after(),
            _ => None,
        }
    }
}

/// The guard of the mentor's own row, whose figures follow.
const MENTOR: &str = "mentor";

/// Who moves a booking, as far as its transaction must hold them to it.
#[derive(Clone, Copy)]
pub enum By<'a> {
    /// Somebody signed in: their session is open and they are active.
    Session(&'a Pass),
    /// The holder of a signed link in this person's mail: they are active.
    Link(UserId),
    Clock,
}

/// One move of a booking: from what was read to what was decided, and who must hear of it.
#[derive(Clone, Copy)]
pub struct BookingMove<'a> {
    pub before: &'a Booking,
    pub after: &'a Booking,
    /// The most sessions that the mentor wants on the date it moves to.
    pub per_day: Option<u16>,
    pub event: &'a Event,
    pub by: By<'a>,
    pub key: Option<&'a IdempotencyKey>,
}

/// A booking to be written, and what it is held to.
#[derive(Clone, Copy)]
pub struct NewBooking<'a> {
    pub booking: &'a Booking,
    /// The most sessions that the mentor wants on its date.
    pub per_day: Option<u16>,
    pub event: &'a Event,
    pub pass: &'a Pass,
    pub key: Option<&'a IdempotencyKey>,
}

impl Store {
    /// The booking as it is now.
    pub async fn booking(&self, id: BookingId) -> Result<Option<Booking>, ReadError> {
        self.get(&keys::booking(id)).await
    }

    /// The booking as it is now, and what the key has kept, in one round trip.
    pub async fn booking_for(
        &self,
        id: BookingId,
        key: Option<&IdempotencyKey>,
        now: Now,
    ) -> Result<(Option<Booking>, Kept<Booking>), ReadError> {
        let Some(key) = key else { return Ok((self.booking(id).await?, Kept::Nothing)) };
        let mut rows = self.get_all(&[keys::booking(id), key.row_key()], true).await?;
        let kept = key.read(rows.get(&key.row_key()), now)?;
        Ok((rows.remove(&keys::booking(id)).map(from_row).transpose()?, kept))
    }

    /// Writes the booking, both calendars, its due row and its event, or nothing. Returns the
    /// booking of an earlier request with the same key where there was one.
    pub async fn add_booking(
        &self,
        new: NewBooking<'_>,
        mut gate: Gate,
        now: Now,
    ) -> Result<Booking, BookingWriteError> {
        let NewBooking { booking, per_day, event, pass, key } = new;
        loop {
            let place = free_place(&gate, now).map_err(BookingWriteError::Limited)?;
            let written = self
                .transaction()
                .gate_booking(pass, place, now)
                .put(Guard::New, &keys::booking(booking.id), booking, listed(booking), Terms::absent())
                .take(booking.mentor, booking.held, booking.id)
                .take(booking.mentee, booking.span, booking.id)
                .count_session(booking.mentor, booking.home, per_day)
                .due(None, booking.due.as_ref())
                .event(event)
                .idempotent(key, booking, now)
                .commit()
                .await;
            match written {
                Ok(()) => return Ok(booking.clone()),
                // Another booking of the same person took the place: there may be a next one.
                Err(CommitError::Lost { guard: Guard::Gate, current: Some(row) }) if admits(&row, pass) => {
                    gate = read_gate(&row);
                }
                Err(lost) => return Wanted { booking, per_day, key }.lost(lost, now),
            }
        }
    }

    /// Moves a booking on, with what that does to calendars, due rows and the mentor's figures.
    pub async fn move_booking(&self, step: BookingMove<'_>, now: Now) -> Result<Booking, BookingWriteError> {
        let BookingMove { before, after, per_day, event, by, key } = step;
        let mut transaction = self.transaction();
        transaction = match by {
            By::Session(pass) => transaction.gate(pass),
            By::Link(user) => transaction.active(user),
            By::Clock => transaction,
        };
        transaction = transaction
            .put(Guard::Version, &keys::booking(after.id), after, listed(after), as_read(before))
            .keep_calendars(before, after, per_day)
            .count_for_mentor(before, after)
            .due(before.due.as_ref(), after.due.as_ref());
        match transaction.event(event).idempotent(key, after, now).commit().await {
            Ok(()) => Ok(after.clone()),
            Err(lost) => Wanted { booking: after, per_day, key }.lost(lost, now),
        }
    }
}

impl Transaction<'_> {
    /// Both calendars follow: what was held and no longer is goes free, what is new is taken.
    fn keep_calendars(mut self, before: &Booking, after: &Booking, per_day: Option<u16>) -> Self {
        let same = (before.status.holds_time(), before.held, before.span)
            == (after.status.holds_time(), after.held, after.span);
        if same {
            return self;
        }
        if before.status.holds_time() {
            self = self
                .release(before.mentor, before.held, before.id)
                .release(before.mentee, before.span, before.id)
                .uncount_session(before.mentor, before.home);
        }
        if after.status.holds_time() {
            self = self
                .take(after.mentor, after.held, after.id)
                .take(after.mentee, after.span, after.id)
                .count_session(after.mentor, after.home, per_day);
        }
        self
    }

    /// A session completed and a rating given count once: in the transaction that makes them so.
    fn count_for_mentor(self, before: &Booking, after: &Booking) -> Self {
        let completed = before.status != Status::Completed && after.status == Status::Completed;
        let rating = if before.rating.is_none() { after.rating } else { None };
        let key = keys::mentor(after.mentor);
        let exists = Terms::new("attribute_exists(pk)");
        if completed {
            let terms = exists.name("#sessions", "sessions").value(":one", n(1));
            self.update(Guard::Named(MENTOR), &key, "ADD #sessions :one", &terms)
        } else if let Some(rating) = rating.map(<u8 as From<Rating>>::from) {
            let terms = exists.value(":one", n(1)).value(":stars", n(rating));
            self.update(Guard::Named(MENTOR), &key, "ADD rating_sum :stars, rating_count :one", &terms)
        } else {
            self
        }
    }
}

/// The booking's row is as it was read. A reminder moves the due row on without a new version, so
/// that is held as well.
fn as_read(before: &Booking) -> Terms {
    let terms = Terms::version(before.version).name("#due", "due");
    let due = before.due.as_ref().and_then(|due| serde_dynamo::aws_sdk_dynamodb_1::to_attribute_value(due).ok());
    let condition = if due.is_some() { "#due = :due" } else { "attribute_not_exists(#due)" };
    let terms = Terms { condition: format!("{} AND {condition}", terms.condition), ..terms };
    match due {
        Some(due) => terms.value(":due", due),
        None => terms,
    }
}

/// Where the booking stands in its mentor's and its mentee's list.
fn listed(booking: &Booking) -> Item {
    let rank = keys::booking_rank(booking);
    let mentor = indexed("gsi1", keys::mentor_list(booking.mentor), &rank);
    mentor.into_iter().chain(indexed("gsi2", keys::mentee_list(booking.mentee), rank)).collect()
}

/// What was to be written, for telling what a lost condition means.
struct Wanted<'a> {
    booking: &'a Booking,
    per_day: Option<u16>,
    key: Option<&'a IdempotencyKey>,
}

impl Wanted<'_> {
    fn lost(&self, lost: CommitError, now: Now) -> Result<Booking, BookingWriteError> {
        let CommitError::Lost { guard, current } = lost else { return Err(BookingWriteError::Commit(lost)) };
        match (guard, self.key) {
            (Guard::Key, Some(key)) => match key.read(current.as_ref(), now)?.replay()? {
                Some(booking) => Ok(booking),
                None => Err(BookingWriteError::Commit(CommitError::Busy)),
            },
            (Guard::Gate, _) => Err(BookingWriteError::Ended),
            (Guard::Quarters(who), _) => Err(self.full_or_taken(who, current.as_ref()).into()),
            (Guard::Version, _) => Err(match current.as_ref().and_then(|row| number(row, "version")) {
                Some(version) => BookingError::Stale(version).into(),
                None => BookingError::NoSuchBooking.into(),
            }),
            (Guard::Named(MENTOR), _) => Err(BookingError::NoSuchMentor.into()),
            _ => Err(BookingWriteError::Commit(CommitError::Lost { guard, current })),
        }
    }

    /// A day row refuses for a quarter that somebody else has, or else for its count.
    fn full_or_taken(&self, who: UserId, day: Option<&Item>) -> BookingError {
        let span = if who == self.booking.mentor { self.booking.held } else { self.booking.span };
        let others = day.is_some_and(|row| held_by_others(row, span, self.booking.id));
        if self.per_day.is_some() && !others { BookingError::DayFull } else { BookingError::SlotTaken }
    }
}

#[cfg(test)]
mod tests;
