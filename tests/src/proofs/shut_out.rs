//! Who was suspended a minute ago and asks for what they have done already hears that, and nothing else (promise
//! 22). Where the first time wrote under the gate, the second finds nothing to write, or an answer that is kept: no
//! write holds the gate then, so the edge must have looked at it.

use domain::UserId;
use futures::StreamExt;
use futures::stream;
use jiff::SignedDuration;
use serde_json::json;
use testkit::TestCloud;

use super::operation::{Act, Operation, Request, open};
use super::operations;
use super::shape::{Known, Shape};

const AT_ONCE: usize = 4;

/// What a suspended person heard, or did, where it was not a 401 and nothing.
async fn complaint(operation: &Operation) -> Option<String> {
    let (snapshot, act) = operation.stage().await;
    let Act::Http(request) = act else { return None };
    let actor = request.caller()?.sub;
    let cloud = open(&snapshot, &format!("{}, shut out", operation.name)).await;
    let first = request.ask(&cloud).send().await;
    cloud.settle().await;
    suspend(&cloud, actor).await;
    cloud.advance(SignedDuration::from_secs(61));
    let (second, unchanged) = once_more(&cloud, &request).await;
    let shut_out = first.status < 300 && second == 401 && unchanged;
    (!shut_out).then(|| format!("{}: {} at first, then {second}, unchanged {unchanged}", operation.name, first.status))
}

/// By an admin; whose account is gone needs none.
async fn suspend(cloud: &TestCloud, actor: UserId) {
    let path = format!("/v1/users/{actor}/status");
    let reply = cloud.admin("root").await.put(&path, json!({"status": "suspended"})).await;
    assert!([200, 404].contains(&reply.status), "{}", reply.text);
    cloud.settle().await;
}

async fn once_more(cloud: &TestCloud, request: &Request) -> (u16, bool) {
    let known = Known::of(cloud);
    let before = Shape::of(cloud, &known);
    let reply = request.ask(cloud).send().await;
    cloud.settle().await;
    (reply.status, Shape::of(cloud, &known) == before)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_suspended_hears_only_that_a_minute_later_even_of_what_they_have_done_before() {
    let operations = operations::all();
    let found: Vec<_> = stream::iter(&operations).map(complaint).buffer_unordered(AT_ONCE).collect().await;
    let found: Vec<String> = found.into_iter().flatten().collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}
