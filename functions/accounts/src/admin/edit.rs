//! `PUT /v1/admin/users/{userId}`: name, profile and address of anybody.

use api::{Admin, AtWrite, Body, Data, IfMatch, Now, Path, Refused, Tagged};
use axum::extract::State;
use domain::account::audit::Deed;
use domain::account::{Account, AccountError};
use domain::{Email, UserId};
use serde::Deserialize;
use store::{AccountChange, Bite};
use utoipa::ToSchema;

use crate::App;
use crate::profile::Edit;
use crate::view::UserView;

/// What is to change; what is not named stays.
#[derive(Deserialize, ToSchema)]
pub struct AdminEdit {
    #[serde(flatten)]
    edit: Edit,
    #[serde(default)]
    email: Option<Email>,
}

pub async fn main(
    State(app): State<App>,
    AtWrite(admin): AtWrite<Admin>,
    Now(now): Now,
    IfMatch(seen): IfMatch,
    Path(id): Path<UserId>,
    Body(AdminEdit { edit, email }): Body<AdminEdit>,
) -> Result<Tagged<Data<UserView>>, Refused<AccountError>> {
    let (before, mentor) = app.store().account_file(id).await?.ok_or(AccountError::NoSuchAccount)?;
    before.at_version(seen)?;
    let after = edit.apply(before.clone()).touched(now.0);
    let after = Account { email: email.unwrap_or(after.email), ..after };
    let moves = after.email != before.email;
    let identity = if moves { app.store().identity(&before.email).await? } else { None };
    let change = AccountChange {
        before: &before,
        after: &after,
        mentor: mentor.as_ref(),
        identity: identity.as_ref(),
        by: &admin.pass,
        deed: Deed::AccountEdited,
        note: if moves { "address" } else { "" },
        bite: Bite::Nothing,
    };
    app.store().change_account(&change, now).await?;
    Ok(Tagged(after.version, Data(UserView::of(&after))))
}
