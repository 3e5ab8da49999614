//! The whole local cloud, with tiny functions in place of the real ones.

use crate::{LocalCloud, Options, Trouble, lambda};
use aws_lambda_events::{dynamodb::Event, eventbridge::EventBridgeEvent};
use aws_sdk_dynamodb::types::AttributeValue::S;
use axum::{Router, routing};
use lambda_runtime::LambdaEvent;
use serde_json::{Value as Json, json};
use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
    time::Instant,
};

type Heard = Arc<Mutex<Vec<String>>>;

/// A cloud whose dispatch notes the events it hears, and whose timer notes when it is fired.
fn options(heard: &Heard) -> Options {
    let mut options = Options::for_test();
    let echo = lambda::http(Router::new().fallback(routing::any(async |uri: http::Uri| uri.path().to_owned())));
    for name in ["accounts", "mentors", "bookings"] {
        options.handlers.insert(name.into(), Arc::clone(&echo));
    }
    let notes = Arc::clone(heard);
    let dispatch = move |event: LambdaEvent<Event>| {
        let keys = event.payload.records.iter().map(|r| format!("{:?}", r.change.keys.get("sk"))).collect::<Vec<_>>();
        let poison = keys.iter().any(|key| key.contains("poison"));
        notes.lock().unwrap().extend(keys.into_iter().filter(|_| !poison));
        async move { if poison { Err("poison") } else { Ok(Json::Null) } }
    };
    options.handlers.insert("dispatch".into(), lambda::event(dispatch));
    let notes = Arc::clone(heard);
    let timer = move |event: LambdaEvent<EventBridgeEvent<Json>>| {
        notes.lock().unwrap().push(format!("fired at {}", event.payload.time.unwrap().to_rfc3339()));
        async { Ok::<_, String>(Json::Null) }
    };
    options.handlers.insert("timer".into(), lambda::event(timer));
    options
}

async fn put(cloud: &LocalCloud, pk: &str, sk: &str) {
    let put = cloud.dynamodb().put_item().table_name(cloud.table_name());
    put.item("pk", S(pk.into())).item("sk", S(sk.into())).send().await.unwrap();
}

fn heard(heard: &Heard) -> Vec<String> {
    heard.lock().unwrap().clone()
}

#[tokio::test]
async fn a_cloud_is_up_in_a_tenth_of_a_second_and_several_live_side_by_side() {
    let heard = Heard::default();
    let _first = LocalCloud::start(options(&heard)).await.unwrap();
    let since = Instant::now();
    let second = LocalCloud::start(options(&heard)).await.unwrap();
    let took = since.elapsed();
    assert!(took.as_millis() < 100, "{took:?}");
    put(&second, "a", "b").await;
    assert_eq!(second.dynamodb().scan().table_name(second.table_name()).send().await.unwrap().count(), 1);
}

#[tokio::test]
async fn requests_reach_functions_by_the_templates_routes() {
    let cloud = LocalCloud::start(options(&Heard::default())).await.unwrap();
    let get = async |path: &str| reqwest::get(format!("{}{path}", cloud.url())).await.unwrap();
    assert_eq!(get("/v1/bookings/7/").await.text().await.unwrap(), "/v1/bookings/7/");
    assert_eq!(get("/_local/health").await.status(), 200);
    assert_eq!(get("/docs/").await.status(), 200);
    assert!(get("/").await.text().await.unwrap().contains("Ithaca local cloud"));
    let ipv6 = cloud.url().replace("127.0.0.1", "[::1]");
    assert_eq!(reqwest::get(format!("{ipv6}/_local/health")).await.unwrap().status(), 200);
}

#[tokio::test]
async fn only_new_outbox_rows_wake_the_listener() {
    let notes = Heard::default();
    let cloud = LocalCloud::start(options(&notes)).await.unwrap();
    put(&cloud, "usr_1", "account").await;
    for n in 0..60 {
        put(&cloud, &format!("outbox#{}", n % store::keys::OUTBOX_SHARDS), &format!("evt_{n}")).await;
    }
    assert_eq!(cloud.drain().await.unwrap(), 60);
    assert_eq!(heard(&notes).len(), 60);
}

