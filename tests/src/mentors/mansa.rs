//! S1-02 to S1-07, as document 1 has them.

use serde_json::{Value, json};
use testkit::TestCloud;

use super::{answer, mansa};

pub const CREATE: &str = "/api/v1/mentorship/mentors/create_profile/";
pub const OWN: &str = "/api/v1/mentorship/mentors/my_profile/";

pub fn profile() -> Value {
    json!({
        "bio": "Thirty years of engines.",
        "expertise": ["Rust"],
        "company": "Analytical Engines",
        "job_title": "Engineer",
        "years_of_experience": 30,
        "linkedin": "https://linkedin.com/in/grace",
        "availability_timezone": "Africa/Cairo",
    })
}

#[tokio::test]
async fn a_profile_is_created_approved_listed_and_read() {
    let cloud = TestCloud::start().await;
    let (grace, root) = (cloud.mentee("grace").await, cloud.admin("root").await);
    let created = grace.post(CREATE, profile()).await.expect(201).json;
    assert_eq!(created["id"], json!(grace.id.uuid()));
    assert_eq!(created["is_approved"], false);
    assert_eq!(created["approval_status"], "pending");
    assert_eq!(grace.get(OWN).await.expect(200).json, created);
    assert_eq!(cloud.get("/api/v1/mentorship/mentors/").send().await.expect(200).json, json!([]));
    answer(&root, &grace, json!({"approved": true})).await.expect(200);
    let page = cloud.get(&mansa(&grace, "")).send().await.expect(200).json;
    cloud.wait_for_indexes();
    assert_eq!(cloud.get("/api/v1/mentorship/mentors").send().await.expect(200).json, json!([page]));
    let mut page = page;
    assert!(page["user_id"].take().is_u64());
    let expected = json!({
        "id": grace.id.uuid(), "user_id": null, "name": "grace Example", "first_name": "grace", "last_name": "Example",
        "bio": "Thirty years of engines.", "photo_url": null, "expertise": ["Rust"], "company": "Analytical Engines",
        "job_title": "Engineer", "years_of_experience": 30, "linkedin": "https://linkedin.com/in/grace",
        "github": null, "twitter": null, "rating": 0.0, "total_sessions": 0, "is_approved": true,
        "availability_timezone": "Africa/Cairo", "version": 2,
    });
    assert_eq!(page, expected);
}

#[tokio::test]
async fn a_profile_is_created_once_and_by_somebody() {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentee("grace").await;
    grace.post(CREATE, json!({})).await.expect(201);
    let twice = grace.post(CREATE, profile()).await.expect(409);
    assert_eq!(twice.json["detail"], "A mentor profile exists already.");
    cloud.post(CREATE).json(&profile()).send().await.expect(401);
    let bad = cloud.mentee("ada").await.post(CREATE, json!({"years_of_experience": 81})).await.expect(400);
    assert_eq!(bad.field(), "years_of_experience");
}

#[tokio::test]
async fn a_mentor_edits_their_own_profile_and_no_others() {
    let cloud = TestCloud::start().await;
    let (grace, linus) = (cloud.mentee("grace").await, cloud.mentee("linus").await);
    grace.post(CREATE, profile()).await.expect(201);
    linus.post(CREATE, profile()).await.expect(201);
    let edit = json!({"bio": "New.", "timezone": "Asia/Kolkata", "photo_url": null, "version": 1});
    let edited = grace.patch(&mansa(&grace, "update_profile/"), edit.clone()).await.expect(200).json;
    assert_eq!([&edited["bio"], &edited["availability_timezone"]], [&json!("New."), &json!("Asia/Kolkata")]);
    assert_eq!([&edited["company"], &edited["version"]], [&json!("Analytical Engines"), &json!(2)]);
    let stale = grace.patch(&mansa(&grace, "update_profile/"), edit.clone()).await.expect(409);
    assert_eq!(stale.code(), "STALE_VERSION");
    let others = linus.patch(&mansa(&grace, "update_profile/"), edit.clone()).await.expect(403);
    assert_eq!(others.json["detail"], "Mentors can only edit their own profile.");
    cloud.ask(reqwest::Method::PATCH, &mansa(&grace, "update_profile/")).json(&edit).send().await.expect(401);
    let photo = grace.patch(&mansa(&grace, "update_profile/"), json!({"photo": "https://example.org/me.jpg"})).await;
    assert_eq!(photo.expect(400).field(), "photo_url");
}

#[tokio::test]
async fn who_has_no_profile_is_told_so() {
    let cloud = TestCloud::start().await;
    let (ada, linus) = (cloud.mentee("ada").await, cloud.person("linus", domain::Roles::MENTOR).await);
    assert_eq!(ada.get(OWN).await.expect(403).json["detail"], "Only a mentor may do this.");
    assert_eq!(linus.get(OWN).await.expect(404).json["detail"], "There is no mentor profile yet.");
    cloud.get(OWN).send().await.expect(401);
    let page = cloud.get(&mansa(&ada, "")).send().await.expect(404);
    assert_eq!(page.json["detail"], "No such mentor.");
    linus.patch(&mansa(&linus, "update_profile/"), json!({"bio": "x"})).await.expect(404);
}
