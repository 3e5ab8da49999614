//! People to begin with, made through the front door like anybody else.

use crate::{error::StartError, home::Home, inside::Inside};
use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use serde_json::{Value as Json, json};
use std::net::{Ipv4Addr, SocketAddr};

/// The first administrator, whom configuration names.
pub const ADMIN: &str = "admin@example.com";
/// Everybody's here.
pub const PASSWORD: &str = "harbour-lantern-42";

/// One of them.
pub struct Person {
    pub email: &'static str,
    pub name: &'static str,
    pub who: &'static str,
    roles: &'static [&'static str],
    /// What a mentor says of themselves.
    bio: Option<&'static str>,
}

pub const PEOPLE: [Person; 4] = [
    Person { email: ADMIN, name: "Administrator", who: "the administrator", roles: &["admin"], bio: None },
    Person {
        email: "mentor@example.com",
        name: "Mina Mentor",
        who: "a mentor, approved, free on weekdays from 9 to 5",
        roles: &["mentor"],
        bio: Some("Twelve years of building services that stay up. Happy to read your code with you."),
    },
    Person { email: "mentee@example.com", name: "Moses Mentee", who: "a mentee", roles: &["mentee"], bio: None },
    Person {
        email: "both@example.com",
        name: "Bao Both",
        who: "a mentor and a mentee at once",
        roles: &["mentor", "mentee"],
        bio: Some("Designer turned engineer. Asks for help and gives it."),
    },
];

const FILE: &str = "demo.json";
/// Not 127.0.0.1, whose attempts to sign in are counted: those are left for the newcomer.
const DOORMAN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2)), 1);

/// Whether they are there.
pub fn moved_in(home: &Home) -> bool {
    home.read(FILE).unwrap_or(false)
}

/// Makes them, once per data directory. One that was cut short is done again: who is there stays.
pub async fn move_in(inside: &Inside) -> Result<(), StartError> {
    if moved_in(&inside.home) {
        return Ok(());
    }
    let admin = sign_in(inside, ADMIN).await?;
    // Side by side: hashing their passwords is most of a first start.
    let newcomers = PEOPLE.iter().filter(|person| person.email != ADMIN);
    futures::future::try_join_all(newcomers.map(|person| welcome(inside, &admin, person))).await?;
    // Nobody has written to these people: the mailbox begins empty.
    inside.drain().await?;
    inside.cloud.mailbox.empty()?;
    Ok(inside.home.write(FILE, &true)?)
}

async fn welcome(inside: &Inside, admin: &str, person: &Person) -> Result<(), StartError> {
    let newcomer = json!({"name": person.name, "email": person.email, "roles": person.roles, "password": PASSWORD});
    call(inside, Method::POST, "/v1/admin/users", Some(admin), &newcomer).await?;
    match person.bio {
        Some(bio) => take_up_mentoring(inside, admin, person.email, bio).await,
        None => Ok(()),
    }
}

async fn take_up_mentoring(inside: &Inside, admin: &str, email: &str, bio: &str) -> Result<(), StartError> {
    let token = sign_in(inside, email).await?;
    let profile = json!({"bio": bio, "expertise": ["Rust", "Architecture", "Careers"], "company": "Example Works",
        "jobTitle": "Engineer", "yearsOfExperience": 12, "timezone": "Europe/London"});
    call(inside, Method::POST, "/v1/mentors", Some(&token), &profile).await?;
    let week: Vec<Json> = (1..=5).map(|day| json!({"dayOfWeek": day, "start": "09:00", "end": "17:00"})).collect();
    call(inside, Method::PUT, "/v1/availability/me", Some(&token), &json!({ "weekly": week })).await?;
    let own = call(inside, Method::GET, "/v1/mentors/me", Some(&token), &Json::Null).await?;
    let id = own["data"]["id"].as_str().ok_or_else(|| StartError::Demo(own.to_string()))?;
    let path = format!("/v1/admin/mentors/{id}/approval");
    call(inside, Method::PUT, &path, Some(admin), &json!({"approved": true, "reason": "Welcome."})).await.map(drop)
}

async fn sign_in(inside: &Inside, email: &str) -> Result<String, StartError> {
    let credentials = json!({"email": email, "password": PASSWORD});
    let reply = call(inside, Method::POST, "/v1/auth/login", None, &credentials).await?;
    let token = reply["data"]["token"].as_str().map(str::to_owned);
    token.ok_or_else(|| StartError::Demo(reply.to_string()))
}

/// One request through the gateway. 409 is fine: it was done before.
async fn call(
    inside: &Inside,
    method: Method,
    path: &str,
    token: Option<&str>,
    body: &Json,
) -> Result<Json, StartError> {
    let told = |error: &dyn std::fmt::Display| StartError::Demo(format!("{path}: {error}"));
    let mut request = Request::builder().method(method).uri(path).header(header::HOST, "127.0.0.1");
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
    let request = request.header(header::CONTENT_TYPE, "application/json").body(body).map_err(|error| told(&error))?;
    let reply = inside.gateway.answer(request, DOORMAN).await;
    let status = reply.status();
    let body = axum::body::to_bytes(reply.into_body(), usize::MAX).await.map_err(|error| told(&error))?;
    if status.is_success() || status == StatusCode::CONFLICT {
        return serde_json::from_slice(&body).map_err(|error| told(&error));
    }
    Err(told(&format!("{status} {}", String::from_utf8_lossy(&body))))
}
