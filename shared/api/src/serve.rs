//! The edge of a function: what is around the routes, and the runtime around that.

use std::convert::Infallible;

use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::{Router, extract::DefaultBodyLimit};
use domain::{Kind, Now};
use http::StatusCode;
use http::header::ALLOW;
use lambda_runtime::{LambdaEvent, service_fn};
use store::{Pass, watching_the_gate};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::normalize_path::NormalizePath;

use crate::BootError;
use crate::aws::TRY;
use crate::error::Error;
use crate::gateway::{Event, answer};
use crate::house::House;
use crate::request::{now, request_id};

/// A request allocates a thousand times.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Puts the edge around a function's routes: panics become errors, unknown paths too, errors get
/// their body, and one trailing slash more or less is the same path.
pub(crate) fn dress(routes: Router, house: House) -> Router {
    let routes = routes
        .fallback(async || Error::missing("path"))
        .method_not_allowed_fallback(async || Error::new(Kind::Unsupported, "This cannot be done here."))
        .layer(DefaultBodyLimit::disable()) // the gateway's own limits are lower
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(house, finish));
    Router::new().fallback_service(NormalizePath::trim_trailing_slash(routes))
}

/// Serves a router to Lambda until the sandbox ends.
pub async fn serve(router: Router) -> Result<(), BootError> {
    log_as_json();
    let handler = service_fn(move |event: LambdaEvent<Event>| answer(router.clone(), event.payload));
    let serving = async {
        tokio::select! {
            biased;
            ended = lambda_runtime::run(handler) => ended,
            never = stay_sooner() => match never {},
        }
    };
    // A task, for the sake of its wakers: what wakes a task puts it in a queue, and what wakes the future that `main`
    // blocks on makes tokio ask the kernel for news first, three times a request.
    let ended = tokio::spawn(serving).await;
    ended.map_err(BootError::ended)?.map_err(BootError::ended)
}

/// Each call to the table sets timers. One that is sooner than all others has tokio write to its own event
/// descriptor and wait anew; so one is always sooner than any call's.
async fn stay_sooner() -> Infallible {
    loop {
        tokio::time::sleep(TRY / 2).await;
    }
}

/// Serves a handler of plain events (stream, schedule) to Lambda until the sandbox ends.
pub async fn listen<E, F>(handler: impl Fn(LambdaEvent<E>) -> F) -> Result<(), BootError>
where
    E: serde::de::DeserializeOwned,
    F: Future<Output = Result<serde_json::Value, lambda_runtime::Error>>,
{
    log_as_json();
    lambda_runtime::run(service_fn(handler)).await.map_err(BootError::ended)
}

/// JSON lines on standard output, warnings and worse.
fn log_as_json() {
    let lines = tracing_subscriber::fmt().json().with_max_level(tracing::Level::WARN).without_time().with_ansi(false);
    // Fails only when somebody has set a subscriber before: theirs stays.
    let _ = lines.try_init();
}

/// Renders the error that a handler left, now that request id and instant are at hand; and lets nobody have an
/// answer whose gate is shut.
async fn finish(State(house): State<House>, request: Request, next: Next) -> Response {
    let (at, id) = (now(request.extensions()), request_id(request.extensions()));
    let (response, unseen) = watching_the_gate(next.run(request)).await;
    let mut response = match unseen {
        Some(pass) => or_shut_out(response, &house, &pass, at).await,
        None => response,
    };
    match response.extensions_mut().remove::<Error>() {
        Some(error) => {
            let mut rendered = error.render(&id, at);
            // Beside 405: what can be done here.
            rendered.headers_mut().extend(response.headers_mut().remove(ALLOW).map(|allow| (ALLOW, allow)));
            rendered
        }
        None => response,
    }
}

/// What came of a request without a write (a refusal, what was done already, an answer that is kept) is theirs to
/// hear while their gate is open (promise 22). It is not asked for a failure of ours, nor by who must sign in anyway.
async fn or_shut_out(response: Response, house: &House, pass: &Pass, now: Now) -> Response {
    if response.status().is_server_error() || response.status() == StatusCode::UNAUTHORIZED {
        return response;
    }
    match house.admits(pass, now).await {
        Ok(true) => response,
        Ok(false) => Error::unauthenticated().into_response(),
        Err(unread) => Error::from(unread).into_response(),
    }
}

fn panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    let text = cause.downcast_ref::<&str>().copied().or_else(|| cause.downcast_ref::<String>().map(String::as_str));
    Error::new(Kind::Internal, format!("panic: {}", text.unwrap_or("no message"))).into_response()
}
