//! Who somebody is: every way in and out, on every surface, and the admins' desk.

mod admin;
mod codes;
mod entering;
mod profile;
mod school;
mod sessions;

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::json;
use testkit::TestCloud;

use crate::accounts::{Client, address, again, mail_to, post, register, token_in};
use crate::proofs::operation::Operation;

pub fn all() -> Vec<Operation> {
    [entering::all(), codes::all(), sessions::all(), profile::all(), admin::all(), school::all()]
        .into_iter()
        .flatten()
        .collect()
}

/// A name that nobody else has: the budgets are counted in one cloud.
fn newcomer() -> String {
    static MANY: AtomicU32 = AtomicU32::new(1000);
    format!("ada{}", MANY.fetch_add(1, Ordering::Relaxed))
}

/// Somebody with an account and a password, who is not signed in; their address.
async fn member(cloud: &TestCloud, name: &str) -> String {
    let token = registered(cloud, name).await;
    post(cloud, "/v1/auth/confirm-email", json!({"token": token})).await.expect(200);
    address(name)
}

/// Somebody signed in.
async fn signed_in(cloud: &TestCloud, name: &str) -> Client {
    member(cloud, name).await;
    again(cloud, name).await
}

/// Somebody who has yet to confirm their address; the token of the mail.
async fn registered(cloud: &TestCloud, name: &str) -> String {
    register(cloud, name).await.expect(201);
    token_in(&mail_to(cloud, &address(name)).await.expect("a confirmation"))
}
