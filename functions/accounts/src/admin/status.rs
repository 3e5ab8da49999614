//! `PUT /v1/users/{userId}/status` (S3-13): suspends and lets back in. Suspension bites at once: every
//! session ends with it.

use api::{Admin, AtWrite, Body, Data, IfMatch, Now, Path, Refused, Tagged};
use axum::extract::State;
use domain::UserId;
use domain::account::audit::Deed;
use domain::account::{Account, AccountError, Status};
use domain::text::Reason;
use serde::Deserialize;
use store::{AccountChange, Bite};
use utoipa::ToSchema;

use crate::App;
use crate::view::UserView;

/// The status from now on, and why.
#[derive(Deserialize, ToSchema)]
#[schema(as = WantedStatus)]
pub struct Wanted {
    status: Status,
    #[serde(default)]
    reason: Reason,
}

pub async fn main(
    State(app): State<App>,
    AtWrite(admin): AtWrite<Admin>,
    Now(now): Now,
    IfMatch(seen): IfMatch,
    Path(id): Path<UserId>,
    Body(Wanted { status, reason }): Body<Wanted>,
) -> Result<Tagged<Data<UserView>>, Refused<AccountError>> {
    let (before, mentor) = app.store().account_file(id).await?.ok_or(AccountError::NoSuchAccount)?;
    before.at_version(seen)?;
    let after = Account { status, ..before.clone() }.touched(now.0);
    let note = format!("{status}: {reason}");
    let change = AccountChange {
        before: &before,
        after: &after,
        mentor: mentor.as_ref(),
        identity: None,
        by: &admin.pass,
        deed: Deed::StatusChanged,
        note: note.trim_end_matches(": "),
        bite: if status == Status::Active { Bite::Nothing } else { Bite::Sessions },
    };
    app.store().change_account(&change, now).await?;
    Ok(Tagged(after.version, Data(UserView::of(&after))))
}
