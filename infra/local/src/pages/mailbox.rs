//! `/_local/mail`: every mail that left, for eyes and for tests.

use super::Here;
use crate::cloud::Mail;
use askama::Template;
use axum::{
    Json,
    extract::State,
    response::{Html, IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};

/// JSON for whoever asks for JSON, a page for a browser.
pub async fn show(State(inside): Here, headers: HeaderMap) -> Response {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accept.contains("application/json") {
        return Json(inside.mail()).into_response();
    }
    let mails = inside.mail().into_iter().map(Letter::of).collect();
    match (Page { mails }).render() {
        Ok(html) => Html(html).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

pub async fn empty(State(inside): Here) -> Response {
    match inside.cloud.mailbox.empty() {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

#[derive(Template)]
#[template(path = "mail.html")]
struct Page {
    mails: Vec<Letter>,
}

struct Letter {
    mail: Mail,
    words: Vec<Piece>,
}

/// A stretch of a mail's text; an address can be followed.
#[derive(Debug, PartialEq)]
enum Piece {
    Plain(String),
    Address(String),
}

impl Letter {
    fn of(mail: Mail) -> Self {
        Self { words: pieces(&mail.text), mail }
    }
}

fn pieces(text: &str) -> Vec<Piece> {
    let is_address = |word: &str| word.starts_with("http://") || word.starts_with("https://");
    text.split_inclusive(char::is_whitespace)
        .flat_map(|word| {
            let (head, space) = word.split_at(word.trim_end().len());
            let head = if is_address(head) { Piece::Address(head.into()) } else { Piece::Plain(head.into()) };
            [head, Piece::Plain(space.into())]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Letter, Page, Piece, pieces};
    use crate::cloud::Mail;
    use askama::Template;

    #[test]
    fn addresses_in_a_text_can_be_followed() {
        assert!(
            pieces("Go to http://127.0.0.1:3001/x\nnow").contains(&Piece::Address("http://127.0.0.1:3001/x".into()))
        );
    }

    #[test]
    fn a_mail_cannot_put_markup_into_the_page() {
        let bad = "<script>alert(1)</script>".to_owned();
        let mail = Mail { subject: bad.clone(), text: bad.clone(), html: bad.clone(), ..Mail::default() };
        let page = Page { mails: vec![Letter::of(mail)] }.render().unwrap();
        assert!(!page.contains(&bad));
    }
}
