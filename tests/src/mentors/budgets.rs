//! What each operation may cost, counted at the table's door. A figure that grows fails.

use serde_json::json;
use testkit::{Budget, TestCloud};

use super::profile;

const PAGE: Budget = Budget(1, 0.5, 0.0);
const SLOTS: Budget = Budget(1, 1.5, 0.0);
/// 30 quarters taken on each of the fourteen days.
const SLOTS_FULL: Budget = Budget(1, 2.5, 0.0);
const LIST: Budget = Budget(1, 0.5, 0.0);
const HOURS: Budget = Budget(1, 1.0, 0.0);
/// The gate, and the profile as it is now.
const OWN: Budget = Budget(2, 1.5, 0.0);
const APPLY: Budget = Budget(2, 3.0, 9.0);
const EDIT: Budget = Budget(2, 3.0, 7.0);
const SEARCH: Budget = Budget(2, 1.0, 0.0);

#[tokio::test]
async fn reading_mentors_keeps_to_its_budget() {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentor("grace").await;
    for (what, path, budget) in [
        ("page", format!("/v1/mentors/{}", grace.id), PAGE),
        ("slots of 14 days", format!("/v1/mentors/{}/slots?from=2026-11-24&to=2026-12-07", grace.id), SLOTS),
        ("hours", format!("/v1/mentors/{}/availability", grace.id), HOURS),
        ("list", "/v1/mentors".to_owned(), LIST),
    ] {
        let (cost, reply) = cloud.metered(cloud.get(&path).send()).await;
        reply.expect(200);
        budget.holds(what, &cost);
    }
}

#[tokio::test]
async fn slots_keep_to_their_budget_when_the_days_are_full() {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentor("grace").await;
    cloud.broken_on_purpose("quarters are taken for a booking that is not there");
    let day: jiff::civil::Date = "2026-11-23".parse().unwrap();
    let mark = aws_sdk_dynamodb::types::AttributeValue::B(aws_sdk_dynamodb::primitives::Blob::new([7; 16]));
    for offset in 0..16 {
        let key = store::keys::day(grace.id, day + jiff::Span::new().days(offset));
        let text = |text: String| aws_sdk_dynamodb::types::AttributeValue::S(text);
        let mut put = cloud.local().dynamodb().put_item().table_name(cloud.local().table_name());
        put = put.item("pk", text(key.pk)).item("sk", text(key.sk));
        put = (30..60).fold(put, |put, quarter| put.item(format!("s{quarter}"), mark.clone()));
        put.send().await.unwrap();
    }
    let path = format!("/v1/mentors/{}/slots?from=2026-11-24&to=2026-12-07", grace.id);
    let (cost, reply) = cloud.metered(cloud.get(&path).send()).await;
    assert!(!reply.expect(200).json["data"].as_array().unwrap().is_empty());
    SLOTS_FULL.holds("slots of 14 full days", &cost);
}

#[tokio::test]
async fn writing_a_profile_keeps_to_its_budget() {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentee("grace").await;
    let (cost, reply) = cloud.metered(grace.post("/v1/mentors", profile())).await;
    reply.expect(201);
    APPLY.holds("apply", &cost);
    let (cost, reply) = cloud.metered(grace.get("/v1/mentors/me")).await;
    reply.expect(200);
    OWN.holds("own page", &cost);
    let (cost, reply) = cloud.metered(grace.patch("/v1/mentors/me", json!({"bio": "New."}))).await;
    reply.expect(200);
    EDIT.holds("edit", &cost);
}

#[tokio::test]
async fn a_search_keeps_to_its_budget() {
    let cloud = TestCloud::start().await;
    super::approved(&cloud, "grace").await;
    for (what, query) in [("search", "search=gra"), ("expertise", "expertise=rust")] {
        let (cost, reply) = cloud.metered(cloud.get(&format!("/v1/mentors?{query}")).send()).await;
        assert_eq!(super::names(&reply.expect(200)).len(), 1);
        SEARCH.holds(what, &cost);
    }
}
