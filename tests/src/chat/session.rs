//! The two of a session have a chat about it, beside the one that is theirs whatever they do.

use serde_json::{Value, json};
use testkit::{Person, Reply, TestCloud};

use super::{id, messages, open, rows, say, seen};
use crate::bookings::{ask, confirmed, path};

async fn about(who: &Person, booking: &Reply) -> Reply {
    who.post("/v1/chats", json!({"bookingId": booking.json["data"]["id"]})).await
}

/// A session that was agreed on, and the id of its chat, in which nothing was said.
async fn agreed(cloud: &TestCloud) -> (Person, Person, Reply, String) {
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let booking = confirmed(&ada, &grace, "10:00").await;
    let chat = chat_of(&booking);
    (ada, grace, booking, chat)
}

/// The id that a session's chat has, whether or not it is there.
pub fn chat_of(booking: &Reply) -> String {
    let booking = booking.json["data"]["id"].as_str().unwrap().parse().unwrap();
    domain::chat::Chat::id_of_session(booking).to_string()
}

#[tokio::test]
async fn either_of_the_two_opens_it_and_there_is_one() {
    let cloud = TestCloud::start().await;
    let (ada, grace, booking, chat) = agreed(&cloud).await;
    let shown = about(&ada, &booking).await.expect(200);
    assert_eq!((id(&shown), &shown.json["data"]["type"]), (chat.clone(), &json!("general")));
    assert_eq!(shown.json["data"]["bookingId"], booking.json["data"]["id"]);
    assert_eq!(id(&about(&grace, &booking).await.expect(200)), chat);
    let people = shown.json["data"]["participants"].as_array().unwrap();
    let names: Vec<&Value> = people.iter().map(|person| &person["name"]).collect();
    assert!(names.contains(&&json!("ada Example")) && names.contains(&&json!("grace Example")));
    cloud.settle().await;
    assert_ne!(id(&open(&ada, &grace).await.expect(200)), chat);
}

#[tokio::test]
async fn it_is_there_before_anybody_opens_it_and_begins_with_what_is_said() {
    let cloud = TestCloud::start().await;
    let (ada, grace, booking, chat) = agreed(&cloud).await;
    let shown = grace.get(&format!("/v1/chats/{chat}")).await.expect(200);
    assert_eq!(shown.json["data"]["bookingId"], booking.json["data"]["id"]);
    assert_eq!(seen(&ada, &chat, "").await, [] as [&str; 0]);
    cloud.settle().await;
    let mut screen = grace.socket().await;
    say(&ada, &chat, "What shall I read?").await;
    cloud.settle().await;
    assert_eq!(screen.told("chat.message").await["data"]["chatId"], json!(chat));
    assert_eq!(seen(&grace, &chat, "").await, ["What shall I read?"]);
    let told = grace.get("/v1/notifications?type=message").await.expect(200);
    assert_eq!(rows(&told).len(), 1);
    let found = grace.get("/v1/messages?search=read").await.expect(200);
    assert_eq!(rows(&found)[0]["chatId"], json!(chat));
}

#[tokio::test]
async fn it_stands_in_both_lists_and_not_among_the_conversations_of_document_four() {
    let cloud = TestCloud::start().await;
    let (ada, grace, _, chat) = agreed(&cloud).await;
    say(&ada, &chat, "Hello").await;
    cloud.settle().await;
    cloud.wait_for_indexes();
    for (who, unread) in [(&ada, 0), (&grace, 1)] {
        for list in ["/v1/chats", "/v1/chats?type=general"] {
            let list = who.get(list).await.expect(200);
            assert_eq!((&rows(&list)[0]["id"], &rows(&list)[0]["unreadCount"]), (&json!(chat), &json!(unread)));
        }
        let school = who.get("/api/messages/conversations/").await.expect(200);
        assert_eq!(school.json, json!([]));
    }
    assert!(rows(&ada.get("/v1/chats?type=task").await.expect(200)).is_empty());
}

#[tokio::test]
async fn it_is_listed_beside_the_chat_of_the_same_two() {
    let cloud = TestCloud::start().await;
    let (ada, grace, booking, chat) = agreed(&cloud).await;
    about(&ada, &booking).await.expect(200);
    cloud.settle().await;
    let direct = id(&open(&ada, &grace).await.expect(200));
    cloud.settle().await;
    cloud.wait_for_indexes();
    let list = ada.get("/v1/chats").await.expect(200);
    let mut listed: Vec<&str> = rows(&list).iter().map(|row| row["id"].as_str().unwrap()).collect();
    listed.retain(|listed| [&chat, &direct].iter().any(|one| one == listed));
    assert_eq!(listed.len(), 2);
}

