//! A forgotten password: a link to every address that has an account, the same words to all.

use api::{Bare, Body, Done, Error, Refused};
use axum::extract::State;
use domain::Email;
use domain::account::password::Password;
use domain::account::{AccountError, Purpose, Surface};
use serde::Deserialize;
use store::NewPassword;
use utoipa::ToSchema;

use crate::App;
use crate::confirm::{Address, Message};
use crate::form::{Form, INVALID};
use crate::hash::hash;
use crate::prove::{Proof, Proved};
use crate::visit::Visit;

/// Document 3's new password, by the link's token or the code.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reset {
    #[serde(flatten)]
    proof: Proof,
    new_password: String,
}

/// Document 4's.
#[derive(Deserialize, ToSchema)]
pub struct NclexReset {
    #[serde(flatten)]
    proof: Proof,
    new_password: String,
    confirm_new_password: String,
}

const SENT: &str = "Password reset link sent to your email.";
const UPDATED: &str = "Your password has been updated successfully.";

/// `POST /v1/auth/forgot-password`
pub async fn main(State(app): State<App>, visit: Visit, Body(ask): Body<Address>) -> Result<Done, Error> {
    forgot(&app, &visit, &ask.email, Surface::Main).await.map(|()| Done(SENT))
}

/// `POST /api/auth/forgot-password/`
pub async fn nclex(State(app): State<App>, visit: Visit, Form(ask): Form<Address>) -> Result<Bare<Message>, Error> {
    forgot(&app, &visit, &ask.email, Surface::Nclex).await.map(|()| Bare(Message { message: SENT }))
}

/// `POST /v1/auth/reset-password`
pub async fn reset(
    State(app): State<App>,
    visit: Visit,
    Body(ask): Body<Reset>,
) -> Result<Done, Refused<AccountError>> {
    let password = Password::parse_as("newPassword", &ask.new_password)?;
    renew(&app, &visit, &ask.proof, &password).await?;
    Ok(Done(UPDATED))
}

/// `POST /api/auth/reset-password/confirm/`
pub async fn nclex_reset(
    State(app): State<App>,
    visit: Visit,
    Form(ask): Form<NclexReset>,
) -> Result<Bare<Message>, Refused<AccountError>> {
    if ask.new_password != ask.confirm_new_password {
        return Err(Error::from(AccountError::PasswordsDiffer).at("confirm_new_password").into());
    }
    let password = Password::parse_as("new_password", &ask.new_password);
    let password = password.map_err(|weak| Error::from(weak).detail(INVALID))?;
    renew(&app, &visit, &ask.proof.whole()?, &password).await?;
    Ok(Bare(Message { message: UPDATED }))
}

async fn forgot(app: &App, visit: &Visit, email: &Email, surface: Surface) -> Result<(), Error> {
    let (knock, identity) = tokio::join!(app.knock(visit), app.store().identity(email));
    knock?;
    let user = identity?.map(|identity| identity.user);
    let challenge = app.challenge(visit, email, Purpose::ResetPassword, surface).of(user);
    let news = user.is_some().then(|| challenge.news());
    Ok(app.store().add_challenge(&challenge, news, visit.now).await?)
}

/// Whoever reads the address gets a new password, and every session ends.
async fn renew(app: &App, visit: &Visit, proof: &Proof, password: &Password) -> Result<(), Error> {
    let Proved { challenge, known } = app.prove(visit, Purpose::ResetPassword, proof).await?;
    let before = known.identity.ok_or(AccountError::BadToken)?;
    let after = before.clone().proved().with_password(hash(password, &app.house.entropy)?);
    let new = NewPassword { before: &before, after: &after, by: None, proof: Some(&challenge), session: None };
    Ok(app.store().set_password(&new, visit.now).await?)
}
