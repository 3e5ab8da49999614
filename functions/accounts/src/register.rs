//! Registration. Every address gets the same reply at the same cost; only its owner's mail says
//! whether it had an account (ruling 4). The account itself is made when the address is confirmed.

use api::{BareCreated, Body, Cookies, Created, Error};
use axum::extract::State;
use domain::account::challenge::Registration;
use domain::account::identity::Identity;
use domain::account::password::{Hash, Password};
use domain::account::{Account, AccountError, Purpose, Surface};
use domain::event::Happened;
use domain::text::PersonName;
use domain::{Email, Roles, UserId};
use serde::{Deserialize, Serialize};
use store::{AccountWriteError, Opening, Person};
use utoipa::ToSchema;

use crate::App;
use crate::form::{Form, INVALID};
use crate::hash::hash;
use crate::tokens::Entered;
use crate::view::{NclexUser, SignedIn, TokensView, UserView};
use crate::visit::Visit;

/// Document 3's registration. `role` and a referral code may come along; the reply says the role
/// really given (ruling 2).
#[derive(Deserialize, ToSchema)]
pub struct Newcomer {
    name: PersonName,
    email: Email,
    password: Password,
}

/// Document 4's.
#[derive(Deserialize, ToSchema)]
pub struct NclexNewcomer {
    full_name: PersonName,
    email: Email,
    password: String,
    confirm_password: String,
}

/// The reply: a message; or, where registration is open, tokens at once.
#[derive(Serialize, ToSchema)]
pub struct Registered {
    message: &'static str,
    user: UserView,
    #[serde(flatten)]
    tokens: Option<TokensView>,
}

#[derive(Serialize, ToSchema)]
pub struct NclexRegistered {
    message: &'static str,
    user: NclexUser,
}

const WRITTEN: &str = "Registration successful. Please check your email to confirm your account.";
const OPEN: &str = "Registration successful.";

/// `POST /v1/auth/register`
pub async fn main(
    State(app): State<App>,
    visit: Visit,
    Body(newcomer): Body<Newcomer>,
) -> Result<(Cookies, Created<Registered>), Error> {
    match register(&app, &visit, newcomer, Surface::Main).await? {
        Outcome::Written(account) => {
            let reply = Registered { message: WRITTEN, user: UserView::of(&account), tokens: None };
            Ok((Cookies::default(), Created(reply)))
        }
        Outcome::Entered(entered) => {
            let (cookies, SignedIn { user, tokens }) = SignedIn::of(&app, &visit, &entered)?;
            Ok((cookies, Created(Registered { message: OPEN, user, tokens: Some(tokens) })))
        }
    }
}

/// `POST /api/auth/register/`
pub async fn nclex(
    State(app): State<App>,
    visit: Visit,
    Form(form): Form<NclexNewcomer>,
) -> Result<BareCreated<NclexRegistered>, Error> {
    if form.password != form.confirm_password {
        return Err(AccountError::PasswordsDiffer.into());
    }
    let password = Password::parse(&form.password).map_err(|weak| Error::from(weak).detail(INVALID))?;
    let newcomer = Newcomer { name: form.full_name, email: form.email, password };
    let (message, account) = match register(&app, &visit, newcomer, Surface::Nclex).await? {
        Outcome::Written(account) => (WRITTEN, *account),
        Outcome::Entered(entered) => (OPEN, entered.person.account),
    };
    Ok(BareCreated(NclexRegistered { message, user: NclexUser::of(&account) }))
}

enum Outcome {
    /// A mail is on its way; the account as it will be, or would have been.
    Written(Box<Account>),
    Entered(Box<Entered>),
}

async fn register(app: &App, visit: &Visit, newcomer: Newcomer, surface: Surface) -> Result<Outcome, Error> {
    let Newcomer { name, email, password } = newcomer;
    let (knock, identity) = tokio::join!(app.knock(visit), app.store().identity(&email));
    knock?;
    let taken = identity?.is_some();
    let password = hash(&password, &app.house.entropy)?;
    let id = UserId::fresh(visit.now, &app.house.entropy);
    let account = Account::new(id, 0, email, name, Roles::MENTEE, visit.now.0);
    if app.rules.open {
        return if taken { Err(email_taken()) } else { open(app, visit, account, password, surface).await };
    }
    let registration = Registration::new(id, account.name.clone(), password, visit.now);
    let challenge = app.challenge(visit, &account.email, Purpose::ConfirmEmail, surface).making(Some(registration));
    let again = Happened::RegisteredAgain { email: account.email.clone(), surface };
    let news = if taken { again } else { challenge.news() };
    app.store().add_challenge(&challenge, Some(news), visit.now).await?;
    Ok(Outcome::Written(Box::new(account)))
}

/// `REGISTRATION=open`: the account and a session at once. The address stays to be confirmed.
async fn open(app: &App, visit: &Visit, account: Account, password: Hash, surface: Surface) -> Result<Outcome, Error> {
    let account = Account { number: app.store().next_number().await?, ..account };
    let identity = Identity::new(account.email.clone(), account.id, Some(password), false);
    let session = visit.session(app, account.id, 0, surface);
    let challenge = app.challenge(visit, &account.email, Purpose::ConfirmEmail, surface).of(Some(account.id));
    let opening = Opening { session: Some(&session), invite: Some(&challenge), ..Opening::of(&account, &identity) };
    app.store().open_account(&opening, visit.now).await.map_err(|error| match error {
        // Somebody registered it a moment ago.
        AccountWriteError::Account(AccountError::EmailTaken) => email_taken(),
        error => Error::from(error),
    })?;
    Ok(Outcome::Entered(Box::new(Entered { person: Person::new(account), session })))
}

/// Document 4's 400, where registration is open and so tells.
fn email_taken() -> Error {
    Error::invalid("email", AccountError::EmailTaken.to_string())
}
