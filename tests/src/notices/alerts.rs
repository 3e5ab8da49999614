//! What named people must know at once, whatever they prefer, and who has not said that they do.

use serde_json::{Value, json};
use testkit::{Person, TestCloud};

use super::{list, titles};
use crate::chat::moderation::deeds;
use crate::dispatch::{letters, subjects};

/// Alerts them, and returns the alert's id.
pub async fn alert(root: &Person, people: &[&Person]) -> String {
    let ids: Vec<_> = people.iter().map(|person| person.id).collect();
    let body = json!({"title": "Closed", "message": "Stay at home.", "userIds": ids});
    let reply = root.post("/v1/admin/alerts", body).await.expect(201);
    reply.json["data"]["id"].as_str().expect("an id").to_owned()
}

pub async fn acknowledge(who: &Person, id: &str) -> testkit::Reply {
    who.post(&format!("/v1/alerts/{id}/acknowledge"), json!({})).await
}

fn names(readers: &Value) -> Vec<&str> {
    readers.as_array().expect("readers").iter().map(|reader| reader["name"].as_str().expect("a name")).collect()
}

#[tokio::test]
async fn an_alert_rings_on_the_screen_under_the_bell_and_by_mail_whatever_somebody_prefers() {
    let cloud = TestCloud::start().await;
    let (root, ada, eve) = (cloud.admin("root").await, cloud.mentee("ada").await, cloud.mentee("eve").await);
    let nothing = json!({
        "email": {"taskUpdates": false, "paymentReminders": false, "messages": false, "meetings": false},
        "push": {"taskUpdates": false, "messages": false, "meetings": false},
        "quietHours": {"start": "00:00", "end": "24:00"},
    });
    ada.post("/v1/notifications/preferences", nothing).await.expect(200);
    let mut socket = ada.socket().await;
    let id = alert(&root, &[&ada]).await;
    cloud.settle().await;
    let frame = socket.told("system.alert").await;
    assert_eq!((&frame["data"]["alertId"], &frame["data"]["message"]), (&json!(id), &json!("Stay at home.")));
    assert_eq!(titles(&list(&ada, "").await), ["Closed"]);
    let mail = letters(&cloud, &ada).await.remove(0);
    assert_eq!((mail.subject.as_str(), mail.unsubscribe), ("Urgent: Closed", None));
    assert!(mail.text.contains("Stay at home."), "{}", mail.text);
    assert_eq!((titles(&list(&eve, "").await), subjects(&cloud, &eve).await), (vec![], vec![]));
}

#[tokio::test]
async fn admins_see_who_has_not_acknowledged() {
    let cloud = TestCloud::start().await;
    let (root, ada, eve) = (cloud.admin("root").await, cloud.mentee("ada").await, cloud.mentee("eve").await);
    let id = alert(&root, &[&ada, &eve]).await;
    let path = format!("/v1/admin/alerts/{id}");
    assert!(deeds(&cloud).await.contains(&["alerted".to_owned(), root.id.to_string(), id.clone()]));
    let mut waiting = root.get(&path).await.expect(200);
    assert_eq!(names(&waiting.json["data"]["waiting"]).len(), 2);
    let first = acknowledge(&ada, &id).await.expect(200).json["data"]["acknowledgedAt"].clone();
    assert_eq!(first, "2026-11-23T08:00:00Z");
    cloud.move_to("2026-11-23T08:05:00Z");
    assert_eq!(acknowledge(&ada, &id).await.expect(200).json["data"]["acknowledgedAt"], first, "once");
    waiting = root.get(&path).await.expect(200);
    let data = &waiting.json["data"];
    assert_eq!((names(&data["waiting"]), names(&data["acknowledged"])), (vec!["eve Example"], vec!["ada Example"]));
    assert_eq!(ada.get(&format!("/v1/alerts/{id}")).await.expect(200).json["data"]["acknowledgedAt"], first);
}

#[tokio::test]
async fn who_is_not_named_finds_no_alert_and_only_admins_send_them() {
    let cloud = TestCloud::start().await;
    let (root, ada, eve) = (cloud.admin("root").await, cloud.mentee("ada").await, cloud.mentee("eve").await);
    let id = alert(&root, &[&ada]).await;
    acknowledge(&eve, &id).await.expect(404);
    eve.get(&format!("/v1/alerts/{id}")).await.expect(404);
    ada.get(&format!("/v1/admin/alerts/{id}")).await.expect(403);
    let body = json!({"title": "Closed", "message": "Stay at home.", "userIds": [eve.id]});
    cloud.mentor("grace").await.post("/v1/admin/alerts", body).await.expect(403);
}

#[tokio::test]
async fn an_alert_that_names_somebody_unknown_alerts_nobody() {
    let cloud = TestCloud::start().await;
    let (root, ada) = (cloud.admin("root").await, cloud.mentee("ada").await);
    let nobody = "usr_01h455vb4pex5vsknk084sn02q";
    for ids in [json!([ada.id, nobody]), json!([]), json!(vec![nobody; 41])] {
        let body = json!({"title": "Closed", "message": "Stay at home.", "userIds": ids});
        let reply = root.post("/v1/admin/alerts", body).await.expect(400);
        assert_eq!(reply.json["error"]["details"]["field"], "userIds");
    }
    cloud.settle().await;
    assert_eq!(titles(&list(&ada, "").await), [""; 0]);
}

#[tokio::test]
async fn forty_people_are_alerted_in_one_write_and_once_for_one_key() {
    let cloud = TestCloud::start().await;
    let root = cloud.admin("root").await;
    let mut people = Vec::new();
    for n in 0..40 {
        people.push(cloud.mentee(&format!("p{n}")).await);
    }
    let ids: Vec<_> = people.iter().map(|person| person.id).collect();
    let body = json!({"title": "Closed", "message": "Stay at home.", "userIds": ids});
    for _ in 0..2 {
        let ask = root.ask(reqwest::Method::POST, "/v1/admin/alerts").header("idempotency-key", "once");
        ask.json(&body).send().await.expect(201);
    }
    cloud.settle().await;
    for person in &people {
        assert_eq!(titles(&list(person, "").await), ["Closed"]);
        assert_eq!(subjects(&cloud, person).await, ["Urgent: Closed"]);
    }
}
