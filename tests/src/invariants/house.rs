//! A house with a row of nearly every kind, all of it made by requests.

use serde_json::{Value, json};
use testkit::Reply;

use super::table::Table;
use crate::accounts::{Client, admin, again, google, joined, post};
use crate::mentors::profile;

pub async fn whole() -> Table {
    let cloud = google::cloud().await;
    let admin = admin(&cloud).await;
    let gina = google::enter(&cloud, &google::signed(&google::claims(&cloud, "gina"))).await.expect(200);
    let (grace, ada) = (joined(&cloud, "grace").await, joined(&cloud, "ada").await);
    opens(&admin, &grace).await;
    ada.put(&format!("/v1/favourites/{}", grace.id), json!({})).await.expect(200);
    let met = asked(&ada, &grace, "2026-11-24T10:00:00Z").await;
    let ahead = asked(&ada, &grace, "2026-11-26T10:00:00Z").await;
    for booking in [&met, &ahead] {
        grace.post(&path(booking, "confirm"), json!({})).await.expect(200);
    }
    tells(&admin, &ada).await;
    cloud.settle().await;
    cloud.move_to("2026-11-24T11:00:00Z");
    let (grace, ada) = (again(&cloud, "grace").await, again(&cloud, "ada").await);
    grace.post(&path(&met, "complete"), json!({})).await.expect(200);
    ada.post(&path(&met, "feedback"), json!({"rating": 4})).await.expect(200);
    post(&cloud, "/v1/auth/forgot-password", json!({"email": grace.email})).await.expect(200);
    ada.post("/v1/notifications/preferences", json!({"push": {"messages": false}})).await.expect(200);
    ada.post("/v1/realtime/tickets", json!({})).await.expect(201);
    cloud.local().lose_the_gone(true);
    let _tab = cloud.knock(&format!("/ws?token={}", ada.token), &[]).await.expect("a connection");
    talk(&ada, &grace).await;
    let thanks = thank(&ada, &met).await;
    cloud.settle().await;
    grace.post(&format!("/v1/messages/{thanks}/read"), json!({})).await.expect(200);
    cloud.settle().await;
    cloud.hold_stream();
    asked(&ada, &grace, "2026-11-27T12:00:00Z").await;
    let dump = cloud.dump().await;
    cloud.release_stream();
    let gina = gina.json["data"]["user"]["id"].as_str().expect("an id").to_owned();
    Table::of(dump, [grace.id, ada.id, admin.id, gina])
}

/// Everybody hears of one thing, one person of another.
async fn tells(admin: &Client, ada: &Client) {
    let alert = json!({"title": "Closed", "message": "Stay at home.", "userIds": [ada.id]});
    admin.post("/v1/admin/alerts", alert).await.expect(201);
    let all = json!({"title": "Open", "message": "Come in.", "targetAudience": "all"});
    admin.post("/v1/admin/announcements", all).await.expect(201);
}

/// A mentor's page, approved, and hours.
async fn opens(admin: &Client, grace: &Client) {
    grace.post("/v1/mentors", profile()).await.expect(201);
    let approval = format!("/v1/admin/mentors/{}/approval", grace.id);
    admin.put(&approval, json!({"approved": true})).await.expect(200);
    let day = |day: u8| json!({"dayOfWeek": day, "start": "06:00", "end": "22:00"});
    let week: Vec<Value> = (0..7).map(day).collect();
    grace.put("/v1/availability/me", json!({"weekly": week})).await.expect(200);
}

/// Two messages, of which one is edited and both are read; and a question to support.
async fn talk(ada: &Client, grace: &Client) {
    let chat = id(&ada.post("/v1/chats", json!({"userId": grace.id})).await.expect(200));
    let said = format!("/v1/chats/{chat}/messages");
    let question = id(&ada.post(&said, json!({"content": "Is it on?"})).await.expect(201));
    let against = json!({"reason": "I was asleep."});
    grace.post(&format!("/v1/messages/{question}/report"), against).await.expect(201);
    let answer = id(&grace.post(&said, json!({"content": "It is no", "clientId": "1"})).await.expect(201));
    grace.put(&format!("/v1/messages/{answer}"), json!({"content": "It is on"})).await.expect(200);
    ada.post(&format!("/v1/messages/{answer}/read"), json!({})).await.expect(200);
    let support = ada.get("/v1/chats?type=support").await.expect(200);
    let support = support.json["data"][0]["id"].as_str().expect("a chat").to_owned();
    ada.post(&format!("/v1/chats/{support}/messages"), json!({"content": "Help?"})).await.expect(201);
}

/// A word in the chat of a session; its id.
async fn thank(ada: &Client, booking: &Reply) -> String {
    let session = json!({"bookingId": booking.json["data"]["id"]});
    let chat = id(&ada.post("/v1/chats", session).await.expect(200));
    id(&ada.post(&format!("/v1/chats/{chat}/messages"), json!({"content": "Thank you"})).await.expect(201))
}

fn id(reply: &Reply) -> String {
    reply.json["data"]["id"].as_str().expect("an id").to_owned()
}

async fn asked(ada: &Client, grace: &Client, start: &str) -> Reply {
    let wish = json!({"mentorId": grace.id, "start": start, "duration": 60, "topic": "Ownership"});
    let keyed = ada.ask("POST", "/v1/bookings").header("idempotency-key", start);
    keyed.json(&wish).send().await.expect(201)
}

fn path(booking: &Reply, act: &str) -> String {
    format!("/v1/bookings/{}/{act}", booking.json["data"]["id"].as_str().expect("an id"))
}

#[tokio::test]
async fn what_an_operators_tool_shows_of_a_key_is_no_address_and_no_name() {
    let table = whole().await;
    for (pk, sk) in table.rows.keys() {
        let broken =
            ::invariants::Broken { rule: ::invariants::Rule::Unreadable, keys: vec![store::keys::Key::new(pk, sk)] };
        let said = ::invariants::Discreet(&broken).to_string();
        let personal = ["example", "@", "hopper", "grace", "ada", "gina", "engine", "rust", "127.0.0.1"];
        // An id may well have somebody's name among its letters.
        let plain: Vec<&str> = said.split([' ', '#']).filter(|part| !is_id(part)).collect();
        let told = personal.iter().find(|word| plain.iter().any(|part| part.contains(**word)));
        assert_eq!(told, None, "{said}");
    }
}

/// `usr_01h455vb4pex5vsknk084sn02q`.
fn is_id(part: &str) -> bool {
    part.get(..4).is_some_and(|kind| kind.ends_with('_'))
        && part.len() == 30
        && part[4..].bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase())
}
