//! What is told to many: by an admin to everybody, students or admins, by a mentor to their own mentees.

use api::{
    Admin, AtWrite, Caller, Created, Done, Error, Keyed, Listing, Mentor, Now, Once, Paging, Path, Query, Refused,
};
use axum::extract::State;
use domain::announcement::{Announcement, Audience, Draft, Tone};
use domain::id::AnnouncementId;
use domain::text::{Tidings, Title};
use domain::{Role, Roles};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{AnnouncementWriteError, WithdrawalWriteError};
use utoipa::ToSchema;

use crate::App;

/// Document 3's body (S3-70).
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WantedAnnouncement)]
pub struct ToAll {
    title: Title,
    message: Tidings,
    #[serde(default)]
    r#type: Tone,
    target_audience: Target,
    /// In 30 days where nothing is said.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = TargetAudience)]
enum Target {
    All,
    Students,
    Admins,
}

/// The same from a mentor, whose audience is given.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = MentorsAnnouncement)]
pub struct ToMentees {
    title: Title,
    message: Tidings,
    #[serde(default)]
    r#type: Tone,
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
}

/// One announcement.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Announcement)]
pub struct AnnouncementView {
    id: AnnouncementId,
    title: Title,
    message: Tidings,
    r#type: Tone,
    target_audience: Audience,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// `POST /v1/admin/announcements` (S3-70).
pub async fn to_all(
    State(app): State<App>,
    AtWrite(admin): AtWrite<Admin>,
    Now(at): Now,
    Keyed(wanted, once): Keyed<ToAll>,
) -> Result<Created<AnnouncementView>, Refused<AnnouncementWriteError>> {
    let ToAll { title, message, r#type: tone, target_audience, expires_at: expires } = wanted;
    let audience = match target_audience {
        Target::All => Audience::All,
        Target::Students => Audience::Students,
        Target::Admins => Audience::Admins,
    };
    let draft = Draft { title, message, tone, audience, expires };
    Ok(Created(announce(&app, &admin, draft, &once, at).await?))
}

/// `POST /v1/announcements`: to whoever has or had a session with the mentor.
pub async fn to_mentees(
    State(app): State<App>,
    AtWrite(mentor): AtWrite<Mentor>,
    Now(at): Now,
    Keyed(wanted, once): Keyed<ToMentees>,
) -> Result<Created<AnnouncementView>, Refused<AnnouncementWriteError>> {
    let ToMentees { title, message, r#type: tone, expires_at: expires } = wanted;
    let draft = Draft { title, message, tone, audience: Audience::Mentees, expires };
    Ok(Created(announce(&app, &mentor, draft, &once, at).await?))
}

/// `GET /v1/announcements`: what is shown to the caller, newest first.
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(paging): Query<Paging>,
    Now(at): Now,
) -> Result<Listing<AnnouncementView>, Error> {
    let turn = paging.turn("announcements")?;
    let own = audience_of(caller.roles);
    let mut page = turn.rest(app.house.store.announcements(caller.id, own, turn.after.as_ref(), turn.read).await?);
    // The broom is late by up to days.
    page.rows.retain(|one| one.is_shown(at));
    page.rows = app.house.store.standing(page.rows).await?;
    Ok(turn.show_rest(page).map(AnnouncementView::of))
}

/// `DELETE /v1/announcements/{id}`: an admin any, a mentor their own. It is shown to nobody any more; the notice
/// of whoever was told stays, as what it is: what they were told then.
pub async fn withdraw(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(at): Now,
    Path(id): Path<AnnouncementId>,
) -> Result<Done, Refused<WithdrawalWriteError>> {
    app.house.store.withdraw(id, &caller.pass, caller.roles, at).await?;
    Ok(Done("Withdrawn."))
}

async fn announce(
    app: &App,
    caller: &Caller,
    draft: Draft,
    once: &Once,
    at: domain::Now,
) -> Result<AnnouncementView, AnnouncementWriteError> {
    let announcement = draft.announced(AnnouncementId::fresh(at, &app.house.entropy), caller.id, at)?;
    let key = once.by(caller.id);
    let announced = app.house.store.announce(announcement, &caller.pass, key.as_ref(), at).await?;
    Ok(AnnouncementView::of(announced))
}

/// Document 3 knows two kinds of people.
fn audience_of(roles: Roles) -> Audience {
    if roles.has(Role::Admin) { Audience::Admins } else { Audience::Students }
}

impl AnnouncementView {
    fn of(announcement: Announcement) -> Self {
        let Announcement { id, title, message, tone, audience, at, expires, .. } = announcement;
        Self { id, title, message, r#type: tone, target_audience: audience, created_at: at, expires_at: expires }
    }
}
