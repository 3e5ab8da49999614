use serde_json::{Value, json};
use testkit::TestCloud;

use super::{applicant, approved};

const OWN: &str = "/v1/availability/me";

#[tokio::test]
async fn a_mentor_sets_weekly_and_dated_hours_and_rules() {
    let cloud = TestCloud::start().await;
    let grace = approved(&cloud, "grace").await;
    let week = json!({
        "weekly": [{"dayOfWeek": 1, "start": "09:00", "end": "17:00"}, {"dayOfWeek": 1, "start": "16:00", "end": "18:00"}],
        "dates": [{"date": "2026-12-24", "start": "10:00", "end": "12:00"}],
        "rules": {"lengths": [30, 60], "bufferAfter": 15},
    });
    let set = grace.put(OWN, week).await.expect(200);
    let hours = &set.json["data"];
    assert_eq!(hours["weekly"].as_array().unwrap().len(), 1);
    assert_eq!([&hours["weekly"][0]["start"], &hours["weekly"][0]["end"]], [&json!("09:00"), &json!("18:00")]);
    assert_eq!(hours["dates"][0]["date"], "2026-12-24");
    assert_eq!([&hours["rules"]["lengths"], &hours["rules"]["step"]], [&json!([30, 60]), &json!(30)]);
    assert_eq!(set.header("etag"), format!("\"{}\"", hours["version"]));
    let kept = grace.put(OWN, json!({"dates": []})).await.expect(200);
    assert_eq!([&kept.json["data"]["weekly"], &kept.json["data"]["rules"]], [&hours["weekly"], &hours["rules"]]);
    assert_eq!(kept.json["data"]["dates"], json!([]));
    let shown = cloud.get(&format!("/v1/mentors/{}/availability", grace.id)).send().await.expect(200);
    assert_eq!(shown.json["data"], kept.json["data"]);
}

#[tokio::test]
async fn a_date_gets_hours_of_its_own_and_loses_them() {
    let cloud = TestCloud::start().await;
    let grace = applicant(&cloud, "grace").await;
    let date = format!("{OWN}/exceptions/2026-12-25");
    grace.post(&date, json!({"hours": [{"start": "12:00", "end": "13:00"}]})).await.expect(200);
    let closed = grace.post(&date, json!({})).await.expect(200);
    assert_eq!(closed.json["data"]["exceptions"], json!([{"date": "2026-12-25", "hours": []}]));
    let open = grace.delete(&date).await.expect(200);
    assert_eq!(open.json["data"]["exceptions"], json!([]));
    grace.delete(&date).await.expect(404);
    grace.post(&format!("{OWN}/exceptions/tomorrow"), json!({})).await.expect(404);
    let over = grace.post(&format!("{OWN}/exceptions/2026-11-01"), json!({})).await.expect(400);
    assert_eq!(over.field(), "date");
}

#[tokio::test]
async fn a_mentor_goes_away_and_only_they_see_why() {
    let cloud = TestCloud::start().await;
    let grace = approved(&cloud, "grace").await;
    let away = json!({"from": "2026-12-01", "to": "2026-12-05", "reason": "Surgery"});
    let own = grace.post(&format!("{OWN}/away"), away.clone()).await.expect(200);
    assert_eq!(own.json["data"]["away"], json!([away]));
    let shown = cloud.get(&format!("/v1/mentors/{}/availability", grace.id)).send().await.expect(200);
    assert_eq!(shown.json["data"]["away"], json!([{"from": "2026-12-01", "to": "2026-12-05"}]));
    let back = grace.delete(&format!("{OWN}/away?from=2026-12-01")).await.expect(200);
    assert_eq!(back.json["data"]["away"], json!([]));
    grace.delete(&format!("{OWN}/away?from=2026-12-01")).await.expect(404);
    assert_eq!(grace.delete(&format!("{OWN}/away")).await.expect(400).field(), "from");
    let backwards = grace.post(&format!("{OWN}/away"), json!({"from": "2026-12-05", "to": "2026-12-01"})).await;
    assert_eq!(backwards.expect(400).field(), "to");
}

#[tokio::test]
async fn what_is_wrong_with_hours_and_rules_is_named() {
    let cloud = TestCloud::start().await;
    let grace = applicant(&cloud, "grace").await;
    let monday = |start: &str, end: &str| json!({"dayOfWeek": 1, "start": start, "end": end});
    let cases = [
        (json!({"weekly": [monday("09:00", "10:00"), monday("10:00", "09:00")]}), "weekly[1].end"),
        (json!({"weekly": [monday("9", "10:00")]}), "weekly[0].start"),
        (json!({"weekly": [{"dayOfWeek": 7, "start": "09:00", "end": "10:00"}]}), "weekly[0].dayOfWeek"),
        (json!({"dates": [{"start": "09:00", "end": "10:00"}]}), "dates[0].date"),
        (json!({"rules": {"step": 1}}), "step"),
        (json!({"rules": {"price": 1}}), "rules.price"),
    ];
    for (body, field) in cases {
        assert_eq!(grace.put(OWN, body.clone()).await.expect(400).field(), field, "{body}");
    }
    for (rules, field) in [
        (json!({"lengths": [1]}), "lengths"),
        (json!({"bufferBefore": 241}), "bufferBefore"),
        (json!({"windowDays": 0}), "windowDays"),
        (json!({"perDay": 0}), "perDay"),
        (json!({"notice": 100_000}), "notice"),
    ] {
        assert_eq!(grace.put(&format!("{OWN}/rules"), rules.clone()).await.expect(400).field(), field, "{rules}");
    }
    assert_eq!(grace.get(OWN).await.json["data"]["version"], 1, "nothing was written");
}

#[tokio::test]
async fn hours_of_an_old_version_are_stale() {
    let cloud = TestCloud::start().await;
    let grace = applicant(&cloud, "grace").await;
    grace.put(OWN, json!({"weekly": [], "version": 1})).await.expect(200);
    assert_eq!(grace.put(OWN, json!({"weekly": [], "version": 1})).await.expect(409).code(), "STALE_VERSION");
    let rules = grace.ask(reqwest::Method::PUT, &format!("{OWN}/rules")).header("if-match", "\"1\"").json(&json!({}));
    assert_eq!(rules.send().await.expect(409).code(), "STALE_VERSION");
    assert_eq!(grace.get(OWN).await.json["data"]["version"], 2);
}

#[tokio::test]
async fn hours_are_for_mentors() {
    let cloud = TestCloud::start().await;
    let ada = cloud.mentee("ada").await;
    ada.get(OWN).await.expect(403);
    for path in [OWN.to_owned(), format!("{OWN}/rules")] {
        ada.put(&path, json!({})).await.expect(403);
        cloud.ask(reqwest::Method::PUT, &path).json(&json!({})).send().await.expect(401);
    }
    let shown = cloud.get(&format!("/v1/mentors/{}/availability", ada.id)).send().await.expect(404);
    assert_eq!(shown.json["data"], Value::Null);
}
