//! The button of a mail program, and the page behind it.

use serde_json::{Value, json};
use testkit::{Person, TestCloud};

use crate::bookings::{ask, path};
use crate::dispatch::{letters, subjects};

/// Where the last letter to somebody says that its kind can be ended, as a path.
pub async fn way_out(cloud: &TestCloud, to: &Person) -> String {
    let letter = letters(cloud, to).await.pop().expect("a letter");
    let address = letter.unsubscribe.expect("a way out");
    address.strip_prefix(cloud.url()).expect("an address of ours").to_owned()
}

async fn by_mail(who: &Person) -> Value {
    who.get("/v1/notifications/preferences").await.expect(200).json["data"]["email"].clone()
}

fn only_meetings_off() -> Value {
    json!({"taskUpdates": true, "paymentReminders": true, "messages": true, "meetings": false})
}

#[tokio::test]
async fn one_press_without_signing_in_ends_letters_of_this_kind() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let booking = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    cloud.settle().await;
    let way = way_out(&cloud, &grace).await;
    for _ in 0..2 {
        let press = cloud.post(&way).bytes("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click");
        press.send().await.expect(200);
    }
    assert_eq!(by_mail(&grace).await, only_meetings_off());
    grace.post(&path(&booking, "/confirm"), json!({})).await.expect(200);
    cloud.settle().await;
    assert_eq!(subjects(&cloud, &grace).await, ["ada Example asks for a session"]);
    assert_eq!(subjects(&cloud, &ada).await.len(), 2, "it was hers alone");
}

#[tokio::test]
async fn opening_the_address_changes_nothing() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    cloud.settle().await;
    let way = way_out(&cloud, &grace).await;
    let before = cloud.settled().await;
    let page = cloud.get(&way).send().await.expect(200);
    assert!(page.text.contains("No more letters about sessions?") && page.text.contains("<button>"), "{}", page.text);
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert_eq!(cloud.settled().await, before);
}

#[tokio::test]
async fn an_address_that_we_did_not_sign_is_none() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    cloud.settle().await;
    let way = way_out(&cloud, &grace).await;
    let (root, token) = way.rsplit_once('/').unwrap();
    let forged = format!("{}{}", if token.starts_with('A') { "B" } else { "A" }, &token[1..]);
    for bad in [format!("{root}/{forged}"), format!("{root}/x")] {
        cloud.post(&bad).send().await.expect(404);
        cloud.get(&bad).send().await.expect(404);
    }
    assert_eq!(by_mail(&grace).await["meetings"], true);
}

#[tokio::test]
async fn whoever_is_gone_leaves_no_preferences_behind() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let booking = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    ada.post(&path(&booking, "/cancel"), json!({"reason": "I move away."})).await.expect(200);
    cloud.settle().await;
    let way = way_out(&cloud, &ada).await;
    cloud.admin("root").await.delete(&format!("/v1/admin/users/{}", ada.id)).await.expect(200);
    cloud.post(&way).send().await.expect(404);
}
