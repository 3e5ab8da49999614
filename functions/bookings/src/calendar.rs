//! A person's private calendar: an address that calendar programs keep asking.

use api::{Caller, Data, Describe, Error, Now, Operation, Path};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::UserId;
use domain::booking::{Booking, Side, Status};
use domain::signed;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use jiff::SignedDuration;
use serde::Serialize;
use store::{ListBookings, Listed};
use utoipa::ToSchema;

use crate::App;

/// Where one's calendar is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FeedAddress)]
pub struct Address {
    /// Whoever has it can read the calendar.
    url: String,
}

/// `text/calendar`.
pub struct Ics(String);

/// Sessions of each kind and side that a feed holds at most.
const MOST: usize = 200;
/// Past sessions stay in it for this long.
const PAST: SignedDuration = SignedDuration::from_hours(24 * 90);

pub async fn address(State(app): State<App>, caller: Caller) -> Result<Data<Address>, Error> {
    let token = signed::feed(&app.secret, caller.id);
    Ok(Data(Address { url: format!("{}/v1/calendar/{token}.ics", app.base_url) }))
}

pub async fn feed(State(app): State<App>, Now(now): Now, Path(file): Path<String>) -> Result<Ics, Error> {
    let token = file.strip_suffix(".ics").unwrap_or(&file);
    let user = signed::feeds(&app.secret, token).ok_or_else(|| Error::missing("calendar"))?;
    let (active, bookings) = tokio::join!(app.house.store.is_active(user), sessions(&app, user));
    let mut bookings = if active? { bookings? } else { return Err(Error::missing("calendar")) };
    bookings.retain(|booking| booking.span.end > now.minus(PAST));
    Ok(Ics(mail::feed(user, &bookings)))
}

/// What is asked for and what is agreed, on either side.
async fn sessions(app: &App, who: UserId) -> Result<Vec<Booking>, Error> {
    let list = |side, status| ListBookings { who, side, status: Some(status), after: None, limit: MOST };
    let store = &app.house.store;
    let (a, b, c, d) = (
        list(Side::Mentor, Status::Confirmed),
        list(Side::Mentor, Status::Pending),
        list(Side::Mentee, Status::Confirmed),
        list(Side::Mentee, Status::Pending),
    );
    let pages = tokio::try_join!(store.bookings(&a), store.bookings(&b), store.bookings(&c), store.bookings(&d))?;
    let rows = [pages.0, pages.1, pages.2, pages.3].into_iter().flat_map(|page| page.rows);
    Ok(rows.map(Listed::into_shown).collect())
}

impl IntoResponse for Ics {
    fn into_response(self) -> Response {
        let headers = [(CONTENT_TYPE, "text/calendar; charset=utf-8"), (CACHE_CONTROL, "private, max-age=300")];
        (headers, self.0).into_response()
    }
}

impl Describe for Ics {
    fn describe(operation: &mut Operation) {
        operation.replies_text(200, "text/calendar");
    }
}
