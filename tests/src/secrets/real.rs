//! The secrets that we give out ourselves: in nobody's log, and in no row as they are.

use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Reply, TestCloud};

use super::logs::Log;
use crate::accounts::{PASSWORD, address, code_in, house, mail_to, post, register, token_in};

/// What was given out so far.
#[derive(Default)]
struct Given(Vec<(&'static str, String)>);

impl Given {
    fn add(&mut self, what: &'static str, secret: impl Into<String>) {
        self.0.push((what, secret.into()));
    }

    fn add_of(&mut self, what: &'static str, value: &Value) {
        self.add(what, value.as_str().unwrap_or_else(|| panic!("{what}")));
    }

    /// The tokens and cookies of a reply.
    fn add_all_of(&mut self, reply: &Reply) {
        for name in ["token", "refreshToken", "csrfToken", "access", "refresh"] {
            let found = [&reply.json["data"][name], &reply.json[name]].into_iter().filter_map(Value::as_str);
            found.for_each(|text| self.add(name, text));
        }
        for line in reply.headers.get_all("set-cookie") {
            let value = line.to_str().unwrap().split([';', '=']).nth(1).unwrap();
            self.add("a cookie", value);
        }
    }

    /// No attribute is one of them or has one of them in it; a code is too short to look for inside others.
    fn assert_sealed(&self, cloud: &TestCloud) {
        for row in cloud.local().rows().expect("rows") {
            let text = row.to_string();
            for (what, secret) in &self.0 {
                let found =
                    if secret.len() < 8 { text.contains(&format!("\"{secret}\"")) } else { text.contains(secret) };
                assert!(!found, "{what} stands in {text}");
            }
        }
    }

    fn assert_unlogged(&self, log: &Log) {
        for line in log.text().lines() {
            for (what, secret) in &self.0 {
                let mut words = line.split(|c: char| !c.is_alphanumeric());
                let found = if secret.len() < 8 { words.any(|word| word == secret) } else { line.contains(secret) };
                assert!(!found, "{what} is logged: {line}");
            }
        }
    }
}

async fn mailed(cloud: &TestCloud, given: &mut Given, email: &str) -> (String, String) {
    let mail = mail_to(cloud, email).await.expect("a mail");
    let (link, code) = (token_in(&mail), code_in(&mail));
    given.add("a link", &link);
    given.add("a code", &code);
    (link, code)
}

/// In by every door, and out with every secret.
async fn accounts_secrets(cloud: &TestCloud, given: &mut Given) {
    let email = address("ada");
    register(cloud, "ada").await.expect(201);
    given.assert_sealed(cloud);
    let (link, _) = mailed(cloud, given, &email).await;
    post(cloud, "/v1/auth/confirm-email", json!({"token": link})).await.expect(200);
    let body = json!({"email": email, "password": PASSWORD});
    let first = post(cloud, "/v1/auth/login", body.clone()).await.expect(200);
    given.add_all_of(&first);
    let refresh = json!({"refreshToken": first.json["data"]["refreshToken"]});
    given.add_all_of(&post(cloud, "/v1/auth/refresh", refresh.clone()).await.expect(200));
    // What is used twice, and what ends a family, is written down as well: without its secret.
    cloud.advance(jiff::SignedDuration::from_secs(31));
    post(cloud, "/v1/auth/refresh", refresh).await.expect(401);
    let cookies = cloud.post("/v1/auth/login").header("x-session", "cookie").json(&body).send().await.expect(200);
    given.add_all_of(&cookies);
    given.assert_sealed(cloud);
    post(cloud, "/v1/auth/forgot-password", json!({"email": email})).await.expect(200);
    let (_, code) = mailed(cloud, given, &email).await;
    let next = "quiet-harbour-2027";
    given.add("a new password", next);
    let reset = json!({"email": email, "code": code, "newPassword": next});
    post(cloud, "/v1/auth/reset-password", reset).await.expect(200);
    post(cloud, "/api/users/email-login/", json!({"email": email})).await.expect(202);
    let (_, code) = mailed(cloud, given, &email).await;
    given.assert_sealed(cloud);
    let signed_in = post(cloud, "/api/users/email-login/", json!({"email": email, "code": code})).await.expect(200);
    given.add_all_of(&signed_in);
}

/// A mentor's one-click links and a calendar's address.
async fn bookings_secrets(cloud: &TestCloud, given: &mut Given) {
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    given.add("a token", ada.token());
    let ask = json!({"mentorId": grace.id, "start": "2026-11-24T10:00:00Z", "duration": 60, "topic": "Rust"});
    let asked = ada.post("/v1/bookings", ask).await.expect(201);
    let link = token_in(&mail_to(cloud, &grace.email).await.expect("a mail"));
    given.add("a one-click link", &link);
    let path = format!("/v1/bookings/{}/answer", asked.json["data"]["id"].as_str().unwrap());
    cloud.get(&format!("{path}?token={link}")).send().await.expect(200);
    cloud.post(&path).json(&json!({"token": link, "answer": "confirm"})).send().await.expect(200);
    cloud.post(&path).json(&json!({"token": link, "answer": "confirm"})).send().await.expect(409);
    let feed = ada.ask(Method::GET, "/v1/calendar/feed").send().await.expect(200);
    let url = feed.json["data"]["url"].as_str().unwrap().to_owned();
    let (_, file) = url.rsplit_once('/').unwrap();
    given.add("a calendar's address", file.trim_end_matches(".ics"));
    cloud.get(&format!("/v1/calendar/{file}")).send().await.expect(200);
}

#[tokio::test]
async fn no_secret_of_ours_is_logged_or_kept_as_it_is() {
    let (log, _listening) = Log::listen();
    let cloud = house().await;
    let mut given = Given::default();
    given.add("a password", PASSWORD);
    let key = cloud.local().secrets().unwrap().token_private_key;
    given.add("a key", key.lines().nth(1).expect("a line"));
    given.add_of("the links' key", &json!(cloud.local().secrets().unwrap().link_secret));
    accounts_secrets(&cloud, &mut given).await;
    bookings_secrets(&cloud, &mut given).await;
    assert!(given.0.len() >= 20, "{:?}", given.0);
    given.assert_sealed(&cloud);
    cloud.run_timer().await;
    given.assert_sealed(&cloud);
    given.assert_unlogged(&log);
}
