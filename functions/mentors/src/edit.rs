//! What a mentor says of themselves, and how they say something else.

use api::{AtWrite, Bare, Body, Caller, Data, Error, IfMatch, Now, Path, Refused, Tagged};
use axum::extract::State;
use domain::mentor::{Change, Edit, Mentor, MentorError};
use domain::text::{Bio, HttpsUrl, Line, Skill};
use domain::{UserId, Zone};
use serde::Deserialize;
use store::{MentorEdit, MentorWriteError};
use utoipa::ToSchema;

use crate::App;
use crate::again::again;
use crate::mansa::MansaMentor;
use crate::photo::photo_path;
use crate::view::OwnMentorView;

/// A profile, or what changes of it: what is absent stays, `null` empties.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    #[serde(default)]
    #[schema(value_type = Option<Bio>)]
    bio: Change<Bio>,
    #[serde(default)]
    #[schema(value_type = Option<Vec<Skill>>)]
    expertise: Change<Vec<Skill>>,
    #[serde(default)]
    #[schema(value_type = Option<Line>)]
    company: Change<Line>,
    #[serde(default)]
    #[schema(value_type = Option<Line>)]
    job_title: Change<Line>,
    #[serde(default)]
    #[schema(value_type = Option<u8>)]
    years_of_experience: Change<u8>,
    #[serde(default, deserialize_with = "Change::link")]
    #[schema(value_type = Option<HttpsUrl>)]
    linkedin: Change<HttpsUrl>,
    #[serde(default, deserialize_with = "Change::link")]
    #[schema(value_type = Option<HttpsUrl>)]
    github: Change<HttpsUrl>,
    #[serde(default, deserialize_with = "Change::link")]
    #[schema(value_type = Option<HttpsUrl>)]
    twitter: Change<HttpsUrl>,
    #[serde(default)]
    timezone: Option<Zone>,
    /// The version that the edit is meant for; another is 409.
    #[serde(default)]
    pub version: Option<u32>,
}

/// The same in document 1's words.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MansaProfile {
    #[serde(default)]
    #[schema(value_type = Option<Bio>)]
    bio: Change<Bio>,
    #[serde(default)]
    #[schema(value_type = Option<Vec<Skill>>)]
    expertise: Change<Vec<Skill>>,
    #[serde(default)]
    #[schema(value_type = Option<Line>)]
    company: Change<Line>,
    #[serde(default)]
    #[schema(value_type = Option<Line>)]
    job_title: Change<Line>,
    #[serde(default)]
    #[schema(value_type = Option<u8>)]
    years_of_experience: Change<u8>,
    #[serde(alias = "linkedin_url", default, deserialize_with = "Change::link")]
    #[schema(value_type = Option<HttpsUrl>)]
    linkedin: Change<HttpsUrl>,
    #[serde(alias = "github_url", default, deserialize_with = "Change::link")]
    #[schema(value_type = Option<HttpsUrl>)]
    github: Change<HttpsUrl>,
    #[serde(alias = "twitter_url", default, deserialize_with = "Change::link")]
    #[schema(value_type = Option<HttpsUrl>)]
    twitter: Change<HttpsUrl>,
    #[serde(default)]
    availability_timezone: Option<Zone>,
    #[serde(default)]
    timezone: Option<Zone>,
    /// The address that we gave, or nothing to take the photo away; a new one is uploaded.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    photo_url: Change<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    photo: Change<String>,
    #[serde(default)]
    pub version: Option<u32>,
}

/// `PUT` and `PATCH /v1/mentors/me`.
pub async fn main(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(at): Now,
    IfMatch(tag): IfMatch,
    Body(profile): Body<Profile>,
) -> Result<Tagged<Data<OwnMentorView>>, Refused<MentorError>> {
    let mentor = edit(&app, &caller, at, profile.version.or(tag), &profile.into()).await?;
    Ok(Tagged(mentor.version, Data(OwnMentorView::of(&app, mentor))))
}

/// Document 1's `update_profile`.
pub async fn mansa(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(at): Now,
    IfMatch(tag): IfMatch,
    Path(id): Path<UserId>,
    Body(profile): Body<MansaProfile>,
) -> Result<Bare<MansaMentor>, Refused<MentorError>> {
    yours(id, &caller)?;
    let held = profile.version.or(tag);
    let mentor = edit(&app, &caller, at, held, &profile.edit(&photo_path(id))?).await?;
    Ok(Bare(MansaMentor::own(&app, mentor)))
}

/// A mentor edits nobody else's profile.
pub fn yours(id: UserId, caller: &Caller) -> Result<(), MentorError> {
    if id == caller.id { Ok(()) } else { Err(MentorError::NotYours) }
}

async fn edit(app: &App, caller: &Caller, at: domain::Now, held: Option<u32>, edit: &Edit) -> Result<Mentor, Error> {
    let (before, after) = change(app, caller, held, |mentor| mentor.edited_by(edit.clone(), held, at.0)).await?;
    app.forget_photo(&before, &after).await;
    Ok(after)
}

/// Changes the caller's own profile; returns it before and after.
pub async fn change(
    app: &App,
    caller: &Caller,
    held: Option<u32>,
    change: impl Fn(Mentor) -> Result<Mentor, MentorError>,
) -> Result<(Mentor, Mentor), Error> {
    let change = &change;
    let once = || async move {
        let file = app.house.store.mentor_file(caller.id).await?;
        let before = Mentor::own(file.mentor, caller.roles)?;
        let after = change(before.clone())?;
        if after == before {
            return Ok((before, after));
        }
        let edit = MentorEdit { before: &before, after: &after, hours: file.hours.as_ref(), pass: &caller.pass };
        app.house.store.edit_mentor(&edit).await?;
        Ok::<_, MentorWriteError>((before, after))
    };
    again(held, once).await
}

impl From<Profile> for Edit {
    fn from(profile: Profile) -> Self {
        Self {
            bio: profile.bio,
            expertise: profile.expertise,
            company: profile.company,
            job_title: profile.job_title,
            years_of_experience: profile.years_of_experience,
            linkedin: profile.linkedin,
            github: profile.github,
            twitter: profile.twitter,
            zone: profile.timezone,
            no_photo: false,
        }
    }
}

impl MansaProfile {
    /// `photo` is the path at which this mentor's photo is seen.
    pub fn edit(self, photo: &str) -> Result<Edit, Error> {
        let mut no_photo = false;
        for sent in [&self.photo_url, &self.photo] {
            match sent {
                Change::Keep => {}
                Change::Set(url) if url.contains(photo) => {}
                Change::Set(url) if !url.is_empty() => {
                    return Err(Error::invalid("photo_url", "a photo is uploaded with upload_photo"));
                }
                Change::Clear | Change::Set(_) => no_photo = true,
            }
        }
        Ok(Edit {
            bio: self.bio,
            expertise: self.expertise,
            company: self.company,
            job_title: self.job_title,
            years_of_experience: self.years_of_experience,
            linkedin: self.linkedin,
            github: self.github,
            twitter: self.twitter,
            zone: self.availability_timezone.or(self.timezone),
            no_photo,
        })
    }
}
