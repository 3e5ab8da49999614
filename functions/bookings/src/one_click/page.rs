//! The page behind a one-click link: what is asked, and two buttons.

use super::{App, BookingId, Error, Now, Page, Path, Query, Signed, State, signed_for};
use askama::Template;

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
) -> Result<Page, Error> {
    let booking = signed_for(&app, &signed.token, id, now).await?;
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
    page.render().map(Page).map_err(|error| Error::new(domain::Kind::Internal, error.to_string()))
}

/// Base64 of the script's SHA-256, for the page's own policy.
pub(super) fn script_hash() -> String {
    use base64::Engine;
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, SCRIPT.as_bytes());
    base64::engine::general_purpose::STANDARD.encode(hash)
}
