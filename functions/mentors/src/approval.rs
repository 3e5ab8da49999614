//! Admins read the applications and answer them. A yes gives the mentor's role with the same write.

use api::{Admin, AtWrite, Body, Data, Error, IfMatch, Listing, Now, Paging, Path, Query, Refused, Tagged};
use axum::extract::State;
use domain::account::Account;
use domain::mentor::{Approval, Mentor, MentorError};
use domain::text::Reason;
use domain::{Role, UserId};
use serde::Deserialize;
use store::{Listed, MentorEdit, MentorWriteError};
use utoipa::{IntoParams, ToSchema};

use crate::App;
use crate::again::again;
use crate::view::OwnMentorView;

/// Which applications; those that wait for an answer unless it says otherwise.
#[derive(Debug, Deserialize, IntoParams)]
pub struct Which {
    #[param(inline)]
    status: Option<Approval>,
    page: Option<u32>,
    limit: Option<u32>,
    cursor: Option<String>,
}

/// An admin's answer.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Answer {
    approved: bool,
    /// Reaches the mentor by mail; needed for a no.
    #[serde(default)]
    reason: Reason,
}

/// `GET /v1/admin/mentors`.
pub async fn list(
    State(app): State<App>,
    _: Admin,
    Query(which): Query<Which>,
) -> Result<Listing<OwnMentorView>, Error> {
    let status = which.status.unwrap_or(Approval::Pending);
    let paging = Paging { page: which.page, limit: which.limit, cursor: which.cursor };
    let turn = paging.turn(format!("admin mentors {status}"))?;
    let page = app.house.store.mentors(status, turn.after.as_ref(), turn.read).await?;
    Ok(turn.show(page.map(Listed::into_shown)).map(|mentor| OwnMentorView::of(&app, mentor)))
}

/// `PUT /v1/admin/mentors/{id}/approval`.
pub async fn answer(
    State(app): State<App>,
    AtWrite(admin): AtWrite<Admin>,
    Now(at): Now,
    IfMatch(held): IfMatch,
    Path(id): Path<UserId>,
    Body(answer): Body<Answer>,
) -> Result<Tagged<Data<OwnMentorView>>, Refused<MentorError>> {
    let once = || decide(&app, &admin, (id, held), &answer, at);
    let mentor = again(held, once).await?;
    Ok(Tagged(mentor.version, Data(OwnMentorView::of(&app, mentor))))
}

async fn decide(
    app: &App,
    admin: &Admin,
    (id, held): (UserId, Option<u32>),
    answer: &Answer,
    at: domain::Now,
) -> Result<Mentor, MentorWriteError> {
    let file = app.house.store.mentor_file(id).await?;
    let (mentor, account) = file.mentor.zip(file.account).ok_or(MentorError::NoSuchMentor)?;
    let before = mentor.held_to(held)?;
    let roles = if answer.approved { account.roles.and(Role::Mentor) } else { account.roles };
    let account_after = Account { roles, ..account.clone() };
    let after = before.clone().answered(answer.approved, answer.reason.clone(), at.0)?.following(&account_after);
    if after == before && roles == account.roles {
        // Said already: nobody is written to twice.
        return Ok(after);
    }
    let edit = MentorEdit { before: &before, after: &after, hours: file.hours.as_ref(), pass: &admin.pass };
    app.house.store.answer_mentor(&edit, (&account, roles)).await?;
    Ok(after)
}
