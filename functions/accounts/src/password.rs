//! A new password for somebody who knows the old one.

use api::{AtWrite, Body, Caller, Cookies, Data, Error, Refused};
use axum::extract::State;
use domain::account::AccountError;
use domain::account::Surface;
use domain::account::password::{Given, Password};
use serde::Deserialize;
use store::NewPassword;
use utoipa::ToSchema;

use crate::App;
use crate::hash::{hash, matches};
use crate::tokens::Entered;
use crate::view::{SignedIn, TokensView};
use crate::visit::Visit;

/// The old one and the new one.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    current_password: Given,
    new_password: Password,
}

/// `POST /v1/auth/change-password`: every session ends; the caller's goes on with the tokens returned.
pub async fn change(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    visit: Visit,
    Body(ask): Body<Change>,
) -> Result<(Cookies, Data<TokensView>), Refused<AccountError>> {
    let (knock, person) = tokio::join!(app.knock(&visit), app.store().person(caller.id, visit.now));
    knock?;
    let person = person?.ok_or(AccountError::Ended)?;
    let before = app.store().identity(&person.account.email).await?;
    // Else the address has just become somebody else's.
    let before = before.filter(|identity| identity.user == caller.id).ok_or(AccountError::Ended)?;
    if !matches(before.password.as_ref(), &ask.current_password) {
        return Err(Error::invalid("currentPassword", "is not your password").into());
    }
    let after = before.clone().with_password(hash(&ask.new_password, &app.house.entropy)?);
    let person = person.afresh();
    let session = visit.session(&app, caller.id, person.era, Surface::Main);
    let new =
        NewPassword { before: &before, after: &after, by: Some(&caller.pass), proof: None, session: Some(&session) };
    app.store().set_password(&new, visit.now).await?;
    let (cookies, SignedIn { tokens, .. }) = SignedIn::of(&app, &visit, &Entered { person, session })?;
    Ok((cookies, Data(tokens)))
}
