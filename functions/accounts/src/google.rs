//! `POST /v1/auth/google`: Google says who somebody is. They are known by Google's id; an account that
//! was here before is linked only when its address was proved to us and to Google (promise 23).

use api::{Body, BootError, Cookies, Data, Error, Refused, Vars};
use axum::extract::State;
use domain::account::identity::Identity;
use domain::account::{Account, AccountError, Surface};
use domain::text::PersonName;
use domain::{Kind, Roles, UserId};
use serde::Deserialize;
use store::{Opening, Person, Proof};
use utoipa::ToSchema;

use crate::App;
use crate::login::enter;
use crate::tokens::Entered;
use crate::view::SignedIn;
use crate::visit::Visit;

mod keys;
mod token;
use keys::Keys;
use token::Said;

/// Google's ID token. A `role` may come along and is not looked at (ruling 2).
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Credential {
    google_token: String,
}

/// Whose tokens we believe, and for which client they must be.
pub struct Google {
    client: String,
    issuer: String,
    keys: Keys,
}

impl Google {
    /// None where no client id is configured.
    pub fn from(vars: &Vars) -> Result<Option<Self>, BootError> {
        let (client, keys, issuer) =
            (vars.optional("GOOGLE_CLIENT_ID"), vars.optional("GOOGLE_KEYS_URL"), vars.optional("GOOGLE_ISSUER"));
        let Some(client) = client else { return Ok(None) };
        let keys = keys.ok_or(BootError::Missing("GOOGLE_KEYS_URL"))?;
        let issuer = issuer.ok_or(BootError::Missing("GOOGLE_ISSUER"))?;
        Ok(Some(Self { client: client.to_owned(), issuer: issuer.to_owned(), keys: Keys::at(keys) }))
    }

    async fn hear(&self, token: &str, now: domain::Now) -> Result<Said, Error> {
        let wrong = || Error::from(AccountError::WrongCredentials);
        let id = token::key_id(token).ok_or_else(wrong)?;
        let key = self.keys.get(&id, now).await?.ok_or_else(wrong)?;
        token::read(token, &key, &self.client, &self.issuer, now).ok_or_else(wrong)
    }
}

pub async fn main(
    State(app): State<App>,
    visit: Visit,
    Body(credential): Body<Credential>,
) -> Result<(Cookies, Data<SignedIn>), Refused<AccountError>> {
    app.knock(&visit).await?;
    let google = app.google.as_ref().ok_or_else(|| Error::new(Kind::Missing, "Google sign-in is not set up."))?;
    let said = google.hear(&credential.google_token, visit.now).await?;
    let entered = come_in(&app, &visit, &said).await?;
    let (cookies, signed_in) = SignedIn::of(&app, &visit, &entered)?;
    Ok((cookies, Data(signed_in)))
}

async fn come_in(app: &App, visit: &Visit, said: &Said) -> Result<Entered, Error> {
    match app.store().by_google(&said.sub, &said.email).await? {
        (Some(user), _) => enter(app, visit, user, Surface::Main, Proof::default()).await,
        (None, Some(identity)) if identity.confirmed => {
            let proof = Proof { google: Some(&said.sub), ..Proof::default() };
            enter(app, visit, identity.user, Surface::Main, proof).await
        }
        (None, Some(_)) => Err(AccountError::Unproved.into()),
        (None, None) => join(app, visit, said).await,
    }
}

async fn join(app: &App, visit: &Visit, said: &Said) -> Result<Entered, Error> {
    let (number, member) = tokio::join!(app.store().next_number(), app.store().member(&said.email));
    let id = UserId::fresh(visit.now, &app.house.entropy);
    let local = said.email.as_str().split('@').next().unwrap_or_default();
    let name = PersonName::parse(&said.name).or_else(|_| PersonName::parse(local))?;
    let roles = member?.map_or(Roles::MENTEE, |member| member.roles());
    let account = Account::new(id, number?, said.email.clone(), name, roles, visit.now.0);
    let account = Account { google: Some(said.sub.clone()), ..account };
    let identity = Identity::new(said.email.clone(), id, None, true);
    let session = visit.session(app, id, 0, Surface::Main);
    let opening = Opening { session: Some(&session), ..Opening::of(&account, &identity) };
    app.store().open_account(&opening, visit.now).await?;
    Ok(Entered { person: Person::new(account), session })
}
