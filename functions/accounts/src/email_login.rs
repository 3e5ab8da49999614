//! Document 1's sign-in by address alone (S1-01), closed by ruling 3: the address is proved by a code
//! before anybody is let in. Members of the registry get their account here.

use api::{Accepted, Bare, Describe, Error, Operation, Refused};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::account::identity::Identity;
use domain::account::registry::Member;
use domain::account::{Account, AccountError, Purpose, Surface};
use domain::id::ChallengeId;
use domain::{Email, Role, UserId};
use serde::Serialize;
use store::{Known, Opening, Person};
use utoipa::ToSchema;

use crate::App;
use crate::form::Form;
use crate::login::{admit, enter};
use crate::prove::{Proof, Proved};
use crate::tokens::Entered;
use crate::view::MansaUser;
use crate::visit::Visit;

/// What comes back at first: for every address the same.
#[derive(Serialize, ToSchema)]
pub struct Asked {
    detail: &'static str,
    /// May be sent back with the code.
    challenge: ChallengeId,
}

/// Document 1's sign-in.
#[derive(Serialize, ToSchema)]
pub struct MansaSignedIn {
    access: String,
    refresh: String,
    user: MansaUser,
}

/// 202 for an address, 200 for its code.
pub enum Reply {
    Asked(Accepted<Asked>),
    In(Box<Bare<MansaSignedIn>>),
}

const SENT: &str = "If we know this address, a code is on its way to it.";

/// `POST /api/users/email-login/`
pub async fn mansa(
    State(app): State<App>,
    visit: Visit,
    Form(proof): Form<Proof>,
) -> Result<Reply, Refused<AccountError>> {
    let entered = match (&proof.email, &proof.code, &proof.token) {
        (Some(email), None, None) => match ask(&app, &visit, email).await? {
            Answer::Written(asked) => return Ok(Reply::Asked(Accepted(asked))),
            Answer::Trusted(entered) => *entered,
        },
        (None, None, None) => return Err(Error::invalid("email", "missing field `email`").into()),
        _ => redeem(&app, &visit, &proof.whole()?).await?,
    };
    let tokens = app.tokens(&entered, &visit)?;
    let user = MansaUser::of(&entered.person.account, entered.person.approval);
    Ok(Reply::In(Box::new(Bare(MansaSignedIn { access: tokens.access, refresh: tokens.refresh, user }))))
}

enum Answer {
    Written(Asked),
    Trusted(Box<Entered>),
}

async fn ask(app: &App, visit: &Visit, email: &Email) -> Result<Answer, Error> {
    let (knock, known) = tokio::join!(app.knock(visit), app.store().known(email, None, visit.now));
    knock?;
    let known = known?;
    if app.rules.trusted
        && let Some(entered) = trust(app, visit, &known).await?
    {
        return Ok(Answer::Trusted(Box::new(entered)));
    }
    let user = known.identity.as_ref().map(|identity| identity.user);
    let challenge = app.challenge(visit, email, Purpose::SignIn, Surface::Mansa).of(user);
    let news = (user.is_some() || known.member.is_some()).then(|| challenge.news());
    app.store().add_challenge(&challenge, news, visit.now).await?;
    Ok(Answer::Written(Asked { detail: SENT, challenge: challenge.id }))
}

/// `EMAIL_LOGIN=trusted`: in by the address alone, but for those who run the place.
async fn trust(app: &App, visit: &Visit, known: &Known) -> Result<Option<Entered>, Error> {
    let Some(identity) = &known.identity else {
        let member = known.member.as_ref().ok_or(AccountError::EmailUnknown)?;
        return join(app, visit, member, None).await.map(Some);
    };
    let person = app.store().person(identity.user, visit.now).await?.ok_or(AccountError::EmailUnknown)?;
    if person.account.roles.has(Role::Admin) {
        return Ok(None);
    }
    admit(app, visit, person, Surface::Mansa, store::Proof::default()).await.map(Some)
}

/// Lets in whoever proves the address.
async fn redeem(app: &App, visit: &Visit, proof: &Proof) -> Result<Entered, Error> {
    let Proved { challenge, known } = app.prove(visit, Purpose::SignIn, proof).await?;
    match (known.identity, known.member) {
        (Some(identity), _) => {
            let proved = identity.clone().claimed();
            let proof = store::Proof {
                challenge: Some(&challenge),
                confirms: Some((&identity, &proved)),
                ..store::Proof::default()
            };
            match known.person.filter(|person| person.account.id == identity.user) {
                Some(person) => admit(app, visit, person, Surface::Mansa, proof).await,
                None => enter(app, visit, identity.user, Surface::Mansa, proof).await,
            }
        }
        (None, Some(member)) => join(app, visit, &member, Some(&challenge)).await,
        (None, None) => Err(AccountError::BadCode.into()),
    }
}

/// The account of a member of the registry, and their first session.
async fn join(
    app: &App,
    visit: &Visit,
    member: &Member,
    proof: Option<&domain::account::challenge::Challenge>,
) -> Result<Entered, Error> {
    let (id, number) = (UserId::fresh(visit.now, &app.house.entropy), app.store().next_number().await?);
    let account = Account::new(id, number, member.email.clone(), member.name.clone(), member.roles(), visit.now.0);
    let identity = Identity::new(member.email.clone(), id, None, true);
    let session = visit.session(app, id, 0, Surface::Mansa);
    let opening = Opening { session: Some(&session), proof, ..Opening::of(&account, &identity) };
    app.store().open_account(&opening, visit.now).await?;
    Ok(Entered { person: Person::new(account), session })
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        match self {
            Self::Asked(asked) => asked.into_response(),
            Self::In(signed_in) => signed_in.into_response(),
        }
    }
}

impl Describe for Reply {
    fn describe(operation: &mut Operation) {
        Bare::<MansaSignedIn>::describe(operation);
        Accepted::<Asked>::describe(operation);
    }
}
