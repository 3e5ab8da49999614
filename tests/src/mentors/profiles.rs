use serde_json::{Value, json};
use testkit::TestCloud;

use super::{applicant, approved, profile};

#[tokio::test]
async fn a_mentee_applies_and_has_a_profile_that_nobody_else_sees_yet() {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentee("grace").await;
    let reply = grace.post("/v1/mentors", profile()).await.expect(201);
    let mentor = &reply.json["data"];
    assert_eq!(mentor["id"], json!(grace.id.to_string()));
    assert_eq!(mentor["name"], "grace Example");
    assert_eq!(mentor["approval"], "pending");
    assert_eq!(mentor["isApproved"], false);
    assert_eq!(mentor["timezone"], "Africa/Cairo");
    assert_eq!(mentor["photoUrl"], Value::Null);
    assert_eq!(grace.get("/v1/mentors/me").await.expect(200).json["data"], *mentor);
    cloud.get(&format!("/v1/mentors/{}", grace.id)).send().await.expect(404);
    assert_eq!(cloud.get("/v1/mentors").send().await.expect(200).json["data"], json!([]));
}

#[tokio::test]
async fn nobody_applies_twice_and_a_repeated_request_is_the_same_application() {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentee("grace").await;
    let keyed = || grace.ask(reqwest::Method::POST, "/v1/mentors").header("idempotency-key", "one").json(&profile());
    let first = keyed().send().await.expect(201);
    let again = keyed().send().await.expect(201);
    assert_eq!(first.text, again.text);
    let another = grace.post("/v1/mentors", profile()).await.expect(409);
    assert_eq!(another.code(), "ALREADY_EXISTS");
}

#[tokio::test]
async fn a_page_shows_an_approved_mentor_to_anybody_with_its_version() {
    let cloud = TestCloud::start().await;
    let grace = approved(&cloud, "grace").await;
    for id in [grace.id.to_string(), grace.id.uuid().to_string()] {
        for prefix in ["/v1", "/api/v1"] {
            let page = cloud.get(&format!("{prefix}/mentors/{id}")).send().await.expect(200);
            assert_eq!(page.json["data"]["expertise"], json!(["Rust", "Machine Learning"]));
            assert_eq!(page.json["data"]["approvalReason"], Value::Null, "not for others");
            assert_eq!(page.header("etag"), "\"2\"");
        }
    }
    cloud.get("/v1/mentors/usr_01h455vb4pex5vsknk084sn02q").send().await.expect(404);
    cloud.get("/v1/mentors/nobody").send().await.expect(404);
}

#[tokio::test]
async fn an_edit_changes_what_it_names_and_null_empties() {
    let cloud = TestCloud::start().await;
    let grace = applicant(&cloud, "grace").await;
    let edit = json!({"company": "Bletchley", "linkedin": null, "github": "", "yearsOfExperience": null});
    let edited = grace.patch("/v1/mentors/me", edit).await.expect(200);
    let mentor = &edited.json["data"];
    assert_eq!(mentor["company"], "Bletchley");
    assert_eq!(mentor["linkedin"], Value::Null);
    assert_eq!(mentor["yearsOfExperience"], Value::Null);
    assert_eq!(mentor["bio"], "Thirty years of engines.");
    assert_eq!(mentor["version"], 2);
    assert_eq!(edited.header("etag"), "\"2\"");
}

#[tokio::test]
async fn an_edit_of_an_old_version_is_stale() {
    let cloud = TestCloud::start().await;
    let grace = applicant(&cloud, "grace").await;
    let tagged = |tag: &'static str| grace.ask(reqwest::Method::PUT, "/v1/mentors/me").header("if-match", tag);
    tagged("\"1\"").json(&json!({"bio": "Two."})).send().await.expect(200);
    let stale = tagged("\"1\"").json(&json!({"bio": "Three."})).send().await.expect(409);
    assert_eq!(stale.code(), "STALE_VERSION");
    assert_eq!(
        grace.patch("/v1/mentors/me", json!({"bio": "x", "version": 1})).await.expect(409).code(),
        "STALE_VERSION"
    );
    assert_eq!(grace.get("/v1/mentors/me").await.json["data"]["bio"], "Two.");
}

#[tokio::test]
async fn edits_at_the_same_time_all_arrive() {
    let cloud = TestCloud::start().await;
    let grace = applicant(&cloud, "grace").await;
    let edit = |name: &'static str| grace.patch("/v1/mentors/me", json!({name: "at once"}));
    let replies = futures::future::join_all(["bio", "company", "jobTitle"].map(edit)).await;
    for reply in replies {
        reply.expect(200);
    }
    let mentor = &grace.get("/v1/mentors/me").await.json["data"];
    assert_eq!([&mentor["bio"], &mentor["company"], &mentor["jobTitle"]], [&json!("at once"); 3]);
    assert_eq!(mentor["version"], 4);
}

/// Bookings count sessions and ratings on the same row, without its version.
#[tokio::test]
async fn an_edit_leaves_what_bookings_count() {
    let cloud = TestCloud::start().await;
    let grace = applicant(&cloud, "grace").await;
    cloud.broken_on_purpose("figures that no booking made");
    let key = |name: &str| aws_sdk_dynamodb::types::AttributeValue::S(name.to_owned());
    let count = cloud.local().dynamodb().update_item().table_name(cloud.local().table_name());
    let count = count.key("pk", key(&grace.id.to_string())).key("sk", key("mentor"));
    let one = aws_sdk_dynamodb::types::AttributeValue::N("4".to_owned());
    let count = count.update_expression("ADD sessions :n, rating_sum :n, rating_count :n");
    count.expression_attribute_values(":n", one).send().await.unwrap();
    let edited = grace.patch("/v1/mentors/me", json!({"bio": "New."})).await.expect(200);
    assert_eq!(edited.json["data"]["totalSessions"], 4);
    let mentor = &grace.get("/v1/mentors/me").await.json["data"];
    assert_eq!([&mentor["totalSessions"], &mentor["ratingCount"]], [&json!(4); 2]);
}

