//! The links of a mentor's mail, and the private calendar.

use serde_json::{Value, json};
use testkit::{Person, Reply, TestCloud};

use super::{ask, path};

/// The mail's own link to its page, as a path and a token.
pub async fn mailed(cloud: &TestCloud, mentor: &Person) -> (String, String) {
    let mail = cloud.mail().await.into_iter().find(|mail| mail.to.contains(&mentor.email)).expect("a mail");
    let (_, rest) = mail.text.split_once("/v1/bookings/").expect("a link");
    let link = rest.split_whitespace().next().expect("an address");
    let (to, query) = link.split_once('?').expect("a query");
    let token = query.split('&').find_map(|pair| pair.strip_prefix("token=")).expect("a token");
    (format!("/v1/bookings/{to}"), token.to_owned())
}

async fn press(cloud: &TestCloud, to: &str, token: &str, answer: &str) -> Reply {
    cloud.post(to).json(&json!({"token": token, "answer": answer})).send().await
}

#[tokio::test]
async fn opening_the_mailed_link_never_acts_and_its_button_does() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let mut body = ask(&grace, "10:00");
    body["topic"] = json!("<script>alert(1)</script>");
    let booking = ada.post("/v1/bookings", body).await.expect(201);
    let (to, token) = mailed(&cloud, &grace).await;
    let before = cloud.settled().await;
    let page = cloud.get(&format!("{to}?token={token}")).send().await.expect(200);
    assert!(page.text.contains("ada Example") && !page.text.contains("<script>alert"), "{}", page.text);
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert_eq!(cloud.settled().await, before, "opening changes nothing");
    assert_eq!(press(&cloud, &to, &token, "confirm").await.expect(200).json["data"]["status"], "confirmed");
    assert_eq!(press(&cloud, &to, &token, "decline").await.expect(409).code(), "STALE_VERSION", "once");
    assert_eq!(ada.get(&path(&booking, "")).await.expect(200).json["data"]["status"], "confirmed");
}

#[tokio::test]
async fn a_link_of_another_booking_or_a_changed_one_is_worth_nothing() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    let (to, token) = mailed(&cloud, &grace).await;
    let other = ada.post("/v1/bookings", ask(&grace, "12:00")).await.expect(201);
    press(&cloud, &path(&other, "/answer"), &token, "confirm").await.expect(404);
    let mut forged = token.clone();
    forged.replace_range(0..1, if token.starts_with('A') { "B" } else { "A" });
    press(&cloud, &to, &forged, "confirm").await.expect(404);
    press(&cloud, &to, &token, "perhaps").await.expect(400);
}

#[tokio::test]
async fn a_link_shows_a_suspended_mentor_nothing_and_does_nothing() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    let (to, token) = mailed(&cloud, &grace).await;
    grace.suspend().await;
    let page = cloud.get(&format!("{to}?token={token}")).send().await.expect(404);
    assert!(!page.text.contains("ada Example"), "{}", page.text);
    press(&cloud, &to, &token, "confirm").await.expect(401);
}

#[tokio::test]
async fn a_private_feed_shows_ones_sessions_and_needs_no_sign_in() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    let address = ada.get("/v1/calendar/feed").await.expect(200).json["data"]["url"].clone();
    let Value::String(address) = address else { panic!("an address") };
    let to = address.strip_prefix(cloud.url()).expect("here");
    cloud.wait_for_indexes();
    let feed = cloud.get(to).send().await.expect(200);
    assert!(feed.header("content-type").starts_with("text/calendar"));
    for line in ["BEGIN:VCALENDAR", "DTSTART:20261124T100000Z", "SUMMARY", "grace Example"] {
        assert!(feed.text.contains(line), "{line} in {}", feed.text);
    }
    ada.suspend().await;
    cloud.get(to).send().await.expect(404);
    cloud.get("/v1/calendar/nonsense.ics").send().await.expect(404);
    cloud.get("/v1/calendar/feed").send().await.expect(401);
}
