//! What the functions without HTTP are told: the table's stream and the minute.

use serde_json::{Value, json};
use testkit::TestCloud;

use super::bookings::{Hour, pair};
use super::realtime::open;
use crate::accounts::{PASSWORD, joined, register};
use crate::bookings::ask;
use crate::chat::support::support;
use crate::proofs::operation::{Act, Operation, Request};

/// A day, an hour and five minutes before the hour of the 24th.
const DAY: &str = "2026-11-23T10:00:30Z";
const HOUR: &str = "2026-11-24T09:00:30Z";
const SOON: &str = "2026-11-24T09:55:30Z";

pub fn all() -> Vec<Operation> {
    [happened(), answered(), timed(), known(), said(), beside()].into_iter().flatten().collect()
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

/// In chats, besides what is said.
fn beside() -> Vec<Operation> {
    vec![
        Operation::new("dispatch, a chat was opened", async |cloud| {
            let hour = Hour::confirmed(&cloud).await;
            quiet(&cloud).await;
            crate::chat::open(&hour.ada, &hour.grace).await.expect(200);
            waiting(&cloud)
        }),
        Operation::new("dispatch, a message was taken back", async |cloud| {
            let (ada, _, chat) = crate::chat::pair(&cloud).await;
            let message = crate::chat::id(&crate::chat::say(&ada, &chat, "Hello").await);
            quiet(&cloud).await;
            ada.delete(&format!("/v1/messages/{message}")).await.expect(200);
            waiting(&cloud)
        }),
        Operation::new("dispatch, something is unread", async |cloud| {
            let (ada, _, chat) = crate::chat::pair(&cloud).await;
            quiet(&cloud).await;
            crate::chat::say(&ada, &chat, "Hello").await;
            // Who had read everything is found out when it is told.
            waiting(&cloud).act(&cloud).await.expect(200);
            waiting(&cloud)
        }),
        Operation::new("dispatch, somebody has come", async |cloud| {
            let (ada, grace, _) = crate::chat::pair(&cloud).await;
            open(&cloud, &grace, "two").await;
            quiet(&cloud).await;
            open(&cloud, &ada, "one").await;
            waiting(&cloud)
        }),
    ]
}

/// To accounts, and to who would mentor.
fn known() -> Vec<Operation> {
    vec![
        Operation::new("dispatch, an address that is known was registered", async |cloud| {
            joined(&cloud, "ada").await;
            quiet(&cloud).await;
            register(&cloud, "ada").await.expect(201);
            waiting(&cloud)
        }),
        Operation::new("dispatch, a password was changed", async |cloud| {
            let ada = joined(&cloud, "ada").await;
            quiet(&cloud).await;
            let body = json!({"currentPassword": PASSWORD, "newPassword": "quiet-harbour-2027"});
            ada.post("/v1/auth/change-password", body).await.expect(200);
            waiting(&cloud)
        }),
        Operation::new("dispatch, a session has ended", async |cloud| {
            let ada = cloud.mentee("ada").await;
            quiet(&cloud).await;
            ada.post("/v1/auth/logout", json!({})).await.expect(200);
            waiting(&cloud)
        }),
        Operation::new("dispatch, an applicant was answered", async |cloud| {
            let (root, grace) = (cloud.admin("root").await, crate::mentors::applicant(&cloud, "grace").await);
            quiet(&cloud).await;
            crate::mentors::answer(&root, &grace, json!({"approved": true})).await.expect(200);
            waiting(&cloud)
        }),
    ]
}

/// What becomes of an hour.
fn answered() -> Vec<Operation> {
    let reason = || json!({"reason": "Away that day."});
    let later = json!({"start": "2026-11-24T10:30:00Z"});
    let link = json!({"meetingLink": "https://meet.example.org/x", "meetingPlatform": "other"});
    vec![
        by_mentor("dispatch, a booking was declined", asked, ("POST", "/decline"), reason()),
        by_mentor("dispatch, a booking was cancelled", agreed, ("POST", "/cancel"), reason()),
        by_mentor("dispatch, a booking was moved", agreed, ("POST", "/reschedule"), later),
        by_mentor("dispatch, a booking has a link", agreed, ("PUT", "/meeting-link"), link),
        by_mentor("dispatch, a session took place", over, ("POST", "/complete"), json!({})),
        by_mentor("dispatch, somebody did not come", over, ("POST", "/no-show"), json!({"side": "mentee"})),
        Operation::new("dispatch, a session was rated", async |cloud| {
            let hour = Hour::completed(&cloud).await;
            quiet(&cloud).await;
            hour.ada.post(&hour.path("/feedback"), json!({"rating": 5, "feedback": "Now I see."})).await.expect(200);
            waiting(&cloud)
        }),
    ]
}

/// What the timer finds.
fn timed() -> Vec<Operation> {
    vec![
        by_timer("dispatch, a request has lapsed", asked, &["2026-11-24T10:00:30Z"]),
        by_timer("dispatch, a session is tomorrow", agreed, &[DAY]),
        by_timer("dispatch, a session is in an hour", agreed, &[DAY, HOUR]),
        by_timer("dispatch, a session is in five minutes", agreed, &[DAY, HOUR, SOON]),
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
            at(&cloud, DAY).await
        }),
        Operation::new("timer, a session is in an hour", async |cloud| {
            Hour::confirmed(&cloud).await;
            reminded(&cloud, &[DAY]).await;
            at(&cloud, HOUR).await
        }),
        Operation::new("timer, a session is in five minutes", async |cloud| {
            Hour::confirmed(&cloud).await;
            reminded(&cloud, &[DAY, HOUR]).await;
            at(&cloud, SOON).await
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

async fn asked(cloud: TestCloud) -> Hour {
    Hour::asked(&cloud).await
}

async fn agreed(cloud: TestCloud) -> Hour {
    Hour::confirmed(&cloud).await
}

async fn over(cloud: TestCloud) -> Hour {
    Hour::over(&cloud).await
}

/// What its mentor does with an hour.
fn by_mentor<F>(
    name: &'static str,
    stage: impl Fn(TestCloud) -> F + Clone + Send + Sync + 'static,
    (method, action): (&'static str, &'static str),
    body: Value,
) -> Operation
where
    F: Future<Output = Hour> + Send + 'static,
{
    Operation::new(name, move |cloud| {
        let (stage, body) = (stage.clone(), body.clone());
        async move {
            let hour = stage(cloud.clone()).await;
            quiet(&cloud).await;
            let change = Request::by(&hour.grace, method, hour.path(action)).json(&body);
            change.ask(&cloud).send().await.expect(200);
            waiting(&cloud)
        }
    })
}

/// What the timer has found when it came by at each of these instants; what it found at the last waits.
fn by_timer<F>(
    name: &'static str,
    stage: impl Fn(TestCloud) -> F + Clone + Send + Sync + 'static,
    instants: &'static [&'static str],
) -> Operation
where
    F: Future<Output = Hour> + Send + 'static,
{
    Operation::new(name, move |cloud| {
        let stage = stage.clone();
        async move {
            stage(cloud.clone()).await;
            reminded(&cloud, instants).await;
            waiting(&cloud)
        }
    })
}

/// The timer comes by at each of these instants, and what it finds at the last waits.
async fn reminded(cloud: &TestCloud, instants: &[&str]) {
    for instant in instants {
        cloud.release_stream();
        quiet(cloud).await;
        cloud.move_to(instant);
        cloud.run_timer().await;
    }
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
    cloud.release_stream();
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
