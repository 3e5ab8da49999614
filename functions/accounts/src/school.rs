//! Document 4's profile: a full name, one's own, or anybody's for an admin (S4-05 to S4-08).

use api::{AtWrite, Bare, Caller, Error, Now, Path, Refused};
use axum::extract::State;
use domain::account::AccountError;
use domain::text::PersonName;
use domain::{Role, UserId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::App;
use crate::form::Form;
use crate::profile::{Edit, change};
use crate::view::NclexUser;

/// The name in full.
#[derive(Deserialize, ToSchema)]
pub struct Name {
    full_name: PersonName,
}

/// The same, and nothing changes without it.
#[derive(Deserialize, ToSchema)]
pub struct MaybeName {
    #[serde(default)]
    full_name: Option<PersonName>,
}

macro_rules! own {
    ($($name:ident $body:ident $edit:expr;)*) => {$(
        pub async fn $name(
            State(app): State<App>,
            AtWrite(caller): AtWrite<Caller>,
            Now(now): Now,
            Form(body): Form<$body>,
        ) -> Result<Bare<NclexUser>, Refused<AccountError>> {
            Ok(rename(&app, &caller, caller.id, now, $edit(body)).await?)
        }
    )*};
}
own! {
    put_me Name |body: Name| Edit::renaming(body.full_name);
    patch_me MaybeName MaybeName::edit;
}

macro_rules! anyones {
    ($($name:ident $body:ident $edit:expr;)*) => {$(
        pub async fn $name(
            State(app): State<App>,
            AtWrite(caller): AtWrite<Caller>,
            Now(now): Now,
            Path(id): Path<UserId>,
            Form(body): Form<$body>,
        ) -> Result<Bare<NclexUser>, Refused<AccountError>> {
            Ok(rename(&app, &caller, id, now, $edit(body)).await?)
        }
    )*};
}
anyones! {
    put Name |body: Name| Edit::renaming(body.full_name);
    patch MaybeName MaybeName::edit;
}

impl MaybeName {
    fn edit(self) -> Edit {
        self.full_name.map_or_else(Edit::default, Edit::renaming)
    }
}

/// Another's account looks like none, unless an admin looks.
async fn rename(
    app: &App,
    caller: &Caller,
    id: UserId,
    now: domain::Now,
    edit: Edit,
) -> Result<Bare<NclexUser>, Error> {
    if id != caller.id && !caller.roles.has(Role::Admin) {
        return Err(AccountError::NoSuchAccount.into());
    }
    let account = change(app, &caller.pass, id, None, now, &edit).await?;
    Ok(Bare(NclexUser::of(&account)))
}
