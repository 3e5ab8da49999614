//! Reading hours on the main API.

use api::{Caller, Data, Error, Path, Refused, Tagged};
use axum::extract::State;
use domain::UserId;
use domain::mentor::MentorError;

use super::own;
use super::view::HoursView;
use crate::App;

/// `GET /v1/mentors/{id}/availability`.
pub async fn of_mentor(State(app): State<App>, Path(id): Path<UserId>) -> Result<Tagged<Data<HoursView>>, Error> {
    let found = app.house.store.mentor_hours(id).await?;
    let (_, hours) = found.filter(|(mentor, _)| mentor.is_approved()).ok_or(MentorError::NoSuchMentor)?;
    Ok(Tagged(hours.version, Data(HoursView::public(hours))))
}

/// `GET /v1/availability/me`.
pub async fn me(State(app): State<App>, caller: Caller) -> Result<Tagged<Data<HoursView>>, Refused<MentorError>> {
    let hours = own(&app, &caller).await?;
    Ok(Tagged(hours.version, Data(HoursView::own(hours))))
}
