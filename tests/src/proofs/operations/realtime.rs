//! What API Gateway's WebSocket API tells the function behind it.

use serde_json::{Value, json};
use testkit::{Person, TestCloud};

use super::bookings::Hour;
use super::chat::Talk;
use crate::proofs::operation::{Act, Again, Operation};

pub fn all() -> Vec<Operation> {
    [connecting(), speaking()].into_iter().flatten().collect()
}

fn connecting() -> Vec<Operation> {
    vec![
        Operation::new("realtime, somebody comes by their token", async |cloud| {
            let ada = cloud.mentee("ada").await;
            cloud.settle().await;
            connect(&cloud, "one", &json!({"token": ada.token()}))
        })
        .again(Again::Another),
        Operation::new("realtime, somebody comes by a ticket", async |cloud| {
            let ada = cloud.mentee("ada").await;
            let ticket = ada.post("/v1/realtime/tickets", json!({})).await.expect(201);
            cloud.settle().await;
            connect(&cloud, "one", &json!({"ticket": ticket.json["data"]["ticket"]}))
        })
        .again(Again::Refused(401)),
        Operation::new("realtime, somebody asks what they missed", async |cloud| {
            let hour = Hour::confirmed(&cloud).await;
            cloud.settle().await;
            open(&cloud, &hour.ada, "one").await;
            let context = context(&cloud, "$default", "MESSAGE", "one");
            event(&json!({"requestContext": context, "body": r#"{"action":"resume","after":0}"#}))
        })
        .only_looking(),
        Operation::new("realtime, somebody goes", async |cloud| {
            let ada = cloud.mentee("ada").await;
            cloud.settle().await;
            open(&cloud, &ada, "one").await;
            open(&cloud, &ada, "two").await;
            event(&json!({"requestContext": context(&cloud, "$disconnect", "DISCONNECT", "one")}))
        }),
    ]
}

/// Over a connection that is open.
fn speaking() -> Vec<Operation> {
    vec![
        Operation::new("realtime, somebody says something", async |cloud| {
            let talk = Talk::begun(&cloud).await;
            let words = json!({"action": "send", "chatId": talk.chat, "content": "See you there.", "clientId": "once"});
            says(&cloud, &talk.ada, &words).await
        }),
        Operation::new("realtime, somebody types", async |cloud| {
            let talk = Talk::begun(&cloud).await;
            open(&cloud, &talk.grace, "two").await;
            says(&cloud, &talk.ada, &json!({"action": "typing", "chatId": talk.chat})).await
        }),
        Operation::new("realtime, somebody reads on", async |cloud| {
            let talk = Talk::begun(&cloud).await;
            says(&cloud, &talk.grace, &json!({"action": "read", "messageId": talk.message})).await
        }),
        Operation::new("realtime, somebody is still there", async |cloud| {
            let ada = cloud.mentee("ada").await;
            says(&cloud, &ada, &json!({"action": "ping"})).await
        })
        .only_looking(),
        Operation::new("realtime, somebody wants to be told", async |cloud| {
            let ada = cloud.mentee("ada").await;
            says(&cloud, &ada, &json!({"action": "subscribe"})).await
        })
        .only_looking(),
    ]
}

/// What they say over a connection of theirs; that it is open was told before.
async fn says(cloud: &TestCloud, who: &Person, said: &Value) -> Act {
    open(cloud, who, "one").await;
    cloud.settle().await;
    let context = context(cloud, "$default", "MESSAGE", "one");
    event(&json!({"requestContext": context, "body": said.to_string()}))
}

/// They have this connection.
pub async fn open(cloud: &TestCloud, who: &Person, id: &str) {
    let act = connect(cloud, id, &json!({"token": who.token()}));
    assert_eq!(act.act(cloud).await.status, 200);
}

fn connect(cloud: &TestCloud, id: &str, query: &Value) -> Act {
    let context = context(cloud, "$connect", "CONNECT", id);
    event(&json!({"headers": {}, "queryStringParameters": query, "requestContext": context}))
}

fn event(event: &Value) -> Act {
    let mut event = event.clone();
    event["isBase64Encoded"] = false.into();
    Act::Event("realtime", event.to_string())
}

fn context(cloud: &TestCloud, route: &str, kind: &str, id: &str) -> Value {
    json!({
        "routeKey": route,
        "eventType": kind,
        "stage": "ws",
        "connectedAt": cloud.now().0.as_millisecond(),
        "identity": {"sourceIp": "203.0.113.7", "userAgent": "a browser"},
        "messageDirection": "IN",
        "requestTimeEpoch": cloud.now().0.as_millisecond(),
        "requestId": "JKJaXmPLvHcESHA=",
        "connectionId": id,
        "apiId": "local",
    })
}