#[tokio::test]
async fn the_stream_comes_unasked() {
    let notes = Heard::default();
    let cloud = LocalCloud::start(options(&notes)).await.unwrap();
    put(&cloud, "outbox#0", "evt_1").await;
    for _ in 0..100 {
        if heard(&notes).len() == 1 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("nothing came");
}

#[tokio::test]
async fn trouble_doubles_drops_and_shuffles() {
    let notes = Heard::default();
    let cloud = LocalCloud::start(options(&notes)).await.unwrap();
    cloud.trouble(Trouble { double: true, shuffle: true, drop: 0.5, ..Trouble::default() });
    for n in 0..40 {
        put(&cloud, "outbox#0", &format!("evt_{n}")).await;
    }
    cloud.drain().await.unwrap();
    let heard = heard(&notes);
    let distinct: HashSet<_> = heard.iter().collect();
    assert_eq!(heard.len(), distinct.len() * 2);
    assert!((5..35).contains(&distinct.len()), "{}", distinct.len());
}

#[tokio::test]
async fn one_poisoned_event_ends_as_a_dead_letter_and_stops_nobody() {
    let notes = Heard::default();
    let cloud = LocalCloud::start(options(&notes)).await.unwrap();
    for n in 0..20 {
        put(&cloud, "outbox#0", &if n == 7 { "poison".into() } else { format!("evt_{n}") }).await;
    }
    cloud.drain().await.unwrap();
    assert_eq!((heard(&notes).len(), cloud.dead_letters()), (19, 1));
}

#[tokio::test]
async fn a_scheduled_function_is_fired_as_of_an_instant() {
    let notes = Heard::default();
    let cloud = LocalCloud::start(options(&notes)).await.unwrap();
    let url = format!("{}/_local/run/timer?at=2026-03-01T10:00:00%2B01:00", cloud.url());
    assert_eq!(reqwest::Client::new().post(url).send().await.unwrap().status(), 200);
    assert_eq!(heard(&notes), ["fired at 2026-03-01T09:00:00+00:00"]);
    assert!(cloud.run("bookings", cloud.clock().now()).await.is_err());
}

#[tokio::test]
async fn the_clock_moves_for_everybody() {
    let cloud =
        LocalCloud::start(options(&Heard::default()).at("2026-03-01T10:00:00Z".parse().unwrap())).await.unwrap();
    let client = reqwest::Client::new();
    let moved = client.post(format!("{}/_local/clock", cloud.url())).body(r#"{"advance": 90}"#).send().await.unwrap();
    assert_eq!(moved.json::<Json>().await.unwrap(), json!({"now": "2026-03-01T10:01:30Z"}));
    assert_eq!(cloud.clock().now(), "2026-03-01T10:01:30Z".parse().unwrap());
}

#[tokio::test]
async fn everything_kept_survives_a_restart_and_delivered_events_do_not_come_again() {
    let folder = tempfile::tempdir().unwrap();
    let notes = Heard::default();
    let start = async || {
        let data = Some(folder.path().join("data"));
        LocalCloud::start(Options { data, ..options(&notes) }).await.unwrap()
    };
    let first = start().await;
    put(&first, "outbox#0", "evt_1").await;
    first.drain().await.unwrap();
    first.stop().await;

    let second = start().await;
    put(&second, "outbox#0", "evt_2").await;
    second.drain().await.unwrap();
    assert_eq!(heard(&notes).len(), 2);
    assert_eq!(second.dynamodb().scan().table_name(second.table_name()).send().await.unwrap().count(), 2);
}

#[tokio::test]
async fn mail_is_caught_and_served_newest_first() {
    let cloud = LocalCloud::start(options(&Heard::default())).await.unwrap();
    let client = reqwest::Client::new();
    for subject in ["one", "two"] {
        let content = json!({"Simple": {"Subject": {"Data": subject}, "Body": {"Text": {"Data": "hi"}}}});
        let call = json!({"Destination": {"ToAddresses": ["ada@example.com"]}, "Content": content});
        let sent = client.post(format!("{}/v2/email/outbound-emails", cloud.endpoints().ses)).json(&call).send().await;
        assert!(sent.unwrap().json::<Json>().await.unwrap()["MessageId"].is_string());
    }
    let url = format!("{}/_local/mail", cloud.url());
    let mails: Json = client.get(&url).header("accept", "application/json").send().await.unwrap().json().await.unwrap();
    assert_eq!((&mails[0]["subject"], &mails[1]["to"]), (&json!("two"), &json!("ada@example.com")));
    assert_eq!(client.delete(&url).send().await.unwrap().status(), 204);
    assert!(cloud.mail().await.unwrap().is_empty());
}

#[tokio::test]
async fn rows_loaded_in_bulk_pass_the_stream_by() {
    let notes = Heard::default();
    let cloud = LocalCloud::start(options(&notes)).await.unwrap();
    let rows = (0..500).map(|n| json!({"pk": {"S": "outbox#1"}, "sk": {"S": format!("evt_{n:03}")}})).collect();
    assert_eq!(cloud.load(rows).unwrap(), 500);
    assert_eq!((cloud.drain().await.unwrap(), heard(&notes).len()), (500, 0));
}

#[tokio::test]
async fn the_demo_people_can_sign_in_and_the_mentors_can_be_asked() {
    let cloud = LocalCloud::start(Options { demo: true, ..Options::for_test() }).await.unwrap();
    let client = reqwest::Client::new();
    for person in crate::PEOPLE {
        let credentials = json!({"email": person.email, "password": crate::PASSWORD});
        let reply = client.post(format!("{}/v1/auth/login", cloud.url())).json(&credentials).send().await.unwrap();
        assert_eq!(reply.status(), 200, "{}", person.email);
    }
    let mentors: Json = reqwest::get(format!("{}/v1/mentors", cloud.url())).await.unwrap().json().await.unwrap();
    assert_eq!(mentors["data"].as_array().unwrap().len(), 2);
    assert!(cloud.mail().await.unwrap().is_empty());
}

#[test]
fn the_reference_is_the_union_of_the_routers() {
    let document: Json = serde_json::from_str(&crate::openapi::text()).unwrap();
    for path in ["/v1/auth/login", "/api/v1/mentors/{id}", "/api/v1/mentorship/bookings"] {
        assert!(document["paths"].get(path).is_some(), "{path}");
    }
    assert_eq!(document["openapi"], "3.1.0");
}
