//! Confirming an address: the account begins here, with the roles that the registry says.

use api::{Bare, Body, Done, Error, Refused};
use axum::extract::State;
use domain::account::challenge::{Challenge, Registration};
use domain::account::identity::Identity;
use domain::account::registry::Member;
use domain::account::{Account, AccountError, Purpose, Surface};
use domain::{Email, Roles};
use serde::{Deserialize, Serialize};
use store::Opening;
use utoipa::ToSchema;

use crate::App;
use crate::form::Form;
use crate::prove::{Proof, Proved};
use crate::visit::Visit;

const CONFIRMED: &str = "Your address is confirmed. You can sign in.";
const RESENT: &str = "If the address waits to be confirmed, a new link is on its way.";

/// Which address.
#[derive(Deserialize, ToSchema)]
pub struct Address {
    pub email: Email,
}

/// Document 4's replies that only say something.
#[derive(Serialize, ToSchema)]
pub struct Message {
    pub message: &'static str,
}

/// `POST /v1/auth/confirm-email`
pub async fn main(
    State(app): State<App>,
    visit: Visit,
    Body(proof): Body<Proof>,
) -> Result<Done, Refused<AccountError>> {
    confirm(&app, &visit, &proof).await?;
    Ok(Done(CONFIRMED))
}

/// `POST /api/auth/confirm-email/`: document 4 sends people to a page and says no more of it.
pub async fn nclex(
    State(app): State<App>,
    visit: Visit,
    Form(proof): Form<Proof>,
) -> Result<Bare<Message>, Refused<AccountError>> {
    confirm(&app, &visit, &proof.whole()?).await?;
    Ok(Bare(Message { message: CONFIRMED }))
}

/// `POST /v1/auth/resend-confirmation`
pub async fn resend(State(app): State<App>, visit: Visit, Body(ask): Body<Address>) -> Result<Done, Error> {
    let (knock, known) = tokio::join!(app.knock(&visit), app.store().doorbell(&ask.email));
    knock?;
    let (identity, pending) = known?;
    let challenge = app.challenge(&visit, &ask.email, Purpose::ConfirmEmail, Surface::Main);
    let pending = pending.filter(|pending| pending.is_pending(visit.now));
    let (challenge, waits) = match &identity {
        Some(known) => (challenge.of(Some(known.user)), !known.confirmed),
        None => (challenge.making(pending.clone()), pending.is_some()),
    };
    let news = waits.then(|| challenge.news());
    app.store().add_challenge(&challenge, news, visit.now).await?;
    Ok(Done(RESENT))
}

async fn confirm(app: &App, visit: &Visit, proof: &Proof) -> Result<(), Error> {
    let Proved { challenge, known } = app.prove(visit, Purpose::ConfirmEmail, proof).await?;
    match (known.identity, &challenge.registration) {
        (None, Some(registration)) => begin(app, visit, &challenge, registration, known.member.as_ref()).await,
        (Some(identity), None) if !identity.confirmed && challenge.user == Some(identity.user) => {
            let proved = identity.clone().proved();
            Ok(app.store().confirm_email(&identity, &proved, &challenge, visit.now).await?)
        }
        _ => Err(AccountError::BadToken.into()),
    }
}

/// Makes the account that was registered.
async fn begin(
    app: &App,
    visit: &Visit,
    challenge: &Challenge,
    registration: &Registration,
    member: Option<&Member>,
) -> Result<(), Error> {
    let Registration { user, name, password, .. } = registration.clone();
    let number = app.store().next_number().await?;
    let roles = member.map_or(Roles::MENTEE, Member::roles);
    let account = Account::new(user, number, challenge.email.clone(), name, roles, visit.now.0);
    let identity = Identity::new(challenge.email.clone(), user, Some(password), true);
    let opening = Opening { proof: Some(challenge), ..Opening::of(&account, &identity) };
    app.store().open_account(&opening, visit.now).await.map(drop).map_err(|error| match error {
        // Two links of one address, followed at once.
        store::AccountWriteError::Account(AccountError::EmailTaken) => AccountError::BadToken.into(),
        error => Error::from(error),
    })
}
