//! Where a confirmed session is held: `meeting_link` in, `meeting_url` out (ruling 19).

use api::{Bare, Data, Error, Refused, Tagged};
use axum::extract::State;
use domain::booking::Booking;
use domain::event::News;
use domain::text::{HttpsUrl, Platform};
use serde::Deserialize;
use store::BookingWriteError;
use utoipa::ToSchema;

use crate::App;
use crate::change::{Asked, Change};
use crate::mansa::MansaBooking;
use crate::view::{BookingView, shown};

/// The link, https only. Shown to both sides, never fetched.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Link {
    meeting_link: HttpsUrl,
    #[serde(default)]
    meeting_platform: Option<Platform>,
}

/// Document 1's words for the same.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MansaLink {
    meeting_link: HttpsUrl,
    #[serde(default)]
    meeting_platform: Option<Platform>,
}

pub async fn main(
    State(app): State<App>,
    change: Change<Link>,
) -> Result<Tagged<Data<BookingView>>, Refused<BookingWriteError>> {
    let Change { asked, body: Link { meeting_link, meeting_platform } } = change;
    Ok(shown(add(&app, &asked, meeting_link, meeting_platform).await?))
}

pub async fn mansa(
    State(app): State<App>,
    change: Change<MansaLink>,
) -> Result<Bare<MansaBooking>, Refused<BookingWriteError>> {
    let Change { asked, body: MansaLink { meeting_link, meeting_platform } } = change;
    Ok(Bare(MansaBooking::of(add(&app, &asked, meeting_link, meeting_platform).await?)))
}

async fn add(app: &App, asked: &Asked, link: HttpsUrl, platform: Option<Platform>) -> Result<Booking, Error> {
    let platform = platform.unwrap_or_default();
    let decide = |booking: Booking, side| booking.with_link(side, link.clone(), platform.clone(), asked.now);
    asked.change(app, News::LinkAdded, decide).await
}
