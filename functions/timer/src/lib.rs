//! Each minute: what is due (requests that lapse, reminders, events to be tried again), and what the
//! stream lost. Nothing here sends mail: a reminder is an event like any other, and an event that got
//! stuck is written anew, so that the stream wakes `dispatch`. Missed or doubled minutes do no harm:
//! the walk starts where the last one ended, and each row leaves in the transaction that acts on it.

use aws_lambda_events::event::eventbridge::EventBridgeEvent;
use domain::{Entropy, Now};
use lambda_runtime::{Error, LambdaEvent};
use serde_json::{Value, json};
use store::Store;

mod due;
mod outbox;
mod walk;

/// What `timer` may touch: the table.
#[derive(Clone)]
pub struct App {
    store: Store,
    entropy: Entropy,
}

impl App {
    pub fn from(vars: &api::Vars, entropy: Entropy) -> Result<Self, api::BootError> {
        let table = api::aws(vars, "AWS_ENDPOINT_URL_DYNAMODB")?;
        Ok(Self { store: Store::connect(&table, vars.text("TABLE")?, entropy.clone()), entropy })
    }
}

/// One minute. The time is the schedule's own, so a run can be asked for as of any instant.
pub async fn handle(app: &App, tick: LambdaEvent<EventBridgeEvent<Value>>) -> Result<Value, Error> {
    let now = instant(&tick.payload)?;
    // Neither waits for the other's success.
    let walked = walk::walk(app, now).await;
    let swept = outbox::sweep(app, now).await;
    Ok(json!({ "due": walked?, "resent": swept? }))
}

/// When it is.
pub fn instant(tick: &EventBridgeEvent<Value>) -> Result<Now, &'static str> {
    let time = tick.time.ok_or("the schedule's event has no time")?;
    Ok(Now::from_millis(time.timestamp_millis()))
}
