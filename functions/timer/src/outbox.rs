//! Events that got stuck: lost by the stream, held by a process that died, or failed and due again.
//! Each is written anew, in the transaction that removes the old row.

use domain::Now;
use futures::StreamExt;
use store::{ReadError, Resent, Waiting};

use crate::App;
use crate::due::{Failure, boxed};

const AT_ONCE: usize = 8;

/// Sends again what nobody came for; returns how many.
pub(crate) async fn sweep(app: &App, now: Now) -> Result<usize, ReadError> {
    let lost = app.store.lost_events(now).await?;
    let mut outcomes = futures::stream::iter(lost).map(|event| one(app, event, now)).buffer_unordered(AT_ONCE);
    let mut resent = 0;
    while let Some(outcome) = outcomes.next().await {
        match outcome {
            Ok(done) => resent += usize::from(done),
            // It is still there in a minute.
            Err(error) => tracing::error!(%error, "an event was not sent again"),
        }
    }
    Ok(resent)
}

async fn one(app: &App, event: Waiting, now: Now) -> Result<bool, Failure> {
    again(app, &event, now).await
}

/// Sends one event again. The line for a dead letter is what the alarm listens for.
pub(crate) async fn again(app: &App, event: &Waiting, now: Now) -> Result<bool, Failure> {
    let resent = app.store.resend(event, now).await.map_err(boxed)?;
    if resent == Resent::Buried {
        tracing::error!(event = event.name(), "dead letter: an event outlived everybody who tried it");
    }
    Ok(resent != Resent::Left)
}
