//! The pages behind a mail's links, where no frontend has one of its own (ruling 40). Opening one never
//! acts, since mail scanners open everything; its button does. The token stays in the browser.

use api::{Error, Page};
use askama::Template;
use axum::extract::State;

use crate::App;
use crate::app::broken;

const SCRIPT: &str = include_str!("pages/link.js");

/// What a page asks for.
#[derive(Template)]
#[template(path = "link.html")]
struct Link {
    title: &'static str,
    says: &'static str,
    button: Option<&'static str>,
    password: bool,
    script: &'static str,
}

/// `GET /v1/auth/confirm-email`
pub async fn confirm(_: State<App>) -> Result<Page, Error> {
    page("Confirm your address", "One press, and you can sign in.", Some("This address is mine"), false)
}

/// `GET /v1/auth/reset-password`
pub async fn reset(_: State<App>) -> Result<Page, Error> {
    page("Choose a new password", "Every session of yours ends with the old one.", Some("Use this password"), true)
}

/// `GET /v1/auth/sign-in`: we have no page to be signed in to.
pub async fn sign_in(_: State<App>) -> Result<Page, Error> {
    page("Your sign-in code", "Go back to where you asked to sign in, and enter the code from the mail.", None, false)
}

fn page(title: &'static str, says: &'static str, button: Option<&'static str>, password: bool) -> Result<Page, Error> {
    Link { title, says, button, password, script: SCRIPT }.render().map(|html| Page::of(html, SCRIPT)).map_err(broken)
}
