//! Somebody comes first: the act has read what it decides on, and before its write takes effect another
//! one's is done whole. What two people do at once, step by step instead of by luck.

use futures::StreamExt;
use futures::stream;
use serde_json::{Value, json};
use testkit::{Reply, TestCloud, Twin};

use super::operation::{Act, Operation, Request};
use super::operations;
use super::outcome::{Clean, Start, broken, told};

const AT_ONCE: usize = 4;

/// Who comes first, and does what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rival {
    /// An admin, who suspends whoever asks: a write that matters hears of it.
    Suspension,
    /// The caller, with the very same request.
    Oneself,
    /// Another mentee, who asks for the same hour.
    SameHour,
    /// The mentee, who cancels.
    Cancellation,
    /// Whoever has stolen the refresh token, and goes on from it twice.
    Thief,
}

impl Rival {
    pub const ALL: [Self; 5] = [Self::Suspension, Self::Oneself, Self::SameHour, Self::Cancellation, Self::Thief];

    /// Does it get in the way of this?
    pub fn meets(self, operation: &Operation) -> bool {
        let name = operation.name;
        match self {
            Self::Suspension => matters(name),
            Self::Oneself => !operation.reads() && name.contains('/'),
            Self::SameHour => operation.route() == "POST /v1/bookings",
            Self::Cancellation => name.contains("/v1/bookings/{id}/") && !operation.reads() && !late(name),
            Self::Thief => operation.route().ends_with("/auth/refresh"),
        }
    }

    async fn comes(self, cloud: &TestCloud, request: &Request) -> Reply {
        match self {
            Self::Suspension => {
                let path = format!("/v1/users/{}/status", asker(cloud, request));
                cloud.admin("root").await.put(&path, json!({"status": "suspended"})).await
            }
            Self::Oneself => request.ask(cloud).send().await,
            Self::SameHour => {
                let eve = cloud.mentee("eve").await;
                Request { token: Some(eve.token()), ..request.clone() }.ask(cloud).send().await
            }
            Self::Cancellation => {
                let rows = cloud.local().rows().expect("the rows");
                let booking = rows.iter().find(|row| row["sk"]["S"] == "booking").expect("a booking");
                let (id, mentee) = (text(&booking["pk"]), text(&booking["mentee"]));
                let token = request.of_another(cloud, &mentee).expect("somebody signed in");
                let cancel = Request::new("POST", format!("/v1/bookings/{id}/cancel")).json(&json!({}));
                Request { token: Some(token), ..cancel }.ask(cloud).send().await
            }
            Self::Thief => {
                let first = request.ask(cloud).send().await;
                going_on(request, &first).ask(cloud).send().await
            }
        }
    }
}

/// Whom the token names; who is yet to come in has the only account.
fn asker(cloud: &TestCloud, request: &Request) -> String {
    if let Some(claims) = request.caller() {
        return claims.sub.to_string();
    }
    let rows = cloud.local().rows().expect("the rows");
    let account = rows.iter().find(|row| row["sk"]["S"] == "account").expect("an account");
    text(&account["pk"])
}

/// The same request with the next refresh token in place of its own.
fn going_on(request: &Request, reply: &Reply) -> Request {
    let (_, body) = request.body.as_ref().expect("a token");
    let mut body: Value = serde_json::from_slice(body).expect("a token in JSON");
    let (field, token) = body.as_object_mut().and_then(|body| body.iter_mut().next()).expect("a token");
    let next = reply.json["data"].get(field).or_else(|| reply.json.get(field));
    *token = next.expect("the next token").clone();
    request.clone().json(&body)
}

fn text(value: &Value) -> String {
    value["S"].as_str().expect("a text").to_owned()
}

/// What a mentee does after the hour, or what needs no sign-in.
fn late(name: &str) -> bool {
    ["feedback", "complete", "no-show", "answer", "by the mentee"].iter().any(|part| name.contains(part))
}

/// Bookings, administration, and whatever is said or told to others hold the caller's gate in their own transaction
/// (promise 22); so does every way into an account.
fn matters(name: &str) -> bool {
    enters(name) || acts(name)
}

fn enters(name: &str) -> bool {
    let others = ["/auth/refresh", "/auth/google, to an account", "/email-login, by"];
    name.ends_with("/auth/login") || others.iter().any(|part| name.contains(part))
}

fn acts(name: &str) -> bool {
    let write = !name.starts_with("GET ");
    let booked = ["/v1/bookings", "/mentorship/bookings", "/v1/admin/", "/v1/users/{userId}/status"];
    let said = ["/chats", "/messages", "/v1/announcements", "/v1/alerts", "/v1/realtime/tickets"];
    let held = [&booked[..], &said, &["/notifications/read-all", "/notifications/preferences"]].concat();
    let passing = name.contains("/answer") || name.ends_with("/typing");
    write && held.iter().any(|part| name.contains(part)) && !passing
}

impl Start<'_> {
    /// What is wrong after the rival came first.
    pub async fn after(&self, rival: Rival, clean: &Clean, twin: Option<Twin>) -> Vec<String> {
        let Act::Http(request) = &self.act else { return Vec::new() };
        let write = clean.last_write();
        let cloud = self.open(&format!("{rival:?}")).await;
        cloud.disguise(twin);
        let pause = cloud.pause_before(write);
        let act = self.act.act(&cloud);
        let come = async {
            pause.reached().await;
            let reply = rival.comes(&cloud, request).await;
            pause.go();
            reply
        };
        let Ok((reply, first)) = Box::pin(tokio::time::timeout(PATIENCE, async { tokio::join!(act, come) })).await
        else {
            return vec![format!("{}, {rival:?}: never came to its write", self.operation.name)];
        };
        let mut found = broken(&cloud);
        if first.status >= 500 || reply.status >= 500 {
            found.push(format!("answered {} and {}", first.text, reply.text));
        }
        if rival == Rival::Suspension && reply.status != 401 {
            found.push(format!("answered {} to somebody suspended: {}", reply.status, reply.text));
        }
        let excludes = matches!(rival, Rival::SameHour | Rival::Cancellation | Rival::Thief);
        if excludes && first.status < 300 && reply.status < 300 {
            found.push(format!("both were told yes: {} and {}", first.text, reply.text));
        }
        if rival == Rival::Oneself {
            found.extend(self.once_only(&cloud, clean, &first, &reply));
        }
        told(&cloud, &found);
        found.into_iter().map(|what| format!("{}, {rival:?}: {what}", self.operation.name)).collect()
    }
}

const PATIENCE: std::time::Duration = std::time::Duration::from_mins(1);

/// Asks every operation that a rival gets in the way of.
async fn complaints_of(operation: &Operation) -> Vec<String> {
    let start = Start::of(operation).await;
    let clean = start.clean().await;
    let mut found = Vec::new();
    for rival in Rival::ALL.into_iter().filter(|rival| rival.meets(operation)) {
        found.extend(start.after(rival, &clean, None).await);
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_comes_first_the_second_is_told_and_nothing_breaks() {
    let operations = operations::all();
    let writes = operations.iter().filter(|operation| !operation.reads() && operation.name.contains('/'));
    let complaints: Vec<String> = stream::iter(writes).map(complaints_of).buffer_unordered(AT_ONCE).concat().await;
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}