#[tokio::test]
async fn what_is_wrong_with_a_profile_is_named() {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentee("grace").await;
    let cases = [
        (json!({"bio": "x".repeat(4001)}), "bio"),
        (json!({"expertise": [""]}), "expertise[0]"),
        (json!({"expertise": "Rust"}), "expertise"),
        (json!({"expertise": vec!["Rust"; 21]}), "expertise"),
        (json!({"yearsOfExperience": -1}), "yearsOfExperience"),
        (json!({"linkedin": "http://linkedin.com/in/grace"}), "linkedin"),
        (json!({"github": "javascript:alert(1)"}), "github"),
        (json!({"timezone": "Mars/Olympus"}), "timezone"),
    ];
    for (body, field) in cases {
        let reply = grace.post("/v1/mentors", body.clone()).await.expect(400);
        assert_eq!((reply.code(), reply.field()), ("VALIDATION_ERROR", field), "{body}");
    }
    grace.get("/v1/mentors/me").await.expect(403);
}

#[tokio::test]
async fn ones_own_profile_is_for_mentors_and_applicants() {
    let cloud = TestCloud::start().await;
    cloud.get("/v1/mentors/me").send().await.expect(401);
    cloud.post("/v1/mentors").json(&profile()).send().await.expect(401);
    assert_eq!(cloud.mentee("ada").await.get("/v1/mentors/me").await.expect(403).code(), "UNAUTHORIZED");
    let mentor = cloud.person("linus", domain::Roles::MENTOR).await;
    assert_eq!(mentor.get("/v1/mentors/me").await.expect(404).code(), "NOT_FOUND");
    mentor.patch("/v1/mentors/me", json!({"bio": "x"})).await.expect(404);
}

#[tokio::test]
async fn a_suspended_person_edits_nothing() {
    let cloud = TestCloud::start().await;
    let grace = applicant(&cloud, "grace").await;
    cloud.write(&store::keys::gate(grace.id), &json!({"status": "suspended", "epoch": 0})).await;
    grace.patch("/v1/mentors/me", json!({"bio": "x"})).await.expect(401);
    grace.put("/v1/availability/me", json!({"weekly": []})).await.expect(401);
    cloud.write(&store::keys::gate(grace.id), &json!({"status": "active", "epoch": 0})).await;
    assert_eq!(grace.get("/v1/mentors/me").await.json["data"]["version"], 1);
}

#[tokio::test]
async fn hours_follow_the_zone_of_the_profile() {
    let cloud = TestCloud::start().await;
    let grace = applicant(&cloud, "grace").await;
    assert_eq!(grace.get("/v1/availability/me").await.expect(200).json["data"]["timezone"], "Africa/Cairo");
    grace.patch("/v1/mentors/me", json!({"timezone": "Asia/Kolkata"})).await.expect(200);
    let hours = grace.get("/v1/availability/me").await.expect(200);
    assert_eq!((&hours.json["data"]["timezone"], &hours.json["data"]["version"]), (&json!("Asia/Kolkata"), &json!(2)));
    grace.patch("/v1/mentors/me", json!({"timezone": "Asia/Kolkata"})).await.expect(200);
    assert_eq!(grace.get("/v1/availability/me").await.expect(200).json["data"], hours.json["data"]);
}

#[tokio::test]
async fn hours_that_were_there_before_the_profile_stay_as_they_are() {
    let cloud = TestCloud::start().await;
    let grace = cloud.person("grace", domain::Roles::MENTOR).await;
    let monday = json!({"weekly": [{"dayOfWeek": 1, "start": "09:00", "end": "17:00"}]});
    let hours = grace.put("/v1/availability/me", monday).await.expect(200);
    let mut own = profile();
    own["timezone"] = hours.json["data"]["timezone"].clone();
    grace.post("/v1/mentors", own).await.expect(201);
    assert_eq!(grace.get("/v1/availability/me").await.expect(200).json["data"], hours.json["data"]);
}

/// The rename has read that there is no page when the page is made, under the old name.
#[tokio::test]
async fn who_is_renamed_while_they_apply_has_one_name() {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentee("grace").await;
    let pause = cloud.pause_before(1);
    let apply = async {
        pause.reached().await;
        grace.post("/v1/mentors", profile()).await.expect(201);
        pause.go();
    };
    let (renamed, ()) = tokio::join!(grace.put("/v1/users/profile", json!({"name": "Grace Hopper"})), apply);
    assert!([200, 503].contains(&renamed.status), "{}", renamed.text);
    grace.put("/v1/users/profile", json!({"name": "Grace Hopper"})).await.expect(200);
    cloud.settled().await.assert_invariants();
    let page = grace.get("/v1/mentors/me").await.expect(200);
    assert_eq!(page.json["data"]["name"], "Grace Hopper");
    grace.put("/v1/users/profile", json!({"name": "Grace M. Hopper"})).await.expect(200);
    let next = page.json["data"]["version"].as_u64().map(|version| version + 1);
    assert_eq!(grace.get("/v1/mentors/me").await.expect(200).json["data"]["version"].as_u64(), next);
}
