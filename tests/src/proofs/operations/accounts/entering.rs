//! Registering and signing in.

use serde_json::{Value, json};

use super::{member, newcomer, registered};
use crate::accounts::{ADMIN, PASSWORD, address, code_in, google, mail_to, post, token_in};
use crate::proofs::operation::{Again, Operation, Request};

const EMAIL_LOGIN: &str = "/api/users/email-login/";

pub fn all() -> Vec<Operation> {
    [by_password(), registering(), by_mail()].into_iter().flatten().collect()
}

fn ask(path: &str, body: &Value) -> Request {
    Request::new("POST", path).json(body)
}

fn credentials(email: &str) -> Value {
    json!({"email": email, "password": PASSWORD})
}

fn by_password() -> Vec<Operation> {
    vec![
        Operation::new("POST /v1/auth/login", async |cloud| {
            let email = member(&cloud, &newcomer()).await;
            ask("/v1/auth/login", &credentials(&email)).act()
        })
        .again(Again::Another),
        Operation::new("POST /v1/auth/login, the first administrator", async |_| {
            ask("/v1/auth/login", &json!({"email": ADMIN, "password": local::PASSWORD})).act()
        })
        .again(Again::Another)
        .in_steps("the account is made first, and then signed in to like any other"),
        Operation::new("POST /v1/auth/google", async |cloud| {
            ask("/v1/auth/google", &json!({"googleToken": google::word(&cloud, &newcomer())})).act()
        })
        .again(Again::Another),
        Operation::new("POST /v1/auth/google, to an account that was here", async |cloud| {
            let name = newcomer();
            member(&cloud, &name).await;
            ask("/v1/auth/google", &json!({"googleToken": google::word(&cloud, &name)})).act()
        })
        .again(Again::Another),
        Operation::new("POST /api/auth/login", async |cloud| {
            let email = member(&cloud, &newcomer()).await;
            ask("/api/auth/login/", &credentials(&email)).act()
        })
        .again(Again::Another),
    ]
}

fn registering() -> Vec<Operation> {
    let form = |email: &str| json!({"name": "Ada", "email": email, "password": PASSWORD, "role": "student"});
    vec![
        Operation::new("POST /v1/auth/register", move |_| async move {
            ask("/v1/auth/register", &form(&address(&newcomer()))).act()
        })
        .again(Again::Another),
        Operation::new("POST /v1/auth/register, an address that is known", move |cloud| async move {
            let email = member(&cloud, &newcomer()).await;
            ask("/v1/auth/register", &form(&email)).act()
        })
        .again(Again::Another),
        Operation::new("POST /v1/auth/confirm-email", async |cloud| {
            let token = registered(&cloud, &newcomer()).await;
            ask("/v1/auth/confirm-email", &json!({"token": token})).act()
        })
        .again(Again::Refused(400)),
        Operation::new("POST /v1/auth/resend-confirmation", async |cloud| {
            let name = newcomer();
            registered(&cloud, &name).await;
            ask("/v1/auth/resend-confirmation", &json!({"email": address(&name)})).act()
        })
        .again(Again::Another),
        Operation::new("POST /api/auth/register", async |_| {
            let form = json!({
                "full_name": "Ada", "email": address(&newcomer()), "password": PASSWORD, "confirm_password": PASSWORD,
            });
            ask("/api/auth/register/", &form).act()
        })
        .again(Again::Another),
        Operation::new("POST /api/auth/confirm-email", async |cloud| {
            let token = registered(&cloud, &newcomer()).await;
            ask("/api/auth/confirm-email/", &json!({"token": token})).act()
        })
        .again(Again::Refused(400)),
    ]
}

fn by_mail() -> Vec<Operation> {
    vec![
        Operation::new("POST /api/users/email-login", async |cloud| {
            let email = member(&cloud, &newcomer()).await;
            ask(EMAIL_LOGIN, &json!({"email": email})).act()
        })
        .again(Again::Another),
        Operation::new("POST /api/users/email-login, by the code", async |cloud| {
            let email = member(&cloud, &newcomer()).await;
            post(&cloud, EMAIL_LOGIN, json!({"email": email})).await.expect(202);
            let code = code_in(&mail_to(&cloud, &email).await.expect("a code"));
            ask(EMAIL_LOGIN, &json!({"email": email, "code": code})).act()
        })
        .again(Again::Refused(401))
        .in_steps("a try at a code counts, whatever comes of it"),
        Operation::new("POST /api/users/email-login, by the link", async |cloud| {
            let email = member(&cloud, &newcomer()).await;
            post(&cloud, EMAIL_LOGIN, json!({"email": email})).await.expect(202);
            let token = token_in(&mail_to(&cloud, &email).await.expect("a link"));
            ask(EMAIL_LOGIN, &json!({"token": token})).act()
        })
        .again(Again::Refused(400)),
    ]
}
