//! Who is there right now: lets people in over the WebSocket API, hears what they say there, and forgets
//! them when they go. What they are told comes from `dispatch`.

use std::sync::Arc;

use api::{BootError, House, Vars};
use aws_lambda_events::event::apigw::ApiGatewayWebsocketProxyRequest as Event;
use domain::connection::ConnectionId;
use domain::{Entropy, Now};
use lambda_runtime::{Error, LambdaEvent};
use push::Push;
use serde_json::{Value, json};

mod come;
mod hear;
mod talk;

pub use hear::Said;
pub use talk::{Fault, Heard, Marked, Utterance};

/// What `realtime` may touch: the table, and the connections themselves.
#[derive(Clone)]
pub struct App {
    house: House,
    push: Arc<Push>,
}

impl App {
    pub fn from(vars: &Vars, entropy: Entropy) -> Result<Self, BootError> {
        let push = Push::new(&api::aws(vars, push::ENDPOINT)?, vars.text(push::STAGE)?);
        Ok(Self { house: House::from(vars, entropy)?, push: Arc::new(push) })
    }
}

/// One event of the WebSocket API. Its reply decides whether somebody comes in, and goes back over the
/// connection when they have said something.
pub async fn handle(app: &App, event: LambdaEvent<Event>) -> Result<Value, Error> {
    let event = event.payload;
    let context = &event.request_context;
    let id = ConnectionId::parse(context.connection_id.as_deref().unwrap_or_default()).map_err(|flaw| flaw.issue)?;
    let now = Now::from_millis(context.request_time_epoch);
    match context.route_key.as_deref() {
        Some("$connect") => Ok(json!({"statusCode": come::come(app, &event, id, now).await})),
        Some("$disconnect") => {
            go(app, &id, now).await?;
            Ok(json!({"statusCode": 200}))
        }
        _ => {
            let said = event.body.as_deref().unwrap_or_default();
            Ok(json!({"statusCode": 200, "body": hear::hear(app, &id, said, now).await}))
        }
    }
}

/// Forgets a connection, whether or not it was known: API Gateway may say so twice, or late.
async fn go(app: &App, id: &ConnectionId, now: Now) -> Result<(), Error> {
    if let Some(connection) = app.house.store.connection(id).await? {
        app.house.store.let_go(connection.user, std::slice::from_ref(id), now).await?;
    }
    Ok(())
}
