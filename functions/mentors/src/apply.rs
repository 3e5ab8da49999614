//! Anybody signed in applies as a mentor; an admin answers.

use api::{AtWrite, BareCreated, Caller, Created, Error, Keyed, Now, Once, Refused, Tagged};
use axum::extract::State;
use domain::mentor::MentorError;
use domain::mentor::{About, Edit, Mentor};
use store::MentorWriteError;

use crate::App;
use crate::again::again;
use crate::edit::{MansaProfile, Profile};
use crate::mansa::MansaMentor;
use crate::photo::photo_path;
use crate::view::OwnMentorView;

/// `POST /v1/mentors`.
pub async fn main(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(at): Now,
    Keyed(profile, once): Keyed<Profile>,
) -> Result<Tagged<Created<OwnMentorView>>, Refused<MentorError>> {
    let mentor = apply(&app, &caller, at, &once, &profile.into()).await?;
    Ok(Tagged(mentor.version, Created(OwnMentorView::of(&app, mentor))))
}

/// Document 1's `create_profile`.
pub async fn mansa(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(at): Now,
    Keyed(profile, once): Keyed<MansaProfile>,
) -> Result<BareCreated<MansaMentor>, Refused<MentorError>> {
    let edit = profile.edit(&photo_path(caller.id))?;
    let mentor = apply(&app, &caller, at, &once, &edit).await?;
    Ok(BareCreated(MansaMentor::own(&app, mentor)))
}

async fn apply(app: &App, caller: &Caller, at: domain::Now, key: &Once, says: &Edit) -> Result<Mentor, Error> {
    let key = key.by(caller.id);
    let key = key.as_ref();
    let once = || async move {
        let file = app.house.store.mentor_file(caller.id).await?;
        let person = file.account.ok_or(MentorWriteError::Ended)?;
        let zone = says.zone.clone().or(person.zone).unwrap_or_else(|| app.zone.clone());
        let mentor = Mentor::applying(caller.id, person.name, zone, says.clone().of(About::default()), at.0)?;
        let mentor = Mentor { number: person.number, ..mentor };
        app.house.store.add_mentor(&mentor, file.hours.as_ref(), (&caller.pass, key), at).await
    };
    again(None, once).await
}
