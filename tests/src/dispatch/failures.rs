use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use local::Service;
use serde_json::{Value, json};
use testkit::TestCloud;

use super::{stuck, subjects};
use crate::bookings::ask;
use crate::proofs::operations::events::waiting;

/// SES as it may be: 200 passes a mail on, anything else is its answer to mails for `grace`.
#[derive(Clone)]
struct Ses {
    mood: Arc<AtomicU16>,
    real: Arc<std::sync::OnceLock<String>>,
}

async fn answer(State(ses): State<Ses>, body: String) -> Response {
    let mood = ses.mood.load(Ordering::SeqCst);
    let call: Value = serde_json::from_str(&body).unwrap();
    let for_grace = call["Destination"]["ToAddresses"][0].as_str().unwrap().starts_with("grace");
    if mood != 200 && for_grace {
        let kind = if mood == 400 { "MessageRejected" } else { "InternalFailure" };
        let status = StatusCode::from_u16(mood).unwrap();
        return (status, [("x-amzn-errortype", kind)], json!({"message": "no"}).to_string()).into_response();
    }
    let url = format!("{}/v2/email/outbound-emails", ses.real.get().unwrap());
    let reply = reqwest::Client::new().post(url).header("content-type", "application/json").body(body).send().await;
    reply.unwrap().text().await.unwrap().into_response()
}

/// A cloud with such an SES, and its mood.
pub async fn cloud_with(mood: u16) -> (TestCloud, Arc<AtomicU16>) {
    let mood = Arc::new(AtomicU16::new(mood));
    let ses = Ses { mood: Arc::clone(&mood), real: Arc::default() };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let app = axum::Router::new().fallback(answer).with_state(ses.clone());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let cloud = TestCloud::start_with(|mut options| {
        options.front = Some(Arc::new(move |service, endpoint| match service {
            Service::Ses => {
                let _ = ses.real.set(endpoint);
                url.clone()
            }
            _ => endpoint,
        }));
        options
    })
    .await;
    (cloud, mood)
}

#[tokio::test]
async fn a_letter_that_fails_waits_for_its_time_and_the_other_is_not_sent_twice() {
    let (cloud, mood) = cloud_with(503).await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    assert_eq!(subjects(&cloud, &ada).await.len(), 1);
    assert_eq!(stuck(&cloud).await.len(), 1);
    for minutes in [1, 2] {
        cloud.advance(SignedDuration::from_mins(minutes));
        cloud.run_timer().await;
        assert!(subjects(&cloud, &grace).await.is_empty());
    }
    mood.store(200, Ordering::SeqCst);
    cloud.advance(SignedDuration::from_mins(4));
    for _ in 0..3 {
        cloud.run_timer().await;
    }
    assert_eq!(subjects(&cloud, &grace).await.len(), 1);
    assert_eq!(subjects(&cloud, &ada).await.len(), 1);
    assert!(stuck(&cloud).await.is_empty());
}

/// By its record it is of days ago; `timer` looks less than an hour further back than it has come.
#[tokio::test]
async fn a_letter_that_fails_is_tried_again_however_late_its_record_came() {
    let (cloud, mood) = cloud_with(503).await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    cloud.settle().await;
    cloud.run_timer().await;
    cloud.hold_stream();
    ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    waiting(&cloud).act(&cloud).await;
    mood.store(200, Ordering::SeqCst);
    cloud.release_stream();
    cloud.advance(SignedDuration::from_mins(2));
    cloud.run_timer().await;
    assert_eq!((subjects(&cloud, &ada).await.len(), subjects(&cloud, &grace).await.len()), (1, 1));
    assert!(stuck(&cloud).await.is_empty());
}

#[tokio::test]
async fn a_letter_that_is_refused_is_a_dead_letter_and_the_others_go_on() {
    let (cloud, _) = cloud_with(400).await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    ada.post("/v1/bookings", ask(&grace, "12:00")).await.expect(201);
    assert_eq!(subjects(&cloud, &ada).await.len(), 2);
    let dead = stuck(&cloud).await;
    assert_eq!(dead.len(), 2);
    for letter in dead {
        let told = json!(["frame#mentee", "frame#mentor", "mail#mentee"]);
        assert_eq!((letter["pk"].as_str(), &letter["told"]), (Some("dead"), &told));
        assert!(letter["dead_because"].as_str().unwrap().contains("MessageRejected"), "{letter}");
    }
}

#[tokio::test]
async fn one_poisonous_event_leaves_the_others_done_and_ends_as_a_dead_letter() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let poison = store::keys::Key::new("outbox#1", "evt_01kaghn5000000000000000000");
    cloud.write(&poison, &json!({"event": "from_the_future", "what": [1, 2, 3]})).await;
    for start in ["10:00", "12:00", "14:00"] {
        ada.post("/v1/bookings", ask(&grace, start)).await.expect(201);
    }
    assert_eq!(subjects(&cloud, &ada).await.len(), 3);
    for _ in 0..store::MOST_TRIES {
        cloud.advance(SignedDuration::from_mins(61));
        cloud.run_timer().await;
    }
    let dead = stuck(&cloud).await;
    assert_eq!(dead.len(), 1, "{dead:?}");
    assert_eq!((dead[0]["pk"].as_str(), dead[0]["event"].as_str()), (Some("dead"), Some("from_the_future")));
    assert_eq!(dead[0]["tries"], store::MOST_TRIES);
}
