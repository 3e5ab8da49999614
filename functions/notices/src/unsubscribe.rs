//! The signed address in a letter's `List-Unsubscribe` header (RFC 8058). Opening it never acts, since mail
//! scanners open everything; a mail program's button, or that of its page, does.

use api::{Done, Error, Page, Path, Refused};
use askama::Template;
use axum::extract::State;
use domain::UserId;
use domain::preference::{Kind, PreferenceError};
use domain::signed;
use store::PreferenceWriteError;

use crate::App;

const SCRIPT: &str = include_str!("unsubscribe/press.js");

#[derive(Template)]
#[template(path = "unsubscribe.html")]
struct Asks {
    about: &'static str,
    script: &'static str,
}

/// `GET /v1/notifications/unsubscribe/{token}`.
pub async fn page(State(app): State<App>, Path(token): Path<String>) -> Result<Page, Refused<PreferenceError>> {
    let (_, kind) = meant(&app, &token)?;
    let asks = Asks { about: words(kind), script: SCRIPT };
    let html = asks.render().map_err(|error| Error::new(domain::Kind::Internal, error.to_string()))?;
    Ok(Page::of(html, SCRIPT))
}

/// `POST /v1/notifications/unsubscribe/{token}`: ends letters of this kind. The body says nothing that the
/// address does not.
pub async fn press(State(app): State<App>, Path(token): Path<String>) -> Result<Done, Refused<PreferenceWriteError>> {
    let (user, kind) = meant(&app, &token)?;
    app.house.store.unsubscribe(user, kind).await?;
    Ok(Done("You will have no more of these letters."))
}

/// Whose letters of which kind.
fn meant(app: &App, token: &str) -> Result<(UserId, Kind), PreferenceError> {
    signed::unsubscribes(&app.secret, token).ok_or(PreferenceError::NoSuchLink)
}

fn words(kind: Kind) -> &'static str {
    match kind {
        Kind::TaskUpdates => "tasks",
        Kind::PaymentReminders => "payments",
        Kind::Messages => "messages",
        Kind::Meetings => "sessions",
    }
}
