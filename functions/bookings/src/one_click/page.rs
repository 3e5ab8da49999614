//! The page behind a one-click link: what is asked, and two buttons.

use api::{Error, Now, Page, Path, Query, Refused};
use askama::Template;
use axum::extract::State;
use domain::BookingId;
use domain::booking::BookingError;

use super::{Signed, signed_for};
use crate::App;

const SCRIPT: &str = include_str!("answer.js");

#[derive(Template)]
#[template(path = "answer.html")]
struct Answer<'a> {
    mentee: &'a str,
    topic: &'a str,
    description: &'a str,
    when: String,
    minutes: i64,
    token: &'a str,
    script: &'static str,
}

pub async fn page(
    State(app): State<App>,
    Now(now): Now,
    Path(id): Path<BookingId>,
    Query(signed): Query<Signed>,
) -> Result<Page, Refused<BookingError>> {
    let booking = signed_for(&app, &signed.token, id, now).await?;
    if !app.house.store.is_active(booking.mentor).await? {
        return Err(Error::missing("link").into());
    }
    let wall = booking.zone.wall(booking.span.start).strftime("%A, %-d %B %Y, %H:%M");
    let page = Answer {
        mentee: booking.mentee_name.as_str(),
        topic: booking.topic.as_str(),
        description: booking.description.as_str(),
        when: format!("{wall} ({})", booking.zone.name()),
        minutes: booking.minutes(),
        token: &signed.token,
        script: SCRIPT,
    };
    let html = page.render().map_err(|error| Error::new(domain::Kind::Internal, error.to_string()))?;
    Ok(Page::of(html, SCRIPT))
}
