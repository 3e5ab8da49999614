//! `PUT /v1/admin/users/{userId}/roles`: what somebody may do. Their access tokens are worth nothing
//! from now on; refreshing gives new ones with the new roles.

use api::{Admin, AtWrite, Body, Data, Error, IfMatch, Now, Path, Refused, Tagged};
use axum::extract::State;
use domain::account::audit::Deed;
use domain::account::{Account, AccountError};
use domain::{Role, Roles, UserId};
use serde::Deserialize;
use store::{AccountChange, Bite};
use utoipa::ToSchema;

use crate::App;
use crate::view::UserView;

/// All the roles they have from now on.
#[derive(Deserialize, ToSchema)]
#[schema(as = WantedRoles)]
pub struct Wanted {
    roles: Vec<Role>,
}

pub async fn main(
    State(app): State<App>,
    AtWrite(admin): AtWrite<Admin>,
    Now(now): Now,
    IfMatch(seen): IfMatch,
    Path(id): Path<UserId>,
    Body(wanted): Body<Wanted>,
) -> Result<Tagged<Data<UserView>>, Refused<AccountError>> {
    if wanted.roles.is_empty() {
        return Err(Error::invalid("roles", "must name at least one of admin, mentor, mentee").into());
    }
    let (before, mentor) = app.store().account_file(id).await?.ok_or(AccountError::NoSuchAccount)?;
    before.at_version(seen)?;
    let after = Account { roles: Roles::from(wanted.roles), ..before.clone() }.touched(now.0);
    let note = after.roles.iter().map(|role| role.to_string()).collect::<Vec<_>>().join(" ");
    let change = AccountChange {
        before: &before,
        after: &after,
        mentor: mentor.as_ref(),
        identity: None,
        by: &admin.pass,
        deed: Deed::RolesChanged,
        note: &note,
        bite: Bite::Tokens,
    };
    app.store().change_account(&change, now).await?;
    Ok(Tagged(after.version, Data(UserView::of(&after))))
}
