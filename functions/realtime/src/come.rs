//! `$connect`: by a one-use ticket, by the access token that document 3 puts into the address, or by
//! document 0's cookie, which a browser sends from any page: only from one of ours it counts.

use api::{Cookies, Error};
use aws_lambda_events::event::apigw::ApiGatewayWebsocketProxyRequest as Event;
use domain::Now;
use domain::chat::ChatError;
use domain::connection::{Connection, ConnectionId};
use domain::id::ChatId;
use store::Pass;

use crate::App;

/// The handshake's status.
pub(crate) async fn come(app: &App, event: &Event, id: ConnectionId, now: Now) -> u16 {
    match admit(app, event, id, now).await {
        Ok(()) => 200,
        Err(error) => {
            let status = error.status();
            if status.is_server_error() {
                // Never the address: there may be a token in it.
                tracing::error!(%error, "somebody was not let in");
            }
            status.as_u16()
        }
    }
}

async fn admit(app: &App, event: &Event, id: ConnectionId, now: Now) -> Result<(), Error> {
    let ticket = event.query_string_parameters.first("ticket");
    let pass = match ticket {
        Some(text) => by_ticket(app, text, now).await?,
        None => by_token(app, event, now)?,
    };
    let chat = chat_of(app, event, &pass).await?;
    let Pass { user, session, epoch } = pass;
    let connection = Connection { id, user, session, epoch, since: now.0, chat };
    for old in app.house.store.let_in(&connection, ticket, now).await? {
        // It has no row any more, so nothing is sent there whether or not this arrives.
        if let Err(error) = app.push.close(&old).await {
            tracing::warn!(%error, "an old connection was not closed");
        }
    }
    Ok(())
}

/// `/ws/chat/{id}/` is for that chat and no other thing; to whom it is not open it does not exist.
async fn chat_of(app: &App, event: &Event, pass: &Pass) -> Result<Option<ChatId>, Error> {
    let Some(named) = event.query_string_parameters.first("chat") else { return Ok(None) };
    let id: ChatId = named.parse().map_err(|_| ChatError::NoSuchChat)?;
    Ok(Some(app.house.store.chat(id, pass).await?.id))
}

async fn by_ticket(app: &App, text: &str, now: Now) -> Result<Pass, Error> {
    let ticket = app.house.store.ticket(text).await?.filter(|ticket| ticket.is_good(now));
    let ticket = ticket.ok_or_else(Error::unauthenticated)?;
    Ok(Pass { user: ticket.user, session: ticket.session, epoch: ticket.epoch })
}

fn by_token(app: &App, event: &Event, now: Now) -> Result<Pass, Error> {
    let origin = event.headers.get("origin").and_then(|origin| origin.to_str().ok());
    let by_cookie = || Cookies::access_of(&event.headers).filter(|_| app.house.is_of_ours(origin));
    let token = event.query_string_parameters.first("token").or_else(by_cookie).ok_or_else(Error::unauthenticated)?;
    Ok(app.house.claims(token, now).ok_or_else(Error::unauthenticated)?.pass())
}
