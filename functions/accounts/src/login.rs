//! Sign-in by password. Every refusal looks, weighs and lasts the same: one hash is computed whoever
//! is asked about, and three rows are written, whoever is to be told (promise 19).

use crate::visit::NotIn;
use api::{Bare, Body, Cookies, Data, Error, Refused};
use axum::extract::State;
use domain::account::challenge::Registration;
use domain::account::identity::Identity;
use domain::account::password::Given;
use domain::account::{Account, AccountError, Purpose, Surface};
use domain::text::PersonName;
use domain::{Email, Role, Roles, UserId};
use serde::{Deserialize, Serialize};
use store::{AccountWriteError, Appointment, Opening, Person, Proof};
use utoipa::ToSchema;

use crate::App;
use crate::form::Form;
use crate::hash::{hash, matches};
use crate::tokens::Entered;
use crate::view::{NclexUser, SignedIn};
use crate::visit::Visit;

/// Address and password.
#[derive(Deserialize, ToSchema)]
pub struct Credentials {
    email: Email,
    password: Given,
}

/// Document 4's sign-in, with both of the token shapes that it names.
#[derive(Serialize, ToSchema)]
pub struct NclexSignedIn {
    message: &'static str,
    token: String,
    access_token: String,
    refresh_token: String,
    user: NclexUser,
}

/// `POST /v1/auth/login`
pub async fn main(
    State(app): State<App>,
    visit: Visit,
    Body(ask): Body<Credentials>,
) -> Result<(Cookies, Data<SignedIn>), Refused<NotIn>> {
    let entered = login(&app, &visit, ask, Surface::Main).await?;
    let (cookies, signed_in) = SignedIn::of(&app, &visit, &entered)?;
    Ok((cookies, Data(signed_in)))
}

/// `POST /api/auth/login/`
pub async fn nclex(
    State(app): State<App>,
    visit: Visit,
    Form(ask): Form<Credentials>,
) -> Result<Bare<NclexSignedIn>, Refused<NotIn>> {
    let entered = login(&app, &visit, ask, Surface::Nclex).await?;
    let tokens = app.tokens(&entered, &visit)?;
    Ok(Bare(NclexSignedIn {
        message: "Login successful.",
        token: tokens.access.clone(),
        access_token: tokens.access,
        refresh_token: tokens.refresh,
        user: NclexUser::of(&entered.person.account),
    }))
}

async fn login(app: &App, visit: &Visit, ask: Credentials, surface: Surface) -> Result<Entered, Error> {
    let (knock, known) = tokio::join!(app.knock(visit), app.store().doorbell(&ask.email));
    knock?;
    let (identity, pending) = known?;
    let pending = pending.filter(|pending| identity.is_none() && pending.is_pending(visit.now));
    let first = app.first_admin.as_ref().is_some_and(|admin| admin.is(&ask.email, ask.password.bytes()));
    let kept = identity.as_ref().and_then(|known| known.password.as_ref());
    let right = matches(kept.or(pending.as_ref().map(|pending| &pending.password)), &ask.password);
    if let Some(known) = identity.as_ref().filter(|_| first)
        && let Some(entered) = appoint(app, visit, known, surface).await?
    {
        return Ok(entered);
    }
    match identity {
        Some(known) if right && (known.confirmed || app.rules.open) => {
            enter(app, visit, known.user, surface, Proof::default()).await
        }
        Some(known) => refuse(app, visit, &ask.email, surface, right.then_some((Some(known.user), None))).await,
        None if first => first_admin(app, visit, surface).await,
        None => refuse(app, visit, &ask.email, surface, right.then_some((None, pending))).await,
    }
}

/// Lets somebody in whose proof was good, if their account is active.
pub async fn enter(
    app: &App,
    visit: &Visit,
    user: UserId,
    surface: Surface,
    proof: Proof<'_>,
) -> Result<Entered, Error> {
    let person = app.store().person(user, visit.now).await?.ok_or(AccountError::WrongCredentials)?;
    admit(app, visit, person, surface, proof).await
}

/// The same, once the account is at hand.
pub async fn admit(
    app: &App,
    visit: &Visit,
    person: Person,
    surface: Surface,
    proof: Proof<'_>,
) -> Result<Entered, Error> {
    person.account.admitted()?;
    let after = if proof.confirms_now() { person.clone().afresh() } else { person.clone() };
    let session = visit.session(app, after.account.id, after.era, surface);
    app.store().sign_in(&person, &session, proof, visit.now).await?;
    Ok(Entered { person: after, session })
}

/// Says no. Whoever knew the password of an address that is not confirmed gets a new link by mail; for
/// everybody else the same is written where nobody reads it.
async fn refuse(
    app: &App,
    visit: &Visit,
    email: &Email,
    surface: Surface,
    remind: Option<(Option<UserId>, Option<Registration>)>,
) -> Result<Entered, Error> {
    let challenge = app.challenge(visit, email, Purpose::ConfirmEmail, surface);
    match remind {
        Some((user, registration)) => {
            let challenge = challenge.of(user).making(registration);
            app.store().add_challenge(&challenge, Some(challenge.news()), visit.now).await?;
        }
        None => app.store().add_silence(&challenge, visit.now).await?,
    }
    Err(AccountError::WrongCredentials.into())
}

/// Somebody has registered the configuration's address in the ordinary way: while nobody runs the place,
/// the configuration's password makes that account its administrator, and ends whatever others began.
async fn appoint(app: &App, visit: &Visit, known: &Identity, surface: Surface) -> Result<Option<Entered>, Error> {
    let (Some(admin), Some(person)) = (app.first_admin.as_deref(), app.store().person(known.user, visit.now).await?)
    else {
        return Ok(None);
    };
    if person.account.roles.has(Role::Admin) || person.account.admitted().is_err() {
        return Ok(None);
    }
    let password = hash(&admin.password, &app.house.entropy)?;
    let identity = Identity { confirmed: true, ..known.clone().with_password(password) };
    let account = person.account.clone();
    let account = Account { roles: account.roles.and(Role::Admin), ..account.touched(visit.now.0) };
    let session = visit.session(app, account.id, person.era + 1, surface);
    let appointment = Appointment { person: &person, account: &account, identities: (known, &identity) };
    match app.store().appoint(&appointment, &session, visit.now).await {
        Ok(()) => {
            let mut person = person.afresh();
            person.account = account;
            Ok(Some(Entered { person, session }))
        }
        Err(AccountWriteError::Account(AccountError::LastAdmin)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The account that configuration speaks of is made at its first sign-in, while nobody else runs the place.
async fn first_admin(app: &App, visit: &Visit, surface: Surface) -> Result<Entered, Error> {
    let admin = app.first_admin.as_deref().ok_or(AccountError::WrongCredentials)?;
    let (id, name) = (UserId::fresh(visit.now, &app.house.entropy), PersonName::parse("Administrator")?);
    let number = app.store().next_number().await?;
    let account = Account::new(id, number, admin.email.clone(), name, Roles::ADMIN, visit.now.0);
    let identity = Identity::new(admin.email.clone(), id, Some(hash(&admin.password, &app.house.entropy)?), true);
    let session = visit.session(app, id, 0, surface);
    let opening = Opening { session: Some(&session), first_admin: true, ..Opening::of(&account, &identity) };
    match app.store().open_account(&opening, visit.now).await {
        Ok(account) => Ok(Entered { person: Person::new(account), session }),
        // Somebody runs the place already, or came in by the same words at the same time.
        Err(AccountWriteError::Account(_)) => Err(AccountError::WrongCredentials.into()),
        Err(error) => Err(error.into()),
    }
}
