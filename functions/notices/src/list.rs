//! What somebody was told, newest first, and how much of it they have not read.

use api::{Caller, Data, Error, Listing, Now, Paging, Query};
use axum::extract::State;
use domain::id::NoticeId;
use domain::notice::{Notice, Type};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::ListNotices;
use utoipa::{IntoParams, ToSchema};

use crate::App;

/// Which notifications.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct Which {
    #[serde(default)]
    unread_only: bool,
    #[serde(rename = "type")]
    #[param(inline, rename = "type")]
    of: Option<Type>,
    page: Option<u32>,
    limit: Option<u32>,
    cursor: Option<String>,
}

/// One of them.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Notification)]
pub struct NoticeView {
    id: NoticeId,
    r#type: Type,
    title: String,
    message: String,
    /// The page of what it is about, under the frontend's own root.
    link: String,
    read: bool,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// How many are unread.
#[derive(Serialize, ToSchema)]
pub struct Unread {
    count: u32,
}

impl NoticeView {
    pub fn of(notice: Notice) -> Self {
        let Notice { id, r#type, title, message, link, read, at, .. } = notice;
        Self { id, r#type, title, message, link, read, created_at: at }
    }
}

/// `GET /v1/notifications` (S3-58).
pub async fn main(
    State(app): State<App>,
    caller: Caller,
    Query(which): Query<Which>,
    Now(at): Now,
) -> Result<Listing<NoticeView>, Error> {
    let Which { unread_only, of, page, limit, cursor } = which;
    let turn = Paging { page, limit, cursor }.turn(format!("notifications {unread_only} {of:?}"))?;
    let list = ListNotices { user: caller.id, unread_only, of, after: turn.after.clone(), limit: turn.read };
    let page = app.house.store.notices(&list, at).await?;
    Ok(turn.show(page).map(NoticeView::of))
}

/// `GET /v1/notifications/unread-count`.
pub async fn unread(State(app): State<App>, caller: Caller, Now(at): Now) -> Result<Data<Unread>, Error> {
    let count = app.house.store.inbox(caller.id).await?.count(at);
    Ok(Data(Unread { count }))
}
