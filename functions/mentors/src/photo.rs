//! A mentor's photo. The bucket is private: a browser is sent on to an address that works for a while.

use domain::mentor::MentorError;
use std::time::Duration;

use api::{AtWrite, Bare, Caller, Created, Data, Describe, Error, Now, Operation, Path, Refused, Tagged, Upload};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use blobs::{Photo, photo_key};
use domain::id::FileId;
use domain::mentor::{Edit, Mentor};
use domain::{Kind, Kinds, Problem, UserId};

use crate::App;
use crate::edit::{change, yours};
use crate::mansa::MansaMentor;
use crate::view::OwnMentorView;

/// How long the address works, and for how much of that a browser may remember it.
const LIFE: Duration = Duration::from_mins(15);
const REMEMBERED: &str = "private, max-age=600";

/// Uploads of one person in a minute (ruling 39).
const UPLOADS: u32 = 10;

/// Come back after so many seconds.
#[derive(Debug, thiserror::Error)]
#[error("At most {UPLOADS} uploads a minute.")]
struct TooMany(u32);

impl Kinds for TooMany {
    const KINDS: &'static [Kind] = &[Kind::Limited];
}

impl Problem for TooMany {
    fn kind(&self) -> Kind {
        Kind::Limited
    }
    fn retry_after(&self) -> Option<u32> {
        Some(self.0)
    }
}

/// What whoever brings a photo may hear besides being thanked.
pub enum NotHung {}

impl Kinds for NotHung {
    const KINDS: &'static [Kind] =
        &[Kind::Invalid, Kind::Forbidden, Kind::Missing, Kind::Conflict, Kind::TooLarge, Kind::Limited];
}

/// 302.
pub struct Elsewhere(String);

/// `GET /v1/mentors/{id}/photo`.
pub async fn show(State(app): State<App>, Path(id): Path<UserId>) -> Result<Elsewhere, Error> {
    let mentor = app.house.store.mentor_glance(id).await?;
    let key =
        mentor.filter(Mentor::is_approved).and_then(|mentor| mentor.photo).ok_or_else(|| Error::missing("photo"))?;
    Ok(Elsewhere(app.blobs.presign(&key, LIFE).await?))
}

/// `POST /v1/mentors/me/photo`.
pub async fn main(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(at): Now,
    upload: Upload,
) -> Result<Tagged<Created<OwnMentorView>>, Refused<NotHung>> {
    let mentor = hang(&app, &caller, at, upload).await?;
    Ok(Tagged(mentor.version, Created(OwnMentorView::of(&app, mentor))))
}

/// Document 1's `upload_photo`.
pub async fn mansa(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(at): Now,
    Path(id): Path<UserId>,
    upload: Upload,
) -> Result<Bare<MansaMentor>, Refused<NotHung>> {
    yours(id, &caller)?;
    Ok(Bare(MansaMentor::own(&app, hang(&app, &caller, at, upload).await?)))
}

/// `DELETE /v1/mentors/me/photo`.
pub async fn remove(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(at): Now,
) -> Result<Tagged<Data<OwnMentorView>>, Refused<MentorError>> {
    let bare = |mentor: Mentor| match mentor.photo {
        Some(_) => mentor.edited_by(Edit { no_photo: true, ..Edit::default() }, None, at.0),
        None => Ok(mentor),
    };
    let (before, after) = change(&app, &caller, None, bare).await?;
    app.forget_photo(&before, &after).await;
    Ok(Tagged(after.version, Data(OwnMentorView::of(&app, after))))
}

/// The file first, then the row that names it: a row never names what is not there.
async fn hang(app: &App, caller: &Caller, at: domain::Now, upload: Upload) -> Result<Mentor, Error> {
    let (store, who) = (&app.house.store, caller.id.to_string());
    let (profile, wait) = futures::try_join!(store.mentor_glance(caller.id), store.count("upload", &who, UPLOADS, at))?;
    wait.map_or(Ok(()), |seconds| Err(TooMany(seconds)))?;
    Mentor::own(profile, caller.roles)?;
    let photo = Photo::of(&upload.bytes)?;
    let key = photo_key(caller.id, FileId::fresh(at, &app.house.entropy));
    app.blobs.put(&key, Photo::MEDIA, photo.0).await?;
    match change(app, caller, None, |mentor| Ok(mentor.with_photo(key.clone(), at.0))).await {
        Ok((before, after)) => {
            app.forget_photo(&before, &after).await;
            Ok(after)
        }
        Err(error) => {
            app.forget(&key).await;
            Err(error)
        }
    }
}

/// Under the base URL.
pub fn photo_path(mentor: UserId) -> String {
    format!("/v1/mentors/{}/photo", mentor.uuid())
}

impl App {
    /// Where everybody sees a mentor's photo; another photo has another address.
    pub fn photo_url(&self, mentor: &Mentor) -> Option<String> {
        let name = mentor.photo.as_deref()?.rsplit('/').next()?.trim_end_matches(".jpg");
        Some(format!("{}{}?v={name}", self.base_url, photo_path(mentor.id)))
    }

    /// Takes away a photo that an edit has put aside. What fails here is left lying, and nobody sees it.
    pub async fn forget_photo(&self, before: &Mentor, after: &Mentor) {
        if let Some(key) = before.photo.as_deref().filter(|key| after.photo.as_deref() != Some(key)) {
            self.forget(key).await;
        }
    }

    async fn forget(&self, key: &str) {
        if let Err(error) = self.blobs.delete(key).await {
            tracing::warn!(%error, key, "a photo that nobody names was not deleted");
        }
    }
}

impl IntoResponse for Elsewhere {
    fn into_response(self) -> Response {
        let headers = [("location", self.0), ("cache-control", REMEMBERED.to_owned())];
        (axum::http::StatusCode::FOUND, headers).into_response()
    }
}

impl Describe for Elsewhere {
    fn describe(operation: &mut Operation) {
        operation.replies_empty(302);
        operation.brings(|status| status == 302, "Location", "Where the picture is, for a quarter of an hour.");
    }
}
