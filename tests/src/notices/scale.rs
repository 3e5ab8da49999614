//! What somebody's notices cost does not grow with how many there are: nor does reading all of them at once.

use domain::Entropy;
use domain::id::NoticeId;
use reqwest::Method;
use serde_json::{Value, json};
use store::keys;
use testkit::{Person, TestCloud, Units};

use super::{asked, ids, list, rows, unread};
use crate::proofs::crowd::{numbered, once_more, row_at};

/// So much she was ever told; the older ones of its notices are kept no more.
const TOLD: i64 = 100_000;

/// The notice that she has over and over, so that there are this many; and her inbox after them, nothing read.
fn told(cloud: &TestCloud, grace: &Person, first: &str, count: i64) -> Vec<Value> {
    let entropy = Entropy::seeded(1);
    let notice = row_at(cloud, &keys::notices(grace.id, None), "ntc_");
    let at_place = |place: i64| {
        let id = NoticeId::fresh(cloud.now(), &entropy).to_string();
        let (sequence, at) = (numbered("sequence", place), format!("e#{place:012}"));
        let others =
            [(first, id.as_str()), (r#""sequence":{"N":"1"}"#, sequence.as_str()), ("e#000000000001", at.as_str())];
        once_more(&notice, &others)
    };
    let (sequence, unread) = (numbered("sequence", TOLD), numbered("2026-11-23", count));
    let others = [(r#""sequence":{"N":"1"}"#, sequence.as_str()), (r#""2026-11-23":{"N":"1"}"#, unread.as_str())];
    let inbox = once_more(&row_at(cloud, &keys::frames(grace.id), "last"), &others);
    (TOLD - count + 2..=TOLD).map(at_place).chain([inbox]).collect()
}

/// What each of these costs, in this order, where there are so many.
async fn costs_among(count: i64) -> Vec<(&'static str, Units)> {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentor("grace").await;
    asked(&cloud, &grace, 1).await;
    let first = ids(&list(&grace, "").await).remove(0);
    cloud.broken_on_purpose("a hundred thousand notices of one thing");
    cloud.local().load(told(&cloud, &grace, &first, count)).expect("many notices");
    cloud.wait_for_indexes();
    assert_eq!(unread(&grace).await, count.unsigned_abs());
    let newest = ids(&list(&grace, "").await);
    let (read, gone) = (format!("/{}/read", newest[0]), format!("/{}", newest[1]));
    let acts = [
        ("a page", Method::GET, "", Some(20)),
        ("those of a type", Method::GET, "?type=meeting", Some(20)),
        ("unread ones", Method::GET, "?unreadOnly=true", Some(20)),
        ("unread ones of a type", Method::GET, "?unreadOnly=true&type=meeting", Some(20)),
        ("how many are unread", Method::GET, "/unread-count", None),
        ("one is read", Method::PUT, read.as_str(), None),
        ("one is taken away", Method::DELETE, gone.as_str(), None),
        ("all are read", Method::PUT, "/read-all", None),
        ("unread ones, where there are none", Method::GET, "?unreadOnly=true", Some(0)),
    ];
    let mut costs = Vec::new();
    for (what, method, rest, shown) in acts {
        let ask = grace.ask(method.clone(), &format!("/v1/notifications{rest}"));
        let ask = if method == Method::PUT { ask.json(&json!({})) } else { ask };
        let (cost, reply) = cloud.metered(ask.send()).await;
        let reply = reply.expect(200);
        assert_eq!(shown.map(|_| rows(&reply).len()), shown, "{what}");
        costs.push((what, cost.units()));
    }
    assert_eq!(unread(&grace).await, 0);
    costs
}

#[tokio::test]
async fn a_hundred_thousand_notices_cost_what_a_thousand_do() {
    assert_eq!(costs_among(1_000).await, costs_among(100_000).await);
}
