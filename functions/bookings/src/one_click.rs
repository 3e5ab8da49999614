//! The signed links in a mentor's mail. Opening one never acts, since mail scanners open everything;
//! the button on its page does.

use api::{Body, Data, Error, Now, Path, Refused};
use axum::extract::State;
use domain::BookingId;
use domain::booking::{Answer, Booking, BookingError, Side};
use domain::event::{Happened, News};
use domain::signed;
use domain::text::Reason;
use serde::Deserialize;
use store::BookingWriteError;
use store::{BookingMove, By};
use utoipa::{IntoParams, ToSchema};

use crate::App;
use crate::view::BookingView;

mod page;
pub use page::page;

/// What the link carries.
#[derive(Debug, Deserialize, IntoParams)]
pub struct Signed {
    token: String,
}

/// What the button sends.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Press {
    token: String,
    answer: Button,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Button {
    Confirm,
    Decline,
}

pub async fn act(
    State(app): State<App>,
    Now(now): Now,
    Path(id): Path<BookingId>,
    Body(press): Body<Press>,
) -> Result<Data<BookingView>, Refused<BookingWriteError>> {
    let before = signed_for(&app, &press.token, id, now).await?;
    let (answer, news) = match press.answer {
        Button::Confirm => (Answer::Confirm, News::Confirmed),
        Button::Decline => (Answer::Decline, News::Declined),
    };
    let after = before.clone().answer(Side::Mentor, answer, Reason::default(), now)?;
    let event = app.event(now, Happened::booking(news, &after));
    let step = BookingMove {
        before: &before,
        after: &after,
        per_day: None,
        event: &event,
        by: By::Link(before.mentor),
        key: None,
    };
    Ok(Data(BookingView::of(app.house.store.move_booking(step, now).await?)))
}

/// The booking that the token answers, in the version that the mail was about.
async fn signed_for(app: &App, token: &str, id: BookingId, now: domain::Now) -> Result<Booking, Error> {
    let version = signed::answers(&app.secret, token, id, now).ok_or_else(|| Error::missing("link"))?;
    let booking = app.house.store.booking(id).await?.ok_or(BookingError::NoSuchBooking)?;
    if booking.version == version { Ok(booking) } else { Err(BookingError::Stale(booking.version).into()) }
}
