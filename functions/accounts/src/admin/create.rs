//! `POST /v1/admin/users`: an account that an admin vouches for. Without a password the person gets a
//! mail to choose one.

use api::{Admin, AtWrite, Created, Keyed, Refused};
use axum::extract::State;
use domain::account::AccountError;
use domain::account::identity::Identity;
use domain::account::password::Password;
use domain::account::{Account, Purpose, Surface};
use domain::text::PersonName;
use domain::{Email, Role, Roles, UserId};
use serde::Deserialize;
use store::Opening;
use utoipa::ToSchema;

use crate::App;
use crate::hash::hash;
use crate::view::UserView;
use crate::visit::Visit;

/// The newcomer; a mentee where no role is named.
#[derive(Deserialize, ToSchema)]
#[schema(as = Vouched)]
pub struct Newcomer {
    name: PersonName,
    email: Email,
    #[serde(default)]
    roles: Vec<Role>,
    #[serde(default)]
    password: Option<Password>,
}

pub async fn main(
    State(app): State<App>,
    AtWrite(admin): AtWrite<Admin>,
    visit: Visit,
    Keyed(newcomer, once): Keyed<Newcomer>,
) -> Result<Created<UserView>, Refused<AccountError>> {
    let Newcomer { name, email, roles, password } = newcomer;
    let number = app.store().next_number().await?;
    let id = UserId::fresh(visit.now, &app.house.entropy);
    let account = Account::new(id, number, email.clone(), name, Roles::from(roles), visit.now.0);
    let password = password.map(|password| hash(&password, &app.house.entropy)).transpose()?;
    let invite = app.challenge(&visit, &email, Purpose::ResetPassword, Surface::Main).of(Some(id));
    let invite = password.is_none().then_some(invite);
    let identity = Identity::new(email, id, password, true);
    let key = once.sealed_by(admin.id, &app.secret);
    let (by, invite) = (Some(&admin.pass), invite.as_ref());
    let opening = Opening { by, invite, key: key.as_ref(), ..Opening::of(&account, &identity) };
    Ok(Created(UserView::of(&app.store().open_account(&opening, visit.now).await?)))
}
