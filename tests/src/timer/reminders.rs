use jiff::Timestamp;
use serde_json::json;
use testkit::{Person, TestCloud};

use crate::bookings::{confirmed, path};
use crate::dispatch::letters;

const START: &str = "2026-11-27T10:00:00Z";

/// The reminders that somebody got, oldest first.
async fn reminders(cloud: &TestCloud, who: &Person) -> Vec<String> {
    let mails = letters(cloud, who).await.into_iter().map(|mail| mail.subject);
    mails.filter(|subject| subject.starts_with("Reminder:") || subject.starts_with("Soon:")).collect()
}

async fn fires(cloud: &TestCloud, instants: &[&str]) {
    for instant in instants {
        let at: Timestamp = instant.parse().unwrap();
        cloud.move_to(instant);
        cloud.local().run("timer", at).await.unwrap();
    }
}

#[tokio::test]
async fn each_side_is_reminded_a_day_and_an_hour_before_once_however_often_the_timer_fires() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    confirmed(&ada, &grace, START).await;
    let [day, hour] = ["Reminder: your session with", "Soon: your session with"];
    fires(&cloud, &["2026-11-26T09:59:00Z"]).await;
    assert!(reminders(&cloud, &ada).await.is_empty());
    fires(&cloud, &["2026-11-26T10:00:00Z", "2026-11-26T10:01:00Z", "2026-11-26T09:58:00Z", "2026-11-26T10:00:00Z"])
        .await;
    assert_eq!(reminders(&cloud, &ada).await, [format!("{day} grace Example")]);
    fires(&cloud, &["2026-11-27T09:00:30Z", "2026-11-26T10:00:00Z", "2026-11-27T09:30:00Z", START]).await;
    assert_eq!(reminders(&cloud, &ada).await, [format!("{day} grace Example"), format!("{hour} grace Example")]);
    assert_eq!(reminders(&cloud, &grace).await, [format!("{day} ada Example"), format!("{hour} ada Example")]);
    assert!(cloud.dump().await.0.keys().all(|(pk, _)| !pk.starts_with("due#")));
}

#[tokio::test]
async fn timers_that_fire_at_once_remind_once() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    confirmed(&ada, &grace, START).await;
    cloud.move_to("2026-11-26T10:00:00Z");
    let at = cloud.now().0;
    let all = futures::future::join_all((0..8).map(|_| cloud.local().run("timer", at))).await;
    assert!(all.iter().all(Result::is_ok));
    assert_eq!(reminders(&cloud, &ada).await.len(), 1);
    assert_eq!(reminders(&cloud, &grace).await.len(), 1);
}

#[tokio::test]
async fn nobody_is_reminded_of_a_cancelled_session() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let booking = confirmed(&ada, &grace, START).await;
    ada.post(&path(&booking, "/cancel"), json!({})).await.expect(200);
    fires(&cloud, &["2026-11-26T10:00:00Z", "2026-11-27T09:00:00Z", START]).await;
    assert!(reminders(&cloud, &ada).await.is_empty() && reminders(&cloud, &grace).await.is_empty());
}

#[tokio::test]
async fn a_moved_session_reminds_at_its_new_time_only() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let booking = confirmed(&ada, &grace, START).await;
    let to = json!({"start": "2026-11-28T12:00:00Z", "duration": 60});
    grace.post(&path(&booking, "/reschedule"), to).await.expect(200);
    fires(&cloud, &["2026-11-26T10:00:00Z", "2026-11-27T09:00:00Z", START]).await;
    assert!(reminders(&cloud, &ada).await.is_empty());
    fires(&cloud, &["2026-11-27T12:00:00Z", "2026-11-28T11:00:00Z"]).await;
    assert_eq!(reminders(&cloud, &ada).await.len(), 2);
}

#[tokio::test]
async fn a_due_row_that_its_booking_does_not_mean_is_dropped_and_tells_nobody() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let booking = confirmed(&ada, &grace, START).await;
    let id = booking.json["data"]["id"].as_str().unwrap().parse().unwrap();
    let stray = domain::due::Due {
        at: "2026-11-25T10:00:00Z".parse().unwrap(),
        what: domain::due::What::RemindHour,
        booking: id,
    };
    cloud.write(&store::keys::due(&stray), &stray).await;
    fires(&cloud, &["2026-11-25T10:00:00Z"]).await;
    assert!(reminders(&cloud, &ada).await.is_empty());
    cloud.settled().await.assert_invariants();
}