#[tokio::test]
async fn the_other_of_a_session_is_seen_to_come() {
    let cloud = TestCloud::start().await;
    let (ada, grace, booking, chat) = agreed(&cloud).await;
    about(&ada, &booking).await.expect(200);
    cloud.settle().await;
    cloud.wait_for_indexes();
    let mut screen = grace.socket().await;
    let _tab = ada.socket().await;
    cloud.settle().await;
    assert_eq!(screen.presence().await["data"]["userId"], json!(ada.id));
    let shown = grace.get(&format!("/v1/chats/{chat}")).await.expect(200);
    let people = shown.json["data"]["participants"].as_array().unwrap();
    assert_eq!(people.iter().find(|one| one["id"] == json!(ada.id)).unwrap()["online"], json!(true));
}

#[tokio::test]
async fn to_everybody_else_it_is_not_there_and_admins_take_away_what_is_said_in_it() {
    let cloud = TestCloud::start().await;
    let (ada, _, booking, chat) = agreed(&cloud).await;
    let (eve, root) = (cloud.mentee("eve").await, cloud.admin("root").await);
    let said = id(&say(&ada, &chat, "Rude words").await);
    for stranger in [&eve, &root] {
        about(stranger, &booking).await.expect(404);
        stranger.get(&format!("/v1/chats/{chat}")).await.expect(404);
        stranger.post(&messages(&chat), json!({"content": "Hello"})).await.expect(404);
    }
    eve.delete(&format!("/v1/messages/{said}")).await.expect(404);
    root.delete(&format!("/v1/messages/{said}")).await.expect(200);
    assert_eq!(seen(&ada, &chat, "").await, [""]);
}

#[tokio::test]
async fn a_request_has_no_chat_and_a_session_that_is_called_off_keeps_its_own() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let asked = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    about(&ada, &asked).await.expect(404);
    ada.post(&messages(&chat_of(&asked)), json!({"content": "Please"})).await.expect(404);
    grace.post(&path(&asked, "/confirm"), json!({})).await.expect(200);
    let chat = id(&about(&ada, &asked).await.expect(200));
    ada.post(&path(&asked, "/cancel"), json!({"reason": "I am ill"})).await.expect(200);
    say(&ada, &chat, "I am sorry").await;
    say(&grace, &chat, "Get well").await;
    assert_eq!(seen(&ada, &chat, "").await, ["Get well", "I am sorry"]);
    assert_eq!(id(&about(&grace, &asked).await.expect(200)), chat);
}

#[tokio::test]
async fn a_chat_is_opened_with_a_person_or_about_a_session() {
    let cloud = TestCloud::start().await;
    let (ada, grace, booking, _) = agreed(&cloud).await;
    assert_eq!(ada.post("/v1/chats", json!({})).await.expect(400).field(), "userId");
    let both = json!({"userId": grace.id, "bookingId": booking.json["data"]["id"]});
    assert_eq!(ada.post("/v1/chats", both).await.expect(400).field(), "bookingId");
}

/// Or who asks under the id that two would have could tell by the clock whether they have talked.
#[tokio::test]
async fn what_is_anothers_costs_as_much_to_ask_for_as_what_is_not_there() {
    let cloud = TestCloud::start().await;
    let (ada, _, booking, chat) = agreed(&cloud).await;
    let eve = cloud.mentee("eve").await;
    let mut begun = Vec::new();
    for booking in [&booking.json["data"]["id"], &json!("bkg_01h455vb4pex5vsknk084sn02q")] {
        let (cost, reply) = cloud.metered(eve.post("/v1/chats", json!({"bookingId": booking}))).await;
        reply.expect(404);
        begun.push((cost.round_trips, cost.calls));
    }
    assert_eq!(begun[0], begun[1]);
    let mut asked = Vec::new();
    for _ in 0..2 {
        let (cost, reply) = cloud.metered(eve.get(&format!("/v1/chats/{chat}"))).await;
        reply.expect(404);
        asked.push((cost.round_trips, cost.calls));
        say(&ada, &chat, "Hello").await;
    }
    assert_eq!(asked[0], asked[1]);
}
