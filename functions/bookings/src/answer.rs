//! Answers: confirm, decline, cancel, complete, did not come. One decision and one write for all.

use api::{AtWrite, Bare, Caller, Data, Error, IfMatch, Keyed, Now, Once, Path, Tagged};
use axum::extract::State;
use domain::BookingId;
use domain::booking::{Answer, Booking, BookingError, Side};
use domain::event::{Happened, News};
use domain::text::Reason;
use serde::Deserialize;
use store::{BookingMove, BookingWriteError, By};
use utoipa::ToSchema;

use crate::App;
use crate::mansa::MansaBooking;
use crate::view::BookingView;

/// Why, if there is something to say.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Why {
    #[serde(default)]
    reason: Option<Reason>,
}

/// Who did not come.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Absence {
    side: Absent,
    #[serde(default)]
    reason: Option<Reason>,
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Absent {
    Mentor,
    Mentee,
}

/// Document 1's status change.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Wanted {
    status: Word,
    #[serde(default)]
    reason: Option<Reason>,
}

/// The words of document 1 (ruling 18).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Word {
    Pending,
    Confirmed,
    Declined,
    Completed,
    Cancelled,
    CancelledByMentor,
    CancelledByMentee,
    CancelledByAdmin,
    NoShowByMentor,
    NoShowByMentee,
}

/// One request to change a booking: who, when, which version they have seen, once or not.
pub struct Asked<'a> {
    pub caller: &'a Caller,
    pub now: domain::Now,
    pub seen: Option<u32>,
    pub once: &'a Once,
}

macro_rules! answers {
    ($($name:ident $answer:expr, $news:expr;)*) => {$(
        pub async fn $name(
            State(app): State<App>,
            AtWrite(caller): AtWrite<Caller>,
            Now(now): Now,
            Path(id): Path<BookingId>,
            IfMatch(seen): IfMatch,
            Keyed(why, once): Keyed<Why>,
        ) -> Result<Tagged<Data<BookingView>>, Error> {
            let asked = Asked { caller: &caller, now, seen, once: &once };
            let booking = answer(&app, &asked, id, $answer, $news, why.reason).await?;
            Ok(Tagged(booking.version, Data(BookingView::of(booking))))
        }
    )*};
}

answers! {
    confirm Answer::Confirm, News::Confirmed;
    decline Answer::Decline, News::Declined;
    cancel Answer::Cancel, News::Cancelled;
    complete Answer::Complete, News::Completed;
}

pub async fn no_show(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(now): Now,
    Path(id): Path<BookingId>,
    IfMatch(seen): IfMatch,
    Keyed(absence, once): Keyed<Absence>,
) -> Result<Tagged<Data<BookingView>>, Error> {
    let who = match absence.side {
        Absent::Mentor => Side::Mentor,
        Absent::Mentee => Side::Mentee,
    };
    let asked = Asked { caller: &caller, now, seen, once: &once };
    let booking = answer(&app, &asked, id, Answer::NoShow(who), News::NoShow, absence.reason).await?;
    Ok(Tagged(booking.version, Data(BookingView::of(booking))))
}

pub async fn mansa(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(now): Now,
    Path(id): Path<BookingId>,
    IfMatch(seen): IfMatch,
    Keyed(wanted, once): Keyed<Wanted>,
) -> Result<Bare<MansaBooking>, Error> {
    let asked = Asked { caller: &caller, now, seen, once: &once };
    let reason = wanted.reason.unwrap_or_default();
    let booking = change(&app, &asked, id, wanted.status.news(), |booking, side| {
        let answer = wanted.status.answer(&booking, side)?;
        booking.answer(side, answer, reason.clone(), now)
    });
    Ok(Bare(MansaBooking::of(booking.await?)))
}

async fn answer(
    app: &App,
    asked: &Asked<'_>,
    id: BookingId,
    answer: Answer,
    news: News,
    reason: Option<Reason>,
) -> Result<Booking, Error> {
    let reason = reason.unwrap_or_default();
    change(app, asked, id, news, |booking, side| booking.answer(side, answer, reason.clone(), asked.now)).await
}

