//! A mentee rates the session, once, after it happened (ruling 20); the mentor's average follows in
//! the same transaction.

use api::{AtWrite, Bare, Caller, Data, Error, IfMatch, Keyed, Now, Path, Tagged};
use axum::extract::State;
use domain::BookingId;
use domain::booking::{Booking, Rating};
use domain::event::News;
use domain::text::Feedback;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::App;
use crate::answer::{Asked, change};
use crate::mansa::MansaBooking;
use crate::view::BookingView;

/// One to five, and what there is to say.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Rated {
    #[schema(value_type = u8, minimum = 1, maximum = 5)]
    rating: Rating,
    #[serde(default)]
    feedback: Option<Feedback>,
}

pub async fn main(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(now): Now,
    Path(id): Path<BookingId>,
    IfMatch(seen): IfMatch,
    Keyed(rated, once): Keyed<Rated>,
) -> Result<Tagged<Data<BookingView>>, Error> {
    let asked = Asked { caller: &caller, now, seen, once: &once };
    let booking = rate(&app, &asked, id, rated).await?;
    Ok(Tagged(booking.version, Data(BookingView::of(booking))))
}

pub async fn mansa(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(now): Now,
    Path(id): Path<BookingId>,
    IfMatch(seen): IfMatch,
    Keyed(rated, once): Keyed<Rated>,
) -> Result<Bare<MansaBooking>, Error> {
    let asked = Asked { caller: &caller, now, seen, once: &once };
    Ok(Bare(MansaBooking::of(rate(&app, &asked, id, rated).await?)))
}

async fn rate(app: &App, asked: &Asked<'_>, id: BookingId, rated: Rated) -> Result<Booking, Error> {
    let feedback = rated.feedback.unwrap_or_default();
    change(app, asked, id, News::Rated, |booking, side| booking.rated(side, rated.rating, feedback.clone(), asked.now))
        .await
}
