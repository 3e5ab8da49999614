//! Passwords: forgotten, replaced, changed; and the pages that mails lead to.

use serde_json::json;
use testkit::TestCloud;

use super::{member, newcomer, signed_in};
use crate::accounts::{PASSWORD, mail_to, post, token_in};
use crate::proofs::operation::{Again, Operation, Request};

const NEW: &str = "quiet-harbour-2027";

pub fn all() -> Vec<Operation> {
    [replacing(), pages()].into_iter().flatten().collect()
}

/// The token of the mail to somebody who has forgotten theirs.
async fn forgotten(cloud: &TestCloud) -> String {
    let email = member(cloud, &newcomer()).await;
    post(cloud, "/v1/auth/forgot-password", json!({"email": email})).await.expect(200);
    token_in(&mail_to(cloud, &email).await.expect("a link"))
}

fn replacing() -> Vec<Operation> {
    vec![
        Operation::new("POST /v1/auth/forgot-password", async |cloud| {
            let email = member(&cloud, &newcomer()).await;
            Request::new("POST", "/v1/auth/forgot-password").json(&json!({"email": email})).act()
        })
        .again(Again::Another),
        Operation::new("POST /v1/auth/reset-password", async |cloud| {
            let body = json!({"token": forgotten(&cloud).await, "newPassword": NEW});
            Request::new("POST", "/v1/auth/reset-password").json(&body).act()
        })
        .again(Again::Refused(400)),
        Operation::new("POST /v1/auth/change-password", async |cloud| {
            let ada = signed_in(&cloud, &newcomer()).await;
            let body = json!({"currentPassword": PASSWORD, "newPassword": NEW});
            Request::of(&ada, "POST", "/v1/auth/change-password").json(&body).act()
        })
        .again(Again::Refused(401)),
        Operation::new("POST /api/auth/forgot-password", async |cloud| {
            let email = member(&cloud, &newcomer()).await;
            Request::new("POST", "/api/auth/forgot-password/").json(&json!({"email": email})).act()
        })
        .again(Again::Another),
        Operation::new("POST /api/auth/reset-password/confirm", async |cloud| {
            let body = json!({"token": forgotten(&cloud).await, "new_password": NEW, "confirm_new_password": NEW});
            Request::new("POST", "/api/auth/reset-password/confirm/").json(&body).act()
        })
        .again(Again::Refused(400)),
    ]
}

fn pages() -> Vec<Operation> {
    let page = |name: &'static str| {
        let path = name.strip_prefix("GET ").expect("a page");
        Operation::new(name, move |_| async move { Request::new("GET", format!("{path}?token=any")).act() })
    };
    vec![page("GET /v1/auth/confirm-email"), page("GET /v1/auth/reset-password"), page("GET /v1/auth/sign-in")]
}
