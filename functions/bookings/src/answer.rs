//! Answers: confirm, decline, cancel, complete, did not come. One decision and one write for all.

use api::{Bare, Data, Error, Refused, Tagged};
use axum::extract::State;
use domain::booking::{Answer, Booking, BookingError, Side};
use domain::event::News;
use domain::text::Reason;
use serde::Deserialize;
use store::BookingWriteError;
use utoipa::ToSchema;

use crate::App;
use crate::change::Change;
use crate::mansa::MansaBooking;
use crate::view::{BookingView, shown};

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
#[schema(as = MansaAnswer)]
pub struct Wanted {
    status: Word,
    #[serde(default)]
    reason: Option<Reason>,
}

/// The words of document 1 (ruling 18).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MansaStatus)]
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

macro_rules! answers {
    ($($name:ident $answer:expr, $news:expr;)*) => {$(
        pub async fn $name(
            State(app): State<App>,
            change: Change<Why>,
        ) -> Result<Tagged<Data<BookingView>>, Refused<BookingWriteError>> {
            Ok(shown(answer(&app, change.map(|why| why.reason), $answer, $news).await?))
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
    change: Change<Absence>,
) -> Result<Tagged<Data<BookingView>>, Refused<BookingWriteError>> {
    let who = match change.body.side {
        Absent::Mentor => Side::Mentor,
        Absent::Mentee => Side::Mentee,
    };
    Ok(shown(answer(&app, change.map(|absence| absence.reason), Answer::NoShow(who), News::NoShow).await?))
}

pub async fn mansa(
    State(app): State<App>,
    change: Change<Wanted>,
) -> Result<Bare<MansaBooking>, Refused<BookingWriteError>> {
    let Change { asked, body: Wanted { status, reason } } = change;
    let reason = reason.unwrap_or_default();
    let booking = asked.change(&app, status.news(), |booking, side| {
        let answer = status.answer(&booking, side)?;
        booking.answer(side, answer, reason.clone(), asked.now)
    });
    Ok(Bare(MansaBooking::of(booking.await?)))
}

async fn answer(app: &App, change: Change<Option<Reason>>, answer: Answer, news: News) -> Result<Booking, Error> {
    let Change { asked, body } = change;
    let reason = body.unwrap_or_default();
    asked.change(app, news, |booking, side| booking.answer(side, answer, reason.clone(), asked.now)).await
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
