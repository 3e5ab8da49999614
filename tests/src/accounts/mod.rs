//! Who somebody is: every way in, on every surface, and every way out.

mod admins;
mod admins_lists;
mod authority;
mod budgets;
mod cookies;
pub mod google;
mod import;
mod limits;
mod links;
mod mansa;
mod pages;
mod passwords;
mod paths;
mod registering;
mod school;
mod sessions;
mod signing_in;
mod stolen;
mod takeover;

use std::sync::Arc;

use local::{Mail, Options};
use serde_json::{Value, json};
use store::Item;
use testkit::{Ask, Dump, Reply, TestCloud};

/// Good enough for anybody here.
pub const PASSWORD: &str = "harbour-lantern-42";
/// Whom template.yaml's variables name, as the local cloud fills them in.
pub const ADMIN: &str = "admin@example.com";

/// Room for tests that knock often; the limit has tests of its own.
pub fn patient(options: Options) -> Options {
    options.with("AUTH_RATE", "1000000")
}

/// The same, and nobody writes letters: only the table's calls of `accounts` are there to be counted.
pub fn asleep(options: Options) -> Options {
    let mut options = patient(options);
    let nothing: local::lambda::Handler = Arc::new(|_, _| Box::pin(async { Ok("null".to_owned()) }));
    options.handlers.insert("dispatch".to_owned(), nothing);
    options
}

/// A cloud whose mail is delivered.
pub async fn house() -> TestCloud {
    TestCloud::start_with(patient).await
}

/// Somebody signed in, as a client is: an address and two tokens.
#[derive(Clone)]
pub struct Client {
    pub cloud: TestCloud,
    pub email: String,
    pub id: String,
    pub token: String,
    pub refresh: String,
}

impl Client {
    fn of(cloud: &TestCloud, reply: &Reply) -> Self {
        let data = &reply.json["data"];
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        Self {
            cloud: cloud.clone(),
            email: text(&data["user"]["email"]),
            id: text(&data["user"]["id"]),
            token: text(&data["token"]),
            refresh: text(&data["refreshToken"]),
        }
    }

    pub fn ask(&self, method: &str, path: &str) -> Ask {
        let method = method.parse().expect("a method");
        self.cloud.ask(method, path).header("authorization", format!("Bearer {}", self.token))
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.ask("GET", path).send().await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.ask("POST", path).json(&body).send().await
    }

    pub async fn put(&self, path: &str, body: Value) -> Reply {
        self.ask("PUT", path).json(&body).send().await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.ask("DELETE", path).send().await
    }

    /// The reply to this refresh token.
    pub async fn refresh(&self, token: &str) -> Reply {
        post(&self.cloud, "/v1/auth/refresh", json!({"refreshToken": token})).await
    }
}

pub async fn post(cloud: &TestCloud, path: &str, body: Value) -> Reply {
    cloud.post(path).json(&body).send().await
}

pub async fn register(cloud: &TestCloud, name: &str) -> Reply {
    let body = json!({"name": name, "email": address(name), "password": PASSWORD, "role": "student"});
    post(cloud, "/v1/auth/register", body).await
}

pub async fn login(cloud: &TestCloud, email: &str, password: &str) -> Reply {
    post(cloud, "/v1/auth/login", json!({"email": email, "password": password})).await
}

/// The administrator of the configuration, signed in.
pub async fn admin(cloud: &TestCloud) -> Client {
    Client::of(cloud, &login(cloud, ADMIN, local::PASSWORD).await.expect(200))
}

/// Registered, confirmed and signed in.
pub async fn joined(cloud: &TestCloud, name: &str) -> Client {
    register(cloud, name).await.expect(201);
    let mail = mail_to(cloud, &address(name)).await.expect("a confirmation");
    post(cloud, "/v1/auth/confirm-email", json!({"token": token_in(&mail)})).await.expect(200);
    again(cloud, name).await
}

/// Signed in once more.
pub async fn again(cloud: &TestCloud, name: &str) -> Client {
    Client::of(cloud, &login(cloud, &address(name), PASSWORD).await.expect(200))
}

pub fn address(name: &str) -> String {
    format!("{name}@example.org")
}

/// The latest mail to an address.
pub async fn mail_to(cloud: &TestCloud, email: &str) -> Option<Mail> {
    cloud.mail().await.into_iter().find(|mail| mail.to == email)
}

/// The token in a mail's link.
pub fn token_in(mail: &Mail) -> String {
    let (_, rest) = mail.text.split_once("token=").expect("a link");
    rest.split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_')).next().expect("a token").to_owned()
}

/// The six digits in a mail.
pub fn code_in(mail: &Mail) -> String {
    let digits = |line: &&str| line.len() == 6 && line.chars().all(|c| c.is_ascii_digit());
    mail.text.lines().map(str::trim).find(digits).expect("a code").to_owned()
}

/// A person's own row of this kind.
pub fn row_of<'a>(dump: &'a Dump, id: &str, kind: &str) -> &'a Item {
    &dump.0[&(id.to_owned(), kind.to_owned())]
}

/// A wrong code that looks right.
pub fn not(code: &str) -> String {
    let number: u32 = code.parse().expect("digits");
    format!("{:06}", (number + 1) % 1_000_000)
}
