//! One's bookings, as mentor or as mentee, latest start first.

use api::{Array, Caller, Data, Error, Listing, Paging, Path, Query, Tagged};
use axum::extract::State;
use domain::BookingId;
use domain::booking::{Booking, BookingError, Side, Status};
use domain::{Role, Roles};
use serde::Deserialize;
use store::{Cursor, ListBookings, Listed, Page};
use utoipa::{IntoParams, ToSchema};

use crate::App;
use crate::mansa::MansaBooking;
use crate::view::BookingView;

/// Which side's bookings; the mentor's where the caller is one and does not say.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema, strum::Display)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
enum As {
    Mentor,
    Mentee,
}

/// Which bookings.
#[derive(Debug, Deserialize, IntoParams)]
pub struct Which {
    #[param(inline)]
    role: Option<As>,
    #[param(inline)]
    status: Option<Status>,
    page: Option<u32>,
    limit: Option<u32>,
    cursor: Option<String>,
}

/// Document 1's filters; `cursor` comes from a `Link` header.
#[derive(Debug, Deserialize, IntoParams)]
pub struct MansaWhich {
    #[param(inline)]
    role: Option<As>,
    #[param(inline)]
    status: Option<Status>,
    cursor: Option<String>,
}

/// An array holds this many (ruling 10).
const ARRAY: usize = 1000;

pub async fn main(
    State(app): State<App>,
    caller: Caller,
    Query(which): Query<Which>,
) -> Result<Listing<BookingView>, Error> {
    let side = side(which.role, caller.roles);
    let paging = Paging { page: which.page, limit: which.limit, cursor: which.cursor };
    let turn = paging.turn(question(side, which.status))?;
    let page = read(&app, &caller, side, which.status, turn.after.clone(), turn.read).await?;
    Ok(turn.show(page).map(BookingView::of))
}

pub async fn mansa(
    State(app): State<App>,
    caller: Caller,
    Query(which): Query<MansaWhich>,
) -> Result<Array<MansaBooking>, Error> {
    let side = side(which.role, caller.roles);
    let question = question(side, which.status);
    let after = which.cursor.as_deref().map(|text| Cursor::read(text, &question)).transpose()?;
    let page = read(&app, &caller, side, which.status, after, ARRAY).await?;
    let status = which.status.map(|status| format!("&status={status}")).unwrap_or_default();
    let next = page
        .next
        .map(|cursor| format!("/api/v1/mentorship/bookings/?role={side}{status}&cursor={}", cursor.write(&question)));
    Ok(Array { rows: page.rows.into_iter().map(MansaBooking::of).collect(), next })
}

pub async fn one(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<BookingId>,
) -> Result<Tagged<Data<BookingView>>, Error> {
    let booking = app.house.store.booking(id).await?;
    let booking = booking.filter(|booking| booking.side_of(caller.id, caller.roles).is_some());
    let booking = booking.ok_or(BookingError::NoSuchBooking)?;
    Ok(Tagged(booking.version, Data(BookingView::of(booking))))
}

async fn read(
    app: &App,
    caller: &Caller,
    side: Side,
    status: Option<Status>,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page<Booking>, Error> {
    let list = ListBookings { who: caller.id, side, status, after, limit };
    Ok(app.house.store.bookings(&list).await?.map(Listed::into_shown))
}

fn side(role: Option<As>, roles: Roles) -> Side {
    match role {
        None if roles.has(Role::Mentor) => Side::Mentor,
        Some(As::Mentor) => Side::Mentor,
        Some(As::Mentee) | None => Side::Mentee,
    }
}

fn question(side: Side, status: Option<Status>) -> String {
    format!("bookings {side} {}", status.map_or("all", Status::into))
}
