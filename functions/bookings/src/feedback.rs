//! A mentee rates the session, once, after it happened (ruling 20); the mentor's average follows in
//! the same transaction.

use api::{Bare, Data, Error, Refused, Tagged};
use axum::extract::State;
use domain::booking::{Booking, Rating};
use domain::event::News;
use domain::text::Feedback;
use serde::Deserialize;
use store::BookingWriteError;
use utoipa::ToSchema;

use crate::App;
use crate::change::Change;
use crate::mansa::MansaBooking;
use crate::view::{BookingView, shown};

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
    change: Change<Rated>,
) -> Result<Tagged<Data<BookingView>>, Refused<BookingWriteError>> {
    Ok(shown(rate(&app, change).await?))
}

pub async fn mansa(
    State(app): State<App>,
    change: Change<Rated>,
) -> Result<Bare<MansaBooking>, Refused<BookingWriteError>> {
    Ok(Bare(MansaBooking::of(rate(&app, change).await?)))
}

async fn rate(app: &App, change: Change<Rated>) -> Result<Booking, Error> {
    let Change { asked, body: Rated { rating, feedback } } = change;
    let feedback = feedback.unwrap_or_default();
    asked.change(app, News::Rated, |booking, side| booking.rated(side, rating, feedback.clone(), asked.now)).await
}
