//! A mentor's page, and one's own.

use api::{Bare, Caller, Data, Error, Path, Refused, Tagged};
use axum::extract::State;
use domain::UserId;
use domain::mentor::{Mentor, MentorError};

use crate::App;
use crate::mansa::MansaMentor;
use crate::view::{MentorView, OwnMentorView};

/// `GET /v1/mentors/{id}`: one read, for anybody.
pub async fn main(State(app): State<App>, Path(id): Path<UserId>) -> Result<Tagged<Data<MentorView>>, Error> {
    let mentor = shown(&app, id).await?;
    Ok(Tagged(mentor.version, Data(MentorView::of(&app, mentor))))
}

/// Document 1's page of a mentor.
pub async fn mansa(State(app): State<App>, Path(id): Path<UserId>) -> Result<Bare<MansaMentor>, Error> {
    Ok(Bare(MansaMentor::of(&app, shown(&app, id).await?)))
}

/// `GET /v1/mentors/me`.
pub async fn me(State(app): State<App>, caller: Caller) -> Result<Tagged<Data<OwnMentorView>>, Refused<MentorError>> {
    let mentor = own(&app, &caller).await?;
    Ok(Tagged(mentor.version, Data(OwnMentorView::of(&app, mentor))))
}

/// Document 1's `my_profile`.
pub async fn mansa_own(State(app): State<App>, caller: Caller) -> Result<Bare<MansaMentor>, Refused<MentorError>> {
    Ok(Bare(MansaMentor::own(&app, own(&app, &caller).await?)))
}

/// Who is not approved has no page.
async fn shown(app: &App, id: UserId) -> Result<Mentor, Error> {
    let mentor = app.house.store.mentor_glance(id).await?.filter(Mentor::is_approved);
    Ok(mentor.ok_or(MentorError::NoSuchMentor)?)
}

async fn own(app: &App, caller: &Caller) -> Result<Mentor, Error> {
    let profile = app.house.store.mentor(caller.id).await?;
    Ok(Mentor::own(profile, caller.roles)?)
}
