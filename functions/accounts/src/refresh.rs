//! A new access token for a refresh token, which is good once (promise 21).

use crate::visit::NotIn;
use api::{Bare, Body, Cookies, Data, Error, Refused};
use axum::extract::State;
use domain::account::AccountError;
use domain::account::family::{RefreshToken, Standing};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::App;
use crate::form::Form;
use crate::tokens::{Entered, Tokens};
use crate::view::TokensView;
use crate::visit::Visit;

/// Document 3's; the cookie stands in for it where there is one.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Refresh {
    refresh_token: Option<String>,
}

/// Document 1's.
#[derive(Deserialize, ToSchema)]
pub struct MansaRefresh {
    refresh: String,
}

/// Document 4's.
#[derive(Deserialize, ToSchema)]
pub struct NclexRefresh {
    #[serde(alias = "refresh")]
    refresh_token: String,
}

#[derive(Serialize, ToSchema)]
pub struct MansaTokens {
    access: String,
    refresh: String,
}

#[derive(Serialize, ToSchema)]
pub struct NclexTokens {
    token: String,
    access_token: String,
    refresh_token: String,
}

/// `POST /v1/auth/refresh`
pub async fn main(
    State(app): State<App>,
    visit: Visit,
    Body(ask): Body<Refresh>,
) -> Result<(Cookies, Data<TokensView>), Refused<NotIn>> {
    let token = ask.refresh_token.as_deref().or(visit.refresh.as_deref());
    let token = token.ok_or_else(|| Error::invalid("refreshToken", "missing field `refreshToken`"))?;
    let tokens = refresh(&app, &visit, token).await?;
    Ok((tokens.cookies(&visit), Data(TokensView::of(tokens))))
}

/// `POST /api/v1/mentorship/auth/refresh/`
pub async fn mansa(
    State(app): State<App>,
    visit: Visit,
    Form(ask): Form<MansaRefresh>,
) -> Result<Bare<MansaTokens>, Refused<NotIn>> {
    let tokens = refresh(&app, &visit, &ask.refresh).await?;
    Ok(Bare(MansaTokens { access: tokens.access, refresh: tokens.refresh }))
}

/// `POST /api/auth/refresh/`
pub async fn nclex(
    State(app): State<App>,
    visit: Visit,
    Form(ask): Form<NclexRefresh>,
) -> Result<Bare<NclexTokens>, Refused<NotIn>> {
    let Tokens { access, refresh, .. } = refresh(&app, &visit, &ask.refresh_token).await?;
    Ok(Bare(NclexTokens { token: access.clone(), access_token: access, refresh_token: refresh }))
}

async fn refresh(app: &App, visit: &Visit, text: &str) -> Result<Tokens, Error> {
    let token = RefreshToken::parse(text).ok_or(AccountError::Ended)?;
    let entered = loop {
        if let Some(entered) = turn(app, visit, &token).await? {
            break entered;
        }
    };
    app.tokens(&entered, visit)
}

/// One attempt; none when the same token was turned by somebody else at this very moment: then the
/// next attempt finds it used.
async fn turn(app: &App, visit: &Visit, token: &RefreshToken) -> Result<Option<Entered>, Error> {
    let family = app.store().family(token.user, token.session, visit.now).await?;
    let (session, person) = family.ok_or(AccountError::Ended)?;
    match session.judge(token, person.era, &app.secret, visit.now) {
        Standing::Current => {
            let next = session.rotated(visit.now);
            let turned = app.store().rotate(&session, &next).await?;
            Ok(turned.then_some(Entered { person, session: next }))
        }
        Standing::Repeated => {
            person.account.admitted().map_err(|_| AccountError::Ended)?;
            Ok(Some(Entered { person, session }))
        }
        Standing::Stolen => {
            app.store().end_family(&session, visit.now).await?;
            Err(AccountError::Ended.into())
        }
        Standing::Worthless => Err(AccountError::Ended.into()),
    }
}
