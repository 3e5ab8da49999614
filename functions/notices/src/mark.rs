//! Marking notices as read, and taking them away. Another's looks like one that is not there.

use api::{AtWrite, Caller, Data, Done, Now, Path, Refused};
use axum::extract::State;
use domain::id::NoticeId;
use store::NoticeWriteError;

use crate::App;
use crate::list::NoticeView;

/// `PUT /v1/notifications/{id}/read` (S3-59).
pub async fn read(
    State(app): State<App>,
    caller: Caller,
    Now(at): Now,
    Path(id): Path<NoticeId>,
) -> Result<Data<NoticeView>, Refused<NoticeWriteError>> {
    let notice = app.house.store.read_notice(caller.id, id, at).await?;
    Ok(Data(NoticeView::of(notice)))
}

/// `PUT /v1/notifications/read-all` (S3-60).
pub async fn read_all(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
) -> Result<Done, Refused<NoticeWriteError>> {
    app.house.store.read_all_notices(&caller.pass).await?;
    Ok(Done("Everything is read."))
}

/// `DELETE /v1/notifications/{id}` (S3-61).
pub async fn remove(
    State(app): State<App>,
    caller: Caller,
    Now(at): Now,
    Path(id): Path<NoticeId>,
) -> Result<Done, Refused<NoticeWriteError>> {
    app.house.store.remove_notice(caller.id, id, at).await?;
    Ok(Done("Taken away."))
}
