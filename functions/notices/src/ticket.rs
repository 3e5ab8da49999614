//! A ticket for the WebSocket API: a token in an address would stay in logs and histories.

use api::{AtWrite, Caller, Created, Error, Now};
use axum::extract::State;
use domain::connection::{TICKET_LIFE, ticket_text};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::App;

/// What opens one connection: `wss://host/ws?ticket=…`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Ticket)]
pub struct TicketView {
    /// Good once.
    ticket: String,
    #[schema(value_type = String)]
    expires_at: Timestamp,
}

/// `POST /v1/realtime/tickets`.
pub async fn main(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(at): Now,
) -> Result<Created<TicketView>, Error> {
    let ticket = ticket_text(&app.house.entropy);
    app.house.store.add_ticket(&caller.pass, &ticket, at).await?;
    Ok(Created(TicketView { ticket, expires_at: at.plus(TICKET_LIFE) }))
}
