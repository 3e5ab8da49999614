//! `/_local/…` for tests and scripts: health, time, the stream, the schedule.

use super::Here;
use crate::{error::StartError, stream::Trouble};
use axum::{
    Json,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde::{
    Deserialize,
    de::{DeserializeOwned, IgnoredAny},
};
use serde_json::{Value, json};
use std::sync::atomic::Ordering;

/// A refusal in words.
pub struct Refused(StatusCode, String);

type Answer = Result<Json<Value>, Refused>;

/// 200 once everything answers and the demo people have moved in.
pub async fn health(State(inside): Here) -> Response {
    let ready = inside.ready.load(Ordering::Acquire);
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({ "ready": ready }))).into_response()
}

pub async fn time(State(inside): Here) -> Json<Value> {
    Json(json!({ "now": inside.clock.now().to_string() }))
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Move {
    /// To this instant, running on from there.
    At(Timestamp),
    /// By so many seconds.
    Advance(f64),
    /// To this instant, and no further.
    Freeze(Timestamp),
    /// To the machine's own time.
    Release(IgnoredAny),
}

/// `{"at": instant}`, `{"advance": seconds}`, `{"freeze": instant}` or `{"release": true}`.
pub async fn move_time(State(inside): Here, body: Bytes) -> Answer {
    match read(&body)? {
        Move::At(instant) => inside.clock.set(instant),
        Move::Advance(seconds) => {
            let by = SignedDuration::try_from_secs_f64(seconds).map_err(|error| refused(&error))?;
            inside.clock.advance(by);
        }
        Move::Freeze(instant) => inside.clock.freeze(instant),
        Move::Release(_) => inside.clock.release(),
    }
    Ok(time(State(inside)).await)
}

pub async fn trouble(State(inside): Here) -> Answer {
    let pumps = inside
        .pumps
        .iter()
        .map(|pump| json!({ "table": pump.table(), "trouble": pump.trouble(), "deadLetters": pump.dead() }));
    Ok(Json(pumps.collect()))
}

/// `{"double", "shuffle": bool, "delay": seconds, "drop": fraction}`; what is left out is off.
pub async fn make_trouble(State(inside): Here, body: Bytes) -> Answer {
    let asked: Trouble = read(&body)?;
    inside.pumps.iter().for_each(|pump| pump.make_trouble(asked));
    trouble(State(inside)).await
}

/// Returns when the stream is caught up; `waiting` counts what is left for the timer.
pub async fn drain(State(inside): Here) -> Answer {
    Ok(Json(json!({ "waiting": inside.drain().await? })))
}

#[derive(Deserialize)]
pub struct When {
    at: Option<String>,
}

/// Fires a scheduled function as of `at`, else now, and returns when the events it caused are done.
pub async fn run(State(inside): Here, Path(function): Path<String>, Query(when): Query<When>) -> Answer {
    // A plus sign in a query is a space: +01:00 is often sent as it is.
    let at = when.at.map(|text| text.replace(' ', "+").parse::<Timestamp>()).transpose();
    let at = at.map_err(|error| refused(&error))?.unwrap_or_else(|| inside.clock.now());
    let waiting = inside.run(&function, at).await?;
    Ok(Json(json!({ "ran": function, "at": at.to_string(), "waiting": waiting })))
}

/// JSON whatever the content type says: `curl -d` says that it is a form.
fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Refused> {
    serde_json::from_slice(body).map_err(|error| refused(&error))
}

fn refused(why: &impl ToString) -> Refused {
    Refused(StatusCode::BAD_REQUEST, why.to_string())
}

impl From<StartError> for Refused {
    fn from(error: StartError) -> Self {
        let status = match error {
            StartError::NotScheduled(_) => StatusCode::NOT_FOUND,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self(status, error.to_string())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "message": self.1 }))).into_response()
    }
}
