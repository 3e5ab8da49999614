//! What the functions without HTTP are told: the table's stream and the minute.

use serde_json::{Value, json};
use testkit::TestCloud;

use super::bookings::{Hour, pair};
use super::chat::support;
use crate::accounts::register;
use crate::bookings::ask;
use crate::proofs::operation::{Act, Operation};

pub fn all() -> Vec<Operation> {
    [happened(), said()].into_iter().flatten().collect()
}

/// In chats.
fn said() -> Vec<Operation> {
    vec![
        Operation::new("dispatch, something was said", async |cloud| {
            let (ada, _, chat) = crate::chat::pair(&cloud).await;
            quiet(&cloud).await;
            crate::chat::say(&ada, &chat, "Hello").await;
            waiting(&cloud)
        }),
        Operation::new("dispatch, a message has other words", async |cloud| {
            let (ada, _, chat) = crate::chat::pair(&cloud).await;
            let message = crate::chat::id(&crate::chat::say(&ada, &chat, "Hello").await);
            quiet(&cloud).await;
            ada.put(&format!("/v1/messages/{message}"), json!({"content": "Good day"})).await.expect(200);
            waiting(&cloud)
        }),
        Operation::new("dispatch, somebody reads on", async |cloud| {
            let (ada, grace, chat) = crate::chat::pair(&cloud).await;
            let message = crate::chat::id(&crate::chat::say(&ada, &chat, "Hello").await);
            quiet(&cloud).await;
            grace.post(&format!("/v1/messages/{message}/read"), json!({})).await.expect(200);
            waiting(&cloud)
        }),
        Operation::new("dispatch, an account was deleted", async |cloud| {
            let (ada, root) = (cloud.mentee("ada").await, cloud.admin("root").await);
            crate::chat::say(&root, &support(&ada).await, "Farewell").await;
            quiet(&cloud).await;
            root.delete(&format!("/v1/admin/users/{}", ada.id)).await.expect(200);
            waiting(&cloud)
        }),
    ]
}

fn happened() -> Vec<Operation> {
    vec![
        Operation::new("dispatch, a booking was asked for", async |cloud| {
            let (ada, grace) = pair(&cloud).await;
            quiet(&cloud).await;
            ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
            waiting(&cloud)
        }),
        Operation::new("dispatch, a booking was confirmed", async |cloud| {
            let hour = Hour::asked(&cloud).await;
            quiet(&cloud).await;
            hour.grace.post(&hour.path("/confirm"), json!({})).await.expect(200);
            waiting(&cloud)
        }),
        Operation::new("dispatch, an address is to be confirmed", async |cloud| {
            quiet(&cloud).await;
            register(&cloud, "ada").await.expect(201);
            waiting(&cloud)
        }),
        Operation::new("dispatch, a mentor's profile changed", async |cloud| {
            let (_, grace) = pair(&cloud).await;
            quiet(&cloud).await;
            let body = json!({"bio": "Forty years of engines.", "expertise": ["Rust", "Steam"]});
            grace.patch("/v1/mentors/me", body).await.expect(200);
            waiting(&cloud)
        }),
        Operation::new("timer, a request lapses", async |cloud| {
            Hour::asked(&cloud).await;
            at(&cloud, "2026-11-24T10:00:30Z").await
        }),
        Operation::new("timer, a session is tomorrow", async |cloud| {
            Hour::confirmed(&cloud).await;
            at(&cloud, "2026-11-23T10:00:30Z").await
        }),
        Operation::new("timer, the stream lost an event", async |cloud| {
            let (ada, grace) = pair(&cloud).await;
            quiet(&cloud).await;
            ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
            cloud.move_to("2026-11-23T09:00:30Z");
            minute(&cloud)
        }),
    ]
}

/// Nothing waits, and from now on whatever happens does.
async fn quiet(cloud: &TestCloud) {
    cloud.settle().await;
    cloud.hold_stream();
}

/// The stream's event of all that waits.
pub fn waiting(cloud: &TestCloud) -> Act {
    let rows = cloud.local().rows().expect("the rows").into_iter();
    let events = rows.filter(|row| row["pk"]["S"].as_str().is_some_and(|pk| pk.starts_with("outbox#")));
    let records: Vec<Value> = events.enumerate().map(record).collect();
    assert!(!records.is_empty(), "nothing happened");
    Act::Event("dispatch", json!({"Records": records}).to_string())
}

/// The stream's event of what waits, for a table that is too large to be looked through.
pub async fn waiting_among_many(cloud: &TestCloud) -> Option<Act> {
    let later = domain::Now(cloud.now().plus(jiff::SignedDuration::from_mins(2)));
    let waiting = cloud.store().lost_events(later).await.expect("the outbox");
    let key = |name: &str| store::keys::event(name.parse().expect("an event's id"));
    let keys = waiting.iter().map(|one| key(one.name())).map(|key| json!({"pk": {"S": key.pk}, "sk": {"S": key.sk}}));
    let mut records: Vec<Value> = keys.enumerate().map(record).collect();
    for record in &mut records {
        record["dynamodb"]["ApproximateCreationDateTime"] = json!(cloud.now().second());
    }
    (!records.is_empty()).then(|| Act::Event("dispatch", json!({"Records": records}).to_string()))
}

fn record((number, row): (usize, Value)) -> Value {
    let stream = "arn:aws:dynamodb:eu-west-1:000000000000:table/ithaca-Table/stream/2026-11-20T00:00:00.000";
    json!({
        "eventID": format!("{number:032}"),
        "eventName": "INSERT",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "eu-west-1",
        "dynamodb": {
            "ApproximateCreationDateTime": 1_795_190_400,
            "Keys": {"pk": row["pk"], "sk": row["sk"]},
            "NewImage": row,
            "SequenceNumber": format!("{number:028}"),
            "SizeBytes": 180,
            "StreamViewType": "NEW_IMAGE",
        },
        "eventSourceARN": stream,
    })
}

async fn at(cloud: &TestCloud, instant: &str) -> Act {
    cloud.settle().await;
    cloud.move_to(instant);
    minute(cloud)
}

/// The schedule's event of this minute.
fn minute(cloud: &TestCloud) -> Act {
    let mut event: Value =
        serde_json::from_str(include_str!("../../../../events/timer/minute.json")).expect("an event");
    event["time"] = json!(cloud.now().0.to_string());
    Act::Event("timer", event.to_string())
}
