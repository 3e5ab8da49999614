//! What somebody was told while they were away.

use api::{Caller, Data, Error, Now, Query};
use axum::extract::State;
use domain::frame::Resumed;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::App;

#[derive(Deserialize, IntoParams)]
pub struct Asked {
    /// The `sequence` of the last event that was seen. Without it the reply has no events, and says where
    /// the sequence stands.
    after: Option<u64>,
}

/// `GET /v1/realtime/events`.
pub async fn main(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Asked>,
    Now(at): Now,
) -> Result<Data<Resumed>, Error> {
    let missed = app.house.store.missed(caller.id, asked.after, at).await?;
    Ok(Data(missed.shown()))
}
