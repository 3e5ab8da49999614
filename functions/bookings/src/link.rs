//! Where a confirmed session is held: `meeting_link` in, `meeting_url` out (ruling 19).

use api::{AtWrite, Bare, Caller, Data, Error, IfMatch, Keyed, Now, Path, Tagged};
use axum::extract::State;
use domain::event::News;
use domain::text::{HttpsUrl, Platform};
use domain::{BookingId, booking::Booking};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::App;
use crate::answer::{Asked, change};
use crate::mansa::MansaBooking;
use crate::view::BookingView;

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
    AtWrite(caller): AtWrite<Caller>,
    Now(now): Now,
    Path(id): Path<BookingId>,
    IfMatch(seen): IfMatch,
    Keyed(link, once): Keyed<Link>,
) -> Result<Tagged<Data<BookingView>>, Error> {
    let asked = Asked { caller: &caller, now, seen, once: &once };
    let booking = add(&app, &asked, id, link.meeting_link, link.meeting_platform).await?;
    Ok(Tagged(booking.version, Data(BookingView::of(booking))))
}

pub async fn mansa(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(now): Now,
    Path(id): Path<BookingId>,
    IfMatch(seen): IfMatch,
    Keyed(link, once): Keyed<MansaLink>,
) -> Result<Bare<MansaBooking>, Error> {
    let asked = Asked { caller: &caller, now, seen, once: &once };
    let booking = add(&app, &asked, id, link.meeting_link, link.meeting_platform).await?;
    Ok(Bare(MansaBooking::of(booking)))
}

async fn add(
    app: &App,
    asked: &Asked<'_>,
    id: BookingId,
    link: HttpsUrl,
    platform: Option<Platform>,
) -> Result<Booking, Error> {
    let platform = platform.unwrap_or_default();
    change(app, asked, id, News::LinkAdded, |booking, side| {
        booking.with_link(side, link.clone(), platform.clone(), asked.now)
    })
    .await
}
