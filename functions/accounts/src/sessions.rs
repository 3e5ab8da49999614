//! A person's login sessions: listed, ended one by one or all.

use api::{AtWrite, Caller, Cookies, Data, Done, Error, Now, Path, Refused};
use axum::extract::State;
use domain::account::AccountError;
use domain::account::audit::Deed;
use domain::account::family::Session;
use domain::id::SessionId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::App;
use crate::visit::Visit;

/// One session.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    id: SessionId,
    user_agent: String,
    created_at: String,
    last_used_at: String,
    expires_at: String,
    /// The one that asks.
    current: bool,
}

impl SessionView {
    fn of(session: &Session, current: SessionId) -> Self {
        Self {
            id: session.id,
            user_agent: session.agent.clone(),
            created_at: session.created.to_string(),
            last_used_at: session.rotated.to_string(),
            expires_at: session.expires.to_string(),
            current: session.id == current,
        }
    }
}

/// `POST /v1/auth/logout`: ends this session.
pub async fn logout(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    visit: Visit,
) -> Result<(Cookies, Done), Refused<AccountError>> {
    app.store().end_session(&caller.pass, caller.pass.session, Deed::SignedOut, visit.now).await?;
    Ok((signed_out(&visit), Done("Signed out.")))
}

/// `POST /v1/auth/logout-all`
pub async fn logout_all(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    visit: Visit,
) -> Result<(Cookies, Done), Refused<AccountError>> {
    app.store().end_sessions(&caller.pass, visit.now).await?;
    Ok((signed_out(&visit), Done("Signed out everywhere.")))
}

/// `GET /v1/auth/sessions`
pub async fn list(State(app): State<App>, caller: Caller, Now(now): Now) -> Result<Data<Vec<SessionView>>, Error> {
    let (sessions, person) = tokio::join!(app.store().sessions(caller.id), app.store().person(caller.id, now));
    let era = person?.map(|person| person.era);
    let live = sessions?.into_iter().filter(|session| session.is_live(now) && Some(session.era) == era);
    Ok(Data(live.map(|session| SessionView::of(&session, caller.pass.session)).collect()))
}

/// `DELETE /v1/auth/sessions/{id}`
pub async fn end(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(now): Now,
    Path(id): Path<SessionId>,
) -> Result<Done, Refused<AccountError>> {
    app.store().end_session(&caller.pass, id, Deed::SessionEnded, now).await?;
    Ok(Done("The session has ended."))
}

fn signed_out(visit: &Visit) -> Cookies {
    if visit.cookies { Cookies::signed_out(visit.prefix) } else { Cookies::default() }
}
