//! The kinds of address that nobody may tell apart, and every way to ask about one (promise 19).

use domain::account::Account;
use domain::account::identity::Identity;
use domain::text::PersonName;
use domain::{Email, Entropy, Roles, UserId};
use serde_json::{Value, json};
use store::Opening;
use testkit::TestCloud;

use super::operations::Document;
use crate::accounts::{PASSWORD, address, admin, asleep, post};

/// Of equal length, so that replies and rows may be compared to the byte. Nobody is `other`.
pub const CLASSES: [&str; 6] = ["known", "other", "halts", "leave", "waits", "gogle"];

/// A cloud with somebody active, suspended, deleted, not confirmed, and known by Google alone; nobody
/// writes letters there.
pub async fn town() -> TestCloud {
    let cloud = TestCloud::start_with(asleep).await;
    let admin = admin(&cloud).await;
    for name in ["known", "halts", "leave"] {
        let body = json!({"name": "Ada", "email": address(name), "password": PASSWORD});
        let made = admin.post("/v1/admin/users", body).await.expect(201);
        let id = made.json["data"]["id"].as_str().expect("an id");
        match name {
            "halts" => {
                admin.put(&format!("/v1/users/{id}/status"), json!({"status": "suspended"})).await.expect(200);
            }
            "leave" => {
                admin.delete(&format!("/v1/admin/users/{id}")).await.expect(200);
            }
            _ => {}
        }
    }
    let body = json!({"name": "Ada", "email": address("waits"), "password": PASSWORD});
    post(&cloud, "/v1/auth/register", body).await.expect(201);
    came_by_google(&cloud, "gogle").await;
    cloud
}

/// As `google::join` leaves them: an account without a password.
async fn came_by_google(cloud: &TestCloud, name: &str) {
    let (now, email) = (cloud.now(), Email::parse(&address(name)).unwrap());
    let id = UserId::fresh(now, &Entropy::system());
    let person = PersonName::parse("Ada").unwrap();
    let account = Account::new(id, 9_001, email.clone(), person, Roles::MENTEE, now.0);
    let account = Account { google: Some(format!("google-{name}")), ..account };
    let identity = Identity::new(email, id, None, true);
    cloud.store().open_account(&Opening::of(&account, &identity), now).await.expect("an account");
}

/// One way to ask about an address; guessing at a code comes after asking for one.
pub struct Ask {
    pub path: String,
    pub first: Option<(String, Value)>,
    pub body: Value,
}

impl Ask {
    pub fn name(&self) -> String {
        let guess = if self.first.is_some() { ", a code" } else { "" };
        format!("{}{guess}", self.path)
    }

    /// Does it hash a password? Those take twenty milliseconds each.
    pub fn hashes(&self) -> bool {
        self.path.ends_with("/login") || self.path.ends_with("/register")
    }
}

/// Every way there is, on every surface and under every alias.
pub fn asks(email: &str) -> Vec<Ask> {
    let paths = Document::read().operations().into_iter().filter(|one| one.method == "POST").map(|one| one.path);
    paths.flat_map(|path| asked_at(&path, email)).collect()
}

fn asked_at(path: &str, email: &str) -> Vec<Ask> {
    let ask = |body: Value| Ask { path: path.to_owned(), first: None, body };
    let guess = |first: &str, mut body: Value| {
        body["email"] = json!(email);
        body["code"] = json!("123456");
        Ask { path: path.to_owned(), first: Some((first.to_owned(), json!({"email": email}))), body }
    };
    let (new, nclex) = ("quiet-harbour-2027", path.starts_with("/api/auth/"));
    match path.rsplit('/').next().unwrap_or_default() {
        "login" => vec![ask(json!({"email": email, "password": "wrong-harbour-42"}))],
        "register" if nclex => {
            vec![ask(json!({"full_name": "Ada", "email": email, "password": PASSWORD, "confirm_password": PASSWORD}))]
        }
        "register" => vec![ask(json!({"name": "Ada", "email": email, "password": PASSWORD}))],
        "forgot-password" | "resend-confirmation" => vec![ask(json!({"email": email}))],
        "email-login" => vec![ask(json!({"email": email})), guess(path, json!({}))],
        "confirm-email" => vec![guess("/v1/auth/resend-confirmation", json!({}))],
        "reset-password" => vec![guess("/v1/auth/forgot-password", json!({"newPassword": new}))],
        "confirm" if path.ends_with("/reset-password/confirm") => {
            vec![guess("/v1/auth/forgot-password", json!({"new_password": new, "confirm_new_password": new}))]
        }
        _ => Vec::new(),
    }
}
