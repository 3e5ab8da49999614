//! Mentors whom somebody keeps in mind, on whatever device they come back.

use api::{AtWrite, Caller, Done, Error, Listing, Now, Paging, Path, Query};
use axum::extract::State;
use domain::UserId;
use domain::mentor::Mentor;
use store::{Listed, Page};

use crate::App;
use crate::view::MentorView;

/// `GET /v1/favourites`: those of them who are still shown.
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(paging): Query<Paging>,
) -> Result<Listing<MentorView>, Error> {
    let turn = paging.turn("favourites")?;
    let store = &app.house.store;
    let page = turn.rest(store.favourites(caller.id, turn.after.as_ref(), turn.read).await?);
    let ids: Vec<UserId> = page.rows.iter().map(|favourite| favourite.mentor).collect();
    let mentors = store.mentors_by_id(&ids).await?.into_iter().map(Listed::into_shown);
    let rows = mentors.filter(Mentor::is_approved).collect();
    Ok(turn.show_rest(Page { rows, next: page.next }).map(|mentor| MentorView::of(&app, mentor)))
}

/// `PUT /v1/favourites/{mentorId}`.
pub async fn add(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(at): Now,
    Path(mentor): Path<UserId>,
) -> Result<Done, Error> {
    app.house.store.add_favourite(&caller.pass, mentor, at).await?;
    Ok(Done("Kept in mind."))
}

/// `DELETE /v1/favourites/{mentorId}`.
pub async fn remove(State(app): State<App>, caller: Caller, Path(mentor): Path<UserId>) -> Result<Done, Error> {
    app.house.store.remove_favourite(caller.id, mentor).await?;
    Ok(Done("Forgotten."))
}