/// Reads the booking, lets `decide` move it, writes the move. Of no concern to a stranger: to them
/// the booking does not exist.
pub async fn change(
    app: &App,
    asked: &Asked<'_>,
    id: BookingId,
    news: News,
    decide: impl Fn(Booking, Side) -> Result<Booking, BookingError>,
) -> Result<Booking, Error> {
    for _ in 1..TRIES {
        let done = attempt(app, asked, id, news, &decide).await;
        if !asked.overtaken(&done) {
            return Ok(done?);
        }
    }
    Ok(attempt(app, asked, id, news, &decide).await?)
}

async fn attempt(
    app: &App,
    asked: &Asked<'_>,
    id: BookingId,
    news: News,
    decide: &impl Fn(Booking, Side) -> Result<Booking, BookingError>,
) -> Result<Booking, BookingWriteError> {
    let key = asked.once.by(asked.caller.id);
    let (booking, kept) = app.house.store.booking_for(id, key.as_ref(), asked.now).await?;
    if let Some(kept) = kept.replay()? {
        return Ok(kept);
    }
    let (before, side) = seen_by(booking, asked)?;
    let after = decide(before.clone(), side)?;
    let event = app.event(asked.now, Happened::booking(news, &after));
    let by = By::Session(&asked.caller.pass);
    let step = BookingMove { before: &before, after: &after, per_day: None, event: &event, by, key: key.as_ref() };
    app.house.store.move_booking(step, asked.now).await
}

/// How often a decision is made: anew when its booking changed under it.
pub const TRIES: usize = 4;

impl Asked<'_> {
    /// Losing to another change is no error to somebody who named no version: it is decided anew.
    pub fn overtaken(&self, done: &Result<Booking, BookingWriteError>) -> bool {
        match done {
            Err(BookingWriteError::Booking(BookingError::Stale(now))) => self.seen.is_none_or(|seen| seen == *now),
            _ => false,
        }
    }
}

/// The booking and the caller's side of it, at the version that they have seen.
pub fn seen_by(booking: Option<Booking>, asked: &Asked<'_>) -> Result<(Booking, Side), BookingError> {
    let booking = booking.ok_or(BookingError::NoSuchBooking)?;
    let side = booking.side_of(asked.caller.id, asked.caller.roles).ok_or(BookingError::NoSuchBooking)?;
    match asked.seen {
        Some(seen) if seen != booking.version => Err(BookingError::Stale(booking.version)),
        _ => Ok((booking, side)),
    }
}

impl Word {
    fn answer(self, booking: &Booking, side: Side) -> Result<Answer, BookingError> {
        let own = |whose: Side| if side == whose { Ok(Answer::Cancel) } else { Err(not_yours()) };
        match self {
            Self::Confirmed => Ok(Answer::Confirm),
            Self::Declined => Ok(Answer::Decline),
            Self::Completed => Ok(Answer::Complete),
            Self::Cancelled => Ok(Answer::Cancel),
            Self::CancelledByMentor => own(Side::Mentor),
            Self::CancelledByMentee => own(Side::Mentee),
            Self::CancelledByAdmin => own(Side::Admin),
            Self::NoShowByMentor => Ok(Answer::NoShow(Side::Mentor)),
            Self::NoShowByMentee => Ok(Answer::NoShow(Side::Mentee)),
            Self::Pending => Err(BookingError::IllegalMove { from: booking.status, to: "pending" }),
        }
    }

    fn news(self) -> News {
        match self {
            Self::Confirmed | Self::Pending => News::Confirmed,
            Self::Declined => News::Declined,
            Self::Completed => News::Completed,
            Self::NoShowByMentor | Self::NoShowByMentee => News::NoShow,
            _ => News::Cancelled,
        }
    }
}

fn not_yours() -> BookingError {
    BookingError::NotYours("Each side cancels for itself.")
}
